/**
 * Does what charges need, one call at a time each: writes the intent, calls the provider, writes the
 * answer. A call without an answer is asked again with the same key; once the provider has forgotten
 * its keys, what became of the payment is looked up first.
 */
import { decideCharge, nameKey } from "@saunter/commerce/payment/decide";
import type { CallOutcome, ChargePayer, Intent } from "@saunter/commerce/payment/events";
import { type ChargeState, isSamePayer, nameRefund } from "@saunter/commerce/payment/evolve";
import { type ChargePlan, planCharge } from "@saunter/commerce/payment/plan";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, isAlertOpen, raiseAlert } from "./alerts.ts";
import { type DueItem, type DueWork, PLAINLY, takeSome } from "./due-work.ts";
import type {
  GatewayOutcome,
  PaymentGateway,
  ProviderNotice,
  ProviderPayment,
  ReferencedRequest,
} from "./payment-gateway.ts";
import { decideInto, listIds, type Shop } from "./shop-context.ts";
import {
  createWithdrawalWatch,
  findChargeId,
  noteWithdrawals,
  splitPayment,
} from "./withdrawals.ts";

/** Charges that are worked on at once. */
const AT_ONCE_MAX = 8;
/** Largest number of consecutive calls of one charge before others have their turn. */
const CALLS_IN_A_ROW_MAX = 12;
/** Keys are taken as forgotten this long before the provider says so. */
const KEYS_MARGIN_MS = 3_600_000;
/** Then no call that had no answer is still on its way. */
const IDLE_AFTER_MS = 3_600_000;
/** After calls without an answer: waits double, up to the most. */
const BACK_OFF_MS_FIRST = 1000;
const BACK_OFF_MS_MAX = 60_000;
/** A debt is asked for the last time some time after it is due. */
const DEBT_MARGIN_MS = 24 * 3_600_000;
/** Charges checked in one go. */
const LISTED_MAX = 500;

export interface ChargeRunner {
  /**
   * Works on one charge until it rests, waits, or the provider is silent. What was decided before the
   * call is seen, also where the charge is being worked on already.
   */
  advance(chargeId: string): Promise<void>;
  /** Works on all that are not settled, the oldest first. Resolves when there is nothing to do now. */
  runDue(): Promise<void>;
  /** Takes a provider's notice; one of no charge of ours is ignored. */
  takeNotice(notice: ProviderNotice): Promise<void>;
  /** Checks card payments that others may have changed, when it is time to. */
  pollWithdrawals(): Promise<void>;
  /** Since when the provider has been silent; null where it is not. */
  silentSinceMs(): number | null;
}

type Step =
  | { readonly kind: "rest" }
  /** Something was written down, and nobody was asked. */
  | { readonly kind: "noted" }
  | { readonly kind: "answered" | "silent"; readonly gateway: PaymentGateway };

/** Work on a charge that has not ended. */
interface Run {
  done: Promise<void>;
  /** Somebody else wants it done, since the last step began. */
  isAskedAgain: boolean;
}

/** How a provider has answered recently: one that is silent is asked less and less often. */
interface Silence {
  count: number;
  sinceMs: number | null;
  callAgainMs: number;
}

