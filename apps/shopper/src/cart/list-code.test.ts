import fc from "fast-check";
import { expect, it } from "vitest";
import { LINK_CHARS_MAX, makeListLink, readListLink } from "./list-code.ts";

const ADDRESS = "http://localhost:8440/";
const texts = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .map((text) => text.replaceAll(/[\t\n]/g, " ").trim())
  .filter((text) => text !== "");
const items = fc.array(
  fc.record({ text: texts, gtin: fc.constantFrom(null, "5000001000028", "96385074") }),
  { maxLength: 4 },
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

it("what is read has 200 items of 200 characters at most, and no numbers that are none", () => {
  const lines = Array.from({ length: 201 }, (_, at) => `${at}`);
  const read = (text: string) => readListLink(`${ADDRESS}#list=${encodeURIComponent(text)}`)!;
  expect(read(lines.join("\n"))).toHaveLength(200);
  expect(read(`${"x".repeat(201)}\t12a`)).toEqual([{ text: "x".repeat(200), gtin: null }]);
});

it("a long list is cut after its last whole item, where a code would be full", () => {
  const list = Array.from({ length: 100 }, (_, at) => ({ text: `Item number ${at}`, gtin: null }));
  const link = makeListLink(ADDRESS, list);
  expect(link.length).toBeLessThanOrEqual(LINK_CHARS_MAX);
  expect(link.length).toBeGreaterThan(LINK_CHARS_MAX - 40);
  const read = readListLink(link)!;
  expect(read).toEqual(list.slice(0, read.length));
});
