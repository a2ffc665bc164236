import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HandView, JointFrame } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_HAND_IMAGES } from "../parameters/hand-images.ts";
import { createShopIndex } from "../shop-index.ts";
import { createFacing, createJoints, createShop, reachTo } from "../test-builders.ts";
import { type HandAct, rateHands, rateView } from "./hand-evidence.ts";
import { createTracks, pushFrame, type Tracks } from "./tracks.ts";

const PRODUCTS = ["tea", "soup", "jam", "cola"];
const AT_MS = 10_000;
const index = createShopIndex(
  createShop([createFacing(2, [1], "tea")], { tea: 100, soup: 100 }),
  ENGINE_PARAMETERS,
);

/** What a view of this probability says; past the end of the list: nothing. */
function tell(told: number, share: number, hand: HandView["hand"] = "right"): HandView {
  const logProbabilities = Float64Array.from({ length: PRODUCTS.length + 1 }, (_, at) =>
    Math.log(at === told ? share : (1 - share) / PRODUCTS.length),
  );
  return { hand, products: PRODUCTS, logProbabilities };
}

const NOTHING = tell(PRODUCTS.length, 0.9);

/** Ann, who reaches with her right hand, and what is seen of her hands around that. */
function watch(see: (offMs: number) => readonly HandView[], everyMs = 100): Tracks {
  const tracks = createTracks();
  for (let offMs = -2000; offMs <= 2000; offMs += everyMs) {
    const body = { x: 0.05, y: -0.5 };
    const joints = createJoints(Math.abs(offMs) < 300 ? reachTo(body, [0.05, 0.12, 0.95]) : body);
    const hands = see(offMs);
    const pose = { shopperId: "ann", joints, ...(hands.length === 0 ? {} : { hands }) };
    const frame: JointFrame = { kind: "joints", timestampMs: AT_MS + offMs, shoppers: [pose] };
    pushFrame(tracks, frame);
  }
  return tracks;
}

const act = (barcode: string | null, kind: HandAct["kind"] = "pick"): HandAct => ({
  kind,
  shopperId: "ann",
  barcode,
  timestampMs: AT_MS,
  gondola: 1,
  shelf: 2,
  plates: [1],
});
const rate = (tracks: Tracks, barcode: string | null, kind?: HandAct["kind"]): number =>
  rateHands(tracks, index, act(barcode, kind));

describe("one image of a hand", () => {
  it("speaks for what it shows, against what it does not, and not of what it does not know", () => {
    expect(rateView(tell(0, 0.7), "tea", DEFAULT_HAND_IMAGES)).toBeGreaterThan(0.8);
    expect(rateView(tell(0, 0.7), "soup", DEFAULT_HAND_IMAGES)).toBeLessThan(-0.3);
    expect(rateView(tell(0, 0.7), "card", DEFAULT_HAND_IMAGES)).toBe(0);
  });

  it("says nothing where it is no probabilities at all", () => {
    const broken = { ...NOTHING, logProbabilities: new Float64Array(5).fill(Number.NaN) };
    expect(rateView(broken, "tea", DEFAULT_HAND_IMAGES)).toBe(0);
    const never = { ...NOTHING, logProbabilities: new Float64Array(5).fill(-Infinity) };
    expect(rateView(never, "tea", DEFAULT_HAND_IMAGES)).toBeLessThan(0);
    expect(rateView(never, "tea", DEFAULT_HAND_IMAGES)).toBeGreaterThan(-Infinity);
  });

  it("says little where nothing is seen: the hand hides what it holds", () => {
    for (const barcode of PRODUCTS)
      expect(Math.abs(rateView(NOTHING, barcode, DEFAULT_HAND_IMAGES))).toBeLessThan(0.1);
  });

  it("says on average nothing where it says anything at random", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (shares) => {
          const sum = shares.reduce((a, b) => a + b);
          const logProbabilities = Float64Array.from(shares, (share) => Math.log(share / sum));
          const view: HandView = { hand: "left", products: PRODUCTS, logProbabilities };
          // The mean over products of likelihood ratios, each as common, is 1.
          const ratios = PRODUCTS.map((barcode) =>
            Math.exp(rateView(view, barcode, DEFAULT_HAND_IMAGES)),
          );
          expect(ratios.reduce((a, b) => a + b) / PRODUCTS.length).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe("images of hands around a change", () => {
  const takesTea = watch((offMs) => [offMs > 0 ? tell(0, 0.8) : NOTHING]);

  it("tell what was taken by what the hand holds afterwards", () => {
    expect(rate(takesTea, "tea")).toBeGreaterThan(1);
    expect(rate(takesTea, "soup")).toBeLessThan(-1);
  });

  it("tell what was put back by what it held before", () => {
    const puts = watch((offMs) => [offMs < 0 ? tell(1, 0.8) : NOTHING]);
    expect(rate(puts, "soup", "putback")).toBeGreaterThan(1);
    expect(rate(puts, "tea", "putback")).toBeLessThan(-1);
  });

  it("do not say that what the hand held all along was taken", () => {
    const holds = watch(() => [tell(0, 0.8)]);
    expect(rate(holds, "tea")).toBeLessThan(0.1);
    expect(rate(holds, "tea", "putback")).toBeLessThan(0.1);
  });

  it("say nothing where there are none, of nobody, of no product, and of hand-overs", () => {
    expect(
      rate(
        watch(() => []),
        "tea",
      ),
    ).toBe(0);
    expect(rate(takesTea, null)).toBe(0);
    expect(rate(takesTea, "card")).toBe(0);
    expect(rate(takesTea, "tea", "handover")).toBe(0);
    expect(rateHands(takesTea, index, { ...act("tea"), shopperId: null })).toBe(0);
    expect(rateHands(takesTea, index, { ...act("tea"), shopperId: "bob" })).toBe(0);
  });

  it("count for the hand that reached, and little for the other", () => {
    const left = watch((offMs) => [offMs > 0 ? tell(0, 0.8, "left") : NOTHING]);
    expect(Math.abs(rate(left, "tea"))).toBeLessThan(rate(takesTea, "tea"));
  });

  it("say no more the more of them there are of one second", () => {
    const few = watch(
      (offMs) => (offMs % 300 === 0 ? [offMs > 0 ? tell(0, 0.8) : NOTHING] : []),
      50,
    );
    const many = watch((offMs) => [offMs > 0 ? tell(0, 0.8) : NOTHING], 20);
    expect(rate(many, "tea")).toBeLessThan(rate(few, "tea") + 0.5);
  });

  it("never say more than their cap, whatever they show", () => {
    const told = fc.integer({ min: 0, max: PRODUCTS.length });
    const view = fc.tuple(told, fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(view, { minLength: 41, maxLength: 41 }), (views) => {
        let next = 0;
        const tracks = watch(() => [tell(...views[next++]!)]);
        for (const barcode of PRODUCTS) {
          const rated = rate(tracks, barcode);
          expect(Math.abs(rated)).toBeLessThanOrEqual(DEFAULT_HAND_IMAGES.evidenceLogMax + 1e-9);
        }
      }),
    );
  });
});
