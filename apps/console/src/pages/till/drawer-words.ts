import type { Answer } from "@saunter/client/api";
import { formatMoney } from "@saunter/ui/format";
import { words } from "../../words.ts";

export type Drawer = Answer<"GET /v1/drawer">;

/** What was counted less what should have been there. */
export function wordDifference(differenceMinor: number, currency: string, locale: string): string {
  const texts = words.texts.till.drawer;
  if (differenceMinor === 0) return texts.exact;
  const money = formatMoney(Math.abs(differenceMinor), currency, locale);
  return differenceMinor < 0 ? texts.missing(money) : texts.over(money);
}
