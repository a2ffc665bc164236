/** Signatures of webhooks, and how a receiver looks at them. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { formatSignature } from "@saunter/protocol/webhooks/signature";

/** How old or how far ahead a signature may be that a receiver takes. */
export const SIGNATURE_TOLERANCE_MS = 5 * 60_000;
/** Characters of a signature's header that are looked at. */
export const SIGNATURE_CHARS_MAX = 1000;

/** With the former secret as well, while it is replaced. */
export function signWebhook(body: string, secret: string, atMs: number, former?: string): string {
  return formatSignature(body, former === undefined ? [secret] : [secret, former], atMs, makeHmac);
}

/**
 * Whether a webhook's body, as it came, was signed by somebody who knows the secret, not longer ago
 * nor further ahead than the tolerance. It takes as long for a wrong signature as for a right one.
 */
export function verifySignature(
  header: string,
  body: string,
  secret: string,
  nowMs: number,
  toleranceMs = SIGNATURE_TOLERANCE_MS,
): boolean {
  if (header.length > SIGNATURE_CHARS_MAX) return false;
  const parts = header.split(",").map((part) => part.trim());
  const seconds = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2);
  if (seconds === undefined) return false;
  const signedMs = Number(seconds) * 1000;
  const expected = Buffer.from(findSignatures(signWebhook(body, secret, signedMs).split(","))[0]!);
  let isGenuine = false;
  for (const signature of findSignatures(parts)) {
    const given = Buffer.from(signature);
    if (given.length === expected.length && timingSafeEqual(given, expected)) isGenuine = true;
  }
  return isGenuine && Math.abs(nowMs - signedMs) <= toleranceMs;
}

/** There may be several: while a secret is replaced, both sign. */
function findSignatures(parts: readonly string[]): string[] {
  return parts.filter((part) => part.startsWith("v1=")).map((part) => part.slice(3));
}

/** HMAC-SHA256, in hexadecimal digits. */
export function makeHmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
