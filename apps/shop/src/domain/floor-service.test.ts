import { describe, expect, it } from "vitest";
import { takeBack } from "./floor-service.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  countEvents,
  HOUR_MS,
  leave,
  listAlerts,
  makePick,
  openTestShop,
  passAndTick,
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
  tell,
  transact,
} from "./shop-fixture.ts";

describe("staff who come in by their own key", () => {
  it("merge with nobody's visit", async () => {
    const test = openTestShop();
    const guest = await admit(test, CARD, ["ann"]);
    const staff = await admit(test, { kind: "staff", staffId: "s1" }, ["sam"]);
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
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await leave(test, "ann");
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", left: ["ann"] });
    expect(countEvents(test, "ReceiptDrafted")).toBe(0);
    await leave(test, "bob");
    expect(readVisit(test, visitId).status).toBe("closed");
    expect(countEvents(test, "ReceiptDrafted")).toBe(1);
  });

  it("that is reported twice is one", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await leave(test, "ann");
    await leave(test, "ann");
    await applyOutputs(test, reportReceipt("ann", { "03": 1 }));
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
    await applyOutputs(test, reportReceipt("ghost", { "03": 1 }));
    expect(countEvents(test, "ChargeOpened")).toBe(0);
    expect(countEvents(test, "ReceiptDrafted")).toBe(0);
  });

  it("has its draft in the same commit", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
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

describe("somebody who was taken for gone and comes back", () => {
  const back = (test: TestShop, shopperId: string) =>
    transact(test, (tx) => takeBack(tx, test.shop, shopperId));

  it("goes on with their visit, which ends once more, and is charged once", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, reportCart("ann", { "03": 1 }));
    await leave(test, "ann");
    await back(test, "ann");
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", left: [] });
    expect(test.store.read("shopper", "ann")).toMatchObject({ status: "inside", exitedMs: null });
    // The draft of then becomes no receipt by itself.
    await passAndTick(test, HOUR_MS);
    expect(readReceipt(test, visitId).status).toBe("draft");
    await applyOutputs(test, reportCart("ann", { "03": 1, "06": 1 }));
    await leave(test, "ann");
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 1 });
    await applyOutputs(test, reportReceipt("ann", { "03": 1, "06": 1 }));
    await settle(test);
    expect(["ReceiptDrafted", "ReceiptFinalised"].map((type) => countEvents(test, type))).toEqual([
      ...[1, 1],
    ]);
    expect(sumBooks(test, visitId).capturedMinor).toBe(583);
    expect(audit(test)).toEqual([]);
  });

  it("has their age checked inside again, where nobody had checked", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    const beer = makePick("1", "ann", { barcode: "05" });
    await applyOutputs(test, tell(beer), reportCart("ann", { "05": 1 }));
    const kinds = () =>
      test.store.db
        .prepare("SELECT kind FROM alerts WHERE cleared_ms IS NULL")
        .all()
        .map(({ kind }) => kind);
    expect(kinds()).toEqual(["age-check"]);
    await leave(test, "ann");
    expect(kinds()).toEqual(["age-unchecked"]);
    await back(test, "ann");
    expect(kinds()).toEqual(["age-check"]);
  });

  it("is one of a party that is still there", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await leave(test, "ann");
    await back(test, "ann");
    await leave(test, "bob");
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", left: ["bob"] });
  });

  it("is a stranger where they have no visit, or it is settled", async () => {
    const test = openTestShop();
    await see(test, "tom");
    await applyOutputs(test, reportCart("tom", { "03": 1 }));
    await leave(test, "tom");
    expect(listAlerts(test)).toEqual(["exit:tom"]);
    await back(test, "tom");
    expect(listAlerts(test)).toEqual(["stranger:tom"]);
    expect(test.store.read("shopper", "tom").status).toBe("inside");
    const { visitId } = await admit(test, CARD, ["ann"], "south");
    await shopFor(test, "ann", { "03": 1 });
    await back(test, "ann");
    expect(readVisit(test, visitId).status).toBe("closed");
    expect(listAlerts(test)).toEqual(["stranger:ann", "stranger:tom"]);
  });
});
