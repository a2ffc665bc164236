/** What lies on a tray without what presses on it, by a Kalman filter of one number. */
import { studentLogDensity } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Place } from "./cart-hypotheses.ts";
import type { TrayStep } from "./cart-observation.ts";

/** What a tray reads at rest. */
export interface SeenLevel {
  readonly levelG: number;
  readonly levelErrorG: number;
  readonly atMs: number;
}

export function readLevelErrorG({ errorG, levelErrorG }: TrayStep): number {
  return levelErrorG ?? Math.SQRT1_2 * errorG;
}

/**
 * A level that was hardly known when it counted is better known later. Where no touch is on, that is what lies there;
 * a touch may be of any size.
 *
 * @returns the place as it is known now, and the log likelihood of what is read
 */
export function followLoad(
  {
    before,
    parameters,
  }: { readonly before: TrayStep | null; readonly parameters: SmartCartParameters },
  place: Place,
  { atMs, levelErrorG, levelG }: SeenLevel,
  hasTouches: boolean,
): { readonly place: Place; readonly log: number } {
  if (Number.isNaN(place.loadG)) {
    return { place: { ...place, loadG: levelG, loadErrorG: levelErrorG }, log: 0 };
  }
  const passedMin = Math.max(0, atMs - place.seenMs) / 60_000;
  const driftG = Math.hypot(parameters.noiseG, parameters.driftGPerMin * passedMin);
  const expectedG = hasTouches && before !== null ? before.levelG : place.loadG;
  const expectedErrorG = hasTouches && before !== null ? readLevelErrorG(before) : place.loadErrorG;
  const offG = levelG - expectedG;
  const errorG = Math.hypot(expectedErrorG, driftG, levelErrorG);
  const log = before === null ? 0 : studentLogDensity(offG, 0, errorG, parameters.weightTail);
  const ownErrorG = Math.hypot(place.loadErrorG, driftG);
  if (hasTouches) return { place: { ...place, loadErrorG: ownErrorG }, log };
  const share = (ownErrorG / errorG) ** 2;
  const loadG = place.loadG + share * offG;
  return { place: { ...place, loadG, loadErrorG: Math.sqrt(1 - share) * ownErrorG }, log };
}
