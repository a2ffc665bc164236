/** What has to be done about a facing's stock, the most urgent first. */
import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { words } from "../../words.ts";

export type Level = Answer<"GET /v1/stock">["items"][number];
export type Movement = Answer<"GET /v1/stock/movements">["items"][number];

export type StockState =
  | "empty"
  | "overdrawn"
  | "expired"
  | "low"
  | "expiring"
  | "uncounted"
  | "enough";

/** From most urgent to least. */
const URGENCY: readonly StockState[] = [
  ...(["empty", "overdrawn", "expired", "low", "expiring", "uncounted", "enough"] as const),
];

/** What expires within so many days is sold first, or reduced. */
const EXPIRING_DAYS = 2;
const DAY_MS = 86_400_000;

/** @param today such as 2026-03-31 */
export function findStates(level: Level, today: string): StockState[] {
  const { expected, overdrawn, isLow, expiring } = level;
  const daysLeft =
    expiring === null ? null : (Date.parse(expiring.expiresOn) - Date.parse(today)) / DAY_MS;
  const states: readonly (readonly [StockState, boolean])[] = [
    ["empty", expected === 0],
    ["overdrawn", overdrawn > 0],
    ["expired", daysLeft !== null && daysLeft < 0],
    ["low", isLow && expected !== 0],
    ["expiring", daysLeft !== null && daysLeft >= 0 && daysLeft <= EXPIRING_DAYS],
    ["uncounted", expected === null && overdrawn === 0],
  ];
  const found = states.flatMap(([state, holds]) => (holds ? [state] : []));
  return found.length === 0 ? ["enough"] : found;
}

export const rankState = (states: readonly StockState[]): number => URGENCY.indexOf(states[0]!);

const TONES: Readonly<Record<StockState, Tone>> = {
  empty: "wrong",
  overdrawn: "wrong",
  expired: "wrong",
  low: "warning",
  expiring: "warning",
  uncounted: "plain",
  enough: "sure",
};

export function wordState(state: StockState, level: Level): { tone: Tone; text: string } {
  const text = words.texts.goods.stock.states[state];
  const count = state === "overdrawn" ? level.overdrawn : (level.expiring?.quantity ?? 0);
  return { tone: TONES[state], text: typeof text === "string" ? text : text(count) };
}

export const WASTE_REASONS = ["expired", "damaged", "other"] as const;

/** "Counted 7, 1 fewer than expected", "Delivered 12", "Wasted 2: expired". */
export function wordMovement({ kind, quantity, expected, reason }: Movement): string {
  const t = words.texts.goods.history;
  switch (kind) {
    case "counted": {
      if (expected === null) return t.counted(quantity);
      const more = quantity - expected;
      if (more === 0) return t.asExpected(quantity);
      return more > 0 ? t.more(quantity, more) : t.fewer(quantity, -more);
    }
    case "refilled":
      return t.delivered(quantity);
    case "wasted":
      return t.wasted(quantity, words.texts.goods.moves.reasons[reason!]);
    default:
      return kind satisfies never;
  }
}
