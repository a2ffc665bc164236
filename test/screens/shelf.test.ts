import { recordStock } from "@saunter/shop/domain/stock-service";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  openPage,
  type Somebody,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { makeReading } from "./scripted-evidence.ts";
import { GOODS } from "./scripted-people.ts";

const PATH = "/console/shelves/1/2";
const BATCH_MS = 500;
/** Faster tremor disappears in a bin's mean. */
const SAMPLES_A_BIN = 6;

const open = (shop: TestShop, as: Somebody = "operator", path = PATH) =>
  openPage(shop, { as, path });

/** How far down the curve of a plate ends, as a share of its height; null where there is none. */
const readCurve = (page: Page, plate: number): Promise<number | null> =>
  page.evaluate(`(() => {
    const row = [...document.querySelectorAll(".plates tbody tr")]
      .find((one) => one.querySelector("th").textContent === "${plate}");
    const canvas = row?.querySelector("canvas");
    if (!canvas) return null;
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    for (let x = width - 1; x >= 0; x--) {
      for (let y = 0; y < height; y++) if (data[4 * (y * width + x) + 3] > 100) return y / height;
    }
    return null;
  })()`);

describeScreens("a shelf", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  /** All plates of the first gondola say this for half a second. */
  const read = async (levelG: (shelf: number, plate: number) => number): Promise<void> => {
    await shop.pass(BATCH_MS);
    const timestampMs = shop.process.shop.nowMs() - BATCH_MS;
    await shop.say([makeReading(timestampMs, BATCH_MS, levelG)]);
  };

  it("says that it has sent nothing until it has", async () => {
    const page = await open(shop);
    await page.getByText("No readings from these plates yet").first().waitFor();
    for (let times = 0; times < 4; times++) await read(() => 2000);
    await page.getByRole("row", { name: /^1 .*\b(1999|2000) g/ }).waitFor();
  });

  it("draws what its plates read as they read it", async () => {
    const page = await open(shop, "reviewer");
    for (let times = 0; times < 6; times++) await read(() => 2000);
    await expect.poll(() => readCurve(page, 3)).not.toBeNull();
    for (let times = 0; times < 6; times++) {
      await read((shelf, plate) => (shelf === 2 && plate === 3 ? 1585 : 2000));
    }
    await page.getByRole("row", { name: /^3 .*\b158[45] g/ }).waitFor();
    await page.getByRole("row", { name: /^4 .*\b(1999|2000) g/ }).waitFor();
    await expect.poll(() => readCurve(page, 3)).toBeGreaterThan(0.5);
  });

  it("says what stands there, how much of it should, and what has been taken", async () => {
    const { store, goods } = shop.process;
    const page = await open(shop);
    const soup = page.getByRole("region", { name: "Tomato soup" });
    await soup.getByText("not counted").waitFor();
    const { facings } = goods.current();
    const { facing } = facings.find(({ gtin }) => gtin === GOODS.soup.gtin)!;
    await store.transact((tx) =>
      recordStock(tx, facings, { type: "StockCounted", facing, quantity: 9, by: "user-operator" }),
    );
    await soup.getByText("9", { exact: true }).waitFor();
    // What was taken before the count had gone by then.
    await shop.pass(10_000);
    const visitId = await shop.people.enter("pm_sim_ok-ann");
    await shop.people.take(visitId, "soup", { quantity: 2, probability: 0.98 });
    await soup.getByText("7", { exact: true }).waitFor();
    const taken = page.getByRole("region", { name: "Recent picks" });
    await taken
      .getByRole("listitem")
      .filter({ hasText: /2 taken: Tomato soup.*98%/s })
      .waitFor();
    // What is taken elsewhere is not reported here, though it came first.
    await shop.people.take(visitId, "crisps");
    await shop.people.take(visitId, "milk");
    await taken.getByRole("listitem").filter({ hasText: "1 taken: Milk" }).waitFor();
    expect(await taken.getByText(/crisps/i).count()).toBe(0);
  });

  it("belongs to the floor, and leads back there", async () => {
    const page = await open(shop);
    const rail = page.getByRole("navigation", { name: "Pages" });
    await expect
      .poll(() => rail.getByRole("link", { name: "Floor" }).getAttribute("aria-current"))
      .toBe("page");
    await page.getByRole("link", { name: "Back to floor" }).click();
    await page.waitForURL("**/console/");
  });

  it("has those around it a key away, and says where there is none", async () => {
    const page = await open(shop);
    await page.getByRole("link", { name: "Shelf above" }).press("Enter");
    await page.waitForURL("**/console/shelves/1/3");
    await page.getByRole("heading", { name: "Gondola 1, shelf 3" }).waitFor();
    await page.getByText("Shelf above: none").waitFor();
    const none = await open(shop, "operator", "/console/shelves/7/1");
    await none.getByText("This shelf does not exist").waitFor();
  });

  it("says what stands there by weight, since it was counted", async () => {
    const { store, goods } = shop.process;
    const page = await open(shop);
    for (let times = 0; times < 6; times++) await read(() => 2000);
    const { facings } = goods.current();
    const { facing } = facings.find(({ gtin }) => gtin === GOODS.milk.gtin)!;
    await store.transact((tx) =>
      recordStock(tx, facings, { type: "StockCounted", facing, quantity: 6, by: "user-operator" }),
    );
    const milk = page.getByRole("region", { name: "Milk in a glass bottle" });
    const byWeight = milk.locator("dt", { hasText: "by weight" }).locator("xpath=../dd/span[1]");
    await read(() => 2000);
    await read(() => 2000);
    await expect.poll(() => byWeight.textContent()).toBe("6.0");
    await milk.getByText("as expected").waitFor();
    // Two bottles go, half of their weight on each plate, and nobody was seen to take them.
    const taken = (shelf: number, plate: number): number =>
      shelf === 2 && plate <= 2 ? 2000 - GOODS.milk.weightG : 2000;
    for (let times = 0; times < 8; times++) await read(taken);
    await expect.poll(() => byWeight.textContent()).toBe("4.0");
    await milk.getByText("2 fewer than expected").waitFor();
    // What stands there and what should, in grams; a plate says what it has lost.
    const { weightG } = GOODS.milk;
    await milk.getByText(`${6 * weightG} g`, { exact: true }).waitFor();
    await milk.getByRole("columnheader", { name: "Since count" }).waitFor();
    await milk
      .getByRole("row", { name: new RegExp(`^1 .*−(${weightG - 1}|${weightG}|${weightG + 1}) g`) })
      .waitFor();
  });

  it("says how much a plate trembles at rest, and which one has stopped reading", async () => {
    const page = await open(shop);
    const cell = (plate: number, column: number) =>
      page
        .getByRole("row", { name: new RegExp(`^${plate} `) })
        .getByRole("cell")
        .nth(column);
    const noiseOf = async (plate: number): Promise<number> =>
      Number.parseFloat((await cell(plate, 2).textContent())!);
    // The sixth trembles by so much, the fifth says nothing.
    const tremble = (shelf: number, plate: number): number => {
      if (shelf === 2 && plate === 5) return Number.NaN;
      return 2000 + (shelf === 2 && plate === 6 ? shake() : 0);
    };
    let turn = 0;
    const shake = (): number => {
      turn += 1;
      return 3 * Math.sin(2.1 * Math.floor(turn / SAMPLES_A_BIN));
    };
    for (let times = 0; times < 6; times++) await read(() => 2000);
    for (let times = 0; times < 16; times++) await read(tremble);
    await cell(5, 3).getByText("has stopped reading").waitFor();
    await cell(1, 3).getByText("OK", { exact: true }).waitFor();
    expect(await noiseOf(1)).toBeLessThan(0.5);
    expect(await noiseOf(6)).toBeGreaterThan(1);
    for (let times = 0; times < 6; times++) await read(() => 2000);
    await cell(5, 3).getByText("OK", { exact: true }).waitFor();
  });

  it("says so where too many look at shelves already", async () => {
    const data = JSON.stringify({ reason: "too-many" });
    const page = await openPage(shop, { as: "operator", path: "/console/goods" });
    await page.route("**/v1/live/shelves/**", (route) =>
      route.fulfill({
        contentType: "text/event-stream",
        body: `event: cut-off\ndata: ${data}\n\n`,
      }),
    );
    await page.goto(`${shop.url}${PATH}`);
    await page
      .getByText("Too many live shelf views are open. Close one to see this shelf live.")
      .waitFor();
  });

  it("says so when the connection is lost, and goes on by itself", async () => {
    const page = await open(shop);
    await read(() => 2000);
    await page.getByRole("row", { name: /^1 .*\b\d+ g/ }).waitFor();
    await shop.stop();
    const note = page.getByText("Connection lost. These are the last readings.");
    await note.waitFor();
    await shop.restart();
    await note.waitFor({ state: "detached" });
  });

  it("has no barriers, on phones and wide screens, by day and by night", async () => {
    await read(() => 2000);
    const isReady = async (page: Page) => {
      await page.getByRole("row", { name: /^1 .*\b\d+ g/ }).waitFor();
      await expect.poll(() => readCurve(page, 1)).not.toBeNull();
    };
    expect(await findBarriersAnywhere(shop, { as: "operator", path: PATH }, isReady)).toEqual([]);
  });
});
