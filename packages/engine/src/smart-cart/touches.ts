/** Hands, arms and children that bear on the cart, all as one touch: how likely it is, and how long things last. */
import { mean } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Held } from "./cart-hypotheses.ts";
import type { RestReading } from "./cart-observation.ts";

/** However long a touch is on, it is no less likely than this: a difference of two such logs stays a number. */
const LASTING_LOG_MIN = -30;

/** log density of a change of the touch that is on: another hand presses, one of several lets go, or one lifts. */
export function weighTouchChange(
  { childMeanG, childShare, touchMeanG, liftShare }: SmartCartParameters,
  beforeG: number,
  changeG: number,
): number {
  const sizeG = Math.abs(changeG);
  const pressed = Math.log(
    ((1 - childShare) * Math.exp(-sizeG / touchMeanG)) / touchMeanG +
      (childShare * Math.exp(-sizeG / childMeanG)) / childMeanG,
  );
  if (changeG > 0) return Math.log(1 - liftShare) + pressed;
  // Any part of what is on is as likely to go as any other.
  if (beforeG + changeG > 0) return -Math.log(beforeG);
  return Math.log(liftShare) + pressed;
}

/** log probability that a touch is on for so long: most hands let go soon, bags and children stay for a while. */
export function weighTouchLasting(
  { touchMeanS, restMeanS, rests }: SmartCartParameters,
  lastedS: number,
): number {
  const on = (1 - rests) * Math.exp(-lastedS / touchMeanS) + rests * Math.exp(-lastedS / restMeanS);
  return Math.max(LASTING_LOG_MIN, Math.log(on));
}

/** Spreads of points at rest, in noises, with how likely they are: some rest rings on, or is touched. */
const RESTS_ON = [
  { share: 0.85, noises: 1 },
  { share: 0.12, noises: 3 },
  { share: 0.03, noises: 10 },
] as const;
/** What a touch trembles by, as a multiple of what it does usually: as likely each. */
const TREMBLES = [0.5, 1, 2] as const;
/** A tray may shake for reasons that nobody thinks of: no evidence of spread is stronger, log. */
const REST_LOG_MIN = -4;
const REST_POINTS_MAX = 8;

/**
 * log likelihood of what points at rest spread by where a touch of that size is on, between `REST_LOG_MIN` and 0:
 * hands tremble the more the harder they press (Sutton and Sykes 1967), what rests on the edge does not.
 *
 * @param touchG 0: nothing presses
 */
export function weighRest(
  parameters: SmartCartParameters,
  { noiseG, points, spreadG }: RestReading,
  touchG: number,
): number {
  const freedom = Math.min(REST_POINTS_MAX, points);
  const restG = Math.max(parameters.noiseGMin, noiseG);
  const mostG = Math.max(spreadG, restG);
  /** Of a normal distribution, to that of the spread which explains it best. */
  const weigh = (sigmaG: number): number =>
    Math.exp(
      freedom * (Math.log(mostG / sigmaG) + ((spreadG / mostG) ** 2 - (spreadG / sigmaG) ** 2) / 2),
    );
  const still = RESTS_ON.reduce((sum, { noises, share }) => sum + share * weigh(noises * restG), 0);
  if (!(touchG > 0)) return Math.max(REST_LOG_MIN, Math.log(still));
  const trembleG = findTrembleG(parameters, touchG);
  const trembles = mean(TREMBLES.map((times) => weigh(Math.hypot(restG, times * trembleG))));
  const { stillTouches } = parameters;
  const either = stillTouches * still + (1 - stillTouches) * trembles;
  return Math.max(REST_LOG_MIN, Math.log(either));
}

export function isTouchOn({ kind, tray }: Held, ownTray: number): boolean {
  return kind === "touch" && tray === ownTray;
}

/** How much bears on a tray, and lifts it, together, grams. */
export function sumTouchesOn(held: readonly Held[], tray: number): number {
  return held.reduce((sum, one) => (isTouchOn(one, tray) ? sum + Math.abs(one.weightG) : sum), 0);
}

/** What touches of so much together tremble by, grams; 0 of none. */
export function findTrembleG(
  { tremorG, tremorShare }: SmartCartParameters,
  touchG: number,
): number {
  return touchG > 0 ? tremorG + tremorShare * touchG : 0;
}

/** Whether it becomes less likely the longer it lies there: what was scanned or declared may stay. */
export function isLasting({ isDeclared, kind }: Held): boolean {
  return kind === "touch" || kind === "unscanned" || (kind === "own" && !isDeclared);
}

/** log probability that something that is lasting is still as it is, and nobody has scanned it or said that it is theirs. */
export function weighLasting(
  parameters: SmartCartParameters,
  { kind, sinceMs }: Held,
  nowMs: number,
  askedMs: number | undefined,
): number {
  const { hides, neverScans, ownUnsaidLogMin, ownUnsaidMeanS, scanMeanS } = parameters;
  const lastedS = Math.max(0, nowMs - sinceMs) / 1000;
  const unanswered = weighUnanswered(parameters, nowMs, askedMs);
  if (kind === "touch") return weighTouchLasting(parameters, lastedS) + Math.log(unanswered);
  if (kind === "unscanned") {
    const forgot = (1 - hides) * unanswered + hides;
    return Math.log((1 - neverScans) * Math.exp(-lastedS / scanMeanS) + neverScans * forgot);
  }
  return Math.max(ownUnsaidLogMin, -lastedS / ownUnsaidMeanS) + Math.log(unanswered);
}

/** log probability that what was scanned has not been put in yet. */
export function weighStillOpen(
  parameters: SmartCartParameters,
  scannedMs: number,
  nowMs: number,
  askedMs: number | undefined,
): number {
  const { carries, carryMeanS, neverPuts, putMeanS } = parameters;
  const lastedS = Math.max(0, nowMs - scannedMs) / 1000;
  const put = (1 - carries - neverPuts) * Math.exp(-lastedS / putMeanS);
  const carried = carries * Math.exp(-lastedS / carryMeanS);
  return Math.log(put + carried + neverPuts * weighUnanswered(parameters, nowMs, askedMs));
}

/** Probability that somebody who would answer has not done so yet. */
export function weighUnanswered(
  { answers, answerMeanS }: SmartCartParameters,
  nowMs: number,
  askedMs: number | undefined,
): number {
  if (askedMs === undefined) return 1;
  return 1 - answers + answers * Math.exp(-Math.max(0, nowMs - askedMs) / 1000 / answerMeanS);
}
