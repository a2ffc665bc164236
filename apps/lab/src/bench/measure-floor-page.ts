/** The console's floor in a browser: frames, processor time, and from decided to seen. */
import { setTimeout as wait } from "node:timers/promises";
import { quantile } from "@saunter/numerics/statistics";
import type { Browser, CDPSession, Page } from "playwright-core";
import type { Cookie } from "./busy-shop.ts";
import { atLeast, atMost, createFigure, type Figure } from "./figure.ts";

/** To the nearest whole frame: 60. */
export const FRAMES_MIN = 59.5;
export const BROWSER_CORE_SHARE_MAX = 25;
export const SEEN_MS_MAX = 200;

const FRAME_MS = 1000 / 60;
/** A short look may see nothing that is taken: it goes on until it has, so long at most. */
const LONGER_MS_MAX = 60_000;
const LOOK_EVERY_MS = 200;

/** What a thread was given to draw. */
interface Frames {
  readonly startMs: number;
  readonly endMs: number;
  readonly frames: number;
  readonly dropped: number;
}

export async function measureFloorPage(
  browser: Browser,
  address: string,
  cookies: readonly Cookie[],
  pass: () => Promise<void>,
): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies.map((one) => ({ ...one, url: `${address}/v1` })));
  const page = await context.newPage();
  await page.goto(`${address}/console/`);
  await page.locator(".people-row").first().waitFor();
  const clocks = await openClocks(browser, page);
  const drawer = page.workers()[0] ?? (await page.waitForEvent("worker"));
  const before = await clocks.read();
  const startMs = performance.now();
  await pass();
  const spent = subtract(await clocks.read(), before);
  const tookS = (performance.now() - startMs) / 1000;
  // Whoever counts frames asks for each, whether there is anything to draw or not: not while the
  // processor's time is measured.
  await page.evaluate(COUNT_FRAMES);
  await drawer.evaluate(COUNT_FRAMES);
  await page.evaluate(WATCH_DECISIONS);
  await pass();
  // Asked from here: the page's own policy lets nobody evaluate words in it, over and over.
  const untilMs = performance.now() + LONGER_MS_MAX;
  while ((await page.evaluate("seenMs.length")) === 0 && performance.now() < untilMs) {
    await wait(LOOK_EVERY_MS);
  }
  const ofPage = await page.evaluate<Frames>("countedFrames");
  const ofDrawer = await drawer.evaluate<Frames>("countedFrames");
  const seenMs = await page.evaluate<number[]>("seenMs");
  await context.close();
  const share = (name: string, ofS: number, limit = false): Figure =>
    createFigure(
      name,
      (100 * ofS) / tookS,
      "% of a core",
      1,
      limit ? atMost(BROWSER_CORE_SHARE_MAX) : null,
    );
  return [
    ...describeFrames("the page itself", ofPage),
    ...describeFrames("the thread that draws people", ofDrawer),
    share("the page's process, all threads", spent.renderer, true),
    share("of this, the page's own thread", spent.thread),
    share("beside it, what a GPU does: here it is done by software", spent.gpu),
    createFigure("decided to seen, median", quantile([...seenMs], 0.5), "ms", 0),
    createFigure(
      `decided to seen, 99th percentile of ${seenMs.length}`,
      quantile([...seenMs], 0.99),
      "ms",
      0,
      atMost(SEEN_MS_MAX),
    ),
  ];
}

function describeFrames(whose: string, { startMs, endMs, frames, dropped }: Frames): Figure[] {
  const each = (1000 * frames) / (endMs - startMs);
  return [
    createFigure(`frames a second, ${whose}`, each, "", 1, atLeast(FRAMES_MIN)),
    createFigure("  dropped", (100 * dropped) / (frames + dropped), "%", 2),
  ];
}

/** In the page and in the thread that draws its people: either may be late by itself. */
const COUNT_FRAMES = `(() => {
  const frames = { startMs: 0, endMs: 0, frames: 0, dropped: 0 };
  const count = (atMs) => {
    if (frames.startMs === 0) frames.startMs = atMs;
    else {
      frames.frames++;
      frames.dropped += Math.max(0, Math.round((atMs - frames.endMs) / ${FRAME_MS}) - 1);
    }
    frames.endMs = atMs;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  globalThis.countedFrames = frames;
})()`;

/**
 * Notes how long after its commit each decision has been painted: a new line, or an old one that says
 * something else. A line that only comes back or moves was seen before.
 */
const WATCH_DECISIONS = `(() => {
  const seenMs = [];
  const seen = new Set();
  const nameDecision = ({ dataset }) => dataset.evidenceId + " " + dataset.atMs;
  const section = document.querySelector(".floor-taken");
  for (const line of section.querySelectorAll(".taken")) seen.add(nameDecision(line));
  new MutationObserver((changes) => {
    const decidedMs = [];
    for (const { type, target, addedNodes } of changes) {
      for (const node of type === "attributes" ? [target] : addedNodes) {
        const isDecision = type === "attributes" || node.matches?.(".taken.fresh");
        if (!isDecision || seen.has(nameDecision(node))) continue;
        seen.add(nameDecision(node));
        decidedMs.push(Number(node.dataset.atMs));
      }
    }
    if (decidedMs.length === 0) return;
    requestAnimationFrame(() => setTimeout(() => {
      for (const atMs of decidedMs) seenMs.push(Date.now() - atMs);
    }));
  }).observe(section, { childList: true, subtree: true, attributeFilter: ["data-at-ms"] });
  globalThis.seenMs = seenMs;
})()`;

/** CPU seconds so far. */
interface Spent {
  readonly thread: number;
  readonly renderer: number;
  readonly gpu: number;
}

function subtract(after: Spent, before: Spent): Spent {
  return {
    thread: after.thread - before.thread,
    renderer: after.renderer - before.renderer,
    gpu: after.gpu - before.gpu,
  };
}

async function openClocks(browser: Browser, page: Page) {
  const ofPage = await page.context().newCDPSession(page);
  const ofBrowser = await browser.newBrowserCDPSession();
  // The thread's own time: what others on the machine do is not the page's.
  await ofPage.send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    read: async (): Promise<Spent> => {
      const { processInfo } = await ofBrowser.send("SystemInfo.getProcessInfo");
      const sum = (type: string): number =>
        processInfo.filter((one) => one.type === type).reduce((all, one) => all + one.cpuTime, 0);
      return { thread: await readTaskS(ofPage), renderer: sum("renderer"), gpu: sum("GPU") };
    },
  };
}

async function readTaskS(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value;
}
