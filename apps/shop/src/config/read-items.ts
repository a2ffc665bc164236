import { extname, isAbsolute, join } from "node:path";
import type { Static, TSchema } from "typebox";
import { noteAt } from "./check-context.ts";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { readBySchema } from "./read-by-schema.ts";
import { readCsvTree } from "./read-csv-tree.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import { type SchemaView, viewSchema } from "./schema-view.ts";
import type { SourceNode } from "./source-tree.ts";
import type { LookupContext } from "./take-secret.ts";

/** Kinds of files that a list may stand in, with their bounds. */
const BYTES_MAX_BY_EXTENSION: Readonly<Record<string, number>> = {
  ".csv": CONFIG_LIMITS.csvBytesMax,
  ".json": CONFIG_LIMITS.jsonBytesMax,
  ".yaml": CONFIG_LIMITS.jsonBytesMax,
  ".yml": CONFIG_LIMITS.jsonBytesMax,
};

/**
 * Items that stand in a file of their own, CSV or JSON, under the same schema as those that stand
 * in the configuration. Null where the file cannot be read as a list. Problems name its lines.
 */
export function readItemsFile<S extends TSchema>(
  reference: { readonly file: string },
  schema: S,
  name: string,
  context: LookupContext,
): Static<S>[] | null {
  const extension = extname(reference.file).toLowerCase();
  if (!Object.hasOwn(BYTES_MAX_BY_EXTENSION, extension)) {
    const allowed = Object.keys(BYTES_MAX_BY_EXTENSION).join(", ");
    const message = `found ${JSON.stringify(reference.file)}; allowed: files in ${allowed}`;
    noteAt(context, reference, "file", message);
    return null;
  }
  const file = isAbsolute(reference.file) ? reference.file : join(context.folder, reference.file);
  const read = context.readText(file, BYTES_MAX_BY_EXTENSION[extension]!);
  if (!read.ok) {
    const { line, message } = read;
    if (line === null) noteAt(context, reference, "file", `${file}: ${message}`);
    else context.problems.note({ file, line, column: null }, "", message);
    return null;
  }
  const node =
    extension === ".csv"
      ? readCsvTree(read.text, file, listColumns(viewSchema(schema)), context.problems)
      : readYamlTree(read.text, file, context.problems);
  return node === null ? null : readItems(schema, node, name, context);
}

function readItems<S extends TSchema>(
  item: S,
  node: SourceNode,
  name: string,
  context: LookupContext,
): Static<S>[] | null {
  // An object of the schema's form, without the library's marks, which reading does not need.
  const list: SchemaView & TSchema = {
    type: "array",
    items: viewSchema(item),
    minItems: 1,
    maxItems: CONFIG_LIMITS.productsMax,
  };
  return (readBySchema(list, node, name, context) as Static<S>[] | undefined) ?? null;
}

/** Columns of a table: keys that hold one text, those within a map after a full stop. */
export function listColumns(schema: SchemaView): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    if (inner.type === "array") return [];
    if (inner.type !== "object") return [key];
    return listColumns(inner).map((column) => `${key}.${column}`);
  });
}
