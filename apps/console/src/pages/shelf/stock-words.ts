/** What should stand somewhere, and what does, in a word or two. */
import type { Tone } from "@saunter/ui/components/status";

/** Weights differ a little from item to item: less than this is as it should be. */
const SAME_WITHIN = 0.6;

export function wordStock(
  expected: number | null,
  seen: number | null,
  isLow: boolean,
): { readonly tone: Tone; readonly text: string } {
  if (expected !== null && seen !== null) {
    const more = Math.round(seen - expected);
    if (Math.abs(seen - expected) >= SAME_WITHIN && more !== 0) {
      const words = more > 0 ? `${more} more than expected` : `${-more} fewer than expected`;
      return { tone: "warning", text: words };
    }
  }
  if (isLow) return { tone: "warning", text: "low stock" };
  if (expected === null) return { tone: "plain", text: "not counted" };
  return { tone: "sure", text: "as expected" };
}
