import { accept, type Result } from "@saunter/commerce/refusal";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import fc from "fast-check";
import { Secret } from "otpauth";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { orRefuse } from "../domain/shop-context.ts";
import { generateEntryKeys } from "../entry/entry-keys.ts";
import { damage } from "../store/store-fixture.ts";
import { createStorePasskeys } from "./passkeys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import {
  FREE_FAILURES_MAX,
  RECOVERY_CODES,
  SECOND_FACTOR_SETUP_LIFE_MS,
  SIGN_IN_DELAY_MS_MIN,
} from "./people-limits.ts";
import {
  createSecondFactors,
  hasUnprotectedOperator,
  readSecondFactor,
  removeOldSetups,
  type SecondFactorPolicy,
  type SecondFactors,
  turnSecondFactorOff,
} from "./second-factor.ts";
import { isSessionOpen, openSession } from "./sessions.ts";
import { createSignIn, deriveSignInKeys, type SignIn, type TypedProof } from "./sign-in.ts";
import { createTokens } from "./tokens.ts";
import { makeTotpCode } from "./totp.ts";
import { addUser, changeRoles, findUser, removeUser, resetSecondFactor } from "./users.ts";

const PASSWORD = "tin rain moss kettle";
const HOME = { address: "192.0.2.7", device: null, isLocal: false };
const STEP_MS = 30_000;
const { privateKey } = generateEntryKeys();
const tokens = createTokens({ privateKey, issuer: "shop-1", audience: "saunter" });
const keys = deriveSignInKeys(privateKey);
const ann = { kind: "user", id: "user-1" } as const;

let passwordHash = "";
let people: PeopleStore;
let factors: SecondFactors;
let signIn: SignIn;

function open(policy: SecondFactorPolicy, key = privateKey): void {
  const { store } = people;
  factors = createSecondFactors({ privateKey: key, shopName: "Corner Shop", policy });
  signIn = createSignIn({ store, tokens, keys, passkeys: null, secondFactors: factors });
}

beforeAll(async () => {
  passwordHash = await hashPassword(PASSWORD);
});

beforeEach(async () => {
  people = openPeopleStore();
  open("optional");
  await people.store.transact((tx) => {
    const proof = { kind: "password", hash: passwordHash } as const;
    const key = { kind: "key", hash: "hash" } as const;
    addUser(tx, { userId: ann.id, name: "Ann Lee", roles: ["operator"], proof }, START_MS);
    addUser(tx, { userId: "user-2", name: "bo", roles: ["reviewer"], proof }, START_MS);
    addUser(tx, { userId: "user-3", name: "till", roles: ["device"], proof: key }, START_MS);
  });
});

afterEach(() => people.discard());

const transact: PeopleStore["store"]["transact"] = (work) => people.store.transact(work);

async function begin(nowMs = START_MS): Promise<Uint8Array> {
  const { secret } = orRefuse(await transact((tx) => factors.begin(tx, ann.id, nowMs)));
  return Secret.fromBase32(secret).bytes;
}

const confirm = (code: string, nowMs = START_MS, sessionId = "none") =>
  transact((tx) => factors.confirm(tx, ann.id, { code, sessionId }, nowMs));

interface SetUp {
  readonly secret: Uint8Array;
  readonly recoveryCodes: readonly string[];
}

/** Ann has an authenticator app; its code of `START_MS` is used. */
async function setUp(): Promise<SetUp> {
  const secret = await begin();
  return { secret, recoveryCodes: orRefuse(await confirm(makeTotpCode(secret, START_MS))) };
}

const codeOf = (result: Result<unknown>): string => (result.ok ? "ok" : result.refusal.code);

async function enter(code: string | null, nowMs: number, more: Partial<TypedProof> = {}) {
  const proof = { name: "Ann Lee", password: PASSWORD, code, ...more };
  return codeOf(await signIn.byPassword(proof, HOME, nowMs));
}

const countSessions = (): number =>
  people.store.db.prepare("SELECT count(*) AS n FROM refresh_tokens").get()!.n as number;

