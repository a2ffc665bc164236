/** What is kept of a belief, what a wrong receipt costs, and which ambiguity is published. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN = "Tuned by hand on the receipts of recorded and simulated visits; not fitted.";

export const BELIEF = {
  // What is kept.
  hypothesisShareMin: {
    value: 2e-5,
    unit: "ratio",
    meaning: "A hypothesis of less weight than this against the best is dropped.",
    source: "Assumed: what it costs is more than what it is worth.",
    kind: "assumed",
    range: [1e-10, 0.01],
  },
  logExplanationMin: {
    value: -14,
    unit: "log",
    meaning: "An explanation of a change less likely than the best by this much is dropped.",
    source: "Assumed: it cannot matter.",
    kind: "assumed",
    range: [-60, -3],
  },
  logCandidateMin: {
    value: -12,
    unit: "log",
    meaning: "A product less likely than the best by this much is dropped.",
    source: "Assumed: it cannot matter.",
    kind: "assumed",
    range: [-60, -3],
  },
  dependenceNatsMin: {
    value: 0.03,
    unit: "nats",
    meaning: "Two parts of a belief with less mutual information are taken as independent.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 1],
  },
  // What a receipt costs.
  overchargeCost: {
    value: 5,
    unit: "undercharged units",
    meaning: "What it costs to charge a unit that was not taken.",
    source: "Assumed: a shopper who pays for nothing does not come back.",
    kind: "assumed",
    range: [0, 1000],
  },
  wrongReceiptCost: {
    value: 20,
    unit: "undercharged units",
    meaning: "Cost of a wrong receipt, beside the amounts: somebody has to review it.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 10_000],
  },
  acceptProbability: {
    value: 0.9,
    unit: "probability",
    meaning: "A receipt less likely than this to be exact is reviewed.",
    source: "Chosen by what is flagged, and what goes through wrong, in simulated visits.",
    kind: "assumed",
    range: [0, 1],
  },
  // What is reported.
  sureProbability: {
    value: 0.99,
    unit: "probability",
    meaning: "An interaction with a higher probability is published without alternatives.",
    source: "Assumed.",
    kind: "assumed",
    range: [0.5, 1],
  },
  joinedShareMin: {
    value: 0.001,
    unit: "share",
    meaning:
      "A hypothesis with a smaller share of the weight of an equal one does not change what is published.",
    source: "Assumed: a fifth of the smallest share that is reported.",
    kind: "assumed",
    range: [0, 0.1],
  },
  alternativeMin: {
    value: 0.005,
    unit: "probability",
    meaning: "An alternative with a lower probability is not published.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 0.3],
  },
  reportedMovedMin: {
    value: 0.02,
    unit: "probability",
    meaning:
      "A smaller change of a probability is not published again, whatever later identity evidence says.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 0.5],
  },
  reasonMin: {
    value: 0.03,
    unit: "probability",
    meaning: "A smaller ambiguity is not a reason on a receipt.",
    source: "Assumed.",
    kind: "assumed",
    range: [0.0005, 0.3],
  },
  armLengthM: {
    value: 1,
    unit: "m",
    meaning: "Bodies closer than this are within an arm's length.",
    source: "Assumed; the effect of such time is fitted (npm run calibrate).",
    kind: "assumed",
    range: [0.2, 5],
  },
} as const satisfies ParameterTable;

export type BeliefParameters = Values<typeof BELIEF>;
export const DEFAULT_BELIEF: BeliefParameters = takeValues(BELIEF);
