import type { EngineOutput, Finding } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import { createSimulation, type SimulationOptions } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { makeCatalogueOfShopModel } from "../config/make-catalogue.ts";
import { type Door, LOST_AFTER_MS } from "../domain/door-watch.ts";
import { decideOnReview } from "../domain/review-service.ts";
import { takeUpAgain } from "../domain/shop-clock.ts";
import {
  audit,
  countEvents,
  enterFor,
  HOUR_MS,
  listReviews,
  openTestShop,
  passAndTick,
  payCard,
  readLines,
  readReceipt,
  readVisit,
  START_MS,
  settle,
  type TestShop,
  transact,
} from "../domain/shop-fixture.ts";
import { StoreError } from "../store/store-error.ts";
import { type SensorHooks, type SensorRun, startSensorRun } from "./sensor-run.ts";

const TICK_MS = 500;
const HALF_M = 0.7;

/** A simulated shop whose people have just come in, and what they really took. */
interface Floor {
  readonly test: TestShop;
  readonly run: SensorRun;
  readonly options: Parameters<typeof startSensorRun>[0];
  /** What the sensors say; one stream, whichever run takes it. */
  readonly observations: Iterator<Observation>;
  readonly parties: string[][];
  readonly visits: Map<string, string>;
  readonly truth: () => ReturnType<ReturnType<typeof createSimulation>["truth"]>;
  tickedMs: number;
}

function openFloor(simulated: Partial<SimulationOptions>, hooks: SensorHooks = {}): Floor {
  const parties: string[][] = [];
  const simulation = createSimulation({
    seed: 1,
    scenario: "quiet",
    startMs: START_MS,
    ...simulated,
    onParty: (ids) => void parties.push([...ids]),
  });
  const model = simulation.shop;
  const products = makeCatalogueOfShopModel(model, "GBP", "standard");
  const test = openTestShop({ settings: { products, gateIds: ["door"], offers: [] } });
  const { x, y } = simulation.floor.entrance;
  const corners = [
    ...[
      { x: x - HALF_M, y: y - HALF_M },
      { x: x + HALF_M, y: y - HALF_M },
    ],
    ...[
      { x: x + HALF_M, y: y + HALF_M },
      { x: x - HALF_M, y: y + HALF_M },
    ],
  ];
  const doors: Door[] = [{ gateId: "door", zone: { corners }, direction: "both" }];
  const options = { shop: test.shop, model, doors, engine: {}, run: "run-1", hooks };
  return {
    test,
    options,
    run: startSensorRun(options),
    parties,
    visits: new Map(),
    observations: simulation.observations(),
    truth: simulation.truth,
    tickedMs: START_MS,
  };
}

/** What is seen up to a time of the stream, with the clock going along. */
async function walk(floor: Floor, seconds: number, keep = (_: Observation) => true) {
  const { test, run, observations, parties, visits } = floor;
  const untilMs = START_MS + seconds * 1000;
  while (test.clock.nowMs < untilMs) {
    const next = observations.next();
    if (next.done === true) return;
    test.clock.nowMs = Math.max(test.clock.nowMs, next.value.timestampMs);
    for (const ids of parties.splice(0)) {
      const { visitId } = await enterFor(test, payCard(`pm_sim_ok-${ids[0]!.slice(-4)}`), {
        gateId: "door",
        partySize: ids.length,
      });
      for (const id of ids) visits.set(id, visitId);
    }
    if (keep(next.value)) await run.take(next.value);
    if (test.clock.nowMs - floor.tickedMs < TICK_MS) continue;
    floor.tickedMs = test.clock.nowMs;
    await passAndTick(test, 0);
  }
}

/** What nobody sees. */
function skip({ test, observations }: Floor, seconds: number): void {
  while (test.clock.nowMs < START_MS + seconds * 1000) {
    test.clock.nowMs = Math.max(test.clock.nowMs, observations.next().value!.timestampMs);
  }
}

/** The process is ended without a word, and another is started. */
async function restart(floor: Floor): Promise<Floor> {
  const test = await floor.test.restart();
  await transact(test, takeUpAgain);
  const options = { ...floor.options, shop: test.shop, run: `${floor.options.run}+` };
  return { ...floor, test, options, run: startSensorRun(options) };
}

const cartOf = ({ test }: Floor, shopperId: string): Record<string, number> => {
  const { lines } = test.store.read("shopper", shopperId);
  return Object.fromEntries(lines.map(({ gtin, quantity }) => [gtin, quantity]));
};

/** What each shopper really took. */
function listTruth({ truth }: Floor): Record<string, Record<string, number>> {
  return Object.fromEntries(
    truth().receipts.map(({ targetId, products }) => [
      targetId,
      Object.fromEntries(products.map(({ barcode, quantity }) => [barcode, quantity])),
    ]),
  );
}

