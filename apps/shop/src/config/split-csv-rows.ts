/**
 * Comma-separated values (RFC 4180): fields may be quoted, quotes within are doubled. Semicolons and
 * tabs separate as well, whichever the first line has.
 */

const SEPARATORS = [",", ";", "\t"] as const;

/** One field, without its quotes. Lines and columns count from 1. */
export interface CsvField {
  readonly text: string;
  /** What is wrong with its quotes, or null. */
  readonly fault: string | null;
  readonly line: number;
  readonly column: number;
}

/** Whether there is nothing in a field, and nothing wrong with it. */
export function isBlankField({ text, fault }: CsvField): boolean {
  return text.trim() === "" && fault === null;
}

/** Rows of fields, one at a time; a field whose quotes make no sense is the last. */
export function* splitCsvRows(text: string): Generator<CsvField[], undefined, undefined> {
  const [firstLine] = text.split("\n", 1);
  const separator = SEPARATORS.find((candidate) => firstLine!.includes(candidate)) ?? ",";
  const scan = { text, separator, at: 0, line: 1, lineStart: 0 };
  while (scan.at < text.length) {
    const row: CsvField[] = [];
    for (;;) {
      const field = takeField(scan);
      row.push(field);
      if (field.fault !== null || text[scan.at] !== separator) break;
      scan.at++;
    }
    yield row;
    if (row.at(-1)!.fault !== null) return;
    if (text[scan.at] === "\r") scan.at++;
    scan.at++;
    scan.line++;
    scan.lineStart = scan.at;
  }
}

interface Scan {
  readonly text: string;
  readonly separator: string;
  at: number;
  line: number;
  lineStart: number;
}

/** Takes a field up to its separator or the line's end. */
function takeField(scan: Scan): CsvField {
  const { text, line } = scan;
  const column = scan.at - scan.lineStart + 1;
  if (text[scan.at] === '"') return takeQuoted(scan, line, column);
  const start = scan.at;
  while (scan.at < text.length && !isFieldEnd(scan)) scan.at++;
  return { text: text.slice(start, scan.at), line, column, fault: null };
}

function isFieldEnd({ text, separator, at }: Scan): boolean {
  const char = text[at];
  return char === separator || char === "\n" || (char === "\r" && text[at + 1] === "\n");
}

function takeQuoted(scan: Scan, line: number, column: number): CsvField {
  const { text, at: opened } = scan;
  const fail = (fault: string): CsvField => ({ text: "", line, column, fault });
  const parts: string[] = [];
  let start = opened + 1;
  for (;;) {
    const quote = text.indexOf('"', start);
    if (quote === -1) return fail("this quote is never closed");
    parts.push(text.slice(start, quote));
    start = quote + 1;
    if (text[start] !== '"') break;
    parts.push('"');
    start++;
  }
  scan.at = start;
  countLines(scan, opened, start);
  if (scan.at < text.length && !isFieldEnd(scan)) {
    return fail("text follows the closing quote; quotes within a field are doubled");
  }
  return { text: parts.join(""), line, column, fault: null };
}

function countLines(scan: Scan, from: number, to: number): void {
  for (;;) {
    const newline = scan.text.indexOf("\n", from);
    if (newline === -1 || newline >= to) return;
    scan.line++;
    scan.lineStart = newline + 1;
    from = newline + 1;
  }
}
