import { Problem } from "@saunter/client/problem";
import { expect, it, onTestFinished, vi } from "vitest";
import { splitShopWords } from "../../parts/shop-words.ts";
import { words } from "../../words.ts";
import { showBritish } from "../../words-fixture.ts";
import { findFieldFaults, findMarks, findRefusals, listFaults, wordFault } from "./find-marks.ts";
import type { FilePosition } from "./goods-lists.ts";

showBritish();

it("findings are found by each plate that they name, and others by none", () => {
  const marks = findMarks([
    { alertKey: "misplaced-item:1/2/3-4:03", kind: "misplaced-item", message: "Crisps lie there" },
    { alertKey: "plate-dead:1/2/4:", kind: "plate-dead", message: "the plate is dead" },
    { alertKey: "quiet:gondola:1", kind: "scale-quiet", message: "says nothing" },
  ]);
  expect([...marks]).toEqual([
    ["1/2/3", ["Crisps lie there"]],
    ["1/2/4", ["Crisps lie there", "the plate is dead"]],
  ]);
});

const refusedWith = (detail: string) => ({
  what: "it was not put there",
  problem: new Problem({
    code: "goods-invalid",
    title: "It does not fit",
    detail,
    advice: "",
    status: 422,
  }),
});

it("what is refused marks the plates that it names, with all that is wrong there", () => {
  const detail =
    "facing 1/2/3,4, plates: gondola 1 has no plate 4; allowed: 1 to 3; " +
    "facing 1/2/3: no; product 05: found -1; and 7 more";
  expect(listFaults(detail)).toEqual([
    "facing 1/2/3,4, plates: gondola 1 has no plate 4; allowed: 1 to 3",
    "facing 1/2/3: no",
    "product 05: found -1",
    "and 7 more",
  ]);
  expect(
    listFaults(detail)
      .slice(0, 2)
      .map((fault) => wordFault(fault)),
  ).toEqual([
    "Gondola 1, shelf 2, plates 3-4: gondola 1 has no plate 4; allowed: 1 to 3",
    "Gondola 1, shelf 2, plate 3: no",
  ]);
  const range = { gondola: 9, shelf: 9, plates: [9] };
  expect([...findRefusals({ ...refusedWith(detail), range })]).toEqual([
    ["1/2/3", ["gondola 1 has no plate 4; allowed: 1 to 3", "no"]],
    ["1/2/4", ["gondola 1 has no plate 4; allowed: 1 to 3"]],
  ]);
});

it("a place that two products have is named as the boards name it", () => {
  const fault =
    "facing 1/2/4, plates: plate 1/2/4 (gondola/shelf/plate) has a product already at facing 1/2/3,4";
  expect(wordFault(fault)).toBe(
    "Gondola 1, shelf 2, plate 4: plate 4 has a product already at gondola 1, shelf 2, plates 3-4",
  );
  expect(wordFault("facing 2/1/5, gtin: found 05; allowed: a GTIN")).toBe(
    "Gondola 2, shelf 1, plate 5: the product 05 is not valid; write a GTIN",
  );
  expect(wordFault("facing 2/1/5, gtin: the catalogue has no product 05")).toBe(
    "Gondola 2, shelf 1, plate 5: the catalogue has no product 05",
  );
  expect(wordFault("product 05: found -1")).toBe("Product 05: found -1");
});

it("an item of a file is named by its line, with its column and what to write there", () => {
  const positions = new Map<string, FilePosition>([
    ["product 05", { kind: "line", number: 3 }],
    ["facing 1/2/3,4", { kind: "item", number: 2 }],
  ]);
  const word = (fault: string): string => wordFault(fault, positions);
  expect(word('product 05, price: found "2,79"; allowed: an amount such as 2.79')).toBe(
    'Line 3, column price: "2,79" is not valid; write an amount such as 2.79 (product 05)',
  );
  expect(word("facing 1/2/3,4, plates: gondola 1 has no plate 4; allowed: 1 to 3")).toBe(
    "Item 2, field plates: gondola 1 has no plate 4; allowed: 1 to 3 (gondola 1, shelf 2, plates 3-4)",
  );
  expect(word("product 06, gtins[1]: no")).toBe("Product 06, gtins: no");
});

it("what is refused and names no plates marks those that it was about", () => {
  const range = { gondola: 1, shelf: 2, plates: [3, 4] };
  expect([...findRefusals({ ...refusedWith("somebody else was first"), range })]).toEqual([
    ["1/2/3", ["It does not fit"]],
    ["1/2/4", ["It does not fit"]],
  ]);
  expect(findRefusals(refusedWith("somebody else was first")).size).toBe(0);
  expect(findRefusals(null).size).toBe(0);
});

it("what is wrong with a product is said at its field, whatever else is wrong", () => {
  const detail =
    "product 05, plu: found 12; allowed: a number of 3 to 6 digits; facing 1/2/3: no; " +
    "product 05, deposit.amount: found 0; allowed: an amount above 0; product 05: doubled";
  expect([...findFieldFaults(detail)]).toEqual([
    ["plu", "12 is not valid; write a number of 3 to 6 digits"],
    ["deposit", "0 is not valid; write an amount above 0"],
  ]);
});

it("what is refused is said in the language that is shown, as far as it is known", async () => {
  vi.stubGlobal("document", { documentElement: {} });
  onTestFinished(async () => {
    await words.show({ language: "en-GB", locale: "en-GB" });
    vi.unstubAllGlobals();
  });
  await words.show({ language: "de", locale: "de-DE" });
  const taken =
    "facing 1/2/4, plates: plate 1/2/4 (gondola/shelf/plate) has a product already at facing 1/2/3,4";
  expect(wordFault(taken)).toBe(
    "Gondel 1, Regal 2, Platte 4: Auf Platte 4 liegt schon ein Artikel: Gondel 1, Regal 2, Platten 3-4",
  );
  expect(splitShopWords(wordFault("product 05: what nobody has words for"))).toEqual([
    { text: "Artikel 05: ", isOfShop: false },
    { text: "what nobody has words for", isOfShop: true },
  ]);
  expect(splitShopWords(wordFault("product 05, plu: found 12; allowed: 3 to 6 digits"))).toEqual([
    { text: "Artikel 05, plu: 12 ist ungültig; erlaubt: ", isOfShop: false },
    { text: "3 to 6 digits", isOfShop: true },
  ]);
});
