import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { CELLS_MAX, readWorkbook, writeWorkbook } from "./workbook.ts";

/** As Excel and others write it. */
function zip(sheet: string, shared = ""): Uint8Array {
  return zipSync({
    "xl/workbook.xml": strToU8(
      '<workbook><sheets><sheet name="A" r:id="rId7"/></sheets></workbook>',
    ),
    "xl/_rels/workbook.xml.rels": strToU8(
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    ),
    "xl/worksheets/sheet1.xml": strToU8("<worksheet/>"),
    "xl/worksheets/sheet2.xml": strToU8(`<worksheet><sheetData>${sheet}</sheetData></worksheet>`),
    "xl/sharedStrings.xml": strToU8(`<sst>${shared}</sst>`),
  });
}

describe("a workbook", () => {
  it("comes back as it was written, whatever its texts look like", () => {
    const cell = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
        expect(readWorkbook(writeWorkbook(rows))).toEqual(rows);
      }),
    );
  });

  it("has numbers as numbers, and formulas as texts", () => {
    const read = readWorkbook(writeWorkbook([["=1+1", 2.79, "", "05000001000028"]]));
    expect(read).toEqual([["=1+1", "2.79", "", "05000001000028"]]);
  });

  it("of another program is read by its first sheet, with rows and cells in their places", () => {
    const sheet =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>' +
      '<row r="3"><c r="A3"><v>5.000112637922E12</v></c><c r="B3"><v>2.7899999999999996</v></c>' +
      '<c r="C3" t="str"><f>HYPERLINK("http://a.example")</f><v>shown</v></c>' +
      '<c r="AA3" t="b"><v>1</v></c><c/><x:c t="inlineStr"><x:is><x:t>&lt;a&#233;</x:t></x:is></x:c></row>';
    const shared =
      '<si><t>gtin</t></si><si><r><t>na</t></r><r><t xml:space="preserve">me</t></r><rPh><t>no</t></rPh></si>';
    const rows = readWorkbook(zip(sheet, shared))!;
    expect(rows[0]).toEqual(["gtin", "", "name"]);
    expect(rows[1]).toEqual([]);
    expect(rows[2]!.slice(0, 3)).toEqual(["5000112637922", "2.79", "shown"]);
    expect(rows[2]!.slice(26)).toEqual(["true", "", "<aé"]);
  });

  it("is read in time, whatever is not closed in it", () => {
    const many = 200_000;
    expect(readWorkbook(zip("<row>".repeat(many)))).toEqual([]);
    expect(readWorkbook(zip(`<row>${"<c>".repeat(many)}</row>`))).toEqual([[]]);
  });

  it.each([
    ["a text", strToU8("gtin,name")],
    ["nothing", new Uint8Array()],
    ["a package of something else", zipSync({ "word/document.xml": strToU8("<a/>") })],
    ["rows that run backwards", zip('<row r="2"></row><row r="1"></row>')],
    ["a sheet of too many cells", zip('<row><c r="XFD1"/></row>'.repeat(CELLS_MAX / 16_000))],
    ["a row beyond all", zip('<row r="4000000000"></row>')],
  ])("is not %s", (_name, bytes) => {
    expect(readWorkbook(bytes)).toBeNull();
  });
});
