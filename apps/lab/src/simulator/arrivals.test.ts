import { findVisitOf } from "@saunter/shop/domain/binding-service";
import {
  countEvents,
  listAlerts,
  openTestShop,
  pass,
  readVisit,
  see,
  TEST_ENTRY_SERVICE,
  type TestShop,
} from "@saunter/shop/domain/shop-fixture";
import { describe, expect, it } from "vitest";
import { type ArrivalsOptions, createArrivals } from "./arrivals.ts";

function openArrivals(test: TestShop, more: Partial<ArrivalsOptions> = {}) {
  const refused: string[] = [];
  const errors: unknown[] = [];
  const arrivals = createArrivals({
    shop: test.shop,
    entryService: TEST_ENTRY_SERVICE,
    runner: test.runner,
    gateId: "north",
    customerIds: [],
    seed: 1,
    sleep: async (delayMs) => pass(test, delayMs),
    onRefused: (code) => void refused.push(code),
    onError: (error) => void errors.push(error),
    ...more,
  });
  return { arrivals, refused, errors };
}

const listPayers = ({ store }: TestShop): string[] =>
  store.db
    .prepare("SELECT party FROM visits ORDER BY opened_ms, visit_id")
    .all()
    .map((row) => row.party as string);

describe("people from the arrivals", () => {
  it("come in with cards of their own, together where they came together", async () => {
    const test = openTestShop();
    const { arrivals, refused } = openArrivals(test);
    arrivals.comeIn(2);
    await arrivals.empty();
    expect(refused).toEqual([]);
    const row = test.store.db.prepare("SELECT party_size, method, party FROM visits").get();
    expect(row).toMatchObject({ party_size: 2, method: "card" });
    expect(row?.party).toMatch(/^card:pm_sim_ok-\d+$/);
  });

  it("wait where somebody is in the gate, and come in after them", async () => {
    const test = openTestShop();
    const { arrivals, refused } = openArrivals(test, {
      // Whoever is in the gate has gone on a while later.
      sleep: async () => pass(test, 5_000),
    });
    for (let at = 0; at < 3; at++) arrivals.comeIn(1);
    await arrivals.empty();
    expect(countEvents(test, "VisitOpened")).toBe(3);
    expect(new Set(listPayers(test)).size).toBe(3);
    expect(new Set(refused)).toEqual(new Set(["gate-busy"]));
  });

  it("go away where the gate stays busy", async () => {
    const test = openTestShop();
    const { arrivals, refused } = openArrivals(test, { sleep: async () => {} });
    arrivals.comeIn(1);
    arrivals.comeIn(1);
    await arrivals.empty();
    expect(countEvents(test, "VisitOpened")).toBe(1);
    expect(refused).toEqual(Array.from({ length: 20 }, () => "gate-busy"));
  });

  it("go away at once where they are not admitted", async () => {
    const test = openTestShop();
    const { arrivals, refused } = openArrivals(test);
    arrivals.comeIn(9);
    await arrivals.empty();
    expect(refused).toEqual(["party-size-invalid"]);
  });

  it("are customers who come back, some of them, and the same for the same seed", async () => {
    const runs: string[][] = [];
    for (let run = 0; run < 2; run++) {
      const test = openTestShop();
      const { arrivals } = openArrivals(test, {
        customerIds: ["customer-0", "customer-1"],
        seed: 5,
      });
      for (let at = 0; at < 12; at++) {
        arrivals.comeIn(1);
        await arrivals.empty();
        pass(test, 60_000);
      }
      runs.push(listPayers(test));
    }
    expect(runs[0]).toEqual(runs[1]);
    const customers = runs[0]!.filter((party) => party.startsWith("customer:"));
    expect(customers.length).toBeGreaterThan(1);
    expect(customers.length).toBeLessThan(10);
  });

  it("have a card now and then that fails when they leave, where the shop may be owed", async () => {
    const test = openTestShop();
    let mayOwe = true;
    const { arrivals } = openArrivals(test, { mayOwe: () => mayOwe });
    const comeIn = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at++) {
        arrivals.comeIn(1);
        await arrivals.empty();
        pass(test, 60_000);
      }
    };
    await comeIn(8);
    mayOwe = false;
    await comeIn(8);
    const failing = listPayers(test).map((party) => party.startsWith("card:pm_sim_brief-"));
    expect(failing.flatMap((fails, at) => (fails ? [at] : []))).toEqual([1, 7]);
  });

  it("who have been seen already get an entry of their own, each", async () => {
    const test = openTestShop({ settings: { gateIds: ["door"] } });
    const { arrivals } = openArrivals(test, { gateId: "door" });
    const people = ["ann", "bob", "cat"];
    for (const shopperId of people) {
      await see(test, shopperId, "door");
      arrivals.comeInAlone(shopperId);
    }
    await arrivals.empty();
    const visits = people.map((shopperId) => findVisitOf(test.store, shopperId));
    expect(new Set(visits).size).toBe(3);
    expect(visits).not.toContain(null);
    for (const visitId of visits) {
      expect(readVisit(test, visitId!)).toMatchObject({ partySize: 1, flags: [] });
    }
    expect(listAlerts(test)).toEqual([]);
  });

  it("that the shop fails are reported, and nobody waits for them", async () => {
    const test = openTestShop();
    const { arrivals, errors } = openArrivals(test);
    await test.close();
    arrivals.comeIn(1);
    await arrivals.empty();
    expect(errors).toMatchObject([{ code: "closed" }]);
  });
});
