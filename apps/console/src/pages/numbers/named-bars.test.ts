import { describe, expect, it } from "vitest";
import { listNamed } from "./named-bars.ts";

const EVERY = (step: number, bars: number) =>
  Array.from({ length: Math.ceil(bars / step) }, (_, at) => at * step);

describe("names of bars", () => {
  it("are all there where there is room for all", () => {
    expect(listNamed({ bars: 24, boxPx: 24 * 40, widestPx: 34 })).toEqual(EVERY(1, 24));
  });

  it("of hours come at even steps of a day where there is not", () => {
    expect(listNamed({ bars: 24, boxPx: 24 * 40, widestPx: 35 })).toEqual(EVERY(2, 24));
    expect(listNamed({ bars: 24, boxPx: 24 * 12, widestPx: 34 })).toEqual(EVERY(4, 24));
    expect(listNamed({ bars: 24, boxPx: 24 * 12, widestPx: 56 })).toEqual(EVERY(6, 24));
  });

  it("never leave the box at its end", () => {
    expect(listNamed({ bars: 61, boxPx: 305, widestPx: 40 })).toEqual([0, 12, 24, 36, 48]);
  });

  it("are one where there is room for no more", () => {
    expect(listNamed({ bars: 5, boxPx: 50, widestPx: 40 })).toEqual([0]);
    expect(listNamed({ bars: 5, boxPx: 30, widestPx: 40 })).toEqual([0]);
  });
});
