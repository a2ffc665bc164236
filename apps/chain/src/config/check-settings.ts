/** Holds what stands in a file against its schema, and says of each fault what to write instead. */
import type { TSchema } from "typebox";
import { Check } from "typebox/value";
import { SECRET } from "./chain-config-schema.ts";

export type Path = readonly (string | number)[];

export type NoteFault = (path: Path, message: string) => void;

interface Loose {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly items?: TSchema;
  readonly description?: string;
}

/** Notes all faults, and not the first alone. */
export function checkSettings(schema: TSchema, value: unknown, path: Path, note: NoteFault): void {
  const { type, description = "" } = schema as Loose;
  if (type === "object") checkMap(schema, value, path, note);
  else if (type === "array") checkList(schema, value, path, note);
  else if (!Check(schema, value)) {
    // Whoever has written a secret there does not find it in a log as well.
    const found = schema === SECRET && typeof value === "string" ? "another text" : show(value);
    note(path, `found ${found}; allowed: ${description}`);
  }
}

function checkMap(schema: TSchema, value: unknown, path: Path, note: NoteFault): void {
  const { properties = {}, required = [] } = schema as Loose;
  if (!isMap(value)) {
    note(path, `found ${show(value)}; allowed: keys and values`);
    return;
  }
  const known = Object.keys(properties);
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) continue;
    note([...path, name], `there is no such key; allowed: ${known.join(", ")}`);
  }
  for (const name of known) {
    const one = properties[name] as TSchema;
    if (Object.hasOwn(value, name)) checkSettings(one, value[name], [...path, name], note);
    else if (required.includes(name)) note(path, `${name} is missing${expect(one)}`);
  }
}

function checkList(schema: TSchema, value: unknown, path: Path, note: NoteFault): void {
  if (!Array.isArray(value)) {
    note(path, `found ${show(value)}; allowed: a list`);
    return;
  }
  const { items } = schema as Loose;
  for (const [at, item] of value.entries()) {
    checkSettings(items as TSchema, item, [...path, at], note);
  }
}

function expect(schema: TSchema): string {
  const { description, properties } = schema as Loose;
  if (properties !== undefined) return `; it has ${Object.keys(properties).join(", ")}`;
  return description === undefined ? "" : `; allowed: ${description}`;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const SHOWN_CHARS_MAX = 40;

/** What was found; short enough for a line. */
function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "keys and values";
  if (typeof value !== "string") return value === null ? "nothing" : `the ${typeof value} ${value}`;
  return value.length > SHOWN_CHARS_MAX ? "a text that is too long" : `"${value}"`;
}
