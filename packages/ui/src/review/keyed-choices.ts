/** Choices of a review, each with its key. */
import type { Answer } from "@saunter/client/api";

type Review = Answer<"GET /v1/reviews/:reviewId">;
type ListedChoice = Review["choices"][number];

export interface KeyedChoice extends ListedChoice {
  /** Null where there are more choices than keys. */
  readonly key: string | null;
}

/** Nothing is always zero; the others are counted from one. */
export const NOTHING_KEY = "0";
const NUMBERED_MAX = 9;

export function listKeyed({ choices }: Pick<Review, "choices">): KeyedChoice[] {
  let number = 0;
  return choices.map((listed) => {
    if (listed.choice.kind === "nothing") return { key: NOTHING_KEY, ...listed };
    number++;
    return { key: number <= NUMBERED_MAX ? String(number) : null, ...listed };
  });
}
