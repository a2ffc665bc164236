/** The chain's tables, as Kysely knows them. Whole numbers of 64 bits are read as numbers: all are below 2^53. */
import type { ColumnType, Generated } from "kysely";
import type { FigureRowTables } from "../figures/figure-rows.ts";

export interface ChainTables extends ShopTables, UpTables, FigureTables, WebhookTables {}

interface ShopTables {
  /** A retailer, or one of its franchisees: what one has, no other sees. */
  organisations: {
    organisation_id: string;
    name: string;
  };
  regions: {
    region_id: string;
    name: string;
  };
  shops: {
    shop_id: string;
    name: string;
    shard: number;
    organisation_id: string;
    region_id: string | null;
    /** IANA name; days of its reports begin by it. */
    time_zone: Generated<string>;
    /** Of the place, at GS1: 13 digits. */
    gln: Generated<string | null>;
  };
}

interface FigureTables extends FigureRowTables {
  /** How far each shop's events are in the tables that are made of them. */
  figure_heads: {
    shop_id: string;
    /** By its name, which is also its version. */
    projection: string;
    position: number;
  };
  /** Events that nothing could be made of, for somebody to look at. */
  figure_faults: {
    shop_id: string;
    projection: string;
    position: number;
    stream: string;
    type: string;
    reason: string;
  };
  receipt_states: {
    shop_id: string;
    visit_id: string;
    state: "open" | "paid" | "refunded" | "disputed";
  };
}

interface UpTables {
  /** The last event of each shop that is in `events`, as are all before it. */
  up_heads: {
    shop_id: string;
    position: number;
    hash: string;
    /** When it happened, by the shop's clock. */
    at_ms: number;
    received_ms: number;
  };
  /** What each shop said when it was last asked. */
  shop_states: {
    shop_id: string;
    seen_ms: number;
    /** Of the last row of its journal. */
    position: number;
    /** The last row that the hub has. */
    sent: number;
    clock_ahead_ms: number;
    version: string;
  };
  /** Every event of every shop, by shop and month (UTC). */
  events: {
    shop_id: string;
    /** The first day of the month of `at_ms`. */
    month: string;
    position: number;
    stream: string;
    version: number;
    type: string;
    at_ms: number;
    /** As the shop wrote it, to the letter. */
    body: ColumnType<unknown, string, never>;
    hash: string;
  };
  /** Rows that came before those that are to come before them. */
  waiting_rows: {
    shop_id: string;
    position: number;
    hash: string;
    row: string;
    received_ms: number;
  };
  /** What could not be taken, for somebody to look at. */
  set_aside: {
    id: Generated<number>;
    shop_id: string | null;
    subject: string;
    reason: string;
    body: Uint8Array;
    received_ms: number;
  };
}

interface WebhookTables {
  webhook_subscriptions: {
    subscription_id: string;
    /** Whose shops it is told of; null: all. */
    organisation_id: string | null;
    url: string;
    event_types: ColumnType<unknown, string, string>;
    sealed_secret: Uint8Array;
    /** It signs, too, until its time is over. */
    former_secret: Uint8Array | null;
    former_until_ms: number | null;
    is_enabled: boolean;
    created_ms: number;
  };
  /** How far each shop's events have become deliveries. */
  webhook_cursors: {
    subscription_id: string;
    shop_id: string;
    position: number;
  };
  webhook_deliveries: {
    subscription_id: string;
    shop_id: string;
    position: number;
    visit_id: string | null;
    body: string;
    status: "pending" | "delivered" | "dead";
    /** Begun ones. */
    attempts: number;
    next_ms: number;
    ended_ms: number | null;
    last_answer: string | null;
  };
}
