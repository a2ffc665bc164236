/** The chain's console in a browser: its first picture, its map as it is moved, and the search as it is typed. */
import { setTimeout as wait } from "node:timers/promises";
import { quantile } from "@saunter/numerics/statistics";
import type { Browser, Page } from "playwright-core";
import { findMedian } from "./children.ts";
import { atMost, createFigure, type Figure } from "./figure.ts";

export const FIRST_PICTURE_S_MAX = 1;
/** What one frame in sixty a second may take. */
export const FRAME_MS_MAX = 16.7;
export const TYPED_MS_MAX = 200;

const LOOK_EVERY_MS = 20;
const DRAG_STEPS = 120;
const WHEEL_STEPS = 60;
const TYPED = ["5", "shop 9", "shop 99", "nowhere"];

export async function measureChainConsole(
  browser: Browser,
  url: string,
  rounds: number,
): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/console/`);
    await page.locator(".note button").click();
    await page.locator("tbody tr").first().waitFor();
    await page.addInitScript(WATCH_PICTURE);
    const firstMs: number[] = [];
    for (let round = 0; round < rounds; round++) firstMs.push(await openOnce(page, url));
    const map = await moveMap(page);
    const typedMs = await typeSearches(page);
    return [
      createFigure(
        `shops in the table and on the map, median of ${rounds}`,
        findMedian(firstMs) / 1000,
        "s",
        2,
        atMost(FIRST_PICTURE_S_MAX),
      ),
      createFigure(
        `the map as it is moved: work a frame, 95th percentile of ${map.workMs.length}`,
        quantile([...map.workMs], 0.95),
        "ms",
        1,
        atMost(FRAME_MS_MAX),
      ),
      createFigure("from frame to frame meanwhile, median", findMedian(map.frameMs), "ms", 1),
      createFigure(
        "from frame to frame meanwhile, 95th percentile",
        quantile([...map.frameMs], 0.95),
        "ms",
        1,
      ),
      createFigure(
        `a shop found as it is typed, slowest of ${typedMs.length}`,
        Math.max(...typedMs),
        "ms",
        0,
        atMost(TYPED_MS_MAX),
      ),
    ];
  } finally {
    await context.close();
  }
}

/** From the navigation until the table has rows and the map has something drawn on it. */
async function openOnce(page: Page, url: string): Promise<number> {
  await page.goto(`${url}/console/`);
  // Asked from here: the page's own policy lets nobody evaluate words in it, over and over.
  for (;;) {
    const atMs = await page.evaluate<number | null>("globalThis.pictureMs ?? null");
    if (atMs !== null) return atMs;
    await wait(LOOK_EVERY_MS);
  }
}

/** Since the navigation began, the frame in which there is a picture. */
const WATCH_PICTURE = `(() => {
  const look = () => {
    const canvas = document.querySelector(".map-field canvas");
    const isThere = document.querySelector("tbody tr") !== null && canvas !== null && canvas.width > 0 &&
      canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0);
    if (isThere) globalThis.pictureMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

interface Moved {
  /** From the start of a frame to the end of what is done in it. */
  readonly workMs: readonly number[];
  readonly frameMs: readonly number[];
}

/** Drags and zooms, one event a frame. */
async function moveMap(page: Page): Promise<Moved> {
  const box = (await page.locator(".map-field canvas").boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return page.evaluate<Moved>(
    `(${MOVE_MAP})(${JSON.stringify({ ...middle, DRAG_STEPS, WHEEL_STEPS })})`,
  );
}

/**
 * In the page. The event is sent in a frame's callback; what the page does for it ends before a task that is put off to
 * after the frame, which is when the frame's work is over: scripts, layout and paint.
 */
const MOVE_MAP = `async ({ x, y, DRAG_STEPS, WHEEL_STEPS }) => {
  const canvas = document.querySelector(".map-field canvas");
  canvas.setPointerCapture = () => {};
  const [workMs, frameMs] = [[], []];
  const channel = new MessageChannel();
  const afterFrame = () => new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });
  const nextFrame = () => new Promise(requestAnimationFrame);
  const send = (type, more) => canvas.dispatchEvent(
    new PointerEvent(type, { bubbles: true, pointerId: 1, ...more }));
  let last = await nextFrame();
  const step = async (act) => {
    const frame = await nextFrame();
    act();
    // Drawn in the frame that follows.
    const drawn = await nextFrame();
    const beganMs = performance.now();
    await afterFrame();
    workMs.push(performance.now() - beganMs);
    frameMs.push(drawn - frame);
    last = drawn;
  };
  send("pointerdown", { clientX: x, clientY: y });
  for (let at = 1; at <= DRAG_STEPS; at++) {
    const turn = (at / 30) * Math.PI;
    await step(() => send("pointermove", { clientX: x + 150 * Math.sin(turn), clientY: y + 60 * (1 - Math.cos(turn)) }));
  }
  // Where it began it would open what lies there.
  send("pointerup", { clientX: x + 50, clientY: y });
  for (let at = 1; at <= WHEEL_STEPS; at++) {
    await step(() => canvas.dispatchEvent(new WheelEvent("wheel", {
      bubbles: true, cancelable: true, clientX: x, clientY: y,
      deltaY: at <= WHEEL_STEPS / 2 ? -60 : 60 })));
  }
  return { workMs, frameMs };
}`;

async function typeSearches(page: Page): Promise<number[]> {
  const field = page.locator("main input[type=search]").first();
  const tookMs: number[] = [];
  for (const text of TYPED) {
    await field.fill("");
    await page.evaluate(WATCH_TYPING);
    await field.pressSequentially(text, { delay: 0 });
    tookMs.push(...(await page.evaluate<number[]>("watchedTyping()")));
  }
  return tookMs;
}

/** From each key to the first frame after it: what was found is drawn by then. */
const WATCH_TYPING = `(() => {
  const tookMs = [];
  const field = document.querySelector("main input[type=search]");
  const watch = () => {
    const beganMs = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => tookMs.push(performance.now() - beganMs)));
  };
  field.addEventListener("input", watch, { capture: true });
  globalThis.watchedTyping = () => new Promise((resolve) => setTimeout(() => {
    field.removeEventListener("input", watch, { capture: true });
    resolve(tookMs);
  }, 300));
})()`;
