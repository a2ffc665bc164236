/** What has to be done about a facing's stock, the most urgent first. */
import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";

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

const WORDS: Readonly<Record<StockState, readonly [tone: Tone, text: string]>> = {
  empty: ["wrong", "empty"],
  overdrawn: ["wrong", "more sold than in stock"],
  expired: ["wrong", "expired"],
  low: ["warning", "low"],
  expiring: ["warning", "expires soon"],
  uncounted: ["plain", "never counted"],
  enough: ["sure", "enough"],
};

export function wordState(state: StockState, level: Level): { tone: Tone; text: string } {
  const [tone, text] = WORDS[state];
  if (state === "overdrawn") return { tone, text: `${level.overdrawn} ${text}` };
  const isOfBatch = state === "expired" || state === "expiring";
  return { tone, text: isOfBatch ? `${level.expiring!.quantity} ${text}` : text };
}

const REASONS = { expired: "expired", damaged: "damaged", other: "other reason" } as const;
export const WASTE_REASONS = Object.entries(REASONS) as [keyof typeof REASONS, string][];

/** "Counted 7, 1 fewer than expected", "Delivered 12", "Wasted 2: expired". */
export function wordMovement({ kind, quantity, expected, reason }: Movement): string {
  switch (kind) {
    case "counted": {
      if (expected === null) return `Counted ${quantity}`;
      const more = quantity - expected;
      if (more === 0) return `Counted ${quantity}, as expected`;
      return `Counted ${quantity}, ${Math.abs(more)} ${more > 0 ? "more" : "fewer"} than expected`;
    }
    case "refilled":
      return `Delivered ${quantity}`;
    case "wasted":
      return `Wasted ${quantity}: ${REASONS[reason!]}`;
    default:
      return kind satisfies never;
  }
}
