/** What a review asks, what can be answered, and what follows, in words. */

import { formatMoney } from "@saunter/ui/format";
import type { Letters } from "@saunter/ui/review/people-letters";
import { upFirst } from "@saunter/ui/up-first";
import { formatSeconds } from "../../parts/decimals.ts";
import { formatGrams, formatNet, wordItem } from "../../parts/grams.ts";
import { joinAll, joinPlain } from "../../parts/lists.ts";
import { markShopWords } from "../../parts/shop-words.ts";
import { words } from "../../words.ts";
import type { Candidate, Change, Choice, Interaction, Review, Subject } from "./review-types.ts";

export type Products = ReadonlyMap<string, Review["products"][number]>;

export function mapProducts({ products }: Pick<Review, "products">): Products {
  return new Map(products.map((product) => [product.gtin, product]));
}

/** "A took 1 × Tomato soup". */
export function wordCandidate(candidate: Candidate, letters: Letters, products: Products): string {
  const { people, took, putBack, gave } = words.texts.review;
  const { kind, shopperId, giverId } = candidate;
  const goods = wordItem(products.get(candidate.gtin)?.name ?? candidate.gtin, candidate);
  const who = (id: string | null): string =>
    id === null ? people.unknown : (letters.get(id) ?? people.someone);
  switch (kind) {
    case "pick":
      return upFirst(took(who(shopperId), goods));
    case "putback":
      return upFirst(putBack(who(shopperId), goods));
    case "handover":
      return upFirst(gave(who(giverId), goods, who(shopperId)));
    default:
      return kind satisfies never;
  }
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
  const texts = words.texts.review.questions;
  const name = (gtin: string): string => products.get(gtin)?.name ?? gtin;
  switch (subject.kind) {
    case "interaction": {
      if (isOfCart(subject)) return { title: texts.inCart, more: texts.inCartMore };
      const { gondola, shelf } = subject.evidence;
      return { title: texts.happened(gondola, shelf), more: `${wordChange(subject.evidence)}.` };
    }
    case "gap":
      if (subject.change !== undefined) {
        const { gondola, shelf } = subject.change;
        return { title: texts.happened(gondola, shelf), more: wordWhy(subject.change) };
      }
      return {
        title: texts.isReceiptRight(letters.get(subject.shopperId) ?? texts.thisShopper),
        more: texts.reason(markShopWords(leaveOutNumbers(subject.reason))),
      };
    case "binding":
      return {
        title: texts.isPayers,
        more: texts.statement(markShopWords(upFirst(subject.reason))),
      };
    case "age":
      return {
        title: texts.isOldEnough,
        more: texts.leftUnchecked(joinPlain(subject.gtins.map(name))),
      };
    case "contest":
      return {
        title: texts.isShopperRight(name(subject.gtin)),
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

function wordWhy(change: Change): string {
  const { notSure, noProduct } = words.texts.review.questions;
  return `${wordChange(change)}. ${change.candidates.length > 0 ? notSure : noProduct}`;
}

/** "Plates 3 and 4 lost 415 g". */
export function wordChange({
  kind,
  plates,
  weightG,
}: Pick<Interaction["evidence"], "kind" | "plates" | "weightG">): string {
  const { lost, gained, handedOver } = words.texts.review.plates;
  const grams = formatGrams(Math.abs(weightG));
  switch (kind) {
    case "pick":
      return lost(wordPlates(plates), grams);
    case "putback":
      return gained(wordPlates(plates), grams);
    case "handover":
      return handedOver;
    default:
      return kind satisfies never;
  }
}

export function wordPlates(plates: readonly number[]): string {
  const texts = words.texts.review.plates;
  if (plates.length === 1) return texts.one(plates[0]!);
  const sorted = plates.toSorted((a, b) => a - b);
  const isRun = sorted.every((plate, at) => at === 0 || plate === sorted[at - 1]! + 1);
  if (isRun && sorted.length > 2) return texts.run(sorted[0]!, sorted.at(-1)!);
  return texts.several(joinAll(sorted.map(String)), sorted.length);
}

function wordClaim(
  subject: Extract<Subject, { kind: "contest" }>,
  name: (gtin: string) => string,
): string {
  const texts = words.texts.review.questions;
  const { claim, claimedG, claimedQuantity, receiptG, receiptQuantity, instead } = subject;
  if (claimedG !== undefined && claim !== "wrong-item") {
    return texts.claim(
      formatNet(claimedG),
      receiptG === undefined ? texts.none : formatNet(receiptG),
    );
  }
  if (claim === "wrong-item" && instead !== null) {
    const receipt = receiptG === undefined ? String(receiptQuantity) : formatNet(receiptG);
    const goods = wordItem(name(instead.gtin), instead);
    return texts.claim(texts.instead(goods), texts.ofThis(receipt));
  }
  const isNone = claim === "wrong-item" && claimedQuantity === 0;
  return texts.claim(isNone ? texts.notTaken : String(claimedQuantity), String(receiptQuantity));
}

/** Where there is no interaction to look at. */
export function wordNothingSeen(subject: Subject): string {
  const isUnseen =
    subject.kind === "contest" && (subject.claim === "missing" || subject.instead !== null);
  const { nothingOfProduct, nothingOfShopper } = words.texts.review.evidence;
  return isUnseen ? nothingOfProduct : nothingOfShopper;
}

/** Where no positions are available: they outlive a visit only where something was uncertain. */
export function wordNoPositions(kind: Subject["kind"], hasCurve: boolean): string {
  const { noPositions, positionsGone, positionsGoneUseCurve } = words.texts.review.evidence;
  if (kind === "interaction") return noPositions;
  return hasCurve ? positionsGoneUseCurve : positionsGone;
}

interface ChoiceWords {
  readonly text: string;
  /** What follows from it. */
  readonly more: string | null;
}

export function wordChoice(
  choice: Choice,
  { kind, change }: { readonly kind: Subject["kind"]; readonly change?: Change },
  letters: Letters,
  products: Products,
): ChoiceWords {
  const texts = words.texts.review.choices;
  const word = (item: Pick<Candidate, "gtin" | "quantity" | "weighing">): string =>
    wordItem(products.get(item.gtin)?.name ?? item.gtin, item);
  switch (choice.kind) {
    case "candidate":
    case "other":
      return { text: wordCandidate(choice.candidate, letters, products), more: null };
    case "nothing":
      if (change !== undefined) return { text: texts.asItIs, more: null };
      return kind === "gap" ? { text: texts.isRight, more: null } : texts.nobody;
    case "add": {
      const wordAdded = { pick: texts.taken, putback: texts.notPutBack, none: texts.maybeTaken };
      return { text: wordAdded[change?.kind ?? "none"](word(choice)), more: null };
    }
    case "remove": {
      const wordRemoved = {
        pick: texts.notTaken,
        putback: texts.putBack,
        none: texts.maybePutBack,
      };
      return { text: wordRemoved[change?.kind ?? "none"](word(choice)), more: null };
    }
    case "replace": {
      const [charged, instead] = [word(choice), word(choice.instead)];
      const isPutBack = change?.kind === "putback";
      const text = isPutBack
        ? texts.putBackInstead(charged, instead)
        : texts.takenInstead(instead, charged);
      return { text, more: null };
    }
    case "grant":
    case "refuse":
      if (kind === "gap" && choice.kind === "refuse") return texts.unclear;
      if (kind === "interaction" || kind === "gap") throw new Error(`a ${kind} is not granted`);
      return texts[kind][choice.kind];
    default:
      return choice satisfies never;
  }
}

/** What happens when nobody decides. */
export function wordLapse({
  subject,
  isAllAtStake,
}: Pick<Review, "subject" | "isAllAtStake">): string {
  const { lapses } = words.texts.review;
  return isAllAtStake ? lapses.all : lapses[subject.kind];
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
  const { fits, weighsMore, weighsLess } = words.texts.review.choices;
  if (offG === 0) return fits(formatGrams(ownG));
  return (offG > 0 ? weighsMore : weighsLess)(formatGrams(ownG), formatGrams(Math.abs(offG)));
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
  const { each, perKilogram } = words.texts.review.choices;
  return (priceOf === "unit" ? each : perKilogram)(formatMoney(unitMinor, currency, locale));
}

/** "3.4 s", "1 min 5 s". */
export function wordTook(tookMs: number): string {
  const seconds = tookMs / 1000;
  if (seconds < 60) return formatSeconds(tookMs);
  return words.texts.review.minutes(Math.floor(seconds / 60), Math.round(seconds % 60));
}

/** "9 of 10 alike"; how many pairs it rests on is part of it. */
export function wordShare(agreed: number, pairs: number): string {
  return pairs === 0 ? "–" : words.texts.review.quality.alike(agreed, pairs);
}

export function wordKind(kind: Subject["kind"]): string {
  return words.texts.review.kinds[kind];
}
