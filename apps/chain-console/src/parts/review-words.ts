/** What a review asks and what can be answered, in words. */
import type { ChainAnswer } from "@saunter/client/chain-api";
import { formatKilograms, formatMoney } from "@saunter/ui/format";
import { words } from "../words.ts";

export type Look = NonNullable<ChainAnswer<"POST /v1/reviews/next">["look"]>;
export type Review = Look["review"];
export type Choice = Review["choices"][number]["choice"];
export type Letters = ReadonlyMap<string, string>;
export type Product = Review["products"][number];
export type Candidate = Extract<Choice, { kind: "candidate" }>["candidate"];
type Item = Pick<Candidate, "gtin" | "quantity" | "weighing">;

export interface WordsOf {
  readonly review: Review;
  readonly letters: Letters;
  readonly locale: string;
}

const findProduct = ({ review }: WordsOf, gtin: string) =>
  review.products.find((one) => one.gtin === gtin);

export const nameOf = (of: WordsOf, gtin: string): string => findProduct(of, gtin)?.name ?? gtin;

export function formatGrams(grams: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  return words.texts.reviews.grams(format.format(grams).replace("-", "−"));
}

function wordItem(of: WordsOf, { gtin, quantity, weighing }: Item): string {
  const t = words.texts.reviews;
  const name = nameOf(of, gtin);
  if (weighing === undefined) return t.item(quantity, name);
  return t.weighed(formatKilograms(weighing.netG, of.locale), name);
}

/** "A took 1 × Tomato soup". */
export function wordCandidate(of: WordsOf, candidate: Candidate): string {
  const t = words.texts.reviews;
  const who = (id: string | null): string =>
    id === null ? t.unknownPerson : (of.letters.get(id) ?? t.someone);
  const goods = wordItem(of, candidate);
  const { kind, shopperId, giverId } = candidate;
  if (kind === "handover") return upFirst(t.gave(who(giverId), goods, who(shopperId)));
  return upFirst((kind === "pick" ? t.took : t.putBack)(who(shopperId), goods));
}

const upFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export interface Question {
  readonly title: string;
  readonly more: string;
}

export function wordQuestion(of: WordsOf): Question {
  const t = words.texts.reviews;
  const { subject } = of.review;
  switch (subject.kind) {
    case "interaction":
      return wordEvent(subject.evidence, of.locale);
    case "gap":
      if (subject.change !== undefined) return wordEvent(subject.change, of.locale);
      return {
        title: t.isReceiptRight(of.letters.get(subject.shopperId) ?? t.someone),
        more: t.reason(subject.reason.replaceAll(/ \(\d{8,14}\)/g, "")),
      };
    case "binding":
      return { title: t.isPayers, more: t.reason(subject.reason) };
    case "age": {
      const products = subject.gtins.map((gtin) => nameOf(of, gtin)).join(", ");
      return { title: t.isOldEnough, more: t.leftUnchecked(products) };
    }
    case "contest": {
      const { claimedG, claimedQuantity, receiptG, receiptQuantity, gtin, instead } = subject;
      const write = (quantity: number, netG: number | undefined): string =>
        netG === undefined ? String(quantity) : formatKilograms(netG, of.locale);
      const claimed = instead === null ? write(claimedQuantity, claimedG) : wordItem(of, instead);
      return {
        title: t.isShopperRight(nameOf(of, gtin)),
        more: t.claim(claimed, write(receiptQuantity, receiptG)),
      };
    }
    default:
      return subject satisfies never;
  }
}

interface Moved {
  readonly kind: Candidate["kind"];
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  readonly weightG: number;
}

/** A smart cart's line is of no shelf. */
const isOfCart = ({ gondola }: Pick<Moved, "gondola">): boolean => gondola === 0;

function wordEvent(moved: Moved, locale: string): Question {
  const t = words.texts.reviews;
  const { kind, gondola, shelf, plates, weightG } = moved;
  if (isOfCart(moved)) return { title: t.inCart, more: "" };
  const weight = formatGrams(Math.abs(weightG), locale);
  const more =
    kind === "handover"
      ? t.handedOver
      : (kind === "pick" ? t.lost : t.gained)(t.plates(plates), weight);
  return { title: t.happened(gondola, shelf), more };
}

export function wordChoice(of: WordsOf, choice: Choice): string {
  const t = words.texts.reviews;
  const { subject } = of.review;
  const { kind } = subject;
  const isPutBack = subject.kind === "gap" && subject.change?.kind === "putback";
  const isPick = subject.kind === "gap" && subject.change?.kind === "pick";
  switch (choice.kind) {
    case "candidate":
    case "other":
      return wordCandidate(of, choice.candidate);
    case "nothing":
      return kind === "gap" ? t.receiptIsRight : t.nobody;
    case "add":
      return (isPutBack ? t.notReturned : t.taken)(wordItem(of, choice));
    case "remove":
      return (isPick ? t.notTaken : t.returned)(wordItem(of, choice));
    case "replace": {
      const [charged, instead] = [wordItem(of, choice), wordItem(of, choice.instead)];
      return isPutBack ? t.returnedInstead(charged, instead) : t.takenInstead(instead, charged);
    }
    case "grant":
    case "refuse":
      if (kind === "gap" || kind === "interaction") return t.unclear;
      return t.grants[kind][choice.kind === "grant" ? 0 : 1]!;
    default:
      return choice satisfies never;
  }
}

/** What its product costs and weighs; null where neither is known. */
export function wordProduct(of: WordsOf, choice: Choice): string | null {
  const t = words.texts.reviews;
  const gtin =
    choice.kind === "candidate"
      ? choice.candidate.gtin
      : choice.kind === "add" || choice.kind === "remove"
        ? choice.gtin
        : null;
  const product = gtin === null ? undefined : findProduct(of, gtin);
  if (product === undefined) return null;
  const { unitMinor, priceOf, weightG } = product;
  const price = unitMinor === null ? null : formatMoney(unitMinor, of.review.currency, of.locale);
  const facts = [
    price === null || priceOf === "unit" ? price : t.perKilogram(price),
    weightG === null ? null : formatGrams(weightG, of.locale),
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? null : facts.join(" · ");
}
