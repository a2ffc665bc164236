import { SECOND_LOOK_WITHIN_MS } from "@saunter/commerce/review/second-look";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersAnywhere,
  NEXT_FRAME,
  openPage,
  type Somebody,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";
import { GOODS, type TakeOptions } from "./scripted-people.ts";

const question = (page: Page) =>
  page.getByRole("region", { name: "Decision" }).getByRole("heading", { level: 2 });
const choices = (page: Page) => page.getByRole("list", { name: "Choices" });
const productField = (page: Page) => page.getByRole("combobox", { name: "Product" });
const hasFocus = (page: Page) =>
  expect
    .poll(() => productField(page).evaluate((one) => one === document.activeElement))
    .toBe(true);
/** What was typed is chosen: then Enter decides. */
const isChosen = (page: Page, name: string) =>
  expect.poll(() => productField(page).inputValue()).toBe(name);
const undoBar = (page: Page) => page.getByText("Decided", { exact: true });
/** Whose turn it is, as the address of its visit says. */
const visitOf = (page: Page) => page.getByRole("link", { name: "Open visit" }).getAttribute("href");
const isNext = (page: Page, before: string | null) =>
  expect.poll(() => visitOf(page)).not.toBe(before);
const receiptOf = (shop: TestShop, visitId: string) => shop.process.store.read("receipt", visitId);

/** What a final receipt says that is to be paid, minor units; the state of one that is not final. */
function totalOf(shop: TestShop, visitId: string): number | string {
  const receipt = receiptOf(shop, visitId);
  return receipt.status === "final" ? receipt.issued.result.totals.totalMinor : receipt.status;
}

/** Lists of products come when a test lets them: `of` resolves when one is asked for, with how. */
async function holdAnswers(page: Page) {
  const asked: ((search: string, answer: () => void) => void)[] = [];
  await page.route(/\/v1\/products\?/, (route) => {
    const search = new URL(route.request().url()).searchParams.get("search")!;
    for (const listener of asked) listener(search, () => void route.continue());
  });
  return {
    of: (sought: string) =>
      new Promise<() => void>((resolve) => {
        asked.push((search, answer) => {
          if (search === sought) resolve(answer);
        });
      }),
  };
}

/** Reviews that the page has fetched before they were needed: by their names. */
const COUNT_FETCHED_AHEAD = `performance.getEntriesByType("resource")
  .filter(({ name }) => /\\/v1\\/reviews\\/(?!next$)[^/?]+$/.test(name)).length`;

/** As slow as the slowest decision may be in the middle, seconds. */
const MEDIAN_MAX_S = 6;

