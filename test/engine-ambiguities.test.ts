/** Whom the tracker cannot tell from whom, as it says so: whose receipts hold what, and who looks at them. */

import { concludeShopper, createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineResult } from "@saunter/engine/engine-types";
import type { IdentityAmbiguity, Observation } from "@saunter/engine/observation";
import { UNSURE } from "@saunter/engine/reporting/alarms";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COLA,
  JAM,
  makeScriptedShop,
  reportReceipts,
  runEngine,
  Script,
  SOUP,
  START_MS,
  TEA,
} from "./scripted-shop.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const SHOP = makeScriptedShop();
const onTop = (plate: number) => ({ shelf: 2, plate });
const END_S = 16;

/** Said at a time, of Ada and Bob, or another, seconds from the start. */
interface Saying {
  readonly atS: number;
  readonly fromS: number;
  readonly toS: number;
  readonly probability: number;
  readonly other?: string;
}

function enterBoth(seed: number, endS: number): Script {
  const script = new Script(endS, seed);
  script.enter("ada", 2);
  script.enter("bob", 8);
  return script;
}

/** Ada takes soup, and Bob cola where it is asked for. */
function act(seed: number, isBobTaking = false): Observation[] {
  const script = enterBoth(seed, END_S);
  script.take("ada", 5, onTop(2), SOUP);
  if (isBobTaking) script.take("bob", 6, onTop(8), COLA);
  return [...script.observations()];
}

function say(observations: readonly Observation[], sayings: readonly Saying[]): Observation[] {
  const left = [...sayings].sort((a, b) => a.atS - b.atS);
  return observations.map((observation) => {
    if (observation.kind !== "joints") return observation;
    const atS = (observation.timestampMs - START_MS) / 1000;
    const ambiguities: IdentityAmbiguity[] = [];
    while (left.length > 0 && left[0]!.atS <= atS) {
      const { fromS, toS, probability, other = "bob" } = left.shift()!;
      const [fromMs, toMs] = [START_MS + 1000 * fromS, START_MS + 1000 * toS];
      ambiguities.push({ shopperIds: ["ada", other], fromMs, toMs, probability });
    }
    return ambiguities.length === 0 ? observation : { ...observation, ambiguities };
  });
}

/** Said each second while it goes on. */
const goesOn = (fromS: number, toS: number, probability: number): Saying[] =>
  Array.from({ length: toS - fromS }, (_, at) => ({
    atS: fromS + at + 1,
    fromS: fromS + at,
    toS: fromS + at + 1,
    probability,
  }));

function run(observations: readonly Observation[]) {
  const { result } = runEngine(SHOP, observations);
  const of = (name: string) => result.receipts.find(({ targetId }) => targetId === name)!;
  const [ada, bob, cyd] = [of("ada"), of("bob"), of("cyd")];
  return { result, told: reportReceipts(result, SHOP), ada, bob, cyd };
}

/** Beliefs are added up in the hypotheses' order, which is seen in a number's last digits alone. */
const DIGITS = 13;
const told = ({ receipts, interactions }: EngineResult): unknown =>
  JSON.parse(
    JSON.stringify({ receipts, interactions }, (_, value) =>
      typeof value === "number" ? Number(value.toPrecision(DIGITS)) : value,
    ),
  );

