/** Hands that press on plates, lift, rest, and for how long. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN = "Tuned by hand on the receipts of recorded and simulated visits; not fitted.";

export const TOUCHES = {
  // How often.
  lift: {
    value: 0.05,
    unit: "share",
    meaning:
      "Probability that a weight decrease is a hand that holds part of an item's weight and lets go again.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.9],
  },
  rest: {
    value: 0.25,
    unit: "share",
    meaning: "Probability that a weight increase is a resting hand.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.99],
  },
  handOn: {
    value: 0.02,
    unit: "share",
    meaning:
      "Probability that a hand was on the plate when the change settled, or had been when it began.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.9],
  },
  // What a change is of plates on which a hand presses.
  steady: {
    value: 0.1,
    unit: "share",
    meaning: "Probability that something was taken or put back while a hand pressed on as before.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  shift: {
    value: 0.3,
    unit: "share",
    meaning: "Probability that the force changed.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  gone: {
    value: 0.6,
    unit: "share",
    meaning: "Probability that the force ended.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  goneToo: {
    value: 0.15,
    unit: "share",
    meaning:
      "Probability that the force ended and something was taken or put back in the same change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  // How long.
  hazardHalfMs: {
    value: 2500,
    unit: "ms",
    meaning: "Median duration of a force.",
    source: "Tuned by hand on simulated worlds (docs/decisions/0017); not fitted.",
    kind: "assumed",
    range: [300, 30_000],
  },
  hazardTail: {
    value: 2,
    unit: "power",
    meaning:
      "Tail of that duration: the share of forces that last longer falls with this power of time.",
    source: "Tuned by hand on simulated worlds (docs/decisions/0017); not fitted.",
    kind: "assumed",
    range: [0.5, 8],
  },
  stayed: {
    value: 0.0005,
    unit: "share",
    meaning: "Probability that a force is still on when no more data can come.",
    source: CHOSEN,
    kind: "assumed",
    range: [1e-7, 0.5],
  },
  // How strong.
  touchG: {
    value: 80,
    unit: "g",
    meaning: "Mean force of a hand on a plate beside what it takes.",
    source: CHOSEN,
    kind: "assumed",
    range: [10, 1000],
  },
  touchGMin: {
    value: 8,
    unit: "g",
    meaning: "A smaller force cannot be told from the spread of weights.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 50],
  },
  restG: {
    value: 120,
    unit: "g",
    meaning: "Mean force of a resting hand.",
    source: CHOSEN,
    kind: "assumed",
    range: [10, 2000],
  },
  pullG: {
    value: 30,
    unit: "g",
    meaning: "Mean force of a hand that pulls at a board.",
    source: CHOSEN,
    kind: "assumed",
    range: [2, 500],
  },
  anyForceDensity: {
    value: 2e-5,
    unit: "1/g",
    meaning: "Density of a force of any size: few hands press harder than a hand's weight.",
    source: CHOSEN,
    kind: "assumed",
    range: [1e-8, 1e-3],
  },
  anyLiftDensity: {
    value: 1e-9,
    unit: "1/g",
    meaning: "Density of a lift of any size.",
    source: CHOSEN,
    kind: "assumed",
    range: [1e-15, 1e-4],
  },
  pulledShare: {
    value: 0.5,
    unit: "share",
    meaning:
      "Share of lifts in which a hand pulls at the board; in the others it holds part of an item's weight.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 0.99],
  },
  liftedSeveralShare: {
    value: 0.02,
    unit: "share",
    meaning: "Share of those others in which a hand holds several items.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.9],
  },
  liftedUnits: {
    value: 2,
    unit: "units",
    meaning: "Mean weight of those several, in units of the heaviest product there.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 10],
  },
  liftedShareMax: {
    value: 0.93,
    unit: "share",
    meaning: "Largest share of a unit's weight that a lift takes off the plate.",
    source:
      "Chosen by hand (docs/decisions/0017): a hand that takes all of it off has picked it up.",
    kind: "assumed",
    range: [0.3, 1],
  },
  liftedSpread: {
    value: 0.015,
    unit: "share",
    meaning: "Width of that limit's soft edge.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.002, 0.2],
  },
  // When it has gone.
  goneGMin: {
    value: 1.5,
    unit: "g",
    meaning: "Smallest scale of the difference between the levels before and after a force.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.2, 20],
  },
  goneErrors: {
    value: 2,
    unit: "sds",
    meaning: "That scale in the block's standard errors; the largest of the three counts.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 10],
  },
  goneShare: {
    value: 0.006,
    unit: "share",
    meaning: "That scale as a share of the force.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 0.2],
  },
  goneTail: {
    value: 5,
    unit: "degrees of freedom",
    meaning: "Tail weight of that difference (Student's t).",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 100],
  },
  scaleGMin: {
    value: 1,
    unit: "g",
    meaning: "Smallest change of a block from which leakage and gain of the residual are taken.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 20],
  },
  scaleMax: {
    value: 2,
    unit: "ratio",
    meaning: "Largest correction for leakage and gain, and the inverse of the smallest.",
    source: CHOSEN,
    kind: "assumed",
    range: [1.1, 10],
  },
  // Whether a hand is still there.
  dwellIndependentMs: {
    value: 400,
    unit: "ms",
    meaning:
      "Decorrelation time of a hand that may press: frames closer together than this share one vote.",
    source: CHOSEN,
    kind: "assumed",
    range: [30, 5000],
  },
  dwellFrameLogMax: {
    value: 1.5,
    unit: "log",
    meaning: "Largest log evidence of one frame that the hand is there.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 10],
  },
  dwellFrameLogMin: {
    value: -2,
    unit: "log",
    meaning: "Largest log evidence of one frame that it is not.",
    source: CHOSEN,
    kind: "assumed",
    range: [-10, -0.1],
  },
  dwellLogMin: {
    value: -8,
    unit: "log",
    meaning: "Largest log evidence of all frames together that it is not.",
    source: CHOSEN,
    kind: "assumed",
    range: [-30, -1],
  },
  idleHandShare: {
    value: 0.01,
    unit: "share",
    meaning: "Share of those who do not press that keep a hand at the plates all the time.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.9],
  },
} as const satisfies ParameterTable;

export type TouchParameters = Values<typeof TOUCHES>;
export const DEFAULT_TOUCHES: TouchParameters = takeValues(TOUCHES);
