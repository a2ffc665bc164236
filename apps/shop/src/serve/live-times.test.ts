/** What a tracker's frames get for times while the machine's clock is set. */
import type { JointFrame } from "@saunter/engine/observation";
import { createPeopleStream } from "@saunter/ingest/scales/people-stream";
import { createShopOffset } from "@saunter/ingest/scales/shop-offset";
import { expect, it } from "vitest";
import { createSteadyClock } from "./steady-clock.ts";

const HOUR_MS = 3_600_000;
const FRAME_MS = 100;
const SET_AT = 1200;
const SET_BACK_AT = 1800;
const FRAMES = 3000;

it("a machine's clock that is set an hour ahead and back leaves people's times in order and sure", () => {
  const machine = { nowMs: 1_790_000_000_000, evenMs: 5000 };
  const clock = createSteadyClock({
    machineMs: () => machine.nowMs,
    evenMs: () => machine.evenMs,
  });
  const offset = createShopOffset(clock.nowMs, () => machine.evenMs);
  const frames: JointFrame[] = [];
  const people = createPeopleStream((frame) => void frames.push(frame), offset);
  for (let at = 0; at < FRAMES; at++) {
    machine.nowMs += FRAME_MS;
    machine.evenMs += FRAME_MS;
    if (at === SET_AT) machine.nowMs += HOUR_MS;
    if (at === SET_BACK_AT) machine.nowMs -= HOUR_MS;
    const timeUs = at * FRAME_MS * 1000;
    const frame = { deviceId: "tracker", bootId: 1, sequence: at, timeUs, people: [] };
    people.push(frame, offset.lookMs());
  }
  expect(frames).toHaveLength(FRAMES);
  expect(frames.every(({ troubles }) => troubles === undefined)).toBe(true);
  const timesMs = frames.map(({ timestampMs }) => timestampMs);
  expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
  expect(Math.abs(timesMs.at(-1)! - machine.nowMs)).toBeLessThanOrEqual(FRAME_MS);
});
