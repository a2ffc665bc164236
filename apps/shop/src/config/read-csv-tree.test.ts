import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatProblem, ProblemLog } from "./config-problem.ts";
import { readCsvTree } from "./read-csv-tree.ts";
import type { SourceNode } from "./source-tree.ts";

const COLUMNS = ["gtin", "name", "price", "deposit.name", "deposit.amount"];

function read(text: string) {
  const log = new ProblemLog();
  const node = readCsvTree(text, "f.csv", COLUMNS, log);
  return { node, rows: node?.items.map(simplify), problems: log.list().map(formatProblem) };
}

function simplify(node: SourceNode): unknown {
  if (node.kind === "text") return node.text;
  if (node.kind !== "map") throw new Error("a table has texts and maps alone");
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, simplify(value)]));
}

describe("readCsvTree", () => {
  it("reads rows by the names of columns, in any order", () => {
    expect(read("name,gtin\nBread,1\nSoup,2\n").rows).toEqual([
      { name: "Bread", gtin: "1" },
      { name: "Soup", gtin: "2" },
    ]);
  });

  it.each([
    ["semicolons", "gtin;price\n1;2.50\n"],
    ["tabs", "gtin\tprice\n1\t2.50\n"],
    ["lines as Windows ends them", "gtin,price\r\n1,2.50\r\n"],
    ["no line end after the last", "gtin,price\n1,2.50"],
    ["blanks and empty lines", "gtin , price\n\n 1 , 2.50 \n,\n"],
    ["quotes around everything", '"gtin","price"\n"1","2.50"\n'],
  ])("reads %s", (_, text) => {
    expect(read(text)).toMatchObject({ rows: [{ gtin: "1", price: "2.50" }], problems: [] });
  });

  it("reads quoted separators, quotes and line ends, and counts lines on", () => {
    const { node, rows } = read('gtin,name\n1,"Tea, ""green""\nloose"\n2,Soup\n');
    expect(rows).toEqual([
      { gtin: "1", name: 'Tea, "green"\nloose' },
      { gtin: "2", name: "Soup" },
    ]);
    expect(node!.items[1]!.at).toEqual({ file: "f.csv", line: 4, column: 1 });
  });

  it("takes off the apostrophe before what a spreadsheet would run, and no other", () => {
    expect(read("gtin,name\n1,'=1+1\n2,'n bread\n").rows).toEqual([
      { gtin: "1", name: "=1+1" },
      { gtin: "2", name: "'n bread" },
    ]);
  });

  it("makes a map of columns with a full stop, and leaves empty fields out", () => {
    const text = "gtin,deposit.name,deposit.amount\n1,Bottle,0.20\n2,,\n";
    expect(read(text).rows).toEqual([
      { gtin: "1", deposit: { name: "Bottle", amount: "0.20" } },
      { gtin: "2" },
    ]);
  });

  it("knows line and column of a field", () => {
    const [row] = read("gtin,price\n1,2.50\n").node!.items;
    expect((row as Extract<SourceNode, { kind: "map" }>).entries[1]!.value.at).toEqual({
      file: "f.csv",
      line: 2,
      column: 3,
    });
  });

  it.each([
    ["nothing", "", "f.csv:1:1: the first line names the columns, of: gtin, name"],
    ["an empty first line", "\n1,2\n", "f.csv:1:1: the first line names the columns"],
    ["an unknown column", "gtin,nmae\n1,x\n", 'f.csv:1:6: found the column "nmae"; allowed: '],
    ["an unknown column, with a guess", "gtin,nmae\n1,x\n", 'did you mean "name"?'],
    ["a column twice", "gtin,gtin\n1,1\n", 'f.csv:1:6: the column "gtin" is there twice'],
    ["too many fields", "gtin,name\n1,x,y\n", "f.csv:2:1: found 3 fields; the first line names 2"],
    ["a quote left open", 'gtin,name\n1,"x\n2,y\n', "f.csv:2:3: this quote is never closed"],
    ["text after a quote", 'gtin,name\n1,"x"y\n', "f.csv:2:3: text follows the closing quote"],
    ["a quote left open at the top", '"gtin\n1', "f.csv:1:1: this quote is never closed"],
  ])("says where there is %s", (_, text, message) => {
    expect(read(text).problems.join("\n")).toContain(message);
  });

  it("reads back what was written, field for field", () => {
    const field = fc.string({
      unit: fc.constantFrom("a", "ü", '"', ",", ";", "\n", "\r", " ", "1"),
    });
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field)), (rows) => {
        const lines = rows.map((row) => row.map(quote).join(","));
        const expected = rows
          .map((row) => row.map((text) => text.trim()))
          .filter((row) => row.some((text) => text !== ""))
          .map(([gtin, name]) => ({ ...(gtin && { gtin }), ...(name && { name }) }));
        expect(read(["gtin,name", ...lines].join("\n")).rows).toEqual(expected);
      }),
    );
  });

  it("answers whatever text with rows or with problems", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", '"', ",", "\n", "\r", ";", "gtin", "name"),
    });
    fc.assert(
      fc.property(text, (given) => {
        const { node, problems } = read(given);
        expect(node !== null || problems.length > 0).toBe(true);
      }),
    );
  });
});
