import { expect, it } from "vitest";
import type { Gondola } from "./near-shelf.ts";
import { listOffered } from "./shelf-front.tsx";

it("offers what stands on a gondola from the top down, with ten keys", () => {
  const facing = (plates: number[], gtin: string | null) => ({
    facing: "",
    plates,
    gtin,
    name: gtin,
  });
  const many = Array.from({ length: 9 }, (_, at) => facing([at + 1], `low ${at}`));
  const gondola: Gondola = {
    gondola: 3,
    xM: 0,
    yM: 0,
    yawRad: 0,
    depthM: 0.4,
    plateWidthM: 0.1,
    plateCount: 12,
    shelves: [
      { shelf: 1, heightM: 0.2, plateWidthM: 0.1, facings: many },
      {
        shelf: 2,
        heightM: 0.6,
        plateWidthM: 0.1,
        facings: [facing([1, 2, 3], "a"), facing([4], null), facing([5, 6], "b")],
      },
    ],
  };
  const offered = listOffered(gondola);
  expect(offered.slice(0, 3)).toEqual([
    { gondola: 3, shelf: 2, plate: 2, gtin: "a", name: "a", from: 1, columns: 3, key: "1" },
    { gondola: 3, shelf: 2, plate: 6, gtin: "b", name: "b", from: 5, columns: 2, key: "2" },
    { gondola: 3, shelf: 1, plate: 1, gtin: "low 0", name: "low 0", from: 1, columns: 1, key: "3" },
  ]);
  expect(offered.at(-2)?.key).toBe("0");
  expect(offered.at(-1)?.key).toBeNull();
  const [low] = gondola.shelves;
  const wide = listOffered({ ...gondola, shelves: [{ ...low!, plateWidthM: 0.2 }] });
  expect(wide.slice(0, 2)).toMatchObject([
    { from: 1, columns: 2 },
    { from: 3, columns: 2 },
  ]);
});
