import type { CardTerminal } from "@saunter/shop/entry/card-terminal";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  findBarriersInThemes,
  openPage,
  type PageOptions,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

/** A terminal that reads the card that a test holds to it. */
function createTestTerminal() {
  const held = { token: null as string | null };
  const terminal: CardTerminal = {
    presentForEntry: async ({ requestId, nowMs }) => {
      const { token } = held;
      if (token === null) return { kind: "nobody" };
      const card = { token, lastFour: "4242", readAtMs: nowMs };
      return { kind: "card", readingId: requestId, ...card };
    },
  };
  const hold = (token: string | null): void => {
    held.token = token;
  };
  return { terminal, hold };
}

/** More than the card pays: 20.00 is held, the rest is declined. */
const owe = (shop: TestShop, name: string): Promise<string> =>
  shop.people.shopFor(`pm_sim_funds_2000-${name}`, { coffee: 9 });

function findToken(shop: TestShop, visitId: string): string {
  const receipt = shop.process.store.read("receipt", visitId);
  if (receipt.status === "none") throw new Error("no receipt");
  return receipt.lookupToken;
}

type Look = Partial<Pick<PageOptions, "width" | "height" | "scheme" | "locale">>;

/** A kiosk that has been set up before. On a busy machine checks take longer than the minute after which it starts again. */
async function openKiosk(shop: TestShop, look: Look = {}): Promise<Page> {
  const size = { width: 1080, height: 1920, ...look };
  const page = await openPage(shop, { as: null, path: "/kiosk/", ...size });
  const keepAwake = `setInterval(() => document.dispatchEvent(new Event("touchmove")), 500)`;
  await page.evaluate(keepAwake);
  await setUp(shop, page);
  return page;
}

async function setUp(shop: TestShop, page: Page): Promise<void> {
  await page.getByLabel("Device key").fill(shop.keys.device);
  await page.getByRole("button", { name: "Use this key" }).click();
  await page.getByRole("heading", { name: "Find your receipt" }).waitFor();
}

/** Scans a receipt's code, as a hand-held scanner types it. */
async function scan(page: Page, code: string): Promise<void> {
  await page.getByRole("button", { name: /I have the code/ }).click();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.keyboard.press("Enter");
}

