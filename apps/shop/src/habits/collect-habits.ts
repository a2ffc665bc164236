/** What reviewers' decisions say of what a shop's people do, beside what the engine expected of the same interactions. */
import type { Evidence } from "@saunter/commerce/cart/events";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import type { HabitCount, ShopHabits } from "@saunter/engine/shop-habits";
import type { Store } from "../store/store.ts";

export function collectHabits(store: Store): ShopHabits {
  const handovers = { expected: 0, seen: 0 };
  const presses = { expected: 0, seen: 0 };
  const rows = store.db
    .prepare("SELECT review_id FROM reviews WHERE status = 'decided' ORDER BY review_id")
    .all();
  for (const { review_id } of rows) {
    const review = store.read("review", review_id as string);
    if (review.status !== "decided" || review.subject.kind !== "interaction") continue;
    const { evidence } = review.subject;
    addCase(handovers, expectHandover(evidence), isHandover(review.choice));
    if (evidence.kind !== "handover") {
      addCase(presses, expectNothing(evidence), review.choice.kind === "nothing");
    }
  }
  return { handovers, presses };
}

/** What was not expected at all says nothing of how often it is expected too seldom. */
function addCase(
  count: { -readonly [K in keyof HabitCount]: number },
  expected: number,
  seen: boolean,
) {
  if (expected === 0) return;
  count.expected += expected;
  if (seen) count.seen++;
}

function expectHandover(evidence: Evidence): number {
  return [evidence, ...evidence.candidates]
    .filter(({ kind }) => kind === "handover")
    .reduce((sum, { probability }) => sum + probability, 0);
}

/** What is left of the belief: that nothing which is known was taken or put back. */
function expectNothing(evidence: Evidence): number {
  const accounts = [evidence, ...evidence.candidates];
  return Math.max(0, 1 - accounts.reduce((sum, { probability }) => sum + probability, 0));
}

function isHandover(choice: ReviewChoice): boolean {
  return (
    (choice.kind === "candidate" || choice.kind === "other") && choice.candidate.kind === "handover"
  );
}
