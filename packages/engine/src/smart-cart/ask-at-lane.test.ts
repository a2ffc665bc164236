import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { type CartQuestion, isStillAsked } from "./ask-shopper.ts";
import type { CartObservation } from "./cart-observation.ts";
import { createSmartCart, stepSmartCart } from "./smart-cart.ts";
import { weighCertainty } from "./weigh-certainty.ts";

const WEIGHTS_G = { soup: 400, oats: 500, wine: 1250 } as const;
type Barcode = keyof typeof WEIGHTS_G;
const PRODUCTS = new Map(
  Object.entries(WEIGHTS_G).map(([barcode, weightG]) => [
    barcode,
    { barcode, name: barcode, weightG, price: 100 },
  ]),
);
const SAMPLE_MS = 100;

type Said =
  | { readonly kind: "scan"; readonly barcode: Barcode }
  | { readonly kind: "confirmation" | "removal"; readonly lineId: Barcode }
  | { readonly kind: "lane" };

/** Levels of the tray and what is said, by the second; a line's id is its barcode. */
function play(
  levels: readonly (readonly [fromS: number, levelG: number])[],
  said: Readonly<Record<number, Said>>,
  untilS: number,
) {
  const cart = createSmartCart(PRODUCTS);
  const random = createRandom(7);
  const questions: CartQuestion[] = [];
  const take = (observation: CartObservation): void => {
    for (const one of stepSmartCart(cart, observation)) {
      if (one.kind === "question") questions.push(one);
    }
  };
  for (let timestampMs = 0; timestampMs < 1000 * untilS; timestampMs += SAMPLE_MS) {
    const act = said[timestampMs / 1000];
    if (act?.kind === "scan") take({ ...act, lineId: act.barcode, quantity: 1, timestampMs });
    else if (act !== undefined) take({ ...act, timestampMs });
    const levelG = levels.findLast(([fromS]) => timestampMs >= 1000 * fromS)?.[1] ?? 0;
    const samplesG = Float32Array.of(levelG + random.normal(0, 0.6));
    const batch = { kind: "weights", tray: 0, sampleRateHz: 1000 / SAMPLE_MS } as const;
    take({ ...batch, timestampMs, samplesG });
  }
  const atLane = questions.filter(({ key }) => key.startsWith("lane "));
  return { cart, atLane, certainty: weighCertainty(cart) };
}

const scan = (barcode: Barcode): Said => ({ kind: "scan", barcode });
const LANE: Said = { kind: "lane" };
/** Soup and oats are put in; wine is scanned and never put in. */
const LEVELS = [
  [6, 400],
  [11, 900],
] as const;
const SCANS = { 4: scan("soup"), 9: scan("oats") };
const NO_WINE = { ...SCANS, 14: scan("wine") };

describe("the question at the lane", () => {
  it("is about a line whose goods have not come, and not about those that have", () => {
    const { atLane, cart, certainty } = play(LEVELS, { ...NO_WINE, 40: LANE }, 41);
    expect(atLane).toMatchObject([{ about: "not-in-cart", lineId: "wine", weightG: 1250 }]);
    expect(atLane[0]!.probability).toBeGreaterThan(0.9);
    expect(isStillAsked(cart, atLane[0]!)).toBe(true);
    expect(certainty.probabilityTooMuch).toBeGreaterThan(0.3);
    expect(play(LEVELS, { ...SCANS, 40: LANE }, 41).atLane).toEqual([]);
  });

  it("is asked once of a line, however often somebody goes to the lane", () => {
    const { atLane } = play(LEVELS, { ...NO_WINE, 40: LANE, 45: LANE }, 46);
    expect(atLane.length).toBe(1);
  });

  it("is about what was taken out, too", () => {
    const levels = [...LEVELS, [16, 500]] as const;
    const { atLane } = play(levels, { ...SCANS, 30: LANE }, 31);
    expect(atLane).toMatchObject([{ about: "taken-out", lineId: "soup" }]);
  });

  it("is over once it is answered, and who says that it is in there is not thought to pay too much", () => {
    const said = { ...NO_WINE, 40: LANE };
    const before = play(LEVELS, said, 44).certainty;
    const yes = { kind: "confirmation", lineId: "wine" } as const;
    const { atLane, cart, certainty } = play(LEVELS, { ...said, 43: yes }, 44);
    expect(isStillAsked(cart, atLane[0]!)).toBe(false);
    expect(certainty.probabilityTooMuch).toBeLessThan(before.probabilityTooMuch / 10);
    expect(certainty.probabilityExact).toBeGreaterThan(before.probabilityExact);
  });

  it("takes the line off the bill, where weight agrees", () => {
    const no = { kind: "removal", lineId: "wine" } as const;
    const { atLane, cart, certainty } = play(LEVELS, { ...NO_WINE, 40: LANE, 43: no }, 44);
    expect(isStillAsked(cart, atLane[0]!)).toBe(false);
    expect(certainty.probabilityExact).toBeGreaterThan(0.97);
  });
});

describe("a word about a line", () => {
  it("hides nothing that is missing on the bill", () => {
    // What lies there in place of the soup weighs as much as no soup does.
    const levels = [[6, 620]] as const;
    const said = { 4: scan("soup"), 120: LANE } as const;
    const before = play(levels, said, 125).certainty;
    const yes = { kind: "confirmation", lineId: "soup" } as const;
    const { certainty } = play(levels, { ...said, 123: yes }, 125);
    expect(before.probabilityMissing).toBeGreaterThan(0.1);
    expect(certainty.probabilityMissing).toBeGreaterThan(0.9 * before.probabilityMissing);
  });

  it("that takes it off the bill though its goods lie there leaves them missing", () => {
    const no = { kind: "removal", lineId: "soup" } as const;
    const { certainty } = play(LEVELS, { ...SCANS, 20: LANE, 22: no }, 25);
    expect(certainty.probabilityMissing).toBeGreaterThan(0.2);
  });

  it("says nothing of what is taken out afterwards", () => {
    const yes = { kind: "confirmation", lineId: "soup" } as const;
    const said = { ...SCANS, 16: yes };
    expect(play(LEVELS, said, 40).certainty.probabilityTooMuch).toBeLessThan(0.05);
    const { certainty } = play([...LEVELS, [20, 500]], said, 40);
    expect(certainty.probabilityTooMuch).toBeGreaterThan(0.2);
  });

  it("answers what was asked on the way, and not what is asked once it is taken out", () => {
    const yes = { kind: "confirmation", lineId: "soup" } as const;
    const said = { ...SCANS, 16: yes };
    const question = { key: "line soup", about: "taken-out", lineId: "soup" } as const;
    expect(isStillAsked(play(LEVELS, said, 40).cart, question)).toBe(false);
    expect(isStillAsked(play([...LEVELS, [20, 500]], said, 40).cart, question)).toBe(true);
  });
});
