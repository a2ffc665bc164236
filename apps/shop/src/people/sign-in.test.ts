import { accept } from "@saunter/commerce/refusal";
import { PASSWORD_CHARS_MAX } from "@saunter/protocol/limits";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { generateEntryKeys } from "../entry/entry-keys.ts";
import { createPasskeyCeremonies, type PasskeyCeremonies } from "../entry/passkey.ts";
import { createMemoryChallengeStore } from "../entry/passkey-store.ts";
import { createSoftwareAuthenticator } from "../entry/software-authenticator.ts";
import { findCustomer, forgetCustomer, registerCustomer } from "./customers.ts";
import { confirmUser, markDemoMade, noteDemonstration, refuseDemoMade } from "./demo-made.ts";
import { DEMO_USER_ID } from "./demo-user.ts";
import { createStorePasskeys } from "./passkeys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import {
  FREE_FAILURES_MAX,
  PASSWORD_CHECKS_MAX,
  REFRESH_REPEAT_MS,
  SIGN_IN_DELAY_MS_MIN,
  STRANGE_FREE_FAILURES_MAX,
} from "./people-limits.ts";
import { createSecondFactors } from "./second-factor.ts";
import {
  createSignIn,
  deriveSignInKeys,
  type SignedIn,
  type SignIn,
  type TypedProof,
} from "./sign-in.ts";
import type { SignInPlace } from "./sign-in-delay.ts";
import { createTokens, type Tokens } from "./tokens.ts";
import { addUser, changeProof, changeRoles, setDisabled } from "./users.ts";

const PASSWORD = "tin rain moss kettle";
const ANN: TypedProof = { name: "Ann Lee", password: PASSWORD, code: null };
const ORIGIN = "https://shop.example";
const { privateKey } = generateEntryKeys();
const tokens = createTokens({ privateKey, issuer: "shop-1", audience: "saunter" });
const keys = deriveSignInKeys(privateKey);
const secondFactors = createSecondFactors({ privateKey, shopName: "Shop", policy: "optional" });
const ann = { kind: "user", id: "user-1" } as const;
/** Somewhere in the shop, and the shop's own machine. */
const HOME: SignInPlace = { address: "192.0.2.7", device: null, isLocal: false };
const LOCAL: SignInPlace = { address: "127.0.0.1", device: null, isLocal: true };
const cleo = { kind: "customer", id: "customer-1" } as const;

let passwordHash = "";
let people: PeopleStore;
let ceremonies: PasskeyCeremonies;
let signIn: SignIn;

function create(changed: { readonly tokens?: Tokens } = {}): SignIn {
  const { store } = people;
  ceremonies = createPasskeyCeremonies({
    rpId: "shop.example",
    rpName: "Shop",
    origins: [ORIGIN],
    passkeys: createStorePasskeys(store),
    challenges: createMemoryChallengeStore(),
  });
  return createSignIn({ store, tokens, keys, passkeys: ceremonies, secondFactors, ...changed });
}

/** Something that needs the password again: it gives out who it was. */
const proveAgain = (proof: TypedProof) =>
  signIn.proveAgain(proof, HOME, START_MS, (_tx, principal) => accept(principal));

beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD);
});

beforeEach(async () => {
  people = openPeopleStore();
  signIn = create();
  await people.store.transact((tx) => {
    const proof = { kind: "password", hash: passwordHash } as const;
    addUser(tx, { userId: ann.id, name: "Ann Lee", roles: ["operator"], proof }, START_MS);
    const key = { kind: "key", hash: "hash" } as const;
    addUser(tx, { userId: "user-2", name: "till-2", roles: ["device"], proof: key }, START_MS);
    const details = { card: null, isMember: false, email: null, locale: "en" };
    registerCustomer(tx, cleo.id, details, START_MS);
  });
});

afterEach(() => people.discard());

