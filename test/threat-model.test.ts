/** Each threat of docs/threat-model.md names tests that are there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../docs/.vitepress/pages.ts";

const PAGE = readFileSync(join(ROOT, "docs/threat-model.md"), "utf8");
const LINK = /\[[^\]]+\]\(\.\.\/(\S+\.test\.ts) "([^"]+)"\)/g;

/** Rows of the table of threats, without its head. */
const threats = PAGE.split("\n")
  .filter((line) => /^\| (?:\d|all) \|/.test(line))
  .map((line) => {
    const [, , threat, , tests] = line.split(/ ?\| ?/);
    return { threat: threat!, tests: [...tests!.matchAll(LINK)] };
  });

describe("the threat model", () => {
  it("has threats at every place of its picture", () => {
    const places = new Set(PAGE.match(/^\| (\d) \|/gm)?.map((start) => start[2]));
    expect([...places].sort()).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(threats.length).toBeGreaterThan(20);
  });

  it.each(threats)("names tests that are there: $threat", ({ tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const [, file, title] of tests) {
      const path = join(ROOT, file!);
      expect(existsSync(path), file).toBe(true);
      expect(readFileSync(path, "utf8"), `${file}: ${title}`).toContain(`"${title}"`);
    }
  });
});
