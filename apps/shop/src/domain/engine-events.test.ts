import type { Evidence } from "@saunter/commerce/cart/events";
import { NOBODY } from "@saunter/commerce/cart/interactions";
import { decideVisit } from "@saunter/commerce/visit/decide";
import { describe, expect, it } from "vitest";
import { bindByAttendant } from "./binding-service.ts";
import { applyEngineOutputs } from "./engine-events.ts";
import { answerAgeCheck } from "./review-service.ts";
import { decideInto } from "./shop-context.ts";
import {
  admit,
  applyOutputs,
  audit,
  CARD,
  countEvents,
  decide,
  enterFor,
  HOUR_MS,
  leave,
  listAlerts,
  listReviews,
  makePick,
  makeUncertain,
  openTestShop,
  passAndTick,
  readLines,
  readReceipt,
  readReview,
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

/** What is reported of a shopper now, by time. */
const listEvidence = ({ store }: TestShop, shopperId: string): Evidence[] =>
  store.db
    .prepare(
      "SELECT body FROM evidence WHERE coalesce(body ->> 'shopperId', 'nobody') = ? ORDER BY occurred_ms, evidence_id",
    )
    .all(shopperId)
    .map((row) => JSON.parse(row.body as string));

const evidenceOf = (test: TestShop, shopperId: string): string[] =>
  listEvidence(test, shopperId).map(({ evidenceId }) => evidenceId);

/** Evidence as it stands, by id: whom it concerns. */
function listConcerned({ store }: TestShop): Record<string, string[]> {
  const rows = store.db
    .prepare("SELECT evidence_id, shopper_id FROM evidence_shoppers ORDER BY 1, 2")
    .all();
  const concerned: Record<string, string[]> = {};
  for (const { evidence_id, shopper_id } of rows) {
    const shoppers = concerned[evidence_id as string] ?? [];
    concerned[evidence_id as string] = [...shoppers, shopper_id as string];
  }
  return concerned;
}

describe("what the engine tells", () => {
  it("of an interaction is evidence of the shopper's, with all that it may have been", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    const pick = makeUncertain(
      makePick("7", "ann", { timestampMs: 1000.6, plates: [3, 4], weightG: 91.5 }),
      { targetId: "bob" },
      { kind: "handover", giverId: "cat", barcode: "02", quantity: 2 },
    );
    await applyOutputs(test, tell(pick));
    const [evidence] = listEvidence(test, "ann");
    expect(evidence).toEqual({
      evidenceId: "run.7",
      kind: "pick",
      shopperId: "ann",
      giverId: null,
      gtin: "01",
      quantity: 1,
      probability: 0.6,
      occurredMs: 1001,
      weightG: 91.5,
      gondola: 1,
      shelf: 1,
      plates: [3, 4],
      candidates: [
        expect.objectContaining({ kind: "pick", shopperId: "ann", probability: 0.6 }),
        expect.objectContaining({ kind: "pick", shopperId: "bob", probability: 0.2 }),
        expect.objectContaining({ kind: "handover", giverId: "cat", gtin: "02", quantity: 2 }),
      ],
    });
    expect(listConcerned(test)).toEqual({ "run.7": ["ann", "bob", "cat"] });
  });

  it("of a cart is the shopper's, or nobody's", async () => {
    const test = openTestShop();
    const nobodys = { ...reportCart("ann", { "03": 1 }), targetId: null };
    await applyOutputs(test, reportCart("ann", { "02": 2 }), nobodys);
    expect(test.store.read("shopper", "ann")).toMatchObject({
      lines: [{ gtin: "02", quantity: 2 }],
      probability: 0.9,
    });
    expect(test.store.read("shopper", NOBODY).lines).toEqual([{ gtin: "03", quantity: 1 }]);
  });

  it("as a warning, and as a receipt of nobody's, changes nothing", async () => {
    const test = openTestShop();
    await applyOutputs(
      test,
      { kind: "warning", code: "clock", message: "A plate is late." },
      reportReceipt(null, { "03": 1 }),
    );
    expect(test.store.position()).toBe(0);
  });

  it("under one number in two runs is two interactions", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    const outputs = [tell(makePick("1", "ann"))];
    for (const run of ["run-1", "run-2"]) {
      await transact(test, (tx) => applyEngineOutputs(tx, test.shop, run, outputs));
    }
    expect(evidenceOf(test, "ann")).toEqual(["run-1.1", "run-2.1"]);
    expect(Object.keys(listConcerned(test))).toEqual(["run-1.1", "run-2.1"]);
  });

  it("together with a receipt counts for it, also when it comes after it", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    const told = makeUncertain(makePick("1", "ann"), { barcode: "02" });
    const ghost = makeUncertain(makePick("2", "ann", { barcode: "06" }), { barcode: "03" });
    await applyOutputs(test, tell(told), tell(ghost), reportCart("ann", { "01": 1 }));
    await leave(test, "ann");
    // As the engine closes a visit: its receipt, then what is final, then what falls away.
    await applyOutputs(
      test,
      reportReceipt("ann", { "01": 1 }, { needsReview: true, reasons: ["not sure"] }),
      tell({ ...told, probability: 0.8 }, "final"),
      tell(ghost, "retracted"),
    );
    expect(listReviews(test, visitId)).toEqual(["run.1"]);
    expect(readReview(test, "run.1").subject).toMatchObject({ evidence: { probability: 0.8 } });
    expect(readReceipt(test, visitId).content.lines).toMatchObject([
      { gtin: "01", evidenceIds: ["run.1"] },
    ]);
  });
});

