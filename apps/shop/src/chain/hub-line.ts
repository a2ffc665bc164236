/** The line to the chain's hub: NATS, by way of the shop's own leaf node or directly. */
import { setTimeout as wait } from "node:timers/promises";
import { type JetStreamClient, type JetStreamPublishOptions, jetstream } from "@nats-io/jetstream";
import {
  type Authenticator,
  connect,
  credsAuthenticator,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type RequestOptions,
} from "@nats-io/transport-node";
import { STALE } from "@saunter/protocol/chain/ask-messages";
import { CALL_REPLY } from "@saunter/protocol/chain/balance-messages";
import {
  nameAskSubject,
  nameCallSubject,
  nameInbox,
  nameLastCopy,
  nameLastRelease,
  nameLastSubject,
  nameManifestSubject,
  nameUpSubject,
} from "@saunter/protocol/chain/subjects";
import { TRACE_HEADER } from "@saunter/protocol/chain/trace-context";
import { encodeRow, type UpRow } from "@saunter/protocol/chain/up-row";
import { SIGNATURE_HEADER, signRow } from "@saunter/server/signatures/chain-signatures";
import { Check } from "typebox/value";
import type { ChainLineConfig } from "../config/chain-config.ts";
import type { Secret } from "../config/secret.ts";
import { ANSWER_WITHIN_MS, CALL_WITHIN_MS, RECONNECT_MS } from "./chain-limits.ts";
import {
  createMessageSignatures,
  type MessageSignatures,
  type ReceivedMessage,
} from "./message-signatures.ts";
import { openSigningKeys } from "./signing-keys.ts";

