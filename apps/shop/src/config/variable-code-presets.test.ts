import { VARIABLE_CODE } from "@saunter/protocol/smart-cart/trip";
import { Check } from "typebox/value";
import { expect, it } from "vitest";
import { listPreset, VARIABLE_CODE_PRESETS } from "./variable-code-presets.ts";

it.each(VARIABLE_CODE_PRESETS)(
  "labels of %s have twelve digits before the last, and a value each",
  (name) => {
    const codes = listPreset(name);
    expect(codes.every((code) => Check(VARIABLE_CODE, code))).toBe(true);
    for (const { itemDigits, prefix, valueCheckDigit, valueDigits } of codes) {
      const checkDigits = valueCheckDigit === "none" ? 0 : 1;
      expect(prefix.length + itemDigits + checkDigits + valueDigits).toBe(12);
    }
    const prefixes = codes.map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  },
);
