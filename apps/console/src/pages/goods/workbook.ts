/**
 * Tables as Excel workbooks (ECMA-376, part 1), as far as a table needs: texts and numbers of one sheet. A
 * formula of somebody's file is never worked out: what its cell showed when it was saved is read.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

/** Largest part of a workbook that is unpacked, and all that are, bytes: a small file may hold huge ones. */
export const PART_BYTES_MAX = 64 * 1024 * 1024;
export const PARTS_BYTES_MAX = 2 * PART_BYTES_MAX;
/** Cells of a sheet, the empty ones before the last of each row among them. */
export const CELLS_MAX = 2_000_000;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const FIXED_PARTS = {
  "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
} as const;

/** A workbook of one sheet. Strings stay texts, also those that look like formulas. */
export function writeWorkbook(
  rows: readonly (readonly (string | number)[])[],
): Uint8Array<ArrayBuffer> {
  const written = rows.map((row, at) => {
    const cells = row.map((cell, column) => writeCell(cell, `${nameColumn(column)}${at + 1}`));
    return `<row r="${at + 1}">${cells.join("")}</row>`;
  });
  const sheet = `<worksheet xmlns="${MAIN}"><sheetData>${written.join("")}</sheetData></worksheet>`;
  const parts = { ...FIXED_PARTS, "xl/worksheets/sheet1.xml": sheet };
  const packed = Object.entries(parts).map(([name, xml]) => [name, strToU8(HEAD + xml)] as const);
  return zipSync(Object.fromEntries(packed)) as Uint8Array<ArrayBuffer>;
}

function writeCell(cell: string | number, place: string): string {
  if (typeof cell === "number") return `<c r="${place}"><v>${cell}</v></c>`;
  if (cell === "") return "";
  const text = escapeXml(cell);
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** XML 1.0 has no control characters but tab and line breaks. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

/** 0 is A, 26 is AA. */
function nameColumn(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : nameColumn(Math.floor(column / 26) - 1) + last;
}

/** The texts of the first sheet, row by row, each row in its place; null where the file is no workbook. */
export function readWorkbook(bytes: Uint8Array): string[][] | null {
  const parts = unpack(bytes);
  if (parts === null) return null;
  const sheet = findFirstSheet(parts);
  if (sheet === undefined) return null;
  const shared = listTexts(parts.get("xl/sharedStrings.xml") ?? "");
  const rows: string[][] = [];
  let cellsLeft = CELLS_MAX;
  for (const { attributes, content } of listElements(sheet, "row")) {
    const number = Number(findAttribute(attributes, "r") ?? rows.length + 1);
    // A row is at most 1,048,576 (ECMA-376, 18.3.1.73).
    if (!Number.isInteger(number) || number < rows.length + 1 || number > 1_048_576) return null;
    while (rows.length < number) rows.push([]);
    const row = readRow(content, shared, cellsLeft);
    if (row === null) return null;
    cellsLeft -= row.length;
    rows[number - 1] = row;
  }
  return rows;
}

const READ_PARTS =
  /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/;

function unpack(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  try {
    let bytesLeft = PARTS_BYTES_MAX;
    const isXml = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
      if (!READ_PARTS.test(name) || originalSize > Math.min(PART_BYTES_MAX, bytesLeft))
        return false;
      bytesLeft -= originalSize;
      return true;
    };
    const parts = Object.entries(unzipSync(bytes, { filter: isXml }));
    return new Map(parts.map(([name, part]) => [name, strFromU8(part)]));
  } catch (error) {
    // What fflate throws has a number.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

/** As the workbook names it; the first by name where it names none. */
function findFirstSheet(parts: ReadonlyMap<string, string>): string | undefined {
  const [, first = ""] = /<(?:\w+:)?sheet\s([^>]*)>/.exec(parts.get("xl/workbook.xml") ?? "") ?? [];
  const id = findAttribute(first, "\\w+:id");
  const links = parts.get("xl/_rels/workbook.xml.rels") ?? "";
  for (const [, attributes = ""] of links.matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)) {
    if (id === undefined || findAttribute(attributes, "Id") !== id) continue;
    const target = findAttribute(attributes, "Target")!;
    return parts.get(target.startsWith("/") ? target.slice(1) : `xl/${target}`);
  }
  const names = [...parts.keys()].filter((name) => name.startsWith("xl/worksheets/sheet"));
  return parts.get(names.toSorted()[0] ?? "");
}

/** @returns null where it has too many cells */
function readRow(xml: string, shared: readonly string[], cellsMax: number): string[] | null {
  const row: string[] = [];
  for (const { attributes, content } of listElements(xml, "c")) {
    const column = readColumn(findAttribute(attributes, "r") ?? "") ?? row.length;
    if (column >= cellsMax) return null;
    while (row.length <= column) row.push("");
    row[column] = readCell(findAttribute(attributes, "t") ?? "n", content, shared);
  }
  return row;
}

/** Columns of a sheet (ECMA-376, 18.3.1.4). */
const COLUMNS_MAX = 16_384;

/** "B3" is 1. */
function readColumn(place: string): number | null {
  const [letters] = /^[A-Z]{1,3}/.exec(place) ?? [];
  if (letters === undefined) return null;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return column < COLUMNS_MAX ? column : null;
}

function readCell(type: string, content: string, shared: readonly string[]): string {
  if (type === "inlineStr") return readText(content);
  const text = unescapeXml(listElements(content, "v").next().value?.content ?? "");
  if (type === "s") return shared[Number(text)] ?? "";
  if (type === "b") return text === "1" ? "true" : "false";
  // 5.000112637922E12 is a barcode, and 2.7899999999999996 a price.
  return type === "n" && text !== "" ? String(Number(Number(text).toPrecision(15))) : text;
}

const listTexts = (xml: string): string[] =>
  Array.from(listElements(xml, "si"), ({ content }) => readText(content));

/** A text may be in runs of several forms; how it is spoken in Japanese is no part of it. */
function readText(xml: string): string {
  const bare = xml.replaceAll(/<(?:\w+:)?rPh[\s>].*?<\/(?:\w+:)?rPh>/gs, "");
  return Array.from(listElements(bare, "t"), ({ content }) => unescapeXml(content)).join("");
}

interface XmlElement {
  readonly attributes: string;
  readonly content: string;
}

/** Elements of a name; none of them holds another of its name. The first that is not closed is the end. */
function* listElements(xml: string, name: string): Generator<XmlElement, undefined> {
  const opening = new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(/)?>`, "g");
  const closing = new RegExp(`</(?:\\w+:)?${name}>`, "g");
  for (let open = opening.exec(xml); open !== null; open = opening.exec(xml)) {
    const [, attributes = "", isEmpty] = open;
    if (isEmpty !== undefined) {
      yield { attributes, content: "" };
      continue;
    }
    const from = opening.lastIndex;
    closing.lastIndex = from;
    const close = closing.exec(xml);
    if (close === null) return;
    yield { attributes, content: xml.slice(from, close.index) };
    opening.lastIndex = closing.lastIndex;
  }
}

function findAttribute(attributes: string, name: string): string | undefined {
  const [, value] = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes) ?? [];
  return value === undefined ? undefined : unescapeXml(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (all, ten, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
