import { sumMinor } from "@saunter/commerce/money/money";
import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing, findNet } from "@saunter/commerce/payment/evolve";
import { closeDispute, failRefund, openDispute, refundByHand } from "@saunter/sim/payments/by-hand";
import { type BookEntry, listBooks } from "@saunter/sim/payments/provider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disputeLine, resolveDispute } from "./dispute-service.ts";
import { readFinal } from "./receipt-service.ts";
import {
  findLimit,
  findRefundable,
  findWaitingRefund,
  type NewRefund,
  refundReceipt,
} from "./refund-service.ts";
import { decideInto } from "./shop-context.ts";
import {
  audit,
  CARD,
  catchRefusal,
  countEvents,
  DAY_MS,
  HOUR_MS,
  openTestShop,
  pass,
  payCard,
  readLines,
  readTotal,
  settle,
  sumBooks,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const OPERATOR = { id: "ann", isLimited: false };
const CLERK = { id: "ben", isLimited: true };
const GOODWILL: NewRefund = {
  refundId: "r1",
  kind: "amount",
  lines: [],
  amountMinor: 100,
  reason: "goodwill",
  note: "",
};
const LINE: NewRefund = {
  ...GOODWILL,
  kind: "lines",
  lines: [{ lineId: "03", quantity: 1 }],
  amountMinor: 0,
  reason: "damaged",
};

/** Two cheeses of 2.50 and a loaf of 0.85, paid by card. */
async function paidVisit(test: TestShop, payer = CARD): Promise<string> {
  const visitId = await visitFor(test, payer, { "03": 2, "01": 1 });
  await settle(test);
  expect(findNet(readCharge(test, visitId))).toBe(585);
  return visitId;
}

const readReceipt = ({ store }: TestShop, visitId: string) => readFinal(store, visitId);

const readCharge = ({ store }: TestShop, visitId: string) => store.read("charge", visitId);

const refund = (test: TestShop, visitId: string, request: Partial<NewRefund>, by = OPERATOR) =>
  transact(test, (tx) =>
    refundReceipt(tx, test.shop, visitId, { ...GOODWILL, ...request } as NewRefund, by),
  );

describe("a refund of lines", () => {
  it("corrects the receipt under a number of its own, and gives the money back", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const { documentNumber } = readReceipt(test, visitId);
    const made = await refund(test, visitId, LINE);
    expect(made).toEqual({
      amountMinor: 250,
      returnedMinor: 250,
      documentNumber: documentNumber + 1,
    });
    await settle(test);
    expect(readLines(test, visitId)).toEqual({ "01": 1, "03": 1 });
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 585, refundedMinor: 250 });
    expect(readReceipt(test, visitId)).toMatchObject({
      documentNumber,
      status: "final",
      corrections: [{ documentNumber: documentNumber + 1, differenceMinor: -250 }],
      refunds: [{ refundId: "r1", by: "ann", amountMinor: 250, reason: "damaged" }],
    });
    expect(audit(test)).toEqual([]);
  });

  it("is all of them where the whole is refunded", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    expect(await refund(test, visitId, { kind: "whole" })).toMatchObject({ amountMinor: 585 });
    await settle(test);
    expect([readLines(test, visitId), readTotal(test, visitId)]).toEqual([{}, 0]);
    expect(readReceipt(test, visitId).refunds[0]!.lines).toEqual([
      { lineId: "01", quantity: 1 },
      { lineId: "03", quantity: 2 },
    ]);
    expect(sumBooks(test, visitId).refundedMinor).toBe(585);
    const again = refund(test, visitId, { refundId: "r2", kind: "whole" });
    expect(await catchRefusal(again)).toBe("refund-exceeds-captured");
  });

  it("is refused of lines, and of units, that are not there", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const ask = (lineId: string, ...quantities: number[]) =>
      catchRefusal(
        refund(test, visitId, {
          ...LINE,
          lines: quantities.map((quantity) => ({ lineId, quantity })),
        }),
      );
    expect(await ask("99", 1)).toBe("receipt-line-unknown");
    expect(await ask("03", 3)).toBe("quantity-invalid");
    expect(await ask("03", 2, 1)).toBe("quantity-invalid");
    expect(await ask("03", 0)).toBe("quantity-invalid");
    expect(countEvents(test, "ReceiptRefunded")).toBe(0);
    expect(countEvents(test, "ReceiptCorrected")).toBe(0);
  });

  it("of goods that were refunded by amount gives no more back than was paid", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    await refund(test, visitId, { amountMinor: 500 });
    expect(await refund(test, visitId, { ...LINE, refundId: "r2" })).toMatchObject({
      amountMinor: 85,
    });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(585);
    expect(audit(test)).toEqual([]);
  });
});

