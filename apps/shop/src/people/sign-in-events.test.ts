/** What the audit log says of sign-ins, and what people are told who are refused. */
import type { Result } from "@saunter/commerce/refusal";
import { USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { generateEntryKeys } from "../entry/entry-keys.ts";
import { createPasskeyCeremonies, type PasskeyCeremonies } from "../entry/passkey.ts";
import { createMemoryChallengeStore } from "../entry/passkey-store.ts";
import { createSoftwareAuthenticator } from "../entry/software-authenticator.ts";
import { registerCustomer } from "./customers.ts";
import { createStorePasskeys } from "./passkeys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { KNOWN_CHECKS_MAX, PASSWORD_CHECKS_MAX, REFRESH_REPEAT_MS } from "./people-limits.ts";
import { createSecondFactors, type SecondFactorPolicy } from "./second-factor.ts";
import { createSignIn, deriveSignInKeys, type SignIn, type TypedProof } from "./sign-in.ts";
import type { SignInPlace } from "./sign-in-delay.ts";
import { createTokens } from "./tokens.ts";
import { addUser, changeProof, removeUser, setDisabled } from "./users.ts";

const PASSWORD = "tin rain moss kettle";
const ANN: TypedProof = { name: "Ann Lee", password: PASSWORD, code: null };
const ORIGIN = "https://shop.example";
const { privateKey } = generateEntryKeys();
const ann = { kind: "user", id: "user-1" } as const;
const cleo = { kind: "customer", id: "customer-1" } as const;
const IP = "192.0.2.7";
const HOME: SignInPlace = { address: "192.0.2.0/24", ip: IP, device: null, isLocal: false };
const LATER_MS = START_MS + REFRESH_REPEAT_MS;

let passwordHash = "";
let people: PeopleStore;
let ceremonies: PasskeyCeremonies;
let signIn: SignIn;

function open(policy: SecondFactorPolicy = "optional"): void {
  const { store } = people;
  ceremonies = createPasskeyCeremonies({
    rpId: "shop.example",
    rpName: "Shop",
    origins: [ORIGIN],
    passkeys: createStorePasskeys(store),
    challenges: createMemoryChallengeStore(),
  });
  signIn = createSignIn({
    store,
    tokens: createTokens({ privateKey, issuer: "shop-1", audience: "saunter" }),
    keys: deriveSignInKeys(privateKey),
    passkeys: ceremonies,
    secondFactors: createSecondFactors({ privateKey, shopName: "Shop", policy }),
  });
}

beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD);
});

beforeEach(async () => {
  people = openPeopleStore();
  open();
  await people.store.transact((tx) => {
    const proof = { kind: "password", hash: passwordHash } as const;
    addUser(tx, { userId: ann.id, name: "Ann Lee", roles: ["operator"], proof }, START_MS);
    const details = { card: null, isMember: false, email: null, locale: "en" };
    registerCustomer(tx, cleo.id, details, START_MS);
  });
});

afterEach(() => people.discard());

/** What the audit log has: kind, who, by what, whose it was, and from where. */
function listEvents() {
  const { db } = people.store;
  const find = db.prepare("SELECT address FROM security_details WHERE detail_id = ?");
  return people.store.readStream("security-log").map(({ event }) => {
    if (event.type !== "SecurityEventRecorded") throw new Error(event.type);
    const { kind, principal, object, detailId } = event;
    const address = detailId === null ? null : find.get(detailId)!.address;
    return { kind, principal, object, address };
  });
}

const listRefused = () =>
  people.store.db
    .prepare("SELECT user_id, address, count FROM refused_sign_ins ORDER BY user_id, address")
    .all()
    .map(({ user_id, address, count }) => [user_id, address, count]);

function take<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

const tell = (result: Result<unknown>): string => (result.ok ? "ok" : result.refusal.detail);

const enter = async () => take(await signIn.byPassword(ANN, HOME, START_MS));

