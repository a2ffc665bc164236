import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashApiKey, makeApiKey } from "./api-keys.ts";
import {
  confirmUser,
  countUnconfirmed,
  markDemoMade,
  noteDemonstration,
  refuseDemoMade,
} from "./demo-made.ts";
import { DEMO_USER_ID } from "./demo-user.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { authenticateKey, findPrincipal } from "./principals.ts";
import { removeDemoPeople } from "./remove-demo-people.ts";
import { isSessionOpen, openSession } from "./sessions.ts";
import { addUser, findUser, listUsers, removeUser } from "./users.ts";

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const PASSWORD = { kind: "password", hash: "hash" } as const;

const add = (userId: string, addedMs: number) =>
  people.store.transact((tx) =>
    addUser(tx, { userId, name: userId, roles: ["operator"], proof: PASSWORD }, addedMs),
  );
const goLive = () => people.store.transact((tx) => removeDemoPeople(tx, null));
const listRefused = () =>
  listUsers(people.store)
    .users.filter(({ isUnconfirmed }) => isUnconfirmed)
    .map(({ userId }) => userId);
const isAdmitted = (id: string) => findPrincipal(people.store, { kind: "user", id }) !== null;

describe("users who were made in a demonstration", () => {
  it("are as all others in it, and refused at the first real start, with their sessions", async () => {
    await add("ada", START_MS);
    await add(DEMO_USER_ID, START_MS + 1);
    await add("mallory", START_MS + 2);
    const session = await people.store.transact((tx) => {
      noteDemonstration(tx);
      return openSession(tx, { kind: "user", id: "mallory" }, START_MS);
    });
    await people.store.transact((tx) => markDemoMade(tx, "mallory"));
    expect(isAdmitted("mallory")).toBe(true);
    await goLive();
    people = await people.reopen();
    expect(listRefused()).toEqual(["mallory"]);
    expect(isAdmitted("mallory")).toBe(false);
    expect(isAdmitted("ada")).toBe(true);
    expect(findUser(people.store, DEMO_USER_ID)).toBeNull();
    const subject = { kind: "user", id: "mallory" } as const;
    expect(isSessionOpen(people.store, session.sessionId, subject, START_MS)).toBe(false);
  });

  it("are admitted once they are confirmed, and stay so", async () => {
    await add("mallory", START_MS);
    await people.store.transact((tx) => markDemoMade(tx, "mallory"));
    await goLive();
    expect(countUnconfirmed(people.store)).toBe(1);
    await people.store.transact((tx) => confirmUser(tx, "mallory"));
    await goLive();
    expect(isAdmitted("mallory")).toBe(true);
    expect(countUnconfirmed(people.store)).toBe(0);
  });

  it("stay refused where the shop is a demonstration again", async () => {
    await add("mallory", START_MS);
    await people.store.transact((tx) => markDemoMade(tx, "mallory"));
    await goLive();
    await add(DEMO_USER_ID, START_MS + 1);
    await people.store.transact((tx) => {
      noteDemonstration(tx);
      markDemoMade(tx, "mallory");
    });
    expect(listRefused()).toEqual(["mallory"]);
  });

  it("are none who were added at the shop's machine while it went on", async () => {
    await add(DEMO_USER_ID, START_MS);
    await people.store.transact(noteDemonstration);
    await add("ada", START_MS + 1);
    await people.store.transact(noteDemonstration);
    await goLive();
    expect(isAdmitted("ada")).toBe(true);
  });

  it("are refused with their keys", async () => {
    const key = makeApiKey();
    const proof = { kind: "key", hash: hashApiKey(key) } as const;
    await people.store.transact((tx) => {
      addUser(tx, { userId: "till", name: "till", roles: ["integrator"], proof }, START_MS);
      markDemoMade(tx, "till");
    });
    expect(authenticateKey(people.store, key, START_MS).ok).toBe(true);
    await goLive();
    expect(authenticateKey(people.store, key, START_MS)).toMatchObject({
      refusal: { code: "token-invalid", detail: expect.stringContaining("user confirm") },
    });
  });

  it("by an earlier version, which marked nobody, are all who were added since it began", async () => {
    await add("ada", START_MS);
    await add(DEMO_USER_ID, START_MS + 1);
    await add("mallory", START_MS + 2);
    await people.store.transact(refuseDemoMade);
    expect(listRefused()).toEqual([DEMO_USER_ID, "mallory"]);
  });

  it("leave nothing behind when they are removed", async () => {
    await add("mallory", START_MS);
    await people.store.transact((tx) => {
      markDemoMade(tx, "mallory");
      removeUser(tx, "mallory");
    });
    expect(people.store.db.prepare("SELECT * FROM demo_made_users").all()).toEqual([]);
  });
});
