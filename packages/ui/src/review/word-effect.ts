/** What a receipt becomes by a choice, in words. */
import type { Answer } from "@saunter/client/api";
import { formatKilograms, formatMoney } from "../format.ts";

type Choices = Answer<"GET /v1/reviews/:reviewId">["choices"];
type Effect = Choices[number]["receipt"];

export interface EffectTexts {
  readonly line: (goods: string, before: number, after: number) => string;
  readonly total: (total: string) => string;
  readonly unchanged: (total: string) => string;
}

interface EffectContext {
  readonly texts: EffectTexts;
  readonly currency: string;
  readonly locale: string;
  readonly nameOf: (gtin: string) => string;
}

/** "New total: £4.20 · Tomato soup: 1 → 0"; null if the receipt doesn't follow from the choice. */
export function wordEffect(
  effect: Effect,
  { currency, locale, nameOf, texts }: EffectContext,
): string | null {
  if (effect === null) return null;
  const total = formatMoney(effect.totalMinor, currency, locale);
  if (effect.changes.length === 0) return texts.unchanged(total);
  const lines = effect.changes.map(({ after, before, gtin, weighing }) => {
    const name = nameOf(gtin);
    const goods =
      weighing === undefined ? name : `${name}, ${formatKilograms(weighing.netG, locale)}`;
    return texts.line(goods, before, after);
  });
  return [texts.total(total), ...lines].join(" · ");
}
