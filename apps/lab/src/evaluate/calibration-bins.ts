/** Few receipts would leave most of the customary 15 bins empty. */
export const CALIBRATION_BINS = 10;

export interface ProbabilityBin {
  /** The bin holds probabilities in (lower, upper]; the first holds 0 too. */
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** NaN where the bin is empty. */
  readonly meanProbability: number;
  /** Share of those that came true, NaN where the bin is empty. */
  readonly trueShare: number;
}

/** Stated probabilities beside what came true, in the bins of `expectedCalibrationError`. */
export function binProbabilities(
  probabilities: readonly number[],
  cameTrue: readonly boolean[],
): ProbabilityBin[] {
  const counts = new Float64Array(CALIBRATION_BINS);
  const sums = new Float64Array(CALIBRATION_BINS);
  const trues = new Float64Array(CALIBRATION_BINS);
  for (const [index, probability] of probabilities.entries()) {
    const bin = Math.max(0, Math.ceil(probability * CALIBRATION_BINS) - 1);
    counts[bin]++;
    sums[bin] += probability;
    if (cameTrue[index]) trues[bin]++;
  }
  return Array.from(counts, (count, bin) => ({
    lower: bin / CALIBRATION_BINS,
    upper: (bin + 1) / CALIBRATION_BINS,
    count,
    meanProbability: sums[bin] / count,
    trueShare: trues[bin] / count,
  }));
}
