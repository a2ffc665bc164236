/** Receipts of simulated worlds: how they are measured, and what is fitted on them. */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { NO_VISIT_RISK } from "@saunter/engine/reporting/visit-risk";
import type { TruthEvent } from "@saunter/ingest/recordings/read-truth";
import { createRandom } from "@saunter/numerics/random";
import { logistic } from "@saunter/numerics/statistics";
import { VISIT_ACTIONS } from "@saunter/sim/visit-action-names";
import { MIX_NAMES } from "@saunter/sim/visit-mixes";
import { simulateVisit, WORLD_NAMES, type WorldName } from "@saunter/sim/worlds";
import { describe, expect, it } from "vitest";
import { AMBIGUITIES, listAmbiguities } from "./ambiguities.ts";
import { leaveWorldsOut, sumFigures } from "./held-out.ts";
import { listBounds } from "./held-out-bounds.ts";
import { measureWorlds, type WorldReceipt } from "./measure-worlds.ts";
import { findSharedPlates, measureVisit, SHARED_PLATE, type VisitTask } from "./measured-visit.ts";
import { chooseBound, foresee, measureReceipts } from "./receipt-models.ts";
import { createVisitPool } from "./visit-pool.ts";

const TASKS: readonly VisitTask[] = [2, 3].flatMap((seed) =>
  MIX_NAMES.map((mix) => ({ world: "poor-cameras", mix, seed }) as const),
);

