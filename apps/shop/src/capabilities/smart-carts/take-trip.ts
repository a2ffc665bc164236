/** Takes a trip as its cart sends it: the visit opens, its shopper holds what the trip holds, and its end is an exit. */
import { createHash } from "node:crypto";
import { decideVisit } from "@saunter/commerce/visit/decide";
import type { ShopModel } from "@saunter/engine/shop-model";
import { isInside } from "@saunter/numerics/polygon";
import type { Trip } from "@saunter/protocol/smart-cart/trip";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import { answerAgeCheck } from "../../domain/review-service.ts";
import { decideInto, RefusedError, type Shop } from "../../domain/shop-context.ts";
import {
  applyTrip,
  endTrip,
  findTripVisit,
  listLines,
  openTillVisit,
  type TripKey,
} from "../../domain/smart-cart-service.ts";
import { ProblemError } from "../../http/problem.ts";
import type { Transaction } from "../../store/transaction.ts";
import { admitBoot } from "./cart-boots.ts";
import { correctTrip } from "./correct-trip.ts";
import { checkTrip, REASON_WORDS } from "./decide-check.ts";
import { priceAlone } from "./price-alone.ts";
import { isOpening, showPayer, type VisitOpening } from "./show-payer.ts";
import { findShownPrices } from "./shown-prices.ts";
import {
  countTrips,
  isOpen,
  listOpenTrips,
  readTrip,
  saveTrip,
  type TripRecord,
} from "./trip-records.ts";
import { CartWeigher, type WeighedTrip, type WeighingTime } from "./weigh-trip.ts";

const MINUTE_MS = 60_000;

export interface TripTaking extends VisitOpening {
  readonly policy: SmartCartsConfig;
  readonly model: Pick<ShopModel, "products">;
  readonly weighingTime: WeighingTime;
  /** By cart: those that have a key. */
  readonly weighers: Map<string, CartWeigher>;
}

export async function takeTrip(taking: TripTaking, key: TripKey, trip: Trip): Promise<TripRecord> {
  const { shop } = taking;
  checkLines(shop, trip);
  if (!(await shop.store.transact((tx) => admitBoot(tx, key.cartId, trip)))) {
    throw new RefusedError("cart-in-use-elsewhere", "another process speaks for this cart");
  }
  const weighed = await weighInTime(taking, key, trip);
  const taken = await shop.store.transact((tx) => noteTrip(tx, taking, key, trip, weighed));
  const isNewest = trip.sequence === taken.trip.sequence;
  if (trip.payer !== null && isNewest) await showPayer(taking, taken, "qr", trip.payer);
  const after = await shop.store.transact((tx) => advance(tx, taking, key));
  if (!isOpen(after)) taking.weighers.get(key.cartId)?.forget(key.tripId);
  return after;
}

/** What could not be priced later is not kept: it would stop what looks at all carts. */
function checkLines(shop: Shop, trip: Trip): void {
  const { lines } = trip;
  if (new Set(lines.map(({ lineId }) => lineId)).size < lines.length) {
    throw new ProblemError("input-invalid", "two lines have one id");
  }
  try {
    priceAlone(shop, { trip, corrections: [], openedMs: shop.nowMs() });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new ProblemError("input-invalid", error.message);
  }
}

/** A card was read by the reader on a cart. Throws `RefusedError`. */
export async function takeCard(
  taking: TripTaking,
  key: TripKey,
  requestId: string,
): Promise<TripRecord> {
  const { store } = taking.shop;
  const record = readTrip(store, key);
  if (record === null) throw new RefusedError("not-found", "there is no such trip");
  if (!isOpen(record)) throw new RefusedError("visit-not-open", "the trip is over");
  await showPayer(taking, record, "card", { requestId });
  return store.transact((tx) => advance(tx, taking, key));
}

function advance(tx: Transaction, taking: TripTaking, key: TripKey): TripRecord {
  const record = readTrip(tx, key)!;
  const visitId = findTripVisit(tx, key);
  const isNew = visitId !== record.visitId;
  const opened = isNew ? { ...record, visitId } : record;
  // It was left while who pays was being asked: nobody is in the visit that has opened.
  if (isNew && opened.status === "abandoned") {
    const nothing = { ...opened.trip, lines: [] };
    endTrip(tx, taking.shop, key, nothing, { isChecked: false, reasons: [] });
  }
  // Who pays is being asked: the cart, which repeats itself, ends then.
  const isWaiting = isOpening(taking, key) && opened.trip.status === "ended";
  const after = isOpen(opened) && !isWaiting ? advanceTrip(tx, taking, opened) : opened;
  if (after !== record) saveTrip(tx, after);
  return after;
}

