/** How far shops' people differ from what is usual, and how soon that is believed. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const HABITS = {
  handoverCases: {
    value: 6,
    unit: "cases",
    meaning: "Weight of the default rate of hand-overs, in expected cases of a shop's own.",
    source:
      "Assumed: simulated mixes differ two to four times in how many meetings hand something over.",
    kind: "assumed",
    range: [0.5, 1000],
  },
  pressCases: {
    value: 10,
    unit: "cases",
    meaning: "The same of changes that were nothing but a hand's force.",
    source: "Assumed: they differ less from shop to shop, as shelves and arms are much the same.",
    kind: "assumed",
    range: [0.5, 1000],
  },
  timesMost: {
    value: 6,
    unit: "times",
    meaning: "Largest factor by which a shop's habits may differ from the defaults.",
    source: "Assumed: beyond it reviews rest on something else, such as a camera that is wrong.",
    kind: "assumed",
    range: [1, 100],
  },
} as const satisfies ParameterTable;

export type HabitParameters = Values<typeof HABITS>;
export const DEFAULT_HABITS: HabitParameters = takeValues(HABITS);
