/**
 * A day is closed for the books: numbered without gaps, signed, and chained to the closing before, so that neither
 * it nor one before it can be changed. What is issued after it belongs to the next.
 */
import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { findDay, moveDay, startOfDay } from "@saunter/commerce/calendar/calendar";
import type { ClosingFigures, SignedClosing } from "@saunter/commerce/closing/events";
import { type ClosingPlace, FIRST_HASH, findNextPlace } from "@saunter/commerce/closing/evolve";
import type { ShopIdentity } from "../config/shop-config.ts";
import { RefusedError, STREAMS } from "../domain/shop-context.ts";
import { readDrawerSums } from "../projections/read-drawer.ts";
import {
  readPaymentsOf,
  readSettlementOf,
  readSumsOf,
  readTaxesOf,
} from "../projections/read-sales.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

export type BookShop = Pick<ShopIdentity, "id" | "timeZone" | "currency">;

/**
 * What the next closing would say: of all that came after the one before, up to the end of the day, or to now.
 * Throws `RefusedError` where that day has been closed, or is still to come.
 */
export function planClosing(
  reader: Pick<Transaction, "db" | "read">,
  { id: shopId, timeZone, currency }: BookShop,
  day: string,
  nowMs: number,
): ClosingFigures {
  const place = findNextPlace(reader.read("closings", STREAMS.closings));
  if (day > findDay(nowMs, timeZone)) {
    throw new RefusedError("day-to-come", `${day} has not begun`);
  }
  const untilMs = Math.min(startOfDay(moveDay(day, 1), timeZone), nowMs + 1);
  if (untilMs <= place.fromMs) {
    throw new RefusedError("day-closed", `${day} is in closing ${place.closingNumber - 1}`);
  }
  const { lastDocument, lastPosition } = findEnds(reader.db, place, untilMs);
  const sums = readSumsOf(reader.db, place.afterDocument, lastDocument);
  const drawer = readDrawerSums(reader.db, place.afterPosition, lastPosition);
  const { closingNumber, fromMs, afterDocument } = place;
  return {
    ...{ closingNumber, shopId, day, timeZone, currency, fromMs, untilMs },
    ...{ afterDocument, lastDocument, lastPosition, sums },
    taxes: readTaxesOf(reader.db, afterDocument, lastDocument),
    payments: readPaymentsOf(reader.db, place.afterPosition, lastPosition),
    settlement: readSettlementOf(reader.db, place, lastPosition),
    ...(drawer === null ? {} : { drawer }),
    tipsMinor: 0,
    grandTotalMinor: place.grandTotalMinor + sums.totalMinor,
  };
}

/** The last document, and the last payment or move of the drawer, before a time. */
function findEnds(db: DatabaseSync, place: ClosingPlace, untilMs: number) {
  const find = (column: string, table: string, time = "at_ms"): number =>
    (prepared(
      db,
      `SELECT ${column} AS last FROM ${table} WHERE ${time} < ? ORDER BY ${time} DESC, ${column} DESC LIMIT 1`,
    ).get(untilMs)?.last as number | undefined) ?? 0;
  return {
    lastDocument: Math.max(place.afterDocument, find("document_number", "sale_documents")),
    lastPosition: Math.max(
      place.afterPosition,
      find("position", "payment_moves"),
      find("position", "settlement_moves"),
      find("position", "drawer_moves", "moved_ms"),
    ),
  };
}

/** Closes a day in the transaction. Throws as `planClosing` does. */
export function closeDay(
  tx: Transaction,
  shop: BookShop,
  key: KeyObject,
  request: { readonly day: string; readonly by: string },
): SignedClosing {
  const figures = planClosing(tx, shop, request.day, tx.atMs);
  const { previousHash } = findNextPlace(tx.read("closings", STREAMS.closings));
  const closing = signClosing({ ...figures, closedMs: tx.atMs, by: request.by, previousHash }, key);
  tx.append("closings", STREAMS.closings, [{ type: "DayClosed", closing }]);
  return closing;
}

type Unsigned = Omit<SignedClosing, "hash" | "signature">;

function hashClosing(closing: Unsigned): string {
  return hash("sha256", JSON.stringify(closing), "base64url");
}

export function signClosing(closing: Unsigned, key: KeyObject): SignedClosing {
  const text = hashClosing(closing);
  const signature = sign(null, Buffer.from(text), key).toString("base64url");
  return { ...closing, hash: text, signature };
}

/** The key that closings are checked with, as PEM. */
export function exportPublicKey(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
}

/**
 * What is wrong with closings in their order, from the first on; null where each is what was signed, and follows the
 * one before.
 */
export function findBrokenClosing(
  closings: readonly SignedClosing[],
  publicKey: string,
): string | null {
  const key = createPublicKey(publicKey);
  let before: SignedClosing | null = null;
  for (const [at, { hash: told, signature, ...closing }] of closings.entries()) {
    const name = `closing ${at + 1}`;
    const follows =
      closing.closingNumber === at + 1 &&
      closing.previousHash === (before?.hash ?? FIRST_HASH) &&
      closing.afterDocument === (before?.lastDocument ?? 0);
    if (!follows) return `${name} does not follow the one before`;
    if (hashClosing(closing) !== told) return `${name} is not what was signed`;
    const isSigned = verify(null, Buffer.from(told), key, Buffer.from(signature, "base64url"));
    if (!isSigned) return `${name} is signed with another key`;
    before = closings[at]!;
  }
  return null;
}
