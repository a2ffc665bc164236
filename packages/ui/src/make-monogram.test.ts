import { expect, it } from "vitest";
import { makeMonogram } from "./make-monogram.ts";

it("takes the first letters of two words, or two of one", () => {
  const names = ["Tomato soup", "crisps", "Milk in a glass bottle", "0.5 l water", "é", "", "— x"];
  expect(names.map(makeMonogram)).toEqual(["TS", "CR", "MI", "05", "É", "?", "X"]);
});
