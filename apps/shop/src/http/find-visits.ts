/**
 * Finds visits by what somebody at a till, or with a letter in hand, knows of theirs, in any combination: a product, the
 * card's last digits, an amount, a day, a time, the number that is printed on the receipt, an e-mail address.
 */

import { parseInstant } from "@saunter/commerce/calendar/shop-instant";
import { getDecimals } from "@saunter/commerce/money/currency";
import type { Principal } from "../people/roles.ts";
import { foldWords } from "../projections/search-tables.ts";
import type { HttpDeps } from "./http-context.ts";
import type { Condition } from "./pages.ts";
import { ProblemError } from "./problem.ts";

/** What one part of a text may mean. */
export type Clue =
  | { readonly kind: "last-four"; readonly digits: string }
  /** `correction`: the first is 1; null: the receipt, or any document of it. */
  | {
      readonly kind: "document";
      readonly documentNumber: number;
      readonly correction: number | null;
    }
  | { readonly kind: "amount"; readonly amountMinor: number }
  | { readonly kind: "time"; readonly fromMs: number; readonly untilMs: number }
  | { readonly kind: "e-mail"; readonly address: string }
  | { readonly kind: "visit"; readonly visitId: string }
  /** The beginning of a word of a product's name, or of its barcode. */
  | { readonly kind: "word"; readonly word: string };

export interface SearchContext {
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
  /** BCP 47: names of months, and whether 3/4 is in March. */
  readonly locale: string;
  readonly nowMs: number;
  /** Whether an e-mail address finds its owner's visits. */
  readonly findsAddresses: boolean;
}

/** Only those who may write to shoppers find them by their address. */
export function makeSearchContext(
  { shop, identity }: Pick<HttpDeps, "shop" | "identity">,
  { roles }: Principal,
): SearchContext {
  const { currency, timeZone, locale } = identity;
  const findsAddresses = roles.includes("operator") || roles.includes("clerk");
  return { currency, timeZone, locale, nowMs: shop.nowMs(), findsAddresses };
}

/** Each is looked for in every visit. */
export const CLUES_MAX = 12;
/** Who says "half past two" means about then. */
export const ABOUT_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

interface Parts {
  readonly clues: Clue[][];
  /** "2026-03-02". */
  readonly days: string[];
  /** "14:30". */
  readonly clocks: string[];
}

type Reader = (match: RegExpExecArray, context: SearchContext, parts: Parts) => boolean;

/** In the order in which they are tried, where the last part ended; each ends where a part does. */
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:no\b\.?|nr\b\.?|#)\s*(\d{1,15})(?:-(\d{1,3}))?(?=[,;]?(?:\s|$))/i, readDocument],
  [
    /^(\d{4})-(\d{2})-(\d{2})(?=[,;]?(?:\s|$))/,
    ([, ...ymd], context, parts) => readDay(ymd, context, parts),
  ],
  [/^(\d{1,15})-(\d{1,3})(?=[,;]?(?:\s|$))/, readDocument],
  [/^(today|yesterday)(?=[,;]?(?:\s|$))/i, readNear],
  [
    /^(\d{1,2})\.?\s*(\p{L}{3,})\.?(?:,?\s+(\d{4}))?(?=[,;]?(?:\s|$))/u,
    ([, day, month, year], context, parts) =>
      readDay([year, findMonth(month!, context), day], context, parts),
  ],
  [
    /^(\p{L}{3,})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?(?=[,;]?(?:\s|$))/u,
    ([, month, day, year], context, parts) =>
      readDay([year, findMonth(month!, context), day], context, parts),
  ],
  [
    /^(\d{1,2})\.(\d{1,2})\.(\d{4})?(?=[,;]?(?:\s|$))/,
    ([, day, month, year], context, parts) => readDay([year, month, day], context, parts),
  ],
  [/^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?(?=[,;]?(?:\s|$))/, readSlashes],
  [/^(\d{1,2})[:h](\d{2})(?=[,;]?(?:\s|$))/, readClock],
  [/^([^\s@]+@[^\s@]+)(?=[,;]?(?:\s|$))/, readAddress],
  [/^(?:\p{Sc}\s*)?(\d{1,12})[.,](\d{1,3})(?:\s*\p{Sc})?(?=[,;]?(?:\s|$))/u, readAmount],
  [/^(\p{Sc}\s*)?(\d{1,15})(\s*\p{Sc})?(?=[,;]?(?:\s|$))/u, readWhole],
  [/^(\S+?)(?=[,;]*(?:\s|$))/, readWord],
];