async function register(owner: typeof ann | typeof cleo) {
  const device = createSoftwareAuthenticator(ORIGIN);
  const begun = take(await ceremonies.beginRegistration(owner, "somebody", START_MS));
  take(await ceremonies.finishRegistration(owner, device.register(begun), START_MS));
  return async (ownerKind: "user" | "customer", address?: string) => {
    const purpose = { kind: "sign-in", ownerKind } as const;
    const options = await ceremonies.beginAuthentication(purpose, START_MS);
    return signIn.byPasskey(ownerKind, device.authenticate(options), START_MS, address);
  };
}

const asAnn = (via: "password" | "passkey" | null) => ({
  kind: "user",
  id: ann.id,
  roles: ["operator"],
  via,
});

describe("the audit log", () => {
  it("has a user's sign-in and sign-out by password, and from where", async () => {
    const { refreshToken } = await enter();
    await signIn.signOut(refreshToken, IP);
    expect(listEvents()).toEqual([
      { kind: "user.signed-in", principal: asAnn("password"), object: null, address: IP },
      { kind: "user.signed-out", principal: asAnn("password"), object: null, address: IP },
    ]);
    await signIn.signOut(refreshToken, IP);
    expect(listEvents()).toHaveLength(2);
  });

  it("has no address where none is known", async () => {
    const { ip: _, ...place } = HOME;
    const { refreshToken } = take(await signIn.byPassword(ANN, place, START_MS));
    await signIn.signOut(refreshToken);
    expect(listEvents().map(({ address }) => address)).toEqual([null, null]);
  });

  it("says nothing of roles where the user is there no more", async () => {
    const { refreshToken } = await enter();
    await people.store.transact((tx) => tx.db.prepare("UPDATE users SET is_disabled = 1").run());
    await signIn.signOut(refreshToken);
    expect(listEvents().at(-1)).toMatchObject({
      kind: "user.signed-out",
      principal: { id: ann.id, roles: [] },
    });
  });

  it("has a user's sign-in by passkey, and by a proof of another kind", async () => {
    const show = await register(ann);
    take(await show("user", IP));
    take(await signIn.bySubject(ann, START_MS));
    expect(listEvents().slice(1)).toEqual([
      { kind: "user.signed-in", principal: asAnn("passkey"), object: null, address: IP },
      { kind: "user.signed-in", principal: asAnn(null), object: null, address: null },
    ]);
  });

  it("has nothing of shoppers", async () => {
    const show = await register(cleo);
    const { refreshToken } = take(await show("customer", IP));
    await signIn.signOut(refreshToken, IP);
    expect(await tell(await signIn.byPasskey("customer", {}, START_MS, IP))).not.toBe("ok");
    expect(listEvents()).toEqual([]);
    expect(listRefused()).toEqual([]);
  });

  it("has a used token that comes again, of a user with its address, of a shopper without", async () => {
    const { refreshToken } = await enter();
    const shopper = take(await signIn.bySubject(cleo, START_MS));
    for (const token of [refreshToken, shopper.refreshToken]) {
      take(await signIn.refresh(token, START_MS, IP));
      expect((await signIn.refresh(token, LATER_MS, IP)).ok).toBe(false);
    }
    const principal = { kind: "nobody", id: null, roles: [], via: null };
    expect(listEvents().slice(1)).toEqual([
      { kind: "session.reused", principal, object: ann, address: IP },
      { kind: "session.reused", principal, object: cleo, address: null },
    ]);
  });

  it("has passkeys that a user adds and removes, by whom, and none that stay", async () => {
    const passkeys = createStorePasskeys(people.store);
    const passkey = {
      credentialId: "c1",
      owner: ann,
      publicKey: new Uint8Array(3),
      counter: 0,
      transports: [],
      createdMs: START_MS,
    };
    const by = {
      kind: "user",
      id: "user-2",
      roles: ["operator"],
      via: "password",
      address: IP,
    } as const;
    expect(await passkeys.save(passkey)).toBe(true);
    expect(await passkeys.save(passkey)).toBe(false);
    expect(await passkeys.save({ ...passkey, credentialId: "c2", owner: cleo })).toBe(true);
    expect(await passkeys.remove(ann, "c9")).toBe(false);
    expect(await passkeys.remove(cleo, "c2", by)).toBe(true);
    expect(await passkeys.remove(ann, "c1", by)).toBe(true);
    const { address, ...principal } = by;
    expect(listEvents()).toEqual([
      { kind: "user.passkey-added", principal: asAnn(null), object: ann, address: null },
      { kind: "user.passkey-removed", principal, object: ann, address },
    ]);
  });
});

