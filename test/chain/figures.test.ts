/** Random journals of real stores; what the chain makes of them is what the shop itself makes of them. */

import {
  type FigureDatabase,
  readFigures,
  sendRows,
  startFigureDatabase,
} from "@saunter/chain/figures/figures-fixture";
import { projectAll, projectSome, rebuildShop } from "@saunter/chain/figures/projector";
import { arbitraryEvents, type BuiltEvent } from "@saunter/commerce/event-builders";
import type { Store } from "@saunter/shop/store/store";
import { openTestStore } from "@saunter/shop/store/store-fixture";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listRows } from "./open-shop-fixture.ts";

let figures: FigureDatabase;
const folders = createScratchFolders();
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(async () => {
  await figures.close();
  folders.remove();
});

async function openWith(events: readonly BuiltEvent[]): Promise<Store> {
  let nowMs = 1_790_000_000_000;
  const store = openTestStore(folders.make(), { nowMs: () => nowMs });
  for (const { event, id, kind } of events.filter(isReal)) {
    nowMs += 1000;
    await store.transact((tx) => tx.append(kind, id, [event as never]));
  }
  return store;
}

/** Disputes have ids of their own; the builders resolve some that nobody raised, in several visits. */
function isReal({ event }: BuiltEvent): boolean {
  return event.type !== "ContestResolved" || event.contestId !== "unknown";
}

/** The same figures, of the shop's own tables and of the chain's. */
const SAME: readonly (readonly [shop: string, chain: string])[] = [
  [
    `SELECT visit_id, status, kind, method, gate_id, party_size, age, opened_ms, closed_ms
     FROM visits ORDER BY visit_id`,
    `SELECT visit_id, status, payer AS kind, method, gate_id, party_size, age, opened_ms, closed_ms
     FROM visits WHERE shop_id = $1 ORDER BY visit_id`,
  ],
  [
    `SELECT visit_id, status, document_number, total_minor, units, currency, drafted_ms, final_ms,
       review_due_ms, visit_id IN (SELECT visit_id FROM receipt_reviews) AS reviewed
     FROM receipts ORDER BY visit_id`,
    `SELECT visit_id, status, document_number, total_minor, units, currency, drafted_ms, final_ms,
       review_due_ms, is_reviewed::int AS reviewed FROM receipts WHERE shop_id = $1 ORDER BY visit_id`,
  ],
  [
    `SELECT document_number, visit_id, kind, at_ms, receipts, corrections, corrected_minor, units,
       discount_minor, deposit_minor, net_minor, tax_minor, rounding_minor, total_minor
     FROM sale_documents ORDER BY position`,
    `SELECT document_number, visit_id, kind, at_ms, receipts, corrections, corrected_minor, units,
       discount_minor, deposit_minor, net_minor, tax_minor, rounding_minor, total_minor
     FROM receipt_documents WHERE shop_id = $1 ORDER BY position`,
  ],
  [
    `SELECT document_number, item, name, tax_rate, units, discount_minor, net_minor, tax_minor
     FROM sale_lines ORDER BY document_number, hex(item)`,
    `SELECT document_number, item, name, tax_rate, units, discount_minor, net_minor, tax_minor
     FROM receipt_lines WHERE shop_id = $1 ORDER BY document_number, item COLLATE "C"`,
  ],
  [
    "SELECT document_number, net_minor, tax_minor FROM sale_taxes ORDER BY document_number",
    `SELECT document_number, net_minor, tax_minor FROM receipt_taxes
     WHERE shop_id = $1 ORDER BY document_number`,
  ],
  [
    `SELECT kind, visit_id, amount_minor, at_ms FROM sale_losses WHERE amount_minor > 0
     ORDER BY at_ms, kind`,
    `SELECT kind, visit_id, amount_minor, at_ms FROM losses
     WHERE shop_id = $1 AND amount_minor > 0
     UNION ALL SELECT 'debt-forgiven', visit_id, amount_minor, at_ms FROM forgiven_debts
     WHERE shop_id = $1 AND amount_minor > 0 ORDER BY at_ms, kind`,
  ],
  [
    `SELECT contest_id, visit_id, kind, gtin, claimed_quantity, worth_minor, status, cause,
       contested_ms FROM contests ORDER BY contested_ms`,
    `SELECT dispute_id AS contest_id, visit_id, kind, gtin, claimed_quantity, worth_minor, status,
       cause, disputed_ms AS contested_ms FROM disputes WHERE shop_id = $1 ORDER BY disputed_ms`,
  ],
  [
    `SELECT charge_id, payer, currency, due_minor, net_minor, missing_minor, refunded_minor,
       forgiven_minor, withdrawn_minor, debt_minor, debt_since_ms FROM charges ORDER BY charge_id`,
    `SELECT visit_id AS charge_id, payer, currency, due_minor, net_minor, missing_minor,
       refunded_minor, forgiven_minor, withdrawn_minor, debt_minor, debt_since_ms
     FROM charges WHERE shop_id = $1 ORDER BY visit_id`,
  ],
  [
    `SELECT review_id, visit_id, kind, status, worth_minor, opened_ms, due_ms, ended_ms, decided_by,
       took_ms, agrees, again_by, again_took_ms, again_agrees FROM reviews ORDER BY hex(review_id)`,
    `SELECT review_id, visit_id, kind, status, worth_minor, opened_ms, due_ms, ended_ms, decided_by,
       took_ms, agrees::int, again_by, again_took_ms, again_agrees::int
     FROM reviews WHERE shop_id = $1 ORDER BY review_id COLLATE "C"`,
  ],
  [
    `SELECT alert_key, kind, message, visit_id, raised_ms, acknowledged_ms, acknowledged_by,
       cleared_ms, cleared_by FROM alerts ORDER BY alert_key`,
    `SELECT DISTINCT ON (alert_key) alert_key, kind, message, visit_id, raised_ms, acknowledged_ms,
       acknowledged_by, cleared_ms, cleared_by FROM alerts WHERE shop_id = $1
     ORDER BY alert_key, position DESC`,
  ],
  [
    "SELECT facing, from_ms, gtin, until_ms FROM empty_facings ORDER BY from_ms, facing",
    `SELECT facing, from_ms, gtin, until_ms FROM empty_facings WHERE shop_id = $1
     ORDER BY from_ms, facing`,
  ],
];

async function query(text: string, shopId: string): Promise<unknown[]> {
  const { rows } = await figures.db.executeQuery<object>({
    sql: text,
    parameters: [shopId],
    query: { kind: "RawNode", sqlFragments: [text], parameters: [] },
    queryId: { queryId: shopId },
  });
  return rows.map((row) => ({ ...row }));
}

describe("what the chain makes of a shop's events", () => {
  it("is what the shop makes of them, in whatever batches they come", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryEvents(100, 30),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
        async (events, sizes) => {
          const shopId = await figures.addShop();
          const store = await openWith(events);
          const rows = listRows(store);
          for (let from = 0, turn = 0; from < rows.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            await sendRows(figures.db, shopId, rows.slice(from, from + size));
            await projectSome(figures.db, Math.max(1, size - 20));
            from += size;
          }
          await projectAll(figures.db);
          for (const [ofShop, ofChain] of SAME) {
            const expected = store.db
              .prepare(ofShop)
              .all()
              .map((row) => ({ ...row }));
            expect(await query(ofChain, shopId)).toEqual(expected);
          }
          const before = await readFigures(figures.db, [shopId]);
          expect(before.figure_faults).toEqual([]);
          await rebuildShop(figures.db, shopId);
          expect(await readFigures(figures.db, [shopId])).toEqual(before);
          await store.close();
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
