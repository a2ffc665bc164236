/**
 * How the clocks of cameras, or of a tracker, and of scales stand: as the engine finds it now, and as it was over the
 * last hours, also before the process started.
 */
import type { DatabaseSync } from "node:sqlite";
import { type Engine, readClocks } from "@saunter/engine/engine";
import type { ClockReport, KnownOffset } from "@saunter/engine/engine-types";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

export const CLOCK_SCHEMA = `
  CREATE TABLE IF NOT EXISTS clock_offsets (
    at_ms INTEGER PRIMARY KEY,
    offset_ms REAL NOT NULL,
    sd_ms REAL NOT NULL,
    applied_ms REAL NOT NULL
  ) STRICT;
`;

/** How often the offset is kept, and how long, milliseconds. */
export const OFFSET_EVERY_MS = 120_000;
export const OFFSETS_KEPT_MS = 12 * 3_600_000;

/**
 * `unknown`: too little has been compared so far. `aligned`: nothing has to be corrected. `corrected`: it is.
 * `lost`: it was known, and picks since then contradict it; or the correction is on its way. What is merely less
 * certain than before is not lost.
 */
export type ClockState = "unknown" | "aligned" | "corrected" | "lost";

export interface Clocks extends ClockReport {
  readonly state: ClockState;
}

export interface ClockWatch {
  /** The engine has started. */
  follow(engine: Engine): void;
  /** Null where there is nothing to compare: without live scales, and before the engine has started. */
  read(): Clocks | null;
}

export function createClockWatch(): ClockWatch {
  let engine: Engine | null = null;
  let wasKnown = false;
  return {
    follow: (started) => {
      engine = started;
    },
    read: () => {
      const report = engine === null ? null : readClocks(engine);
      if (report === null) return null;
      if (report.isBearable) wasKnown = true;
      return { ...report, state: nameState(report, wasKnown) };
    },
  };
}

function nameState({ appliedMs, isBearable, isOff }: ClockReport, wasKnown: boolean): ClockState {
  if (!isBearable && !wasKnown) return "unknown";
  if (isOff) return "lost";
  return appliedMs === 0 ? "aligned" : "corrected";
}

export interface PastOffset {
  readonly atMs: number;
  readonly offsetMs: number;
  readonly sdMs: number;
}

/** Keeps what is known now, now and then. */
export function keepOffset(tx: Transaction, nowMs: number, clocks: Clocks): void {
  const { appliedMs, isKnown, offsetMs, sdMs } = clocks;
  if (!isKnown) return;
  const newest = prepared(tx.db, "SELECT max(at_ms) AS at FROM clock_offsets").get()?.at;
  if (newest !== null && nowMs - (newest as number) < OFFSET_EVERY_MS) return;
  const sql = "INSERT OR REPLACE INTO clock_offsets VALUES (?, ?, ?, ?)";
  prepared(tx.db, sql).run(Math.round(nowMs), offsetMs, sdMs, appliedMs);
}

/** Those of the last hours, the oldest first. */
export function listOffsets(db: DatabaseSync, nowMs: number): PastOffset[] {
  const sql =
    "SELECT at_ms, offset_ms, sd_ms FROM clock_offsets WHERE at_ms > ? AND at_ms <= ? ORDER BY at_ms";
  return prepared(db, sql)
    .all(nowMs - OFFSETS_KEPT_MS, nowMs)
    .map((row) => ({
      atMs: row.at_ms as number,
      offsetMs: row.offset_ms as number,
      sdMs: row.sd_ms as number,
    }));
}

/** The newest, however old it is: an engine that starts begins with it. */
export function readKnownOffset(db: DatabaseSync): KnownOffset | null {
  const sql = "SELECT * FROM clock_offsets ORDER BY at_ms DESC LIMIT 1";
  const row = prepared(db, sql).get();
  if (row === undefined) return null;
  return {
    offsetMs: row.offset_ms as number,
    sdMs: row.sd_ms as number,
    appliedMs: row.applied_ms as number,
  };
}

export function removeOldOffsets(tx: Transaction, nowMs: number): void {
  const sql = `DELETE FROM clock_offsets
    WHERE at_ms <= ? AND at_ms < (SELECT max(at_ms) FROM clock_offsets)`;
  prepared(tx.db, sql).run(nowMs - OFFSETS_KEPT_MS);
}
