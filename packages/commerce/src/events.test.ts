/** What is written into the journal comes out of it unchanged. */

import { RELEASE_CAUSES } from "@saunter/protocol/balance-kinds";
import { DRAWER_MOVES } from "@saunter/protocol/drawer-moves";
import { REFUND_REASONS } from "@saunter/protocol/refund-reasons";
import {
  SECURITY_EVENT_KINDS,
  SECURITY_OBJECT_KINDS,
  SECURITY_PRINCIPAL_KINDS,
  SECURITY_VIAS,
} from "@saunter/protocol/security-event-kinds";
import { WASTE_REASONS } from "@saunter/protocol/stock-kinds";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGGREGATES, type Aggregate } from "./aggregates.ts";
import type { Candidate, Evidence } from "./cart/events.ts";
import type { SignedClosing } from "./closing/events.ts";
import type { EventsByKind, JournalEvent, StreamKind } from "./events.ts";
import type {
  CallOutcome,
  ChargePayer,
  Intent,
  PaymentSnapshot,
  Withdrawal,
} from "./payment/events.ts";
import { arbitraryInputs, priceInput } from "./pricing/pricing-builders.ts";
import { recordPricingInputs } from "./pricing/reprice.ts";
import type { ReceiptContent } from "./receipt/events.ts";
import type { ReviewChoice, ReviewSubject } from "./review/events.ts";
import type { VisitPayer } from "./visit/events.ts";

/** What an event of one type has beside it; some types share their fields with another. */
type FieldsOf<Type, Event = JournalEvent> = Event extends { type: infer Known }
  ? Type extends Known
    ? Omit<Event, "type">
    : never
  : never;

/** An event with each of its fields: one that is left out fails to compile. */
function event<Type extends JournalEvent["type"]>(
  type: Type,
  fields: { [Field in keyof FieldsOf<Type>]: fc.Arbitrary<FieldsOf<Type>[Field]> },
): fc.Arbitrary<JournalEvent> {
  return fc
    .record(fields as Record<string, fc.Arbitrary<unknown>>)
    .map((record) => ({ ...record, type }) as unknown as JournalEvent);
}

const ids = fc.string({ minLength: 1, maxLength: 6 });
const texts = fc.string({ unit: "grapheme", maxLength: 12 });
const amounts = fc.oneof(fc.nat({ max: 5000 }), fc.maxSafeNat());
const differences = fc.maxSafeInteger().filter((value) => !Object.is(value, -0));
const times = fc.maxSafeNat();
const counts = fc.nat({ max: 99 });
const chances = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs);
const flags = fc.boolean();
const nullable = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one);
const listOf = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 3 });

const candidates: fc.Arbitrary<Candidate> = fc.record({
  kind: fc.constantFrom("pick", "putback", "handover"),
  shopperId: nullable(ids),
  giverId: nullable(ids),
  gtin: ids,
  quantity: counts,
  probability: chances,
});
const evidences: fc.Arbitrary<Evidence> = fc
  .record({
    told: candidates,
    evidenceId: ids,
    occurredMs: times,
    weightG: fc.double({ min: 1, max: 5000, noNaN: true }),
    gondola: counts,
    shelf: counts,
    plates: listOf(counts),
    candidates: listOf(candidates),
  })
  .map(({ told, ...more }) => ({ ...told, ...more }));
const cartLines = listOf(fc.record({ gtin: ids, quantity: counts }));

const contents: fc.Arbitrary<ReceiptContent> = arbitraryInputs().map((input) => ({
  lines: input.lines.map((line) => ({ ...line, evidenceIds: ["e1"], probability: 0.5 })),
  inputs: recordPricingInputs(input),
  result: priceInput(input),
}));

const cards = fc.record({ kind: fc.constant("card" as const), token: ids, lastFour: ids });
const accounts = fc.record({ kind: fc.constant("account" as const), accountId: ids });
const cash = fc.constant({ kind: "cash" as const });
const chargePayers: fc.Arbitrary<ChargePayer> = fc.oneof(cards, accounts, cash);
const visitPayers: fc.Arbitrary<VisitPayer> = fc.oneof(
  cards,
  accounts,
  cash,
  fc.record({ kind: fc.constant("customer" as const), customerId: ids }),
  fc.record({ kind: fc.constant("staff" as const), staffId: ids }),
);
const intents: fc.Arbitrary<Intent> = fc
  .record({
    number: counts,
    action: fc.constantFrom("hold", "increase", "capture", "release", "collect", "refund"),
    paymentId: ids,
    amountMinor: amounts,
    payer: fc.oneof(cards, accounts),
    reference: nullable(ids),
    isPayerPresent: flags,
  })
  .map(({ isPayerPresent, ...intent }) =>
    isPayerPresent ? { ...intent, isPayerPresent } : intent,
  );
