import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { makeHeat, wordHeat } from "./heat.ts";

showBritish();

const shelf = (gondola: number, interactions: number) => ({ gondola, shelf: 1, interactions });

describe("heat of shelves", () => {
  it("has four levels, by the share of the busiest", () => {
    const heat = makeHeat([shelf(1, 1), shelf(2, 50), shelf(3, 51), shelf(4, 100)]);
    expect([...heat.values()].map(({ level }) => level)).toEqual([1, 2, 3, 4]);
    expect(heat.get("4/1")!.interactions).toBe(100);
    expect(heat.get("5/1")).toBeUndefined();
  });

  it("is in words, too", () => {
    expect(wordHeat({ interactions: 1, level: 1 })).toBe("1 interaction today");
    expect(wordHeat({ interactions: 12, level: 4 })).toBe("12 interactions today");
  });
});
