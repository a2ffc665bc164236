import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { writeAnnounced, writeChannels, writeDevice } from "./device-yaml.ts";

showBritish();

const channel = (number: number, plate: number | null) => ({
  channel: number,
  place: plate === null ? null : { shelf: 2, plate },
  zero: 10,
  gramsPerUnit: 0.0025,
  weightG: null,
});

const measure = (zero: number, gramsPerCount: number) => ({
  zero,
  gramsPerCount,
  readingErrorG: 0.1,
  scaleErrorShare: 0.001,
});

describe("the channels of a controller", () => {
  it("have what was measured in place of what was configured, and the number where one is left out", () => {
    const channels = [channel(1, 1), channel(2, null), channel(3, 2)];
    const measured = new Map([[3, measure(84_213.456789, -0.002325581395)]]);
    expect(writeChannels({ channels, unit: "counts" }, measured)).toBe(
      [
        "      channels:",
        "        - { shelf: 2, plates: [1], unit: counts, zero: 10, gramsPerCount: 0.0025 }",
        "        - { channel: 3, shelf: 2, plates: [2], unit: counts, zero: 84213.457, gramsPerCount: -0.00232558 }",
      ].join("\n"),
    );
  });

  it("name the unit of a device that sends weights", () => {
    const measured = new Map([[1, measure(0, 1003)]]);
    expect(writeChannels({ channels: [channel(1, 1)], unit: "g" }, measured)).toBe(
      "      channels:\n        - { shelf: 2, plates: [1], unit: kg }",
    );
    const upsideDown = new Map([[1, measure(0.5, -1)]]);
    expect(writeChannels({ channels: [channel(1, 1)], unit: "g" }, upsideDown)).toContain(
      "unit: counts, zero: 0.5, gramsPerCount: -1 }",
    );
  });
});

describe("a controller that is not configured", () => {
  it("is written as it is added", () => {
    const shape = { channels: 6, rateHz: 80, unit: "counts" } as const;
    const text = writeDevice({ deviceId: "shelf-9", frames: 3, lastMs: 0, shape });
    expect(text).toContain("    - id: shelf-9\n");
    expect(text).toContain("- { shelf: 1, plates: 1-6, unit: counts, gramsPerCount: 1 }");
  });
});

describe("a controller that has announced itself", () => {
  it("is written with its sensors in order, a channel each in its unit", () => {
    const channels = [
      { sensor: "left", unit: "kg" as const },
      { sensor: "raw", unit: "counts" as const },
    ];
    const text = writeAnnounced({ deviceId: "shelf-7", kind: "esphome", channels });
    expect(text).toContain('transport: { kind: esphome, sensors: ["left", "raw"], everyMs: 1000 }');
    expect(text.split("\n").slice(-2)).toEqual([
      "        - { shelf: 1, plates: [1], unit: kg }",
      "        - { shelf: 1, plates: [2], unit: counts, gramsPerCount: 1 }",
    ]);
  });
});
