/** What boards are like that several cells bear: how well they locate what lies on them. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const BOARDS = {
  cellGainSpread: {
    value: 0.02,
    unit: "share",
    meaning: "Spread of the gains of the cells under one board (standard deviation).",
    source:
      "Assumed: plates of one shop differ by 2.8 %; the cells of a board are trimmed together.",
    kind: "assumed",
    range: [0.001, 0.05],
  },
  centreErrorLeastM: {
    value: 0.006,
    unit: "m",
    meaning: "Smallest standard error of a centre of pressure: cells are placed with a ruler.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.001, 0.05],
  },
  strayShare: {
    value: 0.02,
    unit: "share",
    meaning:
      "Share of changes whose centre of pressure is meaningless: a hand leaned on the board meanwhile.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.001, 0.2],
  },
  outsideShare: {
    value: 0.01,
    unit: "share",
    meaning:
      "Share of those with the centre outside the board, which a single push or pull cannot cause.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.0001, 0.2],
  },
  pairShare: {
    value: 0.05,
    unit: "share",
    meaning: "Share of changes in which products of two facings leave a board.",
    source: "Assumed; on plates such changes are told apart, and an eighth of all overlap in time.",
    kind: "assumed",
    range: [0.005, 0.3],
  },
  exchangeShare: {
    value: 0.01,
    unit: "share",
    meaning:
      "Share of changes in which something arrives at one facing of a board while something leaves another.",
    source: "Assumed: two shoppers do so in one of a hundred changes where they crowd.",
    kind: "assumed",
    range: [0.0005, 0.1],
  },
  handShare: {
    value: 0.6,
    unit: "share",
    meaning:
      "Share of a hand's log likelihood over a facing that counts for distinguishing facings.",
    source: "Assumed: frames of a reach are not independent.",
    kind: "assumed",
    range: [0, 1],
  },
  handStrayShare: {
    value: 0.03,
    unit: "share",
    meaning:
      "Share of changes in which the visible hand is not the one that took something: another one did it, unseen.",
    source: "Assumed: a wrist is hidden in a tenth of the frames.",
    kind: "assumed",
    range: [0.001, 0.3],
  },
  cutLogMin: {
    value: -13,
    unit: "log",
    meaning:
      "A facing, or two, less likely than the best by this much to be where it was is left out.",
    source: "Assumed: weights of products seldom differ by more.",
    kind: "assumed",
    range: [-30, -5],
  },
  pairLogMin: {
    value: -18,
    unit: "log",
    meaning: "The same of two facings before hands are asked, of which nothing is said of one.",
    source: "Assumed: a density of a weight is among what is compared.",
    kind: "assumed",
    range: [-40, -8],
  },
  pairOffShare: {
    value: 0.15,
    unit: "share",
    meaning: "Products of two facings together weigh the change but for this at most.",
    source: "Five times what gains differ by.",
    kind: "assumed",
    range: [0.05, 0.4],
  },
  cameGMin: {
    value: 15,
    unit: "g",
    meaning: "Smallest weight of what arrives at a board while something else leaves it.",
    source: "Half of the lightest product.",
    kind: "assumed",
    range: [3, 100],
  },
  exchangedSpreadShare: {
    value: 0.035,
    unit: "share",
    meaning: "Spread of the weight that left, if something else arrived: gains and items differ.",
    source: "Gains differ by 2.8 % and items by 1.6 %.",
    kind: "assumed",
    range: [0.005, 0.1],
  },
  beforeMs: {
    value: 900,
    unit: "ms",
    meaning: "Length of the time before a change in which its cells are read.",
    source: "As the front end reads plates beside a change.",
    kind: "assumed",
    range: [200, 3000],
  },
  afterMs: {
    value: 600,
    unit: "ms",
    meaning: "And after it.",
    source: "What it takes to settle, and a bin.",
    kind: "assumed",
    range: [200, 3000],
  },
  departedMs: {
    value: 120,
    unit: "ms",
    meaning: "A change may have begun this much before its reported start.",
    source: "A bin, and a little.",
    kind: "assumed",
    range: [0, 500],
  },
  besideErrors: {
    value: 2,
    unit: "errors",
    meaning: "A centre further outside a board than this many of its standard errors is outside.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 6],
  },
} as const satisfies ParameterTable;

export type BoardParameters = Values<typeof BOARDS>;
export const DEFAULT_BOARDS: BoardParameters = takeValues(BOARDS);
