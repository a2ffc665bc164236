/** Answers what shops ask of the chain over the hub. Processes of a chain share the calls: each is answered once. */
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import type { STALE } from "@saunter/protocol/chain/ask-messages";
import {
  CALL_QUEUE,
  findCaller,
  isReplyTo,
  nameCallSubjects,
} from "@saunter/protocol/chain/subjects";
import type { Static } from "typebox";
import { type CallVerdict, createCallCheck, findNonce } from "./check-calls.ts";
import type { MessageSigning } from "./message-signing.ts";

/** Calls that are answered at once: the hash of a gift card's code takes 19 MiB. */
const AT_ONCE_MAX = 8;
/** Calls that wait for those; more are refused at once. */
const WAITING_MAX = 200;
/** Of one shop, so that none takes the room of all. */
const WAITING_OF_SHOP_MAX = 20;
/** A shop waits no longer for its answer. */
const WAITED_MS_MAX = 3000;

/** Rejects with `CallRefused` where the shop is to be told why. */
export type AnswerCall = (shopId: string, body: unknown) => Promise<unknown>;

/** Its words are for the shop. */
export class CallRefused extends Error {}

export interface CallOptions {
  readonly connection: NatsConnection;
  /** By what is asked. */
  readonly calls: Readonly<Record<string, AnswerCall>>;
  /** Null: calls aren't checked and replies not signed, as by chains of an earlier version. */
  readonly signing: MessageSigning | null;
  /** What could not be answered: the shop may ask again. */
  readonly onFailed: (error: unknown) => void;
}

export interface CallAnswers {
  /** Resolves when those that had begun are answered. */
  close(): Promise<void>;
}

interface Call {
  readonly shopId: string;
  readonly what: string;
  readonly message: Msg;
  readonly answer: AnswerCall;
  /** By `performance.now`. */
  readonly sinceMs: number;
}

type Reply = { readonly answer: unknown } | { readonly fault: string } | Static<typeof STALE>;

const STALE_REPLY: Reply = { stale: true };
const UNCHECKED: CallVerdict = { kind: "right", nonce: null };

export function answerCalls({ connection, calls, signing, onFailed }: CallOptions): CallAnswers {
  const checkCall = signing === null ? null : createCallCheck(signing);
  const waiting: Call[] = [];
  const working = new Set<Promise<void>>();
  let free = AT_ONCE_MAX;

  async function work(): Promise<void> {
    free -= 1;
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      if (performance.now() - call.sinceMs > WAITED_MS_MAX) continue;
      await answerOne(call);
    }
    free += 1;
  }

  async function answerOne(call: Call): Promise<void> {
    const { shopId, what, message } = call;
    try {
      const verdict = checkCall === null ? UNCHECKED : await checkCall(shopId, what, message);
      if (verdict.kind === "forged") throw new Error(`a call as shop ${shopId} is not its own`);
      const reply = verdict.kind === "stale" ? STALE_REPLY : await findReply(call, onFailed);
      respond(call, reply, verdict.nonce);
    } catch (error) {
      onFailed(error);
    }
  }

  function respond({ shopId, what, message }: Call, reply: Reply, nonce: string | null): void {
    const body = new TextEncoder().encode(JSON.stringify(reply));
    const isSigned = signing !== null && nonce !== null;
    const headers = isSigned ? signing.sign(shopId, ["reply", what], body, nonce) : undefined;
    try {
      message.respond(body, headers === undefined ? {} : { headers });
    } catch (error) {
      // The line is closed: the shop asks again.
      onFailed(error);
    }
  }

  function take(what: string, message: Msg, answer: AnswerCall): void {
    const shopId = findShop(message);
    if (shopId === null) return;
    const call = { shopId, what, message, answer, sinceMs: performance.now() };
    const ofShop = waiting.filter((call) => call.shopId === shopId).length;
    if (waiting.length >= WAITING_MAX || ofShop >= WAITING_OF_SHOP_MAX) {
      respond(call, { fault: "the chain is busy; ask again" }, findNonce(message));
      return;
    }
    waiting.push(call);
    if (free === 0) return;
    const worker = work();
    working.add(worker);
    void worker.then(() => working.delete(worker));
  }

  const subscriptions = Object.entries(calls).map(([what, answer]) =>
    connection.subscribe(nameCallSubjects(what), {
      queue: CALL_QUEUE,
      callback: (error, message) => {
        if (error !== null) return onFailed(error);
        take(what, message, answer);
      },
    }),
  );

  return {
    close: async () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      waiting.length = 0;
      await Promise.all(working);
    },
  };
}

/**
 * Who calls: the hub lets a shop call below its own name alone. Null if there is no one to answer: answers are published
 * with the chain's rights, so they go back to the account that asks, or into the shop's inbox, and nowhere else.
 */
function findShop({ subject, reply }: Msg): string | null {
  const shopId = findCaller(subject);
  return shopId !== null && isReplyTo(shopId, reply ?? "") ? shopId : null;
}

async function findReply(
  { shopId, message, answer }: Call,
  onFailed: CallOptions["onFailed"],
): Promise<Reply> {
  try {
    return { answer: await answer(shopId, parse(message.string())) };
  } catch (error) {
    if (error instanceof CallRefused) return { fault: error.message };
    onFailed(error);
    return { fault: "the chain cannot do it now; ask again" };
  }
}

/** Null where it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
