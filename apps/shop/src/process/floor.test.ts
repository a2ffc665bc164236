/** Gates, people and goods, from what sensors see to what is charged. */
import { describe, expect, it } from "vitest";
import { admitByAttendant } from "../domain/entry-service.ts";
import {
  audit,
  CARD,
  countEvents,
  enterFor,
  HOUR_MS,
  listAlerts,
  listReviews,
  passAndTick,
  readLines,
  readReceipt,
  readVisit,
  settle,
  sumBooks,
  transact,
} from "../domain/shop-fixture.ts";
import { AISLE, beside, type Floor, GATES, openFloor } from "./floor-fixture.ts";

/** What was captured for a visit, when all that is due has been done. */
async function settleAt(floor: Floor, ...visitIds: readonly string[]): Promise<number[]> {
  await passAndTick(floor.test, HOUR_MS);
  await settle(floor.test);
  expect(audit(floor.test)).toEqual([]);
  return visitIds.map((visitId) => sumBooks(floor.test, visitId).capturedMinor);
}

const flagsOf = ({ test }: Floor, visitId: string): string[] =>
  readVisit(test, visitId).flags.map(({ flag }) => flag);

describe("somebody who shows a card, takes something and leaves", () => {
  it("pays for it", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.in);
    await floor.pass(3000);
    const visitId = await floor.show("in");
    expect(floor.visitOf("1")).toBeNull();
    await floor.go("1", AISLE);
    expect(floor.visitOf("1")).toBe(visitId);
    await floor.take("1", "03");
    await floor.leave("1", "out");
    await floor.pass(5000);
    expect(readReceipt(floor.test, visitId).status).toBe("final");
    expect(readLines(floor.test, visitId)).toEqual({ "03": 1 });
    expect(listAlerts(floor.test)).toEqual([]);
    expect(await settleAt(floor, visitId)).toEqual([250]);
  });
});

describe("somebody in the doorway", () => {
  it("who goes back has not come in: nobody is reported, and who enters meanwhile is the next", async () => {
    for (const gateId of ["in", "both"] as const) {
      const floor = openFloor();
      floor.appear("1", GATES[gateId]);
      await floor.pass(12_000);
      const visitId = await floor.show(gateId);
      floor.appear("2", beside(GATES[gateId], 0.2));
      await floor.pass(1000);
      floor.vanish("1");
      await floor.go("2", AISLE);
      await floor.pass(30_000);
      expect(floor.visitOf("2")).toBe(visitId);
      expect(readVisit(floor.test, visitId)).toMatchObject({ partySize: 1, flags: [] });
      expect(listAlerts(floor.test)).toEqual([]);
      expect(countEvents(floor.test, "ShopperAppeared")).toBe(1);
    }
  });

  it("of the way out who goes back into the street has not come in either", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.out);
    await floor.pass(5000);
    floor.vanish("1");
    await floor.pass(30_000);
    expect(countEvents(floor.test, "ShopperAppeared")).toBe(0);
  });

  it("of the way out who comes in by it is a stranger, whatever the way in has admitted", async () => {
    const floor = openFloor();
    const visitId = await floor.show("in");
    floor.appear("1", GATES.out);
    await floor.go("1", AISLE);
    expect(floor.visitOf("1")).toBeNull();
    expect(listAlerts(floor.test)).toEqual(["stranger:1"]);
    expect(readVisit(floor.test, visitId).shoppers).toEqual([]);
  });

  it("who takes something from there has come in, and is charged for it", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.both);
    const visitId = await floor.show("both");
    await floor.take("1", "02");
    expect(floor.visitOf("1")).toBe(visitId);
    floor.vanish("1");
    await floor.pass(5000);
    expect(readLines(floor.test, visitId)).toEqual({ "02": 1 });
    expect(await settleAt(floor, visitId)).toEqual([129]);
  });

  it("who steps into the exit and turns back has not left", async () => {
    const floor = openFloor();
    const visitId = await floor.show("in");
    floor.appear("1", GATES.in);
    await floor.go("1", AISLE, GATES.out, AISLE);
    await floor.take("1", "03");
    expect(readVisit(floor.test, visitId)).toMatchObject({ status: "open", left: [] });
    await floor.leave("1", "both");
    await floor.pass(5000);
    expect(readLines(floor.test, visitId)).toEqual({ "03": 1 });
    expect(countEvents(floor.test, "ShopperAppeared")).toBe(1);
  });
});

