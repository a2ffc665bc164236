import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TAKEN_DEVICES_MAX, TELL_TAKEN_EVERY_MS } from "../scale-limits.ts";
import { makeFrame } from "../scales-fixture.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { createTakenFrames } from "./taken-frames.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const told: string[] = [];
  const publish = (topic: string, text: string) => void told.push(`${topic} ${text}`);
  const noted = createNotedSink();
  const taken = createTakenFrames({ prefix: "shop", publish }, noted);
  const answer = (deviceId: string, text: string): void =>
    taken.answer(formatDeviceTopic("shop", { deviceId, kind: "scale-status" }), Buffer.from(text));
  return { told, noted, taken, answer };
}

it("are told twice a second, the newest alone, and not again where nothing came", () => {
  const { noted, taken, told } = open();
  for (const at of [4, 5, 6]) taken.sink.frame(makeFrame(at));
  expect(noted.frames).toHaveLength(3);
  expect(told).toEqual([]);
  const { bootId } = makeFrame(6);
  vi.advanceTimersByTime(TELL_TAKEN_EVERY_MS);
  expect(told).toEqual([`shop/scales/shelf-1/taken ${bootId} 6`]);
  vi.advanceTimersByTime(10 * TELL_TAKEN_EVERY_MS);
  expect(told).toHaveLength(1);
  taken.sink.frame(makeFrame(6));
  vi.advanceTimersByTime(TELL_TAKEN_EVERY_MS);
  expect(told).toHaveLength(2);
  taken.close();
  taken.sink.frame(makeFrame(7));
  vi.advanceTimersByTime(10 * TELL_TAKEN_EVERY_MS);
  expect(told).toHaveLength(2);
});

it("are told at once to a device that comes online, configured or not, and to none that goes", () => {
  const { answer, told } = open();
  answer("shelf-1", "online");
  answer("shelf-1", "offline");
  answer("Not an id", "online");
  expect(told).toEqual(["shop/scales/shelf-1/taken none"]);
});

it(`are noted of ${TAKEN_DEVICES_MAX} devices, and of no more`, () => {
  const { taken, told } = open();
  for (let at = 0; at <= TAKEN_DEVICES_MAX; at++) {
    taken.sink.frame(makeFrame(0, { deviceId: `d${at}` }));
  }
  vi.advanceTimersByTime(TELL_TAKEN_EVERY_MS);
  expect(told).toHaveLength(TAKEN_DEVICES_MAX);
});
