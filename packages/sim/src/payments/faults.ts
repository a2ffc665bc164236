/**
 * What a network does to calls and webhooks: drawn from a seeded `Random`, apart from the provider,
 * so that the books stay exact whatever is lost.
 */
import type { Random } from "@saunter/numerics/random";
import { handleRequest } from "./provider.ts";
import type { Provider, ProviderAnswer, ProviderRequest, Webhook } from "./provider-types.ts";

/** Probabilities, of which each call draws one; what is left of 1 goes well. */
export interface CallFaultRates {
  /** The call never arrives. */
  readonly lostBefore: number;
  /** The call does its work and the answer never arrives. */
  readonly lostAfter: number;
  /** The answer takes up to `SLOW_MS_MAX`. */
  readonly slow: number;
  /** A 500, of which nobody can tell whether anything was done. */
  readonly errorBefore: number;
  readonly errorAfter: number;
  /** A 429; nothing is done. */
  readonly rateLimited: number;
}

export const NO_CALL_FAULTS: CallFaultRates = {
  lostBefore: 0,
  lostAfter: 0,
  slow: 0,
  errorBefore: 0,
  errorAfter: 0,
  rateLimited: 0,
};

export type CallFault =
  | { readonly kind: "none" }
  | { readonly kind: "lost"; readonly isCommitted: boolean }
  | { readonly kind: "slow"; readonly delayMs: number }
  | { readonly kind: "server-error"; readonly isCommitted: boolean }
  | { readonly kind: "rate-limited" };

export type UnreliableAnswer =
  | { readonly kind: "answer"; readonly answer: ProviderAnswer; readonly delayMs: number }
  | { readonly kind: "lost" };

export const SLOW_MS_MAX = 30_000;
/** Webhooks on their way that are late; beyond that they come at once. */
export const LATE_WEBHOOKS_MAX = 10_000;
export const WEBHOOK_LATE_MS_MAX = 3_600_000;

/** @throws RangeError where rates are no probabilities, or come to more than 1. */
export function drawCallFault(random: Random, rates: CallFaultRates): CallFault {
  checkRates(Object.values(rates));
  const faults: readonly (readonly [number, () => CallFault])[] = [
    [rates.lostBefore, () => ({ kind: "lost", isCommitted: false })],
    [rates.lostAfter, () => ({ kind: "lost", isCommitted: true })],
    [rates.slow, () => ({ kind: "slow", delayMs: random.integer(1, SLOW_MS_MAX) })],
    [rates.errorBefore, () => ({ kind: "server-error", isCommitted: false })],
    [rates.errorAfter, () => ({ kind: "server-error", isCommitted: true })],
    [rates.rateLimited, () => ({ kind: "rate-limited" })],
  ];
  let at = random.next();
  for (const [rate, make] of faults) {
    if (at < rate) return make();
    at -= rate;
  }
  return { kind: "none" };
}

function checkRates(rates: readonly number[]): void {
  const sum = rates.reduce((total, rate) => total + rate, 0);
  if (!rates.every((rate) => rate >= 0 && rate <= 1) || sum > 1 + 1e-9) {
    throw new RangeError(`rates must be probabilities that come to 1 at most, got ${rates}`);
  }
}

/** Brings a call to the provider through a network that does `fault` to it. */
export function handleUnreliably(
  provider: Provider,
  request: ProviderRequest,
  nowMs: number,
  fault: CallFault,
): UnreliableAnswer {
  switch (fault.kind) {
    case "none":
      return { kind: "answer", answer: handleRequest(provider, request, nowMs), delayMs: 0 };
    case "slow": {
      const answer = handleRequest(provider, request, nowMs);
      return { kind: "answer", answer, delayMs: fault.delayMs };
    }
    case "lost":
      if (fault.isCommitted) handleRequest(provider, request, nowMs);
      return { kind: "lost" };
    case "server-error":
      if (fault.isCommitted) handleRequest(provider, request, nowMs);
      return answerFault(500, "api_error", "An unknown error occurred.");
    case "rate-limited":
      return answerFault(429, "invalid_request_error", "Too many requests.");
    default:
      return fault satisfies never;
  }
}

function answerFault(status: number, type: string, message: string): UnreliableAnswer {
  const answer = { status, headers: {}, body: { error: { type, message } } };
  return { kind: "answer", answer, delayMs: 0 };
}

/** Probabilities, each by itself. */
export interface WebhookFaultRates {
  readonly dropped: number;
  /** Comes once more, later. */
  readonly doubled: number;
  /** Comes up to `WEBHOOK_LATE_MS_MAX` late. */
  readonly late: number;
  /** Those that come together are put in any order. */
  readonly shuffled: number;
}

export interface WebhookCourier {
  readonly random: Random;
  readonly rates: WebhookFaultRates;
  late: { readonly webhook: Webhook; readonly dueMs: number }[];
}

export function createWebhookCourier(random: Random, rates: WebhookFaultRates): WebhookCourier {
  for (const rate of Object.values(rates)) checkRates([rate]);
  return { random, rates, late: [] };
}

/** Takes the webhooks that the provider sends now; gives those that arrive now. */
export function carryWebhooks(
  courier: WebhookCourier,
  sent: readonly Webhook[],
  nowMs: number,
): Webhook[] {
  const { random, rates } = courier;
  const arrived = courier.late.filter(({ dueMs }) => dueMs <= nowMs).map(({ webhook }) => webhook);
  courier.late = courier.late.filter(({ dueMs }) => dueMs > nowMs);
  for (const webhook of sent) {
    if (random.chance(rates.dropped)) continue;
    if (random.chance(rates.late)) delay(courier, arrived, webhook, nowMs);
    else arrived.push(webhook);
    if (random.chance(rates.doubled)) delay(courier, arrived, webhook, nowMs);
  }
  return random.chance(rates.shuffled) ? random.shuffle(arrived) : arrived;
}

function delay(courier: WebhookCourier, arrived: Webhook[], webhook: Webhook, nowMs: number): void {
  const dueMs = nowMs + courier.random.integer(1, WEBHOOK_LATE_MS_MAX);
  if (courier.late.length < LATE_WEBHOOKS_MAX) courier.late.push({ webhook, dueMs });
  else arrived.push(webhook);
}
