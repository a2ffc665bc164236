/** What is reported when a shop contradicts its planogram or catalogue, and whom a failed sensor concerns. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const FINDINGS = {
  // How far the planogram is trusted.
  wrongShareFirst: {
    value: 0.05,
    unit: "share",
    meaning: "Share of facings that differ from the planogram, before any evidence.",
    source: "Assumed for shops that are kept by people.",
    kind: "assumed",
    range: [0.0005, 0.6],
  },
  facingsFirst: {
    value: 20,
    unit: "facings",
    meaning: "Weight of that share, in facings observed.",
    source: "Assumed: what a shop's own facings show soon counts for more.",
    kind: "assumed",
    range: [1, 1000],
  },
  facingBeliefMin: {
    value: 0.9,
    unit: "probability",
    meaning: "A pick with at least this probability shows whether its facing is as planned.",
    source: "Assumed.",
    kind: "assumed",
    range: [0.5, 1],
  },
  // What is reported.
  findingBeliefMin: {
    value: 0.8,
    unit: "probability",
    meaning: "A finding with a lower probability is not published.",
    source: "Assumed.",
    kind: "assumed",
    range: [0.5, 1],
  },
  oddPicksMin: {
    value: 2,
    unit: "picks",
    meaning: "This many picks of one odd weight from one facing question its catalogue weight.",
    source: "Assumed.",
    kind: "assumed",
    range: [1, 20],
  },
  oddAlikeShare: {
    value: 0.05,
    unit: "share",
    meaning: "Odd weights are one where they differ by less from their mean.",
    source: "Assumed: twice what gains and units differ by.",
    kind: "assumed",
    range: [0.01, 0.3],
  },
  oddOffShareMin: {
    value: 0.11,
    unit: "share",
    meaning: "A weight off by more is neither its plate's gain nor the spread of its kind.",
    source: "Assumed: four times what gains differ by.",
    kind: "assumed",
    range: [0.03, 0.5],
  },
  // Whom a failed sensor concerns.
  concernedM: {
    value: 1.3,
    unit: "m",
    meaning: "Only who stands within this distance of a gondola is concerned by what it lost.",
    source: "Assumed: within reach, and what bodies are off.",
    kind: "assumed",
    range: [0.5, 5],
  },
  concernedBesideM: {
    value: 0.5,
    unit: "m",
    meaning: "A shopper within this distance to either side of a plate stands in front of it.",
    source: "Assumed.",
    kind: "assumed",
    range: [0.1, 3],
  },
  concernedBeforeM: {
    value: 0.9,
    unit: "m",
    meaning: "Largest distance of that shopper in front of the plate's front edge.",
    source: "Assumed.",
    kind: "assumed",
    range: [0.3, 3],
  },
  concernedStoodMs: {
    value: 1000,
    unit: "ms",
    meaning:
      "A shopper who was there this long ago and still is stands there; others walk past and take nothing.",
    source: "Assumed.",
    kind: "assumed",
    range: [100, 8000],
  },
  concernedSeenMs: {
    value: 3000,
    unit: "ms",
    meaning: "Who has not been seen for longer is not there.",
    source: "Assumed.",
    kind: "assumed",
    range: [200, 10_000],
  },
} as const satisfies ParameterTable;

export type FindingParameters = Values<typeof FINDINGS>;
export const DEFAULT_FINDINGS: FindingParameters = takeValues(FINDINGS);
