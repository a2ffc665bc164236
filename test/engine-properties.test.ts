/** What holds of the engine whatever the transport and the sensors do to a stream. */
import { createHash } from "node:crypto";
import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import type { EngineResult } from "@saunter/engine/engine-types";
import type { Observation, PlateBatch } from "@saunter/engine/observation";
import type { Receipt } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createRandom, type Random } from "@saunter/numerics/random";
import { makeFloorPlan } from "@saunter/sim/floor-plan";
import { createSimulation } from "@saunter/sim/simulate";
import { sampleTests } from "@saunter/testing/sample";
import fc from "fast-check";
import { describe, expect, it as vitestIt } from "vitest";
import {
  COLA,
  isBatch,
  JAM,
  makeScriptedShop,
  type Run,
  reportReceipts,
  runEngine,
  Script,
  SOUP,
  START_MS,
} from "./scripted-shop.ts";

const it = sampleTests(vitestIt, 0.5);

const SHOP = makeScriptedShop();
const onTop = (plate: number) => ({ shelf: 2, plate });

/** Two people, five things taken, one put back, one force that vanishes. */
function actVisit(seed = 3): Observation[] {
  const script = new Script(19, seed);
  script.enter("ada", 2);
  script.enter("bob", 8);
  script.take("ada", 4, onTop(2), SOUP);
  script.take("bob", 5, onTop(8), COLA);
  script.reach("bob", 7, onTop(9), 9);
  script.press(7, 9, onTop(9), 65);
  script.put("ada", 7.5, onTop(2), SOUP);
  for (const atS of [11, 11.3, 11.6]) script.take("ada", atS, onTop(2), SOUP);
  script.walk("bob", 6, 12);
  script.take("bob", 14.5, onTop(6), JAM);
  return [...script.observations()];
}

const VISIT = actVisit();
const VISIT_TRUTH = { ada: "3 × tomato soup", bob: "1 × cola, 1 × plum jam" };

const SIMULATION = createSimulation({
  seed: 12,
  scenario: "busy",
  shoppers: 4,
  floor: makeFloorPlan({ gondolas: 2, shelves: 3, plates: 8 }),
});
const SIMULATED = [...SIMULATION.observations()];

const SEED = 20_260_105;

function listCharges({ result }: Run): { targetId: string | null; lines: string[] }[] {
  return result.receipts.map(({ targetId, products }: Receipt) => ({
    targetId,
    lines: products.map(({ barcode, quantity }) => `${quantity} ${barcode}`).sort(),
  }));
}

/** Cuts are reported with times of their own, so beliefs differ a little; charges do not. */
function expectSame(run: Run, whole: Run, beliefOffMost: number): void {
  expect(listCharges(run)).toEqual(listCharges(whole));
  for (const [at, { probabilityExact }] of run.result.receipts.entries()) {
    const off = Math.abs(probabilityExact - whole.result.receipts[at]!.probabilityExact);
    expect(off).toBeLessThan(beliefOffMost);
  }
}

/** What streams are tried on, how often, and how far beliefs may be off: people stand close in one. */
const STREAMS = [
  { name: "acted by hand", observations: VISIT, shop: SHOP, numRuns: 20, beliefOffMost: 0.02 },
  {
    name: "simulated",
    observations: SIMULATED,
    shop: SIMULATION.shop,
    numRuns: 6,
    beliefOffMost: 0.15,
  },
];

interface Row {
  readonly timestampMs: number;
  readonly samplesG: Float32Array;
}

/** The same samples in batches of other lengths, each told when its last sample is there. */
function cutAnew(observations: readonly Observation[], drawLength: () => number): Observation[] {
  const cut: Observation[] = [];
  const open = new Map<number, { batch: PlateBatch; rows: Row[]; length: number }>();
  const close = ({ batch, rows }: { batch: PlateBatch; rows: readonly Row[] }): void => {
    const cells = batch.shelfCount * batch.plateCount;
    const samplesG = new Float32Array(rows.length * cells);
    for (const [at, row] of rows.entries()) samplesG.set(row.samplesG, at * cells);
    const { timestampMs } = rows[0]!;
    cut.push({ ...batch, timestampMs, sampleCount: rows.length, samplesG });
  };
  for (const observation of observations) {
    if (!isBatch(observation)) {
      cut.push(observation);
      continue;
    }
    const { gondola, timestampMs, sampleRateHz, sampleCount, samplesG } = observation;
    const cells = samplesG.length / sampleCount;
    for (let sample = 0; sample < sampleCount; sample++) {
      const state = open.get(gondola) ?? { batch: observation, rows: [], length: drawLength() };
      open.set(gondola, state);
      state.rows.push({
        timestampMs: timestampMs + (1000 * sample) / sampleRateHz,
        samplesG: samplesG.subarray(sample * cells, (sample + 1) * cells),
      });
      if (state.rows.length < state.length) continue;
      close(state);
      open.delete(gondola);
    }
  }
  for (const state of open.values()) close(state);
  return cut;
}

