/** The display at the entrance and at a gate. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  isTooWide,
  openPage,
  type PageOptions,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { readCode } from "./shopper-fixture.ts";

const LANGUAGE_MS = 12_000;
/** It asks so often what the shop is. */
const FACTS_EVERY_MS = 10_000;
/** By the link of a receipt it is asked so often what has become of it. */
const LOOK_MS = 4000;
const SCREENS = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
  { width: 800, height: 1280 },
  { width: 1080, height: 1920 },
  { width: 3840, height: 2160 },
];

describeScreens("the display at the entrance", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (query = "", more: Omit<Partial<PageOptions>, "path"> = {}) =>
    openPage(shop, { as: null, path: `/display/${query}`, width: 1280, height: 800, ...more });
  const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

  it("says that the shop is open, how to come in, and what is recorded", async () => {
    const page = await open();
    await see(page, "Open");
    await see(page, "Hold your card to the reader");
    await see(page, "Show the code on your phone");
    await see(page, "We hold £20.00 on your card. You only pay for what you take.");
    await see(page, /We never measure or store faces/);
    expect(await readCode(page.locator(".qr"))).toBe(`${shop.url}/shop/`);
  });

  it("speaks one language after the other", async () => {
    const page = await open("", { isClockMovable: true });
    await see(page, "Walk in.");
    const languageOf = () => page.locator("html").getAttribute("lang");
    await expect.poll(() => languageOf()).toBe("en-GB");
    await page.clock.runFor(LANGUAGE_MS);
    await see(page, "Hineingehen.");
    await page.clock.runFor(LANGUAGE_MS);
    await see(page, "ادخل.");
    expect([await languageOf(), await page.locator("html").getAttribute("dir")]).toEqual([
      ...["ar", "rtl"],
    ]);
  });

  it("says that it cannot reach the shop, and goes on by itself", async () => {
    const page = await open("?languages=en-GB", { isClockMovable: true });
    await see(page, "Walk in.");
    await shop.stop();
    await page.clock.fastForward(FACTS_EVERY_MS);
    await see(page, "The shop cannot be reached");
    await shop.restart();
    await page.clock.fastForward(FACTS_EVERY_MS);
    await page.getByText("The shop cannot be reached").waitFor({ state: "detached" });
  });

  it("is dark at night, by the shop's clock", async () => {
    const page = await open();
    expect(shop.config.shop.timeZone).toBe("Europe/London");
    for (const [time, theme] of [
      ["12:00", "light"],
      ["21:30", "dark"],
    ] as const) {
      await page.clock.setFixedTime(`2026-01-15T${time}:00Z`);
      await page.reload();
      await see(page, "Walk in.");
      await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe(theme);
    }
  });

  it.each(["en-GB", "en-US", "de", "ar"])("fits every screen in %s", async (language) => {
    const page = await open(`?languages=${language}`);
    await page
      .locator(".notice p")
      .getByText(/.{100}/)
      .waitFor();
    for (const { width, height } of SCREENS) {
      await page.setViewportSize({ width, height });
      const size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]";
      await expect.poll(() => page.evaluate(size)).toEqual([width, height]);
    }
  });

  it("reloads itself where the shop came back with another page", async () => {
    const page = await open("?languages=en-GB", { isClockMovable: true });
    await see(page, "Walk in.");
    await page.evaluate("window.isOld = true");
    await shop.stop();
    await page.clock.fastForward(FACTS_EVERY_MS);
    await see(page, "The shop cannot be reached");
    await page.route("**/display/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}<!-- another -->` });
    });
    const loaded = page.waitForEvent("load");
    await shop.restart();
    await page.clock.fastForward(FACTS_EVERY_MS);
    await loaded;
    await see(page, "Walk in.");
    expect(await page.evaluate("window.isOld")).toBeUndefined();
  });

  it.each([
    [1920, 1080, "light"],
    [1920, 1080, "dark"],
    [800, 1280, "light"],
    [360, 740, "light"],
    [360, 740, "dark"],
  ] as const)("has no barriers at %i × %i in the %s", async (width, height, theme) => {
    const page = await open(`?theme=${theme}`, { width, height });
    await see(page, "Walk in.");
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
  });
});

