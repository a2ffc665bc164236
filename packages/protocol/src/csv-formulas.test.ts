import { describe, expect, it } from "vitest";
import { escapeFormula, unescapeFormula } from "./csv-formulas.ts";

describe("a cell of a file that the shop writes", () => {
  it.each([
    '=HYPERLINK("http://evil")',
    "+1+cmd",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "''-x",
  ])("is no formula: %j", (text) => {
    const cell = escapeFormula(text);
    expect(cell).toBe(`'${text}`);
    expect(unescapeFormula(cell)).toBe(text);
  });

  it.each(["", "Oats", "-5", "+3", "-2.50", "-2,50", "12", "'n Sync", "a=b", "' ="])(
    "stays as it is: %j",
    (text) => {
      expect(escapeFormula(text)).toBe(text);
      expect(unescapeFormula(text)).toBe(text);
    },
  );
});
