/**
 * Reads a tree of texts as a schema says: texts become numbers, amounts stay texts, what is left
 * out gets its default, and whatever does not fit is noted with its place. Of JSON Schema it knows
 * the part that `config-schema.ts` uses, and throws where a schema asks for more.
 */
import type { Static, TSchema } from "typebox";
import { type FormatContext, findFormatFault, hidesFound } from "./config-formats.ts";
import type { Place, ProblemSink } from "./config-problem.ts";
import { describeAllowed, type SchemaView, viewSchema } from "./schema-view.ts";
import { describeNode, joinPath, type MapNode, type SourceNode } from "./source-tree.ts";
import { formatSuggestion } from "./suggest-name.ts";

export interface ReadContext extends FormatContext {
  readonly problems: ProblemSink;
  readonly places: SourcePlaces;
}

/** Where values came from, and which lists have lost items that could not be read. */
export class SourcePlaces {
  readonly #sources = new WeakMap<object, { readonly node: SourceNode; readonly path: string }>();
  readonly #incomplete = new WeakSet<object>();

  remember(value: object, node: SourceNode, path: string): void {
    this.#sources.set(value, { node, path });
  }

  markIncomplete(list: object): void {
    this.#incomplete.add(list);
  }

  isIncomplete(list: object): boolean {
    return this.#incomplete.has(list);
  }

  /** Whether a key stands in the source of a map, with something after it. */
  isGiven(value: object, key: string): boolean {
    const node = this.#sources.get(value)?.node;
    return (
      node?.kind === "map" &&
      node.entries.some((entry) => entry.key === key && entry.value.kind !== "empty")
    );
  }

  /** Place and path of a value, or of a key or item of it; the whole where it is left out. */
  find(value: object, key?: string | number): { readonly at: Place; readonly path: string } {
    const source = this.#sources.get(value);
    if (source === undefined) throw new Error("a value that was not read has no place");
    const { node, path } = source;
    if (key === undefined) return { at: node.at, path };
    const inner =
      node.kind === "map"
        ? node.entries.find((entry) => entry.key === key)?.value
        : node.kind === "list"
          ? node.items[Number(key)]
          : undefined;
    return { at: inner?.at ?? node.at, path: joinPath(path, key) };
  }
}

/** The value, or undefined where it cannot be read; lists come without what cannot be read. */
export function readBySchema<S extends TSchema>(
  schema: S,
  node: SourceNode,
  path: string,
  context: ReadContext,
): Static<S> | undefined {
  return readValue(viewSchema(schema), node, path, context) as Static<S> | undefined;
}

/** The keys of a map that can be read; of those that are left out, the defaults. */
export function readKeysBySchema<S extends TSchema>(
  schema: S,
  node: MapNode,
  path: string,
  context: ReadContext,
): Partial<Static<S>> {
  return readKeys(viewSchema(schema), node, path, context).value as Partial<Static<S>>;
}

function readValue(
  schema: SchemaView,
  node: SourceNode,
  path: string,
  context: ReadContext,
): unknown {
  if (schema.anyOf !== undefined) return readUnion(schema, schema.anyOf, node, path, context);
  if (schema.enum !== undefined || schema.const !== undefined) {
    return readChoice(schema, node, path, context);
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object": {
      if (node.kind !== "map") return noteFound(schema, node, path, context);
      if (schema.additionalProperties === true) return readAny(node);
      const { value, isWhole } = readKeys(schema, node, path, context);
      return isWhole ? value : undefined;
    }
    case "array":
      return readList(schema, node, path, context);
    case "integer":
    case "number":
      return readNumber(schema, node, path, context);
    case "boolean":
      if (node.kind === "text" && node.isPlain) {
        if (node.text === "true") return true;
        if (node.text === "false") return false;
      }
      return noteFound(schema, node, path, context);
    case "string":
      return readText(schema, node, path, context);
    default:
      throw new Error(`no reading of the schema at ${path}`);
  }
}

/** What the file says, whatever it is: keys and values that somebody else's program knows. */
function readAny(node: SourceNode): unknown {
  switch (node.kind) {
    case "empty":
      return null;
    case "list":
      return node.items.map(readAny);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, readAny(value)]));
    case "text":
      if (!node.isPlain) return node.text;
      if (node.text === "true" || node.text === "false") return node.text === "true";
      return NUMBER.test(node.text) ? Number(node.text) : node.text;
    default:
      return node satisfies never;
  }
}

