/** What should stand somewhere, and what does, in a word or two. */
import type { Tone } from "@saunter/ui/components/status";
import { words } from "../../words.ts";

/** Weights differ a little from item to item: less than this is as it should be. */
const SAME_WITHIN = 0.6;

export function wordStock(
  expected: number | null,
  seen: number | null,
  isLow: boolean,
): { readonly tone: Tone; readonly text: string } {
  const t = words.texts.shelf.stock;
  if (expected !== null && seen !== null) {
    const more = Math.round(seen - expected);
    if (Math.abs(seen - expected) >= SAME_WITHIN && more !== 0) {
      return { tone: "warning", text: more > 0 ? t.more(more) : t.fewer(-more) };
    }
  }
  if (isLow) return { tone: "warning", text: t.low };
  if (expected === null) return { tone: "plain", text: t.uncounted };
  return { tone: "sure", text: t.asExpected };
}
