import { type KeyObject, sign } from "node:crypto";
import { create as createQr } from "qrcode";
import { describe, expect, it } from "vitest";
import { createCodeIssuer, createQrEntry, signCodeOnDevice } from "./entry-code.ts";
import { exportRawPublicKey, generateEntryKeys } from "./entry-keys.ts";
import {
  CERTIFICATE_LIFE_MS_MAX,
  CODE_CHARS_MAX,
  CUSTOMER_ID_CHARS_MAX,
  KEY_ID_CHARS_MAX,
  SLOT_MS,
} from "./entry-limits.ts";
import { describeEntryMethod, type EntryHarness } from "./entry-method-suite.ts";

const NOW_MS = 1_790_000_000_000;
const SLOT_START_MS = NOW_MS - (NOW_MS % SLOT_MS);
const HOUR_MS = 3_600_000;
const CUSTOMER = "0f8fad5b-d9cb-469f-a165-70867728950e";
const keys = generateEntryKeys();
const device = generateEntryKeys();
const strangers = generateEntryKeys();
const issuer = createCodeIssuer({ privateKey: keys.privateKey, keyId: "key-1" });
const stranger = createCodeIssuer({ privateKey: strangers.privateKey, keyId: "key-1" });
const gate = createQrEntry({ publicKeys: new Map([["key-1", keys.publicKey]]) });
const context = { gateId: "gate-1", nowMs: NOW_MS };

function certify(notAfterMs = NOW_MS + HOUR_MS, by = issuer, customerId = CUSTOMER): string {
  const nowMs = NOW_MS - HOUR_MS;
  return by.certifyDevice({ customerId, devicePublicKey: device.publicKey, nowMs, notAfterMs });
}

function changeByte(code: string, at: number): string {
  const bytes = Buffer.from(code, "base64url");
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = bytes[index]! ^ 1;
  return bytes.toString("base64url");
}

function tamperEachByte(code: string): string[] {
  const { length } = Buffer.from(code, "base64url");
  return Array.from({ length }, (_, at) => changeByte(code, at));
}

/** What both kinds have in common; `make` signs a code at some time. */
function createHarness(make: (nowMs: number) => string): EntryHarness<string> {
  const invalid = (title: string, shown: string) =>
    ({ title, shown, code: "entry-code-invalid" }) as const;
  const expired = (title: string, shown: string, nowMs = NOW_MS) =>
    ({ title, shown, code: "entry-code-expired", context: { ...context, nowMs } }) as const;
  return {
    method: gate,
    context,
    payer: { kind: "customer", customerId: CUSTOMER },
    isRefusedTwice: false,
    show: async () => make(NOW_MS),
    listTampered: async () => [
      ...tamperEachByte(make(NOW_MS)).map((shown, at) => invalid(`byte ${at}`, shown)),
      invalid("padded", `${make(NOW_MS)}=`),
      invalid("with a blank", ` ${make(NOW_MS)}`),
      invalid("longer", `${make(NOW_MS)}AAAA`),
      invalid("shorter", make(NOW_MS).slice(0, -4)),
      invalid("a stranger's", stranger.issueCode(CUSTOMER, NOW_MS)),
      invalid("by a stranger's phone", signCodeOnDevice(certify(), strangers.privateKey, NOW_MS)),
      invalid(
        "by a phone that a stranger certified",
        signCodeOnDevice(certify(undefined, stranger), device.privateKey, NOW_MS),
      ),
      invalid("a certificate alone", certify()),
    ],
    listExpired: async () => [
      expired("two slots early", make(SLOT_START_MS), SLOT_START_MS - SLOT_MS - 1),
      expired("two slots late", make(SLOT_START_MS), SLOT_START_MS + 2 * SLOT_MS),
      expired("a day late", make(NOW_MS), NOW_MS + 24 * HOUR_MS),
      expired("at no time", make(NOW_MS), Number.NaN),
    ],
    listSecrets: (shown) => [shown],
  };
}

describeEntryMethod("a code that the shop issued", "offline", async () =>
  createHarness((nowMs) => issuer.issueCode(CUSTOMER, nowMs)),
);

describeEntryMethod("a code that a phone signed", "offline", async () => {
  const harness = createHarness((nowMs) =>
    signCodeOnDevice(certify(NOW_MS + 48 * HOUR_MS), device.privateKey, nowMs),
  );
  const shown = signCodeOnDevice(certify(NOW_MS), device.privateKey, NOW_MS);
  const late = { title: "certificate", shown, code: "entry-code-expired" } as const;
  return { ...harness, listExpired: async () => [...(await harness.listExpired()), late] };
});

async function isAccepted(code: string, nowMs: number, method = gate): Promise<boolean> {
  return (await method.verify(code, { gateId: "gate-1", nowMs })).ok;
}

