import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  SIGNATURE_CHARS_MAX,
  SIGNATURE_TOLERANCE_MS,
  signWebhook,
  verifySignature,
} from "./webhook-signature.ts";

const BODY = '{"id":1}';
const SECRET = "shh";
const AT_MS = 1_700_000_000_000;

describe("signatures of webhooks", () => {
  it("are the HMAC-SHA256 of time and body", () => {
    const hex = createHmac("sha256", SECRET).update(`1700000000.${BODY}`).digest("hex");
    expect(signWebhook(BODY, SECRET, AT_MS + 999)).toBe(`t=1700000000,v1=${hex}`);
  });

  it("are verified with their body, secret and time, and with no others", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (body, secret, other) => {
        const header = signWebhook(body, secret, AT_MS);
        expect(verifySignature(header, body, secret, AT_MS)).toBe(true);
        if (other === body || other === secret) return;
        expect(verifySignature(header, other, secret, AT_MS)).toBe(false);
        expect(verifySignature(header, body, other, AT_MS)).toBe(other === secret);
        expect(verifySignature(other, body, secret, AT_MS)).toBe(false);
      }),
    );
  });

  it("hold for the tolerance before and after, and no longer", () => {
    const header = signWebhook(BODY, SECRET, AT_MS);
    for (const sign of [-1, 1]) {
      const edgeMs = AT_MS + sign * SIGNATURE_TOLERANCE_MS;
      expect(verifySignature(header, BODY, SECRET, edgeMs)).toBe(true);
      expect(verifySignature(header, BODY, SECRET, edgeMs + sign)).toBe(false);
    }
  });

  it("are taken where one of several is right", () => {
    const [time, right] = signWebhook(BODY, SECRET, AT_MS).split(",");
    const wrong = signWebhook(BODY, "old", AT_MS).split(",")[1];
    expect(verifySignature(`${time},${wrong},${right}`, BODY, SECRET, AT_MS)).toBe(true);
    expect(verifySignature(`${time},${wrong}`, BODY, SECRET, AT_MS)).toBe(false);
    expect(verifySignature(`${time}`, BODY, SECRET, AT_MS)).toBe(false);
    expect(verifySignature(`${right}`, BODY, SECRET, AT_MS)).toBe(false);
  });

  it("are not looked at where the header is longer than any", () => {
    const header = signWebhook(BODY, SECRET, AT_MS);
    const pad = (length: number): string => header.padEnd(length, ",");
    expect(verifySignature(pad(SIGNATURE_CHARS_MAX), BODY, SECRET, AT_MS)).toBe(true);
    expect(verifySignature(pad(SIGNATURE_CHARS_MAX + 1), BODY, SECRET, AT_MS)).toBe(false);
  });
});
