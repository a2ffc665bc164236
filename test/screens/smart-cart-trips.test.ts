/** Whole trips on a smart cart's tablet, from the entry code to the lane, honest and dishonest: real processes, nothing made up. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import type { CartCatalogue } from "@saunter/protocol/smart-cart/trip";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import {
  type Call,
  type CartProcess,
  signInAsOperator,
  startCart,
} from "./cart-process-fixture.ts";
import { closeAfterTest } from "./close-after-test.ts";
import { type Demo, startDemo } from "./demo-fixture.ts";
import { APPEARS_WITHIN_MS, describeScreens, findBarriers } from "./screens-fixture.ts";
import { scanAsKeyboard } from "./tablet-fixture.ts";

/** A tablet, with what a demonstration has beside it. */
const WIDE = { width: 1600, height: 1000 };

interface Cart {
  readonly cartId: string;
  readonly trip: {
    readonly tripId: string;
    readonly visitId: string | null;
    readonly status: string;
    readonly check: { readonly kind: string; readonly isDone: boolean };
  } | null;
}

describeScreens("a trip with a smart cart", () => {
  const folder = mkdtempSync(join(tmpdir(), "saunter-trips-"));
  const faults: string[] = [];
  let [demo, cart, browser, call]: [Demo, CartProcess, Browser, Call] = [] as never;
  let goods: CartCatalogue["products"];
  const openShop = (port: number) =>
    startDemo(port, "--data", join(folder, "shop"), "--carts", "1", "--scenario", "quiet");
  beforeAll(async () => {
    [demo, browser] = await Promise.all([openShop(0), openBrowser()]);
    call = await signInAsOperator(demo.url);
    cart = await startCart(demo.url, call, "cart-9", folder);
    await vi.waitFor(async () => {
      expect((await cart.readState()).shop.catalogueVersion).not.toBeNull();
    }, APPEARS_WITHIN_MS);
    ({ products: goods } = await (await fetch(`${cart.url}/catalogue`)).json());
  });
  afterAll(async () => {
    await browser?.close();
    await cart?.kill();
    expect(await demo?.stop()).toBe(0);
    rmSync(folder, { recursive: true });
    expect([...faults, ...cart.faults]).toEqual([]);
  });
  // The cart of the next test is empty, and nobody's.
  beforeEach(async () => {
    await cart.act({ kind: "simulate-fault", fault: "none" });
    const { simulated, lines } = await cart.readState();
    for (const { thingId } of simulated!) await cart.act({ kind: "simulate-take", thingId });
    for (const { lineId } of lines) await cart.act({ kind: "remove-line", lineId });
    await cart.act({ kind: "end" });
    const isFree = async () => {
      const { scale, status } = await cart.readState();
      const isOver = status === "free" || status === "ended";
      return isOver && scale.status === "ready" && Math.abs(scale.weightG ?? 99) < 20;
    };
    await expect.poll(isFree).toBe(true);
  });

  const gtinOf = (name: string): string => goods.find((one) => one.name === name)!.gtin;

  /** Somebody takes the cart, with a code of theirs. */
  const takeCart = async (viewport = WIDE): Promise<Page> => {
    const shown = await fetch(`${demo.url}/cart/demo-customer`, { redirect: "manual" });
    const { search } = new URL(shown.headers.get("location")!);
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    closeAfterTest(context);
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    page.on("pageerror", (error) => void faults.push(String(error.stack)));
    await page.goto(`${cart.url}/${search}`);
    // The trip before this one, which has ended, had a payer, too.
    await expect
      .poll(() => cart.readState())
      .toMatchObject({ status: "shopping", trip: { payer: "known" } });
    return page;
  };
  const bench = (page: Page) => page.getByRole("complementary", { name: "Try the cart" });
  const lineOf = (page: Page, name: string) =>
    page.locator(".cart-line", { hasText: name }).first();
  /** What has just come is shown before it lies still: then the scale reads what lies in the cart. */
  const isSettled = async (): Promise<boolean> => {
    const { scale, simulated } = await cart.readState();
    const inCartG = simulated!.reduce((sum, { weightG }) => sum + weightG, 0);
    return scale.isStable && Math.abs((scale.weightG ?? 0) - inCartG) < 20;
  };
  const buy = async (page: Page, name: string): Promise<void> => {
    await scanAsKeyboard(page, gtinOf(name));
    await lineOf(page, name).getByText("Not in the cart yet").waitFor();
    await putIn(page, name);
    await lineOf(page, name).getByText("In the cart", { exact: true }).waitFor();
    await expect.poll(isSettled).toBe(true);
  };
  const putIn = async (page: Page, name: string): Promise<void> => {
    await bench(page).getByLabel("Search the shelf").fill(name);
    await bench(page)
      .getByRole("button", { name: `Put in: ${name}` })
      .click();
  };
  /** By name, as fruit without a label is; the price is the scale's. */
  const weigh = async (page: Page, name: string): Promise<void> => {
    await putIn(page, name);
    await expect.poll(isSettled).toBe(true);
    await page.getByRole("navigation").getByRole("button", { name: "Find", exact: true }).click();
    await page.getByLabel("Name or number").fill(name);
    await page.getByRole("button", { name: `Weigh this: ${name}` }).click();
    await lineOf(page, name).getByText("per kg").waitFor();
  };
  const cheat = async (page: Page, name: string): Promise<void> => {
    const button = bench(page).getByRole("button", { name });
    await button.click();
    await expect.poll(() => button.getAttribute("aria-busy")).not.toBe("true");
  };
  const press = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).first().click();
  const findTrip = async () => {
    const { items } = await call<{ items: readonly Cart[] }>("/carts");
    return items.find(({ cartId }) => cartId === cart.cartId)!.trip;
  };
  const goToLane = async (page: Page) => {
    await press(page, "Go to the lane");
    await page.getByText("Your card on file pays").waitFor();
  };
  const openConsole = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    closeAfterTest(context);
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    await page.goto(`${demo.url}/console/carts`);
    await page.getByRole("button", { name: "Look around as its operator" }).click();
    return page;
  };
  const cardOf = (page: Page) => page.getByRole("region", { name: cart.cartId, exact: true });

  it("is honest, with an offer, fruit and something for grown-ups: staff check the age, and the receipt is there", async () => {
    const page = await takeCart();
    await buy(page, "Sparkling water");
    await buy(page, "Sparkling water");
    await buy(page, "Sparkling water");
    await page.getByText("You save").waitFor();
    await buy(page, "Pale ale");
    await page.getByText("From age 18").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await weigh(page, "Fuji apples");
    await goToLane(page);
    const end = page.getByRole("button", { name: "Pay and finish" });
    expect(await end.isDisabled()).toBe(true);
    const staff = await openConsole();
    await cardOf(staff).getByText("5 items").waitFor();
    await cardOf(staff).getByRole("button", { name: "Old enough" }).click();
    await expect.poll(() => end.isEnabled()).toBe(true);
    const total = await page.locator(".cart-total").textContent();
    await end.click();
    await page.getByRole("img", { name: "Your receipt" }).waitFor();
    // By then it may have been charged.
    const amount = total!.replace("Total ", "");
    await page.getByText(new RegExp(`(Your card on file pays|Paid) ${amount}`)).waitFor();
    const { payment } = await cart.readState();
    const receipt = await page.context().newPage();
    await receipt.goto(payment!.receiptUrl!);
    const row = receipt.getByRole("row", { name: /^3 × Sparkling water/ });
    await row.first().waitFor();
  });

  it("asks of something that was forgotten, which is scanned then, and is let through", async () => {
    const page = await takeCart();
    await buy(page, "Porridge oats");
    await putIn(page, "Red wine");
    await page.getByRole("heading", { name: "Is this yours" }).waitFor();
    await scanAsKeyboard(page, gtinOf("Red wine"));
    await page.getByRole("heading", { name: "Is this yours" }).waitFor({ state: "detached" });
    await lineOf(page, "Red wine").getByText("In the cart", { exact: true }).waitFor();
    const isCertain = async () => (await cart.readState()).certainty!.missing < 0.05;
    await expect.poll(isCertain).toBe(true);
  });

  it.each([
    ["nothing is scanned of", "Put in without a scan"],
    ["two go in for one scan of", "Two in, one scan"],
    ["the label of something cheaper is scanned of", "Label of a cheaper product"],
    ["it is said to be one’s own", "Say that it is mine"],
    ["the line is taken off the bill of", "Take it off the bill, leave it in"],
  ])(
    "is looked at where %s goods that lie in the cart, and reviewed where nobody does",
    async (_, name) => {
      const page = await takeCart();
      await buy(page, "Porridge oats");
      await cheat(page, name);
      const isUncertain = async () => (await cart.readState()).certainty!.exact < 0.95;
      await expect.poll(isUncertain).toBe(true);
      await goToLane(page);
      await expect.poll(async () => (await findTrip())?.check.kind).toMatch(/^(glance|weigh)$/);
      expect((await findTrip())!.check.isDone).toBe(false);
      const end = page.getByRole("button", { name: "Pay and finish" });
      await expect.poll(() => end.isDisabled()).toBe(true);
      const { visitId } = (await findTrip())!;
      await cart.act({ kind: "end" });
      await expect.poll(async () => (await cart.readState()).status).toBe("ended");
      const isReviewed = async () => {
        const { items } = await call<{ items: readonly { visitId: string }[] }>("/reviews");
        return items.some((one) => one.visitId === visitId);
      };
      await expect.poll(isReviewed).toBe(true);
    },
  );

  it("goes on where the shop's process is killed, and ends once it is there again", async () => {
    const page = await takeCart();
    await buy(page, "Porridge oats");
    await demo.kill();
    await page.getByText("No connection to the shop.").waitFor();
    await buy(page, "Wholemeal loaf");
    demo = await openShop(Number(new URL(demo.url).port));
    await page.getByText("No connection to the shop.").waitFor({ state: "detached" });
    await goToLane(page);
    await press(page, "Pay and finish");
    await page.getByRole("img", { name: "Your receipt" }).waitFor();
    call = await signInAsOperator(demo.url);
    expect((await cart.readState()).lines).toHaveLength(2);
  });

  it("is as it was where the cart's process is killed, and goes on", async () => {
    const page = await takeCart();
    await buy(page, "Porridge oats");
    const before = await cart.readState();
    await cart.kill();
    await page.getByText("The cart is not answering.").waitFor();
    await cart.start();
    await page.getByText("The cart is not answering.").waitFor({ state: "detached" });
    const after = await cart.readState();
    // How likely goods lie in the cart changes as time goes by.
    const forget = ({ lines }: typeof after) => lines.map(({ inside: _, ...line }) => line);
    expect(forget(after)).toEqual(forget(before));
    expect(after.trip).toEqual(before.trip);
    await buy(page, "Wholemeal loaf");
    await goToLane(page);
    await press(page, "Pay and finish");
    await page.getByRole("img", { name: "Your receipt" }).waitFor();
  });

  it("is made by keyboard alone", async () => {
    const page = await takeCart();
    const pressKeys = async (name: string | RegExp): Promise<void> => {
      const button = page.getByRole("button", { name }).first();
      await button.waitFor();
      for (let tabs = 0; tabs < 80; tabs++) {
        if (await button.evaluate((one) => one === one.ownerDocument.activeElement)) break;
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    };
    await pressKeys("Scan: Porridge oats");
    await pressKeys("Put in: Porridge oats");
    await lineOf(page, "Porridge oats").getByText("In the cart", { exact: true }).waitFor();
    await pressKeys("Go to the lane");
    await page.getByText("Your card on file pays").waitFor();
    await pressKeys("Pay and finish");
    await page.getByRole("img", { name: "Your receipt" }).waitFor();
  });
});
