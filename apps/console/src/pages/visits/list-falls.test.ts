import { describe, expect, it } from "vitest";
import { listFalls } from "./list-falls.ts";
import type { Account, Telling } from "./visit-words.ts";

const account = (gtin: string, probability: number): Account => ({
  kind: "pick",
  shopperId: "a",
  giverId: null,
  quantity: 1,
  gtin,
  name: gtin,
  probability,
});
const telling = (atMs: number, ...accounts: Account[]): Telling => ({
  atMs,
  status: "provisional",
  probability: accounts[0]!.probability,
  accounts,
});

describe("listFalls", () => {
  it("follows each account through the tellings, the likeliest in the end first", () => {
    const falls = listFalls([
      telling(0, account("01", 0.6), account("02", 0.3)),
      telling(500, account("02", 0.8), account("03", 0.1)),
    ]);
    expect(falls.map(({ account: { gtin } }) => gtin)).toEqual(["02", "03", "01"]);
    expect(falls[0]!.points).toEqual([
      { atMs: 0, probability: 0.3 },
      { atMs: 500, probability: 0.8 },
    ]);
    expect(falls[1]!.points).toEqual([{ atMs: 500, probability: 0.1 }]);
    expect(falls[2]!.points.map(({ probability }) => probability)).toEqual([0.6, 0]);
  });

  it("ends all of them where the interaction was taken back", () => {
    const falls = listFalls([
      telling(0, account("01", 0.9)),
      { ...telling(900, account("01", 0.9)), status: "retracted" },
    ]);
    expect(falls[0]!.points.map(({ probability }) => probability)).toEqual([0.9, 0]);
  });
});
