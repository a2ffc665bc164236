/** How a smart cart is, in words. */
import type { Answer } from "@saunter/client/api";
import type { State } from "../health/health-row.tsx";

export type SmartCart = Answer<"GET /v1/carts">["items"][number];
export type TripSummary = NonNullable<SmartCart["trip"]>;
export type TripDetail = Answer<"GET /v1/carts/:cartId/trips/:tripId">;

const REASONS: Readonly<Record<TripSummary["check"]["reasons"][number], string>> = {
  "missing-goods": "goods may be missing on the bill",
  "too-much-billed": "goods on the bill may not be in the cart",
  "question-unanswered": "a question was not answered",
  "scale-fault": "the scale has a fault",
  "another-payer": "somebody else’s code was scanned: is it their cart?",
  "spot-check": "spot check",
  "staff-asked": "staff asked to weigh it",
};

const FAULTS: Readonly<Record<TripSummary["faults"][number], string>> = {
  "scale-silent": "scale sends nothing",
  "scale-frozen": "scale is frozen",
  "scale-saturated": "scale is at its limit",
  "scale-overloaded": "scale is overloaded",
  "scale-upside-down": "scale is upside down",
  "scanner-offline": "scanner offline",
  "storage-failing": "storage failing",
  "clock-jump": "clock was set",
};

const CHANGES: Readonly<Record<TripDetail["changes"][number]["takenFor"], string>> = {
  "put-in": "put in",
  "taken-out": "taken out",
  unscanned: "not scanned",
  own: "shopper’s own",
  "other-goods": "other goods than scanned",
  force: "a hand",
  unclear: "unclear",
};

const BATTERY_LOW = 0.15;

/** The most pressing first: what somebody has to do, else where the trip is. */
export function wordTrip(trip: TripSummary): State {
  if (trip.needsHelp) return ["wrong", "needs help"];
  if (trip.isSilent) return ["wrong", "silent"];
  if (needsCheck(trip)) return ["warning", trip.check.kind === "weigh" ? "weigh" : "glance"];
  if (trip.status === "at-lane" && trip.needsAgeCheck) return ["warning", "age check"];
  if (trip.faults.length > 0) return ["warning", "fault"];
  if (isBatteryLow(trip)) return ["warning", "battery low"];
  switch (trip.status) {
    case "shopping":
      return ["plain", "shopping"];
    case "at-lane":
      return ["sure", "ready to pay"];
    case "ended":
      return ["sure", "paid"];
    case "abandoned":
      return ["warning", "left"];
    default:
      return trip.status satisfies never;
  }
}

export const needsCheck = ({ check }: Pick<TripSummary, "check">): boolean => !check.isDone;

const isBatteryLow = ({ battery }: TripSummary): boolean =>
  battery !== null && battery < BATTERY_LOW;

/** Carts that need somebody come first, then those at their lane; free ones last. */
export function sortCarts(carts: readonly SmartCart[]): SmartCart[] {
  const rank = ({ trip }: SmartCart): number => {
    if (trip === null) return 3;
    const [tone] = wordTrip(trip);
    if (tone === "wrong") return 0;
    return tone === "warning" ? 1 : 2;
  };
  return carts.toSorted((a, b) => rank(a) - rank(b));
}

export const wordReasons = ({ check }: Pick<TripSummary, "check">): string =>
  check.reasons.map((reason) => REASONS[reason]).join("; ");

export const wordFaults = ({ faults }: Pick<TripSummary, "faults">): string =>
  faults.map((fault) => FAULTS[fault]).join("; ");

export const wordChange = (takenFor: TripDetail["changes"][number]["takenFor"]): string =>
  CHANGES[takenFor];

export const wordUnits = (units: number): string => `${units} ${units === 1 ? "item" : "items"}`;
