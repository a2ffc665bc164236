/**
 * Jurisdictions ready to use, with the laws their rates stand in, as of January 2026. Categories
 * are those of the law; which product is in which is the retailer's to know. A change of a rate is
 * a new entry with its `fromMs`, and an `untilMs` on the old one.
 */
import type { TaxJurisdiction, TaxRate } from "./jurisdiction.ts";

function rateOf(rate: string, label: string): readonly TaxRate[] {
  return [{ rate, label }];
}

/** Prices for consumers include VAT; tax is rounded to the nearest, per rate on the sum. */
const VAT_INCLUDED = {
  pricesIncludeTax: true,
  roundingLevel: "rate",
  roundingMode: "half-up",
} as const;

/**
 * Value Added Tax Act 1994: s. 2 (20 %), s. 29A with sch. 7A (5 %), s. 30 with sch. 8 (zero), s. 31
 * with sch. 9 (exempt). Retailers may not round down only (VAT Notice 700, 17.6).
 */
export const UNITED_KINGDOM: TaxJurisdiction = {
  id: "GB",
  name: "United Kingdom",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.2", "VAT 20 %"),
    reduced: rateOf("0.05", "VAT 5 %"),
    zero: rateOf("0", "VAT 0 %"),
    exempt: rateOf("0", "Exempt from VAT"),
  },
};

/**
 * Umsatzsteuergesetz: § 12 (1) (19 %), § 12 (2) (7 %), § 4 (exempt). A deposit on packaging is
 * taxed as the goods in it (UStAE 10.1 (8)): give it their category.
 */
export const GERMANY: TaxJurisdiction = {
  id: "DE",
  name: "Germany",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.19", "MwSt 19 %"),
    reduced: rateOf("0.07", "MwSt 7 %"),
    exempt: rateOf("0", "Steuerfrei"),
  },
};

/**
 * Code général des impôts: art. 278 (20 %), 278 bis and 279 (10 %), 278-0 bis (5.5 %), 281 octies
 * and 298 septies (2.1 %: reimbursed medicines, the press), 261 (exempt).
 */
export const FRANCE: TaxJurisdiction = {
  id: "FR",
  name: "France",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.2", "TVA 20 %"),
    intermediate: rateOf("0.1", "TVA 10 %"),
    reduced: rateOf("0.055", "TVA 5,5 %"),
    "super-reduced": rateOf("0.021", "TVA 2,1 %"),
    exempt: rateOf("0", "Exonéré de TVA"),
  },
};

/**
 * Value-Added Tax Consolidation Act 2010: s. 46 (1) (a) (23 %), (b) (zero), (c) (13.5 %), (ca)
 * (9 %); s. 52 with sch. 1 (exempt); s. 92A (deposits on containers: nothing is taxable).
 */
export const IRELAND: TaxJurisdiction = {
  id: "IE",
  name: "Ireland",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.23", "VAT 23 %"),
    reduced: rateOf("0.135", "VAT 13.5 %"),
    "second-reduced": rateOf("0.09", "VAT 9 %"),
    zero: rateOf("0", "VAT 0 %"),
    exempt: rateOf("0", "Exempt from VAT"),
    deposit: rateOf("0", "Deposit, no VAT"),
  },
};

/**
 * Wet op de omzetbelasting 1968: art. 9 (1) (21 %), 9 (2) (a) with tabel I (9 %), 9 (2) (b) with
 * tabel II (zero), art. 11 (exempt).
 */
export const NETHERLANDS: TaxJurisdiction = {
  id: "NL",
  name: "Netherlands",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.21", "BTW 21 %"),
    reduced: rateOf("0.09", "BTW 9 %"),
    zero: rateOf("0", "BTW 0 %"),
    exempt: rateOf("0", "Vrijgesteld van BTW"),
  },
};

/** Ley 37/1992: art. 90 (21 %), 91.Uno (10 %), 91.Dos (4 %), 20 (exempt). */
export const SPAIN: TaxJurisdiction = {
  id: "ES",
  name: "Spain",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.21", "IVA 21 %"),
    reduced: rateOf("0.1", "IVA 10 %"),
    "super-reduced": rateOf("0.04", "IVA 4 %"),
    exempt: rateOf("0", "Exento de IVA"),
  },
};

/** D.P.R. 633/1972: art. 16 (22 %), tabella A parts III (10 %), II-bis (5 %), II (4 %); art. 10. */
export const ITALY: TaxJurisdiction = {
  id: "IT",
  name: "Italy",
  ...VAT_INCLUDED,
  categories: {
    standard: rateOf("0.22", "IVA 22 %"),
    reduced: rateOf("0.1", "IVA 10 %"),
    "second-reduced": rateOf("0.05", "IVA 5 %"),
    "super-reduced": rateOf("0.04", "IVA 4 %"),
    exempt: rateOf("0", "Esente da IVA"),
  },
};

/**
 * Consumption Tax Act and Local Tax Act: 7.8 % and 2.2 % (standard), 6.24 % and 1.76 % (food and
 * drink to take away, newspapers). A qualified invoice is rounded once per rate (Order for
 * Enforcement, art. 70-10); the mode is the seller's, and most round down. Prices for consumers
 * are shown with tax (Consumption Tax Act, art. 63).
 */
export const JAPAN: TaxJurisdiction = {
  id: "JP",
  name: "Japan",
  pricesIncludeTax: true,
  roundingLevel: "rate",
  roundingMode: "down",
  categories: {
    standard: rateOf("0.1", "消費税 10%"),
    reduced: rateOf("0.08", "消費税 8% ※"),
    exempt: rateOf("0", "非課税"),
  },
};

/** Kuwait has no VAT: an example of a currency of three decimals, and of a shop without tax. */
export const KUWAIT: TaxJurisdiction = {
  id: "KW",
  name: "Kuwait",
  ...VAT_INCLUDED,
  categories: { standard: rateOf("0", "No VAT") },
};
