/** Controllers that announce themselves are listed, and no more of them than is allowed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANNOUNCED_DEVICES_MAX, ANNOUNCED_SENSORS_MAX } from "../scale-limits.ts";
import { createAnnouncements } from "./announcements.ts";

const topicOf = (node: string, object: string) => `homeassistant/sensor/${node}/${object}/config`;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("announcements", () => {
  it("list a device with its sensors, by long or short names", () => {
    const announced = createAnnouncements();
    announced.take(
      topicOf("shelf-1", "left"),
      json({
        name: "Left",
        state_topic: "shelf-1/sensor/left/state",
        unit_of_measurement: "g",
        device: { name: "Shelf 1", manufacturer: "Espressif", model: "esp32", identifiers: "aa" },
      }),
    );
    announced.take(
      topicOf("shelf-1", "right"),
      json({
        "~": "shelf-1/sensor",
        name: "Right",
        stat_t: "~/right/state",
        unit_of_meas: "kg",
        dev: { name: "Shelf 1", mf: "Espressif", mdl: "esp32", ids: ["aa"] },
      }),
    );
    expect(announced.list()).toEqual([
      {
        id: "shelf-1",
        name: "Shelf 1",
        manufacturer: "Espressif",
        model: "esp32",
        sensors: [
          {
            objectId: "left",
            name: "Left",
            stateTopic: "shelf-1/sensor/left/state",
            unit: "g",
            valueTemplate: null,
          },
          {
            objectId: "right",
            name: "Right",
            stateTopic: "shelf-1/sensor/right/state",
            unit: "kg",
            valueTemplate: null,
          },
        ],
      },
    ]);
  });

  it("without a node list a device by its identifier", () => {
    const announced = createAnnouncements();
    announced.take("homeassistant/sensor/abc/config", json({ dev: { ids: ["plug-7"] } }));
    expect(announced.list()).toMatchObject([{ id: "plug-7", sensors: [{ objectId: "abc" }] }]);
  });

  it("are deleted by an empty message, the device with its last sensor", () => {
    const announced = createAnnouncements();
    for (const object of ["left", "right"]) announced.take(topicOf("shelf-1", object), json({}));
    announced.take(topicOf("shelf-1", "left"), Buffer.of());
    expect(announced.list()).toMatchObject([{ sensors: [{ objectId: "right" }] }]);
    announced.take(topicOf("shelf-1", "right"), Buffer.of());
    expect(announced.list()).toEqual([]);
  });

  it("replace what was announced on the same topic, also by another device", () => {
    const announced = createAnnouncements();
    const topic = "homeassistant/sensor/abc/config";
    announced.take(topic, json({ dev: { ids: "one" } }));
    announced.take(topic, json({ dev: { ids: "two" } }));
    expect(announced.list().map(({ id }) => id)).toEqual(["two"]);
  });

  it("are so many and no more", () => {
    const announced = createAnnouncements();
    for (let at = 0; at <= ANNOUNCED_DEVICES_MAX; at++) {
      announced.take(topicOf(`shelf-${at}`, "left"), json({}));
    }
    expect(announced.list().length).toBe(ANNOUNCED_DEVICES_MAX);
    for (let at = 0; at <= ANNOUNCED_SENSORS_MAX; at++) {
      announced.take(topicOf("shelf-0", `sensor-${at}`), json({}));
    }
    expect(announced.list()[0]!.sensors.length).toBe(ANNOUNCED_SENSORS_MAX);
  });

  it("are shortened, and cleared of what cannot be seen", () => {
    const announced = createAnnouncements();
    const name = `\u0000\u202eLeft\n${"x".repeat(200)}`;
    announced.take(topicOf("shelf-1", "left"), json({ name, unit_of_meas: "\u200b" }));
    const [sensor] = announced.list()[0]!.sensors;
    expect(sensor).toMatchObject({ unit: null });
    expect(sensor!.name).toMatch(/^Leftx{93}$/);
  });

  it("may be anything", () => {
    const announced = createAnnouncements();
    expect(announced.take("homeassistant/switch/a/b/config", json({}))).toBe(false);
    fc.assert(
      fc.property(fc.json(), (text) => {
        announced.take(topicOf("shelf-1", "left"), Buffer.from(text));
        for (const { sensors } of announced.list()) expect(sensors.length).toBe(1);
      }),
    );
    announced.take(topicOf("shelf-1", "left"), Buffer.from("{"));
    expect(announced.list()).toEqual([]);
  });
});
