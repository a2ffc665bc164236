/** The tablet of a smart cart, from the start to the receipt. */

import { openBrowser } from "@saunter/lab/bench/open-browser";
import { CART_FAULTS, SCALE_FAULTS } from "@saunter/protocol/smart-cart/screen";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { encode } from "uqr";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { closeAfterTest } from "./close-after-test.ts";
import { APPLES, BEER, CATALOGUE, type FakeCart, MILK, SOUP, startFakeCart } from "./fake-cart.ts";
import { describeScreens, findBarriers, isTooWide, NEXT_FRAME } from "./screens-fixture.ts";
import { readCode } from "./shopper-fixture.ts";
import { findUnreached } from "./tab-walk.ts";
import { scanAsKeyboard } from "./tablet-fixture.ts";

/** Tablets of 7 to 12 inches, lying and upright. */
const TABLETS = [
  { width: 1024, height: 600 },
  { width: 1280, height: 800 },
  { width: 800, height: 1280 },
  { width: 600, height: 1024 },
];
/** 14 mm on a tablet of 7 inches and 1024 × 600: 170 pixels an inch. */
const TARGET_PX_MIN = 94;

describeScreens("the tablet of a smart cart", () => {
  let browser: Browser;
  let cart: FakeCart;
  const faults: string[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    expect(faults).toEqual([]);
  });
  beforeEach(async () => {
    cart = await startFakeCart();
    onTestFinished(() => cart.close());
  });

  const openTablet = async (more: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      reducedMotion: "reduce",
      ...more,
    });
    closeAfterTest(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => void faults.push(String(error.stack)));
    await page.goto(cart.url);
    await page.locator("#page").waitFor();
    return page;
  };
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole("button", { name }).first().click();
  const goTo = (page: Page, name: string) =>
    page.getByRole("navigation").getByRole("button", { name, exact: true }).click();
  const total = (page: Page) => page.locator(".cart-total");

  it.each(["en-GB", "en-US", "de-DE", "ar"])(
    "tells each fault of a cart in words (%s)",
    async (language) => {
      const page = await openTablet({ locale: language });
      await scanAsKeyboard(page, SOUP);
      await expect.poll(() => cart.state.lines.length).toBe(1);
      const { scale } = cart.state;
      cart.change({ language });
      for (const [at, code] of FAULTS.entries()) {
        const isOfScale = SCALE_FAULTS.some((one) => one === code);
        cart.change({
          faults: [{ code, tray: null }],
          scale: isOfScale ? { ...scale, status: code as (typeof SCALE_FAULTS)[number] } : scale,
          // A message shows that the tablet has got it.
          messages: [{ messageId: code, text: `message ${at}`, atMs: 0 }],
        });
        await page.getByText(`message ${at}`).waitFor();
        const shown = await page.locator("body").textContent();
        // Two codes of one word are words of English.
        if (code.includes("-")) expect(shown).not.toContain(code);
      }
      await page.getByText(BATTERY_DYING[language.slice(0, 2)]!).waitFor();
    },
  );

  it("takes a shopper from the entry code to the receipt", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, "ENTRY:abc");
    await page.getByText("Nothing yet").waitFor();
    await scanAsKeyboard(page, SOUP);
    await expect.poll(() => total(page).textContent()).toContain("£1.89");
    await scanAsKeyboard(page, SOUP);
    await expect.poll(() => total(page).textContent()).toContain("£3.00");
    await page.getByText("You save £0.78").waitFor();
    await press(page, "Go to the lane");
    await page.getByRole("heading", { name: "You are at the lane" }).waitFor();
    await page.getByText("Your card on file pays").waitFor();
    await press(page, "Pay and finish");
    await page.getByText("Paid £3.00").waitFor();
    expect(await readCode(page.locator(".qr"))).toBe(cart.state.payment!.receiptUrl);
    await press(page, "Next shopper");
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    expect(cart.acts.map(({ kind }) => kind)).toEqual(["scan", "scan", "scan", "pay", "end"]);
  });

  it("undoes what was just added, changes how many, and removes a line", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await press(page, "Undo: Tomato soup");
    await page.getByText("Nothing yet").waitFor();
    await scanAsKeyboard(page, MILK);
    await page.locator(".cart-line-head", { hasText: "Milk" }).click();
    await press(page, "One more Milk");
    await expect.poll(() => total(page).textContent()).toContain("£2.40");
    await press(page, "One Milk fewer");
    await expect.poll(() => total(page).textContent()).toContain("£1.20");
    await press(page, "Remove");
    await page.getByText("Nothing yet").waitFor();
    expect(cart.state.lines).toEqual([]);
  });

  it("asks once what went in without a scan, and lets the shopper go on meanwhile", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    const question = {
      questionId: "q1",
      about: "not-scanned",
      lineId: null,
      weightG: 252,
    } as const;
    cart.change({ question: { ...question, askedMs: cart.state.nowMs } });
    await page.getByRole("heading", { name: "Is this yours, or shall we scan it?" }).waitFor();
    await page.getByText("About 250 g went in without a scan.").waitFor();
    await goTo(page, "List");
    await press(page, "It is mine");
    await page.getByRole("heading", { name: "Is this yours" }).waitFor({ state: "detached" });
    expect(cart.acts.at(-1)).toEqual({ kind: "answer", questionId: "q1", answer: "mine" });
  });

  it("asks nobody whether to scan fruit while they look for its name", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    const question = { questionId: "q1", about: "not-scanned", lineId: null } as const;
    cart.change({ question: { ...question, weightG: 435, askedMs: cart.state.nowMs } });
    const asked = page.getByRole("heading", { name: "Is this yours" });
    await asked.waitFor();
    await press(page, "Find it by name");
    await page.getByLabel("Name or number").waitFor();
    expect(await asked.count()).toBe(0);
    await goTo(page, "Cart");
    await asked.waitFor();
  });

  it.each([
    ["not-in-cart", "Is Tomato soup in the cart?", "No, take it off the bill", "remove-line"],
    ["taken-out", "Did you take Tomato soup out?", "No, it is in the cart", "is-right"],
    ["other-goods", "Is this Tomato soup?", "Yes, it is", "is-right"],
  ] as const)("asks of a line whose goods are %s", async (about, title, label, answer) => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await expect.poll(() => cart.state.lines.length).toBe(1);
    const { lineId } = cart.state.lines[0]!;
    const question = { questionId: "q1", about, lineId, weightG: 252, askedMs: cart.state.nowMs };
    cart.change({ question });
    await page.getByRole("heading", { name: title }).waitFor();
    await press(page, label);
    await page.getByRole("heading", { name: title }).waitFor({ state: "detached" });
    expect(cart.acts.at(-1)).toEqual({ kind: "answer", questionId: "q1", answer });
  });

  it("asks at the lane, says how many are on the bill, and says what staff do once that is answered", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await expect.poll(() => cart.state.lines.length).toBe(1);
    const line = cart.state.lines[0]!;
    const { lineId } = line;
    const about = "not-in-cart" as const;
    const question = { questionId: "q1", about, lineId, weightG: 252, askedMs: cart.state.nowMs };
    cart.change({ question, lines: [line, { ...line, lineId: "another" }] });
    await press(page, "Go to the lane");
    await page.getByText("2 are on the bill, but the scale has not noticed all of them.").waitFor();
    const check = page.getByText("All good. You can pay.");
    expect(await check.count()).toBe(0);
    await press(page, "Yes, it is");
    await check.waitFor();
    expect(cart.acts.at(-1)).toEqual({ kind: "answer", questionId: "q1", answer: "is-right" });
  });

  it("asks one thing of a cart that was emptied", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    const question = { questionId: "q1", about: "emptied", lineId: null, weightG: null } as const;
    cart.change({ question: { ...question, askedMs: cart.state.nowMs } });
    await page.getByRole("heading", { name: "Is the cart empty now?" }).waitFor();
    await press(page, "Yes, take it all off the bill");
    await page.getByRole("heading", { name: "Is the cart empty" }).waitFor({ state: "detached" });
    const answer = { kind: "answer", questionId: "q1", answer: "remove-line" };
    expect(cart.acts.at(-1)).toEqual(answer);
  });

  it("keeps who is to be looked at from paying until staff have done so", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, "ENTRY:abc");
    await scanAsKeyboard(page, BEER);
    await page.getByText("From age 18").waitFor();
    cart.change({ check: { kind: "glance", reasons: ["missing-goods"] } });
    await press(page, "Go to the lane");
    await page.getByText("A member of staff takes a short look.").waitFor();
    await page.getByText("A member of staff checks your age.").waitFor();
    const end = page.getByRole("button", { name: "Pay and finish" });
    expect(await end.isDisabled()).toBe(true);
    cart.change({ check: { kind: "none", reasons: [] } });
    await page.getByText("All good. You can pay.").waitFor();
    expect(await end.isDisabled()).toBe(true);
    cart.change({ ageCheck: "verified" });
    await end.click();
    await page.getByText("Paid £2.75").waitFor();
  });

  it("weighs what has no code by name or number, and only while the scale is still", async () => {
    const page = await openTablet();
    await press(page, "Start without a code");
    await goTo(page, "Find");
    cart.change({ scale: { ...cart.state.scale, status: "settling", isStable: false } });
    await page.getByLabel("Name or number").fill("4011");
    const weigh = page.getByRole("button", { name: "Weigh this: Apples" });
    await weigh.waitFor();
    expect(await weigh.isDisabled()).toBe(true);
    await page.getByText("The price needs a steady scale.").waitFor();
    const scale = { status: "ready", weightG: 4620, isStable: true, divisionG: 5 } as const;
    cart.change({ scale: { ...scale, unscannedG: null } });
    await expect.poll(() => weigh.isEnabled()).toBe(true);
    expect(await page.getByText("On the scale:").count()).toBe(0);
    cart.change({ scale: { ...scale, unscannedG: 1235 } });
    await page.getByText("On the scale: 1.235 kg").waitFor();
    await weigh.click();
    await page.getByText("1.235 kg · £2.20 per kg").waitFor();
    await expect.poll(() => total(page).textContent()).toContain("£2.72");
  });

  it("warns of an allergen before it is added, and marks what was scanned", async () => {
    const page = await openTablet();
    await press(page, "Start without a code");
    await goTo(page, "You");
    await page.getByRole("button", { name: "milk", exact: true }).click();
    await goTo(page, "Find");
    await page.getByLabel("Name or number").fill("Mil");
    await press(page, "Add to cart: Milk");
    await page.getByText("Milk contains milk.").waitFor();
    expect(cart.state.lines).toEqual([]);
    await press(page, "Add it anyway");
    await page.getByText("Contains milk").waitFor();
    await expect.poll(() => cart.state.lines).toHaveLength(1);
  });

  it("marks food that is not labelled as the shopper wants it, and nothing else", async () => {
    const page = await openTablet();
    await press(page, "Start without a code");
    await goTo(page, "You");
    await page.getByRole("button", { name: "vegan", exact: true }).click();
    for (const code of [SOUP, BEER, MILK]) await scanAsKeyboard(page, code);
    await goTo(page, "Cart");
    const marked = page.locator(".cart-line", { hasText: "Not labelled vegan" });
    await marked.first().waitFor();
    expect(await page.locator(".cart-line").count()).toBe(3);
    expect(await marked.locator("strong").first().textContent()).toBe("Milk");
    expect(await marked.count()).toBe(1);
  });

  it("tells how much of the budget is left, and forgets it with the trip", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, "ENTRY:abc");
    await goTo(page, "You");
    await page.getByLabel("Budget (GBP)").fill("2,00");
    await scanAsKeyboard(page, SOUP);
    await page.getByText("£0.11 of your budget left").waitFor();
    await page.reload();
    await page.getByText("£0.11 of your budget left").waitFor();
    await scanAsKeyboard(page, MILK);
    await page.getByText("£1.09 over your budget").waitFor();
    await press(page, "Go to the lane");
    await press(page, "Pay and finish");
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    await expect.poll(() => page.evaluate("localStorage.length")).toBe(0);
  });

  it("leaves nothing to the next shopper of a trip that ends without goods", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await goTo(page, "You");
    await page.getByLabel("Budget (GBP)").fill("5");
    await page.getByText("£3.11 of your budget left").waitFor();
    await goTo(page, "Cart");
    await page.locator(".cart-line-head").click();
    await press(page, "Remove");
    await press(page, "End without buying");
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    expect(await page.evaluate("localStorage.length")).toBe(0);
  });

  it("takes a scanner's code as one where the focus is in a field", async () => {
    const page = await openTablet();
    await press(page, "Start without a code");
    await goTo(page, "List");
    await page.getByLabel("Item").fill(`x${SOUP}`);
    await scanAsKeyboard(page, SOUP);
    await expect.poll(() => total(page).textContent()).toContain("£1.89");
    expect(await page.getByLabel("Item").inputValue()).toBe("x");
    expect(cart.state.list).toEqual([]);
  });

  it("scans what its camera sees, once, with the reader that comes with the page", async () => {
    const page = await openTablet();
    await page.evaluate(showToCamera(SOUP));
    await press(page, "Scan with the camera");
    await expect.poll(() => total(page).textContent()).toContain("£1.89");
    expect(cart.acts).toEqual([{ kind: "scan", code: SOUP }]);
  });

  it("ticks the list off, shows the way to the rest, and hands the list on as a code", async () => {
    const page = await openTablet();
    await press(page, "Start without a code");
    await goTo(page, "List");
    for (const [typed, name] of [
      ["tom", "Tomato soup"],
      ["mil", "Milk"],
      ["app", "Apples"],
    ] as const) {
      await page.getByLabel("Item").fill(typed);
      await page.getByRole("button", { name, exact: true }).click();
      await page.locator(".cart-item-text", { hasText: name }).waitFor();
    }
    await page.getByText("3 items to go").waitFor();
    await goTo(page, "Map");
    await page.getByText("The way to 3 items of your list").waitFor();
    const stops = await page.locator(".cart-stops li").allTextContents();
    expect(stops.map((stop) => stop.at(-1))).toEqual(["A", "B", "C"]);
    await scanAsKeyboard(page, SOUP);
    await page.getByText("The way to 2 items of your list").waitFor();
    await goTo(page, "List");
    await press(page, "Share this list");
    const link = await readCode(page.locator(".qr"));
    cart.change({ list: [] });
    await page.getByText("Your list is empty").waitFor();
    await scanAsKeyboard(page, link);
    await page.getByText("2 items to go").waitFor();
  });

  it("shows offers that count, and those that what is in the cart belongs to", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await goTo(page, "Offers");
    const begun = page.locator("section", { hasText: "More with what you have" });
    await begun.getByText("Two soups for £3").waitFor();
    await scanAsKeyboard(page, SOUP);
    await page.locator(".cart-offer.applied", { hasText: "saves £0.78" }).waitFor();
  });

  it("calls staff, shows what they write, and says why a code was not taken", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, "9999999999999");
    await page.getByText("This shop does not sell this item.").waitFor();
    await press(page, "Close");
    await page.getByText("This shop does not sell this item.").waitFor({ state: "detached" });
    await press(page, "Call staff");
    await page.getByText("Staff are called").waitFor();
    cart.change({ messages: [{ messageId: "m1", text: "Two minutes!", atMs: cart.state.nowMs }] });
    await page.getByText("Two minutes!").waitFor();
    await press(page, "No help needed");
    await page.getByRole("button", { name: "Call staff" }).waitFor();
  });

  it("goes on without the shop, and says when the cart itself does not answer", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await page.evaluate("navigator.serviceWorker.ready");
    cart.change({ shop: { ...cart.state.shop, isOnline: false } });
    await page.getByText("No connection to the shop.").waitFor();
    await scanAsKeyboard(page, MILK);
    await expect.poll(() => total(page).textContent()).toContain("£3.09");
    cart.setAway(true);
    await page.getByText("The cart is not answering.").waitFor();
    // The page comes from what was kept of it.
    await page.reload();
    await page.locator(".cart-alone").waitFor();
    cart.setAway(false);
    await expect.poll(() => total(page).textContent()).toContain("£3.09");
  });

  it.each([
    ["unplugged", "The scale is not answering", "Scan as usual."],
    ["frozen", "The scale is stuck", "Scan as usual."],
    ["saturated", "Too much weight on the scale", "Please take something heavy out."],
    ["upside-down", "The scale is fitted the wrong way round", "Scan as usual."],
    ["negative", "Something is lifting the basket", "Please let go of the basket."],
  ] as const)(
    "a scale that is %s is said to be, and scanning goes on",
    async (status, what, todo) => {
      const page = await openTablet();
      await scanAsKeyboard(page, SOUP);
      cart.change({ scale: { ...cart.state.scale, status } });
      await page.getByText(what).waitFor();
      await page.getByText(todo).first().waitFor();
      await scanAsKeyboard(page, MILK);
      await expect.poll(() => total(page).textContent()).toContain("£3.09");
    },
  );

  it("keeps who has no mouse on the page where what they pressed is gone", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    const pressByKey = (name: string) =>
      page.getByRole("button", { name, exact: true }).first().press("Enter");
    const focused = page.locator("#page:focus");
    await pressByKey("Go to the lane");
    await page.getByRole("heading", { name: "lane" }).waitFor();
    await focused.waitFor();
    await pressByKey("Keep shopping");
    await page.getByRole("heading", { name: "Your cart" }).waitFor();
    await focused.waitFor();
    await page.locator(".cart-line-head", { hasText: "Tomato soup" }).press("Enter");
    await pressByKey("Remove");
    await page.getByText("Nothing yet").waitFor();
    await focused.waitFor();
  });

  it("says that an own bag, and an own container, were noted", async () => {
    const page = await openTablet();
    await press(page, "Start without a code");
    await press(page, "My own bag or coat");
    await page.getByRole("status").getByText("Noted. It costs nothing.").waitFor();
    expect(cart.acts.at(-1)).toEqual({ kind: "own-things" });
    await goTo(page, "Find");
    await press(page, "Own container");
    await page.getByText("Its weight comes off what you weigh next.").waitFor();
    // The page asks for its first choices a moment after it opens: before or after the press.
    expect(cart.acts).toContainEqual({ kind: "tare", weightG: null });
  });

  it("says nothing of a cart that rolls, and keeps its page where it is", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    const line = page.locator(".cart-line", { hasText: "Tomato soup" });
    const before = await line.boundingBox();
    cart.change({ scale: { ...cart.state.scale, status: "settling", isStable: false } });
    // It comes after the state of the scale.
    cart.change({ help: "coming" });
    await page.getByText("Staff are on their way").waitFor();
    expect(await line.boundingBox()).toEqual(before);
  });

  it("has all its pages and the total in view on a small tablet, in each language", async () => {
    const page = await openTablet();
    await page.setViewportSize({ width: 1024, height: 600 });
    await scanAsKeyboard(page, SOUP);
    cart.change({ bill: { ...cart.state.bill, totalMinor: 123_456 } });
    const lastTab = page.locator(".cart-tabs > button").last();
    for (const language of ["en-GB", "de", "ar"]) {
      cart.change({ language });
      await page.locator(`html[lang="${language}"]`).waitFor();
      const { y, height } = (await lastTab.boundingBox())!;
      expect(y + height).toBeLessThanOrEqual(600);

      // One line of it, all of it.
      expect((await total(page).boundingBox())!.height).toBeLessThan(80);
      const cutPx = await total(page).evaluate(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      );
      expect(cutPx).toBe(0);
    }
  });

  it("a cart that the shop refuses says so", async () => {
    const page = await openTablet();
    cart.change({ status: "refused", refusal: "cart-in-use-elsewhere" });
    await page.getByRole("heading", { name: "This cart cannot be used" }).waitFor();
    await page.getByText("Another cart is using the same number.").waitFor();
  });

  it("speaks all languages, and Arabic from the right", async () => {
    const page = await openTablet();
    await scanAsKeyboard(page, SOUP);
    await page.getByLabel("Language").selectOption("ar");
    await page.getByRole("heading", { name: "عربتك" }).waitFor();
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    // A Latin name stays beside its picture.
    const line = page.locator(".cart-line-text", { hasText: "Tomato soup" });
    const [whole, name] = [await line.boundingBox(), await line.locator("strong").boundingBox()];
    expect(name!.x + name!.width).toBeCloseTo(whole!.x + whole!.width, 0);
    await page.getByLabel("اللغة").selectOption("de");
    await page.getByRole("heading", { name: "Ihr Wagen" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Ihr Wagen" }).waitFor();
  });

  /** What each state looks like, with as much in it as it may have. */
  const looks: readonly (readonly [name: string, show: (page: Page) => Promise<void>])[] = [
    ["the start", async () => {}],
    ["the cart with a question", (page) => fill(page, cart)],
    [
      "an open line",
      async (page) => {
        await fill(page, cart);
        await page.locator(".cart-line-head", { hasText: "Milk" }).click();
      },
    ],
    [
      "the list",
      async (page) => {
        await fill(page, cart);
        await goTo(page, "List");
        await press(page, "Share this list");
      },
    ],
    [
      "the map",
      async (page) => {
        await fill(page, cart);
        await goTo(page, "Map");
      },
    ],
    [
      "finding",
      async (page) => {
        await fill(page, cart);
        await goTo(page, "Find");
        await page.getByLabel("Name or number").fill("p");
        await page.locator(".cart-choice").first().waitFor();
      },
    ],
    [
      "offers",
      async (page) => {
        await fill(page, cart);
        await goTo(page, "Offers");
      },
    ],
    [
      "budget and allergens",
      async (page) => {
        await fill(page, cart);
        await goTo(page, "You");
        await page.getByLabel("Budget (GBP)").fill("1");
      },
    ],
    [
      "the scale that is drawn",
      async (page) => {
        cart.change({ simulated: [] });
        await fill(page, cart);
        await goTo(page, "Try it");
      },
    ],
    [
      "the lane",
      async (page) => {
        await fill(page, cart);
        await press(page, "Go to the lane");
        await page.getByRole("heading", { name: "You are at the lane" }).waitFor();
      },
    ],
    [
      "the goodbye",
      async (page) => {
        await fill(page, cart);
        cart.change({
          status: "ended",
          payment: { status: "paid", receiptUrl: "https://shop.example/v1/r/abcdefghijklmnop" },
        });
        await page.locator(".qr").waitFor();
      },
    ],
  ];

  it.each(looks)("%s: read by everybody, on each tablet, by day and by night", async (_, show) => {
    const page = await openTablet();
    await show(page);
    const found: string[] = [];
    for (const size of TABLETS) {
      await page.setViewportSize(size);
      await page.evaluate(NEXT_FRAME);
      const barriers = await findSmallTargets(page);
      if (await isTooWide(page)) barriers.push("the page is wider than the screen");
      found.push(...barriers.map((one) => `${size.width}: ${one}`));
    }
    found.push(...(await findBarriers(page)));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(NEXT_FRAME);
      found.push(...(await findBarriers(page, ["color-contrast", "color-contrast-enhanced"])));
    }
    found.push(...(await findUnreached(page)));
    expect(found).toEqual([]);
  });
});

