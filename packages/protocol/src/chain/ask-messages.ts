/** What the chain asks of a shop, and what the shop says. */
import Type, { type Static } from "typebox";

const COUNT = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/**
 * The reply to a signed message whose nonce or time isn't current: it may be an old one. The receiver's signature has a
 * current one, and the sender sends its message again.
 */
export const STALE = Type.Object({ stale: Type.Literal(true) });

/** On `ask.SHOP.state`, every few seconds. Chains of an earlier version send null. */
export const STATE_REQUEST = Type.Object({
  /** Of the last manifest that the hub has for the shop; 0: none. */
  revision: COUNT,
});
export type StateRequest = Static<typeof STATE_REQUEST>;

/** What the shop answers. */
export const SHOP_STATE = Type.Object({
  /** Of the last row of the journal. */
  position: COUNT,
  /** The last row that the hub has, and all before it. */
  sent: COUNT,
  /** Of the last row. */
  hash: Type.String(),
  /** The shop's clock. */
  nowMs: COUNT,
  /** Saunter's, as `saunter --version` says. */
  version: Type.String({ pattern: "^[A-Za-z0-9.+_-]{1,64}$" }),
  /** Of the last manifest that it has; null: it has none. Shops of earlier versions do not say. */
  revision: Type.Optional(Type.Union([COUNT, Type.Null()])),
  /** Receipts that wait for the signing device; left out where the shop has none. */
  unsigned: Type.Optional(COUNT),
  /** Whether reviewers of the chain may decide its reviews. Shops of earlier versions do not say. */
  reviewers: Type.Optional(Type.Boolean()),
});
export type ShopState = Static<typeof SHOP_STATE>;

/** On `ask.SHOP.rows`: all rows after this one are to be sent again. */
export const ROWS_REQUEST = Type.Object({ after: COUNT });
export type RowsRequest = Static<typeof ROWS_REQUEST>;
