/** What is typed into the form of an offer. */
import { readDecimal, writeDecimal } from "@saunter/ui/decimal";
import type { OfferItem } from "./goods-lists.ts";

export interface OfferTexts {
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  readonly percent: string;
  readonly from: string;
  readonly until: string;
}

export const OFFER_NUMBERS: ReadonlySet<keyof OfferTexts> = new Set([
  "quantity",
  "price",
  "percent",
]);

/** An offer as its form shows it, with numbers as the locale writes them. */
export function openTexts(offer: OfferItem, locale: string): OfferTexts {
  const { name, quantity = "", price = "", percent = "", from = "", until = "" } = offer;
  const write = (text: string): string => writeDecimal(text, locale);
  return {
    ...{ name, from, until },
    quantity: write(String(quantity)),
    price: write(price),
    percent: write(percent),
  };
}

/** Numbers as the shop takes them; what is none stays, and the shop says so. */
export function readTexts(texts: OfferTexts, locale: string): OfferTexts {
  const read = (text: string): string => readDecimal(text, locale) ?? text;
  const { quantity, price, percent } = texts;
  return { ...texts, quantity: read(quantity), price: read(price), percent: read(percent) };
}