describe("setting up a second factor", () => {
  it("counts once a code of it is confirmed, and ends the user's other sessions", async () => {
    const secret = await begin();
    expect(await enter(null, START_MS)).toBe("ok");
    const own = await transact((tx) => openSession(tx, ann, START_MS));
    expect(codeOf(await confirm("000000"))).toBe("second-factor-wrong");
    expect(findUser(people.store, ann.id)!.hasSecondFactor).toBe(false);
    const confirmed = await confirm(makeTotpCode(secret, START_MS), START_MS, own.sessionId);
    expect(orRefuse(confirmed)).toHaveLength(RECOVERY_CODES);
    expect(countSessions()).toBe(1);
    expect(isSessionOpen(people.store, own.sessionId, ann, START_MS)).toBe(true);
    expect(factors.findState(people.store, ann.id)).toBe("on");
    expect(codeOf(await transact((tx) => factors.begin(tx, ann.id, START_MS)))).toBe(
      "second-factor-on",
    );
    expect(codeOf(await confirm(makeTotpCode(secret, START_MS)))).toBe("second-factor-on");
  });

  it("has to be begun, and confirmed within its time", async () => {
    expect(codeOf(await confirm("123456"))).toBe("not-found");
    const secret = await begin();
    const lateMs = START_MS + SECOND_FACTOR_SETUP_LIFE_MS;
    expect(codeOf(await confirm(makeTotpCode(secret, lateMs), lateMs))).toBe("not-found");
    const again = await begin(lateMs);
    const lastMs = lateMs + SECOND_FACTOR_SETUP_LIFE_MS - 1;
    await transact((tx) => removeOldSetups(tx, lastMs));
    expect(codeOf(await confirm(makeTotpCode(again, lastMs), lastMs))).toBe("ok");
  });

  it("that is begun again has a new secret, and the old one is refused", async () => {
    const first = await begin();
    const second = await begin();
    expect(codeOf(await confirm(makeTotpCode(first, START_MS)))).toBe("second-factor-wrong");
    expect(codeOf(await confirm(makeTotpCode(second, START_MS)))).toBe("ok");
  });

  it("leaves neither secret nor recovery codes in the database, in any spelling", async () => {
    const { secret, recoveryCodes } = await setUp();
    const rows = ["second_factors", "second_factor_setups", "recovery_codes"].flatMap((table) =>
      people.store.db.prepare(`SELECT * FROM ${table}`).all(),
    );
    expect(rows).toHaveLength(1 + RECOVERY_CODES);
    const text = JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
    );
    expect(text).not.toContain(Buffer.from(secret).toString("hex"));
    for (const code of recoveryCodes) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(code.replaceAll("-", ""));
    }
    expect(new Set(recoveryCodes).size).toBe(RECOVERY_CODES);
    // 120 bits: with fewer than 112 a fast hash would not do (OWASP ASVS 5.0, 6.5.2).
    for (const code of recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/);
  });
});

