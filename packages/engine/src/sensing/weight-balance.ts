/**
 * Whether weights add up: what a plate weighs now is what it weighed at first plus its reported steps.
 * Slow drift is ignored. The rest was lost, or reported twice: it is counted, with its place, and
 * the explanation goes on from there.
 */
import type { EngineParameters } from "../parameters/engine.ts";
import { describePlate, type GondolaFrontEnd, type Step } from "./front-end.ts";

export interface WeightBalance {
  readonly parameters: Pick<EngineParameters, "sensing" | "changes">;
  /** What each cell should weigh by its reported steps; NaN before it has weighed anything. */
  expectedG: Float64Array;
  /** By how much that may be wrong, squared: by the errors of reported steps, and by leakage from other plates. */
  variance: Float64Array;
  /** Since when a cell has been off; NaN while it is not. */
  offSinceMs: Float64Array;
  checkedMs: number;
}

/** Grams that no step reported, or that one reported and that are not there. */
export interface Imbalance {
  readonly shelf: number;
  readonly plate: number;
  readonly missingG: number;
  readonly message: string;
}

export function createWeightBalance(parameters: WeightBalance["parameters"]): WeightBalance {
  const none = new Float64Array(0);
  return {
    parameters,
    expectedG: none,
    variance: none,
    offSinceMs: none,
    checkedMs: Number.NEGATIVE_INFINITY,
  };
}

/** A plate's part in a reported change, or a step that is no change: its level has moved by it, those beside it by what leaks. */
export function noteReported(
  { expectedG, parameters, variance }: WeightBalance,
  { plateCount }: Pick<GondolaFrontEnd, "plateCount">,
  shelf: number,
  { plate, changeG, errorG }: Pick<Step, "plate" | "changeG" | "errorG">,
): void {
  const first = shelf * plateCount;
  if (first + plateCount > expectedG.length) return;
  const { farLeakShareMax, leakShareMax } = parameters.changes;
  expectedG[first + plate]! += changeG;
  variance[first + plate]! += errorG ** 2;
  for (let other = 1; other < plateCount; other++) {
    if (other === plate) continue;
    const share = Math.abs(other - plate) > 1 ? farLeakShareMax : leakShareMax;
    variance[first + other]! += (share * changeG) ** 2;
  }
}

/**
 * Compares all plates at rest with their reported steps, about once a second; returns what has been off for a while.
 *
 * @param isOpen whether a shelf has something still to report, or it is not weighed by itself
 */
export function checkBalance(
  balance: WeightBalance,
  frontEnd: GondolaFrontEnd,
  nowMs: number,
  isOpen: (shelf: number) => boolean,
): Imbalance[] {
  const { balanceEveryMs, balanceDriftGPerMin } = balance.parameters.sensing;
  const elapsedMs = nowMs - balance.checkedMs;
  if (elapsedMs < balanceEveryMs) return [];
  balance.checkedMs = nowMs;
  const { level, disturbedAt, plateCount } = frontEnd;
  if (balance.expectedG.length !== level.length) {
    balance.expectedG = new Float64Array(level.length).fill(Number.NaN);
    balance.variance = new Float64Array(level.length);
    balance.offSinceMs = new Float64Array(level.length).fill(Number.NaN);
  }
  const driftG = (balanceDriftGPerMin * Math.min(elapsedMs, 2 * balanceEveryMs)) / 60_000;
  const found: Imbalance[] = [];
  for (let cell = plateCount + 1; cell < level.length; cell++) {
    if (!Number.isFinite(level[cell]!) || disturbedAt[cell] !== -1) continue;
    const shelf = Math.floor(cell / plateCount);
    if (isOpen(shelf)) continue;
    const missingG = checkCell(balance, frontEnd, cell, driftG);
    if (missingG === null) continue;
    const plate = cell - shelf * plateCount;
    const where = describePlate(frontEnd, shelf, plate);
    const amount = `${Math.abs(missingG).toFixed(0)} g ${missingG > 0 ? "less" : "more"}`;
    const message = `${where} weighs ${amount} than at first plus its reported steps: something was missed there, or reported twice`;
    found.push({ shelf, plate, missingG, message });
  }
  return found;
}

/** What a cell lacks that has been off for long enough; null where nothing is to be reported. */
function checkCell(
  { checkedMs, expectedG, offSinceMs, parameters, variance }: WeightBalance,
  { level, noise }: GondolaFrontEnd,
  cell: number,
  driftG: number,
): number | null {
  const { balanceErrors, balanceGMin, balanceOffMs, balanceSpreads } = parameters.sensing;
  const expected = expectedG[cell]!;
  const levelG = level[cell]!;
  if (Number.isNaN(expected)) {
    expectedG[cell] = levelG;
    return null;
  }
  const off = levelG - expected;
  expectedG[cell] = expected + Math.max(-driftG, Math.min(driftG, off));
  const errorG = balanceErrors * Math.sqrt(variance[cell]!);
  if (Math.abs(off) <= Math.max(balanceGMin, balanceSpreads * noise[cell]!, errorG)) {
    offSinceMs[cell] = Number.NaN;
    return null;
  }
  if (Number.isNaN(offSinceMs[cell]!)) offSinceMs[cell] = checkedMs;
  if (checkedMs - offSinceMs[cell]! < balanceOffMs) return null;
  expectedG[cell] = levelG;
  variance[cell] = 0;
  offSinceMs[cell] = Number.NaN;
  return -off;
}
