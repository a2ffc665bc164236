/** Who made a change: how far reaches are believed, and which ambiguity is published. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN = "Tuned by hand on the receipts of recorded and simulated visits; not fitted.";

export const WHO = {
  shareMin: {
    value: 1e-4,
    unit: "share",
    meaning: "A shopper less likely than this to have made a change is left out of it.",
    source: "Assumed: of ten thousand changes one is given to somebody else by it.",
    kind: "assumed",
    range: [1e-8, 0.05],
  },
  logNobody: {
    value: -10,
    unit: "log",
    meaning:
      "Log weight of somebody whom the tracker does not see, against a person without evidence.",
    source: CHOSEN,
    kind: "assumed",
    range: [-30, 0],
  },
  nearM: {
    value: 2.2,
    unit: "m",
    meaning: "Only people within this distance of a change can have made it.",
    source: "Assumed: an arm, half a shelf, and what bodies are off.",
    kind: "assumed",
    range: [0.8, 6],
  },
  reachEvidenceMax: {
    value: 3,
    unit: "log",
    meaning: "Largest log evidence of joints for one person's reach.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 20],
  },
  joinsMs: {
    value: 2000,
    unit: "ms",
    meaning: "A person first seen less than this after a change may have made it.",
    source: "Assumed: trackers take so long to begin with somebody.",
    kind: "assumed",
    range: [0, 10_000],
  },
  absentMs: {
    value: 700,
    unit: "ms",
    meaning: "Who was not seen for longer was less likely there.",
    source: CHOSEN,
    kind: "assumed",
    range: [100, 10_000],
  },
  logAbsent: {
    value: -2,
    unit: "log",
    meaning: "Log cost of a person who was not seen.",
    source: CHOSEN,
    kind: "assumed",
    range: [-20, 0],
  },
  logAbsentPerS: {
    value: -1,
    unit: "log/s",
    meaning: "Further log cost for each second not seen.",
    source: CHOSEN,
    kind: "assumed",
    range: [-10, 0],
  },
  logFar: {
    value: -20,
    unit: "log",
    meaning: "Somebody who was seen far away reached so unlikely.",
    source: "Assumed: it is the tracker that may be wrong, not the reach.",
    kind: "assumed",
    range: [-60, -2],
  },
  wrongNearShare: {
    value: 0.003,
    unit: "share",
    meaning:
      "Share of changes at which everything the tracker reports about a person near is wrong.",
    source: CHOSEN,
    kind: "assumed",
    range: [1e-6, 0.3],
  },
  wrongFarShare: {
    value: 0.0001,
    unit: "share",
    meaning: "The same for a person far away.",
    source: CHOSEN,
    kind: "assumed",
    range: [1e-8, 0.1],
  },
  clearLog: {
    value: 15,
    unit: "log",
    meaning: "From here on a reach is clear.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 60],
  },
  otherClearShare: {
    value: 0.02,
    unit: "share",
    meaning:
      "If several clearly reach, share of changes that are not by the one whose reach fits best.",
    source: "Assumed: how well each fits says less than frames that are independent would.",
    kind: "assumed",
    range: [0, 0.5],
  },
  identityAmbiguityMin: {
    value: 0.02,
    unit: "probability",
    meaning: "With less identity ambiguity than this nothing more is waited for.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  makerShareMin: {
    value: 0.5,
    unit: "share",
    meaning: "A person with at least this probability is named as the one who made a change.",
    source: "More likely than not.",
    kind: "assumed",
    range: [0.1, 1],
  },
  // What the seconds after a change show of who made it.
  revisedShareMin: {
    value: 1e-4,
    unit: "share",
    meaning: "Smallest share: what was left out before may have been the case.",
    source: "Assumed: as `shareMin`.",
    kind: "assumed",
    range: [1e-8, 0.05],
  },
  revisedMovedMin: {
    value: 0.002,
    unit: "share",
    meaning: "A belief that moved by less is left as it is.",
    source: "Assumed: it changes no receipt.",
    kind: "assumed",
    range: [0, 0.2],
  },
} as const satisfies ParameterTable;

export type WhoParameters = Values<typeof WHO>;
export const DEFAULT_WHO: WhoParameters = takeValues(WHO);
