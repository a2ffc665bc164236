/** What a setup gives, what its refusals say, and that secrets sealed by an earlier version stay readable. */
import { createPrivateKey } from "node:crypto";
import type { Result } from "@saunter/commerce/refusal";
import { createSecretSeal, deriveKey } from "@saunter/ingest/secret-seal";
import { Secret } from "otpauth";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateEntryKeys } from "../entry/entry-keys.ts";
import { damage } from "../store/store-fixture.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { SECOND_FACTOR_SETUP_LIFE_MS } from "./people-limits.ts";
import {
  createSecondFactors,
  readSecondFactor,
  type SecondFactors,
  turnSecondFactorOff,
} from "./second-factor.ts";
import { createTokens } from "./tokens.ts";
import { formatTotpUri, makeTotpCode } from "./totp.ts";
import { addUser } from "./users.ts";

const ANN = "user-1";
const { privateKey } = generateEntryKeys();

let people: PeopleStore;
let factors: SecondFactors;

beforeEach(async () => {
  people = openPeopleStore();
  factors = createSecondFactors({ privateKey, shopName: "Corner Shop", policy: "optional" });
  const proof = { kind: "password", hash: "hash" } as const;
  await people.store.transact((tx) =>
    addUser(tx, { userId: ANN, name: "Ann Lee", roles: ["operator"], proof }, START_MS),
  );
});

afterEach(() => people.discard());

const transact: PeopleStore["store"]["transact"] = (work) => people.store.transact(work);
const tell = (result: Result<unknown>): string => (result.ok ? "ok" : result.refusal.detail);

async function begin() {
  const begun = await transact((tx) => factors.begin(tx, ANN, START_MS));
  if (!begun.ok) throw new Error(begun.refusal.detail);
  return { ...begun.value, bytes: Secret.fromBase32(begun.value.secret).bytes };
}

const confirm = (code: string) =>
  transact((tx) => factors.confirm(tx, ANN, { code, sessionId: "none" }, START_MS));
const check = (code: string | null) =>
  transact((tx) => factors.check(tx, ANN, code, START_MS + 30_000));

describe("a setup of a second factor", () => {
  it("gives what apps read, in the name of the shop and the user, and says until when", async () => {
    const { uri, expiresMs, bytes } = await begin();
    expect(uri).toBe(formatTotpUri(bytes, { issuer: "Corner Shop", name: "Ann Lee" }));
    expect(expiresMs).toBe(START_MS + SECOND_FACTOR_SETUP_LIFE_MS);
  });

  it("of whoever is there no more has no name, and does not fail", async () => {
    const begun = await transact((tx) => factors.begin(tx, "nobody", START_MS));
    if (!begun.ok) throw new Error(begun.refusal.detail);
    const { bytes } = Secret.fromBase32(begun.value.secret);
    expect(begun.value.uri).toBe(formatTotpUri(bytes, { issuer: "Corner Shop", name: "" }));
    expect(tell(await transact((tx) => factors.check(tx, "nobody", null, START_MS)))).toBe("ok");
  });
});

describe("people are told", () => {
  it("what to do with their second factor", async () => {
    const notOn = "You have no second factor: set one up first.";
    expect(tell(await transact((tx) => turnSecondFactorOff(tx, ANN, "none")))).toBe(notOn);
    expect(tell(await transact((tx) => factors.renewRecoveryCodes(tx, ANN)))).toBe(notOn);
    expect(tell(await confirm("000000"))).toBe(
      "The setup has expired: begin again with a new QR code.",
    );
    const { bytes } = await begin();
    const wrong = "The code is wrong or has been used: wait for the next one.";
    expect(tell(await confirm("nonsense"))).toBe(wrong);
    expect(tell(await confirm(makeTotpCode(bytes, START_MS)))).toBe("ok");
    expect(readSecondFactor(people.store, ANN)).toEqual({
      enabledMs: START_MS,
      recoveryCodesLeft: 10,
    });
    const on = "You have a second factor: turn it off before you set up another.";
    expect(tell(await transact((tx) => factors.begin(tx, ANN, START_MS)))).toBe(on);
    expect(tell(await confirm("000000"))).toBe(on);
    expect(tell(await check(null))).toBe("Enter the code that your authenticator app shows.");
    expect(tell(await check("nonsense"))).toBe(wrong);
  });

  it("that another operator has to reset what the disk has damaged", async () => {
    const { bytes } = await begin();
    await confirm(makeTotpCode(bytes, START_MS));
    damage(people.folder, "UPDATE second_factors SET last_step = last_step - 1");
    expect(tell(await check(null))).toMatch(/^Your second factor was damaged.*another operator/);
  });
});

describe("what was sealed by an earlier version", () => {
  // The Ed25519 key of RFC 8410, section 10.3.
  const key = createPrivateKey(
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----",
  );

  it("is sealed with the same key", () => {
    expect(Buffer.from(deriveKey(key, "tests")).toString("hex")).toBe(
      "68d5788d082a38a4cdb27e1f8046d3968fa947dbc5c14ac391fc55acbcbdaa53",
    );
  });

  it("is opened, and one byte alone is no secret", () => {
    const { open, seal } = createSecretSeal(key, "tests");
    const sealed = Buffer.from(
      "20c4bca4b94dcb54fb3b53842a7de20a3705f8eeaadc574b9f03d8952b876a4d5a74e19f87e8f0dfb7330a346e1936fc",
      "hex",
    );
    expect(open("user-1", sealed)).toEqual(new Uint8Array(20).fill(7));
    expect(open("user-1", seal("user-1", Uint8Array.of(1)))).toEqual(Uint8Array.of(1));
    expect(open("user-1", seal("user-1", new Uint8Array()))).toBeNull();
  });
});

describe("an access token", () => {
  const tokens = createTokens({ privateKey, issuer: "shop-1", audience: "saunter" });

  it("is a shopper's, too", async () => {
    const claims = { subject: { kind: "customer", id: "c-1" }, sessionId: "s-1" } as const;
    const { accessToken } = await tokens.issue(claims, START_MS);
    expect(await tokens.check(accessToken, START_MS)).toEqual({ ok: true, value: claims });
  });

  it("is neither given nor checked at a time that is none", async () => {
    const words = "The time must be whole milliseconds.";
    const claims = { subject: { kind: "user", id: ANN }, sessionId: "s-1" } as const;
    await expect(tokens.issue(claims, Number.NaN)).rejects.toThrow(words);
    await expect(tokens.check("nonsense", 0.5)).rejects.toThrow(words);
  });
});
