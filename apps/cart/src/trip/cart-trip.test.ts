import { createRandom } from "@saunter/numerics/random";
import { TRIP, TRIP_LIMITS } from "@saunter/protocol/smart-cart/trip";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { createGoodsIndex } from "../codes/goods-index.ts";
import { SIMULATED_CATALOGUE } from "../simulated-catalogue.ts";
import type { CartEvent } from "./cart-record.ts";
import { applyRecord, type CartTrip, createCartTrip, weighBatch } from "./cart-trip.ts";
import { makeReport } from "./make-report.ts";
import { type ActResult, takeAct } from "./take-act.ts";

const RATE_HZ = 40;
const OATS = { gtin: "2000000000008", name: "Oats", unitMinor: 149, weightG: 512 };

describe("what comes onto a cart's scale", () => {
  it("is shown as its line's before it has settled, and once it has it is no longer provisional", () => {
    const random = createRandom(5);
    const trip = createCartTrip("en-GB");
    const line = { lineId: "oats", gtin: OATS.gtin, name: OATS.name, quantity: 1, weightG: null };
    const price = { unitMinor: 149, depositMinor: 0, grossG: null, unitWeightG: 512 };
    applyRecord(trip, { atMs: 0, event: { kind: "started", tripId: "trip", goods: [OATS] } });
    applyRecord(trip, { atMs: 0, event: { kind: "scanned", ...line, ...price } });
    let [shownMs, settledMs] = [Number.NaN, Number.NaN];
    for (let atMs = 0; Number.isNaN(settledMs) && atMs < 10_000; atMs += 1000 / RATE_HZ) {
      const samplesG = Float32Array.of((atMs < 3000 ? 0 : 512) + random.normal(0, 0.6));
      const batch = { tray: 0, timestampMs: atMs, sampleRateHz: RATE_HZ, samplesG };
      const { found } = weighBatch(trip, { kind: "weights", ...batch });
      const isShown = trip.provisional.get(0)?.lineId === "oats";
      if (isShown && Number.isNaN(shownMs)) shownMs = atMs;
      if (found.some(({ kind }) => kind === "step")) settledMs = atMs;
    }
    expect(shownMs - 3000).toBeLessThanOrEqual(300);
    expect(settledMs).toBeGreaterThan(shownMs);
    expect(trip.provisional.size).toBe(0);
    expect(trip.engine.hypotheses[0]!.held).toMatchObject([{ kind: "line", lineId: "oats" }]);
  });
});

it.each([
  [TRIP_LIMITS.levelGMax, TRIP_LIMITS.levelGMax],
  [TRIP_LIMITS.levelGMax + 1, TRIP_LIMITS.levelGMax],
  [-1e9, -TRIP_LIMITS.levelGMax],
])("a change of %s g is told so that the shop takes the trip", (changeG, toldG) => {
  const trip = createCartTrip("en-GB");
  applyRecord(trip, { atMs: 0, event: { kind: "started", tripId: "trip", goods: [OATS] } });
  const step = { changeG, errorG: 2, levelG: changeG, startMs: 0, settledMs: 900, isRolled: false };
  applyRecord(trip, { atMs: 1000, event: { kind: "step", tray: 0, step } });
  const report = makeReport({ trip, battery: null, position: null, faults: [] });
  expect(report.changes).toMatchObject([{ changeG: toldG, levelG: toldG }]);
  const envelope = { sequence: 1, sentMs: 1000, bootId: "boot", previousBootId: null };
  expect(Check(TRIP, { ...report, ...envelope })).toBe(true);
});

const GOODS = [OATS, { gtin: "2000000000015", name: "Rice", unitMinor: 299, weightG: 310 }];

