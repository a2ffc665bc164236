import { describe, expect, it } from "vitest";
import {
  compareSamples,
  formatSample,
  readSample,
  WORK_DIFFERENCE_MAX,
} from "./published-pages.ts";

const WRITTEN = { tracks: "h01ab", engine: 98.1 };

describe("samples of published pages", () => {
  it("are read from the sentence that a page has", () => {
    expect(readSample(`# Page\n\n${formatSample(WRITTEN)}\n\nMore.`)).toEqual(WRITTEN);
    expect(readSample("# Page\n\nNo sample.")).toBeNull();
  });

  it("differ by any change of a digest, and by what is only in one", () => {
    expect(compareSamples(WRITTEN, WRITTEN)).toEqual([]);
    expect(compareSamples(WRITTEN, { ...WRITTEN, tracks: "h01ac" })).toEqual(["tracks"]);
    expect(compareSamples(WRITTEN, { tracks: "h01ab" })).toEqual(["engine"]);
    expect(compareSamples({ tracks: "h01ab" }, WRITTEN)).toEqual(["engine"]);
  });

  it("differ in work beyond the largest difference, and not within it", () => {
    const more = (share: number) => ({ ...WRITTEN, engine: WRITTEN.engine * (1 + share) });
    expect(compareSamples(WRITTEN, more(WORK_DIFFERENCE_MAX - 0.001))).toEqual([]);
    expect(compareSamples(WRITTEN, more(WORK_DIFFERENCE_MAX + 0.001))).toEqual(["engine"]);
    expect(compareSamples(WRITTEN, more(-WORK_DIFFERENCE_MAX - 0.001))).toEqual(["engine"]);
  });
});
