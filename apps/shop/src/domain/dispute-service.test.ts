import type { Offer } from "@saunter/commerce/pricing/pricing-types";
import { DISPUTES_MAX } from "@saunter/commerce/receipt/decide";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DisputeRequest,
  disputeLine,
  findRefundIfGranted,
  resolveDispute,
} from "./dispute-service.ts";
import { admitByAttendant } from "./entry-service.ts";
import type { Shop } from "./shop-context.ts";
import {
  admit,
  audit,
  CARD,
  catchRefusal,
  countEvents,
  DAY_MS,
  decide,
  HOUR_MS,
  leave,
  listReviews,
  openTestShop,
  pass,
  passAndTick,
  payCard,
  readLines,
  readReceipt,
  readReview,
  readTotal,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  type TestShopOptions,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const WRONG: DisputeRequest = {
  disputeId: "c1",
  kind: "wrong-item",
  lineId: "01",
  gtin: null,
  claimedQuantity: 0,
};
const MISSING: DisputeRequest = {
  disputeId: "c1",
  kind: "missing",
  lineId: null,
  gtin: "06",
  claimedQuantity: 1,
};

const dispute = (test: TestShop, visitId: string, more: Partial<DisputeRequest> = {}) =>
  transact(test, (tx) => disputeLine(tx, test.shop, visitId, { ...WRONG, ...more }));

const decideDispute = (test: TestShop, disputeId: string, kind: "grant" | "refuse") =>
  decide(test, `contest:${disputeId}`, { kind });

/** A shop with one final receipt that is paid. */
async function openWithReceipt(lines: Record<string, number>, options: TestShopOptions = {}) {
  const test = openTestShop(options);
  const visitId = await visitFor(test, CARD, lines);
  await settle(test);
  return { test, visitId };
}

/** How the disputes of a receipt stand: granted, refused, or open. */
function listDisputes(test: TestShop, visitId: string): (boolean | null)[] {
  const receipt = readReceipt(test, visitId);
  return receipt.status === "draft" ? [] : receipt.disputes.map(({ isGranted }) => isGranted);
}

describe("a dispute of little worth", () => {
  it("that a line is wrong takes it off at once, and the money comes back", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 2, "03": 1 });
    await dispute(test, visitId);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(readReceipt(test, visitId)).toMatchObject({
      status: "reviewed",
      documentNumber: 1,
      disputes: [{ disputeId: "c1", gtin: "01", worthMinor: 170, isGranted: true }],
      corrections: [{ documentNumber: 2, differenceMinor: -170, cause: "contest c1" }],
    });
    expect(listReviews(test)).toEqual([]);
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 420, refundedMinor: 170 });
    expect(audit(test)).toEqual([]);
  });

  it("that it were fewer leaves so many", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 3 });
    await dispute(test, visitId, { kind: "wrong-count", claimedQuantity: 2 });
    expect(readLines(test, visitId)).toEqual({ "01": 2 });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(85);
  });

  it("of a line as wrong takes it all off, whatever number is claimed", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 2, "03": 1 });
    await dispute(test, visitId, { claimedQuantity: 1 });
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("of a line as something else puts that in its place, whatever it costs", async () => {
    const { test, visitId } = await openWithReceipt({ "03": 1, "06": 1 });
    await dispute(test, visitId, { lineId: "03", gtin: "01", claimedQuantity: 2 });
    // 2.50 was charged for one of the one; two of the other are 1.70.
    expect(readReceipt(test, visitId)).toMatchObject({
      disputes: [
        {
          gtin: "03",
          claimedQuantity: 0,
          worthMinor: 80,
          isGranted: true,
          instead: { gtin: "01", quantity: 2 },
        },
      ],
      corrections: [{ differenceMinor: -80 }],
    });
    expect(readLines(test, visitId)).toEqual({ "06": 1, "01": 2 });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(80);
    expect(audit(test)).toEqual([]);
  });

  it("of a line as more of another line adds to that", async () => {
    const { test, visitId } = await openWithReceipt({ "03": 1, "01": 1 });
    await dispute(test, visitId, { lineId: "03", gtin: "01", claimedQuantity: 1 });
    expect(readLines(test, visitId)).toEqual({ "01": 2 });
  });

  it("of a line as the same product says nothing of what it was", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 2, "03": 1 });
    await dispute(test, visitId, { gtin: "01", claimedQuantity: 1 });
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    expect(readReceipt(test, visitId)).toMatchObject({
      disputes: [expect.not.objectContaining({ instead: expect.anything() })],
    });
  });

  it("before anything is paid is simply not charged", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, CARD, { "01": 1, "03": 1 });
    await dispute(test, visitId);
    await settle(test);
    expect(sumBooks(test, visitId)).toEqual({ heldMinor: 0, capturedMinor: 250, refundedMinor: 0 });
    expect(audit(test)).toEqual([]);
  });

  it.each([
    [85, true],
    [84, false],
    [-1, false],
  ])("is granted at once up to %s: %s", async (autoRefundMaxMinor, isGranted) => {
    const { test, visitId } = await openWithReceipt(
      { "01": 1 },
      { receipts: { autoRefundMaxMinor } },
    );
    await dispute(test, visitId);
    expect(listDisputes(test, visitId)).toEqual([isGranted ? true : null]);
    expect(listReviews(test)).toEqual(isGranted ? [] : ["contest:c1"]);
  });

  it("is worth what it changes, offers and all", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1, "02": 1 });
    expect(readTotal(test, visitId)).toBe(200);
    await dispute(test, visitId, { lineId: "02" });
    expect(readReceipt(test, visitId)).toMatchObject({ disputes: [{ worthMinor: 115 }] });
    expect(readTotal(test, visitId)).toBe(85);
  });
});

