/** Parts that the configuration's schema is made of, each with what the reference says of it. */
import Type, { type TObject, type TProperties, type TSchema, type TUnsafe } from "typebox";
import type { FormatName } from "./config-formats.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";

interface Options {
  readonly default?: unknown;
  /** A former name, still read. */
  readonly deprecated?: true;
}

/** A map of these keys and no others. */
export function makeKeys<P extends TProperties>(
  description: string,
  properties: P,
  options: Options = {},
): TObject<P> {
  return Type.Object(properties, { description, additionalProperties: false, ...options });
}

/** A map of any keys, whose meaning somebody else's program knows. */
export function makeAnyKeys(description: string, options: Options = {}) {
  return Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: "object",
    description,
    additionalProperties: true,
    ...options,
  });
}

/** A list with a largest length. */
export function makeList<S extends TSchema>(
  description: string,
  items: S,
  maxItems: number,
  options: Options & { readonly minItems?: number } = {},
) {
  return Type.Array(items, { description, maxItems, ...options });
}

/** A text of a format. */
export function makeText(description: string, format: FormatName, options: Options = {}) {
  return Type.String({ description, format, maxLength: 2000, ...options });
}

/** A text that may look like a number: prices, GTINs, rates. It is read digit by digit. */
export function makeDigits(
  description: string,
  format: FormatName,
  options: Options = {},
): TUnsafe<string> {
  return Type.Unsafe<string>({
    type: ["string", "number"],
    description,
    format,
    maxLength: 2000,
    ...options,
  });
}

/** A line for people to read. */
export function makeName(description: string, options: Options = {}) {
  const { nameCharsMax } = CONFIG_LIMITS;
  return Type.String({ description, format: "line", maxLength: nameCharsMax, ...options });
}

/** One of a few words. */
export function makeChoice<const V extends string[]>(
  description: string,
  choices: readonly [...V],
  options: Options = {},
) {
  return Type.Enum<V>(choices, { description, ...options });
}

export function makeWhole(
  description: string,
  minimum: number,
  maximum: number,
  options: Options = {},
) {
  return Type.Integer({ description, minimum, maximum, ...options });
}

/** A length or a place in metres. */
export function makeMetres(description: string, minimum: number, maximum: number) {
  return Type.Number({ description, minimum, maximum });
}

/** Names where a secret is; the secret itself never stands in the file. */
export function makeSecret(description: string) {
  const variants = [
    makeText("Name of the environment variable that holds it", "env-name"),
    makeKeys("A file that holds it", { file: makeText("Path of the file", "path") }),
  ] as const;
  return Type.Union([...variants], { description });
}

/** From when until when something holds. */
export const VALIDITY = {
  from: Type.Optional(
    makeText("First moment, on the shop's own clock; left out: from ever", "instant"),
  ),
  until: Type.Optional(
    makeText("First moment at which it holds no more; left out: for ever", "instant"),
  ),
};
