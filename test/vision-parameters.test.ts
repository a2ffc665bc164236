/** The tables of numbers that describe cameras and people. */
import { type Parameter, takeValues } from "@saunter/numerics/parameter-table";
import { BODIES } from "@saunter/vision/parameters/bodies";
import { CAMERAS } from "@saunter/vision/parameters/cameras";
import { CLOTHING } from "@saunter/vision/parameters/clothing";
import { DEFAULT_FUSION, FUSION } from "@saunter/vision/parameters/fusion";
import { IDENTITIES } from "@saunter/vision/parameters/identities";
import { POSES } from "@saunter/vision/parameters/poses";
import { TRACKING } from "@saunter/vision/parameters/tracking";
import { TRIANGULATION } from "@saunter/vision/parameters/triangulation";
import { describe, expect, it } from "vitest";

const TABLES: readonly (readonly [string, Readonly<Record<string, Parameter>>])[] = [
  ["triangulation", TRIANGULATION],
  ["cameras", CAMERAS],
  ["bodies", BODIES],
  ["poses", POSES],
  ["clothing", CLOTHING],
  ["identities", IDENTITIES],
  ["tracking", TRACKING],
];

describe("parameters of vision", () => {
  it.each(TABLES)("of %s lie in their range, and say what they mean", (_, table) => {
    expect(Object.keys(table).length).toBeGreaterThan(1);
    for (const [name, { value, unit, meaning, source, range }] of Object.entries(table)) {
      expect.soft(value, name).toBeGreaterThanOrEqual(range[0]);
      expect.soft(value, name).toBeLessThanOrEqual(range[1]);
      expect.soft(range[0], name).toBeLessThan(range[1]);
      expect.soft(unit, name).not.toBe("");
      expect.soft(meaning, name).toMatch(/^[A-Z].*\.$/);
      expect.soft(source, name).toMatch(/^[A-Z].*\.$/);
    }
    expect(takeValues(table)).toEqual(
      Object.fromEntries(Object.entries(table).map(([name, { value }]) => [name, value])),
    );
  });

  it("that leave their range are refused", () => {
    const [low, high] = TRACKING.gateSds.range;
    expect(takeValues({ one: { ...TRACKING.gateSds, value: high } })).toEqual({ one: high });
    for (const value of [low - 0.1, high + 0.1, Number.NaN]) {
      expect(() => takeValues({ one: { ...TRACKING.gateSds, value } })).toThrow(RangeError);
    }
  });

  it("have names that no other table of fusion has", () => {
    const { placeSdShareMax } = TRIANGULATION;
    const tables = [{ placeSdShareMax }, BODIES, POSES, CLOTHING, IDENTITIES];
    const names = tables.flatMap((table) => Object.keys(table));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(FUSION)).toEqual(names);
    expect(Object.keys(DEFAULT_FUSION)).toEqual(names);
  });
});
