import type { DownContent } from "@saunter/protocol/chain/down-messages";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyPatch,
  composeContent,
  formatContent,
  LAYERS,
  type LayerVersion,
  planSteps,
} from "./compose.ts";

const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor");
const item = fc.oneof(
  fc.constant(null),
  fc.nat(9),
  fc.dictionary(fc.constantFrom("name", "price"), fc.option(fc.nat(9))),
);
const content: fc.Arbitrary<DownContent> = fc
  .array(fc.tuple(key, item))
  .map((entries) => ({ items: Object.fromEntries(entries) }));

/** RFC 7396, appendix A. */
const EXAMPLES = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', "{}"],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', "null", "null"],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
  ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
] as const;

describe("a content", () => {
  it.each(EXAMPLES)("of %s with the patch %s is %s", (target, patch, result) => {
    expect(applyPatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(result));
  });

  it("has no null in it, and what the last layer that names it says", () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 3 }), (layers) => {
        const { items } = composeContent(layers);
        expect(JSON.stringify(items)).not.toContain("null");
        const keys = new Set(layers.flatMap((one) => Object.keys(one.items)));
        for (const one of keys) {
          const last = layers.findLast((layer) => Object.hasOwn(layer.items, one))!.items[one];
          expect(Object.hasOwn(items, one)).toBe(last !== null);
          if (typeof last === "number") expect(items[one]).toBe(last);
        }
      }),
    );
  });

  it("is the same text in whatever order it was written", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, item)), (entries) => {
        const unique = [...new Map(entries)];
        const [one, other] = [unique, unique.toReversed()].map((some) => ({
          items: Object.fromEntries(some),
        }));
        expect(formatContent(one!)).toBe(formatContent(other!));
        expect(JSON.parse(formatContent(one!))).toEqual(one);
      }),
    );
  });
});

const versions: fc.Arbitrary<LayerVersion[]> = fc
  .array(fc.record({ layer: fc.constantFrom(...LAYERS), effectiveMs: fc.nat(20) }))
  .map((all) => all.map((one, at) => ({ ...one, version: at + 1 })));

/** As slowly as can be: what is in force at one moment. */
function findInForceSlowly(all: readonly LayerVersion[], atMs: number): number[] {
  return LAYERS.flatMap((layer) => {
    const begun = all
      .filter((one) => one.layer === layer && one.effectiveMs <= atMs)
      .toSorted((a, b) => a.effectiveMs - b.effectiveMs || a.version - b.version);
    return begun.length === 0 ? [] : [begun.at(-1)!.version];
  });
}

describe("the steps of a shop", () => {
  it("are what is in force at each moment from now on", () => {
    fc.assert(
      fc.property(versions, fc.nat(20), fc.nat(20), (all, nowMs, laterMs) => {
        const atMs = nowMs + laterMs;
        const step = planSteps(all, nowMs).findLast(({ effectiveMs }) => effectiveMs <= atMs);
        const numbers = step?.versions.map(({ version }) => version) ?? [];
        expect(numbers).toEqual(findInForceSlowly(all, atMs));
      }),
    );
  });

  it("begin one after the other, the first at the latest now where there is one", () => {
    fc.assert(
      fc.property(versions, fc.nat(20), (all, nowMs) => {
        const times = planSteps(all, nowMs).map(({ effectiveMs }) => effectiveMs);
        expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
        const hasBegun = all.some(({ effectiveMs }) => effectiveMs <= nowMs);
        expect(times.filter((atMs) => atMs <= nowMs)).toHaveLength(hasBegun ? 1 : 0);
      }),
    );
  });

  it("stay as they are while no time comes", () => {
    fc.assert(
      fc.property(versions, fc.nat(20), (all, nowMs) => {
        const before = planSteps(all, nowMs);
        const [next = Number.POSITIVE_INFINITY] = before
          .map(({ effectiveMs }) => effectiveMs)
          .filter((atMs) => atMs > nowMs);
        fc.pre(nowMs + 1 < next);
        expect(planSteps(all, nowMs + 1)).toEqual(before);
      }),
    );
  });
});
