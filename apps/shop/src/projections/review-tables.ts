/** What waits for a person, by what is due first and what it is worth. */
import { findUndoEndMs } from "@saunter/commerce/review/decide";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import { findAgreement } from "@saunter/commerce/review/find-agreement";
import { isLookedAtTwice, isSameChoice } from "@saunter/commerce/review/second-look";
import type { Projection } from "../store/projection.ts";

export const reviewTables: Projection = {
  name: "reviews-6",
  tables: ["reviews"],
  schema: `
    CREATE TABLE reviews (
      review_id TEXT PRIMARY KEY,
      visit_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      status TEXT NOT NULL,
      worth_minor INTEGER NOT NULL,
      opened_ms INTEGER NOT NULL,
      due_ms INTEGER NOT NULL,
      -- Why a person has to decide, once its first deadline has passed.
      overdue TEXT,
      claimed_by TEXT,
      claimed_until_ms INTEGER,
      ended_ms INTEGER,
      -- From then on what follows from it follows; null while it is open.
      settled_ms INTEGER,
      decided_by TEXT,
      took_ms INTEGER,
      agrees INTEGER,
      -- Whether another reviewer shall decide it, too; who did, and whether they said the same.
      twice INTEGER NOT NULL,
      again_by TEXT,
      again_took_ms INTEGER,
      again_agrees INTEGER
    ) STRICT;
    CREATE INDEX reviews_by_due ON reviews (status, due_ms, worth_minor);
    CREATE INDEX reviews_by_end ON reviews (ended_ms);
    CREATE INDEX reviews_by_visit ON reviews (visit_id);
  `,
  open: (db) => {
    const upsert = db.prepare(
      "INSERT OR REPLACE INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
    );
    const decideAgain = db.prepare(
      "UPDATE reviews SET again_by = ?, again_took_ms = ?, again_agrees = ? WHERE review_id = ?",
    );
    return ({ event, atMs }, kind, id, raw) => {
      if (kind !== "review") return;
      const state = raw as ReviewState;
      if (state.status === "unopened" || event.type === "SecondLookClaimed") return;
      if (event.type === "ReviewDecidedAgain") {
        if (state.status !== "decided") return;
        const agrees = isSameChoice(state.choice, event.choice) ? 1 : 0;
        decideAgain.run(event.reviewerId, event.tookMs, agrees, id);
        return;
      }
      const claim = state.status === "open" ? state.claim : null;
      upsert.run(
        id,
        state.visitId,
        state.subject.kind,
        state.status,
        state.worthMinor,
        state.openedMs,
        state.dueMs,
        state.overdue,
        claim?.reviewerId ?? null,
        claim?.untilMs ?? null,
        state.status === "open" ? null : atMs,
        findSettledMs(state, atMs),
        state.status === "decided" ? state.reviewerId : null,
        event.type === "ReviewDecided" ? event.tookMs : null,
        event.type === "ReviewDecided" ? toFlag(findAgreement(state.subject, event.choice)) : null,
        isLookedAtTwice(id, state.subject) ? 1 : 0,
      );
    };
  },
};

function findSettledMs(state: ReviewState, atMs: number): number | null {
  if (state.status === "decided") return findUndoEndMs(state);
  return state.status === "lapsed" ? atMs : null;
}

function toFlag(agrees: boolean | null): number | null {
  return agrees === null ? null : Number(agrees);
}
