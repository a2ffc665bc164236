/** Named scenarios: who comes, what they do, and how bad the sensors are. */

export const SCENARIO_NAMES = [
  "quiet",
  "everyday",
  "busy",
  "crowd",
  "rush",
  "hand-over",
  "hold",
  "misplace",
  "swap",
  "fast",
  "noisy",
  "broken-tracks",
  "wrong-planogram",
  "adversarial",
] as const;

export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** What a shopper may do next, once before a shelf. */
export type ActionName =
  | "pick"
  | "pickSeveral"
  | "pickSeries"
  | "compare"
  | "putBack"
  | "misplace"
  | "handOver"
  | "hold"
  | "holdThenTake"
  | "swapEqual"
  | "reachOnly"
  | "walkPast";

/** A shop of so many gondolas, shelves on each and plates on each shelf. */
export interface FloorSize {
  readonly gondolas: number;
  readonly shelves: number;
  readonly plates: number;
}

export interface Scenario {
  readonly minutes: number;
  /** The shop where none is given; null: the real shop's five gondolas. */
  readonly floor: FloorSize | null;
  /** People in the shop at most. */
  readonly atOnce: number;
  /** Mean time between arrivals; null: the rate by hour of `demand-facts.ts`. */
  readonly arrivalGapS: number | null;
  /** How many come in together on average beyond the first (they stay together). */
  readonly companions: number;
  readonly actions: Readonly<Partial<Record<ActionName, number>>>;
  /** Actions a visit; null: drawn from the tickets. */
  readonly actionsMean: number | null;
  /** Time before a shelf until the hand goes in. */
  readonly browseS: readonly [number, number];
  /** Probability of going where somebody else is about to reach. */
  readonly followShare: number;
  /** Probability of timing the reach to the other's. */
  readonly simultaneousShare: number;
  /** Probability of staying at the gondola where the crowd is. */
  readonly gatherShare: number;
  /** How far beside the plate one stands (crossing others' reaches), metres. */
  readonly standSpreadM: number;
  readonly noiseScale: number;
  readonly jointNoiseScale: number;
  readonly dropoutScale: number;
  readonly outlierScale: number;
  readonly mixUpScale: number;
  readonly slamsPerMinute: number;
  readonly touchesPerMinute: number;
  readonly planogramWrongShare: number;
}

