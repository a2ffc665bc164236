/** Every page of the chain's console in each of its languages, wide and on a phone; and where there is nothing, or no line. */

import { CONSOLE_FOLDER } from "@saunter/chain/http/add-console";
import {
  addForecast,
  CHAIN,
  makeReceipt,
  makeVisit,
  START_MS,
  startChainHttp,
  type TestChainHttp,
} from "@saunter/chain/http/chain-http-fixture";
import { PAGES, type PageEntry } from "@saunter/chain-console/shell/pages";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { directionOf, type Language } from "@saunter/ui/i18n";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAfterTest } from "./close-after-test.ts";
import {
  APPEARS_WITHIN_MS,
  describeScreens,
  findBarriers,
  isTooWide,
  NEXT_FRAME,
} from "./screens-fixture.ts";

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const IDS: Readonly<Record<string, string>> = { shopId: "a-1", visitId: "6019394533255319" };
/** Pages headed by the name of a thing. */
const NAMED = ["/shops/:shopId"];
/** Headed by the same word in English. */
const SAME: Readonly<Record<"de" | "ar", readonly string[]>> = { de: ["/webhooks"], ar: [] };

describeScreens("the chain console's languages and empty states", () => {
  const faults: string[] = [];
  let chain: TestChainHttp;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    chain = await startChainHttp({ consoleFolder: CONSOLE_FOLDER });
    const visit = makeVisit("a-1", IDS.visitId!);
    await chain.db.insertInto("visits").values(visit).execute();
    await chain.db
      .insertInto("receipts")
      .values(makeReceipt("a-1", IDS.visitId!, {}))
      .execute();
    await addCards(chain);
    await addAlerts(chain);
    await addReviews(chain);
    await addForecastResult(chain);
    await chain.db
      .insertInto("set_aside")
      .values({
        ...{ shop_id: "a-2", subject: "saunter.up.0.a-2", reason: "forked", received_ms: START_MS },
        ...{ body: new Uint8Array([1]), size_bytes: 1 },
      })
      .execute();
    url = await chain.http.app.listen({ host: "127.0.0.1", port: 0 });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await chain?.close();
    expect(faults).toEqual([]);
  });

  /** As an owner of the chain, unless another session is given. */
  async function openPage(locale: string, token?: string): Promise<Page> {
    const context = await browser.newContext({ viewport: WIDE, locale, reducedMotion: "reduce" });
    closeAfterTest(context);
    const value = token ?? (await chain.signIn("owner", CHAIN)).token;
    await context.addCookies([{ name: "saunter_chain_session", value, url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    page.on("pageerror", (error) => void faults.push(String(error)));
    return page;
  }

  /** Opens a page, and gives its heading when all of it is there. */
  async function open(page: Page, { path }: Pick<PageEntry, "path">): Promise<string> {
    await page.goto(`${url}/console${path.replaceAll(/:(\w+)/g, (_, id) => IDS[id]!)}`);
    const heading = page.locator("main h1").first();
    await heading.waitFor();
    await page.locator("main .bones").first().waitFor({ state: "detached" });
    return (await heading.textContent())!;
  }

  it.each(["de", "ar"] as const)("every page is whole in %s, wide and narrow", async (language) => {
    const english = await openPage("en-GB");
    const page = await openPage(language);
    const wrong: string[] = [];
    for (const one of PAGES) {
      await page.setViewportSize(WIDE);
      const heading = await open(page, one);
      const isSame = heading === (await open(english, one));
      const isExpected = NAMED.includes(one.path) || SAME[language].includes(one.path);
      if (isSame !== isExpected) wrong.push(`${one.path} is headed ${heading}`);
      const root = page.locator("html");
      const [lang, dir] = [await root.getAttribute("lang"), await root.getAttribute("dir")];
      if (lang !== language || dir !== directionOf(language)) {
        wrong.push(`${one.path} is of ${lang}, ${dir}`);
      }
      for (const size of [WIDE, PHONE]) {
        await page.setViewportSize(size);
        await page.evaluate(NEXT_FRAME);
        const where = `${one.path} at ${size.width} px`;
        if (await isTooWide(page)) wrong.push(`${where} is wider than the screen`);
        wrong.push(...(await findBarriers(page)).map((barrier) => `${where}: ${barrier}`));
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    {
      language: "de",
      texts: ["Antwortet nicht", "Alarm des Ladens", "Bestätigt"],
      ...{ nobody: "Von niemandem bestätigt", ofShop: "Wenig Speicherplatz" },
    },
    {
      language: "ar",
      texts: ["لا يستجيب", "تنبيه من المتجر", "تم تأكيد الاطلاع"],
      ...{ nobody: "لم يؤكد أحد الاطلاع", ofShop: "مساحة القرص قليلة" },
    },
  ] as const)(
    "alerts are named in $language: the chain's, the shop's, and those of nobody",
    async ({ language, texts, nobody, ofShop }) => {
      const page = await openPage(language);
      await open(page, { path: "/alerts" });
      for (const text of texts) await page.locator("tbody").getByText(text).first().waitFor();
      await open(page, { path: "/shops/:shopId" });
      await page.getByRole("row", { name: ofShop }).waitFor();
      const auditor = await chain.signIn("auditor", CHAIN);
      const other = await openPage(language, auditor.token);
      await open(other, { path: "/alerts" });
      await other.locator("tbody").getByText(nobody).first().waitFor();
    },
  );

  it("what is English stays in its own direction in Arabic", async () => {
    const page = await openPage("ar");
    await open(page, { path: "/alerts" });
    const message = page.locator("tbody bdi").first();
    await message.waitFor();
    expect(await message.evaluate((one) => one.matches(":dir(ltr)"))).toBe(true);
  });

  it.each([
    ["de", { block: "Diese Karte sperren", points: "0 Punkte", tooFine: "12,345" }],
    ["ar", { block: "حظر هذه البطاقة", points: "لا نقاط", tooFine: "12.345" }],
  ] as const)("a gift card, a customer and both forms are whole in %s", async (language, texts) => {
    const page = await openPage(language);
    const wrong: string[] = [];
    const dialog = page.locator("dialog[open]");
    const look = async (name: string): Promise<void> => {
      for (const size of [WIDE, PHONE]) {
        await page.setViewportSize(size);
        await page.evaluate(NEXT_FRAME);
        if (await isTooWide(page)) wrong.push(`${name} is too wide at ${size.width} px`);
        wrong.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
      }
      await page.setViewportSize(WIDE);
    };
    await open(page, { path: "/gift-cards" });
    await page.locator("tbody button").first().click();
    await dialog.getByRole("button", { name: texts.block }).waitFor();
    await look("a gift card");
    await open(page, { path: "/gift-cards" });
    await page.locator(".filters .button").click();
    await dialog.locator("input").first().fill(texts.tooFine);
    await dialog.locator('[aria-invalid="true"]').waitFor();
    await look("the form of gift cards");
    await open(page, { path: "/customers" });
    await page.locator("tbody").getByText(texts.points).waitFor();
    await page.locator("tbody button").first().click();
    await dialog.getByText(texts.points).first().waitFor();
    await look("a customer");
    await open(page, { path: "/customers" });
    await page.locator(".filters .button").click();
    await dialog.locator("input").first().waitFor();
    await look("the form of customers");
    expect(wrong).toEqual([]);
  });

  it.each([
    ["de", "Von 1.000 Besuchen etwa 12 mehr mit exaktem Beleg (4 mehr bis 20 mehr)"],
    ["ar", "من كل 1,000 زيارة: نحو 12 أكثر بإيصال صحيح تمامًا (من 4 أكثر إلى 20 أكثر)"],
  ] as const)("a forecast is told in %s", async (language, text) => {
    const page = await openPage(language);
    await open(page, { path: "/goods" });
    await page.getByText(text).waitFor();
  });

  it("is chosen under one's name, and kept", async () => {
    const page = await openPage("en-GB");
    await open(page, { path: "/" });
    await page.getByRole("button", { name: "You" }).click();
    await page.getByLabel("Language").selectOption("ar" satisfies Language);
    await page.getByRole("heading", { name: "المتاجر", level: 1 }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "المتاجر", level: 1 }).waitFor();
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
  });

  it("says that the line is lost, keeps what it had, and goes on by itself", async () => {
    const page = await openPage("de");
    await open(page, { path: "/" });
    await page.locator("tbody tr").first().waitFor();
    await page.route(/\/v1\//, (route) => route.abort());
    await page.getByText(/Die Kette ist nicht erreichbar/).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(4);
    expect(await findBarriers(page)).toEqual([]);
    await page.unroute(/\/v1\//);
    await page.getByText(/Die Kette ist nicht erreichbar/).waitFor({ state: "detached" });
  });

  it("says what is wrong where the chain fails, and takes it up again when asked to", async () => {
    const page = await openPage("de");
    const json = { code: "internal-error", title: "T", detail: "", advice: "A", status: 500 };
    const contentType = "application/problem+json";
    await page.route(/\/v1\/visits/, (route) => route.fulfill({ status: 500, contentType, json }));
    await page.goto(`${url}/console/visits`);
    await page.getByText("Hier ist etwas schiefgegangen").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.unroute(/\/v1\/visits/);
    await page.getByRole("button", { name: "Noch einmal versuchen" }).click();
    await page.getByText("Hier ist etwas schiefgegangen").waitFor({ state: "detached" });
    await page.getByRole("link", { name: /5319/ }).waitFor();
  });

  it("says that a page is not for somebody, and what there is where there is nothing", async () => {
    const reviewer = await chain.signIn("support", { kind: "shop", id: "a-1" });
    const page = await openPage("en-GB", reviewer.token);
    await page.goto(`${url}/console/people`);
    await page.getByText("You do not have access to this page").waitFor();
    await page.route(/\/v1\/overview/, (route) => route.fulfill({ json: { atMs: 0, shops: [] } }));
    await page.goto(`${url}/console/`);
    await page.getByText("No shops yet").waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  it("downloads a table, and says under which name", async () => {
    const page = await openPage("en-GB");
    await open(page, { path: "/exports" });
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    expect((await coming).suggestedFilename()).toMatch(/^receipts-.*\.parquet$/);
    await page.getByText(/^Saved as receipts-/).waitFor();
  });
});

/** A gift card, and a customer with a member card. */
async function addCards(chain: TestChainHttp): Promise<void> {
  const { token } = await chain.signIn("owner", CHAIN);
  const of = { organisationId: "main", currency: "GBP" };
  const card = { ...of, amountMinor: 2500, expiresMs: null };
  await chain.ask("POST /v1/gift-cards", { token, body: card });
  const rates = { earnedPoints: 1, perMinor: 100, pointsPerMinor: 1, isOpenToJoin: true };
  const rule = { ...of, ...rates, effectiveMs: null, note: "a point a pound" };
  await chain.ask("POST /v1/loyalty-rules", { token, body: rule });
  const person = { name: "Ann Archer", email: "ann@mail.example" };
  await chain.ask("POST /v1/customers", { token, body: { ...of, ...person } });
}

/** Alerts of the chain of which one is acknowledged, and one that a shop has raised. */
async function addAlerts({ db }: TestChainHttp): Promise<void> {
  const alert = { message: "Shop a-2 has not answered for 5 min.", raised_ms: START_MS };
  await db
    .insertInto("chain_alerts")
    .values([
      { ...alert, alert_key: "silent a-2", kind: "shop-silent", shop_id: "a-2", is_for_all: false },
      { ...alert, alert_key: "own a-1", kind: "shop-alert", shop_id: "a-1", is_for_all: false },
      {
        ...{ ...alert, alert_key: "hub", kind: "hub-full", shop_id: null, is_for_all: true },
        ...{ acknowledged_ms: START_MS, acknowledged_by: "somebody" },
      },
    ])
    .execute();
  await db
    .insertInto("alerts")
    .values({
      ...{ shop_id: "a-1", position: 1, alert_key: "disk-low", kind: "disk-low" },
      ...{ message: "1 GB is left.", visit_id: null, raised_ms: START_MS, acknowledged_ms: null },
      ...{ acknowledged_by: null, cleared_ms: null, cleared_by: null },
    })
    .execute();
}

/** A reviewer has decided one and skipped one. */
async function addReviews({ db, signIn }: TestChainHttp): Promise<void> {
  const { userId } = await signIn("reviewer", CHAIN);
  const look = { shop_id: "a-1", visit_id: "v-1", user_id: userId, is_second: false };
  const times = { given_ms: START_MS - 20_000, until_ms: START_MS, ended_ms: START_MS - 5000 };
  await db
    .insertInto("review_looks")
    .values([
      { ...look, ...times, look_id: "l-1", review_id: "r-1", ending: "decided" },
      { ...look, ...times, look_id: "l-2", review_id: "r-2", ending: "skipped" },
    ])
    .execute();
}

async function addForecastResult(chain: TestChainHttp): Promise<void> {
  const forecastId = await addForecast(chain.db, "a-1");
  const share = (value: number) => ({ value, low: value - 0.008, high: value + 0.008 });
  const loss = (value: number) => ({ value, low: value - 2, high: value + 2 });
  const figures = {
    exact: { before: share(0.95), after: share(0.962), difference: share(0.012) },
    review: { before: share(0.06), after: share(0.05), difference: share(-0.01) },
    lossMinor: { before: loss(9), after: loss(8), difference: loss(-1) },
  };
  const worlds = [
    { name: "quiet", visits: 1000, figures: { exact: 0.012, review: -0.01, lossMinor: -1 } },
  ];
  const result = { visits: 1000, differing: 40, figures, worlds, seconds: 12 };
  await chain.db
    .updateTable("forecasts")
    .set({
      ...{ state: "done", result: JSON.stringify(result), done_ms: START_MS, progress: 1 },
      task: JSON.stringify({ layout: { currency: "GBP" } }),
    })
    .where("forecast_id", "=", forecastId)
    .execute();
}
