import type { ReceiptLine } from "@saunter/engine/receipt-types";
import {
  abbreviateShopper,
  formatNumber,
  formatProbability,
  formatShare,
} from "@saunter/shop/command-line/format-figures";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import { EVENTS_EXPLAINED, formatEventSections } from "./format-events.ts";
import type { ReceiptScore } from "./score-recording.ts";
import type { EvaluatedRecording, EvaluationSummary, RiskCoveragePoint } from "./summarize.ts";

/** One engine's run over the set. */
export interface ReportedRun {
  readonly summary: EvaluationSummary;
  readonly recordings: readonly EvaluatedRecording[];
}

export interface ReportInput {
  /** The day of the measurement, YYYY-MM-DD. */
  readonly date: string;
  readonly command: string;
  readonly dirs: readonly string[];
  /** Name of the risk-coverage picture, beside the report. */
  readonly svgName: string;
  readonly nameProduct: (barcode: string) => string;
  readonly engine: ReportedRun;
  readonly baseline: ReportedRun | null;
}

/** A receipt that is not exact, in words. */
export interface WrongReceipt {
  readonly recording: string;
  readonly shopper: string;
  readonly wrongs: readonly string[];
  readonly verdict: string;
}

/** The measurement as Markdown: on what, how, the figures, and what was wrong. */
export function formatReport(input: ReportInput): string {
  const { summary } = input.engine;
  const sections = [
    "# Accuracy",
    `Measured on ${input.date} on ${summary.recordings} recordings with ${summary.receipts} ` +
      `receipts (${formatNumber(summary.recordedSeconds, 0)} s of plate readings), from:`,
    input.dirs.map((dir) => `- \`${dir}\``).join("\n"),
    `\`\`\`sh\n${input.command}\n\`\`\``,
    "## Figures",
    formatFigureTable(input),
    explainFigures(),
    "## Risk and coverage",
    `![Wrong receipts among those accepted, against the share accepted](${input.svgName})`,
    formatRiskTable(summary),
    "## Calibration",
    formatCalibrationTable(summary),
    ...formatEventPart(input),
    "## Recording by recording",
    formatRecordingTable(input),
    "## What was wrong",
    formatWrongReceipts("Engine", input.engine, input.nameProduct),
    ...(input.baseline === null
      ? []
      : [formatWrongReceipts("Rules of 2020", input.baseline, input.nameProduct)]),
  ];
  return `${sections.map((section) => section.trimEnd()).join("\n\n")}\n`;
}

function formatEventPart({ engine, baseline }: ReportInput): string[] {
  const { events } = engine.summary;
  if (events === null) return [];
  const others = baseline?.summary.events ?? null;
  return [
    "## Events",
    EVENTS_EXPLAINED,
    ...(others === null ? [] : ["### Engine"]),
    ...formatEventSections(events),
    ...(others === null ? [] : ["### Rules of 2020", ...formatEventSections(others)]),
  ];
}

/** The figures of a summary with their names, in the order in which they are listed. */
export function formatFigures(summary: EvaluationSummary): { label: string; value: string }[] {
  return [
    { label: "mean F1 over recordings", value: formatNumber(summary.meanF1, 3) },
    { label: "precision of items", value: formatNumber(summary.precision, 3) },
    { label: "recall of items", value: formatNumber(summary.recall, 3) },
    { label: "exact receipts", value: `${summary.exactReceipts} of ${summary.receipts}` },
    {
      label: "flagged receipts",
      value:
        `${summary.flaggedReceipts} of ${summary.receipts} ` +
        `(${formatShare(summary.reviewRate)})`,
    },
    {
      label: "wrong among accepted",
      value:
        summary.acceptedReceipts === 0
          ? "none accepted"
          : `${summary.wrongAccepted} of ${summary.acceptedReceipts} ` +
            `(at most ${formatShare(summary.wrongAcceptedUpper)} at 95 % confidence)`,
    },
    { label: "expected calibration error", value: formatNumber(summary.calibrationError, 3) },
    { label: "Brier score", value: formatNumber(summary.brier, 3) },
    { label: "cart latency, 95th percentile", value: formatLatency(summary.cartLatencyMsP95) },
    {
      label: "CPU seconds per recorded second",
      value: formatNumber(summary.cpuPerRecordedSecond, 4),
    },
  ];
}

