/**
 * What concerns the shop and no single visit. Streams `shop-entry`, `shop-stock`, `shop-alerts`,
 * `shop-gate`.
 */

export type GateMode = "automatic" | "held-open" | "closed";

export type AlertKind =
  | "age-check"
  | "tailgating"
  | "shopper-unbound"
  | "exit-without-entry"
  | "price-missing"
  | "low-stock"
  | "stock-wrong"
  | "misplaced-item"
  | "wrong-planogram"
  | "wrong-weight"
  | "plate-dead"
  | "plate-noisy"
  | "camera-quiet"
  | "scale-quiet"
  | "refund-failed"
  | "money-withdrawn"
  | "payment-offline"
  | "webhook-failing";

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
    }
  | {
      readonly type: "StockRefilled";
      readonly facing: string;
      readonly gtin: string;
      readonly quantity: number;
      readonly by: string;
    }
  | {
      readonly type: "AlertRaised";
      /** Two alerts of one key are one: it is raised again only after it was cleared. */
      readonly alertKey: string;
      readonly kind: AlertKind;
      readonly message: string;
      readonly visitId: string | null;
    }
  | { readonly type: "AlertCleared"; readonly alertKey: string; readonly by: string };
