import { describe, expect, it } from "vitest";
import { followBag, isRight, listBag } from "./bag.ts";

const carry = (gtin: string, quantity: number) => ({ gtin, name: `name of ${gtin}`, quantity });
const believe = (gtin: string, ...counts: readonly (readonly [number, number])[]) => ({
  gtin,
  name: `name of ${gtin}`,
  counts: counts.map(([quantity, probability]) => ({ quantity, probability })),
});

describe("a bag", () => {
  it("is right where the shop believes what is carried", () => {
    const lines = listBag([believe("1", [2, 0.9], [1, 0.1])], [carry("1", 2)]);
    expect(lines).toMatchObject([{ believed: 2, carried: 2, probability: 0.9 }]);
    expect(isRight(lines)).toBe(true);
  });

  it("shows what the shop has not noticed, and what it believes in error", () => {
    const lines = listBag([believe("1", [1, 0.8]), believe("2", [0, 0.7])], [carry("3", 1)]);
    expect(lines.map(({ gtin, believed, carried }) => [gtin, believed, carried])).toEqual([
      ["1", 1, 0],
      ["3", 0, 1],
    ]);
    expect(isRight(lines)).toBe(false);
  });

  it("is emptied from the last that was taken", () => {
    let taken = followBag([], [carry("1", 1)]);
    taken = followBag(taken, [carry("2", 1), carry("1", 1)]);
    expect(taken).toEqual(["1", "2"]);
    taken = followBag(taken, [carry("2", 1), carry("1", 2)]);
    expect(taken).toEqual(["1", "2", "1"]);
    expect(followBag(taken, [carry("1", 2)])).toEqual(["1", "1"]);
    expect(followBag(taken, [])).toEqual([]);
  });
});