describeScreens("the display at a gate", () => {
  let shop: TestShop;
  let page: Page;
  beforeAll(async () => {
    shop = await startShop();
    page = await openPage(shop, {
      as: null,
      path: "/display/?gate=gate-in&theme=light",
      width: 1280,
      height: 800,
      isClockMovable: true,
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const see = (text: string | RegExp) => page.getByText(text).first().waitFor();

  it.each([
    ["de-DE", "Anzeige einrichten: Entrance", "Geräteschlüssel", "Schlüssel verwenden", "ltr"],
    ["ar", "إعداد الشاشة: Entrance", "مفتاح الجهاز", "استخدم هذا المفتاح", "rtl"],
  ])("is set up in the browser's language, %s", async (locale, title, key, begin, direction) => {
    const path = "/display/?gate=gate-in&theme=light";
    const own = await openPage(shop, { as: null, path, locale, width: 360, height: 740 });
    const heading = own.getByRole("heading", { level: 1 });
    await heading.waitFor();
    expect(((await heading.textContent()) ?? "").replace(/[\u2068\u2069]/g, "")).toBe(title);
    await own.getByLabel(key).fill("saunter_wrong");
    await own.getByRole("button", { name: begin }).click();
    await own.getByRole("alert").waitFor();
    expect(await own.evaluate("document.documentElement.dir")).toBe(direction);
    expect(await findBarriers(own)).toEqual([]);
  });

  it("asks for the key of a device, once", async () => {
    await see("Set up the display: Entrance");
    const key = page.getByLabel("Device key");
    await key.fill("saunter_wrong");
    await page.getByRole("button", { name: "Use this key" }).click();
    await page.getByRole("alert").waitFor();
    await key.fill(shop.keys.device);
    await page.getByRole("button", { name: "Use this key" }).click();
    await see("Walk in.");
    await page.reload();
    await see("Walk in.");
  });

  it("shows a code by which a phone comes in, another every 15 seconds", async () => {
    await see("Scan to come in with your phone");
    const first = await readCode(page.locator(".qr"));
    expect(first).toContain(`${shop.url}/shop/enter?gate=gate-in&invitation=`);
    await shop.pass(15_000);
    await expect.poll(() => readCode(page.locator(".qr"))).not.toBe(first);
  });

  it("says to whoever is refused why, in every language at once", async () => {
    await expect(shop.people.enter("pm_sim_declined-1")).rejects.toThrow("entry-hold-declined");
    await see("Your bank declined the hold");
    await see("Ihre Bank hat die Reservierung abgelehnt");
    await see("رفض البنك حجز المبلغ");
    expect(await findBarriers(page)).toEqual([]);
    await shop.pass(31_000);
    await see("Walk in.");
  });

  it("welcomes whoever comes in by card, with the link of their receipt", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-2");
    await see("Welcome");
    await see("Willkommen");
    const code = page.locator(".said-code .qr");
    const url = await readCode(code);
    expect(url).toMatch(new RegExp(`^${shop.url}/shop/r/[\\w-]+$`));
    expect(await findBarriers(page)).toEqual([]);
    await shop.people.take(visitId, "soup");
    // Whoever scans it sees the cart, without an account.
    const phone = await openPage(shop, {
      as: null,
      path: new URL(url).pathname,
      width: 360,
      isClockMovable: true,
    });
    await phone.getByText("Tomato soup").waitFor();
    await shop.people.leave(visitId);
    await shop.people.conclude(visitId);
    await phone.clock.fastForward(LOOK_MS);
    await phone.locator(".hero").getByText("Final").waitFor();
    await shop.pass(31_000);
    await see("Walk in.");
  });

  it("says that the shop is closed where its only entry gate is", async () => {
    // Whichever language is shown.
    await setMode("closed");
    await page.clock.fastForward(FACTS_EVERY_MS);
    await see(/^(The shop is closed right now|Der Laden ist gerade geschlossen|المتجر مغلق الآن)/);
    await setMode("automatic");
    await page.clock.fastForward(FACTS_EVERY_MS);
    await see(/^(Walk in|Hineingehen|ادخل)/);
  });

  const setMode = (mode: "closed" | "automatic") =>
    shop.process.store.transact((tx) => {
      tx.append("shop", "gates", [{ type: "GateModeSet", gateId: "gate-in", mode, by: "test" }]);
    });
});
