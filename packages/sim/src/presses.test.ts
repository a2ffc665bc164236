import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { type Contact, evaluateContact } from "./contact.ts";
import { drawMove } from "./move-shapes.ts";
import { DEFAULT_PHYSICS, type MoveShapes, type PressPhysics } from "./physics.ts";
import { drawCourse, drawPressS, makeLean, makeLift, makePress, makeTransfer } from "./presses.ts";

const PLATES = 8;
/** A field without gains and leaks. */
const field = {
  spread(_gondola: number, _shelf: number, plates: readonly number[], shares: readonly number[]) {
    const effect = new Float64Array(PLATES);
    plates.forEach((plate, k) => {
      effect[plate - 1]! += shares[k]!;
    });
    return effect;
  },
};
const at = { gondola: 1, shelf: 1, plate: 4, plateCount: PLATES };
const STEADY: PressPhysics = {
  ...DEFAULT_PHYSICS.press,
  creepShareMax: 0,
  wobbleShareMax: 0,
  walkSharePerRootS: 0,
  stepsChance: 0,
  shiftChance: 0,
  shareChance: 0,
  releaseInStepsChance: 0,
};
const time = { startMs: 1000, endMs: 9000 };

function sumOf(contacts: readonly Contact[], tMs: number): Float64Array {
  const sum = new Float64Array(PLATES);
  for (const contact of contacts) {
    const value = evaluateContact(contact, tMs);
    contact.effect.forEach((share, q) => {
      sum[q]! += share * value;
    });
  }
  return sum;
}

/** Of many seeds, in how many something holds. */
function countSeeds(holds: (seed: number) => boolean): number {
  let count = 0;
  for (let seed = 0; seed < 100; seed++) if (holds(seed)) count++;
  return count;
}

/** The spread of a press between 3 and 8 s over its mean. */
function unrest(physics: PressPhysics, seed: number): number {
  const course = drawCourse(10, createRandom(seed), physics);
  const values = Array.from({ length: 100 }, (_, k) => course(3 + k / 20));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return (Math.max(...values) - Math.min(...values)) / mean;
}

