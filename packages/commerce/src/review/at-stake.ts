/** Reviews without whose decision nothing of a visit is charged. */

export interface NamedReview {
  readonly reviewId: string;
  readonly visitId: string;
  readonly kind: string;
}

/** A review without whose decision nothing of the visit is charged. */
export function isAllAtStake({ reviewId, visitId, kind }: NamedReview): boolean {
  return kind === "binding" || (kind === "gap" && !reviewId.startsWith(nameGap(visitId, "")));
}

/** Of what a sensor missed of one shopper; other gaps are named by the visit's flag. */
export const nameGap = (visitId: string, shopperId: string): string =>
  `${visitId}:gap:${shopperId}`;
