/** What holds for every payment gateway. Each adapter's tests run this with a harness of its own. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  GatewayOutcome,
  Payer,
  PaymentGateway,
  PaymentRequest,
  ProviderPayment,
  ReferencedRequest,
  RefundRequest,
} from "../domain/payment-gateway.ts";

export type PayerKind =
  | "ok"
  | "declined"
  | "declined-once"
  | "expired"
  /** Has `LIMIT_MINOR`, and no more. */
  | "limited"
  | "declined-away"
  | "needs-action"
  | "cannot-increase"
  | "present";

/** Money that has moved, as the provider's own books have it. */
export interface MovedMoney {
  readonly heldMinor: number;
  readonly capturedMinor: number;
  /** By whomever. */
  readonly refundedMinor: number;
}

export interface SentNotice {
  readonly body: string;
  readonly signature: string;
}

export interface GatewayHarness {
  readonly gateway: PaymentGateway;
  findPayer(kind: PayerKind): Payer;
  readMoney(paymentId: string): MovedMoney | Promise<MovedMoney>;
  nowMs(): number;
  /** Lets time pass. */
  passMs(ms: number): void;
  /** The answer to the next call is lost, or the call itself. */
  loseNext(isCommitted: boolean): void;
  /** What others do; null where nobody else can. */
  readonly others: OtherHands | null;
  /** The payer confirms with their bank, or does not. */
  completeAction(reference: string, outcome: "succeeded" | "failed"): Promise<void>;
  /** Notices sent since the last time. */
  takeNotices(): Promise<SentNotice[]>;
  close(): Promise<void>;
}

/** What happens at the provider without the shop. */
export interface OtherHands {
  /** Staff refund a payment on the provider's pages; returns the provider's id. */
  refund(reference: string, amountMinor: number): string;
  /** Such a refund comes back. */
  failRefund(withdrawalId: string): void;
  /** The payer's bank takes money back; returns the provider's id. */
  openDispute(reference: string, amountMinor: number): string;
  closeDispute(withdrawalId: string, status: "won" | "lost"): void;
}

export interface GatewayCapabilities {
  /** Whether there are cards, with all that banks do to them. */
  readonly hasCards: boolean;
  /** Whether the network is between. */
  readonly hasFaults: boolean;
  readonly hasNotices: boolean;
  /** Whether holds are raised. */
  readonly canIncrease: boolean;
  /** Whether others than the shop can move a payment's money. */
  readonly hasOthers: boolean;
  /**
   * Whether answers are kept by key. Where steps are known by their payment alone, the same step asked
   * again changes nothing, and is answered as things are now.
   */
  readonly hasKeys: boolean;
  /** How a payer over their limit is declined; null where there are no limits. */
  readonly limitCode: string | null;
}

export const LIMIT_MINOR = 5000;
export const CURRENCY = "EUR";
const DAY_MS = 24 * 3_600_000;

type Use = () => GatewayHarness;

/** Runs the suite; `start` makes a harness of its own for each test. */
export function describePaymentGateway(
  title: string,
  capabilities: GatewayCapabilities,
  start: () => Promise<GatewayHarness>,
): void {
  describe(title, () => {
    let harness: GatewayHarness;
    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());
    const use: Use = () => harness;
    testCaptures(use);
    testHolds(use);
    if (capabilities.canIncrease) testRaises(use);
    else testNoRaises(use);
    if (capabilities.hasKeys) testKeys(use);
    testRefunds(use);
    testWhatIsRefused(use);
    testFinding(use);
    testLooking(use);
    if (capabilities.hasOthers) testOthers(use);
    if (capabilities.limitCode !== null) testLimits(use, capabilities.limitCode);
    if (capabilities.hasCards) {
      testDeclines(use);
      testActions(use);
      testExpiry(use);
    }
    if (capabilities.hasFaults) testFaults(use);
    if (capabilities.hasNotices) testNotices(use);
    else testNoNotices(use);
  });
}

/** A payment of 1000 minor units. */
export function askPayment(
  harness: Pick<GatewayHarness, "findPayer">,
  fields: Partial<PaymentRequest> = {},
): PaymentRequest {
  return {
    paymentId: "pay-1",
    idempotencyKey: "pay-1:hold",
    payer: harness.findPayer("ok"),
    amountMinor: 1000,
    currency: CURRENCY,
    isPayerPresent: true,
    ...fields,
  };
}

