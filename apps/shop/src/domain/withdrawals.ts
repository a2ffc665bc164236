/**
 * What others took from payments at the provider: its notices tell where to look, and as notices get
 * lost, the shop looks by itself now and then.
 */
import { decideCharge } from "@saunter/commerce/payment/decide";
import type { PaymentSnapshot, Withdrawal } from "@saunter/commerce/payment/events";
import type { ChargeState } from "@saunter/commerce/payment/evolve";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, raiseAlert } from "./alerts.ts";
import type { PaymentGateway, ProviderPayment, Touched } from "./payment-gateway.ts";
import { setDue } from "./receipt-service.ts";
import { decideInto } from "./shop-context.ts";

/** How often the provider is asked what others did; sooner where it did not answer. */
const LOOK_EVERY_MS = 3_600_000;
const LOOK_AGAIN_MS = 60_000;
/** How far back the first look goes: the process may not have run for a while. */
const LOOK_BACK_MS_FIRST = 30 * 24 * 3_600_000;
/** Looks overlap: the clocks of shop and provider differ. */
const LOOK_OVERLAP_MS = 600_000;
/** Payments that wait to be checked; beyond that the next look finds them. */
const WAITING_MAX = 1000;

export interface SeenPayment {
  readonly snapshot: PaymentSnapshot;
  readonly withdrawals: readonly Withdrawal[];
}

/**
 * A payment as the shop's own doing has it, and apart from that what others took. Refunds that the
 * journal knows nothing of are others' too, whatever they say: it may come from a backup.
 */
export function splitPayment({ refundIds }: ChargeState, payment: ProviderPayment): SeenPayment {
  const { refunds, withdrawals, refundedMinor, cardHash: _, ...snapshot } = payment;
  const strange = refunds
    .filter(({ refundId }) => !refundIds.has(refundId))
    .map(({ refundId, amountMinor }): Withdrawal => {
      return { withdrawalId: refundId, kind: "refund", amountMinor };
    });
  const strangeMinor = strange.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    snapshot: { ...snapshot, refundedMinor: refundedMinor - strangeMinor },
    withdrawals: [...withdrawals, ...strange],
  };
}

/** Writes down what others took from a payment, and tells staff. What came back may be due again. */
export function noteWithdrawals(
  tx: Transaction,
  { snapshot: { paymentId }, withdrawals }: SeenPayment,
): void {
  if (withdrawals.length === 0) return;
  const chargeId = findChargeId(paymentId);
  const command = { type: "SeeWithdrawals", paymentId, withdrawals } as const;
  for (const event of decideInto(tx, "charge", chargeId, decideCharge, command)) {
    if (event.type !== "WithdrawalSeen") continue;
    reportStaff(tx, chargeId, event.withdrawal);
    const receipt = tx.read("receipt", chargeId);
    if (receipt.status === "none" || receipt.status === "draft") continue;
    setDue(tx, chargeId, `withdrawal ${event.withdrawal.withdrawalId}`);
  }
}

/** A charge's payments have its id and a number. */
export function findChargeId(paymentId: string): string {
  return paymentId.split(".")[0]!;
}

function reportStaff(tx: Transaction, visitId: string, withdrawal: Withdrawal): void {
  const { withdrawalId, kind, amountMinor } = withdrawal;
  const alertKey = `withdrawn:${withdrawalId}`;
  if (amountMinor === 0) {
    clearAlert(tx, alertKey, "provider");
    return;
  }
  const message =
    kind === "refund"
      ? "a refund was made at the provider, not here: it is not charged again, and counts towards later corrections of the receipt"
      : "the payer’s bank has reversed a payment: answer the dispute at the provider; Saunter does not charge it again";
  raiseAlert(tx, { alertKey, kind: "money-withdrawn", message, visitId });
}

export interface WithdrawalWatch {
  /** A payment that is to be checked next. */
  await(reference: string): void;
  /** Looks where it is time to; to be called now and then, never twice at once. */
  pollWithdrawals(): Promise<void>;
}

interface Watching {
  readonly gateway: Pick<PaymentGateway, "listTouched">;
  readonly nowMs: () => number;
  /** Checks a payment by the provider's id; false where the provider did not answer. */
  readonly findByReference: (reference: string) => Promise<boolean>;
  /** Whether the journal knows of a refund that is said to be the shop's. */
  readonly knowsRefund: (refundId: string) => boolean;
}

export function createWithdrawalWatch(watching: Watching): WithdrawalWatch {
  const { gateway, nowMs, findByReference } = watching;
  const waiting = new Set<string>();
  let sinceMs = nowMs() - LOOK_BACK_MS_FIRST;
  let listMs = Number.NEGATIVE_INFINITY;
  let pollMs = Number.NEGATIVE_INFINITY;

  function wait(reference: string): void {
    if (waiting.size < WAITING_MAX) waiting.add(reference);
  }

  function isNews({ refundId }: Touched): boolean {
    return refundId === null || !watching.knowsRefund(refundId);
  }

  async function list(): Promise<boolean> {
    const startedMs = nowMs();
    const touched = await gateway.listTouched(sinceMs);
    if (touched === null) return false;
    for (const { reference } of touched.filter(isNews)) wait(reference);
    sinceMs = startedMs - LOOK_OVERLAP_MS;
    listMs = startedMs + LOOK_EVERY_MS;
    return true;
  }

  return {
    await: wait,
    pollWithdrawals: async () => {
      if (nowMs() < pollMs) return;
      let isAnswered = nowMs() < listMs || (await list());
      for (const reference of waiting) {
        if (!isAnswered) break;
        isAnswered = await findByReference(reference);
        if (isAnswered) waiting.delete(reference);
      }
      pollMs = isAnswered ? Number.NEGATIVE_INFINITY : nowMs() + LOOK_AGAIN_MS;
    },
  };
}
