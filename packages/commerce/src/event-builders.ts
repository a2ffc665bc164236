/** Events for tests, of every kind: any sequence of them that streams can be folded from. */

import { DRAWER_MOVES } from "@saunter/protocol/drawer-moves";
import { SECURITY_EVENT_KINDS } from "@saunter/protocol/security-event-kinds";
import { WASTE_REASONS } from "@saunter/protocol/stock-kinds";
import fc from "fast-check";
import { type AccountState, findPayment } from "./account/account.ts";
import type { AccountEvent } from "./account/events.ts";
import { AGGREGATES, type Aggregate, type StatesByKind } from "./aggregates.ts";
import type { Candidate, Evidence, ShopperEvent } from "./cart/events.ts";
import type { ClosingEvent, SalesSums, SignedClosing } from "./closing/events.ts";
import { type ClosingsState, findNextPlace } from "./closing/evolve.ts";
import type { EventsByKind, JournalEvent, StreamKind } from "./events.ts";
import type { ChargeEvent, ChargePayer, PaymentSnapshot } from "./payment/events.ts";
import type { ChargeState } from "./payment/evolve.ts";
import type { ReceiptContent, ReceiptEvent } from "./receipt/events.ts";
import type { ReceiptState } from "./receipt/evolve.ts";
import { assignNumber, skipNumbers } from "./receipt/numbering.ts";
import type { ReviewEvent, ReviewSubject } from "./review/events.ts";
import type { ReviewState } from "./review/evolve.ts";
import type { SecurityEvent } from "./security/events.ts";
import type { ShopEvent } from "./shop/events.ts";
import type { TaxJurisdiction } from "./tax/jurisdiction.ts";
import type { VisitEvent, VisitPayer } from "./visit/events.ts";
import type { VisitState } from "./visit/evolve.ts";

/** An event with the stream that it belongs to. */
export interface BuiltEvent {
  readonly kind: StreamKind;
  readonly id: string;
  readonly event: JournalEvent;
}

/** Where a sequence takes its choices from, and how many events it has already. */
interface Choices {
  pick<T>(among: readonly T[]): T;
  /** From 0, below the bound. */
  number(bound: number): number;
  /** No two are the same. */
  readonly unique: number;
}

/** No event takes more: the last choice would else be the first again, which chose the kind. */
const CHOICES_MAX = 40;

/** Sequences of events of all kinds, interleaved; each can follow those before it. */
export function arbitraryEvents(lengthMax: number, lengthMin = 0): fc.Arbitrary<BuiltEvent[]> {
  const numbers = { minLength: CHOICES_MAX, maxLength: CHOICES_MAX };
  const choices = fc.array(fc.nat({ max: 0xffff }), numbers);
  const lengths = { minLength: lengthMin, maxLength: lengthMax, size: "max" } as const;
  return fc.array(choices, lengths).map(buildEvents);
}

function buildEvents(steps: readonly (readonly number[])[]): BuiltEvent[] {
  const states = new Map<string, StatesByKind[StreamKind]>();
  return steps.map((numbers, unique) => {
    const choices = createChoices(numbers, unique);
    const kind = choices.pick(Object.keys(AGGREGATES) as StreamKind[]);
    const id = choices.pick(IDS[kind]);
    const aggregate = AGGREGATES[kind] as Aggregate<StreamKind>;
    const state = states.get(`${kind}-${id}`) ?? aggregate.initial;
    const event = (BUILDERS[kind] as Builder<StreamKind>)(choices, state, id);
    states.set(`${kind}-${id}`, aggregate.evolve(state, event, unique));
    return { kind, id, event };
  });
}

function createChoices(numbers: readonly number[], unique: number): Choices {
  let at = 0;
  const number = (bound: number): number => {
    if (at === numbers.length) throw new RangeError(`more than ${CHOICES_MAX} choices`);
    return numbers[at++]! % bound;
  };
  return { number, pick: (among) => among[number(among.length)]!, unique };
}

