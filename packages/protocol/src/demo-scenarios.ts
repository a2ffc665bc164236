/** Scenarios of the simulation that a demonstration can be set to while it runs. */
export const DEMO_SCENARIOS = [
  "quiet",
  "everyday",
  "busy",
  "crowd",
  "hand-over",
  "hold",
  "misplace",
  "swap",
  "fast",
  "noisy",
  "broken-tracks",
  "adversarial",
] as const;
