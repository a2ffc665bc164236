import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_SMART_CART, type SmartCartParameters } from "../parameters/smart-cart.ts";
import { type CartQuestion, isStillAsked } from "./ask-shopper.ts";
import { type CartOutput, createSmartCart, stepSmartCart } from "./smart-cart.ts";

const WEIGHTS_G = { soup: 400, oats: 500, milk: 1030, salt: 90, wine: 1250 } as const;
type Barcode = keyof typeof WEIGHTS_G;
const PRODUCTS = new Map(
  Object.entries(WEIGHTS_G).map(([barcode, weightG]) => [
    barcode,
    { barcode, name: barcode, weightG, price: 100 },
  ]),
);
const SAMPLE_MS = 100;

type Act =
  | { readonly kind: "scan"; readonly barcode: Barcode }
  | { readonly kind: "level"; readonly levelG: number };

/** What happens, by the second; a line's id is its barcode. */
function play(
  acts: Readonly<Record<number, Act>>,
  untilS: number,
  changes: Partial<SmartCartParameters> = {},
) {
  const cart = createSmartCart(PRODUCTS, { ...DEFAULT_SMART_CART, ...changes });
  const random = createRandom(7);
  const outputs: CartOutput[] = [];
  let levelG = 0;
  for (let timestampMs = 0; timestampMs < 1000 * untilS; timestampMs += SAMPLE_MS) {
    const act = acts[timestampMs / 1000];
    if (act?.kind === "level") levelG = act.levelG;
    if (act?.kind === "scan") {
      const { barcode } = act;
      const scan = { kind: "scan", lineId: barcode, barcode, quantity: 1, timestampMs } as const;
      outputs.push(...stepSmartCart(cart, scan));
    }
    const samplesG = Float32Array.of(levelG + random.normal(0, 0.6));
    const batch = { kind: "weights", tray: 0, sampleRateHz: 1000 / SAMPLE_MS } as const;
    outputs.push(...stepSmartCart(cart, { ...batch, timestampMs, samplesG }));
  }
  const questions = outputs.filter((one): one is CartQuestion => one.kind === "question");
  return { cart, questions };
}

const scan = (barcode: Barcode): Act => ({ kind: "scan", barcode });
const level = (levelG: number): Act => ({ kind: "level", levelG });

const SHOPPED = {
  ...{ 4: scan("soup"), 6: level(400), 9: scan("oats"), 11: level(900) },
  ...{ 14: scan("milk"), 16: level(1930) },
};

describe("questions to the shopper of a smart cart", () => {
  it("are not asked of a right bill, nor of a hand that lets go", () => {
    expect(play(SHOPPED, 60).questions).toEqual([]);
    expect(play({ ...SHOPPED, 20: level(2800), 24: level(1930) }, 60).questions).toEqual([]);
  });

  it("ask once about another product under a label, whatever hypotheses make of it", () => {
    const { questions } = play({ 4: scan("salt"), 6: level(1250) }, 40);
    expect(questions).toMatchObject([{ about: "other-goods", lineId: "salt" }]);
    expect(questions[0]!.timestampMs).toBeLessThan(18_000);
  });

  it("ask about a swap", () => {
    const { questions } = play({ ...SHOPPED, 20: level(1530), 21: level(2780) }, 40);
    expect(questions[0]).toBeDefined();
    expect(questions).toHaveLength(1);
    expect(questions[0]!.timestampMs - 21_000).toBeLessThan(15_000);
  });

  it("ask a cart that was emptied one thing, as often as things went", () => {
    const emptied = { ...SHOPPED, 20: level(1530), 22: level(1030), 24: level(0) };
    const { cart, questions } = play(emptied, 80);
    expect(questions).toMatchObject([{ about: "emptied", lineId: null }]);
    expect(isStillAsked(cart, questions[0]!)).toBe(true);
    expect(play({ ...SHOPPED, 20: level(0) }, 80).questions).toMatchObject([{ about: "emptied" }]);
  });

  it("are over once what was asked about is no longer so", () => {
    const unscanned = { ...SHOPPED, 20: level(2020) };
    const { cart, questions } = play(unscanned, 40);
    expect(questions).toMatchObject([{ about: "not-scanned" }]);
    expect(isStillAsked(cart, questions[0]!)).toBe(true);
    const late = Math.ceil(questions[0]!.timestampMs / 1000) + 2;
    const answered = play({ ...unscanned, [late]: scan("salt") }, 60);
    expect(isStillAsked(answered.cart, answered.questions[0]!)).toBe(false);
  });

  it("are fewer where they cost more", () => {
    const unscanned = { ...SHOPPED, 20: level(2020) };
    expect(play(unscanned, 60, { askGlances: 3 }).questions).toEqual([]);
    expect(play(unscanned, 60, { askGlances: 0 }).questions.length).toBeGreaterThan(0);
  });
});
