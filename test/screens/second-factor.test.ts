/** A second factor from its setup to the next sign-in, by the keyboard alone, and without a phone. */

import { makeTotpCode } from "@saunter/shop/people/totp";
import { Secret } from "otpauth";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { tabTo } from "./tab-walk.ts";

const PASSWORD = "seven purple ladders";
const STEP_MS = 30_000;

describeScreens("a second factor", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({
      config: (config) => ({
        ...config,
        policies: { ...config.policies, secondFactor: "asked" },
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  const type = async (page: Page, label: string, text: string) => {
    await tabTo(page, label);
    await page.keyboard.type(text);
  };
  const press = async (page: Page, name: string) => {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
  };
  const signIn = async (page: Page) => {
    await page.getByLabel("Name").waitFor();
    await type(page, "Name", "operator");
    await type(page, "Password", PASSWORD);
    await page.keyboard.press("Enter");
  };
  /** Until the field for the code is there, and has the focus: what is typed before is lost. */
  const waitForCode = async (page: Page) => {
    await page.getByLabel("Code").waitFor();
    await expect.poll(() => page.evaluate("document.activeElement.name")).toBe("code");
  };
  const openConsole = (path = "/console/numbers") => openPage(shop, { as: null, path });
  /** What an app shows that was given the key on the page; no code of before. */
  const showCode = async (secret: string) => {
    await shop.pass(STEP_MS);
    const { bytes } = Secret.fromBase32(secret.replaceAll(" ", ""));
    return makeTotpCode(bytes, shop.process.shop.nowMs());
  };
  let secret = "";
  let recoveryCodes: string[] = [];

  it("is asked of an operator at the sign-in, who may postpone it and sees a warning then", async () => {
    const page = await openConsole();
    await signIn(page);
    await page.getByRole("heading", { name: "Protect your sign-in" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await press(page, "Not now");
    await page.getByRole("heading", { name: "Numbers" }).waitFor();
    await page.getByText("You sign in with a password alone.").waitFor();
    // The floor and the warning share the window: nothing of the floor is pushed out of it.
    await page.getByRole("link", { name: "Floor" }).click();
    await page.getByText("The shop is empty").waitFor();
    expect(
      await page.evaluate("document.documentElement.scrollHeight - window.innerHeight"),
    ).toBeLessThanOrEqual(0);
    await page.goBack();
    // It is postponed in this tab, until the next sign-in.
    await page.reload();
    await page.getByRole("heading", { name: "Numbers" }).waitFor();
    await page.goto(`${shop.url}/console/health`);
    await page.getByText("An operator can sign in with a password alone").first().waitFor();
    await page.getByRole("button", { name: "You" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await signIn(page);
    await page.getByRole("heading", { name: "Protect your sign-in" }).waitFor();
  });

  it("is set up by the keyboard alone, and its recovery codes are shown once", async () => {
    const page = await openConsole();
    await signIn(page);
    await page.getByRole("heading", { name: "Protect your sign-in" }).waitFor();
    await press(page, "Set up an authenticator app");
    await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    secret = (await page.locator(".setup-key").textContent())!;
    await type(page, "Code that the app shows", "000000");
    await page.keyboard.press("Enter");
    await page.getByText("The code was refused").waitFor();
    await type(page, "Code that the app shows", await showCode(secret));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    recoveryCodes = await page.locator(".recovery-codes code").allTextContents();
    expect(recoveryCodes).toHaveLength(10);
    const download = page.waitForEvent("download");
    await press(page, "Download");
    expect((await download).suggestedFilename()).toBe("recovery-codes.txt");
    await press(page, "I have kept them");
    await page.getByRole("heading", { name: "Numbers" }).waitFor();
    expect(await page.getByText("You sign in with a password alone.").count()).toBe(0);
  });

  it("is asked for after the password, and a recovery code stands for a phone", async () => {
    const page = await openConsole("/console/your-sign-in");
    await signIn(page);
    await waitForCode(page);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByLabel("Code").focus();
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByText("The code was refused").waitFor();
    await page.keyboard.type(await showCode(secret));
    await page.keyboard.press("Enter");
    await page.getByText("10 recovery codes are left.").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await press(page, "You");
    await press(page, "Sign out");
    await signIn(page);
    await waitForCode(page);
    await page.keyboard.type(recoveryCodes[0]!);
    await page.keyboard.press("Enter");
    await page.getByText("9 recovery codes are left.").waitFor();
    await press(page, "Turn off");
    await page.getByRole("dialog", { name: "Turn off your second factor" }).waitFor();
    await type(page, "Password", PASSWORD);
    await type(page, "Code", await showCode(secret));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Set up an authenticator app" }).waitFor();
  });

  it("aside, a clerk changes the password, which ends the session on another computer", async () => {
    const next = "nine quiet paper boats";
    const other = await openPage(shop, { as: "clerk", path: "/console/your-sign-in" });
    await other.getByRole("heading", { name: "Change your password" }).waitFor();
    const page = await openPage(shop, { as: null, path: "/console/your-sign-in" });
    await page.getByLabel("Name").fill("clerk");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out everywhere else" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByLabel("Password", { exact: true }).fill("another password");
    await page.getByLabel("New password").fill(next);
    await press(page, "Change password");
    await page.getByText("The sign-in was refused").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await press(page, "Change password");
    await page.getByText("Password changed.").waitFor();
    await page
      .getByRole("button", { name: "Sign out everywhere else" })
      .waitFor({ state: "detached" });
    await other.reload();
    await other.getByLabel("Name").fill("clerk");
    await other.getByLabel("Password").fill(next);
    await other.keyboard.press("Enter");
    await other.getByRole("heading", { name: "Change your password" }).waitFor();
  });

  it("of somebody whose phone is lost is reset by another operator", async () => {
    const { store } = shop.process;
    await store.transact((tx) => {
      tx.db.prepare("INSERT INTO second_factors VALUES ('user-all', ?, 0, 0)").run(Buffer.of(1));
    });
    const page = await openConsole("/console/people");
    await signIn(page);
    await page.getByRole("heading", { name: "Protect your sign-in" }).waitFor();
    await press(page, "Not now");
    const row = page.getByRole("row").filter({ hasText: "operator, reviewer" });
    await row.getByText("password and code").waitFor();
    await row.getByRole("button", { name: "Lost device" }).click();
    await page.getByRole("button", { name: "Reset their sign-in" }).click();
    await row.getByText("password", { exact: true }).waitFor();
    expect(store.db.prepare("SELECT * FROM second_factors").all()).toEqual([]);
  });
});
