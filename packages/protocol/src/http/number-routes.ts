/** What the shop has done in a stretch of time. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, deprecated, minor, nullable } from "./schemas.ts";

const spreadOf = (description: string) =>
  closed(
    {
      count: count("Number of values."),
      median: nullable(Type.Number()),
      p99: nullable(Type.Number({ description: "99th percentile." })),
      mean: nullable(Type.Number()),
    },
    { description },
  );

const DISPUTES = closed({
  all: count("Lines that shoppers disputed."),
  granted: count("Granted."),
  refused: count("Refused."),
  open: count("Open."),
});

const NUMBERS = closed({
  visits: closed({
    open: count("People inside now."),
    closed: count("Ended visits, without those of staff."),
    staff: count("Of staff."),
    buying: count("Ended visits with a purchase."),
  }),
  dwellMs: spreadOf("From entry to exit, ms."),
  basketUnits: spreadOf("Units of visits with a purchase."),
  basketMinor: spreadOf("What they paid, minor units."),
  takingsMinor: minor("Totals of receipts"),
  receipts: closed({
    final: count("That are final."),
    reviewed: count("Visits that went to review."),
    lapsed: count("Reviews that lapsed undecided."),
    waiting: count("Ended visits without a final receipt."),
  }),
  draftAfterExitMs: spreadOf("From exit to draft, ms."),
  finalAfterExitMs: spreadOf("From exit to the final receipt, without a review, ms."),
  disputes: DISPUTES,
  contests: deprecated(DISPUTES),
  accuracy: closed({
    decided: count("Flagged interactions that a reviewer decided."),
    agreed: count("Of those, decided as the engine ranked first."),
    accepted: count("Final receipts without a review."),
    provedWrong: count(
      "Of those, that a reviewer found wrong after a dispute; grants without a review prove nothing.",
    ),
  }),
  steps: Type.Array(
    closed({
      fromMs: atMs("Start of the step"),
      visits: count("Visits opened in it."),
      takingsMinor: minor("Totals of their receipts"),
      reviewed: count("Of those, that went to review."),
    }),
  ),
});

export const GET_NUMBERS = route({
  method: "GET",
  path: "/numbers",
  tag: "visits",
  summary: "Show the shop's figures of a period, with the counts behind them",
  query: closed({
    fromMs: Type.Integer({ minimum: 0, description: "Visits opened from this time on, Unix ms." }),
    untilMs: Type.Integer({ minimum: 1, description: "And before this time, Unix ms." }),
    stepMs: Type.Integer({ minimum: 60_000, description: "Length of the steps, ms." }),
  }),
  answers: { 200: { description: "The figures.", schema: NUMBERS } },
});
