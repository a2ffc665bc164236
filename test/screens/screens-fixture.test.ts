import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriers,
  findBarriersInThemes,
  isTooWide,
  openPage,
  startShop,
  type TestShop,
  THEMES,
} from "./screens-fixture.ts";
import { findUnreached } from "./tab-walk.ts";

describeScreens("a shop whose screens are tested", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("has people who come in, take things and pay", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-ann", { soup: 2, milk: 1 });
    const { store } = shop.process;
    expect(store.read("receipt", visitId)).toMatchObject({ status: "final" });
    expect(store.read("charge", visitId)).toMatchObject({ dueMinor: 573, takenCashMinor: 0 });
  });

  it("keeps evidence of what is uncertain until it has been reviewed", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-bob", { biscuits: { probability: 0.6 } });
    const { store } = shop.process;
    expect(store.read("receipt", visitId)).toMatchObject({ status: "draft" });
    const { db } = store;
    const sql = `SELECT f.kind FROM evidence_files f JOIN reviews ON review_id = evidence_id
      WHERE visit_id = ? ORDER BY f.kind`;
    expect(
      db
        .prepare(sql)
        .all(visitId)
        .map((row) => row.kind),
    ).toEqual(["curve", "positions"]);
    await shop.pass(31 * 60_000);
    expect(store.read("receipt", visitId)).toMatchObject({ status: "final" });
  });

  it("processes what its sensors send", async () => {
    const atMs = shop.process.shop.nowMs();
    await shop.say([{ kind: "joints", timestampMs: atMs, shoppers: [] }]);
    const cameras = shop.process.sensors.list(shop.process.shop.nowMs())[0];
    expect(cameras).toMatchObject({ name: "cameras", isQuiet: false });
  });

  it("shows its pages to whoever is signed in, and goes on after a restart", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/" });
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await shop.restart();
    await page.reload();
    await page.getByRole("link", { name: "Floor" }).waitFor();
    const visitor = await openPage(shop, { as: null, path: "/console/" });
    await visitor.getByRole("button", { name: "Sign in" }).waitFor();
  });

  it("finds what keeps people from using a page", async () => {
    const page = await openPage(shop, { as: "reviewer", path: "/console/", width: 360 });
    await page.getByRole("navigation").waitFor();
    await page.locator("main h1").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.evaluate("document.body.append(document.createElement('input'))");
    expect((await findBarriers(page)).join()).toMatch(/^label: <input>/);
    await page.evaluate(`document.querySelector("body > input").ariaLabel = "a label"`);
    await page.evaluate(
      "document.querySelector('main h1').style.color = 'light-dark(black, #222)'",
    );
    const byNight = (await findBarriersInThemes(page, THEMES)).join();
    expect(byNight).toMatch(/^360 dark: color-contrast: /);
    expect(byNight).toContain("1920 dark: color-contrast");
    expect(byNight).not.toContain("light: ");
    await page.evaluate("document.body.style.inlineSize = '3000px'");
    expect(await isTooWide(page)).toBe(true);
  });

  it("finds what somebody with a keyboard alone does not come to, or cannot see", async () => {
    const page = await openPage(shop, { as: null, path: "/console/" });
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await findUnreached(page)).toEqual([]);
    await page.evaluate("document.querySelector('[type=submit]').style.outline = 'none'");
    expect(await findUnreached(page)).toEqual([
      "button Sign in does not show that it has the focus",
    ]);
    // One that lets nobody go on, for whoever comes from above it.
    await page.evaluate(`(() => {
      const heading = document.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
    })()`);
    await page.evaluate(`document.querySelector("[type=password]").onkeydown = () => false`);
    expect(await findUnreached(page)).toEqual([
      "button Sign in is not reached by Tab",
      "button Use a passkey is not reached by Tab",
      "a Shopping here? Go to the shoppers’ page is not reached by Tab",
    ]);
    await page.evaluate(`document.body.innerHTML = '<button style="position: fixed; top: -99px">'`);
    expect(await findUnreached(page)).toEqual(["button  has the focus, and is not on the screen"]);
  });
});