export function askOn(
  payment: ProviderPayment,
  step: string,
  amountMinor: number,
  fields: Partial<ReferencedRequest> = {},
): ReferencedRequest {
  return {
    paymentId: payment.paymentId,
    idempotencyKey: `${payment.paymentId}:${step}`,
    reference: payment.reference,
    currency: CURRENCY,
    amountMinor,
    ...fields,
  };
}

export function askRefund(
  payment: ProviderPayment,
  refundId: string,
  amountMinor: number,
): RefundRequest {
  return { ...askOn(payment, refundId, amountMinor), refundId };
}

/** The payment of an outcome that is done; fails the test for any other. */
export function expectDone(outcome: GatewayOutcome): ProviderPayment {
  expect(outcome).toMatchObject({ kind: "done" });
  if (outcome.kind !== "done") throw new Error("unreachable");
  return outcome.payment;
}

async function hold(
  harness: GatewayHarness,
  fields: Partial<PaymentRequest> = {},
): Promise<ProviderPayment> {
  return expectDone(await harness.gateway.hold(askPayment(harness, fields)));
}

const money = (heldMinor: number, capturedMinor: number, refundedMinor: number): MovedMoney => ({
  heldMinor,
  capturedMinor,
  refundedMinor,
});

const ofRefunds = (amounts: Record<string, number>): Pick<ProviderPayment, "refunds"> => ({
  refunds: Object.entries(amounts).map(([refundId, amountMinor]) => ({ refundId, amountMinor })),
});

/** Amounts by the refunds' ids. */
const listRefunds = ({ refunds }: ProviderPayment): Record<string, number> =>
  Object.fromEntries(refunds.map(({ refundId, amountMinor }) => [refundId, amountMinor]));

function testCaptures(use: Use): void {
  describe("capturing", () => {
    it("takes part of a hold and lets go of the rest", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      expect(held).toMatchObject({ status: "held", paymentId: "pay-1", ...money(1000, 0, 0) });
      expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
      const captured = expectDone(await gateway.capture(askOn(held, "capture", 300)));
      expect(captured).toMatchObject({ status: "captured", holdExpiresMs: null, refunds: [] });
      expect(captured).toMatchObject(money(0, 300, 0));
      expect(await readMoney("pay-1")).toEqual(money(0, 300, 0));
    });

    it("takes once, asked twice with one key or with two", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      const first = await gateway.capture(askOn(held, "capture", 1000));
      expect(await gateway.capture(askOn(held, "capture", 1000))).toEqual(first);
      expectDone(await gateway.capture(askOn(held, "again", 1000)));
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 0));
    });

    it("is refused above the hold, and for another amount once captured", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      expect(await gateway.capture(askOn(held, "more", 1001))).toMatchObject({
        kind: "refused",
        code: "amount-above-held",
      });
      expectDone(await gateway.capture(askOn(held, "capture", 600)));
      expect(await gateway.capture(askOn(held, "other", 500))).toMatchObject({
        kind: "refused",
        code: "payment-captured-otherwise",
      });
      expect(await readMoney("pay-1")).toEqual(money(0, 600, 0));
    });

    it("is not needed by what is collected at once", async () => {
      const { gateway, readMoney } = use();
      const request = askPayment(use(), { idempotencyKey: "collect" });
      const collected = expectDone(await gateway.collect(request));
      expect(collected).toMatchObject({ status: "captured", ...money(0, 1000, 0) });
      expectDone(await gateway.collect(request));
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 0));
    });
  });
}

function testRaises(use: Use): void {
  describe("a hold that is too small", () => {
    it("is raised to a new whole amount, which can then be captured", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      const raised = expectDone(await gateway.increase(askOn(held, "raise", 1500)));
      expect(raised).toMatchObject({ status: "held", heldMinor: 1500 });
      expectDone(await gateway.increase(askOn(held, "raise", 1500)));
      expectDone(await gateway.increase(askOn(held, "again", 1500)));
      expect(await readMoney("pay-1")).toEqual(money(1500, 0, 0));
      expectDone(await gateway.capture(askOn(held, "capture", 1500)));
      expect(await readMoney("pay-1")).toEqual(money(0, 1500, 0));
    });

    it("is not raised to less, nor once it is captured", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      const less = await gateway.increase(askOn(held, "raise", 900));
      expect(less).toMatchObject({ kind: "refused", code: "amount-below-held" });
      expectDone(await gateway.capture(askOn(held, "capture", 1000)));
      const late = await gateway.increase(askOn(held, "late", 1500));
      expect(late).toMatchObject({ kind: "refused", code: "payment-not-held" });
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 0));
    });

    it("and is raised twice with one key is answered as the first time", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      const raised = await gateway.increase(askOn(held, "raise", 1500));
      expect(expectDone(raised).heldMinor).toBe(1500);
      const again = await gateway.increase(askOn(held, "raise", 1500));
      expect(again).toEqual(raised);
      expect(await readMoney("pay-1")).toEqual(money(1500, 0, 0));
    });
  });
}

