import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escapeFormula } from "@saunter/protocol/csv-formulas";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { failOf } from "../command-line/command-failure-fixture.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { parseCsvTable, readCsvTable } from "./csv-table.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-csv-table-"));
const COLUMNS = { frame: "integer", id: "text", x_m: "number" } as const;

afterAll(() => rmSync(folder, { recursive: true }));

const parse = (text: string) => parseCsvTable(text, "t.csv", COLUMNS);

describe("parseCsvTable", () => {
  const expected = { lines: [2, 3], columns: { frame: [0, 12], id: ["7", "b"], x_m: [1.5, -2] } };

  it.each([
    ["columns as they are named", "frame,id,x_m\n0,7,1.5\n12,b,-2\n"],
    ["columns in another order, and others beside them", "y,x_m,id,frame\n,1.5,7,0\n?,-2,b,12\n"],
    ["lines as Windows ends them", "frame,id,x_m\r\n0,7,1.5\r\n12,b,-2\r\n"],
    ["no line end after the last", "frame,id,x_m\n0,7,1.5\n12,b,-2"],
    ["empty lines after the last", "frame,id,x_m\n0,7,1.5\n12,b,-2\n\n , ,\n"],
    ["quotes and blanks", '"frame", id ,x_m\n"0","7", 1.5\n12 ,b,"-2"\n'],
    ["lines that end in both ways", 'frame,id,x_m\n0,7,"1.5"\r\n12,"b" ,-2\n\r\n'],
    ["semicolons", "frame;id;x_m\n0;7;1.5\n12;b;-2\n"],
    ["tabs", "frame\tid\tx_m\n0\t7\t1.5\n12\tb\t-2\n"],
    ["numbers in other forms", "frame,id,x_m\n+0,7,15e-1\n12.0,b,-2.\n"],
  ])("reads %s", (_, text) => {
    expect(parse(text)).toEqual(expected);
  });

  it("passes empty lines over, and knows on which line a row is", () => {
    const table = parse('\n\nframe,id,x_m,note\n\n0,7,1.5,"two\nlines"\n\n12,b,-2,\n');
    expect(table).toEqual({ ...expected, lines: [5, 8] });
  });

  it("may have no rows", () => {
    expect(parse("frame,id,x_m\n")).toEqual({ lines: [], columns: { frame: [], id: [], x_m: [] } });
  });

  it("reads back what is written of any numbers and texts", () => {
    const row = fc.record({
      frame: fc.maxSafeInteger(),
      id: fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
      x_m: fc.double({ noNaN: true, noDefaultInfinity: true }),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(
          ({ frame, id, x_m }) => `${frame},${quote(escapeFormula(id))},${x_m}\n`,
        );
        const { columns } = parse(`frame,id,x_m\n${lines.join("")}`);
        expect(columns.frame).toEqual(rows.map(({ frame }) => frame + 0));
        expect(columns.id).toEqual(rows.map(({ id }) => id));
        expect(columns.x_m).toEqual(rows.map(({ x_m }) => x_m + 0));
      }),
    );
  });

  it.each([
    ["", "t.csv:1:1: found nothing; the first line names the columns, and needs: frame, id, x_m"],
    [
      "\nframe,id,x\n0,7,1\n",
      "t.csv:2:1: found frame, id, x; the first line names the columns, and needs: frame, id, x_m",
    ],
    ["id,frame,x_m,id\n", 't.csv:1:1: the column "id" is there twice'],
    ["frame,id,x_m\n0,7\n", "t.csv:2:1: x_m: found nothing; allowed: a number, such as 2.75"],
    ["frame,id,x_m\n0,,1\n", "t.csv:2:3: id: found nothing; allowed: any text"],
    ["frame,id,x_m\n0,7,1,2\n", "t.csv:2:1: found 4 fields; the first line names 3 columns"],
    [
      "frame,id,x_m\n0,7,1\n1.5,7,1\n",
      't.csv:3:1: frame: found "1.5"; allowed: a whole number, such as 12',
    ],
    [
      "frame,id,x_m\n9007199254740992,7,1\n",
      't.csv:2:1: frame: found "9007199254740992"; allowed: a whole number, such as 12',
    ],
    [
      'frame,id,x_m\n0,"a, ""b""\nc",z\n',
      't.csv:3:4: x_m: found "z"; allowed: a number, such as 2.75',
    ],
    [
      'frame,id,x_m\n0,7,"a\nb"c\n1,8,2\n',
      "t.csv:2:5: text follows the closing quote; quotes within a field are doubled",
    ],
    ['frame,id,x_m\n0,"7,1\n', "t.csv:2:3: this quote is never closed"],
    ['frame,"id,x_m\n', "t.csv:1:7: this quote is never closed"],
  ])("refuses %j", (text, message) => {
    expect(failOf(() => parse(text))).toBe(message);
  });

  it.each(["nan", "Infinity", "1e999", "0x10", "1_000", "1,5", "1 2", "--1", "e5", "."])(
    "takes %s for no number",
    (text) => {
      const message = failOf(() => parse(`frame,id,x_m\n0,7,"${text}"\n`));
      expect(message).toBe(`t.csv:2:5: x_m: found "${text}"; allowed: a number, such as 2.75`);
    },
  );

  it("tells all problems, each with its place, up to a bound", () => {
    expect(failOf(() => parse("frame,id,x_m\na,7,1\n1,7,b\n"))).toBe(
      "t.csv has 2 problems\n" +
        '  t.csv:2:1: frame: found "a"; allowed: a whole number, such as 12\n' +
        '  t.csv:3:5: x_m: found "b"; allowed: a number, such as 2.75',
    );
    const { problemsMax } = CONFIG_LIMITS;
    const many = failOf(() => parse(`frame,id,x_m\n${"a,7,1\n".repeat(problemsMax + 3)}`));
    expect(many.split("\n")).toHaveLength(problemsMax + 2);
    expect(many.split("\n").at(-1)).toBe("  and 3 more");
  });

  it("repeats no more of a long value than makes it recognisable", () => {
    const message = failOf(() => parse(`frame,id,x_m\n0,7,${"9".repeat(5000)}x\n`));
    expect(message.length).toBeLessThan(150);
  });
});

describe("readCsvTable", () => {
  it("reads a file with a byte order mark", () => {
    const file = join(folder, "marked.csv");
    writeFileSync(file, "\uFEFFframe,id,x_m\r\n3,ä,1\r\n");
    expect(readCsvTable(file, COLUMNS).columns).toEqual({ frame: [3], id: ["ä"], x_m: [1] });
  });

  it("says what is wrong with a file that cannot be read", () => {
    const missing = join(folder, "nowhere.csv");
    expect(failOf(() => readCsvTable(missing, COLUMNS))).toBe(`${missing}: there is no such file`);
    const latin = join(folder, "latin.csv");
    writeFileSync(latin, Buffer.from("frame,id,x_m\n0,\xe4,1\n", "latin1"));
    expect(failOf(() => readCsvTable(latin, COLUMNS))).toMatch(
      /latin\.csv:2: the file is not UTF-8/,
    );
  });
});
