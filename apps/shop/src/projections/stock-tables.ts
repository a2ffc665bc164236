/**
 * All that stock follows from: counts, refills, waste, and what people moved. Each has the time at which it
 * happened, so that it does not matter when it was reported, or revised.
 */

import type { DatabaseSync } from "node:sqlite";
import type { Candidate, Evidence } from "@saunter/commerce/cart/events";
import { countOnShelf } from "@saunter/commerce/cart/interactions";
import type { ReceiptEvent } from "@saunter/commerce/receipt/events";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import { listMoves } from "@saunter/commerce/review/list-moves";
import type { Projection } from "../store/projection.ts";

const MOVE = `
  gondola INTEGER,
  shelf INTEGER,
  plates TEXT,
  gtin TEXT NOT NULL,
  delta INTEGER NOT NULL,
  occurred_ms INTEGER NOT NULL
`;

/**
 * `stock_told` is what the engine says; `stock_decided` is what a person says, instead of it where
 * the ids are the same. A move without a place is of something whose facing nobody knows. `reported` is how
 * many there are by all that has been reported outside; null where nobody knows. `stock_movements` is what staff
 * did: counted, refilled, wasted; `expected` is what should have been there when they counted.
 */
export const stockTables: Projection = {
  name: "stock-4",
  tables: ["stock_counts", "stock_movements", "stock_told", "stock_decided"],
  schema: `
    CREATE TABLE stock_counts (
      facing TEXT PRIMARY KEY,
      gtin TEXT NOT NULL,
      quantity INTEGER NOT NULL,
      counted_ms INTEGER NOT NULL,
      position INTEGER NOT NULL,
      told INTEGER
    ) STRICT;
    CREATE TABLE stock_movements (
      position INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      facing TEXT NOT NULL,
      gtin TEXT NOT NULL,
      quantity INTEGER NOT NULL,
      expected INTEGER,
      expires_on TEXT,
      reason TEXT,
      moved_by TEXT NOT NULL,
      moved_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX stock_movements_by_facing ON stock_movements (facing, moved_ms);
    CREATE INDEX stock_movements_by_time ON stock_movements (moved_ms, position);
    CREATE TABLE stock_told (evidence_id TEXT PRIMARY KEY, ${MOVE}) STRICT;
    CREATE INDEX stock_told_by_place
      ON stock_told (gtin, gondola, shelf, occurred_ms, plates, delta);
    CREATE TABLE stock_decided (decided_id TEXT PRIMARY KEY, ${MOVE}) STRICT;
    CREATE INDEX stock_decided_by_place ON stock_decided (gtin, gondola, shelf, occurred_ms);
  `,
  open: (db) => {
    const count = db.prepare(
      `INSERT INTO stock_counts VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (facing) DO UPDATE
         SET gtin = excluded.gtin, quantity = excluded.quantity,
           counted_ms = excluded.counted_ms, position = excluded.position
         WHERE excluded.counted_ms >= counted_ms`,
    );
    const setTold = db.prepare("UPDATE stock_counts SET told = ? WHERE facing = ?");
    const addTold = db.prepare("UPDATE stock_counts SET told = told + ? WHERE facing = ?");
    const note = db.prepare("INSERT INTO stock_movements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    const tell = openReports(db);
    const decide = openDeciding(db);
    const reopen = db.prepare("DELETE FROM stock_decided WHERE decided_id = ?");
    return ({ event, atMs, position }, _kind, id, state) => {
      switch (event.type) {
        case "StockCounted": {
          const { facing, gtin, quantity, countedMs = atMs, expected = null, by } = event;
          count.run(facing, gtin, quantity, countedMs, position);
          note.run(
            ...[position, "counted", facing, gtin, quantity, expected],
            ...[null, null, by, countedMs],
          );
          // Whoever is notified of it believes it, though a later count holds.
          setTold.run(quantity, facing);
          break;
        }
        case "StockRefilled": {
          const { facing, gtin, quantity, expiresOn = null, by } = event;
          note.run(
            ...[position, "refilled", facing, gtin, quantity, null],
            ...[expiresOn, null, by, atMs],
          );
          addTold.run(quantity, facing);
          break;
        }
        case "StockWasted": {
          const { facing, gtin, quantity, reason, by } = event;
          note.run(
            ...[position, "wasted", facing, gtin, quantity, null],
            ...[null, reason, by, atMs],
          );
          addTold.run(-quantity, facing);
          break;
        }
        case "StockReckoned":
          setTold.run(event.quantity, event.facing);
          break;
        case "InteractionTold":
          tell(event.evidence, event.status === "retracted");
          break;
        case "ReviewDecided":
          decide.review(id, event.choice, state as ReviewState);
          break;
        case "ReviewReopened":
          reopen.run(id);
          reopen.run(nameInstead(id));
          break;
        case "ContestResolved":
          decide.dispute(event, state as ReceiptState);
          break;
      }
    };
  },
};

/** What a decision puts in the place of a product has a row of its own. */
const nameInstead = (id: string): string => `instead:${id}`;

function openReports(db: DatabaseSync) {
  const move = db.prepare("INSERT OR REPLACE INTO stock_told VALUES (?, ?, ?, ?, ?, ?, ?)");
  const drop = db.prepare("DELETE FROM stock_told WHERE evidence_id = ?");
  return (evidence: Evidence, isRetracted: boolean): void => {
    const { evidenceId, gondola, shelf, plates, gtin, occurredMs } = evidence;
    const delta = countOnShelf(evidence);
    if (isRetracted || delta === 0) drop.run(evidenceId);
    else move.run(evidenceId, gondola, shelf, JSON.stringify(plates), gtin, delta, occurredMs);
  };
}

function openDeciding(db: DatabaseSync) {
  const move = db.prepare("INSERT OR REPLACE INTO stock_decided VALUES (?, ?, ?, ?, ?, ?, ?)");
  const find = db.prepare(
    `SELECT gondola, shelf, plates, occurred_ms FROM stock_told
       WHERE gtin = ? AND evidence_id IN (SELECT value FROM json_each(?))
       ORDER BY occurred_ms DESC, evidence_id LIMIT 1`,
  );
  const moveNowhere = (id: string, gtin: string, delta: number, occurredMs: number): void => {
    move.run(id, null, null, null, gtin, delta, occurredMs);
  };
  return {
    review: (reviewId: string, choice: ReviewChoice, review: ReviewState): void => {
      if (review.status === "unopened") return;
      for (const [at, { item, units }] of listMoves(choice).entries()) {
        // Taken before the exit, which is when the review was opened.
        const id = at === 0 ? reviewId : nameInstead(reviewId);
        moveNowhere(id, item.gtin, -units, review.openedMs);
      }
      if (review.subject.kind !== "interaction") return;
      const { gondola, shelf, plates, occurredMs, ...told } = review.subject.evidence;
      const { gtin, delta } = countDecided(told, choice);
      move.run(reviewId, gondola, shelf, JSON.stringify(plates), gtin, delta, occurredMs);
    },
    /** A reviewer, and not just the clock or the policy, says that the shopper is right. */
    dispute: (
      { contestId, isGranted, cause }: Extract<ReceiptEvent, { type: "ContestResolved" }>,
      receipt: ReceiptState,
    ): void => {
      if (receipt.status === "none" || receipt.status === "draft") return;
      const dispute = receipt.disputes.find((one) => one.disputeId === contestId);
      if (dispute === undefined || !isGranted || cause !== "reviewer") return;
      const { gtin, kind, claimedQuantity, lineId, instead } = dispute;
      const id = `contest:${contestId}`;
      if (kind === "missing") {
        moveNowhere(id, gtin, -claimedQuantity, receipt.draftedMs);
        return;
      }
      if (instead !== undefined) {
        const { gtin: other, quantity } = instead;
        moveNowhere(nameInstead(contestId), other, -quantity, receipt.draftedMs);
      }
      const line = receipt.content.lines.find((one) => one.lineId === lineId);
      if (line === undefined) return;
      const back = line.quantity - claimedQuantity;
      const place = find.get(gtin, JSON.stringify(line.evidenceIds));
      if (place === undefined) moveNowhere(id, gtin, back, receipt.draftedMs);
      else {
        const { gondola, shelf, plates, occurred_ms } = place;
        move.run(id, gondola!, shelf!, plates!, gtin, back, occurred_ms!);
      }
    },
  };
}

/** What an interaction changes on the shelf, as a reviewer saw it. */
function countDecided(
  told: Candidate,
  choice: ReviewChoice,
): { readonly gtin: string; readonly delta: number } {
  if (choice.kind !== "candidate" && choice.kind !== "other") {
    return { gtin: told.gtin, delta: 0 };
  }
  return { gtin: choice.candidate.gtin, delta: countOnShelf(choice.candidate) };
}
