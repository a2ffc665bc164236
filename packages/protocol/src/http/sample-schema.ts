/**
 * Examples for the OpenAPI document: made of the schemas, so that none can be forgotten or go out of
 * date. A schema's own `examples` come first; names of fields choose values that people recognise.
 */
import type { TSchema } from "typebox";

interface Loose {
  readonly [keyword: string]: unknown;
}

const AT_MS = 1_772_442_000_000;

/** Texts by the end of a field's name, in order: the first that fits the field's schema is taken. */
const TEXTS: readonly (readonly [name: RegExp, text: string])[] = [
  [/gtin$/i, "5000001000028"],
  [/currency$/i, "GBP"],
  [/countryCode$/i, "GB"],
  [/locale|language$/i, "en-GB"],
  [/url$|endpoint$/i, "https://books.example/saunter"],
  [/email|address$/i, "mila@shop.example"],
  [/day$|date$/i, "2026-03-02"],
  [/lastFour$/i, "4242"],
  [/facing$/i, "1/1/1"],
  [/alertKey$/i, "age:7"],
  [/next$/i, "/v1/receipts?after=WzE3NzI0NDIwMDAwMDBd"],
  [/name$/i, "Oat milk"],
  [/message|detail|advice|text|reason|note/i, "Check the age of the shopper."],
  [/rate$/i, "0.20"],
  [/userId|by$|Id$/i, "4f1c2a9d7e55b3e8"],
];

/** For texts whose name says nothing, by their pattern. */
const SPARE_TEXTS: readonly string[] = [
  "4f1c2a9d7e55b3e8",
  "2026-03-02",
  "GBP",
  "0.20",
  "1",
  "5000001000028",
  "x".repeat(32),
  "BTBZMqHH6r4Tts7J_aSIgg",
  "BTBZMqHH6r4T",
  "04:A2:24:9B",
  "08:00",
  "08:00:00",
  "3.35",
  "urn:saunter:receipt:1",
];

const NUMBERS: readonly (readonly [name: RegExp, value: number])[] = [
  [/Ms$/, AT_MS],
  [/Minor$/, 335],
  [/quantity$/i, 2],
  [/netG$|weightG$/i, 412],
  [/probability/i, 0.998],
];

/** A value that fits the schema; a text whose pattern nothing here fits is empty, and a test finds it. */
export function sampleSchema(schema: TSchema, name = ""): unknown {
  const { examples, anyOf, type, ...rest } = schema as Loose;
  if (Array.isArray(examples)) return examples[0];
  if (Object.hasOwn(rest, "const")) return rest.const;
  if (Array.isArray(rest.enum)) return rest.enum[0];
  if (Array.isArray(anyOf)) return sampleSchema(anyOf[0], name);
  switch (type) {
    case "object":
      return makeObject(rest);
    case "array":
      return Array.from({ length: Math.max(1, (rest.minItems as number | undefined) ?? 1) }, () =>
        sampleSchema(rest.items as TSchema, name),
      );
    case "string":
      return makeText(rest, name);
    case "integer":
    case "number":
      return makeNumber(rest, name);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return {};
  }
}

function makeObject({ properties = {} }: Loose): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties as Record<string, TSchema>).map(([name, schema]) => [
      name,
      sampleSchema(schema, name),
    ]),
  );
}

function makeText(schema: Loose, name: string): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern = "" } = schema;
  const isFitting = (text: string): boolean =>
    text.length >= (minLength as number) &&
    text.length <= (maxLength as number) &&
    new RegExp(pattern as string, "u").test(text);
  const named = TEXTS.flatMap(([part, text]) => (part.test(name) ? [text] : []));
  return [...named, ...SPARE_TEXTS].find(isFitting) ?? "";
}

function makeNumber(schema: Loose, name: string): number {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
  const named = NUMBERS.find(([part]) => part.test(name))?.[1] ?? 1;
  return Math.min(Math.max(named, minimum as number), maximum as number);
}
