/** The keys of a shop's credentials, opened: its own signs what it sends, the chain's shows what the chain has sent. */
import type { KeyObject } from "node:crypto";
import { readShopKeys } from "@saunter/protocol/chain/shop-keys";
import { openPublicKey, openSigningKey } from "@saunter/server/signatures/ed25519";
import type { ChainLineConfig } from "../config/chain-config.ts";

export interface SigningKeys {
  readonly chain: KeyObject;
  readonly shop: KeyObject;
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
  };
}
