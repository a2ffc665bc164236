import { type KnownCode, Problem } from "@saunter/client/problem";
import { describe, expect, it } from "vitest";
import { type ProblemWords, SHOPPER_CODES, wordProblem } from "./problem-words.ts";
import { problemsArabic } from "./words/problems-ar.ts";
import { problemsGerman } from "./words/problems-de.ts";
import { problemsBritish } from "./words/problems-en-gb.ts";

const refuse = (code: KnownCode) =>
  new Problem({ code, title: "Title", detail: "why", advice: "Advice", status: 409 });

describe("what is refused", () => {
  it("is told in the language of the page", () => {
    const told = wordProblem(refuse("gate-busy"), problemsGerman, "de-AT");
    expect(told).toMatchObject({ code: "gate-busy", title: "Gerade tritt jemand ein", detail: "" });
    expect(told.status).toBe(409);
  });

  it("keeps its detail for those who read English", () => {
    const told = wordProblem(refuse("gate-busy"), problemsBritish, "en-AU");
    expect([told.title, told.detail]).toEqual(["Someone else is coming in", "why"]);
  });

  it("is told in general where it has no words of its own, with its code for the staff", () => {
    const told = wordProblem(refuse("journal-cut"), problemsArabic, "ar");
    expect(told).toMatchObject({ ...problemsArabic.other, detail: "journal-cut" });
  });

  it.each<[string, ProblemWords]>([
    ["German", problemsGerman],
    ["Arabic", problemsArabic],
  ])("is nowhere left in English in %s", (_name, words) => {
    for (const code of SHOPPER_CODES) {
      expect(words[code].title).not.toBe(problemsBritish[code].title);
      expect(words[code].advice).not.toBe(problemsBritish[code].advice);
    }
  });
});
