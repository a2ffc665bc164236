/** What a charge is, read from its whole journal at once: slow, and plain to see. */
import type { ChargeEvent, ChargePayer, PaymentSnapshot } from "./events.ts";
import type { ChargeBalance, ChargeState } from "./evolve.ts";

export interface JournalEntry {
  readonly event: ChargeEvent;
  readonly atMs: number;
}

type Journal = readonly JournalEntry[];
type Entry<T extends ChargeEvent["type"]> = Extract<ChargeEvent, { type: T }> & { atMs: number };

function list<T extends ChargeEvent["type"]>(journal: Journal, type: T): Entry<T>[] {
  return journal.flatMap(({ event, atMs }) =>
    event.type === type ? [{ ...(event as Extract<ChargeEvent, { type: T }>), atMs }] : [],
  );
}

const FURTHER: readonly PaymentSnapshot["status"][] = [
  "needs-action",
  "processing",
  "declined",
  "held",
  "released",
  "captured",
];

/** Below 0 where a payment stood like that before it stood like the other. */
function compare(a: PaymentSnapshot, b: PaymentSnapshot): number {
  return (
    a.capturedMinor - b.capturedMinor ||
    a.refundedMinor - b.refundedMinor ||
    FURTHER.indexOf(a.status) - FURTHER.indexOf(b.status) ||
    a.heldMinor - b.heldMinor
  );
}

/** Whatever order they were told in, a payment stands where it has come furthest. */
function readPayments(journal: Journal): [string, PaymentSnapshot][] {
  const words = journal.flatMap(({ event }) =>
    event.type === "CallAnswered" || event.type === "PaymentObserved" ? (event.payment ?? []) : [],
  );
  return [...Map.groupBy(words, ({ paymentId }) => paymentId)].map(([paymentId, own]) => [
    paymentId,
    own.reduce((best, word) => (compare(word, best) >= 0 ? word : best)),
  ]);
}

const sum = (movements: readonly { readonly amountMinor: number }[]): number =>
  movements.reduce((total, { amountMinor }) => total + amountMinor, 0);

function readSettled(journal: Journal): number {
  const cash = sum(list(journal, "CashTaken")) - sum(list(journal, "CashReturned"));
  const balances = sum(list(journal, "BalanceCaptured")) - sum(list(journal, "BalanceRefunded"));
  return readPayments(journal).reduce(
    (settled, [, { capturedMinor, refundedMinor }]) => settled + capturedMinor - refundedMinor,
    cash + balances,
  );
}

function readForgiven(journal: Journal): number {
  let forgiven = 0;
  for (const [at, { event }] of journal.entries()) {
    if (event.type === "DebtForgiven") forgiven += event.amountMinor;
    if (event.type !== "DueSet" || forgiven === 0) continue;
    const owed = event.dueMinor - readSettled(journal.slice(0, at));
    forgiven = Math.max(0, Math.min(forgiven, owed));
  }
  return forgiven;
}

const namePayer = (payer: ChargePayer): string =>
  payer.kind === "card" ? payer.token : payer.kind === "account" ? payer.accountId : "";

/** Calls since the debt was last closed that failed, and of whose kind none was done since. */
function readFailures(journal: Journal, sinceClosed: Journal): ChargeState["failures"] {
  const intents = list(journal, "IntentWritten").map(({ intent }) => intent);
  const answers = list(sinceClosed, "CallAnswered").map(({ number, outcome, atMs }) => {
    const { action, paymentId, payer } = intents.find((intent) => intent.number === number)!;
    return { outcome, atMs, action, paymentId, payer };
  });
  return answers.flatMap(({ outcome, ...call }, at) => {
    const isMended = answers
      .slice(at)
      .some(
        (later) =>
          later.outcome.kind === "done" &&
          later.action === call.action &&
          namePayer(later.payer) === namePayer(call.payer),
      );
    return outcome.kind === "done" || isMended ? [] : [{ ...call, outcome }];
  });
}

