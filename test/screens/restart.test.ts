/** The shop's process is killed while people look at its screens, and started again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setUpCard } from "../../scripts/screenshots/set-up-card.ts";
import { type Demo, startDemo } from "./demo-fixture.ts";
import { APPEARS_WITHIN_MS, describeScreens } from "./screens-fixture.ts";

const CSRF = { "x-saunter-csrf": "1" };
/** Times life. */
const SPEED = 5;
const OLD = /No connection. Last updated/;

describeScreens("screens of a process that is killed", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-restart-"));
  const faults: string[] = [];
  let demo: Demo;
  let browser: Browser;
  let floor: Page;
  let phone: Page;
  let display: Page;
  let review: Page;
  let till: Page;
  let visitId = "";

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(0, "--data", folder), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    expect(await demo?.stop()).toBe(0);
    rmSync(folder, { recursive: true });
    expect(faults).toEqual([]);
  });

  const pages = (): Page[] => [floor, phone, display, review, till];
  const open = async (context: BrowserContext, path: string): Promise<Page> => {
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    page.on("pageerror", (error) => void faults.push(`${path}: ${error.stack}`));
    await page.goto(`${demo.url}${path}`);
    return page;
  };
  const openOperators = async (): Promise<Page> => {
    const page = await open(await browser.newContext({ reducedMotion: "reduce" }), "/console/");
    await page.getByRole("button", { name: "Look around as its operator" }).click();
    await page.locator(".people-row").first().waitFor();
    return page;
  };

  /** Somebody signs up on a phone, shows its code at the gate, and the next who comes in is them. */
  const openShoppers = async (operators: BrowserContext) => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const cardSetupId = await setUpCard(context.request, demo.url);
    const signedUp = await context.request.post(`${demo.url}/shop/v1/customers`, {
      headers: { ...CSRF, "idempotency-key": "sign-up" },
      data: { cardSetupId, carrier: "cookie" },
    });
    expect(signedUp.status()).toBe(201);
    const entered = await enter(context, operators);
    const page = await open(context, `/shop/visits/${entered}`);
    await page.getByText("Live").waitFor();
    return { phone: page, visitId: entered };
  };
  /** Somebody else may be in the gate: then it is tried again. */
  const enter = async (shopper: BrowserContext, operators: BrowserContext): Promise<string> => {
    let entered = "";
    const tryOnce = async (): Promise<number> => {
      const code = await (await shopper.request.get(`${demo.url}/shop/v1/me/code`)).json();
      const answer = await operators.request.post(`${demo.url}/v1/gates/in/entries`, {
        headers: { ...CSRF, "idempotency-key": `enter-${Math.random()}` },
        data: { method: "qr", shown: code.code },
      });
      if (answer.ok()) entered = (await answer.json()).visitId;
      return answer.status();
    };
    await expect.poll(tryOnce, { interval: 500 }).toBe(201);
    return entered;
  };

  it("are the floor, reviews, the till, a shopper's cart and the display", async () => {
    floor = await openOperators();
    ({ phone, visitId } = await openShoppers(floor.context()));
    review = await open(floor.context(), "/console/review");
    till = await open(floor.context(), "/console/till");
    for (const page of [review, till]) await page.getByRole("heading", { level: 1 }).waitFor();
    display = await open(await browser.newContext(), "/display/");
    await display.getByText("Walk in.").waitFor();
    for (const page of pages()) await page.evaluate("window.isSame = true");
  });

  it("say that what they show is old, each in its own way, and go on showing it", async () => {
    await demo.kill();
    await floor.getByText("The shop cannot be reached").waitFor();
    await floor.getByText("Connection lost. These are the last positions.").waitFor();
    for (const page of [review, till]) {
      await page.getByText(/The shop cannot be reached. Last updated/).waitFor();
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    }
    expect(await floor.locator(".people-row").count()).toBeGreaterThan(0);
    await phone.getByText(OLD).waitFor();
    expect(await phone.getByText("Live").count()).toBe(0);
    await expect.poll(() => phone.locator(".total").textContent()).toMatch(/^£/);
    await display.getByText("The shop cannot be reached").waitFor();
    await display.getByText("Walk in.").waitFor();
  });

  it("go on by themselves when it is there again, and none is reloaded", async () => {
    demo = await startDemo(Number(new URL(demo.url).port), "--data", folder);
    for (const page of [floor, review, till]) {
      await page.getByText("The shop cannot be reached").waitFor({ state: "detached" });
    }
    await floor.getByText("Connection lost. These are").waitFor({ state: "detached" });
    await display.getByText("The shop cannot be reached").waitFor({ state: "detached" });
    await phone.getByText(OLD).waitFor({ state: "detached" });
    for (const page of pages()) expect(await page.evaluate("window.isSame")).toBe(true);
  });

  it("show what happens from then on", async () => {
    // Nobody has to wait until somebody wants something.
    const faster = await floor.context().request.post(`${demo.url}/v1/demo/settings`, {
      headers: { ...CSRF, "idempotency-key": "faster" },
      data: { speed: SPEED },
    });
    expect(faster.status()).toBe(200);
    const shown = await floor.locator(".taken").first().textContent();
    await expect.poll(() => floor.locator(".taken").first().textContent()).not.toBe(shown);
    const url = `${demo.url}/v1/visits/${visitId}/close`;
    const headers = { ...CSRF, "idempotency-key": "close" };
    const closed = await floor.context().request.post(url, { headers, data: {} });
    expect([200, 409]).toContain(closed.status());
    // Whoever was inside meanwhile is looked at: it is no cart any more, and final later.
    await phone
      .locator(".hero")
      .getByText(/^(Draft|Final)$/)
      .waitFor();
    // The till answers what it is asked; it has not been reloaded for that.
    await till.getByLabel("Find a visit").fill("no such visit");
    await till.getByText("No visit found").waitFor();
    for (const page of pages()) expect(await page.evaluate("window.isSame")).toBe(true);
  });
});
