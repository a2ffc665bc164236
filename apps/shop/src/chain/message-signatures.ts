/**
 * Checks that requests and replies come from the chain, and signs the shop's answers and calls. A request is only accepted
 * with a nonce that the shop has issued lately, so that an old one is recognised without comparing clocks (as RFC 9449,
 * section 8, does).
 */
import { randomBytes } from "node:crypto";
import {
  type MessageMark,
  type MessageSubject,
  signMessage,
  verifyMessage,
} from "@saunter/server/signatures/chain-signatures";
import type { SigningKeys } from "./signing-keys.ts";

/** A nonce is accepted for this long. */
export const NONCE_LIFE_MS = 60_000;
/** An answer has a new nonce if the last one is older. */
const NONCE_EVERY_MS = 5000;
/** Requests with one nonce that are kept in memory to recognise replays; more are refused. */
export const REQUESTS_PER_NONCE_MAX = 1000;

const NONCE_BYTES = 12;

export interface MessageSignaturesOptions {
  readonly keys: Pick<SigningKeys, "chain" | "shop">;
  readonly shopId: string;
  readonly nowMs: () => number;
  /** Monotonic. */
  readonly evenMs: () => number;
  /** Whether the chain has ever signed such a message. From then on it has to. */
  readonly hasSigned: boolean;
  /** Called at the first one. */
  readonly onSigned: () => void;
}

/** A message as it came from the hub. */
export interface ReceivedMessage {
  readonly body: Uint8Array;
  /** Empty: none. */
  readonly signature: string;
}

/** A verified request proves that the chain was running at `aliveMs`, by `evenMs`; null: it isn't signed, and doesn't have to be. */
export type RequestVerdict =
  | { readonly kind: "right"; readonly aliveMs: number | null }
  /** The chain has no current nonce: it signs its request again with that of the answer. */
  | { readonly kind: "stale" }
  | { readonly kind: "forged" };

export interface ForgedMessages {
  readonly count: number;
  /** What is wrong with the last one. */
  readonly fault: string;
}

export interface SignedCall {
  readonly signature: string;
  /** Whether a reply to this call is the chain's. */
  isReply(reply: ReceivedMessage): boolean;
}

export interface MessageSignatures {
  /** @param reply the subject that the answer goes to */
  checkRequest(what: string, reply: string, message: ReceivedMessage): RequestVerdict;
  signAnswer(reply: string, body: Uint8Array): string;
  signCall(what: string, body: Uint8Array): SignedCall;
  /** Messages that the chain did not sign, or that came twice, since the start; null: none. */
  forged(): ForgedMessages | null;
  /** Whether the chain has ever signed such a message. */
  isRequired(): boolean;
}

interface Nonce {
  readonly text: string;
  readonly issuedMs: number;
  /** Subjects of the answers to its requests. */
  readonly replies: Set<string>;
}

const makeNonce = (): string => randomBytes(NONCE_BYTES).toString("base64url");

export function createMessageSignatures(options: MessageSignaturesOptions): MessageSignatures {
  const { keys, shopId, nowMs, evenMs, onSigned } = options;
  let isRequired = options.hasSigned;
  let forged: ForgedMessages | null = null;
  let nonces: readonly Nonce[] = [];
  /** The chain's clock when its last message arrived. */
  let chainTime: { readonly chainMs: number; readonly atMs: number } | null = null;

  function findNonces(): readonly Nonce[] {
    nonces = nonces.filter(({ issuedMs }) => evenMs() - issuedMs <= NONCE_LIFE_MS);
    return nonces;
  }

  function issueNonce(): string {
    const last = findNonces().at(-1);
    if (last !== undefined && evenMs() - last.issuedMs < NONCE_EVERY_MS) return last.text;
    const next: Nonce = { text: makeNonce(), issuedMs: evenMs(), replies: new Set() };
    nonces = [...nonces, next];
    return next.text;
  }

  /** Null if it isn't signed by the chain. */
  function verify(subject: MessageSubject, message: ReceivedMessage): MessageMark | null {
    const { body, signature } = message;
    const mark = verifyMessage(keys.chain, shopId, subject, body, signature);
    if (mark !== null && !isRequired) {
      isRequired = true;
      onSigned();
    }
    return mark;
  }

  function noteForged(fault: string): void {
    forged = { count: (forged?.count ?? 0) + 1, fault };
  }

  const noteTime = ({ issuedMs }: MessageMark): void => {
    chainTime = { chainMs: issuedMs, atMs: evenMs() };
  };

  return {
    checkRequest: (what, reply, message) => {
      const mark = verify(["ask", what, reply], message);
      if (mark === null) {
        if (!isRequired) return { kind: "right", aliveMs: null };
        noteForged(`a request at the hub, ${what}, is not signed by the chain`);
        return { kind: "forged" };
      }
      const nonce = findNonces().find(({ text }) => text === mark.nonce);
      if (nonce === undefined || nonce.replies.size >= REQUESTS_PER_NONCE_MAX) {
        return { kind: "stale" };
      }
      if (nonce.replies.has(reply)) {
        noteForged(`a request of the chain, ${what}, came twice`);
        return { kind: "forged" };
      }
      nonce.replies.add(reply);
      noteTime(mark);
      return { kind: "right", aliveMs: nonce.issuedMs };
    },
    signAnswer: (reply, body) => {
      const mark = { issuedMs: nowMs(), nonce: issueNonce() };
      return signMessage(keys.shop, shopId, ["answer", reply], body, mark);
    },
    signCall: (what, body) => {
      // The shop's own clock may be wrong.
      const chainMs = chainTime && chainTime.chainMs + Math.floor(evenMs() - chainTime.atMs);
      const nonce = makeNonce();
      const mark = { issuedMs: chainMs ?? nowMs(), nonce };
      return {
        signature: signMessage(keys.shop, shopId, ["call", what], body, mark),
        isReply: (reply) => {
          const replied = verify(["reply", what], reply);
          if (replied?.nonce === nonce) {
            noteTime(replied);
            return true;
          }
          if (replied === null && !isRequired) return true;
          noteForged(`the reply to a call, ${what}, is not the chain's`);
          return false;
        },
      };
    },
    forged: () => forged,
    isRequired: () => isRequired,
  };
}
