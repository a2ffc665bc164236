import type { TSchema } from "typebox";
import { describeFormat, type FormatContext } from "./config-formats.ts";

/** The keywords of JSON Schema that the configuration's schema uses. */
export interface SchemaView {
  readonly type?: string | readonly string[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaView[];
  readonly properties?: Readonly<Record<string, SchemaView>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: SchemaView;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
}

/** A schema as the JSON that it is. */
export function viewSchema(schema: TSchema): SchemaView {
  return schema as SchemaView;
}

/** What a schema allows, in a few words. Formats may say more where the currency is known. */
export function describeAllowed(schema: SchemaView, context: FormatContext | null): string {
  if (schema.anyOf !== undefined) {
    const kinds = schema.anyOf.map((variant) => variant.properties?.kind?.const);
    if (kinds.length > 1 && kinds.every((kind) => kind !== undefined)) {
      return `keys and values with a kind of ${kinds.join(", ")}`;
    }
    return schema.anyOf.map((variant) => describeAllowed(variant, context)).join(", or ");
  }
  if (schema.enum !== undefined) return schema.enum.join(", ");
  if (schema.const !== undefined) return schema.const;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "integer" || type === "number") return describeNumber(schema);
  if (type === "boolean") return "true, false";
  if (type === "array") return describeList(schema);
  if (schema.additionalProperties === true) return "any keys";
  if (type === "object") return `the keys ${Object.keys(schema.properties ?? {}).join(", ")}`;
  if (schema.format !== undefined) return describeFormat(schema.format, context);
  return `a text of ${schema.minLength ?? 0} to ${schema.maxLength ?? "any number of"} characters`;
}

function describeNumber({ type, minimum, maximum, exclusiveMinimum }: SchemaView): string {
  const noun = type === "integer" ? "a whole number" : "a number";
  if (exclusiveMinimum !== undefined) {
    return `${noun} above ${exclusiveMinimum}${maximum === undefined ? "" : `, at most ${maximum}`}`;
  }
  if (minimum !== undefined && maximum !== undefined) {
    return `${noun} from ${minimum} to ${maximum}`;
  }
  if (minimum !== undefined) return `${noun} of at least ${minimum}`;
  return maximum === undefined ? noun : `${noun} of at most ${maximum}`;
}

function describeList({ minItems = 0, maxItems }: SchemaView): string {
  if (maxItems === undefined) return minItems === 0 ? "a list" : `a list of at least ${minItems}`;
  return minItems === 0 ? `a list of at most ${maxItems}` : `a list of ${minItems} to ${maxItems}`;
}
