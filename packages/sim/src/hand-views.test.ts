import type { HandView, JointFrame } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { addHandViews, type HandViewOptions } from "./hand-views.ts";
import { createSimulation } from "./simulate.ts";

const SIMULATION = createSimulation({ seed: 3, scenario: "quiet", minutes: 1 });
for (const _ of SIMULATION.observations());
const { events } = SIMULATION.truth();
const PRODUCTS = [...SIMULATION.shop.products.keys()];

function see(more: Partial<HandViewOptions> = {}): JointFrame[] {
  const options = { seed: 1, products: PRODUCTS, events, kind: "useful" as const, ...more };
  return [...addHandViews(SIMULATION.observations(), options)].filter(
    (one) => one.kind === "joints",
  );
}

function findTold({ products, logProbabilities }: HandView): string {
  const at = logProbabilities.indexOf(Math.max(...logProbabilities));
  return products[at] ?? "nothing";
}

/** What is reported of somebody's hands soon after a pick, and how often. */
function countTold(frames: readonly JointFrame[]): { right: number; wrong: number } {
  const counts = { right: 0, wrong: 0 };
  for (const { timestamp, targetId, barcode } of events.filter((one) => one.kind === "pickup")) {
    for (const { timestampMs, shoppers } of frames) {
      if (timestampMs < 1000 * timestamp || timestampMs > 1000 * timestamp + 1000) continue;
      const pose = shoppers.find((one) => one.shopperId === targetId);
      for (const told of (pose?.hands ?? []).map(findTold)) {
        if (told === barcode) counts.right++;
        else if (told !== "nothing") counts.wrong++;
      }
    }
  }
  return counts;
}

describe("simulated images of hands", () => {
  it("tell what was taken, as often as they are told to", () => {
    const sure = countTold(see({ rightShare: 1, hiddenShare: 0 }));
    expect(sure.right).toBeGreaterThan(10);
    expect(sure.right).toBeGreaterThan(2 * sure.wrong);
    const never = countTold(see({ rightShare: 0, hiddenShare: 0 }));
    expect(never.right).toBeLessThan(0.1 * never.wrong);
  });

  it("leave the rest of the stream as it is, and are the same again with the same seed", () => {
    const frames = see();
    expect(see()).toEqual(frames);
    const before = [...SIMULATION.observations()].filter((one) => one.kind === "joints");
    const bare = frames.map((frame) => ({
      ...frame,
      shoppers: frame.shoppers.map(({ shopperId, joints }) => ({ shopperId, joints })),
    }));
    expect(bare).toEqual(before);
  });

  it("are probabilities, of one hand once in a frame", () => {
    for (const kind of ["useful", "random", "constant"] as const) {
      for (const { hands = [] } of see({ kind }).flatMap(({ shoppers }) => shoppers)) {
        expect(new Set(hands.map(({ hand }) => hand)).size).toBe(hands.length);
        for (const { logProbabilities } of hands) {
          const sum = logProbabilities.reduce((total, one) => total + Math.exp(one), 0);
          expect(sum).toBeCloseTo(1, 9);
        }
      }
    }
  });
});
