/** Takes a trip as its cart sends it: the visit opens, its shopper holds what the trip holds, and its end is an exit. */
import { createHash } from "node:crypto";
import { nameCartGate, nameTripShopper } from "@saunter/commerce/cart/smart-cart";
import { isInside } from "@saunter/numerics/polygon";
import type { Trip } from "@saunter/protocol/smart-cart/trip";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { ChargeRunner } from "../../domain/charge-runner.ts";
import type { AnyEntryMethod, EntryMethodName } from "../../domain/entry-method.ts";
import { type EntryService, enterShop } from "../../domain/entry-service.ts";
import { answerAgeCheck } from "../../domain/review-service.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import {
  applyTrip,
  endTrip,
  findTripVisit,
  joinOpenVisit,
  listLines,
  openTillVisit,
  type TripKey,
} from "../../domain/smart-cart-service.ts";
import { nameParty } from "../../projections/visit-tables.ts";
import type { Transaction } from "../../store/transaction.ts";
import { decideCheck, REASON_WORDS } from "./decide-check.ts";
import { isOpen, listOpenTrips, readTrip, saveTrip, type TripRecord } from "./trip-records.ts";

export interface TripTaking {
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  readonly entryService: EntryService;
  readonly entryMethods: ReadonlyMap<EntryMethodName, AnyEntryMethod>;
  readonly policy: SmartCartsConfig;
  /** Trips whose visit is being opened. */
  readonly opening: Set<string>;
}

export async function takeTrip(taking: TripTaking, key: TripKey, trip: Trip): Promise<TripRecord> {
  const { shop, opening, policy } = taking;
  const taken = await shop.store.transact((tx) => noteTrip(tx, taking, key, trip));
  const shopperId = nameTripShopper(key.cartId, key.tripId);
  const isNewest = trip.sequence === taken.trip.sequence;
  if (trip.payer !== null && isNewest && !opening.has(shopperId)) {
    opening.add(shopperId);
    try {
      await openVisit(taking, taken, trip.payer);
    } finally {
      opening.delete(shopperId);
    }
  }
  return shop.store.transact((tx) => {
    const record = readTrip(tx, key)!;
    const visitId = findTripVisit(tx, key);
    const opened = visitId === record.visitId ? record : { ...record, visitId };
    // Who pays is being asked: the cart, which repeats itself, ends then.
    const isWaiting = opening.has(shopperId) && opened.trip.status === "ended";
    const after = isOpen(opened) && !isWaiting ? advanceTrip(tx, shop, policy, opened) : opened;
    if (after !== record) saveTrip(tx, after);
    return after;
  });
}

/** Keeps what is newer; the same cart's trips of before are over. */
function noteTrip(
  tx: Transaction,
  { shop, policy }: TripTaking,
  key: TripKey,
  trip: Trip,
): TripRecord {
  const known = readTrip(tx, key);
  if (known !== null && (!isOpen(known) || trip.sequence <= known.trip.sequence)) {
    const again = { ...known, lastMessageMs: tx.atMs };
    if (isOpen(known)) saveTrip(tx, again);
    return again;
  }
  if (known === null) {
    for (const earlier of listOpenTrips(tx)) {
      if (earlier.cartId !== key.cartId) continue;
      tx.attempt(() => abandonTrip(tx, shop, earlier, LEFT_REASON));
    }
  }
  const before = known ?? beginTrip(tx, shop, policy, key);
  const isSame = known !== null && isSameLoad(known.trip, trip);
  const record: TripRecord = {
    ...before,
    // What staff have found is of what lay in the cart then.
    isOldEnough: isSame ? before.isOldEnough : null,
    staff: isSame || before.staff === "weigh" ? before.staff : "nothing",
    trip: { ...trip, payer: null, laneId: findLane(policy, trip) },
    lastMessageMs: tx.atMs,
  };
  saveTrip(tx, record);
  return record;
}

function isSameLoad(before: Trip, after: Trip): boolean {
  const describe = ({ changes, lines }: Trip): string =>
    JSON.stringify([
      changes.at(-1)?.settledMs,
      lines.map(({ gtin, quantity, removed, weightG }) => [gtin, quantity, removed, weightG]),
    ]);
  return describe(before) === describe(after);
}

const LEFT_REASON = "the smart cart began another trip before this one was paid";
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
    staff: "nothing",
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

