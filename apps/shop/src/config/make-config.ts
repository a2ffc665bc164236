import { resolve } from "node:path";
import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { isLocalHost } from "./address-list.ts";
import { noteAt } from "./check-context.ts";
import { checkScales } from "./check-scales.ts";
import {
  PLANOGRAM_ROW,
  type PlanogramRowSettings,
  PRODUCT,
  type ProductSettings,
  type Settings,
} from "./config-schema.ts";
import type { GoodsLists } from "./goods-lists.ts";
import { listClipCameras } from "./list-clip-cameras.ts";
import { makeBrand } from "./make-brand.ts";
import { makeCatalogue, makeLowStock } from "./make-catalogue.ts";
import { makeEntry, noteHoldless, noteReadersUnpaid, noteTerminalSimulated } from "./make-entry.ts";
import { makeFloor } from "./make-floor.ts";
import { makeFonts } from "./make-fonts.ts";
import { noteGatesUnserved } from "./make-gates.ts";
import { makeTaxRules, type TaxRules } from "./make-jurisdiction.ts";
import { makeChain, makeFiscal, makeMail, makeWebhooks } from "./make-messaging.ts";
import { assertOffers, listOfferGoods, makeOffers, type OfferGoods } from "./make-offers.ts";
import { makePayment, makePolicies, roundToGateway } from "./make-payment.ts";
import { makePictures } from "./make-pictures.ts";
import { makeShopModel } from "./make-shop-model.ts";
import { makeSmartCarts } from "./make-smart-carts.ts";
import { makeSource } from "./make-source.ts";
import { makeProductFacts, type ProductFacts } from "./product-facts.ts";
import { readItemsFile } from "./read-items.ts";
import type { ShopBrand } from "./shop-brand.ts";
import type { ShopConfig, ShopIdentity } from "./shop-config.ts";
import type { LookupContext } from "./take-secret.ts";

/** Sections of the file; those that are wrong as a whole are not there. */
type ReadSettings = Partial<Settings>;

interface Goods {
  readonly sold: {
    readonly catalogue: ReadonlyMap<string, CatalogueProduct> | null;
    readonly shopModel: ShopModel | null;
    readonly lowStockAt: ReadonlyMap<string, number>;
    readonly productFacts: ReadonlyMap<string, ProductFacts>;
    readonly goods: GoodsLists | null;
  };
  /** What offers may name; null where it is not known as a whole. */
  readonly offered: OfferGoods | null;
}

/**
 * The configuration from what could be read of it, or null where a section is missing. What does
 * not fit together is noted, as far as it can be checked; `given` names the keys that the file has.
 */
