import { describe, expect, it } from "vitest";
import { findImplausible } from "./check-plausible.ts";

const list = (count: number, price: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => ({ gtin: String(10_000 + at), price: price(at) }));

describe("goods", () => {
  const before = list(100, () => "2.00");

  it.each([
    ["the same", list(100, () => "2.00"), false],
    ["all twice as dear", list(100, () => "4.00"), false],
    ["all more than twice as dear", list(100, () => "4.01"), true],
    ["all for less than half", list(100, () => "0.99"), true],
    ["a tenth with unusual prices", list(100, (at) => (at < 10 ? "200" : "2.00")), false],
    ["more than a tenth with unusual prices", list(100, (at) => (at < 11 ? "200" : "2.00")), true],
    ["half of them gone", list(50, () => "2.00"), false],
    ["more than half gone", list(49, () => "2.00"), true],
    ["many new ones", list(400, (at) => (at < 100 ? "2.00" : "900")), false],
  ])("that are %s: implausible is %s", (_what, after, isRefused) => {
    expect(findImplausible(before, after) !== null).toBe(isRefused);
  });

  it("of a small shop may have a few unusual prices", () => {
    const unusual = (count: number) => list(5, (at) => (at < count ? "200" : "2.00"));
    const small = list(5, () => "2.00");
    expect(findImplausible(small, unusual(3))).toBeNull();
    expect(findImplausible(small, unusual(4))).toMatch(/4 of 5 products.*00000000010000/);
    expect(findImplausible([], unusual(5))).toBeNull();
  });
});
