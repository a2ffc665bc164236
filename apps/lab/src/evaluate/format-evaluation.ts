/** Evaluations for the terminal and for programs. */

import { formatTable } from "@saunter/shop/command-line/format-table";
import { buildEventSummaryDocument, buildEventsDocument, formatEvents } from "./format-events.ts";
import type { EvaluatedRecording, EvaluationSummary } from "./summarize.ts";
import { formatFigures, listWrongReceipts } from "./write-report.ts";

/** The figures side by side. */
export function formatOverall(
  engine: EvaluationSummary,
  baseline: EvaluationSummary | null,
): string {
  const figures = formatFigures(engine);
  const others = baseline === null ? null : formatFigures(baseline);
  const header = ["overall", "engine", ...(others === null ? [] : ["rules of 2020"])];
  const rows = figures.map(({ label, value }, index) => {
    return [label, value, ...(others === null ? [] : [others[index].value])];
  });
  return formatTable(header, rows);
}

/** The events of both, with an empty line before each; nothing where no truth lists events. */
export function formatAllEvents(
  engine: EvaluationSummary,
  baseline: EvaluationSummary | null,
): string {
  const first = engine.events === null ? "" : `\n${formatEvents("events", engine.events)}`;
  const others = baseline?.events ?? null;
  return others === null ? first : `${first}\n${formatEvents("events, rules of 2020", others)}`;
}

/** The receipts that are not exact, a line each. */
export function formatWrongReceipts(
  recordings: readonly EvaluatedRecording[],
  nameProduct: (barcode: string) => string,
): string {
  const wrong = listWrongReceipts(recordings, nameProduct);
  const receipts = recordings.reduce((sum, { score }) => sum + score.receipts.length, 0);
  const lines = wrong.map(
    ({ recording, shopper, wrongs, verdict }) =>
      `  ${recording} ${shopper} (${verdict}): ${wrongs.join("; ")}\n`,
  );
  return `Not exact: ${wrong.length} of ${receipts} receipts\n${lines.join("")}`;
}

/** A recording's score as `--json` prints it. */
export function buildRecordingDocument({
  score,
  events,
  cpuSeconds,
  recordedSeconds,
}: EvaluatedRecording): object {
  return {
    f1: score.f1,
    true_positives: score.truePositives,
    predicted_units: score.predictedUnits,
    true_units: score.trueUnits,
    exact_receipts: score.exactReceipts,
    flagged_receipts: score.flaggedReceipts,
    wrong_accepted: score.wrongAccepted,
    recorded_seconds: recordedSeconds,
    cpu_seconds: cpuSeconds,
    receipts: score.receipts.map((receipt) => ({
      target_id: receipt.targetId,
      exact: receipt.exact,
      needs_review: receipt.flagged,
      probability_exact: receipt.probabilityExact,
      overcharged: receipt.overcharged,
      undercharged: receipt.undercharged,
      reasons: receipt.reasons,
    })),
    events: events === null ? null : buildEventsDocument(events),
  };
}

/** A summary as `--json` prints it; JSON turns a NaN into null. */
export function buildSummaryDocument(summary: EvaluationSummary): object {
  return {
    recordings: summary.recordings,
    receipts: summary.receipts,
    mean_f1: summary.meanF1,
    precision: summary.precision,
    recall: summary.recall,
    exact_receipts: summary.exactReceipts,
    flagged_receipts: summary.flaggedReceipts,
    review_rate: summary.reviewRate,
    accepted_receipts: summary.acceptedReceipts,
    wrong_accepted: summary.wrongAccepted,
    wrong_accepted_upper_95: summary.wrongAcceptedUpper,
    calibration_error: summary.calibrationError,
    brier: summary.brier,
    calibration_bins: summary.calibrationBins.map((bin) => ({
      lower: bin.lower,
      upper: bin.upper,
      receipts: bin.receipts,
      mean_probability: bin.meanProbability,
      exact_share: bin.exactShare,
    })),
    risk_coverage: summary.riskCoverage.map((point) => ({
      probability_exact_min: point.probabilityExactMin,
      coverage: point.coverage,
      risk: point.risk,
    })),
    events: summary.events === null ? null : buildEventSummaryDocument(summary.events),
    interactions: summary.interactions,
    cart_latency_ms_p95: summary.cartLatencyMsP95,
    recorded_seconds: summary.recordedSeconds,
    cpu_seconds: summary.cpuSeconds,
    cpu_per_recorded_second: summary.cpuPerRecordedSecond,
  };
}