function testNoRaises(use: Use): void {
  describe("a hold that is too small", () => {
    it("is not raised, says so beforehand, and is captured as it is", async () => {
      const { gateway, readMoney } = use();
      expect(gateway.canIncrease).toBe(false);
      const held = await hold(use());
      const refused = await gateway.increase(askOn(held, "raise", 1500));
      expect(refused).toMatchObject({ kind: "refused", code: "increase-unsupported" });
      expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
      expectDone(await gateway.capture(askOn(held, "capture", 1000)));
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 0));
    });
  });
}

function testHolds(use: Use): void {
  describe("a hold", () => {
    it("is let go of, once, and cannot be captured then", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      const released = expectDone(await gateway.release(askOn(held, "release", 0)));
      expect(released).toMatchObject({ status: "released", holdExpiresMs: null });
      expect(released).toMatchObject(money(0, 0, 0));
      expectDone(await gateway.release(askOn(held, "release", 0)));
      expectDone(await gateway.release(askOn(held, "again", 0)));
      const late = await gateway.capture(askOn(held, "capture", 1000));
      expect(late).toMatchObject({ kind: "refused", code: "payment-not-held" });
      expect(await readMoney("pay-1")).toEqual(money(0, 0, 0));
    });

    it("that was captured is not let go of", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      expectDone(await gateway.capture(askOn(held, "capture", 1000)));
      const late = await gateway.release(askOn(held, "release", 0));
      expect(late).toMatchObject({ kind: "refused", code: "payment-not-held" });
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 0));
    });
  });
}

function testKeys(use: Use): void {
  describe("a key", () => {
    it("asked again is answered as the first time, whatever came between", async () => {
      const { gateway, readMoney } = use();
      const first = await gateway.hold(askPayment(use()));
      const held = expectDone(first);
      const captured = await gateway.capture(askOn(held, "capture", 600));
      expectDone(await gateway.refund(askRefund(held, "r1", 100)));
      expect(await gateway.hold(askPayment(use()))).toEqual(first);
      expect(await gateway.capture(askOn(held, "capture", 600))).toEqual(captured);
      expect(await readMoney("pay-1")).toEqual(money(0, 600, 100));
    });

    it("used for something else is refused", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      for (const reused of [
        await gateway.hold(askPayment(use(), { amountMinor: 999 })),
        await gateway.collect(askPayment(use(), { paymentId: "pay-2" })),
        await gateway.capture(askOn(held, "hold", 1000)),
      ]) {
        expect(reused).toMatchObject({ kind: "refused", code: "key-reused" });
      }
      expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
      expect(await readMoney("pay-2")).toEqual(money(0, 0, 0));
    });
  });
}

function testRefunds(use: Use): void {
  describe("a refund", () => {
    it("gives back parts, and never more than was captured", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      expectDone(await gateway.capture(askOn(held, "capture", 600)));
      const first = expectDone(await gateway.refund(askRefund(held, "r1", 200)));
      expect(first).toMatchObject({ ...money(0, 600, 200), ...ofRefunds({ r1: 200 }) });
      const above = await gateway.refund(askRefund(held, "r2", 401));
      expect(above).toMatchObject({ kind: "refused", code: "amount-above-captured" });
      const last = expectDone(await gateway.refund(askRefund(held, "r3", 400)));
      expect(last).toMatchObject(money(0, 600, 600));
      expect(listRefunds(last)).toEqual({ r1: 200, r3: 400 });
      const none = await gateway.refund(askRefund(held, "r4", 1));
      expect(none).toMatchObject({ kind: "refused", code: "amount-above-captured" });
      expect(await readMoney("pay-1")).toEqual(money(0, 600, 600));
    });

    it("of one id goes through once, with one key or with two", async () => {
      const { gateway, readMoney } = use();
      const paid = expectDone(await gateway.collect(askPayment(use())));
      for (const key of ["a", "a", "b"]) {
        const request = { ...askRefund(paid, "r1", 200), idempotencyKey: key };
        expect(expectDone(await gateway.refund(request)).refundedMinor).toBe(200);
      }
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 200));
    });

    it("of more than a page of others is found all the same", async () => {
      const { gateway, readMoney } = use();
      const paid = expectDone(await gateway.collect(askPayment(use())));
      const ids = Array.from({ length: 12 }, (_, at) => `r${at}`);
      for (const id of ids) expectDone(await gateway.refund(askRefund(paid, id, 10)));
      const again = { ...askRefund(paid, "r0", 10), idempotencyKey: "again" };
      const refunded = expectDone(await gateway.refund(again));
      expect(Object.keys(listRefunds(refunded)).toSorted()).toEqual(ids.toSorted());
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 120));
    });

    it("of what is only held is refused", async () => {
      const { gateway, readMoney } = use();
      const held = await hold(use());
      const refund = await gateway.refund(askRefund(held, "r1", 200));
      expect(refund).toMatchObject({ kind: "refused", code: "payment-not-captured" });
      expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
    });
  });
}