function readBalances(journal: Journal): [string, ChargeBalance][] {
  return list(journal, "BalanceRequested").map(({ holdId }) => {
    const isOf = (one: { readonly holdId: string }): boolean => one.holdId === holdId;
    const held = list(journal, "BalanceHeld").find(isOf);
    const captured = list(journal, "BalanceCaptured").find(isOf);
    const released = list(journal, "BalanceReleased").find(isOf);
    const isReleased = released !== undefined;
    const status =
      captured === undefined ? (held === undefined ? "requested" : "held") : "captured";
    const isOpen = captured === undefined && !isReleased;
    return [
      holdId,
      {
        holdId,
        status: isReleased ? "released" : status,
        card:
          held === undefined
            ? null
            : { balanceId: held.balanceId, kind: held.kind, lastFour: held.lastFour },
        heldMinor: isOpen ? (held?.amountMinor ?? 0) : 0,
        capturedMinor: captured?.amountMinor ?? 0,
        refundedMinor: sum(list(journal, "BalanceRefunded").filter(isOf)),
        cause: released?.cause ?? null,
      },
    ];
  });
}

/** Maps and sets as lists, whose order counts. */
export function spreadCharge({
  payments,
  withdrawals,
  refundIds,
  payers,
  cashMovements,
  balances,
  ...rest
}: ChargeState) {
  return {
    ...rest,
    payments: [...payments],
    withdrawals: [...withdrawals],
    refundIds: [...refundIds],
    payers: [...payers],
    cashMovements: [...cashMovements],
    balances: [...balances],
  };
}

/** Of a charge that was opened. */
export function readCharge(journal: Journal): ReturnType<typeof spreadCharge> {
  const [{ chargeId, payer, currency }] = list(journal, "ChargeOpened") as [Entry<"ChargeOpened">];
  const written = list(journal, "IntentWritten");
  const last = written.at(-1);
  const isAnswered = list(journal, "CallAnswered").at(-1)?.number === last?.intent.number;
  const closedAt = journal.findLastIndex(
    ({ event }) => event.type === "DebtSettled" || event.type === "DebtForgiven",
  );
  const sinceClosed = journal.slice(closedAt + 1);
  const debts = list(sinceClosed, "DebtOpened");
  const [first, debt] = [debts[0], debts.at(-1)];
  const taken = list(journal, "CashTaken");
  const returned = list(journal, "CashReturned");
  const refunds = written.filter(({ intent }) => intent.action === "refund");
  const seen = list(journal, "WithdrawalSeen");
  return {
    status: "open",
    chargeId,
    payer,
    currency,
    cardHash: list(journal, "CardRecognised").at(-1)?.cardHash ?? null,
    dueMinor: list(journal, "DueSet").at(-1)?.dueMinor ?? null,
    pending: last === undefined || isAnswered ? null : { ...last.intent, writtenMs: last.atMs },
    lastNumber: written.length,
    payments: readPayments(journal),
    payers: [...new Map(written.map(({ intent }) => [intent.paymentId, intent.payer]))],
    refundIds: refunds.map(({ intent }) => `${intent.paymentId}.r${intent.number}`),
    withdrawals: [
      ...new Map(
        seen.map(({ paymentId, withdrawal }) => [
          withdrawal.withdrawalId,
          { ...withdrawal, paymentId },
        ]),
      ),
    ],
    takenCashMinor: sum(taken),
    returnedCashMinor: sum(returned),
    cashMovements: journal.flatMap(({ event }): [string, number][] => {
      if (event.type === "CashTaken") return [[event.cashId, event.amountMinor]];
      return event.type === "CashReturned" ? [[event.cashId, -event.amountMinor]] : [];
    }),
    balances: readBalances(journal),
    forgivenMinor: readForgiven(journal),
    debt:
      debt === undefined || first === undefined
        ? null
        : { amountMinor: debt.amountMinor, code: debt.code, sinceMs: first.atMs },
    failures: readFailures(journal, sinceClosed),
  };
}
