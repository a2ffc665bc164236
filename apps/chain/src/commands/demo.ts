import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort, isFree } from "@saunter/server/network/free-port";
import { type Command, InvalidArgumentError, Option } from "commander";
import { DEMO_SHOPS } from "../local/demo-shops.ts";
import { forgetDemo, runDemo } from "../local/run-demo.ts";
import { placePostgres } from "../local/run-postgres.ts";
import { parsePort } from "./parse-port.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

interface Options {
  readonly shops: number;
  readonly hubServers: string;
  readonly data: string;
  readonly port?: number;
  readonly database?: string;
  readonly fresh: boolean;
}

const PORT = 8500;
const FOLDER = fileURLToPath(new URL("../../../../out/chain", import.meta.url));

export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("run a hub, a database, the chain, and simulated shops on this machine")
    .option(
      "--shops <n>",
      `simulated shops, up to ${DEMO_SHOPS.length}`,
      parseShops,
      DEMO_SHOPS.length,
    )
    .addOption(
      new Option("--hub-servers <n>", "servers of the hub").choices(["1", "3"]).default("1"),
    )
    .option("--port <n>", `of the chain's console (else: ${PORT}, or a free one)`, parsePort)
    .option("--data <folder>", "where all of it is kept", FOLDER)
    .option("--database <url>", "a PostgreSQL of yours (else: one is started)")
    .option("--fresh", "delete earlier data", false)
    .action((options: Options) => runUntilStopped(() => run(options)));
}

function parseShops(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= DEMO_SHOPS.length) return count;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${DEMO_SHOPS.length}.`);
}

async function findPort(): Promise<number> {
  return (await isFree(PORT)) ? PORT : findFreePort();
}

async function run({
  data,
  database,
  fresh,
  hubServers,
  port,
  shops,
}: Options): Promise<{ close(): Promise<void> }> {
  const folder = resolve(data);
  if (fresh) forgetDemo(folder);
  const write = (text: string): void => void process.stdout.write(text);
  const demo = await runDemo({
    ...{
      folder,
      port: port ?? (await findPort()),
      hubServers: Number(hubServers),
      database: database ?? null,
    },
    shops: DEMO_SHOPS.slice(0, shops),
    nowMs: Date.now,
    onStep: (what) => write(`  ${what} …\n`),
    onTrouble: (what) => write(`  ${what}\n`),
  });
  const lines = demo.shops.map(({ shop, url }) => `    ${shop.name.padEnd(16)}${url}/console/`);
  write(`
  The chain is open. Its console: ${demo.url}/console/

  Its shops, each with a console of its own:

${lines.join("\n")}

  The hub's and the database's logs are in ${join(folder, "hub")} and ${placePostgres(folder)}.
  What happens is kept for the next start (--fresh forgets it). Ctrl-C closes all of it.

`);
  return {
    close: async () => {
      await demo.close();
      write("The chain is closed.\n");
    },
  };
}