function testWhatIsRefused(use: Use): void {
  describe("a call that can never succeed", () => {
    it.each([0, -1, 1.5, Number.NaN, 2 ** 53])(
      "for the amount %d is refused",
      async (amountMinor) => {
        const { gateway } = use();
        const held = await hold(use());
        const other = { paymentId: "pay-2", idempotencyKey: "other", amountMinor };
        for (const outcome of [
          await gateway.hold(askPayment(use(), other)),
          await gateway.collect(askPayment(use(), other)),
          await gateway.increase(askOn(held, "raise", amountMinor)),
          await gateway.capture(askOn(held, "capture", amountMinor)),
          await gateway.refund(askRefund(held, "r1", amountMinor)),
        ]) {
          expect(outcome).toMatchObject({ kind: "refused", code: "amount-invalid" });
        }
        expect(await use().readMoney("pay-1")).toEqual(money(1000, 0, 0));
      },
    );

    it("for a payment that is not there is refused", async () => {
      const { gateway } = use();
      const there = await hold(use());
      const lost = { ...there, reference: "nowhere" };
      for (const outcome of [
        ...(gateway.canIncrease ? [await gateway.increase(askOn(lost, "raise", 1500))] : []),
        await gateway.capture(askOn(lost, "capture", 1000)),
        await gateway.release(askOn(lost, "release", 0)),
        await gateway.refund(askRefund(lost, "r1", 100)),
      ]) {
        expect(outcome).toMatchObject({ kind: "refused", code: "payment-unknown" });
      }
      expect(await use().readMoney("pay-1")).toEqual(money(1000, 0, 0));
    });
  });
}

function testFinding(use: Use): void {
  describe("finding", () => {
    it("tells what became of a payment, new or old, by our id", async () => {
      const { gateway, passMs } = use();
      expect(await gateway.find("it's 1")).toEqual({ kind: "absent" });
      const held = await hold(use(), { paymentId: "it's 1" });
      const found = await gateway.find("it's 1");
      expect(found).toEqual({ kind: "found", payment: held });
      passMs(DAY_MS);
      expectDone(await gateway.capture(askOn(held, "capture", 400)));
      expectDone(await gateway.refund(askRefund(held, "r1", 100)));
      const payment = { status: "captured", ...money(0, 400, 100), ...ofRefunds({ r1: 100 }) };
      expect(await gateway.find("it's 1")).toMatchObject({ kind: "found", payment });
      expect(await gateway.find("it's 2")).toEqual({ kind: "absent" });
    });
  });
}

/** A hold of 1000, of which this much was captured. */
async function capture(harness: GatewayHarness, amountMinor: number): Promise<ProviderPayment> {
  const held = await hold(harness);
  return expectDone(await harness.gateway.capture(askOn(held, "capture", amountMinor)));
}

async function findByReference(
  { gateway }: GatewayHarness,
  reference: string,
): Promise<ProviderPayment> {
  const found = await gateway.findByReference(reference);
  if (found.kind !== "found") throw new Error(found.kind);
  return found.payment;
}

function testLooking(use: Use): void {
  describe("looking", () => {
    it("at a payment that nobody else has touched shows it as it is, by its reference", async () => {
      const { gateway, nowMs } = use();
      const paid = await capture(use(), 600);
      expect(await gateway.findByReference(paid.reference)).toEqual({
        kind: "found",
        payment: paid,
      });
      expect(await gateway.findByReference("nowhere")).toEqual({ kind: "absent" });
      expect(await gateway.listTouched(nowMs() - DAY_MS)).toEqual([]);
      expect(paid.withdrawals).toEqual([]);
    });
  });
}

