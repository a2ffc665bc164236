import { generateKeyPairSync, sign, verify } from "node:crypto";
import type { Result } from "@saunter/commerce/refusal";
import { describe, expect, it } from "vitest";
import {
  assertEntryKey,
  deriveKeyId,
  exportRawPublicKey,
  formatJwk,
  formatPem,
  generateEntryKeys,
  importRawPublicKey,
  parsePrivateKey,
  parsePublicKey,
} from "./entry-keys.ts";

const keys = generateEntryKeys();
const others = generateKeyPairSync("ec", { namedCurve: "P-256" });
const encrypted = keys.privateKey.export({
  type: "pkcs8",
  format: "pem",
  cipher: "aes-256-cbc",
  passphrase: "open sesame",
}) as string;

function open<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

function refusalOf(result: Result<unknown>): string {
  return result.ok ? "accepted" : `${result.refusal.code}: ${result.refusal.detail}`;
}

describe("keys of entry codes", () => {
  it.each([
    ["PEM", formatPem],
    ["JWK", formatJwk],
  ])("come back from %s text", (_name, format) => {
    const privateKey = open(parsePrivateKey(`\n${format(keys.privateKey)}\n`));
    const publicKey = open(parsePublicKey(`\n${format(keys.publicKey)}\n`));
    expect(privateKey.type).toBe("private");
    expect(publicKey.type).toBe("public");
    const message = Buffer.from("message");
    expect(verify(null, message, publicKey, sign(null, message, privateKey))).toBe(true);
  });

  it("come back from their 32 bytes", () => {
    const bytes = exportRawPublicKey(keys.publicKey);
    expect(bytes).toHaveLength(32);
    expect(importRawPublicKey(bytes).equals(keys.publicKey)).toBe(true);
    expect(() => importRawPublicKey(bytes.subarray(1))).toThrow();
    expect(() => exportRawPublicKey(keys.privateKey)).toThrow("keep it at the issuer");
  });

  it("have ids that follow from the key", () => {
    expect(deriveKeyId(keys.publicKey)).toMatch(/^[\w-]{8}$/);
    expect(deriveKeyId(importRawPublicKey(exportRawPublicKey(keys.publicKey)))).toBe(
      deriveKeyId(keys.publicKey),
    );
    expect(deriveKeyId(generateEntryKeys().publicKey)).not.toBe(deriveKeyId(keys.publicKey));
    // From another implementation: RFC 8032's first key, hashed with sha256sum.
    const known = Buffer.from(
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "hex",
    );
    expect(deriveKeyId(importRawPublicKey(known))).toBe("If4x36FU");
  });

  it.each([
    ["nothing", ""],
    ["garbage", "garbage"],
    ["broken JSON", "{"],
    ["JSON that is no key", "{}"],
    ["a PEM without a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"],
    ["a public key", formatPem(keys.publicKey)],
    ["a public JWK", formatJwk(keys.publicKey)],
    ["a key with a passphrase", encrypted],
    ["a key of another type", others.privateKey.export({ type: "pkcs8", format: "pem" }) as string],
  ])("of the issuer are asked for again where %s was given", (_name, text) => {
    expect(refusalOf(parsePrivateKey(text))).toMatch(
      /^input-invalid: .*give the issuer's.*PRIVATE KEY, no/,
    );
  });

  it.each([
    ["nothing", ""],
    ["broken JSON", "{"],
    ["a key of another type", others.publicKey.export({ type: "spki", format: "pem" }) as string],
  ])("of a gate are asked for again where %s was given", (_name, text) => {
    expect(refusalOf(parsePublicKey(text))).toMatch(
      /^input-invalid: .*not a readable Ed25519 public key.*BEGIN PUBLIC KEY/,
    );
  });

  it.each([
    ["a private key", formatPem(keys.privateKey)],
    ["a private JWK", formatJwk(keys.privateKey)],
    ["a key with a passphrase", encrypted],
  ])("of a gate are never private: %s is refused, and not repeated", (_name, text) => {
    const refusal = refusalOf(parsePublicKey(text));
    expect(refusal).toMatch(/^input-invalid: .*keep it at the issuer/);
    expect(refusal).not.toContain(text.slice(30, 60));
  });

  it("of the wrong side or type throw where they would be used", () => {
    expect(() => assertEntryKey(keys.publicKey, "private")).toThrow("cannot sign");
    expect(() => assertEntryKey(keys.privateKey, "public")).toThrow("keep it at the issuer");
    expect(() => assertEntryKey(others.publicKey, "public")).toThrow("of type ec");
    expect(() => assertEntryKey(keys.publicKey, "public")).not.toThrow();
  });
});
