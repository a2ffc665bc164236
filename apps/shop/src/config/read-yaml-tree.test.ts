import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { formatProblem, ProblemLog } from "./config-problem.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { SourceNode } from "./source-tree.ts";

function read(text: string): { node: SourceNode | null; problems: string[] } {
  const log = new ProblemLog();
  const node = readYamlTree(text, "f.yaml", log);
  return { node, problems: log.list().map(formatProblem) };
}

/** Texts, lists and maps, without places; what is empty is null. */
function simplify(node: SourceNode | null): unknown {
  if (node === null || node.kind === "empty") return null;
  if (node.kind === "text") return node.isPlain ? node.text : [node.text];
  if (node.kind === "list") return node.items.map(simplify);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, simplify(value)]));
}

describe("readYamlTree", () => {
  it("keeps numbers as they are written, and knows quotes", () => {
    const text =
      'a: 2.50\nb: 0123\nc: "5"\nd: ~\ne:\nf: null\ng: [yes, "null", 1e3]\nh: |\n  two\n';
    const { node, problems } = read(text);
    expect(problems).toEqual([]);
    expect(simplify(node)).toEqual({
      a: "2.50",
      b: "0123",
      c: ["5"],
      d: null,
      e: null,
      f: null,
      g: ["yes", ["null"], "1e3"],
      h: ["two\n"],
    });
  });

  it("knows where everything stands", () => {
    const { node } = read("a:\n  - x\n  - { b: y }\n");
    const map = node as Extract<SourceNode, { kind: "map" }>;
    expect(map.entries[0]!.keyAt).toEqual({ file: "f.yaml", line: 1, column: 1 });
    const list = map.entries[0]!.value as Extract<SourceNode, { kind: "list" }>;
    expect(list.items.map(({ at }) => [at.line, at.column])).toEqual([
      [2, 5],
      [3, 5],
    ]);
  });

  it("reads JSON", () => {
    expect(simplify(read('[{"gtin": "1", "n": 2.5, "x": null}]').node)).toEqual([
      { gtin: ["1"], n: "2.5", x: null },
    ]);
  });

  it("reads what aliases name", () => {
    expect(simplify(read("a: &x [1, 2]\nb: *x\n").node)).toEqual({ a: ["1", "2"], b: ["1", "2"] });
  });

  it.each(["", "# a remark alone\n", "---\n"])("takes %j for empty", (text) => {
    expect(read(text)).toMatchObject({ node: { kind: "empty" }, problems: [] });
  });

  it.each([
    ["a key twice", "a: 1\nb: 2\na: 3\n", "f.yaml:3:1: a: this key stands on line 1 already"],
    ["tabs", "a:\n\tb: 1\n", "f.yaml:2:1: lines are indented with spaces, not with tabs"],
    ["a list left open", "a: [1, 2\n", "f.yaml:2:1: this is no YAML: "],
    ["a quote left open", 'a: "x\nb: 1\n', "this is no YAML: "],
    ["a tag", "a: !secret x\n", "f.yaml:1:4: tags, which begin with !, are not used here"],
    ["a known tag", "a: !!str 5\n", "tags, which begin with !, are not used here"],
    ["a tag on a list", "a: !!seq [5]\n", "tags, which begin with !, are not used here"],
    ["two documents", "a: 1\n---\na: 2\n", "one document is expected; this begins a second"],
    ["a key that is a list", "? [a]\n: 1\n", "f.yaml:1:3: a key is a word"],
    ["a key that is an alias", "a: &x b\n*x : 1\n", "a key is a word"],
    ["an alias of nothing", "a: *x\n", "f.yaml:1:4: a: *x names nothing that ends before it"],
    ["an alias within itself", "a: &x [1, *x]\n", "f.yaml:1:11: a[1]: *x names nothing"],
  ])("says where there is %s", (_, text, message) => {
    expect(read(text).problems.join("\n")).toContain(message);
  });

  it("lets aliases make no more of a file than the bound", () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg"]) {
      lines.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(", ")}]`);
    }
    const { node, problems } = read(lines.join("\n"));
    expect(node).toBeNull();
    expect(problems).toEqual([expect.stringContaining(`${CONFIG_LIMITS.nodesMax} values`)]);
  });

  it("reads as many levels as the bound, and no more", () => {
    const nest = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    expect(read(nest(CONFIG_LIMITS.depthMax + 1)).problems).toEqual([]);
    expect(read(nest(CONFIG_LIMITS.depthMax + 2)).problems.join()).toContain("nested deeper");
  });

  it.each([
    ["brackets", "["],
    ["dashes", "- "],
    ["questions", "? "],
    ["braces", "{a: "],
  ])("survives twenty thousand %s", (_, part) => {
    const { node, problems } = read(part.repeat(20_000));
    expect(node).toBeNull();
    expect(problems).toEqual([expect.stringMatching(/^f\.yaml:1:\d+: this is nested too deeply$/)]);
  });

  it("answers whatever text with a tree or with problems", () => {
    const pieces = fc.constantFrom(
      ..."a b: - [ ] { } , & * ! | > ' \" % @ ` # ? ~ \n \t".split(" "),
      "\n",
      "  ",
      ": ",
      "&x",
      "*x",
      "---",
      "0x1f",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const { node, problems } = read(parts.join(""));
        if (node === null) expect(problems.length).toBeGreaterThan(0);
        for (const problem of problems) expect(problem).toMatch(/^f\.yaml:[1-9]\d*:[1-9]\d*: /);
      }),
      { numRuns: 500 },
    );
  });
});
