/** Whatever the shop refuses is told in the language that the console shows. */
import { NO_CONNECTION, Problem } from "@saunter/client/problem";
import { ELSEWHERE_CODES } from "@saunter/console/words/console-codes";
import { showBritish, showIn } from "@saunter/console/words-fixture";
import { PROBLEM_CODES } from "@saunter/protocol/problem-codes";
import { PROBLEM_TABLE } from "@saunter/shop/http/problem-table";
import { findProblemTexts, tellProblem } from "@saunter/ui/tell-problem";
import { describe, expect, it } from "vitest";

const elsewhere: ReadonlySet<string> = new Set(ELSEWHERE_CODES);
const codes = PROBLEM_CODES.filter((code) => !elsewhere.has(code));
const refuse = (code: (typeof codes)[number]) =>
  new Problem({ code, detail: "why", ...PROBLEM_TABLE[code] });

describe("what the console is refused", () => {
  showBritish();

  it("is told in English as the shop words it", async () => {
    await showIn("en-GB");
    for (const code of codes) {
      const { title, advice } = PROBLEM_TABLE[code];
      expect(tellProblem(refuse(code))).toMatchObject({ title, advice, isEnglish: false });
    }
    expect(findProblemTexts().tryAgain).toBe("Try again");
  });

  it.each([
    ["de", /^[^\u0600-\u06ff]+$/u],
    ["ar", /[\u0600-\u06ff]/u],
  ] as const)("has words of its own for each code in %s", async (language, script) => {
    await showIn(language);
    const titles = new Set<string>();
    for (const code of codes) {
      const told = tellProblem(refuse(code));
      expect([code, told.original, told.isEnglish]).toEqual([code, "", true]);
      expect(told.title, code).not.toBe(PROBLEM_TABLE[code].title);
      expect(told.advice, code).not.toBe(PROBLEM_TABLE[code].advice);
      expect(told.title, code).toMatch(script);
      expect(told.advice, code).toMatch(script);
      expect(told.title, code).not.toMatch(/[.!]$/);
      // A toast goes on after it.
      expect(told.advice, code).toMatch(/[.]$/);
      const command = /saunter restore [\w. -]*\w/;
      expect(command.exec(told.advice)?.[0]).toBe(command.exec(PROBLEM_TABLE[code].advice)?.[0]);
      titles.add(told.title);
    }
    expect(titles.size).toBe(codes.length);
    expect(tellProblem(new Problem(NO_CONNECTION)).title).not.toBe(NO_CONNECTION.title);
    expect(findProblemTexts().tryAgain).not.toBe("Try again");
  });

  it("changes with the language", async () => {
    await showIn("de");
    const german = tellProblem(refuse("name-taken")).title;
    await showIn("ar");
    expect(tellProblem(refuse("name-taken")).title).not.toBe(german);
  });
});
