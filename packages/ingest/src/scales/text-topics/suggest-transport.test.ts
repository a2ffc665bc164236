import { describe, expect, it } from "vitest";
import type { AnnouncedSensor } from "./announcements.ts";
import { suggestTransport } from "./suggest-transport.ts";

const sensor = (over: Partial<AnnouncedSensor>): AnnouncedSensor => ({
  ...{ objectId: "left", name: null, stateTopic: "shelf-1/sensor/left/state" },
  ...{ unit: "g", valueTemplate: null },
  ...over,
});
const suggest = (...sensors: Partial<AnnouncedSensor>[]) =>
  suggestTransport({
    ...{ id: "shelf-1", name: null, manufacturer: null, model: null },
    sensors: sensors.map(sensor),
  });

describe("a device that announces itself", () => {
  it("is taken by ESPHome's topics, with the sensors of it that weigh", () => {
    const right = "shelf-1/sensor/right/state";
    const suggested = suggest(
      {},
      { stateTopic: right, unit: "kg" },
      { stateTopic: "shelf-1/sensor/raw/state", unit: null },
      { stateTopic: "shelf-1/sensor/wifi/state", unit: "dBm" },
      { stateTopic: "other/sensor/left/state" },
    );
    const channels = [
      { sensor: "left", unit: "g" },
      { sensor: "right", unit: "kg" },
      { sensor: "raw", unit: "counts" },
    ];
    expect(suggested).toEqual({
      ok: true,
      transport: { kind: "esphome", deviceId: "shelf-1", channels },
    });
  });

  it.each(["{{ value_json.HX711.Weight }}", "{{value_json['HX711']['Weight'] | round(1)}}"])(
    "is taken by Tasmota's message and the place in it, as %s",
    (valueTemplate) => {
      expect(suggest({ stateTopic: "tele/shelf-4/SENSOR", valueTemplate, unit: "kg" })).toEqual({
        ok: true,
        transport: {
          kind: "tasmota",
          deviceId: "shelf-4",
          channels: [{ sensor: "HX711.Weight", unit: "kg" }],
        },
      });
    },
  );

  it.each<[string, Partial<AnnouncedSensor>, RegExp]>([
    ["weighs nothing", { unit: "°C" }, /None of its sensors weighs/],
    ["has a unit of another kind of thing", { unit: "toString" }, /None of its sensors weighs/],
    ["names no topic", { stateTopic: null }, /neither ESPHome's/],
    ["has topics of its own", { stateTopic: "home/shelf-1/weight" }, /neither ESPHome's/],
    ["hides more in a topic", { stateTopic: "a/sensor/b/state/c" }, /neither ESPHome's/],
    ["breaks out of a list", { stateTopic: "a/sensor/x], y: [z/state" }, /neither ESPHome's/],
    ["has JSON without a place", { stateTopic: "tele/shelf-4/SENSOR" }, /neither ESPHome's/],
    ["has a name that is no id", { stateTopic: "Shelf_1/sensor/a/state" }, /begin with Shelf_1/],
  ])("cannot be taken where it %s", (_, over, problem) => {
    expect(suggest(over)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});
