/** Trips of a smart cart, for tests. */
import type { Product } from "@saunter/engine/shop-model";
import type { Trip, TripChange, TripLine } from "@saunter/protocol/smart-cart/trip";
import type { WeighingTime } from "../capabilities/smart-carts/weigh-trip.ts";

/** Weighing never gets late, however busy the machine is. */
export const NO_CLOCK: WeighingTime = {
  ...{ nowMs: () => 0, budgetMs: 1, sliceMs: 1 },
  pause: () => Promise.resolve(),
};

export function makeTripLine(gtin: string, more: Partial<TripLine> = {}): TripLine {
  const lineId = `line-${gtin}`;
  const line = {
    lineId,
    gtin,
    quantity: 1,
    weightG: null,
    grossG: null,
    scannedMs: 0,
    removed: false,
  };
  return { ...line, inside: 0.99, ...more };
}

/** Weight that came, or went, at 1 s by the cart's clock. */
export function makeTripChange(changeG: number, more: Partial<TripChange> = {}): TripChange {
  const settledMs = more.settledMs ?? 1000;
  return {
    tray: 0,
    startMs: settledMs - 800,
    settledMs,
    changeG,
    errorG: 2,
    levelG: changeG,
    isRolled: false,
    takenFor: "put-in",
    lineId: null,
    ...more,
  };
}

/** One whose bill is certain. */
export function makeTrip(more: Partial<Trip> = {}): Trip {
  return {
    sequence: 1,
    sentMs: 0,
    startedMs: 0,
    bootId: "boot-1",
    previousBootId: null,
    payer: null,
    lines: [],
    certainty: { exact: 0.99, missing: 0.005, tooMuch: 0.005 },
    questions: [],
    changes: [],
    ownSaidMs: [],
    status: "shopping",
    laneId: null,
    battery: 0.8,
    position: null,
    faults: [],
    helpCalledMs: null,
    ...more,
  };
}

/** From one unit to the next. */
const UNIT_MS = 3000;
/** Put in one by one, at most. */
const UNITS_MAX = 20;

/** What goods of the fixture's shop weigh, as its model knows it. */
export const TRIP_PRODUCTS: ReadonlyMap<string, Product> = new Map(
  [310, 530, 205, 1020, 415, 760, 95].map((weightG, at) => {
    const barcode = `0${at + 1}`;
    return [barcode, { barcode, name: barcode, weightG, price: 0 }];
  }),
);

/** One whose scale saw all that is on its bill come, a unit at a time, each some seconds after the scan of its line. */
export function makeLoadedTrip({ lines = [], ...more }: Partial<Trip> = {}): Trip {
  let atMs = 0;
  const changes: TripChange[] = [];
  const scanned = lines.map((line) => {
    const scannedMs = line.scannedMs + atMs;
    const { gtin, quantity, removed, weightG } = line;
    if (removed) return { ...line, scannedMs };
    // Many of one come at once, as in a box.
    const times = quantity <= UNITS_MAX ? quantity : 1;
    for (let unit = 0; unit < times; unit++) {
      atMs += UNIT_MS;
      const unitG = weightG ?? ((TRIP_PRODUCTS.get(gtin)?.weightG ?? 0) * quantity) / times;
      changes.push(makeTripChange(unitG, { settledMs: line.scannedMs + atMs }));
    }
    return { ...line, scannedMs };
  });
  return makeTrip({ lines: scanned, changes, ...more });
}
