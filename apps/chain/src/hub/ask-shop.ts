/** Sends requests to shops over the hub, and returns their answers. */
import { randomBytes } from "node:crypto";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { STALE } from "@saunter/protocol/chain/ask-messages";
import {
  nameAnswerSubject,
  nameAnswerSubjects,
  nameAskSubject,
} from "@saunter/protocol/chain/subjects";
import { NO_NONCE } from "@saunter/server/signatures/chain-signatures";
import { Check } from "typebox/value";
import type { MessageSigning } from "./message-signing.ts";

/** As in HTTP: NATS's code if a subject has no subscriber. */
const NO_RESPONDERS = 503;
/** A shop that is away says nothing. */
const ANSWER_WITHIN_MS = 5000;

/** Null where the shop is away. Rejects where it refuses, with its words. */
export type AskShop = (shopId: string, what: string, body?: unknown) => Promise<unknown>;

/**
 * All answers come by one subscription: the hub looks at each of its leaf nodes for each that is made. A shop may
 * answer below its own name alone. An answer with a wrong signature is ignored.
 *
 * @param signing null: nothing is signed or checked, as by chains of an earlier version.
 */
export function createAskShop(connection: NatsConnection, signing: MessageSigning | null): AskShop {
  const waiting = new Map<string, (answer: Msg) => void>();
  /** By shop: the nonce of its last answer. */
  const nonces = new Map<string, string>();
  connection.subscribe(nameAnswerSubjects(), {
    callback: (error, message) => {
      if (error === null) waiting.get(message.subject)?.(message);
    },
  });

  function receive(shopId: string, subject: string): Promise<Msg | null> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(finish, ANSWER_WITHIN_MS, null);
      function finish(answer: Msg | null): void {
        clearTimeout(timer);
        waiting.delete(subject);
        resolve(answer);
      }
      waiting.set(subject, (answer) => {
        isOfShop(shopId, answer).then((isRight) => isRight && finish(answer), reject);
      });
    });
  }

  /** The hub's own message that a subject has no subscriber is never an answer of the shop. */
  async function isOfShop(shopId: string, message: Msg): Promise<boolean> {
    if (signing === null || message.headers?.code === NO_RESPONDERS) return true;
    const { isRight, mark } = await signing.check(shopId, ["answer", message.subject], message);
    if (mark !== null) nonces.set(shopId, mark.nonce);
    return isRight;
  }

  async function askOnce(shopId: string, what: string, body: Uint8Array): Promise<unknown> {
    const reply = nameAnswerSubject(shopId, randomBytes(12).toString("hex"));
    const received = receive(shopId, reply);
    const nonce = nonces.get(shopId) ?? NO_NONCE;
    const headers = signing?.sign(shopId, ["ask", what, reply], body, nonce);
    connection.publish(nameAskSubject(shopId, what), body, {
      reply,
      ...(headers === undefined ? {} : { headers }),
    });
    const message = await received;
    return message === null || message.headers?.code === NO_RESPONDERS ? null : message.json();
  }

  return async (shopId, what, body = null) => {
    const data = new TextEncoder().encode(JSON.stringify(body));
    let answer = await askOnce(shopId, what, data);
    if (Check(STALE, answer)) answer = await askOnce(shopId, what, data);
    if (answer === null) return null;
    if (Check(STALE, answer)) throw new Error("the shop took the request for an old one");
    const said = answer as { answer: unknown } | { fault: string };
    if ("fault" in said) throw new Error(said.fault);
    return said.answer;
  };
}
