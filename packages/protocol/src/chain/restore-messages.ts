/**
 * How the computer of a shop gets back what it had: the chain gives it the rows of its journal, and the hub keeps a
 * sealed copy of what is not in the journal.
 */
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

const COUNT = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** On `call.SHOP.head`: an empty request. */
export const CHAIN_HEAD = Type.Object({
  /** Of the last row that the chain has; 0 where it has none. */
  position: COUNT,
  /** Of that row. */
  hash: Type.String(),
  /** When a computer of the shop answered last, by the chain's clock; null: none ever did. */
  seenMs: Type.Union([COUNT, Type.Null()]),
  /** The last row that the shop said it has; more than `position` where the rest was never sent. */
  reported: COUNT,
  nowMs: COUNT,
});
export type ChainHead = Static<typeof CHAIN_HEAD>;

/** On `call.SHOP.rows`: the rows after this one. */
export const WANTED_ROWS = Type.Object({ after: COUNT });

/** The answer: rows in order, as `encodeRow` writes them; none where there are no more. */
export const CHAIN_ROWS = Type.Object({ rows: Type.Array(Type.String()) });

/** Slots that copies take turns in: one is whole while the other is written. */
export const COPY_SLOTS = ["a", "b"] as const;

/** Parts of a copy: the hub keeps no others. */
export const COPY_PARTS_MAX = 512;

/** On `copy.SHOP.head`: which copy counts. */
export const COPY_HEAD = Type.Object({
  slot: Type.Union([Type.Literal("a"), Type.Literal("b")]),
  /** Each copy that is begun has the next one: of two states of a shop that with the higher one is the later. */
  number: COUNT,
  /** Messages on `copy.SHOP.SLOT.PART`. */
  parts: Type.Integer({ minimum: 1, maximum: 1000 }),
  /** SHA-256 of all parts together, base64url. */
  hash: Type.String({ pattern: "^[\\w-]{43}$" }),
  /** The last row of the journal when it was made. */
  position: COUNT,
  /** When it was made, by the shop's clock. */
  atMs: COUNT,
});
export type CopyHead = Static<typeof COPY_HEAD>;

/** Null where a text is none. */
export function decodeCopyHead(text: string): CopyHead | null {
  try {
    const head: unknown = JSON.parse(text);
    return Check(COPY_HEAD, head) ? head : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
