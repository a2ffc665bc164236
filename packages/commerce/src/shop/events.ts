/**
 * What concerns the shop and no single visit. Streams `shop-entry`, `shop-stock`, `shop-alerts`,
 * `shop-gate`, `shop-goods`, `shop-drawer`,
 * `shop-chain`.
 */
import type { AlertKind } from "@saunter/protocol/alert-kinds";
import type { DrawerMove } from "@saunter/protocol/drawer-moves";
import type { WasteReason } from "@saunter/protocol/stock-kinds";

export type GateMode = "automatic" | "held-open" | "closed";

/** What is sold and where it stands: products, places of the planogram, offers. */
export type GoodsKind = "product" | "facing" | "offer";

/** Changes what the configuration's file says of one thing. */
export interface GoodsChange {
  readonly kind: GoodsKind;
  /** GTIN of 14 digits; "gondola/shelf/plates"; the offer's id. */
  readonly key: string;
  /** "restore": what the file says holds again. */
  readonly change: "put" | "remove" | "restore";
  /** As the configuration writes it; null of what is not put. */
  readonly item: Readonly<Record<string, unknown>> | null;
}

/** What stands at a place of the planogram: a product's GTIN; null where nothing does. */
export interface PlacedFacing {
  /** "gondola/shelf/plates". */
  readonly key: string;
  readonly gtin: string | null;
}

/** A place of the planogram before and after a change, by GTIN; null where nothing stands there. */
export interface FacingDifference {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A version of what the chain decides for its shops: goods, prices, policies. */
export interface ChainVersion {
  /** Such as "goods"; a chain that is newer than its shop may have others. */
  readonly kind: string;
  readonly version: number;
  /** Of its content: SHA-256, base64url. */
  readonly hash: string;
  readonly effectiveMs: number;
}

export type ShopEvent =
  /** What was shown at the gate cannot be shown again. */
  | { readonly type: "CredentialUsed"; readonly onceKey: string; readonly visitId: string }
  | {
      readonly type: "GateModeSet";
      readonly gateId: string;
      readonly mode: GateMode;
      readonly by: string;
    }
  | {
      readonly type: "StockCounted";
      readonly facing: string;
      readonly gtin: string;
      readonly quantity: number;
      readonly by: string;
      /** When it was counted; when it was written down where not given. */
      readonly countedMs?: number;
      /**
       * What should have been there then, units: below 0 where more had been picked than were there, null
       * where nobody knew. The difference is shrinkage.
       */
      readonly expected?: number | null;
    }
  | {
      readonly type: "StockRefilled";
      readonly facing: string;
      readonly gtin: string;
      readonly quantity: number;
      readonly by: string;
      /** The last day on which it may be sold, such as 2026-03-31. */
      readonly expiresOn?: string;
    }
  | {
      readonly type: "StockWasted";
      readonly facing: string;
      readonly gtin: string;
      readonly quantity: number;
      readonly reason: WasteReason;
      readonly by: string;
    }
  /** What should be on a facing that has been counted, by what people have moved since. */
  | {
      readonly type: "StockReckoned";
      readonly facing: string;
      readonly gtin: string;
      /** Units; null where more has gone than was there. */
      readonly quantity: number | null;
    }
  /** Staff have counted the cash in the till's drawer. */
  | {
      readonly type: "DrawerCounted";
      readonly currency: string;
      readonly amountMinor: number;
      /** What should have been there; null where it had never been counted. The difference is missing, or too much. */
      readonly expectedMinor: number | null;
      readonly by: string;
    }
  /** Staff have taken cash from the drawer to the bank, or brought change. */
  | {
      readonly type: "DrawerMoved";
      readonly kind: DrawerMove;
      readonly currency: string;
      readonly amountMinor: number;
      readonly by: string;
    }
  | {
      readonly type: "GoodsChanged";
      readonly changes: readonly GoodsChange[];
      readonly by: string;
    }
  /** Beside the `GoodsChanged` that moves places of the planogram. */
  | {
      readonly type: "PlanogramPublished";
      readonly changes: readonly FacingDifference[];
      /** Number of the publication that this one takes back. */
      readonly undoes: number | null;
      readonly by: string;
    }
  /** The whole draft as it is from now on; with no changes there is none. */
  | {
      readonly type: "PlanogramDrafted";
      readonly changes: readonly PlacedFacing[];
      readonly publishAtMs: number | null;
      readonly by: string;
    }
  /** What the chain has decided is in force from now on. */
  | ({ readonly type: "ChainVersionApplied" } & ChainVersion)
  /** It cannot be: what was in force before stays so. */
  | ({
      readonly type: "ChainVersionRefused";
      /** In words. */
      readonly reason: string;
    } & ChainVersion)
  | {
      readonly type: "AlertRaised";
      /** Two alerts of one key are one: it is raised again only after it was cleared. */
      readonly alertKey: string;
      readonly kind: AlertKind;
      readonly message: string;
      readonly visitId: string | null;
    }
  /** Somebody has seen it and sees to it; it is open until it is cleared. */
  | { readonly type: "AlertAcknowledged"; readonly alertKey: string; readonly by: string }
  | { readonly type: "AlertCleared"; readonly alertKey: string; readonly by: string };
