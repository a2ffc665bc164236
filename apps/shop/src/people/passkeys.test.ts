import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PASSKEYS_PER_OWNER_MAX } from "../entry/entry-limits.ts";
import type { Passkey, PasskeyStore } from "../entry/passkey-store.ts";
import { forgetCustomer, registerCustomer } from "./customers.ts";
import { createStorePasskeys } from "./passkeys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { addUser } from "./users.ts";

const anna = { kind: "customer", id: "anna" } as const;
const passkey: Passkey = {
  credentialId: "credential-1",
  owner: anna,
  publicKey: Uint8Array.of(1, 2, 255),
  counter: 4,
  transports: ["internal", "hybrid"],
  createdMs: START_MS,
};

let people: PeopleStore;
let passkeys: PasskeyStore;

beforeEach(async () => {
  people = openPeopleStore();
  passkeys = createStorePasskeys(people.store);
  await people.store.transact((tx) => {
    const details = { card: null, isMember: false, email: null, locale: "en" };
    for (const id of ["anna", "ben"]) registerCustomer(tx, id, details, START_MS);
    const proof = { kind: "password", hash: "hash" } as const;
    addUser(tx, { userId: "anna", name: "Anna", roles: ["operator"], proof }, START_MS);
  });
});

afterEach(() => people.discard());

describe("passkeys in the database", () => {
  it("are found by id, and listed by owner of the same kind, after a restart", async () => {
    const second = { ...passkey, credentialId: "credential-2", transports: [] };
    const owner = { kind: "user", id: "anna" } as const;
    const third = { ...passkey, credentialId: "credential-3", owner };
    for (const one of [passkey, second, third]) expect(await passkeys.save(one)).toBe(true);
    people = await people.reopen();
    passkeys = createStorePasskeys(people.store);
    expect(await passkeys.find("credential-1")).toEqual(passkey);
    expect(await passkeys.find("credential-9")).toBeUndefined();
    expect(await passkeys.listByOwner(anna)).toEqual([passkey, second]);
    expect(await passkeys.listByOwner(owner)).toEqual([third]);
    expect(await passkeys.listByOwner({ kind: "customer", id: "ben" })).toEqual([]);
  });

  it("are not replaced", async () => {
    await passkeys.save(passkey);
    const foreign = { ...passkey, owner: { kind: "customer", id: "ben" } as const };
    expect(await passkeys.save(foreign)).toBe(false);
    expect(await passkeys.find("credential-1")).toEqual(passkey);
  });

  it("count on from the counter that was read, and from no other, once", async () => {
    await passkeys.save(passkey);
    const updates = [passkeys.updateCounter("credential-1", 4, 9)];
    updates.push(passkeys.updateCounter("credential-1", 4, 10));
    updates.push(passkeys.updateCounter("credential-9", 4, 10));
    expect(await Promise.all(updates)).toEqual([true, false, false]);
    expect(await passkeys.find("credential-1")).toEqual({ ...passkey, counter: 9 });
  });

  it("are removed by their owner alone", async () => {
    await passkeys.save(passkey);
    expect(await passkeys.remove({ kind: "user", id: "anna" }, "credential-1")).toBe(false);
    expect(await passkeys.remove({ kind: "customer", id: "ben" }, "credential-1")).toBe(false);
    expect(await passkeys.remove(anna, "credential-9")).toBe(false);
    expect(await passkeys.find("credential-1")).toEqual(passkey);
    expect(await passkeys.remove(anna, "credential-1")).toBe(true);
    expect(await passkeys.find("credential-1")).toBeUndefined();
  });

  it("are so many to an owner, also where ceremonies go on at once", async () => {
    const saves = Array.from({ length: PASSKEYS_PER_OWNER_MAX + 1 }, (_, at) =>
      passkeys.save({ ...passkey, credentialId: `credential-${at}` }),
    );
    const saved = await Promise.all(saves);
    expect(saved.filter((isSaved) => isSaved)).toHaveLength(PASSKEYS_PER_OWNER_MAX);
    expect(saved.at(-1)).toBe(false);
  });

  it("are not kept for somebody who has been forgotten meanwhile", async () => {
    await people.store.transact((tx) => forgetCustomer(tx, "anna"));
    expect(await passkeys.save(passkey)).toBe(false);
    expect(await passkeys.listByOwner(anna)).toEqual([]);
  });
});
