/** Signs what the chain sends to shops, and checks the signatures of their answers and calls. */
import type { KeyObject } from "node:crypto";
import { headers, type Msg, type MsgHdrs } from "@nats-io/transport-node";
import {
  type MessageMark,
  type MessageSubject,
  SIGNATURE_HEADER,
  signMessage,
  verifyMessage,
} from "@saunter/server/signatures/chain-signatures";
import type { ChainDatabase } from "../database/open-database.ts";
import {
  type CheckedMessage,
  type CheckMessage,
  createMessageCheck,
  readSignatures,
  requireSignatures,
} from "../ingest/shop-signatures.ts";

type Received = Pick<Msg, "data" | "headers">;

export interface MessageSigning {
  readonly nowMs: () => number;
  /** Headers of a message with its signature. */
  sign(shopId: string, subject: MessageSubject, body: Uint8Array, nonce: string): MsgHdrs;
  check(
    shopId: string,
    subject: MessageSubject,
    message: Received,
  ): Promise<CheckedMessage<MessageMark>>;
}

/** @param key of the chain, see `openChainKey` */
export function openMessageSigning(
  db: ChainDatabase,
  key: KeyObject,
  nowMs: () => number,
): MessageSigning {
  const check = createMessageCheck({
    read: (shopId) => readSignatures(db, shopId, "messages"),
    require: (shopId) => requireSignatures(db, shopId, "messages", nowMs()),
    nowMs,
  });
  return createMessageSigning(check, key, nowMs);
}

export function createMessageSigning(
  check: CheckMessage,
  key: KeyObject,
  nowMs: () => number,
): MessageSigning {
  return {
    nowMs,
    sign: (shopId, subject, body, nonce) => {
      const named = headers();
      const mark = { issuedMs: nowMs(), nonce };
      named.set(SIGNATURE_HEADER, signMessage(key, shopId, subject, body, mark));
      return named;
    },
    check: (shopId, subject, { data, headers: named }) => {
      const header = named?.get(SIGNATURE_HEADER) ?? "";
      return check(shopId, (one) => verifyMessage(one, shopId, subject, data, header));
    },
  };
}
