/** What may have happened, and how likely, before it is weighed: picks, put-backs, stock. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

const CHOSEN =
  "Chosen by hand: receipts of recorded and simulated visits come out right by it; not fitted.";

export const PRIORS = {
  // What makes a plate lighter.
  unknownPick: {
    value: 0.003,
    unit: "share",
    meaning: "Something fell that no product explains: unknown, or a hand that holds part of it.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.00001, 0.3],
  },
  misplacedPick: {
    value: 0.45,
    unit: "share",
    meaning: "The item that somebody put here out of its place is taken, where there is one.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  misplacedPlatesMax: {
    value: 2,
    unit: "plates",
    meaning: "It was put no further from where something was taken.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 8],
  },
  logMisplacedPerPlate: {
    value: -0.7,
    unit: "log",
    meaning: "And is the less likely the further it was put from there, each plate.",
    source: CHOSEN,
    kind: "assumed",
    range: [-5, 0],
  },
  release: {
    value: 0.7,
    unit: "share",
    meaning: "What was put down unknown goes away again.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  // What makes it heavier.
  putback: {
    value: 0.7,
    unit: "share",
    meaning: "A weight increase is an item of the cart put back.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  unseenHandover: {
    value: 0.001,
    unit: "share",
    meaning: "Share of put-backs of items that were handed over unseen before.",
    source:
      "Assumed: as seldom as not to compete with what a shopper holds and puts in a wrong place.",
    kind: "assumed",
    range: [0.00001, 0.5],
  },
  restock: {
    value: 0.003,
    unit: "share",
    meaning:
      "A weight increase comes from no cart that is known: stock, a bag, somebody's own thing.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.00001, 0.3],
  },
  restockHome: {
    value: 1e-5,
    unit: "share",
    meaning:
      "Share of changes in which a unit of the planned product is put down that nobody was seen to take.",
    source: CHOSEN,
    kind: "assumed",
    range: [1e-8, 0.1],
  },
  twoAtOnce: {
    value: 0.06,
    unit: "share",
    meaning: "Two items of a cart are put back at once.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.9],
  },
  // Either.
  creep: {
    value: 0.2,
    unit: "share",
    meaning: "The level crept: it has not come quite to rest from an earlier change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  leak: {
    value: 1,
    unit: "share",
    meaning:
      "It is what a larger change on the same shelf leaks to these plates: beside one, as likely as any pick.",
    source:
      "By simulated boards that bend: at 0.2 and 0.01, of 259 receipts of every day 230 came out right and 7 of 200 accepted ones wrong; at 1 and " +
      "0.015, 233 and 3 of 201; re-enacted visits hardly differ.",
    kind: "assumed",
    range: [0.001, 1],
  },
  leakShare: {
    value: 0.015,
    unit: "share",
    meaning: "Share of its load that a plate of a soft board leaks to others (scale).",
    source:
      "By simulated boards that bend: at 0.2 and 0.01, of 259 receipts of every day 230 came out right and 7 of 200 accepted ones wrong; at 1 and " +
      "0.015, 233 and 3 of 201; re-enacted visits hardly differ.",
    kind: "assumed",
    range: [0.001, 0.1],
  },
  leakTail: {
    value: 4,
    unit: "degrees of freedom",
    meaning: "How heavy the tail of that is.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 100],
  },
  another: {
    value: 0.1,
    unit: "share",
    meaning: "Another shopper made a part of the same change.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  across: {
    value: 0.5,
    unit: "share",
    meaning: "Neighbouring plates that changed at once are one unit across them.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  apart: {
    value: 0.5,
    unit: "share",
    meaning: "Or several.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.01, 1],
  },
  slideShare: {
    value: 0.01,
    unit: "share",
    meaning: "A change is nothing but what slid to the plate beside, or fell over.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.00001, 0.3],
  },
  slideMeanG: {
    value: 250,
    unit: "g",
    meaning: "Mean weight that slides.",
    source: CHOSEN,
    kind: "assumed",
    range: [20, 5000],
  },
  slideLeftShareMax: {
    value: 0.35,
    unit: "share",
    meaning: "Of what slid no more than this may be missing, or too much.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.02, 1],
  },
  slideErrorGMin: {
    value: 1,
    unit: "g",
    meaning: "What slid is missing, or too much, by no less (scale).",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 20],
  },
  // Where something is put back.
  homeShare: {
    value: 0.9,
    unit: "share",
    meaning: "Put back on its own facing.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.1, 1],
  },
  homePlates: {
    value: 3,
    unit: "plates",
    meaning: "Number of plates of an own facing.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 20],
  },
  sameShelfShare: {
    value: 0.04,
    unit: "share",
    meaning: "Put back elsewhere on the same shelf.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  sameShelfPlates: {
    value: 8,
    unit: "plates",
    meaning: "Number of plates of a shelf.",
    source: CHOSEN,
    kind: "assumed",
    range: [1, 50],
  },
  swapShare: {
    value: 0.15,
    unit: "share",
    meaning: "Put back where another item of the same cart came from, on the same shelf.",
    source:
      "By re-enacted visits of two mixes: at 0.075 (0.04 on another shelf) put-backs told at 0.85 to 0.95 were right in six of ten. " +
      "It matters only where two things of one cart weigh the same; who exchanges such does it on purpose.",
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  swapFarShare: {
    value: 0.1,
    unit: "share",
    meaning: "The same on another shelf.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  elsewhereShare: {
    value: 0.06,
    unit: "share",
    meaning: "Put back anywhere else.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  elsewherePlates: {
    value: 200,
    unit: "plates",
    meaning: "Number of plates elsewhere.",
    source: "Assumed of a small shop.",
    kind: "assumed",
    range: [10, 5000],
  },
  restPlates: {
    value: 60,
    unit: "plates",
    meaning: "Hands rest where people reach: on one of about this many plates.",
    source: CHOSEN,
    kind: "assumed",
    range: [5, 2000],
  },
  lastMs: {
    value: 15_000,
    unit: "ms",
    meaning: "Time for which the item taken last is in the hand, and more likely to be put back.",
    source: CHOSEN,
    kind: "assumed",
    range: [500, 300_000],
  },
  lastWeightMin: {
    value: 0.1,
    unit: "ratio",
    meaning:
      "Relative probability that an item taken long ago is put back, against one just taken.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.001, 1],
  },
  // Who does two things.
  hasteMs: {
    value: 1200,
    unit: "ms",
    meaning: "Time that a hand needs from one place to another.",
    source: CHOSEN,
    kind: "assumed",
    range: [100, 10_000],
  },
  logHaste: {
    value: -3,
    unit: "log",
    meaning: "Log cost of one hand acting at two places at the same time.",
    source: CHOSEN,
    kind: "assumed",
    range: [-20, 0],
  },
  bothTook: {
    value: 0.02,
    unit: "share",
    meaning: "Of several units that went at once, two shoppers who were there both took some.",
    source: CHOSEN,
    kind: "assumed",
    range: [0.0001, 0.5],
  },
  secondReachMin: {
    value: 8,
    unit: "log",
    meaning: "The second one's reach has to be as clear as this.",
    source: CHOSEN,
    kind: "assumed",
    range: [0, 40],
  },
  apartMs: {
    value: 600,
    unit: "ms",
    meaning: "Joints further apart in time than this are independent.",
    source: CHOSEN,
    kind: "assumed",
    range: [50, 5000],
  },
} as const satisfies ParameterTable;

export type PriorParameters = Values<typeof PRIORS>;
export const DEFAULT_PRIORS: PriorParameters = takeValues(PRIORS);
