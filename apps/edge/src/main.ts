import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { CommandIo } from "./command-io.ts";
import { addBackupCommand } from "./commands/backup.ts";
import { addBadgeCommand } from "./commands/badge.ts";
import { addCalibrateCommand } from "./commands/calibrate.ts";
import { addConfigCommand } from "./commands/config.ts";
import { addCrashCommand } from "./commands/crash.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addEvaluateCommand } from "./commands/evaluate.ts";
import { addJournalCommand } from "./commands/journal.ts";
import { pipeText } from "./commands/pipe-text.ts";
import { addReplayCommand } from "./commands/replay.ts";
import { addRestoreCommand } from "./commands/restore.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addShopCommand } from "./commands/shop.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addTortureCommand } from "./commands/torture.ts";
import { addUserCommand } from "./commands/user.ts";
import { compareSignals } from "./compare-signals.ts";
import { readCpuSeconds } from "./cpu-time.ts";
import { findPort } from "./find-port.ts";
import { findScreens } from "./find-screens.ts";
import { findPageOpener, openPageWith } from "./open-page.ts";
import { askPassword, readPasswordLine } from "./people/ask-password.ts";
import { startProgressBar } from "./progress-bar.ts";
import { RECORDING_FOLDERS } from "./recording-folders.ts";
import { runCommandLine } from "./run-command-line.ts";
import { createSteppedBaseline, createSteppedEngine } from "./stepped-engines.ts";
import { writeSimulation } from "./write-simulation.ts";

const COLUMNS_DEFAULT = 100;
const ROWS_DEFAULT = 40;
/** Demonstrations are as many as seeds that can be given. */
const SEEDS = 2 ** 32;
/** Ctrl-C, and what a service manager sends. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

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
  cpuSeconds: readCpuSeconds,
  sleep: async (durationMs, signal) => {
    try {
      await wait(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
  onInterrupt: (listener) => {
    for (const signal of STOP_SIGNALS) process.on(signal, listener);
    return () => {
      for (const signal of STOP_SIGNALS) process.off(signal, listener);
    };
  },
  startProgress: startProgressBar,
};

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads has had enough (`saunter replay … | head`): that is no failure.
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

function openBrowser(url: string): boolean {
  const opener = findPageOpener(process.platform, process.env, io.outIsTerminal);
  return opener !== null && openPageWith(opener, url);
}

const packageJson: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

process.exitCode = await runCommandLine(
  process.argv.slice(2),
  packageJson.version,
  io,
  (program) => {
    addReplayCommand(program, {
      io,
      recordings: RECORDING_FOLDERS,
      createEngine: createSteppedEngine,
    });
    addShopCommand(program, {
      io,
      // It may run for days: what was told is not kept.
      createEngine: (shop) => createSteppedEngine(shop, { keepResults: false }),
    });
    addSimulateCommand(program, {
      io,
      createEngine: createSteppedEngine,
      writeRecording: writeSimulation,
      compareSignals,
    });
    addEvaluateCommand(program, {
      io,
      recordings: RECORDING_FOLDERS,
      createEngine: createSteppedEngine,
      createBaseline: createSteppedBaseline,
      writeFile: (path, text) => writeFile(path, text),
    });
    addServeCommand(program, {
      io,
      environment: process.env,
      // What only a shop's process needs is loaded for it alone: other commands start at once.
      runShop: async (...args) => {
        const { runShop } = await import("./serve/run-shop.ts");
        return runShop(...args, findScreens());
      },
    });
    addDemoCommand(program, {
      io,
      runShop: async (config, loadGoods, onServing, signal, demo) => {
        const { runShop } = await import("./serve/run-shop.ts");
        return runShop(config, loadGoods, onServing, signal, true, findScreens(), demo);
      },
      findRecordings: (paths) => RECORDING_FOLDERS.find(paths),
      ...{ openBrowser, findPort },
      makeSeed: () => Date.now() % SEEDS,
    });
    addUserCommand(program, {
      io,
      askPassword: (prompt) => askPassword(prompt, process.stdin, io.writeErr),
      readPasswordLine: () => readPasswordLine(process.stdin),
    });
    addBadgeCommand(program, {
      io,
      environment: process.env,
      readLine: () => readPasswordLine(process.stdin),
    });
    addBackupCommand(program, { io });
    addRestoreCommand(program, { io });
    addJournalCommand(program, { io, pipeOut: (texts) => pipeText(texts, process.stdout) });
    addCalibrateCommand(program, { io });
    addConfigCommand(program, { io, environment: process.env });
    addCrashCommand(program, {
      io,
      runCrashes: async (options) => (await import("./torture/run-crashes.ts")).runCrashes(options),
    });
    addTortureCommand(program, {
      io,
      runTorture: async (options) => (await import("./torture/run-torture.ts")).runTorture(options),
    });
  },
);