const VISIT_IDS = ["v0", "v1", "v2"];
const SHOPPER_IDS = ["7", "8", "9-9"];
const GTINS = ["0071142008582", "9001", 'ä\u2028 "quoted"'];
const IDS: Readonly<Record<StreamKind, readonly string[]>> = {
  shopper: [...SHOPPER_IDS, "nobody"],
  visit: VISIT_IDS,
  charge: VISIT_IDS,
  receipt: VISIT_IDS,
  documents: ["all"],
  closings: ["all"],
  review: ["r0", "r1", "v0:age"],
  account: ["canteen", "ward-3"],
  shop: ["entry", "stock", "alerts", "gates", "drawer", "chain"],
  security: ["log"],
};

type Builder<Kind extends StreamKind> = (
  choices: Choices,
  state: StatesByKind[Kind],
  id: string,
) => EventsByKind[Kind];

const BUILDERS: { readonly [Kind in StreamKind]: Builder<Kind> } = {
  shopper: buildShopperEvent,
  visit: buildVisitEvent,
  charge: buildChargeEvent,
  receipt: buildReceiptEvent,
  documents: (choices, state) =>
    choices.number(4) === 0
      ? skipNumbers(state, 1 + choices.number(3))
      : assignNumber(state, `receipt-${choices.pick(VISIT_IDS)}`),
  closings: buildClosing,
  review: buildReviewEvent,
  account: buildAccountEvent,
  shop: buildShopEvent,
  security: buildSecurityEvent,
};

function buildClosing({ number, unique }: Choices, state: ClosingsState): ClosingEvent {
  const { afterPosition: _, ...place } = findNextPlace(state);
  const totalMinor = number(5000);
  const sums: SalesSums = {
    ...{ receipts: 1, corrections: 0, correctedMinor: 0, units: 1, discountMinor: 0 },
    ...{ depositMinor: 0, netMinor: totalMinor, taxMinor: 0, roundingMinor: 0, totalMinor },
  };
  const closing: SignedClosing = {
    ...place,
    ...{ shopId: "shop", day: "2026-03-02", timeZone: "UTC", currency: "EUR", by: "u1" },
    ...{ untilMs: unique, lastDocument: unique, lastPosition: unique, closedMs: unique },
    ...{ sums, taxes: [], payments: [], tipsMinor: 0 },
    grandTotalMinor: place.grandTotalMinor + totalMinor,
    ...{ hash: `hash-${unique}`, signature: "signed" },
  };
  return { type: "DayClosed", closing };
}

function buildSecurityEvent({ pick, number }: Choices): SecurityEvent {
  return {
    type: "SecurityEventRecorded",
    kind: pick(SECURITY_EVENT_KINDS),
    principal: pick<SecurityEvent["principal"]>([
      { kind: "user", id: "u1", roles: ["operator"], via: "password" },
      { kind: "console", id: null, roles: [], via: "console" },
    ]),
    object: pick([null, { kind: "user", id: "u2" }, { kind: "badge", id: null }]),
    changes: { roles: { before: null, after: pick([["gate"], []]) } },
    detailId: pick([null, number(9)]),
  };
}

function buildCandidate({ pick, number }: Choices): Candidate {
  return {
    kind: pick(["pick", "putback", "handover"]),
    shopperId: pick([null, ...SHOPPER_IDS]),
    giverId: pick([null, ...SHOPPER_IDS]),
    gtin: pick(GTINS),
    quantity: 1 + number(4),
    probability: number(1001) / 1000,
  };
}

function buildEvidence(choices: Choices): Evidence {
  const { pick, number } = choices;
  return {
    ...buildCandidate(choices),
    evidenceId: pick(["run.1", "run.2", "run.3", "run.4", "run.5", "run.6"]),
    occurredMs: number(10_000),
    weightG: number(10_000) / 7,
    gondola: number(3),
    shelf: number(3),
    plates: pick([[], [1], [2, 3]]),
    candidates: pick([[], [buildCandidate(choices)]]),
  };
}

