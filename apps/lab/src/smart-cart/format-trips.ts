/** Figures of trips as tables. */
import { formatTable } from "@saunter/shop/command-line/format-table";
import {
  type Count,
  SPOT_CHECK_SHARE,
  share,
  type TripGroup,
  type TripScore,
} from "./score-trips.ts";

const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)} %`;

/** Counts may be expectations: they are shown whole. */
function formatShare(count: Count, digits = 1): string {
  if (count.whole === 0) return "no such trip";
  return `${percent(share(count), digits)} (${Math.round(count.part)} of ${count.whole})`;
}

const GROUP_HEADER = ["bill right", "checked", "weighed again", "bill wrong", "checked"];

function listGroup({ checkedExact, exact, found, trips, weighedExact }: TripGroup): string[] {
  return [exact, checkedExact, weighedExact, trips - exact, found].map(String);
}

export function formatTripScore(score: TripScore): string {
  const rows = score.habits.map((group) => [group.name, ...listGroup(group)]);
  const table = formatTable(["habit", ...GROUP_HEADER], rows, new Set([1, 2, 3, 4, 5]));
  return `${table}\n${listFigures(score)
    .map(([name, figure]) => `${name}: ${figure}\n`)
    .join("")}`;
}

export function formatGroups(label: string, groups: readonly TripGroup[]): string {
  const header = [label, ...GROUP_HEADER];
  const rows = groups.map((group) => [group.name, ...listGroup(group)]);
  return [header, header.map(() => "---"), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

export function listFigures(score: TripScore): readonly (readonly [string, string])[] {
  const { calibration, wrongQuestions } = score;
  const spots = percent(SPOT_CHECK_SHARE, 0);
  const figures: (readonly [string, string])[] = [
    ["Items billed right on honest trips", formatShare(score.itemsBilledRight, 2)],
    ["the same after checks", formatShare(score.itemsRight, 2)],
    ["Right bills among honest trips let through", formatShare(score.exactLetThrough, 2)],
    ["Honest trips with a right bill that are checked", formatShare(score.checked)],
    ["False alarms: of these weighed again", formatShare(score.falseAlarms)],
    ["Dishonest trips with a wrong bill that are checked", formatShare(score.found)],
    ["the same where weight can tell", formatShare(score.foundByWeight)],
    [`Honest trips checked where ${spots} are spot-checked`, formatShare(score.checkedWithSpots)],
    [`Dishonest trips checked where ${spots} are spot-checked`, formatShare(score.foundWithSpots)],
    ["Loss left, of sales", percent(score.lossShare, 3)],
    ["Questions to an honest shopper a trip", share(score.questions).toFixed(2)],
  ];
  if (wrongQuestions !== null) {
    figures.push(["of these about nothing", share(wrongQuestions).toFixed(2)]);
  }
  if (calibration !== null) {
    const { brier, brierOfNothing, error } = calibration;
    figures.push(
      ["Brier score, worlds left out", `${brier.toFixed(4)}, to ${brierOfNothing.toFixed(4)}`],
      ["Calibration error, worlds left out", error.toFixed(4)],
    );
  }
  return figures;
}
