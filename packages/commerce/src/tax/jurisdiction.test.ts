import { describe, expect, it } from "vitest";
import { checkJurisdiction, findTaxRate, type TaxJurisdiction } from "./jurisdiction.ts";

const standard = { rate: "0.19", label: "MwSt 19 %" };
/** Germany's cut of 2020: 1 July until 31 December. */
const CUT_FROM_MS = 1_593_554_400_000;
const CUT_UNTIL_MS = 1_609_455_600_000;
const cut = { rate: "0.16", label: "MwSt 16 %", fromMs: CUT_FROM_MS, untilMs: CUT_UNTIL_MS };

function createJurisdiction(more: Partial<TaxJurisdiction> = {}): TaxJurisdiction {
  return {
    id: "DE",
    name: "Germany",
    pricesIncludeTax: true,
    roundingLevel: "rate",
    roundingMode: "half-up",
    categories: { standard: [standard, cut] },
    ...more,
  };
}

describe("the rate of a category", () => {
  const rateAt = (atMs: number): string | undefined => {
    const found = findTaxRate(createJurisdiction(), "standard", atMs);
    return found.ok ? found.value.rate : undefined;
  };

  it("is that of the day", () => {
    expect(rateAt(CUT_FROM_MS - 1)).toBe("0.19");
    expect(rateAt(CUT_FROM_MS)).toBe("0.16");
    expect(rateAt(CUT_UNTIL_MS - 1)).toBe("0.16");
    expect(rateAt(CUT_UNTIL_MS)).toBe("0.19");
  });

  it("is refused for a category that is not there, or not at that time", () => {
    for (const category of ["reduced", "constructor", "__proto__"]) {
      expect(findTaxRate(createJurisdiction(), category, 5)).toEqual({
        ok: false,
        refusal: { code: "tax-unknown", detail: `DE has no rate for ${category} at 5` },
      });
    }
    const later = createJurisdiction({ categories: { standard: [cut] } });
    expect(findTaxRate(later, "standard", CUT_FROM_MS - 1).ok).toBe(false);
    expect(findTaxRate(later, "standard", CUT_FROM_MS).ok).toBe(true);
  });

  it("is refused where it is no rate", () => {
    const wrong = createJurisdiction({ categories: { standard: [{ ...standard, rate: "19" }] } });
    expect(findTaxRate(wrong, "standard", 5).ok).toBe(false);
  });
});

describe("the check of a jurisdiction", () => {
  const check = (more: Partial<TaxJurisdiction>): string => {
    const checked = checkJurisdiction(createJurisdiction(more));
    if (checked.ok) return "";
    expect(checked.refusal.code).toBe("input-invalid");
    return checked.refusal.detail;
  };
  const checkRates = (...rates: TaxJurisdiction["categories"][string]): string =>
    check({ categories: { zero: [{ rate: "0", label: "0 %" }], standard: rates } });

  it("passes one that can be used, as it is", () => {
    const good = createJurisdiction();
    expect(checkJurisdiction(good)).toEqual({ ok: true, value: good });
    expect(checkRates({ rate: "1", label: "all" })).toBe("");
  });

  it("finds no id, no name and no category", () => {
    expect(check({ id: "" })).toBe("tax jurisdiction : it has no id or no name");
    expect(check({ name: "" })).toBe("tax jurisdiction DE: it has no id or no name");
    expect(check({ categories: {} })).toBe("tax jurisdiction DE: it has no category");
    expect(check({ categories: { "": [standard] } })).toContain("a category has no name");
  });

  it("finds levels and modes that do not exist", () => {
    expect(check({ roundingLevel: "shop" as "line" })).toContain("no rounding level shop");
    expect(check({ roundingMode: "odd" as "up" })).toContain("no rounding mode odd");
    for (const totalStepMinor of [0, -10, 0.5, Number.NaN]) {
      expect(check({ totalStepMinor })).toContain(`totals in steps of ${totalStepMinor}, which`);
    }
    expect(check({ totalStepMinor: 1 })).toBe("");
  });

  it("finds rates that are no rates, have no label, or never hold", () => {
    expect(checkRates()).toContain("standard has no rate");
    expect(checkRates(standard, { ...cut, rate: "1.1" })).toContain(
      "standard has a rate of 1.1, which is not 0 to 1",
    );
    expect(checkRates(standard, { ...cut, label: "" })).toContain("a rate without a label");
    expect(checkRates(standard, { ...cut, untilMs: CUT_FROM_MS })).toContain("that is never valid");
    expect(checkRates({ ...cut, untilMs: CUT_FROM_MS + 1 })).toBe("");
  });

  it("finds two rates from the same instant", () => {
    expect(checkRates(cut, { ...cut, rate: "0.05" })).toContain(
      "standard has two rates from the same instant",
    );
    expect(checkRates(standard, standard)).toContain("two rates from the same instant");
    expect(checkRates(cut, { ...cut, fromMs: CUT_FROM_MS + 1 })).toBe("");
  });
});
