/** Every event of the journal, and which stream it belongs to. */
import type { AccountEvent } from "./account/events.ts";
import type { ShopperEvent } from "./cart/events.ts";
import type { ClosingEvent } from "./closing/events.ts";
import type { ChargeEvent } from "./payment/events.ts";
import type { ReceiptEvent } from "./receipt/events.ts";
import type { NumberingEvent } from "./receipt/numbering.ts";
import type { ReviewEvent } from "./review/events.ts";
import type { SecurityEvent } from "./security/events.ts";
import type { ShopEvent } from "./shop/events.ts";
import type { VisitEvent } from "./visit/events.ts";

/** By the first part of a stream's name, up to the first hyphen. */
export interface EventsByKind {
  readonly shopper: ShopperEvent;
  readonly visit: VisitEvent;
  readonly charge: ChargeEvent;
  readonly receipt: ReceiptEvent;
  readonly documents: NumberingEvent;
  readonly closings: ClosingEvent;
  readonly review: ReviewEvent;
  readonly account: AccountEvent;
  readonly shop: ShopEvent;
  readonly security: SecurityEvent;
}

export type StreamKind = keyof EventsByKind;
export type JournalEvent = EventsByKind[StreamKind];
