import { createCodeIssuer, createQrEntry } from "@saunter/shop/entry/entry-code";
import { generateEntryKeys, importRawPublicKey } from "@saunter/shop/entry/entry-keys";
import { SLOT_MS } from "@saunter/shop/entry/entry-limits";
import {
  exportPublicKey,
  makePhoneCode,
  makePhoneKeys,
  type PhoneKeys,
} from "@saunter/shopper/shop/entry/phone-code";
import { describe, expect, it } from "vitest";

const NOW_MS = 1_790_000_000_000;
const DAY_MS = 24 * 3_600_000;
const CUSTOMER = "0f8fad5b-d9cb-469f-a165-70867728950e";

const keys = generateEntryKeys();
const issuer = createCodeIssuer({ privateKey: keys.privateKey, keyId: "k1" });
const gate = createQrEntry({ publicKeys: new Map([["k1", keys.publicKey]]) });

/** A phone as the shop has certified it. */
async function start(aheadMs = 0) {
  const phone = (await makePhoneKeys()) as PhoneKeys;
  const raw = Buffer.from(await exportPublicKey(phone), "base64url");
  const notAfterMs = NOW_MS + 7 * DAY_MS;
  const certificate = issuer.certifyDevice({
    customerId: CUSTOMER,
    devicePublicKey: importRawPublicKey(raw),
    nowMs: NOW_MS,
    notAfterMs,
  });
  const make = (partySize: number, nowMs: number) =>
    makePhoneCode(phone, { certificate, notAfterMs, slotMs: SLOT_MS, aheadMs }, partySize, nowMs);
  return { phone, make };
}

const show = (text: string, nowMs: number) => gate.verify(text, { gateId: "north", nowMs });

describe("a code that the phone makes", () => {
  it("opens the gate for its customer and their party", async () => {
    const { make } = await start();
    expect(await show(await make(3, NOW_MS), NOW_MS)).toMatchObject({
      ok: true,
      value: { payer: { kind: "customer", customerId: CUSTOMER }, partySize: 3 },
    });
  });

  it("is another each time, and good for its slot and the next", async () => {
    const { make } = await start();
    const code = await make(1, NOW_MS);
    expect(await make(1, NOW_MS)).not.toBe(code);
    expect((await show(code, NOW_MS + SLOT_MS)).ok).toBe(true);
    expect(await show(code, NOW_MS + 2 * SLOT_MS)).toMatchObject({
      refusal: { code: "entry-code-expired" },
    });
  });

  it("goes by the shop's clock, however wrong the phone's is", async () => {
    const { make } = await start(-2 * DAY_MS);
    expect((await show(await make(1, NOW_MS + 2 * DAY_MS), NOW_MS)).ok).toBe(true);
  });

  it("is signed by a key that nothing on the phone can read", async () => {
    const { phone } = await start();
    expect(phone.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("pkcs8", phone.privateKey)).rejects.toThrow();
  });
});
