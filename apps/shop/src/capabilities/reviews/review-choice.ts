/** What a reviewer has chosen, as the domain knows it. */
import type { Candidate } from "@saunter/commerce/cart/events";
import { toItem } from "@saunter/commerce/cart/items";
import { isSameAccount } from "@saunter/commerce/review/decide";
import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import type { CHOICE } from "@saunter/protocol/http/review-schemas";
import type { Static } from "typebox";
import { RefusedError } from "../../domain/shop-context.ts";

/** A candidate by its account, as the engine told it. Throws `RefusedError`. */
export function toChoice(subject: ReviewSubject, choice: Static<typeof CHOICE>): ReviewChoice {
  if (choice.kind === "other") {
    return { kind: "other", candidate: { ...choice.candidate, probability: 0 } };
  }
  if (choice.kind !== "candidate") return choice;
  const told: readonly Candidate[] =
    subject.kind === "interaction" ? [subject.evidence, ...subject.evidence.candidates] : [];
  const candidate = told.find((one) => isSameAccount(one, { ...choice.candidate, probability: 0 }));
  if (candidate === undefined) {
    throw new RefusedError("review-choice-unknown", "this is not one of the candidates");
  }
  const { kind, shopperId, giverId, quantity, probability } = candidate;
  return {
    kind: "candidate",
    candidate: { kind, shopperId, giverId, ...toItem(candidate), quantity, probability },
  };
}