describe("two who cannot be distinguished", () => {
  it.each(SEEDS)("lower both receipts, which go to review (seed %i)", (seed) => {
    const { ada, bob } = run(say(act(seed), goesOn(3, END_S - 1, 0.3)));
    for (const { needsReview, reasons, probabilityExact } of [ada, bob]) {
      expect(needsReview).toBe(true);
      expect(reasons).toContain(UNSURE);
      expect(probabilityExact).toBeLessThan(0.8);
    }
    expect(ada.reasons.some((reason) => reason.includes("whether by this shopper"))).toBe(true);
  });

  it.each(SEEDS)("stay in review when it is reported later that they can be (seed %i)", (seed) => {
    const sayings = [...goesOn(3, 8, 0.3), { atS: 9, fromS: 3, toS: 9, probability: 0.001 }];
    const { ada, bob, told } = run(say(act(seed), sayings));
    expect(told).toEqual({ ada: "1 × tomato soup", bob: "" });
    expect([ada.needsReview, bob.needsReview]).toEqual([true, true]);
  });

  it.each(SEEDS)(
    "keep what they were given when it is reported later that they were swapped",
    (seed) => {
      const sayings = [...goesOn(3, 8, 0.06), { atS: 8.5, fromS: 3, toS: 8, probability: 0.995 }];
      const over = { atS: 8.6, fromS: 8, toS: 8.6, probability: 0 };
      const { ada, bob, told } = run(say(act(seed, true), [...sayings, over]));
      expect(told).toEqual({ ada: "1 × tomato soup", bob: "1 × cola" });
      for (const { needsReview, reasons, probabilityExact } of [ada, bob]) {
        expect(needsReview).toBe(true);
        expect(reasons).toContain(UNSURE);
        expect(probabilityExact).toBeLessThan(0.1);
      }
    },
  );

  it.each(SEEDS)("do so, too, after somebody else has left (seed %i)", (seed) => {
    const script = enterBoth(seed, 60);
    script.enter("cyd", 4, 0.5, 12);
    script.take("ada", 8, onTop(2), SOUP);
    const sayings = [...goesOn(3, 10, 0.06), { atS: 50, fromS: 3, toS: 10, probability: 0.995 }];
    const { ada, bob, cyd, told } = run(say([...script.observations()], sayings));
    expect(told).toEqual({ ada: "1 × tomato soup", bob: "", cyd: "" });
    expect([ada, bob, cyd].map((one) => one.needsReview)).toEqual([true, true, false]);
  });
});

describe("identities, reported only after it was decided", () => {
  const late = (probability: number): Saying => ({ atS: 12, fromS: 3, toS: 8, probability });

  it.each(SEEDS)("charges nobody: both receipts are reviewed (seed %i)", (seed) => {
    for (const probability of [0.3, 0.6, 0.97]) {
      const { ada, bob, told } = run(say(act(seed), [late(probability)]));
      expect(told).toEqual({ ada: "1 × tomato soup", bob: "" });
      for (const { needsReview, reasons, probabilityExact } of [ada, bob]) {
        expect([needsReview, reasons]).toEqual([true, [UNSURE]]);
        expect(probabilityExact).toBeLessThan(1.1 * (1 - probability) + 0.15);
      }
    }
  });

  it.each(SEEDS)("is not reviewed where it is little, or taken back (seed %i)", (seed) => {
    const back = { atS: 13, fromS: 3, toS: 8, probability: 0 };
    for (const sayings of [[late(0.05)], [late(0.97), back]]) {
      const { ada, bob, told } = run(say(act(seed), sayings));
      expect(told).toEqual({ ada: "1 × tomato soup", bob: "" });
      expect([ada.needsReview, bob.needsReview]).toEqual([false, false]);
    }
    const plain = run(act(seed));
    const { ada } = run(say(act(seed), [late(0.97), back]));
    expect(ada).toEqual(plain.ada);
  });

  it.each(SEEDS)("charges nobody for what was put back since (seed %i)", (seed) => {
    const script = enterBoth(seed, 24);
    script.take("ada", 5, onTop(3), TEA);
    script.put("ada", 9, onTop(3), TEA);
    const visit = [...script.observations()];
    for (const probability of [0.3, 0.97, 0.995]) {
      const said = { atS: 14, fromS: 3, toS: 12, probability };
      for (const early of [[], goesOn(3, 13, 0.06)]) {
        const { ada, bob, told } = run(say(visit, [...early, said]));
        expect(told).toEqual({ ada: "", bob: "" });
        expect([ada.needsReview, bob.needsReview]).toEqual([true, true]);
      }
    }
    const settled = [...goesOn(3, 13, 0.3), { atS: 14, fromS: 2, toS: 13, probability: 0.001 }];
    const { ada, bob, told } = run(say(visit, settled));
    expect(told).toEqual({ ada: "", bob: "" });
    expect([ada.needsReview, bob.needsReview]).toEqual([false, false]);
  });

  it.each(SEEDS)("is the same after somebody else has left (seed %i)", (seed) => {
    const script = enterBoth(seed, 60);
    script.enter("cyd", 4, 0.5, 20);
    script.take("ada", 18, onTop(2), SOUP);
    const sayings = [{ atS: 55, fromS: 15, toS: 25, probability: 0.97 }];
    const { ada, bob, cyd } = run(say([...script.observations()], sayings));
    expect([ada, bob, cyd].map((one) => one.needsReview)).toEqual([true, true, false]);
  });

  it("holds as long as they are there, long after the change is remembered no more", () => {
    const script = enterBoth(1, 140);
    script.take("ada", 5, onTop(2), SOUP);
    script.take("ada", 120, onTop(3), TEA);
    const { ada, bob } = run(say([...script.observations()], [late(0.4)]));
    for (const { reasons, probabilityExact } of [ada, bob]) {
      expect(reasons).toEqual([UNSURE]);
      expect(probabilityExact).toBeLessThan(0.7);
    }
  });
});

