/** A cart that was restored from what was kept is as it was: its samples are gone, its steps are not. */
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import type { CartObservation } from "./cart-observation.ts";
import type { SmartCart } from "./cart-state.ts";
import { createSmartCart, stepSmartCart } from "./smart-cart.ts";
import { weighCertainty } from "./weigh-certainty.ts";

const RATE_HZ = 10;
const PRODUCTS = new Map(
  [
    ["1", 400],
    ["2", 1000],
  ].map(([barcode, weightG]) => [
    String(barcode),
    { barcode: String(barcode), name: "", weightG: Number(weightG), price: 1 },
  ]),
);

/** Two products are scanned and put in, the first is taken out, a bag is put in and said to be one's own. */
function* shop(): Generator<CartObservation> {
  const random = createRandom(7);
  const acts = new Map<number, CartObservation>([
    [40, scan("a", "1", 4000)],
    [90, scan("b", "2", 9000)],
    [220, { kind: "own", timestampMs: 22_000 }],
  ]);
  const levels = new Map([
    [60, 400],
    [110, 1400],
    [150, 1000],
    [200, 1700],
  ]);
  let levelG = 0;
  for (let at = 0; at < 300; at++) {
    const act = acts.get(at);
    if (act !== undefined) yield act;
    levelG = levels.get(at) ?? levelG;
    const samplesG = Float32Array.of(levelG + random.normal(0, 0.6));
    yield { kind: "weights", tray: 0, timestampMs: at * 100, sampleRateHz: RATE_HZ, samplesG };
  }
}

function scan(lineId: string, barcode: string, timestampMs: number): CartObservation {
  return { kind: "scan", lineId, barcode, timestampMs, quantity: 1 };
}

function summarise(cart: SmartCart) {
  return {
    held: cart.hypotheses[0]!.held,
    out: cart.hypotheses[0]!.out,
    certainty: weighCertainty(cart),
  };
}

describe("a smart cart", () => {
  it("is as it was when its scans, acts and steps alone are taken again", () => {
    const first = createSmartCart(PRODUCTS);
    const kept: CartObservation[] = [];
    let [steps, rests] = [0, 0];
    for (const observation of shop()) {
      if (observation.kind !== "weights") kept.push(observation);
      for (const output of stepSmartCart(first, observation)) {
        if (output.kind === "rest") {
          kept.push(output);
          rests++;
        }
        if (output.kind !== "change") continue;
        const { step, timestampMs, tray } = output;
        kept.push({ kind: "step", tray, timestampMs, step });
        steps++;
      }
    }
    expect([steps, rests]).toEqual([4, 4]);
    const again = createSmartCart(PRODUCTS);
    for (const observation of JSON.parse(JSON.stringify(kept))) stepSmartCart(again, observation);
    // Touches are the less likely the longer they last: both weigh them at the same time.
    const samplesG = Float32Array.of(Number.NaN);
    const last = { kind: "weights", tray: 0, timestampMs: 30_000, sampleRateHz: 10 } as const;
    for (const cart of [first, again]) stepSmartCart(cart, { ...last, samplesG });
    const [was, is] = [first, again].map(summarise);
    expect(is!.held).toEqual(was!.held);
    expect(is!.out).toEqual(["a"]);
    expect(is!.out).toEqual(was!.out);
    expect(is!.certainty.probabilityExact).toBeCloseTo(was!.certainty.probabilityExact, 6);
    expect(was!.certainty.probabilityTooMuch).toBeGreaterThan(0.05);
  });
});