describe("two people", () => {
  it("on two entries, one behind the other, pay each their own", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.in);
    floor.appear("2", beside(GATES.in, 0.3));
    const first = await floor.show("in");
    await floor.go("1", AISLE);
    const second = await floor.show("in");
    await floor.go("2", beside(AISLE, 1));
    expect([floor.visitOf("1"), floor.visitOf("2")]).toEqual([first, second]);
    await floor.take("1", "03");
    await floor.take("2", "06");
    await floor.leave("1", "out");
    await floor.leave("2", "out");
    await floor.pass(5000);
    expect([readLines(floor.test, first), readLines(floor.test, second)]).toEqual([
      ...[{ "03": 1 }, { "06": 1 }],
    ]);
    expect(listAlerts(floor.test)).toEqual([]);
    expect(await settleAt(floor, first, second)).toEqual([250, 333]);
  });

  it("who cross at once on one entry are reported, and nobody is charged before somebody has checked", async () => {
    const floor = openFloor();
    const visitId = await floor.show("in");
    floor.appear("1", GATES.in);
    floor.appear("2", beside(GATES.in, 0.3));
    floor.send("2", beside(AISLE, 0.3));
    await floor.go("1", AISLE);
    await floor.pass(11_000);
    const bound = readVisit(floor.test, visitId).shoppers;
    expect(bound).toHaveLength(1);
    const other = bound[0] === "1" ? "2" : "1";
    expect(listAlerts(floor.test)).toEqual([`binding:${visitId}`, `stranger:${other}`]);
    await floor.take(bound[0]!, "03");
    await floor.take(other, "06");
    await floor.leave(bound[0]!, "out");
    await floor.leave(other, "out");
    await floor.pass(5000);
    expect(listAlerts(floor.test)).toEqual([`binding:${visitId}`, `exit:${other}`]);
    expect(listReviews(floor.test)).toContain(`${visitId}:bound-by-guess`);
    expect(await settleAt(floor, visitId)).toEqual([0]);
  });

  it("of whom one tailgates the other: the next payer never pays for them", async () => {
    const floor = openFloor();
    const first = await floor.show("in");
    floor.appear("1", GATES.in);
    floor.appear("2", beside(GATES.in, -0.2));
    floor.appear("3", beside(GATES.in, -0.4));
    await floor.go("1", AISLE);
    await floor.go("2", beside(AISLE, 1));
    const second = await floor.show("in");
    await floor.go("3", beside(AISLE, 2));
    expect([1, 2, 3].map((id) => floor.visitOf(String(id)))).toEqual([first, null, second]);
    await floor.take("2", "07");
    await floor.take("3", "03");
    await floor.leave("2", "out");
    await floor.leave("3", "out");
    await floor.pass(5000);
    expect(flagsOf(floor, first)).toEqual(["bound-by-guess"]);
    expect(flagsOf(floor, second)).toEqual([]);
    expect(readLines(floor.test, second)).toEqual({ "03": 1 });
    await floor.leave("1", "out");
    await floor.pass(5000);
    expect(await settleAt(floor, first, second)).toEqual([0, 250]);
  });
});

describe("a party", () => {
  it("whose members leave one after the other pays once, when the last has left", async () => {
    const floor = openFloor();
    const visitId = await floor.show("both", 3);
    for (const id of ["1", "2", "3"]) {
      floor.appear(id, GATES.both);
      await floor.go(id, beside(AISLE, Number(id) - 2));
    }
    await floor.take("1", "03");
    await floor.leave("1", "out");
    await floor.pass(10_000);
    expect(readVisit(floor.test, visitId)).toMatchObject({ status: "open", left: ["1"] });
    expect(countEvents(floor.test, "ReceiptDrafted")).toBe(0);
    await floor.take("2", "06");
    await floor.leave("2", "both");
    await floor.take("3", "03");
    await floor.pass(60_000);
    expect(readVisit(floor.test, visitId).status).toBe("open");
    await floor.leave("3", "out");
    await floor.pass(5000);
    expect(readLines(floor.test, visitId)).toEqual({ "03": 2, "06": 1 });
    expect(countEvents(floor.test, "ReceiptFinalised")).toBe(1);
    expect(await settleAt(floor, visitId)).toEqual([833]);
  });
});

