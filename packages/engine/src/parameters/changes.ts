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
    meaning: "Steps on one shelf within so many plates are looked at together.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 6],
  },
  togetherMs: {
    value: 300,
    unit: "ms",
    meaning: "And within so much time.",
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
    meaning: "What leaks from a heavy item may settle so long after the change itself.",
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
    meaning: "What a plate does beside a change is known no better (standard error).",
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
    meaning: "And by so many of its standard errors beyond that.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 10],
  },
  leakedShare: {
    value: 0.022,
    unit: "share",
    meaning: "A change leaks so much of itself to the two plates beside it, on average.",
    source: "Real shelves leak 2 to 2.5 % (docs/reference/signals.md).",
    kind: "measured",
    range: [0, 0.1],
  },
  leakedFarShare: {
    value: 0.0028,
    unit: "share",
    meaning: "And so much to each of the others of its shelf.",
    source: "Real shelves leak 0.28 ± 0.26 % there (docs/reference/signals.md).",
    kind: "measured",
    range: [0, 0.03],
  },
  leakSpread: {
    value: 0.5,
    unit: "share",
    meaning: "What leaks differs by so much of itself (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 2],
  },
} as const satisfies ParameterTable;

export type ChangeParameters = Values<typeof CHANGES>;
export const DEFAULT_CHANGES: ChangeParameters = takeValues(CHANGES);
