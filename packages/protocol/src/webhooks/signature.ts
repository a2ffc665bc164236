/** What a webhook is signed with: its headers, and how a signature is written. */

export const SIGNATURE_HEADER = "Saunter-Signature";
export const EVENT_ID_HEADER = "Saunter-Event-Id";

/** HMAC-SHA256 of a text, in hexadecimal digits. */
export type Hmac = (secret: string, text: string) => string;

/**
 * `t=SECONDS,v1=HEX`: HMAC-SHA256 of "SECONDS.body", keyed by the secret. While a secret is replaced there is a
 * `v1=` of each.
 */
export function formatSignature(
  body: string,
  secrets: readonly string[],
  atMs: number,
  hmac: Hmac,
): string {
  const seconds = Math.floor(atMs / 1000);
  return [`t=${seconds}`, ...secrets.map((one) => `v1=${hmac(one, `${seconds}.${body}`)}`)].join();
}
