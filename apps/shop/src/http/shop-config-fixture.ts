/** Configuration of the shop that the tests of the API run. */

import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import { UNITED_KINGDOM } from "@saunter/commerce/tax/jurisdictions";
import type { ShopModel } from "@saunter/engine/shop-model";
import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import { CONFIG_DEFAULTS } from "../config/config-defaults.ts";
import type { GateHardware } from "../config/gates-config.ts";
import type { Secret } from "../config/secret.ts";
import type { GateConfig, ShopConfig } from "../config/shop-config.ts";
import type { SmartCartsConfig } from "../config/smart-carts-config.ts";
import { TRIP_PRODUCTS } from "./trip-fixture.ts";

export function keepSecret(text: string): Secret {
  return { source: "a test", reveal: () => text };
}

export const BADGE_KEY = "7".repeat(32);

/** No spot checks, so only suspicious trips are checked. */
export const SMART_CARTS_CONFIG: SmartCartsConfig = {
  ...CONFIG_DEFAULTS.smartCarts,
  ...{ zone: null, variableCodes: [], spotCheckShare: 0 },
  lanes: [
    {
      id: "lane-1",
      scaleErrorG: 20,
      name: "Lane 1",
      zone: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
        { x: 0, y: 1 },
      ],
    },
  ],
};

function makeProduct(gtin: string, amountMinor: number, more: Partial<CatalogueProduct> = {}) {
  const product: CatalogueProduct = {
    gtin,
    name: `Product ${gtin}`,
    taxCategory: "standard",
    prices: [{ amountMinor, memberAmountMinor: Math.ceil(amountMinor * 0.9) }],
    ...more,
  };
  return [gtin, product] as const;
}

const PRODUCTS: ReadonlyMap<string, CatalogueProduct> = new Map([
  makeProduct("01", 85),
  makeProduct("02", 129, { taxCategory: "zero" }),
  makeProduct("03", 250),
  makeProduct("04", 199, { deposit: { name: "Bottle", amountMinor: 20, taxCategory: "zero" } }),
  makeProduct("05", 999, { ageMin: 18 }),
  makeProduct("06", 333, { taxCategory: "zero" }),
  makeProduct("07", 2499),
  makeProduct("08", 1),
]);

const OFFERS: readonly Offer[] = [
  {
    kind: "multibuy",
    id: "two-for-2",
    name: "2 for 2.00",
    membersOnly: false,
    gtins: ["01", "02"],
    quantity: 2,
    amountMinor: 200,
  },
  {
    kind: "percentage",
    id: "tenth-off",
    name: "10 % off",
    membersOnly: true,
    gtins: ["03"],
    rate: "0.1",
  },
];

/** One gondola with products 01 and 03 on its lower shelf. */
export const SHOP_MODEL: ShopModel = {
  facings: [
    { gondola: 1, shelf: 1, plates: [1, 2], barcode: "01", place: placePlate(0, 0.3, 0.2) },
    { gondola: 1, shelf: 1, plates: [3], barcode: "03", place: placePlate(0.2, 0.3, 0.1) },
    { gondola: 1, shelf: 2, plates: [1, 2, 3], barcode: null, place: placePlate(0, 0.9, 0.3) },
  ],
  products: TRIP_PRODUCTS,
};

function placePlate(x: number, z: number, widthM: number) {
  return { x, y: 0, z, yawRad: 0, widthM, depthM: 0.4 };
}

const GATES: readonly GateConfig[] = [
  makeGate("north", "North door", "both", 0),
  makeGate("south", "South door", "both", 4),
  makeGate("exit", "Exit", "out", 8),
];

function makeGate(id: string, name: string, direction: GateConfig["direction"], x: number) {
  const zone = [
    { x, y: -2 },
    { x: x + 1, y: -2 },
    { x: x + 1, y: -1 },
  ];
  return { id, name, direction, zone };
}

type ChangeConfig = (config: ShopConfig) => ShopConfig;

export function withEntry(more: Partial<ShopConfig["entry"]>): ChangeConfig {
  return (config) => ({ ...config, entry: { ...config.entry, ...more } });
}

