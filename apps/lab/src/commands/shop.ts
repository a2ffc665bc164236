import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { Receipt } from "@saunter/engine/receipt-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import { runEngine, type SteppedEngine } from "@saunter/ingest/recordings/run-engine";
import type { CommandIo } from "@saunter/shop/command-line/command-io";
import { abbreviateShopper, formatProbability } from "@saunter/shop/command-line/format-figures";
import { createTeller, formatLines, formatTime } from "@saunter/shop/command-line/format-outputs";
import { parsePositive, parseSeed, parseSpeed } from "@saunter/shop/commands/parse-options";
import { createPace } from "@saunter/shop/serve/pace-stream";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import type { Command } from "commander";
import {
  createShopView,
  drawShop,
  formatTotal,
  type ShopView,
  seeFrame,
  seeOutput,
  seeReceipt,
} from "../shop-view.ts";
import { createScenarioOption } from "./simulate.ts";

/** Faster than this nobody reads, and slow terminals flicker. */
const REDRAW_MS = 200;

const SCREEN_ENTER = "\x1b[?1049h\x1b[?25l";
const SCREEN_LEAVE = "\x1b[?25h\x1b[?1049l";

export interface ShopDependencies {
  readonly io: CommandIo;
  readonly createEngine: (shop: ShopModel) => SteppedEngine;
}

interface ShopOptions {
  readonly speed: number;
  readonly seed: number;
  readonly scenario: ScenarioName;
  readonly minutes?: number;
}

const EXAMPLES = `
Ctrl-C closes the shop.

Examples:
  saunter shop                          a small busy shop in real time
  saunter shop --speed 10 --minutes 30  half an hour of it in three minutes
  saunter shop --scenario crowd         people close together
`;

export function addShopCommand(program: Command, dependencies: ShopDependencies): void {
  program
    .command("shop")
    .description("run a simulated shop: shoppers, carts and receipts as they come")
    .option("--speed <times>", 'times real time, or "max"', parseSpeed, 1)
    .option("--seed <n>", "the same seed gives the same shop", parseSeed, 1)
    .addOption(createScenarioOption())
    .option(
      "--minutes <n>",
      "nobody enters after this many minutes (else: until Ctrl-C)",
      parsePositive,
    )
    .addHelpText("after", EXAMPLES)
    .action((options: ShopOptions) => runShop(options, dependencies));
}

/** Where the shop is shown: a screen that is redrawn, or lines. */
interface Display {
  see(observation: Observation): void;
  tell(output: EngineOutput, startMs: number): void;
  close(receipts: readonly Receipt[]): void;
}

async function runShop(
  options: ShopOptions,
  { io, createEngine }: ShopDependencies,
): Promise<void> {
  let shoppersLeft = 0;
  const simulation = createSimulation({
    seed: options.seed,
    scenario: options.scenario,
    minutes: options.minutes ?? Number.POSITIVE_INFINITY,
    onReceipt: () => {
      shoppersLeft++;
    },
  });
  const { shop } = simulation;
  const title = `Saunter, simulated shop "${options.scenario}"`;
  const display = io.outIsTerminal ? createScreen(title, shop, io) : createLines(title, shop, io);
  const stop = new AbortController();
  const offInterrupt = io.onInterrupt(() => stop.abort());
  try {
    const run = await runEngine(
      createEngine(shop),
      // One observation at a time: a batch of them would run ahead of the clock.
      takeUntilStopped(simulation.observations(), stop.signal, io),
      {
        pace: createPace(options.speed, io, stop.signal),
        onObservation: display.see,
        onOutput: display.tell,
      },
    );
    const told = run.result.outputs;
    display.close(told.flatMap((output) => (output.kind === "receipt" ? [output.receipt] : [])));
  } catch (error) {
    display.close([]);
    throw error;
  } finally {
    offInterrupt();
  }
  io.writeOut(`The shop is closed. ${shoppersLeft} shoppers have left it.\n`);
}

/** At full speed the loop never waits: without a pause now and then Ctrl-C has no effect. */
async function* takeUntilStopped(
  observations: Iterable<Observation>,
  signal: AbortSignal,
  io: Pick<CommandIo, "sleep" | "nowMs">,
): AsyncGenerator<Observation[], void, undefined> {
  let pausedMs = io.nowMs();
  for (const observation of observations) {
    if (io.nowMs() - pausedMs > REDRAW_MS) {
      await io.sleep(0);
      pausedMs = io.nowMs();
    }
    if (signal.aborted) return;
    yield [observation];
  }
}

function createScreen(title: string, shop: ShopModel, io: CommandIo): Display {
  const view: ShopView = createShopView(title, shop);
  let drawnMs = Number.NEGATIVE_INFINITY;
  io.writeOut(SCREEN_ENTER);
  const draw = () => {
    const lines = drawShop(view, io.columns, io.rows - 1);
    io.writeOut(`\x1b[H${lines.map((line) => `${line}\x1b[K\r\n`).join("")}\x1b[J`);
  };
  return {
    see: (observation) => {
      if (observation.kind === "joints") seeFrame(view, observation);
      const nowMs = io.nowMs();
      if (nowMs - drawnMs < REDRAW_MS) return;
      drawnMs = nowMs;
      draw();
    },
    tell: (output) => seeOutput(view, output),
    close: (receipts) => {
      io.writeOut(SCREEN_LEAVE);
      for (const receipt of receipts) seeReceipt(view, receipt);
      // What the last screen showed stays in the terminal.
      io.writeOut(`${drawShop(view, io.columns, io.rows - 1).join("\n")}\n\n`);
    },
  };
}

function createLines(title: string, shop: ShopModel, io: CommandIo): Display {
  const names = (barcode: string) => shop.products.get(barcode)?.name ?? barcode;
  const reportOutput = createTeller(names);
  const told = new Set<string | null>();
  io.writeOut(`${title}\n`);
  const formatReceipt = (receipt: Receipt) => {
    const { targetId, products, probabilityExact, needsReview, reasons } = receipt;
    const total = formatTotal(products, shop);
    const review = needsReview ? `  review: ${reasons.join("; ")}` : "";
    return (
      `receipt   ${abbreviateShopper(targetId)}: ${formatLines(products, names)}  ` +
      `total ${total}  ${formatProbability(probabilityExact)}${review}`
    );
  };
  return {
    see: () => {},
    tell: (output, startMs) => {
      if (output.kind === "receipt") {
        told.add(output.receipt.targetId);
        const line = formatReceipt(output.receipt);
        io.writeOut(`${formatTime(output.timestampMs, startMs)}  ${line}\n`);
      }
      const line = reportOutput(output, startMs);
      if (line !== null) io.writeOut(`${line}\n`);
    },
    close: (receipts) => {
      for (const receipt of receipts.filter(({ targetId }) => !told.has(targetId))) {
        io.writeOut(`${"at the end".padStart(10)}  ${formatReceipt(receipt)}\n`);
      }
    },
  };
}