/** A person at the door says so as soon as somebody is seen no more; else they are missed after a while. */
const EXITS = ["by the door", "unseen"] as const;

describe("who leaves", () => {
  /** Bob, and others, leave at 12 s. */
  function leave(
    how: (typeof EXITS)[number],
    script: Script,
    sayings: readonly Saying[],
    leavers = ["bob"],
  ) {
    const engine = createEngine(SHOP);
    let hasLeft = how === "unseen";
    for (const observation of say([...script.observations()], sayings)) {
      stepEngine(engine, observation);
      if (hasLeft || observation.timestampMs < START_MS + 12_300) continue;
      hasLeft = true;
      for (const shopperId of leavers) concludeShopper(engine, shopperId);
    }
    const { receipts } = finishEngine(engine);
    return new Map(receipts.map((receipt) => [receipt.targetId, receipt]));
  }

  const enterOthers = (names: readonly string[], endS: number): Script => {
    const script = new Script(endS, 1);
    script.enter("ada", 2);
    for (const [at, name] of names.entries()) script.enter(name, 5 + 2 * at, 0.5, 12);
    return script;
  };

  it.each(EXITS)("%s and may be who stays makes little of what that one does then", (how) => {
    const script = enterOthers(["bob"], 60);
    script.take("ada", 50, onTop(2), SOUP);
    const receipts = leave(how, script, goesOn(3, 12, 0.3));
    expect(receipts.get("bob")!.needsReview).toBe(false);
    expect(receipts.get("ada")!.reasons).toEqual([UNSURE]);
  });

  it.each(EXITS)("%s adds to what others did who have left", (how) => {
    const others = ["bob", "cyd", "dan"];
    for (const takenS of [20, 40, 55]) {
      const script = enterOthers(others, 60);
      script.take("ada", takenS, onTop(2), SOUP);
      const sayings = others.flatMap((other) =>
        goesOn(3, 12, 0.15).map((one) => ({ ...one, other })),
      );
      const { needsReview, probabilityExact } = leave(how, script, sayings, others).get("ada")!;
      expect(needsReview).toBe(true);
      expect(probabilityExact).toBeGreaterThan(0.5);
      expect(probabilityExact).toBeLessThan(0.75);
    }
  });

  it("and is not known to have left yet when all ends counts as well", () => {
    const script = enterOthers(["bob"], 30);
    script.take("ada", 20, onTop(2), SOUP);
    const receipts = leave("unseen", script, goesOn(3, 12, 0.3));
    expect(receipts.get("bob")!.needsReview).toBe(false);
    expect(receipts.get("ada")!.reasons).toEqual([UNSURE]);
  });

  it.each(EXITS)("%s makes nobody look at an empty cart", (how) => {
    for (const receipt of leave(how, enterOthers(["bob"], 60), goesOn(3, 12, 0.3)).values())
      expect([receipt.needsReview, receipt.reasons]).toEqual([false, []]);
    const stay = run(say([...enterBoth(1, 16).observations()], goesOn(2, 15, 0.3)));
    expect([stay.ada.needsReview, stay.bob.needsReview]).toEqual([false, false]);
  });

  it("takes with them what they may have been given for another, by whatever way they leave", () => {
    const [live, late] = EXITS.map((how) => {
      const script = new Script(60, 1);
      script.enter("ada", 2);
      script.enter("bob", 8, 0.5, 12);
      script.take("bob", 7, onTop(8), COLA);
      return leave(how, script, [{ atS: 11, fromS: 5, toS: 9, probability: 0.6 }]);
    });
    for (const name of ["ada", "bob"]) {
      const [one, other] = [live!.get(name)!, late!.get(name)!];
      expect(one.reasons).toEqual([UNSURE]);
      expect(one.products).toEqual(other.products);
      expect(one.probabilityExact).toBeCloseTo(other.probabilityExact, 6);
    }
  });

  it("may still be reported: what was the other's goes to review", () => {
    const script = enterOthers(["bob"], 30);
    script.take("ada", 8, onTop(2), SOUP);
    const { needsReview } = leave("by the door", script, [
      { atS: 13, fromS: 4, toS: 12, probability: 0.6 },
    ]).get("ada")!;
    expect(needsReview).toBe(true);
  });
});