function buildShopperEvent(choices: Choices, _: unknown, shopperId: string): ShopperEvent {
  const { pick, number } = choices;
  const lines = pick([[], [{ gtin: pick(GTINS), quantity: 1 + number(3) }]]);
  return pick<() => ShopperEvent>([
    () => ({
      type: "ShopperAppeared",
      shopperId,
      trackId: "7",
      gateId: pick([null, "north", "south"]),
    }),
    () => ({
      type: "InteractionTold",
      shopperId,
      status: pick(["provisional", "revised", "final", "retracted"]),
      evidence: buildEvidence(choices),
    }),
    () => ({ type: "CartTold", shopperId, lines, probability: number(100) / 99 }),
    () => ({ type: "ShopperExited", shopperId }),
    () => ({ type: "ShopperReturned", shopperId }),
    () => ({
      type: "CartConcluded",
      shopperId,
      lines,
      probabilityExact: number(100) / 99,
      needsReview: pick([true, false]),
      reasons: ["a hand was there"],
      faults: [],
    }),
  ])();
}

function buildPayer({ pick }: Choices): VisitPayer {
  return pick<VisitPayer>([
    { kind: "customer", customerId: "c1" },
    { kind: "card", token: "tok", lastFour: "4242" },
    { kind: "account", accountId: "canteen" },
    { kind: "cash" },
    { kind: "staff", staffId: "s1" },
  ]);
}

function buildVisitEvent(choices: Choices, state: VisitState, visitId: string): VisitEvent {
  const { pick, number } = choices;
  if (state.status === "unopened") {
    return {
      type: "VisitOpened",
      visitId,
      method: "code",
      payer: buildPayer(choices),
      partySize: 1 + number(3),
      gateId: pick(["north", "south"]),
      isMember: pick([true, false]),
      currency: "EUR",
      holdMinor: number(5000),
      isHoldPending: pick([true, false]),
      ...pick([{}, { lookupToken: `token-${choices.unique}` }]),
    };
  }
  const shopperId = pick(SHOPPER_IDS);
  return pick<VisitEvent>([
    { type: "ShopperBound", shopperId, how: pick(["gate", "late", "guess", "attendant"]) },
    { type: "ShopperUnbound", shopperId, by: "u1" },
    { type: "BindingConfirmed", by: "u1" },
    { type: "ShopperLeft", shopperId },
    { type: "ShopperCameBack", shopperId },
    { type: "VisitFlagged", flag: pick(["track-lost", "bound-by-guess"]), detail: "two came in" },
    { type: "AgeCheckRaised", evidenceId: "run.1", gtin: pick(GTINS), ageMin: 18 },
    { type: "AgeCheckWithdrawn", evidenceId: "run.1" },
    { type: "AgeChecked", isOldEnough: pick([true, false]), by: "u1" },
    { type: "VisitClosed", cause: pick(["exit", "lost", "attendant"]) },
  ]);
}

function buildPayment({ pick, number }: Choices, chargeId: string): PaymentSnapshot {
  const capturedMinor = number(2000);
  return {
    paymentId: `${chargeId}.${1 + number(3)}`,
    reference: "pi_1",
    status: pick(["held", "captured", "released", "declined", "needs-action", "processing"]),
    heldMinor: number(3000),
    capturedMinor,
    refundedMinor: number(capturedMinor + 1),
    holdExpiresMs: pick([null, 9000]),
  };
}

function buildBalanceEvents({ pick, unique }: Choices, amountMinor: number): ChargeEvent[] {
  const holdId = pick(["hold-1", "hold-2"]);
  const kind = pick(["gift-card", "points"] as const);
  return [
    { type: "BalanceRequested", holdId },
    { type: "BalanceHeld", holdId, balanceId: "balance-1", kind, lastFour: "4242", amountMinor },
    { type: "BalanceCaptured", holdId, amountMinor },
    { type: "BalanceReleased", holdId, cause: "not-needed" },
    { type: "BalanceRefunded", holdId, refundId: `${unique}`, amountMinor },
  ];
}