describe("presses", () => {
  it("come and go, and leave nothing", () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = createRandom(seed);
      const contacts = makePress(field, at, 200, time, random, DEFAULT_PHYSICS.press);
      expect(sumOf(contacts, 1000).every((grams) => grams === 0)).toBe(true);
      expect(sumOf(contacts, 9000).every((grams) => grams === 0)).toBe(true);
      const middle = sumOf(contacts, 4000).reduce((a, b) => a + b, 0);
      expect(middle).toBeGreaterThan(5);
    }
  });

  it("are steady where nothing disturbs them", () => {
    expect(countSeeds((seed) => unrest(STEADY, seed) > 1e-9)).toBe(0);
  });

  it("creep", () => {
    const physics = { ...STEADY, creepShareMax: 0.4 };
    expect(countSeeds((seed) => unrest(physics, seed) > 0.01)).toBeGreaterThan(80);
  });

  it("wobble and walk", () => {
    for (const changed of [{ wobbleShareMax: 0.1 }, { walkSharePerRootS: 0.1 }]) {
      const physics = { ...STEADY, ...changed };
      expect(countSeeds((seed) => unrest(physics, seed) > 0.05)).toBeGreaterThan(90);
    }
  });

  it("relax or grow in steps that hold", () => {
    const physics = { ...STEADY, stepsChance: 1, stepHoldMinS: 1, stepHoldMaxS: 3 };
    const holds = countSeeds((seed) => {
      const course = drawCourse(10, createRandom(seed), physics);
      const values = Array.from({ length: 140 }, (_, k) => course(1 + k / 20));
      const changes = values.slice(1).map((value, k) => Math.abs(value - values[k]!));
      const still = changes.filter((by) => by < 1e-9).length;
      return Math.max(...changes) > 0.01 && still > 0.5 * changes.length;
    });
    expect(holds).toBeGreaterThan(80);
  });

  it("wander to the next plate, and spread over two or three", () => {
    const wander = { ...STEADY, shiftChance: 1 };
    const main = (contacts: readonly Contact[], tMs: number) => {
      const sum = sumOf(contacts, tMs);
      return sum.indexOf(Math.max(...sum));
    };
    const moved = countSeeds((seed) => {
      const contacts = makePress(field, at, 200, time, createRandom(seed), wander);
      return main(contacts, 1700) !== main(contacts, 8000);
    });
    expect(moved).toBeGreaterThan(20);
    const still = countSeeds((seed) => {
      const contacts = makePress(field, at, 200, time, createRandom(seed), STEADY);
      return main(contacts, 1700) === 3 && main(contacts, 8000) === 3;
    });
    expect(still).toBe(100);
    const share = { ...STEADY, shareChance: 1 };
    const shared = countSeeds((seed) => {
      const contacts = makePress(field, at, 200, time, createRandom(seed), share);
      return sumOf(contacts, 4000).filter((grams) => grams > 10).length >= 2;
    });
    expect(shared).toBeGreaterThan(80);
  });

  it("let go within 0.05 to 0.8 s, or in steps", () => {
    const lengthOf = (physics: PressPhysics, seed: number) => {
      const course = drawCourse(10, createRandom(seed), physics);
      const values = Array.from({ length: 400 }, (_, k) => course(8 + k / 200));
      const from = values.findIndex((value) => value < 0.98);
      return (values.findIndex((value) => value < 0.02) - from) / 200;
    };
    const lengths = Array.from({ length: 60 }, (_, seed) => lengthOf(STEADY, seed));
    expect(Math.min(...lengths)).toBeLessThan(0.1);
    expect(Math.max(...lengths)).toBeGreaterThan(0.5);
    expect(Math.max(...lengths)).toBeLessThan(0.8);
    const physics = { ...STEADY, releaseInStepsChance: 1 };
    const plateaus = countSeeds((seed) => {
      const course = drawCourse(10, createRandom(seed), physics);
      const values = Array.from({ length: 400 }, (_, k) => course(8 + k / 200));
      return values.filter((value) => Math.abs(value - 1 / 2) < 1e-6).length > 5;
    });
    expect(plateaus).toBeGreaterThan(20);
  });

  it("last from a third of a second to twenty", () => {
    const random = createRandom(1);
    const lengths = Array.from({ length: 2000 }, () => drawPressS(random, DEFAULT_PHYSICS.press));
    lengths.sort((a, b) => a - b);
    expect(lengths[0]).toBeGreaterThanOrEqual(0.3);
    expect(lengths[1000]).toBeGreaterThan(0.7);
    expect(lengths[1000]).toBeLessThan(3);
    expect(lengths.at(-1)).toBe(20);
  });

  it("that lift take off at most 95 % of the item", () => {
    const where = { gondola: 1, shelf: 1, effect: Float64Array.of(1) };
    let most = 0;
    for (let seed = 0; seed < 200; seed++) {
      const lift = makeLift(where, 500, time, createRandom(seed), DEFAULT_PHYSICS.press);
      for (let tMs = 1000; tMs < 9000; tMs += 40) {
        const grams = evaluateContact(lift, tMs);
        expect(grams).toBeLessThanOrEqual(0);
        most = Math.min(most, grams);
      }
    }
    expect(most).toBeGreaterThanOrEqual(-475);
    expect(most).toBeLessThan(-400);
  });

  it("that lean are felt on the whole shelf", () => {
    const lean = makeLean(field, at, 1000, time, createRandom(1), STEADY);
    const sum = sumOf([lean], 5000);
    expect(sum.every((grams) => grams > 0)).toBe(true);
    expect(sum.reduce((a, b) => a + b, 0)).toBeCloseTo(1000, 6);
  });
});

describe("transfers", () => {
  it("move weight to other plates, the sum staying what it is", () => {
    const from = { gondola: 1, shelf: 1, effect: field.spread(1, 1, [2], [1]) };
    const to = { gondola: 1, shelf: 1, effect: field.spread(1, 1, [3, 4], [0.5, 0.5]) };
    const transfer = makeTransfer(from, to, 300, 1000, 0.2, createRandom(1));
    for (let tMs = 1000; tMs < 1300; tMs += 10) {
      expect(sumOf([transfer], tMs).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 9);
    }
    expect([...sumOf([transfer], 1300)].slice(0, 5)).toEqual([0, -300, 150, 150, 0]);
  });
});

