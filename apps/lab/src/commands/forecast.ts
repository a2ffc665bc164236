import { randomUUID } from "node:crypto";
import { openDatabase } from "@saunter/chain/database/open-database";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { type Command, InvalidArgumentError, Option } from "commander";
import { createRecordingPool, runForecast } from "../forecast/run-forecast.ts";
import { workOnce } from "../forecast/work-forecasts.ts";

interface Options {
  readonly database?: string;
  readonly threads?: number;
  readonly once?: boolean;
}

/** Renewed three times within it. */
const LEASE_MS = 30_000;
const LOOK_EVERY_MS = 2000;

const ABOUT = `
It takes forecasts that a chain waits for from its database, simulates them, and writes what came of it. Several
may run, on any computer that reaches the database: what one that ends had begun, another makes.
`;

export function addForecastCommand(program: Command, { io }: { readonly io: CommandIo }): void {
  program
    .command("forecast")
    .description("make forecasts of versions that a chain is to roll out")
    .addOption(
      new Option("--database <url>", "the chain's PostgreSQL").env("SAUNTER_CHAIN_DATABASE"),
    )
    .option("--threads <n>", "simulate so many visits at once (else: one a core)", parseThreads)
    .option("--once", "end as soon as nothing waits")
    .addHelpText("after", ABOUT)
    .action((options: Options) => work(options, io));
}

function parseThreads(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= 1024) return count;
  throw new InvalidArgumentError("It must be a whole number from 1 to 1024.");
}

async function work({ database, threads, once = false }: Options, io: CommandIo): Promise<void> {
  if (database === undefined) {
    throw new CommandFailure("Set SAUNTER_CHAIN_DATABASE, or give --database.");
  }
  const stop = new AbortController();
  const forget = io.onInterrupt(() => stop.abort());
  const db = await openDatabase(database);
  const pool = createRecordingPool(threads);
  const onNews = (text: string): void => io.writeOut(`${text}\n`);
  const options = {
    ...{ db, worker: randomUUID(), leaseMs: LEASE_MS, onNews, signal: stop.signal },
    run: (task: Parameters<typeof runForecast>[0], onProgress: (share: number) => void) =>
      runForecast(task, { pool, nowMs: () => performance.now(), onProgress }),
  };
  try {
    while (!stop.signal.aborted) {
      const isDone = await workOnce(options).catch((error) => {
        onNews(`the chain's database does not answer: ${error}`);
        return false;
      });
      if (!isDone && once) return;
      if (!isDone) await io.sleep(LOOK_EVERY_MS, stop.signal);
    }
  } finally {
    forget();
    await pool.close();
    await db.destroy();
  }
}
