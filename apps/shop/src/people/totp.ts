/**
 * One-time codes of an authenticator app (TOTP, RFC 6238), as every such app makes them: HMAC-SHA-1, six
 * digits, a new one every 30 seconds.
 */
import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** RFC 4226, section 4, recommends 160 bits. */
const SECRET_BYTES = 20;
const PERIOD_MS = 30_000;
const DIGITS = 6;
/** RFC 6238, section 5.2: one step either side, for clocks that differ and people who type. */
const WINDOW_STEPS = 1;
const CODE = /^[0-9]{6}$/;

export interface TotpAccount {
  /** What the app shows: the shop's name, and the user's. */
  readonly issuer: string;
  readonly name: string;
}

export function makeTotpSecret(): Uint8Array {
  return new Uint8Array(randomBytes(SECRET_BYTES));
}

/** In base32, as people type it into an app that has no camera. */
export function formatSecret(secret: Uint8Array): string {
  return toSecret(secret).base32;
}

/** What the QR code says: the `otpauth:` URI that apps read. */
export function formatTotpUri(secret: Uint8Array, { issuer, name }: TotpAccount): string {
  return openTotp(secret, issuer, name).toString();
}

export function isTotpCode(code: string): boolean {
  return CODE.test(code);
}

/**
 * The step, in 30 seconds since 1970, whose code this is: the one of now or a neighbour. Null where
 * it is none of theirs.
 */
export function findTotpStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  if (!isTotpCode(code)) return null;
  const delta = openTotp(secret).validate({ token: code, timestamp: nowMs, window: WINDOW_STEPS });
  return delta === null ? null : Math.floor(nowMs / PERIOD_MS) + delta;
}

/** The code that an app shows at that time. */
export function makeTotpCode(secret: Uint8Array, nowMs: number): string {
  return openTotp(secret).generate({ timestamp: nowMs });
}

function openTotp(secret: Uint8Array, issuer = "", label = ""): TOTP {
  const period = PERIOD_MS / 1000;
  return new TOTP({
    issuer,
    label,
    algorithm: "SHA1",
    digits: DIGITS,
    period,
    secret: toSecret(secret),
  });
}

function toSecret(bytes: Uint8Array): Secret {
  return new Secret({ buffer: bytes.slice().buffer });
}
