/** What changes of weight are taken for, change by change. */
import { describe, expect, it } from "vitest";
import { DEFAULT_SMART_CART } from "../parameters/smart-cart.ts";
import type { Product } from "../shop-model.ts";
import type { CartObservation, TrayStep } from "./cart-observation.ts";
import { createSmartCart, stepSmartCart } from "./smart-cart.ts";
import { calibrateExact, weighCertainty } from "./weigh-certainty.ts";

const PRODUCTS: readonly Product[] = [
  { barcode: "1", name: "Beans", weightG: 400, price: 100 },
  { barcode: "2", name: "Rice", weightG: 1000, price: 100 },
  { barcode: "3", name: "Gum", weightG: 30, price: 100 },
  { barcode: "4", name: "Herbs", weightG: Number.NaN, price: 100 },
];
const RAW = { ...DEFAULT_SMART_CART, exactOffset: 0, exactSlope: 1, exactLines: 0 };

/** A cart and a clock: acts a second apart, changes over half a second. */
function openCart(products = PRODUCTS, parameters = RAW) {
  const cart = createSmartCart(new Map(products.map((one) => [one.barcode, one])), parameters);
  let nowMs = 10_000;
  const levelsG = new Map<number, number>();
  const take = (observation: CartObservation): void => void stepSmartCart(cart, observation);
  const own = {
    /** @param beforeMs how long before the next change is known */
    scan(lineId: string, barcode: string, quantity = 1, beforeMs = 0) {
      nowMs += 1000;
      take({ kind: "scan", timestampMs: nowMs, lineId, barcode, quantity });
      nowMs -= beforeMs;
      return own;
    },
    remove(lineId: string) {
      nowMs += 1000;
      take({ kind: "removal", timestampMs: nowMs, lineId });
      return own;
    },
    /** What the shopper says is said this long before the change is known. */
    sayOwn(beforeMs = 0) {
      nowMs += 1000;
      take({ kind: "own", timestampMs: nowMs });
      nowMs -= beforeMs;
      return own;
    },
    /** @param more of the step: the level's error, where it is hardly known */
    weigh(changeG: number, isRolled = false, tray = 0, more: Partial<TrayStep> = {}) {
      const startMs = nowMs + 500;
      nowMs = startMs + (isRolled ? 8000 : 500);
      const levelG = (levelsG.get(tray) ?? 0) + changeG;
      levelsG.set(tray, levelG);
      const step = { changeG, errorG: 0.6, levelG, startMs, settledMs: nowMs, isRolled, ...more };
      nowMs += 500;
      take({ kind: "step", tray, timestampMs: nowMs, step });
      return own;
    },
    wait(ms: number) {
      nowMs += ms;
      const samplesG = Float32Array.of(Number.NaN);
      take({ kind: "weights", tray: 0, timestampMs: nowMs, sampleRateHz: 10, samplesG });
      return own;
    },
    exact: () => weighCertainty(cart).probabilityExact,
    certainty: () => weighCertainty(cart),
  };
  return own;
}

function wrongOf(cart: ReturnType<typeof openCart>): number {
  return 1 - cart.wait(20_000).exact();
}

