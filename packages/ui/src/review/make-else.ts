/** What was filled in as a choice; null where it is none yet. */
import type { Answer } from "@saunter/client/api";
import { readKilograms } from "../format.ts";

type Review = Answer<"GET /v1/reviews/:reviewId">;
type Choice = Review["choices"][number]["choice"];
type Candidate = Extract<Choice, { kind: "candidate" }>["candidate"];

export interface FilledIn {
  readonly product: { readonly gtin: string; readonly priceOf: "unit" | "kilogram" } | null;
  readonly quantity: string;
  /** Of goods by weight, kilograms. */
  readonly weight: string;
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
  const netG = product.priceOf === "kilogram" ? readKilograms(filledIn.weight) : undefined;
  if (netG === null) return null;
  const { gtin } = product;
  const item = netG === undefined ? { gtin } : { gtin, weighing: { netG } };
  if (form === "add") return { kind: "add", ...item, quantity };
  // Nobody hands something to themselves.
  if (kind === "handover" && who === giver) return null;
  const giverId = kind === "handover" && giver !== "" ? giver : null;
  const shopperId = who === "" ? null : who;
  return { kind: "other", candidate: { kind, shopperId, giverId, ...item, quantity } };
}