describe("batches cut otherwise", () => {
  it("hold the same samples", () => {
    const cut = cutAnew(VISIT, () => 7).filter(isBatch);
    const join = (batches: readonly PlateBatch[]): number[] =>
      batches.flatMap(({ samplesG }) => [...samplesG]);
    expect(join(cut)).toEqual(join(VISIT.filter(isBatch)));
    expect(cut[0]!.sampleCount).toBe(7);
  });

  it.each(STREAMS)("give the same receipts: a stream $name", (stream) => {
    const { observations, shop, numRuns, beliefOffMost } = stream;
    const whole = runEngine(shop, observations);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 50 }), (seed, longest) => {
        const random = createRandom(seed);
        const cut = cutAnew(observations, () => random.integer(1, longest));
        expectSame(runEngine(shop, cut), whole, beliefOffMost);
      }),
      { seed: SEED, numRuns },
    );
  });
});

/** Six samples in 96 ms: their times are whole, and no rounding tells one cut from another. */
const WHOLE_HZ = 62.5;

/** The same stream by a clock on which every sample has a whole time, batches one after the other. */
function setClock(observations: readonly Observation[]): Observation[] {
  const counts = new Map<number, number>();
  return observations.map((one) => {
    if (!isBatch(one)) {
      const timestampMs = START_MS + ((one.timestampMs - START_MS) * 60) / WHOLE_HZ;
      return { ...one, timestampMs };
    }
    const count = counts.get(one.gondola) ?? 0;
    counts.set(one.gondola, count + one.sampleCount);
    const timestampMs = START_MS + (1000 * count) / WHOLE_HZ;
    return { ...one, timestampMs, sampleRateHz: WHOLE_HZ };
  });
}

/** Each comes when it is complete: a batch at its last sample's time. */
function arrive(observations: readonly Observation[]): Observation[] {
  const arrivedMs = (one: Observation): number =>
    one.timestampMs + (isBatch(one) ? (1000 * (one.sampleCount - 1)) / one.sampleRateHz : 0);
  return [...observations].sort((a, b) => arrivedMs(a) - arrivedMs(b));
}

/** Samples of the longest batches that sensors send. */
const SENT_SAMPLES = 12;

/** What receipts say of how sure they are, probabilities to nine digits. */
const expectFlags = ({ receipts }: EngineResult) =>
  receipts.map(({ targetId, needsReview, reasons, probabilityExact }) => {
    const closeTo = expect.closeTo(probabilityExact, 9);
    return { targetId, needsReview, reasons, probabilityExact: closeTo };
  });

function expectSameFlags(shop: ShopModel, observations: readonly Observation[]): void {
  const whole = expectFlags(runEngine(shop, arrive(observations)).result);
  for (let seed = 1; seed <= 6; seed++) {
    const random = createRandom(seed);
    const cut = arrive(cutAnew(observations, () => random.integer(1, SENT_SAMPLES)));
    expect(runEngine(shop, cut).result.receipts).toMatchObject(whole);
  }
}

describe("batches and joints that come in order of time", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "give the same flags and probabilities however batches are cut: visit %d",
    (seed) => {
      expectSameFlags(SHOP, setClock(actVisit(seed)));
    },
  );

  it("give the same flags and probabilities however batches are cut: simulated", () => {
    expectSameFlags(SIMULATION.shop, setClock(SIMULATED));
  });

  it.each([
    { kind: "plates", lateMs: 100 },
    { kind: "plates", lateMs: 400 },
    { kind: "joints", lateMs: 300 },
  ])("give the same flags and probabilities if all $kind come $lateMs ms later", (late) => {
    const inTime = runEngine(SIMULATION.shop, SIMULATED);
    const arrivedMs = ({ kind, timestampMs }: Observation): number =>
      timestampMs + (kind === late.kind ? late.lateMs : 0);
    const arrived = SIMULATED.toSorted((a, b) => arrivedMs(a) - arrivedMs(b));
    const { result } = runEngine(SIMULATION.shop, arrived);
    expect(result.receipts).toMatchObject(expectFlags(inTime.result));
  });
});