/** What the receipts say, by shopper; each is a party of their own. */
function listCharged({ test, visits }: Floor): Record<string, Record<string, number>> {
  return Object.fromEntries([...visits].map(([id, visitId]) => [id, readLines(test, visitId)]));
}

describe("what sensors see", () => {
  it("becomes visits, carts and receipts, and what was taken is what is paid", async () => {
    const floor = openFloor({ shoppers: 3 });
    await walk(floor, 200);
    await floor.run.end();
    await settle(floor.test);
    expect(floor.visits.size).toBe(3);
    expect(listCharged(floor)).toEqual(listTruth(floor));
    expect(countEvents(floor.test, "AlertRaised")).toBe(0);
    expect(audit(floor.test)).toEqual([]);
  });

  it("is in the shop's time, what receipts are unsure of too", async () => {
    const aheadMs = 600_000;
    const floor = openFloor({ scenario: "swap", shoppers: 2, seed: 5 });
    const run = startSensorRun({ ...floor.options, toShopMs: (streamMs) => streamMs - aheadMs });
    await walk({ ...floor, run }, 90);
    await run.end();
    const { db } = floor.test.store;
    const shoppers = db.prepare("SELECT shopper_id FROM shoppers").all();
    const unclear = shoppers.flatMap(
      ({ shopper_id }) => floor.test.store.read("shopper", shopper_id as string).unclear,
    );
    const taken = db.prepare("SELECT occurred_ms FROM evidence").all();
    expect([unclear.length, taken.length]).not.toContain(0);
    const times = [
      ...unclear.map(({ occurredMs }) => occurredMs),
      ...taken.map((row) => row.occurred_ms as number),
    ];
    expect(Math.max(...times)).toBeLessThanOrEqual(floor.test.clock.nowMs - aheadMs);
  });

  it("is passed to listeners in order, and the journal has it first", async () => {
    const seen: string[] = [];
    const outputs: EngineOutput[] = [];
    const findings: (readonly Finding[])[] = [];
    const floor = openFloor(
      { shoppers: 1 },
      {
        onObservation: ({ kind }) => void seen.push(kind),
        onAppeared: (shopperId) => void seen.push(shopperId),
        onOutputs: (told) => void outputs.push(...told),
        onFindings: (found) => void findings.push(found),
      },
    );
    await walk(floor, 200);
    await floor.run.end();
    const [shopperId] = floor.visits.keys();
    expect(seen.filter((one) => one === shopperId)).toHaveLength(1);
    expect(seen.filter((one) => one === "plates").length).toBeGreaterThan(100);
    expect(outputs.filter(({ kind }) => kind === "receipt")).toHaveLength(1);
    expect(findings.length).toBeGreaterThan(1);
    expect(countEvents(floor.test, "CartConcluded")).toBe(1);
  });

  it("concludes a visit some seconds after the exit, not at the end of the stream", async () => {
    const floor = openFloor({ shoppers: 1, minutes: 3 });
    await walk(floor, 170);
    const [visitId] = floor.visits.values();
    expect(readReceipt(floor.test, visitId!).status).toBe("final");
    const [exited, concluded] = ["ShopperExited", "CartConcluded"].map((type) => {
      const row = floor.test.store.db.prepare("SELECT at_ms FROM journal WHERE type = ?");
      return row.get(type)?.at_ms as number;
    });
    expect(concluded! - exited!).toBeGreaterThan(1000);
    expect(concluded! - exited!).toBeLessThan(5000);
  });

  it("has a visit closed on the disk before the engine is given the frame that closes it", async () => {
    const floor = openFloor({ shoppers: 1 });
    const { test, run, observations } = floor;
    await walk(floor, 12);
    let held = run.take(observations.next().value!);
    while (held === undefined) held = run.take(observations.next().value!);
    expect(countEvents(test, "VisitClosed")).toBe(0);
    await held;
    expect(countEvents(test, "VisitClosed")).toBe(1);
    expect(countEvents(test, "ReceiptDrafted")).toBe(1);
  });

  it("without a time changes nothing for the others", async () => {
    const floor = openFloor({ shoppers: 2, minutes: 3 });
    await walk(floor, 5);
    await floor.run.take({ kind: "joints", timestampMs: Number.NaN, shoppers: [] });
    await walk(floor, 170);
    for (const visitId of floor.visits.values()) {
      expect(readReceipt(floor.test, visitId).status).toBe("final");
    }
    expect(listCharged(floor)).toEqual(listTruth(floor));
  });

  it("of nobody leaves everybody inside flagged, and looked at", async () => {
    const floor = openFloor({ shoppers: 1, minutes: 3 });
    await walk(floor, 14);
    const [[shopperId, visitId]] = floor.visits as unknown as [[string, string]];
    const cart = cartOf(floor, shopperId);
    expect(cart).not.toEqual({});
    // The tracker loses them for good, at no door.
    await walk(floor, 38, ({ kind }) => kind === "plates");
    expect(readVisit(floor.test, visitId).status).toBe("open");
    const empty = (observation: Observation): boolean => {
      if (observation.kind === "joints") Object.assign(observation, { shoppers: [] });
      return true;
    };
    await walk(floor, 45, empty);
    expect(readVisit(floor.test, visitId)).toMatchObject({
      status: "closed",
      flags: [{ flag: "track-lost" }],
    });
    expect(readReceipt(floor.test, visitId).status).toBe("draft");
    expect(listReviews(floor.test, visitId)).toContain(`${visitId}:track-lost`);
    floor.test.clock.nowMs += HOUR_MS;
    await passAndTick(floor.test, 0);
    await settle(floor.test);
    // What they put back unseen is not known: nobody has looked, and nothing is charged.
    expect(readReceipt(floor.test, visitId).status).toBe("final");
    expect(readLines(floor.test, visitId)).toEqual({});
    expect(audit(floor.test)).toEqual([]);
  });
});

