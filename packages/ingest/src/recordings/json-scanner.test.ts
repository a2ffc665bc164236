import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonScanner, KeySet } from "./json-scanner.ts";

const KEYS = new KeySet(["a", "b", "wanted"]);
const NAMES = ["a", "b", "wanted"];

function begin(text: string): JsonScanner {
  const scanner = new JsonScanner();
  const bytes = Buffer.from(`xx${text}xx`);
  scanner.begin(bytes, 2, bytes.length - 2);
  return scanner;
}

/** The numbers of the wanted keys of a document; undefined where the scan fails. */
function scanNumbers(text: string): Record<string, number> | undefined {
  const scanner = begin(text);
  const found: Record<string, number> = {};
  if (!scanner.enterObject()) return undefined;
  for (let key = scanner.nextKey(KEYS); key >= 0; key = scanner.nextKey(KEYS)) {
    found[NAMES[key]!] = scanner.readNumber();
  }
  return scanner.finish() ? found : undefined;
}

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
);
const ignored = fc.dictionary(
  fc.string().filter((key) => !NAMES.includes(key) && !/["\\\p{Cc}]/u.test(key)),
  fc.jsonValue(),
);

describe("the scanner", () => {
  it("finds what JSON.parse finds and skips the rest, whatever the spaces", () => {
    const wanted = fc.dictionary(fc.constantFrom(...NAMES), number);
    const document = fc.tuple(ignored, wanted, ignored, fc.constantFrom(0, 1, 3));
    fc.assert(
      fc.property(document, ([before, values, after, indent]) => {
        const text = JSON.stringify({ ...before, ...values, ...after }, null, indent);
        const found = scanNumbers(text);
        // Numbers so small that they have long exponents are left to JSON.parse.
        if (found === undefined) {
          expect(text).toMatch(/e-/);
          return;
        }
        expect(Object.keys(found).sort()).toEqual(Object.keys(values).sort());
        for (const [key, value] of Object.entries(values)) {
          expect(Math.abs(found[key]! - value)).toBeLessThanOrEqual(Math.abs(value) * 4e-16);
        }
      }),
    );
  });

  it("reads numbers exactly when asked to", () => {
    fc.assert(
      fc.property(number, (value) => {
        const read = begin(String(value)).readExactNumber();
        expect(read).toBe(JSON.parse(String(value)));
      }),
    );
    expect(begin("1.587531996955074E+09").readExactNumber()).toBe(1587531996.955074);
  });

  it("ends at once on any bytes, and never takes what is cut for whole", () => {
    const text = '{"a":1,"z":[{"b":"}"},null,-2.5e3],"wanted":12.25}';
    expect(scanNumbers(text)).toEqual({ a: 1, wanted: 12.25 });
    for (let end = 0; end < text.length; end++) {
      expect(scanNumbers(text.slice(0, end))).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\a1. -e') }), (noise) => {
        scanNumbers(`{${noise}`);
      }),
      { numRuns: 2000 },
    );
  });

  it("fails at what it does not know", () => {
    for (const text of ['{"a":NaN}', '{"a":"1"}', '{"a" 1}', '{"a":1 "b":2}', '{"a":1}}', "[]"]) {
      expect(scanNumbers(text)).toBeUndefined();
    }
  });

  it("refuses keys that it could take for each other", () => {
    expect(() => new KeySet(["a", "a"])).toThrow(/one slot/);
  });
});
