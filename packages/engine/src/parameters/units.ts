/** How grams are distinguished from other units of weight, and metres from other units of length. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHECKED =
  "No alarm on the real recordings, 28 re-enactments, 1640 synthetic recordings and 250 simulated visits.";

export const UNITS = {
  // Changes of a facing against the weight of what stands there.
  flatShare: {
    value: 0.1,
    unit: "share",
    meaning: "Two means of half a second in a row differ by no more than this of the change.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.02, 0.3],
  },
  spreadsLeast: {
    value: 20,
    unit: "spreads",
    meaning: "A change is this many times its facing's noise at least.",
    source: "Assumed: the lightest product is 30 times the noise of a good plate.",
    kind: "assumed",
    range: [5, 100],
  },
  quantaLeast: {
    value: 8,
    unit: "differences",
    meaning: "And this many times the smallest difference between two bins of its gondola so far.",
    source: "A coarse, still scale that drifts over one step of six samples shows a sixth of it.",
    kind: "assumed",
    range: [6.5, 50],
  },
  aloneShare: {
    value: 0.8,
    unit: "share",
    meaning: "Smallest share of the weight change of a shelf's facings that must be one facing's.",
    source: "Assumed: a plate leaks 1 to 2.3 % to each neighbour.",
    kind: "assumed",
    range: [0.5, 1],
  },
  nearLog: {
    value: 0.12,
    unit: "log",
    meaning: "A change is that of one to three units if the logarithms are this close.",
    source: "Gains differ by 3 % and items by 1.6 % (standard deviations).",
    kind: "assumed",
    range: [0.03, 0.3],
  },
  usualLeast: {
    value: 0.2,
    unit: "ratio",
    meaning: "Grams over the catalogue's grams are more than this more often than not.",
    source: "Assumed: a hand that lifts or presses does so by a part of the weight.",
    kind: "assumed",
    range: [0.05, 0.5],
  },
  usualMost: {
    value: 6,
    unit: "ratio",
    meaning: "And less than this.",
    source: "Assumed: six units at once, or a hand's press on something light.",
    kind: "assumed",
    range: [3, 9],
  },
  uncertainMost: {
    value: 0.11,
    unit: "ratio",
    meaning:
      "Changes below this ratio, or above `usualMost`, leave the unit ambiguous while there are no others.",
    source: "Three units of a product in ounces.",
    kind: "assumed",
    range: [0.04, 0.2],
  },
  explainedShare: {
    value: 0.6,
    unit: "share",
    meaning: "Smallest share of all changes that must fit a unit before it is named.",
    source: CHECKED,
    kind: "assumed",
    range: [0.3, 1],
  },
  unusualShare: {
    value: 0.2,
    unit: "share",
    meaning: "Largest share of changes that may be usual in grams.",
    source: CHECKED,
    kind: "assumed",
    range: [0, 0.5],
  },
  noiseLeastG: {
    value: 0.02,
    unit: "g",
    meaning: "Plates that seem quieter than this are likelier in another unit.",
    source: "Means of 0.1 s of the real plates spread by 0.09 g at the least.",
    kind: "assumed",
    range: [0.001, 0.1],
  },
  changesLeast: {
    value: 2,
    unit: "changes",
    meaning:
      "Number of changes that must fit before a unit is named; one is enough on quieter plates.",
    source: CHECKED,
    kind: "assumed",
    range: [1, 10],
  },
  filledMs: {
    value: 60_000,
    unit: "ms",
    meaning: "Increases further apart than this are not one filling of a shelf.",
    source: "Assumed: a facing is filled in less.",
    kind: "assumed",
    range: [5000, 900_000],
  },
  fillingsLeast: {
    value: 3,
    unit: "changes",
    meaning:
      "So many increases that are apart, from nothing and without a decrease, show that a plate is upside down.",
    source: "Assumed: nobody fills a facing three times from which nothing is taken.",
    kind: "assumed",
    range: [2, 12],
  },
  changesLeastUnnamed: {
    value: 4,
    unit: "changes",
    meaning:
      "Number of changes that must fit before a factor that is no unit's is reported: raw counts of an amplifier.",
    source: CHECKED,
    kind: "assumed",
    range: [3, 20],
  },
  changesSure: {
    value: 4,
    unit: "changes",
    meaning: "Number of changes of one to three units in grams after which the check ends.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [2, 20],
  },
  catalogueLeastG: {
    value: 3,
    unit: "g",
    meaning: "The median product of a catalogue in grams weighs this at least.",
    source: "The real catalogue's median is 139 g; 139 g are 4.9 oz, 0.3 lb and 0.139 kg.",
    kind: "assumed",
    range: [0.5, 4.5],
  },
  catalogueMostG: {
    value: 20_000,
    unit: "g",
    meaning: "And this at most: what a plate carries.",
    source: "The real shop's plates carry 20 kg.",
    kind: "assumed",
    range: [5000, 100_000],
  },
  rightProbability: {
    value: 0.02,
    unit: "share",
    meaning: "A receipt is right with this probability at most where a unit is wrong.",
    source: "No receipt with anything on it is; some shoppers take nothing.",
    kind: "assumed",
    range: [0, 0.3],
  },
  uncertainProbability: {
    value: 0.5,
    unit: "share",
    meaning: "And with this at most where a unit may be wrong.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.05, 0.9],
  },
  // People's bodies.
  bodiesLeast: {
    value: 12,
    unit: "lengths",
    meaning: "Number of lengths between joints that are measured before the check.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [5, 1000],
  },
  bodyLeast: {
    value: 0.3,
    unit: "ratio",
    meaning: "The median length is more than this of an adult's.",
    source: "A child of a metre is 0.6 of an adult; feet taken for inches would be 0.08.",
    kind: "assumed",
    range: [0.1, 0.5],
  },
  bodyMost: {
    value: 1.75,
    unit: "ratio",
    meaning: "And less than this.",
    source: "A tall adult is 1.2; centimetres taken for inches are 2.5.",
    kind: "assumed",
    range: [1.4, 2.4],
  },
  headLeastM: {
    value: 0.3,
    unit: "m",
    meaning: "The median head is higher above the floor than this.",
    source: "Assumed: a child who sits.",
    kind: "assumed",
    range: [0, 0.6],
  },
  headMostM: {
    value: 2.6,
    unit: "m",
    meaning: "And lower than this.",
    source: "Assumed: nobody stands on the shelves.",
    kind: "assumed",
    range: [2.2, 4],
  },
  // Where shelves are.
  plateWidthMostM: {
    value: 1.6,
    unit: "m",
    meaning: "The median plate is not wider than this.",
    source: "Assumed; four inches are 0.1 m, and 4 taken for metres.",
    kind: "assumed",
    range: [1, 3],
  },
  shelfHeightMostM: {
    value: 3.2,
    unit: "m",
    meaning: "The highest shelf is not higher than this.",
    source: "Assumed: nobody reaches higher.",
    kind: "assumed",
    range: [2.5, 6],
  },
  highestShare: {
    value: 0.95,
    unit: "share",
    meaning:
      "Share of the shelves below the height that counts as the highest: single errors are not a unit.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.5, 1],
  },
  adultM: {
    value: 1.7,
    unit: "m",
    meaning: "Height of an adult, for stating how tall people would be.",
    source: "ISO 7250, about the median of adults.",
    kind: "assumed",
    range: [1.4, 2],
  },
  namedRatioMost: {
    value: 1.6,
    unit: "ratio",
    meaning: "A unit of length is named that bodies fit but for this factor.",
    source: "Children are 0.6 of adults; the units lie further apart.",
    kind: "assumed",
    range: [1.1, 2],
  },
} as const satisfies ParameterTable;

/** Units of weight that scales are set to by mistake, and what they read for a gram. */
export const WEIGHT_UNITS: readonly (readonly [name: string, readsAs: number])[] = [
  ["kilograms", 1 / 1000],
  ["pounds", 1 / 453.592_37],
  ["newtons", 1 / 101.971_62],
  ["ounces", 1 / 28.349_523],
  ["tenths of a gram", 10],
  ["hundredths of a gram", 100],
  ["milligrams", 1000],
];

/** The catalogue's weights were ounces, if plates read so much for one. */
export const CATALOGUE_OUNCES = 28.349_523;

/** Units of length, metres. */
export const LENGTH_UNITS = {
  metres: 1,
  centimetres: 0.01,
  millimetres: 0.001,
  inches: 0.0254,
  feet: 0.3048,
} as const;

/** Joints a bone apart, and how far an adult's are, metres (about the 50th percentile, ISO 7250). */
export const BONES: readonly (readonly [from: number, to: number, lengthM: number])[] = [
  [2, 3, 0.36],
  [2, 4, 0.3],
  [3, 5, 0.3],
  [4, 6, 0.26],
  [5, 7, 0.26],
  [0, 1, 0.22],
];

export type UnitParameters = Values<typeof UNITS>;
export const DEFAULT_UNITS: UnitParameters = takeValues(UNITS);
