/** A small shop with everything that can make money go wrong: deposits, offers, debts, holds. */
import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import { UNITED_KINGDOM } from "@saunter/commerce/tax/jurisdictions";
import type { Random } from "@saunter/numerics/random";
import type { ShopAccount } from "../domain/account-service.ts";
import type { CustomerCard } from "../domain/entry-service.ts";
import type { ShopSettings } from "../domain/shop-settings.ts";

const HOUR_MS = 3_600_000;

/** Of a product and what it costs. */
function makeProduct(gtin: string, amountMinor: number, more: Partial<CatalogueProduct> = {}) {
  const product: CatalogueProduct = {
    gtin,
    name: `Product ${gtin}`,
    taxCategory: "standard",
    prices: [{ amountMinor, memberAmountMinor: Math.ceil(amountMinor * 0.9) }],
    ...more,
  };
  return product;
}

const PRODUCTS: readonly CatalogueProduct[] = [
  makeProduct("01", 85),
  makeProduct("02", 129, { taxCategory: "zero" }),
  makeProduct("03", 250),
  makeProduct("04", 199, {
    deposit: { name: "Bottle", amountMinor: 20, taxCategory: "zero" },
  }),
  makeProduct("05", 999, { ageMin: 18 }),
  makeProduct("06", 333, { taxCategory: "zero" }),
  makeProduct("07", 2499),
  makeProduct("08", 1),
];

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

export const GATES = ["north", "south"] as const;

/** Draws what a shop may choose; the rest is fixed. */
export function drawSettings(
  random: Random,
  chosen: Partial<ShopSettings["entry"]> = {},
): ShopSettings {
  const { entry } = SAMPLE_SETTINGS;
  return {
    ...SAMPLE_SETTINGS,
    entry: {
      ...entry,
      holdMinor: random.pick([0, 300, 2000, 10_000]),
      barDebtors: random.chance(0.5),
      offline: random.pick(["all", "known", "none"]),
      ...chosen,
    },
  };
}

const SAMPLE_SETTINGS: ShopSettings = {
  currency: "GBP",
  products: new Map(PRODUCTS.map((product) => [product.gtin, product])),
  offers: OFFERS,
  jurisdiction: UNITED_KINGDOM,
  gateIds: GATES,
  gateNames: new Map(),
  outGateIds: [],
  entry: {
    holdMinor: 2000,
    partyMax: 4,
    bindWithinMs: 20_000,
    bindBeforeMs: 10_000,
    barDebtors: true,
    offline: "known",
  },
  receipts: {
    finalWithinMs: 5_000,
    reviewWithinMs: HOUR_MS / 2,
    disputeMs: 14 * 24 * HOUR_MS,
    autoRefundMaxMinor: 200,
    autoRefundsMax: 2,
    lapse: {
      refundMaxMinor: 3_000,
      refundsSumMaxMinor: 6_000,
      refundsMax: 4,
      visitsMax: 4,
      windowMs: 30 * 24 * HOUR_MS,
      decideWithinMs: 24 * HOUR_MS,
    },
    velocity: { disputesPerDay: 4, refundsPerDay: 3 },
  },
  refunds: { maxMinor: 2_000, dayMaxMinor: 10_000 },
  payment: { retryAfterMs: [HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS] },
};

export const SAMPLE_ACCOUNTS: ReadonlyMap<string, ShopAccount> = new Map(
  [
    { accountId: "payroll-1", limitMinor: 5_000, period: "day" as const },
    { accountId: "centre-2", limitMinor: 100_000, period: "month" as const },
  ].map((account) => [account.accountId, account]),
);

export const CUSTOMER_CARDS: ReadonlyMap<string, CustomerCard> = new Map(
  ["pm_sim_ok-ann", "pm_sim_on_session-bob", "pm_sim_funds_2500-cy", "pm_sim_present-dee"].map(
    (token, at) => [
      `customer-${at}`,
      {
        token,
        lastFour: String(4242 + at),
        isMember: at % 2 === 0,
        cardHash: null,
        isVerified: true,
      },
    ],
  ),
);
