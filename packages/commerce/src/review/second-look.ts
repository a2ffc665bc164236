/**
 * A share of what reviewers decided is decided by a second one, who does not see what the first said:
 * how often two people agree says how far a decision can be believed. Nothing follows from it.
 */
import type { ReviewChoice, ReviewSubject } from "./events.ts";

/** One in ten: some tens of pairs within a thousand visits, and little work. */
export const SECOND_LOOK_SHARE = 0.1;
/** So long after the first decision: a day later the evidence begins to go. */
export const SECOND_LOOK_WITHIN_MS = 24 * 3_600_000;

/**
 * Whether a review is among those: by its id alone, so that nobody can choose. Interactions alone are:
 * what else is asked rests on the receipt, which tells by then what the first said.
 */
export function isLookedAtTwice(reviewId: string, { kind }: Pick<ReviewSubject, "kind">): boolean {
  if (kind !== "interaction") return false;
  // FNV-1a, 32 bits (Fowler, Noll, Vo).
  let hash = 0x811c9dc5;
  for (let at = 0; at < reviewId.length; at++) {
    hash = Math.imul(hash ^ reviewId.charCodeAt(at), 0x01000193);
  }
  // Its last bits are the best mixed.
  return ((hash >>> 0) % 1000) / 1000 < SECOND_LOOK_SHARE;
}

/** Whether two decisions say that the same happened. */
export function isSameChoice(a: ReviewChoice, b: ReviewChoice): boolean {
  return nameChoice(a) === nameChoice(b);
}

/** What is said, however it was chosen: a candidate, or the same filled in. */
function nameChoice(choice: ReviewChoice): string {
  switch (choice.kind) {
    case "candidate":
    case "other": {
      const { kind, shopperId, giverId, gtin, quantity, weighing } = choice.candidate;
      return JSON.stringify([kind, shopperId, giverId, gtin, quantity, weighing?.netG ?? null]);
    }
    case "add":
    case "remove": {
      const { gtin, quantity, weighing } = choice;
      return JSON.stringify([choice.kind, gtin, quantity, weighing?.netG ?? null]);
    }
    case "replace": {
      const name = ({ gtin, quantity, weighing }: typeof choice.instead) => [
        ...[gtin, quantity, weighing?.netG ?? null],
      ];
      return JSON.stringify([choice.kind, ...name(choice), ...name(choice.instead)]);
    }
    case "nothing":
    case "grant":
    case "refuse":
      return choice.kind;
    default:
      return choice satisfies never;
  }
}
