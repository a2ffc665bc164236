import { BOARD_NAMES } from "@saunter/protocol/devices/firmware/boards";
import { planFirmware } from "@saunter/protocol/devices/firmware/firmware-plan";
import { describe, expect, it } from "vitest";
import {
  chooseAmplifier,
  draftWiring,
  listPinNames,
  readWiring,
  takesFirmware,
} from "./wiring-draft.ts";

const plan = (wiring: NonNullable<ReturnType<typeof readWiring>>) =>
  planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring });

describe("the program of an ESP32", () => {
  it("is for controllers over MQTT that have no door", () => {
    const channel = (shelf: number) => ({
      ...{ channel: 1, place: { shelf, plate: 1 }, zero: 0, gramsPerUnit: 1, weightG: null },
    });
    expect(takesFirmware({ transport: "mqtt", channels: [channel(1)] })).toBe(true);
    expect(takesFirmware({ transport: "http", channels: [channel(1)] })).toBe(false);
    expect(takesFirmware({ transport: "mqtt", channels: [channel(1), channel(0)] })).toBe(false);
  });
});

describe("a draft of a wiring", () => {
  const kinds = (["hx711", "nau7802"] as const).flatMap((kind) =>
    BOARD_NAMES.map((board) => [kind, board] as const),
  );

  it.each(kinds)("of %s on %s has pins that need no warning", (kind, board) => {
    for (const channelCount of [1, 2, 4]) {
      const wiring = readWiring(draftWiring(kind, board, channelCount), channelCount)!;
      expect(plan(wiring)).toMatchObject({ ok: true, plan: { channelCount, warnings: [] } });
    }
  });

  it("is of two pins a channel up to four channels, and of a bus beyond", () => {
    expect([1, 4, 5, 240].map(chooseAmplifier)).toEqual(["hx711", "hx711", "nau7802", "nau7802"]);
  });

  it("leaves pins open that the board does not have, and is no wiring until they are numbers", () => {
    const draft = draftWiring("hx711", "esp32-c3", 8);
    expect(draft.pins["SCK 8"]).toBe("");
    expect(readWiring(draft, 8)).toBeNull();
    const one = draftWiring("hx711", "esp32", 1);
    for (const text of ["", "x", "1.5", "-1"]) {
      expect(readWiring({ ...one, pins: { ...one.pins, "SCK 1": text } }, 1)).toBeNull();
    }
    const wired = { ...one, pins: { "DOUT 1": " 34 ", "SCK 1": "5" } };
    expect(readWiring(wired, 1)).toMatchObject({ cells: [{ dout: 34, sck: 5 }] });
  });

  it("has a second multiplexer on the bus from the ninth channel on", () => {
    expect(listPinNames("nau7802", 9)).toEqual(["SDA", "SCL"]);
    const wiring = readWiring(draftWiring("nau7802", "esp32-s3", 9), 9)!;
    expect(wiring.cells.slice(7)).toEqual([
      { multiplexer: 0x70, port: 7 },
      { multiplexer: 0x71, port: 0 },
    ]);
    expect(plan(wiring)).toMatchObject({ ok: true });
  });
});