describe("refused sign-ins", () => {
  it("are counted by user and address, and of a name that nobody has without it", async () => {
    for (const password of ["wrong", "wrong again"]) {
      await signIn.byPassword({ ...ANN, password }, HOME, START_MS);
    }
    await signIn.byPassword({ ...ANN, name: "nobody" }, HOME, START_MS);
    await signIn.byPasskey("user", {}, START_MS, IP);
    expect(listRefused()).toEqual([
      ["", IP, 2],
      [ann.id, IP, 2],
    ]);
    await enter();
    expect(listRefused()).toHaveLength(2);
  });

  it("are not those where the code of a second factor is still to come", async () => {
    await people.store.transact((tx) =>
      tx.db.prepare("INSERT INTO second_factors VALUES (?, ?, 0, 0)").run(ann.id, Buffer.of(1)),
    );
    const entered = () => signIn.byPassword(ANN, HOME, START_MS);
    expect(await entered()).toMatchObject({ refusal: { code: "second-factor-needed" } });
    expect(listRefused()).toEqual([]);
    await signIn.byPassword({ ...ANN, code: "000000" }, HOME, START_MS);
    expect(listRefused()).toEqual([[ann.id, IP, 1]]);
  });

  it("are counted while they wait, too", async () => {
    for (let at = 0; at < 8; at++) {
      await signIn.byPassword({ ...ANN, password: "wrong" }, HOME, START_MS);
    }
    expect(listRefused()).toEqual([[ann.id, IP, 8]]);
  });

  it("are those of whoever has proven who they are, and may not come in", async () => {
    const show = await register(ann);
    await people.store.transact((tx) => setDisabled(tx, ann.id, true));
    expect(tell(await show("user", IP))).toBe("There is no such account, or it is disabled.");
    expect(listRefused()).toEqual([[ann.id, IP, 1]]);
  });

  it("are not those of a shopper who is gone", async () => {
    const gone = { kind: "customer", id: "gone" } as const;
    expect(tell(await signIn.bySubject(gone, START_MS))).toBe(
      "There is no such account, or it is disabled.",
    );
    expect(listRefused()).toEqual([]);
  });
});

