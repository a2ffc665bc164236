import { parseInstant } from "@saunter/commerce/calendar/shop-instant";
import { parseMoney } from "@saunter/commerce/money/money";
import type { ProblemSink } from "./config-problem.ts";
import type { ReadContext, SourcePlaces } from "./read-by-schema.ts";

/** What checks that look across keys and sections need. */
export interface CheckContext extends ReadContext {
  readonly places: SourcePlaces;
  readonly problems: ProblemSink;
  readonly warnings: ProblemSink;
  /** IANA name; UTC where the file gives none that is known. */
  readonly timeZone: string;
}

/** Notes a problem of a value, or of a key or item of it. */
export function noteAt(
  context: CheckContext,
  value: object,
  key: string | number | undefined,
  message: string,
  sink: ProblemSink = context.problems,
): void {
  const { at, path } = context.places.find(value, key);
  sink.note(at, path, message);
}

/** Notes values that say the same under a key as one before them. */
export function noteDoubled<T extends object>(
  values: readonly T[],
  key: string & keyof T,
  context: CheckContext,
  toComparable: (value: T) => string = (value) => String(value[key]),
): void {
  const first = new Map<string, T>();
  for (const value of values) {
    const comparable = toComparable(value);
    const before = first.get(comparable);
    if (before === undefined) first.set(comparable, value);
    else {
      const { file, line } = context.places.find(before, key).at;
      noteAt(context, value, key, `${comparable} is given twice; first at ${file}:${line}`);
    }
  }
}

/**
 * Minor units of an amount whose format was checked. 0 where the shop has no known currency, which
 * is a problem already. Throws on another text.
 */
export function takeMinor(text: string, { currency }: CheckContext): number {
  if (currency === null) return 0;
  const parsed = parseMoney(text, currency);
  if (!parsed.ok) throw new Error(`${text} was taken for an amount: ${parsed.refusal.detail}`);
  return parsed.value.amountMinor;
}

/** From when until when something holds, Unix milliseconds; backwards is noted. */
export function takeValidity(
  value: { readonly from?: string; readonly until?: string },
  context: CheckContext,
): { fromMs?: number; untilMs?: number } {
  const fromMs = value.from === undefined ? null : parseInstant(value.from, context.timeZone);
  const untilMs = value.until === undefined ? null : parseInstant(value.until, context.timeZone);
  if (fromMs !== null && untilMs !== null && untilMs <= fromMs) {
    noteAt(context, value, "until", `found ${value.until}; allowed: a moment after ${value.from}`);
  }
  return { ...(fromMs === null ? {} : { fromMs }), ...(untilMs === null ? {} : { untilMs }) };
}
