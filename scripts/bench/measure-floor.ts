/** The live floor with thirty shoppers: what it takes in the process and in the browser. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Progress } from "@saunter/edge/command-io";
import { quantile } from "@saunter/numerics/statistics";
import type { Page } from "playwright-core";
import { findBrowser, openBrowser } from "../../test/open-browser.ts";
import { atLeast, atMost, createFigure, type Figure } from "./figure.ts";

export const FRAMES_MIN = 58;
export const BROWSER_CORE_SHARE_MAX = 25;
export const SEEN_MS_MAX = 200;

/** So long the shop takes to fill, seconds. */
const FILLING_S = 45;
const CHILD = fileURLToPath(new URL("floor-child.ts", import.meta.url));

export interface FloorOptions {
  readonly seed: number;
  /** Of each measurement, while the shop is full. */
  readonly seconds: number;
  readonly progress: Progress;
}

/** Steps of `progress`: seconds. */
export function countFloorSteps(seconds: number): number {
  return FILLING_S + 3 * seconds;
}

export async function measureFloor({ seed, seconds, progress }: FloorOptions) {
  const folder = mkdtempSync(join(tmpdir(), "saunter-floor-"));
  const shop = await startShop(folder, seed);
  let doneS = 0;
  const pass = async (durationS: number): Promise<void> => {
    for (let second = 0; second < durationS; second++) {
      await wait(1000);
      progress.update(++doneS);
    }
  };
  try {
    await pass(FILLING_S);
    const cookie = await signIn(shop.address);
    const alone = await measureShare(shop, () => pass(seconds));
    const reader = followFloor(shop.address, cookie);
    const watched = await measureShare(shop, () => pass(seconds));
    const people = await reader.close();
    const figures = [
      createFigure("shoppers in the shop, mean", people, "", 1),
      createFigure("the process, nobody looks", 100 * alone, "% of a core", 1),
      createFigure("the same, with one reader of the floor", 100 * watched, "% of a core", 1),
      ...(await measurePage(shop.address, () => pass(seconds))),
    ];
    return [{ title: `The live floor, scenario rush, seed ${seed}`, figures }];
  } finally {
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface RunningShop {
  readonly address: string;
  readCpuMs(): Promise<number>;
  close(): Promise<void>;
}

async function startShop(folder: string, seed: number): Promise<RunningShop> {
  const child = fork(CHILD, [folder, String(seed)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { address } = (await hear(child)) as { readonly address: string };
  return {
    address,
    readCpuMs: async () => {
      child.send("cpu");
      return ((await hear(child)) as { readonly cpuUs: number }).cpuUs / 1000;
    },
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.send("stop");
      }),
  };
}

function hear(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`the shop ended with ${code}`)));
  });
}

async function measureShare(shop: RunningShop, pass: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  const before = await shop.readCpuMs();
  await pass();
  return ((await shop.readCpuMs()) - before) / (performance.now() - startMs);
}

async function signIn(address: string): Promise<string> {
  const { demo } = (await (await fetch(`${address}/v1/shop`)).json()) as { demo: object };
  const answer = await fetch(`${address}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-saunter-csrf": "1" },
    body: JSON.stringify({ ...demo, carrier: "cookie" }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

/** Reads the floor as a page does; gives in the end how many people there were, on average. */
function followFloor(address: string, cookie: string) {
  const stop = new AbortController();
  let pictures = 0;
  let people = 0;
  const reading = (async () => {
    const answer = await fetch(`${address}/v1/live/floor`, {
      headers: { cookie },
      signal: stop.signal,
    });
    let text = "";
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const messages = text.split("\n\n");
      text = messages.pop()!;
      for (const message of messages) {
        if (!message.startsWith("event: picture")) continue;
        pictures++;
        people += JSON.parse(message.slice(message.indexOf("data: ") + 6)).people.length;
      }
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    close: async (): Promise<number> => {
      stop.abort();
      await reading;
      return people / pictures;
    },
  };
}

/** The console's page in a browser; nothing where there is no browser. */
async function measurePage(address: string, pass: () => Promise<void>): Promise<Figure[]> {
  if (findBrowser() === null) {
    await pass();
    return [createFigure("frames a second in the browser (none is installed)", Number.NaN, "", 0)];
  }
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}/console/`);
    await page.getByRole("button", { name: /operator/i }).click();
    await page.locator(".people-row").first().waitFor();
    await page.evaluate(WATCH);
    const devtools = await page.context().newCDPSession(page);
    // The thread's own time: what others on the machine do is not the page's.
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await readTaskS(devtools);
    const startMs = performance.now();
    await pass();
    const tookS = (performance.now() - startMs) / 1000;
    const busy = (await readTaskS(devtools)) - before;
    const { frames, seenMs } = await readWatch(page);
    return [
      createFigure("frames a second in the browser", frames / tookS, "", 1, atLeast(FRAMES_MIN)),
      createFigure(
        "the page's thread",
        (100 * busy) / tookS,
        "% of a core",
        1,
        atMost(BROWSER_CORE_SHARE_MAX),
      ),
      createFigure(
        `decided to seen, 99th percentile of ${seenMs.length}`,
        quantile(seenMs, 0.99),
        "ms",
        0,
        atMost(SEEN_MS_MAX),
      ),
    ];
  } finally {
    await browser.close();
  }
}

/** Counts frames, and notes how long after its commit each interaction has been painted. */
const WATCH = `(() => {
  window.watched = { frames: 0, seenMs: [] };
  const count = () => { window.watched.frames++; requestAnimationFrame(count); };
  requestAnimationFrame(count);
  new MutationObserver((changes) => {
    const lines = changes.flatMap((one) => [...one.addedNodes])
      .filter((node) => node.matches?.(".taken.fresh"));
    requestAnimationFrame(() => setTimeout(() => {
      for (const line of lines) window.watched.seenMs.push(Date.now() - line.dataset.atMs);
    }));
  }).observe(document.querySelector(".floor-taken"), { childList: true, subtree: true });
})()`;

async function readWatch(page: Page): Promise<{ frames: number; seenMs: number[] }> {
  return page.evaluate("window.watched");
}

async function readTaskS(
  devtools: Awaited<ReturnType<ReturnType<Page["context"]>["newCDPSession"]>>,
) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value;
}
