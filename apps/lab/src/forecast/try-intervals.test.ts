import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import type { ComparedRecording, VisitOutcome } from "./compare-recording.ts";
import { type TrialOptions, tryIntervals } from "./try-intervals.ts";

const RIGHT: VisitOutcome = { isExact: true, isReviewed: false, lossMinor: 0 };
const REVIEWED: VisitOutcome = { ...RIGHT, isReviewed: true };
const OPTIONS: TrialOptions = {
  ...{ figure: "review", visits: 600, change: 0, draws: 100, priceMinor: 200 },
};

/** Recordings of four worlds in which so many of 100 visits get worse, and half as many better. */
function draw(count: number, worse: number): ComparedRecording[] {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, at) => ({
    world: "abcd"[at % 4]!,
    visits: Array.from({ length: random.integer(1, 4) }, () => {
      const chance = 100 * random.next();
      if (chance < worse) return { before: RIGHT, after: REVIEWED };
      if (chance < 1.5 * worse) return { before: REVIEWED, after: RIGHT };
      return { before: RIGHT, after: RIGHT };
    }),
  }));
}

const recordings = draw(2000, 12);
const run = (more: Partial<TrialOptions>) =>
  tryIntervals(recordings, { ...OPTIONS, ...more }, createRandom(1))!;

describe("intervals of forecasts", () => {
  it("hold the truth in about 95 of 100 forecasts, whatever the change and the number of visits", () => {
    for (const change of [0, 0.01, 0.05]) {
      for (const visits of [150, 600]) {
        expect(run({ change, visits }).covered).toBeGreaterThanOrEqual(0.9);
      }
    }
  });

  it("show nothing where nothing changes, and a larger change more often", () => {
    const shown = [0, 0.01, 0.05].map((change) => run({ change }).shown);
    expect(shown[0]).toBe(0);
    expect(shown[1]).toBeGreaterThan(0.1);
    expect(shown[2]).toBeGreaterThan(0.8);
  });

  it("are half as wide with four times the visits", () => {
    const [few, many] = [150, 600].map((visits) => run({ change: 0.05, visits }).halfWidth);
    expect(few! / many!).toBeGreaterThan(1.8);
    expect(few! / many!).toBeLessThan(2.3);
  });

  it("cannot show more than the recordings have", () => {
    expect(tryIntervals(recordings, { ...OPTIONS, change: 0.2 }, createRandom(1))).toBeNull();
  });
});
