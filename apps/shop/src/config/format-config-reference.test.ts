import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CONFIG_SCHEMA } from "./config-schema.ts";
import { formatConfigReference } from "./format-config-reference.ts";
import { type SchemaView, viewSchema } from "./schema-view.ts";

const PAGE = fileURLToPath(new URL("../../../../docs/reference/configuration.md", import.meta.url));

/** Names of all keys of a schema, wherever they are. */
function listKeys({ anyOf, items, properties }: SchemaView): string[] {
  const inner = [...(anyOf ?? []), ...(items === undefined ? [] : [items])];
  return [
    ...inner.flatMap(listKeys),
    ...Object.entries(properties ?? {}).flatMap(([key, one]) => [key, ...listKeys(one)]),
  ];
}

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

describe("docs/reference/configuration.md", () => {
  // To write it again: npx vitest run apps/shop/src/config -u
  it("is what the schema says", async () => {
    expect(existsSync(PAGE)).toBe(true);
    await expect(formatConfigReference()).toMatchFileSnapshot(PAGE);
  });

  it("names every section and every key", () => {
    const page = formatConfigReference();
    const sections = Object.keys(CONFIG_SCHEMA.properties);
    for (const key of sections) expect(page).toContain(`\n## ${key}\n`);
    const keys = new Set(listKeys(viewSchema(CONFIG_SCHEMA)));
    expect(keys.size).toBeGreaterThan(100);
    const told = new Set([...sections, ...page.match(/(?<=[`.])\w+(?=`)|(?<=\[\]\.)\w+/g)!]);
    expect([...keys].filter((key) => !told.has(key))).toEqual([]);
  });
});

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
