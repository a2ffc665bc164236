/** Refunds and what happened to a receipt, in words. */
import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { words } from "../../words.ts";

export type Refunds = Answer<"GET /v1/receipts/:visitId/refunds">;
export type Refund = Refunds["items"][number];
export type HistoryStep = Answer<"GET /v1/receipts/:visitId/history">["items"][number];
export type RefundKind = Refund["kind"];
export type RefundReason = Refund["reason"];

export const REFUND_KINDS: readonly RefundKind[] = ["lines", "whole", "amount"];

const TONES: Readonly<Record<HistoryStep["kind"], Tone>> = {
  drafted: "plain",
  finalised: "sure",
  disputed: "warning",
  "dispute-granted": "sure",
  "dispute-refused": "plain",
  corrected: "plain",
  refund: "staff",
  charged: "sure",
  refunded: "sure",
  "refund-failed": "warning",
  declined: "wrong",
  "cash-taken": "staff",
  "cash-returned": "staff",
  "balance-captured": "sure",
  "balance-refunded": "sure",
  withdrawn: "wrong",
  waived: "staff",
};

export function wordStep({ kind }: HistoryStep): { readonly tone: Tone; readonly text: string } {
  return { tone: TONES[kind], text: words.texts.receipts.history.steps[kind] };
}

/** Who did it; null where the shop did by itself. */
export function wordPerson({ byId, byName }: Pick<HistoryStep, "byId" | "byName">): string | null {
  return byId === null ? null : (byName ?? words.texts.receipts.refunds.removedUser);
}
