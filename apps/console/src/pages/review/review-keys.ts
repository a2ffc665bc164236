/** Which key does what to a review. Each is written beside what it does. */
import { type PressedKey, readKey } from "@saunter/ui/pressed-key";
import { listKeyed } from "@saunter/ui/review/keyed-choices";
import type { ClipAct } from "./clip-figure.tsx";
import type { Choice, Review } from "./review-types.ts";

export type ReviewAct =
  | { readonly kind: "choose"; readonly choice: Choice }
  /** Opens the form: something that is not among the choices. */
  | { readonly kind: "else" }
  | { readonly kind: "leave" | "undo" | "help" | "go-on" }
  | { readonly kind: "clip"; readonly act: ClipAct }
  | { readonly kind: "time"; readonly steps: number }
  | { readonly kind: "interaction"; readonly steps: number };

/** Besides those of the choices. */
export const ELSE_KEY = "e";
export const LEAVE_KEY = "s";
export const UNDO_KEY = "u";

interface PressedOnReview extends PressedKey {
  readonly repeat: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

const PLAIN: Readonly<Record<string, ReviewAct>> = {
  [LEAVE_KEY]: { kind: "leave" },
  [UNDO_KEY]: { kind: "undo" },
  backspace: { kind: "undo" },
  "?": { kind: "help" },
  " ": { kind: "clip", act: "play" },
  p: { kind: "clip", act: "play" },
  ",": { kind: "clip", act: "slower" },
  ".": { kind: "clip", act: "faster" },
  // The same keys with Shift, or one of their own, as keyboards have it.
  "<": { kind: "clip", act: "slower" },
  ">": { kind: "clip", act: "faster" },
  enter: { kind: "go-on" },
  arrowleft: { kind: "time", steps: -1 },
  arrowright: { kind: "time", steps: 1 },
  arrowup: { kind: "interaction", steps: -1 },
  arrowdown: { kind: "interaction", steps: 1 },
};

/** What a key asks for; null of keys that ask for nothing. A key that is held decides once. */
export function findAct(
  review: Pick<Review, "choices" | "form"> | null,
  pressed: PressedOnReview,
): ReviewAct | null {
  const { repeat, ctrlKey, altKey, metaKey } = pressed;
  if (ctrlKey || altKey || metaKey) return null;
  const key = readKey(pressed).toLowerCase();
  const plain = PLAIN[key];
  if (plain !== undefined) return repeat && plain.kind !== "time" ? null : plain;
  if (review === null || repeat) return null;
  if (key === ELSE_KEY) return review.form === null ? null : { kind: "else" };
  const keyed = listKeyed(review).find((one) => one.key === key);
  return keyed === undefined ? null : { kind: "choose", choice: keyed.choice };
}
