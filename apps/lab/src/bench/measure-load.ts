/** A shop under load: how long its event loop is held up, and with it everybody who waits at a gate. */
import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { backupStore } from "@saunter/shop/store/backup";
import {
  type BusyShop,
  type LoopDelay,
  readMessage,
  SALES_DAYS,
  startBusyShop,
} from "./busy-shop.ts";
import { atLeast, atMost, createFigure, type Figure, type FigureGroup } from "./figure.ts";
import type { LoadCounts, LoadPlan } from "./load-child.ts";

const CHILD = fileURLToPath(new URL("load-child.ts", import.meta.url));

export const LOOP_DELAY_MS_MAX = 50;
const PERCENTILE = 99.9;

/** Asked for together, again as soon as all are there. */
const PDFS_AT_ONCE = 40;
const REQUESTS_A_SECOND = 50;
/** What the console asks for, each in turn: no route more often than its rate allows. */
const PATHS = ["shop", "visits", "receipts", "charges", "reviews"] as const;
const SHELVES = ["1/1", "1/2", "2/1", "2/2"] as const;
/** Alerts follow the events of the shop, as the console does on every page. */
const ALERT_VIEWS = 36;
/** Of an operator; each may have sixteen streams. */
const VIEWS_AN_OPERATOR = 8;
const DAY_MS = 24 * 3_600_000;
const RECEIPTS_A_PAGE = 200;
const NOTHING_MS = 3000;

export interface LoadOptions {
  readonly seed: number;
  readonly fillingSeconds: number;
  readonly seconds: number;
  /** Live views in all, of the floor and of shelves, of alerts, and of shoppers' carts. */
  readonly views: number;
  /** Of these, views of the floor. */
  readonly floors: number;
  /** Sales of the days before. */
  readonly sales: number;
  readonly progress: Progress;
}

/** Steps of `progress`: seconds, and a task each. */
export function countLoadSteps(fillingSeconds: number, seconds: number): number {
  return fillingSeconds + seconds + Object.keys(TASKS).length;
}

export async function measureLoad(options: LoadOptions): Promise<FigureGroup[]> {
  const { seed, fillingSeconds, seconds, views, floors, sales, progress } = options;
  const ofStaff = floors + SHELVES.length + ALERT_VIEWS;
  const shoppers = Math.max(0, views - ofStaff);
  const staff = Math.ceil(ofStaff / VIEWS_AN_OPERATOR);
  const shop = await startBusyShop({ seed, shoppers, staff, sales });
  let clients: Clients | null = null;
  let steps = 0;
  const pass = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second++) {
      await wait(1000);
      progress.update(++steps);
    }
  };
  try {
    await pass(fillingSeconds);
    clients = await startClients({
      address: shop.address,
      tokens: shop.tokens,
      staffTokens: shop.staffTokens,
      floors,
      shelves: SHELVES,
      alerts: ALERT_VIEWS,
      pdfs: PDFS_AT_ONCE,
      receipts: await listReceipts(shop),
      paths: PATHS,
      requestsPerSecond: REQUESTS_A_SECOND,
    });
    const before = await clients.count();
    await shop.watchLoop();
    await pass(seconds);
    const delay = await shop.readLoop(PERCENTILE);
    const after = await clients.count();
    const tasks = await measureTasks(shop, () => progress.update(++steps));
    return [
      {
        title: `The shop's process under load: ${after.views} live views, ${PDFS_AT_ONCE} PDFs at once, ${REQUESTS_A_SECOND} requests a second, scenario rush, seed ${seed}`,
        figures: describeLoad(delay, before, after, seconds, ofStaff + shoppers),
      },
      {
        title: `Event loop delay under the same load, the longest, with ${sales} sales of ${SALES_DAYS} days`,
        figures: tasks,
      },
    ];
  } finally {
    await clients?.stop();
    await shop.close();
  }
}

