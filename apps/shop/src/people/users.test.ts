import type { Role } from "@saunter/protocol/roles";
import { DEFAULT_SCOPES } from "@saunter/protocol/scopes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashApiKey, isApiKey, makeApiKey } from "./api-keys.ts";
import { createStorePasskeys } from "./passkeys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { PAGE_ROWS_MAX, USERS_MAX } from "./people-limits.ts";
import { authenticateKey, findPrincipal } from "./principals.ts";
import { isSessionOpen, openSession } from "./sessions.ts";
import {
  addUser,
  changeProof,
  changeRoles,
  findPasswordHash,
  findUser,
  findUserByName,
  listUsers,
  type NewUser,
  removeUser,
  setDisabled,
} from "./users.ts";

const ANN: NewUser = {
  userId: "user-1",
  name: "Ann Lee",
  roles: ["reviewer", "operator"],
  proof: { kind: "password", hash: "hash-1" },
};
const TILL: NewUser = {
  userId: "user-2",
  name: "till-2",
  roles: ["integrator"],
  proof: { kind: "key", hash: "hash-2" },
};

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const add = (user: NewUser) => people.store.transact((tx) => addUser(tx, user, START_MS));
const code = (result: Awaited<ReturnType<typeof add>>) => (result.ok ? "ok" : result.refusal.code);

describe("users", () => {
  it("are there after a restart, without what they prove themselves by", async () => {
    const added = {
      userId: "user-1",
      name: "Ann Lee",
      roles: ["operator", "reviewer"],
      proof: "password",
      isDisabled: false,
      isUnconfirmed: false,
      hasSecondFactor: false,
      hasPasskey: false,
      createdMs: START_MS,
    };
    expect(await add(ANN)).toEqual({ ok: true, value: added });
    people = await people.reopen();
    expect(findUser(people.store, "user-1")).toEqual(added);
    expect(findUserByName(people.store, "ANN LEE")).toEqual(added);
    expect(findUser(people.store, "user-9")).toBeNull();
    expect(findPasswordHash(people.store, "user-1")).toBe("hash-1");
  });

  it("have names that no other has, however they are spelt", async () => {
    await add({ ...ANN, name: "Zoë" });
    for (const name of ["Zoë", "ZOË", " zoe\u0308 "]) {
      const again = await add({ ...TILL, name });
      expect(code(again)).toBe("name-taken");
      expect(JSON.stringify(again)).not.toContain(name.trim());
    }
    expect(await add({ ...TILL, name: "Zoe" })).toMatchObject({ ok: true });
  });

  it("have roles that fit what they prove themselves by", async () => {
    const wrong: NewUser[] = [
      { ...ANN, roles: [] },
      { ...ANN, roles: ["shopper"] },
      { ...ANN, roles: ["operator", "device"] },
      { ...TILL, roles: ["operator"] },
      { ...TILL, roles: ["king" as Role] },
    ];
    for (const user of wrong) expect(code(await add(user))).toBe("input-invalid");
    expect(code(await add({ ...TILL, roles: ["gate", "gate", "device"] }))).toBe("ok");
    expect(findUser(people.store, "user-2")!.roles).toEqual(["gate", "device"]);
    expect(await people.store.transact((tx) => changeRoles(tx, "user-2", ["operator"]))).toEqual({
      ok: false,
      refusal: {
        code: "input-invalid",
        detail:
          "A user with a key has one or more roles of: gate, device, sensor, cart, integrator.",
      },
    });
    await people.store.transact((tx) => changeRoles(tx, "user-2", ["integrator"]));
    expect(findPrincipal(people.store, { kind: "user", id: "user-2" })).toEqual({
      id: "user-2",
      roles: ["integrator"],
      customerId: null,
    });
  });

  it("come in pages, by name", async () => {
    const names = ["dee", "Ann", "cy", "Bob", "eve"];
    for (const name of names) await add({ ...ANN, userId: name, name });
    const first = listUsers(people.store, null, 2);
    expect(first.users.map(({ name }) => name)).toEqual(["Ann", "Bob"]);
    const second = listUsers(people.store, first.next, 3);
    expect(second.users.map(({ name }) => name)).toEqual(["cy", "dee", "eve"]);
    expect(second.next).toBeNull();
    expect(listUsers(people.store, "zz")).toEqual({ users: [], next: null });
    expect(listUsers(people.store, null, -1).users).toHaveLength(1);
  });

  it("are bounded in number, and in a page", async () => {
    await people.store.transact((tx) => {
      for (let at = 1; at < USERS_MAX; at++) {
        addUser(tx, { ...ANN, userId: `u${at}`, name: `n${at}` }, START_MS);
      }
    });
    expect(listUsers(people.store, null, PAGE_ROWS_MAX + 1).users).toHaveLength(PAGE_ROWS_MAX);
    expect(code(await add(ANN))).toBe("ok");
    expect(code(await add(TILL))).toBe("input-invalid");
  });

  it("are disabled with all their sessions, and enabled again", async () => {
    await add(ANN);
    const subject = { kind: "user", id: "user-1" } as const;
    const { sessionId } = await people.store.transact((tx) => openSession(tx, subject, START_MS));
    expect(isSessionOpen(people.store, sessionId, subject, START_MS)).toBe(true);
    await people.store.transact((tx) => setDisabled(tx, "user-1", true));
    expect(isSessionOpen(people.store, sessionId, subject, START_MS)).toBe(false);
    expect(findPrincipal(people.store, subject)).toBeNull();
    await people.store.transact((tx) => setDisabled(tx, "user-1", false));
    expect(findPrincipal(people.store, subject)).toMatchObject({ id: "user-1" });
  });

  it("lose their sessions with their password", async () => {
    await add(ANN);
    const subject = { kind: "user", id: "user-1" } as const;
    const { sessionId } = await people.store.transact((tx) => openSession(tx, subject, START_MS));
    await people.store.transact((tx) =>
      changeProof(tx, "user-1", { kind: "password", hash: "hash-3" }),
    );
    expect(findPasswordHash(people.store, "user-1")).toBe("hash-3");
    expect(isSessionOpen(people.store, sessionId, subject, START_MS)).toBe(false);
  });

  it("get no key instead of a password", async () => {
    await add(ANN);
    const changed = await people.store.transact((tx) =>
      changeProof(tx, "user-1", { kind: "key", hash: "hash-3" }),
    );
    expect(changed).toMatchObject({ ok: false, refusal: { code: "input-invalid" } });
    expect(findPasswordHash(people.store, "user-1")).toBe("hash-1");
  });

  it("that nobody knows are refused", async () => {
    const results = await people.store.transact((tx) => [
      changeRoles(tx, "user-9", ["operator"]),
      setDisabled(tx, "user-9", true),
      changeProof(tx, "user-9", ANN.proof),
      removeUser(tx, "user-9"),
    ]);
    for (const result of results) expect(result).toMatchObject({ refusal: { code: "not-found" } });
  });

  it("are removed with their passkeys and sessions", async () => {
    await add(ANN);
    const owner = { kind: "user", id: "user-1" } as const;
    const passkeys = createStorePasskeys(people.store);
    await passkeys.save({
      credentialId: "c1",
      owner,
      publicKey: Uint8Array.of(1),
      counter: 0,
      transports: [],
      createdMs: START_MS,
    });
    const { sessionId } = await people.store.transact((tx) => openSession(tx, owner, START_MS));
    expect(await people.store.transact((tx) => removeUser(tx, "user-1"))).toMatchObject({
      ok: true,
    });
    expect(findUser(people.store, "user-1")).toBeNull();
    expect(await passkeys.find("c1")).toBeUndefined();
    expect(isSessionOpen(people.store, sessionId, owner, START_MS)).toBe(false);
  });
});

