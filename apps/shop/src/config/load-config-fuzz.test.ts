/** Whatever becomes of a file, its problems are reported with lines, and nothing is thrown. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadText } from "./config-fixture.ts";

const EXAMPLE = readFileSync(new URL("../../../../examples/shop.yaml", import.meta.url), "utf8");
const LINES = EXAMPLE.split("\n").filter((line) => !/^\s*#/.test(line));
const RUNS = 400;

/** Values that are hardly meant, of every type. */
const JUNK = [
  "",
  "~",
  "0",
  "-1",
  "1e999",
  "0x10",
  "99999999999999999999",
  "true",
  "yes",
  '""',
  "word",
  "[]",
  "[[]]",
  "[1, 2]",
  "{}",
  "{ kind: none }",
  "{ a: { b: [c] } }",
  "{ file: none.csv }",
  "*alias",
  "&anchor x",
  "!tag x",
  "|",
  "'",
  "2026-13-45",
  "1-999999",
  "__proto__",
  "max",
  "\u0000",
  "\ud800",
];
const KEYS = [
  "kind",
  "name",
  "__proto__",
  "constructor",
  "<<",
  "gtin",
  "? x",
  "- a",
  "x".repeat(99),
];

type Lines = readonly string[];
type Mutation = (lines: Lines) => Lines;

const at = fc.nat({ max: LINES.length - 1 });
const junk = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...JUNK) }, fc.string());

function replaceLine(lines: Lines, i: number, replace: (line: string) => readonly string[]): Lines {
  const line = lines[i];
  return line === undefined ? lines : lines.toSpliced(i, 1, ...replace(line));
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  at.map(
    (i): Mutation =>
      (lines) =>
        replaceLine(lines, i, () => []),
  ),
  at.map(
    (i): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => [line, line]),
  ),
  at.map(
    (i): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => [` ${line}`]),
  ),
  at.map(
    (i): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => [line.trimStart()]),
  ),
  fc.tuple(at, at).map(
    ([i, j]): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => [lines[j] ?? line]),
  ),
  // Another value after one of a line's colons, or in the whole of its brackets.
  fc.tuple(at, fc.nat({ max: 9 }), junk).map(
    ([i, nth, value]): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => {
          const colons = [...line.matchAll(/: ([^,}\]]*)/g)];
          const colon = colons[nth % Math.max(1, colons.length)];
          if (colon === undefined) return [line];
          const end = colon.index + colon[0].length;
          return [`${line.slice(0, colon.index)}: ${value}${line.slice(end)}`];
        }),
  ),
  fc.tuple(at, fc.constantFrom(...KEYS), junk).map(
    ([i, key, value]): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => [line, `${/^ */.exec(line)![0]}${key}: ${value}`]),
  ),
  fc.tuple(at, fc.nat({ max: 80 }), fc.string({ maxLength: 3 })).map(
    ([i, column, text]): Mutation =>
      (lines) =>
        replaceLine(lines, i, (line) => [line.slice(0, column) + text + line.slice(column + 1)]),
  ),
  at.map(
    (i): Mutation =>
      (lines) =>
        lines.slice(0, i),
  ),
);

function expectAnswer(text: string): boolean {
  const loaded = loadText(text);
  if (loaded.ok) return true;
  expect(loaded.problems.length).toBeGreaterThan(0);
  const lineCount = text.split(/\r\n|\r|\n/).length;
  for (const { file, line, column, message } of loaded.problems) {
    expect(file).toBe("shop.yaml");
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lineCount);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe("");
  }
  return false;
}

describe("a configuration that was damaged", () => {
  it("is good still, or its problems are reported with their lines", () => {
    const verdicts = new Set<boolean>();
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const lines = mutations.reduce<Lines>((sum, mutate) => mutate(sum), LINES);
        verdicts.add(expectAnswer(lines.join("\n")));
      }),
      { numRuns: RUNS },
    );
    // Both are seen: a test that never gets past the reader of YAML would prove little.
    expect(verdicts).toEqual(new Set([true, false]));
  });

  it("is refused where a value that has to be there is of another type", () => {
    const wanted = LINES.flatMap((line, i) =>
      /^ {2}(name|currency|timeZone): /.test(line) ? [i] : [],
    );
    expect(wanted.length).toBeGreaterThan(2);
    for (const i of wanted) {
      for (const value of ["", "[]", "{}", '""']) {
        const lines = LINES.with(i, LINES[i]!.replace(/: .*/, `: ${value}`));
        expect(expectAnswer(lines.join("\n"))).toBe(false);
      }
    }
  });

  it("is refused where it is no configuration at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(expectAnswer(text)).toBe(false);
      }),
    );
  });
});
