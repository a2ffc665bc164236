import type { TSchema } from "typebox";
import Type from "typebox";
import { describe, expect, it } from "vitest";
import { formatProblem, ProblemLog } from "./config-problem.ts";
import { type ReadContext, readBySchema, SourcePlaces } from "./read-by-schema.ts";
import { readYamlTree } from "./read-yaml-tree.ts";
import {
  makeAnyKeys,
  makeChoice,
  makeDigits,
  makeKeys,
  makeList,
  makeName,
  makeWhole,
} from "./schema-parts.ts";

function read(schema: TSchema, text: string) {
  const problems = new ProblemLog();
  const node = readYamlTree(text, "f", problems)!;
  const context: ReadContext = { problems, places: new SourcePlaces(), currency: "GBP" };
  const value = readBySchema(schema, node, "", context);
  return { value, problems: problems.list().map(formatProblem), places: context.places };
}

const isGood = (schema: TSchema, text: string): boolean => read(schema, text).problems.length === 0;

describe("readBySchema", () => {
  it.each([
    ["1", 1],
    ["-5", -5],
    ["+5", 5],
    ["2.50", 2.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["-0", 0],
  ])("reads the number %s", (text, value) => {
    expect(read(Type.Number(), text)).toMatchObject({ value, problems: [] });
  });

  it.each(['"1"', "0x10", ".inf", ".nan", "1e999", "1,5", "1_000", "one", "[1]", "true", "1 2"])(
    "takes %s for no number",
    (text) => {
      expect(read(Type.Number(), text).problems).toEqual([
        expect.stringContaining("allowed: a num"),
      ]);
    },
  );

  it("holds numbers to their bounds", () => {
    const whole = makeWhole("", 1, 5);
    expect(["0", "1", "5", "6", "2.5"].map((text) => isGood(whole, text))).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    const above = Type.Number({ exclusiveMinimum: 0, maximum: 1 });
    expect(["0", "0.1", "1", "1.1"].map((text) => isGood(above, text))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isGood(Type.Integer(), "9007199254740991")).toBe(true);
    expect(isGood(Type.Integer(), "9007199254740992")).toBe(false);
  });

  it("reads true and false, and nothing that looks like them", () => {
    expect(read(Type.Boolean(), "true").value).toBe(true);
    expect(read(Type.Boolean(), "false").value).toBe(false);
    for (const text of ["yes", "True", "on", '"true"', "1"]) {
      expect(read(Type.Boolean(), text).problems).toEqual([
        `f:1:1: found ${JSON.stringify(text.replaceAll('"', ""))}; allowed: true, false`,
      ]);
    }
  });

  it("keeps digits as they are written", () => {
    expect(read(makeDigits("", "amount"), "2.50").value).toBe("2.50");
    expect(read(makeDigits("", "gtin"), "036000291452").value).toBe("036000291452");
  });

  it("holds texts to their length", () => {
    const text = Type.String({ minLength: 2, maxLength: 3 });
    expect(["a", "ab", "abc", "abcd"].map((one) => isGood(text, one))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(read(text, "a").problems).toEqual([
      'f:1:1: found "a"; allowed: a text of 2 to 3 characters',
    ]);
  });

  it("cuts what was found where it is long", () => {
    const [problem] = read(Type.Boolean(), "x".repeat(500)).problems;
    expect(problem!.length).toBeLessThan(100);
    expect(problem).toContain("…");
  });

  it("fills in defaults, within maps that are left out too", () => {
    const schema = makeKeys("", {
      a: makeWhole("", 0, 9, { default: 7 }),
      b: makeKeys("", { c: makeList("", Type.Number(), 9, { default: [1, 2] }) }, { default: {} }),
      d: Type.Optional(makeName("")),
    });
    expect(read(schema, "d: x").value).toEqual({ a: 7, b: { c: [1, 2] }, d: "x" });
    expect(read(schema, "a: 1\nb: { c: [3] }\nd:").value).toEqual({ a: 1, b: { c: [3] } });
  });

  it("takes keys that somebody else's program knows as they are", () => {
    const schema = makeKeys("", { options: makeAnyKeys("", { default: {} }) });
    const text = 'options: { a: 1, b: "1", c: [true, yes, { d: }], __proto__: { e: 2 } }';
    const { problems, value } = read(schema, text);
    expect(problems).toEqual([]);
    const { options } = value as { options: Record<string, unknown> };
    expect(Object.entries(options)).toEqual([
      ["a", 1],
      ["b", "1"],
      ["c", [true, "yes", { d: null }]],
      ["__proto__", { e: 2 }],
    ]);
    expect("e" in options).toBe(false);
    expect(read(schema, "{}").value).toEqual({ options: {} });
    expect(read(schema, "options: 5").problems).toEqual([
      expect.stringMatching(/options: found "5"; allowed: any keys/),
    ]);
  });

  it("gives every reading a list of defaults of its own", () => {
    const schema = makeKeys("", { a: makeList("", Type.Number(), 9, { default: [] }) });
    const [first, second] = [read(schema, "{}").value, read(schema, "{}").value] as {
      a: number[];
    }[];
    first!.a.push(1);
    expect(second!.a).toEqual([]);
  });

  it("refuses keys that it does not know, those of every object too", () => {
    const schema = makeKeys("", { name: makeName("") });
    expect(read(schema, "name: x\nnmae: y").problems).toEqual([
      "f:2:1: nmae: this key is not known; allowed: name",
    ]);
    expect(read(schema, "nmae: x").problems).toEqual([
      'f:1:1: nmae: this key is not known; allowed: name; did you mean "name"?',
      "f:1:1: name: this key is missing; allowed: a line of text",
    ]);
    for (const key of ["__proto__", "constructor", "toString"]) {
      expect(read(schema, `name: x\n${key}: y`).problems).toHaveLength(1);
    }
    expect(read(makeKeys("", {}), "a: 1").problems[0]).toContain("allowed: no keys");
  });

  it("holds lists to their length, and remembers those that have lost items", () => {
    const schema = makeList("", Type.Number(), 2, { minItems: 1 });
    expect(read(schema, "[]").problems).toEqual([
      "f:1:1: found 0 items; allowed: a list of 1 to 2",
    ]);
    expect(isGood(schema, "[1, 2]")).toBe(true);
    expect(isGood(schema, "[1, 2, 3]")).toBe(false);
    const { value, problems, places } = read(schema, "[1, x]");
    expect(value).toEqual([1]);
    expect(places.isIncomplete(value as object)).toBe(true);
    expect(problems).toEqual(['f:1:5: [1]: found "x"; allowed: a number']);
  });

  it("tells kinds apart by kind, and guesses at those that are mistyped", () => {
    const schema = Type.Union([
      makeKeys("", { kind: Type.Literal("card"), limit: Type.Number() }),
      makeKeys("", { kind: Type.Literal("cash") }),
    ]);
    expect(read(schema, "{ kind: cash }").value).toEqual({ kind: "cash" });
    expect(read(schema, "{ kind: card }").problems).toEqual([
      "f:1:1: limit: this key is missing; allowed: a number",
    ]);
    expect(read(schema, "{ limit: 1 }").problems).toEqual([
      "f:1:1: kind: this key is missing; allowed: card, cash",
    ]);
    expect(read(schema, "{ kind: cosh }").problems).toEqual([
      'f:1:9: kind: found "cosh"; allowed: card, cash; did you mean "cash"?',
    ]);
    expect(read(schema, "cash").problems).toEqual([
      'f:1:1: found "cash"; allowed: keys and values with a kind of card, cash',
    ]);
  });

  it("tells variants without a kind apart by their keys", () => {
    const schema = Type.Union([
      makeKeys("", { x: Type.Number(), y: Type.Number() }),
      makeKeys("", { corners: makeList("", Type.Number(), 9) }),
    ]);
    expect(read(schema, "{ corners: [1] }").value).toEqual({ corners: [1] });
    expect(read(schema, "{ y: 1 }").problems).toEqual([
      "f:1:1: x: this key is missing; allowed: a number",
    ]);
  });

  it("reads what may be a list, a map, a number or a word", () => {
    const schema = Type.Union([
      Type.Number(),
      Type.Literal("max"),
      makeList("", Type.Number(), 2),
      makeKeys("", { file: makeName("") }),
    ]);
    for (const [text, value] of [
      ["2", 2],
      ["max", "max"],
      ["[1]", [1]],
      ["{ file: x }", { file: "x" }],
    ] as const) {
      expect(read(schema, text)).toMatchObject({ value, problems: [] });
    }
    expect(read(schema, "min").problems).toEqual([
      'f:1:1: found "min"; allowed: a number, or max, or a list of at most 2, or the keys file',
    ]);
  });

  it("offers the choices that there are", () => {
    expect(read(makeChoice("", ["in", "out"]), "inn").problems).toEqual([
      'f:1:1: found "inn"; allowed: in, out; did you mean "in"?',
    ]);
    expect(read(makeChoice("", ["in", "out"]), "[in]").problems).toEqual([
      "f:1:1: found a list; allowed: in, out",
    ]);
  });

  it("throws where a schema asks for what it does not know", () => {
    expect(() => read(Type.Null(), "x")).toThrow("no reading of the schema");
    expect(() => read(Type.String({ format: "nonsense" }), "x")).toThrow("no format nonsense");
  });

  it("throws where a place is asked of what was not read", () => {
    expect(() => new SourcePlaces().find({})).toThrow("no place");
  });
});
