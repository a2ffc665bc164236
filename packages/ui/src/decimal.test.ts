import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDecimal, writeDecimal } from "./decimal.ts";
import { LANGUAGES } from "./i18n.ts";

const LOCALES = [...LANGUAGES, "ar-EG", "de-CH", "fr-FR"];

describe("a decimal number", () => {
  it.each([
    ["2.79", "en-GB", "2.79"],
    ["2,79", "de", "2.79"],
    ["2,79", "en-GB", "2.79"],
    ["2.79", "de", "2.79"],
    ["٢٫٧٩", "ar-EG", "2.79"],
    ["2,79", "ar-EG", "2.79"],
    ["٢٫٧٩", "ar", "2.79"],
    ["١٬٢٣٤٫٥٠", "ar", "1234.50"],
    ["٢٫٧٩", "ar-EG-u-nu-latn", "2.79"],
    ["٢٫٧٩", "en-GB", "2.79"],
    ["۲٫۷۹", "en-GB", "2.79"],
    ["1,234.50", "en-US", "1234.50"],
    ["1.234,50", "de", "1234.50"],
    ["1.234", "de", "1234"],
    ["1,234", "en-GB", "1234"],
    ["1’234.50", "de-CH", "1234.50"],
    ["1 234,50", "fr-FR", "1234.50"],
    [" 3 ", "en-GB", "3"],
  ])("%j in %s is %s", (text, locale, expected) => {
    expect(readDecimal(text, locale)).toBe(expected);
  });

  it.each(["", "-1", "1e3", "1.2.3", "1,23,4", ",5", "5.", "£3", "1 2"])(
    "%j is none in any language of the console",
    (text) => {
      for (const locale of LOCALES) expect(readDecimal(text, locale)).toBeNull();
    },
  );

  it.each(LOCALES)(
    "that is written in %s is read there, with its thousands grouped or not",
    (locale) => {
      const amounts = fc.tuple(
        fc.integer({ min: 0, max: 9_999_999 }),
        fc.integer({ min: 0, max: 99 }),
      );
      fc.assert(
        fc.property(amounts, ([whole, cents]) => {
          const text = `${whole}.${String(cents).padStart(2, "0")}`;
          expect(readDecimal(writeDecimal(text, locale), locale)).toBe(text);
          const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 });
          expect(readDecimal(format.format(Number(text)), locale)).toBe(text);
        }),
      );
    },
  );

  it("that is none is written as it is", () => {
    expect(writeDecimal("two", "de")).toBe("two");
  });
});
