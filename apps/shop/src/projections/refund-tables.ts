/**
 * Who was refunded how much, and whose receipts were settled because no one reviewed them: by payer and
 * by payment instrument, as several customers may pay with one card.
 */
import type { ChargePayer } from "@saunter/commerce/payment/events";
import type { ChargeState } from "@saunter/commerce/payment/evolve";
import { readDisputeCause } from "@saunter/commerce/receipt/losses";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import type { VisitState } from "@saunter/commerce/visit/evolve";
import type { Projection } from "../store/projection.ts";
import { nameParty } from "./visit-tables.ts";

export const refundTables: Projection = {
  name: "refunds-1",
  tables: ["payer_keys", "dispute_refunds", "lapsed_visits"],
  schema: `
    CREATE TABLE payer_keys (
      key TEXT NOT NULL,
      visit_id TEXT NOT NULL,
      PRIMARY KEY (key, visit_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX payer_keys_by_visit ON payer_keys (visit_id);
    CREATE TABLE dispute_refunds (
      dispute_id TEXT PRIMARY KEY,
      visit_id TEXT NOT NULL,
      cause TEXT NOT NULL,
      refund_minor INTEGER NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX dispute_refunds_by_visit ON dispute_refunds (visit_id);
    CREATE TABLE lapsed_visits (
      visit_id TEXT PRIMARY KEY,
      at_ms INTEGER NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const name = db.prepare("INSERT OR IGNORE INTO payer_keys VALUES (?, ?)");
    const grant = db.prepare("INSERT OR REPLACE INTO dispute_refunds VALUES (?, ?, ?, 0, ?)");
    const refund = db.prepare("UPDATE dispute_refunds SET refund_minor = ? WHERE dispute_id = ?");
    const lapse = db.prepare("INSERT OR IGNORE INTO lapsed_visits VALUES (?, ?)");
    return ({ event, atMs }, kind, id, state) => {
      switch (event.type) {
        case "VisitOpened":
          for (const key of nameVisit(id, state as VisitState)) name.run(key, id);
          break;
        case "ChargeOpened":
        case "CardRecognised":
        case "IntentWritten":
          for (const key of nameInstruments(state as ChargeState)) name.run(key, id);
          break;
        case "ContestResolved":
          if (event.isGranted) grant.run(event.contestId, id, event.cause, atMs);
          break;
        case "ReceiptCorrected": {
          const disputeId = readDisputeCause(event.cause);
          if (disputeId !== null) refund.run(Math.max(0, -event.differenceMinor), disputeId);
          break;
        }
        case "ReceiptFinalised":
          if (event.cause === "lapsed") lapse.run(id, atMs);
          break;
        case "ReviewLapsed": {
          const review = state as ReviewState;
          if (kind !== "review" || review.status === "unopened") break;
          if (review.subject.kind !== "contest") lapse.run(review.visitId, atMs);
          break;
        }
      }
    };
  },
};

/** A visit stands for itself where nobody knows who pays, as with cash. */
function nameVisit(visitId: string, visit: VisitState): string[] {
  const party = visit.status === "unopened" ? null : nameParty(visit.payer);
  return party === null ? [`visit:${visitId}`] : [`visit:${visitId}`, party];
}

function nameInstruments({ payer, payers, cardHash }: ChargeState): string[] {
  const keys = [payer, ...payers.values()].flatMap(nameInstrument);
  return cardHash === null ? keys : [...keys, `hash:${cardHash}`];
}

function nameInstrument(payer: ChargePayer): string[] {
  if (payer.kind === "card") return [`card:${payer.token}`];
  return payer.kind === "account" ? [`account:${payer.accountId}`] : [];
}