/** The receipts of a run that are not exact, with what was charged wrongly. */
export function listWrongReceipts(
  recordings: readonly EvaluatedRecording[],
  nameProduct: (barcode: string) => string,
): WrongReceipt[] {
  return recordings.flatMap(({ name, score }) =>
    score.receipts
      .filter((receipt) => !receipt.exact)
      .map((receipt) => ({
        recording: name,
        shopper: abbreviateShopper(receipt.targetId),
        wrongs: describeWrongs(receipt, nameProduct),
        verdict:
          `${receipt.flagged ? "flagged" : "accepted"}, ` +
          `probability ${formatProbability(receipt.probabilityExact)}`,
      })),
  );
}

function describeWrongs(receipt: ReceiptScore, nameProduct: (barcode: string) => string): string[] {
  const describe = (line: ReceiptLine) => `${line.quantity} x ${nameProduct(line.barcode)}`;
  return [
    ...receipt.overcharged.map((line) => `charged, not taken: ${describe(line)}`),
    ...receipt.undercharged.map((line) => `taken, not charged: ${describe(line)}`),
  ];
}

export function formatLatency(latencyMs: number): string {
  return Number.isNaN(latencyMs) ? "–" : `${formatNumber(latencyMs / 1000, 2)} s`;
}

function formatFigureTable({ engine, baseline }: ReportInput): string {
  const header = ["", "engine", ...(baseline === null ? [] : ["rules of 2020"])];
  const others = baseline === null ? null : formatFigures(baseline.summary);
  const rows = formatFigures(engine.summary).map(({ label, value }, index) => {
    return [label, value, ...(others === null ? [] : [others[index].value])];
  });
  return formatMarkdownTable(header, rows, new Set([1, 2]));
}

function explainFigures(): string {
  return [
    "F1 of a recording is 2 TP / (charged + taken) over item units on all its receipts, 1 where",
    "both are none; the mean is the score of the CPS-IoT Week 2020 competition. A receipt is exact",
    "when every line is right. The bound on wrong ones among accepted is Clopper and Pearson's,",
    "one-sided. Latency runs from the plate's rest to the report. CPU time includes reading the",
    "files.",
  ].join("\n");
}

/** A row for each tenth of the receipts; the picture shows every point. */
export function formatRiskTable(
  summary: Pick<EvaluationSummary, "riskCoverage">,
  accepted = "accepted",
): string {
  const tenth = (point: RiskCoveragePoint | undefined) => Math.floor(10 * (point?.coverage ?? 0));
  const points = summary.riskCoverage.filter(
    (point, index, all) => tenth(point) > tenth(all[index - 1]) || index === all.length - 1,
  );
  const rows = points.map(({ probabilityExactMin, coverage, risk }) => [
    probabilityExactMin.toFixed(4),
    formatShare(coverage),
    formatShare(risk),
  ]);
  return formatMarkdownTable(
    [`${accepted} from this probability`, accepted, `wrong among ${accepted}`],
    rows,
    new Set([0, 1, 2]),
  );
}

export function formatCalibrationTable(summary: EvaluationSummary): string {
  const rows = summary.calibrationBins
    .filter(({ receipts }) => receipts > 0)
    .map((bin) => [
      `${formatShare(bin.lower, 0)} to ${formatShare(bin.upper, 0)}`,
      String(bin.receipts),
      formatShare(bin.meanProbability),
      formatShare(bin.exactShare),
    ]);
  return formatMarkdownTable(
    ["predicted probability", "receipts", "mean predicted", "exact"],
    rows,
    new Set([1, 2, 3]),
  );
}

function formatRecordingTable({ engine, baseline }: ReportInput): string {
  const header = ["recording", "F1", "exact", "flagged", "wrong among accepted", "CPU s"];
  if (baseline !== null) header.push("F1, 2020", "exact, 2020");
  const rows = engine.recordings.map(({ name, score, cpuSeconds }, index) => {
    const other = baseline?.recordings[index].score;
    return [
      name,
      score.f1.toFixed(3),
      `${score.exactReceipts} of ${score.receipts.length}`,
      String(score.flaggedReceipts),
      String(score.wrongAccepted),
      formatNumber(cpuSeconds, 2),
      ...(other === undefined
        ? []
        : [other.f1.toFixed(3), `${other.exactReceipts} of ${other.receipts.length}`]),
    ];
  });
  return formatMarkdownTable(header, rows, new Set([1, 2, 3, 4, 5, 6, 7]));
}

function formatWrongReceipts(
  title: string,
  run: ReportedRun,
  nameProduct: (barcode: string) => string,
): string {
  const wrong = listWrongReceipts(run.recordings, nameProduct);
  const lines = wrong.map(
    ({ recording, shopper, wrongs, verdict }) =>
      `- ${recording}, shopper ${shopper} (${verdict}): ${wrongs.join("; ")}`,
  );
  return `### ${title}\n\n${lines.length === 0 ? "Every receipt is exact." : lines.join("\n")}`;
}
