/** Identity: how trackers swap people, and what becomes of what they say of it later. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN = "Tuned by hand on the receipts of recorded and simulated visits; not fitted.";

export const IDENTITY = {
  // How people are swapped.
  closeM: {
    value: 0.9,
    unit: "m",
    meaning: "Largest distance between two people at which ID switches begin.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.2, 3],
  },
  beginPerS: {
    value: 0.08,
    unit: "1/s",
    meaning:
      "Rate at which short ID switches, of a second or so, begin between two people that close.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 2],
  },
  endPerS: {
    value: 2,
    unit: "1/s",
    meaning: "Rate at which short ID switches end.",
    source: "Assumed: trackers recover the identities within about a second (docs/decisions/0005).",
    kind: "assumed",
    range: [0.02, 20],
  },
  begunBefore: {
    value: 0.01,
    unit: "probability",
    meaning: "Probability that two people are already swapped when the smoothing window begins.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.00001, 0.4],
  },
  lastingShare: {
    value: 0.02,
    unit: "share",
    meaning: "Share of scenes in which a tracker keeps the wrong one of two.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.9],
  },
  lastingBeginPerS: {
    value: 0.02,
    unit: "1/s",
    meaning: "Rate at which lasting ID switches begin between two people that close.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 2],
  },
  lastingEndPerS: {
    value: 0.1,
    unit: "1/s",
    meaning: "Rate at which lasting ID switches end.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 20],
  },
  lastingBegunBefore: {
    value: 0.0005,
    unit: "probability",
    meaning:
      "Probability that two people are already swapped for good when the smoothing window begins.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.00001, 0.4],
  },
  beginFar: {
    value: 1e-6,
    unit: "probability",
    meaning:
      "Probability of an ID switch, from one frame to the next, between people who are not close.",
    source: "Assumed: almost none.",
    kind: "assumed",
    range: [0, 0.01],
  },
  // What frames say of it.
  placeNoiseM: {
    value: 0.07,
    unit: "m",
    meaning: "Error of a body's position from one frame to the next.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 0.5],
  },
  moveMPerS: {
    value: 1.2,
    unit: "m/s",
    meaning: "Speed of people (scale).",
    source: "Assumed for people who walk.",
    kind: "assumed",
    range: [0.2, 4],
  },
  frameLogMax: {
    value: 15,
    unit: "log",
    meaning: "Largest log evidence of one frame about a pair: bodies may be misplaced.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 100],
  },
  certainLog: {
    value: -4,
    unit: "log",
    meaning: "A pair's frame with lower log evidence shows that the two are not swapped.",
    source: CHOSEN,
    kind: "assumed",
    range: [-30, 0],
  },
  stateShareMin: {
    value: 1e-5,
    unit: "share",
    meaning: "Assignments less likely than this, relative to the likeliest, are pruned.",
    source: "Assumed: they change no receipt.",
    kind: "assumed",
    range: [1e-10, 0.01],
  },
  lookBeforeMs: {
    value: 10_000,
    unit: "ms",
    meaning: "Length of the smoothing window before a change.",
    source: "Assumed: a lasting ID switch is recognised by the jump with which it began.",
    kind: "assumed",
    range: [500, 11_000],
  },
  lookAfterMs: {
    value: 2200,
    unit: "ms",
    meaning: "Length of the smoothing window after a change, in which short ID switches end.",
    source: "Assumed: longer than ID switches last.",
    kind: "assumed",
    range: [0, 8000],
  },
  lostMs: {
    value: 1500,
    unit: "ms",
    meaning: "Who has not been seen for longer may be anywhere.",
    source: CHOSEN,
    kind: "assumed",
    range: [200, 8000],
  },
  // Ambiguities that trackers report.
  ambiguityHoldsMs: {
    value: 1500,
    unit: "ms",
    meaning: "Time for which the last reported ambiguity stays valid.",
    source: "Assumed: some frames longer than trackers pause.",
    kind: "assumed",
    range: [0, 20_000],
  },
  idSwitchMin: {
    value: 0.005,
    unit: "probability",
    meaning: "Smallest probability of an ID switch that is taken into account.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.3],
  },
  idSwitchMax: {
    value: 0.995,
    unit: "probability",
    meaning: "Largest probability of an ID switch: later frames may still contradict it.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.7, 0.9999],
  },
  logNoReach: {
    value: -20,
    unit: "log",
    meaning: "Log likelihood of a reach of somebody whose reach is not known.",
    source: CHOSEN,
    kind: "assumed",
    range: [-60, -2],
  },
  // Changes that were decided before they were reported.
  partShareMin: {
    value: 0.02,
    unit: "share",
    meaning: "Smallest share of a change at which a shopper has a part in it.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0005, 0.5],
  },
  unsureMin: {
    value: 0.03,
    unit: "probability",
    meaning: "Smallest ambiguity that is named on the receipt.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.9],
  },
} as const satisfies ParameterTable;

export type IdentityParameters = Values<typeof IDENTITY>;
export const DEFAULT_IDENTITY: IdentityParameters = takeValues(IDENTITY);
