/**
 * Access tokens: short-lived JSON Web Tokens (RFC 7519), signed with EdDSA and nothing else. They
 * say who signed in and in which session; what that person may do is looked up at each use.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { errors, jwtVerify, SignJWT } from "jose";
import { assertEntryKey, deriveKeyId } from "../entry/entry-keys.ts";
import { ACCESS_TOKEN_CHARS_MAX, ACCESS_TOKEN_LIFE_MS } from "./people-limits.ts";
import type { Subject } from "./sessions.ts";

export interface TokenOptions {
  /** Ed25519, of this purpose alone. */
  readonly privateKey: KeyObject;
  /** The shop's id: a token of one shop is worth nothing in another. */
  readonly issuer: string;
  /** What the tokens are shown to. */
  readonly audience: string;
}

export interface AccessClaims {
  readonly subject: Subject;
  readonly sessionId: string;
}

export interface AccessToken {
  readonly accessToken: string;
  readonly expiresMs: number;
}

export interface Tokens {
  issue(claims: AccessClaims, nowMs: number): Promise<AccessToken>;
  /** Refuses with `token-invalid` whatever is not a token of this issuer that is valid now. */
  check(accessToken: string, nowMs: number): Promise<Result<AccessClaims>>;
}

/** RFC 8725, section 3.1: the algorithm is ours to say, not the token's. */
const ALGORITHM = "EdDSA";
/** RFC 9068: no other kind of token is taken for one. */
const TYPE = "at+jwt";
const SECOND_MS = 1000;

/** Throws a TypeError unless the key is an Ed25519 private key. */
export function createTokens({ privateKey, issuer, audience }: TokenOptions): Tokens {
  assertEntryKey(privateKey, "private");
  const publicKey = createPublicKey(privateKey);
  const keyId = deriveKeyId(publicKey);
  const findKey = ({ kid }: { readonly kid?: string }): KeyObject => {
    if (kid !== keyId) throw new errors.JWKSNoMatchingKey();
    return publicKey;
  };
  return {
    async issue({ subject, sessionId }, nowMs) {
      assertTime(nowMs);
      const iat = Math.floor(nowMs / SECOND_MS);
      const exp = iat + ACCESS_TOKEN_LIFE_MS / SECOND_MS;
      const { kind, id: sub } = subject;
      const claims = { iss: issuer, aud: audience, sub, kind, sid: sessionId, iat, exp };
      const accessToken = await new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: keyId })
        .sign(privateKey);
      return { accessToken, expiresMs: exp * SECOND_MS };
    },
    async check(accessToken, nowMs) {
      assertTime(nowMs);
      if (accessToken.length > ACCESS_TOKEN_CHARS_MAX) return refuseToken();
      try {
        const { payload } = await jwtVerify(accessToken, findKey, {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer,
          audience,
          requiredClaims: ["sub", "exp"],
          currentDate: new Date(nowMs),
        });
        return readClaims(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return refuseToken();
        throw error;
      }
    },
  };
}

function readClaims({ sub, kind, sid }: Readonly<Record<string, unknown>>): Result<AccessClaims> {
  const isKind = kind === "user" || kind === "customer";
  if (!isKind || typeof sub !== "string" || typeof sid !== "string") return refuseToken();
  return accept({ subject: { kind, id: sub }, sessionId: sid });
}

/** Nothing is ever past a time that is no number. */
function assertTime(nowMs: number): void {
  if (!Number.isSafeInteger(nowMs)) throw new RangeError("The time must be whole milliseconds.");
}

function refuseToken(): Result<never> {
  return refuse("token-invalid", "The access token is not valid or has expired: get a new one.");
}
