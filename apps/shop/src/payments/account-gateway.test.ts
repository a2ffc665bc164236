import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { sumReversals } from "../domain/account-book.ts";
import { createStoreAccountBook, type ShopAccount } from "../domain/account-service.ts";
import type { Payer, PaymentGateway, ProviderPayment } from "../domain/payment-gateway.ts";
import { SHOP_PROJECTIONS } from "../projections/shop-projections.ts";
import { openStore } from "../store/store.ts";
import { createAccountGateway } from "./account-gateway.ts";
import {
  askOn,
  askPayment,
  askRefund,
  CURRENCY,
  describePaymentGateway,
  expectDone,
  type GatewayHarness,
  LIMIT_MINOR,
} from "./payment-gateway-suite.ts";

const ACCOUNTS: ReadonlyMap<string, ShopAccount> = new Map(
  [
    { accountId: "ok", limitMinor: 1_000_000, period: "day" as const },
    { accountId: "limited", limitMinor: LIMIT_MINOR, period: "day" as const },
  ].map((account) => [account.accountId, account]),
);

const root = mkdtempSync(join(tmpdir(), "saunter-accounts-"));
let folders = 0;
afterAll(() => rmSync(root, { recursive: true }));

const pay = (accountId: string): Payer => ({ kind: "account", accountId });

function startHarness(): GatewayHarness {
  const store = openStore({
    folder: join(root, String(folders++)),
    nowMs: () => 0,
    projections: SHOP_PROJECTIONS,
    schema: "",
  });
  const book = createStoreAccountBook(store, ACCOUNTS, CURRENCY, "UTC");
  return {
    gateway: createAccountGateway(book),
    findPayer: pay,
    async readMoney(paymentId) {
      const entry = await book.find(paymentId);
      return {
        heldMinor: entry?.reservedMinor ?? 0,
        capturedMinor: entry?.postedMinor ?? 0,
        refundedMinor: entry === null ? 0 : sumReversals(entry),
      };
    },
    nowMs: () => 0,
    passMs: () => undefined,
    others: null,
    loseNext: () => undefined,
    completeAction: async () => undefined,
    takeNotices: async () => [],
    close: () => store.close(),
  };
}

describePaymentGateway(
  "accounts in the journal",
  {
    hasCards: false,
    hasFaults: false,
    hasNotices: false,
    hasOthers: false,
    canIncrease: true,
    hasKeys: false,
    limitCode: "account-limit",
  },
  async () => startHarness(),
);

describe("an account", () => {
  it("has one limit over all its payments, freed by what is let go of or given back", async () => {
    const harness = startHarness();
    const { gateway } = harness;
    const payer = pay("limited");
    const hold = (paymentId: string, amountMinor: number): ReturnType<PaymentGateway["hold"]> =>
      gateway.hold(
        askPayment(harness, { payer, paymentId, idempotencyKey: paymentId, amountMinor }),
      );
    const first = expectDone(await hold("a", 3000));
    expect(await hold("b", 2001)).toMatchObject({ kind: "declined", code: "account-limit" });
    const second = expectDone(await hold("c", 2000));
    expectDone(await gateway.release(askOn(second, "release", 0)));
    expectDone(await gateway.capture(askOn(first, "capture", 2500)));
    expect(await hold("d", 2501)).toMatchObject({ kind: "declined" });
    expectDone(await gateway.refund(askRefund(first, "r", 500)));
    expectDone(await hold("e", 3000));
  });

  it("that is not there, or a card, is no payer", async () => {
    const harness = startHarness();
    const { gateway } = harness;
    const collect = (payer: Payer, key: string): ReturnType<PaymentGateway["hold"]> =>
      gateway.collect(askPayment(harness, { payer, idempotencyKey: key }));
    expect(await collect(pay("nobody"), "a")).toMatchObject({
      kind: "declined",
      code: "account-unknown",
      isRetryable: false,
    });
    expect(await collect({ kind: "card", token: "t", lastFour: "1" }, "c")).toMatchObject({
      kind: "refused",
      code: "payer-unsupported",
    });
    const held = expectDone(await gateway.hold(askPayment(harness, { idempotencyKey: "d" })));
    const capture = askOn(held, "capture", 1000, { currency: "USD" });
    expect(await gateway.capture(capture)).toMatchObject({ code: "currency-mismatch" });
  });

  it("is not held again for a payment that is over", async () => {
    const harness = startHarness();
    const { gateway } = harness;
    expectDone(await gateway.collect(askPayment(harness)));
    const again = askPayment(harness, { idempotencyKey: "again" });
    expect(await gateway.hold(again)).toMatchObject({ kind: "refused", code: "request-invalid" });
  });
});

describe("an account, whatever is asked of it,", () => {
  it("never passes a limit, nor gives back more than it took", async () => {
    const call = fc.record({
      name: fc.constantFrom("hold", "collect", "increase", "capture", "release", "refund"),
      on: fc.integer({ min: 0, max: 3 }),
      amountMinor: fc.integer({ min: 0, max: 3000 }),
      key: fc.integer({ min: 0, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 50 }), async (calls) => {
        const harness = startHarness();
        const { gateway } = harness;
        for (const { name, on, amountMinor, key } of calls) {
          const paymentId = `p${on}`;
          const idempotencyKey = `k${key}`;
          const payment = { reference: paymentId, paymentId } as ProviderPayment;
          const step = askOn(payment, "", amountMinor, { idempotencyKey });
          const payer = pay("limited");
          if (name === "refund") await gateway.refund({ ...step, refundId: `r${key}` });
          else if (name === "hold" || name === "collect") {
            await gateway[name]({ ...step, payer, isPayerPresent: true });
          } else if (name === "increase") await gateway.increase(step);
          else if (name === "capture") await gateway.capture(step);
          else await gateway.release(step);
          const moved = await Promise.all([0, 1, 2, 3].map((at) => harness.readMoney(`p${at}`)));
          const open = moved.reduce(
            (sum, one) => sum + one.heldMinor + one.capturedMinor - one.refundedMinor,
            0,
          );
          expect(open).toBeLessThanOrEqual(LIMIT_MINOR);
          for (const one of moved) expect(one.refundedMinor).toBeLessThanOrEqual(one.capturedMinor);
        }
        await harness.close();
      }),
    );
  });
});