describeScreens("the kiosk", () => {
  const { terminal, hold } = createTestTerminal();
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({ terminal });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const read = (visitId: string) => shop.process.store.read("charge", visitId);

  it("is set up once with the key of a device, and knows it after a start", async () => {
    const page = await openPage(shop, { as: null, path: "/kiosk/" });
    const begin = page.getByRole("button", { name: "Use this key" });
    expect(await begin.isDisabled()).toBe(true);
    for (const key of ["saunter_nothing", shop.keys.gate]) {
      await page.getByLabel("Device key").fill(key);
      await begin.click();
      await page.getByText("This is not a device key.").waitFor();
    }
    await setUp(shop, page);
    await page.reload();
    await page.getByRole("heading", { name: "Find your receipt" }).waitFor();
  });

  it("asks for another key where its own is not valid any more", async () => {
    const page = await openKiosk(shop);
    const kept = JSON.stringify({ key: `saunter_${"x".repeat(43)}`, readerId: "kiosk" });
    await page.evaluate((text) => localStorage.setItem("saunter.kiosk", text), kept);
    await page.reload();
    await scan(page, "x".repeat(32));
    await page.getByText("Page not found").or(page.getByRole("alert")).first().waitFor();
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByRole("button", { name: /I paid by card/ }).click();
    await page.getByText("This kiosk’s key is no longer valid.").waitFor();
  });

  it("finds visits by the card that somebody came in with", async () => {
    await shop.people.shopFor("pm_sim_ok-twice", { soup: 1 });
    await shop.people.shopFor("pm_sim_ok-twice", { soup: 2 });
    const page = await openKiosk(shop);
    hold("pm_sim_ok-twice");
    await page.getByRole("button", { name: /I paid by card/ }).click();
    await page.getByRole("heading", { name: "Which visit?" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: /£3\.78/ }).click();
    await page.getByText(/2 × Tomato soup/).waitFor();
    await page.getByText("You owe nothing.").waitFor();
    await page.getByRole("img", { name: "Take it with you" }).waitFor();
    hold("pm_sim_ok-never-here");
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByRole("button", { name: /I paid by card/ }).click();
    await page.getByText("No receipt found for this card").waitFor();
    hold(null);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("finds a visit by the last four digits and the time, where it alone fits", async () => {
    await shop.pass(25 * 3_600_000);
    await shop.people.shopFor("pm_sim_ok-digits", { milk: 1 });
    const page = await openKiosk(shop);
    await shop.pass(0);
    await page.getByRole("button", { name: /last four digits/ }).click();
    await page.keyboard.type("12");
    await page.getByRole("button", { name: "Erase" }).click();
    await page.getByRole("button", { name: "Erase" }).click();
    for (const digit of "4242") {
      await page.getByRole("button", { name: digit, exact: true }).click();
    }
    // The browser's clock is a day behind the shop's: nothing fits by it.
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText("No receipt found").waitFor();
    await page.clock.setSystemTime(shop.process.shop.nowMs() + 5 * 60_000);
    await page.getByRole("button", { name: "Earlier" }).click();
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText(/1 × Milk/).waitFor();
    await shop.people.shopFor("pm_sim_ok-other", { soup: 1 });
    await page.getByRole("button", { name: "Start again" }).click();
    // Keys that come with the touch, before anything is painted, are not lost.
    await page.evaluate(`(async () => {
      const buttons = [...document.querySelectorAll("button")];
      buttons.find((button) => button.textContent.includes("last four digits")).click();
      for (let turn = 0; turn < 10; turn++) await null;
      for (const key of "4242") document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    })()`);
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText("Several receipts match").waitFor();
  });

  it("has a debt paid by card", async () => {
    const visitId = await owe(shop, "pays");
    const page = await openKiosk(shop);
    await scan(page, `${shop.url}/v1/r/${findToken(shop, visitId)}`);
    await page.getByText("£20.50 still to pay").waitFor();
    hold("pm_sim_declined-other");
    await page.getByRole("button", { name: /Pay by card/ }).click();
    await page.getByText("The card was declined").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    hold("pm_sim_ok-other");
    await page.getByRole("button", { name: "Try a card again" }).click();
    await page.getByRole("heading", { name: "Paid. Thank you!" }).waitFor();
    expect(read(visitId)).toMatchObject({ debt: null });
    await page.getByRole("button", { name: "Your receipt" }).click();
    await page.getByText("You owe nothing.").waitFor();
  });

  it("sends whoever has to confirm to their bank, and sees it when they have", async () => {
    const visitId = await owe(shop, "confirms");
    const page = await openKiosk(shop);
    await scan(page, findToken(shop, visitId));
    hold("pm_sim_sca-other");
    await page.getByRole("button", { name: /Pay by card/ }).click();
    await page.getByRole("img", { name: "Your bank’s page" }).waitFor();
    await page.getByRole("button", { name: "Use another card" }).click();
    await page.getByRole("button", { name: "Try a card again" }).click();
    await page.getByRole("img", { name: "Your bank’s page" }).waitFor();
    const [{ actionUrl }] = await listOpen(shop, visitId);
    const phone = await openPage(shop, { as: null, path: new URL(actionUrl).pathname, width: 360 });
    await phone.getByRole("heading", { name: "Pay £20.50?" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    expect(await findBarriersInThemes(phone)).toEqual([]);
    await phone.getByRole("link", { name: "Confirm" }).click();
    await phone.getByRole("heading", { name: "Confirmed." }).waitFor();
    await page.getByRole("heading", { name: "Paid. Thank you!" }).waitFor();
    expect(read(visitId)).toMatchObject({ debt: null });
  });

  it("comes to its end also where each answer takes longer than the time between two", async () => {
    const visitId = await owe(shop, "slow");
    const page = await openKiosk(shop);
    await page.route(`**/v1/charges/${visitId}`, async (route) => {
      const response = await route.fetch();
      const answered = Promise.withResolvers<void>();
      setTimeout(answered.resolve, 1500);
      await answered.promise;
      // Nobody waits any more where the page has called it off.
      await route.fulfill({ response }).catch(() => {});
    });
    await scan(page, findToken(shop, visitId));
    hold("pm_sim_sca-slow");
    await page.getByRole("button", { name: /Pay by card/ }).click();
    await page.getByRole("img", { name: "Your bank’s page" }).waitFor();
    await page.getByRole("button", { name: "Use another card" }).click();
    hold("pm_sim_ok-slow");
    await page.getByRole("button", { name: "Try a card again" }).click();
    await page.getByRole("heading", { name: "Paid. Thank you!" }).waitFor();
    expect(read(visitId)).toMatchObject({ debt: null });
  });

  it("asks again where an answer is lost on its way", async () => {
    const visitId = await owe(shop, "lost");
    const page = await openKiosk(shop);
    let asked = 0;
    await page.route(`**/v1/charges/${visitId}`, async (route) => {
      // The first is never answered.
      if (asked++ > 0) await route.continue();
    });
    await page.clock.install();
    await scan(page, findToken(shop, visitId));
    await page.getByText("Ground coffee").or(page.getByText(/9 × /)).first().waitFor();
    await expect.poll(() => asked).toBe(1);
    await page.clock.runFor(19_000);
    expect(asked).toBe(1);
    await page.clock.runFor(1_000);
    await page.getByText("£20.50 still to pay").waitFor();
  });

  it("shows a draft until it is final, and what waits for a reviewer with its time", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-draft");
    await shop.people.take(visitId, "soup");
    await shop.people.leave(visitId);
    const page = await openKiosk(shop);
    await scan(page, findToken(shop, visitId));
    await page.getByText("Your receipt is final in a few seconds.").waitFor();
    await shop.people.conclude(visitId);
    await page.getByText("You owe nothing.").waitFor();
    const uncertain = await shop.people.shopFor("pm_sim_ok-wait", { soup: { probability: 0.6 } });
    await page.getByRole("button", { name: "Start again" }).click();
    await scan(page, findToken(shop, uncertain));
    await page.getByText(/Our staff are checking it, until/).waitFor();
  });

  it("knows no receipt of a code that is none", async () => {
    const page = await openKiosk(shop);
    await scan(page, "5000001000028");
    await page.getByText("This is not a receipt code.").waitFor();
    await page.getByLabel("Code", { exact: true }).fill("x".repeat(32));
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByRole("button", { name: "Try again" }).waitFor();
  });

  it("speaks the languages that people choose, and its own again when they have gone", async () => {
    const visitId = await owe(shop, "speaks");
    const page = await openKiosk(shop);
    await page.getByLabel("Language").selectOption("ar");
    await page.getByRole("heading", { name: "اعثر على إيصالك" }).waitFor();
    await expect.poll(() => page.evaluate("document.documentElement.dir")).toBe("rtl");
    // The shop's name is cut at its end, if at all, and stands at the right.
    const look = `(({ direction, textAlign }) => ({ direction, textAlign }))(
      getComputedStyle(document.querySelector(".kiosk-shop")))`;
    await expect.poll(() => page.evaluate(look)).toEqual({ direction: "ltr", textAlign: "right" });
    await page.getByLabel("اللغة").selectOption("de");
    await page.getByRole("button", { name: /Ich habe den Code/ }).click();
    await page.getByLabel("Code", { exact: true }).fill(findToken(shop, visitId));
    await page.keyboard.press("Enter");
    await page.getByText("Noch 20,50 £ zu zahlen").waitFor();
    await page.getByRole("button", { name: "Neu beginnen" }).click();
    await page.getByRole("heading", { name: "Find your receipt" }).waitFor();
  });

  it("goes back to the start when nobody has touched it for a minute", async () => {
    const visitId = await owe(shop, "goes");
    const page = await openPage(shop, { as: null, path: "/kiosk/" });
    await page.clock.install();
    await page.reload();
    await setUp(shop, page);
    await scan(page, findToken(shop, visitId));
    await page.getByText("still to pay").waitFor();
    await page.clock.runFor(50_000);
    await page.getByText(/Going back to the start in \d+ seconds/).waitFor();
    await page.getByRole("button", { name: "I’m still here" }).click();
    await page.clock.runFor(40_000);
    await page.getByText("still to pay").waitFor();
    await page.clock.runFor(25_000);
    await page.getByRole("heading", { name: "Find your receipt" }).waitFor();
    expect(await page.getByText("still to pay").count()).toBe(0);
  });

  it.each(["en-GB", "ar"])("has no barriers, read in %s", async (locale) => {
    const visitId = await owe(shop, `looks-${locale}`);
    const isReady = async (page: Page) => {
      await setUp(shop, page);
      if (locale === "ar") await page.getByLabel("Language").selectOption("ar");
      await page.locator(".kiosk-way").last().click();
      await page.locator("input").fill(findToken(shop, visitId));
      await page.keyboard.press("Enter");
      await page.locator(".kiosk-take .qr").waitFor();
    };
    const look = { as: null, path: "/kiosk/" } as const;
    expect(await findBarriersAnywhere(shop, look, isReady)).toEqual([]);
  });

  it("has no barriers at its start, and where digits are typed", async () => {
    const atStart = (page: Page) => setUp(shop, page);
    const look = { as: null, path: "/kiosk/" } as const;
    expect(await findBarriersAnywhere(shop, look, atStart)).toEqual([]);
    const atDigits = async (page: Page) => {
      await setUp(shop, page);
      await page.getByRole("button", { name: /last four digits/ }).click();
    };
    expect(await findBarriersAnywhere(shop, look, atDigits)).toEqual([]);
  });

  it("says so while the shop does not answer, and goes on by itself", async () => {
    const page = await openKiosk(shop);
    await shop.stop();
    await page.getByText("The shop cannot be reached. Reconnecting …").waitFor();
    await page.getByRole("button", { name: /I paid by card/ }).click();
    await page.getByRole("alert").waitFor();
    await shop.restart();
    await page.getByText("Reconnecting …").waitFor({ state: "detached" });
    hold("pm_sim_ok-twice");
    await page.getByRole("button", { name: "Try again" }).last().click();
    await page.getByRole("heading", { name: "Which visit?" }).waitFor();
  });
});

describeScreens("the kiosk of an American store", () => {
  const { terminal, hold } = createTestTerminal();
  let shop: TestShop;
  beforeAll(async () => {
    const american = { locale: "en-US", timeZone: "America/New_York", currency: "USD" };
    shop = await startShop({
      terminal,
      config: (config) => ({ ...config, shop: { ...config.shop, ...american } }),
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("says amounts, times and all else as they are said there, whatever its browser is set to", async () => {
    const visitId = await owe(shop, "american");
    const page = await openKiosk(shop, { locale: "de" });
    expect(await page.getByLabel("Language").inputValue()).toBe("en-US");
    await scan(page, findToken(shop, visitId));
    await page.getByText("$20.50 still to pay").waitFor();
    const visit = shop.process.store.read("visit", visitId);
    if (visit.status !== "closed") throw new Error("the visit is not closed");
    const [hour, half] = sayHourInNewYork(visit.closedMs).split(/\s/);
    await expect
      .poll(() => page.locator(".kiosk-left").textContent())
      .toMatch(new RegExp(`^Left [A-Z][a-z]{2} \\d{1,2}, \\d{4}, ${hour}:\\d\\d\\s${half}$`));
    hold("pm_sim_declined-american");
    await page.getByRole("button", { name: "Pay by card · $20.50" }).click();
    await page
      .getByText("You were not charged. Try another card, or ask at the register.")
      .waitFor();
    const uncertain = await shop.people.shopFor("pm_sim_ok-us", { soup: { probability: 0.6 } });
    await page.getByRole("button", { name: "Start again" }).click();
    await scan(page, findToken(shop, uncertain));
    await page.getByText(/until \d{1,2}:\d\d [AP]M at the latest\. .* in your favor\./).waitFor();
  });

  it("says in its own words that the store does not answer", async () => {
    const page = await openKiosk(shop);
    await shop.stop();
    await page.getByText("The store cannot be reached. Reconnecting …").waitFor();
    await shop.restart();
    await page.getByText("The store cannot be reached.").waitFor({ state: "detached" });
  });
});

/** "3 PM" */
function sayHourInNewYork(timestampMs: number): string {
  const format = { hour: "numeric", timeZone: "America/New_York" } as const;
  return new Intl.DateTimeFormat("en-US", format).format(timestampMs);
}

/** Payments of a charge that wait to be confirmed. */
async function listOpen(shop: TestShop, visitId: string) {
  const headers = { authorization: `Bearer ${shop.keys.device}` };
  const answer = await fetch(`${shop.url}/v1/charges/${visitId}`, { headers });
  const charge = (await answer.json()) as {
    readonly payments: { readonly status: string; readonly actionUrl: string }[];
  };
  return charge.payments.filter(({ status }) => status === "needs-action") as [
    (typeof charge.payments)[number],
  ];
}
