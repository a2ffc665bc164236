/** What a loyalty rule makes of an amount: the same in the ledger as on the page that sets it. */

/** No receipt earns more. */
export const POINTS_MAX = 1_000_000_000;

/** Points of a receipt's total: only whole parts of it count. */
export function countPoints(
  amountMinor: number,
  rule: { readonly earnedPoints: number; readonly perMinor: number },
): number {
  return Math.min(POINTS_MAX, Math.floor(amountMinor / rule.perMinor) * rule.earnedPoints);
}

/** What points pay: whole minor units. */
export function countWorthMinor(
  points: number,
  { pointsPerMinor }: { readonly pointsPerMinor: number },
): number {
  return Math.floor(points / pointsPerMinor);
}
