/**
 * What becomes of rows of one shop: each is taken once, in the order of its journal, where its hash says that
 * it follows the one before. What comes too early waits.
 */
import { hash } from "node:crypto";
import { formatForHash, GENESIS_HASH, type UpRow } from "@saunter/protocol/chain/up-row";

export interface Head {
  readonly position: number;
  readonly hash: string;
}

export const BEFORE_FIRST: Head = { position: 0, hash: GENESIS_HASH };

export type Refusal =
  /** Its hash is not that of what it says after the row before it. */
  | "hash-wrong"
  /** Another row with its position was taken before. */
  | "forked";

export interface Plan {
  /** To be taken, in this order. */
  readonly taken: readonly UpRow[];
  readonly waiting: readonly UpRow[];
  readonly refused: readonly { readonly row: UpRow; readonly reason: Refusal }[];
}

/**
 * @param rows in any order, those that waited among them.
 * @param findHash of a row that was taken before, by its position.
 */
export function planRows(
  head: Head,
  rows: readonly UpRow[],
  findHash: (position: number) => string | undefined,
): Plan {
  const taken: UpRow[] = [];
  const waiting: UpRow[] = [];
  const refused: { row: UpRow; reason: Refusal }[] = [];
  let last = head;
  const hashes = new Map<number, string>();
  for (const row of rows.toSorted((a, b) => a.position - b.position)) {
    if (row.position > last.position + 1) {
      waiting.push(row);
    } else if (row.position <= last.position) {
      const known = hashes.get(row.position) ?? findHash(row.position);
      if (row.hash !== known) refused.push({ row, reason: "forked" });
    } else if (hash("sha256", formatForHash(last.hash, row), "base64url") === row.hash) {
      taken.push(row);
      last = row;
      hashes.set(row.position, row.hash);
    } else {
      refused.push({ row, reason: "hash-wrong" });
    }
  }
  return { taken, waiting, refused };
}
