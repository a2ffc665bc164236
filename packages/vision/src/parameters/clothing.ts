/** What people wear, and how alike cameras see it (CIE L*a*b*). */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const CLOTHING = {
  // How far apart cameras see one colour in a shop's light.
  seenLightnessSd: {
    value: 12,
    unit: "L*",
    meaning: "Standard deviation between cameras of one colour's lightness in a shop's light.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 40],
  },
  seenRedGreenSd: {
    value: 6,
    unit: "a*",
    meaning: "Standard deviation between cameras of one colour in a shop's light, red to green.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.5, 30],
  },
  seenYellowBlueSd: {
    value: 6,
    unit: "b*",
    meaning: "Standard deviation between cameras of one colour in a shop's light, yellow to blue.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.5, 30],
  },
  lightLightnessSd: {
    value: 5,
    unit: "L*",
    meaning: "Standard deviation of the shift of lightness that all frames share in other light.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 30],
  },
  lightRedGreenSd: {
    value: 2.5,
    unit: "a*",
    meaning: "Standard deviation of the shift that all frames share in other light, red to green.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 20],
  },
  lightYellowBlueSd: {
    value: 2.5,
    unit: "b*",
    meaning:
      "Standard deviation of the shift that all frames share in other light, yellow to blue.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 20],
  },
  // What people wear.
  wornLightness: {
    value: 40,
    unit: "L*",
    meaning: "Mean lightness of what people wear: more often dark than not.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 100],
  },
  wornRedGreen: {
    value: 3,
    unit: "a*",
    meaning: "Mean of what people wear, red to green.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [-60, 60],
  },
  wornYellowBlue: {
    value: 2,
    unit: "b*",
    meaning: "Mean of what people wear, yellow to blue.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [-60, 60],
  },
  wornLightnessSd: {
    value: 22,
    unit: "L*",
    meaning: "Standard deviation of the lightness of what people wear.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [2, 50],
  },
  wornRedGreenSd: {
    value: 12,
    unit: "a*",
    meaning: "Standard deviation of what people wear, red to green.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 50],
  },
  wornYellowBlueSd: {
    value: 15,
    unit: "b*",
    meaning: "Standard deviation of what people wear, yellow to blue.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 50],
  },
  // How it is learnt and weighed.
  colourAstrayShare: {
    value: 0.02,
    unit: "share",
    meaning: "Share of frames whose colour is of something else: a bag, or somebody in front.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  wornFramesMax: {
    value: 200,
    unit: "frames",
    meaning:
      "Largest weight of somebody's learnt clothing, in frames: a person who takes off a coat is recognised again after a while.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [10, 100000],
  },
  recentFramesMax: {
    value: 12,
    unit: "frames",
    meaning: "Number of frames in the recent mean.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [2, 200],
  },
  recentKnownFrames: {
    value: 5,
    unit: "frames",
    meaning: "Number of frames after which the recent clothing at a place is known.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 200],
  },
  wornKnownFrames: {
    value: 10,
    unit: "frames",
    meaning:
      "Number of frames after which somebody's clothing is known, and what does not fit is not learnt.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 200],
  },
  ownColourMargin: {
    value: 2,
    unit: "log ratio",
    meaning: "Log ratio from which a colour is attributed to a person.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 20],
  },
  colourAgainstMax: {
    value: 6,
    unit: "log ratio",
    meaning: "Largest log evidence of a colour against a person.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 50],
  },
} as const satisfies ParameterTable;

export type ClothingParameters = Values<typeof CLOTHING>;
export const DEFAULT_CLOTHING: ClothingParameters = takeValues(CLOTHING);
