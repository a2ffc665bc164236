/** What a smart cart's process takes of its small computer: starts it with a large shop's catalogue, and shops with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SIMULATED_CATALOGUE } from "@saunter/cart/simulated-catalogue";
import { computeCheckDigit } from "@saunter/protocol/gtin";
import type { ScreenAct, ScreenState } from "@saunter/protocol/smart-cart/screen";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";

export const CART_START_S_MAX = 3;
export const CART_CPU_PERCENT_MAX = 10;
export const CART_MEMORY_MB_MAX = 120;

const SAUNTER = fileURLToPath(new URL("../../../shop/bin/saunter.mjs", import.meta.url));
const { flags }: { flags: Record<string, string[]> } = JSON.parse(
  readFileSync(new URL("../../../shop/bin/long-running.json", import.meta.url), "utf8"),
);
/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_S = 100;
const POLL_MS = 5;
const BETWEEN_MS = 1000;
/** A supermarket has 10,000 to 30,000. */
const PRODUCTS = 30_000;
const LOCAL = "127.0.0.1";
const KEY = "key-of-the-cart";
const SHOWN_MS_MAX = 10_000;

export interface CartProcessOptions {
  /** Of which the slowest counts. */
  readonly starts: number;
  /** Goods that are scanned and put in. */
  readonly lines: number;
  /** For which its CPU time is counted. */
  readonly seconds: number;
  readonly progress: Progress;
}

/** Steps of `progress`. */
export function countCartSteps({ lines, starts }: Omit<CartProcessOptions, "progress">): number {
  return starts + lines + 1;
}

export async function measureCartProcess(options: CartProcessOptions): Promise<FigureGroup[]> {
  const { lines, progress, seconds, starts } = options;
  const folder = mkdtempSync(join(tmpdir(), "cart-bench-"));
  const startsS: number[] = [];
  const catalogue = makeCatalogue();
  const shop = await serveCatalogue(catalogue);
  writeConfig(folder, (shop.address() as AddressInfo).port);
  let cart = await startCart(folder);
  try {
    await waitFor(cart.url, (state) => state.shop.catalogueVersion === catalogue.version);
    startsS.push(cart.startS);
    for (let start = 1; start < starts; start++) {
      await stopCart(cart.child);
      cart = await startCart(folder);
      startsS.push(cart.startS);
      progress.update(start);
    }
    const { child, url } = cart;
    await waitFor(url, ({ scale }) => scale.status === "ready");
    const shownMs = await measureShown(url, catalogue, lines, (line) =>
      progress.update(starts + line),
    );
    const fromS = readCpuSeconds(child.pid!);
    const fromMs = performance.now();
    await sleep(1000 * seconds);
    const share = (1000 * (readCpuSeconds(child.pid!) - fromS)) / (performance.now() - fromMs);
    const memoryMb = readMemoryMb(child.pid!);
    progress.update(countCartSteps(options));
    const [middleMs, slowestMs] = [shownMs[Math.floor(lines / 2)]!, shownMs.at(-1)!];
    const cpu = `share of a core, ${lines} lines, 40 samples a second`;
    return [
      {
        title: `A smart cart's process, with ${PRODUCTS.toLocaleString("en-GB")} products`,
        figures: [
          createFigure("start, slowest", Math.max(...startsS), "s", 2, atMost(CART_START_S_MAX)),
          createFigure(cpu, 100 * share, "%", 1, atMost(CART_CPU_PERCENT_MAX)),
          createFigure("memory, most", memoryMb, "MB", 0, atMost(CART_MEMORY_MB_MAX)),
          createFigure("let go to shown, swaying included, median", middleMs, "ms", 0),
          createFigure("let go to shown, slowest", slowestMs, "ms", 0),
        ],
      },
    ];
  } finally {
    await stopCart(cart.child);
    shop.closeAllConnections();
    shop.close();
    rmSync(folder, { recursive: true });
  }
}

async function startCart(folder: string) {
  const startedMs = performance.now();
  const config = join(folder, "cart.yaml");
  const args = [...flags.cart!, SAUNTER, "cart", "--simulate", "--config", config, "--port", "0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const url = line.split(" ").at(-1)!;
  return { child, url, startS: (performance.now() - startedMs) / 1000 };
}

function makeCatalogue(): CartCatalogue {
  return {
    ...SIMULATED_CATALOGUE,
    version: "bench",
    products: Array.from({ length: PRODUCTS }, (_, at): CartProduct => {
      const known = SIMULATED_CATALOGUE.products[at % SIMULATED_CATALOGUE.products.length]!;
      const digits = String(at + 1).padStart(13, "0");
      const gtin = `${digits}${computeCheckDigit(digits)}`;
      return { ...known, gtin, name: `${known.name} no. ${at}`, plu: null };
    }),
  };
}

/** A shop that sends its catalogue, and takes no trips: what the cart keeps of them is the most. */
async function serveCatalogue(catalogue: CartCatalogue): Promise<Server> {
  const body = JSON.stringify(catalogue);
  const server = createServer((request, response) => {
    request.resume();
    const isKnown = request.headers["if-none-match"] === `"${catalogue.version}"`;
    if (request.method !== "GET") response.writeHead(503).end();
    else if (isKnown) response.writeHead(304).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  server.listen(0, LOCAL);
  await once(server, "listening");
  return server;
}

function writeConfig(folder: string, shopPort: number): void {
  writeFileSync(join(folder, "shop.key"), KEY);
  const config = `
cart: { id: bench, data: ${folder}, capacityG: 15000 }
shop: { url: "http://${LOCAL}:${shopPort}", keyFile: shop.key }
trays: [{ source: { kind: packed, address: "tcp://${LOCAL}:9" } }]
`;
  writeFileSync(join(folder, "cart.yaml"), config);
}

async function stopCart(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function readJson<Read>(url: string): Promise<Read> {
  return (await (await fetch(url)).json()) as Read;
}

let acts = 0;

async function act(url: string, given: ScreenAct): Promise<void> {
  const body = JSON.stringify({ actId: `bench-${acts++}`, act: given });
  const headers = { "content-type": "application/json" };
  await (await fetch(`${url}acts`, { method: "POST", headers, body })).json();
}

/** Milliseconds until the state is so. */
async function waitFor(url: string, isSo: (state: ScreenState) => boolean): Promise<number> {
  const fromMs = performance.now();
  while (!isSo(await readJson<ScreenState>(`${url}state`))) {
    if (performance.now() - fromMs > SHOWN_MS_MAX) throw new Error("it was never shown");
    await sleep(POLL_MS);
  }
  return performance.now() - fromMs;
}

/** From when something is let go of above the cart, with its swaying, to when its line is ticked; the slowest last. */
async function measureShown(
  url: string,
  { products }: CartCatalogue,
  lines: number,
  onLine: (line: number) => void,
): Promise<number[]> {
  const goods = products.filter(({ weight }) => weight !== null);
  const shownMs: number[] = [];
  for (let line = 1; line <= lines; line++) {
    const { gtin, name, weight } = goods[line % goods.length]!;
    const thing = { thingId: `thing-${line}`, name, gtin, weightG: weight!.meanG };
    await act(url, { kind: "scan", code: gtin });
    await act(url, { kind: "simulate-put", ...thing });
    shownMs.push(await waitFor(url, (state) => state.lines.at(-1)?.presence === "inside"));
    await sleep(BETWEEN_MS);
    onLine(line);
  }
  return shownMs.sort((a, b) => a - b);
}

function readCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

function readMemoryMb(pid: number): number {
  const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kb) / 1024;
}
