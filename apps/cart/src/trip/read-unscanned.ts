/** What lies in the cart and is still to be weighed for its price. */
import type { CartTrip } from "./cart-trip.ts";

/** By tray, the last readings of what lies still on it, grams; null: it does not lie still. */
export type RestsG = ReadonlyMap<number, readonly number[] | null>;

/** What came onto the scale last and is on no line: readings of it as it lies there now, grams; null: nothing did. */
export function readUnscanned(
  { engine, stepTray }: CartTrip,
  restsG: RestsG,
): readonly number[] | null {
  const { before, hypotheses } = engine;
  const last = hypotheses[0]!.held.findLast(
    ({ isDeclared, lineId, weightG }) => lineId === null && !isDeclared && weightG > 0,
  );
  if (last === undefined) return null;
  const nowG = restsG.get(stepTray) ?? null;
  // Right after it has come it may still sway: what counts is how it lies now.
  const isLast = before !== null && last.sinceMs === before.settledMs && nowG !== null;
  if (!isLast) return [last.weightG, last.weightG];
  const lowestG = before.levelG - before.changeG;
  return nowG.map((weightG) => weightG - lowestG);
}
