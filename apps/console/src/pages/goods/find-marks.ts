/** What is wrong, by plate: "1/2/3" and why; found by the engine, or refused by the shop. */
import { formatPlates } from "./goods-lists.ts";
import type { Refused } from "./use-goods.ts";

interface Found {
  readonly alertKey: string;
  readonly kind: string;
  readonly message: string;
}

export type Marks = ReadonlyMap<string, readonly string[]>;

/** Keys of findings are "kind:gondola/shelf/plate-plate:barcode"; others are of no plate. */
export function findMarks(findings: readonly Found[]): Marks {
  const marks = new Map<string, string[]>();
  for (const { alertKey, message } of findings) {
    const [, gondola, shelf, plates] = /^[a-z-]+:(\d+)\/(\d+)\/([\d-]+)/.exec(alertKey) ?? [];
    if (plates === undefined) continue;
    for (const plate of plates.split("-")) {
      const key = `${gondola}/${shelf}/${plate}`;
      marks.set(key, [...(marks.get(key) ?? []), message]);
    }
  }
  return marks;
}

/** What is wrong with several items, each by itself: an item's words may have semicolons, too. */
export function listFaults(detail: string): string[] {
  return detail.split(/; (?=(?:product|facing|offer) |and \d+ more)/);
}

/** What is wrong with a product, by its field. */
export function findFieldFaults(detail: string): ReadonlyMap<string, string> {
  const faults = listFaults(detail).flatMap((fault): [string, string][] => {
    const [, field, why] = /^product \S+?, (\w+)[\w.[\]]*: (.*)$/s.exec(fault) ?? [];
    return field === undefined ? [] : [[field, upFirst(wordReason(why!))]];
  });
  return new Map(faults);
}

/**
 * One of them as it is read: places are named as they are on the boards, and items of a file by their
 * line, with the column that is wrong and what to write there.
 */
export function wordFault(fault: string, lines?: ReadonlyMap<string, string>): string {
  const [, kind, key, of, why] =
    /^(product|facing|offer) (\S+?)(?:, ([\w.]+)(?:\[\d+\])*)?: (.*)$/s.exec(fault) ?? [];
  const isPlace = /^\d+\/\d+\/[\d,]+$/.test(key ?? "");
  if (kind === undefined || (kind === "facing" && !isPlace)) return wordReason(fault);
  const name = kind === "facing" ? wordPlace(key!) : `${kind} ${key}`;
  const line = lines?.get(`${kind} ${key}`);
  const reason = wordReason(why!);
  if (line !== undefined) {
    const unit = line.startsWith("line") ? "column" : "field";
    return `${upFirst(line)}${of === undefined ? "" : `, ${unit} ${of}`}: ${reason} (${name})`;
  }
  if (kind === "facing") return `${upFirst(name)}: ${of === "gtin" ? "the product " : ""}${reason}`;
  return `${upFirst(name)}${of === undefined ? "" : `, ${of}`}: ${reason}`;
}

function wordReason(why: string): string {
  return why
    .replace(/^found (.+); allowed: (.+)$/s, "$1 is not valid; write $2")
    .replace(/\bplate \d+\/\d+\/(\d+) \(gondola\/shelf\/plate\)/, "plate $1")
    .replace(/\bat facing (\d+\/\d+\/[\d,]+)/, (_, place: string) => `at ${wordPlace(place)}`);
}

/** "1/2/3,4,5" as "gondola 1, shelf 2, plates 3-5". */
export function wordPlace(place: string): string {
  const [gondola, shelf, plates] = place.split("/") as [string, string, string];
  const numbers = plates.split(",").map(Number);
  const name = numbers.length === 1 ? "plate" : "plates";
  return `gondola ${gondola}, shelf ${shelf}, ${name} ${formatPlates(numbers)}`;
}

function upFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Plates that something refused names, and where it names none, those that it was about. */
export function findRefusals(refused: Refused | null): Marks {
  const marks = new Map<string, string[]>();
  if (refused === null) return marks;
  const { problem, range } = refused;
  const mark = (board: string, plates: readonly (number | string)[], why: string): void => {
    for (const plate of plates) {
      const key = `${board}/${plate}`;
      marks.set(key, [...(marks.get(key) ?? []), why]);
    }
  };
  for (const fault of listFaults(problem.detail)) {
    const [, board, plates, why] = /^facing (\d+\/\d+)\/([\d,]+)[:,] (.*)$/.exec(fault) ?? [];
    if (plates !== undefined) mark(board!, plates.split(","), why!);
  }
  if (marks.size === 0 && range !== undefined) {
    mark(`${range.gondola}/${range.shelf}`, range.plates, problem.title);
  }
  return marks;
}
