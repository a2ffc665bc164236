/** What a cart sells from while the shop is away. Its prices are only shown: the shop prices every bill itself. */
import { createHash } from "node:crypto";
import type { Offer } from "@saunter/commerce/pricing/pricing-types";
import { findValid } from "@saunter/commerce/tax/validity";
import { type GondolaOutline, outlineGondolas } from "@saunter/engine/gondola-outlines";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { ShopSettings } from "../../domain/shop-settings.ts";

export interface CatalogueSources {
  readonly settings: Pick<ShopSettings, "currency" | "jurisdiction" | "offers" | "products">;
  readonly model: ShopModel;
  readonly policy: Pick<SmartCartsConfig, "lanes">;
  readonly pictureVersions: ReadonlyMap<string, { readonly version: string }>;
}

/** Of what has no spread: units of a product differ by a share of their weight. */
const SPREAD_SHARE = 0.01;

export function makeCartCatalogue(sources: CatalogueSources, nowMs: number): CartCatalogue {
  const { model, policy, settings } = sources;
  const { currency, jurisdiction, offers, products } = settings;
  const whole = {
    currency,
    pricesIncludeTax: jurisdiction.pricesIncludeTax,
    products: [...products.keys()].flatMap((gtin) => showProduct(sources, gtin, nowMs)),
    variableCodes: [],
    offers: offers.filter((offer) => isOn(offer, nowMs)).map((offer) => showOffer(settings, offer)),
    map: drawMap(model),
    lanes: policy.lanes.map(({ id, name }) => ({ laneId: id, name })),
  };
  const version = createHash("sha256").update(JSON.stringify(whole)).digest("base64url");
  return { version, ...whole };
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
  { settings, model, pictureVersions }: CatalogueSources,
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
      priceOf: "unit",
      memberUnitMinor: price.memberAmountMinor ?? null,
      weight: meanG > 0 ? { meanG, sdG: meanG * SPREAD_SHARE } : null,
      plu: null,
      depositMinor: product.deposit?.amountMinor ?? 0,
      ageMin: product.ageMin ?? null,
      category: product.category ?? null,
      allergens: [],
      pictureUrl:
        picture === undefined ? null : `/v1/products/${gtin}/picture?version=${picture.version}`,
      places: [...places.values()],
    },
  ];
}

const isOn = (offer: Offer, nowMs: number): boolean => findValid([offer], nowMs) !== undefined;

function showOffer({ products }: Pick<ShopSettings, "products">, offer: Offer) {
  const { id, name, membersOnly, gtins = [], categories = [] } = offer;
  const ofCategories = [...products.values()]
    .filter(({ category }) => category !== undefined && categories.includes(category))
    .map(({ gtin }) => gtin);
  return { offerId: id, name, membersOnly, gtins: [...new Set([...gtins, ...ofCategories])] };
}