describe("somebody without an entry", () => {
  it("leaves with goods: staff are told, and nobody is charged", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.in);
    await floor.go("1", AISLE);
    await floor.take("1", "07");
    expect(listAlerts(floor.test)).toEqual(["stranger:1"]);
    await floor.leave("1", "out");
    await floor.pass(5000);
    expect(listAlerts(floor.test)).toEqual(["exit:1"]);
    expect(countEvents(floor.test, "ChargeOpened")).toBe(0);
    expect(await settleAt(floor)).toEqual([]);
  });

  it("takes what has an age limit: staff are told before they leave", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.in);
    await floor.go("1", AISLE);
    await floor.take("1", "05");
    expect(listAlerts(floor.test)).toEqual(["age-of:1"]);
  });
});

describe("somebody who leaves", () => {
  it("and is seen in the exit once more has left once", async () => {
    const floor = openFloor();
    const visitId = await floor.show("in");
    floor.appear("1", GATES.in);
    await floor.go("1", AISLE);
    await floor.take("1", "03");
    for (let at = 0; at < 3; at++) {
      await floor.leave("1", "out");
      await floor.pass(1000);
      floor.appear("1", GATES.out);
    }
    floor.vanish("1");
    await floor.pass(30_000);
    const once = ["ShopperAppeared", "ShopperExited", "VisitClosed", "ReceiptFinalised"];
    expect(once.map((type) => countEvents(floor.test, type))).toEqual([1, 1, 1, 1]);
    expect(listAlerts(floor.test)).toEqual([]);
    expect(await settleAt(floor, visitId)).toEqual([250]);
  });
});

describe("staff", () => {
  it("who go out and come in again are on a visit each time, and on nobody else's", async () => {
    const floor = openFloor();
    const { test } = floor;
    const admit = () =>
      transact(test, (tx) =>
        admitByAttendant(tx, test.shop, {
          gateId: "both",
          partySize: 1,
          payer: { kind: "staff", staffId: "s1" },
        }),
      );
    const first = await admit();
    floor.appear("1", GATES.both);
    await floor.go("1", AISLE);
    const guest = await floor.show("both");
    floor.appear("2", GATES.both);
    await floor.go("2", beside(AISLE, 1));
    await floor.take("2", "03");
    await floor.leave("1", "both");
    await floor.pass(30_000);
    const second = await admit();
    floor.appear("3", GATES.both);
    await floor.go("3", AISLE);
    await floor.take("3", "07");
    await floor.leave("3", "both");
    await floor.leave("2", "out");
    await floor.pass(5000);
    expect([first.visitId, second.visitId].map((id) => readVisit(test, id).shoppers)).toEqual([
      ...[["1"], ["3"]],
    ]);
    expect(readLines(test, guest)).toEqual({ "03": 1 });
    expect(listAlerts(test)).toEqual([]);
    expect(countEvents(test, "ReceiptDrafted")).toBe(1);
    expect(await settleAt(floor, guest)).toEqual([250]);
  });
});

describe("a restart", () => {
  it("while somebody is in the door, and while somebody waits for their entry, forgets neither", async () => {
    const floor = openFloor();
    floor.appear("1", GATES.in);
    await floor.pass(1000);
    await floor.restart();
    const visitId = await floor.show("in");
    await floor.go("1", AISLE);
    expect(floor.visitOf("1")).toBe(visitId);
    // Somebody who has crossed the gate before it is answered.
    const shownMs = floor.test.clock.nowMs;
    floor.appear("2", GATES.both);
    await floor.go("2", beside(AISLE, 1));
    await floor.restart();
    const { visitId: second } = await enterFor(floor.test, CARD, { gateId: "both", shownMs });
    expect(floor.visitOf("2")).toBe(second);
  });
});

