/**
 * What a trip costs. The shop's bill is the one that is paid; what it has not priced yet, the cart prices as the shop
 * would, from its own copy of the catalogue: the price that was shown when it was scanned, or today's where that is less.
 */
import { nameItem, toSold } from "@saunter/commerce/cart/items";
import { allocateMinor } from "@saunter/commerce/money/allocate";
import { sumMinor } from "@saunter/commerce/money/money";
import { findBestPrice, type Price } from "@saunter/commerce/pricing/find-best-price";
import { makeBill } from "@saunter/commerce/pricing/make-bill";
import { priceBasket } from "@saunter/commerce/pricing/price-basket";
import type { BasketLine, CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import type { TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";
import type {
  CartCatalogue,
  CartProduct,
  CatalogueHead,
  TripAnswer,
} from "@saunter/protocol/smart-cart/trip";
import type { GoodsIndex } from "../codes/goods-index.ts";
import type { CartLine } from "./cart-trip.ts";

export type Bill = TripAnswer["bill"];

export interface PricedLine {
  readonly unitMinor: number | null;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly payableMinor: number;
}

export interface PricedTrip {
  readonly lines: ReadonlyMap<string, PricedLine>;
  readonly bill: ScreenState["bill"];
}

export interface PricingScene {
  readonly goods: GoodsIndex;
  readonly catalogue: CatalogueHead | null;
  /** Of exactly these lines; null: the shop has not priced them yet. */
  readonly shopBill: Bill | null;
  readonly isMember: boolean;
}

export function priceTrip(lines: readonly CartLine[], scene: PricingScene): PricedTrip {
  const { catalogue, goods, shopBill } = scene;
  const bill = shopBill ?? (catalogue === null ? null : priceOwn(lines, catalogue, scene));
  const unpriced = lines.map((line): [string, PricedLine] => {
    // What a bill leaves out has no price, whatever was shown.
    const unitMinor =
      bill === null ? (findPrice([line], goods.find(line.gtin))?.amountMinor ?? null) : null;
    return [line.lineId, { unitMinor, discountMinor: 0, depositMinor: 0, payableMinor: 0 }];
  });
  const rows = bill?.lines ?? [];
  return {
    lines: new Map([...unpriced, ...rows.flatMap((row) => spreadRow(row, lines))]),
    bill: {
      currency: bill?.currency ?? null,
      goodsMinor: sumMinor(rows.map(findGoodsMinor)),
      discountMinor: bill?.savingsMinor ?? 0,
      depositMinor: sumMinor(rows.map(({ depositMinor }) => depositMinor)),
      taxMinor: catalogue?.pricesIncludeTax === false ? (bill?.taxMinor ?? 0) : 0,
      totalMinor: bill?.totalMinor ?? 0,
      offers: bill?.offers ?? [],
      pricedBy: shopBill === null ? "cart" : "shop",
    },
  };
}

function findGoodsMinor(row: Bill["lines"][number]): number {
  return sumMinor([row.payableMinor, row.discountMinor, -row.depositMinor]);
}

/** A row of the bill stands for all lines of its product, or of weighings of one weight. */
function spreadRow(row: Bill["lines"][number], lines: readonly CartLine[]): [string, PricedLine][] {
  const of = lines.filter(({ lineId }) => row.lineIds.includes(lineId));
  if (of.length === 0) return [];
  const quantities = of.map(({ quantity }) => quantity);
  const [goods, discounts, deposits] = [
    findGoodsMinor(row),
    row.discountMinor,
    row.depositMinor,
  ].map((amountMinor) => allocateMinor(amountMinor, quantities));
  return of.map(({ lineId }, at) => {
    const discountMinor = discounts![at]!;
    const depositMinor = deposits![at]!;
    const payableMinor = sumMinor([goods![at]!, -discountMinor, depositMinor]);
    return [lineId, { unitMinor: row.unitMinor, discountMinor, depositMinor, payableMinor }];
  });
}

/** Of a unit, or of a kilogram: the best that any of these lines of a product was shown, or today's; null: none is known. */
function findPrice(lines: readonly CartLine[], product: CartProduct | null): Price | null {
  const known = product === null ? lines : [...lines, product];
  return findBestPrice(
    known.flatMap(({ memberUnitMinor, unitMinor }): Price[] => {
      if (unitMinor === null) return [];
      const price = { amountMinor: unitMinor };
      return [memberUnitMinor == null ? price : { ...price, memberAmountMinor: memberUnitMinor }];
    }),
  );
}

/** The bill that the shop would make of these lines. */
function priceOwn(
  lines: readonly CartLine[],
  catalogue: CatalogueHead,
  { goods, isMember }: Pick<PricingScene, "goods" | "isMember">,
): Bill {
  const byItem = Map.groupBy(lines, (line) => nameItem(toSold(line)));
  const products = new Map<string, CatalogueProduct>();
  const basket: BasketLine[] = [];
  const unpriced: string[] = [];
  for (const [lineId, [line, ...more]] of byItem) {
    const { gtin } = line!;
    const product = products.get(gtin) ?? toProduct(line!, lines, goods);
    const isByWeight = line!.weightG !== null;
    // What was sold by weight before the catalogue changed, and is not now, has no price to go by.
    if (product === null || (product.priceOf === "kilogram") !== isByWeight) unpriced.push(gtin);
    else {
      products.set(gtin, product);
      const quantity = [line!, ...more].reduce((sum, one) => sum + one.quantity, 0);
      basket.push({ lineId, ...toSold(line!), quantity });
    }
  }
  const priced = priceBasket({
    currency: catalogue.currency,
    pricedAtMs: 0,
    isMember,
    lines: basket,
    products,
    offers: catalogue.offers.flatMap(toOffer),
    jurisdiction: toJurisdiction(catalogue),
  });
  const all = lines.map(({ gtin }) => gtin);
  return priced.ok
    ? makeBill(priced.value, (row) => byItem.get(row.lineId)!.map(({ lineId }) => lineId), unpriced)
    : { ...NOTHING, currency: catalogue.currency, unpriced: all };
}

const NOTHING = {
  lines: [],
  offers: [],
  savingsMinor: 0,
  taxMinor: 0,
  totalMinor: 0,
} satisfies Partial<Bill>;

/** No tax is known of it: a catalogue of before, or a product that is sold no more. */
const UNTAXED = "";

/** A product as prices see it, at the best price that any of its lines was shown; null where it has none. */
function toProduct(
  line: CartLine,
  lines: readonly CartLine[],
  goods: GoodsIndex,
): CatalogueProduct | null {
  const { depositMinor, gtin, name, weightG } = line;
  const product = goods.find(gtin);
  const price = findPrice(
    lines.filter((one) => one.gtin === gtin),
    product,
  );
  if (price === null) return null;
  const { depositTaxCategory, taxCategory = UNTAXED } = product ?? {};
  const isByWeight = product === null ? weightG !== null : product.priceOf === "kilogram";
  return {
    gtin,
    name,
    taxCategory,
    prices: [price],
    ...(isByWeight ? { priceOf: "kilogram" } : {}),
    ...(depositMinor === 0
      ? {}
      : {
          deposit: {
            name,
            amountMinor: depositMinor,
            taxCategory: depositTaxCategory ?? taxCategory,
          },
        }),
  };
}

function toOffer(offer: CartCatalogue["offers"][number]): Offer[] {
  const { gtins, membersOnly, name, offerId: id, terms } = offer;
  // An offer of nothing, or whose terms are not told, changes no price.
  if (terms === undefined || gtins.length === 0) return [];
  return [{ id, name, membersOnly, gtins, ...terms }];
}

function toJurisdiction({ pricesIncludeTax, tax }: CatalogueHead): TaxJurisdiction {
  const { jurisdictionId: id = "shop", rates = {}, totalStepMinor } = tax ?? {};
  const all = Object.entries({ ...rates, [UNTAXED]: "0" });
  return {
    id,
    name: id,
    pricesIncludeTax,
    roundingLevel: tax?.roundingLevel ?? "receipt",
    roundingMode: tax?.roundingMode ?? "half-up",
    ...(totalStepMinor === undefined ? {} : { totalStepMinor }),
    categories: Object.fromEntries(
      all.map(([category, rate]) => [category, [{ rate, label: category }]]),
    ),
  };
}
