/** A shop under load: how long its event loop is held up, and with it everybody who waits at a gate. */
import { setTimeout as wait } from "node:timers/promises";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { type BusyShop, readStream, signIn, startBusyShop } from "./busy-shop.ts";
import { atLeast, atMost, createFigure, type FigureGroup } from "./figure.ts";

export const LOOP_DELAY_MS_MAX = 50;
const PERCENTILE = 99.9;

/** Asked for together, again as soon as all are there. */
const PDFS_AT_ONCE = 40;
const LIVE_VIEWS = 8;
const REQUESTS_A_SECOND = 50;
/** What the console asks for, each in turn: no route more often than its rate allows. */
const PATHS = ["shop", "visits", "receipts", "charges", "reviews"] as const;
export interface LoadOptions {
  readonly seed: number;
  readonly fillingSeconds: number;
  /** Until somebody has left, there is no receipt: so long it is waited for. Without one no PDF is made. */
  readonly receiptSecondsMax: number;
  readonly seconds: number;
  readonly progress: Progress;
}

/** Steps of `progress`: seconds. */
export function countLoadSteps(fillingSeconds: number, seconds: number): number {
  return fillingSeconds + seconds;
}

interface Counts {
  pdfs: number;
  requests: number;
  failed: number;
  pictures: number;
}

export async function measureLoad(options: LoadOptions): Promise<FigureGroup[]> {
  const { seed, fillingSeconds, receiptSecondsMax, seconds, progress } = options;
  const shop = await startBusyShop(seed, 0);
  let steps = 0;
  try {
    const cookies = await signIn(shop.address);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const headers = { cookie };
    for (let second = 0; second < fillingSeconds; second++) {
      await wait(1000);
      progress.update(++steps);
    }
    const receipts = await waitForReceipts(shop, headers, receiptSecondsMax);
    const counts: Counts = { pdfs: 0, requests: 0, failed: 0, pictures: 0 };
    const end = new AbortController();
    await shop.watchLoop();
    const load = [
      askForPdfs(shop, headers, receipts, counts, end.signal),
      askSteadily(shop, headers, counts, end.signal),
    ];
    const views = Array.from({ length: LIVE_VIEWS }, () =>
      readStream(`${shop.address}/v1/live/floor`, headers, (event) => {
        if (event === "picture") counts.pictures++;
      }),
    );
    for (let second = 0; second < seconds; second++) {
      await wait(1000);
      progress.update(++steps);
    }
    const { delayMs, longestMs } = await shop.readLoop(PERCENTILE);
    end.abort();
    await Promise.all([...load, ...views.map((view) => view.close())]);
    return [
      {
        title: `The shop's process under load: ${PDFS_AT_ONCE} PDFs at once, ${LIVE_VIEWS} live views, ${REQUESTS_A_SECOND} requests a second, scenario rush, seed ${seed}`,
        figures: [
          createFigure(
            `event loop delay, ${PERCENTILE}th percentile`,
            delayMs,
            "ms",
            1,
            atMost(LOOP_DELAY_MS_MAX),
          ),
          createFigure("the longest", longestMs, "ms", 1),
          createFigure("PDFs that were made", counts.pdfs, "", 0, atLeast(PDFS_AT_ONCE)),
          createFigure("other requests answered, a second", counts.requests / seconds, "", 1),
          createFigure("pictures of the floor, a second", counts.pictures / seconds, "", 1),
          createFigure("requests that failed", counts.failed, "", 0, atMost(0)),
        ],
      },
    ];
  } finally {
    await shop.close();
  }
}

type Headers = Readonly<Record<string, string>>;

async function waitForReceipts(
  { address }: BusyShop,
  headers: Headers,
  secondsMax: number,
): Promise<string[]> {
  for (let second = 0; second < secondsMax; second++) {
    const answer = await fetch(`${address}/v1/receipts`, { headers });
    const { items } = (await answer.json()) as { readonly items: readonly { visitId: string }[] };
    if (items.length > 0) return items.map(({ visitId }) => visitId);
    await wait(1000);
  }
  return [];
}

async function askForPdfs(
  { address }: BusyShop,
  headers: Headers,
  receipts: readonly string[],
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && receipts.length > 0) {
    await Promise.all(
      Array.from({ length: PDFS_AT_ONCE }, async (_, at) => {
        const visitId = receipts[at % receipts.length]!;
        const answer = await fetch(`${address}/v1/receipts/${visitId}.pdf`, { headers });
        const bytes = await answer.arrayBuffer();
        if (answer.ok && bytes.byteLength > 0) counts.pdfs++;
        else counts.failed++;
      }),
    );
  }
}

/** However long an answer takes, the next request is sent in its time. */
async function askSteadily(
  { address }: BusyShop,
  headers: Headers,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  const asked: Promise<void>[] = [];
  const startMs = performance.now();
  for (let at = 0; !signal.aborted; at++) {
    const path = PATHS[at % PATHS.length]!;
    const ask = async (): Promise<void> => {
      const answer = await fetch(`${address}/v1/${path}`, { headers });
      await answer.arrayBuffer();
      if (answer.ok) counts.requests++;
      else counts.failed++;
    };
    asked.push(ask().catch(() => void counts.failed++));
    await wait(Math.max(0, startMs + (1000 * (at + 1)) / REQUESTS_A_SECOND - performance.now()));
  }
  await Promise.all(asked);
}
