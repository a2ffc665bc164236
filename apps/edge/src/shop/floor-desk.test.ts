import { describe, expect, it } from "vitest";
import { EARLY_MAX, findGateOf, noteGateOf } from "./early-arrivals.ts";
import { bindByAttendant, closeVisit, findVisitOf, listWaiting } from "./floor-desk.ts";
import {
  audit,
  CARD,
  catchRefusal,
  countEvents,
  enterFor,
  hear,
  leave,
  letIn,
  listAlerts,
  openTestShop,
  pass,
  passAndTick,
  readLines,
  readVisit,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  tellCart,
  tellReceipt,
  transact,
} from "./shop-fixture.ts";

const visitOf = ({ store }: TestShop, shopperId: string) => findVisitOf(store, shopperId);

/** An attendant binds; what refuses it, or "taken". */
const bind = (test: TestShop, visitId: string, shopperId: string): Promise<string> =>
  catchRefusal(transact(test, (tx) => bindByAttendant(tx, visitId, shopperId, "staff-1")));

const waitingAt = (test: TestShop, gateId: string) =>
  transact(test, (tx) => listWaiting(tx, test.shop, gateId).map(({ visitId }) => visitId));

describe("who is first seen at a gate", () => {
  it("belongs to the visit that it has just let in", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    expect(visitOf(test, "ann")).toBe(visitId);
    expect(readVisit(test, visitId).shoppers).toEqual(["ann"]);
    expect(test.store.readStream(`visit-${visitId}`).at(-1)!.event).toEqual({
      ...{ type: "ShopperBound", shopperId: "ann", how: "gate" },
    });
    expect(listAlerts(test)).toEqual([]);
  });

  it("belongs to the visit of that gate, and of no other", async () => {
    const test = openTestShop();
    const north = await enterFor(test, CARD, { gateId: "north" });
    const south = await enterFor(test, CARD, { gateId: "south" });
    await see(test, "sue", "south");
    await see(test, "ned", "north");
    expect([visitOf(test, "ned"), visitOf(test, "sue")]).toEqual([north.visitId, south.visitId]);
  });

  it("belongs to it up to the last millisecond of the time for coming in", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD, { partySize: 2 });
    pass(test, 20_000);
    await see(test, "ann");
    expect(visitOf(test, "ann")).toBe(visitId);
    pass(test, 1);
    await see(test, "bob");
    expect(visitOf(test, "bob")).toBeNull();
  });

  it("is bound once, however often the track begins again", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    pass(test, 60_000);
    const other = await enterFor(test, CARD);
    await see(test, "ann");
    expect(visitOf(test, "ann")).toBe(visitId);
    expect(readVisit(test, other.visitId).shoppers).toEqual([]);
  });

  it("is bound to nobody where the party is complete", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann", "bob"]);
    await see(test, "cat");
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["ann", "bob"], flags: [] });
    expect(visitOf(test, "cat")).toBeNull();
  });

  it("is bound to nobody where two visits wait at the gate", async () => {
    const test = openTestShop();
    const first = await letIn(test, CARD, ["ann"]);
    const second = await enterFor(test, CARD, { partySize: 3 });
    expect(await bind(test, second.visitId, "ann")).toBe("taken");
    expect(await waitingAt(test, "north")).toEqual([first.visitId, second.visitId].sort());
    await see(test, "bob");
    expect(visitOf(test, "bob")).toBeNull();
  });
});