export function createChargeRunner(shop: Shop, due: DueWork = PLAINLY): ChargeRunner {
  const running = new Map<string, Run>();
  const silences = new Map<PaymentGateway, Silence>();

  function silenceOf(gateway: PaymentGateway): Silence {
    let silence = silences.get(gateway);
    if (silence === undefined) {
      silence = { count: 0, sinceMs: null, callAgainMs: Number.NEGATIVE_INFINITY };
      silences.set(gateway, silence);
    }
    return silence;
  }

  async function work(chargeId: string, run: Run): Promise<void> {
    try {
      for (let calls = 0; calls < CALLS_IN_A_ROW_MAX; calls++) {
        run.isAskedAgain = false;
        const step = await stepCharge(shop, chargeId);
        if (step.kind === "rest" && !run.isAskedAgain) return;
        if (step.kind === "rest" || step.kind === "noted") continue;
        noteProviderSilence(silenceOf(step.gateway), step.kind === "answered", shop.nowMs());
        if (step.kind === "silent") return;
      }
    } finally {
      // At once: whoever asks from now on is not told that it is being done.
      running.delete(chargeId);
    }
  }

  function advance(chargeId: string): Promise<void> {
    const known = running.get(chargeId);
    if (known !== undefined) {
      known.isAskedAgain = true;
      return known.done;
    }
    const run: Run = { done: Promise.resolve(), isAskedAgain: false };
    running.set(chargeId, run);
    run.done = work(chargeId, run);
    return run.done;
  }

  /**
   * The oldest first; while the provider is silent one charge asks for all. Of the oldest, they take
   * turns: one that never gets an answer does not keep the others from theirs.
   */
  async function runAll(ids: string[], silence: Silence): Promise<void> {
    while (ids.length > 0 && shop.nowMs() >= silence.callAgainMs) {
      const chunk =
        silence.sinceMs === null
          ? ids.splice(0, AT_ONCE_MAX)
          : ids.splice(silence.count % Math.min(AT_ONCE_MAX, ids.length), 1);
      await Promise.all(
        chunk.map((chargeId) => due.performLong(toItem(chargeId), () => advance(chargeId))),
      );
    }
  }

  return {
    advance,
    ...createNotices(shop, advance),
    runDue: async () => {
      const unsettled = listUnsettled(shop, due);
      const runs = [...unsettled].map(([gateway, chargeIds]) =>
        runAll(chargeIds, silenceOf(gateway)),
      );
      await Promise.all(runs);
    },
    silentSinceMs: () => silences.get(shop.gateways.card)?.sinceMs ?? null,
  };
}

/** Payments that others change, received without a call of ours or found by asking. */
function createNotices(
  shop: Shop,
  advance: ChargeRunner["advance"],
): Pick<ChargeRunner, "takeNotice" | "pollWithdrawals"> {
  const gateway = shop.gateways.card;

  async function take(payment: ProviderPayment): Promise<void> {
    const isOurs = await shop.store.transact((tx) => observe(tx, payment));
    if (isOurs) await advance(findChargeId(payment.paymentId));
  }

  async function findByReference(reference: string): Promise<boolean> {
    const found = await gateway.findByReference(reference);
    if (found.kind === "found") await take(found.payment);
    return found.kind !== "unknown";
  }

  const watch = createWithdrawalWatch({
    gateway,
    nowMs: shop.nowMs,
    findByReference,
    knowsRefund: (id) => shop.store.read("charge", findChargeId(id)).refundIds.has(id),
  });
  return {
    takeNotice: async (notice) => {
      if (notice.payment !== null) await take(notice.payment);
      else if (!(await findByReference(notice.reference))) watch.await(notice.reference);
    },
    pollWithdrawals: watch.pollWithdrawals,
  };
}

function noteProviderSilence(silence: Silence, isThere: boolean, nowMs: number): void {
  if (isThere) {
    silence.count = 0;
    silence.sinceMs = null;
    silence.callAgainMs = Number.NEGATIVE_INFINITY;
    return;
  }
  // Calls that were made together are one silence, not several.
  if (nowMs < silence.callAgainMs) return;
  silence.sinceMs ??= nowMs;
  const waitMs = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** silence.count++);
  silence.callAgainMs = nowMs + waitMs;
}

