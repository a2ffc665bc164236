/** Which plates change together, and what leaks from one to the others of its shelf. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN = "Tuned by hand on the receipts of recorded and simulated visits; not fitted.";

export const CHANGES = {
  changeGMin: {
    value: 7,
    unit: "g",
    meaning:
      "Smallest step that is a change: below it are drift, leakage, and the ends of items whose middle steps too.",
    source: CHOSEN,
    kind: "assumed",
    range: [2, 30],
  },
  togetherPlates: {
    value: 2,
    unit: "plates",
    meaning: "Largest distance of two steps on one shelf that are grouped into one change.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 6],
  },
  togetherMs: {
    value: 300,
    unit: "ms",
    meaning: "Largest time between two steps that are grouped into one change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 2000],
  },
  beganWithMs: {
    value: 400,
    unit: "ms",
    meaning: "Largest time between the first movements of plates under one item.",
    source: CHOSEN,
    kind: "assumed",
    range: [50, 2000],
  },
  leakShareMax: {
    value: 0.04,
    unit: "share",
    meaning: "Largest share of a change that leaks to an adjacent plate.",
    source: "Above the leakage of real shelves to both adjacent plates, 2 to 2.5 %.",
    kind: "measured",
    range: [0.005, 0.2],
  },
  farLeakShareMax: {
    value: 0.012,
    unit: "share",
    meaning: "Largest share of a change that leaks to a plate further away.",
    source: "Above the leakage of real shelves to distant plates, 0.28 ± 0.26 %.",
    kind: "measured",
    range: [0.001, 0.1],
  },
  leaksLateMs: {
    value: 1500,
    unit: "ms",
    meaning: "How long after a change its leakage may settle, for heavy items.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 5000],
  },
  movingGMin: {
    value: 6,
    unit: "g",
    meaning: "A plate beside a change that is further off its level than this is still moving.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 30],
  },
  restlessShareMax: {
    value: 0.3,
    unit: "share",
    meaning:
      "Largest movement of a plate that has arrived, from half second to half second, as a share of its change.",
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
    meaning:
      "Largest movement of a plate that stands still beside a change, unless leakage is larger.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 30],
  },
  besideErrorsMax: {
    value: 3,
    unit: "sds",
    meaning: "Tolerance added to that, in the plate's standard errors.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 10],
  },
  leakedShare: {
    value: 0.022,
    unit: "share",
    meaning: "Mean share of a change that leaks to its two adjacent plates.",
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
    meaning: "Standard deviation of leakage, as a share of its mean.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 2],
  },
} as const satisfies ParameterTable;

export type ChangeParameters = Values<typeof CHANGES>;
export const DEFAULT_CHANGES: ChangeParameters = takeValues(CHANGES);
