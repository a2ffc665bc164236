/** The phone pages in every language, width and light: readable, within the screen, without barriers. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInLooks,
  isTooWide,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { openPhone, signUp } from "./shopper-fixture.ts";

const SIGNED_OUT = ["/shop/", "/shop/join", "/shop/kept", "/shop/enter?gate=gate-in&invitation=x"];

describeScreens("phone pages", () => {
  let shop: TestShop;
  const state = { final: "", waiting: "", open: "", cookies: [] as never[] };
  beforeAll(async () => {
    shop = await startShop();
    const phone = await openPhone(shop);
    const { customerId } = await signUp(phone, shop);
    const payer = { kind: "customer", customerId } as const;
    state.final = await shop.people.shopFor(payer, { soup: 2, milk: 1, water: 3 });
    state.waiting = await shop.people.shopFor(payer, { ale: 1, soup: { probability: 0.6 } });
    state.open = await shop.people.enter(payer);
    await shop.people.take(state.open, "coffee", { quantity: 12 });
    state.cookies = (await phone.page.context().cookies()) as never[];
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const listSignedIn = (): string[] => [
    ...[state.final, state.waiting, state.open].map((visitId) => `/shop/visits/${visitId}`),
    ...["/shop/receipts", "/shop/you"],
  ];

  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(`${shop.url}${path}`);
    await page.locator("main :is(h1, h2, .hero)").first().waitFor();
    await page.locator(".bones").first().waitFor({ state: "detached" });
  }

  /** Goes through all pages, those of strangers first. */
  async function* walk(options: Parameters<typeof openPhone>[1]) {
    const { page } = await openPhone(shop, options);
    for (const path of SIGNED_OUT) {
      await visit(page, path);
      yield { page, path };
    }
    await page.context().addCookies(state.cookies);
    for (const path of listSignedIn()) {
      await visit(page, path);
      yield { page, path };
    }
  }

  it.each([
    ["en-GB", "en-GB", "ltr", "Walk in."],
    ["en-US", "en-US", "ltr", "Walk in."],
    ["de-AT", "de", "ltr", "Hineingehen."],
    ["ar-EG", "ar", "rtl", "ادخل."],
  ])(
    "speak to a reader of %s, and fit a small phone",
    async (locale, language, direction, word) => {
      for await (const { page, path } of walk({ locale, width: 360 })) {
        const html = page.locator("html");
        expect([await html.getAttribute("lang"), await html.getAttribute("dir")], path).toEqual([
          language,
          direction,
        ]);
        expect(await isTooWide(page), `${path} in ${locale}`).toBe(false);
        if (path === "/shop/") expect(await page.locator("h1").textContent()).toContain(word);
      }
    },
  );

  it("change their language where somebody chooses another, and remember it", async () => {
    const { page } = await openPhone(shop);
    await page.getByLabel("Language").selectOption("ar");
    await page.getByText("ادخل.").first().waitFor();
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    // What the shop says of itself is in the same language.
    await page.getByText("ترى الكاميرات").waitFor();
    await page.reload();
    await page.getByText("ادخل.").first().waitFor();
  });

  it("have no barriers, on phones and wide screens, by day and by night", async () => {
    for await (const { page, path } of walk({})) {
      expect(await findBarriersInLooks(page), path).toEqual([]);
    }
  });

  it("are used by keyboard alone", async () => {
    const { page } = await openPhone(shop);
    await page.getByText("Set up in two taps").waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the page");
    for (let presses = 0; presses < 10; presses++) {
      await page.keyboard.press("Tab");
      const text = await page.evaluate("document.activeElement.textContent");
      if (text === "Set up in two taps") break;
    }
    await page.keyboard.press("Enter");
    await page.getByText("Keep this card").waitFor();
  });
});