describe("something heavy that nobody scans", () => {
  it("is reported as a hand at first, and as unscanned once it has lain there", () => {
    const trip = createCartTrip("en-GB");
    applyRecord(trip, { atMs: 0, event: { kind: "started", tripId: "trip", goods: GOODS } });
    const line = { lineId: "oats", gtin: OATS.gtin, name: OATS.name, quantity: 1, weightG: null };
    const price = { unitMinor: 149, depositMinor: 0, grossG: null, unitWeightG: 512 };
    applyRecord(trip, { atMs: 1000, event: { kind: "scanned", ...line, ...price } });
    const put = (changeG: number, levelG: number, settledMs: number): void => {
      const step = { changeG, errorG: 2, levelG, startMs: settledMs - 900, settledMs };
      const event = { kind: "step", tray: 0, step: { ...step, isRolled: false } } as const;
      applyRecord(trip, { atMs: settledMs, event });
    };
    put(512, 512, 3000);
    put(936, 1448, 20_000);
    const tell = () =>
      makeReport({ trip, battery: null, position: null, faults: [] }).changes.map(
        ({ takenFor }) => takenFor,
      );
    expect(tell()).toEqual(["put-in", "touch"]);
    applyRecord(trip, { atMs: 140_000, event: { kind: "confirmed", lineId: "oats" } });
    expect(tell()).toEqual(["put-in", "unscanned"]);
  });
});

describe("a cart that was emptied", () => {
  /** From when on what lies on the scale weighs how much, the last first. */
  const LEVELS = [
    ...([
      [20_000, 0],
      [18_000, 1030],
      [10_000, 1495],
      [4000, 465],
      [0, 0],
    ] as const),
  ];
  const PRICE = { unitMinor: 149, depositMinor: 0, grossG: null, weightG: null } as const;

  function scan(trip: CartTrip, lineId: string, unitWeightG: number, atMs: number): void {
    const line = { lineId, gtin: lineId, name: lineId, quantity: 1, unitWeightG, ...PRICE };
    applyRecord(trip, { atMs, event: { kind: "scanned", ...line } });
  }

  /** Two products are put in and taken out again; all questions of the minute after. */
  function empty(): CartTrip {
    const random = createRandom(5);
    const trip = createCartTrip("en-GB");
    applyRecord(trip, { atMs: 0, event: { kind: "started", tripId: "trip", goods: [OATS] } });
    const take = (events: readonly CartEvent[], atMs: number): void => {
      for (const event of events) applyRecord(trip, { atMs, event });
    };
    for (let atMs = 0; atMs < 80_000; atMs += 1000 / RATE_HZ) {
      if (atMs === 2000) scan(trip, "soup", 465, atMs);
      if (atMs === 8000) scan(trip, "milk", 1030, atMs);
      const levelG = LEVELS.find(([fromMs]) => atMs >= fromMs)![1];
      const samplesG = Float32Array.of(levelG + random.normal(0, 0.6));
      const batch = { tray: 0, timestampMs: atMs, sampleRateHz: RATE_HZ, samplesG };
      take(weighBatch(trip, { kind: "weights", ...batch }).asked, atMs);
    }
    return trip;
  }

  function answer(trip: CartTrip, kind: "remove-line" | "is-right"): ActResult {
    const { questionId } = trip.questions[0]!;
    return takeAct(
      { kind: "answer", questionId, answer: kind },
      {
        ...{ trip, catalogue: SIMULATED_CATALOGUE, today: "2026-01-01", hasScaleFault: false },
        ...{ goods: createGoodsIndex([]), restsG: new Map(), produceScale: null },
      },
    );
  }

  const tellAnswer = (trip: CartTrip) =>
    makeReport({ trip, battery: null, position: null, faults: [] }).questions[0]!.answer;

  it("is asked once whether it is empty, and all of its lines come off the bill", () => {
    const trip = empty();
    expect(trip.questions).toMatchObject([{ about: "emptied", lineId: null, answer: null }]);
    expect(tellAnswer(trip)).toBeNull();
    const { events } = answer(trip, "remove-line");
    expect(events).toMatchObject([
      { kind: "answered", answer: "removed" },
      { kind: "removed", lineId: "soup" },
      { kind: "removed", lineId: "milk" },
    ]);
    expect(answer(trip, "is-right").events).toMatchObject([{ answer: "dismissed" }]);
  });

  it("is not asked on once its lines were taken off by hand, which was an answer", () => {
    const trip = empty();
    for (const lineId of ["soup", "milk"]) {
      applyRecord(trip, { atMs: 81_000, event: { kind: "removed", lineId } });
    }
    expect(tellAnswer(trip)).toBe("removed");
  });
});
