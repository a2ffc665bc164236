/** Refuses calls that the shop didn't sign, that are old, or that have arrived before. */
import type { Msg } from "@nats-io/transport-node";
import { readMark, SIGNATURE_HEADER } from "@saunter/server/signatures/chain-signatures";
import type { MessageSigning } from "./message-signing.ts";

/** How far the time of a call may be from the chain's. Shops use the time of the chain's last message. */
export const CALL_AGE_MS_MAX = 60_000;
/** Calls of a shop that are kept in memory to recognise replays: far more than its gift cards and points need. */
export const SEEN_MAX = 10_000;

export interface CallVerdict {
  readonly kind: "right" | "stale" | "forged";
  /**
   * Of the call, for the reply's signature; null: it isn't signed, and doesn't have to be. Of a shop whose keys the chain
   * doesn't know, it isn't verified: the shop may still need a signed reply.
   */
  readonly nonce: string | null;
}

/** As the call says it; null: it isn't signed. */
export const findNonce = ({ headers }: Pick<Msg, "headers">): string | null =>
  readMark(headers?.get(SIGNATURE_HEADER) ?? "")?.nonce ?? null;

export type CheckCall = (
  shopId: string,
  what: string,
  message: Pick<Msg, "data" | "headers">,
) => Promise<CallVerdict>;

/** Each process of the chain recognises the replays of its own calls. */
export function createCallCheck({
  check,
  nowMs,
}: Pick<MessageSigning, "check" | "nowMs">): CheckCall {
  /** By shop and nonce: until when the call's time is accepted. One shop can't use up the room of another. */
  const seenByShop = new Map<string, Map<string, number>>();

  function listSeen(shopId: string): Map<string, number> {
    const seen = seenByShop.get(shopId) ?? new Map<string, number>();
    seenByShop.set(shopId, seen);
    for (const [nonce, untilMs] of seen) {
      if (untilMs >= nowMs()) break;
      seen.delete(nonce);
    }
    return seen;
  }

  return async (shopId, what, message) => {
    const { isRight, mark, hasKeys } = await check(shopId, ["call", what], message);
    if (!isRight) return { kind: "forged", nonce: null };
    if (mark === null) return { kind: "right", nonce: hasKeys ? null : findNonce(message) };
    const { issuedMs, nonce } = mark;
    const seen = listSeen(shopId);
    if (seen.has(nonce)) return { kind: "forged", nonce };
    const isCurrent = Math.abs(nowMs() - issuedMs) <= CALL_AGE_MS_MAX;
    if (!isCurrent || seen.size >= SEEN_MAX) return { kind: "stale", nonce };
    seen.set(nonce, nowMs() + 2 * CALL_AGE_MS_MAX);
    return { kind: "right", nonce };
  };
}
