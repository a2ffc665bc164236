/** A small shop's complete configuration, for tests and for the lab. */

import { UNITED_KINGDOM } from "@saunter/commerce/tax/jurisdictions";
import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import { CONFIG_DEFAULTS } from "../config/config-defaults.ts";
import type { ScenarioName } from "../config/scenario-names.ts";
import type { ShopConfig } from "../config/shop-config.ts";

export function makeSampleConfig(
  dataFolder: string,
  seed: number,
  scenario: ScenarioName = "rush",
): ShopConfig {
  const corners = [
    { x: -2.2, y: -1.9 },
    { x: -0.8, y: -1.9 },
    { x: -0.8, y: -0.5 },
    { x: -2.2, y: -0.5 },
  ];
  return {
    file: "",
    shop: {
      id: "sample",
      name: "Sample",
      addressLines: [],
      legalName: "Sample",
      vatNumber: null,
      timeZone: "UTC",
      locale: "en-GB",
      currency: "GBP",
    },
    receiptFonts: null,
    pictures: NO_PICTURES,
    source: { kind: "simulated", seed, scenario, speed: 1, shoppersAtOnce: null },
    smartCarts: null,
    chain: null,
    fiscal: null,
    floor: {
      entrance: corners,
      exit: corners,
      gates: [
        { id: "door", name: "Door", direction: "both", zone: corners },
        { id: "staff", name: "Staff", direction: "both", zone: corners },
      ],
    },
    shopModel: null,
    catalogue: null,
    goods: null,
    lowStockAt: new Map(),
    productFacts: new Map(),
    offers: [],
    jurisdiction: UNITED_KINGDOM,
    defaultTaxCategory: "standard",
    entry: {
      qr: null,
      card: null,
      badge: null,
      passkey: null,
      partyMax: 6,
      bindWithinMs: 2000,
      barDebtors: false,
      hold: { amountMinor: 2000, releaseText: "", releaseTexts: [] },
      offline: { admit: "all", limitMinor: null },
    },
    payment: { gateway: { kind: "simulator" }, accounts: [], debtRetryHours: [1] },
    policies: {
      reviewWithinMin: 30,
      finalWithinMs: 2000,
      autoRefundMaxMinor: 200,
      clerkRefundMaxMinor: 2000,
      cashFloat: { lowMinor: null, highMinor: null },
      clerkRefundsDayMaxMinor: 10_000,
      withoutReview: {
        ...CONFIG_DEFAULTS.policies.withoutReview,
        refundMaxMinor: 2000,
        refundsSumMaxMinor: 5000,
      },
      velocity: CONFIG_DEFAULTS.policies.velocity,
      disputeDays: 30,
      evidenceKeepDays: 31,
      addressKeepDays: 90,
      positionsKept: "dispute",
      clips: "off",
      acceptProbability: null,
      ageCheck: "staff",
      secondFactor: "optional",
    },
    mail: null,
    webhooks: [],
    http: {
      host: "127.0.0.1",
      port: 0,
      publicUrl: null,
      trustedProxies: [],
      connectionsPerAddressMax: 3000,
    },
    dataFolder,
  };
}
