/** Refunds and what happened to a receipt, in words. */
import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";

export type Refunds = Answer<"GET /v1/receipts/:visitId/refunds">;
export type Refund = Refunds["items"][number];
export type HistoryStep = Answer<"GET /v1/receipts/:visitId/history">["items"][number];
export type RefundKind = Refund["kind"];
export type RefundReason = Refund["reason"];

export const REFUND_KINDS: readonly (readonly [RefundKind, string])[] = [
  ["lines", "Items"],
  ["whole", "Everything"],
  ["amount", "An amount"],
];

export const REASONS: Readonly<Record<RefundReason, string>> = {
  "not-taken": "Not taken",
  returned: "Returned",
  damaged: "Damaged or spoiled",
  "wrong-price": "Wrong price",
  duplicate: "Charged twice",
  goodwill: "Goodwill",
  other: "Other",
};

export function wordRefundKind(kind: RefundKind): string {
  return kind === "amount" ? "Amount" : kind === "whole" ? "Everything" : "Items";
}

const STEPS: Readonly<Record<HistoryStep["kind"], readonly [tone: Tone, text: string]>> = {
  drafted: ["plain", "Draft"],
  finalised: ["sure", "Final receipt"],
  disputed: ["warning", "Item disputed"],
  "dispute-granted": ["sure", "Dispute accepted"],
  "dispute-refused": ["plain", "Dispute rejected"],
  corrected: ["plain", "Correction"],
  refund: ["staff", "Refund recorded"],
  charged: ["sure", "Charged"],
  refunded: ["sure", "Refunded"],
  "refund-failed": ["warning", "Refund failed"],
  declined: ["wrong", "Declined"],
  "cash-taken": ["staff", "Paid in cash"],
  "cash-returned": ["staff", "Refunded in cash"],
  withdrawn: ["wrong", "Taken back at the provider"],
  waived: ["staff", "Debt waived"],
};

export function wordStep({ kind }: HistoryStep): { readonly tone: Tone; readonly text: string } {
  const [tone, text] = STEPS[kind];
  return { tone, text };
}

/** Who did it; null where the shop did by itself. */
export function wordPerson({ byId, byName }: Pick<HistoryStep, "byId" | "byName">): string | null {
  return byId === null ? null : (byName ?? "a removed user");
}
