/**
 * What a request with an idempotency key is known by. Keys are kept as hashes, and requests as hashes under their key: a
 * request may hold a password, and a plain hash of it could be tried out.
 */
import { createHash, createHmac } from "node:crypto";

/** Of an answer that was given before. */
export const REPLAYED_HEADER = "idempotency-replayed";

/** One thing that somebody wants done. */
export interface Claim {
  readonly principal: string;
  readonly keyHash: string;
  readonly requestHash: string;
}

export function makeClaim(
  principal: string,
  key: string,
  request: { readonly method: string; readonly path: string; readonly body: unknown },
): Claim {
  const text = `${request.method} ${request.path}\n${JSON.stringify(request.body ?? null)}`;
  return {
    principal,
    keyHash: createHash("sha256").update(key).digest("base64url"),
    requestHash: createHmac("sha256", key).update(text).digest("base64url"),
  };
}
