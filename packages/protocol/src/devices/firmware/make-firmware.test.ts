import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../crc32.ts";
import { packFrame } from "../packed-frame.ts";
import type { ScaleFrame } from "../scale-frame.ts";
import { BOARD_NAMES, BOARDS } from "./boards.ts";
import { FIRMWARE_TIMES } from "./core-cpp.ts";
import { BUFFER_RAM_SHARE, OUTAGE_SECONDS, planFirmware, type Wiring } from "./firmware-plan.ts";
import { FIRMWARE_ENGLISH } from "./firmware-words.ts";
import { makeFirmware } from "./make-firmware.ts";

const PINS = [
  [16, 17],
  [18, 19],
  [21, 22],
  [23, 25],
] as const;

function hx711(cells: number, more: Partial<Wiring> = {}): Wiring {
  const list = PINS.slice(0, cells).map(([dout, sck]) => ({ dout, sck }));
  const basic = { kind: "hx711", board: "esp32", samplesPerSecond: 80, gain: 128 } as const;
  return { ...basic, cells: list, ...more } as Wiring;
}

function nau7802(cells: number, samplesPerSecond: number): Wiring {
  return {
    ...{ kind: "nau7802", board: "esp32-s3", samplesPerSecond, gain: 128, sda: 8, scl: 9 },
    cells: Array.from({ length: cells }, (_, at) => ({
      multiplexer: 0x70 + Math.floor(at / 8),
      port: at % 8,
    })),
  };
}

function write(wiring: Wiring, deviceId = "shelf-1"): string {
  const made = makeFirmware({ deviceId, prefix: "saunter", wiring }, "esphome");
  if (!made.ok) throw new Error(made.problems.join());
  return made.files.find(({ name }) => name.endsWith(".h"))!.text;
}

/** Carries out the `put` lines of the generated C++, as a machine without a compiler can. */
function interpret(text: string, values: Readonly<Record<string, number>>): Uint8Array {
  const bytes = new Uint8Array(33);
  const view = new DataView(bytes.buffer);
  const body = text.slice(text.indexOf("inline void writeFrame("), text.indexOf("int at = 33"));
  for (const [, type, at, name] of body.matchAll(/put([UF]\d+)\(out, (\d+), ([\w.]+)\);/g)) {
    const value = values[name!] ?? Number(name);
    if (Number.isNaN(value)) throw new Error(`${name} has no value`);
    const place = Number(at);
    if (type === "U8") view.setUint8(place, value);
    else if (type === "U16") view.setUint16(place, value, true);
    else if (type === "U32") view.setUint32(place, value, true);
    else if (type === "U64") view.setBigUint64(place, BigInt(value), true);
    else view.setFloat32(place, value, true);
  }
  return bytes;
}

const U32 = fc.nat(0xffff_ffff);

describe("the firmware's C++", () => {
  it("puts each value where a packed frame has it", () => {
    const text = write(hx711(3));
    fc.assert(
      fc.property(
        U32,
        U32,
        fc.maxSafeNat(),
        fc.integer({ min: 0, max: 3 }),
        (bootId, sequence, timeUs, status) => {
          const frame: ScaleFrame = {
            ...{ deviceId: "shelf-1", calibrationId: 0, bootId, sequence, timeUs, rateHz: 80 },
            ...{ unit: "counts", status, channelStatus: new Uint8Array(3), channelCount: 3 },
            ...{ sampleCount: 8, samples: new Float64Array(24) },
          };
          const given = { bootId, "slot.sequence": sequence, "slot.timeUs": timeUs, status };
          const fixed = { RATE_HZ: 80, CHANNELS: 3, SAMPLES: 8, DEVICE_ID_CHARS: 7 };
          expect(interpret(text, { ...given, ...fixed })).toEqual(packFrame(frame).slice(0, 33));
        },
      ),
    );
  });

  it("has the table of the CRC-32, four bits at a time", () => {
    const listed = /TABLE\[16\] = \{([^}]*)\}/.exec(write(hx711(1)))![1]!;
    const table = listed.split(",").map(Number);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        let crc = 0xffff_ffff;
        for (const byte of bytes) {
          crc ^= byte;
          crc = table[crc & 15]! ^ (crc >>> 4);
          crc = table[crc & 15]! ^ (crc >>> 4);
        }
        expect(~crc >>> 0).toBe(crc32(bytes));
      }),
    );
  });

  it.each([
    ["hx711", hx711(2), "ROW_US_MOST = 18750"],
    ["nau7802", nau7802(8, 40), "ROW_US_MOST = 37500"],
  ])("waits for %s as its emulation does", (_, wiring, row) => {
    const text = write(wiring);
    expect(text).toContain(row);
    expect(text).toContain(`ABSENT_US = ${FIRMWARE_TIMES.absentUs};`);
    expect(text).toContain(`SETTLE_CONVERSIONS = ${FIRMWARE_TIMES.settleConversions};`);
  });

  it("has a name that ESPHome takes, however long the device's id is", () => {
    const deviceId = "a-very-long-name-of-gond-la-12-shelf-3";
    const made = makeFirmware({ deviceId, prefix: "saunter", wiring: hx711(1) }, "esphome");
    if (!made.ok) throw new Error(made.problems.join());
    expect(made.files[0]!.text).toMatch(/^ {2}name: a-very-long-name-of-gond$/m);
    expect(made.files[1]!.text).toContain(`"saunter/scales/${deviceId}/frames"`);
  });
});