/** By the provider that they need: what is to be paid first, and of it the oldest. */
function listUnsettled(shop: Shop, due: DueWork): Map<PaymentGateway, string[]> {
  const byGateway = new Map<PaymentGateway, string[]>();
  const { retryAfterMs } = shop.settings.payment;
  const lastRetryMs = retryAfterMs.at(-1) ?? 0;
  // A debt that has been asked for the last time rests, and is not checked any more.
  const sinceMs = shop.nowMs() - lastRetryMs - DEBT_MARGIN_MS;
  // Debts wait for days: however many there are, they keep nothing else waiting. What is let go of
  // waits for what is paid.
  const unsettled = listIds(
    shop.store,
    `SELECT charge_id AS id FROM charges
       WHERE work = 'now' OR (work = 'debt' AND debt_since_ms >= ?)
       ORDER BY work = 'debt', coalesce(due_minor, 0) = 0, position`,
    sinceMs,
  );
  const isTried = (chargeId: string): boolean => !due.isWaiting(toItem(chargeId).key);
  const some = takeSome(unsettled, isTried, LISTED_MAX);
  for (const chargeId of [...some, ...listAlertsDue(shop).filter(isTried)]) {
    const { pending, payer } = shop.store.read("charge", chargeId);
    const gateway = gatewayOf(shop, (pending?.payer ?? payer).kind);
    const listed = byGateway.get(gateway);
    if (listed === undefined) byGateway.set(gateway, [chargeId]);
    else listed.push(chargeId);
  }
  return byGateway;
}

/** Charges whose money staff have to give back and are not notified of, or have given back. */
function listAlertsDue({ store }: Shop): string[] {
  const untold = prepared(
    store.db,
    `SELECT charge_id FROM charges WHERE work = 'cash' AND payer != 'cash' AND NOT EXISTS
       (SELECT 1 FROM alerts WHERE alert_key = 'refund:' || charge_id AND cleared_ms IS NULL)
       ORDER BY position LIMIT ${LISTED_MAX}`,
  );
  const settled = prepared(
    store.db,
    `SELECT charge_id FROM alerts JOIN charges ON charge_id = visit_id
       WHERE cleared_ms IS NULL AND kind = 'refund-failed' AND work = 'none' LIMIT ${LISTED_MAX}`,
  );
  return [...untold.all(), ...settled.all()].map((row) => row.charge_id as string);
}

function toItem(chargeId: string): DueItem {
  const [key, what] = [`charge:${chargeId}`, `settling charge ${chargeId}`];
  return { key, what, visitId: chargeId };
}

function gatewayOf(shop: Pick<Shop, "gateways">, payer: ChargePayer["kind"]): PaymentGateway {
  return payer === "account" ? shop.gateways.account : shop.gateways.card;
}

/** Makes one plan and carries it out. */
async function stepCharge(shop: Shop, chargeId: string): Promise<Step> {
  if (isAtRest(shop, chargeId)) return { kind: "rest" };
  const plan = await shop.store.transact((tx) => prepareStep(tx, shop, chargeId));
  switch (plan.kind) {
    case "rest":
    case "wait":
    case "await-cash":
      return { kind: "rest" };
    case "open-debt":
    case "settle-debt":
      return { kind: "noted" };
    case "call":
      return callProvider(shop, chargeId, plan.intent, false);
    case "resume": {
      const { keysKeptMs } = gatewayOf(shop, plan.intent.payer.kind);
      const ageMs = shop.nowMs() - plan.writtenMs;
      // While the time is in doubt, so is the age of the provider's key.
      const isForgotten = ageMs > keysKeptMs - KEYS_MARGIN_MS || (shop.isMoneyPaused?.() ?? false);
      const isIdle = ageMs > IDLE_AFTER_MS && isHoldForNothing(shop, chargeId, plan.intent);
      return callProvider(shop, chargeId, plan.intent, isForgotten || isIdle);
    }
    default:
      return plan satisfies never;
  }
}

/**
 * Whether nothing can be done now, and nobody has to be told: debts are checked for days, several
 * times a second, and nothing has to be written for that.
 */
function isAtRest({ store, ...shop }: Shop, chargeId: string): boolean {
  const charge = store.read("charge", chargeId);
  if (charge.status === "unopened") return false;
  const plan = findPlan(shop, charge, shop.nowMs());
  // A hold takes no money, and opens the gate.
  const isHold = "intent" in plan && plan.intent.action === "hold";
  if (shop.isMoneyPaused?.() && !isHold) return true;
  return plan.kind === "wait" || (plan.kind === "rest" && !isAlertOpen(store, nameAlert(chargeId)));
}

