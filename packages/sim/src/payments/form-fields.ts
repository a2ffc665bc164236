/** Reads the fields of a form, or of a query, whose nested names are `a[b]` as Stripe has them. */

import { refuseParameter } from "./provider-errors.ts";
import type { Performed } from "./provider-types.ts";
import {
  AMOUNT_MINOR_MAX,
  METADATA_CHARACTERS_MAX,
  PAGE_DEFAULT,
  PAGE_MAX,
} from "./provider-types.ts";

export type Fields = Readonly<Record<string, string>>;

/** A field's value, or the answer that refuses it. */
export type Field<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly answer: Performed };

function refuseField(param: string, code: string, message: string): Field<never> {
  return { ok: false, answer: refuseParameter(param, code, message) };
}

/** A positive whole number of minor units. */
export function readAmount(body: Fields, name: string): Field<number> {
  const text = body[name];
  if (text === undefined || text === "") {
    return refuseField(name, "parameter_missing", `Missing required param: ${name}.`);
  }
  if (!/^-?\d+$/.test(text)) {
    return refuseField(name, "parameter_invalid_integer", `Invalid integer: ${text}`);
  }
  const amountMinor = Number(text);
  if (amountMinor < 1) {
    return refuseField(name, "parameter_invalid_integer", "This value must be at least 1.");
  }
  if (amountMinor > AMOUNT_MINOR_MAX) {
    return refuseField(name, "amount_too_large", "Amount must be no more than 8 digits.");
  }
  return { ok: true, value: amountMinor };
}

/** Currencies with three decimals that Stripe has: their amounts end in 0, or are refused. */
const THREE_DECIMALS: ReadonlySet<string> = new Set(["bhd", "jod", "kwd", "omr", "tnd"]);

/** The answer that refuses an amount which the currency does not have here; null where it has it. */
export function findOddAmount(
  currency: string,
  amountMinor: number,
  name: string,
): Performed | null {
  if (!THREE_DECIMALS.has(currency) || amountMinor % 10 === 0) return null;
  const message = `Amounts in ${currency} must have 0 as their last digit.`;
  return refuseParameter(name, "parameter_invalid_integer", message);
}

/** As `readAmount`, and `fallback` where the field is not there. */
export function readAmountOr(body: Fields, name: string, fallback: number): Field<number> {
  return name in body ? readAmount(body, name) : { ok: true, value: fallback };
}

export function readMetadata(body: Fields): Field<Readonly<Record<string, string>>> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) {
    const key = /^metadata\[([^\]]+)\]$/.exec(name)?.[1];
    if (key === undefined) continue;
    if (value.length > METADATA_CHARACTERS_MAX) {
      return refuseField(name, "parameter_invalid_string", "Metadata values are too long.");
    }
    metadata[key] = value;
  }
  return { ok: true, value: metadata };
}

/** Values of an array field: `expand[0]`, `expand[1]`. */
export function readArray(body: Fields, name: string): string[] {
  return Object.entries(body)
    .filter(([field]) => field.startsWith(`${name}[`) && /\[\d*\]$/.test(field))
    .map(([, value]) => value);
}

export function readLimit(body: Fields): Field<number> {
  const text = body.limit ?? String(PAGE_DEFAULT);
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > PAGE_MAX) {
    return refuseField("limit", "parameter_invalid_integer", `Limit is 1 to ${PAGE_MAX}.`);
  }
  return { ok: true, value: limit };
}