describe("cameras that see nothing any more", () => {
  it("have everybody inside flagged, when the engine gives them up", async () => {
    const floor = openFloor({ shoppers: 1, minutes: 3 });
    await walk(floor, 14);
    const [visitId] = floor.visits.values();
    await walk(floor, 50, ({ kind }) => kind === "plates");
    expect(readVisit(floor.test, visitId!)).toMatchObject({
      status: "closed",
      flags: [{ flag: "track-lost" }],
    });
    expect(readReceipt(floor.test, visitId!).status).toBe("draft");
    expect(listReviews(floor.test, visitId)).toContain(`${visitId}:track-lost`);
  });
});

/** A reviewer looks at each visit of which a part was not seen, and nothing is missing. */
async function seeNothingMissing({ test, visits }: Floor): Promise<void> {
  const choice = { kind: "nothing" } as const;
  for (const visitId of visits.values()) {
    const { flags } = readVisit(test, visitId);
    for (const { flag } of flags) {
      await test.store.transact((tx) =>
        decideOnReview(tx, test.shop, `${visitId}:${flag}`, "rev-1", choice),
      );
    }
  }
  await passAndTick(test, HOUR_MS);
  await settle(test);
}

describe("after a start on the same folder", () => {
  it("carts are the same as before, and go on", async () => {
    let floor = openFloor({ shoppers: 2, seed: 2 });
    await walk(floor, 22);
    const [[shopperId, visitId]] = floor.visits as unknown as [[string, string]];
    const before = cartOf(floor, shopperId);
    expect(Object.keys(before).length).toBeGreaterThan(0);
    floor = await restart(floor);
    expect(cartOf(floor, shopperId)).toEqual(before);
    await walk(floor, 200);
    await floor.run.end();
    expect(listTruth(floor)[shopperId]).not.toEqual(before);
    expect(cartOf(floor, shopperId)).toEqual(listTruth(floor)[shopperId]);
    expect(readVisit(floor.test, visitId)).toMatchObject({
      status: "closed",
      flags: [{ flag: "sensors-restarted" }],
    });
    await seeNothingMissing(floor);
    expect(listCharged(floor)).toEqual(listTruth(floor));
    expect(audit(floor.test)).toEqual([]);
  });

  it.each([
    [2, 8.4, 12.5, 10.3],
    [7, 10.5, 14.7, 12.5],
    [8, 17.1, 21.1, 19],
  ])(
    "(seed %s) what was picked at %s s and is put back at %s s is no more paid for",
    async (...row) => {
      const [seed, pickS, putBackS, stopS] = row;
      let floor = openFloor({ shoppers: 1, seed });
      await walk(floor, stopS);
      const [shopperId] = floor.visits.keys();
      const before = cartOf(floor, shopperId!);
      floor = await restart(floor);
      await walk(floor, 200);
      await floor.run.end();
      const events = floor.truth().events.filter(({ kind }) => kind === "putback");
      const [putBack] = events;
      expect(putBack!.timestamp * 1000).toBeCloseTo(START_MS + putBackS * 1000, -2);
      expect(pickS).toBeLessThan(stopS);
      expect(before[putBack!.barcode]).toBe(1);
      expect(cartOf(floor, shopperId!)[putBack!.barcode]).toBeUndefined();
      expect(cartOf(floor, shopperId!)).toEqual(listTruth(floor)[shopperId!]);
    },
  );

  it("people who never come back are lost, flagged, and looked at", async () => {
    let floor = openFloor({ shoppers: 1, minutes: 5 });
    await walk(floor, 13);
    const [[shopperId, visitId]] = floor.visits as unknown as [[string, string]];
    const before = cartOf(floor, shopperId);
    expect(before).not.toEqual({});
    // They leave while the process is down.
    skip(floor, 120);
    floor = await restart(floor);
    await walk(floor, 120 + LOST_AFTER_MS / 1000 - 1);
    expect(readVisit(floor.test, visitId).status).toBe("open");
    await walk(floor, 120 + LOST_AFTER_MS / 1000 + 1);
    const flags = readVisit(floor.test, visitId).flags.map(({ flag }) => flag);
    expect(flags).toEqual(["sensors-restarted", "track-lost"]);
    expect(readVisit(floor.test, visitId).status).toBe("closed");
    expect(readReceipt(floor.test, visitId).status).toBe("draft");
    expect(cartOf(floor, shopperId)).toEqual(before);
    expect(listReviews(floor.test, visitId)).toEqual([
      ...[`${visitId}:sensors-restarted`, `${visitId}:track-lost`],
    ]);
  });

  it("those who had left and were not concluded are, with what was told last", async () => {
    let floor = openFloor({ shoppers: 1, minutes: 5 });
    while (countEvents(floor.test, "ShopperExited") === 0) {
      await walk(floor, (floor.test.clock.nowMs - START_MS) / 1000 + 0.1);
    }
    const [[shopperId, visitId]] = floor.visits as unknown as [[string, string]];
    const before = cartOf(floor, shopperId);
    floor = await restart(floor);
    await walk(floor, (floor.test.clock.nowMs - START_MS) / 1000 + 10);
    expect(floor.test.store.read("shopper", shopperId).status).toBe("concluded");
    expect(readLines(floor.test, visitId)).toEqual(before);
    expect(listReviews(floor.test, visitId)).toHaveLength(1);
  });

  it("the interactions of both runs are apart", async () => {
    let floor = openFloor({ shoppers: 1 });
    await walk(floor, 13);
    floor = await restart(floor);
    await walk(floor, 200);
    await floor.run.end();
    const ids = floor.test.store.db
      .prepare("SELECT evidence_id FROM evidence")
      .all()
      .map((row) => (row.evidence_id as string).split(".")[0]);
    expect(new Set(ids)).toEqual(new Set(["run-1", "run-1+"]));
  });
});

