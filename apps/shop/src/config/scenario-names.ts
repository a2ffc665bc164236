/** What simulated shoppers may be up to. The simulator has the same list, which a test of the lab holds. */
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
