/** What is wrong, by plate: "1/2/3" and why; found by the engine, or refused by the shop. */

import { tellProblem } from "@saunter/ui/tell-problem";
import { upFirst } from "@saunter/ui/up-first";
import { markShopWords } from "../../parts/shop-words.ts";
import { words } from "../../words.ts";
import { type FilePosition, formatPlates } from "./goods-lists.ts";
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
      marks.set(key, [...(marks.get(key) ?? []), markShopWords(message)]);
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
export function wordFault(fault: string, positions?: ReadonlyMap<string, FilePosition>): string {
  const [, kind, key, of, why] =
    /^(product|facing|offer) (\S+?)(?:, ([\w.]+)(?:\[\d+\])*)?: (.*)$/s.exec(fault) ?? [];
  const isPlace = /^\d+\/\d+\/[\d,]+$/.test(key ?? "");
  if (kind === undefined || (kind === "facing" && !isPlace)) return wordReason(fault);
  const { faults: t, places } = words.texts.goods;
  const name = kind === "facing" ? wordPlace(key!) : places[kind as "product" | "offer"](key!);
  const position = positions?.get(`${kind} ${key}`);
  const reason = wordReason(why!);
  if (position !== undefined) {
    const line = upFirst(wordPosition(position));
    const ofLine = position.kind === "line" ? t.inColumn : t.inField;
    return t.inFile(of === undefined ? line : ofLine(line, of), reason, name);
  }
  if (kind === "facing") {
    const isOfProduct = of === "gtin" && why!.startsWith("found ");
    return t.ofPlace(upFirst(name), isOfProduct ? t.theProduct(reason) : reason);
  }
  return t.ofPlace(of === undefined ? upFirst(name) : t.ofField(upFirst(name), of), reason);
}

/** What the shop says of goods that do not fit, and how it is read. */
const REASONS: readonly (readonly [pattern: RegExp, word: (...parts: string[]) => string])[] = [
  [
    /^found (.+); allowed: (.+)$/s,
    (found, allowed) => words.texts.goods.faults.invalid(found!, markShopWords(allowed!)),
  ],
  [
    /^plate \d+\/\d+\/(\d+) \(gondola\/shelf\/plate\) has a product already at facing (\d+\/\d+\/[\d,]+)$/,
    (plate, place) => words.texts.goods.faults.taken(plate!, wordPlace(place!)),
  ],
  [
    /^gondola (\d+) has no shelf (\d+); allowed: 1 to (\d+)$/,
    (gondola, shelf, last) => words.texts.goods.faults.noShelf(gondola!, shelf!, last!),
  ],
  [
    /^gondola (\d+)(?:, shelf (\d+),)? has no plate (\d+); allowed: 1 to (\d+)$/,
    (gondola, shelf, plate, last) =>
      words.texts.goods.faults.noPlate(gondola!, shelf, plate!, last!),
  ],
  [/^the catalogue has no product (\S+)$/, (gtin) => words.texts.goods.faults.unknown(gtin!)],
  [
    /^shelves count units, and this product is sold by weight: it has no place$/,
    () => words.texts.goods.faults.byWeight,
  ],
];

/** In the language that is shown, as far as it is known; else as the shop says it, marked. */
function wordReason(why: string): string {
  for (const [pattern, word] of REASONS) {
    const parts = pattern.exec(why);
    if (parts !== null) return word(...parts.slice(1));
  }
  return markShopWords(why);
}

/** "1/2/3,4,5" as "gondola 1, shelf 2, plates 3-5". */
export function wordPlace(place: string): string {
  const [gondola, shelf, plates] = place.split("/") as [string, string, string];
  const numbers = plates.split(",").map(Number);
  return words.texts.goods.places.plates(gondola, shelf, numbers.length, formatPlates(numbers));
}

/** "line 3", "item 2". */
export function wordPosition({ kind, number }: FilePosition): string {
  return words.texts.goods.files[kind](number);
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
    const [, board, plates, why] =
      /^facing (\d+\/\d+)\/([\d,]+)(?:, [\w.]+)?: (.*)$/.exec(fault) ?? [];
    if (plates !== undefined) mark(board!, plates.split(","), wordReason(why!));
  }
  if (marks.size === 0 && range !== undefined) {
    mark(`${range.gondola}/${range.shelf}`, range.plates, tellProblem(problem).title);
  }
  return marks;
}