describe("a dispute after prices, offers and taxes have changed", () => {
  /** Everything is dearer, called otherwise and taxed otherwise, and nothing is offered. */
  function changeAll(test: TestShop, factor = 3): void {
    const { settings } = test.shop;
    const products = [...settings.products.values()].map((product) => ({
      ...product,
      name: `New ${product.name}`,
      taxCategory: "standard",
      prices: product.prices.map(({ amountMinor }) => ({ amountMinor: factor * amountMinor })),
    }));
    const standard = [{ rate: "0.5", label: "Dearer" }];
    Object.assign(settings, {
      products: new Map(products.map((product) => [product.gtin, product])),
      offers: [],
      jurisdiction: { ...settings.jurisdiction, categories: { standard } },
    });
  }

  const readPrices = (test: TestShop, visitId: string) =>
    readReceipt(test, visitId).content.result.lines.map(
      ({ gtin, name, unitMinor, discountMinor, taxRate }) => [
        ...[gtin, name, unitMinor, discountMinor, taxRate],
      ],
    );

  it("takes the line off, and leaves the others as they were", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 2, "02": 2, "03": 1 });
    // Two of 0.85, a pair for 2.00, and the cheese.
    expect(readTotal(test, visitId)).toBe(620);
    const before = readPrices(test, visitId);
    changeAll(test);
    await dispute(test, visitId, { lineId: "03" });
    await decideDispute(test, "c1", "grant");
    expect(readTotal(test, visitId)).toBe(370);
    expect(readPrices(test, visitId)).toEqual(before.slice(0, 2));
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 620, refundedMinor: 250 });
  });

  it("undoes an offer of then as it would have then", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1, "02": 1 });
    expect(readTotal(test, visitId)).toBe(200);
    changeAll(test);
    await dispute(test, visitId, { lineId: "02" });
    expect(readReceipt(test, visitId)).toMatchObject({ disputes: [{ worthMinor: 115 }] });
    expect(readTotal(test, visitId)).toBe(85);
  });

  it("adds what is missing at its price of then, where it is on the receipt or was", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1, "06": 1 });
    changeAll(test);
    await dispute(test, visitId, { ...MISSING, disputeId: "more" });
    await decideDispute(test, "more", "grant");
    expect(readTotal(test, visitId)).toBe(85 + 2 * 333);
    await dispute(test, visitId, { disputeId: "off", lineId: "06" });
    await decideDispute(test, "off", "grant");
    expect(readTotal(test, visitId)).toBe(85);
    (test.shop.settings.products as Map<string, unknown>).clear();
    await dispute(test, visitId, { ...MISSING, disputeId: "back" });
    await decideDispute(test, "back", "grant");
    expect(readTotal(test, visitId)).toBe(85 + 333);
  });

  it("adds what was never on the receipt at what the catalogue says of the visit's time", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1 });
    const nowMs = test.clock.nowMs + 1;
    const milk = test.shop.settings.products.get("06")!;
    const prices = [
      { amountMinor: 333, untilMs: nowMs },
      { amountMinor: 999, fromMs: nowMs },
    ];
    changeAll(test);
    (test.shop.settings.products as Map<string, unknown>).set("06", {
      ...milk,
      prices,
      taxCategory: "standard",
    });
    pass(test, HOUR_MS);
    await dispute(test, visitId, { ...MISSING, claimedQuantity: 2 });
    await decideDispute(test, "c1", "grant");
    expect(readTotal(test, visitId)).toBe(85 + 2 * 333);
    // And what it cost then is kept.
    changeAll(test, 7);
    await dispute(test, visitId, { ...MISSING, disputeId: "more" });
    await decideDispute(test, "more", "grant");
    expect(readTotal(test, visitId)).toBe(85 + 3 * 333);
  });

  it("of a line changes no other, whatever was bought and changed", async () => {
    const carts = fc.uniqueArray(fc.constantFrom("01", "02", "03", "04", "06", "07"), {
      minLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(carts, fc.integer({ min: 1, max: 9 }), async (gtins, factor) => {
        const lines = Object.fromEntries(gtins.map((gtin) => [gtin, 2]));
        const [then, since] = await Promise.all([openWithReceipt(lines), openWithReceipt(lines)]);
        changeAll(since.test, factor);
        for (const { test, visitId } of [then, since]) {
          await dispute(test, visitId, {
            lineId: gtins[0]!,
            kind: "wrong-count",
            claimedQuantity: 1,
          });
          if (listDisputes(test, visitId)[0] === null) await decideDispute(test, "c1", "grant");
        }
        expect(readReceipt(since.test, since.visitId).content).toEqual({
          ...readReceipt(then.test, then.visitId).content,
        });
        await Promise.all([then.test.close(), since.test.close()]);
      }),
      { numRuns: 15 },
    );
  });
});

