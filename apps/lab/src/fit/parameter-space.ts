/** Parameters that a fit may change, and the size of one step. */

import type { Parameter, ParameterTable } from "@saunter/numerics/parameter-table";

export type ParameterKind = Parameter["kind"];

export interface MovableParameter {
  readonly topic: string;
  readonly name: string;
  readonly unit: string;
  readonly kind: ParameterKind;
  readonly value: number;
  readonly range: readonly [number, number];
}

/** Other values of some parameters, by topic and name. */
export type Changes = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function listParameters(
  tables: Readonly<Record<string, ParameterTable>>,
  kinds: readonly ParameterKind[],
): MovableParameter[] {
  return Object.entries(tables).flatMap(([topic, table]) =>
    Object.entries(table)
      .filter(([, { kind }]) => kinds.includes(kind))
      .map(([name, { unit, kind, value, range }]) => ({ topic, name, unit, kind, value, range })),
  );
}

/** Parameters in these units are continuous; whole numbers in other units are counts and stay whole. */
const CONTINUOUS_UNITS = new Set([
  ...["g", "g²", "kg", "m", "m²", "mm", "ms", "s", "Hz", "share", "log", "log odds", "nats"],
  ...["sds", "sds²", "ratio", "probability", "m/s", "g/s", "1/s", "units"],
]);

/** A step of 100 % of a parameter that is 0, as a share of its range. */
const ZERO_RANGE_SHARE = 0.1;

/**
 * The value moved by a share of itself, up for a positive one, within the range; counts by one at
 * least. Null where the range leaves no room.
 */
export function moveParameter(
  { value, unit, range }: Pick<MovableParameter, "value" | "unit" | "range">,
  share: number,
): number | null {
  const [least, most] = range;
  const size = value === 0 ? ZERO_RANGE_SHARE * (most - least) : Math.abs(value);
  let step = share * size;
  if (Number.isInteger(value) && !CONTINUOUS_UNITS.has(unit)) {
    step = Math.sign(share) * Math.max(1, Math.round(Math.abs(step)));
  }
  const moved = Math.min(most, Math.max(least, value + step));
  return moved === value ? null : moved;
}

export function changeParameter(
  changes: Changes,
  { topic, name }: Pick<MovableParameter, "topic" | "name">,
  value: number,
): Changes {
  return { ...changes, [topic]: { ...changes[topic], [name]: value } };
}
