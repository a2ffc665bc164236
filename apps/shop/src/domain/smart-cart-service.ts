/**
 * A smart cart's trip as a shopper of a visit: its lines are interactions under their own ids, and its end is an exit.
 * What a cart says is evidence, as the engine's is; prices, totals and charges are the shop's.
 */
import type { CartLine, Evidence } from "@saunter/commerce/cart/events";
import { nameItem, toSold } from "@saunter/commerce/cart/items";
import { compareItems, sumLines } from "@saunter/commerce/cart/settle-lines";
import { nameCartGate, nameTripShopper } from "@saunter/commerce/cart/smart-cart";
import type { Price } from "@saunter/commerce/pricing/find-best-price";
import type { Trip, TripLine } from "@saunter/protocol/smart-cart/trip";
import { nameParty } from "../projections/visit-tables.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { bindKnown, findVisitOf, seeShopper } from "./binding-service.ts";
import { isUncertain } from "./compose-receipt.ts";
import type { EntryCredential } from "./entry-method.ts";
import { admitByAttendant, useCredential } from "./entry-service.ts";
import { applyEngineCart, applyInteraction, concludeCart } from "./floor-service.ts";
import type { Shop } from "./shop-context.ts";

export interface TripKey {
  readonly cartId: string;
  readonly tripId: string;
}

/** By a line's id: what the screen showed when that was scanned. */
export type ShownPrices = Readonly<Record<string, Price & { readonly gtin: string }>>;

/** A trip, with what is known of its prices. */
export interface PricedTripKey extends TripKey {
  readonly shown?: ShownPrices;
}

/** How sure a trip's bill is once it has ended. */
export interface TripEnd {
  /** Staff have found that the bill is what lies in the cart. */
  readonly isChecked: boolean;
  /** Why somebody has to look at it; empty where nobody has to. */
  readonly reasons: readonly string[];
}

/** The open visit of the same payer, such as one that began at a gate: the cart joins it. Null where there is none. */
export function joinOpenVisit(
  tx: Transaction,
  shop: Shop,
  key: TripKey,
  { onceKey, payer }: EntryCredential,
): string | null {
  const row = prepared(
    tx.db,
    `SELECT visit_id FROM visits WHERE status = 'open' AND party = ?
       ORDER BY opened_ms DESC, visit_id LIMIT 1`,
  ).get(nameParty(payer));
  if (row === undefined) return null;
  const visit = tx.read("visit", row.visit_id as string);
  if (visit.status !== "open") throw new Error("a visit that is listed as open is not");
  useCredential(tx, onceKey, visit.visitId);
  bindKnown(tx, shop, visit, nameTripShopper(key.cartId, key.tripId));
  return visit.visitId;
}

/** A visit that is paid at the till: nobody has shown on the cart who pays. */
export function openTillVisit(tx: Transaction, shop: Shop, { cartId, tripId }: TripKey): string {
  const { visitId } = admitByAttendant(tx, shop, {
    gateId: nameCartGate(cartId),
    partySize: 1,
    payer: { kind: "cash" },
    tripShopperId: nameTripShopper(cartId, tripId),
  });
  return visitId;
}

/**
 * What the trip holds now becomes what its shopper holds. Nothing is written if nothing has changed: probabilities change
 * all the time, so a running trip's are written when something becomes certain or uncertain, such as a line whose goods
 * have been put in after the scan.
 */