describe("disputes that are granted at once", () => {
  it("are so many of one payer in the time for disputing, over all their visits", async () => {
    const test = openTestShop();
    const visits: string[] = [];
    for (let at = 0; at < 4; at++) {
      visits.push(await visitFor(test, CARD, { "01": 1 }));
      pass(test, 60_000);
    }
    const startMs = test.clock.nowMs;
    for (const [at, visitId] of visits.slice(0, 3).entries()) {
      await dispute(test, visitId, { disputeId: `c${at}` });
    }
    expect(visits.map((visitId) => listDisputes(test, visitId))).toEqual([
      ...[[true], [true], [null], []],
    ]);
    const other = await visitFor(test, payCard("pm_sim_ok-2"), { "01": 1 });
    await dispute(test, other, { disputeId: "other" });
    expect(listDisputes(test, other)).toEqual([true]);
    // A dispute period later the count starts again; the receipt is a newer one.
    test.clock.nowMs = startMs + 14 * DAY_MS;
    const later = await visitFor(test, CARD, { "01": 1, "08": 1 });
    await dispute(test, later, { disputeId: "later", lineId: "08" });
    pass(test, 1);
    await dispute(test, later, { disputeId: "latest" });
    expect(listDisputes(test, later)).toEqual([null, true]);
  });

  it("are so many of one card, whatever token it has each time", async () => {
    const granted = async (showsFingerprints: boolean): Promise<(boolean | null)[]> => {
      const test = openTestShop();
      Object.assign(test.provider.options, { showsFingerprints });
      const outcomes: (boolean | null)[] = [];
      for (let at = 0; at < 3; at++) {
        const visitId = await visitFor(test, payCard(`pm_sim_ok-1~${at}`), { "01": 1 });
        await dispute(test, visitId, { disputeId: `c${at}` });
        outcomes.push(...listDisputes(test, visitId));
        pass(test, 60_000);
      }
      return outcomes;
    };
    expect(await granted(true)).toEqual([true, true, null]);
    expect(await granted(false)).toEqual([true, true, true]);
  });

  it("are so many of one receipt where nobody knows who has paid", async () => {
    const test = openTestShop();
    const visits: string[] = [];
    for (const shopperId of ["ann", "bob"]) {
      const admission = { gateId: "north", partySize: 1, payer: { kind: "cash" } } as const;
      const { visitId } = await transact(test, (tx) => admitByAttendant(tx, test.shop, admission));
      await see(test, shopperId);
      await shopFor(test, shopperId, { "01": 1, "02": 1, "08": 1 });
      visits.push(visitId);
      for (const lineId of ["01", "02", "08"]) {
        await dispute(test, visitId, { lineId, disputeId: `${shopperId}-${lineId}` });
      }
    }
    expect(visits.map((visitId) => listDisputes(test, visitId))).toEqual([
      [true, true, null],
      [true, true, null],
    ]);
    expect(visits.map((visitId) => readLines(test, visitId))).toEqual([{ "08": 1 }, { "08": 1 }]);
  });
});

