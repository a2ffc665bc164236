import { describe, expect, it } from "vitest";
import {
  fillTemplate,
  type GateValues,
  isMatch,
  parseHttpPreset,
  parseMqttPreset,
  readShippedPreset,
} from "./gate-preset.ts";
import { GATE_PRESETS } from "./shipped-presets.ts";

const VALUES: GateValues = {
  prefix: "saunter",
  gate: "entrance",
  device: "door-1",
  component: "strike",
  channel: 2,
  index: 1,
  milliseconds: 3000,
  tenths: 30,
  seconds: 3,
  id: "visit-1",
  number: 7,
  atMs: 1_790_000_000_000,
  validMs: 4000,
  partySize: 2,
};

const fill = (text: string) => fillTemplate(text, VALUES);

describe("presets of gates over MQTT", () => {
  // As the makers' pages have them, for the second relay.
  it.each([
    [
      "saunter",
      "saunter/gates/entrance/open",
      '{"id":"visit-1","atMs":1790000000000,"validMs":4000,"openMs":3000,"direction":"in","partySize":2}',
      null,
    ],
    ["tasmota", "cmnd/door-1/Backlog0", "PulseTime2 30; Power2 ON", ["stat/door-1/POWER2", "ON"]],
    [
      "shelly",
      "door-1/rpc",
      '{"id":7,"src":"saunter/gates/entrance","method":"Switch.Set","params":{"id":1,"on":true,"toggle_after":3}}',
      ["saunter/gates/entrance/rpc", '{"id":7,"src":"shelly","result":{"was_on":false}}'],
    ],
    ["esphome-switch", "door-1/switch/strike/command", "ON", ["door-1/switch/strike/state", "ON"]],
    [
      "esphome-lock",
      "door-1/lock/strike/command",
      "UNLOCK",
      ["door-1/lock/strike/state", "UNLOCKED"],
    ],
  ] as const)("%s opens, and says so", (name, topic, payload, answer) => {
    const preset = parseMqttPreset(readShippedPreset("mqtt", name)!);
    expect([fill(preset.open.topic), fill(preset.open.payload)]).toEqual([topic, payload]);
    const isAnswered = (of: readonly [string, string]) =>
      preset.acknowledged.some((match) => isMatch(match, of[0], of[1], VALUES));
    if (answer === null) return;
    expect(isAnswered(answer)).toBe(true);
    expect(isAnswered([answer[0], "OFF"])).toBe(false);
    expect(isAnswered(["another/topic", answer[1]])).toBe(false);
  });

  it("each call a command off that is not acknowledged, but our own, which expires", () => {
    for (const name of GATE_PRESETS.mqtt) {
      const preset = parseMqttPreset(readShippedPreset("mqtt", name)!);
      expect(preset.cancel !== undefined).toBe(name !== "saunter");
      expect(preset.open.payload.includes("{validMs}")).toBe(name === "saunter");
    }
  });
});

describe("presets of gates over HTTP", () => {
  it.each([
    ["shelly-gen1", "/relay/1?turn=on&timer=3"],
    ["shelly-gen2", "/rpc/Switch.Set?id=1&on=true&toggle_after=3"],
    ["tasmota", "/cm?cmnd=Backlog0%20PulseTime2%2030%3B%20Power2%20ON"],
  ] as const)("%s opens", (name, path) => {
    const preset = parseHttpPreset(readShippedPreset("http", name)!);
    expect(preset.open.method).toBe("GET");
    expect(fillTemplate(preset.open.path, VALUES, encodeURIComponent)).toBe(path);
  });
});

describe("a preset", () => {
  it("says what is wrong with it", () => {
    const own = {
      maker: "m",
      models: ["m"],
      sources: ["s"],
      open: { method: "GET", path: "/{x}" },
    };
    expect(() => parseHttpPreset(JSON.stringify(own))).toThrow(/names \{x\}; allowed: prefix/);
    expect(() => parseMqttPreset(JSON.stringify(own))).toThrow(/no preset of a gate/);
    expect(readShippedPreset("http", "esphome-lock")).toBeNull();
  });

  it("takes an answer that is no JSON for none", () => {
    const match = { topic: "a", json: { key: "id", value: "{number}" } };
    for (const payload of ["", "7", "null", "{}", "[7]", '{"id":8}']) {
      expect(isMatch(match, "a", payload, VALUES)).toBe(false);
    }
    expect(isMatch(match, "a", '{"id":7}', VALUES)).toBe(true);
  });
});
