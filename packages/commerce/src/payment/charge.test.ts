/** A charge against a provider that does what providers do: whatever happens, the money is right. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACCOUNT, CARD, CASH, createSnapshot, HOUR_MS, KIOSK_CARD } from "./charge-builders.ts";
import { type JournalEntry, readCharge, spreadCharge } from "./charge-journal-fixture.ts";
import { type ChargeCommand, decideCharge } from "./decide.ts";
import type { CallOutcome, ChargePayer, Intent, PaymentSnapshot } from "./events.ts";
import {
  type ChargeState,
  evolveCharge,
  findMissing,
  findNet,
  sumWithdrawn,
  UNOPENED_CHARGE,
} from "./evolve.ts";
import { type ChargePlan, type ChargePolicy, HOLD_TRIES_MAX, planCharge } from "./plan.ts";
import {
  callModel,
  createModel,
  findPayment,
  KEYS_KEPT_MS,
  type ModelWithdrawal,
  type Mood,
  type ProviderModel,
  passTime,
  settleOpen,
  sumNet,
  sumSettled,
  undoWithdrawal,
  withdraw,
} from "./provider-model-builders.ts";

interface World {
  readonly model: ProviderModel;
  readonly policy: ChargePolicy;
  charge: ChargeState;
  readonly journal: JournalEntry[];
  cashMinor: number;
  cashNumber: number;
}

/** What the network does to a call. */
type Fault = "none" | "lost-before" | "lost-after";

interface Call {
  readonly mood: Mood;
  readonly fault: Fault;
}

const WELL: Call = { mood: "yes", fault: "none" };

type Action =
  | { readonly kind: "run"; readonly calls: readonly Call[] }
  | { readonly kind: "due"; readonly dueMinor: number }
  | { readonly kind: "pass"; readonly byMs: number }
  | { readonly kind: "tell" | "tell-withdrawal" | "undo"; readonly at: number }
  | {
      readonly kind: "withdraw";
      readonly at: number;
      readonly of: "refund" | "dispute";
      readonly mostMinor: number;
      readonly isSeen: boolean;
    }
  | {
      readonly kind: "needs-action" | "processing";
      readonly at: number;
      readonly to: "yes" | "no" | "slow";
    }
  | { readonly kind: "cash"; readonly offMinor: number; readonly isRepeated: boolean }
  | { readonly kind: "recognise"; readonly cardHash: string }
  | { readonly kind: "kiosk" | "call-off" | "forgive" };

function begin(payer: ChargePayer, holdMinor: number, policy: ChargePolicy): World {
  const world: World = {
    model: createModel(),
    policy,
    charge: UNOPENED_CHARGE,
    journal: [],
    cashMinor: 0,
    cashNumber: 0,
  };
  command(world, {
    type: "OpenCharge",
    chargeId: "v1",
    payer,
    currency: "EUR",
    holdMinor,
  });
  return world;
}

/** Decides and applies; returns whether anything was refused. */
function command(world: World, asked: ChargeCommand): boolean {
  const decided = decideCharge(asked, world.charge);
  if (!decided.ok) return true;
  const atMs = world.model.nowMs;
  for (const event of decided.value) {
    world.charge = evolveCharge(world.charge, event, atMs);
    world.journal.push({ event, atMs });
    if (event.type === "CashTaken") world.cashMinor += event.amountMinor;
    if (event.type === "CashReturned") world.cashMinor -= event.amountMinor;
  }
  return false;
}

function plan({ charge, model, policy }: World): ChargePlan {
  const planned = planCharge(charge, model.nowMs, policy);
  expect(planCharge(structuredClone(charge), model.nowMs, policy)).toEqual(planned);
  return planned;
}

/** One step of the process that works on charges: true where there may be more to do at once. */
function step(world: World, call: Call): boolean {
  const planned = plan(world);
  switch (planned.kind) {
    case "rest":
    case "wait":
    case "await-cash":
      return false;
    case "open-debt": {
      const { amountMinor, code } = planned;
      expect(command(world, { type: "OpenDebt", amountMinor, code })).toBe(false);
      return true;
    }
    case "settle-debt":
      expect(command(world, { type: "SettleDebt" })).toBe(false);
      return true;
    case "call":
      expect(command(world, { type: "WriteIntent", intent: planned.intent })).toBe(false);
      return makeCall(world, planned.intent, call);
    case "resume": {
      const { intent, writtenMs } = planned;
      const isForgotten = world.model.nowMs - writtenMs >= KEYS_KEPT_MS;
      const payment = isForgotten ? findPayment(world.model, intent.paymentId) : null;
      // The bank still decides.
      if (payment?.status === "processing") return false;
      const outcome = payment === null ? null : lookUp(intent, payment);
      if (outcome === null) return makeCall(world, intent, call);
      return !command(world, { type: "RecordAnswer", number: intent.number, outcome, payment });
    }
    default:
      return planned satisfies never;
  }
}

