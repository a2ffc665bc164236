import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import type { GoodsLists } from "../config/goods-lists.ts";
import { type ConfigLoad, loadConfig, type OtherPolicies } from "../config/load-config.ts";
import { type ReadText, readTextFile } from "../config/read-text-file.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { LoadGoods } from "../goods/live-goods.ts";
import type { RunOptions } from "../serve/run-shop.ts";
import { formatProblems, printWarnings } from "./config.ts";

export interface ServeDependencies {
  readonly io: CommandIo;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs the shop until the signal is given; tells when it serves, and where. */
  readonly runShop: (
    config: ShopConfig,
    loadGoods: LoadGoods,
    onServing: (address: string) => void,
    signal: AbortSignal,
    options: Pick<RunOptions, "isClockRight">,
  ) => Promise<void>;
}

const EXAMPLES = `
Ctrl-C closes the shop; what is going on goes on at the next start.

Examples:
  saunter config check shop.yaml     whether the configuration is good
  saunter user add ada --role operator --data shop-data
  saunter serve shop.yaml            the shop, from the door to the receipt
`;

export function addServeCommand(program: Command, dependencies: ServeDependencies): void {
  program
    .command("serve")
    .description("run the shop's process: doors, carts, receipts, money, and its HTTP API")
    .argument("<config>", "the shop's configuration, YAML")
    .option("--data <folder>", "the shop's data folder, whatever the configuration says")
    .option(
      "--clock-is-right",
      "use the computer's time although the last event was more than a day ago",
    )
    .addHelpText("after", EXAMPLES)
    .action((file: string, options: ServeOptions) => serve(file, options, dependencies));
}

interface ServeOptions {
  readonly data?: string;
  readonly clockIsRight?: boolean;
}

async function serve(
  file: string,
  { data: dataFolder, clockIsRight = false }: ServeOptions,
  { io, environment, runShop }: ServeDependencies,
): Promise<void> {
  // What is read once holds while the shop is open, whatever is written to its files meanwhile.
  const readText = rememberTexts(readTextFile);
  const load = (lists: GoodsLists | null, policies: OtherPolicies = {}): ConfigLoad =>
    loadConfig(file, environment, readText, lists, policies);
  const loaded = load(null);
  printWarnings(loaded, io);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const config = dataFolder === undefined ? loaded.config : { ...loaded.config, dataFolder };
  const stop = new AbortController();
  const offInterrupt = io.onInterrupt(() => stop.abort());
  try {
    await runShop(
      config,
      load,
      (address) => io.writeOut(`${config.shop.name} is open: ${address}\n`),
      stop.signal,
      { isClockRight: clockIsRight },
    );
  } finally {
    offInterrupt();
  }
  io.writeOut("The shop is closed.\n");
}

function rememberTexts(read: ReadText): ReadText {
  const known = new Map<string, ReturnType<ReadText>>();
  return (path, bytesMax) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const text = read(path, bytesMax);
    known.set(path, text);
    return text;
  };
}