describe("keys of programs", () => {
  it("are long, and never the same", () => {
    expect(isApiKey(makeApiKey())).toBe(true);
    expect(makeApiKey()).not.toBe(makeApiKey());
    expect(isApiKey(`${makeApiKey()}x`)).toBe(false);
  });

  it("let their program in until it is disabled or gets another", async () => {
    const [key, other] = [makeApiKey(), makeApiKey()];
    await add({ ...TILL, proof: { kind: "key", hash: hashApiKey(key) } });
    const principal = {
      id: "user-2",
      roles: ["integrator"],
      customerId: null,
      scopes: DEFAULT_SCOPES,
    };
    expect(authenticateKey(people.store, key, START_MS)).toEqual({ ok: true, value: principal });
    await people.store.transact((tx) => setDisabled(tx, "user-2", true));
    expect(authenticateKey(people.store, key, START_MS).ok).toBe(false);
    await people.store.transact((tx) => setDisabled(tx, "user-2", false));
    await people.store.transact((tx) =>
      changeProof(tx, "user-2", { kind: "key", hash: hashApiKey(other) }),
    );
    expect(authenticateKey(people.store, key, START_MS).ok).toBe(false);
    expect(authenticateKey(people.store, other, START_MS).ok).toBe(true);
  });

  it("that are not known are refused without being repeated", async () => {
    for (const key of [makeApiKey(), "", "saunter_short", "hash-2"]) {
      const refused = authenticateKey(people.store, key, START_MS);
      expect(refused).toMatchObject({ ok: false, refusal: { code: "token-invalid" } });
      if (key !== "") expect(JSON.stringify(refused)).not.toContain(key);
    }
  });

  it("are not in the database", async () => {
    const key = makeApiKey();
    await add({ ...TILL, proof: { kind: "key", hash: hashApiKey(key) } });
    const rows = JSON.stringify(people.store.db.prepare("SELECT * FROM users").all());
    expect(rows).toContain(hashApiKey(key));
    expect(rows).not.toContain(key);
  });
});
