/** Charges, receipts and disputes. */
import {
  type ChargeState,
  findGivenBack,
  findMissing,
  findNet,
  hasPayerPaid,
  sumWithdrawn,
} from "@saunter/commerce/payment/evolve";
import { planCharge } from "@saunter/commerce/payment/plan";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { Projection } from "../store/projection.ts";

/**
 * Who has work with a charge: the process now, the process again when a debt is asked for once more,
 * staff with cash, or nobody.
 */
export type ChargeWork = "now" | "debt" | "cash" | "none";

export function findWork(state: ChargeState): ChargeWork {
  // As the plan would be at the end of time, when nothing waits any more.
  const policy = { canIncrease: false, retryAfterMs: [] };
  const plan = planCharge(state, Number.MAX_SAFE_INTEGER, policy);
  switch (plan.kind) {
    case "rest":
      return findMissing(state) === 0 ? "none" : "debt";
    case "await-cash":
      return "cash";
    case "wait":
    case "call":
    case "resume":
    case "open-debt":
    case "settle-debt":
      return "now";
    default:
      return plan satisfies never;
  }
}

export const chargeTables: Projection = {
  name: "charges-8",
  tables: ["charges"],
  schema: `
    CREATE TABLE charges (
      charge_id TEXT PRIMARY KEY,
      payer TEXT NOT NULL,
      last_four TEXT,
      card_token TEXT,
      card_hash TEXT,
      -- Whether the payer's own card has paid something that was not given back.
      has_paid INTEGER NOT NULL,
      currency TEXT NOT NULL,
      due_minor INTEGER,
      net_minor INTEGER NOT NULL,
      missing_minor INTEGER NOT NULL,
      refunded_minor INTEGER NOT NULL,
      forgiven_minor INTEGER NOT NULL,
      withdrawn_minor INTEGER NOT NULL,
      debt_minor INTEGER NOT NULL,
      debt_since_ms INTEGER,
      work TEXT NOT NULL,
      position INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX charges_by_position ON charges (position);
    CREATE INDEX charges_by_work ON charges (work, position);
    CREATE INDEX charges_undue ON charges (position) WHERE due_minor IS NULL;
    CREATE INDEX charges_by_card ON charges (last_four);
    CREATE INDEX charges_by_card_token ON charges (card_token);
    CREATE INDEX charges_by_card_hash ON charges (card_hash);
    CREATE INDEX charges_in_debt ON charges (debt_since_ms, charge_id) WHERE debt_minor > 0;
    CREATE INDEX charges_by_missing ON charges (abs(missing_minor));
  `,
  open: (db) => {
    const upsert = db.prepare(
      `INSERT INTO charges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (charge_id) DO UPDATE SET card_hash = excluded.card_hash,
         has_paid = excluded.has_paid,
         due_minor = excluded.due_minor,
         net_minor = excluded.net_minor, missing_minor = excluded.missing_minor,
         refunded_minor = excluded.refunded_minor,
         forgiven_minor = excluded.forgiven_minor,
         withdrawn_minor = excluded.withdrawn_minor, debt_minor = excluded.debt_minor,
         debt_since_ms = excluded.debt_since_ms, work = excluded.work`,
    );
    return ({ position }, kind, id, raw) => {
      if (kind !== "charge") return;
      const state = raw as ChargeState;
      upsert.run(
        id,
        state.payer.kind,
        state.payer.kind === "card" ? state.payer.lastFour : null,
        state.payer.kind === "card" ? state.payer.token : null,
        state.cardHash,
        hasPayerPaid(state) ? 1 : 0,
        state.currency,
        state.dueMinor,
        findNet(state),
        findMissing(state),
        findGivenBack(state),
        state.forgivenMinor,
        sumWithdrawn(state).totalMinor,
        state.debt?.amountMinor ?? 0,
        state.debt?.sinceMs ?? null,
        findWork(state),
        position,
      );
    };
  },
};

export const receiptTables: Projection = {
  name: "receipts-4",
  tables: ["receipts", "receipt_reviews", "contests", "documents"],
  schema: `
    CREATE TABLE receipts (
      visit_id TEXT PRIMARY KEY,
      status TEXT NOT NULL,
      document_number INTEGER,
      lookup_token TEXT NOT NULL UNIQUE,
      total_minor INTEGER NOT NULL,
      units INTEGER NOT NULL,
      currency TEXT NOT NULL,
      probability REAL NOT NULL,
      drafted_ms INTEGER NOT NULL,
      final_ms INTEGER,
      review_due_ms INTEGER
    ) STRICT;
    CREATE INDEX receipts_by_time ON receipts (drafted_ms);
    CREATE INDEX receipts_by_total ON receipts (total_minor);
    CREATE INDEX receipts_by_status ON receipts (status, drafted_ms);
    CREATE TABLE receipt_reviews (
      review_id TEXT NOT NULL,
      visit_id TEXT NOT NULL,
      PRIMARY KEY (review_id, visit_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contests (
      contest_id TEXT PRIMARY KEY,
      visit_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      gtin TEXT NOT NULL,
      claimed_quantity INTEGER NOT NULL,
      worth_minor INTEGER NOT NULL,
      status TEXT NOT NULL,
      cause TEXT,
      contested_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX contests_by_visit ON contests (visit_id);
    CREATE INDEX contests_by_status ON contests (status, contested_ms);
    CREATE TABLE documents (
      document_number INTEGER PRIMARY KEY,
      stream TEXT NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const upsert = db.prepare(
      "INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    const dispute = db.prepare("INSERT INTO contests VALUES (?, ?, ?, ?, ?, ?, 'open', NULL, ?)");
    const resolve = db.prepare("UPDATE contests SET status = ?, cause = ? WHERE contest_id = ?");
    const wait = db.prepare("INSERT OR IGNORE INTO receipt_reviews VALUES (?, ?)");
    const document = db.prepare("INSERT INTO documents VALUES (?, ?)");
    return ({ event, atMs }, kind, id, raw) => {
      if (event.type === "NumberAssigned") document.run(event.documentNumber, event.document);
      if (kind !== "receipt") return;
      const state = raw as ReceiptState;
      if (state.status === "none") return;
      const isFinal = state.status !== "draft";
      const { totals } = state.content.result;
      upsert.run(
        id,
        state.status,
        isFinal ? state.documentNumber : null,
        state.lookupToken,
        totals.totalMinor,
        state.content.lines.reduce((units, { quantity }) => units + quantity, 0),
        state.content.result.currency,
        state.probabilityExact,
        state.draftedMs,
        isFinal ? state.finalMs : null,
        isFinal ? null : state.reviewDueMs,
      );
      if (event.type === "ReceiptDrafted" || event.type === "ReceiptRedrafted") {
        for (const reviewId of event.reviewIds) wait.run(reviewId, id);
      }
      if (event.type === "LineContested") {
        const { contestId, gtin, claimedQuantity, worthMinor } = event.contest;
        dispute.run(contestId, id, event.contest.kind, gtin, claimedQuantity, worthMinor, atMs);
      }
      if (event.type === "ContestResolved") {
        resolve.run(event.isGranted ? "granted" : "refused", event.cause, event.contestId);
      }
    };
  },
};
