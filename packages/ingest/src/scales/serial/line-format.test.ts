/** Lines of shipped formats become readings; any other bytes become none, wherever they are cut. */
import { CHANNEL_STATUS } from "@saunter/protocol/devices/scale-frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_BYTES_MAX } from "../scale-limits.ts";
import { SHIPPED_FORMATS } from "../shipped-files.ts";
import {
  createLineParser,
  type LineFormat,
  type LineReading,
  parseLineFormat,
  readShippedFormat,
} from "./line-format.ts";

const { inMotion, overloaded, saturated } = CHANNEL_STATUS;
const readLineFormat = (name: string) => parseLineFormat(readShippedFormat(name)!);
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

function parse(format: LineFormat, pieces: readonly Uint8Array[]) {
  const readings: LineReading[] = [];
  const faults: string[] = [];
  const parser = createLineParser(
    format,
    (reading) => readings.push(reading),
    (fault) => faults.push(fault),
  );
  // The first line is not read.
  parser.push(latin1(`${format.end}${format.checksum === "none" ? "" : "?"}`));
  for (const piece of pieces) parser.push(piece);
  return { readings, faults };
}

/** A line of Toledo's, with the checksum that makes the sum 0. */
function toledo(b: number, c: number, weight: string): string {
  const line = `\u0002\u002d${String.fromCharCode(b, c)}${weight}000000\r`;
  const sum = [...latin1(line)].reduce((total, byte) => total + byte, 0);
  return line + String.fromCharCode(-sum & 0x7f);
}

/** Lines as the sources print them, or made of the fields that they list, with what they weigh. */
const LINES: Readonly<
  Record<(typeof SHIPPED_FORMATS)[number], readonly (readonly [string, number, number])[]>
> = {
  "and-standard": [
    ["ST,+001234.5  g\r\n", 1234.5, 0],
    ["US,-000012.5  g\r\n", -12.5, inMotion],
    ["ST,+0001.234 kg\r\n", 1234, 0],
    ["ST,OK,+0001.234 kg\r\n", 1234, 0],
    ["OL,+999999.9  g\r\n", Number.NaN, overloaded],
  ],
  "cas-22-bytes": [
    ["ST,GS,1\u00f4,  13.500 kg\r\n", 13_500, 0],
    ["US,GS,1\u00b4,- 0.250  kg\r\n", -250, inMotion],
    ["OL,GS,1\u00b4,         kg\r\n", Number.NaN, overloaded],
    ["ST,GS,,\r,  13.500 kg\r\n", 13_500, 0],
  ],
  "ohaus-print": [
    ["    192.21 g\r\n", 192.21, 0],
    ["      0.01 g ?\r\n", 0.01, inMotion],
    ["-    1.250 kg    G  \r\n", -1250, 0],
    ["     0.850 lb   ?\r\n", 0.85 * 453.592_37, inMotion],
  ],
  "mettler-toledo-sics": [
    ["S S     100.00 g\r\n", 100, 0],
    ["S D      -0.68 kg\r\n", -680, inMotion],
    ["S +\r\n", Number.NaN, overloaded],
    ["S -\r\n", Number.NaN, saturated],
  ],
  "mettler-toledo-continuous": [
    [toledo(0x30, 0x20, "  1234"), 1234, 0],
    [toledo(0x3a, 0x20, "  1234"), -1234, inMotion],
    [toledo(0x30, 0x21, "  1234"), 1.234, 0],
    [toledo(0x20, 0x20, "000100"), 45.359_237, 0],
    [toledo(0x34, 0x20, "999999"), Number.NaN, overloaded],
  ],
  "dini-argeo-standard": [
    ["ST,GS,   1.250,Kg\r\n", 1250, 0],
    ["US,GS,-  0.005,Kg\r\n", -5, inMotion],
    ["ST,GS,     250, g\r\n", 250, 0],
    ["OL,GS,   0.000,Kg\r\n", Number.NaN, overloaded],
    ["UL,GS,   0.000,Kg\r\n", Number.NaN, saturated],
  ],
  "rinstrum-format-f": [
    ["   1.250KG \r\n", 1250, 0],
    ["-  0.005KGM\r\n", -5, inMotion],
    ["     250GG \r\n", 250, 0],
    ["   0.000KGO\r\n", Number.NaN, overloaded],
  ],
  "sartorius-sbi": [
    ["+   1255.7 g  \r\n", 1255.7, 0],
    ["-   123.56 g  \r\n", -123.56, 0],
    ["      H       \r\n", Number.NaN, overloaded],
    ["      L       \r\n", Number.NaN, saturated],
  ],
};

