/** Tables that are made of shops' events of one kind of stream, shop by shop and in their order. */
import type { Transaction } from "kysely";
import type { ChainTables } from "../database/chain-tables.ts";
import type { FigureTable, RowSet } from "./figure-rows.ts";

export type Tx = Transaction<ChainTables>;

/** An event of a shop. What it says is what the shop wrote: it may be anything. */
export interface ShopEvent {
  readonly shopId: string;
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly atMs: number;
  readonly body: unknown;
}

/** An event that nothing was made of. */
export interface Fault {
  readonly event: ShopEvent;
  readonly reason: string;
}

/** What is new, by shop: events after one position, up to another. */
export interface Batch {
  readonly after: ReadonlyMap<string, number>;
  /** Of each shop in their order. */
  readonly events: readonly ShopEvent[];
}

export interface Made {
  /** Of each table one row of a key: it takes the place of one that is there. */
  readonly rows: RowSet;
  readonly faults: readonly Fault[];
}

export interface Projection {
  /** Also its version: one that is made otherwise has another name, and is made again. */
  readonly name: string;
  /** Of the streams: what is before the first hyphen of their names. */
  readonly kind: string;
  /** The events that it reads; null: all of its streams. */
  readonly types: readonly string[] | null;
  /** Tables that it alone writes. */
  readonly tables: readonly FigureTable[];
  make(tx: Tx, batch: Batch): Promise<Made>;
}

/** What an error says, bounded. */
export function describeFault(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\0|\p{Surrogate}/gu, "?").slice(0, 500);
}
