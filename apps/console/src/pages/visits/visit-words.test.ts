import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import {
  type Explanation,
  listDocuments,
  type Visit,
  type VisitRow,
  wordEntryMethod,
  wordEvent,
  wordExplanation,
  wordFlag,
  wordVisit,
  wordWaiting,
} from "./visit-words.ts";

showBritish();

const receipt = (more: Partial<NonNullable<VisitRow["receipt"]>> = {}) => ({
  status: "final" as const,
  isWaiting: false,
  documentNumber: 7,
  totalMinor: 100,
  missingMinor: 0,
  refundedMinor: 0,
  disputesOpen: 0,
  probability: 1,
  ...more,
});
const row = (more: Partial<VisitRow> = {}): VisitRow => ({
  visitId: "v",
  status: "closed",
  payer: "card",
  gateId: "in",
  method: "card",
  partySize: 1,
  bound: 1,
  inside: 0,
  age: "not-needed",
  openedMs: 0,
  closedMs: 1,
  flags: 0,
  lastFour: "4242",
  units: 1,
  waitsFor: [],
  receipt: receipt(),
  ...more,
});

describe("a visit's state", () => {
  it.each([
    [{ status: "open", receipt: null }, "inside"],
    [{ status: "open", receipt: null, flags: 1 }, "flagged"],
    [{ status: "open", receipt: null, age: "needed" }, "check age"],
    [{ payer: "staff", receipt: null }, "staff"],
    [{ receipt: null }, "no receipt"],
    [{ receipt: receipt({ status: "draft" }) }, "draft"],
    [{ receipt: receipt({ status: "draft", isWaiting: true }) }, "in review"],
    [{}, "paid"],
    [{ receipt: receipt({ missingMinor: 5 }) }, "unpaid"],
    [{ receipt: receipt({ missingMinor: -5 }) }, "refund due"],
    [{ receipt: receipt({ refundedMinor: 5 }) }, "refunded"],
    [{ receipt: receipt({ status: "contested" }) }, "disputed"],
    [{ receipt: receipt({ status: "reviewed" }) }, "paid"],
  ] as [Partial<VisitRow>, string][])("of %j is %s", (more, text) => {
    expect(wordVisit(row(more)).text).toBe(text);
  });
});

describe("what a visit waits for", () => {
  it("is each kind of question once", () => {
    const ask = (...kinds: VisitRow["waitsFor"][number]["kind"][]) =>
      wordWaiting(kinds.map((kind, at) => ({ kind, reviewId: `r${at}` })));
    expect(ask()).toBeNull();
    expect(ask("interaction", "interaction", "age")).toBe("unclear item, age check");
  });
});

describe("an explanation", () => {
  const explanation: Explanation = {
    kind: "pick",
    shopperId: "a",
    giverId: null,
    gtin: "1",
    quantity: 2,
    probability: 0.5,
    name: "Soup",
  };
  const party = new Set(["a"]);

  it("says who did what", () => {
    expect(wordExplanation(explanation, party)).toBe("2 × Soup taken by them");
    expect(wordExplanation({ ...explanation, kind: "putback", shopperId: "x" }, party)).toBe(
      "2 × Soup put back by someone else",
    );
    expect(
      wordExplanation({ ...explanation, kind: "handover", shopperId: "x", giverId: "a" }, party),
    ).toBe("2 × Soup given by them to someone else");
    expect(wordExplanation({ ...explanation, shopperId: null }, party)).toContain(
      "an unknown person",
    );
  });
});

describe("the timeline", () => {
  type Event = Visit["timeline"][number];
  const event = (type: Event["type"], data: Event["data"]): Event => ({
    ...{ type, data: { currency: "GBP", ...data }, id: 1, atMs: 0, visitId: "v" },
  });
  const say = (type: Event["type"], data: Event["data"]) =>
    wordEvent(event(type, data), "en-GB", [7, 9]);

  it("tells of entry and exit, receipt and money", () => {
    expect(say("visit.opened", { gateId: "in", holdMinor: 2000, isHoldPending: false })).toEqual({
      tone: "now",
      text: "Came in",
      more: "£20.00 held",
    });
    expect(say("visit.opened", { gateId: "in", holdMinor: 0 })!.more).toBeNull();
    expect(say("visit.opened", { gateId: "in", holdMinor: 1, isHoldPending: true })!.more).toMatch(
      /as soon as the bank/,
    );
    expect(say("visit.closed", { cause: "lost" })!.text).toMatch(/Lost from view/);
    expect(say("receipt.finalised", { documentNumber: 7, totalMinor: 250 })!.more).toBe(
      "no. 7, £2.50",
    );
    expect(say("receipt.corrected", { documentNumber: 9 })!.more).toBe("no. 9 (7-1)");
    expect(say("receipt.contested", { isGranted: null })!.tone).toBe("warning");
    expect(say("receipt.contested", { isGranted: false })!.text).toMatch(/rejected/);
    expect(say("debt.settled", { isForgiven: true })!.text).toBe("Debt waived");
  });

  it("knows the documents of a receipt, if it still has the first", () => {
    const first = event("receipt.finalised", { documentNumber: 7 });
    const second = event("receipt.corrected", { documentNumber: 9 });
    expect(listDocuments([event("visit.opened", {}), first, second])).toEqual([7, 9]);
    expect(listDocuments([second])).toEqual([]);
  });

  it("tells of money when something is due, and then whether it is paid", () => {
    const charge = { dueMinor: 250, netMinor: 0, missingMinor: 250 };
    expect(say("charge.updated", { ...charge, dueMinor: null })).toBeNull();
    expect(say("charge.updated", charge)!.text).toBe("Amount due");
    expect(say("charge.updated", { ...charge, netMinor: 250, missingMinor: 0 })).toMatchObject({
      text: "Paid",
      more: "£2.50",
    });
    expect(say("charge.updated", { dueMinor: 0, netMinor: 0, missingMinor: 0 })!.text).toBe(
      "Nothing to pay",
    );
  });

  it("leaves out what nobody needs to read", () => {
    expect(say("cart.updated", {})).toBeNull();
  });

  it("names the entry method, also one that it does not know", () => {
    expect(["qr", "card", "palm tree"].map(wordEntryMethod)).toEqual([
      "phone code",
      "card",
      "palm tree",
    ]);
  });

  it("has words for flags, and for those that it does not know", () => {
    expect(wordFlag("track-lost")).toMatch(/lost from view/);
    expect(wordFlag("brand-new")).toBe("brand new");
  });
});