function findPlan(
  { gateways, settings }: Pick<Shop, "gateways" | "settings">,
  charge: ChargeState,
  nowMs: number,
): ChargePlan {
  const { canIncrease } = gatewayOf({ gateways }, charge.payer.kind);
  const { retryAfterMs } = settings.payment;
  return planCharge(charge, nowMs, { canIncrease, retryAfterMs });
}

function nameAlert(chargeId: string): string {
  return `refund:${chargeId}`;
}

/** What is to be done next; an intent is on the disk before anybody is called. */
function prepareStep(tx: Transaction, shop: Shop, chargeId: string): ChargePlan {
  const charge = tx.read("charge", chargeId);
  const plan = findPlan(shop, charge, tx.atMs);
  switch (plan.kind) {
    case "call":
      decideInto(tx, "charge", chargeId, decideCharge, {
        type: "WriteIntent",
        intent: plan.intent,
      });
      break;
    case "open-debt":
      decideInto(tx, "charge", chargeId, decideCharge, {
        type: "OpenDebt",
        amountMinor: plan.amountMinor,
        code: plan.code,
      });
      break;
    case "settle-debt":
      decideInto(tx, "charge", chargeId, decideCharge, { type: "SettleDebt" });
      break;
    case "await-cash":
      if (plan.amountMinor < 0 && charge.payer.kind !== "cash") {
        raiseAlert(tx, {
          alertKey: nameAlert(chargeId),
          kind: "refund-failed",
          message: "the payment provider did not make this refund; refund it in cash",
          visitId: chargeId,
        });
      }
      break;
    case "rest":
      clearAlert(tx, nameAlert(chargeId), "settled");
      break;
  }
  return plan;
}

/** A hold whose answer was lost, and which pays for nothing any more: entry was refused. */
function isHoldForNothing({ store }: Shop, chargeId: string, { action }: Intent): boolean {
  return action === "hold" && store.read("charge", chargeId).dueMinor === 0;
}

/** @param findsFirst whether the provider is asked first if it has done it: a key may be forgotten by now */
async function callProvider(
  shop: Shop,
  chargeId: string,
  intent: Intent,
  findsFirst: boolean,
): Promise<Step> {
  const gateway = gatewayOf(shop, intent.payer.kind);
  const silent: Step = { kind: "silent", gateway };
  const record = async (outcome: CallOutcome, payment: ProviderPayment | null): Promise<Step> => {
    await recordAnswer(shop, chargeId, intent, outcome, payment);
    return { kind: "answered", gateway };
  };
  if (findsFirst) {
    const found = await gateway.find(intent.paymentId);
    if (found.kind === "unknown") return silent;
    if (found.kind === "found") {
      const { payment } = found;
      // The bank has not said yet: asked again under a key that is forgotten, it might take it twice.
      if (payment.status === "processing" && makesPayment(intent)) return { kind: "rest" };
      const outcome = recognise(intent, payment);
      if (outcome !== null) return record(outcome, payment);
    } else if (isHoldForNothing(shop, chargeId, intent)) {
      // Nobody's card is held, days later, only to be let go.
      const message = "the provider does not know it, and nothing is due";
      return record({ kind: "refused", code: "not-made", message }, null);
    }
  }
  const outcome = await call(gateway, chargeId, intent, shop.settings.currency);
  switch (outcome.kind) {
    case "unknown":
      return silent;
    case "done":
      return record({ kind: "done" }, outcome.payment);
    case "declined": {
      const { code, isRetryable, payment } = outcome;
      return record({ kind: "declined", code, isRetryable }, payment);
    }
    case "needs-action": {
      const { actionUrl, payment } = outcome;
      return record({ kind: "needs-action", actionUrl }, payment);
    }
    case "refused": {
      // The provider's state is other than ours: see it before the next plan.
      const found = await gateway.find(intent.paymentId);
      if (found.kind === "unknown") return silent;
      const { code, message } = outcome;
      const payment = found.kind === "found" ? found.payment : null;
      return record({ kind: "refused", code, message }, payment);
    }
    default:
      return outcome satisfies never;
  }
}

