/** JSON as recordings hold it: Python's NaN is read as null, and long whole numbers stay exact. */

export type JsonObject = { readonly [key: string]: unknown };

const BARE_NUMBER = /([:[,]\s*)(?:NaN|[+-]?Infinity)(?=\s*[,}\]])/g;

/**
 * Parses one document; undefined where it is none. Python's writer puts bare NaN and Infinity in
 * JSON, which no parser must take: a document that fails is tried once more with null for them.
 */
export function parseDocument(text: string): JsonObject | undefined {
  const value = parseText(text) ?? parseText(text.replace(BARE_NUMBER, "$1null"));
  return asObject(value);
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The same, with every whole number beyond 2^53 as a string of the digits written. */
export function parseDocumentExactly(text: string): JsonObject | undefined {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? "";
    return /^-?\d+$/.test(source) ? source : value;
  };
  for (const attempt of [text, text.replace(BARE_NUMBER, "$1null")]) {
    try {
      return asObject(JSON.parse(attempt, exact));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

export function asObject(value: unknown): JsonObject | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

/** The object found by following `keys` down; undefined where one is missing. */
export function findObject(value: unknown, ...keys: string[]): JsonObject | undefined {
  let found = asObject(value);
  for (const key of keys) found = asObject(found?.[key]);
  return found;
}

export function asPositiveInteger(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
}
