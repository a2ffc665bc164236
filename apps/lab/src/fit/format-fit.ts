/** Tables of sensitivities and of proposals. */

import type { Table } from "../worlds/format-worlds.ts";
import { averageObjective, type VisitObjective } from "./objective.ts";
import type { MovableParameter } from "./parameter-space.ts";
import type { SearchResult } from "./search.ts";
import type { Effect, Sensitivity } from "./sensitivity.ts";

/** Rows of both ways, in the order given. */
export function tabulateSensitivity(rows: readonly Sensitivity[]): Table {
  const header = [
    ...["parameter", "kind", "value", "lower", "gain", "exact", "flagged", "wrong accepted"],
    ...["higher", "gain", "exact", "flagged", "wrong accepted"],
  ];
  return {
    header,
    rows: rows.map(({ parameter, down, up }) => [
      ...[nameParameter(parameter), parameter.kind, formatValue(parameter.value)],
      ...listEffect(down),
      ...listEffect(up),
    ]),
    rightAligned: new Set(header.map((_, at) => at).slice(2)),
  };
}

export function nameParameter({ topic, name }: MovableParameter): string {
  return `${topic}.${name}`;
}

/** Four significant digits. */
export function formatValue(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function listEffect(effect: Effect | null): string[] {
  if (effect === null) return ["–", "–", "–", "–", "–"];
  const { value, gain, exact, flagged, wrongAccepted } = effect;
  return [
    ...[formatValue(value), `${formatSigned(gain.gain, 4)} ± ${gain.error.toFixed(4)}`],
    ...[exact, flagged, wrongAccepted].map((count) => formatSigned(count, 0)),
  ];
}

/** With its sign; a zero that was rounded to has none. */
export function formatSigned(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : text;
}

export function tabulateProposals({ proposals }: SearchResult): Table {
  return {
    header: ["parameter", "old", "new", "gain in-world", "± one standard error", "gain held out"],
    rows: proposals.map(({ parameter, value, inWorld, heldOutGain }) => [
      ...[nameParameter(parameter), formatValue(parameter.value), formatValue(value)],
      ...[formatSigned(inWorld.gain, 4), inWorld.error.toFixed(4), formatSigned(heldOutGain, 4)],
    ]),
    rightAligned: new Set([1, 2, 3, 4, 5]),
  };
}

/** The objective and the counts, in a line. */
export function describeVisits(visits: readonly VisitObjective[]): string {
  const add = (read: (one: VisitObjective) => number) =>
    visits.reduce((sum, one) => sum + read(one), 0);
  return (
    `objective ${averageObjective(visits).toFixed(4)} nats per receipt; of ${add((one) => one.receipts)} receipts ` +
    `${add((one) => one.exact)} exact, ${add((one) => one.flagged)} flagged, ` +
    `${add((one) => one.wrongAccepted)} accepted and wrong`
  );
}
