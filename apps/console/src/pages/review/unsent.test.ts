import { describe, expect, it } from "vitest";
import { createUnsentStore, type Unsent } from "./unsent.ts";

/** As a browser keeps it: in no order that one could rely on. */
function makeStorage() {
  const items = new Map<string, string>([["saunter.single-keys", "on"]]);
  return {
    get length() {
      return items.size;
    },
    key: (at: number) => [...items.keys()].sort()[at] ?? null,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

const decision = (key: string, more: Partial<Unsent> = {}): Unsent => ({
  key,
  reviewId: `of ${key}`,
  reviewerId: "ann",
  choice: { kind: "nothing" },
  ...more,
});

describe("what is unsent", () => {
  it("is taken by the next page, in order, and by nobody else's", () => {
    const storage = makeStorage();
    const before = createUnsentStore(storage);
    const all = [decision("c"), decision("a", { choice: null }), decision("b")];
    for (const one of all) before.keep(one);
    before.keep(decision("d", { reviewerId: "ben" }));
    before.drop("b");
    expect(createUnsentStore(storage).take("ann")).toEqual(all.slice(0, 2));
    expect(createUnsentStore(storage).take("ben")).toHaveLength(1);
  });

  it("is taken once by a page, unless it let go of it, and what is its own is not", () => {
    const storage = makeStorage();
    createUnsentStore(storage).keep(decision("a"));
    const store = createUnsentStore(storage);
    store.keep(decision("b"));
    expect(store.take("ann").map(({ key }) => key)).toEqual(["a"]);
    expect(store.take("ann")).toEqual([]);
    store.letGo("b");
    expect(store.take("ann").map(({ key }) => key)).toEqual(["b"]);
    store.drop("a");
    store.drop("b");
    expect([store.take("ann"), storage.length]).toEqual([[], 1]);
  });
});