function buildChargeEvent(choices: Choices, state: ChargeState, chargeId: string): ChargeEvent {
  const { pick, number } = choices;
  if (state.status === "unopened") {
    const payer = pick<ChargePayer>([
      { kind: "card", token: "tok", lastFour: "4242" },
      { kind: "account", accountId: "canteen" },
      { kind: "cash" },
    ]);
    return { type: "ChargeOpened", chargeId, payer, currency: "EUR" };
  }
  const amountMinor = number(3000);
  const settling = pick<ChargeEvent>([
    { type: "DueSet", dueMinor: amountMinor, cause: "document 1" },
    { type: "CashTaken", cashId: `${choices.unique}`, amountMinor, by: "u1" },
    { type: "CashReturned", cashId: `${choices.unique}`, amountMinor, by: "u1" },
    ...buildBalanceEvents(choices, amountMinor),
    { type: "DebtOpened", amountMinor, code: "declined" },
    { type: "DebtSettled" },
    { type: "DebtForgiven", amountMinor, by: "u1" },
    { type: "CardRecognised", cardHash: pick(["hash-1", "hash-2"]) },
    {
      type: "WithdrawalSeen",
      paymentId: `${chargeId}.${1 + number(3)}`,
      withdrawal: {
        withdrawalId: pick(["re_1", "dp_1"]),
        kind: pick(["refund", "dispute"]),
        amountMinor: pick([0, amountMinor]),
      },
    },
  ]);
  const { payer, pending, lastNumber } = state;
  // Cash is no provider's matter.
  if (payer.kind === "cash" || number(2) === 0) return settling;
  const payment = buildPayment(choices, chargeId);
  if (pending !== null) {
    const outcome = pick([
      { kind: "done" },
      { kind: "declined", code: "insufficient", isRetryable: pick([true, false]) },
      { kind: "needs-action", actionUrl: "https://bank.invalid/" },
      { kind: "refused", code: "unknown", message: "no" },
    ] as const);
    return {
      type: "CallAnswered",
      number: pending.number,
      outcome,
      payment: pick([null, payment]),
    };
  }
  if (number(2) === 0) return { type: "PaymentObserved", payment };
  const action = pick(["hold", "increase", "capture", "release", "collect", "refund"] as const);
  const { paymentId } = payment;
  const rest = { action, paymentId, amountMinor, payer, reference: pick([null, "pi_1"]) };
  return { type: "IntentWritten", intent: { number: lastNumber + 1, ...rest } };
}

/** One line of one product, priced in a place whose prices include 20 % tax. */
export function buildContent(gtin: string, quantity: number): ReceiptContent {
  const unitMinor = 120;
  const totalMinor = quantity * unitMinor;
  const taxMinor = quantity * 20;
  const basket = { currency: "EUR", pricedAtMs: 1000, isMember: false };
  const line = { lineId: "l1", gtin, quantity };
  const rate = { rate: "0.2", label: "Standard" };
  const jurisdiction: TaxJurisdiction = {
    id: "XX",
    name: "Somewhere",
    pricesIncludeTax: true,
    roundingLevel: "line",
    roundingMode: "half-up",
    categories: { standard: [rate] },
  };
  const product = { gtin, name: "Oat drink", taxCategory: "standard" };
  const noDiscount = { discountMinor: 0, depositMinor: 0 };
  const netMinor = totalMinor - taxMinor;
  return {
    lines: [{ ...line, evidenceIds: ["run.1"], probability: 0.98 }],
    inputs: {
      ...basket,
      lines: [line],
      offers: [],
      jurisdiction,
      products: [{ ...product, prices: [{ amountMinor: unitMinor }] }],
    },
    result: {
      ...basket,
      jurisdictionId: "XX",
      offers: [],
      lines: [
        {
          ...line,
          ...product,
          ...noDiscount,
          unitMinor,
          grossMinor: totalMinor,
          offerIds: [],
          taxRate: "0.2",
          taxMinor,
          payableMinor: totalMinor,
        },
      ],
      taxes: [{ category: "standard", ...rate, netMinor, taxMinor, grossMinor: totalMinor }],
      totals: { goodsMinor: totalMinor, ...noDiscount, netMinor, taxMinor, totalMinor },
    },
  };
}