export function makeConfig(
  settings: ReadSettings,
  given: ReadonlySet<string>,
  file: string,
  context: LookupContext,
): ShopConfig | null {
  const rules = settings.tax === undefined ? null : makeTaxRules(settings.tax, context);
  const { sold, offered } = makeGoods(settings, rules, given, context);
  const source = makeSource(settings.source, given, context);
  const floor = settings.floor === undefined ? null : makeFloor(settings.floor, context);
  const smartCarts =
    settings.smartCarts === undefined ? null : makeSmartCarts(settings.smartCarts, context);
  const fiscal = settings.fiscal === undefined ? null : makeFiscal(settings.fiscal, context);
  const chain = settings.chain === undefined ? null : makeChain(settings.chain, context);
  const entry = settings.entry && makeEntry(settings.entry, context);
  const payment = settings.payment && makePayment(settings.payment, context);
  const policies = settings.policies && makePolicies(settings.policies, context);
  const mail = settings.mail === undefined ? null : makeMail(settings.mail, context);
  const webhooks = makeWebhooks(settings.webhooks ?? [], context);
  const offers = makeOffers(settings.offers ?? [], offered, context);
  if (settings.entry !== undefined && settings.payment !== undefined) {
    noteTerminalSimulated(settings.entry, settings.payment, context);
    noteHoldless(settings.entry, settings.payment, context);
    noteReadersUnpaid(settings.entry, settings.payment, context);
  }
  const jurisdiction =
    rules && settings.entry && settings.payment
      ? roundToGateway(
          rules.jurisdiction,
          { entry: settings.entry, payment: settings.payment },
          context,
        )
      : null;
  noteTaxOfSource(settings, rules, given, context);
  noteAgeUnchecked(settings, sold.catalogue, context);
  if (policies && source) noteClipsOfNothing(settings, { policies, source }, context);
  if (source) noteDoorless(settings, source, given, context);
  notePlainUrl(settings, context);
  noteGatesUnserved(settings, context);
  const { shop, http, data } = settings;
  const pictures = makePictures(settings.pictures, sold.catalogue, context);
  const brand = makeBrand(shop?.brand, context);
  const receiptFonts = makeFonts(shop?.receiptFonts, context);
  const isWhole =
    shop && source && rules && jurisdiction && entry && payment && policies && http && data;
  if (!isWhole || context.problems.count > 0) return null;
  assertOffers(offers);
  return {
    file,
    shop: makeIdentity(shop, brand),
    receiptFonts,
    source,
    floor,
    smartCarts,
    chain,
    fiscal,
    ...sold,
    pictures,
    offers,
    jurisdiction,
    defaultTaxCategory: rules.defaultCategory,
    entry,
    payment,
    policies,
    mail,
    webhooks,
    http: { ...http, publicUrl: http.publicUrl?.replace(/\/+$/, "") ?? null },
    dataFolder: resolve(context.folder, data.folder),
  };
}

function makeIdentity(shop: Settings["shop"], brand: ShopBrand): ShopIdentity {
  const { address, vatNumber = null, receiptFonts: _, brand: given, ...kept } = shop;
  return { ...kept, addressLines: address, vatNumber, ...(given === undefined ? {} : { brand }) };
}

function makeGoods(
  settings: ReadSettings,
  rules: TaxRules | null,
  given: ReadonlySet<string>,
  context: LookupContext,
): Goods {
  const products = takeProducts(settings.catalogue, context);
  const rows = takeRows(settings.planogram, context);
  const { fixtures } = settings;
  notePartners(settings, given, context);
  if (products === null) {
    const sold = {
      catalogue: null,
      shopModel: null,
      lowStockAt: new Map(),
      productFacts: new Map(),
      goods: null,
    };
    return { sold, offered: null };
  }
  const catalogue = makeCatalogue(products, rules, context);
  const isPlaced = fixtures !== undefined && rows !== null;
  const { source } = settings;
  if (isPlaced && source?.kind === "sensors") checkScales(source, fixtures, rows, context);
  const shopModel = isPlaced
    ? makeShopModel({ doors: listDoors(settings), fixtures, rows, products, catalogue }, context)
    : null;
  const goods = isPlaced
    ? { catalogue: products, planogram: rows, offers: settings.offers ?? [] }
    : null;
  return {
    sold: {
      catalogue,
      shopModel,
      lowStockAt: makeLowStock(products),
      productFacts: makeProductFacts(products, context),
      goods,
    },
    offered: context.places.isIncomplete(products) ? null : listOfferGoods(catalogue),
  };
}

/** Gondolas with a contact at their door. */
function listDoors({ source }: ReadSettings): ReadonlySet<number> {
  const devices = source?.kind === "sensors" ? source.devices : [];
  return new Set(devices.filter(({ door }) => door !== undefined).map(({ gondola }) => gondola));
}

function takeProducts(
  catalogue: ReadSettings["catalogue"],
  context: LookupContext,
): ProductSettings[] | null {
  if (catalogue === undefined || Array.isArray(catalogue)) return catalogue ?? null;
  return readItemsFile(catalogue, PRODUCT, "catalogue", context);
}

