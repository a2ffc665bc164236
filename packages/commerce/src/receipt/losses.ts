/** Money that was let go though nobody knew better: shrinkage by uncertainty. */
import type { DocumentEvent } from "./document-rows.ts";

/** Why money was let go that may have been due. */
export type LossKind = "review-lapsed" | "dispute-unreviewed" | "debt-forgiven";

/** What the last draft said and the receipt does not charge, as its review lapsed; minor units, else 0. */
export function findLapsedMinor(event: DocumentEvent, draftedMinor: number): number {
  if (event.type !== "ReceiptFinalised" || event.cause !== "lapsed") return 0;
  return Math.max(0, draftedMinor - event.content.result.totals.totalMinor);
}

/** What a correction says that it comes from: `contest c1`, by the dispute's former name. */
export const nameDisputeCause = (disputeId: string): string => `contest ${disputeId}`;
const CAUSE = /^contest (.+)$/;

/** The dispute that a correction comes from; null where it comes from something else. */
export function readDisputeCause(cause: string): string | null {
  return CAUSE.exec(cause)?.[1] ?? null;
}
