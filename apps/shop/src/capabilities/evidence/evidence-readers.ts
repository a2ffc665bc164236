/** What is kept of an interaction, for whoever may see it. */
import type { Clip } from "@saunter/ingest/clips/clip-seal";
import type { TRIP_EVIDENCE } from "@saunter/protocol/http/trip-schemas";
import type { Static } from "typebox";
import type { CurveCut, Piece, PositionsCut } from "../../evidence/curve-recorder.ts";
import type { EvidencePeriods } from "../../evidence/evidence-periods.ts";

export interface EvidenceReaders {
  /** How long evidence is kept after the exit, and of which interactions. */
  readonly evidencePeriods: Pick<EvidencePeriods, "curveMs" | "positionsMs" | "keepsSurePositions">;
  readonly readEvidence: (evidenceId: string, nowMs: number) => EvidenceOfReview;
  /** Null where none is kept. */
  readonly readClip: (evidenceId: string, nowMs: number) => ReadClip | null;
  /** What a smart cart's scale saw; null of a shopper who is no trip, or of whose trip nothing is kept. */
  readonly readTrip: (shopperId: string) => Static<typeof TRIP_EVIDENCE> | null;
}

export interface EvidenceOfReview {
  /** As it was recorded; null where there is none, or no more. */
  readonly curve: Piece<CurveCut> | null;
  /** When it is deleted, Unix ms; null where none is kept. */
  readonly curveDeleteAfterMs: number | null;
  readonly positions: Piece<PositionsCut> | null;
  readonly positionsDeleteAfterMs: number | null;
}

/** What there is of a clip; `clip` is null where it cannot be read. */
export interface ReadClip {
  readonly clip: Clip | null;
  /** Unix ms. */
  readonly deleteAfterMs: number;
}
