/** Signatures of webhooks, and how a receiver looks at them. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { formatSignature } from "@saunter/protocol/webhooks/signature";
import { SIGNATURE_CHARS_MAX, SIGNATURE_TOLERANCE_MS } from "./publish-limits.ts";

/** With the former secret as well, while it is replaced. */
export function signWebhook(body: string, secret: string, atMs: number, former?: string): string {
  return formatSignature(body, former === undefined ? [secret] : [secret, former], atMs, hmac);
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

function hmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
