/** Which products a change may be of, and how many, before it is weighed. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN =
  "Chosen by hand: receipts of recorded and simulated visits come out right by it; not fitted.";

export const CANDIDATES = {
  // How many.
  oneUnitShare: {
    value: 0.78,
    unit: "share",
    meaning: "Share of picks of one unit.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.2, 0.99],
  },
  secondUnitRatio: {
    value: 0.2,
    unit: "ratio",
    meaning: "Picks of two units, for each of one.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  furtherUnitRatio: {
    value: 0.4,
    unit: "ratio",
    meaning: "Picks of one more unit, for each of two or more: who takes several may take many.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  unitGapS: {
    value: 0.15,
    unit: "s",
    meaning: "Smallest time between units taken one after the other.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.02, 1],
  },
  paceFromS: {
    value: 0.05,
    unit: "s",
    meaning: "Time that one unit alone takes.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 0.5],
  },
  logGrabbedToo: {
    value: -1.3,
    unit: "log",
    meaning: "Log cost of each unit for which there was no time.",
    source: CHOSEN,
    kind: "assumed",
    range: [-6, 0],
  },
  unitSpreadMs: {
    value: 180,
    unit: "ms",
    meaning: "Plates under one unit step within this of each other (sd).",
    source: CHOSEN,
    kind: "assumed",
    range: [30, 1000],
  },
  seriesSpreadMs: {
    value: 450,
    unit: "ms",
    meaning: "Those of a series step within this of each other (sd).",
    source: CHOSEN,
    kind: "assumed",
    range: [50, 3000],
  },
  logSpreadMin: {
    value: -6,
    unit: "log",
    meaning: "Steps that are apart in time cost no more than this.",
    source: CHOSEN,
    kind: "assumed",
    range: [-30, -1],
  },
  // How it lies on its plates.
  ownPlatesShareMin: {
    value: 0.93,
    unit: "share",
    meaning:
      "With at least this share of the change on a product's own plates, the product lies on them.",
    source: "Assumed: the rest leaks.",
    kind: "assumed",
    range: [0.5, 1],
  },
  overhangShare: {
    value: 0.5,
    unit: "share",
    meaning: "Probability that an item overhangs its facing's edge, relative to one that does not.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  overhangPower: {
    value: 3,
    unit: "power",
    meaning:
      "And the less often the less of it lies on its own plates: by this power of that share.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 10],
  },
  overhangShareMin: {
    value: 0.05,
    unit: "share",
    meaning: "Less than this on a product's own plates costs no more.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.5],
  },
  // Where the planogram is wrong.
  surePicks: {
    value: 2,
    unit: "per pick",
    meaning: "Weight of each certain pick of the planned product as evidence for the planogram.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 10],
  },
  shelfShare: {
    value: 0.4,
    unit: "share",
    meaning: "Share of misplaced products that are planned on the same shelf.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 0.98],
  },
  shopShare: {
    value: 0.22,
    unit: "share",
    meaning: "Share of misplaced products that are planned elsewhere in the shop.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 0.98],
  },
  catalogueShare: {
    value: 0.22,
    unit: "share",
    meaning: "Share of misplaced products that are any product of the catalogue.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 0.98],
  },
  logPerPlateAway: {
    value: -0.25,
    unit: "log",
    meaning: "What is planned on the same shelf is the less likely the more plates it is away.",
    source: CHOSEN,
    kind: "assumed",
    range: [-3, 0],
  },
  platesAwayMax: {
    value: 6,
    unit: "plates",
    meaning: "Further away it is no less likely.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 24],
  },
  kinRatio: {
    value: 5,
    unit: "ratio",
    meaning: "How much likelier a misplaced product is of a maker that is on the shelf.",
    source: "Assumed: shelves are filled by maker.",
    kind: "assumed",
    range: [1, 50],
  },
  nearWeightShare: {
    value: 0.15,
    unit: "share",
    meaning: "Largest difference of weight at which products from anywhere are candidates.",
    source: "Assumed: further off their density is nothing.",
    kind: "assumed",
    range: [0.02, 0.5],
  },
  // What earlier picks have shown.
  overridePlannedShare: {
    value: 0.1,
    unit: "share",
    meaning: "Where something else was found, what is planned may be there still.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.9],
  },
  overrideShare: {
    value: 0.85,
    unit: "share",
    meaning: "What was found there is taken again.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 0.999],
  },
  // Products of another weight than the catalogue says.
  oddShare: {
    value: 0.015,
    unit: "share",
    meaning: "Share of products whose weight differs from the catalogue.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.3],
  },
  oddSpread: {
    value: 0.15,
    unit: "log",
    meaning: "Size of that difference (standard deviation of the weight's logarithm).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.02, 1],
  },
} as const satisfies ParameterTable;

export type CandidateParameters = Values<typeof CANDIDATES>;
export const DEFAULT_CANDIDATES: CandidateParameters = takeValues(CANDIDATES);
