import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { keepAnswer, readKept } from "./kept-answers.ts";
import { customer, findCustomer, signOut } from "./session.ts";

const kept = new Map<string, string>();

beforeAll(() => {
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  // A private window keeps no keys for entry codes.
  const open = (): never => {
    throw new DOMException("no storage");
  };
  vi.stubGlobal("indexedDB", { open });
  vi.stubGlobal("fetch", async (url: string) =>
    url.endsWith("/me")
      ? Response.json({ customerId: "ann" })
      : new Response(null, { status: 204 }),
  );
});
afterAll(() => vi.unstubAllGlobals());

it("leaves nothing of a shopper on the phone after sign-out", async () => {
  await findCustomer();
  expect(customer.value).toBe("ann");
  keepAnswer("receipt", "v1", { total: 5 });
  await signOut();
  expect(customer.value).toBeNull();
  expect(readKept("receipt", "v1")).toBeNull();
  expect([...kept]).toEqual([]);
});
