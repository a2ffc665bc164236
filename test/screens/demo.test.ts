/** A demonstration as a stranger meets it: started by its command, looked at in a browser. */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAfterTest } from "./close-after-test.ts";
import { type Demo, startDemo } from "./demo-fixture.ts";
import {
  APPEARS_WITHIN_MS,
  describeScreens,
  findBarriers,
  findBarriersInThemes,
  isTooWide,
} from "./screens-fixture.ts";
import { addFinger } from "./shopper-fixture.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const main = join(root, "apps/shop/src/main.ts");

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** Somebody who has a finger, and neither mouse nor keys. */
  readonly hasTouch?: boolean;
}

/** Whoever is there before there is nobody but who walks here changes little on the shelves. */
const QUIET = ["--scenario", "quiet"];
/** The visitor's; no simulated shopper has another. */
const ONE_CART = ["--carts", "1"];

const RECORDING = "recordings/visit";
/** One of a real shop: a visit of 17 s, in which one thing is taken. */
const REAL = "recordings/BENCHMARK-1";
const real = join(root, "../shared/data/nanostore", REAL);
const isMissing = !existsSync(real);

describeScreens("a demonstration", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-demo-"));
  const faults: string[] = [];
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    const visit = [...QUIET, "--shoppers", "1", "--seed", "2"];
    const simulate = [main, "simulate", ...visit, "--out", join(folder, RECORDING)];
    await promisify(execFile)(process.execPath, simulate, { cwd: root });
    const recordings = join(folder, "recordings");
    if (!isMissing) symlinkSync(real, join(folder, REAL));
    [demo, browser] = await Promise.all([
      startDemo(
        0,
        "--data",
        join(folder, "data"),
        "--recordings",
        recordings,
        ...ONE_CART,
        ...QUIET,
      ),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    expect(await demo?.stop()).toBe(0);
    rmSync(folder, { recursive: true });
    expect(faults).toEqual([]);
  });

  const open = async (
    path: string,
    { width = 1440, height = 900, scheme = "light", hasTouch = false }: Look = {},
  ): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: "reduce",
      hasTouch,
    });
    closeAfterTest(context);
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    page.on("pageerror", (error) => void faults.push(`${path}: ${error.stack}`));
    await page.goto(`${demo.url}${path}`);
    return page;
  };

  /** A page of the console, as its operator. */
  const openAsOperator = async (path: string, look: Look = {}): Promise<Page> => {
    const page = await open(path, look);
    // Whoever walks about is no operator, and is asked for nothing.
    if (!path.startsWith("/console/walk")) {
      await page.getByRole("button", { name: "Look around as its operator" }).click();
    }
    await page.getByRole("region", { name: "Demonstration" }).waitFor();
    return page;
  };

  it("shows the shop as it is at its own address, and is its operator's in one click", async () => {
    const page = await open("/");
    await page.getByText(/(person is|people are) in the shop now/).waitFor();
    await page.getByRole("button", { name: "Run the shop as its operator" }).click();
    await page.waitForURL("**/console/");
    await page.getByRole("heading", { name: "Floor" }).waitFor();
  });

  it("welcomes everybody, on phones and wide screens, by day and by night", async () => {
    const page = await open("/");
    await page.getByText(/in the shop now/).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("leads to the smart cart that can be taken, on a tablet and beside one", async () => {
    const page = await open("/");
    await page.getByRole("link", { name: "With a smart cart" }).click();
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    await page.getByRole("link", { name: "Show a demo customer’s code" }).click();
    await page.getByRole("heading", { name: "Your cart" }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByRole("heading", { name: "Try the cart" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole("button", { name: "End without buying" }).click();
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
  });

  it("leads to the documentation where that is built, and says nothing of it where not", async () => {
    const page = await open("/");
    const docs = page.getByRole("link", { name: "In the documentation" });
    for (const hasDocs of [false, true]) {
      await page.route("**/v1/shop", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), hasDocs } });
      });
      await page.reload();
      await page.getByText(/in the shop now/).waitFor();
      expect(await docs.count()).toBe(hasDocs ? 1 : 0);
    }
    expect(await docs.getAttribute("href")).toBe("/docs/");
  });

  const countInside = async (page: Page): Promise<number> => {
    const text = await page.locator(".floor-head [role=status]").textContent();
    return text === "nobody inside" ? 0 : Number.parseInt(text!, 10);
  };

  // Then whoever walks here finds every product where it belongs: a crowd leaves things elsewhere,
  // about which the engine is rightly unsure, and comes last.
  it("is empty where one wants nobody else in it", async () => {
    const page = await openAsOperator("/console/");
    await page.getByRole("button", { name: "10×" }).click();
    await page.getByRole("slider", { name: "Maximum number of shoppers" }).fill("0");
    await expect.poll(() => countInside(page)).toBe(0);
  });

  it("has a phone set up in two taps, held to the gate, and its owner walked about", async () => {
    const { page } = await addFinger(await open("/shop/", { width: 360, height: 740 }));
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByRole("button", { name: "Create a passkey" }).click();
    const hold = page.getByRole("button", { name: "Hold this phone to the gate" });
    await hold.waitFor();
    await page.getByText("Number of people").waitFor();
    await page.getByText("In this demonstration you come in alone.").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await hold.click();
    await page.getByRole("link", { name: /^Walk (about|around)$/ }).waitFor();
    const console = await openAsOperator("/console/walk");
    await console.getByRole("button", { name: "Leave L" }).waitFor();
    await console.keyboard.down("d");
    await console.getByRole("heading", { name: /^Shelf \d+$/ }).waitFor();
    await console.keyboard.up("d");
    const tiles = console.getByRole("region", { name: "Shelf in front of you" });
    const name = await tiles.locator(".walk-tile-name").first().textContent();
    await console.keyboard.press("1");
    await page.getByText(name!).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await console.keyboard.press("l");
    await page.getByText("Paid: card ending 4242").waitFor();
    await page.getByText(name!).waitFor();
    // From the page for a cart that is over: in once more, and on to the cart.
    await page.goto(`${demo.url}/shop/code`);
    await hold.click();
    await page.waitForURL("**/shop/visits/*");
    await console.getByRole("button", { name: "Leave L" }).click();
    await console.getByText("You are out", { exact: true }).waitFor();
  });

  it("has a smart cart: goods are scanned and dragged into it, and one visit has gate and cart", async () => {
    const { page } = await addFinger(await open("/shop/", { width: 360, height: 740 }));
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByRole("button", { name: "Create a passkey" }).click();
    await page.getByRole("button", { name: "Hold this phone to the gate" }).click();
    await page.waitForURL("**/shop/visits/*");
    const visitId = new URL(page.url()).pathname.split("/").at(-1);
    await page.goto(`${demo.url}/shop/code`);
    const [tablet] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Show it to a smart cart" }).click(),
    ]);
    await tablet.setViewportSize({ width: 1600, height: 1000 });
    const bench = tablet.getByRole("complementary", { name: "Try the cart" });
    await bench.getByRole("button", { name: "Scan: Porridge oats" }).click();
    const goods = bench.getByRole("listitem").filter({ hasText: "Porridge oats" });
    await goods.dragTo(bench.getByRole("region", { name: "In the cart" }));
    const line = tablet.locator(".cart-line", { hasText: "Porridge oats" });
    await line.getByText("In the cart", { exact: true }).waitFor();
    const readTrip = async () => (await (await fetch(new URL("/state", tablet.url()))).json()).trip;
    await expect.poll(async () => (await readTrip()).visitId).toBe(visitId);
    expect(await findBarriersInThemes(tablet)).toEqual([]);
    await tablet.getByRole("button", { name: "Go to the lane" }).click();
    await tablet.getByRole("button", { name: "Pay and finish" }).click();
    await tablet.getByRole("heading", { name: "Thank you" }).waitFor();
    const console = await openAsOperator("/console/walk");
    await console.getByRole("button", { name: "Leave L" }).click();
    await page.goto(`${demo.url}/shop/visits/${visitId}`);
    await page.getByText("Paid: card ending 4242").waitFor();
    await page.getByText("Porridge oats").first().waitFor();
  });

  it("lets a phone in that its passkey speaks for, at the display of the gate", async () => {
    const display = await open("/display/?gate=in&languages=en-GB", { height: 800 });
    await display.getByRole("heading", { name: "Set up the display: Entrance" }).waitFor();
    expect(await findBarriers(display)).toEqual([]);
    await display.getByRole("button", { name: "Create a key" }).click();
    await display.getByText("a phone cannot open the code").waitFor();
    const here = display.getByRole("link", { name: "Open it here" });
    await expect.poll(() => here.getAttribute("href")).toContain("invitation=");
    const { page } = await addFinger(await open("/shop/", { width: 360, height: 740 }));
    await page.getByRole("button", { name: "Save this card" }).click();
    await page.getByRole("button", { name: "Create a passkey" }).click();
    await page.getByRole("button", { name: "Hold this phone to the gate" }).waitFor();
    await page.goto((await here.getAttribute("href"))!);
    await page.getByRole("button", { name: "Come in with your passkey" }).click();
    await page.getByRole("link", { name: /^Walk (about|around)$/ }).waitFor();
    await display.getByText("Welcome", { exact: true }).waitFor();
    const console = await openAsOperator("/console/walk");
    await console.getByRole("button", { name: "Leave L" }).click();
    await console.getByText("You are out", { exact: true }).waitFor();
  });

  it("sets its kiosk up in one click", async () => {
    const page = await open("/kiosk/");
    await page.getByRole("button", { name: "Create a key" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Create a key" }).click();
    await page.getByRole("heading", { name: "Find your receipt" }).waitFor();
  });

  it("unfolds what can be changed where there is little room, by keyboard alone", async () => {
    const page = await openAsOperator("/console/", { width: 360 });
    const speed = page.getByRole("button", { name: "2×", exact: true });
    const more = page.getByRole("button", { name: /up to 0/ });
    await more.waitFor();
    expect(await speed.isVisible()).toBe(false);
    await more.press("Enter");
    await speed.press("Enter");
    await page.getByRole("button", { name: "2×, up to 0" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.keyboard.press("Escape");
    expect(await speed.isVisible()).toBe(false);
  });

  it("has one walk in by keyboard, take, put back and leave, and there is the receipt", async () => {
    const page = await openAsOperator("/console/walk");
    const cart = page.getByRole("region", { name: "Your cart" });
    await page.getByRole("button", { name: "Shop again" }).press("Enter");
    await page.getByText("You are in").waitFor();
    await page.keyboard.down("d");
    await page.getByRole("heading", { name: /^Shelf \d+$/ }).waitFor();
    await page.keyboard.up("d");
    await page.getByRole("button", { name: "5×" }).click();
    const tiles = page.getByRole("region", { name: "Shelf in front of you" }).getByRole("button");
    const names = await tiles.locator(".walk-tile-name").allTextContents();
    for (const [at, name] of [names[0]!, names[4]!].entries()) {
      await page.keyboard.press(at === 0 ? "1" : "5");
      await page.getByText(`You took ${name}`).waitFor();
      // As the engine believes it, whatever is so.
      await cart
        .getByRole("listitem")
        .filter({ hasText: `1 × ${name}` })
        .waitFor();
    }
    await cart.getByText("Correct: that is what you hold").waitFor();
    await page.keyboard.press("p");
    await page.getByText(`You put ${names[4]} back`).waitFor();
    await cart.getByRole("listitem").filter({ hasText: names[4]! }).waitFor({ state: "detached" });
    await page.keyboard.press("l");
    await page.getByText("You are out", { exact: true }).waitFor();
    const receipt = page.getByRole("region", { name: "Receipt" });
    await receipt.getByRole("rowheader", { name: `1 × ${names[0]}` }).waitFor();
    await receipt.getByText("Correct: that is exactly what you took").waitFor();
    await receipt.getByText("final", { exact: true }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const [phone] = await Promise.all([
      page.context().waitForEvent("page"),
      receipt.getByRole("link", { name: "The receipt on your phone" }).click(),
    ]);
    await phone.getByText(names[0]!).first().waitFor();
  });

  it("has one walk about with a finger alone", async () => {
    const page = await openAsOperator("/console/walk", { width: 360, height: 740, hasTouch: true });
    await page.getByRole("button", { name: "Shop again" }).tap();
    await page.getByText("You are in").waitFor();
    const tap = async (selector: string, at: number): Promise<void> => {
      const { x, y, width, height } = (await page.locator(selector).nth(at).boundingBox())!;
      await page.touchscreen.tap(x + width / 2, y + height / 2);
    };
    const stick = (await page.locator(".walk-stick").boundingBox())!;
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...byX: readonly number[]) => {
      const [middleX, middleY] = [stick.x + stick.width / 2, stick.y + stick.height / 2];
      const touchPoints = byX.map((by) => ({ x: middleX + by, y: middleY }));
      return finger.send("Input.dispatchTouchEvent", { type, touchPoints });
    };
    await touch("touchStart", 0);
    await touch("touchMove", 30);
    await page.getByRole("heading", { name: /^Shelf \d+$/ }).waitFor();
    await touch("touchEnd");
    await page.getByRole("button", { name: "1×, up to 0" }).tap();
    await page.getByRole("button", { name: "5×" }).tap();
    await page.getByRole("button", { name: "5×, up to 0" }).tap();
    // The third of those along the front of the island.
    await tap(".floor-gondola", 9);
    await page.locator(".floor-goal").waitFor();
    await page.getByRole("heading", { name: "Shelf 10" }).waitFor();
    const tile = page.getByRole("region", { name: "Shelf in front of you" }).getByRole("listitem");
    const name = (await tile.first().locator(".walk-tile-name").textContent())!;
    await tile.first().tap();
    const cart = page.getByRole("region", { name: "Your cart" });
    await cart
      .getByRole("listitem")
      .filter({ hasText: `1 × ${name}` })
      .waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    // The way out leads out.
    await tap(".floor-gate", 1);
    await page.getByText("You are out", { exact: true }).waitFor();
    const receipt = page.getByRole("region", { name: "Receipt" });
    await receipt.getByRole("rowheader", { name: `1 × ${name}` }).waitFor();
    expect(await isTooWide(page)).toBe(false);
  });

  it("shows whoever walks in the shop, on phones and wide screens, by day and by night", async () => {
    const page = await openAsOperator("/console/walk");
    await page.getByRole("heading", { name: "Be a shopper" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("tells another system what happens, which believes it and shows it", async () => {
    const page = await openAsOperator("/console/webhooks");
    const head = page.locator(".endpoint-head");
    await head.getByText("/simulated-system").waitFor();
    await page.getByRole("row").filter({ hasText: "delivered" }).first().waitFor();
    await page.goto(`${demo.url}/simulated-system`);
    const told = page
      .getByRole("group")
      .filter({ hasText: /visit\./ })
      .first();
    await told.locator("summary").click();
    await told.getByText('"type": "visit.').waitFor();
  });

  it("is as fast and as full as one wants it, and the floor shows that at once", async () => {
    const page = await openAsOperator("/console/");
    await page.getByRole("button", { name: "10×" }).click();
    await page.getByLabel("Scenario").selectOption("crowd");
    await page.getByRole("slider", { name: "Maximum number of shoppers" }).fill("16");
    await page.getByText("Up to 16 people").waitFor();
    // More than a crowd has by itself. It is no fuller: the fuller the shop, the longer until all have left.
    await expect.poll(() => countInside(page)).toBeGreaterThan(6);
    await page.getByLabel("Scenario").selectOption("quiet");
    // Each scenario says itself how many there are.
    await page.getByText("Up to 1 person").waitFor();
    await page.getByRole("slider", { name: "Maximum number of shoppers" }).fill("0");
    await expect.poll(() => countInside(page)).toBe(0);
  });

  /** Until it is over, on the floor. */
  const play = async (recording: string): Promise<Page> => {
    const page = await openAsOperator("/console/");
    await page.getByLabel("Source").selectOption(recording);
    await page.getByText(`Opening ${recording}`).waitFor();
    await page.getByRole("button", { name: "10×" }).click();
    await page.getByText("1 person").waitFor();
    await page.getByRole("list").locator(".taken").first().waitFor();
    await page.getByText("Recording ended").waitFor();
    return page;
  };

  it.skipIf(isMissing)(
    "plays a real recording (skipped where ../shared/data is missing)",
    async () => {
      const page = await play(REAL);
      expect(await page.getByRole("list").locator(".taken").count()).toBe(1);
    },
  );

  it("plays a recording that is chosen, says when it is over, and goes back", async () => {
    const page = await play(RECORDING);
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${demo.url}/console/walk`);
    await page.getByText("You cannot walk into a recording").waitFor();
    await page.getByRole("button", { name: "Back to the simulated shop" }).click();
    await page.getByRole("link", { name: "Be a shopper" }).waitFor();
  });
});
