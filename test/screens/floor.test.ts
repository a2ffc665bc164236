import { raiseAlert } from "@saunter/shop/domain/alerts";
import { seeShopper } from "@saunter/shop/domain/binding-service";
import { closeVisit, leaveShop } from "@saunter/shop/domain/floor-service";
import { makeFrame, type SeenPerson } from "@saunter/shop/live/floor-frames";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { makeReading } from "./scripted-evidence.ts";
import { findShopper } from "./scripted-people.ts";

const BATCH_MS = 500;

/** Where discs are on the canvas, as the page's pixels: the middle of all that is drawn. */
const FIND_DRAWN = `(() => {
  const canvas = document.querySelector(".floor-people canvas");
  // The page itself has no hold of its pixels: a copy of what is shown is read.
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  let [x, y, count] = [0, 0, 0];
  for (let at = 3; at < data.length; at += 4) {
    if (data[at] < 200) continue;
    count++;
    x += ((at - 3) / 4) % width;
    y += Math.floor((at - 3) / 4 / width);
  }
  const box = canvas.getBoundingClientRect();
  const ratio = width / box.width;
  return count === 0 ? null : { x: box.x + x / count / ratio, y: box.y + y / count / ratio, count };
})()`;

/** How high all that is drawn is, in the page's pixels, and the colour that most of it has. */
const FIND_SHAPE = `(() => {
  const canvas = document.querySelector(".floor-people canvas");
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  let [top, bottom] = [height, -1];
  const colours = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 250) continue;
    const y = Math.floor(at / 4 / width);
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    const colour = data.slice(at, at + 3).join();
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const [most] = [...colours].sort((a, b) => b[1] - a[1]);
  const ratio = width / canvas.getBoundingClientRect().width;
  return most === undefined ? null : { height: (bottom - top + 1) / ratio, colour: most[0] };
})()`;

/** A colour of the style sheets as pixels have it. */
const readColour = (page: Page, token: string): Promise<string> =>
  page.evaluate(`(() => {
    const probe = document.createElement("span");
    probe.style.color = "var(${token})";
    document.body.append(probe);
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    pen.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    pen.fillRect(0, 0, 1, 1);
    return pen.getImageData(0, 0, 1, 1).data.slice(0, 3).join();
  })()`);

