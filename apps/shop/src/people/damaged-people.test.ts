import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { damage } from "../store/store-fixture.ts";
import { findBadge, saveBadges } from "./badges.ts";
import {
  findCustomer,
  findCustomerCard,
  registerCustomer,
  verifyCustomerCard,
} from "./customers.ts";
import { confirmUser, markDemoMade, refuseDemoMade } from "./demo-made.ts";
import { createStorePasskeys } from "./passkeys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { isPhoneAllowed, savePhoneKey } from "./phone-keys.ts";
import { isSessionOpen, openSession, rotateSession } from "./sessions.ts";
import {
  addUser,
  changeRoles,
  findPasswordHash,
  findUser,
  findUserByName,
  listUsers,
} from "./users.ts";

let people: PeopleStore;
let refreshToken: string;
let sessionId: string;

const customer = { kind: "customer", id: "c-1" } as const;
const card = { token: "pm_sim_ok-ann", lastFour: "4242" };
const badge = {
  badgeHash: "badge-1",
  holder: { kind: "staff", staffId: "s-1" },
  notAfterMs: null,
} as const;
const REFRESH_KEY = Buffer.alloc(32, 1);

beforeEach(async () => {
  people = openPeopleStore();
  await people.store.transact((tx) => {
    const proof = { kind: "password", hash: "a hash" } as const;
    addUser(tx, { userId: "u-1", name: "Ann", roles: ["reviewer"], proof }, START_MS);
    const details = { card, isMember: false, email: null, locale: "en-GB" };
    registerCustomer(tx, "c-1", details, START_MS);
    verifyCustomerCard(tx, "c-1", { token: card.token, cardHash: "the card" }, START_MS);
    ({ sessionId, refreshToken } = openSession(tx, customer, START_MS));
    savePhoneKey(
      tx,
      { customerId: "c-1", deviceKey: "phone-1", sessionId, notAfterMs: START_MS + 1000 },
      START_MS,
    );
    saveBadges(tx, [{ ...badge, isBlocked: true, note: "" }], START_MS);
  });
  await createStorePasskeys(people.store).save({
    credentialId: "passkey-1",
    owner: { kind: "user", id: "u-1" },
    publicKey: new Uint8Array([1, 2, 3]),
    counter: 1,
    transports: [],
    createdMs: START_MS,
  });
});

afterEach(() => people.discard());

const isPhoneGood = (): boolean => isPhoneAllowed(people.store, "c-1", "phone-1", START_MS);

/** What is damaged, and what would be granted by it. */
const DAMAGES: readonly [string, string, () => unknown][] = [
  ["users", `UPDATE users SET roles = '["operator"]'`, () => findUser(people.store, "u-1")],
  ["users", "UPDATE users SET user_id = 'u-2'", () => findUserByName(people.store, "Ann")],
  [
    "users",
    "UPDATE users SET password_hash = 'another hash'",
    () => findPasswordHash(people.store, "u-1"),
  ],
  ["users", "UPDATE users SET is_disabled = 2", () => listUsers(people.store)],
  ["customers", "UPDATE customers SET is_member = 1", () => findCustomer(people.store, "c-1")],
  [
    "customers",
    "UPDATE customers SET card_token = 'pm_sim_ok-bob'",
    () => findCustomerCard(people.store, "c-1"),
  ],
  [
    "verified_cards",
    "UPDATE verified_cards SET card_hash = 'another card'",
    () => findCustomerCard(people.store, "c-1"),
  ],
  ["badges", "UPDATE badges SET is_blocked = 0", () => findBadge(people.store, "badge-1")],
  ["phone_keys", "UPDATE phone_keys SET not_after_ms = 9999999999999", isPhoneGood],
  ["refresh_tokens", "UPDATE refresh_tokens SET expires_ms = 9999999999999", isPhoneGood],
  [
    "refresh_tokens",
    "UPDATE refresh_tokens SET subject_id = 'c-2'",
    () => rotateSession(people.store, refreshToken, REFRESH_KEY, START_MS),
  ],
  [
    "refresh_tokens",
    "UPDATE refresh_tokens SET expires_ms = 9999999999999",
    () => isSessionOpen(people.store, sessionId, customer, START_MS),
  ],
];

const listDamaged = () =>
  people.store.db.prepare("SELECT table_name, outcome FROM damaged_rows").all();

describe("people whose row is damaged while the shop runs", () => {
  it.each(DAMAGES)("%s: %s", async (table, sql, use) => {
    expect(use).not.toThrow();
    damage(people.folder, sql);
    expect(use).toThrow(`a row of the table "${table}" is damaged`);
    // What was found is taken out when the work at hand is over.
    await Promise.resolve();
    expect(use).not.toThrow();
    expect(listDamaged()).toContainEqual({ table_name: table, outcome: "removed" });
    const { rows } = people.store.db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()!;
    expect(rows).toBe(0);
  });

  it("are refused with a passkey, too", async () => {
    const passkeys = createStorePasskeys(people.store);
    expect(await passkeys.find("passkey-1")).toMatchObject({ counter: 1 });
    damage(people.folder, "UPDATE passkeys SET owner_id = 'u-2'");
    await expect(passkeys.find("passkey-1")).rejects.toMatchObject({ code: "row-damaged" });
    expect(await passkeys.find("passkey-1")).toBeUndefined();
  });

  it("are not changed: what is damaged gets no checksum that holds", async () => {
    damage(people.folder, `UPDATE users SET roles = '["operator"]'`);
    const change = people.store.transact((tx) =>
      tx.db.exec("UPDATE users SET is_disabled = 0 WHERE user_id = 'u-1'"),
    );
    await expect(change).rejects.toMatchObject({ code: "row-damaged" });
    expect(findUser(people.store, "u-1")).toBeNull();
  });

  it("stay as they are where nothing of theirs is damaged", async () => {
    await people.store.transact((tx) => changeRoles(tx, "u-1", ["operator"]));
    people = await people.reopen();
    expect(findUser(people.store, "u-1")?.roles).toEqual(["operator"]);
    expect(isPhoneGood()).toBe(true);
    expect(listDamaged()).toEqual([]);
  });

  it("stay refused where the mark that refused them is gone, until somebody vouches for them", async () => {
    await people.store.transact((tx) => {
      markDemoMade(tx, "u-1");
      refuseDemoMade(tx);
    });
    expect(findUser(people.store, "u-1")?.isUnconfirmed).toBe(true);
    damage(people.folder, "UPDATE demo_made_users SET is_refused = 0");
    people = await people.reopen();
    expect(findUser(people.store, "u-1")?.isUnconfirmed).toBe(true);
    await people.store.transact((tx) => confirmUser(tx, "u-1"));
    expect(findUser(people.store, "u-1")?.isUnconfirmed).toBe(false);
  });

  it("with a badge that was blocked do not get it back with the next list", async () => {
    damage(people.folder, "UPDATE badges SET is_blocked = 0");
    people = await people.reopen();
    expect(findBadge(people.store, "badge-1")).toBeUndefined();
    await people.store.transact((tx) =>
      saveBadges(tx, [{ ...badge, isBlocked: null, note: null }], START_MS),
    );
    expect(findBadge(people.store, "badge-1")?.isBlocked).toBe(true);
  });
});
