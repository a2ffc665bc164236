/**
 * Payments without money, for demonstrations: everything is done at once. What it has forgotten, by
 * a restart or because there was too much, it takes to be as the caller says.
 */

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

/** Payments, and answers, that are remembered; then the oldest is forgotten. */
export const REMEMBERED_MAX = 10_000;

const PREFIX = "none_";

interface Answered {
  readonly asked: string;
  readonly outcome: GatewayOutcome;
}

interface Memory {
  readonly payments: Map<string, ProviderPayment>;
  /** By idempotency key. */
  readonly answers: Map<string, Answered>;
  readonly recall: (paymentId: string) => ProviderPayment | null;
}

/**
 * @param recall what the shop's own books say of a payment that is not remembered, such as one from
 * before a restart
 */
export function createNoneGateway(
  recall: (paymentId: string) => ProviderPayment | null = () => null,
): PaymentGateway {
  const memory: Memory = { payments: new Map(), answers: new Map(), recall };
  return {
    name: "none",
    canIncrease: true,
    keysKeptMs: Number.MAX_SAFE_INTEGER,
    hold: async (request) =>
      create(memory, request, { status: "held", heldMinor: request.amountMinor }),
    collect: async (request) =>
      create(memory, request, { status: "captured", capturedMinor: request.amountMinor }),
    increase: async (request) =>
      change(memory, "increase", request, {
        assumed: { status: "held" },
        isDone: ({ status, heldMinor }) => status === "held" && heldMinor === request.amountMinor,
        isPossible: ({ status, heldMinor }) => status === "held" && heldMinor < request.amountMinor,
        explain: (payment) => explainIncrease(payment, request.amountMinor),
        changes: () => ({ heldMinor: request.amountMinor }),
      }),
    capture: async (request) =>
      change(memory, "capture", request, {
        assumed: { status: "held", heldMinor: request.amountMinor },
        isDone: (payment) => isCapturedAs(payment, request.amountMinor),
        isPossible: ({ status, heldMinor }) =>
          status === "held" && request.amountMinor <= heldMinor,
        explain: (payment) => explainCapture(payment, request.amountMinor),
        changes: () => ({ status: "captured", heldMinor: 0, capturedMinor: request.amountMinor }),
      }),
    release: async (request) =>
      change(
        memory,
        "release",
        { ...request, amountMinor: 1 },
        {
          assumed: { status: "held" },
          isDone: ({ status }) => status === "released",
          isPossible: ({ status }) => status === "held",
          explain: () => "payment-not-held",
          changes: () => ({ status: "released", heldMinor: 0 }),
        },
      ),
    refund: async (request) =>
      change(memory, "refund", request, {
        assumed: { status: "captured", capturedMinor: request.amountMinor },
        isDone: ({ refunds }) => refunds.some(({ refundId }) => refundId === request.refundId),
        isPossible: ({ status, capturedMinor, refundedMinor }) =>
          status === "captured" && refundedMinor + request.amountMinor <= capturedMinor,
        explain: (payment) => explainRefund(payment, request.amountMinor),
        changes: ({ refundedMinor, refunds }) => ({
          refundedMinor: refundedMinor + request.amountMinor,
          refunds: [...refunds, { refundId: request.refundId, amountMinor: request.amountMinor }],
        }),
      }),
    find: async (paymentId) => find(memory, paymentId),
    findByReference: async (reference) => find(memory, reference.slice(PREFIX.length)),
    listTouched: async () => [],
    readNotice: () => ({ kind: "forged", message: "no provider sends notifications" }),
  };
}

function build(paymentId: string, fields: Partial<ProviderPayment>): ProviderPayment {
  return {
    reference: `${PREFIX}${paymentId}`,
    paymentId,
    status: "held",
    heldMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    holdExpiresMs: null,
    refunds: [],
    withdrawals: [],
    cardHash: null,
    ...fields,
  };
}

function find(memory: Memory, paymentId: string): FindOutcome {
  const payment = findKnown(memory, paymentId);
  return payment === null ? { kind: "absent" } : { kind: "found", payment };
}

function findKnown({ payments, recall }: Memory, paymentId: string): ProviderPayment | null {
  return payments.get(paymentId) ?? recall(paymentId);
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  if (map.size >= REMEMBERED_MAX && oldest !== undefined && !map.has(key)) map.delete(oldest);
  map.set(key, value);
}

function once(
  memory: Memory,
  name: string,
  request: PaymentRequest | ReferencedRequest,
  act: () => GatewayOutcome,
): GatewayOutcome {
  const { idempotencyKey } = request;
  const asked = JSON.stringify([name, request]);
  const known = memory.answers.get(idempotencyKey);
  if (known !== undefined) {
    return known.asked === asked ? known.outcome : refuseCall("key-reused", "for another call");
  }
  const outcome = act();
  remember(memory.answers, idempotencyKey, { asked, outcome });
  if (outcome.kind === "done") remember(memory.payments, request.paymentId, outcome.payment);
  return outcome;
}

function create(
  memory: Memory,
  request: PaymentRequest,
  fields: Partial<ProviderPayment>,
): GatewayOutcome {
  return (
    checkAsked(request, null) ??
    once(memory, "create", request, () => {
      const known = findKnown(memory, request.paymentId);
      return { kind: "done", payment: known ?? build(request.paymentId, fields) };
    })
  );
}

interface Change {
  /** How a payment that is forgotten is taken to stand. */
  readonly assumed: Partial<ProviderPayment>;
  readonly isDone: (payment: ProviderPayment) => boolean;
  readonly isPossible: (payment: ProviderPayment) => boolean;
  readonly explain: (payment: ProviderPayment) => GatewayRefusal;
  readonly changes: (payment: ProviderPayment) => Partial<ProviderPayment>;
}

function change(
  memory: Memory,
  name: string,
  request: ReferencedRequest,
  todo: Change,
): GatewayOutcome {
  const refusal = checkAsked(request, null);
  if (refusal !== null) return refusal;
  return once(memory, name, request, () => {
    const { paymentId } = request;
    const payment = findKnown(memory, paymentId) ?? build(paymentId, todo.assumed);
    if (payment.reference !== request.reference) {
      return refuseCall("payment-unknown", request.reference);
    }
    if (todo.isDone(payment)) return { kind: "done", payment };
    if (todo.isPossible(payment)) {
      return { kind: "done", payment: { ...payment, ...todo.changes(payment) } };
    }
    return refuseCall(todo.explain(payment), `the payment is ${payment.status}`);
  });
}