interface Shape {
  readonly height: number;
  readonly colour: string;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

const findDrawn = (page: Page): Promise<Place | null> => page.evaluate(FIND_DRAWN);

describeScreens("the floor", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  // What one test leaves behind is of no concern to the next.
  afterEach(async () => {
    const { shop: services, store } = shop.process;
    const open = store.db.prepare("SELECT visit_id FROM visits WHERE status = 'open'").all();
    for (const { visit_id: visitId } of open) {
      await store.transact((tx) => closeVisit(tx, services, visitId as string, "attendant"));
    }
    const inside = store.db
      .prepare("SELECT shopper_id FROM shoppers WHERE status = 'inside'")
      .all();
    for (const { shopper_id: shopperId } of inside) {
      await store.transact((tx) => leaveShop(tx, services, shopperId as string));
    }
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const open = async (more: Partial<Parameters<typeof openPage>[1]> = {}): Promise<Page> => {
    const page = await openPage(shop, { as: "operator", path: "/console/", ...more });
    await page.getByRole("heading", { name: "In the shop" }).waitFor();
    return page;
  };

  /** Cameras see people now; the floor has been shown when this resolves. */
  const show = async (...people: readonly SeenPerson[]): Promise<void> => {
    await shop.pass(120);
    await shop.say([{ ...makeFrame(...people), timestampMs: shop.process.shop.nowMs() }]);
  };

  it("says that nobody is there while nobody is", async () => {
    const page = await open({ as: "all" });
    await page.getByText("The shop is empty").waitFor();
    await page.getByText("nobody inside").waitFor();
    expect(await findDrawn(page)).toBeNull();
    await page.close();
  });

  it("shows who is in the shop, what they take, and what they are believed to hold", async () => {
    const page = await open();
    const visitId = await shop.people.enter("pm_sim_ok-floor");
    const shopperId = findShopper(shop.process.shop, visitId);
    await show({ shopperId, x: 0.5, y: -1 });
    const row = page.getByRole("row", { name: /Visit of 1/ });
    await row.getByText("Nothing yet").waitFor();
    await page.getByText("1 person").waitFor();
    await shop.people.take(visitId, "soup", { quantity: 2 });
    await row.getByText("2 × Tomato soup").waitFor();
    await row.getByText("£3.78").waitFor();
    await page.getByRole("listitem").filter({ hasText: "2 taken: Tomato soup" }).waitFor();
    await page.locator(".floor-label", { hasText: "+2 Tomato soup" }).waitFor();
    await shop.people.take(visitId, "milk", { probability: 0.8 });
    await row.getByText("80%").waitFor();
    await shop.people.leave(visitId);
    await row.waitFor({ state: "detached" });
  });

  it("draws people where they are, and opens the visit of whoever is clicked", async () => {
    const page = await open();
    await expect.poll(() => findDrawn(page)).toBeNull();
    const visitId = await shop.people.enter("pm_sim_ok-drawn");
    const shopperId = findShopper(shop.process.shop, visitId);
    // Cameras go on: where nobody has been seen for a while nobody is drawn.
    const drawAt = async (x: number, y: number) => {
      await show({ shopperId, x, y });
      return findDrawn(page);
    };
    await expect.poll(() => drawAt(0.2, -0.6)).not.toBeNull();
    const first = (await drawAt(0.2, -0.6))!;
    await expect.poll(async () => (await drawAt(1.2, -1.6))?.x).toBeGreaterThan(first.x + 20);
    await expect.poll(async () => (await drawAt(1.2, -1.6))?.y).toBeGreaterThan(first.y + 20);
    const isOpened = async (): Promise<boolean> => {
      const drawn = await drawAt(1.2, -1.6);
      if (drawn !== null) await page.mouse.click(drawn.x, drawn.y);
      return page.url().endsWith(`/console/visits/${visitId}`);
    };
    await expect.poll(isOpened).toBe(true);
    // It may have been clicked twice before it opened: one step back would not be enough.
    await page.goto(`${shop.url}/console/`);
    await page.getByRole("link", { name: /Visit of/ }).press("Enter");
    await page.waitForURL(`**/console/visits/${visitId}`);
  });

  it("draws how far a hand reaches, and each kind of person in a colour of its own", async () => {
    const page = await open();
    const visitId = await shop.people.enter("pm_sim_ok-hand");
    const shopperId = findShopper(shop.process.shop, visitId);
    const staffId = await shop.people.enter({ kind: "staff", staffId: "sam" });
    const staff = findShopper(shop.process.shop, staffId);
    const shapeOf = async (person: SeenPerson): Promise<Shape | null> => {
      await show(person);
      return page.evaluate(FIND_SHAPE);
    };
    const at = { shopperId, x: 0.5, y: -1.2, heading: 0 };
    // A hand that hangs down is not drawn: a disc and a tick at its side, no more.
    const disc = { ...at, hand: [0.6, -1.2] } as const;
    const isAlone = async () => (await shapeOf(disc))?.height ?? 0;
    await expect.poll(isAlone).toBeGreaterThan(15);
    await expect.poll(isAlone).toBeLessThan(34);
    const colourOf = async (person: SeenPerson) => (await shapeOf(person))?.colour;
    await expect.poll(() => colourOf(disc)).toBe(await readColour(page, "--now-fill"));
    const near = await isAlone();
    const reaching = { ...at, hand: [0.5, -0.5] } as const;
    const reachOf = async () => (await shapeOf(reaching))?.height ?? 0;
    await expect.poll(reachOf).toBeGreaterThan(near + 25);
    // As far again, and so is the line.
    const half = await reachOf();
    const whole = { ...at, hand: [0.5, 0.2] } as const;
    await expect.poll(async () => (await shapeOf(whole))?.height ?? 0).toBeGreaterThan(half + 25);
    await expect.poll(isAlone).toBeLessThan(34);
    for (const [shown, token] of [
      [staff, "--staff-fill"],
      ["nobody-knows", "--warning-fill"],
    ] as const) {
      const { store, shop: services } = shop.process;
      if (shown !== staff) {
        await store.transact((tx) => seeShopper(tx, services, { shopperId: shown, gateId: null }));
      }
      // Whoever is not seen any more has to be gone first.
      await shop.pass(3000);
      await expect
        .poll(() => colourOf({ ...at, shopperId: shown }))
        .toBe(await readColour(page, token));
    }
  });

  it("washes the shelf on which something happens, at the time that is shown", async () => {
    const page = await open();
    const visitId = await shop.people.enter("pm_sim_ok-wash");
    const shopperId = findShopper(shop.process.shop, visitId);
    const board = page.getByRole("link", { name: /^Gondola 1, shelf 2:/ });
    const other = page.getByRole("link", { name: /^Gondola 1, shelf 3:/ });
    const washOf = () => board.getAttribute("data-wash");
    /** Half a second in which the plates read something, and then a picture of it. */
    const read = async (levelG: (shelf: number, plate: number) => number): Promise<void> => {
      await shop.pass(BATCH_MS);
      const timestampMs = shop.process.shop.nowMs() - BATCH_MS;
      await shop.say([makeReading(timestampMs, BATCH_MS, levelG)]);
      await show({ shopperId, x: 0.5, y: -1 });
    };
    for (let times = 0; times < 8; times++) await read(() => 2000);
    expect(await washOf()).toBeNull();
    let turn = 0;
    const shaken = (shelf: number, plate: number): number =>
      shelf === 2 && plate === 3 ? 2000 + 300 * Math.sin(0.2 * turn++) : 2000;
    for (let times = 0; times < 6; times++) await read(shaken);
    await expect.poll(washOf).toBe("4");
    expect(await other.getAttribute("data-wash")).toBeNull();
    for (let times = 0; times < 24; times++) await read(() => 2000);
    await expect.poll(washOf).toBeNull();
    // Back where it was shaken it is washed, and the lists say that they are of now.
    await page.getByRole("button", { name: "Pause" }).click();
    const slider = page.getByRole("slider", { name: "Time shown" });
    const goBack = async (): Promise<string | null> => {
      await slider.press("ArrowLeft");
      return washOf();
    };
    await expect.poll(goBack, { interval: 200 }).toBe("4");
    expect(await page.getByText("current").count()).toBe(2);
    await page.getByText("1 person now").waitFor();
    await page.getByRole("button", { name: "Live" }).click();
    await expect.poll(washOf).toBeNull();
    expect(await page.getByText("current").count()).toBe(0);
  });

  it("makes stand out who has no entry, and what staff must check", async () => {
    const page = await open();
    const { shop: services, store } = shop.process;
    await show({ shopperId: "stranger", x: 0.4, y: -1 });
    await store.transact((tx) => seeShopper(tx, services, { shopperId: "stranger", gateId: null }));
    await page
      .getByRole("row", { name: /No visit: ask them/ })
      .getByText("no entry")
      .waitFor();
    const visitId = await shop.people.enter("pm_sim_ok-age");
    await shop.people.take(visitId, "ale");
    const alert = page.getByRole("listitem").filter({ hasText: "Pale ale was taken" });
    const row = page.getByRole("row", { name: /check age/ });
    await row.waitFor();
    await alert.getByRole("button", { name: "Old enough" }).click();
    await alert.waitFor({ state: "detached" });
    await row.waitFor({ state: "detached" });
  });

  it("goes back to where people were, and comes back to now", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-past");
    const shopperId = findShopper(shop.process.shop, visitId);
    for (let at = 0; at < 40; at++) await show({ shopperId, x: at < 20 ? 0.2 : 1.4, y: -1 });
    const page = await open();
    // Until the page has them: a picture that is old is not shown.
    const showAgain = async () => {
      await show({ shopperId, x: 1.4, y: -1 });
      return findDrawn(page);
    };
    await expect.poll(showAgain).not.toBeNull();
    const now = (await findDrawn(page))!;
    await page.getByRole("button", { name: "Pause" }).click();
    const slider = page.getByRole("slider", { name: "Time shown" });
    const goBack = async (): Promise<number> => {
      await slider.press("ArrowLeft");
      return (await findDrawn(page))?.x ?? now.x;
    };
    await expect.poll(goBack, { interval: 200 }).toBeLessThan(now.x - 20);
    expect(await slider.getAttribute("aria-valuetext")).toMatch(/^0:\d\d ago$/);
    await page.getByRole("button", { name: "Live" }).click();
    await expect.poll(() => slider.getAttribute("aria-valuetext")).toBe("live");
    await expect.poll(async () => (await showAgain())?.x ?? 0).toBeGreaterThan(now.x - 10);
    // Where they were goes with their visit, here as in the shop.
    await shop.people.leave(visitId);
    await page.getByRole("row", { name: /Visit of/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Pause" }).click();
    // That they were there is no secret, and why they are not shown is said.
    const past = page.getByText(
      "1 was inside at this time. They have left: their positions are deleted.",
    );
    const isPastAfterStep = async (): Promise<boolean> => {
      await slider.press("ArrowLeft");
      expect(await findDrawn(page)).toBeNull();
      return past.isVisible();
    };
    await expect.poll(isPastAfterStep, { interval: 200 }).toBe(true);
    await page.getByRole("button", { name: "Live" }).click();
    await page.getByText("was inside at this time").waitFor({ state: "detached" });
  });

  it("lets shelves be chosen by the keyboard", async () => {
    const page = await open();
    const shelves = page.getByRole("group", { name: "Shelves" });
    await shelves.getByRole("link", { name: "Gondola 1, shelf 1: Sparkling water" }).focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowRight");
    await expect
      .poll(() => page.evaluate("document.activeElement.getAttribute('aria-label')"))
      .toMatch(/^Gondola 2, shelf 2: Ground coffee/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/console/shelves/2/2");
  });

  it("says so when the connection is lost, and goes on by itself", async () => {
    const page = await open();
    const visitId = await shop.people.enter("pm_sim_ok-lost");
    await page.getByRole("row", { name: /coming in|Visit of/ }).waitFor();
    await shop.stop();
    await page.getByText("Connection lost. These are the last positions.").waitFor();
    await page.getByText("The shop cannot be reached").waitFor();
    await shop.restart();
    await page.getByText("The shop cannot be reached").waitFor({ state: "detached" });
    await show({ shopperId: findShopper(shop.process.shop, visitId), x: 0.5, y: -1 });
    await page.getByRole("row", { name: /Visit of 1/ }).waitFor();
    await expect.poll(() => findDrawn(page)).not.toBeNull();
  });

  it("draws people though what draws them did not come at first", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-drawn");
    const page = await openPage(shop, { as: "operator", path: "/console/health" });
    let asked = 0;
    await page.route("**/people-worker*", (route) =>
      ++asked === 1 ? route.abort() : route.continue(),
    );
    await page.goto(`${shop.url}/console/`);
    await expect.poll(() => asked).toBe(2);
    await show({ shopperId: findShopper(shop.process.shop, visitId), x: 0.5, y: -1 });
    await expect.poll(() => findDrawn(page)).not.toBeNull();
  });

  it("has no barriers, on phones and wide screens, by day and by night", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-axe");
    const shopperId = findShopper(shop.process.shop, visitId);
    await shop.people.take(visitId, "soup");
    const { store } = shop.process;
    const message = "look at this ".repeat(16);
    await store.transact((tx) =>
      raiseAlert(tx, { alertKey: "long", kind: "tailgating", message, visitId: null }),
    );
    const page = await open();
    await show({ shopperId, x: 0.5, y: -1 });
    await page.getByRole("row", { name: /Visit of/ }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });
});
