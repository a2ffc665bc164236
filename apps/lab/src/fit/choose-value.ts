/** Chooses a value of one parameter, and cross-validates the choice: each world is left out once. */

import type { WorldName } from "@saunter/sim/worlds";
import {
  averageObjective,
  measureGain,
  type PairedGain,
  type VisitObjective,
} from "./objective.ts";

/** What the visits came to with a value; in the order of the visits before. */
export interface Candidate {
  readonly value: number;
  readonly visits: readonly VisitObjective[];
}

export interface Choice {
  /** The candidate that is best on all worlds; null where none gains anything. */
  readonly value: number | null;
  readonly visits: readonly VisitObjective[];
  readonly inWorld: PairedGain;
  /** Each world's gain from the candidate that is best on all others, averaged over worlds. */
  readonly heldOutGain: number;
}

export function chooseValue(
  before: readonly VisitObjective[],
  candidates: readonly Candidate[],
): Choice {
  const best = findBest(before, candidates, () => true);
  const worlds = [...new Set(before.map(({ world }) => world))];
  const gains = worlds.map((world) => gainHeldOut(before, candidates, world));
  return {
    value: best?.value ?? null,
    visits: best?.visits ?? before,
    inWorld: measureGain(before, best?.visits ?? before),
    heldOutGain: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
  };
}

function gainHeldOut(
  before: readonly VisitObjective[],
  candidates: readonly Candidate[],
  world: WorldName,
): number {
  const chosen = findBest(before, candidates, (visit) => visit.world !== world);
  if (chosen === null) return 0;
  const isOwn = (visit: VisitObjective): boolean => visit.world === world;
  return averageObjective(chosen.visits.filter(isOwn)) - averageObjective(before.filter(isOwn));
}

/** Null where every candidate loses. */
function findBest(
  before: readonly VisitObjective[],
  candidates: readonly Candidate[],
  counts: (visit: VisitObjective) => boolean,
): Candidate | null {
  let most = averageObjective(before.filter(counts));
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    const objective = averageObjective(candidate.visits.filter(counts));
    if (!(objective > most)) continue;
    most = objective;
    best = candidate;
  }
  return best;
}
