/** Reviewers at the chain's console, over a real hub and database, decide reviews of a shop that runs beside. */
import { randomBytes } from "node:crypto";
import { makeId } from "@saunter/chain/access/tokens";
import { addGrant, insertInvited } from "@saunter/chain/access/users";
import { CONSOLE_FOLDER } from "@saunter/chain/http/add-console";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { countEvents, readReview } from "@saunter/shop/domain/shop-fixture";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type ReviewPool, startReviewPool } from "../chain/review-pool-fixture.ts";
import { closeAfterTest } from "./close-after-test.ts";
import {
  APPEARS_WITHIN_MS,
  describeScreens,
  findBarriersInThemes,
  isTooWide,
} from "./screens-fixture.ts";

describeScreens("reviews at the chain's console", () => {
  const faults: string[] = [];
  const demoUserId = makeId(randomBytes);
  let pool: ReviewPool;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    pool = await startReviewPool(["north", "south", "berlin", "cairo"], {
      ...{ demoUserId, consoleFolder: CONSOLE_FOLDER, isLive: true },
    });
    await pool.chain.db.transaction().execute(async (tx) => {
      const user = { userId: demoUserId, name: "Ann", email: "ann@demo.invalid" };
      await insertInvited(tx, user, pool.clock.nowMs);
      const grant = { role: "owner", scope: { kind: "chain", id: null } } as const;
      await addGrant(tx, demoUserId, grant, "manual", randomBytes);
    });
    url = await pool.http.app.listen({ host: "127.0.0.1", port: 0 });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await pool?.close();
    expect(faults).toEqual([]);
  });

  const START = {
    "en-GB": "Look around as its owner",
    de: "Als Inhaber umsehen",
    ar: "ألقِ نظرة بصفة المالك",
  };

  async function signIn(locale: keyof typeof START = "en-GB"): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      ...{ locale, reducedMotion: "reduce" },
    });
    closeAfterTest(context);
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    page.on("pageerror", (error) => void faults.push(String(error)));
    page.on("console", (message) => {
      const isFault = message.type() === "error" && !message.text().startsWith("Failed to load");
      if (isFault) faults.push(message.text());
    });
    await page.goto(`${url}/console/`);
    await page.getByRole("button", { name: START[locale] }).click();
    await page.locator("main h1").first().waitFor();
    return page;
  }

  it("are decided by keys, undone, and decided again, in the shop's own journal", async () => {
    const north = pool.openShop("north");
    onTestFinished(() => north.close());
    const first = await north.takeUncertainly();
    const second = await north.takeUncertainly();
    await pool.catchUp(north);
    const page = await signIn();
    await page.getByRole("link", { name: "Reviews", exact: true }).click();
    await page.getByRole("heading", { name: "What happened at gondola 1, shelf 1?" }).waitFor();
    const pressed = page.locator('.review-choice[aria-pressed="true"]');
    const choices = page.getByRole("list", { name: "Choices" });
    await choices.getByText(/Receipt unchanged: £/).waitFor();
    await choices.getByText(/^New total: £[\d.]+ · .*: 1 → 0$/).waitFor();
    for (const [width, height] of [
      [1280, 900],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await findBarriersInThemes(page)).toEqual([]);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(isWide).toBe(false);
    }
    await page.setViewportSize({ width: 1280, height: 900 });

    await page.keyboard.press("1");
    await expect.poll(() => pressed.count()).toBe(1);
    expect(countEvents(north.test, "ReviewDecided")).toBe(0);
    await page.keyboard.press("0");
    await expect.poll(() => pressed.textContent()).toContain("Nobody took it");
    await page.keyboard.press("Enter");
    await expect.poll(() => countEvents(north.test, "ReviewDecided")).toBe(1);
    const decided = [first, second].find(
      (reviewId) => readReview(north.test, reviewId).status === "decided",
    )!;
    await page.getByText("Decided", { exact: true }).waitFor();
    await page.keyboard.press("u");
    await expect.poll(() => readReview(north.test, decided).status).toBe("open");
    await page.getByText("Decided", { exact: true }).waitFor({ state: "detached" });
    await page.keyboard.press("1");
    await expect.poll(() => pressed.count()).toBe(1);
    await page.keyboard.press("Enter");
    await expect
      .poll(() => readReview(north.test, decided))
      .toMatchObject({ status: "decided", reviewerId: `chain:${demoUserId}` });
    await page.getByText("Decided", { exact: true }).waitFor();
    await page.getByRole("heading", { name: /What happened/ }).waitFor();
    await page.keyboard.press("s");
    await page.getByText("No reviews waiting").waitFor();
    expect(countEvents(north.test, "ReviewDecided")).toBe(2);

    await page.getByRole("link", { name: "Reviewers", exact: true }).click();
    await page.getByRole("row", { name: /Ann All days 1/ }).waitFor();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await findBarriersInThemes(page)).toEqual([]);
    }
  });

  it("are decided with a product that is not among the choices", async () => {
    const south = pool.openShop("south");
    onTestFinished(() => south.close());
    const reviewId = await south.takeUncertainly();
    await pool.catchUp(south);
    const page = await signIn();
    await page.locator('.rail a[href="/console/reviews"]').click();
    await page.getByRole("button", { name: "Something else" }).click();
    const field = page.getByRole("combobox", { name: "Product of this shop" });
    // Digits are typed, and choose nothing.
    await field.pressSequentially("03");
    const option = page.getByRole("option");
    await option.first().waitFor();
    expect(await page.locator('.review-choice[aria-pressed="true"]').count()).toBe(0);
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await findBarriersInThemes(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
    }
    const name = (await option.first().locator(".clip").textContent())!;
    await field.press("Enter");
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect
      .poll(() => readReview(south.test, reviewId))
      .toMatchObject({ status: "decided", choice: { kind: "other", candidate: { gtin: "03" } } });
    await page.locator(".undo-words").getByText(name).waitFor();
  });

  it.each([
    [
      "de",
      "berlin",
      ["Was geschah an Gondel 1, Regal 1?", "Niemand hat es genommen", "Überspringen"],
    ],
    ["ar", "cairo", ["ماذا حدث عند الجندولة 1، الرف 1؟", "لم يأخذه أحد", "تخطٍّ"]],
  ] as const)("are asked in %s, of %s, wide and narrow", async (locale, shopId, texts) => {
    const shop = pool.openShop(shopId);
    onTestFinished(() => shop.close());
    await shop.takeUncertainly();
    await pool.catchUp(shop);
    const page = await signIn(locale);
    await page.locator('.rail a[href="/console/reviews"]').click();
    for (const text of texts) await page.locator("main").getByText(text).first().waitFor();
    await page.locator(".review-choice").last().click();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await findBarriersInThemes(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
    }
    await page.getByRole("button", { name: texts[2] }).click();
    await page.locator(".review-choice").first().waitFor({ state: "detached" });
  });
});
