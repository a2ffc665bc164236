import { dropEvidence } from "@saunter/shop/evidence/evidence-store";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  openPage,
  type Somebody,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

const open = (shop: TestShop, visitId = "", as: Somebody = "operator") =>
  openPage(shop, { as, path: `/console/visits/${visitId}` });
const list = (page: Page) => page.getByRole("navigation", { name: "Visits" });
const cart = (page: Page) => page.getByRole("region", { name: "Cart" });

describeScreens("visits", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("say what would be there where there are none", async () => {
    const page = await open(shop);
    await page.getByText("No visits yet").waitFor();
  });

  it("go from entry to receipt before whoever looks", async () => {
    const page = await open(shop);
    const visitId = await shop.people.enter("pm_sim_ok-ann");
    await list(page)
      .getByRole("link", { name: /A card.*inside/s })
      .click();
    await page.waitForURL(`**/console/visits/${visitId}`);
    await page.getByText("1 inside").waitFor();
    await cart(page).getByText("Nothing so far").waitFor();
    await shop.people.take(visitId, "soup", { quantity: 2 });
    await cart(page)
      .getByRole("row", { name: /Tomato soup.*2.*>99%/s })
      .waitFor();
    await page.getByText("2 × Tomato soup taken by them").waitFor();
    await shop.people.leave(visitId);
    await page.getByText("Receipt drafted").waitFor();
    await shop.people.conclude(visitId);
    await page.getByText("Receipt final").waitFor();
    await page.getByRole("heading", { name: "Receipt no. 1" }).waitFor();
    await page
      .getByRole("region", { name: "Payment" })
      .getByText("Charged from the hold")
      .waitFor();
    await list(page)
      .getByRole("link", { name: /A card.*£3\.78.*paid/s })
      .waitFor();
  });

  it("show what may be in the cart and how likely, and every explanation of an uncertain interaction", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-bob");
    await shop.people.take(visitId, "milk", { probability: 0.8 });
    const page = await open(shop, visitId);
    await cart(page)
      .getByRole("row", { name: /Milk.*1 .*80%.*0 .*20%/s })
      .waitFor();
    await cart(page)
      .getByRole("row", { name: /Tomato soup.*0 .*90%.*1 .*10%/s })
      .waitFor();
    const uncertainty = page.getByRole("group").filter({ hasText: "2 explanations" });
    await uncertainty.getByText("2 explanations").click();
    await uncertainty.getByText("1 × Tomato soup taken by them").waitFor();
    await uncertainty.getByText("10%").waitFor();
  });

  it("show how probabilities changed from report to report, and what was retracted", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-fay");
    const settled = await shop.people.take(visitId, "milk", {
      probability: 0.5,
      isProvisional: true,
    });
    const gone = await shop.people.take(visitId, "coffee", {
      probability: 0.6,
      isProvisional: true,
      orElse: "chocolate",
    });
    const page = await open(shop, visitId);
    const evidence = page.getByRole("region", { name: "Evidence" });
    await evidence.getByText("2 explanations").first().waitFor();
    await shop.pass(1500);
    await shop.people.retell(settled, { status: "revised", probability: 0.8 });
    await shop.pass(1500);
    await shop.people.retell(settled, { status: "final", probability: 0.9 });
    await shop.people.retell(gone, { status: "retracted", probability: 0.6 });
    const item = (text: string) =>
      evidence.locator(".evidence > li").filter({ has: page.getByText(text) });
    const milk = item("1 × Milk in a glass bottle taken by them").first();
    await milk.getByText(/2 explanations, compared over \d+\.\d s/).click();
    const accounts = milk.locator(".explanation-list li");
    await expect
      .poll(() => accounts.locator(".explanation-numbers").allTextContents())
      .toEqual(["50% → 80% → 90%", "40% → 10% → out"]);
    await expect
      .poll(() => accounts.last().textContent())
      .toContain("1 × Tomato soup taken by them");
    // A line for each explanation, which is drawn in as many steps as it was told again.
    const lines = await milk
      .locator(".explanation-line")
      .evaluateAll((paths) => paths.map((path) => path.getAttribute("d")!.match(/V/g)!.length));
    expect(lines).toEqual([2, 2]);
    const coffee = item("reported, then withdrawn");
    await expect
      .poll(() => coffee.locator("s").textContent())
      .toBe("1 × Ground coffee taken by them");
    await coffee.getByText("2 explanations").click();
    await coffee.getByText("60% → out").waitFor();
    await coffee.getByText("30% → out").waitFor();
    await cart(page)
      .getByRole("row", { name: /Ground coffee/ })
      .waitFor({ state: "detached" });
  });

  it("unfold what plates and cameras saw of what was taken, and until when it is kept", async () => {
    // What sensors say goes on in time: nothing is taken within the seconds of what was taken before.
    await shop.pass(15_000);
    const visitId = await shop.people.enter("pm_sim_ok-gil");
    const evidenceId = await shop.people.take(visitId, "milk", { probability: 0.8 });
    await shop.people.leave(visitId);
    await shop.people.conclude(visitId);
    const receipt = await openPage(shop, {
      as: "operator",
      path: `/console/receipts?of=${visitId}`,
    });
    // From the receipt's line to what speaks for it.
    const lines = receipt.getByRole("table", { name: "Lines of the receipt" });
    await lines.getByRole("row", { name: /Milk/ }).getByRole("link").click();
    await receipt.waitForURL(`**/console/visits/${visitId}?evidence=*`);
    const figures = receipt.locator(".kept-figures");
    await figures.getByRole("img", { name: /Weight decrease: \d+ g/ }).waitFor();
    await figures.getByRole("img", { name: /In view at this time: .*A/ }).waitFor();
    await figures.getByText(/A is part of this visit.*Kept until .*, then deleted/).waitFor();
    await figures.getByLabel("Time", { exact: true }).press("ArrowRight");
    await figures.getByText("0.2 s after").waitFor();
    expect(await receipt.getByText("Shelf weights and positions").count()).toBe(1);
    // Nothing of it is fetched before somebody wants it, and what is gone says so.
    const { store } = shop.process;
    await store.transact((tx) => dropEvidence(tx, evidenceId));
    const page = await open(shop, visitId, "reviewer");
    await page.getByText("Shelf weights and positions").click();
    await page.getByText(/weight curve appears|No weight curve: it was not recorded/).waitFor();
    await page.getByText(/Positions appear|No positions: they were not recorded/).waitFor();
  });

  it("are found by who pays, and by pending reviews", async () => {
    await shop.people.shopFor("pm_sim_ok-cleo", { soup: { probability: 0.7 } });
    const page = await open(shop);
    const links = list(page).getByRole("link");
    await expect.poll(() => links.count()).toBeGreaterThan(2);
    await page.getByRole("button", { name: "In review" }).click();
    await expect.poll(() => links.count()).toBe(1);
    await links.getByText("in review").waitFor();
    await page.getByRole("button", { name: "Flagged" }).click();
    await page.getByText("Look under All").waitFor();
    await page.getByRole("button", { name: "All" }).click();
    await page.getByLabel("Payer").selectOption("staff");
    await page.getByText("Look under All").waitFor();
    await page.getByLabel("Payer").selectOption("card");
    await expect.poll(() => links.count()).toBeGreaterThan(2);
  });

  it("are ended, and people's age is settled, by whoever runs the shop and nobody else", async () => {
    const visitId = await shop.people.enter("pm_sim_ok-dan");
    await shop.people.take(visitId, "ale");
    const reviewers = await open(shop, visitId, "reviewer");
    await cart(reviewers).getByText("Pale ale").waitFor();
    expect(await reviewers.getByRole("button", { name: "End the visit" }).count()).toBe(0);
    expect(await reviewers.getByRole("region", { name: "Payment" }).count()).toBe(0);
    const page = await open(shop, visitId);
    await page.getByRole("button", { name: "Old enough" }).click();
    await page.getByRole("button", { name: "Old enough" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "End the visit" }).click();
    await page.getByRole("button", { name: "End visit" }).click();
    await page.getByText("over", { exact: true }).waitFor();
  });

  it("are a table beside the visit where the screen has room for one", async () => {
    const path = "/console/visits";
    const page = await openPage(shop, { as: "operator", path, width: 1920 });
    const table = page.getByRole("table", { name: "Visits" });
    await table.getByRole("columnheader", { name: "Certainty" }).waitFor();
    const row = table.getByRole("row", { name: /A card.*£3\.78.*paid/ }).first();
    // The whole of a row leads there, not its first cell alone.
    await row.getByText("£3.78").click({ force: true });
    await page.getByRole("region", { name: "Details" }).getByText("Receipt drafted").waitFor();
    await page.setViewportSize({ width: 1440, height: 900 });
    await list(page).getByRole("link").first().waitFor();
    expect(await table.count()).toBe(0);
  });

  it("that there are not are said not to be there", async () => {
    const page = await open(shop, "nobody");
    await page.getByText("Visit not found").waitFor();
  });

  it("have no barriers, on phones and wide screens, by day and by night", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-eve", {
      soup: 2,
      milk: { probability: 0.8 },
    });
    const isReady = async (page: Page) => {
      await page.getByText("Receipt drafted").first().waitFor();
      await page.getByText("2 explanations").click();
    };
    const path = `/console/visits/${visitId}`;
    expect(await findBarriersAnywhere(shop, { as: "operator", path }, isReady)).toEqual([]);
  });
});
