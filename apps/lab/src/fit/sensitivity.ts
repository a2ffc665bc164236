/** Sensitivity: how receipts change when one parameter moves by a share of itself. Visits are paired. */

import type { MeasuredVisit, VisitTask } from "../worlds/measured-visit.ts";
import { measureGain, type PairedGain, scoreVisit, type VisitObjective } from "./objective.ts";
import {
  type Changes,
  changeParameter,
  type MovableParameter,
  moveParameter,
} from "./parameter-space.ts";

/** Changes against the parameters as they ship. */
export interface Effect {
  readonly value: number;
  readonly gain: PairedGain;
  readonly exact: number;
  readonly flagged: number;
  readonly wrongAccepted: number;
}

export interface Sensitivity {
  readonly parameter: MovableParameter;
  /** Null where its range leaves no room. */
  readonly down: Effect | null;
  readonly up: Effect | null;
}

/** Measures visits under changed parameters, in the order of the tasks. */
export type MeasureVisits = (
  tasks: readonly VisitTask[],
  changes: Changes,
) => Promise<readonly MeasuredVisit[]>;

export interface SensitivityPlan {
  readonly parameters: readonly MovableParameter[];
  readonly share: number;
  /** A few visits, on which all parameters run. */
  readonly screening: readonly VisitTask[];
  /** More visits, on which the parameters with the largest effect run again. */
  readonly visits: readonly VisitTask[];
  readonly keptMost: number;
  /** Called before each parameter; what is left is not measured. Never over if left out. */
  readonly isTimeOver?: (stage: "screening" | "visits") => boolean;
}

export interface SensitivityTable {
  /** The largest effects of the screening, measured on more visits, largest first. */
  readonly kept: readonly Sensitivity[];
  /** Smaller effects, measured in the screening alone. */
  readonly less: readonly Sensitivity[];
  /** No effect in the screening. */
  readonly none: readonly Sensitivity[];
  /** Not screened: the time was over. */
  readonly untried: readonly MovableParameter[];
}

/** @param onDone called with how many of all steps are done: two a parameter, and two for each that is kept. */
export async function measureSensitivity(
  plan: SensitivityPlan,
  measure: MeasureVisits,
  boundOf: (changes: Changes) => number,
  onDone: (done: number) => void = () => {},
): Promise<SensitivityTable> {
  let done = 0;
  const { isTimeOver = () => false } = plan;
  const tryOn = async (stage: "screening" | "visits", some: readonly MovableParameter[]) => {
    const tasks = plan[stage];
    const rate = async (changes: Changes) =>
      (await measure(tasks, changes)).map((visit) => scoreVisit(visit, boundOf(changes)));
    const before = await rate({});
    const rows: Sensitivity[] = [];
    for (const parameter of some) {
      if (isTimeOver(stage)) break;
      const effects: (Effect | null)[] = [];
      for (const share of [-plan.share, plan.share]) {
        const value = moveParameter(parameter, share);
        effects.push(
          value === null
            ? null
            : compare(value, before, await rate(changeParameter({}, parameter, value))),
        );
        onDone(++done);
      }
      rows.push({ parameter, down: effects[0]!, up: effects[1]! });
    }
    return rows.sort((a, b) => measureEffect(b) - measureEffect(a));
  };
  const screened = await tryOn("screening", plan.parameters);
  const some = screened.filter(changesSomething);
  const most = some.slice(0, plan.keptMost);
  const kept = await tryOn(
    "visits",
    most.map(({ parameter }) => parameter),
  );
  const again = new Set(kept.map(({ parameter }) => parameter));
  const reached = new Set(screened.map(({ parameter }) => parameter));
  return {
    kept,
    less: some.filter(({ parameter }) => !again.has(parameter)),
    untried: plan.parameters.filter((parameter) => !reached.has(parameter)),
    none: screened.filter((one) => !changesSomething(one)),
  };
}

function compare(
  value: number,
  before: readonly VisitObjective[],
  after: readonly VisitObjective[],
): Effect {
  const differ = (read: (one: VisitObjective) => number): number =>
    after.reduce((sum, one, at) => sum + read(one) - read(before[at]!), 0);
  return {
    value,
    gain: measureGain(before, after),
    exact: differ(({ exact }) => exact),
    flagged: differ(({ flagged }) => flagged),
    wrongAccepted: differ(({ wrongAccepted }) => wrongAccepted),
  };
}

function changesSomething({ down, up }: Sensitivity): boolean {
  return [down, up].some((effect) => {
    if (effect === null) return false;
    const { gain, exact, flagged, wrongAccepted } = effect;
    return gain.gain !== 0 || exact !== 0 || flagged !== 0 || wrongAccepted !== 0;
  });
}

/** The larger of both effects, nats per receipt. */
export function measureEffect({ down, up }: Sensitivity): number {
  return Math.max(...[down, up].map((effect) => Math.abs(effect?.gain.gain ?? 0)));
}
