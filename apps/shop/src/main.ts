import "@saunter/server/processes/freeze-prototype";
import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { CommandIo } from "./command-line/command-io.ts";
import { readCpuSeconds } from "./command-line/cpu-time.ts";
import { PROGRAM_VERSION } from "./command-line/program-version.ts";
import { startProgressBar } from "./command-line/progress-bar.ts";
import { runCommandLine } from "./command-line/run-command-line.ts";
import { findInstalledApps, type LoadCommands } from "./commands/installed-app.ts";
import type { ChainRestoreArguments } from "./commands/restore-chain.ts";
import type { Extension } from "./process/capability.ts";

const COLUMNS_DEFAULT = 100;
const ROWS_DEFAULT = 40;
/** Ctrl-C, and what a service manager sends. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Commands that run a shop: its doors do not depend on whoever reads its log. */
const OUTLIVES_READER = new Set(["serve", "supervise", "demo"]);
/** So long a process that was told to stop waits for its last lines to be read. */
const UNREAD_MS = 1000;
const PAGES_MISSING =
  "Its pages are not built, and its API alone answers: build them once with npm run screens.";

const args = process.argv.slice(2);
let isInterrupted = false;

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
    const interrupt = (): void => {
      isInterrupted = true;
      listener();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, interrupt);
    return () => {
      for (const signal of STOP_SIGNALS) process.off(signal, interrupt);
    };
  },
  startProgress: startProgressBar,
};

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    // Whoever reads has had enough (`saunter replay … | head`): that is no failure.
    if (!OUTLIVES_READER.has(args[0] ?? "")) process.exit(0);
  });
}

