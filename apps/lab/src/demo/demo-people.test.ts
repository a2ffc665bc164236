import { hashBadge } from "@saunter/shop/entry/badge";
import { BADGE_KEY_BYTES_MIN } from "@saunter/shop/entry/entry-limits";
import { findBadge, listBadges, saveBadges, setBlocked } from "@saunter/shop/people/badges";
import { findCustomer, findCustomerCard } from "@saunter/shop/people/customers";
import { openPeopleStore, type PeopleStore } from "@saunter/shop/people/people-fixture";
import {
  DEMO_ACCOUNT_BADGES,
  DEMO_STAFF_BADGE,
  removeDemoPeople,
} from "@saunter/shop/people/remove-demo-people";
import { findUserByName, listUsers } from "@saunter/shop/people/users";
import { readTestCard } from "@saunter/sim/payments/test-cards";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDemoPeople, DEMO_CUSTOMERS, hasDemoPeople } from "./demo-people.ts";

const badgeHashKey = Buffer.alloc(BADGE_KEY_BYTES_MIN, 7);

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const add = (accountIds: readonly string[], key: Uint8Array | null = badgeHashKey) =>
  people.store.transact((tx) =>
    addDemoPeople(tx, { passwordHash: "hash", badgeHashKey: key, accountIds }),
  );

function find(badgeNumber: string) {
  const hashed = hashBadge(badgeNumber, badgeHashKey);
  return hashed.ok ? findBadge(people.store, hashed.value) : undefined;
}

describe("people of the demo", () => {
  it("are a user who may do all that people do, customers with test cards, and badges", async () => {
    await add(["canteen"]);
    expect(findUserByName(people.store, "demo")).toMatchObject({
      userId: "demo-user",
      roles: ["operator", "reviewer", "gate"],
    });
    for (const { customerId, isMember } of DEMO_CUSTOMERS) {
      const card = findCustomerCard(people.store, customerId);
      expect(card).toMatchObject({ isMember });
      expect(readTestCard(card!.token)?.behaviour).toBe("approves");
    }
    expect(find(DEMO_STAFF_BADGE)!.holder).toEqual({ kind: "staff", staffId: "demo-staff" });
    expect(find(DEMO_ACCOUNT_BADGES[0])!.holder).toEqual({
      kind: "account",
      accountId: "canteen",
    });
    expect(listBadges(people.store).badges).toHaveLength(2);
  });

  it("are added once, and what was changed stays", async () => {
    await add(["a", "b", "c", "d"]);
    const { badgeHash } = find(DEMO_STAFF_BADGE)!;
    await people.store.transact((tx) => setBlocked(tx, badgeHash, true, 1));
    await add(["a", "b", "c", "d"]);
    expect(find(DEMO_STAFF_BADGE)!.isBlocked).toBe(true);
    expect(listUsers(people.store).users).toHaveLength(1);
    expect(listBadges(people.store).badges).toHaveLength(1 + DEMO_ACCOUNT_BADGES.length);
  });

  it("have cards that are verified, also where an earlier start has left others", async () => {
    await add(["canteen"]);
    const [{ customerId }] = DEMO_CUSTOMERS as [(typeof DEMO_CUSTOMERS)[number]];
    expect(findCustomerCard(people.store, customerId)).toMatchObject({ isVerified: false });
    const card = { token: "cus_1/pm_sim_ok-1", lastFour: "4242", cardHash: "hash" };
    await people.store.transact((tx) =>
      addDemoPeople(tx, {
        passwordHash: "hash",
        badgeHashKey: null,
        accountIds: [],
        cards: new Map([[customerId, card]]),
      }),
    );
    expect(findCustomerCard(people.store, customerId)).toMatchObject({ ...card, isVerified: true });
  });

  it("have no badges in a shop without", async () => {
    await add(["canteen"], null);
    expect(listBadges(people.store).badges).toEqual([]);
  });

  it("are gone, with their badges, once they are removed, and nobody else is", async () => {
    await add(["canteen"]);
    const own = { badgeHash: "own", holder: { kind: "staff", staffId: "ann" } } as const;
    const change = { ...own, isBlocked: null, notAfterMs: null, note: "" };
    await people.store.transact((tx) => {
      saveBadges(tx, [change], 1);
      removeDemoPeople(tx, badgeHashKey);
      // Where there is nobody to be removed, nothing happens.
      removeDemoPeople(tx, badgeHashKey);
    });
    expect(findUserByName(people.store, "demo")).toBeNull();
    for (const { customerId } of DEMO_CUSTOMERS) {
      expect(findCustomer(people.store, customerId)).toBeNull();
    }
    expect(listBadges(people.store).badges).toMatchObject([{ badgeHash: "own" }]);
  });

  it("are where neither the shop nor the money is real", () => {
    const make = (source: string, gateway: string) =>
      ({ source: { kind: source }, payment: { gateway: { kind: gateway } } }) as never;
    expect(hasDemoPeople(make("simulated", "simulator"), false)).toBe(true);
    expect(hasDemoPeople(make("recording", "simulator"), true)).toBe(true);
    expect(hasDemoPeople(make("recording", "simulator"), false)).toBe(false);
    expect(hasDemoPeople(make("simulated", "stripe"), false)).toBe(false);
    expect(hasDemoPeople(make("simulated", "stripe"), true)).toBe(false);
  });
});
