/**
 * Documents that are to be signed, in their order. A receipt is given at once; while the device is away it says
 * so, and is signed later. A document is written down in the transaction that issues it, and is signed once: the
 * device knows it by its key when it is asked again.
 */
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  type FiscalDevice,
  type FiscalMark,
  FiscalRefusedError,
  type FiscalRequest,
  type FiscalSignature,
  type FiscalTransaction,
} from "./fiscal-device.ts";
import {
  FAULT_CHARS_MAX,
  RETRY_MS_FIRST,
  RETRY_MS_MAX,
  SIGNED_IN_A_ROW_MAX,
} from "./fiscal-limits.ts";

export const FISCAL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS fiscal_documents (
    document_number INTEGER PRIMARY KEY,
    request TEXT NOT NULL,
    status TEXT NOT NULL,
    -- What the device has begun; null where it has not.
    started TEXT,
    signature TEXT,
    -- Whether it could not be signed at once.
    is_late INTEGER NOT NULL,
    fault TEXT,
    signed_ms INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS fiscal_documents_by_status ON fiscal_documents (status, document_number);
`;

/** To be called in the transaction that issues the document. */
export function queueDocument(tx: Transaction, request: FiscalRequest): void {
  prepared(
    tx.db,
    "INSERT INTO fiscal_documents VALUES (?, ?, 'waiting', NULL, NULL, 0, NULL, NULL)",
  ).run(request.documentNumber, JSON.stringify(request));
}

/** Null where the document was not to be signed. */
export function readMark({ db }: Pick<Store, "db">, documentNumber: number): FiscalMark | null {
  const row = prepared(
    db,
    "SELECT status, signature, is_late FROM fiscal_documents WHERE document_number = ?",
  ).get(documentNumber);
  if (row === undefined) return null;
  const isLate = row.is_late === 1;
  switch (row.status as "waiting" | "signed" | "refused") {
    case "waiting":
      return { status: isLate ? "away" : "waiting" };
    case "refused":
      return { status: "refused" };
    case "signed":
      return { status: "signed", isLate, signature: JSON.parse(row.signature as string) };
  }
}

export interface FiscalReport {
  /** Documents that wait for their signature. */
  readonly waiting: number;
  /** Since when the device has not answered; null where it does. */
  readonly awaySinceMs: number | null;
  /** Documents that the device does not take. */
  readonly refused: number;
  /** Of the last failure. */
  readonly fault: string | null;
}

export interface FiscalSigner {
  /** Signs what waits, until nothing does or the device is away; at once where it is too early to ask again. */
  signDue(): Promise<void>;
  report(): FiscalReport;
}

export interface FiscalSignerOptions {
  readonly store: Pick<Store, "db" | "transact">;
  readonly device: FiscalDevice;
  readonly nowMs: () => number;
}

interface Waiting {
  readonly documentNumber: number;
  readonly request: FiscalRequest;
  readonly started: FiscalTransaction | null;
}

export function createFiscalSigner({ device, nowMs, store }: FiscalSignerOptions): FiscalSigner {
  let awaySinceMs: number | null = null;
  let failures = 0;
  let nextMs = Number.NEGATIVE_INFINITY;
  let fault: string | null = null;

  async function sign({ documentNumber, request, started }: Waiting): Promise<void> {
    let transaction = started;
    if (transaction === null) {
      const begun = await device.begin(request);
      transaction = begun;
      await store.transact(({ db }) => noteStarted(db, documentNumber, begun));
    }
    const signature = await device.finish(request, transaction);
    await store.transact(({ db, atMs }) => noteSigned(db, documentNumber, signature, atMs));
  }

  async function noteFailure({ documentNumber }: Waiting, error: unknown): Promise<void> {
    if (!(error instanceof Error)) throw error;
    fault = error.message.slice(0, FAULT_CHARS_MAX);
    if (error instanceof FiscalRefusedError) {
      await store.transact(({ db }) => noteRefused(db, documentNumber, fault!));
      return;
    }
    awaySinceMs ??= nowMs();
    failures++;
    nextMs = nowMs() + Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** (failures - 1));
    await store.transact(({ db }) => markLate(db));
  }

  return {
    signDue: async () => {
      if (nowMs() < nextMs) {
        // What is issued meanwhile is late, too.
        if (hasUnmarked(store)) await store.transact(({ db }) => markLate(db));
        return;
      }
      for (let signed = 0; signed < SIGNED_IN_A_ROW_MAX; signed++) {
        const next = readNext(store);
        if (next === null) return;
        try {
          await sign(next);
          awaySinceMs = null;
          failures = 0;
          fault = null;
        } catch (error) {
          await noteFailure(next, error);
          if (awaySinceMs !== null) return;
        }
      }
    },
    report: () => ({ ...countDocuments(store), awaySinceMs, fault }),
  };
}

type Db = Store["db"];

function readNext({ db }: Pick<Store, "db">): Waiting | null {
  const row = prepared(
    db,
    `SELECT document_number, request, started FROM fiscal_documents
     WHERE status = 'waiting' ORDER BY document_number LIMIT 1`,
  ).get();
  if (row === undefined) return null;
  return {
    documentNumber: row.document_number as number,
    request: JSON.parse(row.request as string),
    started: row.started === null ? null : JSON.parse(row.started as string),
  };
}

function countDocuments({ db }: Pick<Store, "db">): Pick<FiscalReport, "waiting" | "refused"> {
  const count = (status: string): number =>
    prepared(db, "SELECT count(*) AS count FROM fiscal_documents WHERE status = ?").get(status)!
      .count as number;
  return { waiting: count("waiting"), refused: count("refused") };
}

/** Receipts that wait for the device. */
export function countUnsigned(store: Pick<Store, "db">): number {
  return countDocuments(store).waiting;
}

function hasUnmarked({ db }: Pick<Store, "db">): boolean {
  const sql = "SELECT 1 FROM fiscal_documents WHERE status = 'waiting' AND is_late = 0 LIMIT 1";
  return prepared(db, sql).get() !== undefined;
}

function markLate(db: Db): void {
  prepared(db, "UPDATE fiscal_documents SET is_late = 1 WHERE status = 'waiting'").run();
}

function noteStarted(db: Db, documentNumber: number, started: FiscalTransaction): void {
  const sql = "UPDATE fiscal_documents SET started = ? WHERE document_number = ?";
  prepared(db, sql).run(JSON.stringify(started), documentNumber);
}

function noteSigned(db: Db, number: number, signature: FiscalSignature, atMs: number): void {
  prepared(
    db,
    `UPDATE fiscal_documents SET status = 'signed', signature = ?, signed_ms = ?, fault = NULL
     WHERE document_number = ? AND status = 'waiting'`,
  ).run(JSON.stringify(signature), atMs, number);
}

function noteRefused(db: Db, documentNumber: number, fault: string): void {
  prepared(
    db,
    "UPDATE fiscal_documents SET status = 'refused', fault = ? WHERE document_number = ?",
  ).run(fault, documentNumber);
}
