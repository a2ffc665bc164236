/** The page on which points are clicked, in a real browser: it needs no shop. */
import { readFileSync } from "node:fs";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { parsePointsCsv } from "@saunter/shop/calibrate-cameras/points-csv";
import { writePointsPage } from "@saunter/shop/calibrate-cameras/write-points-page";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAfterTest } from "./close-after-test.ts";
import { describeScreens, findBarriersInThemes, isTooWide } from "./screens-fixture.ts";

const PICTURE = { width: 640, height: 360 };
/** Draws tiles, so that something is to be seen. */
const DRAW = `(() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [${PICTURE.width}, ${PICTURE.height}];
  const pen = canvas.getContext("2d");
  for (let y = 0; y < 9; y++) for (let x = 0; x < 16; x++) {
    pen.fillStyle = (x + y) % 2 === 0 ? "#8a8378" : "#c9c2b4";
    pen.fillRect(40 * x, 40 * y, 40, 40);
  }
  return canvas.toDataURL("image/jpeg").split(",")[1];
})()`;

describeScreens("The page of points in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  async function open(width: number, hasTouch = false): Promise<Page> {
    const viewport = { width, height: 844 };
    const context = await browser.newContext({ viewport, hasTouch, isMobile: hasTouch });
    closeAfterTest(context);
    const page = await context.newPage();
    const jpeg = Buffer.from(String(await page.evaluate(DRAW)), "base64");
    await page.setContent(
      writePointsPage("rtsp://camera.example/a-very-long-name-of-a-stream", jpeg),
    );
    await page.getByText("Cross at").waitFor();
    return page;
  }

  /** Where a pixel of the picture is shown. */
  async function findPixel(page: Page, x: number, y: number) {
    const box = (await page.locator("#picture").boundingBox())!;
    const scale = box.width / PICTURE.width;
    return [box.x + (x + 0.5) * scale, box.y + (y + 0.5) * scale] as const;
  }

  async function fill(page: Page, name: string, place: readonly [string, string, string]) {
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    for (const [at, axis] of ["x", "y", "z"].entries())
      await page.getByLabel(`${axis}, metres`).fill(place[at]!);
  }

  async function download(page: Page): Promise<string> {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download points.csv" }).click(),
    ]);
    return readFileSync(await file.path(), "utf8");
  }

  it("is used by mouse, and what is downloaded is what the command reads", async () => {
    const page = await open(1440);
    await page.mouse.click(...(await findPixel(page, 200, 90)));
    await fill(page, "tile by the door, left", ["1.5", "-2", "0"]);
    await page.getByRole("button", { name: "Add the point" }).click();
    await page.getByRole("status").getByText("1 point, 5 more at least").waitFor();
    await page.mouse.click(...(await findPixel(page, 600, 300)));
    await fill(page, "post", ["3", "0,25", "1.2"]);
    await page.getByLabel("z, metres").press("Enter");
    const points = parsePointsCsv(await download(page), "points.csv");
    expect(points).toMatchObject([
      { name: "tile by the door, left", place: { x: 1.5, y: -2, z: 0 } },
      { name: "post", place: { x: 3, y: 0.25, z: 1.2 } },
    ]);
    for (const [at, [x, y]] of [
      [200, 90],
      [600, 300],
    ].entries()) {
      expect(Math.abs(points[at]!.x - x!)).toBeLessThan(0.6);
      expect(Math.abs(points[at]!.y - y!)).toBeLessThan(0.6);
    }
  });

  it("is used by keys alone, and takes back what was done", async () => {
    const page = await open(1440);
    const stage = page.getByRole("button", { name: /^Picture/ });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).toBe("stage");
    for (const key of ["Shift+ArrowLeft", "ArrowUp", "Alt+ArrowRight"])
      await page.keyboard.press(key);
    await page.keyboard.press("Space");
    await page.keyboard.type("corner");
    for (const value of ["1", "2", "0"]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(value);
    }
    await page.keyboard.press("Enter");
    expect(parsePointsCsv(await download(page), "points.csv")).toMatchObject([
      { name: "corner", place: { x: 1, y: 2, z: 0 }, x: 310.1, y: 179 },
    ]);
    await page.getByRole("button", { name: "Remove corner" }).press("Enter");
    expect(await page.locator("#rows tr").count()).toBe(0);
    // It is beside the button that was pressed.
    await page.keyboard.press("Enter");
    expect(await page.locator("#rows tr").count()).toBe(1);
    await stage.focus();
    await page.keyboard.press("Control+z");
    expect(await page.locator("#rows tr").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Undo" }).isDisabled()).toBe(true);
  });

  it("is used on a phone: a tap, and arrows for what a finger hides", async () => {
    const page = await open(390, true);
    expect(await isTooWide(page)).toBe(false);
    await page.touchscreen.tap(...(await findPixel(page, 320, 180)));
    const before = await page.locator("#place").textContent();
    await page.getByRole("button", { name: "To the left" }).tap();
    await page.getByRole("button", { name: "Down", exact: true }).tap();
    const pixel = (text: string | null) =>
      /point is at ([\d.]+), ([\d.]+)/
        .exec(text ?? "")!
        .slice(1)
        .map(Number);
    const [x, y] = pixel(before);
    const moved = pixel(await page.locator("#place").textContent());
    expect(moved[0]).toBeCloseTo(x! - 1, 5);
    expect(moved[1]).toBeCloseTo(y! + 1, 5);
    await fill(page, "a name that is as long as names of corners can be", ["1", "2", "0"]);
    await page.getByRole("button", { name: "Add the point" }).tap();
    expect(await isTooWide(page)).toBe(false);
    for (const name of ["To the left", "Undo", /^Change a name/, /^Remove a name/]) {
      const box = await page.getByRole("button", { name }).boundingBox();
      expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(40);
    }
  });

  it("keeps nobody from using it, at any width", async () => {
    const page = await open(1440);
    await page.mouse.click(...(await findPixel(page, 100, 100)));
    await fill(page, "corner", ["1", "2", "0"]);
    await page.getByRole("button", { name: "Add the point" }).click();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });
});
