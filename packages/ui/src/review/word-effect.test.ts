import { describe, expect, it } from "vitest";
import { EFFECT_EN_GB } from "./effect-texts.ts";
import { wordEffect } from "./word-effect.ts";

const CONTEXT = {
  ...{ currency: "GBP", locale: "en-GB" },
  nameOf: (gtin: string) => ({ "01": "Soup", "02": "Apples" })[gtin] ?? gtin,
  texts: EFFECT_EN_GB,
};

describe("what a choice makes of the receipt", () => {
  it("gives the new total, and each line that changes", () => {
    const changes = [
      { gtin: "01", before: 1, after: 0 },
      { gtin: "02", weighing: { netG: 845 }, before: 0, after: 1 },
    ];
    expect(wordEffect({ totalMinor: 420, changes }, CONTEXT)).toBe(
      "New total: £4.20 · Soup: 1 → 0 · Apples, 0.845 kg: 0 → 1",
    );
  });

  it("says if nothing changes, and nothing of a choice that no receipt follows from", () => {
    expect(wordEffect({ totalMinor: 420, changes: [] }, CONTEXT)).toBe("Receipt unchanged: £4.20");
    expect(wordEffect(null, CONTEXT)).toBeNull();
  });
});
