/** A trip as its cart and as staff get it. Nothing is written. */
import { nameItem, toSold } from "@saunter/commerce/cart/items";
import { makeBill } from "@saunter/commerce/pricing/make-bill";
import type { PricedBasket, PricedLine } from "@saunter/commerce/pricing/pricing-types";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { TripAnswer } from "@saunter/protocol/smart-cart/trip";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import { priceSettled } from "../../domain/compose-receipt.ts";
import type { Shop } from "../../domain/shop-context.ts";
import { nameProduct } from "../../domain/shop-settings.ts";
import { listLines } from "../../domain/smart-cart-service.ts";
import { nameReceiptUrl } from "../../http/receipt-token.ts";
import { priceRunningCart } from "../../http/running-cart.ts";
import { prepared } from "../../store/prepared.ts";
import { decideCheck } from "./decide-check.ts";
import { isOpen, type TripRecord } from "./trip-records.ts";

const MINUTE_MS = 60_000;

export interface TripView {
  readonly shop: Shop;
  readonly policy: SmartCartsConfig;
  readonly publicUrl: string;
}

export function answerTrip({ shop, policy, publicUrl }: TripView, record: TripRecord): TripAnswer {
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
    check: decideCheck(policy, record),
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
  const kept = record.trip.lines
    .filter(({ removed }) => !removed)
    .map((line) => ({ lineId: line.lineId, item: nameItem(toSold(line)) }));
  const listIds = (row: PricedLine): string[] =>
    kept.filter(({ item }) => item === nameItem(row)).map(({ lineId }) => lineId);
  return makeBill(basket, listIds, basket.unpriced);
}

/** By what the shop asks, whatever the cart has shown; with what the shelves saw, where the visit has that. */
export function priceTrip(
  shop: Shop,
  record: TripRecord,
): PricedBasket & { readonly unpriced: string[] } {
  const visit = readTripVisit(shop, record);
  if (visit !== null) {
    const { priced, unpriced } = priceRunningCart(shop, visit);
    return { ...priced, unpriced: [...unpriced] };
  }
  const { currency } = shop.settings;
  const facts = { currency, openedMs: record.openedMs, isMember: false };
  const settled = listLines(record.trip).map((line) => ({
    ...line,
    evidenceIds: [],
    probability: 1,
  }));
  const { result, unpriced } = priceSettled(shop.settings, facts, settled);
  return { ...result, unpriced: [...unpriced] };
}

export function findAge(shop: Shop, record: TripRecord): TripAnswer["ageCheck"] {
  const visit = readTripVisit(shop, record);
  if (visit !== null) return visit.age;
  const { products } = shop.settings;
  const isRestricted = listLines(record.trip).some(
    ({ gtin }) => products.get(gtin)?.ageMin !== undefined,
  );
  if (!isRestricted) return "not-needed";
  if (record.isOldEnough === null) return "needed";
  return record.isOldEnough ? "verified" : "refused";
}

function findPayment({ store }: Shop, record: TripRecord): TripAnswer["payment"] {
  const { visitId } = record;
  if (visitId === null) return "payer-needed";
  const row = prepared(
    store.db,
    "SELECT due_minor, missing_minor FROM charges WHERE charge_id = ?",
  ).get(visitId);
  if (row !== undefined && row.due_minor !== null && row.missing_minor === 0) return "paid";
  return store.read("charge", visitId).payer.kind === "cash" ? "at-till" : "on-file";
}

/** What the list of carts says of a trip. */
export function summariseTrip(
  { shop, policy }: Pick<TripView, "shop" | "policy">,
  record: TripRecord,
) {
  const { trip, tripId, status, visitId, openedMs, lastMessageMs } = record;
  const { battery, certainty, faults, laneId, position } = trip;
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
    faults: faults.map(({ kind }) => kind),
    needsHelp: needsHelp(record),
    units: listLines(trip).reduce((sum, { quantity }) => sum + quantity, 0),
    totalMinor: priceTrip(shop, record).totals.totalMinor,
    errorProbability: 1 - certainty.exact,
    check: decideCheck(policy, record),
    needsAgeCheck: findAge(shop, record) === "needed",
  };
}

export function detailTrip(view: Pick<TripView, "shop" | "policy">, record: TripRecord) {
  const { cartId, messages, trip } = record;
  return {
    cartId,
    ...summariseTrip(view, record),
    lines: trip.lines.map((line) => ({
      ...line,
      name: nameProduct(view.shop.settings, line.gtin),
    })),
    missing: trip.certainty.missing,
    tooMuch: trip.certainty.tooMuch,
    questions: trip.questions,
    changes: trip.changes,
    messages: [...messages],
  };
}

export function isSilent(
  { silentMin }: SmartCartsConfig,
  record: TripRecord,
  nowMs: number,
): boolean {
  return isOpen(record) && nowMs - record.lastMessageMs >= silentMin * MINUTE_MS;
}

/** A call stays open until somebody has written since it, by the shop's clock. */
export function needsHelp(record: TripRecord): boolean {
  const { helpCalledMs, sentMs } = record.trip;
  if (!isOpen(record) || helpCalledMs === null) return false;
  const calledMs = record.lastMessageMs - Math.max(0, sentMs - helpCalledMs);
  return !record.messages.some(({ atMs }) => atMs >= calledMs);
}
