import { makeFrame } from "@saunter/ingest/scales/scales-fixture";
import { createRandom } from "@saunter/numerics/random";
import { unpackFrame } from "@saunter/protocol/devices/packed-frame";
import {
  COUNTS_LEAST,
  COUNTS_MOST,
  FRAME_STATUS,
  type ScaleFrame,
} from "@saunter/protocol/devices/scale-frame";
import { describe, expect, it } from "vitest";
import {
  CLOCK_JUMP_US,
  createFaultyController,
  RATE_TIMES,
  type ScaleFaultKind,
  type SentMessage,
} from "./scale-faults.ts";

const FRAME_MS = 100;
const SCALES = [
  { zero: 0, gramsPerUnit: 0.01 },
  { zero: 0, gramsPerUnit: 0.01 },
];

/** Frames of 100 ms, a second before the fault and some with it. */
function play(kind: ScaleFaultKind, channel: number | null, frames = 100) {
  const controller = createFaultyController(SCALES, createRandom(3));
  const before: SentMessage[] = [];
  const during: SentMessage[] = [];
  for (let at = 0; at < 10 + frames; at++) {
    const frame: ScaleFrame = {
      ...makeFrame(at, { weigh: (of, sample) => 100_000 * (of + 1) + (sample % 7) }),
      unit: "counts",
    };
    const faults = at < 10 ? [] : [{ kind, channel }];
    (at < 10 ? before : during).push(...controller.send(frame, FRAME_MS * at, faults));
  }
  during.push(...controller.flush(FRAME_MS * (10 + frames)));
  const unpack = ({ bytes }: SentMessage) => unpackFrame(bytes);
  expect(before.map(unpack).every(({ ok }) => ok)).toBe(true);
  return { sent: during, frames: during.map(unpack).flatMap((one) => (one.ok ? [one.frame] : [])) };
}

const readChannel = (frames: readonly ScaleFrame[], channel: number): number[] =>
  frames.flatMap(({ channelCount, samples }) =>
    [...samples].filter((_, at) => at % channelCount === channel - 1),
  );

describe("a channel", () => {
  it.each([
    ["dead", (values: readonly number[]) => values.every(Number.isNaN)],
    ["stuck", (values: readonly number[]) => new Set(values).size === 1],
    ["saturated", (values: readonly number[]) => values.every((value) => value === COUNTS_MOST)],
    ["nan", (values: readonly number[]) => values.some(Number.isNaN)],
    ["least", (values: readonly number[]) => values.includes(COUNTS_LEAST)],
    ["most", (values: readonly number[]) => values.includes(COUNTS_MOST)],
    ["drifting", (values: readonly number[]) => values.at(-1)! - values[0]! > 1000],
    ["noisy", (values: readonly number[]) => Math.max(...values) - Math.min(...values) > 10_000],
    ["spikes", (values: readonly number[]) => Math.min(...values) < 190_000],
  ] as const)("is %s, and the one beside it is not", (kind, isFaulty) => {
    const { frames } = play(kind, 2);
    expect(isFaulty(readChannel(frames, 2))).toBe(true);
    expect(readChannel(frames, 1).every((value) => value >= 100_000 && value < 100_007)).toBe(true);
  });
});

describe("a controller", () => {
  const sequencesOf = (frames: readonly ScaleFrame[]) => frames.map(({ sequence }) => sequence);
  const inOrder = Array.from({ length: 100 }, (_, at) => at + 10);

  it("says that it samples faster than it does", () => {
    const { frames } = play("wrong-rate", null);
    expect(new Set(frames.map(({ rateHz }) => rateHz))).toEqual(new Set([80 * RATE_TIMES]));
  });

  it("starts again with another id, its numbers and its clock from 0", () => {
    const { frames } = play("restarted", null);
    expect(frames[0]).toMatchObject({ sequence: 0, timeUs: 0 });
    expect(new Set(frames.map(({ bootId }) => bootId)).size).toBe(1);
    expect(frames[0]!.bootId).not.toBe(1);
    expect(frames[1]).toMatchObject({ sequence: 1, timeUs: 100_000 });
  });

  it("has a clock that leaps once", () => {
    const { frames } = play("clock-jump", null);
    const usual = (sequence: number) => 5_000_000 + 100_000 * sequence;
    expect(frames.every(({ sequence, timeUs }) => timeUs === usual(sequence) + CLOCK_JUMP_US)).toBe(
      true,
    );
  });

  it("sends nothing for 10 s, then all of it in order, and says so", () => {
    const { frames, sent } = play("stall", null, 120);
    expect(sequencesOf(frames)).toEqual(Array.from({ length: 120 }, (_, at) => at + 10));
    expect(sent[0]!.sentMs).toBe(11_000);
    const late = frames.filter(({ status }) => status === FRAME_STATUS.replayed);
    expect(sequencesOf(late)).toEqual(inOrder);
  });

  it("loses, doubles, disorders and corrupts some of its frames", () => {
    const lost = sequencesOf(play("lost", null).frames);
    expect(lost.length).toBeLessThan(95);
    expect(lost).toEqual(lost.toSorted((a, b) => a - b));
    const doubled = sequencesOf(play("doubled", null).frames);
    expect(doubled.length).toBeGreaterThan(105);
    expect([...new Set(doubled)]).toEqual(inOrder);
    const disordered = play("out-of-order", null);
    expect(sequencesOf(disordered.frames)).not.toEqual(inOrder);
    expect(sequencesOf(disordered.frames).toSorted((a, b) => a - b)).toEqual(inOrder);
    const corrupted = play("corrupted", null);
    expect(corrupted.sent).toHaveLength(100);
    expect(corrupted.frames.length).toBeLessThan(95);
  });
});