describe("a measured visit", () => {
  it("has the receipts that the engine writes by itself, and their flags at its own bound", () => {
    for (const task of TASKS) {
      const visit = simulateVisit(task);
      const engine = createEngine(visit.shop);
      for (const observation of visit.observations()) stepEngine(engine, observation);
      const own = finishEngine(engine).receipts;
      const { receipts } = measureVisit(task);
      expect(receipts.length).toBeGreaterThan(0);
      const reported = (one: { probabilityExact: number }, flagged: boolean) =>
        `${one.probabilityExact.toFixed(9)} ${flagged}`;
      const flagged = receipts.map((one) =>
        reported(
          one,
          one.alarmed || one.probabilityExact < ENGINE_PARAMETERS.belief.acceptProbability,
        ),
      );
      expect(flagged.toSorted()).toEqual(
        own.map((one) => reported(one, one.needsReview)).toSorted(),
      );
      expect(receipts.every(({ evidence }) => evidence !== null)).toBe(true);
    }
  });

  it("is the same in a pool of threads, in the order asked for", async () => {
    const pool = createVisitPool(2);
    const done: number[] = [];
    const measured = await pool.measure(TASKS, (count) => done.push(count));
    await pool.close();
    expect(measured).toEqual(TASKS.map(measureVisit));
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it("that cannot be simulated says why, and leaves the pool as it was", async () => {
    const pool = createVisitPool(1);
    const world = "nowhere" as WorldName;
    await expect(pool.measure([{ world, mix: "everyday", seed: 1 }])).rejects.toThrow(/nowhere/);
    expect(await pool.measure(TASKS.slice(0, 1))).toHaveLength(1);
    await pool.close();
  });
});

const moveOf = (shopper: string, timestampMs: number, plates: number[]): TruthEvent => ({
  kind: "pickup",
  targetId: shopper,
  timestampMs,
  plates,
  gondola: 1,
  shelf: 2,
  otherId: null,
  barcode: "tin",
  weightG: -100,
});

describe("shoppers who share a plate", () => {
  const share = (...moves: TruthEvent[]) => [...findSharedPlates(moves)].sort();

  it("move items on it or its neighbour within a second", () => {
    expect(share(moveOf("a", 0, [3]), moveOf("b", 1000, [4, 5]), moveOf("c", 0, [7]))).toEqual([
      ...["a", "b"],
    ]);
    expect(share(moveOf("a", 0, [3]), moveOf("b", 1001, [3]))).toEqual([]);
    expect(share(moveOf("a", 0, [3]), moveOf("b", 0, [5]))).toEqual([]);
  });

  it("are two, on one shelf, and both move something", () => {
    expect(share(moveOf("a", 0, [3]), moveOf("a", 10, [3]))).toEqual([]);
    expect(share(moveOf("a", 0, [3]), { ...moveOf("b", 0, [3]), shelf: 3 })).toEqual([]);
    expect(share(moveOf("a", 0, [3]), { ...moveOf("b", 0, [3]), gondola: 2 })).toEqual([]);
    const held = [moveOf("a", 0, [3]), { ...moveOf("b", 0, [3]), kind: "hold" as const }];
    expect([...findSharedPlates(held)]).toEqual([]);
  });
});

describe("worlds", () => {
  it("are visited until each mix has its receipts, each seed once", async () => {
    const receiptsLeast = { everyday: 6, adversarial: 3 };
    const { visits } = await measureWorlds({
      receiptsLeast,
      firstSeed: 10,
      worlds: ["poor-cameras"],
    });
    for (const mix of MIX_NAMES) {
      const own = visits.filter((visit) => visit.mix === mix);
      const count = own.reduce((sum, { receipts }) => sum + receipts.length, 0);
      expect(count).toBeGreaterThanOrEqual(receiptsLeast[mix]);
      expect(own.map(({ seed }) => seed)).toEqual(own.map((_, at) => 10 + at));
    }
  });
});

describe("ambiguous receipts", () => {
  it("are counted by each thing that their shopper did, and apart from the others", () => {
    const plain = { ...drawReceipts(7, 1, {})[0]!, tags: ["pick"] };
    const receipts = [
      ...[plain, plain, { ...plain, tags: ["pick", "swapNear"], exact: false }],
      { ...plain, tags: ["give", "putByNearWeight"] },
    ];
    const counts = listAmbiguities(receipts, 0).map(({ figures }) => figures?.receipts ?? 0);
    const at = (tag: string) => AMBIGUITIES.findIndex(({ tags }) => tags.includes(tag));
    expect(counts).toHaveLength(AMBIGUITIES.length + 2);
    expect(counts[at("swapNear")]).toBe(2);
    expect(counts[at("receive")]).toBe(1);
    expect(counts[at("knock")]).toBe(0);
    expect(counts.slice(-2)).toEqual([2, 4]);
    expect(listAmbiguities(receipts, 0)[at("swapNear")]!.figures!.wrongAccepted).toBe(1);
  });

  it("name things that shoppers do, or that are found", () => {
    const known: readonly string[] = [...VISIT_ACTIONS, "receive", "putBackGiven", SHARED_PLATE];
    expect(AMBIGUITIES.flatMap(({ tags }) => tags).filter((tag) => !known.includes(tag))).toEqual(
      [],
    );
  });
});

/** Receipts that are exact with the odds that their belief has, times what is asked. */
function drawReceipts(seed: number, count: number, harderOdds: Partial<Record<WorldName, number>>) {
  const random = createRandom(seed);
  return WORLD_NAMES.slice(0, 4).flatMap((world) =>
    MIX_NAMES.flatMap((mix) =>
      Array.from({ length: count }, (_, seed): WorldReceipt => {
        const odds = random.uniform(-1, 6);
        return {
          world,
          mix,
          seed,
          alarmed: false,
          tags: [],
          probabilityExact: logistic(odds),
          exact: random.chance(logistic(odds - (harderOdds[world] ?? 0))),
          evidence: { belief: logistic(odds), risk: NO_VISIT_RISK },
        };
      }),
    ),
  );
}

const SHIPPED = { model: null, bound: 0.9 };
const [FIRST] = WORLD_NAMES;

describe("leaving a world out", () => {
  it("fits on no receipt of it", () => {
    const easy = leaveWorldsOut(drawReceipts(1, 500, {}), 0.02, SHIPPED);
    const hard = leaveWorldsOut(drawReceipts(1, 500, { [FIRST]: 4 }), 0.02, SHIPPED);
    expect(hard.without.get(FIRST)).toEqual(easy.without.get(FIRST));
    expect(hard.without.get(WORLD_NAMES[1])).not.toEqual(easy.without.get(WORLD_NAMES[1]));
    expect(hard.all.bound).toBeGreaterThan(easy.all.bound);
  });

  it("shows a world that is unlike the others by its calibration and its wrong ones", () => {
    const { figures, all } = leaveWorldsOut(drawReceipts(2, 1500, { [FIRST]: 2 }), 0.02, SHIPPED);
    const of = (world: WorldName) =>
      figures.find((one) => one.world === world && one.mix === "everyday")!;
    expect(of(FIRST).heldOut.calibrationError).toBeGreaterThan(0.1);
    expect(of(FIRST).heldOut.wrongAccepted / 1500).toBeGreaterThan(0.02);
    // The bound of all worlds is the one that this world needs.
    expect(of(FIRST).inWorld.wrongAccepted / 1500).toBeLessThanOrEqual(0.02);
    for (const { inWorld } of figures.filter(({ mix }) => mix === "everyday")) {
      expect(inWorld.wrongAccepted / inWorld.receipts).toBeLessThanOrEqual(0.02);
    }
    expect(all.model!.weights[0]).toBeGreaterThan(0.5);
  });

  it("lists for each level the world's own bound, and the one of all others", () => {
    const receipts = drawReceipts(3, 800, { [FIRST]: 2 });
    const bounds = listBounds(receipts, [0.01, 0.05]);
    expect(bounds).toHaveLength(8);
    for (const { level, own } of bounds) {
      expect(own.figures.wrongAccepted / own.figures.receipts).toBeLessThanOrEqual(level);
    }
    const first = bounds.find(({ world }) => world === FIRST)!;
    expect(first.own.bound).toBeGreaterThan(first.heldOut.bound);
    expect(first.own.figures.flagged).toBeGreaterThan(first.heldOut.figures.flagged);
  });
});

describe("a bound on receipts", () => {
  const receipts = drawReceipts(4, 500, {});

  it("is chosen on everyday mixes, and no alarm moves it", () => {
    const bound = chooseBound(null, receipts, 0.02);
    expect(bound).toBeGreaterThan(0.5);
    const others = receipts.map((one) =>
      one.mix === "everyday" ? one : { ...one, exact: false, probabilityExact: 1 },
    );
    expect(chooseBound(null, others, 0.02)).toBe(bound);
    const alarmed = receipts.map((one) =>
      one.exact || one.mix !== "everyday" ? one : { ...one, alarmed: true },
    );
    expect(chooseBound(null, alarmed, 0.02)).toBe(0);
  });

  it("is higher where receipts of one visit may be wrong together", () => {
    const inVisits = receipts.map((one) => ({ ...one, seed: Math.floor(one.seed / 5) }));
    expect(chooseBound(null, inVisits, 0.02)).toBeGreaterThan(chooseBound(null, receipts, 0.02));
  });

  it("flags what is below it, and what has an alarm", () => {
    const everyday = receipts.filter(({ mix }) => mix === "everyday");
    const plain = measureReceipts(everyday, null, 0.9);
    const low = everyday.filter((one) => foresee(null, one) < 0.9).length;
    expect(plain.flagged).toBe(low);
    expect(low).toBeGreaterThan(0);
    const wrong = everyday.filter((one) => foresee(null, one) >= 0.9 && !one.exact).length;
    expect(plain.wrongAccepted).toBe(wrong);
    expect(wrong).toBeGreaterThan(0);
    const alarmed = everyday.map((one) => ({ ...one, alarmed: true }));
    expect(measureReceipts(alarmed, null, 0.9)).toMatchObject({
      flagged: everyday.length,
      wrongAccepted: 0,
    });
  });

  it("leaves a joined receipt the probability that the engine states", () => {
    const joined = { ...receipts[0]!, evidence: null, probabilityExact: 0.42 };
    expect(foresee({ offset: 9, weights: [] }, joined)).toBe(0.42);
  });
});

describe("figures of several worlds", () => {
  it("are counts added up, and means weighted by receipts", () => {
    const one = measureReceipts(drawReceipts(5, 10, {}), null, 0.9);
    const other = measureReceipts(drawReceipts(6, 30, { [FIRST]: 3 }), null, 0.9);
    const sum = sumFigures([one, other]);
    expect(sum.receipts).toBe(320);
    expect(sum.wrongAccepted).toBe(one.wrongAccepted + other.wrongAccepted);
    expect(sum.brier).toBeCloseTo((one.brier + 3 * other.brier) / 4, 12);
  });
});