describe("who was at the gate before their entry was known", () => {
  it.each([
    [0, true],
    [10_000, true],
    [10_001, false],
  ])("by %s ms: bound %s", async (beforeMs, isBound) => {
    const test = openTestShop();
    await see(test, "ann");
    pass(test, beforeMs);
    const { visitId } = await enterFor(test, CARD);
    expect(visitOf(test, "ann")).toBe(isBound ? visitId : null);
    const binding = isBound ? [{ type: "ShopperBound", shopperId: "ann", how: "late" }] : [];
    const [, ...events] = test.store.readStream(`visit-${visitId}`).map(({ event }) => event);
    expect(events).toEqual(binding);
  });

  it("is bound as one of a party whose others come later", async () => {
    const test = openTestShop();
    await see(test, "ann");
    const { visitId } = await enterFor(test, CARD, { partySize: 2 });
    await see(test, "bob");
    expect(readVisit(test, visitId).shoppers).toEqual(["ann", "bob"]);
  });

  it("is not taken for whoever enters at another gate", async () => {
    const test = openTestShop();
    await see(test, "sue", "south");
    const { visitId } = await enterFor(test, CARD, { gateId: "north" });
    expect(visitOf(test, "sue")).toBeNull();
    await see(test, "ned", "north");
    expect(readVisit(test, visitId).shoppers).toEqual(["ned"]);
  });

  it("is bound in a shop with one gate also after a start, and told of in one with two", async () => {
    for (const gateIds of [["north"], ["north", "south"]]) {
      const test = openTestShop({ settings: { gateIds } });
      await see(test, "ann");
      const next = await test.restart();
      const { visitId } = await enterFor(next, CARD);
      expect(visitOf(next, "ann")).toBe(gateIds.length === 1 ? visitId : null);
      await passAndTick(next, 10_001);
      expect(listAlerts(next)).toEqual(gateIds.length === 1 ? [] : ["stranger:ann"]);
      await next.close();
    }
  });

  it("is not bound where there are more than the entry is for, nor is who comes next", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await see(test, "bob");
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId).shoppers).toEqual([]);
    expect(listAlerts(test)).toEqual([`binding:${visitId}`]);
    await see(test, "cat");
    expect(readVisit(test, visitId).shoppers).toEqual([]);
    // Staff say who it is.
    expect(await bind(test, visitId, "bob")).toBe("taken");
    expect(listAlerts(test)).toEqual([]);
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["bob"], flags: [] });
  });

  it("is not bound where they are inside already", async () => {
    const test = openTestShop({ settings: { gateIds: ["north"] } });
    await see(test, "ann", null);
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId).shoppers).toEqual([]);
  });

  it("is not bound where they have left again", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await leave(test, "ann");
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId).shoppers).toEqual([]);
  });
});

describe("gates of early arrivals", () => {
  it("are kept for so many, the newest", () => {
    const { store } = openTestShop();
    for (let at = 0; at <= EARLY_MAX; at++) noteGateOf(store.db, `p${at}`, "north");
    expect(findGateOf(store.db, "p0")).toBeNull();
    expect(findGateOf(store.db, "p1")).toBe("north");
    expect(findGateOf(store.db, `p${EARLY_MAX}`)).toBe("north");
    expect(findGateOf(openTestShop().store.db, "p1")).toBeNull();
  });
});

describe("staff are told", () => {
  it("of each what it is, and what to do", async () => {
    const test = openTestShop();
    await see(test, "ann", null);
    await see(test, "bob", "south");
    await hear(test, tellCart("ann", { "03": 1 }));
    await leave(test, "ann");
    await passAndTick(test, 10_001);
    await see(test, "cat");
    await see(test, "dan");
    const { visitId } = await enterFor(test, CARD);
    const alerts = test.store.db
      .prepare("SELECT alert_key, kind, message, visit_id FROM alerts ORDER BY alert_key")
      .all();
    expect(alerts.map((row) => ({ ...row }))).toEqual([
      {
        ...{ alert_key: `binding:${visitId}`, kind: "shopper-unbound", visit_id: visitId },
        message:
          "2 people are at the entrance, and an entry for 1 came in: bind the right ones to it",
      },
      {
        ...{ alert_key: "exit:ann", kind: "exit-without-entry", visit_id: null },
        message: "somebody left with goods and without an entry: nobody is charged",
      },
      {
        ...{ alert_key: "stranger:ann", kind: "tailgating", visit_id: null },
        message:
          "somebody was first seen inside the shop: ask them, and bind them to a visit or let them out",
      },
      {
        ...{ alert_key: "stranger:bob", kind: "tailgating", visit_id: null },
        message:
          "somebody came in without an entry of their own: ask them, and bind them to a visit or let them out",
      },
    ]);
  });

  it("once of who slips in, when their entry might no more be on its way", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await passAndTick(test, 10_000);
    expect(listAlerts(test)).toEqual([]);
    await passAndTick(test, 1);
    expect(listAlerts(test)).toEqual(["stranger:ann"]);
    await passAndTick(test, 60_000);
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });

  it("once of who is first seen inside, and no more when they have dealt with it", async () => {
    const test = openTestShop();
    await see(test, "ann", null);
    expect(listAlerts(test)).toEqual(["stranger:ann"]);
    await transact(test, (tx) =>
      tx.append("shop", "alerts", [
        { type: "AlertCleared", alertKey: "stranger:ann", by: "staff-1" },
      ]),
    );
    await passAndTick(test, 60_000);
    expect(listAlerts(test)).toEqual([]);
  });

  it("nothing of who leaves without an entry and without goods", async () => {
    const test = openTestShop();
    await see(test, "ann", null);
    await leave(test, "ann");
    expect(listAlerts(test)).toEqual([]);
    await hear(test, tellReceipt("ann", {}));
    expect(listAlerts(test)).toEqual([]);
  });

  it("of who leaves without an entry and with goods, and nobody is charged", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await hear(test, tellCart("ann", { "03": 1 }));
    await leave(test, "ann");
    expect(listAlerts(test)).toEqual(["exit:ann"]);
    expect(countEvents(test, "ChargeOpened")).toBe(0);
  });

  it("of goods that the engine tells of only after the exit, once", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await leave(test, "ann");
    await hear(test, tellReceipt("ann", { "03": 1 }));
    await hear(test, tellReceipt("ann", { "03": 1 }));
    expect(listAlerts(test)).toEqual(["exit:ann"]);
    expect(countEvents(test, "AlertRaised")).toBe(1);
    expect(countEvents(test, "CartConcluded")).toBe(1);
  });

  it("no more of a stranger who is bound to an entry late", async () => {
    const test = openTestShop({ entry: { bindBeforeMs: 10_000 } });
    await see(test, "ann");
    await passAndTick(test, 10_001);
    const { visitId } = await enterFor(test, CARD);
    expect(listAlerts(test)).toEqual(["stranger:ann"]);
    expect(await bind(test, visitId, "ann")).toBe("taken");
    expect(listAlerts(test)).toEqual([]);
  });
});