describe("a smart cart's belief", () => {
  it("follows several of one scan, put in one by one or all at once", () => {
    expect(openCart().scan("a", "1", 3).weigh(400).weigh(402).weigh(397).exact()).toBeGreaterThan(
      0.9,
    );
    expect(openCart().scan("a", "1", 6).weigh(2402).exact()).toBeGreaterThan(0.9);
    const short = openCart().scan("a", "1", 3).weigh(400).weigh(400).wait(60_000);
    expect(short.exact()).toBeLessThan(0.3);
  });

  it("minds which goods are taken out and off the bill, and not which line of them", () => {
    const two = () => openCart().scan("a", "1").weigh(402).scan("b", "1").weigh(398);
    expect(two().weigh(-402).remove("b").exact()).toBeGreaterThan(0.9);
    expect(two().remove("b").wait(20_000).exact()).toBeLessThan(0.3);
  });

  it("finds two goods that came at once in what is scanned afterwards, however late it learns of them", () => {
    const early = openCart().weigh(430).scan("a", "1").scan("b", "3").wait(20_000);
    expect(early.exact()).toBeGreaterThan(0.95);
    const late = openCart().scan("a", "1", 1, 1300).weigh(430).wait(800).scan("b", "3");
    expect(late.wait(20_000).exact()).toBeGreaterThan(0.95);
  });

  it("knows what was said of a weight that it learns of later", () => {
    expect(openCart().sayOwn(900).weigh(900).wait(60_000).exact()).toBeGreaterThan(0.9);
    expect(openCart().weigh(400).wait(60_000).exact()).toBeLessThan(0.9);
  });

  it("is surer of a bag before the shopping than of one amid it, and of one than of several", () => {
    const first = openCart().weigh(400).sayOwn();
    const second = openCart().weigh(900).sayOwn().weigh(400).sayOwn();
    const amid = openCart().scan("a", "2").weigh(1000).weigh(400).sayOwn();
    expect(first.exact()).toBeGreaterThan(second.exact());
    expect(second.exact()).toBeGreaterThan(amid.exact());
  });

  it("is not confused by a child that climbs in and out while goods come", () => {
    const child = openCart().scan("a", "2").weigh(17_600).scan("b", "1").weigh(401).weigh(-16_599);
    expect(child.wait(20_000).exact()).toBeGreaterThan(0.8);
  });

  it("knows hands apart that press one after the other", () => {
    const hands = openCart().scan("a", "1").weigh(2600).weigh(700).weigh(-700).weigh(-2199);
    expect(hands.wait(20_000).exact()).toBeGreaterThan(0.8);
  });

  it("finds small goods once a hand is gone, however badly the hand was weighed", () => {
    const hardly = { errorG: 20, levelErrorG: 20 };
    const press = (lastG: number) =>
      openCart()
        .weigh(3460, false, 0, hardly)
        .scan("a", "3")
        .wait(3000)
        .weigh(lastG, false, 0, { errorG: 20.01, levelErrorG: 0.5 })
        .wait(5000);
    expect(press(-3430).exact()).toBeGreaterThan(0.8);
    expect(press(-3460).exact()).toBeLessThan(0.3);
  });

  it("takes a level that was hardly known for what it turns out to be", () => {
    const hardly = { errorG: 15, levelErrorG: 15 };
    const cart = openCart().scan("a", "3").scan("b", "2").weigh(1000, false, 0, hardly);
    // It lay at 1,030 g all along.
    const better = cart.scan("c", "1").weigh(400, false, 0, { levelG: 1430, levelErrorG: 0.4 });
    expect(better.wait(60_000).exact()).toBeGreaterThan(0.5);
  });

  it("takes what is scanned for part of a bag that came with it, and not of one that was there before", () => {
    const came = openCart().weigh(1300).scan("a", "1").sayOwn();
    const before = openCart().weigh(1300).scan("b", "3").weigh(30).scan("a", "1").sayOwn();
    expect(came.exact()).toBeGreaterThan(0.01);
    expect(before.exact()).toBeLessThan(0.001);
    expect(before.certainty().probabilityTooMuch).toBeGreaterThan(0.5);
  });

  it("is surer of a long bill than of a short one with hypotheses as sure", () => {
    const { exactLines } = DEFAULT_SMART_CART;
    expect(exactLines).toBeGreaterThan(0);
    const [short, long] = [1, 20].map((lines) => calibrateExact(DEFAULT_SMART_CART, 0.9, lines));
    expect(long).toBeGreaterThan(short!);
  });

  it("is surer of a bag where carts stand than of one once the cart was rolled", () => {
    const stands = openCart().weigh(400).sayOwn();
    const rolled = openCart().weigh(5, true).weigh(400).sayOwn();
    expect(rolled.exact()).toBeLessThan(stands.exact() / 2);
  });

  it("takes less for taken out while the cart rolls than while it stands", () => {
    const { takeOut, takeOutRolled } = RAW;
    const tooMuch = (odds: number) =>
      openCart(PRODUCTS, { ...RAW, takeOutRolled: odds })
        .scan("a", "3")
        .weigh(30)
        .weigh(-29, true)
        .certainty().probabilityTooMuch;
    expect(takeOutRolled).toBeLessThan(takeOut / 2);
    expect(tooMuch(takeOutRolled)).toBeLessThan(tooMuch(takeOut));
  });

  it("finds in the end that a hand was on goods of unknown weight", () => {
    const pressed = openCart().scan("a", "4").weigh(1100).weigh(-900);
    expect(pressed.wait(20_000).certainty().probabilityMissing).toBeLessThan(0.2);
    expect(pressed.scan("b", "1").weigh(400).exact()).toBeGreaterThan(0.7);
  });

  it("takes what comes and goes with places for floors, and what stays for goods", () => {
    const roll = (changes: readonly number[]) => {
      const cart = openCart().scan("a", "2").weigh(1001);
      for (const change of changes) cart.weigh(change, true);
      return cart.wait(20_000).certainty().probabilityMissing;
    };
    const stays = roll([30, -4, 4, -3, 4, -4]);
    const goes = roll([30, -28, 4, -3, 4, -4]);
    expect(goes).toBeLessThan(0.03);
    expect(stays).toBeGreaterThan(5 * goes);
  });

  it("learns from one of a product what the next should weigh", () => {
    const same = openCart().scan("a", "2").weigh(1055).scan("b", "2").weigh(1055);
    const apart = openCart().scan("a", "2").weigh(1055).scan("b", "2").weigh(945);
    expect(wrongOf(apart)).toBeGreaterThan(4 * wrongOf(same));
  });

  it("knows the places of each tray apart", () => {
    const roll = (tray: number) => {
      const cart = openCart().scan("a", "2").weigh(1001).weigh(30, true);
      // What the basket read too much it reads no more; another tray that reads less has lost something.
      return cart.weigh(-28, true, tray).weigh(2, true).weigh(-2, true).exact();
    };
    expect(roll(0)).toBeGreaterThan(roll(1));
  });

  it("trusts spreads that were learnt", () => {
    const learnt = PRODUCTS.map((one) => ({ ...one, weightSpreadG: 0.003 * one.weightG }));
    const weigh = (products?: readonly Product[]) => openCart(products).scan("a", "2").weigh(1040);
    expect(wrongOf(weigh(learnt))).toBeGreaterThan(4 * wrongOf(weigh()));
  });
});