/**
 * What became of a call whose key is forgotten; null where nothing did, and it has to be made again.
 * A payment that is there is never asked for again: the provider would have two of one id.
 */
function lookUp({ action, amountMinor }: Intent, payment: PaymentSnapshot): CallOutcome | null {
  const { status, heldMinor } = payment;
  const isAsking = action === "hold" || action === "collect";
  const isDone =
    (action === "hold" && (status === "held" || status === "released")) ||
    (action === "increase" && heldMinor >= amountMinor) ||
    ((action === "capture" || action === "collect") && status === "captured") ||
    (action === "release" && status === "released");
  if (isDone) return { kind: "done" };
  if (!isAsking) return null;
  if (status === "declined") return { kind: "declined", code: "declined", isRetryable: true };
  return { kind: "refused", code: status, message: "" };
}

function makeCall(world: World, intent: Intent, { mood, fault }: Call): boolean {
  const { model } = world;
  if (fault === "lost-before") return false;
  const { outcome, payment } = callModel(model, "v1", intent, mood);
  if (fault === "lost-after" || outcome === null) return false;
  const { number } = intent;
  expect(command(world, { type: "RecordAnswer", number, outcome, payment })).toBe(false);
  // The provider says with a payment what others took from it.
  const taken = [...model.withdrawals.values()];
  seeWithdrawals(
    world,
    taken.filter(({ paymentId }) => paymentId === intent.paymentId),
  );
  return true;
}

function act(world: World, action: Action): void {
  const { model } = world;
  switch (action.kind) {
    case "run":
      for (const call of action.calls) if (!step(world, call)) return;
      return;
    case "due":
      command(world, { type: "SetDue", dueMinor: action.dueMinor, cause: "document" });
      return;
    case "pass":
      passTime(model, action.byMs);
      return;
    case "tell": {
      const payment = model.told[action.at % model.told.length];
      if (payment !== undefined) command(world, { type: "ObservePayment", payment });
      return;
    }
    case "withdraw":
      withdraw(model, action.at, action.of, action.mostMinor);
      if (action.isSeen) seeWithdrawals(world, [...model.withdrawals.values()]);
      return;
    case "undo":
      undoWithdrawal(model, action.at);
      return;
    case "tell-withdrawal": {
      const { toldWithdrawals } = model;
      const told = toldWithdrawals[action.at % toldWithdrawals.length];
      if (told !== undefined) seeWithdrawals(world, [told]);
      return;
    }
    case "needs-action":
    case "processing":
      settleOpen(model, action.kind, action.at, action.to);
      return;
    case "cash":
      moveCash(world, action.offMinor, action.isRepeated);
      return;
    case "recognise":
      command(world, { type: "RecogniseCard", cardHash: action.cardHash });
      return;
    case "kiosk":
      command(world, { type: "PayDebt", payer: KIOSK_CARD });
      return;
    case "call-off":
      command(world, { type: "CallOffPayment" });
      return;
    case "forgive":
      command(world, { type: "ForgiveDebt", by: "staff-1" });
      return;
    default:
      action satisfies never;
  }
}

function seeWithdrawals(world: World, told: readonly ModelWithdrawal[]): void {
  for (const { paymentId, ...withdrawal } of told) {
    command(world, { type: "SeeWithdrawals", paymentId, withdrawals: [withdrawal] });
  }
}

function moveCash(world: World, offMinor: number, isRepeated: boolean): void {
  const missing = findMissing(world.charge);
  const before = world.cashMinor;
  const cashId = `c${isRepeated ? world.cashNumber : ++world.cashNumber}`;
  const type = missing > 0 ? "TakeCash" : "ReturnCash";
  const amountMinor = Math.abs(missing) + offMinor;
  const isRefused = command(world, { type, cashId, amountMinor, by: "staff-1" });
  if (!isRepeated && !isRefused) {
    expect(world.cashMinor - before).toBe(missing);
    expect(offMinor).toBe(0);
  }
}

