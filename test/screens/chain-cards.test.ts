/** A shop of a chain: a shopper joins by themselves and leaves, and staff take gift cards, with the chain on the line. */

import { randomBytes } from "node:crypto";
import { issueCard } from "@saunter/chain/balances/issue-card";
import { putRule } from "@saunter/chain/balances/loyalty-rules";
import { serveBalances } from "@saunter/chain/balances/serve-balances";
import { startChain, type TestChain } from "@saunter/chain/chain-fixture";
import { MAIN_ORGANISATION } from "@saunter/chain/shops";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { openPhone, signUp } from "./shopper-fixture.ts";

const PHONE = { width: 360, height: 740 };
const SHOP_ID = "corner";
const OF = { organisationId: MAIN_ORGANISATION, currency: "GBP" };

describeScreens("a shop of a chain", () => {
  let chain: TestChain;
  let balances: ReturnType<typeof serveBalances>;
  let shop: TestShop;

  beforeAll(async () => {
    chain = await startChain([SHOP_ID]);
    const { db, connection, signing, failures, hub } = chain;
    balances = serveBalances({
      ...{ db, connection, signing, nowMs: Date.now, random: randomBytes },
      onFailed: (_, error) => void failures.push(error),
    });
    await setRule(true);
    const credentials = hub.credentials.get(SHOP_ID)!;
    shop = await startShop({
      config: (config) => ({
        ...config,
        shop: { ...config.shop, id: SHOP_ID },
        chain: {
          ...{ server: hub.url, shard: 0, hasReviewers: false, releaseKey: null },
          credentials: { source: "test", reveal: () => credentials.trim() },
        },
      }),
    });
  });
  afterAll(async () => {
    await shop?.close();
    await balances?.close();
    await chain?.close();
    expect(shop.faults).toEqual([]);
  });

  async function setRule(isOpenToJoin: boolean): Promise<void> {
    const rates = { earnedPoints: 1, perMinor: 100, pointsPerMinor: 1 };
    const set = { effectiveMs: 0, note: "", setBy: "u1", setMs: 0 };
    await chain.db
      .transaction()
      .execute((tx) => putRule(tx, { ...OF, isOpenToJoin, ...rates, ...set }));
  }

  function issue(units: number) {
    const card = { ...OF, kind: "gift-card", units, expiresMs: null } as const;
    const by = { issuedBy: "u1", atMs: Date.now() };
    return chain.db.transaction().execute((tx) => issueCard(tx, { ...card, ...by }, randomBytes));
  }

  const countMembers = async (): Promise<number> => {
    const query = chain.db.selectFrom("members").select((row) => row.fn.countAll<number>().as("n"));
    return (await query.executeTakeFirstOrThrow()).n;
  };

  async function openMemberPage(locale?: string): Promise<Page> {
    const phone = await openPhone(shop, locale === undefined ? {} : { locale });
    await signUp(phone, shop);
    await phone.page.goto(`${shop.url}/shop/member`);
    return phone.page;
  }

  it("lets a shopper join without a name, give one, and be forgotten, on one page", async () => {
    const page = await openMemberPage();
    await page.getByText("You get 1 point for each £1.00 you spend.").waitFor();
    await page.getByRole("heading", { name: "What is stored" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByText("0 points, worth £0.00").waitFor();
    expect(await countMembers()).toBe(1);
    await page.setViewportSize(PHONE);
    expect(await isTooWide(page)).toBe(false);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByLabel("Name").fill("Ann");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").first().waitFor();
    await page.reload();
    await page.getByLabel("Name").waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe("Ann");
    await page.getByRole("button", { name: "Leave and be forgotten" }).click();
    const dialog = page.getByRole("dialog", { name: "Leave?" });
    await dialog.getByRole("button", { name: "Leave and be forgotten" }).click();
    await page.getByRole("button", { name: "Join" }).waitFor();
    expect(await countMembers()).toBe(0);
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    expect(kept).not.toContain("saunter.member");
  });

  it("shows a card to whoever has its code, and says nothing of one without", async () => {
    const page = await openMemberPage();
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByText("0 points, worth £0.00").waitFor();
    const [number, code] = await page.locator("main code").allTextContents();
    await page.getByRole("button", { name: "Remove the card from this phone" }).click();
    const enter = async (text: string) => {
      await page.getByLabel("Card number").fill(number!);
      await page.getByLabel("Code", { exact: true }).fill(text);
      await page.getByRole("button", { name: "Show my card" }).click();
    };
    await enter("22222222");
    await page.getByText("The number or the code is wrong.").waitFor();
    await enter(code!);
    await page.getByText("0 points, worth £0.00").waitFor();
  });

  it.each(["de", "ar"])("has the page of members in %s, on a phone", async (locale) => {
    const page = await openMemberPage(locale);
    await page.locator("main h2").first().waitFor();
    await page.setViewportSize(PHONE);
    expect(await isTooWide(page)).toBe(false);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: locale === "de" ? "Mitglied werden" : "انضم" }).click();
    await page.locator(".qr").waitFor();
    await page.setViewportSize(PHONE);
    expect(await isTooWide(page)).toBe(false);
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("lets staff ask what a gift card has, and pay a visit with it, by keyboard", async () => {
    const card = await issue(500);
    const visitId = await shop.people.shopFor("pm_sim_funds_2000-gift", { coffee: 9 });
    const page = await openPage(shop, { as: "operator", path: `/console/till?of=${visitId}` });
    await page.getByRole("button", { name: "Card balance" }).click();
    const balance = page.getByRole("dialog", { name: "Card balance" });
    await balance.getByLabel("Card number").fill(card.number);
    await balance.getByLabel("Code").fill(card.code);
    await page.keyboard.press("Enter");
    await balance.getByText("£5.00").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.keyboard.press("Escape");
    const payment = page.getByRole("region", { name: "Payment" });
    await payment.getByText("Take £20.50 in cash").waitFor();
    await page.getByRole("button", { name: "Use a gift card or member card" }).click();
    const paying = page.getByRole("dialog", { name: "Use a gift card or member card" });
    await paying.getByLabel("Card number").fill(card.number);
    await paying.getByLabel("Code").fill(card.code);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText(/Gift card ending \d{4} paid £5\.00\./).waitFor();
    await payment.getByText("Take £15.50 in cash").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("lets a clerk ask what a card has, and says why the chain says nothing", async () => {
    const page = await openPage(shop, { as: "clerk", path: "/console/till" });
    await page.getByRole("button", { name: "Card balance" }).click();
    const dialog = page.getByRole("dialog", { name: "Card balance" });
    await dialog.getByLabel("Card number").fill("123456789012");
    await dialog.getByLabel("Code").fill("22222222");
    await dialog.getByRole("button", { name: "Show the balance" }).click();
    await dialog.getByText("The number or the code is wrong.").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("offers nobody to join once the chain closes that", async () => {
    await setRule(false);
    const page = await openMemberPage();
    await page.getByText("You can’t join here. Ask the staff.").waitFor();
    expect(await page.getByRole("button", { name: "Join" }).count()).toBe(0);
  });
});