function testOthers(use: Use): void {
  const others = (): OtherHands => use().others!;

  describe("what others do", () => {
    it("is distinguished from the shop's own refunds, of a capture in part too", async () => {
      const { gateway, readMoney } = use();
      for (const amountMinor of [1000, 600, 400]) {
        const paymentId = `pay-${amountMinor}`;
        const held = await hold(use(), { paymentId, idempotencyKey: paymentId });
        expectDone(await gateway.capture(askOn(held, "capture", amountMinor)));
        expectDone(await gateway.refund(askRefund(held, `${paymentId}.r`, 100)));
        // As much as was let go of, so that nothing but its nature tells the two apart.
        const handMinor = Math.min(1000 - amountMinor, amountMinor - 100) || 50;
        const withdrawalId = others().refund(held.reference, handMinor);
        const expected = {
          ...money(0, amountMinor, 100),
          ...ofRefunds({ [`${paymentId}.r`]: 100 }),
          withdrawals: [{ withdrawalId, kind: "refund", amountMinor: handMinor }],
        };
        expect(await findByReference(use(), held.reference)).toMatchObject(expected);
        expect(await gateway.find(paymentId)).toMatchObject({ payment: expected });
        expect(await readMoney(paymentId)).toEqual(money(0, amountMinor, 100 + handMinor));
      }
    });

    it("comes back where a refund fails", async () => {
      const { reference } = await capture(use(), 600);
      const withdrawalId = others().refund(reference, 200);
      others().failRefund(withdrawalId);
      const undone = { withdrawalId, kind: "refund", amountMinor: 0 };
      expect((await findByReference(use(), reference)).withdrawals).toEqual([undone]);
    });

    it.each([
      ["won", 0],
      ["lost", 500],
    ] as const)("is a dispute that is %s, and leaves %i taken", async (status, amountMinor) => {
      const { reference } = await capture(use(), 600);
      const withdrawalId = others().openDispute(reference, 500);
      const taken = { withdrawalId, kind: "dispute", amountMinor: 500 };
      const open = await findByReference(use(), reference);
      expect(open).toMatchObject({ refundedMinor: 0, withdrawals: [taken] });
      others().closeDispute(withdrawalId, status);
      expect((await findByReference(use(), reference)).withdrawals).toEqual([
        { ...taken, amountMinor },
      ]);
    });

    it("leaves so much less to give back", async () => {
      const { gateway } = use();
      const paid = await capture(use(), 600);
      others().refund(paid.reference, 400);
      const above = await gateway.refund(askRefund(paid, "r1", 201));
      expect(above).toMatchObject({ kind: "refused", code: "amount-above-captured" });
      expectDone(await gateway.refund(askRefund(paid, "r2", 200)));
    });
  });
  testListing(use, others);
}

function testListing(use: Use, others: () => OtherHands): void {
  describe("what others did", () => {
    it("is listed since a time, and as long as it may still be undone", async () => {
      const { gateway, nowMs, passMs } = use();
      const first = await capture(use(), 600);
      const request = askPayment(use(), { paymentId: "pay-2", idempotencyKey: "pay-2" });
      const second = expectDone(await gateway.collect(request));
      const { reference } = expectDone(await gateway.refund(askRefund(first, "r1", 100)));
      others().refund(first.reference, 100);
      others().openDispute(second.reference, 1000);
      const dispute = { reference: second.reference, refundId: null };
      const touched = (await gateway.listTouched(nowMs()))!.map((one) => JSON.stringify(one));
      const expected = [{ reference, refundId: "r1" }, { reference, refundId: null }, dispute];
      expect(new Set(touched)).toEqual(new Set(expected.map((one) => JSON.stringify(one))));
      passMs(30 * DAY_MS);
      expect(await gateway.listTouched(nowMs())).toHaveLength(touched.length);
      passMs(1000);
      expect(await gateway.listTouched(nowMs())).toEqual([dispute]);
      passMs(150 * DAY_MS);
      expect(await gateway.listTouched(nowMs())).toEqual([]);
    });

    it("is all seen where there is more than a page of it", async () => {
      const { reference } = await capture(use(), 600);
      const ids = Array.from({ length: 101 }, () => others().refund(reference, 1));
      const { withdrawals } = await findByReference(use(), reference);
      const seen = withdrawals.map(({ withdrawalId }) => withdrawalId);
      expect(seen.toSorted()).toEqual(ids.toSorted());
    });

    it("is no notice of its amounts, but one of where to look", async () => {
      const { gateway, takeNotices, nowMs } = use();
      const { reference } = expectDone(await gateway.collect(askPayment(use())));
      await takeNotices();
      others().failRefund(others().refund(reference, 100));
      others().closeDispute(others().openDispute(reference, 300), "won");
      const told = (await takeNotices()).map(({ body, signature }) =>
        gateway.readNotice(body, signature, nowMs()),
      );
      const response = told.filter(({ kind }) => kind === "notice");
      expect(response.length).toBeGreaterThan(3);
      for (const one of response)
        expect(one).toMatchObject({ notice: { payment: null, reference } });
    });
  });
}

