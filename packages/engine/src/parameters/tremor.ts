/** How much a hand's force on a plate trembles, and a plate at rest does not. */
import type { ParameterTable, Values } from "@saunter/numerics/parameter-table";

const MEASURED =
  "Measured: plates between two steps, 200 re-enacted recordings with the noise of real plates.";

export const TREMOR = {
  share: {
    value: 0.03,
    unit: "share",
    meaning: "A force that is held varies by this share of itself (median).",
    source: MEASURED,
    kind: "assumed",
    range: [0.001, 0.5],
  },
  shareLogSpread: {
    value: 0.7,
    unit: "log",
    meaning: "Standard deviation of that share's logarithm, from hand to hand.",
    source: MEASURED,
    kind: "assumed",
    range: [0.1, 3],
  },
  steady: {
    value: 0.2,
    unit: "share",
    meaning: "Share of forces that do not tremble: a bag that hangs, a hand that lies.",
    source: "Assumed: bounds what a still plate says against a hand.",
    kind: "assumed",
    range: [0.001, 0.9],
  },
  disturbed: {
    value: 0.05,
    unit: "share",
    meaning: "Share of plates without a force that move as if there were one.",
    source: "Assumed: bounds what a restless plate says for a hand.",
    kind: "assumed",
    range: [0.001, 0.9],
  },
  usualShare: {
    value: 1.05,
    unit: "ratio",
    meaning: "A plate's bins spread by this much of what neighbouring ones differ by (median).",
    source: MEASURED,
    kind: "assumed",
    range: [0.5, 3],
  },
  usualLogScale: {
    value: 0.3,
    unit: "log",
    meaning: "Scale of that ratio's logarithm.",
    source: MEASURED,
    kind: "assumed",
    range: [0.05, 2],
  },
  usualTail: {
    value: 4,
    unit: "degrees of freedom",
    meaning: "Tails of it (Student's t).",
    source: MEASURED,
    kind: "assumed",
    range: [1.1, 30],
  },
  binsMin: {
    value: 5,
    unit: "bins",
    meaning: "Fewer bins at rest are no evidence.",
    source: "Assumed: a standard deviation of five is wrong by a third.",
    kind: "assumed",
    range: [3, 50],
  },
} as const satisfies ParameterTable;

export type TremorParameters = Values<typeof TREMOR>;
