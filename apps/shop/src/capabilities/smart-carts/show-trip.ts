/** A trip as its cart and as staff get it. Nothing is written. */
import { nameItem, toSold } from "@saunter/commerce/cart/items";
import { findTripOf } from "@saunter/commerce/cart/smart-cart";
import { makeBill } from "@saunter/commerce/pricing/make-bill";
import type { PricedLine } from "@saunter/commerce/pricing/pricing-types";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { ShopModel } from "@saunter/engine/shop-model";
import { isInside } from "@saunter/numerics/polygon";
import type { Trip, TripAnswer, TripLine } from "@saunter/protocol/smart-cart/trip";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { Shop } from "../../domain/shop-context.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { listLines } from "../../domain/smart-cart-service.ts";
import { nameReceiptUrl } from "../../http/receipt-token.ts";
import { priceRunningCart } from "../../http/running-cart.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";
import { correctTrip } from "./correct-trip.ts";
import { checkTrip, findCertainty, findHarm } from "./decide-check.ts";
import { type PricedTrip, priceAlone } from "./price-alone.ts";
import { isOpen, readTrip, type TripRecord } from "./trip-records.ts";
import { findLineWeight } from "./weigh-trip.ts";

const MINUTE_MS = 60_000;

export interface TripsView {
  readonly shop: Shop;
  readonly policy: SmartCartsConfig;
  readonly model: Pick<ShopModel, "products">;
}

export interface TripView extends TripsView {
  readonly publicUrl: string;
}

export function answerTrip(view: TripView, record: TripRecord): TripAnswer {
  const { publicUrl, shop } = view;
  const { trip, status, visitId, payerRefusal, messages } = record;
  const visit = readTripVisit(shop, record);
  const lookupToken = status === "ended" ? (visit?.lookupToken ?? null) : null;
  return {
    sequence: trip.sequence,
    nowMs: shop.nowMs(),
    status,
    visitId,
    isMember: visit?.isMember ?? false,
    payerRefusal,
    bill: showBill(shop, record),
    check: checkTrip(view, record),
    ageCheck: findAge(shop, record),
    payment: findPayment(shop, record),
    receiptUrl: lookupToken === null ? null : nameReceiptUrl({ publicUrl }, lookupToken),
    messages: [...messages],
  };
}

function readTripVisit({ store }: Shop, { visitId }: TripRecord): VisitFacts | null {
  const visit = visitId === null ? null : store.read("visit", visitId);
  return visit === null || visit.status === "unopened" ? null : visit;
}

function showBill(shop: Shop, record: TripRecord): TripAnswer["bill"] {
  const basket = priceTrip(shop, record);
  const kept = correctTrip(record)
    .lines.filter(({ removed }) => !removed)
    .map((line) => ({ lineId: line.lineId, item: nameItem(toSold(line)) }));
  const listIds = (row: PricedLine): string[] =>
    kept.filter(({ item }) => item === nameItem(row)).map(({ lineId }) => lineId);
  return makeBill(basket, listIds, basket.unpriced);
}

/** With what the shelves saw, where the visit has that. */
export function priceTrip(shop: Shop, record: TripRecord): PricedTrip {
  const visit = readTripVisit(shop, record);
  const alone = priceAlone(shop, record);
  if (visit === null) return alone;
  const { priced, unpriced } = priceRunningCart(shop, visit);
  return { ...priced, unpriced: [...new Set([...unpriced, ...alone.unpriced])] };
}

export function findAge(shop: Shop, record: TripRecord): TripAnswer["ageCheck"] {
  const visit = readTripVisit(shop, record);
  if (visit !== null) return visit.age;
  const { products } = shop.settings;
  const isRestricted = listLines(correctTrip(record)).some(
    ({ gtin }) => products.get(gtin)?.ageMin !== undefined,
  );
  if (!isRestricted) return "not-needed";
  if (record.isOldEnough === null) return "needed";
  return record.isOldEnough ? "verified" : "refused";
}

function findPayment({ store }: Shop, record: TripRecord): TripAnswer["payment"] {
  const { staff, visitId } = record;
  // Whoever has shown no code pays staff, who then say that the bill is right.
  if (visitId === null) return staff === "fine" ? "at-till" : "payer-needed";
  const row = prepared(
    store.db,
    "SELECT due_minor, missing_minor, debt_minor FROM charges WHERE charge_id = ?",
  ).get(visitId);
  if (row !== undefined && row.due_minor !== null && row.missing_minor === 0) return "paid";
  // What the card did not pay is paid at the till.
  const isOwed = row !== undefined && (row.debt_minor as number) > 0;
  return isOwed || store.read("charge", visitId).payer.kind === "cash" ? "at-till" : "on-file";
}

