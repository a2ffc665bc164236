/** What a review asks, what can be answered, and what follows, in words. */

import { formatMoney } from "@saunter/ui/format";
import { formatGrams, formatNet, wordItem } from "../../parts/grams.ts";
import type { Candidate, Change, Choice, Interaction, Review, Subject } from "./review-types.ts";

/** People are letters: within one review the same one is always the same, and means nothing else. */
export type Letters = ReadonlyMap<string, string>;

const A = "A".charCodeAt(0);
const LETTERS = 26;

/** Those whom the candidates name come first, the likeliest before others; then whoever was near. */
export function giveLetters({ people, interactions, subject }: Review): Letters {
  const named = interactions.flatMap(({ evidence }) =>
    [evidence, ...evidence.candidates].flatMap(({ shopperId, giverId }) => [shopperId, giverId]),
  );
  const near = interactions.flatMap(
    ({ positions }) => positions?.shoppers.map(({ shopperId }) => shopperId) ?? [],
  );
  const own = subject.kind === "gap" ? [subject.shopperId] : [];
  return letterInOrder([...people, ...own, ...named, ...near]);
}

/** Letters for people in this order, each once. */
export function letterInOrder(people: readonly (string | null)[]): Letters {
  const known = people.filter((id) => id !== null);
  return new Map([...new Set(known)].map((id, at) => [id, nameAt(at)]));
}

function nameAt(at: number): string {
  const letter = String.fromCharCode(A + (at % LETTERS));
  return at < LETTERS ? letter : `${letter}${Math.floor(at / LETTERS)}`;
}

export type Products = ReadonlyMap<string, Review["products"][number]>;

export function mapProducts({ products }: Pick<Review, "products">): Products {
  return new Map(products.map((product) => [product.gtin, product]));
}

/** "A took 1 × Tomato soup". */
export function wordCandidate(candidate: Candidate, letters: Letters, products: Products): string {
  const { kind, shopperId, giverId } = candidate;
  const goods = wordItem(products.get(candidate.gtin)?.name ?? candidate.gtin, candidate);
  const who = (id: string | null): string =>
    id === null ? "an unknown person" : (letters.get(id) ?? "someone");
  switch (kind) {
    case "pick":
      return `${upFirst(who(shopperId))} took ${goods}`;
    case "putback":
      return `${upFirst(who(shopperId))} put ${goods} back`;
    case "handover":
      return `${upFirst(who(giverId))} gave ${goods} to ${who(shopperId)}`;
    default:
      return kind satisfies never;
  }
}

function upFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface Question {
  readonly title: string;
  /** What one has to know besides, in a sentence. */
  readonly more: string;
}

export function wordQuestion(
  { subject }: Pick<Review, "subject">,
  letters: Letters,
  products: Products,
): Question {
  const name = (gtin: string): string => products.get(gtin)?.name ?? gtin;
  switch (subject.kind) {
    case "interaction": {
      if (isOfCart(subject)) {
        const title = "Is this in the smart cart?";
        return { title, more: "Its scale does not show for certain that it came and stayed." };
      }
      const { gondola, shelf } = subject.evidence;
      const title = `What happened at gondola ${gondola}, shelf ${shelf}?`;
      return { title, more: wordWeight(subject.evidence) };
    }
    case "gap":
      if (subject.change !== undefined) {
        const { gondola, shelf } = subject.change;
        const title = `What happened at gondola ${gondola}, shelf ${shelf}?`;
        return { title, more: wordWhy(subject.change) };
      }
      return {
        title: `Is the receipt of ${letters.get(subject.shopperId) ?? "this shopper"} right?`,
        more: `Reason: ${leaveOutNumbers(subject.reason)}.`,
      };
    case "binding":
      return { title: "Is this the payer’s visit?", more: `${upFirst(subject.reason)}.` };
    case "age":
      return {
        title: "Was the shopper old enough?",
        more: `${subject.gtins.map(name).join(", ")} left the shop before an age check.`,
      };
    case "contest":
      return {
        title: `Is the shopper right about ${name(subject.gtin)}?`,
        more: wordClaim(subject, name),
      };
    default:
      return subject satisfies never;
  }
}

