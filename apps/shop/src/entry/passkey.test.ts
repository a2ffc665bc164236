import type { Result } from "@saunter/commerce/refusal";
import type {
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  ASSERTION_FIELD_CHARS_MAX,
  ATTESTATION_CHARS_MAX,
  CHALLENGE_LIFE_MS,
  CLIENT_DATA_CHARS_MAX,
  CREDENTIAL_ID_CHARS_MAX,
  PASSKEYS_PER_OWNER_MAX,
  TRANSPORT_CHARS_MAX,
  TRANSPORTS_MAX,
} from "./entry-limits.ts";
import { describeEntryMethod } from "./entry-method-suite.ts";
import {
  createPasskeyCeremonies,
  createPasskeyEntry,
  type PasskeyCeremonies,
  type PasskeyProof,
  type PasskeyPurpose,
} from "./passkey.ts";
import {
  createMemoryChallengeStore,
  createMemoryPasskeyStore,
  type Passkey,
  type PasskeyOwner,
  type PasskeyStore,
} from "./passkey-store.ts";
import {
  type AuthenticatorTraits,
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from "./software-authenticator.ts";

const NOW_MS = 1_790_000_000_000;
const ORIGIN = "https://shop.example";
const anna: PasskeyOwner = { kind: "customer", id: "anna" };
const ben: PasskeyOwner = { kind: "customer", id: "ben" };
const reviewer: PasskeyOwner = { kind: "user", id: "reviewer" };
const context = { gateId: "gate-1", nowMs: NOW_MS };
const atGate: PasskeyPurpose = { kind: "entry", gateId: "gate-1" };

/** {"x5c": [h'00']} */
const X5C = "a163783563814100";
/** How a response is refused that was not looked into: its challenge can still be answered. */
const NO_RESPONSE = "entry-passkey-refused: This is not a passkey's response.";

function open<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

function tell(result: Result<unknown>): string {
  return result.ok ? "accepted" : `${result.refusal.code}: ${result.refusal.detail}`;
}

interface Site {
  readonly ceremonies: PasskeyCeremonies;
  readonly passkeys: PasskeyStore;
}

function createSite(passkeys: PasskeyStore = createMemoryPasskeyStore()): Site {
  const challenges = createMemoryChallengeStore();
  const origins = ["https://www.shop.example", ORIGIN];
  const site = { rpId: "shop.example", rpName: "A shop", origins, passkeys, challenges };
  return { ceremonies: createPasskeyCeremonies(site), passkeys };
}

async function register(
  { ceremonies }: Site,
  owner: PasskeyOwner,
  phone: SoftwareAuthenticator,
  traits: Partial<AuthenticatorTraits> = {},
): Promise<Result<Passkey>> {
  const options = open(await ceremonies.beginRegistration(owner, "Anna", NOW_MS));
  return ceremonies.finishRegistration(owner, phone.register(options, traits), NOW_MS);
}

async function signIn(
  { ceremonies }: Site,
  phone: SoftwareAuthenticator,
  traits: Partial<AuthenticatorTraits> = {},
  purpose: PasskeyPurpose = atGate,
): Promise<Result<PasskeyProof>> {
  const options = await ceremonies.beginAuthentication(purpose, NOW_MS);
  return ceremonies.finishAuthentication(purpose, phone.authenticate(options, traits), NOW_MS);
}

async function createEntryHarness(counter: number | null) {
  const site = createSite();
  const phone = createSoftwareAuthenticator(ORIGIN);
  const users = createSoftwareAuthenticator(ORIGIN);
  const stranger = createSoftwareAuthenticator(ORIGIN);
  open(await register(site, anna, phone));
  open(await register(site, reviewer, users));
  const begin = (purpose = atGate) => site.ceremonies.beginAuthentication(purpose, NOW_MS);
  const make = async (traits: Partial<AuthenticatorTraits> = {}, options = begin()) =>
    phone.authenticate(await options, { counter, ...traits });
  const refused = (title: string, shown: unknown) =>
    ({ title, shown, code: "entry-passkey-refused" }) as const;
  return {
    method: createPasskeyEntry(site.ceremonies),
    context,
    payer: { kind: "customer", customerId: "anna" } as const,
    isRefusedTwice: true,
    show: () => make(),
    listTampered: async () => {
      const genuine = await make();
      const { response } = genuine;
      const { signature, authenticatorData } = (await make()).response;
      const another = { ...response, signature, authenticatorData };
      return [
        refused("another showing's signature", { ...genuine, response: another }),
        refused("another id", { ...(await make()), id: "AAAA", rawId: "AAAA" }),
        refused("ids that differ", { ...(await make()), rawId: "AAAA" }),
        refused("another type", { ...(await make()), type: "password" }),
        refused("a stranger's", stranger.authenticate(await begin())),
        refused("a user's", users.authenticate(await begin())),
        refused("from another page", await make({ origin: "https://shop.evil.example" })),
        refused("in a frame of another page", await make({ crossOrigin: true })),
        refused("for another domain", await make({ rpId: "evil.example" })),
        refused("nobody there", await make({ isUserPresent: false })),
        refused("nobody verified", await make({ isUserVerified: false })),
        refused("belongs to somebody else", await make({ userHandle: "AAAA" })),
        refused("for another gate", await make({}, begin({ kind: "entry", gateId: "gate-2" }))),
        refused("to sign in", await make({}, begin({ kind: "sign-in", ownerKind: "customer" }))),
        refused("to no question", await make({}, Promise.resolve({ challenge: "AAAA" }))),
      ];
    },
    listExpired: async () => [
      {
        ...refused("too late", await make()),
        context: { ...context, nowMs: NOW_MS + CHALLENGE_LIFE_MS },
      },
    ],
    listSecrets: ({ id, response }: { id: string; response: object }) => [
      id,
      ...Object.values(response),
    ],
  };
}

describeEntryMethod("a passkey that counts", "online", () => createEntryHarness(null));
describeEntryMethod("a passkey that does not count", "online", () => createEntryHarness(0));

describe("registering a passkey", () => {
  it("keeps a public key under the owner's name, and nothing of a body", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    const passkey = open(await register(site, anna, phone, { counter: 3 }));
    expect(await site.passkeys.listByOwner(anna)).toEqual([passkey]);
    expect(Object.keys(passkey).sort()).toEqual([
      "counter",
      "createdMs",
      "credentialId",
      "owner",
      "publicKey",
      "transports",
    ]);
    expect({ ...passkey, publicKey: null }).toEqual({
      credentialId: phone.credentialId,
      owner: anna,
      publicKey: null,
      counter: 3,
      transports: ["internal"],
      createdMs: NOW_MS,
    });
  });

  it("asks for a passkey that verifies its owner, by a name that tells nothing", async () => {
    const { ceremonies } = createSite();
    const options = open(await ceremonies.beginRegistration(anna, "Anna", NOW_MS));
    expect(options).toMatchObject({
      rp: { id: "shop.example", name: "A shop" },
      user: { name: "Anna" },
      timeout: CHALLENGE_LIFE_MS,
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [],
    });
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    expect(Buffer.from(options.challenge, "base64url")).toHaveLength(32);
    expect(Buffer.from(options.user.id, "base64url")).toHaveLength(32);
    const other = open(await ceremonies.beginRegistration(ben, "Ben", NOW_MS));
    expect(other.user.id).not.toBe(options.user.id);
    expect(other.challenge).not.toBe(options.challenge);
  });

  it("names the passkeys that the owner has already", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    const options = open(await site.ceremonies.beginRegistration(anna, "Anna", NOW_MS));
    expect(options.excludeCredentials).toEqual([
      { id: phone.credentialId, type: "public-key", transports: ["internal"] },
    ]);
  });

  it("takes a device's word about itself", async () => {
    const site = createSite();
    const sign = async (attestationFormat: string, statement: string | null) => {
      const attestationStatement = statement === null ? null : Buffer.from(statement, "hex");
      const phone = createSoftwareAuthenticator(ORIGIN);
      return tell(await register(site, anna, phone, { attestationFormat, attestationStatement }));
    };
    const refused = "entry-passkey-refused: The device's answer is not valid.";
    expect(await sign("none", null)).toBe("accepted");
    expect(await sign("packed", null)).toBe("accepted");
    // {"alg": -7}, {}, {"alg": -7, "sig": h'00'}
    expect(await sign("none", "a163616c6726")).toBe(refused);
    expect(await sign("packed", "a0")).toBe(refused);
    expect(await sign("packed", "a263616c6726637369674100")).toBe(refused);
  });

  it("checks no certificate, and calls none of the addresses that it may name", async () => {
    const site = createSite();
    const fetch = vi.spyOn(globalThis, "fetch");
    const certified = [
      "fido-u2f",
      "android-safetynet",
      "android-key",
      "tpm",
      "apple",
      "unheard of",
    ];
    for (const attestationFormat of [...certified, "packed", "none"]) {
      const statements = certified.includes(attestationFormat) ? ["a0", X5C] : [X5C];
      for (const statement of statements) {
        const attestationStatement = Buffer.from(statement, "hex");
        const phone = createSoftwareAuthenticator(ORIGIN);
        const traits = { attestationFormat, attestationStatement };
        expect(tell(await register(site, anna, phone, traits))).toMatch(/unrequested certificate/);
      }
    }
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });

  it("takes a device that has no hints to give", async () => {
    const { ceremonies } = createSite();
    const options = open(await ceremonies.beginRegistration(anna, "Anna", NOW_MS));
    const { response, ...rest } = createSoftwareAuthenticator(ORIGIN).register(options);
    const { transports: _, ...bare } = response;
    const answer = { ...rest, response: bare };
    expect(open(await ceremonies.finishRegistration(anna, answer, NOW_MS)).transports).toEqual([]);
  });

  it.each<[string, Partial<AuthenticatorTraits>]>([
    ["from another page", { origin: "https://evil.example" }],
    ["in a frame of another page", { crossOrigin: true }],
    ["for another domain", { rpId: "evil.example" }],
    ["with nobody there", { isUserPresent: false }],
    ["with nobody verified", { isUserVerified: false }],
  ])("refuses an answer %s, and keeps nothing", async (_title, traits) => {
    const site = createSite();
    const told = tell(await register(site, anna, createSoftwareAuthenticator(ORIGIN), traits));
    expect(told).toMatch(/^entry-passkey-refused: /);
    expect(await site.passkeys.listByOwner(anna)).toEqual([]);
  });

  it("refuses an answer twice, too late, or for another owner", async () => {
    const { ceremonies, passkeys } = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    const answer = async () =>
      phone.register(open(await ceremonies.beginRegistration(anna, "Anna", NOW_MS)));
    const first = await answer();
    const late = await answer();
    const others = await answer();
    const lastMs = NOW_MS + CHALLENGE_LIFE_MS - 1;
    expect(tell(await ceremonies.finishRegistration(anna, first, lastMs))).toBe("accepted");
    expect(tell(await ceremonies.finishRegistration(anna, first, NOW_MS))).toMatch(/used/);
    expect(tell(await ceremonies.finishRegistration(anna, late, lastMs + 1))).toMatch(/expired/);
    expect(tell(await ceremonies.finishRegistration(ben, others, NOW_MS))).toMatch(
      /another challenge/,
    );
    expect(await passkeys.listByOwner(ben)).toEqual([]);
  });

  it("refuses a passkey that somebody has already", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    expect(tell(await register(site, ben, phone))).toMatch(/registered already/);
  });

  it("allows so many passkeys and no more", async () => {
    const site = createSite();
    const begun = [];
    for (let i = 0; i <= PASSKEYS_PER_OWNER_MAX; i++) {
      begun.push(open(await site.ceremonies.beginRegistration(anna, "Anna", NOW_MS)));
    }
    const told = [];
    for (const options of begun) {
      const response = createSoftwareAuthenticator(ORIGIN).register(options);
      told.push(tell(await site.ceremonies.finishRegistration(anna, response, NOW_MS)));
    }
    expect(told.filter((text) => text === "accepted")).toHaveLength(PASSKEYS_PER_OWNER_MAX);
    expect(told.at(-1)).toMatch(/^input-invalid: .*remove one first/);
    expect(tell(await site.ceremonies.beginRegistration(anna, "Anna", NOW_MS))).toBe(told.at(-1));
  });

  it("refuses answers that are damaged anywhere, or are none", async () => {
    const site = createSite();
    const { ceremonies } = site;
    const finish = async (change: (genuine: RegistrationResponseJSON) => unknown) => {
      const options = open(await ceremonies.beginRegistration(anna, "Anna", NOW_MS));
      const genuine = createSoftwareAuthenticator(ORIGIN).register(options);
      return ceremonies.finishRegistration(anna, change(genuine), NOW_MS);
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.anything(), async (at, other) => {
        const cut = await finish(({ response, ...genuine }) => {
          const { attestationObject } = response;
          const short = attestationObject.slice(0, at % attestationObject.length);
          return { ...genuine, response: { ...response, attestationObject: short } };
        });
        expect(tell(cut)).toMatch(/^entry-passkey-refused: /);
        expect(tell(await finish(() => other))).toMatch(/^entry-passkey-refused: /);
      }),
    );
    expect(await site.passkeys.listByOwner(anna)).toEqual([]);
  });
});

