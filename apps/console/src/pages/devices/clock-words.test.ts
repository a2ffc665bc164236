import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  describeClocks,
  describeGondola,
  plotOffsets,
  wordClocks,
  wordOffset,
} from "./clock-words.ts";

showBritish();

const KNOWN = { changes: 42, offsetMs: 312, sdMs: 18 };

describe("clocks of cameras and shelves", () => {
  it("are described so that a shopkeeper knows what to expect", () => {
    expect(describeClocks({ ...KNOWN, state: "corrected" }, "cameras")).toBe(
      "The cameras are 0.31 s behind the shelves; corrected. Give or take 0.02 s, from 42 picks and put-backs.",
    );
    expect(describeClocks({ ...KNOWN, offsetMs: -20, state: "aligned" }, "tracker")).toBe(
      "The tracker is in time with the shelves. Give or take 0.02 s, from 42 picks and put-backs.",
    );
    const unknown = { changes: 3, offsetMs: null, sdMs: null };
    expect(describeClocks({ ...unknown, state: "aligned" }, "cameras")).toBe(
      "The cameras are in time with the shelves.",
    );
    expect(describeClocks({ ...unknown, state: "unknown" }, "cameras")).toMatch(
      /^Not known yet.*3/,
    );
    expect(describeClocks({ ...unknown, state: "lost" }, "tracker")).toMatch(
      /^The tracker is no longer in time .* need review\.$/,
    );
    expect(wordClocks({ state: "lost" })).toEqual(["warning", "out of time"]);
  });

  it("are behind or ahead of the shelves", () => {
    expect(wordOffset(-450)).toBe("0.45 s ahead of the shelves");
    expect(wordOffset(50)).toBe("0.05 s behind the shelves");
    expect(wordOffset(-49)).toBe("in time with the shelves");
  });

  it("name a gondola whose scales differ, while the others are known", () => {
    const own = { gondola: 3, changes: 9, offsetMs: -200, sdMs: 20, isOff: true };
    const known = { appliedMs: 300, state: "corrected" } as const;
    expect(describeGondola(own, known)).toMatch(/gondola 3 are 0\.50 s behind the others/);
    expect(describeGondola({ ...own, offsetMs: 700 }, known)).toMatch(/0\.40 s ahead of/);
    expect(describeGondola({ ...own, isOff: false }, known)).toBeNull();
    expect(describeGondola(own, { ...known, state: "lost" })).toBeNull();
  });
});

describe("a plot of offsets", () => {
  const box = { width: 100, height: 50 };
  const at = (minute: number, offsetMs: number) => ({ atMs: minute * 60_000, offsetMs, sdMs: 0 });

  it("needs two of them", () => {
    expect(plotOffsets([], box)).toBeNull();
    expect(plotOffsets([at(0, 300)], box)).toBeNull();
  });

  it("goes through them, from the first to the last, with nothing where nothing was known", () => {
    const plot = plotOffsets([at(0, 300), at(10, 400), at(60, 0), at(100, 100)], box)!;
    expect(plot).toMatchObject({ leastMs: -100, mostMs: 400, zeroY: 40 });
    expect(plot.line).toBe("M0.0 10.0L10.0 0.0M60.0 40.0M100.0 30.0");
  });

  it("has a band of two standard deviations", () => {
    const history = [0, 10].map((minute) => ({ ...at(minute, 0), sdMs: 50 }));
    expect(plotOffsets(history, box)!.band).toBe("M0.0 0.0L100.0 0.0L100.0 50.0L0.0 50.0Z");
  });
});