describe("a dispute in review", () => {
  it("changes the receipt where it is granted, and not where it is refused", async () => {
    for (const [kind, lines] of [
      ["grant", { "03": 1 }],
      ["refuse", { "03": 1, "07": 1 }],
    ] as const) {
      const { test, visitId } = await openWithReceipt({ "03": 1, "07": 1 });
      await dispute(test, visitId, { lineId: "07" });
      expect(readReview(test, "contest:c1")).toMatchObject({
        visitId,
        subject: { kind: "contest", contestId: "c1" },
        worthMinor: 2499,
        dueMs: test.clock.nowMs + HOUR_MS / 2,
      });
      expect(readReceipt(test, visitId).status).toBe("contested");
      await decideDispute(test, "c1", kind);
      expect(readLines(test, visitId)).toEqual(lines);
      expect(readReceipt(test, visitId).status).toBe("reviewed");
      expect(await catchRefusal(decideDispute(test, "c1", "grant"))).toBe("review-already-decided");
      await settle(test);
      expect(audit(test)).toEqual([]);
    }
  });

  it("is granted where nobody decides in time", async () => {
    const { test, visitId } = await openWithReceipt({ "03": 1, "07": 1 });
    await dispute(test, visitId, { lineId: "07" });
    await passAndTick(test, HOUR_MS / 2 - 1);
    expect(listDisputes(test, visitId)).toEqual([null]);
    await passAndTick(test, 1);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(2499);
    expect(audit(test)).toEqual([]);
  });

  it("that something is missing adds it where it is granted", async () => {
    const { test, visitId } = await openWithReceipt({ "03": 1 });
    await dispute(test, visitId, MISSING);
    await decideDispute(test, "c1", "grant");
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 1 });
    expect(readReceipt(test, visitId).content.lines[1]).toMatchObject({ evidenceIds: [] });
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(583);
    expect(audit(test)).toEqual([]);
  });

  it("that more of a line is missing adds to the line", async () => {
    const { test, visitId } = await openWithReceipt({ "03": 1, "06": 1 });
    await dispute(test, visitId, { ...MISSING, claimedQuantity: 2 });
    await decideDispute(test, "c1", "grant");
    expect(readLines(test, visitId)).toEqual({ "03": 1, "06": 3 });
    expect(readReceipt(test, visitId).content.lines).toHaveLength(2);
  });

  it("that something is missing is never granted at once, and charges nothing on lapse", async () => {
    const { test, visitId } = await openWithReceipt({ "03": 1 });
    await dispute(test, visitId, { ...MISSING, gtin: "08" });
    expect(listDisputes(test, visitId)).toEqual([null]);
    await passAndTick(test, HOUR_MS);
    expect(listDisputes(test, visitId)).toEqual([false]);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
    await settle(test);
    expect(sumBooks(test, visitId).capturedMinor).toBe(250);
  });
});

describe("a dispute that it was something else", () => {
  it("that is dearer goes to review, and costs no more where nobody decides", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1 });
    await dispute(test, visitId, { gtin: "06", claimedQuantity: 1 });
    expect(readReceipt(test, visitId)).toMatchObject({
      disputes: [{ worthMinor: 248, isGranted: null, instead: { gtin: "06", quantity: 1 } }],
    });
    await passAndTick(test, HOUR_MS);
    expect(listDisputes(test, visitId)).toEqual([false]);
    expect(readLines(test, visitId)).toEqual({ "01": 1 });
  });

  it("that only some may buy goes to review, however little it changes", async () => {
    const { test, visitId } = await openWithReceipt(
      { "07": 1 },
      { receipts: { autoRefundMaxMinor: 10_000 } },
    );
    const ofAge = [...test.shop.settings.products.values()].find(
      ({ ageMin }) => ageMin !== undefined,
    )!;
    await dispute(test, visitId, { lineId: "07", gtin: ofAge.gtin, claimedQuantity: 1 });
    expect(listDisputes(test, visitId)).toEqual([null]);
    await decideDispute(test, "c1", "grant");
    expect(readLines(test, visitId)).toEqual({ [ofAge.gtin]: 1 });
    await settle(test);
    expect(audit(test)).toEqual([]);
  });
});

