import { describe, expect, it } from "vitest";
import type { PaymentGateway, ProviderPayment } from "../domain/payment-gateway.ts";
import { createNoneGateway, REMEMBERED_MAX } from "./none-gateway.ts";
import {
  askOn,
  askPayment,
  askRefund,
  describePaymentGateway,
  expectDone,
  type GatewayHarness,
  type MovedMoney,
} from "./payment-gateway-suite.ts";

/** There are no books without money: what the gateway says last is what there is. */
function startHarness(): GatewayHarness {
  const money = new Map<string, ProviderPayment>();
  const inner = createNoneGateway();
  const keep = async (paymentId: string): Promise<void> => {
    const found = await inner.find(paymentId);
    if (found.kind === "found") money.set(paymentId, found.payment);
  };
  const kept = <Request extends { readonly paymentId: string }, Outcome>(
    call: (request: Request) => Promise<Outcome>,
  ): ((request: Request) => Promise<Outcome>) => {
    return async (request) => {
      const outcome = await call(request);
      await keep(request.paymentId);
      return outcome;
    };
  };
  const gateway: PaymentGateway = {
    ...inner,
    hold: kept(inner.hold),
    increase: kept(inner.increase),
    capture: kept(inner.capture),
    release: kept(inner.release),
    collect: kept(inner.collect),
    refund: kept(inner.refund),
  };
  return {
    gateway,
    findPayer: () => ({ kind: "card", token: "anything", lastFour: "0000" }),
    readMoney(paymentId): MovedMoney {
      const { heldMinor, capturedMinor, refundedMinor } = money.get(paymentId) ?? {
        heldMinor: 0,
        capturedMinor: 0,
        refundedMinor: 0,
      };
      return { heldMinor, capturedMinor, refundedMinor };
    },
    nowMs: () => 0,
    passMs: () => undefined,
    others: null,
    loseNext: () => undefined,
    completeAction: async () => undefined,
    takeNotices: async () => [],
    close: async () => undefined,
  };
}

describePaymentGateway(
  "no money",
  {
    hasCards: false,
    hasFaults: false,
    hasNotices: false,
    hasOthers: false,
    canIncrease: true,
    hasKeys: true,
    limitCode: null,
  },
  async () => startHarness(),
);

describe("no money, after a restart", () => {
  it("takes a payment to stand as the caller says", async () => {
    const held = expectDone(await createNoneGateway().hold(askPayment(startHarness())));
    const capture = await createNoneGateway().capture(askOn(held, "capture", 700));
    expect(expectDone(capture)).toMatchObject({ status: "captured", capturedMinor: 700 });
    const raised = await createNoneGateway().increase(askOn(held, "raise", 1500));
    expect(expectDone(raised)).toMatchObject({ status: "held", heldMinor: 1500 });
    const released = await createNoneGateway().release(askOn(held, "release", 0));
    expect(expectDone(released)).toMatchObject({ status: "released", heldMinor: 0 });
    const refunded = await createNoneGateway().refund(askRefund(held, "r1", 200));
    expect(expectDone(refunded)).toMatchObject({
      refundedMinor: 200,
      refunds: [{ refundId: "r1", amountMinor: 200 }],
    });
    expect(await createNoneGateway().find("pay-1")).toEqual({ kind: "absent" });
  });

  it("remembers so many payments and no more, the newest", async () => {
    const gateway = createNoneGateway();
    for (let i = 0; i <= REMEMBERED_MAX; i++) {
      const ids = { paymentId: `p${i}`, idempotencyKey: `k${i}` };
      await gateway.hold(askPayment(startHarness(), ids));
    }
    expect(await gateway.find("p0")).toEqual({ kind: "absent" });
    expect(await gateway.find("p1")).toMatchObject({ kind: "found" });
  });
});