/** Keeps what is newer; the same cart's trips of before are over. */
function noteTrip(
  tx: Transaction,
  { policy, shop }: TripTaking,
  key: TripKey,
  trip: Trip,
  weighed: WeighedTrip | null,
): TripRecord {
  const known = readTrip(tx, key);
  if (known !== null && !isNews(known, trip)) {
    const again = { ...known, lastMessageMs: tx.atMs };
    if (isOpen(known)) saveTrip(tx, again);
    return again;
  }
  if (known === null) {
    limitTrips(tx, key);
    // Of one whose end the cart could not tell yet, it still comes; without it the trip is over once it is silent for long.
    const unsettled = new Set(trip.unsettled?.map(({ tripId }) => tripId));
    for (const earlier of listOpenTrips(tx)) {
      if (earlier.cartId !== key.cartId || unsettled.has(earlier.tripId)) continue;
      tx.attempt(() => saveTrip(tx, abandonTrip(tx, shop, earlier, LEFT_REASON)));
    }
  }
  const before = known ?? beginTrip(tx, shop, policy, key);
  const isSame = known !== null && isSameLoad(known.trip, trip);
  const laneId = findLane(policy, trip);
  const isAtLane = laneId !== null || trip.status === "at-lane" || trip.status === "ended";
  const record: TripRecord = {
    ...before,
    shown: findShownPrices(tx, shop, key.cartId, known, trip),
    scaleFaultMs: findScaleFault(known, trip),
    weighed: isAtLane ? (weighed ?? (isSame ? before.weighed : null)) : null,
    atLaneMs: before.atLaneMs ?? (isAtLane ? tx.atMs : null),
    corrections: isSame ? before.corrections : [],
    laneWeight: isSame ? before.laneWeight : null,
    // What staff have found is of what lay in the cart then.
    isOldEnough: isSame ? before.isOldEnough : null,
    staff: isSame || before.staff === "weigh" ? before.staff : "nothing",
    trip: { ...trip, payer: null, laneId },
    lastMessageMs: tx.atMs,
  };
  saveTrip(tx, record);
  return record;
}

/** Nobody shops so often in an hour with one cart: a key that is abused does not fill the disk. */
const TRIPS_PER_HOUR_MAX = 120;
const HOUR_MS = 60 * MINUTE_MS;

function limitTrips(tx: Transaction, { cartId }: TripKey): void {
  if (countTrips(tx, cartId, tx.atMs - HOUR_MS) < TRIPS_PER_HOUR_MAX) return;
  throw new ProblemError("rate-limited", "too many trips of this cart", {
    headers: { "retry-after": String(HOUR_MS / 1000) },
  });
}

function isSameLoad(before: Trip, after: Trip): boolean {
  const describe = ({ changes, lines }: Trip): string =>
    JSON.stringify([
      changes.at(-1)?.settledMs,
      // All that the price and the weight of the load come of.
      lines.map(({ grossG, gtin, labelMinor, quantity, removed, weightG }) => [
        ...[gtin, quantity, removed, weightG, grossG, labelMinor],
      ]),
    ]);
  return describe(before) === describe(after);
}

/** Of a trip that is over, or has gone on since, nothing more is taken. */
function isNews(known: TripRecord, { sequence }: Trip): boolean {
  return isOpen(known) && sequence > known.trip.sequence;
}

/** When its scale first had a fault, by the cart's clock; null: never. */
function findScaleFault(known: TripRecord | null, { faults }: Trip): number | null {
  const fault = faults.find(({ kind }) => kind.startsWith("scale-"));
  return known?.scaleFaultMs ?? fault?.sinceMs ?? null;
}

/** As it comes, so that little is left to do at the lane. */
async function weighInTime(
  { model, shop, weighers, weighingTime }: TripTaking,
  { cartId, tripId }: TripKey,
  trip: Trip,
): Promise<WeighedTrip | null> {
  const known = readTrip(shop.store, { cartId, tripId });
  if (known !== null && !isNews(known, trip)) return null;
  const weigher = weighers.get(cartId) ?? new CartWeigher(weighingTime);
  weighers.set(cartId, weigher);
  return weigher.weigh(tripId, trip, model.products, findScaleFault(known, trip));
}

const LEFT_REASON = "the smart cart began another trip before this one was paid";
const GIVEN_UP_REASON = "the shopper left the smart cart with goods on its bill";
const SILENT_REASON = "the smart cart stopped reporting before its trip was paid";

