import type { JointFrame } from "@saunter/engine/observation";
import type { PeopleFrame } from "@saunter/protocol/devices/people-frame";
import { describe, expect, it } from "vitest";
import { createPeopleStream } from "./people-stream.ts";

const HOUR_MS = 3_600_000;
const FRAME_MS = 100;
const START_MS = 1_000_000;
/** Longer than what a clock's drift is learnt from. */
const FRAMES = 2400;
const FAULT_AT = 1200;

type Change = (at: number) => Partial<PeopleFrame> | null;

/** A tracker that sees one person; times by the shop's clock, less those of arrival. */
function play(change: Change) {
  const frames: JointFrame[] = [];
  const aheadMs: number[] = [];
  const faults = new Set<string | null>();
  let arrivalMs = START_MS;
  const stream = createPeopleStream((frame) => {
    frames.push(frame);
    aheadMs.push(frame.timestampMs - arrivalMs);
  });
  for (let at = 0; at < FRAMES; at++) {
    arrivalMs = START_MS + at * FRAME_MS;
    const changed = change(at);
    if (changed === null) continue;
    const timeUs = (5000 + at * FRAME_MS) * 1000;
    const frame = { deviceId: "tracker", bootId: 1, sequence: at, timeUs, people: [] };
    stream.push({ ...frame, ...changed }, arrivalMs);
    faults.add(stream.readFault(arrivalMs));
  }
  return { aheadMs, faults, frames };
}

const setBy = (ms: number): Partial<PeopleFrame> => ({ timeUs: ms * 1000 });
const deviceMs = (at: number): number => 5000 + at * FRAME_MS;

const CLOCK_FAULTS: readonly (readonly [string, Change])[] = [
  ["one frame an hour ahead", (at) => (at === FAULT_AT ? setBy(deviceMs(at) + HOUR_MS) : {})],
  ["one frame at the clock's start", (at) => (at === FAULT_AT ? setBy(0) : {})],
  ["a first frame an hour ahead", (at) => (at === 0 ? setBy(HOUR_MS) : {})],
  [
    "a clock that is set an hour ahead",
    (at) => (at < FAULT_AT ? {} : setBy(deviceMs(at) + HOUR_MS)),
  ],
  [
    "a clock that is set an hour ahead and back",
    (at) => (at < FAULT_AT || at >= FAULT_AT + 300 ? {} : setBy(deviceMs(at) + HOUR_MS)),
  ],
];

describe("a tracker's clock", () => {
  it.each(CLOCK_FAULTS)("is followed, and named as a fault: %s", (_, change) => {
    const { aheadMs, faults, frames } = play(change);
    expect(frames).toHaveLength(FRAMES);
    expect(Math.max(...aheadMs)).toBeLessThanOrEqual(0.5);
    // The first ones wait until the clock is known.
    expect(Math.min(...aheadMs.slice(20))).toBeGreaterThan(-FRAME_MS);
    expect([...faults]).toContain("has a clock that leapt: check its firmware");
    expect(frames.some(({ troubles }) => troubles?.[0]?.fault === "clock")).toBe(true);
  });

  it("is no fault where frames are late, missing or of a new start", () => {
    const late: Change = (at) => (at > 600 && at < 900 ? null : { bootId: at < FAULT_AT ? 1 : 2 });
    const { aheadMs, faults, frames } = play(late);
    expect([...faults]).toEqual([null]);
    expect(frames.every(({ troubles }) => troubles === undefined)).toBe(true);
    expect(Math.max(...aheadMs)).toBeLessThanOrEqual(0.5);
  });
});

describe("a tracker's numbers", () => {
  it("are followed again within seconds after one frame of another start", () => {
    const { frames } = play((at) => (at === FAULT_AT ? { bootId: 9 } : {}));
    expect(frames.length).toBeGreaterThan(FRAMES - 100);
  });

  it("go on after one that is far ahead, and after a start with the same id", () => {
    const far = play((at) => (at === FAULT_AT ? { sequence: 0x7fff_ffff } : {}));
    expect(far.frames).toHaveLength(FRAMES);
    const behind = play((at) => (at === FAULT_AT ? { sequence: 0xffff_ffff } : {}));
    expect(behind.frames).toHaveLength(FRAMES - 1);
    const anew = play((at) => (at < FAULT_AT ? {} : { sequence: at - FAULT_AT }));
    expect(anew.aheadMs.at(-1)).toBeCloseTo(0, 0);
    expect(anew.frames.length).toBeGreaterThan(FRAMES - 80);
  });
});

describe("frames that a broker kept while the shop was away", () => {
  it("have the times at which they were measured, however many come at once", () => {
    const awayFrames = 600;
    const restartMs = START_MS + awayFrames * FRAME_MS;
    const offMs: number[] = [];
    let given = 0;
    const stream = createPeopleStream(({ timestampMs }) => {
      offMs.push(timestampMs - (START_MS + given++ * FRAME_MS));
    });
    for (let at = 0; at < awayFrames + 30; at++) {
      const measuredMs = START_MS + at * FRAME_MS;
      const frame = { deviceId: "tracker", bootId: 1, sequence: at, people: [] };
      stream.push({ ...frame, timeUs: deviceMs(at) * 1000 }, Math.max(restartMs, measuredMs));
    }
    expect(offMs).toHaveLength(awayFrames + 30);
    expect(Math.max(...offMs.map(Math.abs))).toBeLessThan(1);
  });
});