/** What only one command needs is loaded for it alone, so that each starts at once. */
const OWN: LoadCommands = {
  replay: async () => {
    const { addReplayCommand } = await import("./commands/replay.ts");
    const { RECORDING_FOLDERS: recordings } = await import(
      "@saunter/ingest/recordings/recording-folders"
    );
    const { createSteppedEngine: createEngine } = await import(
      "@saunter/ingest/recordings/stepped-engines"
    );
    return (program) => addReplayCommand(program, { io, recordings, createEngine });
  },
  watch: async () => {
    const { addWatchCommand } = await import("./commands/watch.ts");
    const { openWatchDependencies } = await import("./commands/open-watch-dependencies.ts");
    return (program) =>
      addWatchCommand(program, { io, environment: process.env, ...openWatchDependencies() });
  },
  serve: async () => {
    const { addServeCommand } = await import("./commands/serve.ts");
    return (program) =>
      addServeCommand(program, {
        io,
        environment: process.env,
        runShop: async (...args) => {
          const { runShop } = await import("./serve/run-shop.ts");
          const { findScreens } = await import("./serve/find-screens.ts");
          const [config, loadGoods, onServing, signal, options] = args;
          const screens = findScreens();
          const tellServing = (address: string): void => {
            onServing(address);
            if (screens === null) io.writeOut(`${PAGES_MISSING}\n`);
          };
          return runShop(config, loadGoods, tellServing, signal, {
            ...options,
            screens,
            extension: await findExtension(),
          });
        },
      });
  },
  supervise: async () => {
    const { addSuperviseCommand } = await import("./commands/supervise.ts");
    return (program) => addSuperviseCommand(program, { io, environment: process.env });
  },
  user: async () => {
    const { addUserCommand } = await import("./commands/user.ts");
    const { askPassword, readPasswordLine } = await import("./people/ask-password.ts");
    return (program) =>
      addUserCommand(program, {
        io,
        askPassword: (prompt) => askPassword(prompt, process.stdin, io.writeErr),
        readPasswordLine: () => readPasswordLine(process.stdin),
      });
  },
  record: async () => {
    const { addRecordCommand } = await import("./commands/record.ts");
    const { askPassword, readPasswordLine } = await import("./people/ask-password.ts");
    return (program) =>
      addRecordCommand(program, {
        io,
        fetch,
        ask: (prompt) => askPassword(prompt, process.stdin, io.writeErr),
        readPasswordLine: () => readPasswordLine(process.stdin),
      });
  },
  badge: async () => {
    const { addBadgeCommand } = await import("./commands/badge.ts");
    const { readPasswordLine } = await import("./people/ask-password.ts");
    const readLine = () => readPasswordLine(process.stdin);
    return (program) => addBadgeCommand(program, { io, environment: process.env, readLine });
  },
  backup: async () => {
    const { addBackupCommand } = await import("./commands/backup.ts");
    const passPhrases = await openPassPhrases();
    return (program) => addBackupCommand(program, { io, passPhrases });
  },
  restore: async () => {
    const { addRestoreCommand } = await import("./commands/restore.ts");
    const passPhrases = await openPassPhrases();
    const restoreByChain = async (args: ChainRestoreArguments) => {
      const { restoreByChain: restore } = await import("./commands/restore-chain.ts");
      return restore(args, { ...{ io, environment: process.env, ask: await findAsk() } });
    };
    return (program) => addRestoreCommand(program, { io, passPhrases, restoreByChain });
  },
  "recovery-key": async () => {
    const { addRecoveryKeyCommand } = await import("./commands/recovery-key.ts");
    return (program) => addRecoveryKeyCommand(program, { io });
  },
  journal: async () => {
    const { addJournalCommand } = await import("./commands/journal.ts");
    const { pipeText } = await import("./commands/pipe-text.ts");
    const pipeOut = (texts: Iterable<string>) => pipeText(texts, process.stdout);
    return (program) => addJournalCommand(program, { io, pipeOut });
  },
  calibrate: async () => {
    const { addCalibrateCommand } = await import("./commands/calibrate.ts");
    return (program) => addCalibrateCommand(program, { io });
  },
  "calibrate-cameras": async () => {
    const { addCalibrateCamerasCommand } = await import("./commands/calibrate-cameras.ts");
    const { findFfmpeg } = await import("@saunter/ingest/cameras/find-ffmpeg");
    return (program) =>
      addCalibrateCamerasCommand(program, {
        io,
        writeFile: (path, content) => writeFile(path, content),
        findFfmpeg: () => findFfmpeg(null, process.env.PATH),
        openBoardDetector: async () =>
          (await import("./calibrate-cameras/board-detector.ts")).openBoardDetector(),
      });
  },
  devices: async () => {
    const { addDevicesCommand } = await import("./commands/devices.ts");
    return (program) => addDevicesCommand(program, { io, environment: process.env });
  },
  config: async () => {
    const { addConfigCommand } = await import("./commands/config.ts");
    return (program) => addConfigCommand(program, { io, environment: process.env });
  },
};

/** Where pass phrases of backups come from. */
async function openPassPhrases() {
  const { createPassPhrases } = await import("./commands/pass-phrase.ts");
  return createPassPhrases({ environment: process.env, ask: await findAsk() });
}

/** Asks for a secret; null where nobody is at a terminal. */
async function findAsk() {
  const { askPassword } = await import("./people/ask-password.ts");
  const ask = (prompt: string) => askPassword(prompt, process.stdin, io.writeErr);
  return process.stdin.isTTY === true ? ask : null;
}

/** What the first app that stands for a world brings; a shop of real sensors needs none. */
async function findExtension(): Promise<Extension> {
  const [first] = await Promise.all(apps.map(({ extension }) => extension()));
  if (first !== undefined) return first;
  return (await import("./process/capability.ts")).NO_EXTENSION;
}

const apps = await findInstalledApps();
const COMMANDS = [OWN, ...apps.map(({ commands }) => commands(io))];
// An app may add to a command that is there.
const named = COMMANDS.flatMap((some) =>
  Object.hasOwn(some, args[0] ?? "") ? [some[args[0]!]!] : [],
);
// Whoever names none of them, or asks for help, gets the list of all.
const load = named.length > 0 ? named : COMMANDS.flatMap((some) => Object.values(some));
const adds = await Promise.all(load.map((add) => add()));

process.exitCode = await runCommandLine(args, PROGRAM_VERSION, io, (program) => {
  for (const add of adds) add(program);
});
// What its reader never takes would keep it alive.
if (isInterrupted) setTimeout(() => process.exit(), UNREAD_MS).unref();