/** What the list of carts says of a trip. */
export function summariseTrip(view: TripsView, record: TripRecord) {
  const { policy, shop } = view;
  const { trip, tripId, status, visitId, openedMs, lastMessageMs } = record;
  const { battery, faults, laneId, position } = trip;
  const offsetMs = findClockOffset(record);
  return {
    tripId,
    status,
    visitId,
    openedMs,
    lastMessageMs,
    isSilent: isSilent(policy, record, shop.nowMs()),
    laneId,
    battery,
    position,
    isOutside: isOutside(policy, record),
    faults: faults.map(({ kind, sinceMs }) => ({ kind, sinceMs: sinceMs + offsetMs })),
    unsettled: listUnsettled(shop.store, record),
    helpCalledMs: findCall(record),
    units: listLines(correctTrip(record)).reduce((sum, { quantity }) => sum + quantity, 0),
    totalMinor: priceTrip(shop, record).totals.totalMinor,
    errorProbability: 1 - findCertainty(record).exact,
    harmMinor: Math.round(findHarm(view, record)),
    check: checkTrip(view, record),
    findings: listFindings(shop, record),
    needsAgeCheck: findAge(shop, record) === "needed",
  };
}

export function detailTrip(view: TripsView, record: TripRecord) {
  const { messages } = record;
  return { ...summariseTrip(view, record), ...showEvidence(view, record), messages: [...messages] };
}

/** What a reviewer decides from. */
export function showEvidence({ model, shop }: TripsView, record: TripRecord) {
  const { cartId, corrections, found, laneWeight, trip, tripId } = record;
  const weightOf = (line: TripLine): number | null => {
    const { meanG } = findLineWeight(line, model.products);
    return Number.isFinite(meanG) ? meanG : null;
  };
  const name = (gtin: string): string => nameProduct(shop.settings, gtin);
  return {
    cartId,
    tripId,
    lines: trip.lines.map((line) => ({
      ...line,
      name: name(line.gtin),
      expectedG: weightOf(line),
    })),
    ...findCertainty(record),
    findings: listFindings(shop, record),
    questions: trip.questions,
    changes: trip.changes,
    clockOffsetMs: findClockOffset(record),
    laneWeight,
    corrections: corrections.map((one) => ({ ...one, name: name(one.gtin) })),
    found,
  };
}

/** @param readView gives null in a shop without smart carts */
export function createTripReader(readView: () => TripsView | null) {
  return (shopperId: string) => {
    const key = findTripOf(shopperId);
    const view = readView();
    const record = view === null || key === null ? null : readTrip(view.shop.store, key);
    return view === null || record === null ? null : showEvidence(view, record);
  };
}

function listFindings({ settings }: Shop, record: TripRecord) {
  const { trip, weighed } = record;
  const offsetMs = findClockOffset(record);
  const gtins = new Map(trip.lines.map(({ gtin, lineId }) => [lineId, gtin]));
  return (weighed?.findings ?? []).map(({ atMs, kind, lineId, weightG }) => {
    const gtin = lineId === null ? undefined : gtins.get(lineId);
    const name = gtin === undefined ? null : nameProduct(settings, gtin);
    return { kind, name, weightG, atMs: atMs + offsetMs };
  });
}

/** The shop's clock less the cart's, by its last message. */
function findClockOffset({ lastMessageMs, trip }: TripRecord): number {
  return lastMessageMs - trip.sentMs;
}

export function isOutside({ zone }: SmartCartsConfig, { status, trip }: TripRecord): boolean {
  const { position } = trip;
  if (zone === null || position === null || !isOpen({ status })) return false;
  return !isInside({ x: position.xM, y: position.yM }, { corners: zone });
}

/** Earlier trips of the cart whose ends have not come, though it has told them. */
export function listUnsettled(
  reader: Pick<Transaction, "db">,
  { cartId, trip }: TripRecord,
): NonNullable<Trip["unsettled"]> {
  return (trip.unsettled ?? []).filter(({ tripId }) => {
    const earlier = readTrip(reader, { cartId, tripId });
    return earlier === null || isOpen(earlier);
  });
}

export function isSilent(
  { silentMin }: SmartCartsConfig,
  record: TripRecord,
  nowMs: number,
): boolean {
  return isOpen(record) && nowMs - record.lastMessageMs >= silentMin * MINUTE_MS;
}

/** When the shopper called, by the shop's clock. A call stays open until somebody has written since it. */
export function findCall(record: TripRecord): number | null {
  const { helpCalledMs, sentMs } = record.trip;
  if (!isOpen(record) || helpCalledMs === null) return null;
  const calledMs = record.lastMessageMs - Math.max(0, sentMs - helpCalledMs);
  return record.messages.some(({ atMs }) => atMs >= calledMs) ? null : calledMs;
}
