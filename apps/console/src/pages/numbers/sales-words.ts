/** What the numbers of sales say. */
import type { Answer } from "@saunter/client/api";
import { formatShare } from "./number-words.ts";

export type Sales = Answer<"GET /v1/sales">;
export type SalesPeriod = Sales["period"];
export type SalesSums = SalesPeriod["sums"];

const METHODS: ReadonlyMap<string, string> = new Map([
  ["qr", "Entry code"],
  ["card", "Card at the gate"],
  ["badge", "Badge"],
  ["passkey", "Passkey"],
  ["attendant", "Opened by staff"],
]);

export const wordMethod = (method: string): string => METHODS.get(method) ?? method;

export const PAYMENTS = { card: "Card", account: "Account", cash: "Cash" } as const;

export const LOSSES = {
  "review-lapsed": {
    name: "Reviews that expired",
    means: "Uncertain items that nobody reviewed in time, and that were not charged",
  },
  "dispute-unreviewed": {
    name: "Disputes accepted without review",
    means: "Small amounts refunded at once, or because the review was late",
  },
  "debt-forgiven": { name: "Debts forgiven", means: "By staff at the till" },
} as const;

/** "+12%", "−3.4%", "same"; null where there was nothing before. */
export function formatChange(now: number, before: number, locale: string): string | null {
  if (before <= 0) return null;
  if (now === before) return "same";
  const share = formatShare(Math.abs(now - before), before, locale);
  return `${now > before ? "+" : "\u2212"}${share}`;
}

/** "1 h 30 min", "45 min". */
export function formatHours(hours: number): string {
  const minutes = Math.round(hours * 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