describe("an attendant", () => {
  it("moves a person from one visit to another, and each pays their own", async () => {
    const test = openTestShop();
    const first = await letIn(test, CARD, ["ann", "bob"]);
    pass(test, 30_000);
    const second = await letIn(test, CARD, ["cat"]);
    expect(await bind(test, second.visitId, "bob")).toBe("taken");
    expect(readVisit(test, first.visitId).shoppers).toEqual(["ann"]);
    expect(readVisit(test, second.visitId).shoppers).toEqual(["cat", "bob"]);
    await shopFor(test, "ann", { "03": 1 });
    await shopFor(test, "bob", { "06": 1 });
    await shopFor(test, "cat", { "02": 1 });
    expect(readLines(test, first.visitId)).toEqual({ "03": 1 });
    expect(readLines(test, second.visitId)).toEqual({ "02": 1, "06": 1 });
  });

  it("who binds more than the entry is for has the visit looked at", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    await see(test, "bob", null);
    expect(await bind(test, visitId, "bob")).toBe("taken");
    expect(readVisit(test, visitId).flags).toEqual([
      { flag: "party-larger", detail: "2 people on an entry for 1" },
    ]);
  });

  it("cannot bind to what is no visit, is over, or has the person already", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    await see(test, "bob", null);
    expect(await bind(test, "nowhere", "bob")).toBe("not-found");
    expect(await bind(test, visitId, "ann")).toBe("shopper-already-bound");
    await shopFor(test, "ann", {});
    expect(await bind(test, visitId, "bob")).toBe("visit-not-open");
    expect(listAlerts(test)).toEqual(["stranger:bob"]);
  });

  it("cannot take a person out of a visit that is over, and the other stays as it was", async () => {
    const test = openTestShop();
    await letIn(test, CARD, ["ann"]);
    await leave(test, "ann");
    pass(test, 30_000);
    const { visitId } = await letIn(test, CARD, ["bob"]);
    expect(await bind(test, visitId, "ann")).toBe("visit-not-open");
    expect(readVisit(test, visitId).shoppers).toEqual(["bob"]);
  });

  it("who takes the last person out of a visit whose others have left ends it", async () => {
    const test = openTestShop();
    const first = await letIn(test, CARD, ["ann", "bob"]);
    pass(test, 30_000);
    const second = await letIn(test, CARD, ["cat"]);
    await shopFor(test, "ann", { "03": 1 });
    expect(await bind(test, second.visitId, "bob")).toBe("taken");
    await passAndTick(test, 1);
    expect(readVisit(test, first.visitId).status).toBe("closed");
    expect(readLines(test, first.visitId)).toEqual({ "03": 1 });
    expect(readVisit(test, second.visitId).status).toBe("open");
  });

  it("who binds somebody at the exit charges them, and keeps no visit open for ever", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    await see(test, "bob", null);
    await hear(test, tellCart("bob", { "03": 1 }));
    await leave(test, "bob");
    expect(listAlerts(test)).toEqual(["exit:bob"]);
    expect(await bind(test, visitId, "bob")).toBe("taken");
    expect(listAlerts(test)).toEqual([]);
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", left: ["bob"] });
    await leave(test, "ann");
    expect(readVisit(test, visitId).status).toBe("closed");
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("who binds only people who have left ends the visit at once", async () => {
    const test = openTestShop();
    const { visitId } = await enterFor(test, CARD);
    await see(test, "bob", null);
    await leave(test, "bob");
    await hear(test, tellReceipt("bob", { "03": 1 }));
    expect(await bind(test, visitId, "bob")).toBe("taken");
    await passAndTick(test, 1);
    await settle(test);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("who ends a visit with somebody inside leaves their cart on its receipt", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    await hear(test, tellCart("ann", { "03": 1 }));
    await transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(countEvents(test, "ReceiptFinalised")).toBe(0);
    await hear(test, tellReceipt("ann", { "03": 2 }));
    expect(readLines(test, visitId)).toEqual({ "03": 2 });
    expect(countEvents(test, "ReceiptFinalised")).toBe(1);
    const bindings = ["VisitOpened", "ShopperBound", "VisitClosed"];
    expect(test.store.readStream(`visit-${visitId}`).map(({ event }) => event)).toMatchObject(
      bindings.map((type) => ({ type })),
    );
    expect(test.store.readStream(`visit-${visitId}`).at(-1)!.event).toMatchObject({
      cause: "attendant",
    });
  });
});

