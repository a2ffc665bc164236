import fc from "fast-check";
import { expect, it } from "vitest";
import { CatalogueCutter } from "./cut-catalogue.ts";

/** Cuts a text that comes in pieces of so many bytes. */
function cut(text: string, bytes: number) {
  const whole = Buffer.from(text);
  const products: string[] = [];
  const cutter = new CatalogueCutter((product, from, length) => {
    expect(whole.subarray(from, from + length).toString()).toBe(product);
    products.push(product);
  });
  for (let at = 0; at < whole.length; at += bytes) cutter.push(whole.subarray(at, at + bytes));
  return { head: cutter.end(), products };
}

const anyText = fc.string({ unit: "grapheme", maxLength: 12 });
const anyProduct = fc.dictionary(
  anyText,
  fc.oneof(anyText, fc.double(), fc.array(fc.record({ products: fc.array(anyText) }))),
  { maxKeys: 4 },
);
const anyHead = fc.dictionary(
  fc.oneof(anyText, fc.constantFrom("product", "productsAndMore", "map")),
  fc.oneof(anyText, fc.integer(), fc.array(fc.integer()), anyProduct),
  { maxKeys: 5 },
);

it("a catalogue is cut as it would be parsed, in whatever pieces it comes", () => {
  fc.assert(
    fc.property(
      ...[anyHead, fc.array(anyProduct, { maxLength: 5 }), anyHead],
      ...[fc.integer({ min: 1, max: 40 }), fc.constantFrom(undefined, 2)],
      (before, products, after, bytes, indent) => {
        const whole = { ...before, products, ...after };
        fc.pre(Object.hasOwn(after, "products") === false);
        const { head, products: texts } = cut(JSON.stringify(whole, null, indent), bytes);
        const expected = JSON.parse(JSON.stringify(whole));
        expect(JSON.parse(head!)).toEqual({ ...expected, products: [] });
        expect(texts.map((text) => JSON.parse(text))).toEqual(expected.products);
      },
    ),
  );
});

it.each([
  ["what is cut off", '{"products":[{"a":1}'],
  ["numbers among the products", '{"products":[1]}'],
  ["lists among the products", '{"products":[[]]}'],
  ["texts among the products", '{"products":["a"]}'],
  ["a text that does not end", '{"products":[]}"'],
  ["more ends than beginnings", '{"products":[]}}'],
])("%s is none", (_, text) => {
  expect(cut(text, 4).head).toBeNull();
});
