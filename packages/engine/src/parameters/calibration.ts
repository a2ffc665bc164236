/**
 * What a belief in a receipt is worth: fitted by `npm run calibrate` on receipts of many worlds. Fitted again, the
 * weights were kept: a fit of simulated worlds alone would flag three everyday receipts of four.
 *
 * Fitted on 0.1.0 of commit 4741a140. A small sample of it gives `evidence hf4f8059a83af5016`; where it gives
 * something else, this is out of date.
 */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const SOURCE =
  "Logistic regression on eight simulated worlds and two sets of re-enactments, everyday mixes first, each left out once; " +
  "between what fits all and what was shipped before, whose weights were of heavier hands (npm run calibrate).";
const WEIGHT = { unit: "log odds", source: SOURCE, kind: "fitted" } as const;

export const CALIBRATION = {
  offset: {
    ...WEIGHT,
    value: 0.8,
    meaning: "Log odds of an exact receipt at even belief, without any other uncertainty.",
    range: [-3, 3],
  },
  perBelief: {
    ...WEIGHT,
    value: 0.75,
    meaning: "For each of the belief's own log odds.",
    range: [0, 1],
  },
  beliefLogOddsMost: {
    ...WEIGHT,
    value: 7,
    meaning: "A higher belief counts as this one.",
    source: "Assumed: beyond it beliefs rest on what no model has.",
    range: [2, 20],
    kind: "assumed",
  },
  perChange: {
    ...WEIGHT,
    value: -0.03,
    meaning: "For each change that the shopper made: each may be misread.",
    range: [-1, 0],
  },
  perAmbiguous: {
    ...WEIGHT,
    value: -0.2,
    meaning: "Where changes may be another's: the sum of the smaller shares, at most 1.",
    range: [-3, 0],
  },
  perNear: {
    ...WEIGHT,
    value: -0.06,
    meaning: "For the logarithm of the seconds within an arm's length of somebody, and one.",
    range: [-1, 0],
  },
  perUnclearMeeting: {
    ...WEIGHT,
    value: -0.05,
    meaning:
      "For unclear meetings of hands: the probability that something was handed over, at most 1.",
    range: [-3, 0],
  },
  perMeeting: {
    ...WEIGHT,
    value: -0.7,
    meaning: "Where hands met: how unsure it is that something went over, at most 1.",
    range: [-3, 0],
  },
  perForce: {
    ...WEIGHT,
    value: -0.1,
    meaning:
      "Where changes may have been a hand's force: the sum of the beliefs, at most `forcesMax`.",
    range: [-3, 0],
  },
  forcesMax: {
    unit: "changes",
    value: 1.5,
    meaning: "More forces count as this many.",
    source: "Assumed, before the weights were fitted.",
    kind: "assumed",
    range: [0.5, 10],
  },
} as const satisfies ParameterTable;

export type CalibrationParameters = Values<typeof CALIBRATION>;
export const DEFAULT_CALIBRATION: CalibrationParameters = takeValues(CALIBRATION);