function buildReceiptEvent(choices: Choices, state: ReceiptState, visitId: string): ReceiptEvent {
  const { pick, number, unique } = choices;
  const content = buildContent(pick(GTINS), 1 + number(4));
  const reviewIds = pick([[], ["r0"], ["r0", "v0:age"]]);
  const draft = {
    content,
    reviewIds,
    probabilityExact: number(1001) / 1000,
    reviewDueMs: pick([null, 5000]),
  };
  switch (state.status) {
    case "none":
      return { type: "ReceiptDrafted", visitId, lookupToken: `token-${unique}`, ...draft };
    case "draft": {
      if (number(2) === 0) return { type: "ReceiptRedrafted", ...draft };
      const cause = pick(["sure", "reviewed", "lapsed"] as const);
      const { probabilityExact } = draft;
      return { type: "ReceiptFinalised", documentNumber: unique, content, probabilityExact, cause };
    }
    case "final":
    case "contested":
    case "reviewed": {
      const known = state.disputes.map(({ disputeId }) => disputeId);
      const rest = { lineId: "l1", gtin: pick(GTINS), claimedQuantity: 0, worthMinor: 120 };
      const kind = pick(["wrong-item", "wrong-count", "missing"] as const);
      const cause = pick(["policy", "reviewer", "lapsed"] as const);
      return pick<ReceiptEvent>([
        {
          type: "LineContested",
          contest: {
            contestId: `contest-${unique}`,
            kind,
            ...rest,
            ...(kind === "wrong-item" && number(2) === 0
              ? { instead: { gtin: pick(GTINS), quantity: 1 + number(3) } }
              : {}),
          },
        },
        {
          type: "ContestResolved",
          contestId: pick([...known, "unknown"]),
          isGranted: pick([true, false]),
          cause,
        },
        {
          type: "ReceiptCorrected",
          documentNumber: unique,
          content,
          differenceMinor: -120,
          cause: `contest ${pick([...known, "unknown"])}`,
        },
        {
          type: "ReceiptRefunded",
          goodwillMinor: number(200),
          othersMinor: number(200),
          refund: {
            refundId: `refund-${unique}`,
            kind: "amount",
            lines: [],
            amountMinor: 1 + number(200),
            documentNumber: null,
            reason: "goodwill",
            note: "",
            by: pick(["ann", "ben"]),
          },
        },
      ]);
    }
    default:
      return state satisfies never;
  }
}

function buildReviewEvent(choices: Choices, state: ReviewState, reviewId: string): ReviewEvent {
  const { pick, number } = choices;
  if (state.status === "unopened") {
    const subject = pick<ReviewSubject>([
      { kind: "interaction", evidence: buildEvidence(choices) },
      { kind: "gap", shopperId: pick(SHOPPER_IDS), reason: "a plate was dead" },
      { kind: "binding", reason: "two came in" },
      { kind: "age", gtins: [pick(GTINS)] },
      { kind: "contest", contestId: "contest-1" },
    ]);
    const rest = { worthMinor: number(3000), dueMs: number(9000) };
    return { type: "ReviewOpened", reviewId, visitId: pick(VISIT_IDS), subject, ...rest };
  }
  const reviewerId = pick(["u1", "u2"]);
  return pick<ReviewEvent>([
    { type: "ReviewClaimed", reviewerId, untilMs: number(9000) },
    { type: "ReviewReleased", reviewerId },
    {
      type: "ReviewDecided",
      reviewerId,
      choice: { kind: pick(["nothing", "grant", "refuse"]) },
      tookMs: pick([null, 0, number(60_000)]),
    },
    { type: "ReviewReopened", reviewerId, untilMs: number(9000) },
    { type: "SecondLookClaimed", reviewerId, untilMs: number(9000) },
    {
      type: "ReviewDecidedAgain",
      reviewerId,
      choice: { kind: pick(["nothing", "grant", "refuse"]) },
      tookMs: pick([null, 0, number(60_000)]),
    },
    { type: "ReviewLapsed" },
    { type: "ReviewOverdue", cap: pick(["amount", "sum", "count"]), dueMs: number(9000) },
  ]);
}

