/** What the shop has done in a stretch of time. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, minor, nullable } from "./schemas.ts";

const spreadOf = (description: string) =>
  closed(
    {
      count: count("Values that there are."),
      median: nullable(Type.Number()),
      p99: nullable(Type.Number({ description: "99 of 100 are no larger." })),
      mean: nullable(Type.Number()),
    },
    { description },
  );

const NUMBERS = closed({
  visits: closed({
    open: count("People are inside."),
    closed: count("That are over, without those of staff."),
    staff: count("Of staff."),
    buying: count("Of those that are over, that bought something."),
  }),
  dwellMs: spreadOf("From entry to exit, ms."),
  basketUnits: spreadOf("Units of those that bought."),
  basketMinor: spreadOf("What they paid, minor units."),
  takingsMinor: minor("What receipts say"),
  receipts: closed({
    final: count("That are final."),
    reviewed: count("Visits that a person had to look at."),
    lapsed: count("Reviews that nobody came to in time."),
    waiting: count("Visits that are over, and have no final receipt yet."),
  }),
  draftAfterExitMs: spreadOf("From exit to draft, ms."),
  finalAfterExitMs: spreadOf("From exit to the final receipt, where nobody had to look, ms."),
  contests: closed({
    all: count("Lines that shoppers contested."),
    granted: count("That were granted."),
    refused: count("That were refused."),
    open: count("That wait."),
  }),
  accuracy: closed({
    decided: count("Doubtful interactions that a reviewer decided."),
    agreed: count("Of those, that were as the engine thought likeliest."),
    accepted: count("Final receipts that nobody looked at."),
    provedWrong: count("Of those, that a contest proved wrong."),
  }),
  steps: Type.Array(
    closed({
      fromMs: atMs("Beginning of the step"),
      visits: count("Visits that were opened in it."),
      takingsMinor: minor("What their receipts say"),
      reviewed: count("Of those, that a person had to look at."),
    }),
  ),
});

export const GET_NUMBERS = route({
  method: "GET",
  path: "/numbers",
  tag: "visits",
  summary: "What the shop has done in a stretch of time, with the counts that it rests on",
  query: closed({
    fromMs: Type.Integer({ minimum: 0, description: "Visits opened from here on, Unix ms." }),
    untilMs: Type.Integer({ minimum: 1, description: "And before this, Unix ms." }),
    stepMs: Type.Integer({ minimum: 60_000, description: "Length of the steps, ms." }),
  }),
  answers: { 200: { description: "The figures.", schema: NUMBERS } },
});