/** Parts that all have to fit; of each, what it may mean. Nothing where the text is empty. */
export function readClues(text: string, context: SearchContext): Clue[][] {
  const parts: Parts = { clues: [], days: [], clocks: [] };
  let rest = text.trim();
  while (rest !== "") {
    for (const [pattern, read] of READERS) {
      const match = pattern.exec(rest);
      if (match === null || !read(match, context, parts)) continue;
      rest = rest.slice(match[0].length).replace(/^[\s,;]+/, "");
      break;
    }
  }
  return [...parts.clues, ...readTimes(parts, context)];
}

function readDocument([, digits, correction]: RegExpExecArray, _: SearchContext, parts: Parts) {
  parts.clues.push([
    {
      kind: "document",
      documentNumber: Number(digits),
      correction: correction === undefined ? null : Number(correction),
    },
  ]);
  return true;
}

function readNear([word]: RegExpExecArray, { nowMs, timeZone }: SearchContext, parts: Parts) {
  const today = formatDay(nowMs, timeZone);
  const isToday = word.toLowerCase() === "today";
  // However long yesterday was: it ended when today began.
  parts.days.push(isToday ? today : formatDay(parseInstant(today, timeZone)! - 1, timeZone));
  return true;
}

function readSlashes([, a, b, year]: RegExpExecArray, context: SearchContext, parts: Parts) {
  const isMonthFirst = new Intl.Locale(context.locale).maximize().region === "US";
  return readDay(isMonthFirst ? [year, a, b] : [year, b, a], context, parts);
}