describe("a run", () => {
  const trace = (seed: number): string => {
    const floor = makeFloorPlan({ gondolas: 1, shelves: 2, plates: 8 });
    const simulation = createSimulation({ seed, scenario: "adversarial", shoppers: 2, floor });
    const { outputs, result } = runEngine(simulation.shop, simulation.observations());
    expect(outputs.length).toBeGreaterThan(8);
    return createHash("sha256")
      .update(JSON.stringify([outputs, result]))
      .digest("hex");
  };

  it("of the same seed leaves the same trace, and of another another", () => {
    const first = trace(5);
    expect(trace(5)).toBe(first);
    expect(trace(6)).not.toBe(first);
  });

  it("charges what was taken", () => {
    const { result } = runEngine(SHOP, VISIT);
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    expect(result.warnings).toEqual([]);
  });

  it("has one receipt for everybody whom the simulator admitted", () => {
    const { result } = runEngine(SIMULATION.shop, SIMULATED);
    const known = SIMULATION.truth().receipts.map(({ targetId }) => targetId);
    expect(known).toHaveLength(4);
    expect(result.receipts.map(({ targetId }) => targetId).sort()).toEqual(known.sort());
  });
});

/** Batches come late by up to `latestMs`, and some twice; a gondola's first one comes first. */
function disturbTransport(
  observations: readonly Observation[],
  random: Random,
  latestMs: number,
): Observation[] {
  const begun = new Set<number>();
  const arrivals: { atMs: number; observation: Observation }[] = [];
  for (const observation of observations) {
    const atMs = observation.timestampMs;
    if (!isBatch(observation) || !begun.has(observation.gondola)) {
      if (isBatch(observation)) begun.add(observation.gondola);
      arrivals.push({ atMs, observation });
      continue;
    }
    const late = random.chance(0.25) ? random.uniform(0, latestMs) : 0;
    arrivals.push({ atMs: atMs + late, observation });
    if (random.chance(0.15)) {
      arrivals.push({ atMs: atMs + random.uniform(0, latestMs), observation });
    }
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs).map(({ observation }) => observation);
}

describe("batches that come late, twice or out of order", () => {
  it.each(STREAMS)("within the bound change no receipt: a stream $name", (stream) => {
    const { observations, shop, numRuns, beliefOffMost } = stream;
    const inOrder = runEngine(shop, observations);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const disturbed = disturbTransport(observations, createRandom(seed), 600);
        expect(disturbed.length).toBeGreaterThan(observations.length);
        expectSame(runEngine(shop, disturbed), inOrder, beliefOffMost);
      }),
      { seed: SEED, numRuns },
    );
  });

  it("that come twice are counted, and reported once", () => {
    const twice = VISIT.flatMap((one): Observation[] => (isBatch(one) ? [one, one] : [one]));
    const { outputs, result } = runEngine(SHOP, twice);
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    const count = VISIT.filter(isBatch).length;
    expect(result.warnings).toMatchObject([{ code: "batch-late", count }]);
    expect(outputs.filter(({ kind }) => kind === "warning")).toHaveLength(1);
  });

  it("beyond the bound are dropped and counted", () => {
    const batches = VISIT.filter(isBatch);
    const [late] = batches.slice(20, 21);
    const others = VISIT.filter((one) => one !== late);
    const after = others.findIndex(({ timestampMs }) => timestampMs > late!.timestampMs + 3000);
    const { result } = runEngine(SHOP, others.toSpliced(after, 0, late!));
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    const codes = result.warnings.map(({ code, count }) => `${code} ${count}`).sort();
    expect(codes).toEqual(["batch-late 1", "samples-missing 1"]);
  });

  it("frames of joints that come twice change no receipt", () => {
    const twice = VISIT.flatMap((one): Observation[] => (isBatch(one) ? [one] : [one, one]));
    expect(reportReceipts(runEngine(SHOP, twice).result, SHOP)).toEqual(VISIT_TRUTH);
  });
});

