import { CONFIG_SCHEMA } from "./config-schema.ts";
import { type SchemaView, viewSchema } from "./schema-view.ts";

/**
 * The schema of configuration files as JSON Schema (2020-12), for editors: keys that have a default
 * may be left out. Formats are this program's own, and so left out as well.
 */
export function buildJsonSchema(): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of a Saunter shop",
    ...toFileSchema(viewSchema(CONFIG_SCHEMA)),
  };
}

function toFileSchema(schema: SchemaView): SchemaView {
  const { format: _, required, properties, items, anyOf, ...kept } = schema;
  const needed = required?.filter((key) => properties?.[key]?.default === undefined) ?? [];
  return {
    ...kept,
    ...(needed.length === 0 ? {} : { required: needed }),
    ...(properties === undefined ? {} : { properties: toFileSchemas(properties) }),
    ...(items === undefined ? {} : { items: toFileSchema(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(toFileSchema) }),
  };
}

function toFileSchemas(
  schemas: Readonly<Record<string, SchemaView>>,
): Readonly<Record<string, SchemaView>> {
  return Object.fromEntries(
    Object.entries(schemas).map(([key, schema]) => [key, toFileSchema(schema)]),
  );
}
