import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { createBaseline, finishBaseline, stepBaseline } from "@saunter/perception/baseline-2020";
import { createEngine, finishEngine, stepEngine } from "@saunter/perception/engine";
import type { ShopModel } from "@saunter/perception/shop-model";
import { SingleBar } from "cli-progress";
import type { CommandIo, Progress } from "./command-io.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addShopCommand } from "./commands/shop.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { compareSignals } from "./compare-signals.ts";
import { findRecordings } from "./ingest/recording/find-recordings.ts";
import { readObservations } from "./ingest/recording/read-observations.ts";
import { readShop } from "./ingest/recording/read-shop.ts";
import { readTruth } from "./ingest/recording/read-truth.ts";
import type { RecordingSource } from "./open-recording.ts";
import { runCommandLine } from "./run-command-line.ts";
import type { SteppedEngine } from "./run-engine.ts";
import { writeSimulation } from "./write-simulation.ts";

const COLUMNS_DEFAULT = 100;
const ROWS_DEFAULT = 40;

const io: CommandIo = {
  writeOut: (text) => void process.stdout.write(text),
  writeErr: (text) => void process.stderr.write(text),
  outIsTerminal: process.stdout.isTTY === true,
  get columns() {
    return process.stdout.columns ?? COLUMNS_DEFAULT;
  },
  get rows() {
    return process.stdout.rows ?? ROWS_DEFAULT;
  },
  nowMs: () => Date.now(),
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  sleep: async (durationMs, signal) => {
    try {
      await wait(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
  onInterrupt: (listener) => {
    process.on("SIGINT", listener);
    return () => void process.off("SIGINT", listener);
  },
  startProgress: (label, total) =>
    process.stderr.isTTY === true ? startBar(label, total) : { update() {}, stop() {} },
};

function startBar(label: string, total: number): Progress {
  const bar = new SingleBar({
    format: `{bar} {value} of {total} ${label}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

const recordings: RecordingSource = {
  find: findRecordings,
  open: async (dir) => {
    const { shop, warnings } = await readShop(dir);
    const reader = await readObservations(dir);
    return { shop, chunks: reader.chunks, warnings: () => [...warnings, ...reader.warnings()] };
  },
  readTruth: async (dir) => (await readTruth(dir))?.receipts ?? null,
};

function createSteppedEngine(shop: ShopModel): SteppedEngine {
  const engine = createEngine(shop);
  return {
    step: (observation) => stepEngine(engine, observation),
    finish: () => finishEngine(engine),
  };
}

function createSteppedBaseline(shop: ShopModel): SteppedEngine {
  const baseline = createBaseline(shop);
  return {
    step: (observation) => stepBaseline(baseline, observation),
    finish: () => finishBaseline(baseline),
  };
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads has had enough (`saunter replay … | head`): that is no failure.
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

const packageJson: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  packageJson.version,
  io,
  (program) => {
    addReplayCommand(program, { io, recordings, createEngine: createSteppedEngine });
    addShopCommand(program, { io, createEngine: createSteppedEngine });
    addSimulateCommand(program, {
      io,
      createEngine: createSteppedEngine,
      writeRecording: writeSimulation,
      compareSignals,
    });
    addEvaluateCommand(program, {
      io,
      recordings,
      createEngine: createSteppedEngine,
      createBaseline: createSteppedBaseline,
      writeFile: (path, text) => writeFile(path, text),
    });
  },
);
