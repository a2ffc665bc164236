/**
 * The phone pages in every language, width and light: readable, within the screen, without barriers, and
 * used by keys alone; and what they tell somebody of what is kept of them.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  findBarriersInThemes,
  isTooWide,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { openPhone, signUp } from "./shopper-fixture.ts";
import { tabTo } from "./tab-walk.ts";

/** What stands on their pages, and on nobody else's. */
const READERS = [
  ["en-GB", reads("en-GB", "ltr", "in your favour", "VAT included")],
  ["en-US", reads("en-US", "ltr", "in your favor", "Tax included")],
  ["de-AT", reads("de", "ltr", "Hineingehen.", "zu Ihren Gunsten")],
  ["ar-EG", reads("ar", "rtl", "ادخل.")],
] as const;

function reads(language: string, direction: "ltr" | "rtl", ...words: readonly string[]) {
  return { language, direction, words };
}

interface Kept {
  readonly table: string;
  readonly field: string;
  readonly value: unknown;
  readonly why: string;
  readonly until: string;
}

/** Of a receipt, for whoever has it. */
function findLink(shop: TestShop, visitId: string): string {
  const receipt = shop.process.store.read("receipt", visitId);
  if (receipt.status === "none") throw new Error("there is no receipt");
  return `/shop/r/${receipt.lookupToken}`;
}

const SMALLEST = { width: 360, height: 640 };

const SIGNED_OUT = ["/shop/", "/shop/join", "/shop/kept", "/shop/enter?gate=gate-in&invitation=x"];

