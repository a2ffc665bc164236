/** A figure that was measured, beside the limit that it has to keep. */

import { formatTable } from "@saunter/shop/command-line/format-table";

export interface Limit {
  readonly kind: "at most" | "at least";
  readonly value: number;
}

export interface Figure {
  readonly name: string;
  /** NaN where there was nothing to measure. */
  readonly value: number;
  readonly unit: string;
  readonly digits: number;
  readonly limit: Limit | null;
}

/** What belongs together, with what was measured and how in a few words. */
export interface FigureGroup {
  readonly title: string;
  readonly figures: readonly Figure[];
}

export function atMost(value: number): Limit {
  return { kind: "at most", value };
}

export function atLeast(value: number): Limit {
  return { kind: "at least", value };
}

export function createFigure(
  name: string,
  value: number,
  unit: string,
  digits: number,
  limit: Limit | null = null,
): Figure {
  return { name, value, unit, digits, limit };
}

/** Whether the figure keeps its limit; null where it has none. One not measured keeps none. */
export function isKept({ value, limit }: Figure): boolean | null {
  if (limit === null) return null;
  return limit.kind === "at most" ? value <= limit.value : value >= limit.value;
}

/** Of a quick run: so little was measured that no limit says anything of it. */
export function withoutLimits({ title, figures }: FigureGroup): FigureGroup {
  return { title, figures: figures.map((figure) => ({ ...figure, limit: null })) };
}

/** The last line of a run. */
export function formatVerdict(groups: readonly FigureGroup[]): string {
  const kept = groups.flatMap(({ figures }) => figures).map(isKept);
  if (kept.every((one) => one === null)) return "No figure here has a limit.";
  const missed = countMissed(groups);
  return missed === 0 ? "Every limit is kept." : `Limits missed: ${missed}`;
}

export function countMissed(groups: readonly FigureGroup[]): number {
  return groups.flatMap(({ figures }) => figures).filter((one) => isKept(one) === false).length;
}

const NAME_WIDTH = 52;
const VALUE_WIDTH = 13;

export function formatGroup({ title, figures }: FigureGroup): string {
  const rows = figures.map((figure) => {
    const { name, value, unit, digits, limit } = figure;
    const text = Number.isNaN(value) ? "–" : value.toFixed(digits);
    const kept = isKept(figure);
    return [
      `  ${name}`.padEnd(NAME_WIDTH),
      `${text} ${unit}`.trimEnd().padStart(VALUE_WIDTH),
      limit === null ? "" : `${limit.kind} ${limit.value} ${unit}`.trimEnd(),
      kept === null ? "" : kept ? "kept" : "MISSED",
    ];
  });
  // The title stands above the table: as a header it would widen the first column.
  const [, ...lines] = formatTable(["", "", "", ""], rows, new Set([1])).split("\n");
  return `${title}\n${lines.join("\n")}`;
}
