import fc from "fast-check";
import { expect, it } from "vitest";
import { makeListLink, readListLink } from "./list-code.ts";

const ADDRESS = "http://localhost:8440/";
const texts = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .map((text) => text.replaceAll(/[\t\n]/g, " ").trim())
  .filter((text) => text !== "");
const items = fc.array(
  fc.record({ text: texts, gtin: fc.constantFrom(null, "5000001000028", "96385074") }),
  { maxLength: 30 },
);

it("a list is the same after its link", () => {
  fc.assert(
    fc.property(items, (list) => {
      expect(readListLink(makeListLink(ADDRESS, list))).toEqual(list);
    }),
  );
});

it("a product's code is no list, and a damaged link has nothing in it", () => {
  expect(readListLink("5000001000028")).toBeNull();
  expect(readListLink(`${ADDRESS}#list=%E0%A4%A`)).toEqual([]);
});

it("a list has 200 items of 200 characters at most, and no numbers that are none", () => {
  const list = Array.from({ length: 201 }, (_, at) => ({ text: `${at}`, gtin: null }));
  expect(readListLink(makeListLink(ADDRESS, list))).toHaveLength(200);
  const [long] = readListLink(makeListLink(ADDRESS, [{ text: "x".repeat(201), gtin: "12a" }]))!;
  expect(long).toEqual({ text: "x".repeat(200), gtin: null });
});
