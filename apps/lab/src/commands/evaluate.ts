import type { ShopModel } from "@saunter/engine/shop-model";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import type { SteppedEngine } from "@saunter/ingest/recordings/run-engine";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { formatNumber } from "@saunter/shop/command-line/format-figures";
import { formatTable } from "@saunter/shop/command-line/format-table";
import type { Command } from "commander";
import { evaluateRecording, nameRecording } from "../evaluate/evaluate-stream.ts";
import {
  buildRecordingDocument,
  buildSummaryDocument,
  formatAllEvents,
  formatOverall,
  formatWrongReceipts,
} from "../evaluate/format-evaluation.ts";
import { formatRiskCoverageSvg } from "../evaluate/risk-coverage-svg.ts";
import {
  type EvaluatedRecording,
  type EvaluationSummary,
  summarize,
} from "../evaluate/summarize.ts";
import { formatReport } from "../evaluate/write-report.ts";

export interface EvaluateDependencies {
  readonly io: CommandIo;
  readonly recordings: RecordingSource;
  readonly createEngine: (shop: ShopModel) => SteppedEngine;
  readonly createBaseline: (shop: ShopModel) => SteppedEngine;
  readonly writeFile: (path: string, text: string) => Promise<void>;
}

interface EvaluateOptions {
  readonly json?: boolean;
  readonly report?: string;
  readonly baseline?: boolean;
}

const EXAMPLES = `
Examples:
  saunter evaluate recordings                         every recording in the folder
  saunter evaluate recordings --baseline              beside the rules that won in 2020
  saunter evaluate recordings --report accuracy.md    writes accuracy.md and accuracy.svg
  saunter evaluate crowd-1 crowd-2 --json             one JSON object, for programs
`;

export function addEvaluateCommand(program: Command, dependencies: EvaluateDependencies): void {
  program
    .command("evaluate")
    .description("measure the engine on recordings that have their truth")
    .argument("<dir...>", "recordings, or folders that hold recordings")
    .option("--json", "print one JSON object and nothing else")
    .option("--report <file.md>", "write the figures as Markdown, and a curve beside it as SVG")
    .option("--baseline", "also run the rules of the program that won in 2020")
    .addHelpText("after", EXAMPLES)
    .action((dirs: string[], options: EvaluateOptions) => evaluate(dirs, options, dependencies));
}

/** What one run over all recordings gives; names of products for the list of mistakes. */
interface Evaluation {
  readonly engine: EvaluatedRecording[];
  readonly baseline: EvaluatedRecording[];
  readonly names: Map<string, string>;
  readonly skipped: string[];
}

async function evaluate(
  dirs: readonly string[],
  options: EvaluateOptions,
  dependencies: EvaluateDependencies,
): Promise<void> {
  const { io } = dependencies;
  if (options.report !== undefined && !options.report.endsWith(".md")) {
    throw new CommandFailure(`--report ${options.report}: give a name that ends in .md`);
  }
  const evaluation = await evaluateAll(dirs, options.baseline ?? false, dependencies);
  for (const dir of evaluation.skipped) io.writeErr(`skipped ${dir}: it has no truth.json\n`);
  if (evaluation.engine.length === 0) {
    throw new CommandFailure("no recording has a truth.json, so there is nothing to measure");
  }
  const engine = summarize(evaluation.engine);
  const baseline = options.baseline ? summarize(evaluation.baseline) : null;
  if (options.report !== undefined) {
    await writeReport(options.report, dirs, evaluation, engine, baseline, dependencies);
  }
  if (options.json) {
    io.writeOut(`${JSON.stringify(buildDocument(evaluation, engine, baseline))}\n`);
    return;
  }
  io.writeOut(formatRecordings(evaluation));
  io.writeOut(`\n${formatOverall(engine, baseline)}`);
  io.writeOut(formatAllEvents(engine, baseline));
  const names = (barcode: string) => evaluation.names.get(barcode) ?? barcode;
  io.writeOut(`\n${formatWrongReceipts(evaluation.engine, names)}`);
}

async function evaluateAll(
  paths: readonly string[],
  withBaseline: boolean,
  { io, recordings, createEngine, createBaseline }: EvaluateDependencies,
): Promise<Evaluation> {
  const dirs = await recordings.find(paths);
  const evaluation: Evaluation = { engine: [], baseline: [], names: new Map(), skipped: [] };
  const progress = io.startProgress("recordings", dirs.length);
  try {
    for (const [index, dir] of dirs.entries()) {
      const truth = await recordings.readTruth(dir);
      if (truth === null) evaluation.skipped.push(dir);
      else {
        const run = (create: typeof createEngine) =>
          evaluateRecording(dir, truth, create, recordings, io.cpuSeconds);
        const evaluated = await run(createEngine);
        for (const { barcode, name } of evaluated.shop.products.values()) {
          evaluation.names.set(barcode, name);
        }
        evaluation.engine.push(evaluated);
        if (withBaseline) evaluation.baseline.push(await run(createBaseline));
      }
      progress.update(index + 1);
    }
  } finally {
    progress.stop();
  }
  return evaluation;
}

async function writeReport(
  path: string,
  dirs: readonly string[],
  evaluation: Evaluation,
  engine: EvaluationSummary,
  baseline: EvaluationSummary | null,
  { io, writeFile }: EvaluateDependencies,
): Promise<void> {
  const svgPath = path.replace(/\.md$/, ".svg");
  const command = ["saunter evaluate", ...dirs, ...(baseline === null ? [] : ["--baseline"])];
  const report = formatReport({
    date: new Date(io.nowMs()).toISOString().slice(0, 10),
    command: [...command, `--report ${path}`].join(" "),
    dirs,
    svgName: nameRecording(svgPath),
    nameProduct: (barcode) => evaluation.names.get(barcode) ?? barcode,
    engine: { summary: engine, recordings: evaluation.engine },
    baseline: baseline === null ? null : { summary: baseline, recordings: evaluation.baseline },
  });
  await writeFile(path, report);
  await writeFile(svgPath, formatRiskCoverageSvg(engine, baseline));
}

function formatRecordings({ engine, baseline }: Evaluation): string {
  const compared = baseline.length > 0;
  const header = [
    "recording",
    "F1",
    "TP",
    "predicted",
    "true",
    "exact",
    "flagged",
    "wrong",
    "CPU s",
  ];
  if (compared) header.push("F1 2020", "exact 2020");
  const rows = engine.map(({ name, score, cpuSeconds }, index) => {
    const other = baseline[index];
    return [
      name,
      score.f1.toFixed(3),
      String(score.truePositives),
      String(score.predictedUnits),
      String(score.trueUnits),
      `${score.exactReceipts} of ${score.receipts.length}`,
      String(score.flaggedReceipts),
      String(score.wrongAccepted),
      formatNumber(cpuSeconds, 2),
      ...(other === undefined
        ? []
        : [
            other.score.f1.toFixed(3),
            `${other.score.exactReceipts} of ${other.score.receipts.length}`,
          ]),
    ];
  });
  return formatTable(header, rows, new Set(header.map((_, column) => column).slice(1)));
}

function buildDocument(
  { engine, baseline }: Evaluation,
  summary: EvaluationSummary,
  baselineSummary: EvaluationSummary | null,
): object {
  return {
    recordings: engine.map((recording, index) => ({
      name: recording.name,
      ...buildRecordingDocument(recording),
      ...(baselineSummary === null ? {} : { baseline: buildRecordingDocument(baseline[index]) }),
    })),
    overall: buildSummaryDocument(summary),
    ...(baselineSummary === null ? {} : { baseline: buildSummaryDocument(baselineSummary) }),
  };
}
