/**
 * Finds visits by what somebody at a till knows of theirs: the card's last digits, an amount, a time,
 * the number that is printed on the receipt.
 */
import { getDecimals } from "@saunter/commerce/money/currency";
import { parseInstant } from "../config/shop-instant.ts";
import type { Condition } from "./pages.ts";

/** What a text may mean; a whole number may mean several things. */
export type Clue =
  | { readonly kind: "last-four"; readonly digits: string }
  | { readonly kind: "document"; readonly documentNumber: number }
  | { readonly kind: "amount"; readonly amountMinor: number }
  | { readonly kind: "time"; readonly fromMs: number; readonly untilMs: number }
  | { readonly kind: "visit"; readonly visitId: string };

export interface SearchContext {
  readonly currency: string;
  /** IANA. */
  readonly timeZone: string;
  readonly nowMs: number;
}

/** Who says "half past two" means about then. */
export const ABOUT_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** All that a text may mean; nothing where it is empty. */
export function readClues(text: string, context: SearchContext): Clue[] {
  const sought = text.trim();
  if (sought === "") return [];
  const time = readTime(sought, context);
  if (time !== null) return [time];
  const bare = sought.replace(/^[\p{Sc}#]\s*|\s*\p{Sc}$/gu, "");
  if (/^\d{1,15}$/.test(bare)) return readWhole(bare, context);
  const amount = readAmount(bare, context);
  return [amount ?? { kind: "visit", visitId: sought }];
}

function readWhole(digits: string, { currency }: SearchContext): Clue[] {
  const number = Number(digits);
  const amountMinor = number * 10 ** getDecimals(currency);
  return [
    ...(digits.length === 4 ? [{ kind: "last-four", digits } as const] : []),
    { kind: "document", documentNumber: number },
    ...(Number.isSafeInteger(amountMinor) ? [{ kind: "amount", amountMinor } as const] : []),
  ];
}

/** "3.20" or "3,20", with as many decimals as the currency has. */
function readAmount(text: string, { currency }: SearchContext): Clue | null {
  const [, whole, part] = /^(\d{1,12})[.,](\d{1,3})$/.exec(text) ?? [];
  const decimals = getDecimals(currency);
  if (whole === undefined || part!.length > decimals) return null;
  return { kind: "amount", amountMinor: Number(whole + part!.padEnd(decimals, "0")) };
}

/** "14:30" is the last time that clocks showed that; "2026-03-02" is the whole day. */
function readTime(text: string, { timeZone, nowMs }: SearchContext): Clue | null {
  const clock = /^(\d{1,2})[:h](\d{2})$/.exec(text);
  if (clock !== null) {
    const time = `${clock[1]!.padStart(2, "0")}:${clock[2]}`;
    const [today, yesterday] = [nowMs, nowMs - DAY_MS].map((atMs) =>
      parseInstant(`${formatDay(atMs, timeZone)} ${time}`, timeZone),
    );
    if (today == null || yesterday == null) return null;
    const aboutMs = today - ABOUT_MS > nowMs ? yesterday : today;
    return { kind: "time", fromMs: aboutMs - ABOUT_MS, untilMs: aboutMs + ABOUT_MS };
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const fromMs = parseInstant(text, timeZone);
  if (fromMs === null) return null;
  // However long the day is: its last moment is of the same date.
  const nextMs = parseInstant(formatDay(fromMs + 1.5 * DAY_MS, timeZone), timeZone)!;
  return { kind: "time", fromMs, untilMs: nextMs - 1 };
}

function formatDay(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(atMs);
}

/** That a column names one of the visits that a text means; null where it asks for nothing. */
export function matchVisits(
  column: string,
  text: string | undefined,
  context: SearchContext,
): Condition | null {
  const clues = readClues(text ?? "", context);
  if (clues.length === 0) return null;
  const parts = clues.map(selectVisits);
  const sql = parts.map(([select]) => select).join(" UNION ");
  return [`${column} IN (${sql})`, ...parts.flatMap(([, ...values]) => values)];
}

function selectVisits(clue: Clue): Condition {
  switch (clue.kind) {
    case "last-four":
      return ["SELECT charge_id FROM charges WHERE last_four = ?", clue.digits];
    case "document":
      return [
        "SELECT substr(stream, length('receipt-') + 1) FROM documents WHERE document_number = ?",
        clue.documentNumber,
      ];
    case "amount":
      return [
        `SELECT visit_id FROM receipts WHERE total_minor = ?
           UNION SELECT charge_id FROM charges WHERE abs(missing_minor) = ?`,
        ...[clue.amountMinor, clue.amountMinor],
      ];
    case "time":
      return [
        `SELECT visit_id FROM visits
           WHERE opened_ms BETWEEN ? AND ? OR closed_ms BETWEEN ? AND ?`,
        ...[clue.fromMs, clue.untilMs, clue.fromMs, clue.untilMs],
      ];
    case "visit":
      return ["SELECT ?", clue.visitId];
    default:
      return clue satisfies never;
  }
}