export function applyTrip(
  tx: Transaction,
  shop: Shop,
  { cartId, shown, tripId }: PricedTripKey,
  trip: Trip,
  isOver = false,
): void {
  const shopperId = nameTripShopper(cartId, tripId);
  seeShopper(tx, shop, { shopperId, gateId: nameCartGate(cartId) });
  const known = readEvidence(tx, shopperId);
  const kept = new Map(listKept(trip).map((line) => [`${shopperId}:${line.lineId}`, line]));
  for (const [evidenceId, evidence] of known) {
    if (!kept.has(evidenceId)) applyInteraction(tx, shop, "retracted", evidence);
  }
  for (const [evidenceId, line] of kept) {
    const before = known.get(evidenceId);
    if (
      before !== undefined &&
      nameItem(before) === nameItem(toSold(line)) &&
      before.quantity === line.quantity &&
      (isOver
        ? before.probability === line.inside
        : isUncertain(before) === isUncertain({ probability: line.inside }))
    ) {
      continue;
    }
    const evidence = toEvidence(evidenceId, shopperId, line, trip, tx.atMs, shown);
    const occurredMs = before?.occurredMs ?? evidence.occurredMs;
    const status = before === undefined ? "provisional" : "revised";
    applyInteraction(tx, shop, status, { ...evidence, occurredMs });
  }
  const lines = listLines(trip);
  const shopper = tx.read("shopper", shopperId);
  const probability = trip.certainty.exact;
  if (
    JSON.stringify(shopper.lines) !== JSON.stringify(lines) ||
    isUncertain(shopper) !== isUncertain({ probability })
  ) {
    applyEngineCart(tx, shopperId, lines, probability);
  }
}

/** The trip is over: its shopper leaves, and nothing of it changes any more. */
export function endTrip(
  tx: Transaction,
  shop: Shop,
  key: PricedTripKey,
  trip: Trip,
  { isChecked, reasons }: TripEnd,
): void {
  const known = isChecked ? makeCertain(trip) : trip;
  applyTrip(tx, shop, key, known, true);
  const shopperId = nameTripShopper(key.cartId, key.tripId);
  concludeCart(tx, shop, shopperId, {
    lines: listLines(known),
    probabilityExact: known.certainty.exact,
    needsReview: reasons.length > 0,
    reasons,
    faults: reasons,
  });
}

function makeCertain(trip: Trip): Trip {
  const lines = trip.lines.map((line) => ({ ...line, inside: 1 }));
  return { ...trip, lines, certainty: { exact: 1, missing: 0, tooMuch: 0 } };
}

export function findTripVisit(tx: Pick<Transaction, "db">, { cartId, tripId }: TripKey) {
  return findVisitOf(tx, nameTripShopper(cartId, tripId));
}

/** Lines that are charged. */
function listKept({ lines }: Pick<Trip, "lines">): TripLine[] {
  return lines.filter(({ removed }) => !removed);
}

/** Units by product and weighings, in the order of GTINs. */
export function listLines(trip: Pick<Trip, "lines">): CartLine[] {
  const sold = listKept(trip).map((line) => ({ ...toSold(line), quantity: line.quantity }));
  return [...sumLines(sold).values()].sort(compareItems);
}

function readEvidence({ db }: Transaction, shopperId: string): Map<string, Evidence> {
  const rows = prepared(
    db,
    `SELECT evidence_id, body FROM evidence JOIN evidence_shoppers USING (evidence_id)
       WHERE shopper_id = ? ORDER BY evidence_id`,
  ).all(shopperId);
  return new Map(
    rows.map((row) => [row.evidence_id as string, JSON.parse(row.body as string) as Evidence]),
  );
}

/** Nobody shops longer. */
const TRIP_MS_MAX = 24 * 3_600_000;

/** No shelf is 0: what a cart says is of no shelf. */
const NO_SHELF = { gondola: 0, shelf: 0, plates: [], weightG: 0 } as const;

function toEvidence(
  evidenceId: string,
  shopperId: string,
  line: TripLine,
  trip: Trip,
  nowMs: number,
  shown: ShownPrices = {},
): Evidence {
  const { gtin, lineId, quantity, inside: probability } = line;
  const occurredMs = findScanMs(line, trip, nowMs);
  const kind = "pick" as const;
  const what = { kind, shopperId, giverId: null, ...toSold(line), quantity, probability };
  const candidates = isUncertain(what) ? [what] : [];
  const told = { evidenceId, ...what, occurredMs, ...NO_SHELF, candidates };
  const price = shown[lineId];
  if (price?.gtin !== gtin) return told;
  const { gtin: _, ...shownPrice } = price;
  return { ...told, shownPrice };
}

/** By the shop's clock. A cart's may be anything: what counts is how long before it was sent. */
export function findScanMs(
  { scannedMs }: Pick<TripLine, "scannedMs">,
  { sentMs }: Pick<Trip, "sentMs">,
  nowMs: number,
): number {
  return nowMs - Math.min(TRIP_MS_MAX, Math.max(0, sentMs - scannedMs));
}
