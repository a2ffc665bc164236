import { describe, expect, it } from "vitest";
import { CONFIG_SCHEMA } from "./config-schema.ts";
import { type SchemaView, viewSchema } from "./schema-view.ts";

/** Every schema within one, with its path. */
function listSchemas(schema: SchemaView, path: string): [string, SchemaView][] {
  const { anyOf, items, properties } = schema;
  return [
    [path, schema],
    ...(anyOf ?? []).flatMap((one, i) => listSchemas(one, `${path}|${i}`)),
    ...(items === undefined ? [] : listSchemas(items, `${path}[]`)),
    ...Object.entries(properties ?? {}).flatMap(([key, one]) => listSchemas(one, `${path}.${key}`)),
  ];
}

describe("the schema", () => {
  const schemas = listSchemas(viewSchema(CONFIG_SCHEMA), "");

  it("describes every key, and knows no others", () => {
    const bare = schemas.filter(
      ([path, one]) =>
        /\.\w+$/.test(path) && one.description === undefined && one.const === undefined,
    );
    expect(bare.map(([path]) => path)).toEqual([]);
    const open = schemas.filter(
      ([, one]) => one.type === "object" && one.additionalProperties !== false,
    );
    // A plug-in's options are its own.
    expect(open.map(([path]) => path.split(".").at(-1))).toEqual(["options"]);
  });

  it("bounds every list and every text", () => {
    const endless = schemas.filter(
      ([, { type, maxItems, maxLength, format, enum: words, const: word }]) =>
        (type === "array" && maxItems === undefined) ||
        (type === "string" &&
          words === undefined &&
          word === undefined &&
          (maxLength === undefined || format === undefined)),
    );
    expect(endless.map(([path]) => path)).toEqual([]);
  });
});
