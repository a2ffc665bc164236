/** What the numbers of sales say. */
import type { Answer } from "@saunter/client/api";
import { keepOrder } from "@saunter/ui/format";
import { words } from "../../words.ts";
import { formatShare } from "./number-words.ts";

export type Sales = Answer<"GET /v1/sales">;
export type SalesPeriod = Sales["period"];
export type SalesSums = SalesPeriod["sums"];

/** Another one by its name in the API. */
export function wordMethod(method: string): string {
  const names: Readonly<Record<string, string>> = words.texts.numbers.methods;
  return names[method] ?? method;
}

/** "+12%", "−3.4%", "same"; null where there was nothing before. */
export function formatChange(now: number, before: number, locale: string): string | null {
  if (before <= 0) return null;
  if (now === before) return words.texts.numbers.same;
  const share = formatShare(Math.abs(now - before), before, locale);
  return keepOrder(`${now > before ? "+" : "\u2212"}${share}`);
}

/** "1 h 30 min", "45 min". */
export function formatHours(hours: number): string {
  const t = words.texts.numbers.hours;
  const minutes = Math.round(hours * 60);
  if (minutes < 60) return t.minutes(minutes);
  const whole = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? t.hours(whole) : t.both(whole, minutes % 60);
}
