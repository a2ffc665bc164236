import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { makeCutouts } from "./cutout-fixture.ts";
import {
  type HandClassifier,
  scoreHandClassifier,
  trainHandClassifier,
} from "./hand-classifier.ts";
import { drawEmpty, drawHeld } from "./vary-crops.ts";

const CUTOUTS = makeCutouts(6);
const breathe = async () => {};
const train = (count = 6, seed = 1) => trainHandClassifier(makeCutouts(count), seed, breathe);
const trained: HandClassifier = (await train())!;

describe("a classifier of what hands hold", () => {
  it("tells products by small pictures, and says how sure it is", () => {
    const score = scoreHandClassifier(trained, CUTOUTS, 40, 9);
    expect(score.rightShare).toBeGreaterThan(0.75);
    expect(score.emptyRightShare).toBeGreaterThan(0.85);
    expect(score.calibrationError).toBeLessThan(0.1);
  });

  it("tells probabilities that sum to 1, of the products in order of their barcodes", () => {
    const random = createRandom(3);
    const pictures = [...CUTOUTS.values()];
    expect(trained.products).toEqual([...CUTOUTS.keys()].sort());
    for (const crop of [drawHeld(pictures[0]!, pictures, random), drawEmpty(pictures, random)]) {
      const rated = trained.rate(crop);
      expect(rated).toHaveLength(7);
      expect(rated.reduce((sum, one) => sum + Math.exp(one), 0)).toBeCloseTo(1, 9);
    }
  });

  it("is the same again of the same pictures, in whatever order they come", async () => {
    const turned = new Map([...makeCutouts(3)].reverse());
    const again = (await trainHandClassifier(turned, 1, breathe))!;
    const crop = drawHeld([...CUTOUTS.values()][1]!, [], createRandom(5));
    expect(again.rate(crop)).toEqual((await train(3))!.rate(crop));
  });

  it("is none where there are fewer than two pictures", async () => {
    expect(await train(1)).toBeNull();
    expect(await train(0)).toBeNull();
    expect(await train(2)).not.toBeNull();
  });
});
