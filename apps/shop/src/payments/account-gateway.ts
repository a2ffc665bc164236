/**
 * Payments to the shop's own accounts. The book is the shop's own, so that nothing is ever unknown,
 * and nothing lapses.
 */
import type { Refusal, Result } from "@saunter/commerce/refusal";
import {
  type AccountBook,
  type AccountCharge,
  type AccountEntry,
  sumReversals,
} from "../domain/account-book.ts";
import type {
  FindOutcome,
  GatewayOutcome,
  PaymentGateway,
  PaymentRequest,
  ProviderPayment,
  ReferencedRequest,
} from "../domain/payment-gateway.ts";
import {
  checkAsked,
  explainCapture,
  explainIncrease,
  explainRefund,
  type GatewayRefusal,
  isCapturedAs,
  refuseCall,
} from "./gateway-outcomes.ts";

/** Payments whose payer is an account; the payment's own id is its reference. */
export function createAccountGateway(book: AccountBook): PaymentGateway {
  const find = async (paymentId: string): Promise<FindOutcome> => {
    const entry = await book.find(paymentId);
    return entry === null ? { kind: "absent" } : { kind: "found", payment: describe(entry) };
  };
  return {
    name: "account",
    canIncrease: true,
    // The book's steps are not forgotten.
    keysKeptMs: Number.MAX_SAFE_INTEGER,
    hold: async (request) => charge(request, (step) => book.reserve(step)),
    increase: async (request) => increase(book, request),
    capture: async (request) =>
      act(book, request, {
        step: ({ key, paymentId }) =>
          book.post({ key, paymentId, amountMinor: request.amountMinor }),
        isDone: (payment) => isCapturedAs(payment, request.amountMinor),
        explain: (payment) => explainCapture(payment, request.amountMinor),
      }),
    release: async (request) =>
      act(
        book,
        { ...request, amountMinor: 1 },
        {
          step: (step) => book.release(step),
          isDone: ({ status }) => status === "released",
          explain: () => "payment-not-held",
        },
      ),
    collect: async (request) => charge(request, (step) => book.take(step)),
    refund: async (request) =>
      act(book, request, {
        step: ({ key, paymentId }) =>
          book.reverse({
            key,
            paymentId,
            refundId: request.refundId,
            amountMinor: request.amountMinor,
          }),
        isDone: ({ refunds }) => refunds.some(({ refundId }) => refundId === request.refundId),
        explain: (payment) => explainRefund(payment, request.amountMinor),
      }),
    find,
    findByReference: find,
    // Nobody but the shop has its book.
    listTouched: async () => [],
    readNotice: () => ({ kind: "forged", message: "accounts send no notifications" }),
  };
}

function describe(entry: AccountEntry): ProviderPayment {
  const statuses = { reserved: "held", posted: "captured", released: "released" } as const;
  return {
    reference: entry.paymentId,
    paymentId: entry.paymentId,
    status: statuses[entry.state],
    heldMinor: entry.reservedMinor,
    capturedMinor: entry.postedMinor,
    refundedMinor: sumReversals(entry),
    holdExpiresMs: null,
    refunds: entry.reversals,
    withdrawals: [],
    cardHash: null,
  };
}

async function charge(
  request: PaymentRequest,
  step: (charge: AccountCharge) => Promise<Result<AccountEntry>>,
): Promise<GatewayOutcome> {
  const refusal = checkAsked(request, null);
  if (refusal !== null) return refusal;
  const { paymentId, payer, amountMinor, currency, idempotencyKey } = request;
  if (payer.kind !== "account") return refuseCall("payer-unsupported", "not an account");
  const { accountId } = payer;
  return conclude(await step({ key: idempotencyKey, paymentId, accountId, amountMinor, currency }));
}

function increase(book: AccountBook, request: ReferencedRequest): Promise<GatewayOutcome> {
  const { amountMinor, currency } = request;
  return act(book, request, {
    step: ({ key, paymentId }, entry) =>
      book.reserve({ key, paymentId, accountId: entry.accountId, amountMinor, currency }),
    isDone: ({ status, heldMinor }) => status === "held" && heldMinor === amountMinor,
    explain: (payment) => explainIncrease(payment, amountMinor),
  });
}

/** A step on a payment that is there, and how to tell from the payment what became of it. */
interface ReferencedStep {
  readonly step: (
    step: { readonly key: string; readonly paymentId: string },
    entry: AccountEntry,
  ) => Promise<Result<AccountEntry>>;
  readonly isDone: (payment: ProviderPayment) => boolean;
  readonly explain: (payment: ProviderPayment) => GatewayRefusal;
}

/** What the book refuses whatever the payment's state; the rest is told by that state. */
const SAID_BY_THE_BOOK: ReadonlySet<Refusal["code"]> = new Set([
  "account-limit-exceeded",
  "account-unknown",
  "idempotency-key-reused",
]);

async function act(
  book: AccountBook,
  request: ReferencedRequest,
  todo: ReferencedStep,
): Promise<GatewayOutcome> {
  const entry = await book.find(request.reference);
  if (entry === null || entry.paymentId !== request.paymentId) {
    return refuseCall("payment-unknown", request.reference);
  }
  const refusal = checkAsked(request, entry.currency);
  if (refusal !== null) return refusal;
  const payment = describe(entry);
  const result = await todo.step(
    { key: request.idempotencyKey, paymentId: entry.paymentId },
    entry,
  );
  if (result.ok || SAID_BY_THE_BOOK.has(result.refusal.code)) return conclude(result);
  if (todo.isDone(payment)) return { kind: "done", payment };
  return refuseCall(todo.explain(payment), result.refusal.detail);
}

function conclude(result: Result<AccountEntry>): GatewayOutcome {
  return result.ok ? { kind: "done", payment: describe(result.value) } : decline(result.refusal);
}

function decline({ code, detail }: Refusal): GatewayOutcome {
  switch (code) {
    case "account-limit-exceeded":
      // What was set aside is let go of in time, and limits start again.
      return { kind: "declined", code: "account-limit", isRetryable: true, payment: null };
    case "account-unknown":
      return { kind: "declined", code: "account-unknown", isRetryable: false, payment: null };
    case "idempotency-key-reused":
      return refuseCall("key-reused", detail);
    case "currency-mismatch":
      return refuseCall("currency-mismatch", detail);
    default:
      return refuseCall("request-invalid", detail);
  }
}