describe("an interaction", () => {
  it("that is attributed to another shopper later is no longer the first one's", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann", "bob"]);
    await applyOutputs(test, tell(makePick("1", "ann")));
    await applyOutputs(test, tell(makePick("1", "bob"), "revised"));
    expect([evidenceOf(test, "ann"), evidenceOf(test, "bob")]).toEqual([[], ["run.1"]]);
    // A reader of the first one's stream receives it, too.
    expect(test.store.readStream("shopper-ann").at(-1)!.event).toMatchObject({
      type: "InteractionTold",
      shopperId: "ann",
      status: "retracted",
      evidence: { evidenceId: "run.1", shopperId: "ann" },
    });
    await applyOutputs(test, tell(makePick("1", "bob"), "final"));
    expect(countEvents(test, "InteractionTold")).toBe(4);
    expect(listConcerned(test)).toEqual({ "run.1": ["bob"] });
    // And back again.
    await applyOutputs(test, tell(makePick("1", "ann"), "revised"));
    expect([evidenceOf(test, "ann"), evidenceOf(test, "bob")]).toEqual([["run.1"], []]);
  });

  it("that was nobody's and is somebody's later is theirs", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makePick("1", "ann", { targetId: null })));
    expect(evidenceOf(test, NOBODY)).toEqual(["run.1"]);
    await applyOutputs(test, tell(makePick("1", "ann"), "revised"));
    expect([evidenceOf(test, NOBODY), evidenceOf(test, "ann")]).toEqual([[], ["run.1"]]);
  });

  it("that is retracted speaks for nothing", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(
      test,
      tell(makePick("1", "ann")),
      tell(makePick("2", "ann", { barcode: "03" })),
    );
    await applyOutputs(
      test,
      tell(makePick("1", "ann"), "retracted"),
      reportCart("ann", { "03": 1 }),
    );
    expect(evidenceOf(test, "ann")).toEqual(["run.2"]);
    await leave(test, "ann");
    expect(readReceipt(test, visitId).content.lines).toMatchObject([
      { gtin: "03", quantity: 1, evidenceIds: ["run.2"] },
    ]);
  });

  it("that is retracted as another's is gone from both", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann", "bob"]);
    await applyOutputs(test, tell(makePick("1", "ann")));
    await applyOutputs(test, tell(makePick("1", "bob"), "retracted"));
    expect([evidenceOf(test, "ann"), evidenceOf(test, "bob")]).toEqual([[], []]);
    expect(listConcerned(test)).toEqual({});
  });

  it("reported again differently is what was reported last", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makePick("1", "ann")));
    await applyOutputs(test, tell(makePick("1", "ann", { barcode: "02", quantity: 2 }), "final"));
    const [evidence] = listEvidence(test, "ann");
    expect(evidence).toMatchObject({ gtin: "02", quantity: 2 });
    expect(evidenceOf(test, "ann")).toHaveLength(1);
  });
});

