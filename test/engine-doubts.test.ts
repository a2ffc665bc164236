/** Whom the tracker cannot tell from whom, as it says so: whose receipts hold what, and who looks at them. */
import { UNSURE } from "@saunter/perception/alarms";
import type { EngineResult } from "@saunter/perception/engine-types";
import type { IdentityDoubt, Observation } from "@saunter/perception/observation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COLA,
  makeScriptedShop,
  runEngine,
  Script,
  SOUP,
  START_MS,
  tellReceipts,
} from "./scripted-shop.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const SHOP = makeScriptedShop();
const onTop = (plate: number) => ({ shelf: 2, plate });
const END_S = 16;

/** Said at a time, of Ada and Bob, seconds from the start. */
interface Saying {
  readonly atS: number;
  readonly fromS: number;
  readonly toS: number;
  readonly probability: number;
}

/** Ada takes soup, and Bob cola where it is asked for; they may be told for each other. */
function act(seed: number, isExchanged = false, isBobTaking = false): Observation[] {
  const script = new Script(END_S, seed);
  script.enter("ada", 2);
  script.enter("bob", 8);
  if (isExchanged) script.exchange("ada", "bob", 3, 8);
  script.take("ada", 5, onTop(2), SOUP);
  if (isBobTaking) script.take("bob", 6, onTop(8), COLA);
  return [...script.observations()];
}

function say(observations: readonly Observation[], sayings: readonly Saying[]): Observation[] {
  const left = [...sayings].sort((a, b) => a.atS - b.atS);
  return observations.map((observation) => {
    if (observation.kind !== "joints") return observation;
    const atS = (observation.timestampMs - START_MS) / 1000;
    const doubts: IdentityDoubt[] = [];
    while (left.length > 0 && left[0]!.atS <= atS) {
      const { fromS, toS, probability } = left.shift()!;
      const [fromMs, toMs] = [START_MS + 1000 * fromS, START_MS + 1000 * toS];
      doubts.push({ shopperIds: ["ada", "bob"], fromMs, toMs, probability });
    }
    return doubts.length === 0 ? observation : { ...observation, doubts };
  });
}

/** Said each second while it goes on. */
const goesOn = (fromS: number, toS: number, probability: number): Saying[] =>
  Array.from({ length: toS - fromS }, (_, at) => ({
    ...{ atS: fromS + at + 1, fromS: fromS + at, toS: fromS + at + 1, probability },
  }));

function run(observations: readonly Observation[]) {
  const { result } = runEngine(SHOP, observations);
  const of = (name: string) => result.receipts.find(({ targetId }) => targetId === name)!;
  return { result, told: tellReceipts(result, SHOP), ada: of("ada"), bob: of("bob") };
}

const told = ({ receipts, interactions }: EngineResult) => ({ receipts, interactions });

describe("two who cannot be told from each other", () => {
  it.each(SEEDS)("carry the doubt on both receipts, which a person looks at (seed %i)", (seed) => {
    const { ada, bob } = run(say(act(seed), goesOn(3, END_S - 1, 0.3)));
    for (const { needsReview, reasons, probabilityExact } of [ada, bob]) {
      expect(needsReview).toBe(true);
      expect(reasons).toContain(UNSURE);
      expect(probabilityExact).toBeLessThan(0.8);
    }
    expect(ada.reasons.some((reason) => reason.includes("whether by this shopper"))).toBe(true);
  });

  it.each(SEEDS)("are looked at no more once they can be (seed %i)", (seed) => {
    const sayings = [...goesOn(3, 8, 0.3), { atS: 9, fromS: 3, toS: 9, probability: 0.001 }];
    const { ada, bob, told } = run(say(act(seed), sayings));
    expect(told).toEqual({ ada: "1 × tomato soup", bob: "" });
    for (const { needsReview, reasons, probabilityExact } of [ada, bob]) {
      expect([needsReview, reasons]).toEqual([false, []]);
      expect(probabilityExact).toBeGreaterThan(0.97);
    }
  });

  it.each(SEEDS)("are given each what they took when it is told late (seed %i)", (seed) => {
    const sayings = [...goesOn(3, 8, 0.06), { atS: 8.5, fromS: 3, toS: 8, probability: 0.995 }];
    const over = { atS: 8.6, fromS: 8, toS: 8.6, probability: 0 };
    const { ada, bob, told } = run(say(act(seed, true, true), [...sayings, over]));
    expect(told).toEqual({ ada: "1 × tomato soup", bob: "1 × cola" });
    for (const { needsReview } of [ada, bob]) expect(needsReview).toBe(false);
  });

  it.each(SEEDS)("are given it where nobody had doubted it, too (seed %i)", (seed) => {
    const sayings = [{ atS: 8.5, fromS: 3, toS: 8, probability: 0.995 }];
    const { told } = run(say(act(seed, true, true), sayings));
    expect(told).toEqual({ ada: "1 × tomato soup", bob: "1 × cola" });
  });

  it("and one of whom has left make the other's receipt one to look at", () => {
    const script = new Script(50, 1);
    script.enter("ada", 2, 0.5, 8);
    script.enter("bob", 8);
    script.take("bob", 45, onTop(8), COLA);
    const { ada, bob } = run(say([...script.observations()], goesOn(3, 8, 0.3)));
    expect(ada.needsReview).toBe(false);
    expect(bob.reasons).toEqual([UNSURE]);
  });
});

describe("doubts", () => {
  const visit = act(1, false, true);
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
    const odd: readonly IdentityDoubt[] = [
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
      one.kind === "joints" ? { ...one, doubts: odd } : one,
    );
    expect(told(run(observations).result)).toEqual(plain);
  });

  it("end in the same whether they were told before a change was decided, or weighed anew", () => {
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
    const at = said.findLastIndex((one) => one.kind === "joints" && one.doubts !== undefined);
    const before = said.findLastIndex((one, index) => one.kind === "joints" && index < at);
    const turned = said.with(at, said[before]!).with(before, said[at]!);
    expect(told(run(turned).result)).toEqual(told(run(said).result));
  });
});
