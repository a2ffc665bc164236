/** What came in and went out, by kind of payment. */
import type { PaymentSum } from "@saunter/commerce/closing/events";
import { type ChargeState, findWithdrawn } from "@saunter/commerce/payment/evolve";
import type { Projection } from "../store/projection.ts";
import { prepareAdd, UTC_DAY_MS } from "./sales-tables.ts";

type PaymentKind = PaymentSum["kind"];
export const PAYMENT_COLUMNS = ["taken_minor", "refunded_minor", "withdrawn_minor"] as const;
const KINDS: readonly PaymentKind[] = ["card", "account", "cash", "gift-card", "points"];

/** What was paid of a charge so far, by kind of payment. */
function sumPayments(state: ChargeState): readonly PaymentSum[] {
  return KINDS.map((kind) => {
    const isCash = kind === "cash";
    let takenMinor = isCash ? state.takenCashMinor : 0;
    let refundedMinor = isCash ? state.returnedCashMinor : 0;
    let withdrawnMinor = 0;
    for (const payment of state.payments.values()) {
      const payer = state.payers.get(payment.paymentId) ?? state.payer;
      if (payer.kind !== kind) continue;
      takenMinor += payment.capturedMinor;
      refundedMinor += payment.refundedMinor;
      withdrawnMinor += findWithdrawn(state, payment).totalMinor;
    }
    for (const { card, capturedMinor, refundedMinor: backMinor } of state.balances.values()) {
      if (card?.kind !== kind) continue;
      takenMinor += capturedMinor;
      refundedMinor += backMinor;
    }
    return { kind, takenMinor, refundedMinor, withdrawnMinor };
  });
}

export const paymentTables: Projection = {
  name: "payments-1",
  tables: ["payment_moves", "payments_days"],
  schema: `
    CREATE TABLE payment_moves (
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      charge_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      taken_minor INTEGER NOT NULL,
      refunded_minor INTEGER NOT NULL,
      withdrawn_minor INTEGER NOT NULL,
      PRIMARY KEY (position, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX payment_moves_by_charge ON payment_moves (charge_id);
    CREATE INDEX payment_moves_by_time ON payment_moves (at_ms);
    -- Sums by days of UTC, as of what was sold.
    CREATE TABLE payments_days (
      utc_day INTEGER NOT NULL,
      kind TEXT NOT NULL,
      taken_minor INTEGER NOT NULL,
      refunded_minor INTEGER NOT NULL,
      withdrawn_minor INTEGER NOT NULL,
      PRIMARY KEY (utc_day, kind)
    ) STRICT, WITHOUT ROWID;
  `,
  open: (db) => {
    const known = db.prepare(
      `SELECT coalesce(sum(taken_minor), 0) AS taken, coalesce(sum(refunded_minor), 0) AS refunded,
         coalesce(sum(withdrawn_minor), 0) AS withdrawn
       FROM payment_moves WHERE charge_id = ? AND kind = ?`,
    );
    const move = db.prepare("INSERT INTO payment_moves VALUES (?, ?, ?, ?, ?, ?, ?)");
    const add = prepareAdd(db, "payments_days", ["utc_day", "kind"], [], PAYMENT_COLUMNS);
    return ({ event, atMs, position }, _kind, id, state) => {
      switch (event.type) {
        case "CallAnswered":
        case "PaymentObserved":
        case "WithdrawalSeen":
        case "CashTaken":
        case "CashReturned":
        case "BalanceCaptured":
        case "BalanceRefunded":
          for (const sum of sumPayments(state as ChargeState)) {
            const before = known.get(id, sum.kind) as Record<string, number>;
            const taken = sum.takenMinor - before.taken!;
            const refunded = sum.refundedMinor - before.refunded!;
            const withdrawn = sum.withdrawnMinor - before.withdrawn!;
            if (taken === 0 && refunded === 0 && withdrawn === 0) continue;
            move.run(position, sum.kind, id, atMs, taken, refunded, withdrawn);
            add.run(Math.floor(atMs / UTC_DAY_MS), sum.kind, taken, refunded, withdrawn);
          }
      }
    };
  },
};