/** A smart cart's line: of no shelf. */
export const isOfCart = ({
  evidence,
}: {
  readonly evidence: Pick<Interaction["evidence"], "gondola">;
}): boolean => evidence.gondola === 0;

/** Numbers of products are for machines. */
const leaveOutNumbers = (reason: string): string => reason.replaceAll(/ \(\d{8,14}\)/g, "");

/** "Plate 4 lost 86 g", of a change that is told as no interaction. */
export const wordChange = (change: Change): string => wordWeight(change).slice(0, -1);

function wordWhy(change: Change): string {
  const isKnown = change.candidates.length > 0;
  const why = isKnown ? "The engine is not sure what it was." : "No product there weighs that.";
  return `${wordWeight(change)} ${why}`;
}

/** "Plates 3 and 4 lost 415 g." */
function wordWeight({
  kind,
  plates,
  weightG,
}: Pick<Interaction["evidence"], "kind" | "plates" | "weightG">): string {
  const grams = formatGrams(Math.abs(weightG));
  switch (kind) {
    case "pick":
      return `${wordPlates(plates)} lost ${grams}.`;
    case "putback":
      return `${wordPlates(plates)} gained ${grams}.`;
    case "handover":
      return "It may have been handed over.";
    default:
      return kind satisfies never;
  }
}

export function wordPlates(plates: readonly number[]): string {
  if (plates.length === 1) return `Plate ${plates[0]}`;
  const sorted = plates.toSorted((a, b) => a - b);
  const isRun = sorted.every((plate, at) => at === 0 || plate === sorted[at - 1]! + 1);
  if (isRun && sorted.length > 2) return `Plates ${sorted[0]} to ${sorted.at(-1)}`;
  return `Plates ${sorted.slice(0, -1).join(", ")} and ${sorted.at(-1)}`;
}

function wordClaim(
  subject: Extract<Subject, { kind: "contest" }>,
  name: (gtin: string) => string,
): string {
  const { claim, claimedG, claimedQuantity, receiptG, receiptQuantity, instead } = subject;
  if (claimedG !== undefined && claim !== "wrong-item") {
    const receipt = receiptG === undefined ? "none" : formatNet(receiptG);
    return `Shopper: ${formatNet(claimedG)}. Receipt: ${receipt}.`;
  }
  switch (claim) {
    case "missing":
      return `Shopper: ${claimedQuantity}. Receipt: ${receiptQuantity}.`;
    case "wrong-count":
      return `Shopper: ${claimedQuantity}. Receipt: ${receiptQuantity}.`;
    case "wrong-item":
      if (instead !== null) {
        const receipt = receiptG === undefined ? `${receiptQuantity}` : formatNet(receiptG);
        return `Shopper: ${wordItem(name(instead.gtin), instead)} instead. Receipt: ${receipt} of this.`;
      }
      return claimedQuantity === 0
        ? `Shopper: did not take it. Receipt: ${receiptQuantity}.`
        : `Shopper: ${claimedQuantity}. Receipt: ${receiptQuantity}.`;
    default:
      return claim satisfies never;
  }
}

/** Where there is no interaction to look at. */
export function wordNothingSeen(subject: Subject): string {
  const isUnseen =
    subject.kind === "contest" && (subject.claim === "missing" || subject.instead !== null);
  return isUnseen
    ? "No pick of this product was detected during the visit."
    : "No picks were detected for this shopper.";
}

/** Where no positions are available: they outlive a visit only where something was uncertain. */
export function wordNoPositions(kind: Subject["kind"], hasCurve: boolean): string {
  if (kind === "interaction") return "No positions: they were not kept, or have been deleted.";
  const gone = "Positions were deleted with the visit";
  return hasCurve ? `${gone}. Decide by the weight curve.` : `${gone}.`;
}

interface ChoiceWords {
  readonly text: string;
  /** What follows from it. */
  readonly more: string | null;
}

const GRANT: Readonly<
  Record<"age" | "binding" | "contest", Readonly<Record<"grant" | "refuse", ChoiceWords>>>
> = {
  age: {
    grant: { text: "Yes, old enough", more: "The products stay on the receipt." },
    refuse: {
      text: "No, or not clear",
      more: "They are removed from the receipt and not charged.",
    },
  },
  binding: {
    grant: { text: "Yes, it is theirs", more: "They are charged for it." },
    refuse: { text: "No, or not clear", more: "Nothing is charged." },
  },
  contest: {
    grant: {
      text: "Yes, they are right",
      more: "The receipt and the payment are corrected.",
    },
    refuse: { text: "No, the receipt is right", more: "It stays as it is." },
  },
};