describe("an entry code", () => {
  it("holds for its slot and one either side, to the millisecond", async () => {
    const code = issuer.issueCode(CUSTOMER, SLOT_START_MS + 7000);
    const from = SLOT_START_MS - SLOT_MS;
    const to = SLOT_START_MS + 2 * SLOT_MS;
    expect(await isAccepted(code, from - 1)).toBe(false);
    expect(await isAccepted(code, from)).toBe(true);
    expect(await isAccepted(code, to - 1)).toBe(true);
    expect(await isAccepted(code, to)).toBe(false);
  });

  it("says how far the clocks are apart", async () => {
    const code = issuer.issueCode(CUSTOMER, NOW_MS);
    const tell = async (nowMs: number): Promise<string> => {
      const result = await gate.verify(code, { gateId: "gate-1", nowMs });
      return result.ok ? "accepted" : result.refusal.detail;
    };
    expect(await tell(NOW_MS + 60_000)).toBe("The code was made 60 s before the gate's time.");
    expect(await tell(NOW_MS - 45_000)).toBe("The code was made 45 s after the gate's time.");
  });

  it("lasts, when a phone signs it, no longer than the phone's certificate", async () => {
    const code = signCodeOnDevice(certify(NOW_MS), device.privateKey, NOW_MS - 1);
    expect(await isAccepted(code, NOW_MS - 1)).toBe(true);
    expect(await isAccepted(code, NOW_MS)).toBe(false);
  });

  it("is read with whichever known key it names", async () => {
    const next = generateEntryKeys();
    const nextIssuer = createCodeIssuer({ privateKey: next.privateKey, keyId: "key-2" });
    const nextCode = nextIssuer.issueCode(CUSTOMER, NOW_MS);
    const known = new Map<string, KeyObject>([
      ["key-1", keys.publicKey],
      ["key-2", next.publicKey],
    ]);
    const both = createQrEntry({ publicKeys: known });
    known.clear();
    expect(await isAccepted(issuer.issueCode(CUSTOMER, NOW_MS), NOW_MS, both)).toBe(true);
    expect(await isAccepted(nextCode, NOW_MS, both)).toBe(true);
    const result = await gate.verify(nextCode, context);
    expect(result.ok ? "accepted" : result.refusal.detail).toContain("update its public keys");
  });

  it("has a once key of slot, nonce and customer", async () => {
    const result = await gate.verify(issuer.issueCode(CUSTOMER, NOW_MS), context);
    expect(result.ok && result.value.onceKey).toMatch(
      new RegExp(`^qr:${Math.floor(NOW_MS / SLOT_MS)}:[\\w-]{11}:${CUSTOMER}$`),
    );
  });

  it("is signed for its purpose: the same bytes signed for another open nothing", async () => {
    const unsigned = Buffer.from(issuer.issueCode(CUSTOMER, NOW_MS), "base64url").subarray(0, -64);
    const signFor = (purpose: string): string => {
      const signature = sign(
        null,
        Buffer.concat([Buffer.from(purpose), unsigned]),
        keys.privateKey,
      );
      return Buffer.concat([unsigned, signature]).toString("base64url");
    };
    expect(await isAccepted(signFor("saunter entry code\0"), NOW_MS)).toBe(true);
    expect(await isAccepted(signFor("saunter entry certificate\0"), NOW_MS)).toBe(false);
    expect(await isAccepted(signFor(""), NOW_MS)).toBe(false);
  });

  it("is of one of two kinds, and a certificate is signed as one", async () => {
    const signBy = (key: KeyObject, purpose: string, bytes: Buffer): Buffer =>
      Buffer.concat([bytes, sign(null, Buffer.concat([Buffer.from(purpose), bytes]), key)]);
    const make = (kind: number, purpose: string): string => {
      const unsigned = Buffer.from(certify(), "base64url").subarray(0, -64);
      unsigned[0] = kind;
      const certificate = signBy(keys.privateKey, purpose, unsigned);
      return signCodeOnDevice(certificate.toString("base64url"), device.privateKey, NOW_MS);
    };
    expect(await isAccepted(make(2, "saunter entry certificate\0"), NOW_MS)).toBe(true);
    expect(await isAccepted(make(2, ""), NOW_MS)).toBe(false);
    expect(await isAccepted(make(3, "saunter entry certificate\0"), NOW_MS)).toBe(false);
  });

  it("fits a small QR with the longest ids", () => {
    const keyId = "k".repeat(KEY_ID_CHARS_MAX);
    const customerId = "c".repeat(CUSTOMER_ID_CHARS_MAX);
    const longest = createCodeIssuer({ privateKey: keys.privateKey, keyId });
    const issued = longest.issueCode(customerId, NOW_MS);
    const certificate = certify(undefined, longest, customerId);
    const signed = signCodeOnDevice(certificate, device.privateKey, NOW_MS);
    expect(issued).toMatch(/^[\w-]{176}$/);
    expect(signed).toMatch(/^[\w-]{310}$/);
    expect(signed).toHaveLength(CODE_CHARS_MAX);
    expect(createQr(issued, { errorCorrectionLevel: "L" }).version).toBe(8);
    expect(createQr(signed, { errorCorrectionLevel: "L" }).version).toBe(11);
  });

  it("with the longest ids opens the gate", async () => {
    const keyId = "k".repeat(KEY_ID_CHARS_MAX);
    const customerId = "~".repeat(CUSTOMER_ID_CHARS_MAX);
    const longest = createCodeIssuer({ privateKey: keys.privateKey, keyId });
    const itsGate = createQrEntry({ publicKeys: new Map([[keyId, keys.publicKey]]) });
    const certificate = certify(undefined, longest, customerId);
    const signed = signCodeOnDevice(certificate, device.privateKey, NOW_MS);
    for (const code of [longest.issueCode(customerId, NOW_MS), signed]) {
      const result = await itsGate.verify(code, context);
      expect(result.ok && result.value.payer).toEqual({ kind: "customer", customerId });
    }
  });

  it("is not made for ids that it has no room for", () => {
    const tooLong = "c".repeat(CUSTOMER_ID_CHARS_MAX + 1);
    for (const customerId of ["", tooLong, "with blank", "né"]) {
      expect(() => issuer.issueCode(customerId, NOW_MS)).toThrow(RangeError);
      expect(() => certify(undefined, issuer, customerId)).toThrow(RangeError);
    }
    const keyId = "k".repeat(KEY_ID_CHARS_MAX + 1);
    expect(() => createCodeIssuer({ privateKey: keys.privateKey, keyId })).toThrow("key's id");
  });

  it("is not made at times that are none", () => {
    for (const nowMs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(() => issuer.issueCode(CUSTOMER, nowMs)).toThrow(RangeError);
    }
  });

  it("is never made by a gate's key, nor checked with the issuer's", () => {
    expect(() => createCodeIssuer({ privateKey: keys.publicKey, keyId: "key-1" })).toThrow(
      "give the issuer its private key",
    );
    expect(() => createQrEntry({ publicKeys: new Map([["key-1", keys.privateKey]]) })).toThrow(
      "keep it at the issuer",
    );
    expect(() => signCodeOnDevice(certify(), device.publicKey, NOW_MS)).toThrow("cannot sign");
  });
});

