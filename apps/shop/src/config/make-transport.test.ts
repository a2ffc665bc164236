/** Transports of scales in a configuration: what each becomes, and what does not fit together. */
import { resolve } from "node:path";
import { parseRegisterMap, readShippedMap } from "@saunter/ingest/scales/modbus/register-map";
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, listProblems, loadGood } from "./config-fixture.ts";

const MAP = readShippedMap("laumas-tlb")!;
const files = {
  files: {
    "own.mjs": "export const open = () => {};",
    "own-map.json": MAP,
    "bad-map.json": '{"maker":"A maker"}',
  },
};
const GRAMS = "channels: [{ shelf: 1, plates: 1 }]";
const TCP = "tcp://192.0.2.7:502";
const USB = "/dev/ttyUSB0";

/** A shop with a device for each transport, on a gondola each. */
const shop = (transports: readonly string[], channels = GRAMS): string => {
  const devices = transports.map(
    (transport, at) =>
      `    - { id: scale-${at + 1}, gondola: ${at + 1}, transport: ${transport}, ${channels} }\n`,
  );
  const source = `source:\n  kind: sensors\n  devices:\n${devices.join("")}`;
  const shelves = GOODS_LINES.replace(
    "planogram:",
    "  - { id: 3, x: 2, y: 0, depthM: 0.4, plateWidthM: 0.1, plates: 4, shelfHeightsM: [0.3] }\n$&",
  );
  return LEAST_LINES.replace("source: { kind: simulated }\n", source + shelves);
};

const load = (transports: readonly string[], channels?: string) => {
  const { source } = loadGood(shop(transports, channels), files);
  if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
  return source.devices;
};
const problems = (transports: readonly string[], channels?: string) =>
  listProblems(shop(transports, channels), files);

describe("the transport of a scale", () => {
  it("may be a Modbus bus, whose map is the program's or a file's", () => {
    const line = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 };
    const map = parseRegisterMap(MAP);
    const [first, second] = load([
      `{ kind: modbus, address: "${TCP}", map: laumas-tlb }`,
      `{ kind: modbus, address: ${USB}, baud: 19200, parity: even, unitId: 7, map: own-map.json, everyMs: 50 }`,
    ]);
    expect(first!.transport).toEqual({
      kind: "modbus",
      address: { kind: "tcp", host: "192.0.2.7", port: 502 },
      line,
      unitId: 1,
      map,
    });
    expect(second!.transport).toEqual({
      kind: "modbus",
      address: { kind: "serial", path: USB },
      line: { ...line, baud: 19_200, parity: "even" },
      unitId: 7,
      map: { ...map, everyMs: 50 },
    });
  });

  it("may be a line, a text topic or a plug-in", () => {
    const [line, esphome, plugin] = load([
      "{ kind: serial, address: /dev/ttyS1, protocol: cas-22-bytes }",
      "{ kind: esphome, sensors: [left], everyMs: 100 }",
      '{ kind: plugin, module: own.mjs, everyMs: 20, options: { port: 5, host: "7", list: [true, a], none: } }',
    ]);
    expect(line!.transport).toMatchObject({ kind: "serial", format: { maker: "CAS" } });
    expect(esphome!.transport).toEqual({ kind: "esphome", sensors: ["left"], everyMs: 100 });
    expect(plugin!.transport).toEqual({
      kind: "plugin",
      modulePath: resolve("own.mjs"),
      everyMs: 20,
      options: { port: 5, host: "7", list: [true, "a"], none: null },
    });
  });

  it("that gives more channels than are used has the others unused", () => {
    const [device] = load([`{ kind: modbus, address: "${TCP}", map: dini-argeo-dgt4x }`]);
    expect(device!.channels).toMatchObject([{ shelf: 1, plate: 1 }, null, null, null]);
  });

  it("gives counts where a channel is of counts", () => {
    const counts = "channels: [{ shelf: 1, plates: 1, unit: counts, gramsPerCount: 0.1 }]";
    const esphome = ["{ kind: esphome, sensors: [left], everyMs: 100 }"];
    expect(load(esphome)[0]!.unit).toBe("g");
    expect(load(esphome, counts)[0]!.unit).toBe("counts");
  });

  it.each<[string, string[], RegExp, string?]>([
    [
      "a map that is not there",
      [`{ kind: modbus, address: "${TCP}", map: none.json }`],
      /transport\.map: .*none\.json: there is no such file/,
    ],
    [
      "a map that is none",
      [`{ kind: modbus, address: "${TCP}", map: bad-map.json }`],
      /transport\.map: .*bad-map\.json: it is no register map: it must have required/,
    ],
    [
      "a format that is none",
      [`{ kind: serial, address: ${USB}, protocol: own-map.json }`],
      /transport\.protocol: .*own-map\.json: it is no line format/,
    ],
    [
      "an address that is none",
      [`{ kind: serial, address: ttyUSB0, protocol: cas-22-bytes }`],
      /transport\.address: found "ttyUSB0"; allowed: a serial port such as/,
    ],
    [
      "more channels than arrive",
      ["{ kind: esphome, sensors: [left], everyMs: 100 }"],
      /channels: found channel 2; allowed: 1, as many as its transport gives/,
      "channels: [{ shelf: 1, plates: 1-2 }]",
    ],
    [
      "two devices at one address of a bus",
      [
        `{ kind: modbus, address: "${TCP}", map: laumas-tlb }`,
        `{ kind: modbus, address: "${TCP}", map: laumas-tlb }`,
      ],
      /transport\.unitId: tcp:.*, unitId 1: another controller is there already/,
    ],
    [
      "two scales on one line",
      [
        `{ kind: serial, address: ${USB}, protocol: cas-22-bytes }`,
        `{ kind: serial, address: ${USB}, protocol: cas-22-bytes }`,
      ],
      /transport\.address: \/dev\/ttyUSB0: another controller is there already/,
    ],
    [
      "two settings of one bus",
      [
        `{ kind: modbus, address: ${USB}, map: laumas-tlb }`,
        `{ kind: modbus, address: ${USB}, map: laumas-tlb, unitId: 2, baud: 19200 }`,
      ],
      /transport\.baud: found 19200; allowed: 9600, as for the others at \/dev\/ttyUSB0/,
    ],
    [
      "a period that is too long",
      ["{ kind: tasmota, sensors: [HX711.Weight], everyMs: 10001 }"],
      /transport\.everyMs: found "10001"; allowed: a whole number from 1 to 10000/,
    ],
  ])("is refused with %s", (_, transports, message, channels) => {
    expect(problems(transports, channels)).toEqual([expect.stringMatching(message)]);
  });

  it("of several devices on one bus is taken", () => {
    expect(
      problems([
        `{ kind: modbus, address: ${USB}, map: laumas-tlb }`,
        `{ kind: modbus, address: ${USB}, map: laumas-tlb, unitId: 2 }`,
      ]),
    ).toEqual([]);
  });
});