function noteFound(
  schema: SchemaView,
  node: SourceNode,
  path: string,
  context: ReadContext,
  allowed = describeAllowed(schema, context),
): undefined {
  // A secret pasted where its name belongs is not repeated.
  const found = node.kind === "text" && hidesFound(schema.format) ? "a text" : describeNode(node);
  context.problems.note(node.at, path, `found ${found}; allowed: ${allowed}`);
}

function readText(
  schema: SchemaView,
  node: SourceNode,
  path: string,
  context: ReadContext,
): string | undefined {
  if (node.kind !== "text") return noteFound(schema, node, path, context);
  const { text } = node;
  if (text.length < (schema.minLength ?? 0) || text.length > (schema.maxLength ?? text.length)) {
    return noteFound(schema, node, path, context);
  }
  if (schema.format !== undefined) {
    const fault = findFormatFault(schema.format, text, context);
    if (fault !== null) return noteFound(schema, node, path, context, fault);
  }
  return text;
}

/** As YAML writes numbers, but for octal, hexadecimal and the infinite. */
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

function readNumber(
  schema: SchemaView,
  node: SourceNode,
  path: string,
  context: ReadContext,
): number | undefined {
  if (node.kind !== "text" || !node.isPlain || !NUMBER.test(node.text)) {
    const isCommaed = node.kind === "text" && /^-?\d+,\d+$/.test(node.text);
    const hint = isCommaed ? `; did you mean ${node.text.replace(",", ".")}?` : "";
    return noteFound(schema, node, path, context, describeAllowed(schema, context) + hint);
  }
  const value = Number(node.text);
  const fits =
    Number.isFinite(value) &&
    (schema.type !== "integer" || Number.isSafeInteger(value)) &&
    value >= (schema.minimum ?? value) &&
    value <= (schema.maximum ?? value) &&
    (schema.exclusiveMinimum === undefined || value > schema.exclusiveMinimum);
  // -0 is not told from 0 by those who read it.
  return fits ? value + 0 : noteFound(schema, node, path, context);
}

function readChoice(
  schema: SchemaView,
  node: SourceNode,
  path: string,
  context: ReadContext,
): string | undefined {
  const choices = schema.enum ?? [schema.const!];
  if (node.kind !== "text") return noteFound(schema, node, path, context);
  if (choices.includes(node.text)) return node.text;
  const suggestion = formatSuggestion(node.text, choices);
  return noteFound(schema, node, path, context, describeAllowed(schema, context) + suggestion);
}

function readList(
  schema: SchemaView,
  node: SourceNode,
  path: string,
  context: ReadContext,
): unknown[] | undefined {
  if (node.kind !== "list" || schema.items === undefined) {
    return noteFound(schema, node, path, context);
  }
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const { length } = node.items;
  if (length < minItems || length > maxItems) {
    const message = `found ${length} items; allowed: ${describeAllowed(schema, context)}`;
    context.problems.note(node.at, path, message);
    return undefined;
  }
  const values: unknown[] = [];
  for (const [i, item] of node.items.entries()) {
    const value = readValue(schema.items, item, joinPath(path, i), context);
    if (value !== undefined) values.push(value);
  }
  context.places.remember(values, node, path);
  if (values.length < length) context.places.markIncomplete(values);
  return values;
}

function readKeys(
  schema: SchemaView,
  node: MapNode,
  path: string,
  context: ReadContext,
): { value: Record<string, unknown>; isWhole: boolean } {
  const properties = schema.properties ?? {};
  const given = new Map(node.entries.map((entry) => [entry.key, entry]));
  let isWhole = true;
  for (const { key, keyAt } of node.entries) {
    if (Object.hasOwn(properties, key)) continue;
    const names = Object.keys(properties);
    const known = names.length === 0 ? "no keys" : names.join(", ");
    const near = names.filter((name) => !given.has(name));
    const hint = formatSuggestion(key, near) || formatDeeper(key, properties);
    const message = `this key is not known; allowed: ${known}${hint}`;
    context.problems.note(keyAt, joinPath(path, key), message);
  }
  const value: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(properties)) {
    const read = readKey(schema, key, inner, node, given.get(key)?.value, path, context);
    if (read === undefined) isWhole &&= isLeftOut(schema, key, given.get(key)?.value);
    else value[key] = read;
  }
  context.places.remember(value, node, path);
  return { value, isWhole };
}