describe("staff who come in by their own key", () => {
  it("merge with nobody's visit", async () => {
    const test = openTestShop();
    const guest = await letIn(test, CARD, ["ann"]);
    const staff = await letIn(test, { kind: "staff", staffId: "s1" }, ["sam"]);
    await shopFor(test, "sam", { "07": 3 });
    await shopFor(test, "ann", { "03": 1 });
    expect(readVisit(test, staff.visitId).shoppers).toEqual(["sam"]);
    expect(readLines(test, guest.visitId)).toEqual({ "03": 1 });
    await settle(test);
    expect(countEvents(test, "ReceiptFinalised")).toBe(1);
    expect(audit(test)).toEqual([]);
  });
});

describe("an exit", () => {
  it("of one of a party leaves the visit open, and of the last ends it", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann", "bob"]);
    await leave(test, "ann");
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", left: ["ann"] });
    expect(countEvents(test, "ReceiptDrafted")).toBe(0);
    await leave(test, "bob");
    expect(readVisit(test, visitId).status).toBe("closed");
    expect(countEvents(test, "ReceiptDrafted")).toBe(1);
  });

  it("that is told twice is one", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    await hear(test, tellCart("ann", { "03": 1 }));
    await leave(test, "ann");
    await leave(test, "ann");
    await hear(test, tellReceipt("ann", { "03": 1 }));
    await leave(test, "ann");
    expect(countEvents(test, "ShopperExited")).toBe(1);
    expect(countEvents(test, "ReceiptDrafted")).toBe(1);
    expect(countEvents(test, "ReceiptFinalised")).toBe(1);
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("of somebody who was never seen opens and charges nothing", async () => {
    const test = openTestShop();
    await leave(test, "ghost");
    await hear(test, tellReceipt("ghost", { "03": 1 }));
    expect(countEvents(test, "ChargeOpened")).toBe(0);
    expect(countEvents(test, "ReceiptDrafted")).toBe(0);
  });

  it("has its draft in the same commit", async () => {
    const test = openTestShop();
    const { visitId } = await letIn(test, CARD, ["ann"]);
    const commits: string[][] = [];
    test.store.onCommitted((events) => void commits.push(events.map(({ event }) => event.type)));
    await leave(test, "ann");
    expect(commits).toEqual([["ShopperExited", "ShopperLeft", "VisitClosed", "ReceiptDrafted"]]);
    expect(test.store.readStream(`visit-${visitId}`).at(-1)!.event).toMatchObject({
      cause: "exit",
    });
    expect(readLines(test, visitId)).toEqual({});
  });
});