describe("whoever is refused is told", () => {
  it("the same of a wrong name, a wrong password, and what is too long to be either", async () => {
    const tries = [
      { name: "nobody" },
      { password: "wrong" },
      { name: "x".repeat(2 * USER_NAME_CHARS_MAX + 1) },
    ];
    for (const more of tries) {
      const told = tell(await signIn.byPassword({ ...ANN, ...more }, HOME, START_MS));
      expect(told).toBe("The name or the password is wrong.");
    }
    // The longest name that is looked at is counted.
    const before = listRefused().length;
    const longest = "x".repeat(2 * USER_NAME_CHARS_MAX);
    await signIn.byPassword({ ...ANN, name: longest }, { ...HOME, ip: "192.0.2.8" }, START_MS);
    expect(listRefused()).toHaveLength(before + 1);
  });

  it("to try again where many sign in at once, and a known place has room for a few more", async () => {
    await enter();
    const strange = (at: number) =>
      signIn.byPassword(
        { ...ANN, name: `n${at}`, password: "wrong" },
        { ...HOME, address: `198.51.100.${at}` },
        START_MS,
      );
    const others = Array.from({ length: PASSWORD_CHECKS_MAX + 1 }, (_, at) => strange(at));
    expect(tell(await others.at(-1)!)).toBe(
      "Too many people are signing in: try again in a moment.",
    );
    const own = Array.from({ length: KNOWN_CHECKS_MAX - PASSWORD_CHECKS_MAX + 1 }, () =>
      signIn.byPassword(ANN, HOME, START_MS),
    );
    const told = (await Promise.all(own)).map(tell);
    expect(told.slice(0, -1)).toEqual(told.slice(1).map(() => "ok"));
    await Promise.all(others);
    expect(await enter()).toMatchObject({ principal: { id: ann.id } });
  });

  it("that a session has ended", async () => {
    const { accessToken, refreshToken } = await enter();
    await people.store.transact((tx) => tx.db.prepare("UPDATE users SET is_disabled = 1").run());
    const ended = "The session has ended: sign in again.";
    expect(tell(await signIn.authenticate(accessToken, START_MS))).toBe(ended);
    expect(tell(await signIn.refresh(refreshToken, START_MS))).toBe(ended);
    const left = people.store.db.prepare("SELECT * FROM refresh_tokens").all();
    expect(left).toEqual([]);
    expect(tell(await signIn.refresh(refreshToken, START_MS))).toBe(ended);
    expect(tell(await signIn.refresh("nonsense", START_MS))).toBe(
      "This is not a valid refresh token: sign in again.",
    );
    const invalid = "The access token is not valid or has expired: get a new one.";
    expect(tell(await signIn.authenticate("nonsense", START_MS))).toBe(invalid);
    expect(tell(await signIn.follow("nonsense", START_MS))).toBe(invalid);
    expect(tell(await signIn.findSession("nonsense", START_MS))).toBe(invalid);
  });

  it("that the shop has no passkeys, or that a password alone is not enough", async () => {
    await register(ann);
    open("all");
    expect(tell(await signIn.byPassword(ANN, HOME, START_MS))).toBe(
      "In this shop a password alone is not enough: sign in with your passkey.",
    );
    const { store } = people;
    const without = createSignIn({
      store,
      tokens: createTokens({ privateKey, issuer: "shop-1", audience: "saunter" }),
      keys: deriveSignInKeys(privateKey),
      passkeys: null,
      secondFactors: createSecondFactors({ privateKey, shopName: "Shop", policy: "all" }),
    });
    expect(tell(await without.byPasskey("user", {}, START_MS))).toBe("The shop has no passkeys.");
  });

  it("which user is not there, and what kind of proof one has", async () => {
    const key = { kind: "key", hash: "hash-1" } as const;
    const till = { userId: "user-2", name: "till", roles: ["gate"], proof: key } as const;
    const told = await people.store.transact((tx) => [
      tell(removeUser(tx, "user-9")),
      tell(addUser(tx, till, START_MS)),
      tell(addUser(tx, { ...till, userId: "user-3" }, START_MS)),
      tell(changeProof(tx, "user-2", { kind: "password", hash: "hash-2" })),
      tell(changeProof(tx, ann.id, key)),
    ]);
    expect(told).toEqual([
      "There is no such user.",
      "ok",
      "Another user has this name: choose another.",
      "This user has a key and no password: add another user instead.",
      "This user has a password and no key: add another user instead.",
    ]);
  });
});

describe("a session that is followed", () => {
  it("is somebody's as long as it goes on, and nobody's after it", async () => {
    const { accessToken, refreshToken } = await enter();
    const find = take(await signIn.follow(accessToken, START_MS));
    expect(find(START_MS + 3_600_000)).toMatchObject({ id: ann.id });
    await signIn.signOut(refreshToken);
    expect(find(START_MS + 3_600_000)).toBeNull();
  });

  it("says by what its owner has signed in", async () => {
    const { accessToken } = take(await signIn.bySubject(ann, START_MS));
    expect(take(await signIn.authenticate(accessToken, START_MS)).via).toBeNull();
  });
});