describe("an age-restricted product", () => {
  const beer = (id: string, shopperId: string) => makePick(id, shopperId, { barcode: "05" });
  const spirits = (test: TestShop) => {
    const gin = { ...test.shop.settings.products.get("05")!, gtin: "09", name: "Gin", ageMin: 21 };
    return new Map([...test.shop.settings.products, ["09", gin]]);
  };
  const check = (test: TestShop, visitId: string, isOldEnough: boolean) =>
    transact(test, (tx) => {
      const command = { type: "CheckAge", isOldEnough, by: "staff-1" } as const;
      decideInto(tx, "visit", visitId, decideVisit, command);
    });

  it("calls staff before the exit, once", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")));
    expect(listAlerts(test)).toEqual([`age:${visitId}`]);
    expect(readVisit(test, visitId)).toMatchObject({ status: "open", age: "needed" });
    await applyOutputs(test, tell(beer("1", "ann"), "final"), tell(beer("2", "ann")));
    expect(countEvents(test, "AlertRaised")).toBe(1);
    expect(readVisit(test, visitId).restricted).toHaveLength(2);
    const alert = test.store.db.prepare("SELECT kind, message, visit_id FROM alerts").get();
    expect({ ...alert }).toEqual({
      kind: "age-check",
      visit_id: visitId,
      message: "Product 05 was taken: check that the shopper is 18 or older before they leave",
    });
  });

  it("that is reported only after the exit calls nobody, and goes to review", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await leave(test, "ann");
    await applyOutputs(test, tell(beer("1", "ann")), reportReceipt("ann", { "05": 1 }));
    expect(listAlerts(test)).toEqual([]);
    expect(listReviews(test)).toEqual([`${visitId}:age`]);
  });

  it("that has left unchecked is told as such, until the receipt is final", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")), reportCart("ann", { "05": 1 }));
    await leave(test, "ann");
    const open = "SELECT kind, message FROM alerts WHERE cleared_ms IS NULL";
    expect(
      test.store.db
        .prepare(open)
        .all()
        .map((row) => ({ ...row })),
    ).toEqual([
      {
        kind: "age-unchecked",
        message:
          "Product 05 left the shop before an age check (18 or older): it is not charged unless someone confirms the age",
      },
    ]);
    expect(listAlerts(test)).toEqual([`age:${visitId}`]);
    await applyOutputs(test, reportReceipt("ann", { "05": 1 }));
    await transact(test, (tx) => answerAgeCheck(tx, test.shop, visitId, true, "staff-1"));
    expect(listAlerts(test)).toEqual([]);
  });

  it("that was put back before the exit asks for nothing after it", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")), reportCart("ann", {}));
    await leave(test, "ann");
    expect(listAlerts(test)).toEqual([]);
  });

  it("calls nobody where it is put back, retracted, or taken by nobody who is there", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell({ ...beer("1", "ann"), kind: "putback" }));
    await applyOutputs(test, tell(beer("2", "ann"), "retracted"), tell(beer("3", "ghost")));
    await applyOutputs(test, tell({ ...beer("5", "ann"), targetId: null }));
    await applyOutputs(test, tell(makePick("4", "ann", { barcode: "unknown" })));
    expect(listAlerts(test)).toEqual([]);
  });

  it("of a preview that is decided for somebody else calls staff to them alone", async () => {
    const test = openTestShop();
    const [ann, bob] = [await admit(test, CARD, ["ann"]), await admit(test, CARD, ["bob"])];
    const states = () => [ann, bob].map(({ visitId }) => readVisit(test, visitId).age);
    await applyOutputs(test, tell(beer("1", "ann")));
    await applyOutputs(test, tell(beer("1", "ann"), "retracted"), tell(beer("2", "bob")));
    expect(listAlerts(test)).toEqual([`age:${bob.visitId}`]);
    expect(states()).toEqual(["not-needed", "needed"]);
    await applyOutputs(test, tell(beer("2", "ann")));
    expect(listAlerts(test)).toEqual([`age:${ann.visitId}`]);
    expect(states()).toEqual(["needed", "not-needed"]);
    await applyOutputs(test, tell(makePick("2", "ann")));
    expect(listAlerts(test)).toEqual([]);
    expect(states()).toEqual(["not-needed", "not-needed"]);
  });

  it("of a preview that is retracted leaves the call for what else they have", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann", "bob"]);
    await applyOutputs(test, tell(beer("1", "ann")), tell(beer("2", "ann")));
    await applyOutputs(test, tell(beer("2", "bob")), tell(beer("1", "ann"), "retracted"));
    expect(listAlerts(test)).toEqual([`age:${visitId}`]);
    expect(readVisit(test, visitId)).toMatchObject({
      age: "needed",
      restricted: [{ evidenceId: "run.2" }],
    });
  });

  it("of a preview that is retracted after the exit clears the alert", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")), reportCart("ann", { "05": 1 }));
    await leave(test, "ann");
    expect(listAlerts(test)).toEqual([`age:${visitId}`]);
    await applyOutputs(test, tell(beer("1", "ann"), "retracted"));
    expect(listAlerts(test)).toEqual([]);
  });

  it("of a preview of somebody without an entry calls staff while something of it is left", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await applyOutputs(test, tell(beer("1", "ann")), tell(beer("2", "ann")));
    await applyOutputs(test, tell(beer("1", "ann"), "retracted"));
    expect(listAlerts(test)).toEqual(["age-of:ann"]);
    await applyOutputs(test, tell(beer("2", "ann"), "retracted"));
    expect(listAlerts(test)).toEqual([]);
  });

  it("taken by somebody without an entry calls staff as well, and to their visit once they have one", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await applyOutputs(test, tell(beer("1", "ann")), tell(beer("2", "ann")));
    const [alert, ...others] = test.store.db.prepare("SELECT * FROM alerts").all();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      alert_key: "age-of:ann",
      kind: "age-check",
      visit_id: null,
      message:
        "Product 05 was taken by someone without an entry: check that they are 18 or older before they leave",
    });
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["ann"], age: "needed" });
    expect(readVisit(test, visitId).restricted.map(({ evidenceId }) => evidenceId)).toEqual([
      ...["run.1", "run.2"],
    ]);
    expect(listAlerts(test)).toEqual([`age:${visitId}`]);
    // Nobody has checked the door: it is not charged.
    await shopFor(test, "ann", { "05": 2 });
    expect(listReviews(test)).toEqual([`${visitId}:age`]);
  });

  it("taken before an attendant binds the shopper calls staff, and their visit to be checked", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await see(test, "bob", null);
    await applyOutputs(test, tell(beer("1", "bob")));
    await transact(test, (tx) => bindByAttendant(tx, test.shop, visitId, "bob", "staff-1"));
    expect(listAlerts(test)).toEqual([`age:${visitId}`]);
    expect(readVisit(test, visitId).age).toBe("needed");
  });

  it("that has been put back, or handed on, before an entry is known is nothing to check there", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await see(test, "bob", null);
    await applyOutputs(
      test,
      tell(beer("1", "ann")),
      tell({ ...beer("2", "ann"), kind: "putback" }),
    );
    await applyOutputs(test, tell(beer("3", "ann")));
    await applyOutputs(test, tell({ ...beer("4", "bob"), kind: "handover", giverId: "ann" }));
    const { visitId } = await enterFor(test, CARD);
    expect(readVisit(test, visitId)).toMatchObject({ shoppers: ["ann"], age: "not-needed" });
    expect(listAlerts(test)).toEqual(["age-of:bob", "stranger:bob"]);
  });

  it("that somebody without an entry leaves with is reported as gone, and no longer to be checked", async () => {
    const test = openTestShop();
    await see(test, "ann");
    await applyOutputs(test, tell(beer("1", "ann")), reportCart("ann", { "05": 1 }));
    await leave(test, "ann");
    expect(listAlerts(test)).toEqual(["exit:ann"]);
    // A late report concerns somebody who is not there any more.
    await applyOutputs(test, tell(beer("1", "ann"), "final"));
    expect(listAlerts(test)).toEqual(["exit:ann"]);
  });

  it("that is handed over calls staff to the visit that has it then", async () => {
    const test = openTestShop();
    await admit(test, CARD, ["ann"]);
    const bob = await admit(test, CARD, ["bob"]);
    await applyOutputs(test, tell({ ...beer("1", "bob"), kind: "handover", giverId: "ann" }));
    expect(listAlerts(test)).toEqual([`age:${bob.visitId}`]);
  });

  it("calls staff again for a higher age than was checked, or is being checked", async () => {
    const test = openTestShop();
    const shop = { ...test.shop, settings: { ...test.shop.settings, products: spirits(test) } };
    const gin = (id: string) => tell(makePick(id, "ann", { barcode: "09" }));
    const { visitId } = await admit(test, CARD, ["ann"]);
    const message = () =>
      test.store.db.prepare("SELECT message FROM alerts WHERE cleared_ms IS NULL").get()?.message;
    const applyAll = (...outputs: ReturnType<typeof tell>[]) =>
      transact(test, (tx) => applyEngineOutputs(tx, shop, "run", outputs));
    await applyAll(tell(beer("1", "ann")));
    expect(message()).toMatch(/18 or older/);
    await applyAll(gin("2"));
    expect(message()).toMatch(/Gin.*21 or older/);
    await check(test, visitId, true);
    await applyAll(gin("3"), tell(beer("4", "ann")));
    expect(readVisit(test, visitId).age).toBe("verified");
    expect(countEvents(test, "AlertRaised")).toBe(2);

    const second = await admit(test, CARD, ["bob"]);
    await applyAll(tell(beer("5", "bob")));
    await check(test, second.visitId, true);
    await applyAll(tell(makePick("6", "bob", { barcode: "09" })));
    expect(readVisit(test, second.visitId).age).toBe("needed");
    expect(listAlerts(test)).toContain(`age:${second.visitId}`);
  });

  it("of a shopper who was refused calls nobody again", async () => {
    const test = openTestShop();
    const shop = { ...test.shop, settings: { ...test.shop.settings, products: spirits(test) } };
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")));
    await check(test, visitId, false);
    const gin = tell(makePick("2", "ann", { barcode: "09" }));
    await transact(test, (tx) => applyEngineOutputs(tx, shop, "run", [gin]));
    expect(countEvents(test, "AlertRaised")).toBe(1);
  });

  it("is charged where the age was verified, and nobody checks again", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")));
    await check(test, visitId, true);
    await shopFor(test, "ann", { "05": 1 });
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readLines(test, visitId)).toEqual({ "05": 1 });
    expect(listAlerts(test)).toEqual([]);
  });

  it.each([
    ["nobody has checked", null],
    ["the shopper was refused", false],
  ])("where %s is never charged without a person", async (_, isOldEnough) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(beer("1", "ann")));
    if (isOldEnough !== null) await check(test, visitId, isOldEnough);
    await shopFor(test, "ann", { "03": 1, "05": 1 });
    expect(readReceipt(test, visitId).status).toBe("draft");
    expect(listReviews(test)).toEqual([`${visitId}:age`]);
    expect(readReview(test, `${visitId}:age`)).toMatchObject({
      subject: { kind: "age", gtins: ["05"] },
      worthMinor: 999,
    });
    await passAndTick(test, HOUR_MS);
    await settle(test);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
    expect(listAlerts(test)).toEqual([]);
    expect(audit(test)).toEqual([]);
  });

  it.each([
    ["grant", { "03": 1, "05": 1 }],
    ["refuse", { "03": 1 }],
  ] as const)("a reviewer says %s", async (kind, lines) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": 1, "05": 1 });
    const reviewId = `${visitId}:age`;
    await decide(test, reviewId, { kind });
    expect(readLines(test, visitId)).toEqual(lines);
  });

  it("that a reviewer finds in an uncertain interaction is not charged, as nobody has checked the age", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await applyOutputs(test, tell(makeUncertain(makePick("1", "ann"), { barcode: "05" })));
    await shopFor(test, "ann", { "01": 1 }, { needsReview: true, reasons: ["not sure"] });
    const review = readReview(test, "run.1");
    if (review.subject.kind !== "interaction") throw new Error("not an interaction");
    const candidate = review.subject.evidence.candidates.find(({ gtin }) => gtin === "05")!;
    await decide(test, "run.1", { kind: "candidate", candidate });
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readLines(test, visitId)).toEqual({});
  });
});

