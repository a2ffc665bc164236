/** Choices of a review, each with its key. */
import type { Answer } from "@saunter/client/api";

type Review = Answer<"GET /v1/reviews/:reviewId">;
type Choice = Review["choices"][number]["choice"];

export interface KeyedChoice {
  /** Null where there are more choices than keys. */
  readonly key: string | null;
  readonly choice: Choice;
  readonly probability: number | null;
}

/** Nothing is always zero; the others are counted from one. */
export const NOTHING_KEY = "0";
const NUMBERED_MAX = 9;

export function listKeyed({ choices }: Pick<Review, "choices">): KeyedChoice[] {
  let number = 0;
  return choices.map(({ choice, probability }) => {
    if (choice.kind === "nothing") return { key: NOTHING_KEY, choice, probability };
    number++;
    return { key: number <= NUMBERED_MAX ? String(number) : null, choice, probability };
  });
}
