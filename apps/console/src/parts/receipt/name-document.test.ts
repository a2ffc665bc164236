import { expect, it } from "vitest";
import { nameDocument } from "./name-document.ts";

it("a correction has its own number and the one that people know", () => {
  expect([98, 99, 107].map((number) => nameDocument(number, ["98", "99", "107"]))).toEqual([
    ...["98", "99 (98-1)", "107 (98-2)"],
  ]);
});

it("what is no correction of the receipt has its number alone", () => {
  expect([nameDocument("98", ["98"]), nameDocument(99, [])]).toEqual(["98", "99"]);
});