describe("quantities that nobody carries", () => {
  it.each([51, 1e9, Number.MAX_SAFE_INTEGER, Number.NaN])(
    "%s of a product are not charged, and a person looks",
    async (quantity) => {
      const test = openTestShop();
      const { visitId } = await admit(test, CARD, ["ann"]);
      await applyOutputs(test, reportCart("ann", { "03": quantity, "06": 1 }));
      await leave(test, "ann");
      expect(readLines(test, visitId)).toEqual({ "06": 1 });
      const faults = ["a plate was dead"];
      const more = { needsReview: true, reasons: faults, faults };
      await applyOutputs(test, reportReceipt("ann", { "03": quantity, "06": 1 }, more));
      expect(listReviews(test)).toEqual([`${visitId}:gap:ann`]);
      expect(readReview(test, `${visitId}:gap:ann`).subject).toMatchObject({
        reason: "a plate was dead; more of a product than anybody carries",
      });
      await passAndTick(test, HOUR_MS);
      await settle(test);
      expect(readLines(test, visitId)).toEqual({ "06": 1 });
      expect(sumBooks(test, visitId).capturedMinor).toBe(333);
      expect(audit(test)).toEqual([]);
    },
  );

  it("50 are believed, as the engine does", async () => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "08": 50 });
    expect(readReceipt(test, visitId).status).toBe("final");
    expect(readLines(test, visitId)).toEqual({ "08": 50 });
  });

  it.each([0, -1, -1e9])("%s of a product are none", async (quantity) => {
    const test = openTestShop();
    const { visitId } = await admit(test, CARD, ["ann"]);
    await shopFor(test, "ann", { "03": quantity, "06": 1 });
    await settle(test);
    expect(readLines(test, visitId)).toEqual({ "06": 1 });
    expect(audit(test)).toEqual([]);
  });
});
