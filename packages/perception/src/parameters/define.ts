/** How a number that describes the world is written down: what it means, where it comes from, how far it may be moved. */

export interface Parameter {
  readonly value: number;
  /** "g", "ms", "m", "share" (0..1), "log odds" … */
  readonly unit: string;
  /** What it says of the world, in a sentence. */
  readonly meaning: string;
  /** Where its value comes from: what was measured, on what; a paper; or who assumed it, and why. */
  readonly source: string;
  /** `fitted` ones are moved by `npm run fit`; `measured` and `assumed` ones are not. */
  readonly kind: "fitted" | "measured" | "assumed";
  /** Within what it makes sense. */
  readonly range: readonly [number, number];
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** The values alone, by the same names. */
export type Values<T extends ParameterTable> = { readonly [K in keyof T]: number };

/** Throws RangeError where a value lies outside its own range. */
export function takeValues<T extends ParameterTable>(table: T): Values<T> {
  const values: Record<string, number> = {};
  for (const [name, { value, range }] of Object.entries(table)) {
    if (!(value >= range[0] && value <= range[1])) {
      throw new RangeError(`parameter ${name} is ${value}, outside ${range[0]} to ${range[1]}`);
    }
    values[name] = value;
  }
  return Object.freeze(values) as Values<T>;
}
