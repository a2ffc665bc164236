/**
 * Coordinate search on paired visits: moves one parameter after the other both ways, and keeps the
 * better value if it gains more than one standard error, and if held-out worlds gain by it, too. Each
 * round takes smaller steps.
 */

import type { VisitTask } from "../worlds/measured-visit.ts";
import { chooseValue } from "./choose-value.ts";
import { measureGain, type PairedGain, scoreVisit, type VisitObjective } from "./objective.ts";
import {
  type Changes,
  changeParameter,
  type MovableParameter,
  moveParameter,
} from "./parameter-space.ts";
import type { MeasureVisits } from "./sensitivity.ts";

export interface Proposal {
  readonly parameter: MovableParameter;
  readonly value: number;
  readonly inWorld: PairedGain;
  readonly heldOutGain: number;
}

export interface SearchPlan {
  readonly parameters: readonly MovableParameter[];
  readonly tasks: readonly VisitTask[];
  /** Step sizes as a share of the parameter's value, one for each round. */
  readonly shares: readonly number[];
  /** Called before each parameter. */
  readonly isTimeOver: () => boolean;
}

export interface SearchResult {
  /** In the order found; a parameter may appear once a round. */
  readonly proposals: readonly Proposal[];
  readonly changes: Changes;
  readonly before: readonly VisitObjective[];
  readonly after: readonly VisitObjective[];
  readonly total: PairedGain;
  /** Steps done, of those planned over all rounds. */
  readonly tried: number;
  readonly planned: number;
}

export async function searchParameters(
  plan: SearchPlan,
  measure: MeasureVisits,
  boundOf: (changes: Changes) => number,
  onDone: (done: number) => void = () => {},
): Promise<SearchResult> {
  const rate = async (changes: Changes): Promise<VisitObjective[]> =>
    (await measure(plan.tasks, changes)).map((visit) => scoreVisit(visit, boundOf(changes)));
  const before = await rate({});
  const proposals: Proposal[] = [];
  let changes: Changes = {};
  let current: readonly VisitObjective[] = before;
  let tried = 0;
  const steps = plan.shares.flatMap((share) =>
    plan.parameters.map((parameter) => ({ share, parameter })),
  );
  for (const { share, parameter } of steps) {
    if (plan.isTimeOver()) break;
    const own = changes[parameter.topic]?.[parameter.name] ?? parameter.value;
    const candidates = [];
    for (const way of [-share, share]) {
      const value = moveParameter({ ...parameter, value: own }, way);
      if (value === null) continue;
      const visits = await rate(changeParameter(changes, parameter, value));
      candidates.push({ value, visits });
    }
    const { value, visits, inWorld, heldOutGain } = chooseValue(current, candidates);
    if (value !== null && inWorld.gain > inWorld.error && heldOutGain > 0) {
      proposals.push({ parameter: { ...parameter, value: own }, value, inWorld, heldOutGain });
      changes = changeParameter(changes, parameter, value);
      current = visits;
    }
    onDone(++tried);
  }
  return {
    proposals,
    changes,
    before,
    tried,
    planned: steps.length,
    after: current,
    total: measureGain(before, current),
  };
}
