/** Answers what shops ask of the chain over the hub. Processes of a chain share the calls. */
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { HOLD_REQUEST } from "@saunter/protocol/chain/balance-messages";
import { CALL_QUEUE, CALL_SUBJECTS, readCallSubject } from "@saunter/protocol/chain/subjects";
import { Check } from "typebox/value";
import type { ChainDatabase } from "../database/open-database.ts";
import { CALLS_AT_ONCE_MAX, CALLS_WAITING_MAX } from "./balance-limits.ts";
import { holdBalance } from "./hold-balance.ts";

export interface CallOptions {
  readonly db: ChainDatabase;
  readonly connection: NatsConnection;
  readonly nowMs: () => number;
  /** What could not be answered: the shop may ask again. */
  readonly onFailed: (error: unknown) => void;
}

export interface CallAnswers {
  /** Resolves when those that had begun are answered. */
  close(): Promise<void>;
}

export function answerCalls({ db, connection, nowMs, onFailed }: CallOptions): CallAnswers {
  const waiting: Msg[] = [];
  const working = new Set<Promise<void>>();

  async function work(): Promise<void> {
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
      await answerOne(message);
    }
  }

  async function answerOne(message: Msg): Promise<void> {
    try {
      const answer = await perform(message);
      message.respond(JSON.stringify({ answer }));
    } catch (error) {
      onFailed(error);
      message.respond(JSON.stringify({ fault: "the chain could not do it; ask again" }));
    }
  }

  async function perform(message: Msg): Promise<unknown> {
    const call = readCallSubject(message.subject);
    const body = parse(message.string());
    if (call?.what !== "hold-balance" || !Check(HOLD_REQUEST, body)) {
      throw new Error(`a shop asks what is none: ${message.subject}`);
    }
    return holdBalance(db, call.shopId, body, nowMs());
  }

  const subscription = connection.subscribe(CALL_SUBJECTS, {
    queue: CALL_QUEUE,
    callback: (error, message) => {
      if (error !== null) return onFailed(error);
      if (waiting.length >= CALLS_WAITING_MAX) {
        message.respond(JSON.stringify({ fault: "the chain is busy; ask again" }));
        return;
      }
      waiting.push(message);
      if (working.size >= CALLS_AT_ONCE_MAX) return;
      const worker = work().finally(() => working.delete(worker));
      working.add(worker);
    },
  });

  return {
    close: async () => {
      subscription.unsubscribe();
      waiting.length = 0;
      await Promise.all(working);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
