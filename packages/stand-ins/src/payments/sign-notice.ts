import { createHmac } from "node:crypto";

/**
 * The `Stripe-Signature` header of a webhook's body: a time in seconds, and the HMAC-SHA256 of time
 * and body (https://docs.stripe.com/webhooks/signature).
 */
export function signNotice(body: string, secret: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${signature}`;
}
