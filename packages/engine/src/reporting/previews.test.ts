import { describe, expect, it } from "vitest";
import { addPreviews, type Preview, subtractUnits } from "./previews.ts";

const preview = (units: Record<string, number>, probability = 0.8): Preview => ({
  interactions: [],
  carts: new Map([["ada", { units: new Map(Object.entries(units)), probability }]]),
});

describe("carts with what is not decided yet", () => {
  it("hold what was taken, and not what was put back", () => {
    const decided = { lines: [{ barcode: "jam", quantity: 2 }], probability: 0.99 };
    const previews = new Map([
      [7, preview({ tea: 1 })],
      [8, preview({ jam: -1 }, 0.6)],
    ]);
    expect(addPreviews(previews, "ada", decided)).toEqual({
      lines: [
        { barcode: "jam", quantity: 1 },
        { barcode: "tea", quantity: 1 },
      ],
      probability: 0.6,
    });
    expect(addPreviews(previews, "bob", decided)).toBe(decided);
  });

  it("never hold less than nothing", () => {
    const decided = { lines: [], probability: 0.9 };
    expect(addPreviews(new Map([[7, preview({ jam: -1 })]]), "ada", decided).lines).toEqual([]);
  });

  it("differ by what was added and taken", () => {
    const line = (barcode: string, quantity: number) => ({ barcode, quantity });
    const units = subtractUnits([line("a", 2), line("b", 1)], [line("b", 1), line("c", 3)]);
    expect([...units]).toEqual([
      ["a", 2],
      ["c", -3],
    ]);
  });
});