function beginTrip(
  tx: Transaction,
  shop: Shop,
  { spotCheckShare }: SmartCartsConfig,
  key: TripKey,
): Omit<TripRecord, "trip" | "lastMessageMs"> {
  return {
    ...key,
    status: "shopping",
    visitId: null,
    plannedVisitId: shop.makeId(),
    payerHash: null,
    payerRefusal: null,
    hasOtherPayer: false,
    isSpotChecked: drawShare(shop.makeToken()) < spotCheckShare,
    scaleFaultMs: null,
    weighed: null,
    staff: "nothing",
    corrections: [],
    laneWeight: null,
    found: null,
    atLaneMs: null,
    isOldEnough: null,
    messages: [],
    openedMs: tx.atMs,
  };
}

/** From 0 to 1, by a secret: the cart has no part in it. */
function drawShare(secret: string): number {
  return createHash("sha256").update(secret).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** The lane that the cart names, or in whose zone it stands. */
function findLane({ lanes }: SmartCartsConfig, { laneId, position }: Trip): string | null {
  if (lanes.some(({ id }) => id === laneId)) return laneId;
  if (position === null) return null;
  const place = { x: position.xM, y: position.yM };
  const lane = lanes.find(({ zone }) => zone !== null && isInside(place, { corners: zone }));
  return lane?.id ?? null;
}

/** What has changed becomes the visit's; a trip that says that it is over ends. */
function advanceTrip(tx: Transaction, taking: TripTaking, record: TripRecord): TripRecord {
  const { shop } = taking;
  const { trip } = record;
  if (trip.status === "abandoned") return abandonTrip(tx, shop, record, GIVEN_UP_REASON);
  if (trip.status === "ended") return payTrip(tx, taking, { ...record, status: "at-lane" });
  if (record.visitId !== null) applyTrip(tx, shop, record, correctTrip(record));
  const isAtLane = trip.status === "at-lane" || trip.laneId !== null;
  return { ...record, status: isAtLane ? "at-lane" : "shopping" };
}

/** A check that nobody made is made up for by a review: the shopper is not held. */
function payTrip(tx: Transaction, taking: TripTaking, record: TripRecord): TripRecord {
  const { shop } = taking;
  const check = checkTrip(taking, record);
  const trip = correctTrip(record);
  const visitId = record.visitId ?? openTillVisit(tx, shop, record);
  const reasons = check.isDone ? [] : check.reasons.map((reason) => REASON_WORDS[reason]);
  applyTrip(tx, shop, record, trip);
  const visit = tx.read("visit", visitId);
  if (record.isOldEnough !== null && visit.status === "open" && visit.age === "needed") {
    answerAgeCheck(tx, shop, visitId, record.isOldEnough, "lane");
  }
  endTrip(tx, shop, record, trip, { isChecked: record.staff === "fine", reasons });
  return { ...record, visitId, status: "ended" };
}

/**
 * The trip is over without payment. Its goods may be gone, or lie in the cart that was left: without a reviewer who
 * decides nothing is charged.
 */
function abandonTrip(tx: Transaction, shop: Shop, record: TripRecord, reason: string): TripRecord {
  const after: TripRecord = { ...record, status: "abandoned" };
  const { visitId } = record;
  if (visitId === null) return after;
  const trip = correctTrip(record);
  const hasGoods = listLines(trip).length > 0;
  const isFlagged = hasGoods && tx.read("visit", visitId).status === "open";
  if (isFlagged) {
    const flag = { type: "FlagVisit", flag: LEFT_FLAG, detail: reason } as const;
    decideInto(tx, "visit", visitId, decideVisit, flag);
  }
  const reasons = hasGoods && !isFlagged ? [reason] : [];
  endTrip(tx, shop, record, trip, { isChecked: false, reasons });
  return after;
}

const LEFT_FLAG = "track-lost";

/** Under which a visit's cart that was left is reviewed. */
export const nameLeftReview = (visitId: string): string => `${visitId}:${LEFT_FLAG}`;

/**
 * Trips whose carts have sent nothing for too long, such as carts that were taken along, end and are reviewed.
 * @param beganMs when the shop's process began: before that it could not hear any
 */
export function abandonSilent(
  tx: Transaction,
  shop: Shop,
  { abandonedMin }: Pick<SmartCartsConfig, "abandonedMin">,
  beganMs: number,
): void {
  for (const record of listOpenTrips(tx)) {
    if (tx.atMs - Math.max(beganMs, record.lastMessageMs) < abandonedMin * MINUTE_MS) continue;
    tx.attempt(() => saveTrip(tx, abandonTrip(tx, shop, record, SILENT_REASON)));
  }
}