describeScreens("phone pages", () => {
  let shop: TestShop;
  const state = { customerId: "", final: "", waiting: "", open: "", cookies: [] as never[] };
  beforeAll(async () => {
    shop = await startShop();
    const phone = await openPhone(shop);
    const { customerId } = await signUp(phone, shop);
    state.customerId = customerId;
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
    ...["/shop/receipts", "/shop/you", "/shop/code", findLink(shop, state.final)],
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

  it.each(READERS)("speak to a reader of %s, and fit a small phone", async (locale, reader) => {
    const { language, direction, words } = reader;
    const unsaid = new Set<string>(words);
    for await (const { page, path } of walk({ locale, width: 360 })) {
      const html = page.locator("html");
      expect([await html.getAttribute("lang"), await html.getAttribute("dir")], path).toEqual([
        language,
        direction,
      ]);
      expect(await isTooWide(page), `${path} in ${locale}`).toBe(false);
      const text = (await page.locator("main").textContent())!;
      for (const word of unsaid) if (text.includes(word)) unsaid.delete(word);
      const others = READERS.flatMap(([, other]) => (other === reader ? [] : other.words));
      expect(
        others.filter((word) => text.includes(word)),
        `${path} in ${locale}`,
      ).toEqual([]);
      // From right to left it is another page; all others are looked at below.
      if (direction === "rtl") expect(await findBarriers(page), path).toEqual([]);
    }
    expect([...unsaid]).toEqual([]);
  });

  it.each(READERS)(
    "have the button that keeps a card on the smallest phone, %s",
    async (locale) => {
      const { page } = await openPhone(shop, { ...SMALLEST, locale, path: "/shop/join" });
      const button = page.locator("form [type=submit]");
      await button.waitFor();
      await page.evaluate("document.fonts.ready");
      const { y, height } = (await button.boundingBox())!;
      expect(y + height).toBeLessThanOrEqual(SMALLEST.height);
      // The others are there for whoever wants to see a bank say no.
      expect(await page.getByRole("radio").count()).toBe(1);
      await page.locator("form summary").click();
      expect(await page.getByRole("radio").count()).toBe(4);
      expect(await findBarriers(page)).toEqual([]);
    },
  );

  it("change their language where somebody chooses another, and remember it", async () => {
    const { page } = await openPhone(shop);
    await page.getByLabel("Language").selectOption("ar");
    await page.getByText("ادخل.").first().waitFor();
    await expect.poll(() => page.locator("html").getAttribute("dir")).toBe("rtl");
    // What the shop says of itself is in the same language.
    await page.getByText("ترى الكاميرات").waitFor();
    await page.reload();
    await page.getByText("ادخل.").first().waitFor();
  });

  it("have no barriers, on phones and wide screens, by day and by night", async () => {
    for await (const { page, path } of walk({})) {
      expect(await findBarriersInThemes(page), path).toEqual([]);
    }
  });

  it("ask before they delete everything, without barriers", async () => {
    const { page } = await openPhone(shop);
    await page.context().addCookies(state.cookies);
    await visit(page, "/shop/you");
    await page.getByRole("button", { name: "Delete everything about me" }).click();
    await page.getByRole("dialog").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("ask what is wrong with a line, and what is missing, without barriers", async () => {
    const { page } = await openPhone(shop);
    await page.context().addCookies(state.cookies);
    await visit(page, `/shop/visits/${state.final}`);
    for (const name of ["What is wrong with Milk in a glass bottle?", "Something is missing"]) {
      await page.getByRole("button", { name }).click();
      await page.getByRole("dialog").waitFor();
      expect(await findBarriersInThemes(page), name).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });

  it("set up, and dispute a line, by keys alone", async () => {
    const { page } = await openPhone(shop);
    await page.getByText("Save this card").waitFor();
    await page.keyboard.press("Tab");
    await expect
      .poll(() => page.evaluate("document.activeElement.textContent"))
      .toBe("Skip to the page");
    const press = async (name: string | RegExp): Promise<void> => {
      await tabTo(page, name);
      await page.keyboard.press("Enter");
    };
    await press("Save this card");
    await page.getByText("Create a passkey").waitFor();
    await press("Create a passkey");
    await page.getByLabel("Your code for the gate").waitFor();
    await page.context().clearCookies();
    await page.context().addCookies(state.cookies);
    await visit(page, `/shop/visits/${state.final}`);
    await press("What is wrong with Milk in a glass bottle?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    // It is where it was: whoever has looked goes on from there.
    await expect.poll(() => page.evaluate("document.activeElement.ariaLabel")).toContain("Milk");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    // The browser tells late of the closing before.
    await page.getByRole("dialog").dispatchEvent("close");
    await press("I did not take this");
    await page.getByText("You did not take Milk").waitFor();
  });

  it("tell somebody what is kept of them, why, and until when, as it stands in the books", async () => {
    const { page } = await openPhone(shop);
    await page.context().addCookies(state.cookies);
    await visit(page, "/shop/you");
    const answer = await page.context().request.get(`${shop.url}/shop/v1/me/data`);
    const { kept } = (await answer.json()) as { readonly kept: readonly Kept[] };
    const card = kept.find(
      ({ table, field }) => `${table}.${field}` === "customers.card_last_four",
    )!;
    expect(card.value).toBe("4242");
    expect(kept.map(({ value }) => value)).toContain(state.customerId);
    await page.getByText("What we store, why and for how long").click();
    await page.getByText("How long:").first().waitFor();
    const summary = page.locator("summary", { hasText: "Every stored value" });
    await summary.click();
    const facts = page.locator(".stored > div");
    await expect.poll(() => facts.count()).toBe(kept.length);
    const shown = facts.filter({ hasText: "customers.card_last_four" });
    for (const text of ["4242", card.why, card.until]) await shown.getByText(text).waitFor();
    // Moments are written as people write them.
    const registered = facts.filter({ hasText: "customers.registered_ms" });
    await expect.poll(() => registered.locator("time").count()).toBe(1);
    expect(await registered.textContent()).not.toContain("Unix milliseconds");
    // So many visits as the shop has written in its books.
    await facts.filter({ hasText: "journal.visits" }).getByText("3", { exact: true }).waitFor();
    for (const { why, until } of kept) {
      expect(why.length).toBeGreaterThan(10);
      expect(until).not.toBe("");
    }
    // What comes in meanwhile is there when it is looked at again.
    await page.context().request.post(`${shop.url}/shop/v1/me/details`, {
      headers: { "idempotency-key": crypto.randomUUID(), "x-saunter-csrf": "1" },
      data: { locale: "de" },
    });
    await page.reload();
    await page.locator("summary").last().click();
    await facts.filter({ hasText: "customers.locale" }).getByText("de", { exact: true }).waitFor();
  });
});
