/**
 * What a cart's screen showed when something was scanned, as the shop knows it: by the catalogues that it has sent the
 * cart, and by its own history of prices. What the cart says counts for when that was, and for nothing else.
 */
import { findBestPrice } from "@saunter/commerce/pricing/find-best-price";
import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import { findValid } from "@saunter/commerce/tax/validity";
import type { Trip } from "@saunter/protocol/smart-cart/trip";
import type { Shop } from "../../domain/shop-context.ts";
import { findScanMs, type ShownPrices } from "../../domain/smart-cart-service.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";
import { findLastTrip, type TripRecord } from "./trip-records.ts";

export const SENT_CATALOGUES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS smart_cart_catalogues (
    cart_id TEXT NOT NULL,
    version TEXT NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (cart_id, first_ms)
  ) STRICT;
`;

/** From a message's sending to its arrival, and from a catalogue's to when the screen shows it, at most. */
export const ON_ITS_WAY_MS_MAX = 15_000;
/** A cart that asks again and again for a catalogue, as it did not arrive, is believed for so long that it has the one before. */
export const ASKS_AGAIN_MS_MAX = 3_600_000;

/** Notes that a cart was sent a catalogue, once or again. */
export function noteSentCatalogue(tx: Transaction, cartId: string, version: string): void {
  const newest = prepared(
    tx.db,
    "SELECT version, first_ms FROM smart_cart_catalogues WHERE cart_id = ? ORDER BY first_ms DESC LIMIT 1",
  ).get(cartId);
  if (newest?.version === version) {
    prepared(
      tx.db,
      "UPDATE smart_cart_catalogues SET last_ms = ? WHERE cart_id = ? AND first_ms = ?",
    ).run(tx.atMs, cartId, newest.first_ms!);
  } else {
    prepared(tx.db, "INSERT OR REPLACE INTO smart_cart_catalogues VALUES (?, ?, ?, ?)").run(
      ...[cartId, version, tx.atMs, tx.atMs],
    );
  }
}

/** Each cart's newest stays. */
export function removeOldCatalogues({ db }: Pick<Transaction, "db">, beforeMs: number): void {
  prepared(
    db,
    `DELETE FROM smart_cart_catalogues AS old WHERE first_ms < ? AND EXISTS (
       SELECT 1 FROM smart_cart_catalogues AS newer
         WHERE newer.cart_id = old.cart_id AND newer.first_ms > old.first_ms AND newer.first_ms < ?)`,
  ).run(beforeMs, beforeMs);
}

/** Of the lines of a trip; what is known of one stays, whatever the cart sends later. */
export function findShownPrices(
  tx: Transaction,
  { settings }: Pick<Shop, "settings">,
  cartId: string,
  known: TripRecord | null,
  trip: Trip,
): ShownPrices {
  // What its last message did not have was scanned after that.
  const heardMs = (known ?? findLastTrip(tx, cartId))?.lastMessageMs ?? Number.NEGATIVE_INFINITY;
  const shown: Record<string, ShownPrices[string]> = {};
  for (const line of trip.lines) {
    const { gtin, lineId } = line;
    const before = known?.shown?.[lineId];
    const product = settings.products.get(gtin);
    if (before?.gtin === gtin) shown[lineId] = before;
    else if (product !== undefined) {
      const atMs = Math.min(tx.atMs, Math.max(heardMs, findScanMs(line, trip, tx.atMs)));
      const price = findBestPrice(listPrices(tx, cartId, product, atMs));
      if (price !== null) shown[lineId] = { gtin, ...price };
    }
  }
  return shown;
}

/** In the catalogues that the cart may have had by then; of a cart that was sent none, what held then. */
function listPrices(tx: Transaction, cartId: string, { prices }: CatalogueProduct, atMs: number) {
  const rows = prepared(
    tx.db,
    `SELECT first_ms FROM smart_cart_catalogues AS sent WHERE cart_id = ?1 AND first_ms <= ?2
       AND NOT EXISTS (SELECT 1 FROM smart_cart_catalogues AS newer
         WHERE newer.cart_id = ?1 AND newer.first_ms > sent.first_ms
           AND min(newer.last_ms, newer.first_ms + ?3) + ?4 < ?2)`,
  ).all(cartId, atMs, ASKS_AGAIN_MS_MAX, ON_ITS_WAY_MS_MAX);
  const heldMs = rows.length === 0 ? [atMs] : rows.map(({ first_ms }) => first_ms as number);
  return heldMs.flatMap((ms) => findValid(prices, ms) ?? []);
}