/** The visit with the samples of one plate replaced from a second on. */
function spoilPlate(
  plate: number,
  fromS: number,
  toS: number,
  spoil: (value: number, sample: number) => number,
): Observation[] {
  return VISIT.map((one) => {
    const atS = (one.timestampMs - START_MS) / 1000;
    if (!isBatch(one) || atS < fromS || atS >= toS) return one;
    const samplesG = one.samplesG.slice();
    for (let sample = 0; sample < one.sampleCount; sample++) {
      const at = (sample * one.shelfCount + 2) * one.plateCount + plate;
      samplesG[at] = spoil(samplesG[at]!, sample);
    }
    return { ...one, samplesG };
  });
}

describe("sensors that fail", () => {
  it.each([
    ["samples that are no numbers", (value: number, at: number) => (at % 5 === 0 ? NaN : value)],
    ["infinite samples", (value: number, at: number) => (at % 5 === 0 ? Infinity : value)],
    ["a dead plate", () => NaN],
    ["a plate that reads minus infinity", () => -Infinity],
  ])("%s where nothing happens change no receipt", (_, spoil) => {
    const { result } = runEngine(SHOP, spoilPlate(4, 2, 19, spoil));
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
  });

  it("a plate that sticks where nothing happens changes no receipt", () => {
    let held = Number.NaN;
    const stuck = spoilPlate(4, 2, 19, (value) => {
      if (Number.isNaN(held)) held = value;
      return held;
    });
    expect(reportReceipts(runEngine(SHOP, stuck).result, SHOP)).toEqual(VISIT_TRUTH);
  });

  it("a gap is counted, and what lies before and after it is reported", () => {
    const gap = VISIT.filter(
      (one) => !isBatch(one) || Math.abs(one.timestampMs - START_MS - 9800) > 700,
    );
    const { result } = runEngine(SHOP, gap);
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    expect(result.warnings).toMatchObject([{ code: "batch-missing", count: 1 }]);
  });

  it("who stood before a plate that has stopped reading gets a review, and nobody else", () => {
    const review = (plate: number): string[] => {
      const { result } = runEngine(
        SHOP,
        spoilPlate(plate, 2, 19, () => NaN),
      );
      const concerned = result.receipts.filter(({ reasons }) =>
        reasons.some((reason) => reason.includes(`plate ${plate} has stopped reading`)),
      );
      for (const { needsReview } of concerned) expect(needsReview).toBe(true);
      return concerned.map(({ targetId }) => String(targetId));
    };
    // Ada stands at the left end of the shelves, Bob at the right one.
    expect(review(1)).toEqual(["ada"]);
    expect(review(10)).toEqual(["bob"]);
  });

  it("a plate that has stopped reading is found", () => {
    const { result } = runEngine(
      SHOP,
      spoilPlate(4, 2, 19, () => NaN),
    );
    expect(result.findings).toMatchObject([
      { kind: "plate-dead", gondola: 2, shelf: 2, plates: [4], barcode: null },
    ]);
    expect(runEngine(SHOP, VISIT).result.findings).toEqual([]);
  });

  it("a plate that has stuck for a minute is found, and one that is quiet is not", () => {
    const script = new Script(68, 2);
    const observations = [...script.observations()].filter(isBatch);
    const at = observations[0]!.plateCount * 2 + 5;
    const stuck = observations.map((batch) => {
      if (batch.timestampMs < START_MS + 3000) return batch;
      const samplesG = batch.samplesG.slice();
      const cells = batch.shelfCount * batch.plateCount;
      for (let sample = 0; sample < batch.sampleCount; sample++)
        samplesG[sample * cells + at] = 123;
      return { ...batch, samplesG };
    });
    expect(runEngine(SHOP, stuck).result.findings).toMatchObject([
      { kind: "plate-dead", shelf: 2, plates: [5], message: expect.stringMatching(/stuck/) },
    ]);
    expect(runEngine(SHOP, observations).result.findings).toEqual([]);
  });

  it("a gap at the time of a pick flags the one who stood there, and says why", () => {
    const gap = VISIT.filter(
      (one) => !isBatch(one) || Math.abs(one.timestampMs - START_MS - 11_300) > 700,
    );
    const { result } = runEngine(SHOP, gap);
    const ada = result.receipts.find(({ targetId }) => targetId === "ada")!;
    expect(ada.needsReview).toBe(true);
    expect(ada.reasons.join()).toMatch(/gondola 2 .* while this shopper stood before it/);
  });

  it("a clock that jumps ahead is counted, and charges nothing that was not taken", () => {
    const jumped = VISIT.map((one) => {
      const jumps = one.timestampMs > START_MS + 9500;
      return jumps ? { ...one, timestampMs: one.timestampMs + 3_600_000 } : one;
    });
    const { result } = runEngine(SHOP, jumped);
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    expect(result.warnings).toMatchObject([{ code: "batch-missing", count: 1 }]);
  });

  it("a clock of the plates that jumps back is counted and followed", () => {
    const jumped = VISIT.map((one) => {
      const jumps = isBatch(one) && one.timestampMs > START_MS + 17_000;
      return jumps ? { ...one, timestampMs: one.timestampMs - 3_600_000 } : one;
    });
    const { result } = runEngine(SHOP, jumped);
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    expect(result.warnings).toMatchObject([{ code: "clock-jump", count: 1 }]);
  });

  it("a batch of another shape, or without a rate, is counted", () => {
    const [first] = VISIT.filter(isBatch);
    const at = VISIT.length - 1;
    const narrow = { ...first!, timestampMs: VISIT[at]!.timestampMs, shelfCount: 2 };
    const samplesG = new Float32Array(narrow.sampleCount * 2 * narrow.plateCount);
    const noRate = { ...first!, sampleRateHz: 0 };
    const noTime = { ...first!, timestampMs: Number.NaN };
    const { result } = runEngine(SHOP, [...VISIT, { ...narrow, samplesG }, noRate, noTime]);
    expect(reportReceipts(result, SHOP)).toEqual(VISIT_TRUTH);
    expect(result.warnings).toMatchObject([
      { code: "shape-changed", count: 1 },
      { code: "batch-unusable", count: 2 },
    ]);
  });

  it("whatever the plates read, everybody has a receipt and nothing is thrown", () => {
    const value = fc.oneof(
      fc.constantFrom(NaN, Infinity, -Infinity, 0, 1e30, -1e30),
      fc.double({ min: -20_000, max: 20_000, noNaN: true }),
    );
    const readings = fc.array(value, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 10 }), (values, plate) => {
        let at = 0;
        const spoilt = spoilPlate(plate, 3, 15, () => values[at++ % values.length]!);
        const { result } = runEngine(SHOP, spoilt);
        expect(Object.keys(reportReceipts(result, SHOP))).toEqual(["ada", "bob"]);
        for (const { probabilityExact } of result.receipts) {
          expect(probabilityExact).toBeGreaterThanOrEqual(0);
          expect(probabilityExact).toBeLessThanOrEqual(1);
        }
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it("an engine that saw nothing has one empty receipt of nobody", () => {
    const { result } = runEngine(SHOP, []);
    expect(result.receipts).toMatchObject([{ targetId: null, products: [], needsReview: false }]);
  });
});

describe("a stream with a fault", () => {
  const KINDS = [
    ...(["dropped", "thinned", "delayed", "shifted", "doubled", "sent again"] as const),
    ...(["reordered", "shuffled", "missing"] as const),
  ];
  const FAULT = fc.record({
    kind: fc.constantFrom(...KINDS),
    stream: fc.constantFrom("joints" as const, "plates" as const),
    /** One gondola, plate or shopper only. */
    isOne: fc.boolean(),
    fromShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
    lengthMs: fc.integer({ min: 500, max: 60_000 }),
    byMs: fc.integer({ min: -3_600_000, max: 3_600_000 }).filter((ms) => Math.abs(ms) > 5000),
    seed: fc.nat(),
  });
  type Fault = typeof FAULT extends fc.Arbitrary<infer F> ? F : never;

  /** Observations in a row that "shuffled" mixes with each other. */
  const SHUFFLED = 8;

  /** A batch in which all plates, or one, read nothing. */
  function blank(batch: PlateBatch, cell: number | null): PlateBatch {
    const cells = batch.shelfCount * batch.plateCount;
    const isBlank = (at: number): boolean => cell === null || at % cells === cell % cells;
    const samplesG = batch.samplesG.map((value, at) => (isBlank(at) ? Number.NaN : value));
    return { ...batch, samplesG };
  }

  function spoil(observations: readonly Observation[], fault: Fault): Observation[] {
    const { byMs, fromShare, isOne, kind, lengthMs, seed, stream } = fault;
    const startMs = observations[0]!.timestampMs;
    const spanMs = observations.at(-1)!.timestampMs - startMs;
    const fromMs = startMs + fromShare * spanMs;
    const random = createRandom(seed);
    const choose = <T>(all: readonly T[]): T | null =>
      isOne ? (all[seed % all.length] ?? null) : null;
    const gondola = choose([...new Set(observations.filter(isBatch).map((one) => one.gondola))]);
    // Only a shopper who was seen can be lost.
    const before = observations.filter((one) => !isBatch(one) && one.timestampMs < fromMs).at(-1);
    const seen = before?.kind === "joints" ? before.shoppers.map(({ shopperId }) => shopperId) : [];
    const shopper = choose(seen);
    const isIn = (one: Observation): boolean =>
      one.kind === stream &&
      (!isBatch(one) || gondola === null || one.gondola === gondola) &&
      one.timestampMs >= fromMs &&
      one.timestampMs < fromMs + lengthMs;
    const change = (own: (one: Observation) => readonly Observation[]): Observation[] =>
      observations.flatMap((one) => (isIn(one) ? own(one) : [one]));
    const lose = (one: Observation): Observation[] => {
      if (isBatch(one) || !isOne) return [];
      return [{ ...one, shoppers: one.shoppers.filter((own) => own.shopperId !== shopper) }];
    };
    const inside = observations.filter(isIn);
    const place = (mixed: readonly Observation[]): Observation[] => {
      let at = 0;
      return change(() => [mixed[at++]!]);
    };
    const after = observations.findIndex((one) => one.timestampMs >= fromMs + lengthMs);
    const late = after < 0 ? observations.length : after;
    switch (kind) {
      case "dropped":
        return change(lose);
      case "thinned":
        return change((one) => (random.chance(0.5) ? lose(one) : [one]));
      case "delayed": {
        const inTime = observations.slice(0, late).filter((one) => !isIn(one));
        return [...inTime, ...inside, ...observations.slice(late)];
      }
      case "sent again":
        return [...observations.slice(0, late), ...inside, ...observations.slice(late)];
      case "shifted":
        return change((one) => [{ ...one, timestampMs: one.timestampMs + byMs }]);
      case "doubled":
        return change((one) => [one, one]);
      case "reordered":
        return place(random.shuffle(inside));
      case "shuffled": {
        const parts = Array.from({ length: Math.ceil(inside.length / SHUFFLED) }, (_, part) =>
          random.shuffle(inside.slice(part * SHUFFLED, (part + 1) * SHUFFLED)),
        );
        return place(parts.flat());
      }
      case "missing":
        return change((one) => (isBatch(one) ? [blank(one, isOne ? seed : null)] : lose(one)));
      default:
        return kind satisfies never;
    }
  }

  function findReceipts(shop: ShopModel, observations: readonly Observation[]) {
    // As a live shop does, it knows which scales should send.
    const awaitedGondolas = [...new Set(shop.facings.map(({ gondola }) => gondola))];
    const engine = createEngine(shop, { awaitedGondolas });
    for (const one of observations) stepEngine(engine, one);
    return finishEngine(engine).receipts;
  }

  it.each(STREAMS)("never has a receipt accepted that is another without it: $name", (stream) => {
    const { observations, shop, numRuns } = stream;
    const truth = new Map(
      listCharges(runEngine(shop, observations)).map(({ lines, targetId }) => [targetId, lines]),
    );
    fc.assert(
      fc.property(FAULT, (fault) => {
        for (const receipt of findReceipts(shop, spoil(observations, fault))) {
          const { needsReview, products, targetId } = receipt;
          if (needsReview || targetId === null) continue;
          const lines = products.map(({ barcode, quantity }) => `${quantity} ${barcode}`).sort();
          expect({ targetId, lines }).toEqual({ targetId, lines: truth.get(targetId) });
        }
      }),
      { seed: SEED, numRuns: 4 * numRuns },
    );
  });

  it.each(["dropped", "reordered"] as const)(
    "has everyone reviewed who was there while people or scales were not observed: %s",
    (kind) => {
      const gap = fc.record({
        ...{ kind: fc.constant(kind), isOne: fc.constant(false), byMs: fc.constant(0) },
        stream: fc.constantFrom("joints" as const, "plates" as const),
        fromShare: fc.double({ min: 0.1, max: 0.7, noNaN: true }),
        lengthMs: fc.integer({ min: 3000, max: 5000 }),
        seed: fc.nat(),
      });
      fc.assert(
        fc.property(gap, (fault) => {
          const receipts = findReceipts(SHOP, spoil(VISIT, fault));
          expect(receipts.map(({ targetId }) => targetId).sort()).toEqual(["ada", "bob"]);
          for (const { needsReview } of receipts) expect(needsReview).toBe(true);
        }),
        { seed: SEED, numRuns: 20 },
      );
    },
  );
});
