/** Trips of smart carts as the shop has them: one row each, replaced as a whole. */
import type { Trip } from "@saunter/protocol/smart-cart/trip";
import type { PricedTripKey, TripKey } from "../../domain/smart-cart-service.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { WeighedTrip } from "./weigh-trip.ts";

export const SMART_CARTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS smart_cart_trips (
    cart_id TEXT NOT NULL,
    trip_id TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    last_message_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (cart_id, trip_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS smart_cart_trips_open ON smart_cart_trips (is_open, cart_id);
`;

export interface TripRecord extends PricedTripKey {
  /** As the cart sent it last, without the text of who pays. */
  readonly trip: Trip;
  /** As the shop weighs it at its lane; null: not there yet, or what is needed for it was not sent. */
  readonly weighed: WeighedTrip | null;
  /** When its scale first had a fault, by the cart's clock; null: never. */
  readonly scaleFaultMs: number | null;
  /** Ended and abandoned trips stay so, whatever the cart sends. */
  readonly status: Trip["status"];
  readonly visitId: string | null;
  /** Under which the visit opens: the same after a crash. */
  readonly plannedVisitId: string;
  /** SHA-256 of the payer's code that was tried last. */
  readonly payerHash: string | null;
  /** Why it opened no visit: a problem's code. */
  readonly payerRefusal: string | null;
  /** A code of somebody else was shown after the visit had opened: the cart may have been swapped. */
  readonly hasOtherPayer: boolean;
  readonly isSpotChecked: boolean;
  /** What staff have said at the lane. */
  readonly staff: "nothing" | "weigh" | "fine";
  /** What a lane's scale reads of this load; null: it was not weighed there. */
  readonly laneWeight: LaneWeight | null;
  /** Units that staff put on the bill, or took off it below 0. */
  readonly corrections: readonly TripCorrection[];
  /** What staff found of a cart that was left. */
  readonly found: "goods-back" | "empty" | null;
  /** What they found of the shopper's age, where no visit was open yet. */
  readonly isOldEnough: boolean | null;
  readonly messages: readonly {
    readonly messageId: string;
    readonly text: string;
    readonly atMs: number;
  }[];
  readonly openedMs: number;
  /** When it came to its lane first. */
  readonly atLaneMs: number | null;
  readonly lastMessageMs: number;
}

export interface LaneWeight {
  readonly weightG: number;
  readonly expectedG: number;
  readonly isConfirmed: boolean;
}

export interface TripCorrection {
  readonly gtin: string;
  readonly quantity: number;
}

type Reader = Pick<Transaction, "db">;

export function readTrip({ db }: Reader, { cartId, tripId }: TripKey): TripRecord | null {
  const sql = "SELECT body FROM smart_cart_trips WHERE cart_id = ? AND trip_id = ?";
  const row = prepared(db, sql).get(cartId, tripId);
  return row === undefined ? null : (JSON.parse(row.body as string) as TripRecord);
}

export function saveTrip({ db }: Reader, record: TripRecord): void {
  const { cartId, tripId, lastMessageMs } = record;
  prepared(
    db,
    `INSERT INTO smart_cart_trips VALUES (?, ?, ?, ?, ?) ON CONFLICT (cart_id, trip_id)
       DO UPDATE SET is_open = excluded.is_open, last_message_ms = excluded.last_message_ms, body = excluded.body`,
  ).run(cartId, tripId, isOpen(record) ? 1 : 0, lastMessageMs, JSON.stringify(record));
}

export const isOpen = ({ status }: Pick<TripRecord, "status">): boolean =>
  status === "shopping" || status === "at-lane";

/** It was left with goods on its bill, and nobody has said how it was found. */
export const isLeft = ({ found, status, trip }: TripRecord): boolean =>
  status === "abandoned" && found === null && trip.lines.some(({ removed }) => !removed);

export function listOpenTrips({ db }: Reader): TripRecord[] {
  return prepared(
    db,
    "SELECT body FROM smart_cart_trips WHERE is_open = 1 ORDER BY cart_id, last_message_ms",
  )
    .all()
    .map((row) => JSON.parse(row.body as string) as TripRecord);
}

/** A cart's newest trip, open or over. */
export function findLastTrip({ db }: Reader, cartId: string): TripRecord | null {
  const row = prepared(
    db,
    "SELECT body FROM smart_cart_trips WHERE cart_id = ? ORDER BY last_message_ms DESC, rowid DESC LIMIT 1",
  ).get(cartId);
  return row === undefined ? null : (JSON.parse(row.body as string) as TripRecord);
}

/** Of a cart, with a message since then. */
export function countTrips({ db }: Reader, cartId: string, sinceMs: number): number {
  const sql =
    "SELECT count(*) AS count FROM smart_cart_trips WHERE cart_id = ? AND last_message_ms >= ?";
  return prepared(db, sql).get(cartId, sinceMs)!.count as number;
}

export function removeOldTrips({ db }: Reader, beforeMs: number): void {
  prepared(db, "DELETE FROM smart_cart_trips WHERE is_open = 0 AND last_message_ms < ?").run(
    beforeMs,
  );
}
