/** What images of hands say of what they hold, and how far they are believed. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN =
  "Tuned by hand on the receipts of simulated visits with images of hands; not fitted.";

export const HAND_IMAGES = {
  evidenceLogMax: {
    value: 3,
    unit: "log",
    meaning: "Largest log evidence of the images of one hand for or against a product.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 30],
  },
  handWindowMs: {
    value: 1500,
    unit: "ms",
    meaning: "Images within this time before and after a change count.",
    source: CHOSEN,
    kind: "assumed",
    range: [500, 6000],
  },
  inShelfMs: {
    value: 200,
    unit: "ms",
    meaning: "Images closer to the change do not count: the hand is in the shelf.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 490],
  },
  viewIndependentMs: {
    value: 300,
    unit: "ms",
    meaning: "Images closer in time than this are not independent.",
    source: CHOSEN,
    kind: "assumed",
    range: [30, 5000],
  },
  temperShare: {
    value: 0.5,
    unit: "share",
    meaning: "Share of the evidence of independent images that counts: light persists.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  viewsMax: {
    value: 4,
    unit: "images",
    meaning: "All images of one hand before or after a change count as at most this many.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 50],
  },
  viewOutlierShare: {
    value: 0.05,
    unit: "share",
    meaning: "Share of images in which something is detected that is not in the hand.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.9],
  },
  handNearM: {
    value: 0.25,
    unit: "m",
    meaning: "Distance from the plates of the hand that reached (standard deviation).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.05, 1],
  },
  handNearWeightMin: {
    value: 0.1,
    unit: "ratio",
    meaning: "Smallest weight of a hand that did not come near: wrists get swapped unnoticed.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  handReachesMs: {
    value: 450,
    unit: "ms",
    meaning: "A hand reaches within this time of a change.",
    source: "As `reachDwellMs` of reaches.",
    kind: "assumed",
    range: [50, 2000],
  },
  shelfHeightM: {
    value: 0.3,
    unit: "m",
    meaning: "A hand less than this above the board is over its plates.",
    source: "Assumed: shelves are about so far apart.",
    kind: "assumed",
    range: [0.05, 1],
  },
  // How far they are believed.
  usefulFirst: {
    value: 0.05,
    unit: "probability",
    meaning: "Initial probability that the images identify products.",
    source: "Assumed: trust has to be earned.",
    kind: "assumed",
    range: [0.001, 0.95],
  },
  usefulMin: {
    value: 0.02,
    unit: "probability",
    meaning: "They are never quite given up: cameras are cleaned.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  usefulMax: {
    value: 0.95,
    unit: "probability",
    meaning: "Largest probability that the images identify products: products change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 0.9999],
  },
  knownBeliefMin: {
    value: 0.9,
    unit: "probability",
    meaning: "From this probability on, weight and place alone have identified the product.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 1],
  },
} as const satisfies ParameterTable;

export type HandImageParameters = Values<typeof HAND_IMAGES>;
export const DEFAULT_HAND_IMAGES: HandImageParameters = takeValues(HAND_IMAGES);
