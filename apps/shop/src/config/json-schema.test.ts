import { readFileSync } from "node:fs";
import { Compile } from "typebox/schema";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { LEAST_LINES } from "./config-fixture.ts";
import { buildJsonSchema } from "./json-schema.ts";

const EXAMPLE = readFileSync(new URL("../../../../examples/shop.yaml", import.meta.url), "utf8");

describe("buildJsonSchema", () => {
  const schema = Compile(buildJsonSchema());

  it("lets the example pass, and the least that is a shop", () => {
    expect(schema.Check(parse(EXAMPLE))).toBe(true);
    expect(schema.Check(parse(LEAST_LINES))).toBe(true);
  });

  it.each([
    ["a key that is not known", `${LEAST_LINES}extra: 1\n`],
    ["a word that is no choice", LEAST_LINES.replace("simulated", "simulate")],
    ["a key that is missing", LEAST_LINES.replace(/^ {2}name.*\n/m, "")],
    ["a number out of bounds", `${LEAST_LINES}entry: { partyMax: 0 }\n`],
  ])("refuses %s", (_, text) => {
    expect(schema.Check(parse(text))).toBe(false);
  });

  it("is plain JSON that says which JSON Schema it is", () => {
    const document = buildJsonSchema();
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document).toMatchObject({ $schema: expect.stringContaining("2020-12"), type: "object" });
    expect(JSON.stringify(document)).not.toContain('"format"');
  });
});
