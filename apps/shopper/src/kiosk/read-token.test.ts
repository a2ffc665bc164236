import { expect, it } from "vitest";
import { readToken } from "./read-token.ts";

const TOKEN = "aB3_-aB3_-aB3_-aB3_-aB3_-aB3_-xx";

it.each([
  TOKEN,
  ` ${TOKEN}\n`,
  `https://shop.example/v1/r/${TOKEN}`,
  `https://shop.example/v1/r/${TOKEN}.pdf`,
  `http://localhost:8420/shop/r/${TOKEN}/`,
])("%j has a receipt's code", (text) => {
  expect(readToken(text)).toBe(TOKEN);
});

it.each(["", "short", "5000001000028", "https://shop.example/", `${TOKEN}?x=1`, "a b".repeat(9)])(
  "%j has none",
  (text) => {
    expect(readToken(text)).toBeNull();
  },
);
