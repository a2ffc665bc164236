/** The keys of a shop's credentials, opened: its own signs what it sends, the chain's shows what the chain has sent. */
import type { KeyObject } from "node:crypto";
import { readShopKeys } from "@saunter/protocol/chain/shop-keys";
import { formatPublicKey, openPublicKey, openSigningKey } from "@saunter/server/signatures/ed25519";
import type { ChainLineConfig } from "../config/chain-config.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

export const SIGNING_SCHEMA = `
  -- The chain's key, since the chain first signed a request or a reply with it.
  CREATE TABLE IF NOT EXISTS chain_signed (
    shop_id TEXT PRIMARY KEY,
    key TEXT NOT NULL
  ) STRICT;
`;

export interface SigningKeys {
  readonly chain: KeyObject;
  readonly shop: KeyObject;
  /** Known from the credentials, before the first message. */
  readonly chainSigns: boolean;
}

/** Null if the shop has no credentials, or has those of an earlier version, which have no keys. */
export function openSigningKeys({
  credentials,
}: Pick<ChainLineConfig, "credentials">): SigningKeys | null {
  const keys = credentials === null ? null : readShopKeys(credentials.reveal());
  if (keys === null) return null;
  return {
    chain: openPublicKey(keys.chainKey),
    shop: openSigningKey(Buffer.from(keys.rowSeed, "base64url")),
    chainSigns: keys.chainSigns,
  };
}

type Reader = Pick<Transaction, "db">;

/** Whether the chain has ever signed a request or a reply with its key, or is known to sign them all. */
export function hasChainSigned(
  { db }: Reader,
  shopId: string,
  { chain, chainSigns }: SigningKeys,
): boolean {
  if (chainSigns) return true;
  const row = prepared(db, "SELECT key FROM chain_signed WHERE shop_id = ?").get(shopId);
  return row?.key === formatPublicKey(chain);
}

export function noteChainSigned({ db }: Reader, shopId: string, { chain }: SigningKeys): void {
  const sql = "INSERT OR REPLACE INTO chain_signed VALUES (?, ?)";
  prepared(db, sql).run(shopId, formatPublicKey(chain));
}
