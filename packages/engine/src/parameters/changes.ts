/** Which plates change together, and what leaks from one to the others of its shelf. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN =
  "Chosen by hand: receipts of recorded and simulated visits come out right by it; not fitted.";

export const CHANGES = {
  changeGMin: {
    value: 7,
    unit: "g",
    meaning: "Smaller steps are drift, leakage, or an end of an item whose middle steps too.",
    source: CHOSEN,
    kind: "assumed",
    range: [2, 30],
  },
  togetherPlates: {
    value: 2,
    unit: "plates",
    meaning: "Steps on one shelf within this many plates are grouped.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 6],
  },
  togetherMs: {
    value: 300,
    unit: "ms",
    meaning: "Steps within this time are grouped.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 2000],
  },
  beganWithMs: {
    value: 400,
    unit: "ms",
    meaning: "Plates under one item begin to move within this of each other.",
    source: CHOSEN,
    kind: "assumed",
    range: [50, 2000],
  },
  leakShareMax: {
    value: 0.04,
    unit: "share",
    meaning: "A change leaks no more than this share of itself to a plate beside it.",
    source: "Above what real shelves leak to both neighbours, 2 to 2.5 %.",
    kind: "measured",
    range: [0.005, 0.2],
  },
  farLeakShareMax: {
    value: 0.012,
    unit: "share",
    meaning: "Nor more than this to a plate further away.",
    source: "Above what real shelves leak there, 0.28 ± 0.26 %.",
    kind: "measured",
    range: [0.001, 0.1],
  },
  leaksLateMs: {
    value: 1500,
    unit: "ms",
    meaning: "Leakage from a heavy item may settle this long after the change itself.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 5000],
  },
  movingGMin: {
    value: 6,
    unit: "g",
    meaning: "A plate beside a change that is off its level by more still moves.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 30],
  },
  restlessShareMax: {
    value: 0.3,
    unit: "share",
    meaning:
      "A plate that has arrived moves on by no more than this share of its change, from half second to half second.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.02, 0.9],
  },
  besideErrorGMin: {
    value: 1,
    unit: "g",
    meaning: "Smallest standard error of a plate beside a change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 10],
  },
  besideGMax: {
    value: 5,
    unit: "g",
    meaning: "A plate that stands still beside a change moves by no more, or by what leaks.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 30],
  },
  besideErrorsMax: {
    value: 3,
    unit: "sds",
    meaning: "Further tolerance of that plate, in its standard errors.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 10],
  },
  leakedShare: {
    value: 0.022,
    unit: "share",
    meaning: "Mean share of a change that leaks to the two plates beside it.",
    source: "Real shelves leak 2 to 2.5 % (docs/reference/signals.md).",
    kind: "measured",
    range: [0, 0.1],
  },
  leakedFarShare: {
    value: 0.0028,
    unit: "share",
    meaning: "Mean share of a change that leaks to each other plate of its shelf.",
    source: "Real shelves leak 0.28 ± 0.26 % there (docs/reference/signals.md).",
    kind: "measured",
    range: [0, 0.03],
  },
  leakSpread: {
    value: 0.5,
    unit: "share",
    meaning: "Spread of leakage, as a share of itself (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 2],
  },
} as const satisfies ParameterTable;

export type ChangeParameters = Values<typeof CHANGES>;
export const DEFAULT_CHANGES: ChangeParameters = takeValues(CHANGES);