/** Opens the visit of who pays, once for each code; a payer who is inside already has the cart join theirs. */
async function openVisit(taking: TripTaking, record: TripRecord, shown: string): Promise<void> {
  const { entryMethods, entryService, runner, shop } = taking;
  const { store } = shop;
  const payerHash = createHash("sha256").update(shown).digest("hex");
  if (!isOpen(record)) return;
  const visitId = findTripVisit(store, record);
  if (payerHash === record.payerHash && (visitId !== null || record.payerRefusal !== null)) return;
  // Each code has a visit of its own: what an earlier one held is let go.
  const isNew = record.payerHash !== null && record.payerHash !== payerHash;
  const plannedVisitId = isNew ? shop.makeId() : record.plannedVisitId;
  await change(shop, record, { payerHash, payerRefusal: null, plannedVisitId });
  const refuse = (code: string) => change(shop, record, { payerRefusal: code });
  const way = entryMethods.get("qr");
  if (way === undefined) return refuse("entry-method-unavailable");
  const gateId = nameCartGate(record.cartId);
  const verified = await way.verify(shown, { gateId, nowMs: shop.nowMs() });
  if (!verified.ok) return refuse(verified.refusal.code);
  const credential = verified.value;
  if (visitId !== null) {
    const visit = store.read("visit", visitId);
    const isSame =
      visit.status !== "unopened" && nameParty(visit.payer) === nameParty(credential.payer);
    return isSame ? undefined : change(shop, record, { hasOtherPayer: true });
  }
  try {
    const joined = await store.transact((tx) => joinOpenVisit(tx, shop, record, credential));
    if (joined !== null) return;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return refuse(error.code);
  }
  const planned = { ...shop, makeId: () => plannedVisitId };
  const shopperId = nameTripShopper(record.cartId, record.tripId);
  const request = { gateId, partySize: 1, credential, shopperId };
  const entered = await enterShop(planned, entryService, runner, request);
  if (!entered.ok) return refuse(entered.refusal.code);
}

function change(shop: Shop, key: TripKey, changed: Partial<TripRecord>): Promise<void> {
  return shop.store.transact((tx) => saveTrip(tx, { ...readTrip(tx, key)!, ...changed }));
}

/** What has changed becomes the visit's; a trip that says that it is over ends. */
function advanceTrip(
  tx: Transaction,
  shop: Shop,
  policy: SmartCartsConfig,
  record: TripRecord,
): TripRecord {
  const { trip } = record;
  if (trip.status === "abandoned") return finishTrip(tx, shop, record, { lines: [] });
  if (trip.status === "ended") return payTrip(tx, shop, policy, { ...record, status: "at-lane" });
  if (record.visitId !== null) applyTrip(tx, shop, record, trip);
  const isAtLane = trip.status === "at-lane" || trip.laneId !== null;
  return { ...record, status: isAtLane ? "at-lane" : "shopping" };
}

/** A check that nobody made is made up for by a review: the shopper is not held. */
function payTrip(
  tx: Transaction,
  shop: Shop,
  policy: SmartCartsConfig,
  record: TripRecord,
): TripRecord {
  const check = decideCheck(policy, record);
  const visitId = record.visitId ?? openTillVisit(tx, shop, record);
  const reasons = check.isDone ? [] : check.reasons.map((reason) => REASON_WORDS[reason]);
  applyTrip(tx, shop, record, record.trip);
  const visit = tx.read("visit", visitId);
  if (record.isOldEnough !== null && visit.status === "open" && visit.age === "needed") {
    answerAgeCheck(tx, shop, visitId, record.isOldEnough, "lane");
  }
  endTrip(tx, shop, record, record.trip, { isChecked: record.staff === "fine", reasons });
  return { ...record, visitId, status: "ended" };
}

/** Ends without payment at the lane: nothing was taken along, or a reviewer says. */
function finishTrip(
  tx: Transaction,
  shop: Shop,
  record: TripRecord,
  { lines = record.trip.lines, reasons = [] as readonly string[] },
): TripRecord {
  const trip = { ...record.trip, lines };
  const end = { isChecked: false, reasons: listLines(trip).length === 0 ? [] : reasons };
  if (record.visitId !== null) endTrip(tx, shop, record, trip, end);
  return { ...record, status: "abandoned" };
}

function abandonTrip(tx: Transaction, shop: Shop, record: TripRecord, reason: string): void {
  saveTrip(tx, finishTrip(tx, shop, record, { reasons: [reason] }));
}

/** Trips whose carts have sent nothing for too long, such as carts that were taken along, end and are reviewed. */
export function abandonSilent(
  tx: Transaction,
  shop: Shop,
  { abandonedMin }: SmartCartsConfig,
): void {
  for (const record of listOpenTrips(tx)) {
    if (tx.atMs - record.lastMessageMs < abandonedMin * 60_000) continue;
    tx.attempt(() => abandonTrip(tx, shop, record, SILENT_REASON));
  }
}