const payments: fc.Arbitrary<PaymentSnapshot> = fc.record({
  paymentId: ids,
  reference: ids,
  status: fc.constantFrom("held", "captured", "released", "declined", "needs-action", "processing"),
  heldMinor: amounts,
  capturedMinor: amounts,
  refundedMinor: amounts,
  holdExpiresMs: nullable(times),
});
const withdrawals: fc.Arbitrary<Withdrawal> = fc.record({
  withdrawalId: ids,
  kind: fc.constantFrom("refund", "dispute"),
  amountMinor: amounts,
});
const outcomes: fc.Arbitrary<CallOutcome> = fc.oneof(
  fc.constant({ kind: "done" as const }),
  fc.record({ kind: fc.constant("declined" as const), code: texts, isRetryable: flags }),
  fc.record({ kind: fc.constant("needs-action" as const), actionUrl: texts }),
  fc.record({ kind: fc.constant("refused" as const), code: texts, message: texts }),
);
const subjects: fc.Arbitrary<ReviewSubject> = fc.oneof(
  fc.record({ kind: fc.constant("interaction" as const), evidence: evidences }),
  fc.record({ kind: fc.constant("gap" as const), shopperId: ids, reason: texts }),
  fc.record({ kind: fc.constant("binding" as const), reason: texts }),
  fc.record({ kind: fc.constant("age" as const), gtins: listOf(ids) }),
  fc.record({ kind: fc.constant("contest" as const), contestId: ids }),
);
const choices: fc.Arbitrary<ReviewChoice> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("candidate" as const, "other" as const),
    candidate: candidates,
  }),
  fc.record({ kind: fc.constantFrom("nothing" as const, "grant" as const, "refuse" as const) }),
  fc.record({
    kind: fc.constantFrom("add" as const, "remove" as const),
    gtin: ids,
    quantity: counts,
  }),
);
const closings: fc.Arbitrary<SignedClosing> = fc
  .record({
    ...{ closingNumber: fc.constant(1), day: texts, timeZone: texts, shopId: ids, currency: ids },
    ...{ fromMs: fc.constant(0), untilMs: times, afterDocument: fc.constant(0) },
    ...{ lastDocument: counts, lastPosition: counts, closedMs: times, by: ids },
    sums: fc.record({
      ...{ receipts: counts, corrections: counts, correctedMinor: differences, units: counts },
      ...{ discountMinor: amounts, depositMinor: amounts, netMinor: amounts, taxMinor: amounts },
      ...{ roundingMinor: differences, totalMinor: amounts },
    }),
    taxes: listOf(
      fc.record({
        ...{ category: ids, rate: ids, label: texts },
        ...{ netMinor: amounts, taxMinor: amounts, grossMinor: amounts },
      }),
    ),
    payments: listOf(
      fc.record({
        kind: fc.constantFrom("card", "account", "cash", "gift-card", "points"),
        ...{ takenMinor: amounts, refundedMinor: amounts, withdrawnMinor: amounts },
      }),
    ),
    tipsMinor: fc.constant(0 as const),
    ...{ previousHash: fc.constant("saunter"), hash: texts, signature: texts },
  })
  .map((closing) => ({ ...closing, grandTotalMinor: closing.sums.totalMinor }));
const recorded = fc.record(
  {
    contestId: ids,
    kind: fc.constantFrom("wrong-item" as const, "wrong-count" as const, "missing" as const),
    lineId: nullable(ids),
    gtin: ids,
    claimedQuantity: counts,
    worthMinor: amounts,
    by: ids,
  },
  { requiredKeys: ["contestId", "kind", "lineId", "gtin", "claimedQuantity", "worthMinor"] },
);
const resolved = { contestId: ids, isGranted: flags };
const drafted = {
  content: contents,
  probabilityExact: chances,
  reviewIds: listOf(ids),
  reviewDueMs: nullable(times),
};
const cashMoved = { cashId: ids, amountMinor: amounts, by: ids };
const chainVersion = { kind: texts, version: counts, hash: ids, effectiveMs: counts };