describe("a refund of an amount", () => {
  it("leaves the sale, its tax and its number as they are", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const before = readReceipt(test, visitId).content;
    expect(await refund(test, visitId, {})).toEqual({
      amountMinor: 100,
      returnedMinor: 100,
      documentNumber: null,
    });
    await settle(test);
    expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 585, refundedMinor: 100 });
    expect(readReceipt(test, visitId)).toMatchObject({ content: before, corrections: [] });
    expect(findMissing(readCharge(test, visitId))).toBe(0);
    expect(audit(test)).toEqual([]);
  });

  it("is at most what was paid, and what is still the shop's", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const ask = (refundId: string, amountMinor: number) =>
      refund(test, visitId, { refundId, amountMinor });
    expect(await catchRefusal(ask("r1", 586))).toBe("refund-exceeds-captured");
    await ask("r2", 585);
    expect(await catchRefusal(ask("r3", 1))).toBe("refund-exceeds-captured");
    expect(await catchRefusal(ask("r4", 0))).toBe("amount-invalid");
  });

  it("counts beside what staff refunded at the provider", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const [book] = listBooks(test.provider);
    refundByHand(test.provider, book!.intentId, 200);
    await settle(test);
    expect(findRefundable(readCharge(test, visitId))).toBe(385);
    await refund(test, visitId, { amountMinor: 300 });
    await settle(test);
    expect(findNet(readCharge(test, visitId))).toBe(85);
    expect(sumBooks(test, visitId).refundedMinor).toBe(500);
    expect(audit(test)).toEqual([]);
  });

  it("is refused of what was never paid", async () => {
    const test = openTestShop();
    const visitId = await visitFor(test, payCard("pm_sim_funds_2000-1"), { "07": 2 });
    await settle(test);
    const charge = readCharge(test, visitId);
    expect(findMissing(charge)).toBeGreaterThan(0);
    const tooMuch = refund(test, visitId, { amountMinor: findNet(charge) + 1 });
    expect(await catchRefusal(tooMuch)).toBe("refund-exceeds-captured");
  });

  it("stays refunded where a dispute is granted after it", async () => {
    const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
    const visitId = await paidVisit(test);
    await refund(test, visitId, { amountMinor: 100 });
    await dispute(test, visitId);
    await transact(test, (tx) => resolveDispute(tx, test.shop, visitId, "c1", true, "reviewer"));
    await settle(test);
    // One cheese less of the two, and the goodwill.
    expect(sumBooks(test, visitId).refundedMinor).toBe(350);
    expect(audit(test)).toEqual([]);
  });
});

const dispute = (test: TestShop, visitId: string, claimedQuantity = 1): Promise<void> =>
  transact(test, (tx) =>
    disputeLine(tx, test.shop, visitId, {
      disputeId: "c1",
      kind: "wrong-count",
      lineId: "03",
      gtin: null,
      claimedQuantity,
    }),
  );

/** All that is due is done; what the provider does not refund after a chargeback is paid out at the till. */
async function settleAll(test: TestShop, visitId: string): Promise<void> {
  await settle(test);
  const { waitingMinor: amountMinor } = findWaitingRefund(readCharge(test, visitId));
  if (amountMinor === 0) return;
  const cashId = test.shop.makeId();
  const command = { type: "ReturnCash", cashId, amountMinor, by: "ann" } as const;
  await transact(test, (tx) => decideInto(tx, "charge", visitId, decideCharge, command));
  await settle(test);
}

/** What the shop itself has paid out. */
function sumPaidOut(test: TestShop, visitId: string): number {
  const [{ refundedMinor, byHandMinor }] = listBooks(test.provider) as [BookEntry];
  return refundedMinor - byHandMinor + readCharge(test, visitId).returnedCashMinor;
}

/** Null where the bank would not open one: too little is left, or one was opened before. */
function tryDispute(provider: TestShop["provider"], intentId: string, amountMinor: number) {
  try {
    return openDispute(provider, intentId, amountMinor);
  } catch {
    return null;
  }
}

