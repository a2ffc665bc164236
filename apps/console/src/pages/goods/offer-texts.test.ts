import { expect, it } from "vitest";
import { openTexts, readTexts } from "./offer-texts.ts";

const OFFER = { kind: "multibuy", id: "three", name: "Three", membersOnly: false } as const;
const NUMBERS = { quantity: 3, price: "2.50", percent: "12.5" };

it.each([
  ["de", "2,50", "12,5"],
  ["en-GB", "2.50", "12.5"],
  ["ar", "2.50", "12.5"],
])(
  "numbers of an offer are shown in %s as it writes them, and read back",
  (locale, price, percent) => {
    const texts = openTexts({ ...OFFER, ...NUMBERS }, locale);
    expect(texts).toMatchObject({ quantity: "3", price, percent });
    expect(readTexts(texts, locale)).toMatchObject({ ...NUMBERS, quantity: "3" });
  },
);

it("what is no number stays, so that the shop says what is wrong with it", () => {
  const texts = openTexts({ ...OFFER, ...NUMBERS }, "de");
  expect(readTexts({ ...texts, price: "two" }, "de").price).toBe("two");
});
