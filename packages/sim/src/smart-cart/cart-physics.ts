/**
 * All numbers that describe a smart cart's scale, wheels and floor, and what hands do to it: one object, so that trips
 * can be simulated in other worlds than the usual one.
 */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const CART_PHYSICS = {
  // The cell and its amplifier.
  sampleRateHz: {
    value: 10,
    unit: "Hz",
    meaning: "Samples a second.",
    source: "HX711: 10 or 80 by a pin; 10 in ../shared/data/loadcell.",
    kind: "measured",
    range: [5, 320],
  },
  noiseG: {
    value: 0.64,
    unit: "g",
    meaning: "Spread of samples of a cart that stands still.",
    source:
      "Robust spread about the median of six neighbours, ../shared/data/loadcell (npm run signals).",
    kind: "measured",
    range: [0.1, 10],
  },
  spikesPerMinute: {
    value: 5.2,
    unit: "1/min",
    meaning: "Single samples that are far off.",
    source: "89 of 9,806 quiet samples are off by more than 30 g (same recording).",
    kind: "measured",
    range: [0, 60],
  },
  spikeMaxG: {
    value: 22_000,
    unit: "g",
    meaning: "Most that such a sample is off.",
    source: "Largest of the same recording.",
    kind: "measured",
    range: [100, 100_000],
  },
  gainSpread: {
    value: 0.004,
    unit: "share",
    meaning: "Spread of the scale's gain over carts.",
    source: "Assumed: calibrated once with a weight of 5 kg, at another temperature.",
    kind: "assumed",
    range: [0, 0.05],
  },
  driftGPerMin: {
    value: 0.8,
    unit: "g/min",
    meaning: "Spread of the drift with temperature and creep.",
    source: "Assumed: 20 g over a trip of 25 minutes beside a fridge.",
    kind: "assumed",
    range: [0, 20],
  },
  // Wheels and floor.
  shakeShare: {
    value: 0.02,
    unit: "share",
    meaning: "Spread of readings of a rolling cart, as a share of what the cell carries.",
    source: "Assumed for tiles; a rough floor has five times that.",
    kind: "assumed",
    range: [0.001, 0.5],
  },
  jointsPerS: {
    value: 3,
    unit: "1/s",
    meaning: "Joints of tiles that wheels run over.",
    source: "Tiles of 0.3 m at 0.9 m/s.",
    kind: "assumed",
    range: [0, 30],
  },
  jointShare: {
    value: 0.15,
    unit: "share",
    meaning: "Spread of the jolt of a joint, as a share of what the cell carries.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 2],
  },
  slopeShare: {
    value: 0.0008,
    unit: "share",
    meaning:
      "Spread of a standing cart's reading from place to place, as a share of what the cell carries.",
    source:
      "Assumed: slopes of 1 degree, with a side load of 0.05 % for each and the cosine's 0.015 %.",
    kind: "assumed",
    range: [0, 0.02],
  },
  ringHz: {
    value: 7,
    unit: "Hz",
    meaning: "Frequency at which the loaded basket rings.",
    source:
      "Assumed: gondola 1 of the nano store rings at 9 to 12 Hz; a cart on rubber wheels is softer.",
    kind: "assumed",
    range: [1, 30],
  },
  ringDecayS: {
    value: 0.18,
    unit: "s",
    meaning: "Time constant with which it rings down.",
    source: "Assumed: three periods.",
    kind: "assumed",
    range: [0.02, 2],
  },
  // The basket.
  emptyG: {
    value: 6000,
    unit: "g",
    meaning: "Empty basket on its cell: readings are tared, but shaking acts on all of it.",
    source: "Assumed: a wire basket of 100 l.",
    kind: "assumed",
    range: [500, 40_000],
  },
  moveMedianS: {
    value: 0.25,
    unit: "s",
    meaning: "Median time in which something comes to rest in the basket, or leaves it.",
    source:
      "Twice that of shelves (median 0.12 s from 10 to 80 %, re-enactments): the basket is deeper.",
    kind: "assumed",
    range: [0.05, 3],
  },
  moveLogSpread: {
    value: 0.5,
    unit: "ratio",
    meaning: "Log spread of that time.",
    source: "As on shelves.",
    kind: "assumed",
    range: [0, 2],
  },
  pressShare: {
    value: 0.25,
    unit: "share",
    meaning: "Share of moves at which a hand or arm presses on the basket.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 1],
  },
  pressMeanG: {
    value: 600,
    unit: "g",
    meaning: "Mean of such a force.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 10_000],
  },
  tremorG: {
    value: 4,
    unit: "g",
    meaning: "Spread of a hand's force about what it is, of a small one.",
    source:
      "Sutton and Sykes 1967: of 0.45 to 2.7 kg the error grows linearly with force, from a considerable intercept. Size assumed.",
    kind: "assumed",
    range: [0, 50],
  },
  tremorShare: {
    value: 0.015,
    unit: "share",
    meaning: "By how much that grows with the force.",
    source: "The same; 1 to 4 % of steady forces are usual. Size assumed.",
    kind: "assumed",
    range: [0, 0.2],
  },
  // Goods.
  itemWeightSpread: {
    value: 0.015,
    unit: "share",
    meaning: "Spread of items of one product.",
    source: "truth.json's grams of the re-enactments.",
    kind: "measured",
    range: [0, 0.2],
  },
  productWeightSpread: {
    value: 0.007,
    unit: "share",
    meaning: "Spread of a product's mean about its catalogue weight.",
    source: "Quartiles of the same.",
    kind: "measured",
    range: [0, 0.2],
  },
  wrongWeights: {
    value: 0.05,
    unit: "share",
    meaning: "Products whose catalogue weight is off by 5 to 10 %.",
    source: "Assumed: pack sizes change, and gross weights are given for net ones.",
    kind: "assumed",
    range: [0, 1],
  },
  missingWeights: {
    value: 0.01,
    unit: "share",
    meaning: "Products without a catalogue weight.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 1],
  },
  learntWeights: {
    value: 0.5,
    unit: "share",
    meaning: "Shops that have learnt their products' weights and spreads from trips.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 1],
  },
} as const satisfies ParameterTable;

export type CartPhysics = Values<typeof CART_PHYSICS>;
export const DEFAULT_CART_PHYSICS: CartPhysics = takeValues(CART_PHYSICS);

/** A world of its own: other scales, wheels and floors. */
export function changeCartPhysics(changes: Partial<CartPhysics>): CartPhysics {
  return takeValues(CART_PHYSICS, changes);
}
