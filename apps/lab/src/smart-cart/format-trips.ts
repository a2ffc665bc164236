/** Figures of trips as tables. */
import { formatTable } from "@saunter/shop/command-line/format-table";
import type { TripScore } from "./score-trips.ts";

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

export function formatTripScore(score: TripScore): string {
  const rows = score.habits.map(({ checkedExact, exact, found, habit, trips }) => [
    habit,
    String(trips),
    String(exact),
    String(checkedExact),
    String(trips - exact),
    String(found),
  ]);
  const header = ["habit", "trips", "bill right", "checked", "bill wrong", "checked"];
  return `${formatTable(header, rows, new Set([1, 2, 3, 4, 5]))}\n${listFigures(score)
    .map(([name, figure]) => `${name}: ${figure}\n`)
    .join("")}`;
}

export function listFigures(score: TripScore): readonly (readonly [string, string])[] {
  return [
    ["Honest trips with a right bill that are checked", percent(score.checkedShare)],
    ["of these weighed again", percent(score.weighedShare)],
    ["Dishonest trips with a wrong bill that are checked", percent(score.foundShare)],
    ["Right bills among honest trips let through", percent(score.exactShare, 2)],
    [`Items right after checks, of ${score.items}`, percent(score.itemsRightShare, 2)],
    ["Loss left, of sales", percent(score.lossShare, 2)],
    ["Questions a trip", score.questionsPerTrip.toFixed(2)],
    ["Brier score of the probability that a bill is right", score.brier.toFixed(3)],
    ["Its calibration error", score.calibrationError.toFixed(3)],
  ];
}