/** Where a key belongs that is indented too little. */
function formatDeeper(key: string, properties: Readonly<Record<string, SchemaView>>): string {
  const parents = Object.entries(properties).filter(([, inner]) =>
    (inner.anyOf ?? [inner]).some((variant) => Object.hasOwn(variant.properties ?? {}, key)),
  );
  const [parent] = parents;
  return parents.length === 1 ? `; it belongs below ${parent![0]}: indent it` : "";
}

function isLeftOut(schema: SchemaView, key: string, node: SourceNode | undefined): boolean {
  return (node === undefined || node.kind === "empty") && !schema.required?.includes(key);
}

function readKey(
  schema: SchemaView,
  key: string,
  inner: SchemaView,
  parent: MapNode,
  node: SourceNode | undefined,
  parentPath: string,
  context: ReadContext,
): unknown {
  const path = joinPath(parentPath, key);
  if (node !== undefined && node.kind !== "empty") return readValue(inner, node, path, context);
  if (inner.default !== undefined) return makeDefault(inner, node ?? parent, path, context);
  if (!schema.required?.includes(key)) return undefined;
  const message = `this key is missing; allowed: ${describeAllowed(inner, context)}`;
  context.problems.note((node ?? parent).at, path, message);
  return undefined;
}

/** A default that is a map names its variant at most: its keys have defaults of their own. */
function makeDefault(
  schema: SchemaView,
  { at }: SourceNode,
  path: string,
  context: ReadContext,
): unknown {
  const { default: given } = schema;
  if (Array.isArray(given)) {
    const values = structuredClone(given);
    context.places.remember(values, { kind: "list", at, items: [] }, path);
    return values;
  }
  if (typeof given !== "object" || given === null) return given;
  const entries = Object.entries(given).map(([key, value]) => {
    const text = { kind: "text", at, text: String(value), isPlain: true } as const;
    return { key, keyAt: at, value: text };
  });
  return readValue(schema, { kind: "map", at, entries }, path, context);
}

function readUnion(
  schema: SchemaView,
  variants: readonly SchemaView[],
  node: SourceNode,
  path: string,
  context: ReadContext,
): unknown {
  if (node.kind === "map") {
    const maps = variants.filter((variant) => variant.type === "object");
    if (maps.length > 0) return readMapVariant(maps, node, path, context);
  } else if (node.kind === "list") {
    const list = variants.find((variant) => variant.type === "array");
    if (list !== undefined) return readValue(list, node, path, context);
  } else {
    const scalars = variants.filter(({ type }) => type !== "object" && type !== "array");
    if (scalars.length === 1) return readValue(scalars[0]!, node, path, context);
    for (const scalar of scalars) {
      const quiet = { ...context, problems: { note: () => {} } };
      const value = readValue(scalar, node, path, quiet);
      if (value !== undefined) return value;
    }
  }
  return noteFound(schema, node, path, context);
}

/** Variants are distinguished by their `kind`; those without one, by the keys that are there. */
function readMapVariant(
  variants: readonly SchemaView[],
  node: MapNode,
  path: string,
  context: ReadContext,
): unknown {
  const kinds = variants.map((variant) => variant.properties?.kind?.const);
  if (variants.length > 1 && kinds.every((kind) => kind !== undefined)) {
    const given = node.entries.find((entry) => entry.key === "kind");
    const choice: SchemaView = { enum: kinds };
    if (given === undefined || given.value.kind === "empty") {
      const message = `this key is missing; allowed: ${describeAllowed(choice, context)}`;
      context.problems.note(node.at, joinPath(path, "kind"), message);
      return undefined;
    }
    const kind = readValue(choice, given.value, joinPath(path, "kind"), context);
    const variant = variants[kinds.indexOf(kind as string)];
    return variant === undefined ? undefined : readValue(variant, node, path, context);
  }
  const countKnown = (variant: SchemaView): number =>
    node.entries.filter(({ key }) => Object.hasOwn(variant.properties ?? {}, key)).length;
  const best = variants.reduce((a, b) => (countKnown(b) > countKnown(a) ? b : a));
  return readValue(best, node, path, context);
}
