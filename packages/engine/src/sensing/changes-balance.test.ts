import { createRandom, type Random } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_CHANGES } from "../parameters/changes.ts";
import {
  BIN_SAMPLES,
  createSignal,
  cutBatches,
  recordPlates,
  type Signal,
  startFrontEnd,
} from "../test-builders.ts";
import { addStep, createChangeCollector, takeReady } from "./changes.ts";
import { readLevel } from "./front-end.ts";

/** Something that is put on a plate or taken from it, with a hand on it for a while. */
interface Move {
  readonly second: number;
  readonly plate: number;
  readonly grams: number;
  readonly wobbleG: number;
  readonly heldS: number;
}

/** Up to four moves at nearly one time, then others seconds later. */
function drawMoves(random: Random, plates: number): Move[] {
  const moves: Move[] = [];
  for (let burst = 0; burst < 3; burst++) {
    const numbers = Array.from({ length: plates }, (_, at) => at + 1);
    for (const plate of random.shuffle(numbers).slice(0, random.integer(1, 4))) {
      moves.push({
        second: 3 + 4 * burst + random.uniform(0, 0.35),
        plate,
        grams: random.uniform(100, 600) * (random.chance(0.6) ? -1 : 1),
        wobbleG: random.chance(0.5) ? random.uniform(20, 150) : 0,
        heldS: random.uniform(0.1, 0.5),
      });
    }
  }
  return moves;
}

const PLATES = 6;

/** What moves do to plates: each leaks to those beside its own, with its own sign. */
function sumMoves(moves: readonly Move[], leakedShare: number, second: number, plate: number) {
  let levelG = 0;
  let leakedG = 0;
  let wobbleG = 0;
  for (const move of moves) {
    const elapsedS = second - move.second;
    if (elapsedS < 0) continue;
    if (move.plate === plate) {
      levelG += move.grams;
      if (elapsedS < move.heldS) wobbleG += move.wobbleG * Math.sin(31 * elapsedS);
    } else if (Math.abs(move.plate - plate) === 1) {
      levelG += leakedShare * move.grams;
      leakedG += leakedShare * Math.abs(move.grams);
    }
  }
  return { levelG, leakedG, wobbleG };
}

const END_S = 16;

/** The shelf's plates and what is reported of them, with how far each plate's grams may be off. */
function startShelf() {
  const run = startFrontEnd();
  const collector = createChangeCollector(DEFAULT_CHANGES);
  const frontEnds = new Map([[1, run.state]]);
  const reportedG = new Float64Array(PLATES + 1);
  const offG = new Float64Array(PLATES + 1).fill(8);
  const ids = new Set<number>();
  const take = (isEnd: boolean): void => {
    for (const step of run.steps.splice(0)) addStep(collector, step);
    for (const { id, plates } of takeReady(collector, frontEnds, isEnd)) {
      expect(ids.has(id)).toBe(false);
      ids.add(id);
      for (const { plate, changeG, errorG } of plates) {
        reportedG[plate]! += changeG;
        offG[plate]! += 4 * errorG;
      }
    }
  };
  return { ...run, collector, take, reportedG, offG };
}

function findWaitingG({ collector }: ReturnType<typeof startShelf>, plate: number): number {
  const steps = collector.pending.flatMap((pending) => pending.steps);
  return steps.filter((step) => step.plate === plate).reduce((sum, one) => sum + one.changeG, 0);
}

describe("what a shelf gains and loses", () => {
  it("is reported, or waits, all of it and once, whatever is moved at one time", () => {
    const check = (seed: number): void => {
      const random = createRandom(seed);
      const moves = drawMoves(random, PLATES);
      const leakedShare = random.uniform(0.005, 0.01);
      const noise = createSignal(random, 0.5, []);
      const signal: Signal = (second, shelf, plate) => {
        const { levelG, wobbleG } = sumMoves(moves, leakedShare, second, plate);
        return noise(second, shelf, plate) + levelG + wobbleG;
      };
      const shelf = startShelf();
      const checkPlate = (second: number, plate: number): void => {
        const { leakedG } = sumMoves(moves, leakedShare, second, plate);
        const changedG = readLevel(shelf.state, 1, plate) - 1000;
        const missingG = shelf.reportedG[plate]! + findWaitingG(shelf, plate) - changedG;
        // What leaks is no change of its own; what is left of a step below 7 g is none.
        expect(Math.abs(missingG)).toBeLessThan(shelf.offG[plate]! + 1.5 * leakedG);
      };
      const recording = recordPlates(END_S, signal, { plates: PLATES });
      for (const [at, bin] of cutBatches(recording, [BIN_SAMPLES]).entries()) {
        shelf.push(bin);
        shelf.take(false);
        for (let plate = 1; at > 20 && plate <= PLATES; plate++) checkPlate((at + 1) / 10, plate);
      }
      shelf.take(true);
      expect(shelf.collector.pending).toEqual([]);
      for (let plate = 1; plate <= PLATES; plate++) {
        const { levelG, leakedG } = sumMoves(moves, leakedShare, END_S, plate);
        const offG = Math.abs(shelf.reportedG[plate]! - levelG);
        expect(offG).toBeLessThan(shelf.offG[plate]! + 1.5 * leakedG);
      }
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), check), { seed: 33, numRuns: 150 });
  });
});
