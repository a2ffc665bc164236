/** Trips of a smart cart, for tests. */
import type { Trip, TripLine } from "@saunter/protocol/smart-cart/trip";

export function makeTripLine(gtin: string, more: Partial<TripLine> = {}): TripLine {
  const lineId = `line-${gtin}`;
  const line = { lineId, gtin, quantity: 1, weightG: null, scannedMs: 0, removed: false };
  return { ...line, inside: 0.99, ...more };
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
    status: "shopping",
    laneId: null,
    battery: 0.8,
    position: null,
    faults: [],
    helpCalledMs: null,
    ...more,
  };
}
