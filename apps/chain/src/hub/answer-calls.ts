/** Answers what shops ask of the chain over the hub. Processes of a chain share the calls: each is answered once. */
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import {
  CALL_QUEUE,
  findCaller,
  isInboxOf,
  nameCallSubjects,
} from "@saunter/protocol/chain/subjects";

/** Calls that are answered at once: the hash of a gift card's code takes 19 MiB. */
const AT_ONCE_MAX = 8;
/** Calls that wait for those; more are refused at once. */
const WAITING_MAX = 200;

/** Rejects with `CallRefused` where the shop is to be told why. */
export type AnswerCall = (shopId: string, body: unknown) => Promise<unknown>;

/** Its words are for the shop. */
export class CallRefused extends Error {}

export interface CallOptions {
  readonly connection: NatsConnection;
  /** By what is asked. */
  readonly calls: Readonly<Record<string, AnswerCall>>;
  /** What could not be answered: the shop may ask again. */
  readonly onFailed: (error: unknown) => void;
}

export interface CallAnswers {
  /** Resolves when those that had begun are answered. */
  close(): Promise<void>;
}

interface Call {
  readonly message: Msg;
  readonly answer: AnswerCall;
}

export function answerCalls({ connection, calls, onFailed }: CallOptions): CallAnswers {
  const waiting: Call[] = [];
  const working = new Set<Promise<void>>();

  async function work(): Promise<void> {
    for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
      await answerOne(call, onFailed);
    }
  }

  function take(call: Call): void {
    if (waiting.length >= WAITING_MAX) {
      if (findShop(call.message) !== null)
        respond(call.message, { fault: "the chain is busy; ask again" });
      return;
    }
    waiting.push(call);
    if (working.size >= AT_ONCE_MAX) return;
    const worker = work().finally(() => working.delete(worker));
    working.add(worker);
  }

  const subscriptions = Object.entries(calls).map(([what, answer]) =>
    connection.subscribe(nameCallSubjects(what), {
      queue: CALL_QUEUE,
      callback: (error, message) => {
        if (error !== null) return onFailed(error);
        take({ message, answer });
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
 * Who calls: the hub lets a shop call below its own name alone. Null where nobody may be answered: an answer is published
 * with the chain's rights, so it goes into the inbox of who asks, and nowhere else.
 */
function findShop({ subject, reply }: Msg): string | null {
  const shopId = findCaller(subject);
  return shopId !== null && isInboxOf(shopId, reply ?? "") ? shopId : null;
}

async function answerOne(
  { message, answer }: Call,
  onFailed: CallOptions["onFailed"],
): Promise<void> {
  const shopId = findShop(message);
  if (shopId === null) return;
  try {
    respond(message, { answer: await answer(shopId, parse(message.string())) });
  } catch (error) {
    const isRefused = error instanceof CallRefused;
    if (!isRefused) onFailed(error);
    respond(message, {
      fault: isRefused ? error.message : "the chain cannot do it now; ask again",
    });
  }
}

function respond(
  message: Msg,
  reply: { readonly answer: unknown } | { readonly fault: string },
): void {
  message.respond(JSON.stringify(reply));
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
