/** How a smart cart is, in words. */
import type { Answer } from "@saunter/client/api";
import { formatGrams } from "../../parts/grams.ts";
import type { State } from "../health/health-row.tsx";

export type SmartCart = Answer<"GET /v1/carts">["items"][number];
export type TripSummary = NonNullable<SmartCart["trip"]>;

const REASONS: Readonly<Record<TripSummary["check"]["reasons"][number], string>> = {
  "missing-goods": "goods may be missing on the bill",
  "too-much-billed": "goods on the bill may not be in the cart",
  "question-unanswered": "a question was not answered",
  "scale-fault": "the scale has, or had, a fault",
  "not-weighed": "the shop could not weigh the trip again",
  "lane-weight": "the lane’s scale does not confirm the bill",
  "odd-weighing": "a weighing has a low price or a heavy container",
  "another-payer": "somebody else’s code was scanned: is it their cart?",
  "spot-check": "spot check",
  "staff-asked": "staff asked to weigh it",
};

const FAULTS: Readonly<Record<TripSummary["faults"][number]["kind"], string>> = {
  "scale-silent": "Scale sends nothing",
  "scale-frozen": "Scale is frozen",
  "scale-saturated": "Scale is at its limit",
  "scale-overloaded": "Scale is overloaded",
  "scale-upside-down": "Scale is upside down",
  "scanner-offline": "Scanner offline",
  "storage-failing": "Storage failing",
  "clock-jump": "Clock was set",
};

const BATTERY_LOW = 0.15;

/** The most pressing first: what somebody has to do, else where the trip is. */
export function wordTrip(trip: TripSummary): State {
  if (trip.helpCalledMs !== null) return ["wrong", "Needs help"];
  if (trip.isOutside) return ["wrong", "Outside the shop"];
  if (trip.isSilent) return ["wrong", "Silent"];
  if (needsCheck(trip)) return ["warning", trip.check.kind === "weigh" ? "Weigh" : "Glance"];
  if (trip.status === "at-lane" && trip.needsAgeCheck) return ["warning", "Age check"];
  if (trip.faults.length > 0) return ["warning", "Fault"];
  if (isBatteryLow(trip)) return ["warning", "Battery low"];
  switch (trip.status) {
    case "shopping":
      return ["plain", "Shopping"];
    case "at-lane":
      return ["sure", "Ready to pay"];
    case "ended":
      return ["sure", "Paid"];
    case "abandoned":
      return ["warning", "Left"];
    default:
      return trip.status satisfies never;
  }
}

export const needsCheck = ({ check }: Pick<TripSummary, "check">): boolean => !check.isDone;

const isBatteryLow = ({ battery }: TripSummary): boolean =>
  battery !== null && battery < BATTERY_LOW;

/** Carts that need somebody come first, of those the one where most may be lost; free ones last. */
export function sortCarts(carts: readonly SmartCart[]): SmartCart[] {
  const rank = ({ trip }: SmartCart): number => {
    if (trip === null) return 3;
    const [tone] = wordTrip(trip);
    if (tone === "wrong") return 0;
    return tone === "warning" ? 1 : 2;
  };
  const harm = ({ trip }: SmartCart): number => trip?.harmMinor ?? 0;
  return carts.toSorted((a, b) => rank(a) - rank(b) || harm(b) - harm(a));
}

/** "Goods may be missing on the bill; spot check". */
export function wordReasons({ check }: Pick<TripSummary, "check">): string {
  const words = check.reasons.map((reason) => REASONS[reason]).join("; ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const wordFault = ({ kind }: Pick<TripSummary["faults"][number], "kind">): string =>
  FAULTS[kind];

/** "The end of an earlier trip is kept on the cart: the shop answered 500 to 3 tries". */
export function wordUnsettled({ httpStatus, tries }: TripSummary["unsettled"][number]): string {
  const told = `${tries} ${tries === 1 ? "try" : "tries"}`;
  return `The end of an earlier trip is kept on the cart: the shop answered ${httpStatus} to ${told}`;
}

type Finding = TripSummary["findings"][number];

/** "About 250 g that nobody scanned". */
export function wordFinding({
  kind,
  name,
  weightG,
}: Pick<Finding, "kind" | "name" | "weightG">): string {
  const weight = weightG === null ? "Something" : `About ${formatGrams(weightG)}`;
  switch (kind) {
    case "unscanned":
      return `${weight} that nobody scanned`;
    case "other-goods":
      return `${weight} in place of ${name ?? "what was scanned"}`;
    case "own":
      return `${weight} that the shopper said is theirs`;
    case "not-in-cart":
      return `${name ?? "A line"} is on the bill, and the scale did not see it come`;
    default:
      return kind satisfies never;
  }
}

export const wordUnits = (units: number): string => `${units} ${units === 1 ? "item" : "items"}`;
