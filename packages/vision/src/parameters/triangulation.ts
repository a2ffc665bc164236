/** When a place that several cameras see counts as known. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const TRIANGULATION = {
  placeSdShareMax: {
    value: 0.25,
    unit: "share",
    meaning:
      "A place is known when its sd is at most this share of its distance from the nearest camera: with rays that are nearer to parallel, the covariance, which is linear, says nothing true.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.01, 1],
  },
  disagreementTail: {
    value: 0.001,
    unit: "share",
    meaning:
      "Observations of the same thing disagree by chance more than is allowed one time in so many (chi-square).",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1e-9, 0.1],
  },
} as const satisfies ParameterTable;

export type TriangulationParameters = Values<typeof TRIANGULATION>;
export const DEFAULT_TRIANGULATION: TriangulationParameters = takeValues(TRIANGULATION);
