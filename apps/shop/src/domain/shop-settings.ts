/** What the services of a shop need to know of its configuration. */
import type { CatalogueProduct, Offer } from "@saunter/commerce/pricing/pricing-types";
import type { LapseCaps } from "@saunter/commerce/review/lapse-caps";
import type { TaxJurisdiction } from "@saunter/commerce/tax/jurisdiction";

export interface ShopSettings {
  readonly currency: string;
  readonly products: ReadonlyMap<string, CatalogueProduct>;
  readonly offers: readonly Offer[];
  readonly jurisdiction: TaxJurisdiction;
  readonly gateIds: readonly string[];
  /** What people call a gate, by its id; one that has no name goes by that. */
  readonly gateNames: ReadonlyMap<string, string>;
  /** Of the gates, those that lead out and not in: nobody is admitted by them. */
  readonly outGateIds: readonly string[];
  readonly entry: {
    /** Held at entry, minor units; 0 where nothing is. */
    readonly holdMinor: number;
    readonly partyMax: number;
    /** Who was admitted has so long to be seen at the entrance. */
    readonly bindWithinMs: number;
    /** Who was seen at the entrance so long before an entry may be meant by it. */
    readonly bindBeforeMs: number;
    readonly barDebtors: boolean;
    /** While the provider is unreachable; known is whose card has paid here before, or whose account is the shop's. */
    readonly offline: "all" | "known" | "none";
    /** Debt from which a card is not admitted while the provider is unreachable; no limit where not given. */
    readonly offlineLimitMinor?: number | null;
  };
  readonly receipts: {
    /** The engine has so long after the exit to say what it will never revise. */
    readonly finalWithinMs: number;
    readonly reviewWithinMs: number;
    readonly disputeMs: number;
    /** Disputes up to this worth are granted at once, minor units. */
    readonly autoRefundMaxMinor: number;
    /** Largest number for a payer in a dispute period. */
    readonly autoRefundsMax: number;
    /** What is settled in the shopper's favour because no one reviewed it in time. */
    readonly lapse: LapseCaps;
    /** So many of one payer or payment instrument in 24 h alert staff. */
    readonly velocity: { readonly disputesPerDay: number; readonly refundsPerDay: number };
  };
  /** What clerks may refund by themselves, minor units: at once, and in 24 h. */
  readonly refunds: { readonly maxMinor: number; readonly dayMaxMinor: number };
  readonly payment: {
    /** When a declined amount is asked for again, after the debt began, ascending. */
    readonly retryAfterMs: readonly number[];
  };
}

/** Gates that somebody can come in by. */
export function listEntryGates({
  gateIds,
  outGateIds,
}: Pick<ShopSettings, "gateIds" | "outGateIds">): string[] {
  return gateIds.filter((gateId) => !outGateIds.includes(gateId));
}

/** What a product is called; its GTIN where the shop knows no such product. */
export function nameProduct({ products }: Pick<ShopSettings, "products">, gtin: string): string {
  return products.get(gtin)?.name ?? gtin;
}
