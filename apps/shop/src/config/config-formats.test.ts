import { UNIT_MINOR_MAX } from "@saunter/commerce/pricing/limits";
import { describe, expect, it } from "vitest";
import { describeFormat, type FormatName, findFormatFault, hidesFound } from "./config-formats.ts";

const isGood = (name: FormatName, text: string, currency: string | null = "GBP"): boolean =>
  findFormatFault(name, text, { currency }) === null;

/** Texts that are let pass, and such as are not. */
const CASES: readonly (readonly [FormatName, readonly string[], readonly string[]])[] = [
  ["id", ["a", "A-1", "x.y_z", "a".repeat(60)], ["", "-a", "a b", "a/b", "ä", "a".repeat(61)]],
  [
    "line",
    ["x", "10 % off", "naïve 7-Up", "می\u200cخواهم", "👩\u200d🍳", "حليب 1 لتر"],
    [
      ...["", " x", "x ", "a\nb", "a\tb", "\u0007", "a\u202eb", "\u202ab\u202c", "a\u2066b\u2069"],
      ...["a\u2028b", "a\u2029b", "a\u202db", "a\u2068b"],
    ],
  ],
  ["path", ["a", "../a b/c.csv"], ["", "a\0b", "a\nb"]],
  ["currency", ["GBP", "JPY", "KWD"], ["gbp", "GB", "XXX", ""]],
  ["time-zone", ["Europe/London", "UTC", "Europe/Kiev"], ["", "London", "+01:00", "Mars/Base"]],
  ["locale", ["en-GB", "de", "zh-Hant-TW"], ["", "english!", "en_GB", "xx-invalid-locale-text"]],
  ["amount", ["0", "2", "2.5", "2.50"], ["", "-1", "2.345", "2,50", "£2", "1 200", "02", "1e3"]],
  ["positive-amount", ["0.01", "2"], ["0", "0.00", "-1"]],
  ["rate", ["0", "0.0625", "1"], ["1.1", "-0.1", "6.25%", ".5"]],
  ["percent", ["0.0001", "12.5", "100"], ["0", "0.0", "100.1", "-5", "5 %", "05", "0.00001"]],
  ["gtin", ["6291041500213"], ["6291041500214", "123"]],
  ["instant", ["2026-03-01", "2026-03-01 08:00"], ["2026-02-30", "today"]],
  ["plates", ["1", "3-5"], ["5-3", "x"]],
  ["env-name", ["STRIPE_KEY", "_X1"], ["", "stripe", "sk_live_51Habc", "1X", "A-B"]],
  ["stripe-publishable-key", ["pk_test_51Habc", "pk_live_x"], ["", "sk_live_51Habc", "pk_x"]],
  [
    "web-url",
    ["https://shop.example", "http://10.0.0.2:8420/x"],
    ["shop.example", "ftp://a.b", "https://", "https://u:p@a.b", "https://a.b#x", "https://a. b"],
  ],
  ["secure-url", ["https://a.b/c", "http://localhost:1"], ["http://a.b", "x"]],
  ["origin", ["https://a.b", "http://localhost:8420"], ["https://a.b/", "http://a.b", "a.b"]],
  ["domain", ["shop.example", "localhost"], ["", "Shop.example", "a..b", "-a.b", "a.b/c"]],
  ["host", ["127.0.0.1", "0.0.0.0", "::", "::1", "box.local"], ["", "a b", "a/b"]],
  [
    "mail-address",
    ["a@b.example", "Corner Shop <a@b.example>"],
    ["", "a", "a@", "a@b\r\nBcc: c@d", "<a@b>", "a b@c"],
  ],
  ["event", ["*", "receipt.*", "receipt.final", "age-check"], ["", "Receipt", "a.", "a.**"]],
];

describe("formats", () => {
  it.each(CASES)("of %s let good texts pass and no others", (name, good, bad) => {
    expect(good.filter((text) => !isGood(name, text))).toEqual([]);
    expect(bad.filter((text) => isGood(name, text))).toEqual([]);
  });

  it("hold amounts to the decimals of the currency, and say so with an example", () => {
    expect([isGood("amount", "250", "JPY"), isGood("amount", "2.5", "JPY")]).toEqual([true, false]);
    expect([isGood("amount", "1.234", "KWD"), isGood("amount", "1.2345", "KWD")]).toEqual([
      true,
      false,
    ]);
    expect(describeFormat("amount", { currency: "JPY" })).toBe("an amount in JPY such as 250");
    expect(describeFormat("amount", { currency: "GBP" })).toBe("an amount in GBP such as 2.50");
    expect(describeFormat("amount", { currency: "KWD" })).toBe("an amount in KWD such as 2.500");
  });

  it("let an amount be as large as a price may be", () => {
    expect(isGood("amount", String(UNIT_MINOR_MAX), "JPY")).toBe(true);
    expect(isGood("amount", String(UNIT_MINOR_MAX + 1), "JPY")).toBe(false);
  });

  it("know what an amount looks like where the currency is wrong", () => {
    expect(isGood("amount", "1.234", null)).toBe(true);
    expect(isGood("amount", "1,2", null)).toBe(false);
  });

  it("guess at currencies and time zones", () => {
    expect(findFormatFault("currency", "gbp", { currency: null })).toBe("GBP");
    expect(findFormatFault("time-zone", "Europe/Berln", { currency: null })).toContain(
      'did you mean "Europe/Berlin"?',
    );
  });

  it("do not repeat what may be a secret", () => {
    const touchy = CASES.map(([name]) => name).filter(hidesFound);
    expect(touchy).toEqual(["env-name", "stripe-publishable-key", "web-url", "secure-url"]);
  });
});
