/** Receipts as the API tells them, and their states in words. */
import type { Answer } from "@saunter/ui/api";
import type { Tone } from "@saunter/ui/components/status";

export type Receipt = Answer<"GET /v1/receipts/:visitId">;
export type ReceiptRow = Answer<"GET /v1/receipts">["items"][number];
type State = Receipt["saunter"]["state"];

interface Worded {
  readonly tone: Tone;
  readonly text: string;
}

const STATES: Readonly<Record<State, Worded>> = {
  draft: { tone: "now", text: "draft" },
  waiting: { tone: "doubt", text: "waits for a reviewer" },
  final: { tone: "sure", text: "final" },
  contested: { tone: "doubt", text: "contested" },
  reviewed: { tone: "sure", text: "reviewed" },
  corrected: { tone: "sure", text: "corrected" },
};

export function wordState(state: State): Worded {
  return STATES[state];
}

/** The state of a row; what is still to be paid or looked at comes first. */
export function wordRow({ status, reviewDueMs, contestsOpen, missingMinor }: ReceiptRow): Worded {
  if (contestsOpen > 0) return STATES.contested;
  if (status === "draft") return reviewDueMs === null ? STATES.draft : STATES.waiting;
  if (missingMinor > 0) return { tone: "wrong", text: "not paid" };
  if (missingMinor < 0) return { tone: "now", text: "to be given back" };
  return STATES[status];
}

/** A line of goods with what is charged beside it. */
export interface LineView {
  readonly lineId: string;
  readonly name: string;
  readonly gtin: string;
  readonly quantity: number;
  readonly unitMinor: number;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly payableMinor: number;
  readonly taxRate: string;
  readonly offers: readonly string[];
  readonly probability: number;
  readonly evidenceIds: readonly string[];
}

/** The goods of a receipt; deposits stand with the goods that they are for. */
export function listLines({ lines, saunter }: Receipt): LineView[] {
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  return saunter.lines.map((priced) => {
    const { lineId, unitMinor, discountMinor, depositMinor, payableMinor } = priced;
    const { probability, evidenceIds } = priced;
    const line = byId.get(lineId)!;
    return {
      ...{ lineId, unitMinor, discountMinor, depositMinor, payableMinor, probability, evidenceIds },
      ...{ name: line.itemName, gtin: line.gtin ?? "", quantity: line.quantity },
      ...{ taxRate: line.taxRate, offers: line.allowanceReasons },
    };
  });
}

const CLAIMS = {
  "wrong-item": "did not take it",
  "wrong-count": "took another number",
  missing: "took something that is not on it",
} as const;

export type Contest = Receipt["saunter"]["contests"][number];

/** What the shopper says: "took 1 of it, not 2". */
export function wordClaim({ kind, claimedQuantity }: Contest): string {
  return kind === "wrong-count" ? `took ${claimedQuantity}` : CLAIMS[kind];
}

export function wordDecision({ isGranted }: Contest): Worded {
  if (isGranted === null) return { tone: "doubt", text: "being looked at" };
  return isGranted ? { tone: "sure", text: "granted" } : { tone: "plain", text: "refused" };
}
