import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BODY_DEPTH_MAX } from "./http-limits.ts";
import { parseBody } from "./parse-body.ts";

const parse = (text: string): unknown => parseBody(new TextEncoder().encode(text));

function findRefusal(bytes: Uint8Array | string): string {
  try {
    parseBody(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    return "taken";
  } catch (error) {
    expect(error).toMatchObject({ name: "ProblemError", code: "body-malformed" });
    return (error as Error).message;
  }
}

/** No two keys alike, and none of prototypes, as generated objects have. */
const plainJson = fc
  .jsonValue({ maxDepth: 5 })
  .filter((value) => !/"(__proto__|constructor|prototype)"/.test(JSON.stringify(value)));

describe("parseBody", () => {
  it("reads whatever JSON writes", () => {
    fc.assert(
      fc.property(plainJson, (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses a key that is there twice, however it is written", () => {
    expect(findRefusal('{"a":1,"a":1}')).toBe("a key appears twice");
    expect(findRefusal('{"a":1,"\\u0061":2}')).toBe("a key appears twice");
    expect(findRefusal('[{"b":{"x":[1,{}],"y":"{","x":2}}]')).toBe("a key appears twice");
  });

  it("finds every doubled key of a random object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), plainJson, { minKeys: 1 }), (object) => {
        const [key] = Object.keys(object);
        fc.pre(!["__proto__", "constructor", "prototype"].includes(key!));
        const inner = JSON.stringify(object).slice(1, -1);
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(inner));
        expect(findRefusal(`{${inner},${JSON.stringify(key)}:null}`)).toBe("a key appears twice");
      }),
    );
  });

  it("takes the same key in two objects, and as a value", () => {
    expect(parse('[{"a":"a"},{"a":["a","a"]}]')).toEqual([{ a: "a" }, { a: ["a", "a"] }]);
  });

  it.each(["__proto__", "constructor", "prototype", "\\u005f_proto__"])(
    "refuses the key %s at any depth",
    (key) => {
      expect(findRefusal(`{"${key}":{}}`)).toContain("a key may not be called");
      expect(findRefusal(`[{"a":{"${key}":1}}]`)).toContain("a key may not be called");
    },
  );

  it("takes such words as values", () => {
    expect(parse('["__proto__",{"a":"constructor"}]')).toEqual(["__proto__", { a: "constructor" }]);
  });

  it("takes the deepest nesting and refuses one more", () => {
    const nest = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(findRefusal(nest(BODY_DEPTH_MAX))).toBe("taken");
    expect(findRefusal(nest(BODY_DEPTH_MAX + 1))).toBe("the body is nested too deep");
  });

  it("makes nothing of an empty body", () => {
    expect(parse("")).toBeUndefined();
  });

  it("refuses what is no JSON or no UTF-8", () => {
    expect(findRefusal(" ")).toBe("the body is not JSON");
    expect(findRefusal("{'a':1}")).toBe("the body is not JSON");
    expect(findRefusal('{"a":1}x')).toBe("the body is not JSON");
    expect(findRefusal(Uint8Array.of(0x22, 0xff, 0x22))).toBe("the body is not UTF-8");
    expect(findRefusal(Buffer.from('"a"', "utf16le"))).toBe("the body is not JSON");
  });
});