describe("a sign-in with a second factor", () => {
  it("needs a code, and begins no session before", async () => {
    const { secret } = await setUp();
    const nowMs = START_MS + STEP_MS;
    expect(await enter(null, nowMs)).toBe("second-factor-needed");
    expect(await enter("000000", nowMs)).toBe("second-factor-wrong");
    expect(countSessions()).toBe(0);
    expect(await enter(makeTotpCode(secret, nowMs), nowMs)).toBe("ok");
    expect(countSessions()).toBe(1);
  });

  it("says nothing of it to whoever has not the password, nor of who is there", async () => {
    const { secret } = await setUp();
    const nowMs = START_MS + STEP_MS;
    const good = makeTotpCode(secret, nowMs);
    const refusals = [
      await signIn.byPassword({ name: "Ann Lee", password: "wrong", code: good }, HOME, nowMs),
      await signIn.byPassword({ name: "Ann Lee", password: "wrong", code: null }, HOME, nowMs),
      await signIn.byPassword({ name: "nobody", password: PASSWORD, code: good }, HOME, nowMs),
      await signIn.byPassword({ name: "till", password: PASSWORD, code: "000000" }, HOME, nowMs),
    ];
    expect(refusals.map(codeOf)).toEqual(Array(4).fill("sign-in-refused"));
    expect(new Set(refusals.map((one) => JSON.stringify(one))).size).toBe(1);
    // The code was not used up by them.
    expect(await enter(good, nowMs)).toBe("ok");
  });

  it("takes each code once, also at the same moment, and none of an earlier step after it", async () => {
    const { secret } = await setUp();
    const nowMs = START_MS + 2 * STEP_MS;
    const code = makeTotpCode(secret, nowMs);
    const both = await Promise.all([enter(code, nowMs), enter(code, nowMs)]);
    expect(both.toSorted()).toEqual(["ok", "second-factor-wrong"]);
    expect(countSessions()).toBe(1);
    expect(await enter(code, nowMs + STEP_MS)).toBe("second-factor-wrong");
    expect(await enter(makeTotpCode(secret, nowMs - STEP_MS), nowMs)).toBe("second-factor-wrong");
    expect(await enter(makeTotpCode(secret, nowMs + STEP_MS), nowMs)).toBe("ok");
  });

  it("takes no code that turned it on, and none of two steps ago", async () => {
    const { secret } = await setUp();
    expect(await enter(makeTotpCode(secret, START_MS), START_MS)).toBe("second-factor-wrong");
    const nowMs = START_MS + 10 * STEP_MS;
    for (const steps of [-2, 2]) {
      const code = makeTotpCode(secret, nowMs + steps * STEP_MS);
      expect(await enter(code, nowMs)).toBe("second-factor-wrong");
    }
    expect(await enter(makeTotpCode(secret, nowMs - STEP_MS), nowMs)).toBe("ok");
  });

  it("takes a recovery code once, however it is spelt, of its user alone", async () => {
    const { recoveryCodes } = await setUp();
    const [first, second] = recoveryCodes as [string, string];
    const both = await Promise.all([enter(first, START_MS), enter(first, START_MS)]);
    expect(both.toSorted()).toEqual(["ok", "second-factor-wrong"]);
    expect(readSecondFactor(people.store, ann.id)!.recoveryCodesLeft).toBe(RECOVERY_CODES - 1);
    expect(await enter(` ${second.toLowerCase().replaceAll("-", " ")} `, START_MS)).toBe("ok");
    const secret = orRefuse(await transact((tx) => factors.begin(tx, "user-2", START_MS))).secret;
    const code = makeTotpCode(Secret.fromBase32(secret).bytes, START_MS);
    await transact((tx) => factors.confirm(tx, "user-2", { code, sessionId: "none" }, START_MS));
    const third = recoveryCodes[2]!;
    expect(await enter(third, START_MS, { name: "bo" })).toBe("second-factor-wrong");
    expect(await enter(third, START_MS)).toBe("ok");
  });

  it("is delayed after wrong codes as after wrong passwords, right ones without a code between", async () => {
    const { secret } = await setUp();
    const nowMs = START_MS + STEP_MS;
    for (let at = 0; at < FREE_FAILURES_MAX; at++) {
      expect(await enter("000000", nowMs)).toBe("second-factor-wrong");
      // Whoever knows the password alone cannot clear what is counted.
      expect(await enter(null, nowMs)).toBe("second-factor-needed");
    }
    expect(await enter("000000", nowMs)).toBe("second-factor-wrong");
    const good = () => makeTotpCode(secret, nowMs);
    expect(await enter(good(), nowMs)).toBe("sign-in-delayed");
    expect(await enter(good(), nowMs + SIGN_IN_DELAY_MS_MIN)).toBe("ok");
  });

  it("counts no failure where the code is still to come", async () => {
    await setUp();
    for (let at = 0; at < 3 * FREE_FAILURES_MAX; at++) {
      expect(await enter(null, START_MS)).toBe("second-factor-needed");
    }
    const rows = people.store.db.prepare("SELECT * FROM sign_in_failures").all();
    expect(rows.map(({ failures }) => failures)).toEqual(rows.map(() => 0));
  });

  it("is refused where the shop's key is lost, until it is reset", async () => {
    const { secret, recoveryCodes } = await setUp();
    open("optional", generateEntryKeys().privateKey);
    const nowMs = START_MS + STEP_MS;
    expect(await enter(makeTotpCode(secret, nowMs), nowMs)).toBe("second-factor-wrong");
    expect(await enter(recoveryCodes[0]!, nowMs)).toBe("second-factor-wrong");
    await transact((tx) => resetSecondFactor(tx, ann.id));
    expect(await enter(null, nowMs)).toBe("ok");
  });

  it("never takes a step twice, nor one before it, in whatever order codes come", async () => {
    const { secret } = await setUp();
    const first = START_MS / STEP_MS;
    const attempts = fc.array(
      fc.record({ atSteps: fc.nat({ max: 20 }), ofSteps: fc.integer({ min: -3, max: 3 }) }),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(attempts, async (tried) => {
        const takes: boolean[] = [];
        const expected: boolean[] = [];
        await transact((tx) => {
          tx.db.prepare("UPDATE second_factors SET last_step = ?").run(Math.floor(first));
          let lastStep = 0;
          for (const { atSteps, ofSteps } of tried) {
            const [nowMs, step] = [START_MS + atSteps * STEP_MS, atSteps + ofSteps];
            const code = makeTotpCode(secret, START_MS + step * STEP_MS);
            takes.push(factors.check(tx, ann.id, code, nowMs).ok);
            const isGood = Math.abs(ofSteps) <= 1 && step > lastStep;
            expected.push(isGood);
            if (isGood) lastStep = step;
          }
        });
        expect(takes).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe("password and code again", () => {
  const act = () =>
    signIn.proveAgain({ name: "Ann Lee", password: PASSWORD, code: null }, HOME, START_MS, () =>
      accept("done"),
    );

  it("are needed where there is a second factor", async () => {
    expect(codeOf(await act())).toBe("ok");
    await setUp();
    expect(codeOf(await act())).toBe("second-factor-needed");
  });

  it("turn it off, ending other sessions, or give new recovery codes in place of the old", async () => {
    const { recoveryCodes } = await setUp();
    const renewed = orRefuse(await transact((tx) => factors.renewRecoveryCodes(tx, ann.id)));
    expect(renewed).toHaveLength(RECOVERY_CODES);
    expect(await enter(recoveryCodes[0]!, START_MS)).toBe("second-factor-wrong");
    expect(await enter(renewed[0]!, START_MS)).toBe("ok");
    const own = await transact((tx) => openSession(tx, ann, START_MS));
    const off = await transact((tx) => turnSecondFactorOff(tx, ann.id, own.sessionId));
    expect(off.ok).toBe(true);
    expect(countSessions()).toBe(1);
    expect(isSessionOpen(people.store, own.sessionId, ann, START_MS)).toBe(true);
    expect(await enter(null, START_MS)).toBe("ok");
    expect(codeOf(await transact((tx) => turnSecondFactorOff(tx, ann.id, "none")))).toBe(
      "not-found",
    );
    expect(codeOf(await transact((tx) => factors.renewRecoveryCodes(tx, ann.id)))).toBe(
      "not-found",
    );
  });
});

const addPasskey = (id: string) =>
  createStorePasskeys(people.store).save({
    credentialId: `credential of ${id}`,
    owner: { kind: "user", id },
    publicKey: new Uint8Array(3),
    counter: 0,
    transports: [],
    createdMs: START_MS,
  });

describe("the policy", () => {
  it.each([
    ["optional", "off", "off"],
    ["asked", "asked", "off"],
    ["operators", "required", "off"],
    ["all", "required", "required"],
  ] as const)("%s has operators %s and reviewers %s, and programs nothing", (policy, ...states) => {
    open(policy);
    const found = [ann.id, "user-2", "user-3", "nobody"].map((userId) =>
      factors.findState(people.store, userId),
    );
    expect(found).toEqual([...states, null, null]);
  });

  it("that requires one confines a session to setting it up, at once and no longer than that", async () => {
    open("operators");
    const session = orRefuse(
      await signIn.byPassword({ name: "Ann Lee", password: PASSWORD, code: null }, HOME, START_MS),
    );
    expect(session.principal.isConfined).toBe(true);
    const findMe = async () =>
      orRefuse(await signIn.authenticate(session.accessToken, START_MS)).principal;
    expect((await findMe()).isConfined).toBe(true);
    const sessionId = orRefuse(await signIn.findSession(session.accessToken, START_MS));
    const secret = await begin();
    await confirm(makeTotpCode(secret, START_MS), START_MS, sessionId);
    expect((await findMe()).isConfined).toBeUndefined();
    const refreshed = orRefuse(await signIn.refresh(session.refreshToken, START_MS));
    expect(refreshed.principal.isConfined).toBeUndefined();
    open("all");
    const bo = await signIn.bySubject({ kind: "user", id: "user-2" }, START_MS);
    expect(orRefuse(bo).principal.isConfined).toBe(true);
    await transact((tx) => changeRoles(tx, "user-2", ["gate"]));
    expect(orRefuse(await signIn.refresh(orRefuse(bo).refreshToken, START_MS)).principal).toEqual({
      id: "user-2",
      roles: ["gate"],
      customerId: null,
      isConfined: true,
    });
  });

  it("takes a passkey for two factors, and then no password alone where one is required", async () => {
    await addPasskey(ann.id);
    for (const policy of ["optional", "asked", "operators", "all"] as const) {
      open(policy);
      expect(factors.findState(people.store, ann.id)).toBe("off");
      const isRequired = policy === "operators" || policy === "all";
      expect(await enter(null, START_MS), policy).toBe(isRequired ? "sign-in-refused" : "ok");
    }
    expect(orRefuse(await signIn.bySubject(ann, START_MS)).principal.isConfined).toBeUndefined();
  });
});

describe("operators with a password alone", () => {
  it("are those who are neither disabled nor have anything more", async () => {
    const isThere = (): boolean => hasUnprotectedOperator(people.store);
    expect(isThere()).toBe(true);
    await transact((tx) => tx.db.prepare("UPDATE users SET is_disabled = 1").run());
    expect(isThere()).toBe(false);
    await transact((tx) => tx.db.prepare("UPDATE users SET is_disabled = 0").run());
    await setUp();
    expect(isThere()).toBe(false);
    await transact((tx) => changeRoles(tx, "user-2", ["reviewer", "operator"]));
    expect(isThere()).toBe(true);
    await addPasskey("user-2");
    expect(isThere()).toBe(false);
  });
});

describe("a reset, and a removal", () => {
  const countRows = (): number =>
    ["second_factors", "second_factor_setups", "recovery_codes", "passkeys", "refresh_tokens"]
      .map((table) => people.store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n)
      .reduce<number>((sum, n) => sum + (n as number), 0);

  it("leave nothing of it, passkeys and sessions included", async () => {
    for (const act of [resetSecondFactor, removeUser] as const) {
      await setUp();
      await addPasskey(ann.id);
      await transact((tx) => openSession(tx, ann, START_MS));
      await transact((tx) => {
        tx.db
          .prepare("INSERT INTO second_factor_setups VALUES (?, ?, 0)")
          .run(ann.id, Buffer.of(1));
      });
      expect(countRows()).toBe(RECOVERY_CODES + 4);
      expect(codeOf(await transact((tx): Result<unknown> => act(tx, ann.id)))).toBe("ok");
      expect(countRows()).toBe(0);
    }
    expect(codeOf(await transact((tx) => resetSecondFactor(tx, ann.id)))).toBe("not-found");
  });
});

describe("a second factor that is damaged on the disk", () => {
  it("lets nobody in by the password alone, while the shop runs and after, until it is reset", async () => {
    await setUp();
    damage(people.folder, "UPDATE second_factors SET last_step = last_step - 1");
    const laterMs = START_MS + STEP_MS;
    expect(await enter(null, laterMs)).toBe("second-factor-wrong");
    people = await people.reopen();
    open("optional");
    expect(readSecondFactor(people.store, ann.id)).toBeNull();
    expect(await enter(null, laterMs)).toBe("second-factor-wrong");
    await transact((tx) => resetSecondFactor(tx, ann.id));
    expect(await enter(null, laterMs)).toBe("ok");
  });
});
