/** Registers of shipped and other maps become weights, or say that there is none. */
import { CHANNEL_STATUS } from "@saunter/protocol/devices/scale-frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SHIPPED_MAPS } from "../shipped-files.ts";
import {
  decodeRegisters,
  findBlock,
  parseRegisterMap,
  type RegisterMap,
  readShippedMap,
} from "./register-map.ts";

const FLOATS: RegisterMap = {
  maker: "A maker",
  models: ["A model"],
  sources: ["A manual"],
  function: 4,
  type: "float32",
  wordOrder: "high-first",
  unit: "g",
  scale: 1000,
  everyMs: 100,
  channels: [{ weight: 10 }, { weight: 12, status: 20 }],
  statusBits: { inMotion: [3], absent: [15] },
};

const wordsOf = (value: number): [number, number] => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [view.getUint16(0), view.getUint16(2)];
};

describe("a register map", () => {
  it("of Laumas reads sign, motion and overload from the status register", () => {
    const map = parseRegisterMap(readShippedMap("laumas-tlb")!);
    expect(findBlock(map)).toEqual({ from: 6, count: 3 });
    const read = (status: number, high: number, low: number) =>
      decodeRegisters(map, [status, high, low]);
    const stable = 1 << 11;
    expect(read(stable, 1, 2)).toEqual({
      row: Float64Array.of(65_538),
      channelStatus: Uint8Array.of(0),
    });
    expect(read(stable | (1 << 7), 0, 250)?.row).toEqual(Float64Array.of(-250));
    // An instrument that gives the sign in the value as well.
    expect(read(stable | (1 << 7), 0xffff, 0xff06)?.row).toEqual(Float64Array.of(-250));
    expect(read(0, 0, 250)).toEqual({
      row: Float64Array.of(250),
      channelStatus: Uint8Array.of(CHANNEL_STATUS.inMotion),
    });
    expect(read(stable | (1 << 3), 0, 250)).toEqual({
      row: Float64Array.of(Number.NaN),
      channelStatus: Uint8Array.of(CHANNEL_STATUS.overloaded),
    });
    expect(read(stable | 1, 0, 250)?.channelStatus).toEqual(Uint8Array.of(CHANNEL_STATUS.absent));
  });

  it("of CAS reads the weight, and asks for no status that its manual does not list", () => {
    const map = parseRegisterMap(readShippedMap("cas-ci-600d")!);
    expect(findBlock(map)).toEqual({ from: 7, count: 2 });
    expect(decodeRegisters(map, [0xffff, 0xff06])).toEqual({
      row: Float64Array.of(-250),
      channelStatus: Uint8Array.of(0),
    });
  });

  it("of Dini Argeo reads four scales in one request", () => {
    const map = parseRegisterMap(readShippedMap("dini-argeo-dgt4x")!);
    expect(findBlock(map)).toEqual({ from: 201, count: 12 });
    const decoded = decodeRegisters(map, [2, 0, 1, 3, 0, 2, 0, 0, 3, 6, 0, 4]);
    expect(decoded?.row).toEqual(Float64Array.of(1, -2, 3, Number.NaN));
    expect(decoded?.channelStatus).toEqual(
      Uint8Array.of(0, 0, CHANNEL_STATUS.inMotion, CHANNEL_STATUS.saturated),
    );
  });

  it("reads floats in either order of words", () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (first, second) => {
          const rest = Array.from({ length: 7 }, () => 0);
          const swap = ([a, b]: [number, number]): [number, number] => [b, a];
          const [one, two] = [wordsOf(first), wordsOf(second)];
          const high = decodeRegisters(FLOATS, [...one, ...two, ...rest]);
          const low = decodeRegisters({ ...FLOATS, wordOrder: "low-first" }, [
            ...swap(one),
            ...swap(two),
            ...rest,
          ]);
          expect(high?.row).toEqual(Float64Array.of(first * 1000, second * 1000));
          expect(low?.row).toEqual(high?.row);
        },
      ),
    );
  });

  it("gives nothing for registers that are too many or too few", () => {
    for (const length of [0, 10, 12]) {
      expect(decodeRegisters(FLOATS, new Array<number>(length).fill(0))).toBeNull();
    }
    expect(decodeRegisters(FLOATS, new Array<number>(11).fill(0))).not.toBeNull();
  });

  it("is checked, and what is wrong with it is said", () => {
    const parse = (map: unknown) => parseRegisterMap(JSON.stringify(map));
    const weights = (...addresses: number[]) => ({
      ...FLOATS,
      channels: addresses.map((weight) => ({ weight })),
    });
    expect(parse(FLOATS)).toEqual(FLOATS);
    expect(() => parse({ ...FLOATS, type: "int64" })).toThrow(/no register map: type must be/);
    expect(() => parse(weights(0, 123))).not.toThrow();
    expect(() => parse(weights(0, 124))).toThrow(/span 126; allowed: at most 125/);
    expect(() => parseRegisterMap("{")).toThrow(/JSON/);
    expect(readShippedMap("another")).toBeNull();
  });

  it.each(SHIPPED_MAPS)("of %s names where it was published", (name) => {
    for (const source of parseRegisterMap(readShippedMap(name)!).sources) {
      expect(source).toMatch(/: https?:\/\//);
    }
  });
});
