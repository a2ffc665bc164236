/** Sends a sealed copy of what is not in the journal to the hub, whenever it has changed. */
import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { PART_BYTES_MAX } from "@saunter/protocol/chain/down-messages";
import {
  COPY_SLOTS,
  type CopyHead,
  decodeCopyHead,
} from "@saunter/protocol/chain/restore-messages";
import { nameCopyHead, nameCopyPart } from "@saunter/protocol/chain/subjects";
import { readHead } from "../../store/journal.ts";
import type { Store } from "../../store/store.ts";
import type { HubLine } from "../hub-line.ts";
import { createRecoverySeal } from "./recovery-key.ts";
import {
  COPY_BYTES_A_SECOND_MAX,
  COPY_BYTES_MAX,
  COPY_EVERY_MS,
  COPY_LOOK_MS,
  COPY_LOOK_SHARE,
} from "./recovery-limits.ts";
import { type CopySource, digestLasting, makeCopy } from "./shop-copy.ts";

const zip = promisify(gzip);

/**
 * Each copy has the next number. One beyond this was made up by whoever has the shop's credentials: above it there would
 * soon be no room, and no copy could be restored any more.
 */
export const COPY_NUMBER_MAX = 2 ** 52;

export interface CopySenderOptions {
  readonly store: Pick<Store, "db" | "transact">;
  readonly source: CopySource;
  readonly line: Pick<HubLine, "publish" | "readCopy">;
  readonly shopId: string;
  readonly recoveryKey: string;
  readonly nowMs: () => number;
  readonly evenMs: () => number;
  /** Rejects where this computer is not the shop, or that cannot be known: then it overwrites nothing. */
  readonly checkPlace: () => Promise<void>;
}

export interface CopyReport {
  /** The journal's last event when the hub's copy was made, and when; null where this process has sent none. */
  readonly last: Pick<CopyHead, "position" | "atMs"> | null;
  /** Why the last attempt failed, in words; null where it did not. */
  readonly fault: string | null;
}

export interface CopySender {
  /** Sends a copy where something has changed; where the hub is away, the next call does. */
  sendDue(): Promise<void>;
  report(): CopyReport;
}

/** Of the last copy that was begun; 0 where none was. */
export function readCopyNumber(db: DatabaseSync, shopId: string): number {
  const row = db.prepare("SELECT number FROM copy_sent WHERE shop_id = ?").get(shopId);
  return (row?.number as number | undefined) ?? 0;
}

export function writeCopyNumber(db: DatabaseSync, shopId: string, number: number): void {
  db.prepare("INSERT OR REPLACE INTO copy_sent VALUES (?, ?)").run(shopId, number);
}

export function createCopySender(options: CopySenderOptions): CopySender {
  const { store, source, line, shopId, recoveryKey, nowMs, evenMs, checkPlace } = options;
  const seal = createRecoverySeal(recoveryKey);
  let sent: { readonly digest: string; readonly head: CopyHead } | null = null;
  let fault: string | null = null;
  let nextLookMs = Number.NEGATIVE_INFINITY;

  async function send(): Promise<CopyHead> {
    await checkPlace();
    const there = await line.readCopy(nameCopyHead(shopId));
    const before = there === null ? null : decodeCopyHead(new TextDecoder().decode(there));
    const numbers = [readCopyNumber(store.db, shopId), before?.number ?? 0];
    const number = 1 + Math.max(0, ...numbers.filter((one) => one < COPY_NUMBER_MAX));
    // Before it goes: a disk that has begun a copy is no older than that.
    await store.transact(({ db }) => writeCopyNumber(db, shopId, number));
    const head = readHead(store.db);
    const copy = makeCopy(source, { shopId, head, atMs: nowMs() });
    const packed = await zip(JSON.stringify(copy));
    const sealed = seal.seal(shopId, packed);
    if (sealed.length > COPY_BYTES_MAX) throw new Error("the shop's copy is too large for the hub");
    // Also where the line breaks while it goes.
    nextLookMs = Math.max(nextLookMs, evenMs() + (sealed.length / COPY_BYTES_A_SECOND_MAX) * 1000);
    const slot = before?.slot === COPY_SLOTS[0] ? COPY_SLOTS[1] : COPY_SLOTS[0];
    const sum = hash("sha256", sealed, "base64url");
    const parts = Math.ceil(sealed.length / PART_BYTES_MAX);
    for (let part = 0; part < parts; part++) {
      const bytes = sealed.subarray(part * PART_BYTES_MAX, (part + 1) * PART_BYTES_MAX);
      await line.publish(nameCopyPart(shopId, slot, part), bytes, `${shopId}/${sum}/${part}`);
    }
    const { position, atMs } = copy;
    const copyHead: CopyHead = { slot, number, parts, hash: sum, position, atMs };
    await line.publish(nameCopyHead(shopId), JSON.stringify(copyHead), `${shopId}/${sum}`);
    return copyHead;
  }

  return {
    report: () => ({ last: sent?.head ?? null, fault }),
    sendDue: async () => {
      const startMs = evenMs();
      if (startMs < nextLookMs) return;
      const digest = digestLasting(source);
      const tookMs = evenMs() - startMs;
      nextLookMs = startMs + Math.max(COPY_LOOK_MS, tookMs / COPY_LOOK_SHARE);
      const isLate = sent !== null && nowMs() - sent.head.atMs >= COPY_EVERY_MS;
      if (sent?.digest === digest && !isLate) return;
      try {
        sent = { digest, head: await send() };
        fault = null;
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error);
      }
    },
  };
}
