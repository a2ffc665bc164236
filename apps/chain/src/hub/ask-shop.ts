/** Asks a shop over the hub, and gives its answer. */
import { randomBytes } from "node:crypto";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import {
  nameAnswerSubject,
  nameAnswerSubjects,
  nameAskSubject,
} from "@saunter/protocol/chain/subjects";

/** A shop that is away says nothing. */
const ANSWER_WITHIN_MS = 5000;

/** Null where the shop is away. Rejects where it refuses, with its words. */
export type AskShop = (shopId: string, what: string, body?: unknown) => Promise<unknown>;

/**
 * All answers come by one subscription: the hub looks at each of its leaf nodes for each that is made. A shop may
 * answer below its own name alone.
 */
export function createAskShop(connection: NatsConnection): AskShop {
  const waiting = new Map<string, (answer: Msg | null) => void>();
  connection.subscribe(nameAnswerSubjects(), {
    callback: (error, message) => {
      if (error === null) waiting.get(message.subject)?.(message);
    },
  });

  function receive(subject: string): Promise<Msg | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(finish, ANSWER_WITHIN_MS, null);
      function finish(answer: Msg | null): void {
        clearTimeout(timer);
        waiting.delete(subject);
        resolve(answer);
      }
      waiting.set(subject, finish);
    });
  }

  return async (shopId, what, body = null) => {
    const reply = nameAnswerSubject(shopId, randomBytes(12).toString("hex"));
    const received = receive(reply);
    connection.publish(nameAskSubject(shopId, what), JSON.stringify(body), { reply });
    const message = await received;
    // Nobody listens there.
    if (message === null || message.headers?.code === 503) return null;
    const answer = message.json<{ answer: unknown } | { fault: string }>();
    if ("fault" in answer) throw new Error(answer.fault);
    return answer.answer;
  };
}
