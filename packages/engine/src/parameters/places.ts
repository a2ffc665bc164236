/** Where plates are by a planogram whose rows do not quite agree, and how far a hand is over them. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const PLACES = {
  plateWidthM: {
    value: 0.1016,
    unit: "m",
    meaning: "Width of a plate if the planogram does not give it.",
    source: "The nano store's plates: four inches.",
    kind: "measured",
    range: [0.03, 1],
  },
  yawAlikeRad: {
    value: 0.02,
    unit: "rad",
    meaning: "Rows of a gondola turned by no more from each other agree.",
    source: "Assumed: about one degree.",
    kind: "assumed",
    range: [0.001, 0.5],
  },
  rowAlikeM: {
    value: 0.05,
    unit: "m",
    meaning: "Rows whose front and beginning are no further apart agree.",
    source: "Assumed: half a plate.",
    kind: "assumed",
    range: [0.005, 0.5],
  },
  valueAlikeM: {
    value: 0.01,
    unit: "m or rad",
    meaning: "Values closer than this are equal.",
    source: "Assumed: planograms are written in centimetres.",
    kind: "assumed",
    range: [0.001, 0.1],
  },
  overBesideM: {
    value: 0.1,
    unit: "m",
    meaning: "A hand less than this beside a row is still over it.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 0.5],
  },
  overBeforeM: {
    value: 0.12,
    unit: "m",
    meaning: "A hand less than this in front of a row is still over it.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 0.5],
  },
  overBehindM: {
    value: 0.3,
    unit: "m",
    meaning: "A hand less than this behind a row is still over it.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 1],
  },
} as const satisfies ParameterTable;

export type PlaceParameters = Values<typeof PLACES>;
export const DEFAULT_PLACES: PlaceParameters = takeValues(PLACES);
