/** Hands, arms and children that bear on the cart, all as one force: how likely it is, and how long things last. */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { Held } from "./cart-hypotheses.ts";
import type { Unrest } from "./cart-observation.ts";

/** However long a force is on, it is no less likely than this: a difference of two such logs stays a number. */
const LASTING_LOG_MIN = -30;

/** log density of a change of the force that is on: another hand presses, one of several lets go, or one lifts. */
export function weighForceChange(
  { childMeanG, childShare, forceMeanG, liftShare }: SmartCartParameters,
  beforeG: number,
  changeG: number,
): number {
  const sizeG = Math.abs(changeG);
  const pressed = Math.log(
    ((1 - childShare) * Math.exp(-sizeG / forceMeanG)) / forceMeanG +
      (childShare * Math.exp(-sizeG / childMeanG)) / childMeanG,
  );
  if (changeG > 0) return Math.log(1 - liftShare) + pressed;
  // Any part of what is on is as likely to go as any other.
  if (beforeG + changeG > 0) return -Math.log(beforeG);
  return Math.log(liftShare) + pressed;
}

/** log probability that a force is on for so long: most hands let go soon, bags and children stay for a while. */
export function weighForceLasting(
  { forceMeanS, restMeanS, rests }: SmartCartParameters,
  lastedS: number,
): number {
  const on = (1 - rests) * Math.exp(-lastedS / forceMeanS) + rests * Math.exp(-lastedS / restMeanS);
  return Math.max(LASTING_LOG_MIN, Math.log(on));
}

/** Spreads of points that are as likely, in noises: some rest rings on. */
const RESTS_ON = [
  { share: 0.85, noises: 1 },
  { share: 0.15, noises: 3 },
] as const;
/** Points in a row depend on each other: no more than so many count. */
const FREEDOM_MAX = 8;

/**
 * log likelihood of what points spread by where a force of that size is on, at most 0: hands tremble the more the
 * harder they press (Sutton and Sykes 1967), a bag on the edge does not.
 */
export function weighUnrest(
  { noiseGMin, stillForces, tremorG, tremorShare }: SmartCartParameters,
  { noiseG, points, spreadG }: Unrest,
  forceG: number,
): number {
  const freedom = Math.min(FREEDOM_MAX, Math.max(1, points - 2));
  const restG = Math.max(noiseGMin, noiseG);
  const weigh = (sigmaG: number): number =>
    freedom * (Math.log(mostG / sigmaG) + ((spreadG / mostG) ** 2 - (spreadG / sigmaG) ** 2) / 2);
  const mostG = Math.max(spreadG, restG);
  const still = RESTS_ON.reduce(
    (sum, { noises, share }) => sum + share * Math.exp(weigh(noises * restG)),
    0,
  );
  if (!(forceG > 0)) return Math.max(-4, Math.log(still));
  const tremors = [0.5, 1, 2].map((times) =>
    Math.exp(weigh(Math.hypot(restG, tremorG + times * tremorShare * forceG))),
  );
  const trembles = tremors.reduce((sum, one) => sum + one, 0) / tremors.length;
  return Math.max(-4, Math.log(stillForces * still + (1 - stillForces) * trembles));
}

/** Whether it becomes less likely the longer it lies there: what was scanned or declared may stay. */
export function isLasting({ isDeclared, kind }: Held): boolean {
  return kind === "force" || kind === "unscanned" || (kind === "own" && !isDeclared);
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
  if (kind === "force") return weighForceLasting(parameters, lastedS) + Math.log(unanswered);
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
