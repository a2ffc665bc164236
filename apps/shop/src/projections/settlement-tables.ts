/**
 * Where receipts' totals and payments differ, and why, as changes by event of the journal. For each charge
 * `total = taken − refunded − withdrawn + unpaid + pending + refundsDue + goodwill + forgiven + takenBack`.
 */
import type { SettlementSums } from "@saunter/commerce/closing/events";
import { type ChargeState, findMissing, findNet } from "@saunter/commerce/payment/evolve";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { Projection } from "../store/projection.ts";
import { findWork } from "./money-tables.ts";

export const SETTLEMENT_COLUMNS = {
  unpaid_minor: "unpaidMinor",
  pending_minor: "pendingMinor",
  refunds_due_minor: "refundsDueMinor",
  goodwill_minor: "goodwillMinor",
  forgiven_minor: "forgivenMinor",
  taken_back_minor: "takenBackMinor",
} as const satisfies Record<string, keyof SettlementSums>;

const COLUMNS = Object.keys(SETTLEMENT_COLUMNS) as (keyof typeof SETTLEMENT_COLUMNS)[];

interface ChargeRow {
  readonly total_minor: number;
  /** Refunded as amounts, as the receipt says it. */
  readonly refunded_minor: number;
  /** Null while the visit goes on. */
  readonly due_minor: number | null;
  readonly net_minor: number;
  readonly missing_minor: number;
  readonly waived_minor: number;
  /** 1: the process still works on it, so what is missing is not a debt yet. */
  readonly is_pending: number;
}

const NO_CHARGE: ChargeRow = {
  ...{ total_minor: 0, refunded_minor: 0, due_minor: null, net_minor: 0 },
  ...{ missing_minor: 0, waived_minor: 0, is_pending: 0 },
};

function findSums(row: ChargeRow): SettlementSums {
  const { total_minor: totalMinor, due_minor: dueMinor, net_minor: netMinor } = row;
  const { missing_minor: missingMinor, waived_minor: forgivenMinor } = row;
  const goodwillMinor = Math.min(row.refunded_minor, totalMinor);
  const owedMinor = Math.max(0, missingMinor);
  const shares = {
    unpaidMinor: row.is_pending === 1 ? 0 : owedMinor,
    pendingMinor: row.is_pending === 1 ? owedMinor : 0,
    goodwillMinor,
    forgivenMinor,
  };
  // Received before anything is due.
  if (dueMinor === null) {
    return { ...shares, refundsDueMinor: totalMinor - goodwillMinor - netMinor, takenBackMinor: 0 };
  }
  return {
    ...shares,
    refundsDueMinor: Math.min(0, missingMinor),
    // Lowered what is due, or stays lost although it is due.
    takenBackMinor:
      totalMinor - goodwillMinor - dueMinor + (dueMinor - forgivenMinor - netMinor - missingMinor),
  };
}

export const settlementTables: Projection = {
  name: "settlements-1",
  tables: ["settlements", "settlement_moves"],
  schema: `
    CREATE TABLE settlements (
      charge_id TEXT PRIMARY KEY,
      total_minor INTEGER NOT NULL,
      refunded_minor INTEGER NOT NULL,
      due_minor INTEGER,
      net_minor INTEGER NOT NULL,
      missing_minor INTEGER NOT NULL,
      waived_minor INTEGER NOT NULL,
      is_pending INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settlement_moves (
      position INTEGER PRIMARY KEY,
      charge_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      ${COLUMNS.map((column) => `${column} INTEGER NOT NULL`).join(", ")}
    ) STRICT;
    CREATE INDEX settlement_moves_by_time ON settlement_moves (at_ms, position);
  `,
  open: (db) => {
    const find = db.prepare("SELECT * FROM settlements WHERE charge_id = ?");
    const save = db.prepare("INSERT OR REPLACE INTO settlements VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    const marks = COLUMNS.map(() => "?").join(", ");
    const move = db.prepare(`INSERT INTO settlement_moves VALUES (?, ?, ?, ${marks})`);
    return ({ atMs, position }, kind, id, state) => {
      if (kind !== "charge" && kind !== "receipt") return;
      const before = (find.get(id) as ChargeRow | undefined) ?? NO_CHARGE;
      const facts =
        kind === "charge" ? readCharge(state as ChargeState) : readReceipt(state as ReceiptState);
      const row = { ...before, ...facts };
      save.run(
        ...[id, row.total_minor, row.refunded_minor, row.due_minor, row.net_minor],
        ...[row.missing_minor, row.waived_minor, row.is_pending],
      );
      const [old, now] = [findSums(before), findSums(row)];
      const changes = COLUMNS.map((column) => {
        const name = SETTLEMENT_COLUMNS[column];
        return now[name] - old[name];
      });
      if (changes.some((change) => change !== 0)) move.run(position, id, atMs, ...changes);
    };
  },
};

function readCharge(state: ChargeState): Partial<ChargeRow> {
  return {
    due_minor: state.dueMinor,
    net_minor: findNet(state),
    missing_minor: findMissing(state),
    waived_minor: state.forgivenMinor,
    is_pending: state.debt === null && findWork(state) === "now" ? 1 : 0,
  };
}

function readReceipt(state: ReceiptState): Partial<ChargeRow> {
  if (state.status === "none" || state.status === "draft") return {};
  return {
    total_minor: state.content.result.totals.totalMinor,
    refunded_minor: state.goodwillMinor,
  };
}
