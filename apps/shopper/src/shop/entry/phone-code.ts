/**
 * Codes for the gate that the phone makes by itself, without a network: the shop's certificate, the
 * slot, how many come in, random bytes, and the phone's signature. The shop's entry-code.ts says which
 * bytes are signed; test/phone-code.test.ts checks them against each other.
 */

/** Ed25519. The private key cannot be read, not even by this page. */
export type PhoneKeys = CryptoKeyPair;

export interface PhoneCertificate {
  /** Base64url, as the shop gave it. */
  readonly certificate: string;
  /** Unix ms by the shop's clock. */
  readonly notAfterMs: number;
  readonly slotMs: number;
  /** How much the shop's clock is ahead of this one's: the gate goes by the shop's. */
  readonly aheadMs: number;
}

const PURPOSE = new TextEncoder().encode("saunter entry code\0");
const SLOT_BYTES = 4;
const PARTY_BYTES = 1;
const NONCE_BYTES = 8;

/** Null where the browser cannot: codes then come from the shop. */
export async function makePhoneKeys(): Promise<PhoneKeys | null> {
  // Away from https and localhost there are no keys at all.
  if (globalThis.crypto?.subtle === undefined) return null;
  try {
    const made = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return made as CryptoKeyPair;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** What the shop certifies: 32 bytes, base64url. */
export async function exportPublicKey({ publicKey }: PhoneKeys): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
}

/** @param nowMs by this phone's clock */
export async function makePhoneCode(
  { privateKey }: PhoneKeys,
  { certificate, slotMs, aheadMs }: PhoneCertificate,
  partySize: number,
  nowMs: number,
): Promise<string> {
  const certified = fromBase64Url(certificate);
  const showing = new Uint8Array(SLOT_BYTES + PARTY_BYTES + NONCE_BYTES);
  const view = new DataView(showing.buffer);
  view.setUint32(0, Math.floor((nowMs + aheadMs) / slotMs));
  view.setUint8(SLOT_BYTES, partySize);
  crypto.getRandomValues(showing.subarray(SLOT_BYTES + PARTY_BYTES));
  const unsigned = join(certified, showing);
  const signature = await crypto.subtle.sign("Ed25519", privateKey, join(PURPOSE, unsigned));
  return toBase64Url(join(unsigned, new Uint8Array(signature)));
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
