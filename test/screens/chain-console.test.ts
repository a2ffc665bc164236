/** The chain's console in a browser, over a real hub and database, with shops that take what it decides. */
import { randomBytes } from "node:crypto";
import { makeId } from "@saunter/chain/access/tokens";
import { findStep, makeTotpCode, parseTotpSecret } from "@saunter/chain/access/totp";
import { addGrant, insertInvited, makeInvitation } from "@saunter/chain/access/users";
import { openDistribution, startChain, type TestChain } from "@saunter/chain/chain-fixture";
import type { Distribution } from "@saunter/chain/down/distribution";
import { CONSOLE_FOLDER } from "@saunter/chain/http/add-console";
import {
  addOpenProposal,
  makeReceipt,
  makeTrusted,
  makeVisit,
} from "@saunter/chain/http/chain-http-fixture";
import { type ChainHttp, openChainHttp } from "@saunter/chain/http/open-chain-http";
import { createHubUsers } from "@saunter/chain/hub/hub-users";
import { listSealingKeys } from "@saunter/chain/secrets/sealing-keys";
import { openBrowser } from "@saunter/lab/bench/open-browser";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import pino from "pino";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DownShop, openDownShop, SOUP } from "../chain/down-fixture.ts";
import { closeAfterTest } from "./close-after-test.ts";
import { APPEARS_WITHIN_MS, describeScreens, findBarriersInThemes } from "./screens-fixture.ts";

const VISIT_ID = "6019394533255319";
const RELEASES = ["1.4.0", "1.5.0"].map((version) => ({
  ...{ version, platform: "linux-x64", bytes: 109_200_000, unpackedBytes: 320_000_000 },
  ...{ hash: "h".repeat(43), madeMs: Date.now() },
}));
const PLACES = { north: [53.8, -1.55], south: [51.45, -2.6] } as const;

