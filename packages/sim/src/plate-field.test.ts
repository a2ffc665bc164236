import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { makeStepContact } from "./contact.ts";
import { makeFloorPlan } from "./floor-plan.ts";
import { makeNoiseTable, TABLE_LENGTH } from "./noise-table.ts";
import { createPlateField, shelfNoiseOf } from "./plate-field.ts";
import { QUIET_GONDOLA, RINGING_GONDOLA } from "./signal-parameters.ts";
import { fillSlot, makeSlots } from "./stock.ts";

const floor = makeFloorPlan({ gondolas: 1, shelves: 2, plates: 4 });

describe("plate field", () => {
  it("forgets contacts and shakes that are over, and keeps the step", () => {
    const field = createPlateField(floor, { startMs: 0, noiseScale: 0 }, createRandom(1));
    const state = field.gondolas.get(1)!;
    const effect = field.spread(1, 1, [2], [1]);
    const before = state.levelG.slice();
    for (let k = 0; k < 200; k++) {
      const contact = makeStepContact(
        { gondola: 1, shelf: 1, effect },
        100,
        2000 + 50 * k,
        0,
        createRandom(k),
      );
      field.addContact(contact);
      field.addStep(2000 + 50 * k, { x: 0, y: 0 });
    }
    field.addSlam(3000, 8);
    while (field.findNext().startMs < 15_000) field.takeBatch(field.findNext());
    expect(state.contacts).toHaveLength(0);
    expect(state.shakes).toHaveLength(0);
    expect(state.levelG[1]! - before[1]!).toBeCloseTo(20_000 * effect[1]!, 6);
    // Shelf 2 feels nothing.
    expect(state.levelG[5]).toBe(before[5]);
  });

  it("applies a step that ended between two batches", () => {
    const field = createPlateField(floor, { startMs: 0, noiseScale: 0 }, createRandom(1));
    const effect = field.spread(1, 2, [1, 2], [0.5, 0.5]);
    const state = field.gondolas.get(1)!;
    const first = field.takeBatch(state);
    const early = makeStepContact(
      { gondola: 1, shelf: 2, effect },
      -500,
      -5000,
      -9000,
      createRandom(1),
    );
    field.addContact(early);
    const second = field.takeBatch(state);
    const at = 2 * second.plateCount + 1;
    expect(second.samplesG[at]! - first.samplesG[at]!).toBeCloseTo(-500 * effect[0]!, 0);
  });

  it("leaks a few hundredths to the neighbours and a little to the shelf", () => {
    const field = createPlateField(floor, { startMs: 0, noiseScale: 1 }, createRandom(3));
    const effect = field.spread(1, 1, [2], [1]);
    expect(effect[1]).toBeGreaterThan(0.88);
    expect(effect[1]).toBeLessThan(1.12);
    for (const neighbour of [effect[0]!, effect[2]!]) {
      expect(neighbour).toBeGreaterThan(0.004);
      expect(neighbour).toBeLessThan(0.028);
    }
    expect(Math.abs(effect[3]!)).toBeLessThan(0.015);
  });

  it("gives shelves their noise by the gondola's kind", () => {
    expect(shelfNoiseOf(1, 3)).toBe(RINGING_GONDOLA[2]);
    expect(shelfNoiseOf(6, 9)).toBe(RINGING_GONDOLA[5]);
    expect(shelfNoiseOf(2, 1)).toBe(QUIET_GONDOLA);
  });

  it("reads noise tables of unit variance that ring where they should", () => {
    const table = makeNoiseTable(QUIET_GONDOLA, createRandom(1));
    const power = table.reduce((sum, value) => sum + value * value, 0) / TABLE_LENGTH;
    expect(power).toBeGreaterThan(0.95);
    expect(power).toBeLessThan(1.05);
    const powerAt = (hz: number) => {
      let [re, im] = [0, 0];
      table.forEach((value, i) => {
        re += value * Math.cos((2 * Math.PI * hz * i) / 60);
        im += value * Math.sin((2 * Math.PI * hz * i) / 60);
      });
      return re * re + im * im;
    };
    const around = (hz: number) => {
      let sum = 0;
      for (let k = -20; k <= 20; k++) sum += powerAt(hz + k / 50);
      return sum;
    };
    expect(around(24)).toBeGreaterThan(5 * around(10));
  });
});

describe("stock", () => {
  it("stands in for weights that the catalogue does not know", () => {
    const field = createPlateField(floor, { startMs: 0, noiseScale: 1 }, createRandom(1));
    const facing = { gondola: 1, shelf: 1, plates: [1, 2], place: null };
    const shop = {
      facings: [
        { ...facing, barcode: "a" },
        { ...facing, plates: [3], barcode: "b" },
        { ...facing, plates: [4], barcode: null },
      ],
      products: new Map([["a", { barcode: "a", name: "a", weightG: 1.6, price: 1 }]]),
    };
    const slots = makeSlots(shop, floor, field, createRandom(1));
    expect(slots).toHaveLength(2);
    for (const slot of slots) {
      expect(slot.meanWeightG).toBeGreaterThan(130);
      expect(slot.items).toHaveLength(slot.capacity);
      for (const item of slot.items) {
        expect(item.shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        for (const plate of item.plates) expect(slot.facing.plates).toContain(plate);
      }
    }
    expect(fillSlot(slots[0]!, field, createRandom(1)).every((value) => value === 0)).toBe(true);
  });
});