function takeRows(
  planogram: ReadSettings["planogram"],
  context: LookupContext,
): PlanogramRowSettings[] | null {
  if (planogram === undefined || Array.isArray(planogram)) return planogram ?? null;
  return readItemsFile(planogram, PLANOGRAM_ROW, "planogram", context);
}

/** A planogram says which of the products stands on which of the plates; pictures are of products. */
function notePartners(
  { planogram, fixtures, pictures }: ReadSettings,
  given: ReadonlySet<string>,
  context: LookupContext,
): void {
  if (planogram !== undefined) {
    for (const partner of ["fixtures", "catalogue"]) {
      if (given.has(partner)) continue;
      noteAt(context, planogram, undefined, `a planogram needs ${partner} in this file as well`);
    }
  }
  if (fixtures !== undefined && !given.has("planogram")) {
    noteAt(context, fixtures, undefined, "fixtures need a planogram in this file as well");
  }
  if (pictures !== undefined && !given.has("catalogue")) {
    noteAt(context, pictures, undefined, "pictures need a catalogue in this file as well");
  }
}

/** Products that the source brings name no category of tax. */
function noteTaxOfSource(
  { tax, source }: ReadSettings,
  rules: TaxRules | null,
  given: ReadonlySet<string>,
  context: LookupContext,
): void {
  if (tax === undefined || source === undefined || rules === null) return;
  if (given.has("catalogue") || rules.defaultCategory !== null) return;
  const known = Object.keys(rules.jurisdiction.categories).join(", ");
  const message = `the products of this source need a category; allowed: ${known}`;
  noteAt(context, tax, "defaultCategory", message);
}

function noteAgeUnchecked(
  { policies }: ReadSettings,
  catalogue: ReadonlyMap<string, CatalogueProduct> | null,
  context: LookupContext,
): void {
  if (policies === undefined || policies.ageCheck !== "off") return;
  const count = [...(catalogue?.values() ?? [])].filter((one) => one.ageMin !== undefined).length;
  if (count === 0) return;
  const message = `${count} products have an age, and nobody is called to check it`;
  noteAt(context, policies, "ageCheck", message, context.warnings);
}

/** A simulation knows its own doors; recordings and cameras do not. */
function noteDoorless(
  settings: ReadSettings,
  source: ShopConfig["source"],
  given: ReadonlySet<string>,
  context: LookupContext,
): void {
  if (given.has("floor") || settings.source === undefined || source.kind === "simulated") return;
  if (source.kind === "cameras" && source.cameras.doors.length > 0) return;
  const message =
    "no door is configured: nobody is seen to come in or to leave, and receipts are written when somebody has not been seen for 30 s; add floor";
  noteAt(context, settings.source, "kind", message, context.warnings);
}

/** The shop itself has no TLS: a proxy before it does. */
function notePlainUrl({ http }: ReadSettings, context: LookupContext): void {
  if (http?.publicUrl === undefined) return;
  const { hostname, protocol } = new URL(http.publicUrl);
  if (protocol === "https:" || isLocalHost(hostname.replace(/^\[(.*)\]$/, "$1"))) return;
  const message =
    "passwords and cookies go there without TLS, beyond this machine and the local network: put a proxy with TLS before the shop, and use https://";
  noteAt(context, http, "publicUrl", message, context.warnings);
}

/** Clips are of picks before cameras. */
function noteClipsOfNothing(
  { policies }: ReadSettings,
  made: Pick<ShopConfig, "policies" | "source">,
  context: LookupContext,
): void {
  if (policies === undefined || policies.clips === "off" || listClipCameras(made).length > 0)
    return;
  const isSeen = made.source.kind === "cameras";
  const lack = isSeen ? "nothing is weighed beside them" : "there are none";
  const message = `clips are of picks that cameras see, and ${lack}: none is made`;
  noteAt(context, policies, "clips", message, context.warnings);
}
