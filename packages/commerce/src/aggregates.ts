/** How each kind of stream is folded into the state that its decisions rest on. */
import { type AccountState, EMPTY_ACCOUNT, evolveAccount } from "./account/account.ts";
import { evolveShopper, type ShopperState, UNSEEN_SHOPPER } from "./cart/evolve.ts";
import { type ClosingsState, evolveClosings, NO_CLOSINGS } from "./closing/evolve.ts";
import type { EventsByKind, StreamKind } from "./events.ts";
import { type ChargeState, evolveCharge, UNOPENED_CHARGE } from "./payment/evolve.ts";
import { evolveReceipt, NO_RECEIPT, type ReceiptState } from "./receipt/evolve.ts";
import { evolveNumbering, NO_NUMBERS, type NumberingState } from "./receipt/numbering.ts";
import { evolveReview, type ReviewState, UNOPENED_REVIEW } from "./review/evolve.ts";
import { evolveVisit, UNOPENED_VISIT, type VisitState } from "./visit/evolve.ts";

export interface StatesByKind {
  readonly shopper: ShopperState;
  readonly visit: VisitState;
  readonly charge: ChargeState;
  readonly receipt: ReceiptState;
  readonly documents: NumberingState;
  readonly closings: ClosingsState;
  readonly review: ReviewState;
  readonly account: AccountState;
  /** Of the shop's own streams only projections are kept. */
  readonly shop: null;
  readonly security: null;
}

export interface Aggregate<Kind extends StreamKind> {
  readonly initial: StatesByKind[Kind];
  readonly evolve: (
    state: StatesByKind[Kind],
    event: EventsByKind[Kind],
    atMs: number,
  ) => StatesByKind[Kind];
}

export const AGGREGATES: { readonly [Kind in StreamKind]: Aggregate<Kind> } = {
  shopper: { initial: UNSEEN_SHOPPER, evolve: evolveShopper },
  visit: { initial: UNOPENED_VISIT, evolve: evolveVisit },
  charge: { initial: UNOPENED_CHARGE, evolve: evolveCharge },
  receipt: { initial: NO_RECEIPT, evolve: evolveReceipt },
  documents: { initial: NO_NUMBERS, evolve: evolveNumbering },
  closings: { initial: NO_CLOSINGS, evolve: evolveClosings },
  review: { initial: UNOPENED_REVIEW, evolve: evolveReview },
  account: { initial: EMPTY_ACCOUNT, evolve: evolveAccount },
  shop: { initial: null, evolve: (state) => state },
  security: { initial: null, evolve: (state) => state },
};
