/** Actions that leave the same signals as others, and the receipts of shoppers who did them. */

import type { WorldReceipt } from "./measure-worlds.ts";
import { SHARED_PLATE } from "./measured-visit.ts";
import { measureReceipts, type ReceiptFigures } from "./receipt-models.ts";

interface Ambiguity {
  readonly title: string;
  /** A receipt has it where its shopper did any of these. */
  readonly tags: readonly string[];
}

export const AMBIGUITIES: readonly Ambiguity[] = [
  {
    title: "put an item where a product of nearly its weight stands",
    tags: ["putByNearWeight", "swapNear"],
  },
  {
    title: "left an item in a wrong place, or took one from there",
    tags: ["misplace", "takeMisplaced"],
  },
  {
    title: "moved an item within a second of another shopper, on the same plate or the next",
    tags: [SHARED_PLATE],
  },
  {
    title: "took an item or put one back while a hand pressed, or right after",
    tags: ["takeInPress", "putInPress", "pressThenTake", "pressAsTake"],
  },
  { title: "handed over an item, or received one", tags: ["give", "receive", "putBackGiven"] },
  { title: "knocked or slid an item to another plate", tags: ["knock", "slide"] },
];

export interface AmbiguityFigures {
  readonly title: string;
  /** Null where no receipt has it. */
  readonly figures: ReceiptFigures | null;
}

/** By what makes them ambiguous, those with none of it, and all; a receipt with several counts in each. */
export function listAmbiguities(
  receipts: readonly WorldReceipt[],
  bound: number,
): AmbiguityFigures[] {
  const has = ({ tags }: WorldReceipt, some: readonly string[]): boolean =>
    some.some((tag) => tags.includes(tag));
  const measure = (title: string, own: readonly WorldReceipt[]): AmbiguityFigures => ({
    title,
    figures: own.length === 0 ? null : measureReceipts(own, null, bound),
  });
  const all = AMBIGUITIES.flatMap(({ tags }) => tags);
  return [
    ...AMBIGUITIES.map(({ title, tags }) =>
      measure(
        title,
        receipts.filter((one) => has(one, tags)),
      ),
    ),
    measure(
      "none of these",
      receipts.filter((one) => !has(one, all)),
    ),
    measure("all", receipts),
  ];
}