const PLAIN: Scenario = {
  minutes: 3,
  floor: null,
  atOnce: 2,
  arrivalGapS: 20,
  companions: 0,
  actions: { pick: 1 },
  actionsMean: 3,
  browseS: [0.8, 3],
  followShare: 0,
  simultaneousShare: 0,
  gatherShare: 0,
  standSpreadM: 0.15,
  noiseScale: 1,
  jointNoiseScale: 1,
  dropoutScale: 1,
  outlierScale: 1,
  mixUpScale: 1,
  slamsPerMinute: 1.2,
  touchesPerMinute: 0,
  planogramWrongShare: 0,
};

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  quiet: {
    ...PLAIN,
    atOnce: 1,
    actions: { pick: 4, putBack: 0.5, walkPast: 0.5 },
    jointNoiseScale: 0.15,
    dropoutScale: 0.1,
    outlierScale: 0,
    slamsPerMinute: 0.5,
  },
  everyday: {
    ...PLAIN,
    minutes: 60,
    atOnce: 4,
    arrivalGapS: null,
    companions: 0.08,
    actionsMean: null,
    browseS: [1.2, 9],
    actions: {
      pick: 0.86,
      pickSeveral: 0.02,
      compare: 0.03,
      putBack: 0.01,
      hold: 0.02,
      holdThenTake: 0.01,
      reachOnly: 0.02,
      walkPast: 0.08,
    },
  },
  busy: {
    ...PLAIN,
    atOnce: 5,
    arrivalGapS: 9,
    companions: 0.2,
    actions: { pick: 6, pickSeveral: 1, compare: 0.6, putBack: 0.4, hold: 0.3, reachOnly: 0.3 },
    followShare: 0.1,
  },
  crowd: {
    ...PLAIN,
    atOnce: 6,
    arrivalGapS: 3,
    companions: 0.4,
    actions: { pick: 6, pickSeveral: 1, compare: 1, putBack: 1, walkPast: 0.5 },
    actionsMean: 4,
    gatherShare: 0.7,
    followShare: 0.3,
    simultaneousShare: 0.2,
    standSpreadM: 0.22,
  },
  /** A supermarket's corner at its fullest: 1,200 plates, 30 people all the time. */
  rush: {
    ...PLAIN,
    floor: { gondolas: 20, shelves: 5, plates: 12 },
    atOnce: 30,
    arrivalGapS: 0.6,
    companions: 0.2,
    actions: { pick: 6, pickSeveral: 1, compare: 0.6, putBack: 0.4, hold: 0.2, walkPast: 0.5 },
    actionsMean: 6,
    browseS: [1.2, 9],
    gatherShare: 0.15,
    followShare: 0.1,
  },
  "hand-over": {
    ...PLAIN,
    atOnce: 3,
    arrivalGapS: 8,
    companions: 0.9,
    actions: { pick: 4, handOver: 3, putBack: 0.5 },
    actionsMean: 4,
  },
  hold: { ...PLAIN, actions: { pick: 2, hold: 2, holdThenTake: 1.5, reachOnly: 0.5 } },
  misplace: {
    ...PLAIN,
    atOnce: 3,
    actions: { pick: 4, misplace: 2, compare: 0.5 },
    actionsMean: 4,
  },
  swap: { ...PLAIN, actions: { swapEqual: 3, pick: 2, compare: 0.5 } },
  fast: {
    ...PLAIN,
    atOnce: 4,
    arrivalGapS: 6,
    actions: { pickSeries: 4, pickSeveral: 2, pick: 3 },
    browseS: [0.2, 0.8],
    followShare: 0.6,
    simultaneousShare: 0.8,
    gatherShare: 0.4,
  },
  noisy: {
    ...PLAIN,
    atOnce: 3,
    arrivalGapS: 12,
    actions: { pick: 5, pickSeveral: 1, compare: 0.5, hold: 0.5 },
    noiseScale: 2,
    slamsPerMinute: 6,
    touchesPerMinute: 8,
  },
  "broken-tracks": {
    ...PLAIN,
    atOnce: 4,
    arrivalGapS: 6,
    gatherShare: 0.5,
    actions: { pick: 5, pickSeveral: 1, compare: 0.6 },
    dropoutScale: 2.5,
    outlierScale: 2,
    mixUpScale: 4,
  },
  "wrong-planogram": {
    ...PLAIN,
    atOnce: 3,
    arrivalGapS: 12,
    actions: { pick: 5, pickSeveral: 1, putBack: 0.5 },
    planogramWrongShare: 0.15,
  },
  adversarial: {
    ...PLAIN,
    atOnce: 5,
    arrivalGapS: 6,
    companions: 0.4,
    actions: {
      pick: 5,
      pickSeveral: 1.5,
      pickSeries: 1,
      compare: 1,
      putBack: 0.7,
      misplace: 0.8,
      handOver: 0.8,
      hold: 0.8,
      holdThenTake: 0.8,
      swapEqual: 0.8,
      reachOnly: 0.4,
      walkPast: 0.3,
    },
    actionsMean: 4,
    browseS: [0.3, 2],
    gatherShare: 0.4,
    followShare: 0.3,
    simultaneousShare: 0.3,
    standSpreadM: 0.25,
    noiseScale: 1.5,
    dropoutScale: 1.5,
    outlierScale: 1.5,
    mixUpScale: 2,
    slamsPerMinute: 3,
    touchesPerMinute: 4,
    planogramWrongShare: 0.05,
  },
};
