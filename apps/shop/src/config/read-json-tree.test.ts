import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { ProblemLog } from "./config-problem.ts";
import { readJsonTree } from "./read-json-tree.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import type { SourceNode } from "./source-tree.ts";

/** Without columns: all of an item is on a line. */
function bare(node: SourceNode | null): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === "column" ? undefined : value)));
}

function nest(depth: number): unknown {
  return depth === 0 ? "deep" : [nest(depth - 1)];
}

describe("lists that are no file's", () => {
  it("are read as YAML reads their JSON", () => {
    const item = fc.dictionary(
      fc.constantFrom("gtin", "name", "price", "morePrices"),
      fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), (items) => {
        const problems = new ProblemLog();
        const text = `[${items.map((one) => JSON.stringify(one)).join(",\n")}]`;
        const slow = readYamlTree(text, "list", problems);
        expect(bare(readJsonTree(items, "list", problems))).toEqual(bare(slow));
      }),
    );
  });

  it("are not read where they are nested too deeply or have too many values", () => {
    const { depthMax, nodesMax } = CONFIG_LIMITS;
    const read = (items: readonly unknown[]) => readJsonTree(items, "list", new ProblemLog());
    expect(read([nest(depthMax - 1)])).not.toBeNull();
    expect(read([nest(depthMax)])).toBeNull();
    expect(read(Array(nodesMax - 1).fill(1))).not.toBeNull();
    expect(read(Array(nodesMax).fill(1))).toBeNull();
  });

  it("have no values that are not given", () => {
    const node = readJsonTree([{ a: undefined, b: 1 }], "list", new ProblemLog());
    expect(bare(node)).toMatchObject({ items: [{ entries: [{ key: "b" }] }] });
  });
});
