import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeCheckDigit, findGtinFault, normalizeGtin } from "./gtin.ts";

describe("findGtinFault", () => {
  // The example of GS1's General Specifications, a UPC-A, an EAN-8 and a GTIN-14 seen on goods.
  it.each(["6291041500213", "036000291452", "73513537", "10614141000415"])(
    "lets %s pass",
    (gtin) => {
      expect(findGtinFault(gtin)).toBeNull();
    },
  );

  it.each(["", "629104150021", "62910415002133", "6291041 00213", "١٢٣٤٥٦٧٨", "-3513537"])(
    "refuses %j",
    (text) => {
      expect(findGtinFault(text)).not.toBeNull();
    },
  );

  it("says which check digit fits", () => {
    expect(findGtinFault("6291041500214")).toContain("comes 3");
  });

  it("finds every single digit that is wrong", () => {
    const at = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{12}$/),
        at,
        fc.integer({ min: 1, max: 9 }),
        (digits, i, by) => {
          const gtin = digits + computeCheckDigit(digits);
          expect(findGtinFault(gtin)).toBeNull();
          const wrong = [...gtin];
          wrong[i] = String((Number(gtin[i]) + by) % 10);
          expect(findGtinFault(wrong.join(""))).not.toBeNull();
        },
      ),
    );
  });
});

describe("normalizeGtin", () => {
  it("takes a UPC-A and the EAN-13 with a zero before it for one product", () => {
    expect(normalizeGtin("036000291452")).toBe(normalizeGtin("0036000291452"));
    expect(normalizeGtin("036000291452")).toBe("00036000291452");
  });
});
