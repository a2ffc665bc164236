/** What moves and watches gates in a configuration: what each becomes, and what does not fit together. */
import { readShippedPreset } from "@saunter/ingest/gates/gate-preset";
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, listProblems, loadGood } from "./config-fixture.ts";

const OWN = readShippedPreset("http", "shelly-gen1")!;
const given = {
  files: { "own.json": OWN, "bad.json": '{"maker":"m"}' },
  environment: { RELAY: "admin:pass" },
};
const SENSORS =
  "source:\n  kind: sensors\n  devices:\n    - { id: scale-1, gondola: 1, channels: [{ shelf: 1, plates: 1 }] }\n";
const ZONE = "{ xMinM: 0, xMaxM: 1, yMinM: 0, yMaxM: 1 }";

/** A shop with scales whose one gate, beside a way out, has these keys. */
const shop = (
  keys: string,
  direction = "in",
  id = "door-1",
  source = SENSORS + GOODS_LINES,
  other = "",
) => {
  const gate = `{ id: ${id}, name: Door, direction: ${direction}, ${keys} }`;
  const both = `{ id: both, name: Both, direction: both${other} }`;
  const floor = `floor: { entrance: ${ZONE}, exit: ${ZONE}, gates: [${gate}, ${both}] }\n`;
  const entry = "entry: { methods: { qr: {} } }\n";
  return LEAST_LINES.replace("source: { kind: simulated }\n", source) + entry + floor;
};
const load = (keys: string) => {
  const [gate, both] = loadGood(shop(keys), given).floor!.gates;
  expect(both!.hardware).toBeUndefined();
  return gate!.hardware;
};
const problems = (...args: Parameters<typeof shop>) => listProblems(shop(...args), given);

describe("a gate", () => {
  it("has no hardware where it names none", () => {
    expect(load("zone: { xMinM: 0, xMaxM: 1, yMinM: 0, yMaxM: 1 }")).toBeUndefined();
  });

  it("is a turnstile that speaks our own topics, by default", () => {
    expect(load("actuator: { kind: mqtt }, passage: {}, codeReader: { kind: reports }")).toEqual({
      deviceId: "door-1",
      actuator: {
        kind: "mqtt",
        preset: JSON.parse(readShippedPreset("mqtt", "saunter")!),
        topic: "door-1",
        component: "",
        isOwn: true,
        channel: 1,
        openMs: 3000,
      },
      contact: null,
      passage: { withinMs: 15_000, in: null, out: null },
      codeReader: { kind: "reports" },
      cardReader: null,
    });
  });

  it("may be a relay over HTTP, whose preset is the program's or a file's, and whose secret is elsewhere", () => {
    for (const preset of ["shelly-gen1", "own.json"]) {
      const actuator = `{ kind: http, preset: ${preset}, url: "http://192.0.2.20/", secret: RELAY, scheme: basic, channel: 2, openMs: 800 }`;
      const made = load(`device: relay-1, actuator: ${actuator}`)!;
      expect(made).toMatchObject({
        deviceId: "relay-1",
        actuator: { url: "http://192.0.2.20", channel: 2, openMs: 800, preset: JSON.parse(OWN) },
      });
      if (made.actuator?.kind !== "http") throw new Error("it is no relay over HTTP");
      expect(made.actuator.authorization).toMatchObject({ scheme: "basic" });
      expect(made.actuator.authorization?.secret.reveal()).toBe("admin:pass");
      expect(JSON.stringify(made)).not.toContain("admin:pass");
    }
  });

  it("may be watched by devices that publish texts, and read codes on a line", () => {
    const made = load(
      "contact: { topic: door/contact }, passage: { withinMs: 4000, in: { topic: bar/in, payload: ON } }, codeReader: { kind: serial, address: /dev/ttyACM0, baud: 115200 }",
    );
    expect(made).toMatchObject({
      contact: { topic: "door/contact", open: "ON", closed: "OFF" },
      passage: { withinMs: 4000, in: { topic: "bar/in", payload: "ON" }, out: null },
      codeReader: {
        kind: "serial",
        address: { kind: "serial", path: "/dev/ttyACM0" },
        line: { baud: 115_200, dataBits: 8, parity: "none", stopBits: 1 },
      },
    });
  });

  it.each([
    ["actuator: { kind: mqtt, preset: tasmoto }", /tasmoto: .*/],
    ["actuator: { kind: http, preset: bad.json, url: 'http://192.0.2.20' }", /no preset of a gate/],
    ["actuator: { kind: http, preset: tasmota, url: 'http://a:b@192.0.2.20' }", /web address/],
    ["actuator: { kind: mqtt, preset: esphome-lock }", /needs the name of the switch or lock/],
    ["actuator: { kind: mqtt, topic: 'door/#' }", /without wildcards/],
    ["actuator: { kind: mqtt, openMs: 11001 }", /11000/],
    ["cardReader: { kind: stripe-terminal, readerId: wpe_1 }", /tmr_/],
    ["cardReader: { kind: stripe-terminal, readerId: tmr_1 }", /terminal: stripe/],
  ])("is refused with %s", (keys, message) => {
    expect(problems(keys).join("\n")).toMatch(message);
  });

  it("is never held shut where people leave", () => {
    expect(problems("actuator: { kind: mqtt }", "out").join("\n")).toMatch(
      /must open from inside without the shop's computer/,
    );
    expect(problems("passage: {}", "out")).toEqual([]);
  });

  it.each([
    ["cardReader: { kind: stripe-terminal, readerId: tmr_1 }", "tmr_1 is given twice"],
    ["codeReader: { kind: mqtt, topic: reader/code }", "reader/code is given twice"],
  ])("shares no reader with another: %s", (keys, message) => {
    const doubled = problems(keys, "in", "door-1", SENSORS + GOODS_LINES, `, ${keys}`);
    expect(doubled.join("\n")).toContain(message);
    const other = `, ${keys.replace(/tmr_1|reader.code/, "tmr_2")}`;
    const apart = problems(keys, "in", "door-1", SENSORS + GOODS_LINES, other);
    expect(apart.join("\n")).not.toContain("twice");
  });

  it("has an id that its controller can sign in with", () => {
    expect(problems("passage: {}", "in", "Door_1").join("\n")).toMatch(/add device/);
    expect(problems("passage: {}, device: door-1", "in", "Door_1")).toEqual([]);
  });

  it("speaks MQTT where there is a broker, and reads codes where they are an entry method", () => {
    const simulated = "source: { kind: simulated }\n";
    expect(problems("actuator: { kind: mqtt }", "in", "door-1", simulated).join("\n")).toMatch(
      /broker is that of source\.kind: sensors/,
    );
    const http = "actuator: { kind: http, preset: tasmota, url: 'http://192.0.2.20' }";
    expect(problems(http, "in", "door-1", simulated)).toEqual([]);
    const closed = shop("codeReader: { kind: reports }").replace("{ qr: {} }", "{}");
    expect(listProblems(closed, given).join("\n")).toMatch(/add entry\.methods\.qr/);
  });
});
