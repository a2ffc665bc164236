/** What a watch for drift is told, for tests: blocks of notes, of a camera that is knocked or not. */
import type { Random } from "@saunter/numerics/random";
import { DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import { buildRing } from "./camera-builders.ts";
import { type DriftNote, type DriftWatch, noteDetection } from "./camera-drift.ts";

export const [CAMERA] = buildRing(1);
const BLOCK_MS = 20_000;
/** One more than a block must have: the first note of the next one ends it. */
const NOTES = DEFAULT_CAMERAS.driftNotesMin;

export interface Fault {
  readonly xPx?: number;
  readonly yPx?: number;
  readonly turnRad?: number;
  readonly growth?: number;
  readonly unseenShare?: number;
}

/** What is common to all errors of a block, pixels; as of one person. */
interface Common {
  x: number;
  y: number;
}

/** A block's notes: errors of 3 px, of which a part is common to the block. */
export function* makeBlock(
  at: number,
  random: Random,
  fault: Fault = {},
  common: Common = { x: random.normal(0, 1), y: random.normal(0, 1) },
): Generator<DriftNote> {
  const { xPx = 0, yPx = 0, turnRad = 0, growth = 0, unseenShare = 0.1 } = fault;
  const [commonX, commonY] = [0.5 + common.x, common.y];
  for (let i = 0; i < NOTES; i++) {
    const [x, y] = [random.uniform(0, 1279), random.uniform(0, 719)];
    const [dx, dy] = [x - CAMERA.centreXPx, y - CAMERA.centreYPx];
    const isWrong = random.chance(0.02);
    const error = {
      xPx: xPx - turnRad * dy + growth * dx + commonX + random.normal(0, isWrong ? 100 : 3),
      yPx: yPx + turnRad * dx + growth * dy + commonY + random.normal(0, 3),
      sdPx: 3,
    };
    const timestampMs = at * BLOCK_MS + (i * BLOCK_MS) / NOTES;
    yield { timestampMs, x, y, error: random.chance(unseenShare) ? null : error };
  }
}

/** Blocks until an alarm, from block `from` on; null where there is none. */
export function run(watch: DriftWatch, random: Random, from: number, to: number, fault?: Fault) {
  for (let at = from; at < to; at++) {
    for (const note of makeBlock(at, random, fault)) {
      const alarm = noteDetection(watch, note);
      if (alarm !== null) return { alarm, blocks: at - from };
    }
  }
  return null;
}
