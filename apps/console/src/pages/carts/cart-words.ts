/** How a smart cart is, in words. */

import type { Answer } from "@saunter/client/api";
import { upFirst } from "@saunter/ui/up-first";
import { formatGrams } from "../../parts/grams.ts";
import { words } from "../../words.ts";
import type { State } from "../health/health-row.tsx";

export type SmartCart = Answer<"GET /v1/carts">["items"][number];
export type TripSummary = NonNullable<SmartCart["trip"]>;

const BATTERY_LOW = 0.15;

/** The most pressing first: what somebody has to do, else where the trip is. */
export function wordTrip(trip: TripSummary): State {
  const t = words.texts.carts.states;
  if (trip.helpCalledMs !== null) return ["wrong", t.needsHelp];
  if (trip.isOutside) return ["wrong", t.outside];
  if (trip.isSilent) return ["wrong", t.silent];
  if (needsCheck(trip)) return ["warning", trip.check.kind === "weigh" ? t.weigh : t.glance];
  if (trip.status === "at-lane" && trip.needsAgeCheck) return ["warning", t.ageCheck];
  if (trip.faults.length > 0) return ["warning", t.fault];
  if (isBatteryLow(trip)) return ["warning", t.batteryLow];
  switch (trip.status) {
    case "shopping":
      return ["plain", t.shopping];
    case "at-lane":
    case "ended":
      return ["sure", t[trip.status]];
    case "abandoned":
      return ["warning", t.abandoned];
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
  const { reasons, reasonsBetween } = words.texts.carts;
  return upFirst(check.reasons.map((reason) => reasons[reason]).join(reasonsBetween));
}

export const wordFault = ({ kind }: Pick<TripSummary["faults"][number], "kind">): string =>
  words.texts.carts.faults[kind];

/** "The end of an earlier trip is kept on the cart: the shop answered 500 to 3 tries". */
export function wordUnsettled({ httpStatus, tries }: TripSummary["unsettled"][number]): string {
  return words.texts.carts.needs.unsettled(httpStatus, tries);
}

type Finding = TripSummary["findings"][number];

/** "About 250 g that nobody scanned". */
export function wordFinding({
  kind,
  name,
  weightG,
}: Pick<Finding, "kind" | "name" | "weightG">): string {
  const t = words.texts.carts.findings;
  const weight = weightG === null ? null : formatGrams(weightG);
  switch (kind) {
    case "unscanned":
      return t.unscanned(weight);
    case "other-goods":
      return t.otherGoods(weight, name);
    case "own":
      return t.own(weight);
    case "not-in-cart":
      return t.notInCart(name);
    default:
      return kind satisfies never;
  }
}

export const wordUnits = (units: number): string => words.texts.carts.facts.items(units);