export interface HubLine {
  /**
   * Resolves when the hub has the message on the disks of most of its servers; rejects where that is
   * not known. What is sent twice is there once, by its id.
   */
  publish(subject: string, payload: string | Uint8Array, messageId: string): Promise<void>;
  /** The same of a row of the journal, signed if the shop's credentials have keys. */
  sendRow(row: UpRow, messageId: string, traceContext?: string | null): Promise<void>;
  /** The last manifest that the hub keeps for the shop; null if there is none. Rejects without a hub. */
  readManifest(): Promise<SentManifest | null>;
  /** The last message that the hub keeps of a subject below `down`; null where there is none. Rejects without a hub. */
  readLast(subject: string): Promise<Uint8Array | null>;
  /** The same below `copy`: what the shop itself has put there. */
  readCopy(subject: string): Promise<Uint8Array | null>;
  /** The same below `release`: Saunter's releases, the same for all shops. */
  readRelease(subject: string): Promise<Uint8Array | null>;
  /** What the chain answers to a call. Rejects without it, where no answer comes in time, and with its words where it refuses. */
  call(what: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** A manifest as it came from the hub. */
export interface SentManifest {
  readonly text: Uint8Array;
  /** What `signManifest` has made; null if it has none. It is not verified. */
  readonly signature: string | null;
}

/** As HTTP has it: JetStream's code for a subject that has no message. */
const NOT_FOUND = 404;

/**
 * Answers a request of the chain; what is thrown is the answer, too.
 * @param aliveMs as in `RequestVerdict`
 */
export type AnswerChain = (
  what: string,
  body: unknown,
  aliveMs?: number | null,
) => Promise<unknown> | unknown;

export type OpenHubLine = typeof openHubLine;

/**
 * Opens at once, and connects when the hub is there: a shop never waits for it.
 *
 * @param onNews when the hub is there again, and when the chain says something else: its manifest, which the hub may
 * not have kept yet when it comes; null in the first case.
 * @param signatures null: requests and replies are not checked, and answers and calls not signed.
 */
export function openHubLine(
  { server, shard, credentials }: ChainLineConfig,
  shopId: string,
  answer: AnswerChain,
  onNews: (manifest: SentManifest | null) => void = () => {},
  signatures: MessageSignatures | null = openSignatures({ credentials }, shopId),
): HubLine {
  const keys = openSigningKeys({ credentials });
  let isClosed = false;
  let connection: NatsConnection | null = null;
  /** Null while the hub cannot be reached. */
  let stream: JetStreamClient | null = null;
  let refused: unknown = null;
  async function connectAgain(): Promise<void> {
    while (!isClosed) {
      try {
        await follow(
          await connect({
            servers: server,
            name: shopId,
            inboxPrefix: nameInbox(shopId),
            timeout: ANSWER_WITHIN_MS,
            maxReconnectAttempts: -1,
            reconnectTimeWait: RECONNECT_MS,
            ...(credentials === null ? {} : { authenticator: signIn(credentials) }),
          }),
        );
      } catch (error) {
        // Such as credentials that were withdrawn: each message says so.
        refused = error;
      }
      // The library's own attempts would keep a process that has closed the line.
      await wait(RECONNECT_MS, undefined, { ref: false });
    }
  }
  void connectAgain();

  async function follow(opened: NatsConnection): Promise<void> {
    if (isClosed) {
      await opened.close();
      return;
    }
    connection = opened;
    const client = jetstream(opened);
    stream = client;
    opened.subscribe(nameAskSubject(shopId, ">"), {
      callback: (error, message) => {
        if (error === null) void answerOne(message, answer, signatures);
      },
    });
    opened.subscribe(nameManifestSubject(shopId), {
      callback: (error, message) => {
        if (error === null) onNews(toManifest(message));
      },
    });
    refused = null;
    onNews(null);
    for await (const { type } of opened.status()) {
      if (type === "disconnect" || type === "close") stream = null;
      if (type !== "reconnect") continue;
      stream = client;
      onNews(null);
    }
  }

  /** What the hub answers to a request. */
  async function request(
    subject: string,
    body: string | Uint8Array,
    options: RequestOptions = { timeout: ANSWER_WITHIN_MS },
  ): Promise<Msg> {
    if (connection === null || stream === null) {
      throw refused ?? new Error("the chain's hub cannot be reached");
    }
    return connection.request(subject, body, options);
  }

  /** What the chain replies to a call. */
  async function callOnce(what: string, body: Uint8Array): Promise<unknown> {
    const signed = signatures?.signCall(what, body) ?? null;
    const message = await request(nameCallSubject(shopId, what), body, {
      timeout: CALL_WITHIN_MS,
      ...(signed === null ? {} : { headers: toHeaders(signed.signature) }),
    });
    if (signed !== null && !signed.isReply(toReceived(message))) {
      throw new Error("the answer is not the chain's");
    }
    return message.json();
  }

  async function requestLast(subject: string): Promise<Msg | null> {
    const message = await request(subject, "");
    // Of the hub's answers this alone has no message: it has none.
    if (message.headers?.code === NOT_FOUND) return null;
    const { code = 0, description = "" } = message.headers ?? {};
    if (code !== 0) throw new Error(`the chain's hub says ${code} ${description}`);
    return message;
  }
  const requestData = async (subject: string): Promise<Uint8Array | null> =>
    (await requestLast(subject))?.data ?? null;

  async function publish(
    subject: string,
    payload: string | Uint8Array,
    options: Partial<JetStreamPublishOptions>,
  ): Promise<void> {
    // The library would keep it, and send it when it may be there already.
    if (stream === null) throw refused ?? new Error("the chain's hub cannot be reached");
    await stream.publish(subject, payload, { ...options, timeout: ANSWER_WITHIN_MS });
  }

  return {
    publish: (subject, payload, messageId) => publish(subject, payload, { msgID: messageId }),
    sendRow: (row, messageId, traceContext = null) => {
      const named = headers();
      if (traceContext !== null) named.set(TRACE_HEADER, traceContext);
      if (keys !== null) named.set(SIGNATURE_HEADER, signRow(keys.shop, shopId, row));
      const subject = nameUpSubject(shard, shopId, row.stream);
      return publish(subject, encodeRow(row), { msgID: messageId, headers: named });
    },
    readManifest: async () => {
      const message = await requestLast(nameLastSubject(nameManifestSubject(shopId)));
      return message === null ? null : toManifest(message);
    },
    readLast: (subject) => requestData(nameLastSubject(subject)),
    readCopy: (subject) => requestData(nameLastCopy(subject)),
    readRelease: (subject) => requestData(nameLastRelease(subject)),
    call: async (what, body = null) => {
      const data = new TextEncoder().encode(JSON.stringify(body));
      let reply = await callOnce(what, data);
      // Signed again, with the chain's time.
      if (Check(STALE, reply)) reply = await callOnce(what, data);
      if (!Check(CALL_REPLY, reply)) throw new Error("the chain's answer is none");
      if ("stale" in reply) throw new Error("the chain took the call for an old one");
      if ("fault" in reply) throw new Error(reply.fault);
      return reply.answer;
    },
    close: async () => {
      isClosed = true;
      await connection?.close();
    },
  };
}

function toManifest({ data, headers: named }: Msg): SentManifest {
  return { text: data, signature: named?.get(SIGNATURE_HEADER) || null };
}

function toReceived({ data, headers: named }: Msg): ReceivedMessage {
  return { body: data, signature: named?.get(SIGNATURE_HEADER) ?? "" };
}

function toHeaders(signature: string): MsgHdrs {
  const named = headers();
  named.set(SIGNATURE_HEADER, signature);
  return named;
}

async function answerOne(
  message: Msg,
  answer: AnswerChain,
  signatures: MessageSignatures | null,
): Promise<void> {
  const what = message.subject.split(".").slice(2).join(".");
  const { reply = "" } = message;
  const verdict = signatures?.checkRequest(what, reply, toReceived(message)) ?? UNCHECKED;
  if (verdict.kind === "forged") return;
  const said =
    verdict.kind === "stale" ? { stale: true } : await findAnswer(message, what, verdict, answer);
  const body = new TextEncoder().encode(JSON.stringify(said));
  if (signatures === null) message.respond(body);
  else message.respond(body, { headers: toHeaders(signatures.signAnswer(reply, body)) });
}

const UNCHECKED = { kind: "right", aliveMs: null } as const;

async function findAnswer(
  message: Msg,
  what: string,
  { aliveMs }: { readonly aliveMs: number | null },
  answer: AnswerChain,
): Promise<unknown> {
  try {
    const body = message.data.length === 0 ? null : message.json();
    return { answer: (await answer(what, body, aliveMs)) ?? null };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : "failed" };
  }
}

/** Of a process that has no journal: it knows whether the chain signs from the credentials alone. */
function openSignatures(
  config: Pick<ChainLineConfig, "credentials">,
  shopId: string,
): MessageSignatures | null {
  const keys = openSigningKeys(config);
  if (keys === null) return null;
  return createMessageSignatures({
    ...{ keys, shopId, nowMs: Date.now, evenMs: () => performance.now() },
    ...{ hasSigned: keys.chainSigns, onSigned: () => {} },
  });
}

function signIn(credentials: Secret): Authenticator {
  // A secret has no line ends around it; the library does not read one without its last.
  return credsAuthenticator(new TextEncoder().encode(`${credentials.reveal()}\n`));
}