describe("signing in by passkey", () => {
  it.each(["ES256", "EdDSA", "RS256"] as const)("works with keys of %s", async (algorithm) => {
    const site = createSite();
    const device = createSoftwareAuthenticator(ORIGIN, algorithm);
    expect(tell(await register(site, anna, device))).toBe("accepted");
    expect(tell(await signIn(site, device))).toBe("accepted");
    const options = await site.ceremonies.beginAuthentication(atGate, NOW_MS);
    const { response, ...rest } = device.authenticate(options);
    const { signature } = device.authenticate(options).response;
    const forged = { ...rest, response: { ...response, signature } };
    expect(tell(await site.ceremonies.finishAuthentication(atGate, forged, NOW_MS))).toMatch(
      /signature is not valid/,
    );
  });

  it("tells who signed, customers and users each in their place", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    const laptop = createSoftwareAuthenticator("https://www.shop.example");
    open(await register(site, anna, phone));
    open(await register(site, reviewer, laptop));
    const customers: PasskeyPurpose = { kind: "sign-in", ownerKind: "customer" };
    const users: PasskeyPurpose = { kind: "sign-in", ownerKind: "user" };
    const proof = open(await signIn(site, laptop, {}, users));
    expect(proof).toMatchObject({ owner: reviewer, credentialId: laptop.credentialId });
    expect(open(await signIn(site, phone, {}, customers)).owner).toEqual(anna);
    const unknown = "entry-passkey-refused: This passkey is not known here.";
    expect(tell(await signIn(site, phone, {}, users))).toBe(unknown);
    expect(tell(await signIn(site, laptop, {}, customers))).toBe(unknown);
  });

  it("asks for user verification and names nobody's passkeys", async () => {
    const { ceremonies } = createSite();
    const options = await ceremonies.beginAuthentication(atGate, NOW_MS);
    expect(options).toMatchObject({
      rpId: "shop.example",
      userVerification: "required",
      timeout: CHALLENGE_LIFE_MS,
    });
    expect(options.allowCredentials).toBeUndefined();
  });

  it("refuses a counter that stands still or goes back, once there is one", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone, { counter: 0 }));
    const backwards = expect.stringMatching(/counter went back/);
    expect(tell(await signIn(site, phone, { counter: 0 }))).toBe("accepted");
    expect(tell(await signIn(site, phone, { counter: 5 }))).toBe("accepted");
    expect(tell(await signIn(site, phone, { counter: 5 }))).toEqual(backwards);
    expect(tell(await signIn(site, phone, { counter: 4 }))).toEqual(backwards);
    expect(tell(await signIn(site, phone, { counter: 0 }))).toEqual(backwards);
    expect((await site.passkeys.find(phone.credentialId))?.counter).toBe(5);
    expect(tell(await signIn(site, phone, { counter: 6 }))).toBe("accepted");
  });

  it("believes a counter only where its signature holds", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone, { counter: 7 }));
    const { ceremonies } = site;
    const options = await ceremonies.beginAuthentication(atGate, NOW_MS);
    const genuine = phone.authenticate(options, { counter: 3 });
    const { response } = phone.authenticate(options, { counter: 9 });
    const forged = {
      ...genuine,
      response: { ...genuine.response, authenticatorData: response.authenticatorData },
    };
    expect(tell(await ceremonies.finishAuthentication(atGate, forged, NOW_MS))).toMatch(
      /signature is not valid/,
    );
    expect((await site.passkeys.find(phone.credentialId))?.counter).toBe(7);
  });

  it("lets one of two in that count alike at the same moment", async () => {
    const memory = createMemoryPasskeyStore();
    const site = createSite({ ...memory, updateCounter: async () => false });
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    expect(tell(await signIn(site, phone))).toMatch(/twice at once/);
  });

  it("uses a challenge up with a wrong answer too", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    const options: PublicKeyCredentialRequestOptionsJSON =
      await site.ceremonies.beginAuthentication(atGate, NOW_MS);
    const stranger = createSoftwareAuthenticator(ORIGIN);
    const finish = (who: SoftwareAuthenticator) =>
      site.ceremonies.finishAuthentication(atGate, who.authenticate(options), NOW_MS);
    expect(tell(await finish(stranger))).toMatch(/not known here/);
    expect(tell(await finish(phone))).toMatch(/unknown, used or expired/);
  });

  it("takes answers of devices that keep no owner's name", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    for (const userHandle of [undefined, null, ""]) {
      const options = await site.ceremonies.beginAuthentication(atGate, NOW_MS);
      const { response, ...rest } = phone.authenticate(options);
      const answer = { ...rest, response: { ...response, userHandle } };
      const told = tell(await site.ceremonies.finishAuthentication(atGate, answer, NOW_MS));
      expect([userHandle, told]).toEqual([userHandle, "accepted"]);
    }
  });

  it("says no more once the passkey is removed", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    await site.passkeys.remove(anna, phone.credentialId);
    expect(tell(await signIn(site, phone))).toMatch(/not known here/);
  });

  it("lets what the shop's own store throws pass", async () => {
    const memory = createMemoryPasskeyStore();
    const broken = async () => {
      throw new Error("The disk is full.");
    };
    const site = createSite({ ...memory, updateCounter: broken });
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    await expect(signIn(site, phone)).rejects.toThrow("The disk is full.");
  });
});