function testLimits(use: Use, limitCode: string): void {
  describe("a payer with a limit", () => {
    it("is taken up to it, and declined above it, and may be asked again later", async () => {
      const { gateway, findPayer, readMoney } = use();
      const payer = findPayer("limited");
      const above = { payer, amountMinor: LIMIT_MINOR + 1 };
      expect(await gateway.hold(askPayment(use(), above))).toMatchObject({
        kind: "declined",
        code: limitCode,
        isRetryable: true,
      });
      const whole = { payer, amountMinor: LIMIT_MINOR, idempotencyKey: "whole" };
      const held = await hold(use(), whole);
      if (gateway.canIncrease) {
        const raised = await gateway.increase(askOn(held, "raise", LIMIT_MINOR + 1));
        expect(raised).toMatchObject({ kind: "declined", code: limitCode });
      }
      expect(await readMoney("pay-1")).toEqual(money(LIMIT_MINOR, 0, 0));
    });
  });
}

function testDeclines(use: Use): void {
  describe("a card", () => {
    it.each([
      ["declined", "generic_decline", true],
      ["expired", "expired_card", false],
    ] as const)("that is %s is declined with %s", async (kind, code, isRetryable) => {
      const { gateway, findPayer, readMoney } = use();
      const request = askPayment(use(), { payer: findPayer(kind) });
      const outcome = await gateway.hold(request);
      expect(outcome).toMatchObject({ kind: "declined", code, isRetryable });
      expect(outcome).toMatchObject({ payment: { status: "declined", paymentId: "pay-1" } });
      expect(await gateway.hold(request)).toEqual(outcome);
      expect(await gateway.find("pay-1")).toMatchObject({ payment: { status: "declined" } });
      expect(await readMoney("pay-1")).toEqual(money(0, 0, 0));
    });

    it("that declines once is taken with a new key, and what took is what is found", async () => {
      const { gateway, findPayer, readMoney } = use();
      const payer = findPayer("declined-once");
      const first = await gateway.hold(askPayment(use(), { payer }));
      expect(first).toMatchObject({ kind: "declined", isRetryable: true });
      await hold(use(), { payer, idempotencyKey: "second" });
      expect(await gateway.find("pay-1")).toMatchObject({ payment: { status: "held" } });
      expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
    });

    it("may be taken while the payer is there and declined when they are away", async () => {
      const { gateway, findPayer } = use();
      const payer = findPayer("declined-away");
      await hold(use(), { payer });
      const away = { payer, paymentId: "pay-2", idempotencyKey: "away", isPayerPresent: false };
      expect(await gateway.collect(askPayment(use(), away))).toMatchObject({
        kind: "declined",
        isRetryable: false,
      });
    });

    it("of another kind of payer, or a card's number, is refused unsent", async () => {
      const { gateway } = use();
      for (const payer of [
        { kind: "account", accountId: "a" },
        { kind: "card", token: "4242 4242 4242 4242", lastFour: "4242" },
      ] as const) {
        const outcome = await gateway.hold(askPayment(use(), { payer }));
        expect(outcome).toMatchObject({ kind: "refused", code: "payer-unsupported" });
        expect(JSON.stringify(outcome)).not.toContain("4242");
      }
      expect(await gateway.hold(askPayment(use(), { currency: "USD" }))).toMatchObject({
        kind: "refused",
        code: "currency-mismatch",
      });
      expect(await gateway.find("pay-1")).toEqual({ kind: "absent" });
    });
  });
}

