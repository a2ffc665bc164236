import { describe, expect, it } from "vitest";
import { CHALLENGES_MAX } from "./entry-limits.ts";
import {
  createMemoryChallengeStore,
  createMemoryPasskeyStore,
  type Passkey,
} from "./passkey-store.ts";

const anna = { kind: "customer", id: "anna" } as const;
const passkey: Passkey = {
  credentialId: "credential-1",
  owner: anna,
  publicKey: Uint8Array.of(1, 2, 3),
  counter: 4,
  transports: ["internal"],
  createdMs: 5,
};

describe("passkeys in memory", () => {
  it("are found by id, and listed by owner of the same kind", async () => {
    const store = createMemoryPasskeyStore();
    const second = { ...passkey, credentialId: "credential-2" };
    const user = { ...passkey, credentialId: "credential-3", owner: { kind: "user", id: "anna" } };
    expect(await store.save(passkey)).toBe(true);
    expect(await store.save(second)).toBe(true);
    expect(await store.save(user as Passkey)).toBe(true);
    expect(await store.find("credential-2")).toEqual(second);
    expect(await store.find("credential-9")).toBeUndefined();
    expect(await store.listByOwner(anna)).toEqual([passkey, second]);
    expect(await store.listByOwner({ kind: "user", id: "anna" })).toEqual([user]);
    expect(await store.listByOwner({ kind: "customer", id: "ben" })).toEqual([]);
  });

  it("are not replaced", async () => {
    const store = createMemoryPasskeyStore();
    await store.save(passkey);
    expect(await store.save({ ...passkey, owner: { kind: "customer", id: "ben" } })).toBe(false);
    expect(await store.find("credential-1")).toEqual(passkey);
  });

  it("count on from the counter that was read, and from no other", async () => {
    const store = createMemoryPasskeyStore();
    await store.save(passkey);
    expect(await store.updateCounter("credential-1", 4, 9)).toBe(true);
    expect(await store.updateCounter("credential-1", 4, 10)).toBe(false);
    expect(await store.updateCounter("credential-9", 4, 10)).toBe(false);
    expect(await store.find("credential-1")).toEqual({ ...passkey, counter: 9 });
  });

  it("are removed by their owner alone", async () => {
    const store = createMemoryPasskeyStore();
    await store.save(passkey);
    expect(await store.remove({ kind: "user", id: "anna" }, "credential-1")).toBe(false);
    expect(await store.remove({ kind: "customer", id: "ben" }, "credential-1")).toBe(false);
    expect(await store.remove(anna, "credential-9")).toBe(false);
    expect(await store.find("credential-1")).toEqual(passkey);
    expect(await store.remove(anna, "credential-1")).toBe(true);
    expect(await store.find("credential-1")).toBeUndefined();
  });
});

describe("challenges in memory", () => {
  const pend = (challenge: string) => ({ challenge, purpose: "entry gate-1", expiresMs: 1000 });

  it("are handed out once", async () => {
    const store = createMemoryChallengeStore();
    await store.put(pend("a"));
    expect(await store.take("b", 0)).toBeUndefined();
    expect(await store.take("a", 0)).toEqual(pend("a"));
    expect(await store.take("a", 0)).toBeUndefined();
  });

  it("expire to the millisecond", async () => {
    const store = createMemoryChallengeStore();
    await store.put(pend("a"));
    await store.put(pend("b"));
    expect(await store.take("a", 999)).toEqual(pend("a"));
    expect(await store.take("b", 1000)).toBeUndefined();
    expect(await store.take("b", 999)).toBeUndefined();
  });

  it.each([
    [2, createMemoryChallengeStore(2)],
    [CHALLENGES_MAX, createMemoryChallengeStore()],
  ])("are %i at most: the oldest makes room", async (max, store) => {
    for (let i = 0; i < max; i++) await store.put(pend(`${i}`));
    expect(await store.take("0", 0)).toEqual(pend("0"));
    await store.put(pend("in its place"));
    await store.put(pend("one more"));
    expect(await store.take("1", 0)).toBeUndefined();
    expect(await store.take("one more", 0)).toEqual(pend("one more"));
    expect(await store.take("in its place", 0)).toEqual(pend("in its place"));
  });
});