const counted = { facing: ids, gtin: ids, quantity: counts, by: ids };

const opened = {
  visitId: ids,
  method: texts,
  payer: visitPayers,
  partySize: counts,
  gateId: ids,
  isMember: flags,
  currency: ids,
  holdMinor: amounts,
  isHoldPending: flags,
};

/** By stream and type: a type of event that is left out fails to compile. */
const EVENTS: {
  readonly [Kind in StreamKind]: Readonly<
    Record<EventsByKind[Kind]["type"], fc.Arbitrary<JournalEvent>>
  >;
} = {
  shopper: {
    ShopperAppeared: event("ShopperAppeared", {
      shopperId: ids,
      gateId: nullable(ids),
      trackId: ids,
    }),
    InteractionTold: event("InteractionTold", {
      shopperId: ids,
      status: fc.constantFrom("provisional", "revised", "final", "retracted"),
      evidence: evidences,
    }),
    CartTold: event("CartTold", { shopperId: ids, lines: cartLines, probability: chances }),
    ShopperExited: event("ShopperExited", { shopperId: ids }),
    ShopperReturned: event("ShopperReturned", { shopperId: ids }),
    CartConcluded: event("CartConcluded", {
      shopperId: ids,
      lines: cartLines,
      probabilityExact: chances,
      needsReview: flags,
      reasons: listOf(texts),
      faults: listOf(texts),
    }),
  },
  visit: {
    VisitOpened: fc.oneof(
      event("VisitOpened", opened),
      event("VisitOpened", { ...opened, lookupToken: ids }),
    ),
    ShopperBound: event("ShopperBound", {
      shopperId: ids,
      how: fc.constantFrom("gate", "late", "guess", "attendant"),
    }),
    ShopperUnbound: event("ShopperUnbound", { shopperId: ids, by: ids }),
    BindingConfirmed: event("BindingConfirmed", { by: ids }),
    ShopperLeft: event("ShopperLeft", { shopperId: ids }),
    ShopperCameBack: event("ShopperCameBack", { shopperId: ids }),
    VisitFlagged: event("VisitFlagged", {
      flag: fc.constantFrom("bound-by-guess", "track-lost", "sensors-restarted", "party-larger"),
      detail: texts,
    }),
    AgeCheckRaised: event("AgeCheckRaised", { evidenceId: ids, gtin: ids, ageMin: counts }),
    AgeCheckWithdrawn: event("AgeCheckWithdrawn", { evidenceId: ids }),
    AgeChecked: event("AgeChecked", { isOldEnough: flags, by: ids }),
    VisitClosed: event("VisitClosed", { cause: fc.constantFrom("exit", "lost", "attendant") }),
  },
  charge: {
    ChargeOpened: event("ChargeOpened", { chargeId: ids, payer: chargePayers, currency: ids }),
    CardRecognised: event("CardRecognised", { cardHash: texts }),
    IntentWritten: event("IntentWritten", { intent: intents }),
    CallAnswered: event("CallAnswered", {
      number: counts,
      outcome: outcomes,
      payment: nullable(payments),
    }),
    PaymentObserved: event("PaymentObserved", { payment: payments }),
    WithdrawalSeen: event("WithdrawalSeen", { paymentId: ids, withdrawal: withdrawals }),
    DueSet: event("DueSet", { dueMinor: amounts, cause: texts }),
    CashTaken: event("CashTaken", cashMoved),
    CashReturned: event("CashReturned", cashMoved),
    BalanceRequested: event("BalanceRequested", { holdId: ids }),
    BalanceHeld: event("BalanceHeld", {
      holdId: ids,
      balanceId: ids,
      kind: fc.constantFrom("gift-card", "points"),
      lastFour: ids,
      amountMinor: amounts,
    }),
    BalanceCaptured: event("BalanceCaptured", { holdId: ids, amountMinor: amounts }),
    BalanceReleased: event("BalanceReleased", {
      holdId: ids,
      cause: fc.constantFrom(...RELEASE_CAUSES),
    }),
    BalanceRefunded: event("BalanceRefunded", {
      holdId: ids,
      refundId: ids,
      amountMinor: amounts,
    }),
    DebtOpened: event("DebtOpened", { amountMinor: amounts, code: texts }),
    DebtSettled: event("DebtSettled", {}),
    DebtForgiven: event("DebtForgiven", { amountMinor: amounts, by: ids }),
  },
  receipt: {
    ReceiptDrafted: event("ReceiptDrafted", { visitId: ids, lookupToken: ids, ...drafted }),
    ReceiptRedrafted: event("ReceiptRedrafted", drafted),
    ReceiptFinalised: event("ReceiptFinalised", {
      documentNumber: counts,
      content: contents,
      probabilityExact: chances,
      cause: fc.constantFrom("sure", "reviewed", "lapsed"),
    }),
    LineContested: event("LineContested", { contest: recorded }),
    ContestResolved: event("ContestResolved", {
      ...resolved,
      cause: fc.constantFrom("policy", "reviewer", "lapsed"),
    }),
    ReceiptCorrected: event("ReceiptCorrected", {
      documentNumber: counts,
      content: contents,
      differenceMinor: differences,
      cause: texts,
    }),
    ReceiptRefunded: event("ReceiptRefunded", {
      goodwillMinor: amounts,
      othersMinor: amounts,
      refund: fc.record({
        refundId: ids,
        kind: fc.constantFrom("whole", "lines", "amount"),
        lines: fc.array(fc.record({ lineId: ids, quantity: counts })),
        amountMinor: amounts,
        documentNumber: nullable(counts),
        reason: fc.constantFrom(...REFUND_REASONS),
        note: texts,
        by: ids,
      }),
    }),
  },
  documents: {
    NumberAssigned: event("NumberAssigned", { documentNumber: fc.constant(1), document: ids }),
  },
  closings: {
    DayClosed: event("DayClosed", { closing: closings }),
  },
  review: {
    ReviewOpened: event("ReviewOpened", {
      reviewId: ids,
      visitId: ids,
      subject: subjects,
      worthMinor: amounts,
      dueMs: times,
    }),
    ReviewClaimed: event("ReviewClaimed", { reviewerId: ids, untilMs: times }),
    ReviewReleased: event("ReviewReleased", { reviewerId: ids }),
    ReviewDecided: event("ReviewDecided", {
      reviewerId: ids,
      choice: choices,
      tookMs: fc.option(times),
    }),
    ReviewReopened: event("ReviewReopened", { reviewerId: ids, untilMs: times }),
    SecondLookClaimed: event("SecondLookClaimed", { reviewerId: ids, untilMs: times }),
    ReviewDecidedAgain: event("ReviewDecidedAgain", {
      reviewerId: ids,
      choice: choices,
      tookMs: fc.option(times),
    }),
    ReviewLapsed: event("ReviewLapsed", {}),
    ReviewOverdue: event("ReviewOverdue", {
      cap: fc.constantFrom("amount", "sum", "count"),
      dueMs: times,
    }),
  },
  account: {
    AmountReserved: event("AmountReserved", {
      paymentId: ids,
      amountMinor: amounts,
      periodMs: times,
    }),
    AmountPosted: event("AmountPosted", { paymentId: ids, amountMinor: amounts }),
    ReservationReleased: event("ReservationReleased", { paymentId: ids }),
    AmountReversed: event("AmountReversed", {
      paymentId: ids,
      refundId: ids,
      amountMinor: amounts,
    }),
  },
  security: {
    SecurityEventRecorded: event("SecurityEventRecorded", {
      kind: fc.constantFrom(...SECURITY_EVENT_KINDS),
      principal: fc.record({
        kind: fc.constantFrom(...SECURITY_PRINCIPAL_KINDS),
        id: nullable(ids),
        roles: fc.constantFrom([], ["operator" as const]),
        via: nullable(fc.constantFrom(...SECURITY_VIAS)),
      }),
      object: nullable(
        fc.record({ kind: fc.constantFrom(...SECURITY_OBJECT_KINDS), id: nullable(ids) }),
      ),
      changes: fc.dictionary(ids, fc.record({ before: nullable(texts), after: listOf(texts) })),
      detailId: nullable(counts),
    }),
  },
  shop: {
    CredentialUsed: event("CredentialUsed", { onceKey: ids, visitId: ids }),
    GateModeSet: event("GateModeSet", {
      gateId: ids,
      mode: fc.constantFrom("automatic", "held-open", "closed"),
      by: ids,
    }),
    DrawerCounted: event("DrawerCounted", {
      currency: texts,
      amountMinor: amounts,
      expectedMinor: nullable(amounts),
      by: ids,
    }),
    DrawerMoved: event("DrawerMoved", {
      kind: fc.constantFrom(...DRAWER_MOVES),
      currency: texts,
      amountMinor: amounts,
      by: ids,
    }),
    StockCounted: fc.oneof(
      event("StockCounted", counted),
      event("StockCounted", { ...counted, countedMs: counts, expected: nullable(counts) }),
    ),
    StockRefilled: fc.oneof(
      event("StockRefilled", counted),
      event("StockRefilled", { ...counted, expiresOn: texts }),
    ),
    StockWasted: event("StockWasted", { ...counted, reason: fc.constantFrom(...WASTE_REASONS) }),
    StockReckoned: event("StockReckoned", {
      facing: ids,
      gtin: ids,
      quantity: nullable(counts),
    }),
    PlanogramPublished: event("PlanogramPublished", {
      changes: fc.array(
        fc.record({
          key: ids,
          before: nullable(ids),
          after: nullable(ids),
        }),
      ),
      undoes: nullable(counts),
      by: ids,
    }),
    PlanogramDrafted: event("PlanogramDrafted", {
      changes: fc.array(fc.record({ key: ids, gtin: nullable(ids) })),
      publishAtMs: nullable(counts),
      by: ids,
    }),
    GoodsChanged: event("GoodsChanged", {
      changes: fc.array(
        fc.record({
          kind: fc.constantFrom("product", "facing", "offer"),
          key: ids,
          change: fc.constantFrom("put", "remove", "restore"),
          item: nullable(fc.record({ name: texts, weightG: counts })),
        }),
      ),
      by: ids,
    }),
    ChainVersionApplied: event("ChainVersionApplied", chainVersion),
    ChainVersionRefused: event("ChainVersionRefused", { ...chainVersion, reason: texts }),
    AlertRaised: event("AlertRaised", {
      alertKey: ids,
      message: texts,
      visitId: nullable(ids),
      kind: fc.constantFrom(
        "age-check",
        "age-unchecked",
        "visits-unseen",
        "tailgating",
        "price-missing",
        "payment-offline",
      ),
    }),
    AlertAcknowledged: event("AlertAcknowledged", { alertKey: ids, by: ids }),
    AlertCleared: event("AlertCleared", { alertKey: ids, by: ids }),
  },
};