describeScreens("reviews", () => {
  let shop: TestShop;
  let lastCard = 0;
  const look = (as: Somebody, path: string, more: object = {}): Promise<Page> =>
    openPage(shop, { as, path, ...more });
  const open = (as: Somebody = "reviewer", more: object = {}) => look(as, "/console/review", more);
  /** Somebody leaves with something that the engine is not sure of. */
  const takeUncertainly = async (
    good: "soup" | "crisps" | "ale" = "soup",
    options: TakeOptions = {},
  ) => {
    // Each in seconds of their own, and known of in order.
    await shop.pass(12_000);
    const payer = `pm_sim_ok-r${++lastCard}`;
    return shop.people.shopFor(payer, { [good]: { probability: 0.6, ...options } });
  };
  const settle = () => shop.pass(11_000);
  const countOpen = () =>
    shop.process.store.db.prepare("SELECT count(*) AS n FROM reviews WHERE status = 'open'").get()
      ?.n;
  const countClaimed = () =>
    shop.process.store.db
      .prepare("SELECT count(*) AS n FROM reviews WHERE status = 'open' AND claimed_by IS NOT NULL")
      .get()?.n;
  beforeAll(async () => {
    shop = await startShop();
  });
  // Nothing is left over: what nobody decided lapses, and nobody is asked again what another one said.
  afterEach(async () => {
    await shop.pass(SECOND_LOOK_WITHIN_MS);
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  it("are where a reviewer begins, and say what would be there where there are none", async () => {
    const page = await look("reviewer", "/console/");
    await page.waitForURL("**/console/review");
    await page.getByText("No reviews waiting").waitFor();
    await page.getByText("No reviews yet").waitFor();
    const visitId = await takeUncertainly();
    await question(page).getByText("What happened at gondola 1, shelf 2?").waitFor();
    await page.getByText("Plates 3 and 4 lost 415 g.").waitFor();
    await choices(page).getByText("A took 1 × Tomato soup").waitFor();
    await choices(page).getByText("415 g, matches the plates · £1.89 each").waitFor();
    await choices(page).getByText("320 g, 95 g less than the plates measured").waitFor();
    await page.getByRole("img", { name: "Weight decrease: 415 g." }).waitFor();
    await page.getByRole("img", { name: /In view at this time: A/ }).waitFor();
    await page.keyboard.press("1");
    await page.getByText("No reviews waiting").waitFor();
    await undoBar(page).waitFor();
    expect(receiptOf(shop, visitId).status).toBe("draft");
    await settle();
    await expect.poll(() => receiptOf(shop, visitId).status).toBe("final");
    await page.getByText(/Last decision/).waitFor();
  });

  it("are cleared by ten keys, the next one ready each time, in seconds", async () => {
    const visitIds: string[] = [];
    for (let at = 0; at < 10; at++)
      visitIds.push(await takeUncertainly(at % 2 === 0 ? "soup" : "crisps"));
    const page = await open();
    await page.getByText("10 waiting").first().waitFor();
    for (let at = 0; at < 10; at++) {
      await expect.poll(() => visitOf(page)).toBe(`/console/visits/${visitIds[at]}`);
      await page.keyboard.press(["1", "2", "0"][at % 3]!);
    }
    await page.getByText("No reviews waiting").waitFor();
    await page.getByText(/1[01] decided today/).waitFor();
    const median = await page.getByText(/decided today, median [\d.]+ s/).textContent();
    expect(Number(/median ([\d.]+) s/.exec(median!)![1])).toBeLessThan(MEDIAN_MAX_S);
    await settle();
    const totals = visitIds.map((visitId) => totalOf(shop, visitId));
    // What it was, what it may have been, nothing; soup and crisps in turn.
    expect(totals).toEqual([189, 189, 0, 195, 249, 0, 189, 189, 0, 195]);
  });

  it("are taken back for as long as that holds", async () => {
    await takeUncertainly();
    await takeUncertainly("crisps");
    const page = await open();
    await page.getByText("2 waiting").first().waitFor();
    const first = await visitOf(page);
    await page.keyboard.press("0");
    await isNext(page, first);
    await page.keyboard.press("u");
    await expect.poll(() => visitOf(page)).toBe(first);
    expect(await undoBar(page).count()).toBe(0);
    await page.keyboard.press("1");
    await isNext(page, first);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => visitOf(page)).toBe(first);
    await page.keyboard.press("1");
    await isNext(page, first);
    await page.keyboard.press("1");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
  });

  it("are decided as something that the engine did not think of, by typing", async () => {
    const visitId = await takeUncertainly();
    const page = await open();
    await question(page).waitFor();
    await page.keyboard.press("e");
    await hasFocus(page);
    await page.keyboard.type("milk");
    await page.keyboard.press("Enter");
    await isChosen(page, "Milk in a glass bottle");
    await page.keyboard.press("Enter");
    await page.getByText("A took 1 × Milk in a glass bottle").waitFor({ state: "detached" });
    await page.getByText("No reviews waiting").waitFor();
    await settle();
    await expect
      .poll(() => {
        const receipt = receiptOf(shop, visitId);
        return receipt.status === "final" ? receipt.issued.lines[0]?.gtin : receipt.status;
      })
      .toBe("5000001000035");
  });

  it("choose by an Enter that is quicker than the list, where one alone fits", async () => {
    await takeUncertainly();
    const page = await open();
    await question(page).waitFor();
    const answers = await holdAnswers(page);
    await page.keyboard.press("e");
    await hasFocus(page);
    const type = async (text: string, ...acts: readonly (string | (() => Promise<void>))[]) => {
      const asked = answers.of(text);
      await productField(page).fill(text);
      for (const act of acts) await (typeof act === "string" ? page.keyboard.press(act) : act());
      (await asked)();
    };
    const offered = page.getByRole("option");
    // Its list stands there, and is of what was typed before.
    await type("chocolat");
    await offered.filter({ hasText: "Dark chocolate" }).waitFor();
    await type("milk", "Enter", "Enter");
    await isChosen(page, "Milk in a glass bottle");
    // Pressed again before anybody could see what it chose, it decided nothing.
    await question(page).waitFor();
    for (const [text, move, one] of [
      ["soup", () => page.keyboard.press("ArrowDown"), "Tomato soup"],
      ["crisps", () => page.getByLabel("Quantity").click(), "crisps"],
    ] as const) {
      await type(text, "Enter", move);
      await offered.filter({ hasText: one }).waitFor();
      await page.evaluate(NEXT_FRAME);
      expect(await productField(page).inputValue()).toBe(text);
    }
    await type("o", "Enter");
    await expect.poll(() => offered.count()).toBeGreaterThan(1);
    await page.evaluate(NEXT_FRAME);
    expect(await productField(page).inputValue()).toBe("o");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
  });

  it("are left to others, and reviewed again", async () => {
    await takeUncertainly();
    const page = await open();
    await question(page).waitFor();
    await page.keyboard.press("s");
    await page.getByText("No other reviews waiting").waitFor();
    await page.getByRole("button", { name: "Review the one you skipped" }).click();
    await question(page).waitFor();
    await page.keyboard.press("1");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
  });

  it("are decided by one of two, and the other goes on", async () => {
    const visitIds: string[] = [];
    for (let at = 0; at < 4; at++) visitIds.push(await takeUncertainly());
    const page = await open();
    await expect.poll(() => page.getByRole("list", { name: "Up next" }).count()).toBe(1);
    // Whoever came first has one before them, and one ready; the other has the others.
    const other = await open("all");
    const shown = async (of: Page) => visitIds.indexOf((await visitOf(of))!.split("/").at(-1)!);
    await expect.poll(() => shown(other)).toBe(2);
    await expect.poll(countClaimed).toBe(4);
    for (const [of, then] of [
      [page, 1],
      [other, 3],
    ] as const) {
      await of.keyboard.press("1");
      await expect.poll(() => shown(of)).toBe(then);
      await of.keyboard.press("1");
    }
    // What one of them decided may be asked of the other as well: nothing follows from that.
    await expect.poll(countOpen).toBe(0);
    await settle();
    expect(visitIds.map((visitId) => totalOf(shop, visitId))).toEqual([189, 189, 189, 189]);
  });

  it("say that somebody else was quicker, and decide nothing for them", async () => {
    const visitId = await takeUncertainly();
    const page = await open();
    await question(page).waitFor();
    // The claim is over, and another one decides.
    await shop.pass(121_000);
    const other = await open("all");
    await question(other).waitFor();
    await other.keyboard.press("0");
    await page.getByText("Another reviewer has decided this one").waitFor();
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
    await expect.poll(() => totalOf(shop, visitId)).toBe(0);
  });

  it("that nobody decided were settled for the shopper, and say so", async () => {
    await takeUncertainly();
    const page = await open();
    await question(page).waitFor();
    await shop.pass(31 * 60_000);
    await page.getByText("The deadline has passed").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("No reviews waiting").waitFor();
  });

  it("of an age and of a dispute ask what is to be known, with what there is to see", async () => {
    const visitId = await shop.people.shopFor("pm_sim_ok-age", { ale: 3 });
    const page = await open();
    await question(page).getByText("Was the shopper old enough?").waitFor();
    await page.keyboard.press("1");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
    await expect.poll(() => receiptOf(shop, visitId).status).toBe("final");
    const staff = await look("operator", "/console/receipts");
    const receipt = receiptOf(shop, visitId);
    if (receipt.status !== "final") throw new Error("the receipt is not final");
    const { lineId } = receipt.issued.lines[0]!;
    const body = { kind: "wrong-item", lineId, gtin: null, claimedQuantity: 0 };
    const disputed = await staff.evaluate(
      async ([path, sent]) => {
        const headers = {
          "content-type": "application/json",
          "x-saunter-csrf": "1",
          "idempotency-key": "contest-of-ale",
        };
        return (await fetch(path!, { method: "POST", headers, body: sent! })).text();
      },
      [`/v1/receipts/${visitId}/disputes`, JSON.stringify(body)],
    );
    expect(JSON.parse(disputed)).toMatchObject({ status: "open" });
    await question(page).getByText("Is the shopper right about Pale ale?").waitFor();
    await page.getByText("Shopper: did not take it. Receipt: 3.").waitFor();
    await page.getByRole("img", { name: /^Weight (in|de)crease/ }).waitFor();
    await page.keyboard.press("1");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
    await expect.poll(() => receiptOf(shop, visitId).status).toBe("reviewed");
  });

  it("of a time that nobody saw ask what was taken or put back, all of it at stake", async () => {
    const visitIds: string[] = [];
    for (const good of ["soup", "crisps", "water", "milk"] as const) {
      await shop.pass(12_000);
      visitIds.push(await shop.people.enter(`pm_sim_ok-gap-${good}`));
      await shop.people.take(visitIds.at(-1)!, good, { quantity: 2 });
    }
    await shop.restart();
    for (const visitId of visitIds) {
      await shop.people.leave(visitId);
      await shop.people.conclude(visitId);
      await shop.pass(1000);
    }
    const page = await open();
    const told = page.getByText(/free of charge unless a reviewer decides/);
    await page.getByText("4 visits are free of charge unless a reviewer decides").waitFor();
    await question(page).getByText("Is the receipt of A right?").waitFor();
    await page.getByText("the server was restarted during the visit").waitFor();
    await page.getByText("If nobody decides, the whole visit is free of charge").waitFor();
    await page.getByText("£3.78 at stake").waitFor();
    const decide = async (...keys: readonly string[]) => {
      const before = await visitOf(page);
      for (const key of keys) await page.keyboard.press(key);
      return before;
    };
    // One of two was put back; then nothing is missing.
    await choices(page).getByText("1 × Tomato soup may have been put back").waitFor();
    await choices(page).getByText("New total: £1.89 · Tomato soup: 2 → 1").waitFor();
    await choices(page).getByText("Receipt unchanged: £3.78").waitFor();
    await isNext(page, (await decide("1"))!);
    await isNext(page, (await decide("0"))!);
    // Something was taken besides, which is typed.
    const before = await decide("e");
    await hasFocus(page);
    await page.keyboard.type("chocolate");
    await page.keyboard.press("Enter");
    await isChosen(page, "Dark chocolate");
    await page.keyboard.press("Enter");
    await isNext(page, before!);
    // Nobody can say: nothing is charged.
    await choices(page).getByText("Not clear").waitFor();
    const keys = await choices(page).locator("kbd").allTextContents();
    await page.keyboard.press(keys.at(-3)!);
    await page.getByText("No reviews waiting").waitFor();
    await told.waitFor({ state: "detached" });
    await settle();
    const lines = visitIds.map((visitId) => {
      const receipt = receiptOf(shop, visitId);
      if (receipt.status !== "final") return receipt.status;
      return receipt.issued.lines.map(({ gtin, quantity }) => `${quantity} × ${gtin}`);
    });
    const { soup, crisps, water, chocolate } = GOODS;
    expect(lines).toEqual([
      [`1 × ${soup.gtin}`],
      [`2 × ${crisps.gtin}`],
      [`2 × ${water.gtin}`, `1 × ${chocolate.gtin}`],
      [],
    ]);
  });

  it("of whose entry it was charge where it is theirs, and nothing where nobody can say", async () => {
    const visitIds: string[] = [];
    for (const name of ["own", "other"]) {
      await shop.pass(60_000);
      // Whoever crosses the gate before a card is shown there may be whose card it is, or not.
      await shop.people.comeIn();
      await shop.pass(2000);
      const visitId = await shop.people.show(`pm_sim_ok-guess-${name}`);
      await shop.pass(shop.config.entry.bindWithinMs + 1000);
      await shop.people.take(visitId, "soup");
      await shop.people.leave(visitId);
      await shop.people.conclude(visitId);
      visitIds.push(visitId);
    }
    const page = await open();
    await question(page).getByText("Is this the payer’s visit?").waitFor();
    await page.getByText("If nobody decides, the whole visit is free of charge").waitFor();
    await page.getByText("£1.89 at stake").waitFor();
    await choices(page).getByText("Yes, it is theirs").waitFor();
    const first = await visitOf(page);
    await page.keyboard.press("1");
    await isNext(page, first);
    await choices(page).getByText("No, or not clear").waitFor();
    await page.keyboard.press("2");
    await page.getByText("No reviews waiting").waitFor();
    await settle();
    expect(visitIds.map((visitId) => totalOf(shop, visitId))).toEqual([189, 0]);
  });

  it("are shown on the rail to whoever is elsewhere, and not to whoever may not decide", async () => {
    const floor = await look("all", "/console/health");
    const mere = await look("operator", "/console/review");
    await mere.getByText("You do not have access to this page").waitFor();
    await floor.getByRole("link", { name: "Review" }).waitFor();
    await takeUncertainly();
    await floor.getByRole("link", { name: /Review\s?1 waiting/ }).click();
    await question(floor).waitFor();
    await floor.keyboard.press("1");
    await floor.getByText("No reviews waiting").waitFor();
    await settle();
  });

  it("tell their keys", async () => {
    const page = await open();
    await page.getByText("No reviews waiting").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("ignore single keys where somebody has turned them off, and remember that", async () => {
    const page = await open();
    const you = page.getByRole("button", { name: "You", exact: true });
    const keys = page.getByRole("switch", { name: "Shortcuts of one key" });
    const off = page.getByText("Keyboard shortcuts are off");
    await you.click();
    expect(await keys.isChecked()).toBe(true);
    expect(await off.count()).toBe(0);
    await keys.click();
    await off.waitFor();
    await page.reload();
    await off.waitFor();
    await page.getByText("No reviews waiting").waitFor();
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await you.click();
    expect(await keys.isChecked()).toBe(true);
  });

  it("have no barriers, on phones and wide screens, by day and by night", async () => {
    await takeUncertainly();
    const path = "/console/review";
    const isReady = async (page: Page) => {
      await page.getByRole("img", { name: /In view at this time/ }).waitFor();
      await page.getByText("waiting").first().waitFor();
    };
    expect(await findBarriersAnywhere(shop, { as: "reviewer", path }, isReady)).toEqual([]);
    const touched = await open("reviewer", { width: 360, height: 780 });
    await choices(touched).getByRole("button").first().click();
    await touched.getByText("No reviews waiting").waitFor();
    await settle();
  });

  it("decided without a connection are sent by the page that is opened after it", async () => {
    const visitId = await takeUncertainly();
    const page = await open();
    await question(page).waitFor();
    const context = page.context();
    await context.setOffline(true);
    await page.keyboard.press("1");
    await page.getByText("The shop is not answering").waitFor();
    await page.close();
    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto(`${shop.url}/console/review`);
    await next.getByText("No reviews waiting").waitFor();
    await settle();
    await expect.poll(() => totalOf(shop, visitId)).toBe(189);
    expect(await next.evaluate(() => JSON.stringify(localStorage))).not.toContain("unsent");
  });

  it("decided without a connection are kept, and sent once when it is there again", async () => {
    const visitId = await takeUncertainly();
    const later = await takeUncertainly("crisps");
    const page = await open();
    await page.getByText("2 waiting").first().waitFor();
    const first = await visitOf(page);
    // The next one is there before it is needed.
    await expect.poll(() => page.evaluate(COUNT_FETCHED_AHEAD)).toBeGreaterThan(0);
    await page.context().setOffline(true);
    await page.keyboard.press("1");
    await isNext(page, first);
    await page.getByText("The shop is not answering").waitFor();
    await page.keyboard.press("1");
    await page.context().setOffline(false);
    await page.getByText("No reviews waiting").waitFor();
    await settle();
    for (const [id, totalMinor] of [
      [visitId, 189],
      [later, 195],
    ] as const) {
      await expect.poll(() => totalOf(shop, id)).toBe(totalMinor);
    }
  });
});
