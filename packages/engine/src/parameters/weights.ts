/** How what plates read differs from what the catalogue says, and what is learnt of each plate's gain. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN =
  "Chosen by hand: receipts of recorded and simulated visits come out right by it; not fitted.";

export const WEIGHTS = {
  // One weight against another.
  weightTail: {
    value: 20,
    unit: "degrees of freedom",
    meaning: "Tails of a weight that was measured before: nearly normal (Student's t).",
    source: "Assumed: hands and contacts that add to a weight are explained as forces.",
    kind: "assumed",
    range: [2, 100],
  },
  catalogueTail: {
    value: 6,
    unit: "degrees of freedom",
    meaning: "Tails of a weight against the catalogue's: some are off by far more than most.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 100],
  },
  leakSpreadShare: {
    value: 0.008,
    unit: "share",
    meaning:
      "Spread of leakage with an item's place, as a share of its weight (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 0.05],
  },
  itemSpreadShare: {
    value: 0.016,
    unit: "share",
    meaning: "Spread of one unit's weight around the catalogue's (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.1],
  },
  catalogueRoundingG2: {
    value: 0.3,
    unit: "g²",
    meaning: "Variance of a weight beside that, as of a catalogue in whole grams.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 10],
  },
  rememberedSpreadShare: {
    value: 0.022,
    unit: "share",
    meaning:
      "Spread of the reading of an item that was measured on other plates (standard deviation).",
    source: "Assumed: the gain of those plates was not known exactly either.",
    kind: "assumed",
    range: [0.001, 0.1],
  },
  rememberedRoundingG2: {
    value: 0.5,
    unit: "g²",
    meaning: "Variance of an item's weight on other plates, beside that.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 10],
  },
  samePlateSpreadShare: {
    value: 0.006,
    unit: "share",
    meaning:
      "Spread of the reading of an item that was measured on the same plates (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0005, 0.05],
  },
  samePlateRoundingG2: {
    value: 0.3,
    unit: "g²",
    meaning: "Variance of an item's weight on the same plates, beside that.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 10],
  },
  lainOtherwiseShare: {
    value: 0.3,
    unit: "share",
    meaning: "Share of items that lie differently than before, and read as on other plates.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 0.99],
  },
  pairOffShareMax: {
    value: 0.2,
    unit: "share",
    meaning: "Two items put back at once weigh together no more otherwise than this share.",
    source: "Assumed: further off its density is nothing.",
    kind: "assumed",
    range: [0.02, 1],
  },
  unknownG: {
    value: 2000,
    unit: "g",
    meaning: "What no product explains weighs anything up to this.",
    source: "Assumed of what a hand takes from a shelf.",
    kind: "assumed",
    range: [200, 20_000],
  },
  unweighedG: {
    value: 700,
    unit: "g",
    meaning: "A product of which the catalogue has no weight weighs anything up to this.",
    source: CHOSEN,
    kind: "assumed",
    range: [100, 20_000],
  },
  creepGMin: {
    value: 3.5,
    unit: "g",
    meaning: "Creep of a level after a change (scale).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.3, 20],
  },
  creepErrors: {
    value: 2,
    unit: "sds",
    meaning: "Creep of a level after a change, in the block's standard errors.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 10],
  },
  creepTail: {
    value: 4,
    unit: "degrees of freedom",
    meaning: "Tails of how far a level creeps (Student's t).",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 100],
  },
  // Gains.
  gainSpread: {
    value: 0.028,
    unit: "share",
    meaning: "Spread of the gains of a shop's plates (standard deviation).",
    source: "The plates of the nano store differ by about 3 %.",
    kind: "measured",
    range: [0.002, 0.1],
  },
  unitSpread: {
    value: 0.018,
    unit: "share",
    meaning:
      "Error of a gain learnt from one pick: a unit's spread, and the catalogue's error (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.002, 0.1],
  },
  unitErrorShare: {
    value: 0.5,
    unit: "share",
    meaning: "Of that variance, what is the catalogue's error: it does not average out.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 1],
  },
  gainSpreadMin: {
    value: 0.01,
    unit: "share",
    meaning: "Smallest error of a gain: leakage differs with an item's place (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0005, 0.05],
  },
  gainOffMax: {
    value: 0.13,
    unit: "share",
    meaning: "What is off by more than this is not a plate's gain.",
    source: "Four to five times what gains differ by.",
    kind: "assumed",
    range: [0.02, 0.5],
  },
  gainLearntOffMax: {
    value: 0.12,
    unit: "share",
    meaning: "No gain is taken to be further from one.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.02, 0.5],
  },
  learnBeliefMin: {
    value: 0.5,
    unit: "probability",
    meaning: "A pick so likely teaches a gain, the less the less sure it is.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 1],
  },
  sureBeliefMin: {
    value: 0.9,
    unit: "probability",
    meaning: "A pick so likely to be of the planned product confirms the planogram.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 1],
  },
} as const satisfies ParameterTable;

export type WeightParameters = Values<typeof WEIGHTS>;
export const DEFAULT_WEIGHTS: WeightParameters = takeValues(WEIGHTS);