/** A day without a year is the last one that was. */
function readDay(
  [year, month, day]: readonly (string | undefined)[],
  { nowMs, timeZone }: SearchContext,
  parts: Parts,
): boolean {
  if (month === undefined) return false;
  const today = formatDay(nowMs, timeZone);
  const rest = `${month.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  const thisYear = Number(today.slice(0, 4));
  const years = year === undefined ? [thisYear, thisYear - 1] : [Number(year)];
  const named = years
    .map((one) => `${String(one).padStart(4, "0")}-${rest}`)
    .filter((name) => year !== undefined || name <= today)
    .find((name) => parseInstant(name, timeZone) !== null);
  if (named === undefined) return false;
  parts.days.push(named);
  return true;
}

const monthNames = new Map<string, ReadonlyMap<string, string>>();

/** "nov", "November" and, in a German shop, "Dez" are months; undefined of other words. */
function findMonth(word: string, { locale }: SearchContext): string | undefined {
  let names = monthNames.get(locale);
  if (names === undefined) {
    names = listMonths(["en-GB", locale]);
    monthNames.set(locale, names);
  }
  return names.get(foldWords(word));
}

function listMonths(locales: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const locale of locales) {
    for (const style of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(locale, {
        month: style,
        day: "numeric",
        timeZone: "UTC",
      });
      for (let month = 0; month < 12; month++) {
        const parts = format.formatToParts(Date.UTC(2026, month, 15));
        const name = foldWords(parts.find(({ type }) => type === "month")?.value ?? "");
        names.set(name, String(month + 1));
        if (style === "long") names.set(name.slice(0, 3), String(month + 1));
      }
    }
  }
  return names;
}

function readClock([, hours, minutes]: RegExpExecArray, context: SearchContext, parts: Parts) {
  const clock = `${hours!.padStart(2, "0")}:${minutes}`;
  const today = formatDay(context.nowMs, context.timeZone);
  if (parseInstant(`${today} ${clock}`, context.timeZone) === null) return false;
  parts.clocks.push(clock);
  return true;
}

function readAddress([, address]: RegExpExecArray, context: SearchContext, parts: Parts) {
  if (!context.findsAddresses) return false;
  parts.clues.push([{ kind: "e-mail", address: address!.toLowerCase() }]);
  return true;
}

/** "3.20" or "3,20", with as many decimals as the currency has. */
function readAmount([, whole, part]: RegExpExecArray, { currency }: SearchContext, parts: Parts) {
  const decimals = getDecimals(currency);
  if (part!.length > decimals) return false;
  parts.clues.push([{ kind: "amount", amountMinor: Number(whole + part!.padEnd(decimals, "0")) }]);
  return true;
}

/** With a currency's sign it is an amount alone. */
function readWhole(match: RegExpExecArray, { currency }: SearchContext, parts: Parts): boolean {
  const [, before, digits, after] = match;
  const amountMinor = Number(digits) * 10 ** getDecimals(currency);
  const amounts = Number.isSafeInteger(amountMinor)
    ? [{ kind: "amount", amountMinor } as const]
    : [];
  const isAmount = before !== undefined || after !== undefined;
  parts.clues.push([...amounts, ...(isAmount ? [] : readDigits(digits!))]);
  return true;
}

function readDigits(digits: string): Clue[] {
  return [
    ...(digits.length === 4 ? [{ kind: "last-four", digits } as const] : []),
    { kind: "document", documentNumber: Number(digits), correction: null },
    { kind: "word", word: digits },
  ];
}

/** What joins parts in a sentence is no part: "milk on 28 Nov". */
const JOINING = new Set(["and", "at", "for", "of", "on", "the"]);

function readWord([token]: RegExpExecArray, _: SearchContext, parts: Parts): boolean {
  if (JOINING.has(token.toLowerCase())) return true;
  const word = foldWords(token);
  parts.clues.push([
    { kind: "visit", visitId: token },
    ...(word === "" ? [] : [{ kind: "word", word } as const]),
  ]);
  return true;
}

/** A time is of the day that is named beside it, else the last time that clocks showed it. */
function readTimes({ days, clocks }: Parts, context: SearchContext): Clue[][] {
  const { timeZone, nowMs } = context;
  if (clocks.length === 0) return days.map((day) => [findDay(day, timeZone)]);
  const near = [nowMs, nowMs - DAY_MS].map((atMs) => formatDay(atMs, timeZone));
  return clocks.map((clock) => {
    const named = days.length > 0 ? days : near;
    const moments = named.map((day) => parseInstant(`${day} ${clock}`, timeZone) ?? 0);
    const past = days.length > 0 ? moments : moments.filter((atMs) => atMs - ABOUT_MS <= nowMs);
    return (days.length > 0 ? past : past.slice(0, 1)).map(
      (atMs) => ({ kind: "time", fromMs: atMs - ABOUT_MS, untilMs: atMs + ABOUT_MS }) as const,
    );
  });
}

/** However long the day is: its last moment is of the same date. */
function findDay(day: string, timeZone: string): Clue {
  const fromMs = parseInstant(day, timeZone)!;
  const nextMs = parseInstant(formatDay(fromMs + 1.5 * DAY_MS, timeZone), timeZone)!;
  return { kind: "time", fromMs, untilMs: nextMs - 1 };
}

function formatDay(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(atMs);
}

/** What `visit_search` has to say of the visits that a text means; null where it asks for nothing. Throws a `ProblemError` on too many words. */
export function matchSearch(text: string | undefined, context: SearchContext): Condition | null {
  const clues = readClues(text ?? "", context);
  if (clues.length === 0) return null;
  if (clues.length > CLUES_MAX) {
    throw new ProblemError("input-invalid", `a search has ${CLUES_MAX} words at most`);
  }
  const parts = clues.map((any) => any.map(selectClue));
  const sql = parts.map((any) => `(${any.map(([condition]) => condition).join(" OR ")})`);
  return [sql.join(" AND "), ...parts.flat().flatMap(([, ...values]) => values)];
}

/** That a column of another table names one of them. */
export function matchVisits(
  column: string,
  text: string | undefined,
  context: SearchContext,
): Condition | null {
  const found = matchSearch(text, context);
  if (found === null) return null;
  const [condition, ...values] = found;
  return [`${column} IN (SELECT visit_id FROM visit_search WHERE ${condition})`, ...values];
}

function selectClue(clue: Clue): Condition {
  switch (clue.kind) {
    case "last-four":
      return ["last_four = ?", clue.digits];
    case "document":
      return clue.correction === null
        ? [
            `visit_id IN (SELECT substr(stream, length('receipt-') + 1) FROM documents
               WHERE documents.document_number = ?)`,
            clue.documentNumber,
          ]
        : ["document_number = ? AND corrections >= ?", clue.documentNumber, clue.correction];
    case "amount":
      return clue.amountMinor === 0
        ? ["total_minor = 0"]
        : [
            "? IN (total_minor, refunded_minor, abs(missing_minor), total_minor - refunded_minor)",
            clue.amountMinor,
          ];
    case "time":
      return [
        "(opened_ms BETWEEN ? AND ? OR closed_ms BETWEEN ? AND ?)",
        ...[clue.fromMs, clue.untilMs, clue.fromMs, clue.untilMs],
      ];
    case "e-mail":
      return [
        `party IN (SELECT 'customer:' || customer_id FROM customers
           WHERE lower(email) = ?)`,
        clue.address,
      ];
    case "visit":
      return ["visit_id = ?", clue.visitId];
    case "word":
      return ["instr(words, ?) > 0", ` ${clue.word}`];
    default:
      return clue satisfies never;
  }
}