export function withPolicies(more: Partial<ShopConfig["policies"]>): ChangeConfig {
  return (config) => ({ ...config, policies: { ...config.policies, ...more } });
}

export function withHttp(more: Partial<ShopConfig["http"]>): ChangeConfig {
  return (config) => ({ ...config, http: { ...config.http, ...more } });
}

export function withHardware(hardware: Readonly<Record<string, GateHardware>>): ChangeConfig {
  return ({ floor, ...config }) => ({
    ...config,
    floor: {
      ...floor!,
      gates: floor!.gates.map((gate) => {
        const own = hardware[gate.id];
        return own === undefined ? gate : { ...gate, hardware: own };
      }),
    },
  });
}

/** The products with others in their place, by GTIN. */
export function withProducts(
  make: (product: CatalogueProduct) => CatalogueProduct,
  ...gtins: readonly string[]
): ChangeConfig {
  return (config) => {
    const catalogue = new Map(config.catalogue);
    for (const gtin of gtins) catalogue.set(gtin, make(catalogue.get(gtin)!));
    return { ...config, catalogue };
  };
}

export function makeShopConfig(dataFolder: string): ShopConfig {
  return {
    file: "",
    shop: {
      id: "corner",
      name: "Corner Shop",
      addressLines: ["1 Market Street"],
      legalName: "Corner Shop Ltd",
      vatNumber: "GB123456789",
      timeZone: "Europe/London",
      locale: "en-GB",
      currency: "GBP",
    },
    receiptFonts: null,
    pictures: NO_PICTURES,
    source: { kind: "recording", folder: "f", speed: 1 },
    smartCarts: SMART_CARTS_CONFIG,
    chain: null,
    fiscal: null,
    floor: { entrance: GATES[0]!.zone, exit: GATES[2]!.zone, gates: GATES },
    shopModel: null,
    catalogue: PRODUCTS,
    goods: null,
    lowStockAt: new Map([["01", 3]]),
    productFacts: new Map(),
    offers: OFFERS,
    jurisdiction: UNITED_KINGDOM,
    defaultTaxCategory: "standard",
    entry: {
      qr: { signingKey: null },
      card: { terminal: "simulator" },
      badge: { hashKey: keepSecret(BADGE_KEY) },
      passkey: { rpId: "shop.example", origin: "https://shop.example" },
      partyMax: 4,
      bindWithinMs: 20_000,
      barDebtors: true,
      hold: {
        amountMinor: 2000,
        releaseText: "at your exit",
        releaseTexts: [{ language: "de", text: "beim Verlassen" }],
      },
      offline: { admit: "known", limitMinor: null },
    },
    payment: {
      gateway: { kind: "simulator" },
      accounts: [
        { id: "payroll-1", name: "Payroll", kind: "payroll", limitMinor: 5000, period: "day" },
      ],
      debtRetryHours: [1, 24, 72],
    },
    policies: {
      reviewWithinMin: 30,
      finalWithinMs: 5000,
      autoRefundMaxMinor: 200,
      clerkRefundMaxMinor: 2000,
      cashFloat: { lowMinor: 5000, highMinor: 20_000 },
      clerkRefundsDayMaxMinor: 10_000,
      withoutReview: {
        refundMaxMinor: 3000,
        refundsSumMaxMinor: 6000,
        refundsMax: 4,
        visitsMax: 4,
        days: 30,
        decideHours: 24,
      },
      velocity: {
        ...{ disputesPerDay: 4, refundsPerDay: 3 },
        ...{ signUpsPerAddress: 1000, signUpsPerCard: 1000 },
      },
      disputeDays: 14,
      evidenceKeepDays: 31,
      addressKeepDays: 90,
      positionsKept: "review",
      clips: "off",
      acceptProbability: null,
      ageCheck: "staff",
      secondFactor: "optional",
    },
    mail: {
      from: "shop@shop.example",
      host: "mail.invalid",
      port: 25,
      security: "none",
      login: null,
    },
    webhooks: [],
    http: {
      host: "127.0.0.1",
      port: 0,
      publicUrl: "https://shop.example",
      trustedProxies: [],
      connectionsPerAddressMax: 3000,
    },
    dataFolder,
  };
}