describe("the plan of a firmware", () => {
  it.each([
    [10, 1],
    [80, 8],
  ])("sends %i samples a second in frames of %i", (samplesPerSecond, samplesPerFrame) => {
    const planned = planFirmware({
      ...{ deviceId: "shelf-1", prefix: "saunter" },
      wiring: hx711(1, { samplesPerSecond }),
    });
    expect(planned).toMatchObject({ ok: true, plan: { samplesPerFrame, warnings: [] } });
  });

  it("keeps an outage of a minute where the memory allows, and says where not", () => {
    for (const board of BOARD_NAMES) {
      for (const [cells, rate] of [
        [1, 10],
        [4, 80],
        [8, 80],
        [4, 320],
      ] as const) {
        const wiring = { ...nau7802(cells, rate), board, sda: 10, scl: 7 };
        if (board === "esp32") Object.assign(wiring, { sda: 21, scl: 22 });
        const planned = planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring });
        if (!planned.ok) throw new Error(planned.problems.join());
        const { bufferBytes, outageSeconds, warnings } = planned.plan;
        expect(bufferBytes).toBeLessThanOrEqual(BOARDS[board].ramBytes * BUFFER_RAM_SHARE);
        const says = warnings.some((warning) => warning.includes(`outage of ${outageSeconds} s`));
        expect(says).toBe(outageSeconds < OUTAGE_SECONDS);
        if (rate === 10) expect(says).toBe(false);
        if (rate === 320) expect(says).toBe(true);
      }
    }
  });

  it.each([
    [{ multiplexer: 0x78, port: 0 }, "has an address of 112 to 119, not 120"],
    [{ multiplexer: 0x6f, port: 0 }, "has an address of 112 to 119, not 111"],
    [{ multiplexer: 0x77, port: 8 }, "has the ports 0 to 7, not 8"],
    [{ multiplexer: 0x70, port: -1 }, "has the ports 0 to 7, not -1"],
  ])("refuses a cell at %o, where no multiplexer has one", (cell, says) => {
    const wiring = { ...nau7802(1, 10), cells: [cell] } as Wiring;
    const planned = planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring });
    expect(planned).toMatchObject({ ok: false, problems: [expect.stringContaining(says)] });
  });

  it("tells problems and warnings in the words that are given", () => {
    const words = {
      ...FIRMWARE_ENGLISH,
      pinOfCell: (pin: string, cell: number) => `${pin} an Zelle ${cell}`,
      noPin: (pin: number) => `kein GPIO${pin}`,
      strappingPin: (pin: number) => `Vorsicht bei GPIO${pin}`,
    };
    const plan = (dout: number) =>
      planFirmware(
        {
          ...{ deviceId: "shelf-1", prefix: "saunter" },
          wiring: hx711(1, { cells: [{ dout, sck: 17 }] }),
        },
        words,
      );
    expect(plan(50)).toMatchObject({ ok: false, problems: ["DOUT an Zelle 1: kein GPIO50"] });
    const warnings = ["DOUT an Zelle 1: Vorsicht bei GPIO5"];
    expect(plan(5)).toMatchObject({ ok: true, plan: { warnings } });
  });

  it("refuses more cells than a bus can be asked for", () => {
    const plan = (cells: number) =>
      planFirmware({ deviceId: "shelf-1", prefix: "saunter", wiring: nau7802(cells, 320) });
    expect(plan(6)).toMatchObject({ ok: true });
    expect(plan(7)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining("a bus takes 6 cells at 320 samples a second, not 7")],
    });
  });

  it.each([
    ["Shelf 1", hx711(1), "is no device's id"],
    ["shelf-1", hx711(1, { gain: 16 }), "the HX711 has gains of 128, 64, 32, not 16"],
    ["shelf-1", hx711(1, { cells: [{ dout: 50, sck: 17 }] }), "there is no GPIO50"],
    ["shelf-1", hx711(1, { cells: [] }), "name the wiring of 1 to 240 cells"],
  ])("refuses %s with %j", (deviceId, wiring, message) => {
    const planned = planFirmware({ deviceId, prefix: "saunter", wiring });
    expect(planned).toMatchObject({ ok: false, problems: [expect.stringContaining(message)] });
  });
});
