import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailure, type CommandIo } from "@saunter/shop/command-line/command-io";
import { parsePort } from "@saunter/shop/commands/parse-options";
import { StoreError } from "@saunter/shop/store/store-error";
import type { Command } from "commander";
import { type CartConfig, loadCartConfig, SCREEN_PORT_DEFAULT } from "../config/cart-config.ts";
import type { readCounts } from "../hardware/read-counts.ts";
import type { OpenCart, OpenCartOptions } from "../open-cart.ts";
import type { RunningCart } from "../run-cart.ts";
import type { ScreenOptions } from "../serve/serve-screen.ts";

export interface CartDependencies {
  readonly io: CommandIo;
  readonly openCart: (config: CartConfig, options: OpenCartOptions) => Promise<OpenCart>;
  readonly serveScreen: (
    cart: RunningCart,
    options: ScreenOptions,
  ) => Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Where the built screens are; null: nowhere. */
  readonly findFiles: () => string | null;
  readonly readCounts: typeof readCounts;
  readonly random: () => number;
}

interface CartOptions {
  readonly config?: string;
  readonly simulate?: true;
  readonly counts?: true;
  readonly port?: number;
  readonly data?: string;
}

export function addCartCommand(program: Command, dependencies: CartDependencies): void {
  program
    .command("cart")
    .description("run a smart cart: its scale, scanner and screen")
    .option("--config <config>", "the cart's configuration, YAML")
    .option("--simulate", "draw the scale on the screen, in place of a real one")
    .option("--counts", "write what each tray's cell reads, to calibrate it, and do nothing else")
    .option("--port <port>", "where the screen is, in place of the configuration's", parsePort)
    .option("--data <folder>", "where the trip is kept, in place of the configuration's")
    .action((options: CartOptions) => runCart(options, dependencies));
}

async function runCart(options: CartOptions, dependencies: CartDependencies): Promise<void> {
  const { findFiles, io, openCart, random, serveScreen } = dependencies;
  const isSimulated = options.simulate === true;
  const read = readConfig(options);
  const config: CartConfig = {
    ...read,
    dataFolder: options.data ?? read.dataFolder,
    screen: { ...read.screen, port: options.port ?? read.screen.port },
  };
  const stopping = Promise.withResolvers<void>();
  const forget = io.onInterrupt(stopping.resolve);
  if (options.counts === true) {
    const reading = dependencies.readCounts(config.trays, (line) => io.writeOut(`${line}\n`));
    await stopping.promise;
    forget();
    return reading.close();
  }
  const opened = await openUnlocked(config, () =>
    openCart(config, {
      readWallMs: io.nowMs,
      random,
      isSimulated,
      log: (line) => io.writeErr(`${line}\n`),
    }),
  );
  const served = await serveScreen(opened.cart, {
    screen: config.screen,
    files: findFiles(),
    shopUrl: config.shop?.url ?? null,
  });
  io.writeOut(`Cart ${config.cartId}: ${served.url}\n`);
  await stopping.promise;
  forget();
  await served.close();
  await opened.close();
}

async function openUnlocked(
  { cartId, dataFolder }: CartConfig,
  open: () => Promise<OpenCart>,
): Promise<OpenCart> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new CommandFailure(`another process runs cart ${cartId} in ${dataFolder}; stop it first`);
  }
}

function readConfig({ config, simulate }: CartOptions): CartConfig {
  if (config === undefined) {
    if (simulate === true) return SIMULATED_CONFIG;
    throw new CommandFailure("name the cart's configuration with --config, or use --simulate");
  }
  const load = loadCartConfig(config);
  if (load.ok) return load.config;
  throw new CommandFailure(
    `${config}:\n${load.problems.map((problem) => `  ${problem}`).join("\n")}`,
  );
}

/** A cart of no shop, for whoever wants to see one. */
export const SIMULATED_CONFIG: CartConfig = {
  cartId: "simulated-cart",
  language: "en-GB",
  dataFolder: join(tmpdir(), "saunter-simulated-cart"),
  divisionG: 5,
  capacityG: 30_000,
  abandonedAfterMs: 3_600_000,
  shop: null,
  screen: { host: "127.0.0.1", port: SCREEN_PORT_DEFAULT, pairingKey: null },
  trays: [],
  scanner: null,
  beacon: null,
  lanes: {},
  batteryFolder: null,
};
