/** How the process of the tortured shop is configured. */

import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import type { Secret } from "@saunter/shop/config/secret";
import type { ShopConfig, WebhookConfig } from "@saunter/shop/config/shop-config";
import type { ShopSettings } from "@saunter/shop/domain/shop-settings";
import { GATES, SAMPLE_ACCOUNTS } from "@saunter/shop/testing/sample-settings";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const WEBHOOK_URL = "http://10.0.0.9/hook";
export const WEBHOOK_SECRET = "a secret of the webhook's receiver";

function keepSecret(text: string): Secret {
  return { source: "the simulation", reveal: () => text };
}

const CORNERS = [
  { x: -9, y: -9 },
  { x: -8, y: -9 },
  { x: -8, y: -8 },
];

const RELEASE = { releaseText: "at your exit", releaseTexts: [] };

export interface Surrounding {
  readonly hasMail: boolean;
  readonly webhookEvents: readonly string[] | null;
  /** Where people who are really seen come in; null where there are none. */
  readonly entrance: FloorZone | null;
}

/** What the process is configured with, where the shop's settings are these. */
export function makeConfig(
  settings: ShopSettings,
  secrets: { readonly codeKey: string; readonly badgeKey: string },
  { hasMail, webhookEvents, entrance }: Surrounding,
): ShopConfig {
  const { entry, receipts, payment } = settings;
  const zone = entrance ?? CORNERS;
  const gateIds = entrance === null ? GATES : GATES.slice(0, 1);
  const { holdMinor, offlineLimitMinor = null } = entry;
  const hook = { url: WEBHOOK_URL, secret: keepSecret(WEBHOOK_SECRET) };
  const webhooks: WebhookConfig[] =
    webhookEvents === null ? [] : [{ ...hook, events: webhookEvents }];
  return {
    file: "",
    shop: {
      id: "torture",
      name: "Torture",
      addressLines: ["1 Market Street"],
      legalName: "Torture Ltd",
      vatNumber: "GB123456789",
      timeZone: "Europe/London",
      locale: "en-GB",
      currency: settings.currency,
    },
    receiptFonts: null,
    pictures: NO_PICTURES,
    source: { kind: "recording", folder: "", speed: 1 },
    smartCarts: null,
    chain: null,
    fiscal: null,
    floor: {
      entrance: zone,
      exit: zone,
      gates: gateIds.map((id) => ({ id, name: id, direction: "both" as const, zone })),
    },
    shopModel: null,
    // What is really seen is of the source's catalogue.
    catalogue: entrance === null ? settings.products : null,
    // Who changes them changes nothing here.
    goods: { catalogue: [], planogram: [], offers: [] },
    lowStockAt: new Map([["01", 3]]),
    productFacts: new Map(),
    offers: settings.offers,
    jurisdiction: settings.jurisdiction,
    defaultTaxCategory: "standard",
    entry: {
      qr: { signingKey: keepSecret(secrets.codeKey) },
      card: { terminal: "simulator" },
      badge: { hashKey: keepSecret(secrets.badgeKey) },
      passkey: null,
      partyMax: entry.partyMax,
      bindWithinMs: entry.bindWithinMs,
      barDebtors: entry.barDebtors,
      hold: holdMinor === 0 ? null : { amountMinor: holdMinor, ...RELEASE },
      offline: { admit: entry.offline, limitMinor: offlineLimitMinor },
    },
    payment: {
      gateway: { kind: "simulator" },
      accounts: [...SAMPLE_ACCOUNTS.values()].map(({ accountId, limitMinor, period }) => ({
        id: accountId,
        name: accountId,
        kind: "payroll" as const,
        limitMinor,
        period,
      })),
      debtRetryHours: payment.retryAfterMs.map((afterMs) => afterMs / HOUR_MS),
    },
    policies: {
      reviewWithinMin: receipts.reviewWithinMs / MINUTE_MS,
      finalWithinMs: receipts.finalWithinMs,
      autoRefundMaxMinor: receipts.autoRefundMaxMinor,
      clerkRefundMaxMinor: settings.refunds.maxMinor,
      cashFloat: { lowMinor: null, highMinor: null },
      clerkRefundsDayMaxMinor: settings.refunds.dayMaxMinor,
      withoutReview: {
        refundMaxMinor: receipts.lapse.refundMaxMinor,
        refundsSumMaxMinor: receipts.lapse.refundsSumMaxMinor,
        refundsMax: receipts.lapse.refundsMax,
        visitsMax: receipts.lapse.visitsMax,
        days: receipts.lapse.windowMs / (24 * HOUR_MS),
        decideHours: receipts.lapse.decideWithinMs / HOUR_MS,
      },
      velocity: { ...receipts.velocity, signUpsPerAddress: 100, signUpsPerCard: 3 },
      disputeDays: receipts.disputeMs / (24 * HOUR_MS),
      evidenceKeepDays: 31,
      addressKeepDays: 90,
      positionsKept: "dispute" as const,
      clips: "off" as const,
      acceptProbability: null,
      ageCheck: "staff",
      secondFactor: "optional",
    },
    mail: hasMail
      ? { from: "shop@shop.example", host: "mail.invalid", port: 25, security: "none", login: null }
      : null,
    webhooks,
    http: {
      host: "127.0.0.1",
      port: 0,
      publicUrl: "https://shop.example",
      trustedProxies: [],
      connectionsPerAddressMax: 3000,
    },
    dataFolder: "",
  };
}
