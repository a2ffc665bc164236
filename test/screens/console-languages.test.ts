/** Every page of the console in each of its other languages, on a wide screen and on a narrow phone. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PAGES, type PageEntry } from "@saunter/console/shell/pages";
import { SMART_CARTS_CONFIG } from "@saunter/shop/http/http-fixture";
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
/** Headings that are the same word in both, or the name of a thing. */
const SAME: Readonly<Partial<Record<Language, readonly string[]>>> = {
  de: ["/webhooks", "/devices/:deviceId"],
  ar: ["/devices/:deviceId"],
};

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
    for (const one of PAGES) {
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

  it.each([
    ["de", "Nicht gefunden, oder Sie haben keinen Zugriff", "Erneut versuchen"],
    ["ar", "غير موجود، أو لا يمكنك الوصول إليه", "حاول مرة أخرى"],
  ] as const)(
    "what the shop refuses is told in %s, its detail marked as English",
    async (...of) => {
      const [language, title, tryAgain] = of;
      await speak(language);
      await page.goto(`${shop.url}/console/visits/none`);
      const note = page.getByRole("alert").filter({ hasText: title });
      await note.getByRole("button", { name: tryAgain }).waitFor();
      const marked = note.locator("p[lang=en][dir=ltr]");
      expect(await marked.textContent()).toMatch(/^[\x20-\x7e]+$/);
      expect(await findBarriers(page)).toEqual([]);
    },
  );

  it.each([
    ["de", "So heißt schon ein anderer Benutzer. Wählen Sie einen anderen Namen."],
    ["ar", "هذا الاسم لمستخدم آخر. اختر اسمًا آخر."],
  ] as const)("a toast tells a refusal in %s", async (language, text) => {
    await speak(language);
    await page.route("**/v1/alerts/*/*", (route) =>
      route.fulfill({
        status: 409,
        contentType: "application/problem+json",
        json: { code: "name-taken", title: "Title", detail: "why", advice: "Advice." },
      }),
    );
    await open({ path: "/health" });
    await page.locator(".health button[aria-label]").first().click();
    await page.locator(".toast").getByText(text).waitFor();
    await page.unroute("**/v1/alerts/*/*");
  });
});
