/**
 * The planogram's draft: changes that are kept until somebody publishes them, at once or at a time. What
 * is published is numbered, and can be taken back, the newest first.
 */
import type { FacingDifference, PlacedFacing } from "@saunter/commerce/shop/events";
import { clearAlert, raiseAlert } from "../domain/alerts.ts";
import { RefusedError, STREAMS } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  comparePlanograms,
  type Planogram,
  readPlaceKey,
  toGoodsChange,
} from "./compare-planograms.ts";
import { type LiveGoods, wordFault } from "./live-goods.ts";

type Reader = Pick<Transaction, "db">;

export interface PlanogramDraft {
  /** How often it was changed. */
  readonly version: number;
  readonly changes: readonly PlacedFacing[];
  /** Who changed it last, and when; null where nobody ever has. */
  readonly by: string | null;
  readonly atMs: number | null;
  readonly publishAtMs: number | null;
}

const NONE: PlanogramDraft = { version: 0, changes: [], by: null, atMs: null, publishAtMs: null };

export function readDraft({ db }: Reader): PlanogramDraft {
  const row = prepared(db, "SELECT * FROM planogram_draft").get();
  if (row === undefined) return NONE;
  return {
    version: row.version as number,
    changes: JSON.parse(row.changes as string) as PlacedFacing[],
    by: row.drafted_by as string,
    atMs: row.drafted_ms as number,
    publishAtMs: row.publish_ms as number | null,
  };
}

/** What would be otherwise if it were published now. */
export function compareDraft(goods: LiveGoods, reader: Reader): FacingDifference[] {
  const rows = goods.readPlanogram(reader);
  return comparePlanograms(rows, applyChanges(rows, readDraft(reader).changes));
}

/** What whoever orders it has seen, and who that is. */
export interface DraftOrder {
  readonly version: number;
  readonly by: string;
}

/** Adds changes to the draft. One that was to be published at a time no longer is. */
export function changeDraft(
  goods: LiveGoods,
  tx: Transaction,
  { changes, ...order }: DraftOrder & { readonly changes: readonly PlacedFacing[] },
): void {
  const draft = readSeen(tx, order);
  const rows = goods.readPlanogram(tx);
  const read = changes.map(({ key, gtin }) => ({ key: readPlaceKey(key) ?? key, gtin }));
  const wanted = applyChanges(applyChanges(rows, draft.changes), read);
  const next = comparePlanograms(rows, wanted).map(({ key, after }) => ({ key, gtin: after }));
  const faults = goods.check(tx, next.map(toGoodsChange));
  if (faults.length > 0) throw new RefusedError("goods-invalid", faults.map(wordFault).join("; "));
  write(tx, next, null, order.by);
}

export function discardDraft(tx: Transaction, order: DraftOrder): void {
  readSeen(tx, order);
  write(tx, [], null, order.by);
}

/** @param publishAtMs null: at no time by itself */
export function scheduleDraft(
  tx: Transaction,
  { publishAtMs, ...order }: DraftOrder & { readonly publishAtMs: number | null },
): void {
  const { changes } = readSeen(tx, order);
  if (publishAtMs !== null && publishAtMs <= tx.atMs) {
    throw new RefusedError("input-invalid", "the time is over: choose a later one");
  }
  if (changes.length === 0)
    throw new RefusedError("planogram-unchanged", "the draft has no changes");
  write(tx, changes, publishAtMs, order.by);
}

export function publishDraft(goods: LiveGoods, tx: Transaction, order: DraftOrder): void {
  const { changes } = readSeen(tx, order);
  if (changes.length === 0)
    throw new RefusedError("planogram-unchanged", "the draft has no changes");
  const { by } = order;
  goods.change(tx, { version: goods.version(), changes: changes.map(toGoodsChange), by });
  write(tx, [], null, by);
}

/** Takes back the newest publication that has not been, and is none that took one back itself. */
export function undoPublication(
  goods: LiveGoods,
  tx: Transaction,
  { version, by }: DraftOrder,
): number {
  const row = prepared(
    tx.db,
    `SELECT number, changes FROM planogram_publications
       WHERE undoes IS NULL AND undone_by IS NULL ORDER BY number DESC LIMIT 1`,
  ).get();
  if (row === undefined)
    throw new RefusedError("planogram-unchanged", "no publication is left to undo");
  const done = JSON.parse(row.changes as string) as FacingDifference[];
  const changes = done
    .map(({ key, before }) => toGoodsChange({ key, gtin: before }))
    .toSorted((a, b) => Number(a.change === "put") - Number(b.change === "put"));
  const undoes = row.number as number;
  goods.change(tx, { version, changes, by, undoes });
  return undoes;
}

const ALERT_KEY = "planogram-unpublished";

/** Publishes a draft whose time has come. Where it no longer fits, somebody is told. */
export function publishDue(goods: LiveGoods, tx: Transaction): void {
  const { publishAtMs, version, changes, by } = readDraft(tx);
  if (changes.length === 0) clearAlert(tx, ALERT_KEY, "planogram");
  if (publishAtMs === null || publishAtMs > tx.atMs) return;
  const faults = goods.check(tx, changes.map(toGoodsChange));
  if (faults.length === 0) {
    publishDraft(goods, tx, { version, by: by! });
    return;
  }
  write(tx, changes, null, by!);
  const message = `the planogram draft was not published at its time: ${wordFault(faults[0]!)}; change the draft and publish it`;
  raiseAlert(tx, { alertKey: ALERT_KEY, kind: "planogram-unpublished", message, visitId: null });
}

function readSeen(tx: Transaction, { version }: DraftOrder): PlanogramDraft {
  const draft = readDraft(tx);
  if (version === draft.version) return draft;
  throw new RefusedError(
    "version-conflict",
    "somebody else changed the draft meanwhile: reload and change it again",
  );
}

function write(
  tx: Transaction,
  changes: readonly PlacedFacing[],
  publishAtMs: number | null,
  by: string,
): void {
  tx.append("shop", STREAMS.goods, [{ type: "PlanogramDrafted", changes, publishAtMs, by }]);
}

function applyChanges(rows: Planogram, changes: readonly PlacedFacing[]): Planogram {
  const next = new Map(rows);
  for (const { key, gtin } of changes) {
    if (gtin === null) next.delete(key);
    else next.set(key, gtin);
  }
  return next;
}
