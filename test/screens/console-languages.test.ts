/** Every page of the console in each of its other languages, on a wide screen and on a narrow phone. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PAGES, type PageEntry } from "@saunter/console/shell/pages";
import { SMART_CARTS_CONFIG } from "@saunter/shop/http/shop-config-fixture";
import { sample } from "@saunter/testing/sample";
import { directionOf, type Language } from "@saunter/ui/i18n";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { putTrip, SCALES } from "./console-shop-fixture.ts";
import {
  describeScreens,
  findBarriers,
  isTooWide,
  NEXT_FRAME,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
/** Pages headed by the name of a thing. */
const NAMES = ["/devices/:deviceId", "/carts/:cartId/:tripId"];
/** Those, and pages whose heading is the same word in English. */
const SAME: Readonly<Partial<Record<Language, readonly string[]>>> = {
  de: [...NAMES, "/webhooks"],
  ar: NAMES,
};

/** Names below bars that are cut off, leave their chart or touch; what is unseen, and takes room. */
const LIST_CUT_NAMES = `(() => {
  const faults = [];
  const charts = [...document.querySelectorAll(".bars")];
  if (charts.length !== 2) faults.push(charts.length + " charts");
  for (const unseen of document.querySelectorAll("figure .unseen")) {
    if (unseen.offsetWidth > 1) faults.push(unseen.tagName + " takes room unseen");
  }
  for (const chart of charts) {
    const box = chart.getBoundingClientRect();
    const isSeen = (name) => name.checkVisibility({ visibilityProperty: true });
    const names = [...chart.querySelectorAll(".bar-name")].filter(isSeen);
    if (names.length < 4) faults.push(names.length + " names");
    const boxes = names.map((name) => name.getBoundingClientRect());
    names.forEach((name, at) => {
      const { left, right } = boxes[at];
      if (left < box.left - 1 || right > box.right + 1) faults.push(name.textContent + " leaves its chart");
      if (name.scrollWidth > name.clientWidth + 1) faults.push(name.textContent + " is cut off");
      const touched = boxes.slice(0, at).some((one) => one.left < right && left < one.right);
      if (touched) faults.push(name.textContent + " touches another");
    });
  }
  return faults;
})()`;

describeScreens("the console's languages", () => {
  let shop: TestShop;
  let page: Page;
  /** What there is one of, for pages that show one thing. */
  const ids: Record<string, string> = {
    ...{ gondola: "1", shelf: "3", deviceId: "shelf-1", cartId: "cart", tripId: "TRIP" },
  };
  const headings = new Map<string, string>();
  const receiver = createServer((_, answer) => void answer.writeHead(200).end());

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const { port } = receiver.address() as AddressInfo;
    const secret = { source: "the test", reveal: () => `whsec_${"a".repeat(43)}=` };
    const endpoint = { url: `http://127.0.0.1:${port}/`, events: ["visit.closed"], secret };
    shop = await startShop({
      isDemonstration: true,
      config: (config) => ({
        ...config,
        webhooks: [endpoint],
        source: SCALES,
        smartCarts: SMART_CARTS_CONFIG,
      }),
      transports: async () => ({ close: async () => {} }),
    });
    ids.visitId = await shop.people.shopFor("pm_sim_ok-ann", { biscuits: 1 });
    // An alert, a debt, and reviews.
    await shop.people.take(await shop.people.enter("pm_sim_ok-cleo"), "ale");
    await shop.people.shopFor("pm_sim_funds_2000", { coffee: 9 });
    await shop.people.shopFor("pm_sim_ok-dan", { soup: { probability: 0.6 } });
    await putTrip(shop);
    page = await openPage(shop, { as: "all", path: "/console/nowhere", ...WIDE });
    for (const one of PAGES) headings.set(one.path, await open(one));
  });
  afterAll(async () => {
    await page.context().close();
    await shop.close();
    receiver.close();
    expect(shop.faults).toEqual([]);
  });

  const speak = (language: Language) =>
    page.evaluate((chosen) => localStorage.setItem("saunter.console-language", chosen), language);

  /** Opens a page, and returns its heading when all of it is there. */
  async function open({ path }: Pick<PageEntry, "path">): Promise<string> {
    await page.goto(`${shop.url}/console${path.replaceAll(/:(\w+)\??/g, (_, id) => ids[id]!)}`);
    const heading = page.locator("main").getByRole("heading").first();
    await heading.waitFor({ state: "attached" });
    await page.locator("main .bones").first().waitFor({ state: "detached" });
    return (await heading.textContent())!;
  }

  it.each(["de", "ar"] as const)("every page is whole in %s, wide and narrow", async (language) => {
    await speak(language);
    const wrong: string[] = [];
    for (const one of sample(PAGES, 6, language)) {
      const heading = await open(one);
      const isSame = SAME[language]?.includes(one.path) ?? false;
      if ((heading === headings.get(one.path)) !== isSame) {
        wrong.push(`${one.path} is headed ${heading}`);
      }
      const root = page.locator("html");
      const lang = await root.getAttribute("lang");
      const dir = await root.getAttribute("dir");
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
      await page.setViewportSize(WIDE);
    }
    expect(wrong).toEqual([]);
  });

  it.each(["en-GB", "de", "ar"] as const)("names below bars are whole in %s", async (language) => {
    await speak(language);
    await page.goto(`${shop.url}/console/numbers`);
    for (const size of [{ ...WIDE, width: 1440 }, PHONE]) {
      await page.setViewportSize(size);
      await page.locator(".bar-name").first().waitFor();
      const faults = await page.evaluate(LIST_CUT_NAMES);
      expect(faults, `at ${size.width} px`).toEqual([]);
    }
    await page.setViewportSize(WIDE);
  });

  /** The shop answers some requests so, while something is done. */
  const refuse = async (url: RegExp, act: () => Promise<unknown>): Promise<void> => {
    const json = { code: "disk-full", title: "Title", detail: "0 kB left", advice: "Advice." };
    const contentType = "application/problem+json";
    await page.route(url, (route) => route.fulfill({ status: 507, contentType, json }));
    await act();
    await page.unroute(url);
  };

  it.each([
    ["de", "Die Festplatte ist voll", "Erneut versuchen"],
    ["ar", "القرص ممتلئ", "حاول مرة أخرى"],
  ] as const)("the shop’s refusals are told in %s, details in English", async (...expected) => {
    const [language, title, tryAgain] = expected;
    await speak(language);
    await refuse(/\/v1\/webhooks(\?|$)/, async () => {
      await page.goto(`${shop.url}/console/webhooks`);
      const note = page.getByRole("alert").filter({ hasText: title });
      await note.getByRole("button", { name: tryAgain }).waitFor();
      expect(await note.locator("[lang=en][dir=ltr]").allTextContents()).toEqual(["0 kB left"]);
      expect(await findBarriers(page)).toEqual([]);
    });
  });

  it.each([
    ["de", "Test senden", "Die Festplatte ist voll. Schaffen Sie Speicherplatz"],
    ["ar", "إرسال اختبار", "القرص ممتلئ. أفرغ مساحة على القرص"],
  ] as const)("a toast tells a refusal in %s", async (language, send, text) => {
    await speak(language);
    await open({ path: "/webhooks" });
    await refuse(/\/v1\/webhooks\/[^/]+\/test$/, async () => {
      await page.getByRole("button", { name: send }).click();
      await page.locator(".toast").getByText(text).waitFor();
    });
  });
});