const KINDS = Object.keys(EVENTS) as StreamKind[];
const arbitraryOf = (kind: StreamKind): fc.Arbitrary<JournalEvent> =>
  fc.oneof(...Object.values<fc.Arbitrary<JournalEvent>>(EVENTS[kind]));
const write = (one: JournalEvent): JournalEvent => JSON.parse(JSON.stringify(one));

describe("an event", () => {
  it.each(KINDS.flatMap((kind) => Object.entries<fc.Arbitrary<JournalEvent>>(EVENTS[kind])))(
    "%s comes out of the journal as it was written",
    (_, events) => {
      fc.assert(
        fc.property(events, (one) => {
          expect(write(one)).toStrictEqual(structuredClone(one));
        }),
        { numRuns: 50 },
      );
    },
  );
});

describe("a stream's state", () => {
  it("is made of every kind of stream that there is", () => {
    expect(Object.keys(AGGREGATES).sort()).toEqual(KINDS.toSorted());
  });

  it.each(KINDS)("of %s is the same from what was written as from what was decided", (kind) => {
    const { initial, evolve } = AGGREGATES[kind] as Aggregate<StreamKind>;
    const isExpected = (error: unknown): boolean =>
      error instanceof Error && / before | follows | which is not pending$/.test(error.message);
    // What cannot follow throws, and is left out.
    const fold = (list: readonly JournalEvent[]): unknown =>
      list.reduce((state, one, at) => {
        try {
          return evolve(state, one, at);
        } catch (error) {
          if (!isExpected(error)) throw error;
          return state;
        }
      }, initial);
    fc.assert(
      fc.property(fc.array(arbitraryOf(kind), { maxLength: 12 }), (list) => {
        const before = structuredClone(initial);
        expect(fold(list.map(write))).toEqual(fold(list));
        // States are new ones: the initial one is everybody's.
        expect(initial).toEqual(before);
      }),
    );
  });

  it("of the shop's own streams is none", () => {
    const event = { type: "AlertCleared", alertKey: "a", by: "staff-1" } as const;
    expect(AGGREGATES.shop.initial).toBeNull();
    expect(AGGREGATES.shop.evolve(null, event, 0)).toBeNull();
  });
});