describe("shapes of moves", () => {
  const where = { gondola: 1, shelf: 1, effect: Float64Array.of(1) };
  const NONE: MoveShapes = { measured: 0, smooth: 0, twoStage: 0, bounce: 0, drag: 0 };
  const draw = (shapes: Partial<MoveShapes>, weightG: number, seed: number, lengthS?: number) => {
    const physics = {
      ...DEFAULT_PHYSICS.contact,
      shapes: { ...NONE, ...shapes },
      ...(lengthS === undefined ? {} : { shapeMinS: lengthS, shapeMaxS: lengthS }),
    };
    return drawMove(where, weightG, 2000, 1000, createRandom(seed), physics)[0]!;
  };
  const trace = (contact: Contact) =>
    Array.from({ length: 400 }, (_, k) => evaluateContact(contact, 1000 + 5 * k) / contact.stepG);

  it("begin at nothing and end at the weight, whichever they are", () => {
    for (const name of ["measured", "smooth", "twoStage", "bounce", "drag"] as const) {
      for (let seed = 0; seed < 40; seed++) {
        for (const weightG of [-300, 300]) {
          const contact = draw({ [name]: 1 }, weightG, seed);
          expect(contact.startMs).toBeGreaterThanOrEqual(1000);
          expect(evaluateContact(contact, contact.startMs)).toBe(0);
          expect(evaluateContact(contact, contact.endMs - 0.01) / weightG).toBeCloseTo(1, 1);
          expect(evaluateContact(contact, contact.endMs)).toBe(weightG);
        }
      }
    }
  });

  it("take from 0.05 to 0.9 s", () => {
    const lengths = Array.from({ length: 300 }, (_, seed) => {
      const contact = draw({ smooth: 1 }, 300, seed);
      return (contact.endMs - contact.startMs) / 1000 - 0.02;
    });
    expect(Math.min(...lengths)).toBeLessThan(0.06);
    expect(Math.max(...lengths)).toBeGreaterThan(0.8);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(0.9001);
  });

  it("of two stages wait with a part of the weight", () => {
    const waits = (shapes: Partial<MoveShapes>) =>
      countSeeds((seed) => {
        const values = trace(draw(shapes, -300, seed, 0.9));
        const slow = values.filter((value, k) => {
          return value > 0.15 && value < 0.85 && Math.abs(value - (values[k - 1] ?? 0)) < 0.002;
        });
        return slow.length >= 20;
      });
    expect(waits({ twoStage: 1 })).toBeGreaterThan(80);
    expect(waits({ smooth: 1 })).toBe(0);
  });

  it("that bounce overshoot when something is set down", () => {
    const tops = (shapes: Partial<MoveShapes>) =>
      countSeeds((seed) => Math.max(...trace(draw(shapes, 300, seed, 0.3))) > 1.15);
    expect(tops({ bounce: 1 })).toBeGreaterThan(70);
    expect(tops({ smooth: 1 })).toBeLessThan(20);
  });

  it("that drag go by jerks", () => {
    const jerks = (shapes: Partial<MoveShapes>) =>
      countSeeds((seed) => {
        const values = trace(draw(shapes, -300, seed, 0.9));
        let turns = 0;
        for (let k = 2; k < values.length; k++) {
          if ((values[k]! - values[k - 1]!) * (values[k - 1]! - values[k - 2]!) < 0) turns++;
        }
        return turns >= 3;
      });
    expect(jerks({ drag: 1 })).toBeGreaterThan(45);
    expect(jerks({ smooth: 1 })).toBeLessThan(10);
  });

  it("that drag go over the next plate, and leave nothing there", () => {
    const four = { ...where, effect: Float64Array.of(0, 1, 0, 0) };
    const physics = { ...DEFAULT_PHYSICS.contact, shapes: { ...NONE, drag: 1 } };
    let over = 0;
    for (let seed = 0; seed < 50; seed++) {
      for (const weightG of [-300, 300]) {
        const contacts = drawMove(four, weightG, 2000, 1000, createRandom(seed), physics);
        const times = Array.from({ length: 200 }, (_, k) => 1500 + 5 * k);
        const beside = (tMs: number) => sumOf(contacts, tMs)[0]! + sumOf(contacts, tMs)[2]!;
        if (Math.max(...times.map(beside)) > 30) over++;
        expect(beside(4000)).toBe(0);
        expect(sumOf(contacts, 4000)[1]).toBe(weightG);
      }
    }
    expect(over).toBeGreaterThan(60);
  });
});
