/** A product as its form has it, in texts, and as the catalogue does. */
import { splitCodes } from "@saunter/protocol/food-facts";
import { readDecimal, writeDecimal } from "@saunter/ui/decimal";
import type { ProductItem } from "./goods-lists.ts";

export const TEXT_NAMES = [
  ...(["name", "gtin", "price", "memberPrice", "weightG", "plu", "itemNumber", "tareG"] as const),
  ...(["category", "ageMin", "lowStockAt", "depositName", "depositAmount"] as const),
];
export type TextName = (typeof TEXT_NAMES)[number];

/** A price of another time; `from` and `until` are days of the shop, such as 2026-12-01. */
export interface TimedPrice {
  readonly price: string;
  readonly memberPrice?: string;
  readonly from?: string;
  readonly until?: string;
}

export interface ProductDraft {
  readonly texts: Readonly<Record<TextName, string>>;
  readonly priceOf: string;
  readonly nutriScore: string;
  readonly taxCategory: string;
  readonly allergens: ReadonlySet<string>;
  readonly diets: ReadonlySet<string>;
  readonly timedPrices: readonly TimedPrice[];
}

export const AMOUNTS: ReadonlySet<string> = new Set(["price", "memberPrice", "depositAmount"]);
export const NUMBERS: ReadonlySet<string> = new Set(["weightG", "ageMin", "lowStockAt", "tareG"]);
export const DAY = /^\d{4}-\d\d-\d\d/;

export function openDraft(product: ProductItem, locale: string): ProductDraft {
  const { deposit, nutriScore = "", priceOf, taxCategory = "", morePrices = [] } = product;
  const written = { ...product, depositName: deposit?.name, depositAmount: deposit?.amount };
  const texts = TEXT_NAMES.map((name) => {
    const text = String(written[name] ?? "");
    return [name, AMOUNTS.has(name) || NUMBERS.has(name) ? writeDecimal(text, locale) : text];
  });
  return {
    texts: Object.fromEntries(texts) as ProductDraft["texts"],
    nutriScore,
    taxCategory,
    // A unit is what goods are sold by where nothing says otherwise.
    priceOf: priceOf === "kilogram" ? priceOf : "",
    allergens: new Set(splitCodes(product.allergens ?? "")),
    diets: new Set(splitCodes(product.diets ?? "")),
    timedPrices: morePrices as readonly TimedPrice[],
  };
}

/** Fields that are no numbers in the locale and have to be. */
export function findNoNumbers({ texts }: ProductDraft, locale: string): TextName[] {
  return TEXT_NAMES.filter(
    (name) =>
      (AMOUNTS.has(name) || NUMBERS.has(name)) &&
      texts[name].trim() !== "" &&
      readDecimal(texts[name], locale) === null,
  );
}

/** What was not shown stays as it is; since when a price holds is the shop's to say. */
export function toItem(
  product: ProductItem,
  draft: ProductDraft,
  locale: string,
): Record<string, unknown> {
  const read = (name: TextName): string => {
    const text = draft.texts[name].trim();
    return AMOUNTS.has(name) || NUMBERS.has(name) ? (readDecimal(text, locale) ?? text) : text;
  };
  const isSamePrice =
    String(product.price) === read("price") &&
    String(product.memberPrice ?? "") === read("memberPrice");
  const { from, until, ...kept } = product;
  const item: Record<string, unknown> = isSamePrice ? { ...product } : { ...kept };
  const set = (name: string, value: unknown): void => {
    if (value === "" || value === null) delete item[name];
    else item[name] = value;
  };
  for (const name of TEXT_NAMES) {
    if (name === "depositName" || name === "depositAmount") continue;
    const text = read(name);
    set(
      name,
      NUMBERS.has(name) && text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text,
    );
  }
  const deposit = { name: read("depositName"), amount: read("depositAmount") };
  const isDeposit = deposit.name !== "" || deposit.amount !== "";
  set("deposit", isDeposit ? { ...product.deposit, ...deposit } : null);
  set("allergens", [...draft.allergens].join(", "));
  set("diets", [...draft.diets].join(", "));
  set("priceOf", draft.priceOf);
  set("nutriScore", draft.nutriScore);
  set("taxCategory", draft.taxCategory);
  set("morePrices", draft.timedPrices.length === 0 ? null : draft.timedPrices);
  return item;
}

/** Prices that begin later, the next first. */
export function listScheduled(prices: readonly TimedPrice[], today: string): TimedPrice[] {
  return prices
    .filter(({ from }) => from !== undefined && from.slice(0, 10) > today)
    .toSorted((a, b) => (a.from! < b.from! ? -1 : 1));
}
