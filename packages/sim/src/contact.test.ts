import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateContact, makeForceContact, makeHoldContact, makeStepContact } from "./contact.ts";

const where = { gondola: 1, shelf: 1, effect: Float64Array.of(1) };

describe("contacts", () => {
  it("begin at nothing and end at their step, whatever is between", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: -1500, max: 1500, noNaN: true }),
        (seed, grams) => {
          fc.pre(Math.abs(grams) > 20);
          const contact = makeStepContact(where, grams, 2000, 1200, createRandom(seed));
          expect(contact.startMs).toBeGreaterThanOrEqual(1200);
          expect(evaluateContact(contact, contact.startMs)).toBe(0);
          expect(evaluateContact(contact, contact.endMs - 0.001)).toBeCloseTo(grams, 2);
          expect(evaluateContact(contact, contact.endMs)).toBe(grams);
          expect(contact.endMs).toBeLessThan(3500);
        },
      ),
    );
  });

  it("are halfway at the step's centre, within what the hand adds", () => {
    const random = createRandom(1);
    let sum = 0;
    for (let i = 0; i < 500; i++) {
      const contact = makeStepContact(where, -300, 2000, 0, random);
      sum += evaluateContact(contact, 2000) / 500;
    }
    expect(sum).toBeGreaterThan(-165);
    expect(sum).toBeLessThan(-120);
  });

  it("leave nothing where there is no step", () => {
    const random = createRandom(2);
    let largest = 0;
    for (let i = 0; i < 50; i++) {
      const hold = makeHoldContact(where, 500, 1000, 3000, random);
      expect(evaluateContact(hold, 1000)).toBe(0);
      expect(evaluateContact(hold, 3000)).toBe(0);
      largest = Math.max(largest, Math.abs(evaluateContact(hold, 2000)));
      const force = makeForceContact(where, 40, 1000, 1500, random);
      expect(evaluateContact(force, 1250)).toBeGreaterThan(30);
      expect(evaluateContact(force, 1600)).toBe(0);
    }
    expect(largest).toBeGreaterThan(250);
  });
});