describe("ambiguities", () => {
  const visit = act(1, true);
  const plain = told(run(visit).result);

  it("of nothing change nothing, whatever time they are of", () => {
    const saying = fc
      .tuple(
        fc.double({ min: 0, max: END_S, noNaN: true }),
        fc.double({ min: 0, max: 9, noNaN: true }),
      )
      .map(([toS, lengthS]) => ({ atS: toS, fromS: toS - lengthS, toS, probability: 0 }));
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 5 }), (sayings) => {
        expect(told(run(say(visit, sayings)).result)).toEqual(plain);
      }),
      { numRuns: 10 },
    );
  });

  it("of people who are not there, and such as cannot be, change nothing", () => {
    const odd: readonly IdentityAmbiguity[] = [
      { shopperIds: ["eve", "mallory"], fromMs: START_MS, toMs: START_MS + 9000, probability: 0.5 },
      { shopperIds: ["ada", "eve"], fromMs: START_MS, toMs: START_MS + 9000, probability: 0.01 },
      { shopperIds: ["ada", "ada"], fromMs: START_MS, toMs: START_MS + 9000, probability: 0.5 },
      { shopperIds: ["ada", "bob"], fromMs: START_MS + 9000, toMs: START_MS, probability: 0.5 },
      {
        shopperIds: ["ada", "bob"],
        fromMs: START_MS,
        toMs: START_MS + 9000,
        probability: Number.NaN,
      },
    ];
    const observations = visit.map((one) =>
      one.kind === "joints" ? { ...one, ambiguities: odd } : one,
    );
    expect(told(run(observations).result)).toEqual(plain);
  });

  it("end in the same whether they were reported before a change was decided, or after it", () => {
    const early = run(
      say(visit, [{ atS: 3, fromS: 2, toS: 3, probability: 0.2 }, ...goesOn(3, 8, 0.2)]),
    );
    const late = run(
      say(visit, [...goesOn(3, 8, 0.05), { atS: 9, fromS: 2, toS: 8, probability: 0.2 }]),
    );
    for (const name of ["ada", "bob"] as const) {
      expect(late[name].probabilityExact).toBeCloseTo(early[name].probabilityExact, 1);
      expect(late[name].products).toEqual(early[name].products);
    }
  });

  it("do not depend on which of two frames came first", () => {
    const sayings = [...goesOn(3, 8, 0.3), { atS: 8.02, fromS: 3, toS: 8, probability: 0.01 }];
    const said = say(visit, sayings);
    const at = said.findLastIndex((one) => one.kind === "joints" && one.ambiguities !== undefined);
    const before = said.findLastIndex((one, index) => one.kind === "joints" && index < at);
    const turned = said.with(at, said[before]!).with(before, said[at]!);
    expect(told(run(turned).result)).toEqual(told(run(said).result));
  });
});

