import { describe, expect, it } from "vitest";
import { listExplanations } from "./list-explanations.ts";
import type { Explanation, Revision } from "./visit-words.ts";

const explanation = (gtin: string, probability: number): Explanation => ({
  kind: "pick",
  shopperId: "a",
  giverId: null,
  quantity: 1,
  gtin,
  name: gtin,
  probability,
});
const revise = (atMs: number, ...accounts: Explanation[]): Revision => ({
  atMs,
  status: "provisional",
  probability: accounts[0]!.probability,
  accounts,
});

describe("listExplanations", () => {
  it("follows each explanation through the revisions, the likeliest in the end first", () => {
    const courses = listExplanations([
      revise(0, explanation("01", 0.6), explanation("02", 0.3)),
      revise(500, explanation("02", 0.8), explanation("03", 0.1)),
    ]);
    expect(courses.map(({ explanation: { gtin } }) => gtin)).toEqual(["02", "03", "01"]);
    expect(courses[0]!.points).toEqual([
      { atMs: 0, probability: 0.3 },
      { atMs: 500, probability: 0.8 },
    ]);
    expect(courses[1]!.points).toEqual([{ atMs: 500, probability: 0.1 }]);
    expect(courses[2]!.points.map(({ probability }) => probability)).toEqual([0.6, 0]);
  });

  it("ends all of them where the interaction was taken back", () => {
    const courses = listExplanations([
      revise(0, explanation("01", 0.9)),
      { ...revise(900, explanation("01", 0.9)), status: "retracted" },
    ]);
    expect(courses[0]!.points.map(({ probability }) => probability)).toEqual([0.9, 0]);
  });
});
