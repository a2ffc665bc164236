import { describe, expect, it } from "vitest";
import { bindByAttendant, findVisitOf, listWaiting, seeShopper } from "./binding-service.ts";
import { closeVisit } from "./floor-service.ts";
import { decideOnReview } from "./review-service.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  catchRefusal,
  countEvents,
  enterFor,
  HOUR_MS,
  leave,
  listAlerts,
  listReviews,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  readLines,
  readReceipt,
  readVisit,
  reportCart,
  reportReceipt,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  transact,
} from "./shop-fixture.ts";

const visitOf = ({ store }: TestShop, shopperId: string) => findVisitOf(store, shopperId);

/** An attendant binds; what refuses it, or "taken". */
const bind = (test: TestShop, visitId: string, shopperId: string): Promise<string> =>
  catchRefusal(
    transact(test, (tx) => bindByAttendant(tx, test.shop, visitId, shopperId, "staff-1")),
  );

const waitingAt = (test: TestShop, gateId: string) =>
  transact(test, (tx) => listWaiting(tx, test.shop, gateId).map(({ visitId }) => visitId));

describe("who crosses a gate", () => {
  it("belongs to the visit that it has just admitted", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    expect(visitOf(test, "ann")).toBe(visitId);
    expect(readVisit(test, visitId).shoppers).toEqual(["ann"]);
    expect(test.store.readStream(`visit-${visitId}`).at(-1)!.event).toEqual({
      type: "ShopperBound",
      shopperId: "ann",
      how: "gate",
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
    const { visitId } = await admit(test, CARD, ["ann"]);
    pass(test, 60_000);
    const other = await enterFor(test, CARD);
    await see(test, "ann");
    expect(visitOf(test, "ann")).toBe(visitId);
    expect(readVisit(test, other.visitId).shoppers).toEqual([]);
  });

  it("is bound to nobody where the party is complete", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await see(test, "cat");
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["ann", "bob"], flags: [] });
    expect(visitOf(test, "cat")).toBeNull();
  });

  it("is bound to nobody where two visits wait at the gate", async () => {
    const test = openTestShop();
    const first = await admit(test, CARD, ["ann"]);
    const second = await enterFor(test, CARD, { partySize: 3 });
    expect(await bind(test, second.visitId, "ann")).toBe("taken");
    expect(await waitingAt(test, "north")).toEqual([first.visitId, second.visitId].sort());
    await see(test, "bob");
    expect(visitOf(test, "bob")).toBeNull();
  });
});

describe("who crossed the gate while their entry was being answered", () => {
  it.each([
    [0, true],
    [3000, true],
    [3001, false],
  ])("%s ms before, shown 3 s before: bound %s", async (beforeMs, isBound) => {
    const test = openTestShop();
    await see(test, "ann");
    pass(test, beforeMs);
    const { visitId } = await enterFor(test, CARD, { shownMs: test.clock.nowMs - 3000 });
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
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["ann", "bob"], flags: [] });
  });

  it("is not taken for whoever enters at another gate", async () => {
    const test = openTestShop();
    await see(test, "sue", "south");
    const { visitId } = await enterFor(test, CARD, { gateId: "north" });
    expect(visitOf(test, "sue")).toBeNull();
    await see(test, "ned", "north");
    expect(readVisit(test, visitId).shoppers).toEqual(["ned"]);
  });

  it("is known by the journal: also after a start, at the gate that they crossed", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await see(test, "sue", "south");
    const next = await test.restart();
    const { visitId } = await enterFor(next, CARD);
    expect(visitOf(next, "ann")).toBe(visitId);
    expect(visitOf(next, "sue")).toBeNull();
    await next.close();
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

  it("is not bound where they were first seen inside, or have left again", async () => {
    const test = openTestShop();
    await see(test, "ann", null);
    await see(test, "bob");
    await leave(test, "bob");
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId).shoppers).toEqual([]);
  });
});

