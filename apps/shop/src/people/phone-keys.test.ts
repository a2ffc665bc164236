import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeCustomer, forgetCustomer, registerCustomer } from "./customers.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { isPhoneAllowed, revokePhoneKeys, savePhoneKey } from "./phone-keys.ts";
import { closeSession, closeSessionsOf, openSession, type RefreshToken } from "./sessions.ts";

const DAY_MS = 24 * 3_600_000;
const card = { token: "pm_sim_ok-ann", lastFour: "4242" };
const subject = { kind: "customer", id: "c-1" } as const;

let people: PeopleStore;
let session: RefreshToken;

beforeEach(async () => {
  people = openPeopleStore();
  session = await people.store.transact((tx) => {
    registerCustomer(tx, "c-1", { card, isMember: false, email: null, locale: "en-GB" }, START_MS);
    return openSession(tx, subject, START_MS);
  });
  await save("key-1");
});

afterEach(() => people.discard());

const save = (deviceKey: string, { sessionId } = session, nowMs = START_MS) =>
  people.store.transact((tx) => {
    const key = { customerId: "c-1", deviceKey, sessionId, notAfterMs: nowMs + 7 * DAY_MS };
    savePhoneKey(tx, key, nowMs);
  });
const isAllowed = (deviceKey = "key-1", customerId = "c-1", nowMs = START_MS) =>
  isPhoneAllowed(people.store, customerId, deviceKey, nowMs);

describe("a phone that makes codes by itself", () => {
  it("is known by its key, to one customer alone, and after a restart", async () => {
    people = await people.reopen();
    expect([isAllowed(), isAllowed("key-2"), isAllowed("key-1", "c-2")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("makes no more where it is signed out, or its owner everywhere", async () => {
    const other = await people.store.transact((tx) => openSession(tx, subject, START_MS));
    await save("key-2", other);
    await people.store.transact((tx) => closeSession(tx, session.refreshToken));
    expect([isAllowed("key-1"), isAllowed("key-2")]).toEqual([false, true]);
    await people.store.transact((tx) => closeSessionsOf(tx, subject));
    expect(isAllowed("key-2")).toBe(false);
  });

  it("makes no more once its sign-in has expired", () => {
    expect(isAllowed("key-1", "c-1", session.expiresMs - 1)).toBe(true);
    expect(isAllowed("key-1", "c-1", session.expiresMs)).toBe(false);
  });

  it("makes no more once the card is removed, not even with another card; a changed card is none removed", async () => {
    const change = (changed: typeof card | null) =>
      people.store.transact((tx) => changeCustomer(tx, "c-1", { card: changed }));
    await change({ ...card, token: "pm_sim_ok-new" });
    expect(isAllowed()).toBe(true);
    await change(null);
    expect(isAllowed()).toBe(false);
    await change(card);
    expect(isAllowed()).toBe(false);
    await save("key-1");
    expect(isAllowed()).toBe(true);
  });

  it("is revoked with all others of its owner, and forgotten with them", async () => {
    await save("key-2");
    expect(await people.store.transact((tx) => revokePhoneKeys(tx, "c-1"))).toBe(2);
    expect([isAllowed("key-1"), isAllowed("key-2")]).toEqual([false, false]);
    await save("key-1");
    await people.store.transact((tx) => forgetCustomer(tx, "c-1"));
    expect(people.store.db.prepare("SELECT * FROM phone_keys").all()).toEqual([]);
  });

  it("is kept no longer than its certificate lasts", async () => {
    await save("key-2", session, START_MS + 7 * DAY_MS);
    const kept = people.store.db.prepare("SELECT device_key FROM phone_keys").all();
    expect(kept.map((row) => row.device_key)).toEqual(["key-2"]);
  });
});
