/** Goods as an operator edits them: from files and to them, what is refused, and offers. */

import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

type Form = "csv" | "json";

interface RangeEdit {
  readonly form: Form;
  readonly board: readonly [gondola: number, shelf: number];
  /** What stands there then, by the name of its button. */
  readonly cell: string;
  /** All of the board then: plates, GTIN. */
  readonly rows: readonly string[];
  readonly edit: (text: string) => string;
}

describeScreens("goods", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });
  const open = (path: string): Promise<Page> =>
    openPage(shop, { as: "operator", path: `/console/goods/${path}` });
  const listsNow = () => shop.process.goods.current().lists!;
  const boardOf = (page: Page, gondola: number, shelf: number) =>
    page
      .locator("section.card", { hasText: `Gondola ${gondola}` })
      .locator(".board", { hasText: `Shelf ${shelf}` });

  const exportAs = async (page: Page, form: Form): Promise<string> => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: form.toUpperCase(), exact: true }).click();
    return readFileSync(await (await download).path(), "utf8");
  };
  const takeIn = (page: Page, name: string, text: string) =>
    page
      .locator("input[type=file]")
      .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

  const confirm = (page: Page) =>
    page.getByRole("dialog").getByRole("button", { name: /^Import \d+ items?$/ });
  const takeAll = async (page: Page, name: string, text: string): Promise<void> => {
    await takeIn(page, name, text);
    await confirm(page).click();
  };
  /** A file with faults: what its preview says of them; the page says it, too, once that is closed. */
  const readFaults = async (page: Page): Promise<string[]> => {
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Nothing is imported until").waitFor();
    const told = await dialog.getByRole("alert").getByRole("listitem").allTextContents();
    expect(await confirm(page).isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    return told;
  };

  it.each<RangeEdit>([
    {
      form: "csv",
      board: [2, 3],
      cell: "Dark chocolate 1–3 · draft",
      rows: ["1-3 5000001000073"],
      // Chewing gum stood on the third plate.
      edit: (text: string) => text.replace("2,3,1-2,", "2,3,1-3,").replace(/^2,3,3,.*\n/m, ""),
    },
    {
      form: "json",
      board: [2, 2],
      cell: "Ground coffee 2–4 · draft",
      rows: ["2-4 5000001000097"],
      edit: (text: string) => text.replace(/"1-3"(?=,\s+"gtin": "5000001000097")/, '"2-4"'),
    },
  ] as const)(
    "a range of plates that is edited in $form gives the old one's place up",
    async (one) => {
      const { form, board, cell, rows, edit } = one;
      const page = await open("planogram");
      const text = await exportAs(page, form);
      await takeAll(page, `planogram.${form}`, edit(text));
      await boardOf(page, ...board)
        .getByRole("button", { name: cell, exact: true })
        .waitFor();
      await page.getByRole("button", { name: "Review and publish" }).click();
      await page.getByRole("button", { name: "Publish now" }).click();
      await page.getByText("Planogram published.").waitFor();
      const [gondola, shelf] = board;
      const own = listsNow().planogram.filter(
        (row) => row.gondola === gondola && row.shelf === shelf,
      );
      expect(own.map(({ plates, gtin }) => `${plates} ${gtin}`)).toEqual(rows);
      // All else is as the configuration's file has it.
      const changed = shop.process.goods.listChanged().map(({ key }) => key);
      expect(changed.every((key) => /^2\/[23]\//.test(key))).toBe(true);
      await takeIn(page, `again.${form}`, await exportAs(page, form));
      await page.getByText(`again.${form} contains no changes.`).waitFor();
    },
  );

  it.each([
    [
      "bad.csv",
      "gondola,shelf,plates,gtin\n2,2,4,5000001000080\n2,2,5-9,5000001000080\n2,2,6,123\n",
    ],
    [
      "bad.json",
      JSON.stringify([
        { gondola: 2, shelf: 2, plates: "4", gtin: "5000001000080" },
        { gondola: 2, shelf: 2, plates: "5-9", gtin: "5000001000080" },
        { gondola: 2, shelf: 2, plates: [6], gtin: "123" },
      ]),
    ],
  ])(
    "what is wrong with %s stands on the page, and below the board that it is about",
    async (name, text) => {
      const page = await open("planogram");
      const board = boardOf(page, 2, 2);
      await board.waitFor();
      const version = shop.process.goods.version();
      await takeIn(page, name, text);
      const previewed = await readFaults(page);
      const note = page.getByRole("alert");
      await note.getByText(`${name} was not imported`).waitFor();
      const told = await note.getByRole("listitem").allTextContents();
      expect(previewed).toEqual(told);
      expect(told).toEqual([
        expect.stringMatching(
          /^(Line 3, column|Item 2, field) plates: gondola 2 has no plate 7; .*plates 5-9\)$/,
        ),
        expect.stringMatching(
          /^(Line 4, column|Item 3, field) gtin: "123" is not valid; write a GTIN .*plate 6\)$/,
        ),
      ]);
      await board.getByText("gondola 2 has no plate 7").waitFor();
      expect(await board.locator(".cell.refused .cell-plates").allTextContents()).toEqual([
        "5",
        "6",
      ]);
      expect(shop.process.goods.version()).toBe(version);
      if (name.endsWith("csv")) expect(await findBarriersInThemes(page)).toEqual([]);
      await note.getByRole("button", { name: "Dismiss" }).click();
      await note.waitFor({ state: "detached" });
      expect(await page.locator(".cell.refused").count()).toBe(0);
    },
  );

  it("a file that is none is refused on the page, until one is taken in", async () => {
    const page = await open("planogram");
    await boardOf(page, 1, 1).waitFor();
    await takeIn(page, "letter.csv", "Dear shop");
    await page
      .getByRole("alert")
      .getByText("the file is neither a CSV table nor a JSON list")
      .waitFor();
    await takeAll(page, "more.csv", "gondola,shelf,plates,gtin\n2,2,5,5000001000080\n");
    await page.getByText("1 imported from more.csv.").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("a product that is dragged onto a plate and refused says why there", async () => {
    const page = await open("planogram");
    // This page is not notified that the product is no longer sold.
    await page.route("**/v1/goods", async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const unsold = { gtin: "5000001009991", name: "Sold no more", price: "1.00" };
      await route.fulfill({ response, json: { ...body, catalogue: [unsold, ...body.catalogue] } });
    });
    await page.reload();
    const board = boardOf(page, 1, 3);
    const product = page.getByRole("complementary").getByRole("button", { name: "Sold no more" });
    await product.dragTo(board.getByRole("button", { name: "Oat biscuits 1–2" }));
    await page
      .getByRole("alert")
      .getByText("Sold no more was not placed at 1 · 3, plates 1-2")
      .waitFor();
    await board.getByText("the catalogue has no product 5000001009991").waitFor();
    await board.locator(".cell.refused", { hasText: "Oat biscuits" }).waitFor();
  });

  it("what somebody else has changed meanwhile is refused at the plates that were chosen", async () => {
    const page = await open("planogram");
    await page.route("**/v1/planogram/draft/changes", async (route) => {
      const body = route.request().postDataJSON();
      await route.continue({ postData: JSON.stringify({ ...body, version: body.version - 1 }) });
    });
    const board = boardOf(page, 1, 3);
    await board.getByRole("button", { name: "Oat biscuits 1–2" }).click();
    await page.getByRole("button", { name: "Leave empty" }).click();
    await page.getByRole("alert").getByText("1 · 3, plates 1-2 were not emptied").waitFor();
    await expect.poll(() => board.locator(".cell.refused").count()).toBe(1);
    await expect.poll(() => board.locator(".board-faults").textContent()).not.toBe("");
  });

  it("age limits are removed by a file only once that is confirmed", async () => {
    const page = await open("catalogue");
    await page.getByRole("button", { name: "Import" }).waitFor();
    const limitNow = () =>
      listsNow().catalogue.find(({ gtin }) => gtin === "5000001000103")?.ageMin;
    expect(limitNow()).toBe(18);
    await takeIn(page, "wine.csv", "gtin,name,price,ageMin\n5000001000103,Red wine,8.25,\n");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Age limits: 1 removed").waitFor();
    expect(await confirm(page).isDisabled()).toBe(true);
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByLabel("These changes are right").check();
    await confirm(page).click();
    await page.getByText("1 imported from wine.csv.").waitFor();
    expect(limitNow()).toBeUndefined();
  });

  it("hundreds of products are taken in at once, or none of them", async () => {
    const page = await open("catalogue");
    await page.getByRole("button", { name: "Import" }).waitFor();
    const before = listsNow().catalogue.length;
    const rows = Array.from(
      { length: 450 },
      (_, at) => `${6000000000000 + 10 * at},New ${at},1.00`,
    );
    const withDigit = rows.map((row) =>
      row.replace(/^\d+/, (gtin) => gtin.slice(0, 12) + findDigit(gtin)),
    );
    const text = (last: string) => `gtin,name,price\n${[...withDigit, last].join("\n")}\n`;
    await takeIn(page, "many.csv", text("123,Wrong,1.00"));
    expect(await readFaults(page)).toEqual([expect.stringMatching(/^Line 452, column gtin/)]);
    await page.getByRole("alert").getByText("many.csv was not imported").waitFor();
    expect(listsNow().catalogue.length).toBe(before);
    await takeAll(page, "many.csv", text("6100000000001,Right,1.00"));
    await page.getByText("451 imported from many.csv.").waitFor();
    expect(listsNow().catalogue.length).toBe(before + 451);
    // An offer is for some of them, which are searched for.
    await page.getByRole("link", { name: "Offers" }).click();
    await page.getByRole("button", { name: "Add an offer" }).click();
    const choice = page.getByRole("group", { name: "Products and categories" });
    await choice.getByText(/\d+ more\. Search to find them/).waitFor();
    expect(await choice.getByRole("checkbox").count()).toBe(60);
    await choice.getByLabel("Find a product or category").fill("new 44");
    await choice.getByRole("checkbox", { name: "New 449" }).check();
    await expect.poll(() => choice.getByRole("checkbox").count()).toBe(11);
    await choice.getByText("1 selected").waitFor();
  });

  it("goods by weight are added, and what is wrong is said at its field", async () => {
    const page = await open("catalogue");
    await page.getByRole("button", { name: "Add a product" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Name on the receipt").fill("Pears");
    await form.getByLabel("GTIN").fill("2004409000003");
    await form.getByLabel("Sold by").selectOption("kilogram");
    await form.getByLabel("Price, GBP per kg", { exact: true }).fill("2.40");
    await form.getByLabel("PLU").fill("44");
    await form.getByLabel("Bag, g").fill("3");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText("write a number of 3 to 6 digits", { exact: false }).first().waitFor();
    expect(await form.getByLabel("PLU").getAttribute("aria-invalid")).toBe("true");
    expect(await findBarriersInThemes(page)).toEqual([]);
    await form.getByLabel("PLU").fill("4409");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("Pears saved.").waitFor();
    await page.getByRole("searchbox").fill("pears");
    const row = page.getByRole("row", { name: "Pears" });
    expect(await row.textContent()).toMatch(/2\.40.* per kg.*by weight/);
    expect(listsNow().catalogue.at(-1)).toMatchObject({
      ...{ name: "Pears", priceOf: "kilogram", plu: "4409", tareG: 3 },
    });
  });

  it("an offer is made, changed and ended; what shoppers pay follows", async () => {
    const page = await open("offers");
    const dialog = page.getByRole("dialog");
    const pays = async (): Promise<number> => {
      // Whoever is inside pays what they were shown.
      await shop.pass(2000);
      const visitId = await shop.people.shopFor("pm_sim_ok-ann", { soup: 2 });
      const receipt = shop.process.store.read("receipt", visitId);
      if (receipt.status === "none") throw new Error("there is no receipt");
      return receipt.content.result.totals.totalMinor;
    };
    await page.getByRole("button", { name: "Add an offer" }).click();
    await dialog.getByLabel("Name on the receipt").fill("2 soups for £3");
    await dialog.getByLabel("Number of units").fill("two");
    await dialog.getByLabel("Price together").fill("3.00");
    await dialog.getByRole("checkbox", { name: "Tomato soup" }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog
      .getByRole("alert")
      .getByText(/quantity/)
      .waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
    await dialog.getByLabel("Number of units").fill("2");
    await dialog.getByRole("button", { name: "Save" }).click();
    const row = page.getByRole("row", { name: "2 soups for £3" });
    await row.getByText("Tomato soup").waitFor();
    await row.getByText("edited").waitFor();
    expect(await pays()).toBe(300);

    await row.getByRole("button").click();
    const chosen = dialog.getByRole("group", { name: "Products and categories" });
    expect(await chosen.getByRole("checkbox").first().isChecked()).toBe(true);
    await dialog.getByLabel("Price together").fill("2.50");
    await dialog.getByText("Members only").click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByText("members").waitFor();
    expect(listsNow().offers.at(-1)).toMatchObject({ price: "2.50", membersOnly: true });
    expect(await pays()).toBe(378);

    await row.getByRole("button").click();
    await dialog.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    expect(listsNow().offers.map(({ id }) => id)).toEqual([
      "water-3",
      "snacks-3-for-2",
      "members-biscuits",
    ]);
  });

  it("offers go out to a file, and come in with another price", async () => {
    const page = await open("offers");
    const text = await exportAs(page, "csv");
    await takeAll(page, "offers.csv", text.replace(",2.50,", ",2.40,"));
    await page.getByText("1 imported from offers.csv.").waitFor();
    expect(listsNow().offers[0]).toMatchObject({ id: "water-3", price: "2.40" });
  });
});

/** The last digit of a GTIN-13 (GS1 General Specifications, 7.9). */
function findDigit(gtin: string): number {
  const sum = [...gtin.slice(0, 12)].reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3),
    0,
  );
  return (10 - (sum % 10)) % 10;
}
