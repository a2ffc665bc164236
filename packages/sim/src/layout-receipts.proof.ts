/** What the engine makes of whole visits on each layout of scales. */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import { describe, expect, it } from "vitest";
import type { ScaleLayout } from "./scale-layouts.ts";
import { simulateVisit } from "./worlds.ts";

/** Of 30 visits of a layout: receipts, how many are exact, and wrong ones that are not flagged. */
function scoreVisits(scales: ScaleLayout) {
  let receipts = 0;
  let exact = 0;
  let wrongAccepted = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const visit = simulateVisit({ world: "measured", mix: "everyday", seed, scales });
    const engine = createEngine(visit.shop);
    for (const observation of visit.observations()) stepEngine(engine, observation);
    const told = new Map(finishEngine(engine).receipts.map((one) => [one.targetId, one]));
    for (const { targetId, products } of visit.truth().receipts) {
      const receipt = told.get(targetId);
      const name = (lines: readonly { barcode: string; quantity: number }[]): string =>
        lines
          .map(({ barcode, quantity }) => `${quantity} ${barcode}`)
          .sort()
          .join();
      const isExact = name(receipt?.products ?? []) === name(products);
      receipts++;
      if (isExact) exact++;
      else if (receipt?.needsReview !== true) wrongAccepted++;
    }
  }
  return { receipts, exactShare: exact / receipts, wrongAcceptedShare: wrongAccepted / receipts };
}

describe("receipts of 30 visits", () => {
  // Of 78 receipts; measured when this was written: exact, and wrong without a review.
  it.each([
    { scales: "plates", exactLeast: 0.8, wrongMost: 0.06 }, // 0.885, 0.013
    { scales: "four-cells", exactLeast: 0.77, wrongMost: 0.05 }, // 0.859, 0
    { scales: "facing-cells", exactLeast: 0.8, wrongMost: 0.06 }, // 0.885, 0.013
    { scales: "one-cell", exactLeast: 0.58, wrongMost: 0.04 }, // 0.692, 0
    { scales: "mixed", exactLeast: 0.77, wrongMost: 0.05 }, // 0.859, 0
  ] as const)("on $scales are right as often as they were", ({ scales, exactLeast, wrongMost }) => {
    const score = scoreVisits(scales);
    expect(score.receipts).toBeGreaterThan(60);
    expect(score.exactShare).toBeGreaterThan(exactLeast);
    expect(score.wrongAcceptedShare).toBeLessThan(wrongMost);
  });
});
