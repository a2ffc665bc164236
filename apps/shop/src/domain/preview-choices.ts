/** What a receipt becomes by each choice of a review, before anything is decided. */
import { type Item, nameItem, toItem } from "@saunter/commerce/cart/items";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import type { Transaction } from "../store/transaction.ts";
import { composeLines, readCarts, reckonLines } from "./compose-receipt.ts";
import { applyReviews, listUncertainties } from "./receipt-service.ts";
import type { Shop } from "./shop-context.ts";

export interface ChoicePreview {
  readonly totalMinor: number;
  /** Lines whose quantity it changes; empty if the receipt stays as it is. */
  readonly changes: readonly (Item & { readonly before: number; readonly after: number })[];
}

type Reader = Pick<Transaction, "atMs" | "db" | "read">;

/**
 * By choice; null if the receipt doesn't follow from it. Other reviews that are still open change nothing, and neither
 * does a decision on this one: a second reviewer can't tell it from the preview.
 */
export function previewChoices(
  reader: Reader,
  shop: Shop,
  review: Exclude<ReviewState, { status: "unopened" }>,
  choices: readonly ReviewChoice[],
): (ChoicePreview | null)[] {
  const { reviewId, subject, visitId } = review;
  const visit = reader.read("visit", visitId);
  const receipt = reader.read("receipt", visitId);
  if (visit.status !== "closed" || receipt.status === "none" || subject.kind === "contest") {
    return choices.map(() => null);
  }
  const { reviewIds } = receipt;
  const carts = readCarts(reader, visit);
  const before = settle(null);
  return choices.map((choice) => {
    const after = settle(choice);
    const names = new Set([...before.lines.keys(), ...after.lines.keys()]);
    const changes = [...names].flatMap((name) => {
      const [own, next] = [before.lines.get(name), after.lines.get(name)];
      const counts = { before: own?.quantity ?? 0, after: next?.quantity ?? 0 };
      return counts.before === counts.after ? [] : [{ ...toItem((own ?? next)!), ...counts }];
    });
    return { totalMinor: after.totalMinor, changes };
  });

  /** The receipt if this review is decided so; null: if it is open. */
  function settle(choice: ReviewChoice | null) {
    const supposed: ReviewState =
      choice === null
        ? { ...review, status: "open", claim: null }
        : {
            ...{ ...review, status: "decided", choice, reviewerId: "", decidedMs: reader.atMs },
            again: { status: "none", claim: null },
          };
    const supposing: Pick<Transaction, "read"> = {
      read: (kind, id) =>
        kind === "review" && id === reviewId
          ? (supposed as ReturnType<typeof reader.read<typeof kind>>)
          : reader.read(kind, id),
    };
    const reviews = reviewIds.map((id) => supposing.read("review", id));
    const decided = reviews.filter(({ status }) => status === "decided");
    const open = reviews.flatMap((one) => (one.status === "open" ? [one.reviewId] : []));
    const uncertainties = listUncertainties(supposing, carts, new Set(reviewIds), false).map(
      (one) => (open.includes(one.evidence.evidenceId) ? { ...one, decision: null } : one),
    );
    const isAgeOpen = reviews.some((one) => one.status === "open" && one.subject.kind === "age");
    const seen = isAgeOpen ? { ...carts.visit, age: "verified" as const } : carts.visit;
    const lines = applyReviews(shop, seen, composeLines(carts, uncertainties), decided);
    const priced = reckonLines(reader, shop, carts.visit, lines);
    return {
      lines: new Map(priced.lines.map((line) => [nameItem(line), line])),
      totalMinor: priced.result.totals.totalMinor,
    };
  }
}
