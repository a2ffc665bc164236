/** For tests: signing by a chain that has the keys of its shops in memory. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { headers, type Msg } from "@nats-io/transport-node";
import {
  type MessageSubject,
  SIGNATURE_HEADER,
  signMessage,
} from "@saunter/server/signatures/chain-signatures";
import { makeSeed, openSigningKey } from "@saunter/server/signatures/ed25519";
import { createMessageCheck } from "../ingest/shop-signatures.ts";
import { createMessageSigning } from "./message-signing.ts";

export function openTestSigning(shopIds: readonly string[], startMs: number) {
  const clock = { nowMs: startMs };
  const nowMs = (): number => clock.nowMs;
  const chainKey = openSigningKey(makeSeed());
  const shopKeys = new Map<string, KeyObject[]>(
    shopIds.map((shopId) => [shopId, [openSigningKey(makeSeed())]]),
  );
  const required = new Set<string>();
  const check = createMessageCheck({
    read: async (shopId) => ({
      keys: (shopKeys.get(shopId) ?? []).map((key) => createPublicKey(key)),
      isRequired: required.has(shopId),
    }),
    require: async (shopId) => void required.add(shopId),
    nowMs,
  });
  return {
    ...{ chainKey, shopKeys, required, clock },
    signing: createMessageSigning(check, chainKey, nowMs),
    /** A message as a shop sends it. */
    send: (
      shopId: string,
      subject: MessageSubject,
      { nonce = "n", issuedMs = clock.nowMs, body = "null", key = shopKeys.get(shopId)![0]! } = {},
    ): Pick<Msg, "data" | "headers"> => {
      const data = Buffer.from(body);
      const named = headers();
      const mark = { issuedMs, nonce };
      named.set(SIGNATURE_HEADER, signMessage(key, shopId, subject, data, mark));
      return { data, headers: named };
    },
  };
}
