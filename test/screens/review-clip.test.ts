/** What a camera saw, as reviewers see it: a film that this machine's ffmpeg made. */

import { FFMPEG } from "@saunter/ingest/cameras/ffmpeg-fixture";
import { setTimer } from "@saunter/ingest/cameras/ffmpeg-run";
import { createClipEncoder, startPipedAt } from "@saunter/ingest/clips/clip-encoder";
import { keepSealed } from "@saunter/shop/evidence/evidence-store";
import { openClipSeal } from "@saunter/shop/process/process-keys";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

const SIZE = { widthPx: 320, heightPx: 180 };
const PICTURES = 40;

/** A bright square that walks from left to right in eight seconds. */
async function makeClip() {
  const pictures = Array.from({ length: PICTURES }, (_, at) => {
    const rgb = new Uint8Array(3 * SIZE.widthPx * SIZE.heightPx).fill(40);
    for (let y = 60; y < 100; y++) {
      const from = 3 * (y * SIZE.widthPx + 7 * at);
      rgb.fill(220, from, from + 3 * 40);
    }
    return rgb;
  });
  const start = startPipedAt(FFMPEG);
  const encoder = createClipEncoder({ start, setTimer });
  const encoded = await encoder.encode({ ...SIZE, startMs: 0, frames: pictures });
  const times = { happenedMs: 4000, startMs: 0, durationMs: 8000 };
  return { ...encoded, ...SIZE, ...times, cameraId: "fridge", gondola: 1, shelf: 1 };
}

/** Without ffmpeg there is no film to be shown; in CI, where nobody reads titles, that fails. */
const itWithFilm = FFMPEG === "" && process.env.CI === undefined ? it.skip : it;

const player = (page: Page) => page.locator("video");
const read = (page: Page, name: "currentTime" | "paused" | "playbackRate" | "duration") =>
  player(page).evaluate((video, key) => (video as HTMLVideoElement)[key], name);

describeScreens("a clip in review", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterEach(() => shop.pass(31 * 60_000));
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  /** Somebody leaves with something uncertain; gives its review, which is its interaction. */
  async function makeUncertain(card: string): Promise<string> {
    await shop.pass(12_000);
    await shop.people.shopFor(`pm_sim_ok-${card}`, { soup: { probability: 0.6 } });
    const sql = "SELECT review_id FROM reviews WHERE status = 'open'";
    return shop.process.store.db.prepare(sql).get()!.review_id as string;
  }

  async function keep(evidenceId: string, sealedFor = evidenceId): Promise<void> {
    const { store } = shop.process;
    const sealed = openClipSeal(shop.config.dataFolder).seal(sealedFor, await makeClip());
    await store.transact((tx) => {
      const deleteAfterMs = tx.atMs + 3_600_000;
      keepSealed(tx, { evidenceId, sealed, madeMs: tx.atMs, deleteAfterMs });
    });
  }

  const open = (more: object = {}) =>
    openPage(shop, { as: "reviewer", path: "/console/review", ...more });

  itWithFilm(
    "begins as it happened, plays round and round, slower by a key, and says what it is",
    async () => {
      await keep(await makeUncertain("a"));
      const page = await open();
      await page.getByText("camera fridge", { exact: true }).waitFor();
      await page.getByText(/People are blurred except for their hands/).waitFor();
      await expect.poll(() => read(page, "currentTime")).toBe(4);
      expect(await read(page, "duration")).toBe(8);
      expect(await read(page, "paused")).toBe(true);
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => read(page, "currentTime")).toBeCloseTo(4.2);
      await page.keyboard.press(",");
      await page.keyboard.press("<");
      await expect.poll(() => read(page, "playbackRate")).toBe(0.25);
      await page.getByText("Speed: quarter").waitFor();
      await page.keyboard.press("p");
      await expect.poll(() => read(page, "paused")).toBe(false);
      await expect.poll(() => read(page, "currentTime")).toBeGreaterThan(4.2);
      for (const key of [".", ">", ">"]) await page.keyboard.press(key);
      await expect.poll(() => read(page, "playbackRate")).toBe(1);
      await page.getByRole("button", { name: /Slower/ }).press("Enter");
      await page.getByText("Speed: half").waitFor();
      await page.getByRole("button", { name: /Faster/ }).press("Enter");
      await page.getByText("Speed: normal").waitFor();
      await player(page).evaluate((video) => {
        (video as HTMLVideoElement).currentTime = 7.8;
      });
      await expect.poll(() => read(page, "currentTime")).toBeLessThan(4);
      await page.keyboard.press("p");
      await expect.poll(() => read(page, "paused")).toBe(true);
    },
  );

  itWithFilm("fits a phone, and keeps nobody from using the page", async () => {
    await keep(await makeUncertain("b"));
    const phone = await open({ width: 360 });
    await expect.poll(() => read(phone, "duration")).toBe(8);
    const box = (await player(phone).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
    expect(box.height).toBeGreaterThan(box.width / 2);
    expect(await findBarriersInThemes(phone)).toEqual([]);
  });

  itWithFilm("is nothing where there is none, and words where it cannot be read", async () => {
    const evidenceId = await makeUncertain("c");
    const page = await open();
    await page.getByRole("img", { name: /In view at this time/ }).waitFor();
    expect(await player(page).count()).toBe(0);
    expect(await page.getByText("Video clip").count()).toBe(0);
    await page.keyboard.press("p");
    await keep(evidenceId, "another one's");
    await page.reload();
    await page.getByText(/This clip cannot be opened/).waitFor();
    expect(await player(page).count()).toBe(0);
  });
});