export function wordChoice(
  choice: Choice,
  { kind, change }: { readonly kind: Subject["kind"]; readonly change?: Change },
  letters: Letters,
  products: Products,
): ChoiceWords {
  const word = (item: Pick<Candidate, "gtin" | "quantity" | "weighing">): string =>
    wordItem(products.get(item.gtin)?.name ?? item.gtin, item);
  switch (choice.kind) {
    case "candidate":
    case "other":
      return { text: wordCandidate(choice.candidate, letters, products), more: null };
    case "nothing":
      if (change !== undefined) {
        const more = "It was put back, only touched, or taken by someone else.";
        return { text: "The receipt is right as it is", more };
      }
      return kind === "gap"
        ? { text: "Yes, it is right", more: "It stays as it is." }
        : { text: "Nobody took it", more: "It was put back or only touched: it is not charged." };
    case "add": {
      const taken = change === undefined ? "may have been taken" : "was taken";
      return { text: `${word(choice)} ${taken}`, more: "It is added to the receipt." };
    }
    case "remove":
      return {
        text: `${word(choice)} ${change === undefined ? "may have been" : "was"} put back`,
        more: "It is removed from the receipt.",
      };
    case "grant":
    case "refuse":
      if (kind === "gap" && choice.kind === "refuse") {
        return { text: "Not clear", more: "Nothing in the cart is charged." };
      }
      if (kind === "interaction" || kind === "gap") throw new Error(`a ${kind} is not granted`);
      return GRANT[kind][choice.kind];
    default:
      return choice satisfies never;
  }
}

/** What happens when nobody decides. */
const LAPSES: Readonly<Record<Subject["kind"], string>> = {
  interaction: "the shopper pays for the cheapest explanation",
  gap: "nothing is added to the receipt",
  binding: "nothing is charged",
  age: "the products are removed from the receipt",
  contest: "the dispute is accepted",
};

export function wordLapse({
  subject,
  isAllAtStake,
}: Pick<Review, "subject" | "isAllAtStake">): string {
  return isAllAtStake ? "the whole visit is free of charge" : LAPSES[subject.kind];
}

/** How a candidate's products weigh against what the plates say; null where their weight is not known. */
export function wordFit(
  { kind, gtin, quantity, weighing }: Pick<Candidate, "gtin" | "kind" | "quantity" | "weighing">,
  { weightG }: Pick<Interaction["evidence"], "weightG">,
  products: Products,
): string | null {
  const unitG = products.get(gtin)?.weightG ?? null;
  if (unitG === null || kind === "handover" || weighing !== undefined) return null;
  const ownG = Math.round(unitG * quantity);
  const offG = ownG - Math.abs(Math.round(weightG));
  if (offG === 0) return `${formatGrams(ownG)}, matches the plates`;
  return `${formatGrams(ownG)}, ${formatGrams(Math.abs(offG))} ${offG > 0 ? "more" : "less"} than the plates measured`;
}

/** "£1.89 each"; null where no price is known. */
export function wordPrice(
  gtin: string,
  products: Products,
  currency: string,
  locale: string,
): string | null {
  const { priceOf, unitMinor } = products.get(gtin) ?? { priceOf: "unit", unitMinor: null };
  if (unitMinor === null) return null;
  return `${formatMoney(unitMinor, currency, locale)} ${priceOf === "unit" ? "each" : "per kg"}`;
}

/** "3.4 s", "1 min 5 s". */
export function wordTook(tookMs: number): string {
  const seconds = tookMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** "9 of 10 alike"; how many pairs it rests on is part of it. */
export function wordShare(agreed: number, pairs: number): string {
  return pairs === 0 ? "–" : `${agreed} of ${pairs} alike`;
}

const KINDS: Readonly<Record<Subject["kind"], string>> = {
  interaction: "Pick or put-back",
  gap: "Possible missed pick",
  binding: "Payer",
  age: "Age check",
  contest: "Disputed item",
};

export function wordKind(kind: Subject["kind"]): string {
  return KINDS[kind];
}
