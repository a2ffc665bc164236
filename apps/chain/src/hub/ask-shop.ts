/** Asks a shop over the hub, and gives its answer. */
import { randomBytes } from "node:crypto";
import {
  type NatsConnection,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from "@nats-io/transport-node";
import { nameAnswerSubject, nameAskSubject } from "@saunter/protocol/chain/subjects";

/** A shop that is away says nothing. */
const ANSWER_WITHIN_MS = 5000;

/** Null where the shop is away. Rejects where it refuses, with its words. */
export type AskShop = (shopId: string, what: string, body?: unknown) => Promise<unknown>;

export function createAskShop(connection: NatsConnection): AskShop {
  return async (shopId, what, body = null) => {
    const reply = nameAnswerSubject(shopId, randomBytes(12).toString("hex"));
    const options = { timeout: ANSWER_WITHIN_MS, noMux: true, reply };
    let text: string;
    try {
      const subject = nameAskSubject(shopId, what);
      text = (await connection.request(subject, JSON.stringify(body), options)).string();
    } catch (error) {
      if (error instanceof NoRespondersError || error instanceof TimeoutError) return null;
      if (error instanceof RequestError && error.isNoResponders()) return null;
      throw error;
    }
    const answer = JSON.parse(text) as { answer: unknown } | { fault: string };
    if ("fault" in answer) throw new Error(answer.fault);
    return answer.answer;
  };
}
