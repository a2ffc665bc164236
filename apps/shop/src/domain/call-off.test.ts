/** Payments that are called off while others are asked for: nobody is stuck, and nobody is charged twice. */
import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing, listUnconfirmed } from "@saunter/commerce/payment/evolve";
import { expect, it } from "vitest";
import { admitByAttendant } from "./entry-service.ts";
import type { PaymentGateway, ReferencedRequest } from "./payment-gateway.ts";
import { decideInto } from "./shop-context.ts";
import {
  audit,
  catchRefusal,
  openTestShop,
  payCard,
  see,
  settle,
  shopFor,
  sumBooks,
  type TestShop,
  transact,
  visitFor,
} from "./shop-fixture.ts";

const chargeOf = ({ store }: TestShop, chargeId: string) => store.read("charge", chargeId);

/** As somebody at a kiosk asks for it. */
function payDebt(test: TestShop, chargeId: string, token: string) {
  const payer = { kind: "card", token, lastFour: "1111" } as const;
  return transact(test, (tx) =>
    decideInto(tx, "charge", chargeId, decideCharge, { type: "PayDebt", payer }),
  );
}

const callOff = (test: TestShop, chargeId: string) =>
  transact(test, (tx) =>
    decideInto(tx, "charge", chargeId, decideCharge, { type: "CallOffPayment" }),
  );

/** The provider's releases wait until they are let through. */
function holdReleases() {
  const opened = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let release: PaymentGateway["release"] | null = null;
  const wrapCard = (card: PaymentGateway): PaymentGateway => {
    release = card.release;
    return {
      ...card,
      release: async (request) => {
        asked.resolve();
        await opened.promise;
        return card.release(request);
      },
    };
  };
  return {
    wrapCard,
    asked: asked.promise,
    letThrough: () => opened.resolve(),
    /** Not held. */
    release: (request: ReferencedRequest) => release!(request),
  };
}

/** The hold pays 20.00 of 24.99, and the bank of another card wants a confirmation of the rest. */
async function owe(wrapCard: (card: PaymentGateway) => PaymentGateway) {
  const test = openTestShop({ canIncrease: false, wrapCard });
  const visitId = await visitFor(test, payCard("pm_sim_on_session-1"), { "07": 1 });
  await settle(test);
  await payDebt(test, visitId, "pm_sim_sca-kiosk");
  await test.runner.advance(visitId);
  expect(listUnconfirmed(chargeOf(test, visitId))).toHaveLength(1);
  return { test, visitId };
}

it("another card is refused until the payment before it is called off, and taken then", async () => {
  const { wrapCard, asked, letThrough } = holdReleases();
  const { test, visitId } = await owe(wrapCard);
  await callOff(test, visitId);
  const releasing = test.runner.advance(visitId);
  await asked;
  expect(await catchRefusal(payDebt(test, visitId, "pm_sim_ok-kiosk"))).toBe("charge-not-open");
  expect(await catchRefusal(callOff(test, visitId))).toBe("charge-not-open");
  letThrough();
  await releasing;
  await payDebt(test, visitId, "pm_sim_ok-kiosk");
  await test.runner.advance(visitId);
  expect(chargeOf(test, visitId)).toMatchObject({ debt: null, pending: null });
  expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
  expect(audit(test)).toEqual([]);
});

it("a payment is asked for as soon as a notice has told that the one before is called off", async () => {
  const { wrapCard, asked, letThrough, release } = holdReleases();
  const { test, visitId } = await owe(wrapCard);
  await callOff(test, visitId);
  const releasing = test.runner.advance(visitId);
  await asked;
  // The provider has let go of it, and its answer is on its way.
  const { paymentId } = listUnconfirmed(chargeOf(test, visitId))[0]!;
  const { reference } = chargeOf(test, visitId).payments.get(paymentId)!;
  const request = { paymentId, reference, currency: "GBP", amountMinor: 0 };
  await release({ ...request, idempotencyKey: "elsewhere" });
  const found = await test.shop.gateways.card.find(paymentId);
  if (found.kind !== "found") throw new Error(found.kind);
  const noticed = test.runner.takeNotice({ noticeId: "evt", payment: found.payment });
  await expect.poll(() => chargeOf(test, visitId).pending).toBeNull();
  await payDebt(test, visitId, "pm_sim_sca-kiosk");
  const paying = test.runner.advance(visitId);
  letThrough();
  await Promise.all([releasing, noticed, paying]);
  const charge = chargeOf(test, visitId);
  expect(charge.pending).toBeNull();
  expect(listUnconfirmed(charge)).toMatchObject([{ actionUrl: expect.stringMatching(/^https:/) }]);
  expect(findMissing(charge)).toBe(499);
});

it("a payment is asked for where it was decided while a run found nothing to do", async () => {
  const test = openTestShop();
  const admission = { gateId: "north", partySize: 1, payer: { kind: "cash" } } as const;
  const { visitId } = await transact(test, (tx) => admitByAttendant(tx, test.shop, admission));
  await see(test, "ann");
  await shopFor(test, "ann", { "07": 1 });
  const resting = test.runner.advance(visitId);
  await payDebt(test, visitId, "pm_sim_ok-kiosk");
  await test.runner.advance(visitId);
  expect(chargeOf(test, visitId)).toMatchObject({ pending: null });
  expect(sumBooks(test, visitId).capturedMinor).toBe(2499);
  await resting;
  expect(audit(test)).toEqual([]);
});