function makesPayment({ action }: Intent): boolean {
  return action === "hold" || action === "collect";
}

/** How a call ended, as its payment shows; null where it shows nothing of the call. */
function recognise(intent: Intent, payment: ProviderPayment): CallOutcome | null {
  if (hasHappened(intent, payment)) return { kind: "done" };
  if (!makesPayment(intent)) return null;
  switch (payment.status) {
    case "declined":
      return { kind: "declined", code: "declined", isRetryable: true };
    case "needs-action":
      return { kind: "needs-action", actionUrl: "" };
    default:
      return null;
  }
}

/** Whether what was intended is what the provider's payment looks like. */
function hasHappened(intent: Intent, payment: ProviderPayment): boolean {
  switch (intent.action) {
    case "hold":
      return payment.status !== "needs-action" && payment.status !== "declined";
    case "increase":
      return payment.heldMinor >= intent.amountMinor;
    case "capture":
    case "collect":
      return payment.status === "captured";
    case "release":
      return payment.status === "released";
    case "refund":
      return payment.refunds.some(({ refundId }) => refundId === nameRefund(intent));
    default:
      return intent.action satisfies never;
  }
}

function call(
  gateway: PaymentGateway,
  chargeId: string,
  intent: Intent,
  currency: string,
): Promise<GatewayOutcome> {
  const { action, paymentId, amountMinor, payer } = intent;
  const idempotencyKey = nameKey(chargeId, intent.number, action);
  if (action === "hold" || action === "collect") {
    // Whoever is admitted stands at the gate.
    const isPayerPresent = action === "hold" || intent.isPayerPresent === true;
    const request = { paymentId, idempotencyKey, payer, amountMinor, currency, isPayerPresent };
    return action === "hold" ? gateway.hold(request) : gateway.collect(request);
  }
  if (intent.reference === null) throw new Error(`a ${action} without the provider's reference`);
  const { reference } = intent;
  const request: ReferencedRequest = {
    paymentId,
    idempotencyKey,
    reference,
    currency,
    amountMinor,
  };
  switch (action) {
    case "increase":
      return gateway.increase(request);
    case "capture":
      return gateway.capture(request);
    case "release":
      return gateway.release(request);
    case "refund":
      return gateway.refund({ ...request, refundId: nameRefund(intent) });
    default:
      return action satisfies never;
  }
}

function recordAnswer(
  shop: Shop,
  chargeId: string,
  { number }: Intent,
  outcome: CallOutcome,
  payment: ProviderPayment | null,
): Promise<unknown> {
  return shop.store.transact((tx) => {
    const seen = payment === null ? null : splitPayment(tx.read("charge", chargeId), payment);
    decideInto(tx, "charge", chargeId, decideCharge, {
      type: "RecordAnswer",
      number,
      outcome,
      payment: seen?.snapshot ?? null,
    });
    if (payment === null || seen === null) return;
    noteWithdrawals(tx, seen);
    recogniseCard(tx, chargeId, payment);
  });
}

/** Whoever pays a debt with another card is not the one who owed it. */
function recogniseCard(
  tx: Transaction,
  chargeId: string,
  { paymentId, cardHash }: ProviderPayment,
): void {
  const { payers, payer } = tx.read("charge", chargeId);
  const asked = payers.get(paymentId) ?? payer;
  if (cardHash === null || !isSamePayer(asked, payer)) return;
  decideInto(tx, "charge", chargeId, decideCharge, { type: "RecogniseCard", cardHash });
}

/** Whether it was a payment of ours. */
function observe(tx: Transaction, payment: ProviderPayment): boolean {
  const chargeId = findChargeId(payment.paymentId);
  const charge = tx.read("charge", chargeId);
  if (charge.status === "unopened") return false;
  const seen = splitPayment(charge, payment);
  const command = { type: "ObservePayment", payment: seen.snapshot } as const;
  decideInto(tx, "charge", chargeId, decideCharge, command);
  noteWithdrawals(tx, seen);
  recogniseCard(tx, chargeId, payment);
  return true;
}
