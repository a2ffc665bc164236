/** The frame of the console knows each of its pages: in its guide, and in every language. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const names = [...read("apps/console/src/shell/pages.ts").matchAll(/^ {4}name: "(.+)",$/gm)].map(
  ([, name]) => name!,
);

describe("every page of the console", () => {
  it("has a section of its own in the guide, which is its help", () => {
    const headings = new Set(
      [...read("docs/console.md").matchAll(/^## (.+)$/gm)].map((m) => m[1]!),
    );
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !headings.has(name))).toEqual([]);
  });

  it.each(["german", "arabic"])("has a name in %s", (language) => {
    const words = read(`apps/console/src/words/${language}.ts`);
    const pages = words.slice(words.indexOf("  pages: {"));
    const named = new Set(
      [...pages.matchAll(/^ {4}(?:"([^"]+)"|(\w+)): "/gm)].map((m) => m[1] ?? m[2]!),
    );
    expect(names.filter((name) => !named.has(name))).toEqual([]);
  });
});
