import { type KnownCode, Problem } from "@saunter/client/problem";
import { describe, expect, it } from "vitest";
import { type ProblemTexts, tellProblem } from "./tell-problem.ts";

const ENGLISH: ProblemTexts = { tryAgain: "Try again", words: null };
const GERMAN: ProblemTexts = {
  tryAgain: "Erneut versuchen",
  words: {
    other: { title: "Ein Fehler", advice: "Auf Englisch:" },
    "disk-full": { title: "Die Festplatte ist voll", advice: "Schaffen Sie Platz." },
  },
};
const DETAIL = "found 0; allowed: 1 to 9";

const refuse = (code: KnownCode) =>
  new Problem({ code, title: "Title", detail: DETAIL, advice: "Advice.", status: 409 });

describe("what is refused", () => {
  it("is told as the shop words it on an English page", () => {
    const told = { title: "Title", advice: "Advice.", original: "", detail: DETAIL };
    expect(tellProblem(refuse("disk-full"), ENGLISH)).toEqual({ ...told, isEnglish: false });
  });

  it("is told in the page's words, with the English detail marked as such", () => {
    const told = { ...GERMAN.words!["disk-full"], original: "", detail: DETAIL };
    expect(tellProblem(refuse("disk-full"), GERMAN)).toEqual({ ...told, isEnglish: true });
  });

  it("is told in general, with the shop's own words, where the page has none for it", () => {
    for (const code of ["closed", "of-a-newer-shop" as KnownCode] as const) {
      const told = { ...GERMAN.words!.other, original: "Title. Advice.", detail: DETAIL };
      expect(tellProblem(refuse(code), GERMAN)).toEqual({ ...told, isEnglish: true });
    }
  });

  it("stays as it is where the page has worded it itself", () => {
    const told = tellProblem(refuse("file-unreadable"), GERMAN);
    expect(told).toMatchObject({ title: "Title", advice: "Advice.", isEnglish: false });
  });
});