type Fields = Readonly<Record<string, unknown>>;

/** Puts a value in one place, "name" or "response.name". */
function putField(answer: object, place: string, value: unknown): Fields {
  const [name, inner] = place.split(".") as [string, string?];
  const fields = answer as Fields;
  if (inner === undefined) return { ...fields, [name]: value };
  return { ...fields, [name]: putField(fields[name] as object, inner, value) };
}

const CLIENT_DATA = "response.clientDataJSON";
const WRONG_TYPES = [undefined, null, 7, "", "a+/=", {}, ["A"]];
const COMMON_BOUNDS = [
  ["id", CREDENTIAL_ID_CHARS_MAX],
  ["rawId", CREDENTIAL_ID_CHARS_MAX],
  [CLIENT_DATA, CLIENT_DATA_CHARS_MAX],
] as const;

describe("a passkey's response", () => {
  const finishers = {
    registration: async (change: (genuine: object) => unknown) => {
      const { ceremonies } = createSite();
      const options = open(await ceremonies.beginRegistration(anna, "Anna", NOW_MS));
      const genuine = createSoftwareAuthenticator(ORIGIN).register(options);
      const told = tell(await ceremonies.finishRegistration(anna, change(genuine), NOW_MS));
      const again = tell(await ceremonies.finishRegistration(anna, genuine, NOW_MS));
      return { told, again };
    },
    authentication: async (change: (genuine: object) => unknown) => {
      const site = createSite();
      const { ceremonies } = site;
      const phone = createSoftwareAuthenticator(ORIGIN);
      open(await register(site, anna, phone));
      const options = await ceremonies.beginAuthentication(atGate, NOW_MS);
      const genuine = phone.authenticate(options);
      const told = tell(await ceremonies.finishAuthentication(atGate, change(genuine), NOW_MS));
      const again = tell(await ceremonies.finishAuthentication(atGate, genuine, NOW_MS));
      return { told, again };
    },
  };
  const registrationBounds = [
    ...COMMON_BOUNDS,
    ["response.attestationObject", ATTESTATION_CHARS_MAX],
  ] as const;
  const authenticationBounds = [
    ...COMMON_BOUNDS,
    ["response.authenticatorData", ASSERTION_FIELD_CHARS_MAX],
    ["response.signature", ASSERTION_FIELD_CHARS_MAX],
  ] as const;

  it.each([
    ["registration", registrationBounds],
    ["authentication", authenticationBounds],
  ] as const)("of a %s has base64url texts within bounds", async (kind, bounds) => {
    const finish = finishers[kind];
    for (const [place, charsMax] of bounds) {
      const put = (value: unknown) => finish((genuine) => putField(genuine, place, value));
      for (const value of [...WRONG_TYPES, "A".repeat(charsMax + 1)]) {
        expect([place, await put(value)]).toEqual([
          place,
          { told: NO_RESPONSE, again: "accepted" },
        ]);
      }
      const longest = await put("A".repeat(charsMax));
      if (place === CLIENT_DATA) expect(longest).toEqual({ told: NO_RESPONSE, again: "accepted" });
      else expect(longest.told).not.toBe(NO_RESPONSE);
    }
  });

  it("has hints of a browser, and an owner's name, within bounds", async () => {
    const hints = async (transports: unknown) =>
      (
        await finishers.registration((genuine) =>
          putField(genuine, "response.transports", transports),
        )
      ).told;
    expect(
      await hints(Array.from({ length: TRANSPORTS_MAX }, () => "u".repeat(TRANSPORT_CHARS_MAX))),
    ).toBe("accepted");
    expect(await hints(Array.from({ length: TRANSPORTS_MAX + 1 }, () => "usb"))).toBe(NO_RESPONSE);
    expect(await hints(["u".repeat(TRANSPORT_CHARS_MAX + 1)])).toBe(NO_RESPONSE);
    expect(await hints("usb")).toBe(NO_RESPONSE);
    const name = async (userHandle: unknown) =>
      (
        await finishers.authentication((genuine) =>
          putField(genuine, "response.userHandle", userHandle),
        )
      ).told;
    expect(await name("A".repeat(ASSERTION_FIELD_CHARS_MAX))).toMatch(/belongs to somebody else/);
    expect(await name("A".repeat(ASSERTION_FIELD_CHARS_MAX + 1))).toBe(NO_RESPONSE);
    expect(await name(7)).toBe(NO_RESPONSE);
  });

  it.each([
    "",
    "{",
    "7",
    "{}",
    '{"challenge":7,"origin":"https://shop.example"}',
    '{"challenge":"AAAA"}',
    '{"challenge":"AAAA","origin":"https://shop.example","crossOrigin":"no"}',
  ])("holds what the browser saw, and that is not %s", async (text) => {
    const clientData = Buffer.from(`${text} `).toString("base64url");
    for (const finish of Object.values(finishers)) {
      const told = await finish((genuine) => putField(genuine, CLIENT_DATA, clientData));
      expect(told).toEqual({ told: NO_RESPONSE, again: "accepted" });
    }
  });

  it("is to the question for customers or the one for users, not both", async () => {
    const site = createSite();
    const phone = createSoftwareAuthenticator(ORIGIN);
    open(await register(site, anna, phone));
    const users: PasskeyPurpose = { kind: "sign-in", ownerKind: "user" };
    const customers: PasskeyPurpose = { kind: "sign-in", ownerKind: "customer" };
    const answer = phone.authenticate(await site.ceremonies.beginAuthentication(users, NOW_MS));
    const result = await site.ceremonies.finishAuthentication(customers, answer, NOW_MS);
    expect(tell(result)).toMatch(/another challenge/);
  });
});
