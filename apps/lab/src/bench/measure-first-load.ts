/** What a page loads at first, and how long it takes until it can be used: with nothing kept. */

import type { Browser } from "playwright-core";
import type { Cookie } from "./busy-shop.ts";
import { findMedian } from "./children.ts";
import { countBytes } from "./count-bytes.ts";
import { atMost, createFigure, type Figure } from "./figure.ts";

export const CONSOLE_KB_MAX = 150;
export const SHOPPER_KB_MAX = 60;
export const INTERACTIVE_S_MAX = 1;

interface Load {
  readonly name: string;
  readonly path: string;
  /** There when the page can be used. */
  readonly ready: string;
  readonly kbMax: number;
}

const LOADS: readonly Load[] = [
  {
    name: "the console, its floor",
    path: "/console/",
    kbMax: CONSOLE_KB_MAX,
    ready: ".floor-map svg, .floor .people-row, .floor .empty",
  },
  {
    name: "a shopper's first page",
    path: "/shop/",
    kbMax: SHOPPER_KB_MAX,
    ready: "main button, main a",
  },
  {
    name: "the entrance display",
    path: "/display/",
    kbMax: SHOPPER_KB_MAX,
    ready: "main button, main input, main h1",
  },
  {
    name: "the kiosk",
    path: "/kiosk/",
    kbMax: SHOPPER_KB_MAX,
    ready: "main button, main input, main h1",
  },
];

/** Steps of progress. */
export const FIRST_LOAD_STEPS = LOADS.length;

export async function measureFirstLoads(
  browser: Browser,
  address: string,
  cookies: readonly Cookie[],
  goesEach: number,
  onStep: () => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const load of LOADS) {
    const goes = [];
    for (let go = 0; go < goesEach; go++)
      goes.push(await openOnce(browser, address, cookies, load));
    const { name, kbMax } = load;
    const kb = Math.max(...goes.map(({ bytes }) => bytes)) / 1000;
    const readyS = findMedian(goes.map(({ readyMs }) => readyMs)) / 1000;
    figures.push(
      createFigure(`${name}: first load, gzipped`, kb, "kB", 1, atMost(kbMax)),
      createFigure(
        `can be used after, median of ${goesEach}`,
        readyS,
        "s",
        2,
        atMost(INTERACTIVE_S_MAX),
      ),
    );
    onStep();
  }
  return figures;
}

/** In a browser that has never been there: bytes of files as they come, and when it can be used. */
async function openOnce(
  browser: Browser,
  address: string,
  cookies: readonly Cookie[],
  { path, ready }: Load,
): Promise<{ readonly bytes: number; readonly readyMs: number }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // The limits are of gzip, which every browser takes; most take Brotli, and less comes.
    extraHTTPHeaders: { "accept-encoding": "gzip" },
  });
  try {
    await context.addCookies(cookies.map((one) => ({ ...one, url: `${address}/v1` })));
    const page = await context.newPage();
    const bytes = await countBytes(page);
    const reported = Promise.withResolvers<number>();
    await page.exposeFunction("reportReady", reported.resolve);
    await page.addInitScript(noteReady(ready));
    await page.goto(`${address}${path}`);
    const readyMs = await reported.promise;
    // What a page fetches for later is not waited for, and counted all the same.
    await page.waitForLoadState("load");
    return { bytes: bytes(), readyMs };
  } finally {
    await context.close();
  }
}

/** When it is there, painted, and the page's thread has answered. */
function noteReady(ready: string): string {
  return `(() => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(ready)}) === null) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => window.reportReady(performance.now())));
    };
    requestAnimationFrame(look);
  })()`;
}