function describeLoad(
  { delayMs, longestMs }: LoopDelay,
  before: LoadCounts,
  after: LoadCounts,
  seconds: number,
  views: number,
): Figure[] {
  const each = (name: "pictures" | "messages" | "carts" | "requests"): number =>
    (after[name] - before[name]) / seconds;
  const pdfs = after.pdfs - before.pdfs;
  return [
    createFigure(
      `event loop delay, ${PERCENTILE}th percentile`,
      delayMs,
      "ms",
      1,
      atMost(LOOP_DELAY_MS_MAX),
    ),
    createFigure("the longest", longestMs, "ms", 1),
    createFigure("live views that were open to the end", after.views, "", 0, atLeast(views)),
    createFigure("messages that they got, a second", each("messages"), "", 0),
    createFigure("of these, pictures of the floor", each("pictures"), "", 0),
    createFigure("carts that shoppers asked for, a second", each("carts"), "", 1),
    createFigure("PDFs that were made", pdfs, "", 0, atLeast(PDFS_AT_ONCE)),
    createFigure("other requests answered, a second", each("requests"), "", 1),
    createFigure("requests that failed", after.failed, "", 0, atMost(0)),
  ];
}

interface Clients {
  count(): Promise<LoadCounts>;
  stop(): Promise<void>;
}

/** In a process of their own. Resolves when all live views have been opened. */
async function startClients(plan: LoadPlan): Promise<Clients> {
  const child = fork(CHILD, [], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.send(plan);
  await readMessage(child);
  return {
    count: async () => {
      child.send("counts");
      return (await readMessage(child)) as LoadCounts;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.send("stop");
      }),
  };
}

/** Whatever else an operator does, beside a while in which nobody does. */
const TASKS: Readonly<Record<string, (shop: BusyShop) => Promise<void>>> = {
  "for as long as nothing else is asked for": async () => wait(NOTHING_MS),
  "while a backup is made": async ({ folder }) => {
    const path = join(folder, "bench.backup");
    await backupStore(folder, path);
    rmSync(path);
  },
  [`while the figures of ${SALES_DAYS} days are read`]: async (shop) => {
    const untilMs = Date.now();
    const fromMs = untilMs - SALES_DAYS * DAY_MS;
    await read(shop, `numbers?fromMs=${fromMs}&untilMs=${untilMs}&stepMs=${DAY_MS}`);
  },
  "while all receipts are exported": async (shop) => {
    await listReceipts(shop, Number.POSITIVE_INFINITY);
  },
  "while receipts are searched": async (shop) => {
    for (const search of ["4242", "3.50", "14:30", formatDay(), "17"]) {
      await read(shop, `receipts?limit=${RECEIPTS_A_PAGE}&search=${encodeURIComponent(search)}`);
    }
  },
};

const formatDay = (): string => new Date(Date.now() - 10 * DAY_MS).toISOString().slice(0, 10);

async function measureTasks(shop: BusyShop, onDone: () => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, work] of Object.entries(TASKS)) {
    await shop.watchLoop();
    await work(shop);
    const { longestMs } = await shop.readLoop(PERCENTILE);
    figures.push(createFigure(name, longestMs, "ms", 1));
    onDone();
  }
  return figures;
}

/** On a connection of its own: one that is kept may just be closed by the shop. */
async function read({ address, staffTokens }: BusyShop, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${staffTokens[0]}` };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${address}/v1/${path}`, { headers, agent: false }, resolve).on("error", reject);
  });
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
  return json(response);
}

/** Visits with a receipt, the newest first. */
async function listReceipts(shop: BusyShop, pagesMax = 1): Promise<string[]> {
  const visits: string[] = [];
  let path: string | null = `receipts?limit=${RECEIPTS_A_PAGE}&status=final`;
  for (let page = 0; page < pagesMax && path !== null; page++) {
    const answer = (await read(shop, path)) as {
      readonly items: readonly { readonly visitId: string }[];
      readonly next: string | null;
    };
    visits.push(...answer.items.map(({ visitId }) => visitId));
    path = answer.next?.replace("/v1/", "") ?? null;
  }
  return visits;
}
