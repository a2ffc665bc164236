import { describe, expect, it } from "vitest";
import { keepTime, takeUpAgain } from "./shop-clock.ts";
import {
  audit,
  CARD,
  countEvents,
  enterFor,
  HOUR_MS,
  hear,
  leave,
  letIn,
  listAlerts,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  readReceipt,
  readVisit,
  see,
  settle,
  shopFor,
  type TestShop,
  tellCart,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const tick = (test: TestShop) => transact(test, (tx) => keepTime(tx, test.shop));

describe("time that goes on", () => {
  it("writes nothing where nothing is due", async () => {
    const test = openTestShop();
    await tick(test);
    await letIn(test, CARD, ["ann"]);
    const position = test.store.position();
    await passAndTick(test, HOUR_MS);
    expect(test.store.position()).toBe(position);
  });

  it("writes what is due once, however often it is looked at", async () => {
    const test = openTestShop();
    await enterFor(test, CARD);
    await letIn(test, payCard("pm_sim_ok-2"), ["ann"], "south");
    await see(test, "stranger", null);
    await hear(test, tellCart("ann", { "03": 1 }));
    await leave(test, "ann");
    pass(test, 100_000);
    await tick(test);
    const position = test.store.position();
    for (let at = 0; at < 3; at++) await tick(test);
    expect(test.store.position()).toBe(position);
    expect(listAlerts(test)).toEqual(["stranger:stranger"]);
    expect(countEvents(test, "CartConcluded")).toBe(1);
    expect(countEvents(test, "VisitClosed")).toBe(2);
  });

  it("takes up all that is due after a long stop, in one go", async () => {
    const test = openTestShop();
    for (let at = 0; at < 5; at++) {
      await letIn(test, payCard(`pm_sim_ok-${at}`), [`p${at}`]);
      await hear(test, tellCart(`p${at}`, { "03": 1 }));
      await leave(test, `p${at}`);
      pass(test, 1000);
    }
    pass(test, 30 * 24 * HOUR_MS);
    await tick(test);
    await settle(test);
    expect(countEvents(test, "ReceiptFinalised")).toBe(0);
    expect(countEvents(test, "ReviewOpened")).toBe(5);
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(countEvents(test, "ReceiptFinalised")).toBe(5);
    expect(audit(test)).toEqual([]);
  });
});

describe("after a start", () => {
  it("visits that go on are looked at, each once, and others are not", async () => {
    const test = openTestShop();
    const over = await visitFor(test, CARD, { "03": 1 });
    pass(test, 60_000);
    const { visitId } = await letIn(test, payCard("pm_sim_ok-2"), ["ann"]);
    const next = await test.restart();
    await transact(next, takeUpAgain);
    const last = await next.restart();
    await transact(last, takeUpAgain);
    expect(readVisit(last, over).flags).toEqual([]);
    expect(readVisit(last, visitId).flags).toMatchObject([{ flag: "sensors-restarted" }]);
    expect(countEvents(last, "VisitFlagged")).toBe(1);
    await shopFor(last, "ann", { "03": 1 });
    expect(readReceipt(last, visitId).status).toBe("draft");
    await last.close();
  });

  it("the clock may be behind: events come no earlier, and the visit ends as it should", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    pass(test, -HOUR_MS);
    await shopFor(test, "ann", { "03": 1 });
    await tick(test);
    await settle(test);
    const times = test.store.readFrom(1).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(readReceipt(test, visitId)).toMatchObject({ status: "final" });
    expect(audit(test)).toEqual([]);
  });
});