describe("refunds that meet", () => {
  it("give back each unit once, whatever comes first", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const asked = ["r1", "r2", "r3"].map((refundId) =>
      refund(test, visitId, { ...LINE, refundId, lines: [{ lineId: "03", quantity: 2 }] }).then(
        () => "made",
        (error: { code: string }) => error.code,
      ),
    );
    expect((await Promise.all(asked)).sort()).toEqual([
      "made",
      "receipt-line-unknown",
      "receipt-line-unknown",
    ]);
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(500);
  });

  it("of the same id are one", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    await refund(test, visitId, {});
    await refund(test, visitId, {});
    await settle(test);
    expect(countEvents(test, "ReceiptRefunded")).toBe(1);
    expect(sumBooks(test, visitId).refundedMinor).toBe(100);
  });

  it.each([0, 1])(
    "a granted dispute of the same line charge nothing again: %i",
    async (claimed) => {
      const test = openTestShop({ receipts: { autoRefundMaxMinor: 0 } });
      const visitId = await paidVisit(test);
      await dispute(test, visitId, claimed);
      await refund(test, visitId, { ...LINE, lines: [{ lineId: "03", quantity: 2 }] });
      await transact(test, (tx) => resolveDispute(tx, test.shop, visitId, "c1", true, "reviewer"));
      await settle(test);
      expect(readLines(test, visitId)).toEqual({ "01": 1 });
      expect(sumBooks(test, visitId)).toMatchObject({ capturedMinor: 585, refundedMinor: 500 });
      expect(audit(test)).toEqual([]);
    },
  );

  it("a chargeback of the payer's bank give nothing twice", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const [book] = listBooks(test.provider);
    openDispute(test.provider, book!.intentId, 585);
    await settle(test);
    expect(findNet(readCharge(test, visitId))).toBe(0);
    expect(await catchRefusal(refund(test, visitId, {}))).toBe("refund-exceeds-captured");
    const made = await refund(test, visitId, { ...LINE, refundId: "r2" });
    expect(made).toMatchObject({ amountMinor: 250, returnedMinor: 0 });
    await settle(test);
    expect(sumBooks(test, visitId).refundedMinor).toBe(0);
  });

  it("a chargeback that is won, or a refund by hand that fails, pay out what was recorded", async () => {
    for (const [take, giveBack] of [
      [openDispute, (provider, id) => closeDispute(provider, id, "won")],
      [(...asked) => String(refundByHand(...asked).body.id), failRefund],
    ] satisfies [typeof openDispute, typeof failRefund][]) {
      const test = openTestShop();
      const visitId = await paidVisit(test);
      const [book] = listBooks(test.provider);
      const withdrawalId = take(test.provider, book!.intentId, 400);
      await settle(test);
      await refund(test, visitId, { amountMinor: 1 });
      await settleAll(test, visitId);
      expect(readCharge(test, visitId).dueMinor).toBe(184);
      giveBack(test.provider, withdrawalId);
      await settleAll(test, visitId);
      const charge = readCharge(test, visitId);
      expect([charge.dueMinor, findNet(charge), findMissing(charge)]).toEqual([584, 584, 0]);
      expect(sumPaidOut(test, visitId)).toBe(1);
      expect(audit(test)).toEqual([]);
    }
  });

  it("a chargeback after goodwill give a line what is left, and the rest once it is won", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    const [book] = listBooks(test.provider);
    const disputeId = openDispute(test.provider, book!.intentId, 400);
    await settle(test);
    await refund(test, visitId, { amountMinor: 1 });
    const made = await refund(test, visitId, { ...LINE, refundId: "r2" });
    expect(made).toMatchObject({ amountMinor: 250, returnedMinor: 184 });
    await settleAll(test, visitId);
    expect(findNet(readCharge(test, visitId))).toBe(0);
    closeDispute(test.provider, disputeId, "won");
    await settleAll(test, visitId);
    expect(sumPaidOut(test, visitId)).toBe(251);
    expect(audit(test)).toEqual([]);
  });

  it("in any order never give back more than was paid", async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("amount" as const),
        amountMinor: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 700 })),
      }),
      fc.record({
        kind: fc.constant("lines" as const),
        lines: fc.array(
          fc.record({
            lineId: fc.constantFrom("01", "03"),
            quantity: fc.integer({ min: 1, max: 2 }),
          }),
          { minLength: 1, maxLength: 2 },
        ),
      }),
      fc.constant({ kind: "whole" as const }),
      fc.record({
        kind: fc.constant("by-hand" as const),
        amountMinor: fc.integer({ min: 1, max: 300 }),
      }),
      fc.record({
        kind: fc.constant("chargeback" as const),
        amountMinor: fc.integer({ min: 1, max: 500 }),
      }),
      fc.constant({ kind: "given-back" as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        const test = openTestShop();
        const visitId = await paidVisit(test);
        const { provider } = test;
        const [{ intentId }] = listBooks(provider) as [BookEntry];
        /** Ends what others took. */
        const open: (() => void)[] = [];
        for (const [index, one] of steps.entries()) {
          if (one.kind === "by-hand") {
            const { status, body } = refundByHand(provider, intentId, one.amountMinor);
            if (status === 200) open.push(() => failRefund(provider, String(body.id)));
          } else if (one.kind === "chargeback") {
            const disputeId = tryDispute(provider, intentId, one.amountMinor);
            if (disputeId !== null) open.push(() => closeDispute(provider, disputeId, "won"));
          } else if (one.kind === "given-back") {
            open.pop()?.();
          } else {
            const request = { ...one, refundId: `r${index}` };
            await refund(test, visitId, request).catch((error: { code?: string }) =>
              expect(error.code).toMatch(/^(refund-exceeds|receipt-line|quantity)/),
            );
          }
          await settleAll(test, visitId);
          const charge = readCharge(test, visitId);
          expect(findNet(charge)).toBeGreaterThanOrEqual(0);
          const recorded = readReceipt(test, visitId).refunds.map(({ amountMinor }) => amountMinor);
          expect(sumPaidOut(test, visitId)).toBeLessThanOrEqual(sumMinor(recorded));
          expect(findMissing(charge)).toBe(0);
          expect(audit(test)).toEqual([]);
        }
        await test.close();
      }),
      { numRuns: 20 },
    );
  });
});