/** Acts, and sees that nobody gets back what they never paid, but by others. */
function actWell(world: World, action: Action): void {
  const { model } = world;
  const before = sumNet(model) + world.cashMinor;
  act(world, action);
  checkAlways(world);
  if (action.kind === "withdraw") return;
  expect(sumNet(model) + world.cashMinor).toBeGreaterThanOrEqual(Math.min(0, before));
}

/** What holds at every moment. */
function checkAlways({ charge, model, cashMinor }: World): void {
  expect(sumSettled(model) + cashMinor).toBeGreaterThanOrEqual(0);
  for (const known of charge.payments.values()) {
    const real = findPayment(model, known.paymentId)!;
    expect(known.capturedMinor).toBeLessThanOrEqual(real.capturedMinor);
    expect(known.refundedMinor).toBeLessThanOrEqual(real.refundedMinor);
  }
}

function checkJournal({ journal, charge }: World): void {
  let pending: number | null = null;
  let last = 0;
  for (const { event } of journal) {
    if (event.type === "IntentWritten") {
      expect(pending).toBeNull();
      expect(event.intent.number).toBe(last + 1);
      pending = ++last;
    }
    if (event.type === "CallAnswered") {
      expect(event.number).toBe(pending);
      pending = null;
    }
  }
  const replayed = journal.reduce(
    (state, { event, atMs }) => evolveCharge(state, JSON.parse(JSON.stringify(event)), atMs),
    UNOPENED_CHARGE,
  );
  expect(replayed).toEqual(charge);
  expect(spreadCharge(charge)).toEqual(readCharge(journal));
}

/** Steps to rest, with every wait waited for, when nothing fails any more. */
const STEPS_MAX = 150;

function settle(world: World, isGranted: boolean): ChargePlan {
  const { model } = world;
  while ([...model.payments.values()].some(({ status }) => status === "processing")) {
    settleOpen(model, "processing", 0, isGranted ? "yes" : "no");
  }
  for (const payment of [...model.told].reverse()) {
    command(world, { type: "ObservePayment", payment });
  }
  seeWithdrawals(world, [...model.toldWithdrawals].reverse());
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const before = plan(world);
    if (before.kind === "rest" || before.kind === "await-cash") return before;
    if (before.kind === "wait") {
      expect(before.untilMs).toBeGreaterThan(model.nowMs);
      waitFor(world, before.untilMs - model.nowMs);
    } else if (!step(world, WELL)) {
      // The bank has said no since, and the provider answers as it did the first time, for a day.
      expect(before.kind).toBe("resume");
      waitFor(world, KEYS_KEPT_MS);
    }
    checkAlways(world);
  }
  throw new Error("a charge does not come to rest");
}

function waitFor(world: World, byMs: number): void {
  passTime(world.model, byMs);
  for (const payment of world.model.told) command(world, { type: "ObservePayment", payment });
}

/** What holds at rest. */
function checkSettled({ charge, model, cashMinor }: World, planned: ChargePlan): void {
  expect(charge.pending).toBeNull();
  expect(findNet(charge)).toBe(sumNet(model) + cashMinor);
  const missing = findMissing(charge);
  if (planned.kind === "await-cash") {
    expect(planned.amountMinor).toBe(missing);
    expect(missing).not.toBe(0);
    expect(findNet(charge) + missing).toBeGreaterThanOrEqual(0);
  } else {
    expect(missing).toBe(charge.debt?.amountMinor ?? 0);
    if (charge.dueMinor !== null) {
      const apart = charge.dueMinor - (findNet(charge) + charge.forgivenMinor + missing);
      // What others took lies between, and nothing else.
      expect(apart).toBeGreaterThanOrEqual(0);
      expect(apart).toBeLessThanOrEqual(sumWithdrawn(charge).totalMinor);
    }
  }
  if (charge.dueMinor === null || missing !== 0) return;
  for (const { paymentId, status } of model.payments.values()) {
    if (status !== "held" && status !== "needs-action") continue;
    const tries = charge.failures.filter(
      (failure) => failure.action === "release" && failure.paymentId === paymentId,
    );
    expect(tries).toHaveLength(HOLD_TRIES_MAX);
  }
}