async function enter(password = PASSWORD, name = "Ann Lee", nowMs = START_MS): Promise<SignedIn> {
  const result = await signIn.byPassword({ name, password, code: null }, HOME, nowMs);
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

async function findCode(attempt: Promise<{ ok: boolean }>): Promise<string> {
  const result = (await attempt) as { ok: boolean; refusal?: { code: string } };
  return result.refusal?.code ?? "ok";
}

const tryPassword = (name: string, password: string, nowMs = START_MS) =>
  findCode(signIn.byPassword({ name, password, code: null }, HOME, nowMs));

describe("sign-in by password", () => {
  it("gives tokens that say who it is, with the roles of now", async () => {
    const session = await enter(PASSWORD, "ann lee");
    const principal = { id: "user-1", roles: ["operator"], customerId: null };
    expect(session.principal).toEqual(principal);
    expect(await signIn.authenticate(session.accessToken, START_MS)).toEqual({
      ok: true,
      value: { principal, via: "password" },
    });
    await people.store.transact((tx) => changeRoles(tx, "user-1", ["reviewer"]));
    expect(await signIn.authenticate(session.accessToken, START_MS)).toMatchObject({
      value: { principal: { roles: ["reviewer"] } },
    });
  });

  it("gives one answer to a wrong name and a wrong password, and the same waits", async () => {
    await people.store.transact((tx) => {
      const proof = { kind: "password", hash: passwordHash } as const;
      addUser(tx, { userId: "user-3", name: "gone", roles: ["gate"], proof }, START_MS);
      setDisabled(tx, "user-3", true);
    });
    const histories = [];
    // Known, unknown, one with a key, one who is disabled and knows the password.
    for (const name of ["Ann Lee", "nobody", "till-2", "gone"]) {
      const password = name === "gone" ? PASSWORD : "tin rain moss ketch";
      const answers = [];
      for (let at = 0; at < FREE_FAILURES_MAX + 2; at++) {
        answers.push(await signIn.byPassword({ name, password, code: null }, HOME, START_MS));
      }
      answers.push(
        await signIn.byPassword(
          { name, password, code: null },
          HOME,
          START_MS + SIGN_IN_DELAY_MS_MIN,
        ),
      );
      histories.push(answers);
    }
    const [first, ...others] = histories;
    for (const other of others) expect(other).toEqual(first);
    expect(first!.map((answer) => !answer.ok && answer.refusal.code)).toEqual([
      ...Array.from({ length: FREE_FAILURES_MAX + 1 }, () => "sign-in-refused"),
      "sign-in-delayed",
      "sign-in-refused",
    ]);
  });

  it("makes even the right password wait after failures, and then forgets them", async () => {
    for (let at = 0; at <= FREE_FAILURES_MAX; at++) await tryPassword("Ann Lee", "wrong");
    expect(await tryPassword("Ann Lee", PASSWORD)).toBe("sign-in-delayed");
    const later = START_MS + SIGN_IN_DELAY_MS_MIN;
    expect(await tryPassword("Ann Lee", PASSWORD, later)).toBe("ok");
    for (let at = 0; at < FREE_FAILURES_MAX; at++) {
      expect(await tryPassword("Ann Lee", "wrong", later)).toBe("sign-in-refused");
    }
    expect(await tryPassword("Ann Lee", PASSWORD, later)).toBe("ok");
  });

  it("counts attempts that come at once", async () => {
    const attempts = Array.from({ length: FREE_FAILURES_MAX + 4 }, () =>
      tryPassword("Ann Lee", "wrong"),
    );
    const codes = await Promise.all(attempts);
    expect(codes.filter((code) => code === "sign-in-refused")).toHaveLength(FREE_FAILURES_MAX + 1);
    expect(codes.filter((code) => code === "sign-in-delayed")).toHaveLength(3);
  });

  it("looks at so many passwords at once and no more", async () => {
    const attempts = Array.from({ length: PASSWORD_CHECKS_MAX + 1 }, (_, at) =>
      tryPassword(`name ${at}`, "wrong"),
    );
    const codes = await Promise.all(attempts);
    expect(codes.slice(0, PASSWORD_CHECKS_MAX)).not.toContain("sign-in-delayed");
    expect(codes.at(-1)).toBe("sign-in-delayed");
    expect(await tryPassword("name", "wrong")).toBe("sign-in-refused");
  });

  it("admits nobody by a password that is changed while it is looked at", async () => {
    const attempt = tryPassword("Ann Lee", PASSWORD);
    const check = findCode(proveAgain(ANN));
    await people.store.transact(() => null);
    await people.store.transact((tx) =>
      changeProof(tx, "user-1", { kind: "password", hash: "another" }),
    );
    expect(await attempt).toBe("sign-in-refused");
    expect(await check).toBe("sign-in-refused");
  });

  it("does not look at what is too long", async () => {
    expect(await tryPassword("Ann Lee", "x".repeat(PASSWORD_CHARS_MAX + 1))).toBe(
      "sign-in-refused",
    );
    expect(await tryPassword("x".repeat(10_000), PASSWORD)).toBe("sign-in-refused");
    expect(people.store.db.prepare("SELECT * FROM sign_in_failures").all()).toEqual([]);
  });

  it("checks a password without a session, counting failures", async () => {
    expect(await proveAgain(ANN)).toMatchObject({
      ok: true,
      value: { id: "user-1" },
    });
    expect(people.store.db.prepare("SELECT * FROM refresh_tokens").all()).toEqual([]);
    for (let at = 0; at <= FREE_FAILURES_MAX; at++) {
      await proveAgain({ ...ANN, password: "wrong" });
    }
    expect(await tryPassword("Ann Lee", PASSWORD)).toBe("sign-in-delayed");
  });

  it("keeps and repeats neither names nor passwords that were tried", async () => {
    const refused = await signIn.byPassword(
      { name: "hunter2-as-name", password: "hunter2-as-password", code: null },
      HOME,
      START_MS,
    );
    const tables = ["sign_in_failures", "refresh_tokens", "users"];
    const kept = tables.map((table) => people.store.db.prepare(`SELECT * FROM ${table}`).all());
    expect(JSON.stringify([refused, kept])).not.toContain("hunter2");
    // Of the name at this address, and of the name at all addresses that are strange to it.
    expect(people.store.db.prepare("SELECT * FROM sign_in_failures").all()).toHaveLength(2);
  });

  it("admits the owner while somebody tries passwords from many addresses", async () => {
    await enter();
    const strange = (at: number): SignInPlace => ({ ...HOME, address: `198.51.100.${at}` });
    const attack = (at: number) =>
      findCode(signIn.byPassword({ ...ANN, password: "wrong" }, strange(at), START_MS));
    const codes: string[] = [];
    for (let at = 0; at < STRANGE_FREE_FAILURES_MAX + 10; at++) codes.push(await attack(at));
    expect(codes.at(-1)).toBe("sign-in-delayed");
    expect(await tryPassword("Ann Lee", "tin rain moss ketch")).toBe("sign-in-refused");
    // Right in the middle of the attack, with as many at once as are looked at.
    const more = Array.from({ length: PASSWORD_CHECKS_MAX }, (_, at) =>
      findCode(
        signIn.byPassword(
          { name: `name ${at}`, password: "wrong", code: null },
          strange(at),
          START_MS,
        ),
      ),
    );
    expect(await tryPassword("Ann Lee", PASSWORD)).toBe("ok");
    await Promise.all(more);
  });
});

describe("people of a demonstration", () => {
  const addDemoUser = () =>
    people.store.transact((tx) => {
      const proof = { kind: "password", hash: passwordHash } as const;
      const demo = { userId: DEMO_USER_ID, name: "demo", roles: ["operator"], proof } as const;
      addUser(tx, demo, START_MS);
      noteDemonstration(tx);
    });

  it("sign in by the password that everybody knows on the shop's own machine alone", async () => {
    await addDemoUser();
    const attempt = (place: SignInPlace) =>
      signIn.byPassword({ ...ANN, name: "demo" }, place, START_MS);
    expect(await attempt(HOME)).toMatchObject({
      refusal: { code: "sign-in-refused", detail: expect.stringContaining("http://localhost") },
    });
    expect(await attempt({ ...LOCAL, isLocal: false })).toMatchObject({ ok: false });
    expect(await attempt(LOCAL)).toMatchObject({ ok: true });
    expect(await tryPassword("Ann Lee", PASSWORD)).toBe("ok");
  });

  it("whom they have made end and are refused once the shop is real, until they are confirmed", async () => {
    await addDemoUser();
    await people.store.transact((tx) => markDemoMade(tx, ann.id));
    const session = await enter();
    await people.store.transact(refuseDemoMade);
    expect(await signIn.authenticate(session.accessToken, START_MS)).toMatchObject({ ok: false });
    expect(await findCode(signIn.bySubject(ann, START_MS))).toBe("sign-in-refused");
    const told = await signIn.byPassword(ANN, HOME, START_MS);
    expect(told).toMatchObject({ refusal: { detail: expect.stringContaining("user confirm") } });
    const guessed = await signIn.byPassword(
      { ...ANN, password: "tin rain moss ketch" },
      HOME,
      START_MS,
    );
    expect(guessed).toMatchObject({ refusal: { detail: expect.stringContaining("wrong") } });
    await people.store.transact((tx) => confirmUser(tx, ann.id));
    expect(await tryPassword("Ann Lee", PASSWORD)).toBe("ok");
  });
});

describe("a session", () => {
  it("goes on by its refresh token, and ends for both where an old one is used", async () => {
    const first = await enter();
    const second = await signIn.refresh(first.refreshToken, START_MS + 1);
    if (!second.ok) throw new Error(second.refusal.detail);
    expect(await signIn.authenticate(second.value.accessToken, START_MS + 1)).toMatchObject({
      ok: true,
    });
    const laterMs = START_MS + 1 + REFRESH_REPEAT_MS;
    const stolen = signIn.refresh(first.refreshToken, laterMs);
    expect(await findCode(stolen)).toBe("token-invalid");
    for (const { accessToken, refreshToken } of [first, second.value]) {
      const authenticated = signIn.authenticate(accessToken, laterMs);
      expect(await findCode(authenticated)).toBe("token-invalid");
      expect(await findCode(signIn.refresh(refreshToken, laterMs))).toBe("token-invalid");
    }
  });

  it("ends by sign-out here, or everywhere", async () => {
    const [one, two, three] = [await enter(), await enter(), await enter()];
    await signIn.signOut(one.refreshToken);
    expect(await findCode(signIn.authenticate(one.accessToken, START_MS))).toBe("token-invalid");
    expect(await findCode(signIn.authenticate(two.accessToken, START_MS))).toBe("ok");
    await signIn.signOutEverywhere(ann);
    expect(await findCode(signIn.authenticate(two.accessToken, START_MS))).toBe("token-invalid");
    expect(await findCode(signIn.refresh(three.refreshToken, START_MS))).toBe("token-invalid");
  });

  it("is over at once for a user who is disabled", async () => {
    const { accessToken, refreshToken } = await enter();
    await people.store.transact((tx) => setDisabled(tx, "user-1", true));
    expect(await findCode(signIn.authenticate(accessToken, START_MS))).toBe("token-invalid");
    expect(await findCode(signIn.refresh(refreshToken, START_MS))).toBe("token-invalid");
    expect(await findCode(signIn.bySubject(ann, START_MS))).toBe("sign-in-refused");
  });

  it("is not taken for another's by a token of another key", async () => {
    const { accessToken } = await enter();
    const other = createTokens({
      privateKey: generateEntryKeys().privateKey,
      issuer: "shop-1",
      audience: "saunter",
    });
    expect(await findCode(create({ tokens: other }).authenticate(accessToken, START_MS))).toBe(
      "token-invalid",
    );
  });
});

describe("sign-in by passkey", () => {
  async function register(owner: typeof ann | typeof cleo) {
    const device = createSoftwareAuthenticator(ORIGIN);
    const begun = await ceremonies.beginRegistration(owner, "somebody", START_MS);
    if (!begun.ok) throw new Error(begun.refusal.detail);
    const done = await ceremonies.finishRegistration(owner, device.register(begun.value), START_MS);
    expect(done.ok).toBe(true);
    return async (ownerKind: "user" | "customer", nowMs = START_MS) => {
      const purpose = { kind: "sign-in", ownerKind } as const;
      const options = await ceremonies.beginAuthentication(purpose, nowMs);
      return signIn.byPasskey(ownerKind, device.authenticate(options), nowMs);
    };
  }

  it("admits a user whose password waits", async () => {
    const show = await register(ann);
    for (let at = 0; at <= FREE_FAILURES_MAX; at++) await tryPassword("Ann Lee", "wrong");
    expect(await show("user")).toMatchObject({
      value: { principal: { id: "user-1", roles: ["operator"] } },
    });
    expect(await findCode(show("customer"))).toBe("entry-passkey-refused");
  });

  it("admits a customer as a shopper, and notes that they came", async () => {
    const show = await register(cleo);
    const session = await show("customer", START_MS + 5000);
    expect(session).toMatchObject({
      value: {
        principal: { id: "customer-1", roles: ["shopper"], customerId: "customer-1" },
      },
    });
    expect(findCustomer(people.store, cleo.id)!.seenMs).toBe(START_MS + 5000);
    if (session.ok) await signIn.refresh(session.value.refreshToken, START_MS + 9000);
    expect(findCustomer(people.store, cleo.id)!.seenMs).toBe(START_MS + 9000);
  });

  it("admits nobody who is disabled or forgotten", async () => {
    const [showUser, showCustomer] = [await register(ann), await register(cleo)];
    const session = await signIn.bySubject(cleo, START_MS);
    await people.store.transact((tx) => {
      setDisabled(tx, "user-1", true);
      forgetCustomer(tx, cleo.id);
    });
    expect(await findCode(showUser("user"))).toBe("sign-in-refused");
    expect(await findCode(showCustomer("customer"))).toBe("entry-passkey-refused");
    const { accessToken } = session.ok ? session.value : { accessToken: "" };
    expect(await findCode(signIn.authenticate(accessToken, START_MS))).toBe("token-invalid");
  });

  it("is refused in a shop without passkeys", async () => {
    const { store } = people;
    const without = createSignIn({ store, tokens, keys, passkeys: null, secondFactors });
    expect(await findCode(without.byPasskey("user", {}, START_MS))).toBe("sign-in-refused");
  });
});

describe("the key of names", () => {
  it("is the same for the same private key, and not the key itself", () => {
    expect(deriveSignInKeys(privateKey)).toEqual(keys);
    const others = deriveSignInKeys(generateEntryKeys().privateKey);
    expect(new Set([keys, others].flatMap(Object.values).map(String)).size).toBe(4);
    for (const key of Object.values(keys)) expect(key).toHaveLength(32);
  });
});
