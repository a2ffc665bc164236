/** Every page of the chain's console in each of its languages, wide and on a phone; and where there is nothing, or no line. */

import { CONSOLE_FOLDER } from "@saunter/chain/http/add-console";
import {
  CHAIN,
  makeReceipt,
  makeVisit,
  startChainHttp,
  type TestChainHttp,
} from "@saunter/chain/http/chain-http-fixture";
import { PAGES, type PageEntry } from "@saunter/chain-console/shell/pages";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { directionOf, type Language } from "@saunter/ui/i18n";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAfterTest } from "./close-after-test.ts";
import { describeScreens, findBarriers, isTooWide, NEXT_FRAME } from "./screens-fixture.ts";

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
    page.setDefaultTimeout(30_000);
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
