import { createHmac, createPublicKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { deriveKeyId, exportRawPublicKey, generateEntryKeys } from "../entry/entry-keys.ts";
import { START_MS } from "./people-fixture.ts";
import { ACCESS_TOKEN_CHARS_MAX, ACCESS_TOKEN_LIFE_MS } from "./people-limits.ts";
import { type AccessClaims, createTokens } from "./tokens.ts";

const { privateKey, publicKey } = generateEntryKeys();
const shop = { privateKey, issuer: "shop-1", audience: "saunter" };
const tokens = createTokens(shop);
const claims: AccessClaims = { subject: { kind: "user", id: "user-1" }, sessionId: "session-1" };

async function check(accessToken: string, nowMs = START_MS): Promise<string> {
  const checked = await tokens.check(accessToken, nowMs);
  if (!checked.ok) expect(checked.refusal.detail).not.toContain("user-1");
  return checked.ok ? "ok" : checked.refusal.code;
}

const NOW_S = START_MS / 1000;
const usual = { iss: "shop-1", aud: "saunter", sub: "user-1", kind: "user", sid: "session-1" };
const timed = { ...usual, iat: NOW_S, exp: NOW_S + 60 };
const header = { alg: "EdDSA", typ: "at+jwt", kid: deriveKeyId(publicKey) };

const sign = (payload: object, changed: object = {}, key: KeyObject = privateKey) =>
  new SignJWT({ ...payload }).setProtectedHeader({ ...header, ...changed }).sign(key);

describe("access tokens", () => {
  it("say who signed in, for ten minutes to the second", async () => {
    const { accessToken, expiresMs } = await tokens.issue(claims, START_MS);
    expect(expiresMs).toBe(START_MS + ACCESS_TOKEN_LIFE_MS);
    expect(await tokens.check(accessToken, expiresMs - 1)).toEqual({ ok: true, value: claims });
    expect(await check(accessToken, expiresMs)).toBe("token-invalid");
  });

  it("made by hand as they should be are taken", async () => {
    expect(await check(await sign(timed))).toBe("ok");
  });

  it.each<[string, () => Promise<string>]>([
    ["of another issuer", () => sign({ ...timed, iss: "shop-2" })],
    ["for another audience", () => sign({ ...timed, aud: "till" })],
    ["without an end", () => sign(usual)],
    ["without a subject", () => sign({ ...timed, sub: undefined })],
    ["of no kind of person", () => sign({ ...timed, kind: "king" })],
    ["without a session", () => sign({ ...timed, sid: 7 })],
    ["of another type", () => sign(timed, { typ: "JWT" })],
    ["with another key's id", () => sign(timed, { kid: "other" })],
    ["with no key's id", () => sign(timed, { kid: undefined })],
    ["of another key", () => sign(timed, {}, generateEntryKeys().privateKey)],
    ["that are none", async () => "nonsense"],
    ["that are empty", async () => ""],
  ])("%s are refused", async (_, make) => {
    expect(await check(await make())).toBe("token-invalid");
  });

  it("say nothing about the algorithm", async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encode({ ...header, alg: "none" })}.${encode(timed)}.`;
    expect(await check(unsigned)).toBe("token-invalid");
    const text = `${encode({ ...header, alg: "HS256" })}.${encode(timed)}`;
    for (const secret of [
      exportRawPublicKey(publicKey),
      createPublicKey(privateKey).export({ type: "spki", format: "pem" }),
    ]) {
      const signature = createHmac("sha256", secret).update(text).digest("base64url");
      expect(await check(`${text}.${signature}`)).toBe("token-invalid");
    }
  });

  it("that were changed anywhere are refused", async () => {
    const { accessToken } = await tokens.issue(claims, START_MS);
    // Of the last character four bits say nothing.
    for (let at = 0; at < accessToken.length - 1; at += 7) {
      const other = accessToken[at] === "A" ? "B" : "A";
      const changed = accessToken.slice(0, at) + other + accessToken.slice(at + 1);
      expect(await check(changed)).toBe("token-invalid");
    }
  });

  it("have a longest", async () => {
    const fit = { ...timed, pad: "" };
    const spare = ACCESS_TOKEN_CHARS_MAX - (await sign(fit)).length;
    const padded = async (chars: number) => sign({ ...fit, pad: "x".repeat(chars) });
    // Three bytes are four characters.
    const full = await padded(Math.floor((spare * 3) / 4));
    expect(full.length).toBeGreaterThan(ACCESS_TOKEN_CHARS_MAX - 4);
    expect(full.length).toBeLessThanOrEqual(ACCESS_TOKEN_CHARS_MAX);
    expect(await check(full)).toBe("ok");
    expect(await check(await padded(Math.floor((spare * 3) / 4) + 4))).toBe("token-invalid");
  });

  it("need a time that is one", async () => {
    const { accessToken } = await tokens.issue(claims, START_MS);
    await expect(tokens.check(accessToken, Number.NaN)).rejects.toThrow(RangeError);
    await expect(tokens.issue(claims, Number.NaN)).rejects.toThrow(RangeError);
  });

  it("are signed with an Ed25519 private key alone", () => {
    expect(() => createTokens({ ...shop, privateKey: publicKey })).toThrow(TypeError);
  });
});
