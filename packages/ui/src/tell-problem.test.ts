import { type KnownCode, Problem } from "@saunter/client/problem";
import { afterEach, describe, expect, it } from "vitest";
import { findProblemTexts, type ProblemTexts, setProblemTexts, tellProblem } from "./tell-problem.ts";

const GERMAN: ProblemTexts = {
  tryAgain: "Erneut versuchen",
  words: {
    other: { title: "Ein Fehler", advice: "Auf Englisch:" },
    "disk-full": { title: "Die Festplatte ist voll", advice: "Schaffen Sie Platz." },
  },
};

const refuse = (code: KnownCode, detail = "found 0; allowed: 1 to 9") =>
  new Problem({ code, title: "Title", detail, advice: "Advice.", status: 409 });

afterEach(() => setProblemTexts(() => null));

describe("what is refused", () => {
  it("is told as the shop words it where a page has said nothing else", () => {
    expect(tellProblem(refuse("disk-full"))).toEqual({
      ...{ title: "Title", advice: "Advice.", original: "" },
      ...{ detail: "found 0; allowed: 1 to 9", isEnglish: false },
    });
    expect(findProblemTexts().tryAgain).toBe("Try again");
  });

  it("is told in the page's words, with the English detail marked as such", () => {
    setProblemTexts(() => GERMAN);
    expect(tellProblem(refuse("disk-full"))).toEqual({
      ...{ title: "Die Festplatte ist voll", advice: "Schaffen Sie Platz.", original: "" },
      ...{ detail: "found 0; allowed: 1 to 9", isEnglish: true },
    });
    expect(findProblemTexts().tryAgain).toBe("Erneut versuchen");
  });

  it("is told in general, with the shop's own words, where the page has none for it", () => {
    setProblemTexts(() => GERMAN);
    for (const code of ["closed", "of-a-newer-shop" as KnownCode] as const) {
      const told = tellProblem(refuse(code));
      expect(told).toMatchObject({ title: "Ein Fehler", original: "Title. Advice." });
      expect(told.isEnglish).toBe(true);
    }
  });

  it("follows the language that is shown", () => {
    let texts: ProblemTexts = { ...GERMAN, words: null };
    setProblemTexts(() => texts);
    expect(tellProblem(refuse("disk-full")).title).toBe("Title");
    texts = GERMAN;
    expect(tellProblem(refuse("disk-full")).title).toBe("Die Festplatte ist voll");
  });

  it("stays as it is where the page has worded it itself", () => {
    setProblemTexts(() => GERMAN);
    const told = tellProblem(refuse("file-unreadable"));
    expect(told).toMatchObject({ title: "Title", advice: "Advice.", isEnglish: false });
  });
});