describe.each(SHIPPED_FORMATS)("%s", (name) => {
  const format = readLineFormat(name);
  const lines = LINES[name];

  it("reads its lines", () => {
    const { faults, readings } = parse(format, [latin1(lines.map(([line]) => line).join(""))]);
    expect(faults).toEqual([]);
    expect(readings.length).toBe(lines.length);
    for (const [at, [, weightG, channelStatus]] of lines.entries()) {
      expect(readings[at]!.channelStatus).toBe(channelStatus);
      if (Number.isNaN(weightG)) expect(readings[at]!.weightG).toBeNaN();
      else expect(readings[at]!.weightG).toBeCloseTo(weightG, 6);
    }
  });

  it("reads the same wherever the bytes are cut", () => {
    const bytes = latin1(lines.map(([line]) => line).join(""));
    const whole = parse(format, [bytes]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((to, at) => bytes.subarray(places[at], to));
        expect(parse(format, pieces)).toEqual(whole);
      }),
    );
  });

  it("takes any bytes, and goes on with the next whole line", () => {
    const [line, weightG] = lines[0]!;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        // One line may be lost with what came before it; the one after is read.
        const { readings } = parse(format, [bytes, latin1(line), latin1(line), latin1(line)]);
        expect(readings.at(-1)!.weightG).toBeCloseTo(weightG, 6);
        for (const reading of readings) expect(typeof reading.weightG).toBe("number");
      }),
    );
  });

  it("counts a line that is torn", () => {
    const [line] = lines[0]!;
    const { faults, readings } = parse(format, [
      latin1(line + line.slice(0, -4) + line + line + line),
    ]);
    expect(readings.length).toBe(3);
    expect(faults).toEqual(["torn-line"]);
  });

  it("reads no line whose begin may have been missed", () => {
    const [line] = lines[0]!;
    for (let from = 0; from < line.length - 3; from++) {
      const readings: LineReading[] = [];
      const parser = createLineParser(format, (reading) => readings.push(reading), expect.fail);
      parser.push(latin1(line.slice(from) + line));
      parser.reset();
      parser.push(latin1(line.slice(from) + line));
      expect(readings.length).toBe(2);
    }
  });

  it.skipIf(name === "ohaus-print")("reads no line that has lost characters", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 3 }), (from, count) => {
        const [line] = lines[0]!;
        const at = from % (line.length - 2 - count);
        const short = line.slice(0, at) + line.slice(at + count);
        const { faults, readings } = parse(format, [latin1(line + short)]);
        expect(readings.length).toBe(1);
        expect(faults.length).toBe(1);
      }),
    );
  });
});

describe("a line", () => {
  it("with a wrong checksum is none", () => {
    const format = readLineFormat("mettler-toledo-continuous");
    const good = toledo(0x30, 0x20, "  1234");
    const wrong = good.replace("1234", "1235");
    expect(parse(format, [latin1(good + wrong + good)]).faults).toEqual(["checksum"]);
  });

  it.each([
    ["cas-22-bytes", "ST,NT,1\u00f4,  13.500 kg\r\n"],
    ["dini-argeo-standard", "ST,NT,   1.250,Kg\r\n"],
    ["rinstrum-format-f", "   1.250KN \r\n"],
    ["ohaus-print", "     1.250 kg     NET\r\n"],
    ["ohaus-print", "     1.250 kg     T  \r\n"],
    ["mettler-toledo-continuous", toledo(0x31, 0x20, "  1234")],
  ] as const)("of %s with a net weight is none: a tare is no pick", (name, net) => {
    const [[line]] = LINES[name] as unknown as [[string]];
    const { faults, readings } = parse(readLineFormat(name), [latin1(line + net)]);
    expect(readings.length).toBe(1);
    expect(faults).toEqual(["net-weight"]);
  });

  it("with a space between two digits is none: one of them was lost", () => {
    const line = "ST,GS,1\u00f4,  13.500 kg\r\n";
    const { faults, readings } = parse(readLineFormat("cas-22-bytes"), [
      latin1(line + line.replace("3.5", "3 5") + line.replace("13.5", "1 .5")),
    ]);
    expect(readings.length).toBe(1);
    expect(faults).toEqual(["torn-line", "torn-line"]);
  });

  it("of a Sartorius balance that leaves the unit out, as it does in motion, is none and no fault", () => {
    const format = readLineFormat("sartorius-sbi");
    const read = parse(format, [latin1("+   1255.7 g  \r\n+   1255.9    \r\n+       12 pcs\r\n")]);
    expect(read.readings.length).toBe(1);
    expect(read.faults).toEqual(["unit"]);
  });

  it("in a unit that is no weight is none, and one of counted pieces is no fault", () => {
    const format = readLineFormat("and-standard");
    const read = parse(format, [
      latin1("ST,+000001.0  g\r\nST,+000123.4  %\r\nQT,+00012345 PC\r\n"),
    ]);
    expect(read.faults).toEqual(["unit"]);
    expect(read.readings.length).toBe(1);
  });

  it("may be so long and no longer", () => {
    const format = { ...readLineFormat("and-standard"), pattern: "^ *(?<weight>.)(?<unit>.)$" };
    const of = (length: number) =>
      parse(format, [latin1("1g\r\n"), latin1(`${"1g".padStart(length - 2)}\r\n1g\r\n`)]);
    expect(of(LINE_BYTES_MAX)).toMatchObject({ faults: [], readings: { length: 3 } });
    expect(of(LINE_BYTES_MAX + 1)).toMatchObject({ faults: ["too-long"], readings: { length: 2 } });
    expect(of(3 * LINE_BYTES_MAX)).toMatchObject({ faults: ["too-long"], readings: { length: 2 } });
  });

  it("has a format that is checked, and what is wrong with it is said", () => {
    const good = readLineFormat("and-standard");
    const parseIt = (format: unknown) => parseLineFormat(JSON.stringify(format));
    expect(parseIt(good)).toEqual(good);
    expect(() => parseIt({ ...good, checksum: "crc" })).toThrow(/no line format: checksum must/);
    expect(() => parseIt({ ...good, pattern: "^(?<mass>.)$" })).toThrow(/no group weight/);
    expect(() => parseIt({ ...good, pattern: "(" })).toThrow(/regular expression/);
    expect(readShippedFormat("another")).toBeNull();
  });
});
