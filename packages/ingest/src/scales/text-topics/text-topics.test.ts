/** Topics of text become rows, and what is no number, or did not come, is no weight. */
import { CHANNEL_STATUS, FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TEXT_TOPIC_BYTES_MAX } from "../scale-limits.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { createTextTopics, type TextDevice } from "./text-topics.ts";

const SHELF: TextDevice = {
  deviceId: "shelf-1",
  kind: "esphome",
  sensors: ["left", "right"],
  everyMs: 1000,
  unit: "g",
};
const PLUG: TextDevice = {
  deviceId: "plug-1",
  kind: "tasmota",
  sensors: ["HX711.Weight"],
  everyMs: 10_000,
  unit: "g",
};
const { notReady } = CHANNEL_STATUS;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open() {
  const sink = createNotedSink();
  const topics = createTextTopics([SHELF, PLUG], sink);
  const say = (topic: string, text: string) => topics.take(topic, Buffer.from(text));
  const left = (text: string) => say("shelf-1/sensor/left/state", text);
  const right = (text: string) => say("shelf-1/sensor/right/state", text);
  const rows = () => sink.frames.map(({ samples }) => [...samples]);
  const statuses = () => sink.frames.map(({ channelStatus }) => [...channelStatus]);
  return { sink, topics, say, left, right, rows, statuses };
}

describe("ESPHome's topics", () => {
  it("make a row when every channel came, in either order", () => {
    const { left, right, rows, sink } = open();
    left("100.5");
    expect(rows()).toEqual([]);
    right("200");
    right("201");
    left("101");
    expect(rows()).toEqual([
      [100.5, 200],
      [101, 201],
    ]);
    expect(sink.frames[0]).toMatchObject({
      deviceId: "shelf-1",
      unit: "g",
      rateHz: 1,
      status: FRAME_STATUS.arrivalTime | FRAME_STATUS.arrivalSequence,
    });
  });

  it("keep a channel's last value for two periods, marked as not ready, and then say NaN", () => {
    const { left, right, rows, statuses } = open();
    left("100");
    right("200");
    for (const text of ["101", "102", "103", "104"]) {
      vi.advanceTimersByTime(1000);
      left(text);
    }
    expect(rows()).toEqual([
      [100, 200],
      [101, 200],
      [102, Number.NaN],
      [103, Number.NaN],
    ]);
    expect(statuses()).toEqual([
      [0, 0],
      [0, notReady],
      [0, notReady],
      [0, notReady],
    ]);
    right("205");
    expect(rows().at(-1)).toEqual([104, 205]);
  });

  it.each(["nan", "NaN", "", "unknown", "1,5", "0x10", "Infinity", "12 g"])(
    "say no weight by %j",
    (text) => {
      const { left, right, rows, statuses } = open();
      left("100");
      right("200");
      left(text);
      right("201");
      expect(rows()[1]).toEqual([Number.NaN, 201]);
      expect(statuses()[1]).toEqual([notReady, 0]);
    },
  );

  it("forget all values when the device is offline", () => {
    const { left, right, rows, say, sink } = open();
    left("100");
    right("200");
    left("101");
    say("shelf-1/status", "online");
    expect(sink.refused).toEqual([]);
    say("shelf-1/status", "offline");
    expect(sink.refused).toEqual(["shelf-1: offline"]);
    left("102");
    left("103");
    expect(rows().at(-1)).toEqual([102, Number.NaN]);
  });

  it("are those of the configured sensors, and no longer than allowed", () => {
    const { say, sink, left } = open();
    expect(say("shelf-1/sensor/other/state", "1")).toBe(false);
    expect(say("shelf-2/sensor/left/state", "1")).toBe(false);
    expect(sink.refused).toEqual([]);
    left("1".padStart(TEXT_TOPIC_BYTES_MAX));
    expect(sink.refused).toEqual([]);
    left("1".padStart(TEXT_TOPIC_BYTES_MAX + 1));
    expect(sink.refused).toEqual(["shelf-1: not-text"]);
  });
});

describe("Tasmota's messages", () => {
  const topic = "tele/plug-1/SENSOR";

  it("have all channels of a row", () => {
    const { say, rows } = open();
    say(topic, '{"Time":"2026-11-29T10:00:00","HX711":{"Weight":1.234}}');
    say(topic, '{"HX711":{"Weight":"1.5"}}');
    say(topic, '{"HX711":{"Weight":null}}');
    expect(rows()).toEqual([[1.234], [1.5], [Number.NaN]]);
  });

  it("without the sensor, or without JSON, are refused", () => {
    const { say, sink } = open();
    for (const text of ["{", "[]", "null", '{"HX711":5}', '{"toString":{"Weight":1}}'])
      say(topic, text);
    say("tele/plug-1/LWT", "Offline");
    expect(sink.frames).toEqual([]);
    expect(sink.refused).toEqual([
      "plug-1: not-json",
      ...["no-sensor", "no-sensor", "no-sensor", "no-sensor"].map((fault) => `plug-1: ${fault}`),
      "plug-1: offline",
    ]);
  });
});

describe("a device that has signed in", () => {
  it.each([
    ["shelf-1", "shelf-1/sensor/left/state", true],
    ["shelf-1", "shelf-1/debug", true],
    ["shelf-1", "shelf-2/sensor/left/state", false],
    ["shelf-1", "shelf-11/sensor/left/state", false],
    ["shelf-1", "tele/plug-1/SENSOR", false],
    ["plug-1", "tele/plug-1/STATE", true],
    ["plug-1", "plug-1/sensor/left/state", false],
    ["nobody", "nobody/sensor/left/state", false],
  ])("%s may publish on %s: %s", (deviceId, topic, isOwn) => {
    expect(open().topics.isOwn(deviceId, topic)).toBe(isOwn);
  });
});