describe("a disk that takes nothing", () => {
  it("ends the run: nothing more is taken of a shop whose carts are not written down", async () => {
    const floor = openFloor({ shoppers: 2 });
    await walk(floor, 4);
    const full = new StoreError("disk-full", "the disk is full; free some space");
    const { store } = floor.test.shop;
    Object.assign(floor.test.shop, { store: { ...store, transact: () => Promise.reject(full) } });
    let thrown: unknown = null;
    for (let taken = 0; thrown === null && taken < 100_000; taken++) {
      try {
        await floor.run.take(floor.observations.next().value!);
      } catch (error) {
        thrown = error;
      }
    }
    expect(thrown).toBe(full);
    expect(() => floor.run.take(floor.observations.next().value!)).toThrow(full);
    await expect(floor.run.end()).rejects.toBe(full);
  });
});

describe("a disk that does not keep up", () => {
  it("holds the stream up, and loses nothing", async () => {
    const floor = openFloor({ shoppers: 2 });
    let held = 0;
    const { take } = floor.run;
    const { transact: write } = floor.test.store;
    const waiting: (() => void)[] = [];
    let isSlow = false;
    const slow: typeof write = (work) => {
      if (!isSlow) return write(work);
      return new Promise((resolve, reject) => {
        waiting.push(() => void write(work).then(resolve, reject));
      });
    };
    Object.assign(floor.test.shop, { store: { ...floor.test.store, transact: slow } });
    await walk(floor, 6);
    isSlow = true;
    // One frame after another in which somebody new is seen.
    const joints = new Float64Array(32).fill(1);
    for (let at = 0; at < 400 && held === 0; at++) {
      const timestampMs = floor.test.clock.nowMs + at;
      const shoppers = [{ shopperId: `x${at}`, joints }];
      const answer = take({ kind: "joints", timestampMs, shoppers });
      if (answer === undefined) continue;
      held = waiting.length;
      isSlow = false;
      for (const go of waiting.splice(0)) go();
      await answer;
    }
    expect(held).toBe(201);
    const row = floor.test.store.db
      .prepare("SELECT count(*) AS n FROM shoppers WHERE shopper_id LIKE 'x%'")
      .get();
    expect(row?.n).toBe(201);
  });
});
