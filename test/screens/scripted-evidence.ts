/** What plates and tracker would have said around something that was taken. */
import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type Observation,
  type PlateBatch,
} from "@saunter/engine/observation";
import type { Interaction } from "@saunter/engine/receipt-types";

const BEFORE_MS = 4000;
const AFTER_MS = 5000;
const FRAME_MS = 100;
const RATE_HZ = 60;
const LEVEL_G = 4000;
/** A hand shakes a plate for so long. */
const SHAKEN_MS = 600;
const SHAKEN_G = 180;
/** Shelves and plates of the example's gondolas, with the places that are unused. */
const SHELVES = 4;
const PLATES = 7;
const PITCH_M = 0.1;
const GONDOLA_X_M = [0, 0, 0.7];
const SHELF_HEIGHTS_M = [0, 0.3, 0.75, 1.2];

export interface Moments {
  readonly during: readonly Observation[];
  /** What is seen when its seconds are over. */
  readonly after: readonly Observation[];
}

/** The seconds around an interaction: its plates lose its weight, and a hand goes there. */
export function makeMoments(interaction: Interaction): Moments {
  const fromMs = interaction.timestampMs - BEFORE_MS;
  const frames: JointFrame[] = [];
  for (let atMs = fromMs; atMs <= interaction.timestampMs + AFTER_MS; atMs += FRAME_MS) {
    frames.push(makeFrame(interaction, atMs));
  }
  const [last] = frames.splice(-1);
  return { during: [makeBatch(interaction, fromMs), ...frames], after: [last!] };
}

function makeBatch(interaction: Interaction, timestampMs: number): PlateBatch {
  const { gondola, shelf, plates, weightG } = interaction;
  const sampleCount = Math.floor(((BEFORE_MS + AFTER_MS) * RATE_HZ) / 1000);
  const samplesG = new Float32Array(sampleCount * SHELVES * PLATES).fill(LEVEL_G);
  for (let sample = 0; sample < sampleCount; sample++) {
    const sinceMs = (sample * 1000) / RATE_HZ - BEFORE_MS;
    const isShaken = Math.abs(sinceMs) < SHAKEN_MS / 2;
    const shake = isShaken ? SHAKEN_G * Math.sin(sinceMs / 40) : 2 * Math.sin(sample);
    for (const plate of plates) {
      const taken = sinceMs > 0 ? weightG / plates.length : 0;
      samplesG[(sample * SHELVES + shelf) * PLATES + plate] = LEVEL_G - taken + shake;
    }
  }
  return {
    kind: "plates",
    gondola,
    timestampMs,
    sampleRateHz: RATE_HZ,
    sampleCount,
    shelfCount: SHELVES,
    plateCount: PLATES,
    samplesG,
  };
}

/** All plates of a gondola read this for so long, as they would at rest. */
export function makeReading(
  timestampMs: number,
  forMs: number,
  levelG: (shelf: number, plate: number) => number,
): PlateBatch {
  const sampleCount = Math.round((forMs * RATE_HZ) / 1000);
  const samplesG = new Float32Array(sampleCount * SHELVES * PLATES);
  for (let at = 0; at < samplesG.length; at++) {
    const shelf = Math.floor(at / PLATES) % SHELVES;
    // A scale that says the same for ever would be a dead one.
    samplesG[at] = levelG(shelf, at % PLATES) + Math.sin(7 * at) / 3;
  }
  return {
    kind: "plates",
    gondola: 1,
    timestampMs,
    sampleRateHz: RATE_HZ,
    sampleCount,
    shelfCount: SHELVES,
    plateCount: PLATES,
    samplesG,
  };
}

/** The one reaches out and draws back; somebody else stands a metre away. */
function makeFrame(interaction: Interaction, timestampMs: number): JointFrame {
  const { gondola, shelf, plates, targetId } = interaction;
  const x = GONDOLA_X_M[gondola]! + (plates[0]! - 1 + plates.length / 2) * PITCH_M;
  const reach = Math.max(0, 1 - Math.abs(timestampMs - interaction.timestampMs) / 1200);
  const hand = { y: -0.45 + 0.6 * reach, z: 1 + (SHELF_HEIGHTS_M[shelf]! - 1) * reach };
  return {
    kind: "joints",
    timestampMs,
    shoppers: [
      { shopperId: targetId ?? "nobody", joints: makeJoints(x, hand) },
      { shopperId: "passer-by", joints: makeJoints(x + 1, { y: -0.45, z: 1 }) },
    ],
  };
}

function makeJoints(x: number, hand: { readonly y: number; readonly z: number }): Float64Array {
  const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE);
  const put = (name: (typeof JOINT_NAMES)[number], place: readonly number[]): void =>
    joints.set([...place, 1], JOINT_NAMES.indexOf(name) * JOINT_STRIDE);
  for (const name of JOINT_NAMES) put(name, [x, -0.6, 1.4]);
  put("head", [x, -0.6, 1.65]);
  put("l_wrist", [x - 0.2, -0.45, 1]);
  put("r_wrist", [x + 0.02, hand.y, hand.z]);
  return joints;
}
