import type { Role } from "@saunter/protocol/roles";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordRefused } from "../security/refused-sign-ins.ts";
import { REFUSED_WAITING_MAX, REFUSED_WINDOW_MS } from "../security/security-limits.ts";
import { hashApiKey, makeApiKey } from "./api-keys.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { createRefusalCounter } from "./refused-sensors.ts";
import { isSensor, isSensorKey } from "./sensor-keys.ts";
import { addUser, changeRoles, removeUser, setDisabled } from "./users.ts";

let people: PeopleStore;
beforeEach(() => {
  people = openPeopleStore();
});
afterEach(() => people.discard());

const KEY = makeApiKey();
const add = (name: string, roles: Role[], key = makeApiKey()) =>
  people.store.transact((tx) => {
    const proof = { kind: "key", hash: hashApiKey(key) } as const;
    addUser(tx, { userId: `id-of-${name}`, name, roles, proof }, START_MS);
  });

describe("a device", () => {
  const isAdmitted = () => [
    isSensorKey(people.store, "shelf-1", KEY, START_MS),
    isSensor(people.store, "shelf-1"),
  ];

  it("signs in by its key or certificate while its user may", async () => {
    expect(isAdmitted()).toEqual([false, false]);
    await add("shelf-1", ["sensor"], KEY);
    expect(isAdmitted()).toEqual([true, true]);
    await people.store.transact((tx) => setDisabled(tx, "id-of-shelf-1", true));
    expect(isAdmitted()).toEqual([false, false]);
    await people.store.transact((tx) => setDisabled(tx, "id-of-shelf-1", false));
    expect(isAdmitted()).toEqual([true, true]);
    await people.store.transact((tx) => changeRoles(tx, "id-of-shelf-1", ["gate"]));
    expect(isAdmitted()).toEqual([false, false]);
    await people.store.transact((tx) => removeUser(tx, "id-of-shelf-1"));
    expect(isAdmitted()).toEqual([false, false]);
  });

  it("is none by a name that differs in its case, or by a person's", async () => {
    await add("Shelf-1", ["sensor"]);
    await add("ann", ["operator"]);
    expect(isSensor(people.store, "shelf-1")).toBe(false);
    expect(isSensor(people.store, "ann")).toBe(false);
  });
});

describe("refused sign-ins of devices", () => {
  const listEvents = async () => {
    await people.store.transact((tx) => recordRefused(tx, START_MS + REFUSED_WINDOW_MS));
    return people.store.readStream("security-log").map(({ event }) => event);
  };
  const settle = () => people.store.transact(() => {});

  it("are counted by user and address, as those of people are", async () => {
    await add("shelf-1", ["sensor"]);
    const errors: unknown[] = [];
    const count = createRefusalCounter(
      people.store,
      () => START_MS,
      (error) => errors.push(error),
    );
    for (let at = 0; at < 5; at++) count("shelf-1", "192.0.2.7");
    count("nobody", "192.0.2.7");
    count(null, "192.0.2.8");
    await settle();
    await settle();
    expect(await listEvents()).toMatchObject([
      { kind: "user.sign-in-refused", object: null, changes: { count: { after: 1 } } },
      { kind: "user.sign-in-refused", object: null, changes: { count: { after: 1 } } },
      { object: { kind: "user", id: "id-of-shelf-1" }, changes: { count: { after: 5 } } },
    ]);
    expect(errors).toEqual([]);
  });

  it("wait in a bounded number while others are written", async () => {
    const count = createRefusalCounter(
      people.store,
      () => START_MS,
      () => {},
    );
    count("first", "192.0.2.7");
    for (let at = 0; at <= REFUSED_WAITING_MAX; at++) count(null, "192.0.2.7");
    await settle();
    await settle();
    const [event] = await listEvents();
    expect(event).toMatchObject({ changes: { count: { after: REFUSED_WAITING_MAX + 1 } } });
  });

  it("tell what could not be written, and go on", async () => {
    const errors: unknown[] = [];
    let isBroken = true;
    const store = {
      transact: ((work) =>
        isBroken
          ? Promise.reject(new Error("the disk is full"))
          : people.store.transact(work)) as typeof people.store.transact,
    };
    const count = createRefusalCounter(
      store,
      () => START_MS,
      (error) => errors.push(error),
    );
    count(null, "192.0.2.7");
    await expect.poll(() => errors).toHaveLength(1);
    isBroken = false;
    count(null, "192.0.2.7");
    await expect.poll(listEvents).toMatchObject([{ changes: { count: { after: 1 } } }]);
  });
});