const moods = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Mood>("yes") },
  { weight: 6, arbitrary: fc.constantFrom<Mood>("no", "never", "confirm", "ponder") },
);
const faults = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fault>("none") },
  { weight: 2, arbitrary: fc.constantFrom<Fault>("lost-before", "lost-after") },
);
const runsOf = (mood: fc.Arbitrary<Mood>): fc.Arbitrary<Action> =>
  fc.record({
    kind: fc.constant("run" as const),
    calls: fc.array(fc.record({ mood, fault: faults }), { minLength: 1, maxLength: 8 }),
  });
const dues: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("due" as const),
  dueMinor: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 3000 })),
});
const times: fc.Arbitrary<Action> = fc
  .constantFrom(60_000, 10 * 60_000, HOUR_MS, 24 * HOUR_MS, 50 * HOUR_MS)
  .map((byMs) => ({ kind: "pass", byMs }));
const notices: fc.Arbitrary<Action> = fc.nat({ max: 60 }).map((at) => ({ kind: "tell", at }));
const minds: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom("needs-action" as const, "processing" as const),
  at: fc.nat({ max: 3 }),
  to: fc.constantFrom("yes" as const, "no" as const, "slow" as const),
});
const withdrawalsSeen = (isSeen: boolean): fc.Arbitrary<Action> =>
  fc.record({
    kind: fc.constant("withdraw" as const),
    at: fc.nat({ max: 3 }),
    of: fc.constantFrom("refund" as const, "dispute" as const),
    mostMinor: fc.integer({ min: 1, max: 3000 }),
    isSeen: fc.constant(isSeen),
  });
const otherWords: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom("tell-withdrawal" as const, "undo" as const),
  at: fc.nat({ max: 5 }),
});
const till: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant("cash" as const),
    offMinor: fc.oneof(fc.constant(0), fc.constantFrom(-1, 1)),
    isRepeated: fc.boolean(),
  }),
  fc.constantFrom<Action>({ kind: "kiosk" }, { kind: "call-off" }, { kind: "forgive" }),
  fc.constantFrom("hash-a", "hash-b").map((cardHash) => ({ kind: "recognise" as const, cardHash })),
);

const policies: fc.Arbitrary<ChargePolicy> = fc.record({
  canIncrease: fc.boolean(),
  retryAfterMs: fc.constantFrom([], [HOUR_MS], [HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS]),
});
const openings = fc.record({
  payer: fc.constantFrom<ChargePayer>(CARD, ACCOUNT, CASH),
  holdMinor: fc.constantFrom(0, 0, 1000, 2500),
  policy: policies,
});
const listOf = (...kinds: fc.Arbitrary<Action>[]) =>
  fc.array(fc.oneof(...kinds), { maxLength: 40, size: "max" });

