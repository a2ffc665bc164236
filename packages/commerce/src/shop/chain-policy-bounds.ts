/** How far a chain may go with the money policies of its shops: checked by the chain, and by each shop again. */

/** Assumed: at less than even odds a receipt is a guess, and nobody is charged on a guess. */
export const ACCEPT_PROBABILITY_MIN = 0.5;

/** Assumed: what a shop can lose to one bad policy before a person notices. In whole units of the currency. */
const AMOUNTS_MAX: Readonly<Record<string, number>> = {
  autoRefundMax: 100,
  clerkRefundMax: 100,
  clerkRefundsDayMax: 500,
  "withoutReview.refundMax": 100,
  "withoutReview.refundsSumMax": 500,
};
/** A whole unit of a currency without decimals is worth about a hundredth. */
const TIMES_WITHOUT_DECIMALS = 100;
/** Assumed, of `withoutReview`: refunds, and visits without charge, of one payer. */
const COUNTS_MAX: Readonly<Record<string, number>> = {
  "withoutReview.refundsMax": 20,
  "withoutReview.visitsMax": 20,
};

type Items = Readonly<Record<string, unknown>>;

/**
 * What is wrong with policies or engine parameters of a chain; null if they are within bounds. Other names, and forms
 * that the configuration refuses, are not checked here.
 *
 * @param decimals of the shop's currency; null: unknown, so that the wider bounds hold
 */
export function findPolicyFault(
  kind: "policies" | "engine",
  items: Items,
  decimals: number | null,
): string | null {
  if (kind === "engine") return findProbabilityFault(toItems(items.belief), "belief.");
  const nested = Object.entries(toItems(items.withoutReview));
  const values = {
    ...items,
    ...Object.fromEntries(nested.map(([name, value]) => [`withoutReview.${name}`, value])),
  };
  const times = decimals === null || decimals === 0 ? TIMES_WITHOUT_DECIMALS : 1;
  for (const [bounds, factor] of [
    [AMOUNTS_MAX, times],
    [COUNTS_MAX, 1],
  ] as const) {
    for (const [name, max] of Object.entries(bounds)) {
      const value = Number((values as Items)[name] ?? 0);
      if (value > max * factor) return `${name} is at most ${max * factor}, and this is ${value}`;
    }
  }
  return findProbabilityFault(items, "");
}

function findProbabilityFault({ acceptProbability }: Items, prefix: string): string | null {
  if (typeof acceptProbability !== "number" || acceptProbability >= ACCEPT_PROBABILITY_MIN)
    return null;
  return `${prefix}acceptProbability is at least ${ACCEPT_PROBABILITY_MIN}, and this is ${acceptProbability}`;
}

const toItems = (value: unknown): Items =>
  typeof value === "object" && value !== null ? (value as Items) : {};