function testActions(use: Use): void {
  describe("a payer who has to confirm", () => {
    it("is sent to their bank, and the payment is held once they have", async () => {
      const { gateway, findPayer, completeAction, readMoney } = use();
      const request = askPayment(use(), { payer: findPayer("needs-action") });
      const outcome = await gateway.hold(request);
      expect(outcome).toMatchObject({
        kind: "needs-action",
        actionUrl: expect.stringMatching(/^https:/),
        payment: { status: "needs-action", ...money(0, 0, 0) },
      });
      if (outcome.kind !== "needs-action") return;
      await completeAction(outcome.payment.reference, "succeeded");
      expect(await gateway.find("pay-1")).toMatchObject({ payment: { status: "held" } });
      expectDone(await gateway.capture(askOn(outcome.payment, "capture", 700)));
      expect(await readMoney("pay-1")).toEqual(money(0, 700, 0));
    });

    it("can do so where an amount is collected at once, while they are there alone", async () => {
      const { gateway, findPayer, completeAction, readMoney } = use();
      const request = askPayment(use(), { payer: findPayer("needs-action") });
      const outcome = await gateway.collect(request);
      if (outcome.kind !== "needs-action") throw new Error(outcome.kind);
      expect(outcome.payment.status).toBe("needs-action");
      await completeAction(outcome.payment.reference, "succeeded");
      expect(await gateway.find("pay-1")).toMatchObject({ payment: { status: "captured" } });
      expect(await readMoney("pay-1")).toEqual(money(0, 1000, 0));
      const away = { paymentId: "pay-2", idempotencyKey: "away", isPayerPresent: false };
      expect(await gateway.collect({ ...request, ...away })).toMatchObject({ kind: "declined" });
    });

    it("and fails, or leaves, has paid nothing", async () => {
      const { gateway, findPayer, completeAction, readMoney } = use();
      const payer = findPayer("needs-action");
      for (const [paymentId, outcome] of [
        ["pay-1", "failed"],
        ["pay-2", null],
      ] as const) {
        const asked = await gateway.hold(
          askPayment(use(), { payer, paymentId, idempotencyKey: paymentId }),
        );
        if (asked.kind !== "needs-action") throw new Error(asked.kind);
        if (outcome !== null) await completeAction(asked.payment.reference, outcome);
        expectDone(await gateway.release(askOn(asked.payment, "release", 0)));
        expect(await readMoney(paymentId)).toEqual(money(0, 0, 0));
      }
    });

    it("and is away is declined", async () => {
      const { gateway, findPayer } = use();
      const away = { payer: findPayer("needs-action"), isPayerPresent: false };
      expect(await gateway.collect(askPayment(use(), away))).toMatchObject({
        kind: "declined",
        code: "authentication_required",
        isRetryable: false,
      });
    });
  });
}

function testExpiry(use: Use): void {
  describe("a card's hold", () => {
    it.each([
      ["ok", 7],
      ["present", 2],
    ] as const)("of the kind %s lapses after %i days, as it says", async (kind, days) => {
      const { gateway, findPayer, nowMs, passMs, readMoney } = use();
      const held = await hold(use(), { payer: findPayer(kind) });
      expect(held.holdExpiresMs).toBe(nowMs() + days * DAY_MS);
      passMs(days * DAY_MS);
      const late = await gateway.capture(askOn(held, "capture", 1000));
      expect(late).toMatchObject({ kind: "refused", code: "payment-not-held" });
      expect(await gateway.find("pay-1")).toMatchObject({ payment: { status: "released" } });
      expectDone(await gateway.release(askOn(held, "release", 0)));
      expect(await readMoney("pay-1")).toEqual(money(0, 0, 0));
    });

    it("is not raised where the card does not allow it", async () => {
      const { gateway, findPayer, readMoney } = use();
      const held = await hold(use(), { payer: findPayer("cannot-increase") });
      expect(await gateway.increase(askOn(held, "raise", 1500))).toMatchObject({
        kind: "refused",
        code: "increase-unsupported",
      });
      expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
    });
  });
}