describe("who came in before anything was shown", () => {
  it("with somebody else is never the next payer's, and the entry they came in with goes to review", async () => {
    const test = openTestShop();
    const ann = await admit(test, payCard("pm_sim_ok-ann"), ["ann"]);
    pass(test, 1000);
    await see(test, "tom");
    pass(test, 1000);
    const bob = await enterFor(test, payCard("pm_sim_ok-bob"));
    expect(visitOf(test, "tom")).toBeNull();
    pass(test, 1000);
    await see(test, "bob");
    expect(visitOf(test, "bob")).toBe(bob.visitId);
    await passAndTick(test, 10_000);
    expect(listAlerts(test)).toEqual([`binding:${ann.visitId}`, "stranger:tom"]);
    expect(readVisit(test, ann.visitId).flags).toMatchObject([{ flag: "bound-by-guess" }]);
    expect(readVisit(test, bob.visitId)).toMatchObject({ shoppers: ["bob"], flags: [] });
    const readMessage = () =>
      test.store.db
        .prepare("SELECT message FROM alerts WHERE alert_key = ? AND cleared_ms IS NULL")
        .get(`binding:${ann.visitId}`)?.message;
    expect(readMessage()).toContain("ask them, then assign the right people");
    await shopFor(test, "tom", { "07": 1 });
    await shopFor(test, "ann", { "03": 1 });
    expect(readMessage()).toContain("they have left");
    await shopFor(test, "bob", { "06": 1 });
    expect(listAlerts(test)).toEqual([`binding:${ann.visitId}`, "exit:tom"]);
    expect(readReceipt(test, bob.visitId).status).toBe("final");
    expect(readReceipt(test, ann.visitId).status).toBe("draft");
    expect(listReviews(test)).toEqual([`${ann.visitId}:bound-by-guess`]);
    // Nobody checks: nobody is charged on a guess.
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(sumBooks(test, ann.visitId)).toMatchObject({ heldMinor: 0, capturedMinor: 0 });
    expect(sumBooks(test, bob.visitId).capturedMinor).toBe(333);
    expect(audit(test)).toEqual([]);
  });

  /** Tom crosses the gate, and some seconds later an entry is shown by which nobody comes in. */
  async function guess(beforeMs: number, partySize = 1) {
    const test = openTestShop();
    await see(test, "tom");
    pass(test, beforeMs);
    const { visitId } = await enterFor(test, CARD, { partySize });
    await passAndTick(test, 20_000);
    expect(readVisit(test, visitId).shoppers).toEqual([]);
    await passAndTick(test, 1);
    return { test, visitId };
  }

  it.each([
    [1, true],
    [10_000, true],
    [10_001, false],
  ])("by %s ms is guessed to be whom an entry was for: %s", async (beforeMs, isGuessed) => {
    const { test, visitId } = await guess(beforeMs);
    const bound = [
      { type: "ShopperBound", shopperId: "tom", how: "guess" },
      { type: "VisitFlagged", flag: "bound-by-guess" },
    ];
    const [, ...events] = test.store.readStream(`visit-${visitId}`).map(({ event }) => event);
    expect(events).toMatchObject(isGuessed ? bound : []);
    expect(listAlerts(test)).toEqual([isGuessed ? `binding:${visitId}` : "stranger:tom"]);
    // It is guessed once.
    await passAndTick(test, 1000);
    expect(countEvents(test, "VisitFlagged")).toBe(isGuessed ? 1 : 0);
  });

  it("is not guessed where somebody came in by the entry, nor are two for one", async () => {
    const test = openTestShop();
    await see(test, "tom");
    await see(test, "ted");
    pass(test, 5000);
    const first = await enterFor(test, CARD, { partySize: 2 });
    await see(test, "ann");
    await passAndTick(test, 20_001);
    expect(readVisit(test, first.visitId)).toMatchObject({ shoppers: ["ann"], flags: [] });
    await see(test, "tim");
    await see(test, "una");
    pass(test, 1);
    const second = await enterFor(test, CARD);
    await passAndTick(test, 20_001);
    expect(readVisit(test, second.visitId)).toMatchObject({ shoppers: [], flags: [] });
    expect(listAlerts(test)).toContain(`binding:${second.visitId}`);
    // The entry is there for as long as staff can still say whose it is.
    await passAndTick(test, HOUR_MS);
    expect(readVisit(test, second.visitId).status).toBe("open");
    await leave(test, "tim");
    await leave(test, "una");
    await passAndTick(test, 1);
    expect(readVisit(test, second.visitId).status).toBe("closed");
  });

  it("and is guessed is not charged, unless a reviewer says that they are the one", async () => {
    for (const kind of ["grant", "refuse", null] as const) {
      const { test, visitId } = await guess(5000);
      await shopFor(test, "tom", { "03": 1 });
      const reviewId = `${visitId}:bound-by-guess`;
      expect(listReviews(test)).toEqual([reviewId]);
      if (kind !== null) {
        await transact(test, (tx) => decideOnReview(tx, test.shop, reviewId, "rev-1", { kind }));
      }
      await passAndTick(test, HOUR_MS);
      await settle(test);
      expect(sumBooks(test, visitId).capturedMinor).toBe(kind === "grant" ? 250 : 0);
      expect(listAlerts(test)).toEqual([]);
      expect(audit(test)).toEqual([]);
    }
  });

  it("and is guessed gives way to whom an attendant means", async () => {
    const { test, visitId } = await guess(5000);
    await see(test, "bob");
    expect(await bind(test, visitId, "bob")).toBe("taken");
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["bob"], flags: [], guessed: [] });
    expect(listAlerts(test)).toEqual(["stranger:tom"]);
    await shopFor(test, "bob", { "03": 1 });
    expect(readReceipt(test, visitId).status).toBe("final");
  });

  it("and is guessed stays where the party has room for both", async () => {
    const { test, visitId } = await guess(5000, 2);
    await see(test, "bob");
    expect(await bind(test, visitId, "bob")).toBe("taken");
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["tom", "bob"], flags: [] });
  });

  it("and is guessed is sure once an attendant says that they are the one", async () => {
    const { test, visitId } = await guess(5000);
    expect(await bind(test, visitId, "tom")).toBe("taken");
    expect(listAlerts(test)).toEqual([]);
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["tom"], flags: [], guessed: [] });
    expect(await bind(test, visitId, "tom")).toBe("shopper-already-bound");
    await shopFor(test, "tom", { "03": 1 });
    expect(readReceipt(test, visitId).status).toBe("final");
  });
});

