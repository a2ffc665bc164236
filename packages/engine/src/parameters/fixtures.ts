/** What fridges, hooks and platforms are like that shelves are not. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const FIXTURES = {
  hooksSettledMs: {
    value: 1200,
    unit: "ms",
    meaning: "How long the level of a peg must stay flat: what hangs on it swings.",
    source:
      "A pendulum of 0.1 to 0.25 m swings in 0.63 to 1.0 s and pulls hardest twice in that: two to four pulls.",
    kind: "assumed",
    range: [500, 3000],
  },
  doorAjarMs: {
    value: 700,
    unit: "ms",
    meaning:
      "A door that a contact says is closed may have been open this much before or after, for a hand.",
    source:
      "A magnet's contact opens some centimetres after the door, and readings are averaged over a bin.",
    kind: "assumed",
    range: [100, 3000],
  },
  goodsShare: {
    value: 0.5,
    unit: "share",
    meaning:
      "What changes behind a closed door by less than this of its shelf's lightest product is the compressor's or the door's.",
    source: "Assumed: goods weigh what the catalogue says but for some per cent.",
    kind: "assumed",
    range: [0.1, 1],
  },
} as const satisfies ParameterTable;

export type FixtureParameters = Values<typeof FIXTURES>;
export const DEFAULT_FIXTURES: FixtureParameters = takeValues(FIXTURES);