describe("a number that the tracker gives again", () => {
  /** Comes in on an entry of their own, and takes something. */
  async function shopAs(floor: Floor, trackId: string, gtin: string): Promise<string> {
    floor.appear(trackId, GATES.both);
    const visitId = await floor.show("both");
    await floor.go(trackId, AISLE);
    await floor.take(trackId, gtin);
    return visitId;
  }

  it.each([
    ["at once, at the same door", 700],
    ["before the receipt is final", 2600],
    ["later", 60_000],
  ])("to who comes in %s: each pays their own", async (_, afterMs) => {
    const floor = openFloor();
    const first = await shopAs(floor, "1", "03");
    await floor.leave("1", "both");
    await floor.pass(afterMs);
    const second = await shopAs(floor, "1", "06");
    await floor.leave("1", "both");
    await floor.pass(5000);
    expect(readVisit(floor.test, first).shoppers).toEqual(["1"]);
    expect(readVisit(floor.test, second).shoppers).toEqual([floor.nameOf("1")]);
    expect(floor.nameOf("1")).not.toBe("1");
    expect([readLines(floor.test, first), readLines(floor.test, second)]).toEqual([
      ...[{ "03": 1 }, { "06": 1 }],
    ]);
    expect(listAlerts(floor.test)).toEqual([]);
    expect(await settleAt(floor, first, second)).toEqual([250, 333]);
  });

  it("of somebody who was lost is not theirs, and their visit is looked at", async () => {
    const floor = openFloor();
    const first = await shopAs(floor, "1", "03");
    floor.vanish("1");
    await floor.pass(10_000);
    floor.appear("1", GATES.in);
    const second = await floor.show("in");
    await floor.go("1", AISLE);
    expect(floor.visitOf("1")).toBe(second);
    await floor.take("1", "06");
    await floor.leave("1", "out");
    await floor.pass(30_000);
    expect(flagsOf(floor, first)).toEqual(["track-lost"]);
    expect(readLines(floor.test, first)).toEqual({ "03": 1 });
    expect(readLines(floor.test, second)).toEqual({ "06": 1 });
  });

  it("to who is first seen inside is a stranger's", async () => {
    const floor = openFloor();
    const first = await shopAs(floor, "1", "03");
    await floor.leave("1", "both");
    await floor.pass(60_000);
    floor.appear("1", AISLE);
    await floor.take("1", "06");
    expect(floor.visitOf("1")).toBeNull();
    expect(listAlerts(floor.test)).toEqual([`stranger:${floor.nameOf("1")}`]);
    expect(readLines(floor.test, first)).toEqual({ "03": 1 });
  });

  it("is still theirs where they are back inside at once: they had not left", async () => {
    const floor = openFloor();
    const visitId = await shopAs(floor, "1", "03");
    await floor.go("1", GATES.out);
    floor.vanish("1");
    await floor.pass(1000);
    expect(readVisit(floor.test, visitId).status).toBe("closed");
    floor.appear("1", beside(GATES.out, 0.8));
    await floor.take("1", "06");
    expect(readVisit(floor.test, visitId)).toMatchObject({ status: "open", shoppers: ["1"] });
    await floor.leave("1", "out");
    await floor.pass(5000);
    expect(readLines(floor.test, visitId)).toEqual({ "03": 1, "06": 1 });
    expect(listAlerts(floor.test)).toEqual([]);
    expect(await settleAt(floor, visitId)).toEqual([583]);
  });

  it("means whom it meant last after a start", async () => {
    const floor = openFloor();
    const first = await shopAs(floor, "1", "03");
    floor.vanish("1");
    await floor.pass(5000);
    const second = await shopAs(floor, "1", "06");
    const name = floor.nameOf("1");
    await floor.restart();
    await floor.take("1", "07");
    expect([floor.nameOf("1"), floor.visitOf("1")]).toEqual([name, second]);
    await floor.leave("1", "out");
    await floor.pass(30_000);
    expect(readLines(floor.test, first)).toEqual({ "03": 1 });
    expect(readLines(floor.test, second)).toEqual({ "06": 1, "07": 1 });
  });

  it("to who comes in just after a start, of somebody who is gone since before it, is not theirs", async () => {
    const floor = openFloor();
    const first = await shopAs(floor, "1", "03");
    floor.vanish("1");
    await floor.restart();
    const second = await shopAs(floor, "1", "06");
    await floor.leave("1", "out");
    await floor.pass(30_000);
    expect(readLines(floor.test, first)).toEqual({ "03": 1 });
    expect(readLines(floor.test, second)).toEqual({ "06": 1 });
    expect(flagsOf(floor, first)).toEqual(["sensors-restarted", "track-lost"]);
  });

  it("is nobody's any more where the cameras saw nobody for so long that all are given up", async () => {
    const floor = openFloor();
    const visitId = await shopAs(floor, "1", "03");
    await floor.pass(40_000, { isBlind: true });
    expect(readVisit(floor.test, visitId)).toMatchObject({
      status: "closed",
      flags: [{ flag: "track-lost" }],
    });
    await floor.pass(1000);
    expect(floor.visitOf("1")).toBeNull();
    expect(listAlerts(floor.test)).toEqual([`stranger:${floor.nameOf("1")}`]);
  });
});
