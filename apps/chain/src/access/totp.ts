/**
 * One-time codes of an authenticator app (TOTP, RFC 6238), as every such app makes them: HMAC-SHA-1, six
 * digits, a new one every 30 seconds.
 */
import { createHmac } from "node:crypto";
import type { RandomBytes } from "./tokens.ts";

/** RFC 4226, section 4, recommends 160 bits. */
const SECRET_BYTES = 20;
const PERIOD_MS = 30_000;
const DIGITS = 6;
/** RFC 6238, section 5.2: one step either side, for clocks that differ and people who type. */
const WINDOW_STEPS = 1;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function makeTotpSecret(random: RandomBytes): Uint8Array {
  return random(SECRET_BYTES);
}

/** In base32 (RFC 4648), as people type it into an app that has no camera. */
export function formatTotpSecret(secret: Uint8Array): string {
  const bits = [...secret].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((part) => BASE32[Number.parseInt(part.padEnd(5, "0"), 2)])
    .join("");
}

/** Null where a text is no secret of ours. */
export function parseTotpSecret(text: string): Uint8Array | null {
  const values = [...text].map((letter) => BASE32.indexOf(letter));
  if (values.includes(-1) || text.length !== (SECRET_BYTES * 8) / 5) return null;
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2));
}

/** What the QR code says: the `otpauth:` URI that apps read. */
export function formatTotpUri(
  secret: Uint8Array,
  { issuer, name }: { readonly issuer: string; readonly name: string },
): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(name)}`;
  const query = new URLSearchParams({ secret: formatTotpSecret(secret), issuer });
  return `otpauth://totp/${label}?${query}`;
}

/** The code of a step: 30 seconds since 1970 (RFC 4226, section 5.3). */
export function makeTotpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest.at(-1)! & 0xf;
  const value = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(value % 10 ** DIGITS).padStart(DIGITS, "0");
}

export const findStep = (nowMs: number): number => Math.floor(nowMs / PERIOD_MS);

/** The step whose code this is: the one of now or a neighbour. Null where it is none of theirs. */
export function findTotpStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  const now = findStep(nowMs);
  const typed = code.replace(/\s/g, "");
  for (let step = now - WINDOW_STEPS; step <= now + WINDOW_STEPS; step++) {
    if (makeTotpCode(secret, step) === typed) return step;
  }
  return null;
}
