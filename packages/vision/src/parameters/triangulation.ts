/** When a place that several cameras see counts as known. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const TRIANGULATION = {
  placeSdShareMax: {
    value: 0.25,
    unit: "share",
    meaning:
      "A position is known if its standard deviation is at most this share of its distance from the nearest camera: with rays nearer to parallel, the linear covariance is wrong.",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [0.01, 1],
  },
  disagreementTail: {
    value: 0.001,
    unit: "share",
    meaning:
      "Probability that observations of the same thing disagree by more than allowed by chance (chi-square).",
    source: "Assumed, not measured.",
    kind: "assumed",
    range: [1e-9, 0.1],
  },
} as const satisfies ParameterTable;

export type TriangulationParameters = Values<typeof TRIANGULATION>;
export const DEFAULT_TRIANGULATION: TriangulationParameters = takeValues(TRIANGULATION);
