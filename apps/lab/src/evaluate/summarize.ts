import type { Interaction } from "@saunter/engine/receipt-types";
import { upperBoundOneSided } from "@saunter/numerics/binomial";
import { brierScore, expectedCalibrationError, riskCoverage } from "@saunter/numerics/calibration";
import { mean, quantile } from "@saunter/numerics/statistics";
import { binProbabilities, CALIBRATION_BINS } from "./calibration-bins.ts";
import type { EventScore } from "./score-events.ts";
import type { RecordingScore } from "./score-recording.ts";
import { type EventSummary, summarizeEvents } from "./summarize-events.ts";

const BOUND_CONFIDENCE = 0.95;
const LATENCY_QUANTILE = 0.95;

/** One recording that an engine has been run on. */
export interface EvaluatedRecording {
  readonly name: string;
  readonly score: RecordingScore;
  /** Null where the truth lists no events. */
  readonly events: EventScore | null;
  readonly interactions: readonly Interaction[];
  readonly cpuSeconds: number;
  readonly recordedSeconds: number;
}

export interface RiskCoveragePoint {
  /** Receipts at least this sure of themselves are accepted. */
  readonly probabilityExactMin: number;
  readonly coverage: number;
  readonly risk: number;
}

export interface CalibrationBin {
  /** The bin holds probabilities in (lower, upper]; the first holds 0 too. */
  readonly lower: number;
  readonly upper: number;
  readonly receipts: number;
  /** NaN where the bin is empty. */
  readonly meanProbability: number;
  readonly exactShare: number;
}

/** Figures over a set of recordings. Shares in [0, 1]; NaN where there is nothing to share. */
export interface EvaluationSummary {
  readonly recordings: number;
  readonly receipts: number;
  /** The competition's score: the mean over recordings. */
  readonly meanF1: number;
  /** Over the item units of all recordings at once. */
  readonly precision: number;
  readonly recall: number;
  readonly exactReceipts: number;
  readonly flaggedReceipts: number;
  readonly reviewRate: number;
  readonly acceptedReceipts: number;
  readonly wrongAccepted: number;
  /** One-sided Clopper-Pearson bound on the share of wrong ones among accepted, at 95 %. */
  readonly wrongAcceptedUpper: number;
  readonly riskCoverage: readonly RiskCoveragePoint[];
  readonly calibrationError: number;
  readonly calibrationBins: readonly CalibrationBin[];
  readonly brier: number;
  /** Null where no recording's truth lists events. */
  readonly events: EventSummary | null;
  /** From the plate's rest to the report. */
  readonly cartLatencyMsP95: number;
  readonly interactions: number;
  readonly recordedSeconds: number;
  readonly cpuSeconds: number;
  readonly cpuPerRecordedSecond: number;
}

/** Sums up what an engine did on a set of recordings. */
export function summarize(recordings: readonly EvaluatedRecording[]): EvaluationSummary {
  const receipts = recordings.flatMap(({ score }) => score.receipts);
  const flaggedReceipts = total(recordings, ({ score }) => score.flaggedReceipts);
  const acceptedReceipts = receipts.length - flaggedReceipts;
  const wrongAccepted = total(recordings, ({ score }) => score.wrongAccepted);
  const truePositives = total(recordings, ({ score }) => score.truePositives);
  const recordedSeconds = total(recordings, (recording) => recording.recordedSeconds);
  const cpuSeconds = total(recordings, (recording) => recording.cpuSeconds);
  const latenciesMs = recordings.flatMap(({ interactions }) =>
    interactions.map(({ decidedMs, settledMs }) => decidedMs - settledMs),
  );
  return {
    recordings: recordings.length,
    receipts: receipts.length,
    meanF1: recordings.length === 0 ? Number.NaN : mean(recordings.map(({ score }) => score.f1)),
    precision: truePositives / total(recordings, ({ score }) => score.predictedUnits),
    recall: truePositives / total(recordings, ({ score }) => score.trueUnits),
    exactReceipts: total(recordings, ({ score }) => score.exactReceipts),
    flaggedReceipts,
    reviewRate: flaggedReceipts / receipts.length,
    acceptedReceipts,
    wrongAccepted,
    wrongAcceptedUpper:
      acceptedReceipts === 0
        ? Number.NaN
        : upperBoundOneSided(wrongAccepted, acceptedReceipts, BOUND_CONFIDENCE),
    ...judgeProbabilities(
      receipts.map(({ probabilityExact }) => probabilityExact),
      receipts.map(({ exact }) => exact),
    ),
    events: summarizeEvents(recordings.flatMap(({ events }) => events ?? [])),
    cartLatencyMsP95:
      latenciesMs.length === 0 ? Number.NaN : quantile(latenciesMs, LATENCY_QUANTILE),
    interactions: latenciesMs.length,
    recordedSeconds,
    cpuSeconds,
    cpuPerRecordedSecond: cpuSeconds / recordedSeconds,
  };
}

/** How well stated probabilities that something is exact fit what was. */
export function judgeProbabilities(
  probabilities: readonly number[],
  exact: readonly boolean[],
): Pick<EvaluationSummary, "riskCoverage" | "calibrationError" | "calibrationBins" | "brier"> {
  if (probabilities.length === 0) {
    return {
      riskCoverage: [],
      calibrationError: Number.NaN,
      calibrationBins: [],
      brier: Number.NaN,
    };
  }
  const curve = riskCoverage(probabilities, exact);
  return {
    riskCoverage: Array.from(curve.scores, (probabilityExactMin, index) => ({
      probabilityExactMin,
      coverage: curve.coverage[index],
      risk: curve.risk[index],
    })),
    calibrationError: expectedCalibrationError(probabilities, exact, CALIBRATION_BINS),
    calibrationBins: binProbabilities(probabilities, exact).map(
      ({ count: receipts, trueShare: exactShare, ...bin }) => ({ ...bin, receipts, exactShare }),
    ),
    brier: brierScore(probabilities, exact),
  };
}

function total<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + measure(item), 0);
}