describe("a door's contact", () => {
  const twoPlates = "channels: [{ shelf: 1, plates: 1-2 }]";

  it("is a channel of its gondola's controller, 1 while the door is open", () => {
    const fridge = load(["{ kind: http }"], `door: { channel: 3, openReads: 0 }, ${twoPlates}`);
    const [, , door] = fridge[0]!.channels;
    expect(door).toEqual({ shelf: 0, plate: 0, zero: 1, gramsPerUnit: -1 });
    const { fixtures } = loadGood(shop(["{ kind: http }"], `door: { channel: 4 }, ${twoPlates}`))
      .shopModel!;
    expect(fixtures).toEqual([{ gondola: 1, kind: "shelf", hasDoorContact: true }]);
  });

  it("has a channel of its own, and is read by one controller, which has a program of its own", () => {
    const http = "{ kind: http }";
    expect(problems([http], `door: { channel: 2 }, ${twoPlates}`)).toEqual([
      expect.stringMatching(/door\.channel: channel 2 weighs already; allowed: another one$/),
    ]);
    const twice = shop([http, http], `door: { channel: 3 }, ${twoPlates}`).replace(
      "gondola: 2, transport",
      "gondola: 1, transport",
    );
    expect(listProblems(twice).join("\n")).toContain(
      "gondola 1: controller scale-1 reads its door already",
    );
    const cells = "[{ dout: 16, sck: 17 }, { dout: 18, sck: 19 }, { dout: 21, sck: 22 }]";
    const wired = `wiring: { kind: hx711, board: esp32, cells: ${cells} }`;
    expect(problems([http], `${wired}, door: { channel: 3 }, ${twoPlates}`)).toEqual([
      expect.stringMatching(/door: a program that is generated from wiring reads amplifiers/),
    ]);
  });
});