describe("a phone's certificate", () => {
  it("opens nothing once the shop says that it is revoked", async () => {
    const asked: unknown[] = [];
    let isAllowed = true;
    const strict = createQrEntry({
      publicKeys: new Map([["key-1", keys.publicKey]]),
      isPhoneAllowed: (...phone) => {
        asked.push(phone);
        return isAllowed;
      },
    });
    const code = signCodeOnDevice(certify(), device.privateKey, NOW_MS);
    const verify = () => strict.verify(code, { gateId: "north", nowMs: NOW_MS });
    expect((await verify()).ok).toBe(true);
    const key = exportRawPublicKey(device.publicKey).toString("base64url");
    expect(asked).toEqual([[CUSTOMER, key, NOW_MS]]);
    isAllowed = false;
    expect(await verify()).toMatchObject({ refusal: { code: "entry-code-expired" } });
    // The shop's own codes are of no phone.
    const issued = issuer.issueCode(CUSTOMER, NOW_MS);
    expect((await strict.verify(issued, { gateId: "north", nowMs: NOW_MS })).ok).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it("of a point of small order opens nothing, though its signature is right", async () => {
    const unsigned = Buffer.from(certify(), "base64url").subarray(0, -64);
    // The identity: whoever signs with R = the identity and s = 0 has signed everything.
    const identity = Buffer.alloc(32);
    identity[0] = 1;
    identity.copy(unsigned, unsigned.length - 36);
    const purpose = Buffer.from("saunter entry certificate\0");
    const signature = sign(null, Buffer.concat([purpose, unsigned]), keys.privateKey);
    const showing = Buffer.from(issuer.issueCode(CUSTOMER, NOW_MS), "base64url").subarray(-77, -64);
    const forged = Buffer.concat([unsigned, signature, showing, identity, Buffer.alloc(32)]);
    expect(await isAccepted(forged.toString("base64url"), NOW_MS)).toBe(false);
  });

  it("holds the phone's public key and nothing private", () => {
    const bytes = Buffer.from(certify(), "base64url");
    expect(bytes.includes(exportRawPublicKey(device.publicKey))).toBe(true);
    expect(() =>
      issuer.certifyDevice({
        customerId: CUSTOMER,
        devicePublicKey: device.privateKey,
        nowMs: NOW_MS,
        notAfterMs: NOW_MS + HOUR_MS,
      }),
    ).toThrow("keep it at the issuer");
  });

  it("is made for a week at most", () => {
    const made = (lifeMs: number) => () => {
      issuer.certifyDevice({
        customerId: CUSTOMER,
        devicePublicKey: device.publicKey,
        nowMs: NOW_MS,
        notAfterMs: NOW_MS + lifeMs,
      });
    };
    expect(made(CERTIFICATE_LIFE_MS_MAX)).not.toThrow();
    expect(made(CERTIFICATE_LIFE_MS_MAX + 1)).toThrow(RangeError);
    expect(made(0)).toThrow(RangeError);
    expect(made(Number.NaN)).toThrow(RangeError);
  });
});