describe("a tailgater makes a guess of who the entry was for", () => {
  const flagsOf = (test: TestShop, visitId: string) =>
    readVisit(test, visitId).flags.map(({ flag }) => flag);

  it.each([
    [1, ["bound-by-guess"]],
    [20_000, ["bound-by-guess"]],
    [20_001, []],
  ])("%s ms after the gate opened: %j", async (afterMs, flags) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    pass(test, afterMs);
    await see(test, "tom");
    await passAndTick(test, 10_000);
    expect(flagsOf(test, visitId)).toEqual([]);
    await passAndTick(test, 1);
    expect(flagsOf(test, visitId)).toEqual(flags);
  });

  it("whichever of two who cross at once is bound, and at no other gate", async () => {
    const test = openTestShop();
    const north = await enterFor(test, CARD);
    const south = await admit(test, CARD, ["sue"], "south");
    await transact(test, (tx) => {
      for (const shopperId of ["ann", "tom"]) {
        seeShopper(tx, test.shop, { shopperId, gateId: "north" });
      }
    });
    expect(readVisit(test, north.visitId).shoppers).toEqual(["ann"]);
    await passAndTick(test, 10_001);
    expect(flagsOf(test, north.visitId)).toEqual(["bound-by-guess"]);
    expect(flagsOf(test, south.visitId)).toEqual([]);
  });

  it("and of nobody's where they had an entry of their own on the way", async () => {
    const test = openTestShop();
    const ann = await admit(test, CARD, ["ann"]);
    pass(test, 1000);
    await see(test, "bob");
    const bob = await enterFor(test, CARD);
    await passAndTick(test, 10_001);
    expect(visitOf(test, "bob")).toBe(bob.visitId);
    expect([...flagsOf(test, ann.visitId), ...flagsOf(test, bob.visitId)]).toEqual([]);
    expect(listAlerts(test)).toEqual([]);
  });

  it("also of a visit that is over before anybody knows that they tailgated", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "tom");
    await shopFor(test, "ann", { "03": 1 });
    expect(readVisit(test, visitId)).toMatchObject({ status: "closed" });
    expect(listReviews(test)).toEqual([`${visitId}:bound-by-guess`]);
    const [alert] = test.store.db.prepare("SELECT kind, message, visit_id FROM alerts").all();
    expect({ ...alert }).toEqual({
      kind: "bound-by-guess",
      visit_id: visitId,
      message:
        "entry matched by guess: they have left; assign the right person if you know who it was, or a reviewer decides",
    });
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(0);
    expect(listAlerts(test)).toEqual(["stranger:tom"]);
    expect(audit(test)).toEqual([]);
  });

  it("and of one that waits for reviewers already, who are asked that as well", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1 }, { needsReview: true, reasons: ["not sure"] });
    expect(listReviews(test)).toEqual([`${visitId}:gap:ann`]);
    await see(test, "tom");
    await passAndTick(test, 10_001);
    expect(listReviews(test)).toEqual([`${visitId}:bound-by-guess`, `${visitId}:gap:ann`]);
    await transact(test, (tx) =>
      decideOnReview(tx, test.shop, `${visitId}:gap:ann`, "rev-1", { kind: "nothing" }),
    );
    expect(readReceipt(test, visitId).status).toBe("draft");
  });

  it("but leaves what is final, and staff's visits that are over", async () => {
    const test = openTestShop();
    const ann = await admit(test, CARD, ["ann"]);
    const sam = await admit(test, { kind: "staff", staffId: "s1" }, ["sam"]);
    await shopFor(test, "ann", { "03": 1 });
    await shopFor(test, "sam", {});
    await see(test, "tom");
    await passAndTick(test, 10_001);
    expect([...flagsOf(test, ann.visitId), ...flagsOf(test, sam.visitId)]).toEqual([]);
    expect(listAlerts(test)).toEqual(["stranger:tom"]);
  });
});