describe("whatever happens to a charge", () => {
  it("its books agree with the provider's, and it comes to rest at what is due", () => {
    const others = withdrawalsSeen(true);
    const actions = listOf(runsOf(moods), runsOf(moods), dues, times, notices, minds, till, others);
    fc.assert(
      fc.property(openings, actions, fc.boolean(), (opening, list, isGranted) => {
        const world = begin(opening.payer, opening.holdMinor, opening.policy);
        for (const action of list) actWell(world, action);
        checkJournal(world);
        checkSettled(world, settle(world, isGranted));
        checkJournal(world);
      }),
      { numRuns: 1500 },
    );
  });

  it("of a fixed amount never more is taken, not for a moment, and nothing goes to and fro", () => {
    const actions = listOf(runsOf(moods), runsOf(moods), times, notices, minds);
    fc.assert(
      fc.property(openings, fc.nat({ max: 3000 }), actions, (opening, dueMinor, list) => {
        const world = begin(opening.payer, opening.holdMinor, opening.policy);
        act(world, { kind: "due", dueMinor });
        for (const action of list) {
          act(world, action);
          expect(sumNet(world.model)).toBeLessThanOrEqual(dueMinor);
        }
        settle(world, true);
        expect(sumNet(world.model)).toBeLessThanOrEqual(dueMinor);
        expect(world.model.refundKeys.size).toBe(0);
        if (opening.payer.kind !== "cash" && world.charge.debt === null) {
          expect(sumNet(world.model)).toBe(dueMinor);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("what others took is never asked for again, however late its notice comes", () => {
    const others = [withdrawalsSeen(false), otherWords];
    const actions = listOf(runsOf(moods), runsOf(moods), times, notices, minds, ...others);
    fc.assert(
      fc.property(openings, fc.nat({ max: 3000 }), actions, (opening, dueMinor, list) => {
        const world = begin(opening.payer, opening.holdMinor, opening.policy);
        act(world, { kind: "due", dueMinor });
        for (const action of list) {
          actWell(world, action);
          expect(sumSettled(world.model)).toBeLessThanOrEqual(dueMinor);
        }
        checkSettled(world, settle(world, true));
        expect(sumSettled(world.model)).toBeLessThanOrEqual(dueMinor);
        expect(world.model.refundKeys.size).toBe(0);
      }),
      { numRuns: 1500 },
    );
  });

  it("a correction counts what others gave back, and never gives back what is not there", () => {
    const others = [withdrawalsSeen(false), otherWords];
    const actions = listOf(runsOf(moods), runsOf(moods), dues, times, notices, minds, ...others);
    fc.assert(
      fc.property(openings, actions, (opening, list) => {
        const world = begin(opening.payer, opening.holdMinor, opening.policy);
        for (const action of list) actWell(world, action);
        checkSettled(world, settle(world, true));
      }),
      { numRuns: 1500 },
    );
  });

  it("of a fixed amount never more is taken, by a till too, where no confirmation is open", () => {
    const unconfirmed = moods.filter((mood) => mood !== "confirm");
    const actions = listOf(runsOf(unconfirmed), runsOf(unconfirmed), times, notices, minds, till);
    fc.assert(
      fc.property(openings, fc.nat({ max: 3000 }), actions, (opening, dueMinor, list) => {
        const world = begin(opening.payer, opening.holdMinor, opening.policy);
        act(world, { kind: "due", dueMinor });
        for (const action of list) {
          const isForgiven = world.charge.forgivenMinor > 0;
          act(world, action);
          if (!isForgiven) {
            expect(sumNet(world.model) + world.cashMinor).toBeLessThanOrEqual(dueMinor);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("a provider that answers well is asked no more than is needed", () => {
    const amounts = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(openings, amounts, ({ payer, holdMinor, policy }, list) => {
        fc.pre(payer.kind !== "cash");
        const world = begin(payer, holdMinor, policy);
        if (holdMinor > 0) expect(step(world, WELL)).toBe(true);
        for (const dueMinor of list) {
          act(world, { kind: "due", dueMinor });
          const before = world.charge.lastNumber;
          settle(world, true);
          expect(sumNet(world.model)).toBe(dueMinor);
          // At most as many refunds as there are payments; or a raise, a capture and a collection.
          const asked = world.charge.lastNumber - before;
          expect(asked).toBeLessThanOrEqual(Math.max(2, world.charge.payments.size));
        }
      }),
    );
  });
});

describe("what was found in charges", () => {
  const RETRY = { canIncrease: true, retryAfterMs: [HOUR_MS] };
  const run = (...calls: Partial<Call>[]): Action => ({
    kind: "run",
    calls: calls.map((call) => ({ ...WELL, ...call })),
  });

  it("an old notice of a smaller hold does not split what the hold covers", () => {
    const world = begin(CARD, 1000, RETRY);
    const actions: Action[] = [
      run({}),
      { kind: "due", dueMinor: 1500 },
      run({}),
      { kind: "tell", at: 0 },
      run({}, {}),
    ];
    for (const action of actions) act(world, action);
    // The hold, its raise and its capture.
    expect(world.charge.lastNumber).toBe(3);
    expect(sumNet(world.model)).toBe(1500);
  });

  it("a payment that the bank grants after a while is not waited for until the key is forgotten", () => {
    const world = begin(CARD, 0, RETRY);
    const actions: Action[] = [
      { kind: "due", dueMinor: 700 },
      run({ mood: "ponder" }),
      { kind: "processing", at: 0, to: "yes" },
      { kind: "tell", at: 1 },
    ];
    for (const action of actions) act(world, action);
    expect(world.charge.pending).toBeNull();
    expect(plan(world)).toEqual({ kind: "rest" });
  });

  it("a kiosk's card on a cash charge leaves nothing behind that cannot be planned", () => {
    const world = begin(CASH, 0, RETRY);
    const actions: Action[] = [
      { kind: "due", dueMinor: 700 },
      { kind: "kiosk" },
      run({ mood: "confirm" }),
      { kind: "call-off" },
      run({}),
      { kind: "cash", offMinor: 0, isRepeated: false },
    ];
    for (const action of actions) act(world, action);
    expect(findPayment(world.model, "v1.1")).toEqual(
      createSnapshot("v1.1", { status: "released" }),
    );
    expect(plan(world)).toEqual({ kind: "rest" });
  });
});
