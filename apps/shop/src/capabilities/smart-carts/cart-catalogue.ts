/** What a cart sells from, and prices bills with while the shop is away. The shop prices every bill that is paid. */
import { createHash } from "node:crypto";
import type { Offer } from "@saunter/commerce/pricing/pricing-types";
import type { TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";
import { findValid } from "@saunter/commerce/tax/validity";
import { type GondolaOutline, outlineGondolas } from "@saunter/engine/gondola-outlines";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { Brand } from "@saunter/protocol/brand";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";
import type { ProductFacts } from "../../config/product-facts.ts";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { ShopSettings } from "../../domain/shop-settings.ts";

export interface CatalogueSources {
  readonly settings: Pick<ShopSettings, "currency" | "jurisdiction" | "offers" | "products">;
  readonly model: ShopModel;
  readonly policy: Pick<SmartCartsConfig, "lanes" | "variableCodes">;
  readonly facts: ReadonlyMap<string, ProductFacts>;
  readonly pictureVersions: ReadonlyMap<string, { readonly version: string }>;
  /** Left out: none. */
  readonly brand?: Brand;
}

/** Of what has no spread: units of a product differ by a share of their weight. */
const SPREAD_SHARE = 0.01;

export function makeCartCatalogue(sources: CatalogueSources, nowMs: number): CartCatalogue {
  const { model, policy, settings } = sources;
  const { currency, jurisdiction, offers, products } = settings;
  const whole = {
    currency,
    pricesIncludeTax: jurisdiction.pricesIncludeTax,
    tax: showTax(jurisdiction, nowMs),
    products: [...products.keys()].flatMap((gtin) => showProduct(sources, gtin, nowMs)),
    variableCodes: [...policy.variableCodes],
    offers: offers.filter((offer) => isOn(offer, nowMs)).map((offer) => showOffer(settings, offer)),
    map: drawMap(model),
    lanes: policy.lanes.map(({ id, name }) => ({ laneId: id, name })),
    ...(sources.brand === undefined ? {} : { brand: sources.brand }),
  };
  const version = createHash("sha256").update(JSON.stringify(whole)).digest("base64url");
  return { version, ...whole };
}

function showTax(jurisdiction: TaxJurisdiction, nowMs: number): NonNullable<CartCatalogue["tax"]> {
  const { categories, id, roundingLevel, roundingMode, totalStepMinor } = jurisdiction;
  const rates = Object.entries(categories).flatMap(([category, all]) => {
    const rate = findValid(all, nowMs);
    return rate === undefined ? [] : [[category, rate.rate] as const];
  });
  return {
    jurisdictionId: id,
    roundingLevel,
    roundingMode,
    ...(totalStepMinor === undefined ? {} : { totalStepMinor }),
    rates: Object.fromEntries(rates),
  };
}

function drawMap(model: ShopModel): CartCatalogue["map"] {
  const gondolas = outlineGondolas(model).map(({ gondola, ...outline }) => ({
    gondola,
    name: null,
    outline: listCorners(outline),
  }));
  return gondolas.length === 0 ? null : { gondolas };
}

/** From its front left corner, along its front first. */
function listCorners(outline: Omit<GondolaOutline, "gondola">) {
  const { depthM, plateCount, plateWidthM, x, y, yawRad } = outline;
  const widthM = plateCount * plateWidthM;
  const [c, s] = [Math.cos(yawRad), Math.sin(yawRad)];
  const corners: readonly (readonly [along: number, into: number])[] = [
    [0, 0],
    [widthM, 0],
    [widthM, depthM],
    [0, depthM],
  ];
  return corners.map(([along, into]) => ({
    xM: x + along * c - into * s,
    yM: y + along * s + into * c,
  }));
}

function showProduct(
  { settings, facts, model, pictureVersions }: CatalogueSources,
  gtin: string,
  nowMs: number,
): CartProduct[] {
  const product = settings.products.get(gtin)!;
  const price = findValid(product.prices, nowMs);
  if (price === undefined) return [];
  const meanG = model.products.get(gtin)?.weightG ?? Number.NaN;
  const picture = pictureVersions.get(gtin);
  const places = new Map(
    model.facings
      .filter(({ barcode }) => barcode === gtin)
      .map(({ gondola, shelf }) => [`${gondola}/${shelf}`, { gondola, shelf }]),
  );
  return [
    {
      gtin,
      name: product.name,
      unitMinor: price.amountMinor,
      priceOf: product.priceOf ?? "unit",
      memberUnitMinor: price.memberAmountMinor ?? null,
      weight: meanG > 0 ? { meanG, sdG: meanG * SPREAD_SHARE } : null,
      depositMinor: product.deposit?.amountMinor ?? 0,
      taxCategory: product.taxCategory,
      ...(product.deposit === undefined ? {} : { depositTaxCategory: product.deposit.taxCategory }),
      ageMin: product.ageMin ?? null,
      category: product.category ?? null,
      ...showFacts(facts.get(gtin)),
      pictureUrl:
        picture === undefined ? null : `/v1/products/${gtin}/picture?version=${picture.version}`,
      places: [...places.values()],
    },
  ];
}

function showFacts(facts: ProductFacts | undefined) {
  if (facts === undefined) return { plu: null, allergens: [] };
  const { allergens, diets, itemNumber, nutriScore, nutrition, plu, tareG } = facts;
  return {
    plu,
    allergens: [...allergens],
    ...(itemNumber === null ? {} : { itemNumber }),
    ...(tareG === 0 ? {} : { tareG }),
    ...(diets.length === 0 ? {} : { diets: [...diets] }),
    ...(nutriScore === null ? {} : { nutriScore }),
    ...(nutrition === null ? {} : { nutrition }),
  };
}

const isOn = (offer: Offer, nowMs: number): boolean => findValid([offer], nowMs) !== undefined;

function showOffer({ products }: Pick<ShopSettings, "products">, offer: Offer) {
  const { id, name, membersOnly, gtins = [], categories = [] } = offer;
  const ofCategories = [...products.values()]
    .filter(({ category }) => category !== undefined && categories.includes(category))
    .map(({ gtin }) => gtin);
  return {
    offerId: id,
    name,
    membersOnly,
    gtins: [...new Set([...gtins, ...ofCategories])],
    terms: showTerms(offer),
  };
}

function showTerms(offer: Offer): NonNullable<CartCatalogue["offers"][number]["terms"]> {
  switch (offer.kind) {
    case "multibuy":
      return { kind: offer.kind, quantity: offer.quantity, amountMinor: offer.amountMinor };
    case "cheapest-free":
      return { kind: offer.kind, quantity: offer.quantity };
    case "percentage":
      return { kind: offer.kind, rate: offer.rate };
    default:
      return offer satisfies never;
  }
}
