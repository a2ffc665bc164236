/** What images of hands say of what they hold, and how far they are believed. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN =
  "Chosen by hand: receipts of simulated visits with images of hands come out right by it; not fitted.";

export const HAND_IMAGES = {
  evidenceLogMax: {
    value: 3,
    unit: "log",
    meaning: "Images of one hand speak for or against a product no more than this.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 30],
  },
  handWindowMs: {
    value: 1500,
    unit: "ms",
    meaning: "Images so long before and after a change count.",
    source: CHOSEN,
    kind: "assumed",
    range: [500, 6000],
  },
  inShelfMs: {
    value: 200,
    unit: "ms",
    meaning: "And none so near to it: the hand is in the shelf.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 490],
  },
  viewIndependentMs: {
    value: 300,
    unit: "ms",
    meaning: "Images closer than this tell the same.",
    source: CHOSEN,
    kind: "assumed",
    range: [30, 5000],
  },
  temperShare: {
    value: 0.5,
    unit: "share",
    meaning: "Of what independent images would say, so much is believed: light lasts.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  viewsMax: {
    value: 4,
    unit: "images",
    meaning: "All images of one hand before or after a change count as so many at the most.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 50],
  },
  viewOutlierShare: {
    value: 0.05,
    unit: "share",
    meaning: "In so many images something is seen that is not in the hand.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 0.9],
  },
  handNearM: {
    value: 0.25,
    unit: "m",
    meaning: "A hand is taken for the one that reached if it came so near to the plates (sd).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.05, 1],
  },
  handNearWeightMin: {
    value: 0.1,
    unit: "ratio",
    meaning: "And, if it did not, so much less: wrists are swapped and not seen.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  handReachesMs: {
    value: 450,
    unit: "ms",
    meaning: "A hand reaches within so long of a change.",
    source: "As `reachDwellMs` of reaches.",
    kind: "assumed",
    range: [50, 2000],
  },
  shelfHeightM: {
    value: 0.3,
    unit: "m",
    meaning: "A hand so far above the board is over its plates.",
    source: "Assumed: shelves are about so far apart.",
    kind: "assumed",
    range: [0.05, 1],
  },
  // How far they are believed.
  usefulFirst: {
    value: 0.05,
    unit: "probability",
    meaning: "Images tell products so likely before anything is known of them.",
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
    meaning: "They are never quite believed: products change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 0.9999],
  },
  knownBeliefMin: {
    value: 0.9,
    unit: "probability",
    meaning: "From so much belief on, weight and place alone have told which product it was.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.5, 1],
  },
} as const satisfies ParameterTable;

export type HandImageParameters = Values<typeof HAND_IMAGES>;
export const DEFAULT_HAND_IMAGES: HandImageParameters = takeValues(HAND_IMAGES);