function buildAccountEvent({ pick, number }: Choices, state: AccountState): AccountEvent {
  const paymentId = pick(["v0.1", "v1.1", "v1.2"]);
  const amountMinor = number(3000);
  const periodMs = pick([0, 86_400_000]);
  const reserved: AccountEvent = { type: "AmountReserved", paymentId, amountMinor, periodMs };
  if (findPayment(state, paymentId) === null) return reserved;
  return pick<AccountEvent>([
    reserved,
    { type: "AmountPosted", paymentId, amountMinor },
    { type: "ReservationReleased", paymentId },
    { type: "AmountReversed", paymentId, refundId: pick(["x", "y"]), amountMinor },
  ]);
}

function buildShopEvent({ pick, number, unique }: Choices): ShopEvent {
  const facing = pick(["0/0/1", "2/1/2"]);
  const quantity = pick([0, number(50)]);
  const stock = { facing, gtin: pick(GTINS), quantity, by: "u1" };
  const alertKey = pick(["age:v0", "stranger:7", "low:0/0/1"]);
  return pick<ShopEvent>([
    { type: "CredentialUsed", onceKey: `code-${unique}`, visitId: pick(VISIT_IDS) },
    {
      type: "GateModeSet",
      gateId: pick(["north", "south"]),
      mode: pick(["automatic", "held-open", "closed"]),
      by: "u1",
    },
    {
      type: "StockCounted",
      ...stock,
      ...pick([{}, { countedMs: number(10_000) }]),
      ...pick([{}, { expected: pick([null, number(50)]) }]),
    },
    { type: "StockRefilled", ...stock, ...pick([{}, { expiresOn: "2026-03-31" }]) },
    { type: "StockWasted", ...stock, reason: pick(WASTE_REASONS) },
    {
      type: "StockReckoned",
      facing: stock.facing,
      gtin: stock.gtin,
      quantity: pick([null, stock.quantity]),
    },
    {
      type: "DrawerCounted",
      currency: "GBP",
      amountMinor: number(9000),
      expectedMinor: pick([null, number(9000) - 100]),
      by: "u1",
    },
    {
      type: "DrawerMoved",
      kind: pick(DRAWER_MOVES),
      currency: "GBP",
      amountMinor: 1 + number(900),
      by: "u1",
    },
    {
      type: "GoodsChanged",
      changes: [
        {
          kind: "product",
          key: pick(["01", "02"]),
          ...pick([
            { change: "put", item: { gtin: "01", price: "1.00" } },
            { change: "remove", item: null },
            { change: "restore", item: null },
          ] as const),
        },
      ],
      by: "u1",
    },
    {
      type: "PlanogramPublished",
      changes: [{ key: "1/1/1", before: null, after: "01" }],
      undoes: pick([null, 1, 2]),
      by: "u1",
    },
    {
      type: "PlanogramDrafted",
      changes: pick([[], [{ key: "1/1/1", gtin: null }]]),
      publishAtMs: pick([null, 9]),
      by: "u1",
    },
    {
      type: "ChainVersionApplied",
      kind: pick(["goods", "policies"]),
      version: 3,
      hash: "h",
      effectiveMs: 9,
    },
    {
      type: "ChainVersionRefused",
      kind: pick(["goods", "policies"]),
      version: 4,
      hash: "h",
      effectiveMs: 9,
      reason: "no",
    },
    {
      type: "AlertRaised",
      alertKey,
      kind: pick(["age-check", "low-stock"]),
      message: "look",
      visitId: pick([null, ...VISIT_IDS]),
    },
    { type: "AlertAcknowledged", alertKey, by: "u1" },
    { type: "AlertCleared", alertKey, by: "u1" },
  ]);
}