describe("staff are told", () => {
  it("of each what it is, and what to do", async () => {
    const test = openTestShop();
    await see(test, "ann", null);
    await see(test, "bob", "south");
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
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
        alert_key: `binding:${visitId}`,
        kind: "shopper-unbound",
        visit_id: visitId,
        message: "2 people came in on an entry for 1: assign the right people to the visit",
      },
      {
        alert_key: "exit:ann",
        kind: "exit-without-entry",
        visit_id: null,
        message: "someone left with items and without an entry: nobody is charged",
      },
      {
        alert_key: "stranger:ann",
        kind: "tailgating",
        visit_id: null,
        message:
          "someone was first seen inside the shop: ask them, then assign them to a visit or let them out",
      },
      {
        alert_key: "stranger:bob",
        kind: "tailgating",
        visit_id: null,
        message:
          "someone came in without an entry of their own: ask them, then assign them to a visit or let them out",
      },
    ]);
  });

  it("once of a tailgater, when their entry might no more be on its way", async () => {
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
    await applyOutputs(test, reportReceipt("ann", {}));
    expect(listAlerts(test)).toEqual([]);
  });

  it("of who leaves without an entry and with goods, and nobody is charged", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await leave(test, "ann");
    expect(listAlerts(test)).toEqual(["exit:ann"]);
    expect(countEvents(test, "ChargeOpened")).toBe(0);
  });

  it("of goods that the engine tells of only after the exit, once", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await leave(test, "ann");
    await applyOutputs(test, reportReceipt("ann", { "03": 1 }));
    await applyOutputs(test, reportReceipt("ann", { "03": 1 }));
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
    const first = await admit(test, CARD, ["ann", "bob"]);
    pass(test, 30_000);
    const second = await admit(test, CARD, ["cat"]);
    expect(await bind(test, second.visitId, "bob")).toBe("taken");
    expect(readVisit(test, first.visitId).shoppers).toEqual(["ann"]);
    expect(readVisit(test, second.visitId).shoppers).toEqual(["cat", "bob"]);
    await shopFor(test, "ann", { "03": 1 });
    await shopFor(test, "bob", { "06": 1 });
    await shopFor(test, "cat", { "02": 1 });
    expect(readLines(test, first.visitId)).toEqual({ "03": 1 });
    expect(readLines(test, second.visitId)).toEqual({ "02": 1, "06": 1 });
  });

  it("who binds more than the entry is for sends the visit to review", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    expect(await bind(test, visitId, "bob")).toBe("taken");
    expect(readVisit(test, visitId).flags).toEqual([
      { flag: "party-larger", detail: "2 people on an entry for 1" },
    ]);
  });

  it("cannot bind to what is no visit, is over, or has the person already", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    expect(await bind(test, "nowhere", "bob")).toBe("not-found");
    expect(await bind(test, visitId, "ann")).toBe("shopper-already-bound");
    await shopFor(test, "ann", {});
    expect(await bind(test, visitId, "bob")).toBe("visit-not-open");
    expect(listAlerts(test)).toEqual(["stranger:bob"]);
  });

  it("cannot take a person out of a visit that is over, and the other stays as it was", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    await leave(test, "ann");
    pass(test, 30_000);
    const { visitId } = await admit(test, CARD, ["bob"]);
    expect(await bind(test, visitId, "ann")).toBe("visit-not-open");
    expect(readVisit(test, visitId).shoppers).toEqual(["bob"]);
  });

  it("who takes the last person out of a visit whose others have left ends it", async () => {
    const test = openTestShop();
    const first = await admit(test, CARD, ["ann", "bob"]);
    pass(test, 30_000);
    const second = await admit(test, CARD, ["cat"]);
    await shopFor(test, "ann", { "03": 1 });
    expect(await bind(test, second.visitId, "bob")).toBe("taken");
    await passAndTick(test, 1);
    expect(readVisit(test, first.visitId).status).toBe("closed");
    expect(readLines(test, first.visitId)).toEqual({ "03": 1 });
    expect(readVisit(test, second.visitId).status).toBe("open");
  });

  it("who binds somebody at the exit charges them, and keeps no visit open for ever", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    await applyOutputs(test, reportCart("bob", { "03": 1 }));
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
    await applyOutputs(test, reportReceipt("bob", { "03": 1 }));
    expect(await bind(test, visitId, "bob")).toBe("taken");
    await passAndTick(test, 1);
    await settle(test);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    expect(audit(test)).toEqual([]);
  });

  it("who ends a visit with somebody inside leaves their cart on its receipt", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await transact(test, (tx) => closeVisit(tx, test.shop, visitId, "attendant"));
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(countEvents(test, "ReceiptFinalised")).toBe(0);
    await applyOutputs(test, reportReceipt("ann", { "03": 2 }));
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
