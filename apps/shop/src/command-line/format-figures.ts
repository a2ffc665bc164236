/** Figures for people. A figure that there is nothing to compute from reads as a dash. */

export function formatShare(share: number, digits = 1): string {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(digits)} %`;
}

export function formatNumber(value: number, digits: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(digits);
}

/** A probability in whole percent that never rounds to a certainty it does not have. */
export function formatProbability(probability: number): string {
  const percent = Math.round(100 * probability);
  if (percent === 100 && probability < 1) return ">99 %";
  if (percent === 0 && probability > 0) return "<1 %";
  return `${percent} %`;
}

/** The last four characters of a shopper's id, which may be twenty long. */
export function abbreviateShopper(targetId: string | null): string {
  if (targetId === null) return "untracked";
  return targetId.length > 6 ? `…${targetId.slice(-4)}` : targetId;
}

/** Where it happened: "gondola 2, shelf 5, plates 3 4". */
export function formatPlace(gondola: number, shelf: number, plates: readonly number[]): string {
  const noun = plates.length === 1 ? "plate" : "plates";
  const tail = plates.length === 0 ? "" : `, ${noun} ${plates.join(" ")}`;
  return `gondola ${gondola}, shelf ${shelf}${tail}`;
}
