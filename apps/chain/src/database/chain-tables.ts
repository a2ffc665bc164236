/** The chain's tables, as Kysely knows them. Whole numbers of 64 bits are read as numbers: all are below 2^53. */
import type { ColumnType, Generated } from "kysely";

export interface ChainTables extends ShopTables, UpTables, DownTables {}

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

interface DownTables {
  /** What was decided for shops; never changed. */
  down_versions: {
    kind: string;
    /** From 1 in each kind, whatever the layer. */
    version: number;
    layer: "shared" | "region" | "shop";
    region_id: string | null;
    shop_id: string | null;
    /** As the hash was taken of it, to the letter. */
    content: ColumnType<unknown, string, never>;
    hash: string;
    effective_ms: number;
    is_forced: boolean;
    put_by: string;
    put_ms: number;
    note: string;
  };
  /** What each shop was told last. */
  down_manifests: {
    shop_id: string;
    revision: number;
    steps: ColumnType<unknown, string, string>;
    written_ms: number;
    /** Null until the hub has it. */
    published_ms: number | null;
  };
  /** Shops that get no later version of a kind. */
  down_pins: {
    shop_id: string;
    kind: string;
    version: number;
    set_by: string;
    set_ms: number;
    note: string;
  };
  /** Versions that reach shops in steps. */
  roll_outs: {
    roll_out_id: string;
    kind: string;
    version: number;
    canary_shop_ids: ColumnType<unknown, string, string>;
    steps: ColumnType<unknown, string, string>;
    state: "running" | "stopped" | "done" | "back";
    /** How many steps have been made. */
    step: number;
    /** When the last one was made. */
    step_ms: number;
    /** Why it was stopped, in words. */
    reason: string | null;
  };
}
