/**
 * What visits and receipts are found by: one row a visit, which lists, totals and exports read without joining. Words
 * are looked for by reading the rows, not in an index of words: SQLite's FTS5 keeps shadow tables, which checksums of
 * rows and rebuilt projections would have to know (docs/decisions/0038 has the times).
 */
import { type ChargeState, findGivenBack, findMissing } from "@saunter/commerce/payment/evolve";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { VisitState } from "@saunter/commerce/visit/evolve";
import type { Projection } from "../store/projection.ts";
import { nameParty } from "./visit-tables.ts";

/** Without case and accents: "Crème" is found by "creme". */
export function foldWords(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** What disputed lines once were stays findable after they are taken off. */
function listWords(state: Exclude<ReceiptState, { status: "none" }>): string {
  const products = "issued" in state ? state.issued.result.lines : state.content.result.lines;
  const now = state.content.result.lines;
  const names = new Set([...products, ...now].map(({ name }) => foldWords(name)));
  const gtins = new Set([...products, ...now].map(({ gtin }) => gtin));
  // Each word begins after a space, so that it is found by its beginning.
  return ` ${[...names, ...gtins].join(" ")} `;
}

const RECEIPT_COLUMNS = [
  ...["receipt_status", "document_number", "corrections", "total_minor", "currency", "units"],
  ...["probability", "drafted_ms", "final_ms", "review_due_ms", "disputes_open", "words"],
];

export const searchTables: Projection = {
  name: "search-1",
  tables: ["visit_search", "staff_refunds"],
  schema: `
    CREATE TABLE visit_search (
      visit_id TEXT PRIMARY KEY,
      -- A charge may be opened before its visit: null until then.
      visit_status TEXT,
      payer TEXT,
      party TEXT,
      party_size INTEGER,
      method TEXT,
      gate_id TEXT,
      bound INTEGER,
      inside INTEGER,
      age TEXT,
      flags INTEGER,
      opened_ms INTEGER,
      closed_ms INTEGER,
      last_four TEXT,
      missing_minor INTEGER NOT NULL DEFAULT 0,
      refunded_minor INTEGER NOT NULL DEFAULT 0,
      -- Null until there is a receipt.
      receipt_status TEXT,
      document_number INTEGER,
      corrections INTEGER,
      total_minor INTEGER,
      currency TEXT,
      units INTEGER,
      probability REAL,
      drafted_ms INTEGER,
      final_ms INTEGER,
      review_due_ms INTEGER,
      disputes_open INTEGER,
      words TEXT
    ) STRICT;
    CREATE INDEX visit_search_by_opened ON visit_search (opened_ms, visit_id)
      WHERE visit_status IS NOT NULL;
    CREATE INDEX visit_search_by_drafted ON visit_search (drafted_ms, visit_id)
      WHERE receipt_status IS NOT NULL;
    CREATE INDEX visit_search_by_party ON visit_search (party, drafted_ms);
    CREATE TABLE staff_refunds (
      refund_id TEXT PRIMARY KEY,
      visit_id TEXT NOT NULL,
      by_id TEXT NOT NULL,
      amount_minor INTEGER NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX staff_refunds_by_person ON staff_refunds (by_id, at_ms);
    CREATE INDEX staff_refunds_by_visit ON staff_refunds (visit_id);
  `,
  open: (db) => {
    const visit = db.prepare(`
      INSERT INTO visit_search (visit_id, visit_status, payer, party, party_size, method, gate_id,
          bound, inside, age, flags, opened_ms, closed_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (visit_id) DO UPDATE SET visit_status = excluded.visit_status,
          gate_id = excluded.gate_id, method = excluded.method, opened_ms = excluded.opened_ms,
          payer = excluded.payer, party = excluded.party, party_size = excluded.party_size,
          bound = excluded.bound, inside = excluded.inside, age = excluded.age,
          flags = excluded.flags, closed_ms = excluded.closed_ms`);
    const charge = db.prepare(
      `INSERT INTO visit_search (visit_id, last_four, missing_minor, refunded_minor)
         VALUES (?, ?, ?, ?)
         ON CONFLICT (visit_id) DO UPDATE SET last_four = excluded.last_four,
           missing_minor = excluded.missing_minor, refunded_minor = excluded.refunded_minor`,
    );
    const receipt = db.prepare(
      `INSERT INTO visit_search (visit_id, ${RECEIPT_COLUMNS.join(", ")})
         VALUES (?${", ?".repeat(RECEIPT_COLUMNS.length)})
         ON CONFLICT (visit_id) DO UPDATE SET
           ${RECEIPT_COLUMNS.map((name) => `${name} = excluded.${name}`).join(", ")}`,
    );
    const refund = db.prepare("INSERT INTO staff_refunds VALUES (?, ?, ?, ?, ?)");

    function takeVisit(id: string, state: VisitState): void {
      if (state.status === "unopened") return;
      const { payer, shoppers, left } = state;
      visit.run(
        id,
        state.status,
        payer.kind,
        nameParty(payer),
        state.partySize,
        state.method,
        state.gateId,
        shoppers.length,
        shoppers.length - left.length,
        state.age,
        state.flags.length,
        state.openedMs,
        state.status === "closed" ? state.closedMs : null,
      );
    }

    function takeReceipt(id: string, state: ReceiptState): void {
      if (state.status === "none") return;
      const final = state.status === "draft" ? null : state;
      const { result, lines } = state.content;
      receipt.run(
        id,
        state.status,
        final?.documentNumber ?? null,
        final?.corrections.length ?? 0,
        result.totals.totalMinor,
        result.currency,
        lines.reduce((units, { quantity }) => units + quantity, 0),
        state.probabilityExact,
        state.draftedMs,
        final?.finalMs ?? null,
        final === null ? state.reviewDueMs : null,
        final?.disputes.filter(({ isGranted }) => isGranted === null).length ?? 0,
        listWords(state),
      );
    }

    function takeCharge(id: string, state: ChargeState): void {
      if (state.status === "unopened") return;
      const lastFour = state.payer.kind === "card" ? state.payer.lastFour : null;
      charge.run(id, lastFour, findMissing(state), findGivenBack(state));
    }

    return ({ event, atMs }, kind, id, state) => {
      if (kind === "visit") takeVisit(id, state as VisitState);
      if (kind === "receipt") takeReceipt(id, state as ReceiptState);
      if (kind === "charge") takeCharge(id, state as ChargeState);
      if (event.type === "ReceiptRefunded") {
        const { refundId, by, amountMinor } = event.refund;
        refund.run(refundId, id, by, amountMinor, atMs);
      }
    };
  },
};
