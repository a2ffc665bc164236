/** A shop's configuration as the process uses it: amounts in minor units, times in Unix ms. */

import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import type { TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CamerasConfig, FloorZone } from "@saunter/ingest/cameras/cameras-config";
import type { PictureList } from "@saunter/ingest/product-images/picture-files";
import type { ChainConfig } from "./chain-config.ts";
import type { FiscalConfig } from "./fiscal-config.ts";
import type { GateHardware } from "./gates-config.ts";
import type { GoodsLists } from "./goods-lists.ts";
import type { ProductFacts } from "./product-facts.ts";
import type { ReceiptFonts } from "./receipt-fonts.ts";
import type { ScenarioName } from "./scenario-names.ts";
import type { Secret } from "./secret.ts";
import type { SensorsConfig } from "./sensors-config.ts";
import type { ShopBrand } from "./shop-brand.ts";
import type { SmartCartsConfig } from "./smart-carts-config.ts";

export interface ShopIdentity {
  readonly id: string;
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly legalName: string;
  readonly vatNumber: string | null;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47. */
  readonly locale: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Left out: neither logo nor colour is configured. */
  readonly brand?: ShopBrand;
}

export type SourceConfig =
  | {
      readonly kind: "simulated";
      readonly seed: number;
      readonly scenario: ScenarioName;
      /** Times real time; Infinity is as fast as it goes. */
      readonly speed: number;
      readonly shoppersAtOnce: number | null;
    }
  | { readonly kind: "recording"; readonly folder: string; readonly speed: number }
  | {
      readonly kind: "cameras";
      readonly cameras: CamerasConfig;
      /** Of the recording whose plates are read beside films; null: nothing is weighed. */
      readonly platesFolder: string | null;
    }
  | SensorsConfig;

export interface GateConfig {
  readonly id: string;
  readonly name: string;
  readonly direction: "in" | "out" | "both";
  readonly zone: FloorZone;
  /** Left out where a program of its own drives it. */
  readonly hardware?: GateHardware;
}

export interface FloorConfig {
  readonly entrance: FloorZone;
  readonly exit: FloorZone;
  readonly gates: readonly GateConfig[];
}

export type CardConfig =
  | { readonly terminal: "simulator" }
  /** The readers of the gates. */
  | { readonly terminal: "stripe" }
  | { readonly terminal: "http"; readonly url: string; readonly secret: Secret };

export interface HoldConfig {
  readonly amountMinor: number;
  /** In the shop's language. */
  readonly releaseText: string;
  /** The same in other languages, BCP 47. */
  readonly releaseTexts: readonly { readonly language: string; readonly text: string }[];
}

export interface EntryConfig {
  /** Null where the entry method is not offered. */
  readonly qr: { readonly signingKey: Secret | null } | null;
  readonly card: CardConfig | null;
  readonly badge: { readonly hashKey: Secret } | null;
  readonly passkey: { readonly rpId: string; readonly origin: string } | null;
  readonly partyMax: number;
  readonly bindWithinMs: number;
  readonly barDebtors: boolean;
  readonly hold: HoldConfig | null;
  readonly offline: {
    readonly admit: "all" | "known" | "none";
    /** What one payer may owe; null without a bound. */
    readonly limitMinor: number | null;
  };
}

export type GatewayConfig =
  | {
      readonly kind: "stripe";
      readonly secretKey: Secret;
      readonly webhookSecret: Secret;
      /** Whether the account has incremental authorization. */
      readonly canRaiseHolds: boolean;
      /** For the page on which shoppers give a card; null: they cannot. */
      readonly publishableKey: string | null;
      readonly baseUrl: string | null;
    }
  | { readonly kind: "simulator" }
  | { readonly kind: "none" };

export interface AccountConfig {
  readonly id: string;
  readonly name: string;
  readonly kind: "payroll" | "cost-centre";
  readonly limitMinor: number;
  readonly period: "day" | "week" | "month";
}

export interface PaymentConfig {
  readonly gateway: GatewayConfig;
  readonly accounts: readonly AccountConfig[];
  /** Ascending. */
  readonly debtRetryHours: readonly number[];
}