describe("a receipt that would cost more without a line, as an offer falls away", () => {
  const offer: Offer = {
    kind: "multibuy",
    id: "pair",
    name: "Two for 1.00",
    membersOnly: false,
    gtins: ["01", "06"],
    quantity: 2,
    amountMinor: 100,
  };

  it("is reviewed, and costs no more where nobody reviews it", async () => {
    const { test, visitId } = await openWithReceipt(
      { "01": 1, "06": 1 },
      { settings: { offers: [offer] }, receipts: { autoRefundMaxMinor: 10_000 } },
    );
    expect(readTotal(test, visitId)).toBe(100);
    await dispute(test, visitId);
    expect(readReceipt(test, visitId)).toMatchObject({ disputes: [{ worthMinor: 233 }] });
    expect(listDisputes(test, visitId)).toEqual([null]);
    await passAndTick(test, HOUR_MS);
    expect(listDisputes(test, visitId)).toEqual([false]);
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 100, refundedMinor: 0 });
  });

  it("costs what a reviewer says it does", async () => {
    const { test, visitId } = await openWithReceipt(
      { "01": 1, "06": 1 },
      { settings: { offers: [offer] } },
    );
    await dispute(test, visitId);
    await decideDispute(test, "c1", "grant");
    expect(readTotal(test, visitId)).toBe(333);
  });
});

describe("a dispute asked twice", () => {
  it("with the same id is one", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 2, "03": 1 });
    await dispute(test, visitId);
    await dispute(test, visitId);
    await dispute(test, visitId, { lineId: "03", kind: "wrong-count" });
    expect(countEvents(test, "LineContested")).toBe(1);
    expect(readLines(test, visitId)).toEqual({ "03": 1 });
  });

  it("with the id of another receipt's is refused, and that one stays", async () => {
    const { test, visitId } = await openWithReceipt({ "07": 1 });
    pass(test, 60_000);
    const other = await visitFor(test, payCard("pm_sim_ok-2"), { "07": 1 });
    await dispute(test, visitId, { lineId: "07" });
    const again = dispute(test, other, { lineId: "07" });
    expect(await catchRefusal(again)).toBe("idempotency-key-reused");
    expect(listDisputes(test, visitId)).toEqual([null]);
    expect(listDisputes(test, other)).toEqual([]);
  });
});

describe("a dispute is refused", () => {
  it.each([
    ["of a line that is not there", { lineId: "06" }, "receipt-line-unknown"],
    ["of no line", { lineId: null }, "receipt-line-unknown"],
    ["of as many as there are", { kind: "wrong-count", claimedQuantity: 3 }, "quantity-invalid"],
    ["of more", { kind: "wrong-count", claimedQuantity: 1e9 }, "quantity-invalid"],
    ["of a part", { kind: "wrong-count", claimedQuantity: 1.5 }, "quantity-invalid"],
    ["of fewer than none", { kind: "wrong-count", claimedQuantity: -1 }, "quantity-invalid"],
    ["of none missing", { ...MISSING, claimedQuantity: 0 }, "quantity-invalid"],
    ["of less than none missing", { ...MISSING, claimedQuantity: -1 }, "quantity-invalid"],
    ["of a hundred missing", { ...MISSING, claimedQuantity: 100 }, "quantity-invalid"],
    ["of a million missing", { ...MISSING, claimedQuantity: 1e6 }, "quantity-invalid"],
    ["of what no shop has missing", { ...MISSING, gtin: "unknown" }, "product-unknown"],
    ["of nothing missing", { ...MISSING, gtin: null }, "product-unknown"],
    ["of what no shop has in its place", { gtin: "99", claimedQuantity: 1 }, "product-unknown"],
    ["of none in its place", { gtin: "06", claimedQuantity: 0 }, "quantity-invalid"],
    ["of a hundred in its place", { gtin: "06", claimedQuantity: 100 }, "quantity-invalid"],
  ] as [string, Partial<DisputeRequest>, string][])("%s", async (_, more, code) => {
    const { test, visitId } = await openWithReceipt({ "01": 3 });
    const position = test.store.position();
    expect(await catchRefusal(dispute(test, visitId, more))).toBe(code);
    expect(test.store.position()).toBe(position);
  });

  it("of a line that another dispute has taken off", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1, "03": 1 });
    await dispute(test, visitId);
    const again = dispute(test, visitId, { disputeId: "c2" });
    expect(await catchRefusal(again)).toBe("receipt-line-unknown");
  });

  it("of a line that is being reviewed", async () => {
    const { test, visitId } = await openWithReceipt({ "07": 2 });
    await dispute(test, visitId, { lineId: "07" });
    const more = {
      disputeId: "c2",
      lineId: "07",
      kind: "wrong-count",
      claimedQuantity: 1,
    } as const;
    expect(await catchRefusal(dispute(test, visitId, more))).toBe("contest-already-open");
  });

  it("of no receipt, and of a draft", async () => {
    const test = openTestShop();
    expect(await catchRefusal(dispute(test, "nowhere"))).toBe("not-found");
    const { visitId } = await admit(test, CARD, ["ann"]);
    expect(await catchRefusal(dispute(test, visitId))).toBe("not-found");
    await leave(test, "ann");
    expect(await catchRefusal(dispute(test, visitId))).toBe("receipt-not-final");
  });

  it("after its time, to the millisecond", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1, "02": 1 });
    pass(test, 14 * DAY_MS);
    await dispute(test, visitId);
    pass(test, 1);
    const late = dispute(test, visitId, { disputeId: "c2", lineId: "02" });
    expect(await catchRefusal(late)).toBe("contest-too-late");
  });

  it("after so many of one receipt", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1 });
    for (let at = 0; at < DISPUTES_MAX; at++) {
      await dispute(test, visitId, { ...MISSING, disputeId: `c${at}` });
    }
    const more = dispute(test, visitId, { ...MISSING, disputeId: "more" });
    expect(await catchRefusal(more)).toBe("contest-too-late");
    expect(countEvents(test, "LineContested")).toBe(DISPUTES_MAX);
  });
});

