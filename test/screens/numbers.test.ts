/** What the shop has done, figure by figure: each is of what it is called, with the count that it rests on. */

import { readFileSync } from "node:fs";
import { UNDO_MS } from "@saunter/commerce/review/decide";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { disputeLine } from "@saunter/shop/domain/dispute-service";
import { claimReview, decideOnReview } from "@saunter/shop/domain/review-service";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { findShopper, GOODS, type Good, type TakeOptions } from "./scripted-people.ts";

/** How long people stay, how long the engine has until its last word, and reviews until they lapse. */
const STAY_MS = 65_000;
const CONCLUDED_MS = 20_000;
const REVIEW_MIN = 1;

const UNSURE_TAKE: TakeOptions = { probability: 0.7 };
const ANN = "user-reviewer";

/** Nine shoppers: what each takes. Of all that is said below, no two figures of a kind are the same. */
const SHOPPERS = {
  granted: { soup: 2, milk: 1 },
  alsoGranted: { soup: 1 },
  refused: { coffee: 9 },
  content: { milk: 2 },
  nothing: {},
  lapsed: { biscuits: UNSURE_TAKE },
  asThought: { soup: UNSURE_TAKE },
  otherwise: { soup: UNSURE_TAKE },
  waiting: { milk: UNSURE_TAKE },
} satisfies Record<string, Partial<Record<Good, number | TakeOptions>>>;
type Name = keyof typeof SHOPPERS;
const SURE: readonly Name[] = ["granted", "alsoGranted", "refused", "content", "nothing"];
const UNCERTAIN: readonly Name[] = ["asThought", "otherwise", "waiting"];

/** Where no midnight comes while the test runs. */
function findZoneOfNoon(): string {
  const behindH = new Date().getUTCHours() - 12;
  // "Etc/GMT+5" is five hours behind UTC.
  return `Etc/GMT${behindH < 0 ? "" : "+"}${behindH}`;
}