/** What is settled in the shopper's favour though no person reviewed it; a person decides on the rest. */
export interface WithoutReviewConfig {
  readonly refundMaxMinor: number;
  readonly refundsSumMaxMinor: number;
  readonly refundsMax: number;
  readonly visitsMax: number;
  readonly days: number;
  readonly decideHours: number;
}

/** So many in a day are unusual: staff are alerted, and more sign-ups are refused. */
export interface VelocityConfig {
  readonly disputesPerDay: number;
  readonly refundsPerDay: number;
  readonly signUpsPerAddress: number;
  readonly signUpsPerCard: number;
}

export interface PoliciesConfig {
  readonly reviewWithinMin: number;
  readonly finalWithinMs: number;
  /** Null: no disputed line is refunded without a person. */
  readonly autoRefundMaxMinor: number | null;
  /** What a clerk may refund without an operator. */
  readonly clerkRefundMaxMinor: number;
  /** All that a clerk may refund in 24 h. */
  readonly clerkRefundsDayMaxMinor: number;
  /** How much cash the till's drawer should hold, minor units; null where there is no limit. */
  readonly cashFloat: { readonly lowMinor: number | null; readonly highMinor: number | null };
  readonly withoutReview: WithoutReviewConfig;
  readonly velocity: VelocityConfig;
  readonly disputeDays: number;
  readonly evidenceKeepDays: number;
  /** Of network addresses in the audit log. */
  readonly addressKeepDays: number;
  readonly positionsKept: "dispute" | "review";
  /** Whether blurred seconds of cameras are kept of uncertain picks. */
  readonly clips: "off" | "doubtful";
  /** Null: what the engine has learned. */
  readonly acceptProbability: number | null;
  readonly ageCheck: "staff" | "off";
  /** Who needs more than a password to sign in. */
  readonly secondFactor: "optional" | "asked" | "operators" | "all";
}

export interface MailConfig {
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly security: "starttls" | "tls" | "none";
  readonly login: { readonly user: Secret; readonly password: Secret } | null;
}

export interface WebhookConfig {
  readonly url: string;
  readonly secret: Secret;
  readonly events: readonly string[];
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end; null: the address that is listened on. */
  readonly publicUrl: string | null;
  /** Addresses and networks of those whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly connectionsPerAddressMax: number;
}

export interface ShopConfig {
  /** The file that it was read from. */
  readonly file: string;
  readonly shop: ShopIdentity;
  /** Null: receipts as PDF have the characters of Western European languages alone. */
  readonly receiptFonts: ReceiptFonts | null;
  readonly source: SourceConfig;
  /** Null: the source brings its own. */
  readonly floor: FloorConfig | null;
  /** Null: the shop has none. */
  readonly smartCarts: SmartCartsConfig | null;
  /** Null: the shop is on its own. */
  readonly chain: ChainConfig | null;
  readonly fiscal: FiscalConfig | null;
  /** Plates, planogram and products as the engine knows them; null: the source brings its own. */
  readonly shopModel: ShopModel | null;
  /** By GTIN as it is written in the catalogue; null: the source brings its own. */
  readonly catalogue: ReadonlyMap<string, CatalogueProduct> | null;
  /** The lists that all this was made of; null where the source brings its own. */
  readonly goods: GoodsLists | null;
  readonly pictures: PictureList;
  /** Units left, by GTIN, at which staff is told. */
  readonly lowStockAt: ReadonlyMap<string, number>;
  /** By GTIN, as the catalogue writes it. */
  readonly productFacts: ReadonlyMap<string, ProductFacts>;
  readonly offers: readonly Offer[];
  readonly jurisdiction: TaxJurisdiction;
  /** Of products that name none, and of those that the source brings. */
  readonly defaultTaxCategory: string | null;
  readonly entry: EntryConfig;
  readonly payment: PaymentConfig;
  readonly policies: PoliciesConfig;
  readonly mail: MailConfig | null;
  readonly webhooks: readonly WebhookConfig[];
  readonly http: HttpConfig;
  /** Absolute. */
  readonly dataFolder: string;
}