describe("a refund while the provider is away", () => {
  it("waits, says so, and is made once the provider is back", async () => {
    const test = openTestShop();
    const visitId = await paidVisit(test);
    test.network.isOffline = true;
    await refund(test, visitId, {});
    await settle(test);
    expect(findWaitingRefund(readCharge(test, visitId))).toEqual({
      waitingMinor: 100,
      waitsFor: "provider",
    });
    test.network.isOffline = false;
    pass(test, HOUR_MS);
    const next = await test.restart();
    await settle(next);
    expect(findWaitingRefund(readCharge(next, visitId)).waitingMinor).toBe(0);
    expect(sumBooks(next, visitId).refundedMinor).toBe(100);
    await next.close();
  });
});

describe("a clerk", () => {
  it("refunds up to an amount at once, and up to a sum in 24 hours", async () => {
    const test = openTestShop({ settings: { refunds: { maxMinor: 200, dayMaxMinor: 300 } } });
    const visitId = await paidVisit(test);
    const ask = (refundId: string, amountMinor: number, by = CLERK) =>
      refund(test, visitId, { refundId, amountMinor }, by);
    expect(await catchRefusal(ask("r1", 201))).toBe("refund-needs-operator");
    expect(await catchRefusal(refund(test, visitId, LINE, CLERK))).toBe("refund-needs-operator");
    await ask("r2", 200);
    expect(await catchRefusal(ask("r3", 101))).toBe("refund-needs-operator");
    await ask("r4", 100);
    const left = (id: string) => findLimit(test.store, test.shop, visitId, id, test.shop.nowMs());
    expect([left("ben"), left("cleo")]).toEqual([0, 200]);
    await ask("r5", 100, { id: "cleo", isLimited: true });
    expect(readReceipt(test, visitId).refunds.map(({ by }) => by)).toEqual(["ben", "ben", "cleo"]);
    pass(test, DAY_MS - 1);
    expect(left("ben")).toBe(0);
    pass(test, 1);
    expect(left("ben")).toBe(200);
    await ask("r6", 185, OPERATOR);
  });

  it("refunds nothing of a receipt that is not paid in full: an operator may lower its debt", async () => {
    const test = openTestShop({ settings: { refunds: { maxMinor: 6000, dayMaxMinor: 6000 } } });
    const visitId = await visitFor(test, payCard("pm_sim_funds_2000-1"), { "07": 2 });
    await settle(test);
    const owedMinor = findMissing(readCharge(test, visitId));
    const line = { ...LINE, lines: [{ lineId: "07", quantity: 1 }] };
    for (const request of [line, { amountMinor: 1 }, { kind: "whole" as const }]) {
      const asked = refund(test, visitId, request, CLERK);
      expect(await catchRefusal(asked)).toBe("refund-needs-operator");
    }
    expect(findLimit(test.store, test.shop, visitId, CLERK.id, test.shop.nowMs())).toBe(0);
    expect(findMissing(readCharge(test, visitId))).toBe(owedMinor);
    const made = await refund(test, visitId, line);
    expect(made).toMatchObject({ amountMinor: 2499, returnedMinor: 0 });
    expect(findMissing(readCharge(test, visitId))).toBe(owedMinor - 2499);
    expect(sumBooks(test, visitId).refundedMinor).toBe(0);
  });
});
