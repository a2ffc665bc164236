/** The page of docs/reference that tells what was measured. */
import { formatSample } from "../published/published-pages.ts";
import type { Sample } from "../published/samples.ts";
import { type Figure, type FigureGroup, isKept } from "./figure.ts";

export interface BenchPage {
  readonly title: string;
  readonly version: string;
  /** "2026-03-04". */
  readonly date: string;
  /** As it was given to a shell. */
  readonly command: string;
  readonly machine: string;
  /** What was read, in words. */
  readonly about: string;
  readonly groups: readonly FigureGroup[];
  /** Null of what is not to be published. */
  readonly sample: Sample | null;
}

export function formatBenchPage({ groups, ...page }: BenchPage): string {
  return `${[
    `# ${page.title}`,
    `Saunter ${page.version}, measured on ${page.date} by the command`,
    `\`\`\`sh\n${page.command}\n\`\`\``,
    `on ${page.machine}; ${page.about}. Every figure here was written by that command, beside the limit
that it has to keep, where it has one.`,
    ...(page.sample === null ? [] : [formatSample(page.sample)]),
    ...groups.map(formatSection),
  ].join("\n\n")}\n`;
}

function formatSection({ title, figures }: FigureGroup): string {
  const rows = figures.map((figure) => `| ${listCells(figure).join(" | ")} |`);
  return [
    `## ${title}`,
    "",
    "| figure | measured | limit | result |",
    "|---|---:|---|---|",
    ...rows,
  ].join("\n");
}

function listCells(figure: Figure): string[] {
  const { name, value, unit, digits, limit } = figure;
  const kept = isKept(figure);
  return [
    // Parts of the figure above it are set in.
    name.replaceAll("|", "\\|").replace(/^ +/, "of this: "),
    Number.isNaN(value) ? "–" : `${value.toFixed(digits)} ${unit}`.trimEnd(),
    limit === null ? "" : `${limit.kind} ${limit.value} ${unit}`.trimEnd(),
    kept === null ? "" : kept ? "kept" : "**missed**",
  ];
}
