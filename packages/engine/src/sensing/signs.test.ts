import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex } from "../shop-index.ts";
import { createFacing, createShop } from "../test-builders.ts";
import type { ShelfChange } from "./changes.ts";
import { createSignWatch, findSignReasons, listSignFaults, watchSign } from "./signs.ts";

const TEA_G = 139;
const RICE_G = 390;
const SHOP = createShop([createFacing(1, [1, 2], "tea"), createFacing(1, [3], "rice")], {
  tea: TEA_G,
  rice: RICE_G,
});

/** A change of one plate, and what it read before. */
const change = (plate: number, changeG: number, beforeG: number, startMs = 0): ShelfChange => ({
  id: 1,
  gondola: 1,
  shelf: 1,
  plates: [
    { plate, changeG, errorG: 1, levelG: beforeG + changeG, crossingsMs: new Float64Array() },
  ],
  beside: new Map(),
  startMs,
  settledMs: startMs,
  besideG: 0,
});

function watch(...changes: readonly ShelfChange[]) {
  const signs = createSignWatch(createShopIndex(SHOP, ENGINE_PARAMETERS));
  for (const one of changes) watchSign(signs, one);
  return { faults: listSignFaults(signs), ...findSignReasons(signs) };
}

describe("a facing that reads less than nothing, and more when something is taken", () => {
  it("is uncertain at once, and upside down from the second time on", () => {
    const once = watch(change(3, RICE_G, -8 * RICE_G));
    expect(once.faults).toEqual([]);
    expect(once.reasons).toEqual([expect.stringContaining("may weigh upside down")]);
    expect(once.probabilityMost).toBeLessThan(0.9);
    const twice = watch(change(3, RICE_G, -8 * RICE_G), change(3, 2 * RICE_G, -7 * RICE_G));
    expect(twice.faults).toMatchObject([{ gondola: 1, shelf: 1, plates: [3] }]);
    expect(twice.reasons).toEqual(["a plate weighs upside down"]);
    expect(twice.probabilityMost).toBeLessThan(0.1);
  });

  it("is so also where others of the gondola weigh the right way up", () => {
    const { faults } = watch(
      change(1, -TEA_G, 10 * TEA_G),
      change(3, RICE_G, -8 * RICE_G),
      change(3, RICE_G, -7 * RICE_G),
    );
    expect(faults).toHaveLength(1);
  });

  it("is not, once something makes it read less", () => {
    const { faults, reasons } = watch(
      change(3, RICE_G, -8 * RICE_G),
      change(3, RICE_G, -7 * RICE_G),
      change(3, -RICE_G, -6 * RICE_G),
    );
    expect(faults).toEqual([]);
    expect(reasons).toEqual([]);
  });
});

describe("a facing that was zeroed upside down with goods on it", () => {
  const { filledMs } = ENGINE_PARAMETERS.units;
  const tea = change(1, -TEA_G, 10 * TEA_G);
  const rise = (at: number): ShelfChange =>
    change(3, RICE_G, at * RICE_G, 10_000 + at * (filledMs + 1));

  it("is uncertain from its first rise on, where others of its gondola weigh the right way up", () => {
    const signs = createSignWatch(createShopIndex(SHOP, ENGINE_PARAMETERS));
    expect([tea, rise(0), rise(1)].map((one) => watchSign(signs, one))).toEqual([
      false,
      true,
      true,
    ]);
    expect(watchSign(signs, change(3, -RICE_G, 2 * RICE_G))).toBe(false);
    expect(watchSign(signs, rise(2))).toBe(false);
  });

  it("is reported when it has risen three times that are no one filling", () => {
    expect(watch(tea, rise(0), rise(1)).faults).toEqual([]);
    expect(watch(tea, rise(0), rise(1), rise(2)).faults).toMatchObject([{ plates: [3] }]);
    const filled = [0, 1, 2, 3, 4].map((at) => change(3, RICE_G, at * RICE_G, 3000 * at));
    expect(watch(tea, ...filled).faults).toEqual([]);
  });
});

describe("plates that weigh the right way up", () => {
  it("are not questioned: taken, put back, and filled", () => {
    const { reasons } = watch(
      change(1, -TEA_G, 10 * TEA_G),
      change(1, TEA_G, 9 * TEA_G),
      change(3, 3 * RICE_G, RICE_G),
      change(3, 2 * RICE_G, 4 * RICE_G),
    );
    expect(reasons).toEqual([]);
  });

  it("are not where their zero was set with goods on them", () => {
    const { reasons } = watch(change(3, -RICE_G, 0), change(3, RICE_G, -RICE_G));
    expect(reasons).toEqual([]);
  });

  it("are not by changes that are no product's, such as a hand", () => {
    expect(watch(change(3, 0.5 * RICE_G, -RICE_G), change(3, 7 * RICE_G, -RICE_G)).reasons).toEqual(
      [],
    );
  });
});

describe("a gondola of which nothing has been taken yet", () => {
  it("is not where weights rise on loaded plates", () => {
    expect(watch(change(3, RICE_G, 2 * RICE_G)).reasons).toEqual([]);
  });

  it("is uncertain where weights rise from nothing more than once", () => {
    expect(watch(change(3, RICE_G, 0)).reasons).toEqual([]);
    const filled = watch(change(3, RICE_G, 0), change(3, RICE_G, RICE_G));
    expect(filled.faults).toEqual([]);
    expect(filled.reasons).toEqual([expect.stringContaining("may weigh upside down")]);
  });
});