describeScreens("the chain's console", () => {
  const folders = createScratchFolders();
  const faults: string[] = [];
  const clock = {
    get nowMs() {
      return Date.now();
    },
  };
  let chain: TestChain;
  let distribution: Distribution;
  let shop: DownShop;
  let http: ChainHttp;
  let browser: Browser;
  let url: string;
  let demoUserId: string;

  beforeAll(async () => {
    chain = await startChain(Object.keys(PLACES));
    const { db } = chain;
    for (const [shopId, [latitude, longitude]] of Object.entries(PLACES)) {
      const place = { latitude, longitude, name: `Shop ${shopId}` };
      await db.updateTable("shops").set(place).where("shop_id", "=", shopId).execute();
    }
    await db
      .insertInto("visits")
      .values(makeVisit("south", VISIT_ID, clock.nowMs - 1000))
      .execute();
    const drafted = { document_number: 12, drafted_ms: clock.nowMs };
    await db
      .insertInto("receipts")
      .values(makeReceipt("south", VISIT_ID, drafted))
      .execute();
    const nowMs = (): number => clock.nowMs;
    distribution = openDistribution(chain, nowMs);
    shop = openDownShop({ chain, shopId: "south", folder: folders.make(), clock });
    demoUserId = makeId(randomBytes);
    await db.transaction().execute(async (tx) => {
      const user = { userId: demoUserId, name: "Demo owner", email: "owner@demo.invalid" };
      await insertInvited(tx, user, clock.nowMs);
      const grant = { role: "owner", scope: { kind: "chain", id: null } } as const;
      await addGrant(tx, demoUserId, grant, "manual", randomBytes);
    });
    http = await openChainHttp({
      ...{ db, nowMs, distribution, demoUserId, consoleFolder: CONSOLE_FOLDER, shards: 1 },
      ...{ random: randomBytes, logger: pino({ level: "silent" }) },
      releases: { list: async () => RELEASES },
      publicUrl: "http://127.0.0.1",
      sealingKeys: listSealingKeys(chain.hub.keys),
      hubUsers: createHubUsers({ db, keys: chain.hub.keys, servers: chain.hub.asChain.servers }),
    });
    url = await http.app.listen({ host: "127.0.0.1", port: 0 });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
    await shop?.close();
    await chain?.close();
    folders.remove();
    expect(faults).toEqual([]);
  });

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
    });
    closeAfterTest(context);
    const page = await context.newPage();
    page.setDefaultTimeout(APPEARS_WITHIN_MS);
    page.on("pageerror", (error) => void faults.push(String(error)));
    page.on("console", (message) => {
      const isFault = message.type() === "error" && !message.text().startsWith("Failed to load");
      if (isFault) faults.push(message.text());
    });
    return page;
  }

  async function signIn(): Promise<Page> {
    const page = await openPage();
    await page.goto(`${url}/console/`);
    await page.getByRole("button", { name: "Look around as its owner" }).click();
    await page.getByRole("heading", { name: "Shops", level: 1 }).waitFor();
    return page;
  }

  it("goes from the shops to one visit, which is found by its receipt's number", async () => {
    const page = await signIn();
    await page.getByLabel("Find a shop").fill("sou");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("link", { name: "Shop south" }).click();
    await page.getByRole("link", { name: "Visits and receipts of this shop" }).click();
    await page.getByLabel("Search", { exact: true }).fill("12");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: /5319/ }).click();
    await page.getByRole("heading", { name: "Visit …5319" }).waitFor();
    expect(await page.getByText("£4.35").count()).toBe(1);
    expect(new URL(page.url()).pathname).toBe(`/console/shops/south/visits/${VISIT_ID}`);
  });

  it("issues a gift card, whose code it shows once, and blocks it", async () => {
    const page = await signIn();
    await page.getByRole("link", { name: "Gift cards" }).click();
    await page.getByRole("button", { name: "Issue a gift card" }).click();
    const dialog = page.getByRole("dialog", { name: "Issue a gift card" });
    await dialog.getByLabel("Amount").fill("25.5");
    await dialog.getByRole("button", { name: "Issue a gift card" }).click();
    await dialog.getByText("The code is shown once.").waitFor();
    const [number] = await dialog.locator("code").allTextContents();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: number! }).click();
    const card = page.getByRole("dialog", { name: "Gift card" });
    await card.getByText("£25.50").first().waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await card.getByRole("button", { name: "Block this card" }).click();
    await card.getByRole("button", { name: "Unblock this card" }).waitFor();
    const row = await chain.db
      .selectFrom("balance_cards")
      .select("is_blocked")
      .where("number", "=", number!)
      .executeTakeFirstOrThrow();
    expect(row.is_blocked).toBe(true);
  });

  it("sets a loyalty rule, with a picture of what a basket earns", async () => {
    const page = await signIn();
    await page.getByRole("link", { name: "Loyalty points" }).click();
    await page.getByRole("button", { name: "Set a rule" }).click();
    const dialog = page.getByRole("dialog", { name: "Set a rule" });
    await dialog.getByText("A basket of £25.00 earns 25 points, worth £0.25 (1%).").waitFor();
    await dialog.getByLabel("Points", { exact: true }).fill("2");
    await dialog.getByText("A basket of £25.00 earns 50 points, worth £0.50 (2%).").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByLabel("Why").fill("double points");
    await dialog.getByRole("button", { name: "Set a rule" }).click();
    await page.getByRole("heading", { name: "main, GBP" }).waitFor();
    await page.getByLabel("A basket of").fill("10.50");
    await page.getByText("A basket of £10.50 earns 20 points, worth £0.20 (1.9%).").waitFor();
    await page.getByText("double points").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("blocks a member card, gives a new one, and ends what a shop that is gone holds", async () => {
    const { db } = chain;
    const page = await signIn();
    await page.getByRole("link", { name: "Customers" }).click();
    await page.getByRole("button", { name: "Add a customer" }).click();
    const adding = page.getByRole("dialog", { name: "Add a customer" });
    await adding.getByLabel("Name").fill("Ann Archer");
    await adding.getByRole("button", { name: "Add a customer" }).click();
    await adding.getByText("The code is shown once.").waitFor();
    const [number] = await adding.locator("code").allTextContents();
    await page.keyboard.press("Escape");
    const { balance_id } = await db
      .selectFrom("balance_cards")
      .select("balance_id")
      .where("number", "=", number!)
      .executeTakeFirstOrThrow();
    const hold = { shop_id: "north", hold_id: "h1", visit_id: VISIT_ID, state: "held" } as const;
    const amounts = { units_per_minor: 1, amount_minor: 0, made_ms: 0, ends_ms: 0 };
    await db
      .insertInto("balance_holds")
      .values({ ...hold, ...amounts, balance_id })
      .execute();
    await db
      .updateTable("balances")
      .set({ owed_units: 40 })
      .where("balance_id", "=", balance_id)
      .execute();
    await page.getByRole("button", { name: "Ann Archer" }).click();
    const card = page.getByRole("dialog", { name: "Customer" });
    await card.getByText("Owes 40 points").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await card.getByRole("button", { name: "Waive them" }).click();
    await card.getByText("Owes 40 points").waitFor({ state: "detached" });
    await card.getByRole("button", { name: "End holds" }).click();
    await card.getByRole("button", { name: "End them now" }).click();
    await card.getByRole("heading", { name: "Held by visits" }).waitFor({ state: "detached" });
    await card.getByRole("button", { name: "Block this card" }).click();
    await card.getByRole("button", { name: "Unblock this card" }).waitFor();
    await card.getByRole("button", { name: "Give a new card" }).click();
    await card.getByRole("button", { name: "Block it and give a new one" }).click();
    await card.getByText("The code is shown once.").waitFor();
    await card.getByRole("button", { name: "Block this card" }).waitFor();
    const cards = await db
      .selectFrom("balance_cards")
      .select(["number", "is_blocked"])
      .where("balance_id", "=", balance_id)
      .orderBy("issued_ms")
      .execute();
    const [given] = await card.locator("code").allTextContents();
    expect(cards).toEqual([
      { number, is_blocked: true },
      { number: given, is_blocked: false },
    ]);
    const { state } = await db
      .selectFrom("balance_holds")
      .select("state")
      .where("hold_id", "=", "h1")
      .executeTakeFirstOrThrow();
    expect(state).toBe("ended");
  });

  it("lists a capture that came short until somebody settles it", async () => {
    const hold = { shop_id: "south", hold_id: "h2", visit_id: VISIT_ID, balance_id: null };
    const amounts = { units_per_minor: 1, amount_minor: 0, short_minor: 435 };
    const times = { state: "captured", made_ms: clock.nowMs, ends_ms: clock.nowMs } as const;
    await chain.db
      .insertInto("balance_holds")
      .values({ ...hold, ...amounts, ...times })
      .execute();
    const page = await signIn();
    await page.getByRole("link", { name: "Gift cards" }).click();
    await page.getByRole("heading", { name: "Came short" }).waitFor();
    await page.getByText("£4.35").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Settle visit …5319" }).click();
    const dialog = page.getByRole("dialog", { name: "Settle" });
    await dialog.getByLabel("Who bears it, and why").fill("The disk was lost");
    await dialog.getByRole("button", { name: "Settle" }).click();
    await page.getByRole("heading", { name: "Came short" }).waitFor({ state: "detached" });
  });

  it("lets somebody who was invited set a password and an authenticator, once", async () => {
    const { db } = chain;
    const user = { userId: makeId(randomBytes), name: "Mila", email: "mila@chain.example" };
    const { invitation } = await db.transaction().execute(async (tx) => {
      await insertInvited(tx, user, clock.nowMs);
      return makeInvitation(tx, user.userId, clock.nowMs, randomBytes);
    });
    const page = await openPage();
    const address = `${url}/console/invitation#${invitation}`;
    await page.goto(address);
    await page.getByRole("heading", { name: "Welcome, Mila" }).waitFor();
    const secret = parseTotpSecret((await page.locator("code").textContent())!)!;
    expect(await findBarriersInThemes(page)).toEqual([]);
    await page.getByLabel("Password").fill("seven purple ladders");
    await page.getByRole("textbox", { name: "Code" }).fill("000000");
    await page.getByRole("button", { name: "Set the password and sign in" }).click();
    await page
      .getByText(/code is wrong|refused/i)
      .first()
      .waitFor();
    await page
      .getByRole("textbox", { name: "Code" })
      .fill(makeTotpCode(secret, findStep(clock.nowMs)));
    await page.getByRole("button", { name: "Set the password and sign in" }).click();
    await page.getByRole("navigation").first().waitFor();
    expect(page.url()).not.toContain(invitation);
    await page.goto(address);
    await page
      .getByText(/invite again|no longer|not valid|used/i)
      .first()
      .waitFor();
  });

  it("goes from shop to shop on the map by keys, and opens one", async () => {
    const page = await signIn();
    const map = page.getByRole("application", { name: "Map of shops" });
    await map.focus();
    await page.keyboard.press("ArrowDown");
    const chosen = page.locator(".map-chosen");
    await expect.poll(() => chosen.textContent()).toMatch(/^Shop /);
    // South lies to the south-west of north, whichever was chosen first.
    for (const key of ["ArrowUp", "ArrowDown"]) await page.keyboard.press(key);
    await expect.poll(() => chosen.textContent()).toBe("Shop south: Never seen");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Shop south", level: 1 }).waitFor();
  });

  it("publishes prices from a CSV, and shows that they are in force", async () => {
    const page = await signIn();
    await page.getByRole("link", { name: "Goods", exact: true }).click();
    await page.getByRole("button", { name: "Publish a version" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("For", { exact: true }).selectOption("shop");
    await dialog.getByLabel("Shop", { exact: true }).selectOption("south");
    const csv = `gtin,name,weightG,price\n05000001000011,Oat biscuits,320,2.49\n${SOUP},Tomato soup,415,1.99\n`;
    await dialog
      .getByLabel(/^File/)
      .setInputFiles({ name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await dialog.getByText("2 added, 0 changed, 0 removed").waitFor();
    await dialog.getByLabel("Note").fill("Soup is dearer");
    await dialog.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("row", { name: /Shop south.*Goods 1 Waiting/ }).waitFor();
    await expect
      .poll(
        async () => {
          await shop.tick();
          return page.getByRole("row", { name: /Shop south.*Goods 1 In force/ }).count();
        },
        { interval: 200 },
      )
      .toBe(1);
    expect(shop.priceOf(SOUP)).toBe(199);
  });

  it("shows what another user's proposal changes, and publishes it once approved", async () => {
    const { db } = chain;
    await makeTrusted(db, demoUserId);
    const author = makeId(randomBytes);
    await db.transaction().execute(async (tx) => {
      const user = { userId: author, name: "Ann Archer", email: "ann@chain.example" };
      await insertInvited(tx, user, clock.nowMs);
      const manager = { role: "manager", scope: { kind: "chain", id: null } } as const;
      await addGrant(tx, author, manager, "manual", randomBytes);
      await addOpenProposal(tx, author, { [SOUP]: { name: "Tomato soup", price: "1.89" } });
    });
    const page = await signIn();
    await page.getByRole("link", { name: "Goods", exact: true }).click();
    await page.getByText("by Ann Archer").waitFor();
    await page.getByRole("button", { name: "Review changes" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 added, 0 changed, 0 removed").waitFor();
    await dialog
      .getByRole("row", { name: new RegExp(`${SOUP} Tomato soup.*price: 1.89`) })
      .waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Approve and publish" }).click();
    await page.getByText("Approved").waitFor();
    const { put_by: by } = await db
      .selectFrom("down_versions")
      .select("put_by")
      .where("layer", "=", "shared")
      .executeTakeFirstOrThrow();
    expect(by).toBe(author);
  });

  it("has shops run a release that is at the hub", async () => {
    const page = await signIn();
    await page.getByRole("link", { name: "Goods", exact: true }).click();
    await page.getByRole("row", { name: /1\.5\.0.*linux-x64.*109 MB/ }).waitFor();
    await page.getByRole("button", { name: "Publish a version" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kind", { exact: true }).selectOption("software");
    await dialog.getByLabel("Note").fill("What shops asked for");
    await dialog.getByRole("button", { name: "Publish" }).click();
    await dialog.getByText("Choose a release, write a note, and say whom it is for").waitFor();
    await dialog.getByLabel("Release", { exact: true }).selectOption("1.5.0 (linux-x64)");
    await dialog.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("row", { name: /Shop south.*Software 1/ }).waitFor();
    const { content } = await chain.db
      .selectFrom("down_versions")
      .select("content")
      .where("kind", "=", "software")
      .executeTakeFirstOrThrow();
    expect(content).toEqual({ items: { version: "1.5.0" } });

    await page.getByRole("button", { name: "Publish a version" }).click();
    await dialog.getByLabel("Kind", { exact: true }).selectOption("software");
    await dialog.getByLabel("Release", { exact: true }).selectOption({ index: 3 });
    await dialog.getByLabel("Another release").fill("1.3.0");
    await dialog.getByLabel("Note").fill("As the shops had it");
    await dialog.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("row", { name: /Shop south.*Software 2/ }).waitFor();
  });

  it("shows an alert that nobody sees to, until somebody does", async () => {
    const alert = {
      alert_key: "shop-silent south",
      kind: "shop-silent",
      shop_id: "south",
    } as const;
    const message = "It has not answered for 5 min.";
    await chain.db
      .insertInto("chain_alerts")
      .values({ ...alert, message, is_for_all: false, raised_ms: clock.nowMs })
      .execute();
    await chain.db
      .insertInto("alerts")
      .values({
        ...{ shop_id: "south", position: 9, alert_key: "disk-low", kind: "disk-low" },
        ...{ message: "1 GB is left", visit_id: null, raised_ms: clock.nowMs },
        ...{ acknowledged_ms: null, acknowledged_by: null, cleared_ms: null, cleared_by: null },
      })
      .execute();
    const page = await signIn();
    const link = page.getByRole("link", { name: /^Alerts/ });
    await expect.poll(() => link.textContent()).toContain("1 alert that nobody sees to");
    await link.click();
    await page.getByRole("row", { name: /Not answering south It has not answered/ }).waitFor();
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByRole("row", { name: /Not answering.*Acknowledged/ }).waitFor();
    await page.getByRole("link", { name: "south", exact: true }).click();
    await page.getByRole("row", { name: /Disk low 1 GB is left/ }).waitFor();
    await expect.poll(() => link.textContent()).toBe("Alerts");
    // What ends while somebody looks goes by itself, and is among those that have ended.
    await link.click();
    await page.getByRole("row", { name: /Not answering.*Acknowledged/ }).waitFor();
    await chain.db.updateTable("chain_alerts").set({ ended_ms: clock.nowMs }).execute();
    await page.getByText("No open alerts").waitFor();
    await page.getByLabel("Show").selectOption("ended");
    await page.getByRole("row", { name: /Not answering south It has not answered/ }).waitFor();
  });

  it("shows what a planogram would do, and starts it in spite of that where an owner says why", async () => {
    const at = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
    const same = { before: at(0.9), after: at(0.9), difference: at(0) };
    const result = {
      ...{ visits: 1000, differing: 80, seconds: 60 },
      worlds: [
        { name: "worn-sensors", visits: 1000, figures: { exact: 0, review: 0, lossMinor: 0 } },
      ],
      figures: {
        exact: same,
        review: { before: at(0.05), after: at(0.1), difference: at(0.05) },
        lossMinor: same,
      },
    };
    await distribution.put({
      ...{ kind: "planogram", target: { layer: "shared" }, content: { items: {} } },
      ...{ effectiveMs: clock.nowMs, by: "ann", note: "soups together" },
      rollOut: { rollOutId: "soups", canaryShopIds: ["north"], steps: [{ share: 1, waitMs: 0 }] },
    });
    const page = await signIn();
    await page.getByRole("link", { name: "Goods", exact: true }).click();
    await page.getByText("It can start when its forecast is there.").waitFor();
    await chain.db
      .insertInto("forecasts")
      .values({
        ...{ forecast_id: "f", roll_out_id: "soups", shop_id: "north", visits: 1000 },
        ...{ state: "done", reason: null, after_hash: null, lease_worker: null },
        task: JSON.stringify({ layout: { currency: "GBP" } }),
        ...{ lease_until_ms: null, result: JSON.stringify(result), progress: 1 },
        ...{ made_ms: clock.nowMs, done_ms: clock.nowMs },
      })
      .execute();
    await page.getByText("Clearly worse", { exact: true }).waitFor();
    const words = "About 50 more of 1,000 visits (40 more to 60 more) would go to review";
    await page.getByRole("cell", { name: words }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    expect(await page.getByRole("button", { name: "Start", exact: true }).count()).toBe(0);
    await page
      .getByLabel("Why it is started in spite of its forecast")
      .fill("The shop is closed on Monday");
    await page.getByRole("button", { name: "Start all the same" }).click();
    await page.getByText("The shop is closed on Monday").waitFor();
    const row = await chain.db
      .selectFrom("roll_outs")
      .select(["state", "reason"])
      .where("roll_out_id", "=", "soups")
      .executeTakeFirst();
    expect(row).toEqual({ state: "running", reason: "The shop is closed on Monday" });
  });

  it("keeps nobody from any of its pages, on phones and wide screens, by day and night", async () => {
    const page = await signIn();
    const pages = [
      ...["", "shops/south", "visits", `shops/south/visits/${VISIT_ID}`, "reports", "goods"],
      ...["alerts", "set-aside", "people", "audit"],
    ];
    for (const path of pages) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${url}/console/${path}`);
      await page.locator("main h1, main .empty").first().waitFor();
      await page.locator(".bones").first().waitFor({ state: "detached" });
      expect([path, ...(await findBarriersInThemes(page))]).toEqual([path]);
    }
    await page.context().clearCookies();
    await page.goto(`${url}/console/`);
    await page.getByRole("button", { name: "Look around as its owner" }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });
});
