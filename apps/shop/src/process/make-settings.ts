/** What the services need, from the configuration and from what the source brings. */
import type { CatalogueProduct } from "@saunter/commerce/pricing/pricing-types";
import type { LapseCaps } from "@saunter/commerce/review/lapse-caps";
import type { ShopModel } from "@saunter/engine/shop-model";
import { makeCatalogueOfShopModel } from "../config/make-catalogue.ts";
import type { ShopConfig, WithoutReviewConfig } from "../config/shop-config.ts";
import type { ShopAccount } from "../domain/account-service.ts";
import type { Door } from "../domain/door-watch.ts";
import type { ShopSettings } from "../domain/shop-settings.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Largest number of one payer's disputes that are granted without a review. */
const AUTO_REFUNDS_MAX = 3;
/** An entry may come in so long after its people. */
const BIND_BEFORE_MS = 10_000;

export function findDoors(config: ShopConfig, ofSource: readonly Door[]): readonly Door[] {
  if (config.floor === null) return ofSource;
  return config.floor.gates.map(({ id, zone, direction }) => ({
    gateId: id,
    zone: { corners: zone },
    direction,
  }));
}

export function makeSettings(
  config: ShopConfig,
  model: ShopModel,
  doors: readonly Door[],
): ShopSettings {
  const { entry, policies, payment, offers, jurisdiction, shop } = config;
  return {
    currency: shop.currency,
    products: findProducts(config, model),
    offers,
    jurisdiction,
    gateIds: doors.map(({ gateId }) => gateId),
    gateNames: new Map(config.floor?.gates.map(({ id, name }) => [id, name])),
    outGateIds: doors.filter(({ direction }) => direction === "out").map(({ gateId }) => gateId),
    entry: {
      holdMinor: entry.hold?.amountMinor ?? 0,
      partyMax: entry.partyMax,
      bindWithinMs: entry.bindWithinMs,
      bindBeforeMs: BIND_BEFORE_MS,
      barDebtors: entry.barDebtors,
      offline: entry.offline.admit,
      offlineLimitMinor: entry.offline.limitMinor,
    },
    receipts: {
      finalWithinMs: policies.finalWithinMs,
      reviewWithinMs: policies.reviewWithinMin * MINUTE_MS,
      disputeMs: policies.disputeDays * DAY_MS,
      autoRefundMaxMinor: policies.autoRefundMaxMinor ?? -1,
      autoRefundsMax: AUTO_REFUNDS_MAX,
      lapse: makeLapseCaps(policies.withoutReview),
      velocity: policies.velocity,
    },
    refunds: {
      maxMinor: policies.clerkRefundMaxMinor,
      dayMaxMinor: policies.clerkRefundsDayMaxMinor,
    },
    payment: { retryAfterMs: payment.debtRetryHours.map((hours) => hours * HOUR_MS) },
  };
}

function makeLapseCaps({ days, decideHours, ...caps }: WithoutReviewConfig): LapseCaps {
  return { ...caps, windowMs: days * DAY_MS, decideWithinMs: decideHours * HOUR_MS };
}

/** What the services sell: ages are left out where nobody is to check them. */
export function findProducts(
  config: ShopConfig,
  model: ShopModel,
): ReadonlyMap<string, CatalogueProduct> {
  const catalogue = findCatalogue(config, model);
  if (config.policies.ageCheck === "staff") return catalogue;
  return new Map(
    [...catalogue].map(([gtin, { ageMin: _, ...product }]) => [gtin, product] as const),
  );
}

function findCatalogue(
  config: ShopConfig,
  model: ShopModel,
): ReadonlyMap<string, CatalogueProduct> {
  if (config.catalogue !== null) return config.catalogue;
  const [anyCategory] = Object.keys(config.jurisdiction.categories);
  const category = config.defaultTaxCategory ?? anyCategory!;
  return makeCatalogueOfShopModel(model, config.shop.currency, category);
}

export function makeAccounts(config: ShopConfig): ReadonlyMap<string, ShopAccount> {
  return new Map(
    config.payment.accounts.map(({ id, limitMinor, period }) => [
      id,
      { accountId: id, limitMinor, period },
    ]),
  );
}
