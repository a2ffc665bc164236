import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { PROGRAM_VERSION } from "../command-line/program-version.ts";
import { loadConfig } from "../config/load-config.ts";
import { readTextFile } from "../config/read-text-file.ts";
import { superviseShop } from "../supervise/run-supervised.ts";
import { formatProblems } from "./config.ts";

export interface SuperviseDependencies {
  readonly io: CommandIo;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface SuperviseOptions {
  readonly releases: string;
  readonly data?: string;
  readonly forceAt?: number;
}

const TURN_MS = 5000;
const HEALTHY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 30_000;
const OWN_PROGRAM = fileURLToPath(new URL("../../bin/saunter.mjs", import.meta.url));

const EXAMPLES = `
Each release is installed in a folder of its own, named by its version; with \`chain.releaseKey\` in the configuration
those of the chain's hub install themselves. The chain says which one the shop runs; the change waits until nobody
is in the shop. Where the new release does not become healthy, the one before runs again.

Examples:
  saunter supervise shop.yaml --releases /opt/saunter-releases
  saunter supervise shop.yaml --releases /opt/saunter-releases --force-at 3
`;

export function addSuperviseCommand(program: Command, dependencies: SuperviseDependencies): void {
  program
    .command("supervise")
    .description("run the shop, and change its release when its chain wants another one")
    .argument("<config>", "the shop's configuration, YAML")
    .requiredOption("--releases <folder>", "has a folder of each release that may be run")
    .option("--data <folder>", "the shop's data folder, whatever the configuration says")
    .option("--force-at <hour>", "hour of the day at which a change waits for nobody", parseHour)
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: SuperviseOptions) => supervise(file, options, dependencies));
}

function parseHour(text: string): number {
  if (/^(?:\d|1\d|2[0-3])$/.test(text)) return Number(text);
  throw new InvalidArgumentError("an hour from 0 to 23");
}

async function supervise(
  configFile: string,
  { releases, data, forceAt }: SuperviseOptions,
  { io, environment }: SuperviseDependencies,
): Promise<void> {
  const loaded = loadConfig(configFile, environment, readTextFile);
  if (!loaded.ok) throw new CommandFailure(formatProblems(configFile, loaded));
  const { http, dataFolder } = loaded.config;
  const host = http.host === "0.0.0.0" || http.host === "::" ? "127.0.0.1" : http.host;
  const supervisor = superviseShop({
    ...{ configFile, releases: resolve(releases), ownVersion: PROGRAM_VERSION },
    ...{ dataFolder: data ?? dataFolder, ownProgram: OWN_PROGRAM },
    apiUrl: `http://${host.includes(":") ? `[${host}]` : host}:${http.port}/v1`,
    forcedHour: forceAt ?? null,
    releaseKey: loaded.config.chain?.releaseKey ?? null,
    ...{ healthyWithinMs: HEALTHY_WITHIN_MS, stopWithinMs: STOP_WITHIN_MS },
    now: () => new Date(io.nowMs()),
    report: (sentence) => io.writeOut(`${sentence}\n`),
  });
  const stop = new AbortController();
  const offInterrupt = io.onInterrupt(() => stop.abort());
  try {
    while (!stop.signal.aborted) {
      // The shop runs on, whatever cannot be read or written; the next turn tries again.
      await supervisor.turn().catch((error: unknown) => {
        io.writeErr(`saunter: ${error instanceof Error ? error.message : error}\n`);
      });
      await io.sleep(TURN_MS, stop.signal);
    }
  } finally {
    await supervisor.stop();
    offInterrupt();
  }
}
