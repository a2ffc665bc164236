import { createMoney } from "@saunter/commerce/money/money";
import type {
  CatalogueProduct,
  Deposit,
  PriceEntry,
} from "@saunter/commerce/pricing/pricing-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { normalizeGtin } from "@saunter/protocol/gtin";
import {
  type CheckContext,
  noteAt,
  noteDoubled,
  takeMinor,
  takeValidity,
} from "./check-context.ts";
import type { ProductSettings } from "./config-schema.ts";
import { noteUnknownCategory, type TaxRules } from "./make-jurisdiction.ts";

/**
 * The catalogue by GTIN as it is written. Products without a known category of tax, prices that
 * contradict each other and products that come twice are noted. `rules` is null where the
 * jurisdiction is not known, which is a problem already.
 */
export function makeCatalogue(
  products: readonly ProductSettings[],
  rules: TaxRules | null,
  context: CheckContext,
): ReadonlyMap<string, CatalogueProduct> {
  noteDoubled(products, "gtin", context, ({ gtin }) => normalizeGtin(gtin));
  const catalogue = new Map<string, CatalogueProduct>();
  for (const product of products) {
    const taxCategory = takeTaxCategory(product, rules, context);
    const deposit = takeDeposit(product, taxCategory, rules, context);
    catalogue.set(product.gtin, {
      gtin: product.gtin,
      name: product.name,
      taxCategory,
      prices: takePrices(product, context),
      ...(product.priceOf === "kilogram" ? { priceOf: product.priceOf } : {}),
      ...(product.category === undefined ? {} : { category: product.category }),
      ...(deposit === null ? {} : { deposit }),
      ...(product.ageMin === undefined ? {} : { ageMin: product.ageMin }),
    });
  }
  return catalogue;
}

function takeTaxCategory(
  product: ProductSettings,
  rules: TaxRules | null,
  context: CheckContext,
): string {
  const { taxCategory } = product;
  if (rules === null) return taxCategory ?? "";
  if (taxCategory !== undefined) {
    noteUnknownCategory(product, "taxCategory", taxCategory, rules.jurisdiction, context);
    return taxCategory;
  }
  if (rules.defaultCategory !== null) return rules.defaultCategory;
  const known = Object.keys(rules.jurisdiction.categories).join(", ");
  const message = `this key is missing, and there is no tax.defaultCategory; allowed: ${known}`;
  noteAt(context, product, "taxCategory", message);
  return "";
}

function takeDeposit(
  { deposit }: ProductSettings,
  taxCategory: string,
  rules: TaxRules | null,
  context: CheckContext,
): Deposit | null {
  if (deposit === undefined) return null;
  const { name, amount, taxCategory: own } = deposit;
  if (own !== undefined && rules !== null) {
    noteUnknownCategory(deposit, "taxCategory", own, rules.jurisdiction, context);
  }
  return { name, amountMinor: takeMinor(amount, context), taxCategory: own ?? taxCategory };
}

type PriceSettings = Pick<ProductSettings, "price" | "memberPrice" | "from" | "until">;

function takePrices(product: ProductSettings, context: CheckContext): PriceEntry[] {
  const given: readonly PriceSettings[] = [product, ...(product.morePrices ?? [])];
  const prices = given.map((one) => takePrice(one, context));
  for (const [i, price] of prices.entries()) {
    const isSame = ({ fromMs, untilMs }: PriceEntry): boolean =>
      fromMs === price.fromMs && untilMs === price.untilMs;
    if (!prices.slice(0, i).some(isSame)) continue;
    noteAt(context, given[i]!, "price", "another price of this product holds at just this time");
  }
  return prices;
}

function takePrice(given: PriceSettings, context: CheckContext): PriceEntry {
  const amountMinor = takeMinor(given.price, context);
  const validity = takeValidity(given, context);
  if (given.memberPrice === undefined) return { amountMinor, ...validity };
  const memberAmountMinor = takeMinor(given.memberPrice, context);
  if (memberAmountMinor > amountMinor) {
    const message = `found ${given.memberPrice}; allowed: at most the price, ${given.price}`;
    noteAt(context, given, "memberPrice", message);
  }
  return { amountMinor, memberAmountMinor, ...validity };
}

/** Units left, by GTIN, at which staff is told. */
export function makeLowStock(products: readonly ProductSettings[]): ReadonlyMap<string, number> {
  return new Map(
    products.flatMap(({ gtin, lowStockAt }) =>
      lowStockAt === undefined ? [] : [[gtin, lowStockAt] as const],
    ),
  );
}

/**
 * The catalogue of a simulated or a recorded shop, whose prices are in minor units of `currency`.
 * A price that is no whole number above 0 is none: recordings leave 0 out, and nobody knows what a
 * fraction was meant to be. Such products have no price, and a basket with one is refused. Throws
 * RangeError on an unknown currency.
 */
export function makeCatalogueOfShopModel(
  { products }: ShopModel,
  currency: string,
  taxCategory: string,
): ReadonlyMap<string, CatalogueProduct> {
  return new Map(
    [...products.values()].map(({ barcode, name, price }) => {
      const isPrice = Number.isSafeInteger(price) && price > 0;
      const { amountMinor } = createMoney(isPrice ? price : 0, currency);
      const prices = isPrice ? [{ amountMinor }] : [];
      return [barcode, { gtin: barcode, name: name || barcode, taxCategory, prices }] as const;
    }),
  );
}
