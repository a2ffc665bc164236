/**
 * Runs after all other tests of code: every answer that the document promises, and every code, has
 * been given to some test.
 */
import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { PROBLEM_CODES, type ProblemCode } from "@saunter/protocol/problem-codes";
import { describe, expect, it } from "vitest";
import { readRecords, startApi } from "./api-recorder-fixture.ts";
import { documentOf, listAnswers } from "./described-routes-fixture.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Codes that no request meets, and why they stand in the table all the same. */
const UNMET: Readonly<Partial<Record<ProblemCode, string>>> = {
  "account-limit-exceeded": "a badge's account declines as a card does: entry-hold-declined",
  "account-unknown": "the same",
  "amount-invalid": "schemas refuse such amounts first; the core looks at them again",
  "contest-not-open": "a dispute ends by its review, which says that it has been decided",
  "currency-mismatch": "a shop has one currency, and no request names another",
  "database-locked": "the process does not start",
  "exit-without-entry": "the tracker's, which raises an alert",
  "journal-cut": "the process does not start",
  "journal-newer": "the process does not start",
  "shop-replaced": "the process does not start",
  "offer-invalid": "the configuration is refused before",
  "price-missing": "what has no price is not charged, and staff are told",
  "tax-unknown": "the configuration is refused before",
  "visit-already-left": "the tracker's, which tells each exit once",
  "visit-not-left": "an attendant may close a visit with people inside",
};

describe("the tests of the API", () => {
  const api = startApi();
  const seen = readRecords();

  it("have all run, as they do of npx vitest run apps", () => {
    const others = globSync("apps/*/src/**/*.test.ts", { cwd: root }).filter(
      (file) =>
        !import.meta.filename.endsWith(file) &&
        readFileSync(join(root, file), "utf8").includes("startApi("),
    );
    const ran = new Set([...seen.files].map((file) => relative(root, file)));
    expect(others.length).toBeGreaterThan(30);
    expect(others.filter((file) => !ran.has(file))).toEqual([]);
  });

  it("have seen every answer that the document promises", () => {
    const promised = listAnswers(documentOf(api));
    expect(promised.length).toBeGreaterThan(400);
    expect(promised.filter((answer) => !seen.answers.has(answer))).toEqual([]);
  });

  it("have met every code, but for those that no request can meet", () => {
    const unmet = PROBLEM_CODES.filter((code) => !seen.codes.has(code));
    expect(unmet.sort()).toEqual(Object.keys(UNMET).sort());
  });
});
