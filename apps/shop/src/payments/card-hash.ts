/**
 * Cards are distinguished by the provider's fingerprint of them. It is kept as a keyed hash alone: whoever
 * has the shop's journal and not its key can compare it with no other shop's, nor try numbers out.
 */
import { createHmac, hkdfSync, type KeyObject } from "node:crypto";
import type { HashCard } from "../domain/payment-gateway.ts";

const KEY_BYTES = 32;

/** HMAC-SHA-256 in base64url, with a key that is derived from a private key of the shop's own. */
export function createCardHash(privateKey: KeyObject): HashCard {
  const secret = privateKey.export({ type: "pkcs8", format: "der" });
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "saunter cards", KEY_BYTES));
  return (fingerprint) => createHmac("sha256", key).update(fingerprint).digest("base64url");
}
