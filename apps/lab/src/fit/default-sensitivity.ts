/** The sensitivity table of the page on accuracy. */

import { ENGINE_TABLES } from "@saunter/engine/parameters/engine";
import { formatMarkdownTable } from "@saunter/shop/command-line/format-table";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { MIX_NAMES } from "@saunter/sim/visit-mixes";
import { WORLD_NAMES, type WorldName } from "@saunter/sim/worlds";
import { createVisitPool } from "../worlds/visit-pool.ts";
import { nameParameter, tabulateSensitivity } from "./format-fit.ts";
import { boundOf, measureChanged } from "./measure-changed.ts";
import { listParameters } from "./parameter-space.ts";
import { measureSensitivity, type SensitivityTable } from "./sensitivity.ts";
import { listVisits } from "./visit-sets.ts";

const SHARE = 0.3;

export interface SensitivitySize {
  readonly worlds: readonly WorldName[];
  /** Adversarial visits of each world on which all parameters are tried. */
  readonly screeningVisits: number;
  /** Visits of each world and mix on which those are tried again that did most. */
  readonly visits: number;
  readonly keptMost: number;
  /** Every n-th parameter; 1 for all. */
  readonly every: number;
}

export const SENSITIVITY_SIZE: SensitivitySize = {
  worlds: WORLD_NAMES,
  screeningVisits: 1,
  visits: 2,
  keptMost: 30,
  every: 1,
};

export interface MeasuredSensitivity {
  readonly table: SensitivityTable;
  readonly screeningVisits: number;
  readonly visits: number;
  readonly seconds: number;
}

/** Of the time, what the screening may take. */
const SCREENING_SHARE = 0.6;

export async function measureDefaultSensitivity(
  size: SensitivitySize = SENSITIVITY_SIZE,
  minutesMax: number = Number.POSITIVE_INFINITY,
): Promise<MeasuredSensitivity> {
  const startMs = performance.now();
  const all = listParameters(ENGINE_TABLES, ["fitted", "assumed"]);
  const parameters = all.filter((_, at) => at % size.every === 0);
  const screening = listVisits(size.screeningVisits, ["adversarial"], size.worlds);
  const visits = listVisits(size.visits, MIX_NAMES, size.worlds);
  const pool = createVisitPool();
  const progress = startProgressBar(
    "values of parameters",
    2 * (parameters.length + Math.min(size.keptMost, parameters.length)),
  );
  const table = await measureSensitivity(
    {
      parameters,
      share: SHARE,
      screening,
      visits,
      keptMost: size.keptMost,
      isTimeOver: (stage) => {
        const share = stage === "screening" ? SCREENING_SHARE : 1;
        return performance.now() - startMs > 60_000 * minutesMax * share;
      },
    },
    measureChanged(pool),
    boundOf,
    progress.update,
  ).finally(() => {
    progress.stop();
    return pool.close();
  });
  const seconds = (performance.now() - startMs) / 1000;
  return { table, seconds, screeningVisits: screening.length, visits: visits.length };
}

/** In Markdown. */
export function formatSensitivity(measured: MeasuredSensitivity): string {
  const { table, screeningVisits, visits, seconds } = measured;
  const { kept, less, none, untried } = table;
  const tried = kept.length + less.length + none.length;
  const { header, rows, rightAligned } = tabulateSensitivity(kept);
  const list = (some: typeof less): string =>
    some.length === 0 ? "none" : some.map(({ parameter }) => nameParameter(parameter)).join(", ");
  return [
    `What happens when one of the engine's fitted or assumed parameters is ${100 * SHARE} % lower or ${100 * SHARE} % higher
(within its range) and all others stay. **Gain** is the change of the mean log-probability of the true cart, in nats
per receipt, less 3 for each wrong receipt that is accepted; adversarial receipts count 0.15 of an everyday one. A wrong receipt counts
as if the true cart were one of ten others. ± is one standard error; every value runs on the same visits, so differences are paired. **Exact**, **flagged** and
**wrong accepted** are changes of counts. ${tried} parameters ran on ${screeningVisits} adversarial visits; the ${kept.length} with the largest effect
ran again on ${visits} visits of both mixes and are listed by effect (${seconds.toFixed(0)} s).`,
    formatMarkdownTable(header, rows, rightAligned).trimEnd(),
    `Smaller effect on the ${screeningVisits} adversarial visits: ${list(less)}.`,
    `No effect there: ${list(none)}.`,
    ...(untried.length === 0
      ? []
      : [`Not measured in the time given: ${untried.map(nameParameter).join(", ")}.`]),
  ].join("\n\n");
}
