import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encryptPush, makeVapidKeys, PUSH_BYTES_MAX, signVapid } from "./web-push.ts";

/** RFC 8291, appendix A. */
const RFC = {
  text: "When I grow up, I want to be a watermelon",
  scalar: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  salt: "DGv6ra1nlYgDCS1FRnbzlw",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  body: "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
};
const bytes = (text: string): Uint8Array => Buffer.from(text, "base64url");

describe("a push message", () => {
  it("is encrypted as RFC 8291 shows", () => {
    const entropy = { scalar: bytes(RFC.scalar), salt: bytes(RFC.salt) };
    const body = encryptPush(RFC.text, RFC, entropy);
    expect(Buffer.from(body).toString("base64url")).toBe(RFC.body);
  });

  it("is another one each time", () => {
    expect(encryptPush(RFC.text, RFC)).not.toEqual(encryptPush(RFC.text, RFC));
  });

  it("is as long as push services take, and no longer", () => {
    expect(encryptPush("a".repeat(PUSH_BYTES_MAX), RFC)).toHaveLength(4096);
    expect(() => encryptPush("a".repeat(PUSH_BYTES_MAX + 1), RFC)).toThrow("too long");
  });

  it("goes to a key of the curve alone", () => {
    const p256dh = Buffer.alloc(65, 4).toString("base64url");
    expect(() => encryptPush("a", { ...RFC, p256dh })).toThrow();
  });
});

describe("the signature of a shop", () => {
  it("names push service, time and subject, and is of the key that browsers know", () => {
    const keys = makeVapidKeys(bytes(RFC.scalar));
    const words = signVapid(keys, {
      endpoint: "https://push.example:8443/send/1?a=b",
      subject: "https://shop.example",
      nowMs: 1_772_442_000_000,
    });
    const [, head, claims, signature, key] = /^vapid t=([^.]+)\.([^.]+)\.([^,]+), k=(.+)$/.exec(
      words,
    )!;
    expect(key).toBe(keys.publicKey);
    expect(JSON.parse(Buffer.from(head!, "base64url").toString())).toEqual({
      typ: "JWT",
      alg: "ES256",
    });
    expect(JSON.parse(Buffer.from(claims!, "base64url").toString())).toEqual({
      aud: "https://push.example:8443",
      exp: 1_772_442_000 + 43_200,
      sub: "https://shop.example",
    });
    const point = Buffer.from(key!, "base64url");
    const publicKey = createPublicKey({
      key: {
        kty: "EC",
        crv: "P-256",
        x: point.subarray(1, 33).toString("base64url"),
        y: point.subarray(33).toString("base64url"),
      },
      format: "jwk",
    });
    const isGood = (text: string): boolean =>
      verify(
        "sha256",
        Buffer.from(text),
        { key: publicKey, dsaEncoding: "ieee-p1363" },
        Buffer.from(signature!, "base64url"),
      );
    expect(isGood(`${head}.${claims}`)).toBe(true);
    expect(isGood(`${head}.${claims}x`)).toBe(false);
  });
});