describe("what is said of two", () => {
  const count = (observations: readonly Observation[]) => {
    const engine = createEngine(SHOP, { keepResults: false });
    const told = { interaction: 0, cart: 0, cartsOfFrame: 0 };
    for (const observation of observations) {
      const kinds = stepEngine(engine, observation).map(({ kind }) => kind);
      const carts = kinds.filter((kind) => kind === "cart").length;
      told.interaction += kinds.filter((kind) => kind === "interaction").length;
      told.cart += carts;
      const isSaid = observation.kind === "joints" && observation.ambiguities !== undefined;
      if (isSaid) told.cartsOfFrame = Math.max(told.cartsOfFrame, carts);
    }
    return told;
  };
  const shop = (): Observation[] => {
    const script = enterBoth(1, 60);
    const taken = [SOUP, TEA, JAM, COLA] as const;
    for (const [at, one] of taken.entries()) script.take("ada", 4 + 3 * at, onTop(2 * at + 1), one);
    return [...script.observations()];
  };
  /** Again and again of all that was. */
  const again = (low: number, high: number): Saying[] =>
    Array.from({ length: 55 }, (_, at) => ({
      atS: at + 3,
      fromS: 1,
      toS: at + 3,
      probability: at % 2 === 0 ? low : high,
    }));

  it("moves no cart and no pick that was reported", () => {
    const same = count(say(shop(), again(0.1, 0.1)));
    const moving = count(say(shop(), again(0.1, 0.4)));
    expect(moving.interaction).toBeLessThan(same.interaction + 5);
    expect(moving.cart).toBeLessThan(same.cart + 5);
  });

  it("is forgotten when one of them has left, even if it is said again, and when it is old", () => {
    const script = enterBoth(1, 130);
    const engine = createEngine(SHOP);
    for (const observation of say([...script.observations()], goesOn(3, 8, 0.3)))
      stepEngine(engine, observation);
    expect([engine.attribution.ambiguities.pairs.size, engine.belief.late.decided.size]).toEqual([
      0, 0,
    ]);
    const [timestampMs, fromMs, toMs] = [130, 125, 129].map((s) => START_MS + 1000 * s);
    const ambiguities = [
      { shopperIds: ["ada", "bob"] as const, fromMs: fromMs!, toMs: toMs!, probability: 0.3 },
    ];
    const frame = { kind: "joints", timestampMs: timestampMs!, shoppers: [], ambiguities } as const;
    stepEngine(engine, frame);
    expect(engine.attribution.ambiguities.pairs.size).toBe(1);
    concludeShopper(engine, "ada");
    expect(engine.attribution.ambiguities.pairs.size).toBe(0);
    stepEngine(engine, { ...frame, timestampMs: timestampMs! + 1 });
    expect(engine.attribution.ambiguities.pairs.size).toBe(1);
    stepEngine(engine, { kind: "joints", timestampMs: timestampMs! + 1100, shoppers: [] });
    expect(engine.attribution.ambiguities.pairs.size).toBe(0);
    concludeShopper(engine, "bob");
    stepEngine(engine, { ...frame, timestampMs: timestampMs! + 1200 });
    expect([
      engine.attribution.ambiguities.pairs.size,
      engine.belief.late.uncertainties.size,
    ]).toEqual([0, 0]);
  });
});
