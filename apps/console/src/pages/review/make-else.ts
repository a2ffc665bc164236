/** What was filled in as a choice; null where it is none yet. */
import type { Candidate, Choice, Review } from "./review-types.ts";

export interface FilledIn {
  readonly product: { readonly gtin: string } | null;
  readonly quantity: string;
  readonly kind: Candidate["kind"];
  /** Empty: nobody who is known. */
  readonly who: string;
  readonly giver: string;
}

/** As many as the shop takes. */
const QUANTITY_MAX = 99;

export function makeElse(form: Review["form"], filledIn: FilledIn): Choice | null {
  const { product, kind, who, giver } = filledIn;
  const quantity = Number(filledIn.quantity);
  if (product === null || form === null) return null;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX) return null;
  const { gtin } = product;
  if (form === "add") return { kind: "add", gtin, quantity };
  // Nobody hands something to themselves.
  if (kind === "handover" && who === giver) return null;
  const giverId = kind === "handover" && giver !== "" ? giver : null;
  const shopperId = who === "" ? null : who;
  return { kind: "other", candidate: { kind, shopperId, giverId, gtin, quantity } };
}
