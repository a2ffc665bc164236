/** What people wear, and how alike cameras see it (CIE L*a*b*). */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const CLOTHING = {
  // How far apart cameras see one colour in a shop's light.
  seenLightnessSd: {
    value: 12,
    unit: "L*",
    meaning: "How far apart cameras see the lightness of one colour in a shop's light.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 40],
  },
  seenRedGreenSd: {
    value: 6,
    unit: "a*",
    meaning: "How far apart cameras see one colour in a shop's light, red to green.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.5, 30],
  },
  seenYellowBlueSd: {
    value: 6,
    unit: "b*",
    meaning: "How far apart cameras see one colour in a shop's light, yellow to blue.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.5, 30],
  },
  lightLightnessSd: {
    value: 5,
    unit: "L*",
    meaning: "In another light the lightness of all frames is off together by so much.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 30],
  },
  lightRedGreenSd: {
    value: 2.5,
    unit: "a*",
    meaning: "In another light all frames are off together by so much, red to green.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 20],
  },
  lightYellowBlueSd: {
    value: 2.5,
    unit: "b*",
    meaning: "In another light all frames are off together by so much, yellow to blue.",
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
    meaning:
      "In such a share of frames it is the colour of something else: a bag, somebody before them.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  wornFramesMax: {
    value: 200,
    unit: "frames",
    meaning:
      "As sure of what somebody wears as of so many frames at most: who takes off a coat is known again after a while.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [10, 100000],
  },
  recentFramesMax: {
    value: 12,
    unit: "frames",
    meaning: "What was seen of late is of so many frames.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [2, 200],
  },
  recentKnownFrames: {
    value: 5,
    unit: "frames",
    meaning: "From so many on, it is known what was worn at a place of late.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 200],
  },
  wornKnownFrames: {
    value: 10,
    unit: "frames",
    meaning:
      "From so many on, it is known what somebody wears, and what does not fit is not learnt.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 200],
  },
  ownColourMargin: {
    value: 2,
    unit: "log ratio",
    meaning: "So much likelier theirs than anybody's, a colour is theirs.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0, 20],
  },
  colourAgainstMax: {
    value: 6,
    unit: "log ratio",
    meaning: "However far off, no colour says more against somebody.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1, 50],
  },
} as const satisfies ParameterTable;

export type ClothingParameters = Values<typeof CLOTHING>;
export const DEFAULT_CLOTHING: ClothingParameters = takeValues(CLOTHING);