describeScreens("numbers", () => {
  let shop: TestShop;
  const visits = {} as Record<Name, string>;
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({
        ...config,
        shop: { ...config.shop, timeZone: findZoneOfNoon() },
        policies: { ...config.policies, reviewWithinMin: REVIEW_MIN, finalWithinMs: 600_000 },
      }),
    });
    await goShopping();
    await judge();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const goShopping = async (): Promise<void> => {
    const { people } = shop;
    const names = Object.keys(SHOPPERS) as Name[];
    for (const name of names) visits[name] = await people.enter(`pm_sim_ok-${name}`);
    for (const staffId of ["sam", "kim"]) await people.enter({ kind: "staff", staffId });
    await people.enter("pm_sim_ok-stays");
    for (const name of names) {
      for (const [good, how] of Object.entries(SHOPPERS[name])) {
        const options = typeof how === "number" ? { quantity: how } : how;
        await people.take(visits[name], good as Good, options);
      }
    }
    await shop.pass(STAY_MS);
    for (const name of names) await people.leave(visits[name]);
    await shop.pass(CONCLUDED_MS);
    for (const name of SURE) await people.conclude(visits[name]);
    await people.conclude(visits.lapsed, ["not sure what was taken"]);
    await shop.pass(REVIEW_MIN * 60_000 + 1000);
    for (const name of UNCERTAIN) await people.conclude(visits[name], ["not sure what was taken"]);
  };

  /** Reviewers decide on two of the uncertain ones, and three lines are disputed. */
  const judge = async (): Promise<void> => {
    const shopperId = findShopper(shop.process.shop, visits.asThought);
    const soup = { kind: "pick", shopperId, giverId: null, gtin: GOODS.soup.gtin } as const;
    await decide(findReview(visits.asThought), {
      kind: "candidate",
      candidate: { ...soup, quantity: 1, probability: 0.7 },
    });
    await decide(findReview(visits.otherwise), { kind: "nothing" });
    for (const name of ["granted", "alsoGranted", "refused"] as const) await dispute(name);
    await decide("contest:refused", { kind: "refuse" });
    await shop.pass(UNDO_MS + 1000);
  };

  const decide = (reviewId: string, choice: ReviewChoice) =>
    shop.process.store.transact((tx) => {
      claimReview(tx, reviewId, ANN);
      decideOnReview(tx, shop.process.shop, reviewId, ANN, choice);
    });

  const findReview = (visitId: string): string => {
    const sql = "SELECT review_id FROM reviews WHERE visit_id = ? AND status = 'open'";
    return shop.process.store.db.prepare(sql).get(visitId)!.review_id as string;
  };

  /** They say that they took none of the first line: small amounts are granted at once. */
  const dispute = (name: Name) =>
    shop.process.store.transact((tx) => {
      const receipt = tx.read("receipt", visits[name]);
      if (receipt.status === "none") throw new Error("there is no receipt");
      const { lineId } = receipt.content.result.lines[0]!;
      const request = { disputeId: name, lineId, gtin: null, claimedQuantity: 0 } as const;
      disputeLine(tx, shop.process.shop, visits[name], { ...request, kind: "wrong-item" });
    });

  const card = (page: Page, name: string) =>
    page.locator(".number").filter({ has: page.getByRole("heading", { name, exact: true }) });
  const read = async (page: Page, name: string): Promise<string[]> => [
    (await card(page, name).locator(".figure").textContent())!,
    (await card(page, name).locator("p").last().textContent())!,
  ];

  /** What a receipt comes to by the journal, minor units. */
  const totalOf = (name: Name): number => {
    const receipt = shop.process.store.read("receipt", visits[name]);
    if (receipt.status === "none") throw new Error("there is no receipt");
    return receipt.content.result.totals.totalMinor;
  };
  const pounds = (minor: number): string => `£${(minor / 100).toFixed(2)}`;

  it("say each figure, of what it is called, with the count that it rests on", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/numbers" });
    await page.getByRole("button", { name: "7 days" }).click();
    await page.getByRole("heading", { name: "Visits per day" }).waitFor();
    const bought: readonly Name[] = ["granted", "alsoGranted", "refused", "content", "asThought"];
    const takings = bought.reduce((sum, name) => sum + totalOf(name), 0);
    expect(await read(page, "Visits")).toEqual(["9", "1 in progress, plus 2 by staff"]);
    expect(await read(page, "Visits with a purchase")).toEqual(["44%", "4 of 9 visits"]);
    expect(await read(page, "Sales")).toEqual([pounds(takings), "£0.00 before"]);
    expect(await read(page, "Receipts")).toEqual(["8", "0 before"]);
    expect(await read(page, "Average basket")).toEqual([
      pounds(Math.round(takings / 4)),
      "3.3 items, over 4 baskets",
    ]);
    expect(await read(page, "Visit length")).toEqual([
      expect.stringMatching(/^1:(0[5-9]|1\d)$/),
      "median of 9 visits",
    ]);
    expect(await read(page, "Review rate")).toEqual(["44%", "4 of 9 visits; 1 review expired"]);
    expect(await read(page, "Exit to draft")).toEqual(["<1 ms", "slowest of 9 receipts"]);
    expect(await read(page, "Exit to final receipt")).toEqual([
      expect.stringMatching(/^2\d\.\d s$/),
      "slowest of 5 receipts, without review",
    ]);
    expect(await read(page, "Waiting for a final receipt")).toEqual([
      "1",
      "visits that have ended",
    ]);
    expect(await read(page, "Disputed items")).toEqual(["3", "2 accepted, 1 rejected, 0 open"]);
    expect(await read(page, "Accepted, not found wrong")).toEqual([
      "100%",
      expect.stringMatching(/^A reviewer found 0 of 5 unreviewed receipts wrong/),
    ]);
    expect(await read(page, "Flagged, and the engine was right")).toEqual([
      "50%",
      expect.stringMatching(/^In 1 of 2 flagged interactions/),
    ]);
    const rows = page.getByRole("table", { name: "Visits per day" }).getByRole("row");
    const last = (await rows.last().getByRole("cell").allTextContents()).slice(-3);
    expect(last).toEqual(["10", "4", pounds(takings)]);
  });

  it("are compared, told by part, and exported as files", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/numbers" });
    const products = page.getByRole("table", { name: "Sales by product" });
    await products.getByRole("row", { name: /soup/i }).waitFor();
    await page.getByRole("button", { name: "Payments" }).click();
    const card = page.getByRole("table", { name: "Payments" }).getByRole("row", { name: /^Card/ });
    expect(await card.textContent()).toMatch(/£\d/);
    await page.getByRole("button", { name: "Hours" }).click();
    await page.getByRole("table", { name: "Sales by hour of the day" }).waitFor();
    await page.getByLabel("Compare with").selectOption("none");
    await expect.poll(() => read(page, "Receipts")).toEqual(["8", expect.stringMatching(/units$/)]);
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export sales" });
    await dialog.getByLabel("File").selectOption("csv");
    expect(await findBarriers(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Export" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^sales-products-.*\.csv$/);
    const text = readFileSync((await file.path())!, "utf8");
    expect(text).toMatch(/^gtin,name,category,units,/);
    expect(text).toContain(GOODS.soup.gtin);
  });

  it("are of other days, whose mistakes are told at their field", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/numbers" });
    await page.getByRole("button", { name: "Other days" }).click();
    await page.getByLabel("First day").fill("2026-03-09");
    await page.getByLabel("Last day").fill("2026-03-02");
    await page.getByText("The last day is before the first").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel("Last day").fill("2026-03-10");
    await expect.poll(() => read(page, "Sales")).toEqual(["£0.00", "£0.00 before"]);
    await page.getByText("No sales in this period").waitFor();
  });

  it("are closed for the books, once a day, with a file to keep", async () => {
    const counted = { type: "DrawerCounted", currency: "GBP", by: "user-operator" } as const;
    await shop.process.store.transact((tx) =>
      tx.append("shop", "drawer", [
        { ...counted, amountMinor: 10_000, expectedMinor: null },
        { ...counted, amountMinor: 9_950, expectedMinor: 10_000 },
      ]),
    );
    const page = await openPage(shop, { as: "operator", path: "/console/numbers" });
    await page.getByText("No day closed yet").waitFor();
    await page.getByRole("button", { name: "Close a day" }).click();
    const dialog = page.getByRole("dialog", { name: "Close a day" });
    await dialog.getByText("Receipts").waitFor();
    await dialog.getByText("£0.00 to the bank, £0.50 missing, £99.50 should be there").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const total = await dialog.locator("dd").last().textContent();
    await dialog.getByRole("button", { name: "Close the day" }).click();
    const row = page
      .getByRole("table", { name: "Day closings" })
      .getByRole("row", { name: "No. 1" });
    await row.waitFor();
    expect(await row.textContent()).toContain(total!);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      row.getByRole("button", { name: "Closing 1 as PDF" }).click(),
    ]);
    expect(readFileSync((await file.path())!, "latin1")).toMatch(/^%PDF-/);
    await page.getByRole("button", { name: "Close a day" }).click();
    await dialog.getByLabel("Day").fill("2020-01-01");
    await dialog.getByText("This day has been closed").waitFor();
    expect(await dialog.getByRole("button", { name: "Close the day" }).isDisabled()).toBe(true);
  });

  it("go on by themselves, and start again at midnight", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/nowhere" });
    await page.clock.install();
    await page.goto(`${shop.url}/console/numbers`);
    const visitsOf = () => card(page, "Visits").locator(".figure").textContent();
    const before = Number(await visitsOf());
    await shop.people.shopFor("pm_sim_ok-later", { milk: 1 });
    const isCounted = async (): Promise<number> => {
      // As long as is waited after something has happened, and less than until the next look.
      await page.clock.fastForward(10_000);
      return Number(await visitsOf());
    };
    await expect.poll(isCounted, { interval: 2000 }).toBe(before + 1);
    await page.clock.fastForward(24 * 3_600_000);
    await expect.poll(visitsOf).toBe("0");
  });
});