function testFaults(use: Use): void {
  describe("a call whose answer is lost", () => {
    it.each([true, false])(
      "(done: %s) is unknown, and asked again is done once",
      async (isCommitted) => {
        const { gateway, loseNext, readMoney } = use();
        const twice = async (call: () => Promise<GatewayOutcome>): Promise<ProviderPayment> => {
          loseNext(isCommitted);
          expect(await call()).toMatchObject({ kind: "unknown" });
          return expectDone(await call());
        };
        const held = await twice(() => gateway.hold(askPayment(use())));
        expect(await readMoney("pay-1")).toEqual(money(1000, 0, 0));
        const wholeMinor = gateway.canIncrease ? 1500 : 1000;
        if (gateway.canIncrease) {
          await twice(() => gateway.increase(askOn(held, "raise", wholeMinor)));
        }
        expect(await readMoney("pay-1")).toEqual(money(wholeMinor, 0, 0));
        await twice(() => gateway.capture(askOn(held, "capture", wholeMinor - 300)));
        expect(await readMoney("pay-1")).toEqual(money(0, wholeMinor - 300, 0));
        await twice(() => gateway.refund(askRefund(held, "r1", 100)));
        expect(await readMoney("pay-1")).toEqual(money(0, wholeMinor - 300, 100));
      },
    );

    it("is found by our id, without its reference", async () => {
      const { gateway, loseNext } = use();
      loseNext(true);
      expect(await gateway.hold(askPayment(use()))).toMatchObject({ kind: "unknown" });
      expect(await gateway.find("pay-1")).toMatchObject({
        kind: "found",
        payment: { status: "held", heldMinor: 1000 },
      });
      loseNext(false);
      expect(await gateway.find("pay-1")).toMatchObject({ kind: "unknown" });
    });

    it("is a look that says nothing", async () => {
      const { gateway, loseNext, nowMs } = use();
      const held = await hold(use());
      loseNext(false);
      expect(await gateway.findByReference(held.reference)).toMatchObject({ kind: "unknown" });
      loseNext(false);
      expect(await gateway.listTouched(nowMs())).toBeNull();
    });

    it("is done once also after its key is forgotten", async () => {
      const { gateway, loseNext, passMs, readMoney } = use();
      const held = await hold(use());
      loseNext(true);
      expect(await gateway.capture(askOn(held, "capture", 800))).toMatchObject({ kind: "unknown" });
      passMs(DAY_MS);
      expectDone(await gateway.capture(askOn(held, "capture", 800)));
      expectDone(await gateway.refund(askRefund(held, "r1", 100)));
      passMs(DAY_MS);
      expectDone(await gateway.refund(askRefund(held, "r1", 100)));
      expect(await readMoney("pay-1")).toEqual(money(0, 800, 100));
    });
  });
}

function testNotices(use: Use): void {
  describe("a notice", () => {
    const read = (notice: SentNotice, receivedMs = use().nowMs()) =>
      use().gateway.readNotice(notice.body, notice.signature, receivedMs);

    it("tells how a payment stood at each step, and is ignored where it is of none", async () => {
      const { gateway, takeNotices } = use();
      const held = await hold(use());
      expectDone(await gateway.capture(askOn(held, "capture", 600)));
      expectDone(await gateway.refund(askRefund(held, "r1", 200)));
      const outcomes = (await takeNotices()).map((notice) => read(notice));
      const told = outcomes.flatMap((one) => (one.kind === "notice" ? [one.notice] : []));
      expect(told.filter(({ payment }) => payment !== null)).toMatchObject([
        { payment: { ...held, cardHash: null } },
        { payment: { status: "captured", paymentId: "pay-1", ...money(0, 600, 0) } },
      ]);
      expect(told.at(-1)).toMatchObject({ payment: null, reference: held.reference });
      expect(outcomes.filter(({ kind }) => kind !== "notice")).toEqual([
        { kind: "ignored" },
        { kind: "ignored" },
      ]);
    });

    it("that comes twice has one id, and others have others", async () => {
      const { gateway, takeNotices } = use();
      expectDone(await gateway.release(askOn(await hold(use()), "release", 0)));
      const notices = await takeNotices();
      const ids = [...notices, ...notices]
        .map((notice) => read(notice))
        .flatMap((one) => (one.kind === "notice" ? [one.notice.noticeId] : []));
      expect(ids.length).toBeGreaterThanOrEqual(4);
      expect(new Set(ids).size).toBe(ids.length / 2);
    });

    it("of a hold that lapsed comes by itself", async () => {
      const { passMs, takeNotices } = use();
      await hold(use());
      await takeNotices();
      passMs(7 * DAY_MS);
      const [lapsed] = await takeNotices();
      expect(read(lapsed!)).toMatchObject({ notice: { payment: { status: "released" } } });
    });

    it("that is changed, signed by somebody else, too old or no notice is forged", async () => {
      const { takeNotices, nowMs } = use();
      await hold(use());
      const notice = (await takeNotices()).at(-1)!;
      expect(read(notice, nowMs() + 300_000)).toMatchObject({ kind: "notice" });
      for (const forged of [
        read(notice, nowMs() + 301_000),
        read({ ...notice, body: notice.body.replace("1000", "9000") }),
        read({ ...notice, signature: notice.signature.replace(/v1=.{4}/, "v1=0000") }),
        read({ ...notice, signature: notice.signature.replace(/t=\d+/, "t=1") }),
        read({ ...notice, signature: "" }),
        read({ ...notice, signature: "t=,v1=" }),
        read({ body: "", signature: notice.signature }),
      ]) {
        expect(forged).toMatchObject({ kind: "forged" });
      }
    });
  });
}

function testNoNotices(use: Use): void {
  it("takes no notice for genuine", () => {
    expect(use().gateway.readNotice("{}", "t=1,v1=00", use().nowMs())).toMatchObject({
      kind: "forged",
    });
  });
}
