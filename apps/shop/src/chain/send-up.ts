/**
 * Sends the journal to the chain, row by row in its order, and notes how far the hub has it. The journal is
 * the outbox: what happens while the chain is away waits in it, and goes when it is there again.
 */

import type { UpRow } from "@saunter/protocol/chain/up-row";
import { findTracer } from "@saunter/server/tracing/find-tracer";
import type { JournalRow } from "../store/journal.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import { traceRows } from "../tracing/trace-rows.ts";
import { RETRY_MS_FIRST, RETRY_MS_MAX, SENT_AT_ONCE_MAX } from "./chain-limits.ts";
import type { HubLine } from "./hub-line.ts";

export const CHAIN_SCHEMA = `
  -- The last row that the hub has, and all before it.
  CREATE TABLE IF NOT EXISTS chain_sent (
    shop_id TEXT PRIMARY KEY,
    position INTEGER NOT NULL
  ) STRICT;
  -- The last copy for the hub that was begun.
  CREATE TABLE IF NOT EXISTS copy_sent (
    shop_id TEXT PRIMARY KEY,
    number INTEGER NOT NULL
  ) STRICT;
`;

export interface UpSenderOptions {
  readonly store: Pick<Store, "db" | "position" | "readRowsFrom" | "transact">;
  readonly line: Pick<HubLine, "sendRow">;
  readonly shopId: string;
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface UpReport {
  /** The last row that the hub has. */
  readonly sent: number;
  /** Rows that wait. */
  readonly waiting: number;
  /** Why the last attempt failed, in words; null where it did not. */
  readonly fault: string | null;
  /** Since when attempts have failed; null where the last one did not. */
  readonly failingSinceMs: number | null;
}

export interface UpSender {
  /** Sends what waits, until nothing does or the hub does not answer; at once where it is too early. */
  sendDue(): Promise<void>;
  /** All rows after one go again, also those that the hub would know by their ids; those that go again already, do not. */
  sendAgain(after: number, requestId: string): Promise<void>;
  report(): UpReport;
}

export function createUpSender(options: UpSenderOptions): UpSender {
  const { store, line, shopId, nowMs, random } = options;
  let sent = readSent(store, shopId);
  let attempts = 0;
  let nextMs = Number.NEGATIVE_INFINITY;
  let fault: string | null = null;
  let failingSinceMs: number | null = null;
  const tracer = findTracer();

  /** Rows after one and up to another go again, with ids of their own. */
  let again = { after: 0, upTo: 0, requestId: "" };

  const publish = (row: UpRow, traceContext: string | null): Promise<void> => {
    // After a restored backup another event may have the same position: its hash tells them apart.
    const id = `${shopId}/${row.hash}`;
    const messageId = row.position > again.upTo ? id : `${id}/${again.requestId}`;
    return line.sendRow(row, messageId, traceContext);
  };

  /** Returns whether the hub has all of them. */
  async function sendSome(rows: readonly UpRow[]): Promise<boolean> {
    const traced = traceRows(tracer, rows);
    const results = await Promise.allSettled(
      rows.map((row) => publish(row, traced.contextOf(row))),
    );
    const failed = results.findIndex(({ status }) => status === "rejected");
    const count = failed < 0 ? rows.length : failed;
    // Where rows are asked for again meanwhile, they are after those, too.
    if (count > 0 && sent + 1 === rows[0]!.position) await note(rows[count - 1]!.position);
    if (failed < 0) {
      traced.end(null);
      return true;
    }
    attempts++;
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** (attempts - 1));
    nextMs = nowMs() + waitMs * (1 + random());
    failingSinceMs ??= nowMs();
    fault = describe((results[failed] as PromiseRejectedResult).reason);
    traced.end(fault);
    return false;
  }

  async function note(position: number): Promise<void> {
    sent = position;
    await store.transact(({ db }) => writeSent(db, shopId, position));
  }

  return {
    sendAgain: async (after, requestId) => {
      // Those that are asked for twice are under way.
      const isUnderWay = sent < again.upTo && after >= again.after;
      if (after >= sent || isUnderWay) return;
      again = { after, upTo: Math.max(sent, again.upTo), requestId };
      await note(after);
    },
    sendDue: async () => {
      if (nowMs() < nextMs) return;
      for (;;) {
        const rows = store.readRowsFrom(sent + 1, SENT_AT_ONCE_MAX).map(toUpRow);
        if (rows.length === 0) return;
        if (!(await sendSome(rows))) return;
        attempts = 0;
        fault = null;
        failingSinceMs = null;
      }
    },
    report: () => ({ sent, waiting: store.position() - sent, fault, failingSinceMs }),
  };
}

function describe(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

export function toUpRow([position, stream, version, type, atMs, body, hash]: JournalRow): UpRow {
  return { position, stream, version, type, atMs, body, hash };
}

function readSent({ db, position }: Pick<Store, "db" | "position">, shopId: string): number {
  const row = prepared(db, "SELECT position FROM chain_sent WHERE shop_id = ?").get(shopId);
  // What a restored backup does not have any more is not sent.
  return Math.min((row?.position as number | undefined) ?? 0, position());
}

/** Rows up to this one need not be sent. */
export function writeSent(db: Store["db"], shopId: string, position: number): void {
  prepared(db, "INSERT OR REPLACE INTO chain_sent VALUES (?, ?)").run(shopId, position);
}
