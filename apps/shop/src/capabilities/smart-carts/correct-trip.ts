/** A trip's bill as staff have corrected it at the lane. */
import type { Trip, TripLine } from "@saunter/protocol/smart-cart/trip";
import type { TripCorrection, TripRecord } from "./trip-records.ts";

export function correctTrip({ corrections, trip }: Pick<TripRecord, "corrections" | "trip">): Trip {
  if (corrections.length === 0) return trip;
  const added = corrections.filter(({ quantity }) => quantity > 0);
  const lines = corrections.filter(({ quantity }) => quantity < 0).reduce(takeOff, trip.lines);
  return { ...trip, lines: [...lines, ...added.map((one) => makeLine(one, trip))] };
}

function makeLine({ gtin, quantity }: TripCorrection, { sentMs }: Trip): TripLine {
  const lineId = `staff-${gtin}`;
  const weights = { weightG: null, grossG: null };
  return { lineId, gtin, quantity, ...weights, scannedMs: sentMs, removed: false, inside: 1 };
}

/** The last that was scanned goes first. */
function takeOff(lines: readonly TripLine[], { gtin, quantity }: TripCorrection): TripLine[] {
  let left = -quantity;
  return lines
    .toReversed()
    .map((line) => {
      if (line.gtin !== gtin || line.removed || left === 0) return line;
      const units = Math.min(left, line.quantity);
      left -= units;
      return units === line.quantity
        ? { ...line, removed: true }
        : { ...line, quantity: line.quantity - units };
    })
    .reverse();
}
