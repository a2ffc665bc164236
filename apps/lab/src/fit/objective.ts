/** The objective of a fit: receipts are to be exact, and to state how likely they are. */

import type { MixName } from "@saunter/sim/visit-mixes";
import type { WorldName } from "@saunter/sim/worlds";
import type { MeasuredVisit } from "../worlds/measured-visit.ts";
import { MIX_WEIGHTS } from "../worlds/receipt-models.ts";

/** A wrong receipt shares what is left of its probability among so many other carts. */
const OTHER_CARTS = 10;
/** What a wrong receipt costs on top if it is accepted, nats. */
const ACCEPTED_WRONG_COST = 3;
/** Keeps the logarithm finite. */
const PROBABILITY_LEAST = 1e-4;

export interface VisitObjective {
  readonly world: WorldName;
  readonly mix: MixName;
  /** Sum over receipts, nats: log-probability of the true cart, less the cost of wrong ones that are accepted. */
  readonly objective: number;
  readonly receipts: number;
  readonly exact: number;
  readonly flagged: number;
  readonly wrongAccepted: number;
}

export function scoreVisit({ world, mix, receipts }: MeasuredVisit, bound: number): VisitObjective {
  let objective = 0;
  let flagged = 0;
  let wrongAccepted = 0;
  for (const { exact, alarmed, probabilityExact } of receipts) {
    const isFlagged = alarmed || !(probabilityExact >= bound);
    const right = Math.max(PROBABILITY_LEAST, probabilityExact);
    const wrong = Math.max(PROBABILITY_LEAST, 1 - probabilityExact) / OTHER_CARTS;
    objective += Math.log(exact ? right : wrong);
    if (isFlagged) flagged++;
    else if (!exact) {
      wrongAccepted++;
      objective -= ACCEPTED_WRONG_COST;
    }
  }
  return {
    world,
    mix,
    objective,
    flagged,
    wrongAccepted,
    receipts: receipts.length,
    exact: receipts.filter(({ exact }) => exact).length,
  };
}

/** Mean per receipt, nats; mixes are weighted as in the calibration of receipts. */
export function averageObjective(visits: readonly VisitObjective[]): number {
  let objective = 0;
  let receipts = 0;
  for (const visit of visits) {
    objective += MIX_WEIGHTS[visit.mix] * visit.objective;
    receipts += MIX_WEIGHTS[visit.mix] * visit.receipts;
  }
  return objective / receipts;
}

export interface PairedGain {
  /** Change of the mean objective per receipt, nats. */
  readonly gain: number;
  /** Its standard error over visits, which are paired. */
  readonly error: number;
}

/** Of the same visits before and after. RangeError if their numbers differ. */
export function measureGain(
  before: readonly VisitObjective[],
  after: readonly VisitObjective[],
): PairedGain {
  if (before.length !== after.length) {
    throw new RangeError(`${before.length} visits before and ${after.length} after are no pairs`);
  }
  const weights = before.map(({ mix, receipts }) => MIX_WEIGHTS[mix] * receipts);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const gain = averageObjective(after) - averageObjective(before);
  let squares = 0;
  for (const [at, visit] of before.entries()) {
    const own =
      MIX_WEIGHTS[visit.mix] * (after[at]!.objective - visit.objective) - weights[at]! * gain;
    squares += own ** 2;
  }
  return { gain, error: Math.sqrt(squares) / total };
}
