/**
 * What happens at the provider without the shop: its staff refund a payment on the provider's own
 * pages, and a payer's bank takes a payment back.
 */
import { refundIntent } from "./intents.ts";
import { emit, nextId } from "./provider-events.ts";
import type { Performed, Provider, SimDispute } from "./provider-types.ts";
import { renderCharge, renderDispute, renderRefund, sumRefunds } from "./wire-shapes.ts";

/** Refunds part of a payment as a person would: the refund says nothing of whom it is from. */
export function refundByHand(provider: Provider, intentId: string, amountMinor: number): Performed {
  return refundIntent(provider, { payment_intent: intentId, amount: String(amountMinor) });
}

/** A refund that went through comes back: the payer's account is closed. Throws on an unknown one. */
export function failRefund(provider: Provider, refundId: string): void {
  for (const intent of provider.intents.values()) {
    const refund = intent.charge?.refunds.find(({ id }) => id === refundId);
    if (refund === undefined) continue;
    refund.status = "failed";
    emit(provider, "refund.failed", renderRefund(intent, refund, []));
    return;
  }
  throw new RangeError(`there is no refund ${refundId}`);
}

/**
 * The payer's bank takes part of a payment back; nothing more can be refunded of it from now on.
 * Returns the dispute's id, and throws where there is not so much to take.
 */
export function openDispute(provider: Provider, intentId: string, amountMinor: number): string {
  const intent = provider.intents.get(intentId);
  const { charge = null } = intent ?? {};
  const leftMinor = charge === null ? 0 : charge.capturedMinor - sumRefunds(charge);
  if (intent === undefined || charge === null || charge.isDisputed || amountMinor > leftMinor) {
    throw new RangeError(`${amountMinor} of ${intentId} cannot be disputed`);
  }
  const id = nextId(provider, "dp");
  const { nowMs: createdMs } = provider;
  const dispute: SimDispute = { id, intent, amountMinor, createdMs, status: "needs_response" };
  provider.disputes.set(id, dispute);
  charge.isDisputed = true;
  emit(provider, "charge.dispute.created", renderDispute(dispute));
  emit(provider, "charge.dispute.funds_withdrawn", renderDispute(dispute));
  emit(provider, "charge.updated", renderCharge(intent, []));
  return id;
}

/** The bank has decided; what was taken comes back where the shop has won. */
export function closeDispute(provider: Provider, disputeId: string, status: "won" | "lost"): void {
  const dispute = provider.disputes.get(disputeId);
  if (dispute?.status !== "needs_response") throw new RangeError(`${disputeId} is not open`);
  dispute.status = status;
  emit(provider, "charge.dispute.closed", renderDispute(dispute));
  if (status === "won") {
    emit(provider, "charge.dispute.funds_reinstated", renderDispute(dispute));
  }
}
