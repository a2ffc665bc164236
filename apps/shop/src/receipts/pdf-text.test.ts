import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeMissing, hasStandardGlyph, isPrintable, wrapText } from "./pdf-text.ts";

const measurePt = (text: string): number => text.length;

describe("characters that a font lacks", () => {
  it("are shown as their code, none transliterated", () => {
    expect(encodeMissing("Żywiec 茶 Straße €", hasStandardGlyph)).toBe(
      "[U+017B]ywiec [U+8336] Straße €",
    );
    expect(encodeMissing("🍞", hasStandardGlyph)).toBe("[U+1F35E]");
  });

  it("are not those that letters and accents make together", () => {
    expect(encodeMissing("Cafe\u0301", hasStandardGlyph)).toBe("Café");
  });

  it("are not spaces, marks without a shape, or the minus", () => {
    expect(encodeMissing("8:09\u202fAM\u00ad \u200f\u2212£2\n.72 ", hasStandardGlyph)).toBe(
      "8:09\u00a0AM –£2 .72",
    );
    expect(encodeMissing("\u20091 \u2003\t\u00a0g", (one) => one !== "\u00a0")).toBe("1 \u00a0g");
    expect(encodeMissing("\u22121", () => true)).toBe("\u22121");
  });

  it("make a text that cannot be printed as it is", () => {
    expect(isPrintable("Enthaltene Steuer, fällig", hasStandardGlyph)).toBe(true);
    expect(isPrintable("الإجمالي", hasStandardGlyph)).toBe(false);
  });
});

describe("lines of text", () => {
  it("break at spaces, and within a word that is too long alone", () => {
    expect(wrapText("one two three", 7, measurePt)).toEqual(["one two", "three"]);
    expect(wrapText("a extraordinary b", 5, measurePt)).toEqual(["a", "extra", "ordin", "ary b"]);
    expect(wrapText("", 5, measurePt)).toEqual([""]);
    expect(wrapText("cocoa, 100\u00a0g", 10, measurePt)).toEqual(["cocoa,", "100\u00a0g"]);
  });

  it("lose nothing and keep the width, for random texts", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 12 }), (text, widthPt) => {
        const lines = wrapText(text, widthPt, measurePt);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(
          Math.max(widthPt, 1),
        );
      }),
    );
  });
});