describe("a dispute that is granted", () => {
  it("is told to whoever waits for documents, once for each correction", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 2, "03": 1 });
    const told: unknown[] = [];
    const shop: Shop = { ...test.shop, onDocument: (_, document) => told.push(document) };
    const claim = { ...WRONG, disputeId: "c1" };
    await transact(test, (tx) => disputeLine(tx, shop, visitId, claim));
    await transact(test, (tx) => disputeLine(tx, shop, visitId, claim));
    expect(told).toEqual([
      { visitId, kind: "corrected", documentNumber: 2, before: expect.anything() },
    ]);
  });

  it("is not known where there is no such dispute", async () => {
    const { test, visitId } = await openWithReceipt({ "01": 1 });
    const resolve = (id: string) =>
      transact(test, (tx) => resolveDispute(tx, test.shop, visitId, id, true, "reviewer"));
    expect(await catchRefusal(resolve("nothing"))).toBe("not-found");
    await dispute(test, visitId);
    expect(await catchRefusal(resolve("c1"))).toBe("contest-not-open");
  });
});

describe("what a dispute would refund if it were granted now", () => {
  const find = (test: TestShop, visitId: string, disputeId: string) =>
    transact(test, (tx) => findRefundIfGranted(tx, test.shop, visitId, disputeId));

  it("is what the receipt would cost less", async () => {
    const { test, visitId } = await openWithReceipt({ "07": 1 });
    await dispute(test, visitId, { lineId: "07" });
    expect(await find(test, visitId, "c1")).toBe(2499);
    expect(await find(test, visitId, "nothing")).toBe(0);
  });

  it("is nothing of what is missing, which costs more", async () => {
    const { test, visitId } = await openWithReceipt({ "07": 1 });
    await dispute(test, visitId, MISSING);
    expect(await find(test, visitId, "c1")).toBe(0);
  });
});

describe("the review of a dispute", () => {
  it("is due when the shop says, and is worth what the dispute is", async () => {
    const { test, visitId } = await openWithReceipt({ "07": 1 });
    await dispute(test, visitId, { lineId: "07" });
    const { reviewWithinMs, autoRefundMaxMinor } = test.shop.settings.receipts;
    expect(readReview(test, "contest:c1")).toMatchObject({
      visitId,
      subject: { kind: "contest", contestId: "c1" },
      worthMinor: 2499,
      dueMs: test.clock.nowMs + reviewWithinMs,
    });
    expect(autoRefundMaxMinor).toBeLessThan(2499);
  });

  it("is not needed up to an amount, to the penny", async () => {
    for (const [autoRefundMaxMinor, reviews] of [
      [250, []],
      [249, ["contest:c1"]],
    ] as const) {
      const options = { receipts: { autoRefundMaxMinor } };
      const { test, visitId } = await openWithReceipt({ "03": 1 }, options);
      await dispute(test, visitId, { lineId: "03" });
      expect(listReviews(test)).toEqual(reviews);
    }
  });
});