/** In place of a camera's film: a code that is drawn over and over. */
function showToCamera(text: string): string {
  const { data } = encode(text, { border: 4 });
  return `navigator.mediaDevices.getUserMedia = async () => {
    const rows = ${JSON.stringify(data)};
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 480 });
    const pen = canvas.getContext("2d");
    const side = 480 / rows.length;
    const draw = () => {
      for (const [y, row] of rows.entries()) {
        for (const [x, isDark] of row.entries()) {
          pen.fillStyle = isDark ? "black" : "white";
          pen.fillRect(x * side, y * side, side + 1, side + 1);
        }
      }
      requestAnimationFrame(draw);
    };
    draw();
    return canvas.captureStream();
  }`;
}

const BATTERY_DYING: Readonly<Record<string, string>> = {
  en: "Battery empty",
  de: "Akku leer",
  ar: "البطارية فارغة",
};

/** Codes are for programs. */
const FAULTS = [...SCALE_FAULTS, ...CART_FAULTS];

/** Everything that a trip may show at once. */
async function fill(page: Page, cart: FakeCart): Promise<void> {
  for (const code of [SOUP, BEER, MILK]) {
    const before = cart.state.lines.length;
    await scanAsKeyboard(page, code);
    await expect.poll(() => cart.state.lines.length).toBe(before + 1);
  }
  const { lines, nowMs } = cart.state;
  const presences = ["inside", "taken-out", "expected"] as const;
  cart.change({
    lines: lines.map((line, at) => ({ ...line, presence: presences[at]! })),
    list: [SOUP, APPLES].map((gtin) => ({
      itemId: gtin,
      text: CATALOGUE.products.find((one) => one.gtin === gtin)!.name,
      gtin,
      isInCart: gtin === SOUP,
    })),
    question: {
      questionId: "q1",
      about: "not-scanned",
      lineId: null,
      weightG: 252,
      askedMs: nowMs,
    },
    notice: { noticeId: "n1", code: "unknown-code", text: "9999999999999", atMs: nowMs },
    shop: { ...cart.state.shop, isOnline: false },
    battery: { share: 0.08, isCharging: false, isLow: true },
    scale: { ...cart.state.scale, status: "unplugged" },
    messages: [{ messageId: "m1", text: "We are coming", atMs: nowMs }],
    help: "called",
    bill: { ...cart.state.bill, discountMinor: 20, taxMinor: 10 },
  });
  await page.getByText("We are coming").waitFor();
}

/** Controls that a gloved finger misses. */
async function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll("button, select, input")]
    .filter((one) => one.checkVisibility())
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, { width, height }]) => Math.min(width, height) < ${TARGET_PX_MIN})
    .map(([one, { width, height }]) => one.outerHTML.slice(0, 80) + " " + width + " × " + height)`);
}
