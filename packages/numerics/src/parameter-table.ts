/** How a number that describes the world is written down: what it means, where it comes from, how far it may be moved. */

export interface Parameter {
  readonly value: number;
  /** "g", "ms", "m", "share" (0..1), "log odds" … */
  readonly unit: string;
  /** What it says of the world, in a sentence. */
  readonly meaning: string;
  /** Where its value comes from: what was measured, on what; a paper; or who assumed it, and why. */
  readonly source: string;
  /** `fitted` ones come from data, as their source says, and `npm run fit` may move them; `measured` ones it leaves alone. */
  readonly kind: "fitted" | "measured" | "assumed";
  /** Within what it makes sense. */
  readonly range: readonly [number, number];
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** The values alone, by the same names. */
export type Values<T extends ParameterTable> = { readonly [K in keyof T]: number };

/**
 * @param changes other values of some, by name.
 * Throws RangeError where a value lies outside its range, or is of none of the table's parameters.
 */
export function takeValues<T extends ParameterTable>(
  table: T,
  changes: Partial<Values<T>> = {},
): Values<T> {
  const values: Record<string, number> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const { range } = parameter;
    const value = changes[name] ?? parameter.value;
    if (!(value >= range[0] && value <= range[1])) {
      throw new RangeError(`parameter ${name} is ${value}, outside ${range[0]} to ${range[1]}`);
    }
    values[name] = value;
  }
  for (const name of Object.keys(changes)) {
    if (!Object.hasOwn(table, name)) throw new RangeError(`there is no parameter ${name}`);
  }
  // Copied: an object that is filled name by name is slow to read from, its copy is not.
  return Object.freeze({ ...values }) as Values<T>;
}
