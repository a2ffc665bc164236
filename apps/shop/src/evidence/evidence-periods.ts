/** How long evidence is kept, by what the shop promises of reviews and disputes. */
import type { PoliciesConfig } from "../config/shop-config.ts";

/** Reviews may run a little late. */
const REVIEW_MARGIN_MS = 3_600_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long evidence is kept, counted from the exit of the visit that it belongs to. */
export interface EvidencePeriods {
  readonly curveMs: number;
  readonly positionsMs: number;
  /** Positions are kept of every interaction; otherwise of those alone that nobody is sure of. */
  readonly keepsSurePositions: boolean;
  /** Clips are of those alone; null where none are kept. */
  readonly clipsMs: number | null;
}

export function makeEvidencePeriods(policies: PoliciesConfig): EvidencePeriods {
  const { reviewWithinMin, finalWithinMs, disputeDays, evidenceKeepDays } = policies;
  const reviewMs = reviewWithinMin * MINUTE_MS;
  const reviewedMs = finalWithinMs + reviewMs + REVIEW_MARGIN_MS;
  const disputedMs = reviewedMs + disputeDays * DAY_MS + reviewMs;
  const curveMs = evidenceKeepDays * DAY_MS;
  const keepsSurePositions = policies.positionsKept === "dispute";
  const positionsMs = keepsSurePositions ? disputedMs : reviewedMs;
  return {
    curveMs,
    positionsMs: Math.min(positionsMs, curveMs),
    keepsSurePositions,
    clipsMs: policies.clips === "doubtful" ? Math.min(reviewedMs, curveMs) : null,
  };
}
