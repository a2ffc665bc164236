/**
 * Smart carts beside the shelves: a trip is a shopper of its own on its visit, and what the shelves saw the same
 * party take may be what lies in their cart.
 */
import type { Evidence } from "./events.ts";
import { countFor } from "./settle-lines.ts";

const PREFIX = "cart:";

/** The gate of whoever begins at a cart. */
export const nameCartGate = (cartId: string): string => `${PREFIX}${cartId}`;

/** A trip as a shopper. Carts make their trips' ids themselves: the cart's own keeps them apart. */
export const nameTripShopper = (cartId: string, tripId: string): string =>
  `${nameCartGate(cartId)}:${tripId}`;

/** The trip that a shopper is; null where they are a person. */
export function findTripOf(
  shopperId: string,
): { readonly cartId: string; readonly tripId: string } | null {
  if (!isTripShopper(shopperId)) return null;
  const [cartId, tripId] = shopperId.slice(PREFIX.length).split(":");
  return cartId === undefined || tripId === undefined ? null : { cartId, tripId };
}

export const isTripShopper = (shopperId: string): boolean => shopperId.startsWith(PREFIX);

/** Between taking something and scanning it at the cart, at most. */
export const SAME_UNIT_MS_MAX = 10 * 60_000;

/**
 * Products of which the party's smart carts and the shelves tell what does not fit together, ascending: another
 * number, too far apart in time, or one product here and another there at the same time.
 */
export function listConflicts(
  shoppers: readonly string[],
  evidence: readonly Evidence[],
): readonly string[] {
  const trips = new Set(shoppers.filter(isTripShopper));
  if (trips.size === 0) return [];
  const seen = listUnits(new Set(shoppers.filter((id) => !trips.has(id))), evidence);
  const scanned = listUnits(trips, evidence);
  const seenOnly: Unit[] = [];
  for (const unit of seen) {
    const at = scanned.findIndex((one) => one.gtin === unit.gtin && isNear(one, unit));
    if (at === -1) seenOnly.push(unit);
    else scanned.splice(at, 1);
  }
  const isOnBoth = (gtin: string): boolean =>
    evidence.some((one) => one.gtin === gtin && countFor(one, trips) > 0);
  const conflicts = new Set<string>();
  for (const unit of seenOnly) {
    const others = scanned.filter((one) => isNear(one, unit));
    for (const { gtin } of others) conflicts.add(gtin);
    if (others.length > 0 || isOnBoth(unit.gtin)) conflicts.add(unit.gtin);
  }
  return [...conflicts].sort();
}

interface Unit {
  readonly gtin: string;
  readonly atMs: number;
}

const isNear = (a: Unit, b: Unit): boolean => Math.abs(a.atMs - b.atMs) <= SAME_UNIT_MS_MAX;

/** Units that shoppers hold, in order of time: what they put back was what they took last. */
function listUnits(shoppers: ReadonlySet<string>, evidence: readonly Evidence[]): Unit[] {
  const units: Unit[] = [];
  for (const one of evidence) {
    const { gtin, occurredMs: atMs } = one;
    const count = countFor(one, shoppers);
    for (let added = 0; added < count; added++) units.push({ gtin, atMs });
    for (let removed = 0; removed > count; removed--) {
      const last = units.findLastIndex((unit) => unit.gtin === gtin);
      if (last !== -1) units.splice(last, 1);
    }
  }
  return units;
}
