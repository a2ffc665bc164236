import type { PlateBatch } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { COUNTS_LEAST, COUNTS_MOST, FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { describe, expect, it } from "vitest";
import { DOOR_PLACE, type ScaleDevice } from "./scale-devices.ts";
import { createScaleHub } from "./scale-hub.ts";
import { makeFrame, PLAIN } from "./scales-fixture.ts";

const START_MS = 10_000;
const FRAME_MS = 100;

/** A controller with two plates of a shelf. */
const makeDevice = (deviceId: string, gondola: number, shelf: number): ScaleDevice => ({
  deviceId,
  gondola,
  calibrationId: null,
  channels: [1, 2].map((plate) => ({ shelf, plate, ...PLAIN })),
});

function open(devices: readonly ScaleDevice[]) {
  const batches: PlateBatch[] = [];
  const hub = createScaleHub({
    devices,
    startedMs: START_MS,
    onBatch: (batch) => batches.push(batch),
  });
  return { batches, hub };
}

/** All readings of a plate, in order. */
const listReadings = (batches: readonly PlateBatch[], shelf: number, plate: number) =>
  batches.flatMap(({ plateCount, sampleCount, samplesG, shelfCount }) =>
    Array.from(
      { length: sampleCount },
      (_, sample) => samplesG[(sample * shelfCount + shelf) * plateCount + plate]!,
    ),
  );

describe("a gondola with one controller", () => {
  it("is silent, with a fault, where all frames were sent late; one in time mends it", () => {
    const { batches, hub } = open([makeDevice("a", 3, 2)]);
    const push = (at: number, status: number) =>
      hub.push({ ...makeFrame(at, { deviceId: "a" }), status }, START_MS + at * FRAME_MS);
    const listKinds = (at: number) =>
      hub.report(START_MS + at * FRAME_MS)[0]!.faults.map(({ kind }) => kind);
    for (let at = 0; at < 310; at++) push(at, FRAME_STATUS.replayed);
    expect(listKinds(299)).toEqual([]);
    expect(listKinds(310)).toEqual(["refused"]);
    expect(batches).toEqual([]);
    for (let at = 310; at < 330; at++) push(at, 0);
    expect(listKinds(330)).toEqual([]);
    expect(batches).toHaveLength(330);
    expect(batches.every(({ timestampMs }) => Number.isFinite(timestampMs))).toBe(true);
  });

  it("has its readings as they are, at their places", () => {
    const { batches, hub } = open([makeDevice("a", 3, 2)]);
    for (let at = 0; at < 30; at++)
      hub.push(makeFrame(at, { deviceId: "a" }), START_MS + at * FRAME_MS);
    expect(batches).toHaveLength(30);
    expect(batches[0]).toMatchObject({
      gondola: 3,
      shelfCount: 3,
      plateCount: 3,
      sampleRateHz: 80,
    });
    expect(listReadings(batches, 2, 1)).toEqual(Array.from({ length: 240 }, (_, at) => at % 7));
    expect(listReadings(batches, 1, 1).every(Number.isNaN)).toBe(true);
  });

  it("has its door's contact where no plate is, which may read the same for as long as it likes", () => {
    const plates = makeDevice("a", 3, 2);
    const door = { ...DOOR_PLACE, zero: 1, gramsPerUnit: -1 };
    const fridge = { ...plates, channels: [...plates.channels, door] };
    const { batches, hub } = open([fridge]);
    const random = createRandom(1);
    const weigh = (channel: number, sample: number): number =>
      channel === 2 ? Number(sample >= 240 && sample < 320) : random.normal(500, 1);
    const listKinds = (atMs: number): string[] =>
      hub.report(atMs)[0]!.faults.map(({ kind }) => kind);
    let nowMs = START_MS;
    for (let at = 0; at < 400; at++) {
      nowMs = START_MS + at * FRAME_MS;
      hub.push(makeFrame(at, { deviceId: "a", channels: 3, weigh }), nowMs);
    }
    expect(
      listReadings(batches, 0, 0)
        .map((open, at) => open === 1 && at)
        .filter(Boolean),
    ).toEqual(
      [
        ...Array.from({ length: 240 }, (_, at) => at),
        ...Array.from({ length: 2880 }, (_, at) => at + 320),
      ].filter(Boolean),
    );
    expect(listKinds(nowMs)).toEqual([]);
    expect(batches.every(({ troubles }) => troubles === undefined)).toBe(true);
    for (let at = 400; at < 450; at++) {
      nowMs = START_MS + at * FRAME_MS;
      const silent = (channel: number) => (channel === 2 ? Number.NaN : random.normal(500, 1));
      hub.push(makeFrame(at, { deviceId: "a", channels: 3, weigh: silent }), nowMs);
    }
    expect(listKinds(nowMs)).toEqual(["dead"]);
  });

  it("has no readings by another calibration than the configured one", () => {
    const { batches, hub } = open([{ ...makeDevice("a", 3, 2), calibrationId: 7 }]);
    for (let at = 0; at < 30; at++) {
      hub.push({ ...makeFrame(at, { deviceId: "a" }), calibrationId: 6 }, START_MS + at * FRAME_MS);
    }
    expect(batches).toEqual([]);
    const [report] = hub.report(START_MS + 3000);
    expect(report!.uncalibrated).toBe(30);
    expect(report!.faults.map(({ kind }) => kind)).toContain("uncalibrated");
  });
});

describe("a gondola with several controllers", () => {
  it("gives readings of both once both have sent frames in time, after some that were late", () => {
    const { batches, hub } = open([makeDevice("a", 1, 1), makeDevice("b", 1, 2)]);
    for (let at = 0; at < 120; at++) {
      const status = at < 60 ? FRAME_STATUS.replayed : 0;
      for (const deviceId of ["a", "b"]) {
        hub.push({ ...makeFrame(at, { deviceId }), status }, START_MS + (at + 1) * FRAME_MS);
      }
    }
    expect(batches.every(({ timestampMs }) => Number.isFinite(timestampMs))).toBe(true);
    const last = batches.at(-1)!;
    const endMs = last.timestampMs + (1000 * last.sampleCount) / last.sampleRateHz;
    expect(Math.abs(endMs - (START_MS + 120 * FRAME_MS))).toBeLessThan(50);
    for (const shelf of [1, 2]) {
      const readings = listReadings(batches, shelf, 1).slice(-400);
      expect(readings).toHaveLength(400);
      expect(readings.some(Number.isNaN)).toBe(false);
    }
  });

  const devices = [makeDevice("a", 1, 1), makeDevice("b", 1, 2)];

  it("has one grid of readings, whatever the phases and clocks of its controllers", () => {
    const { batches, hub } = open(devices);
    const weigh = (shelf: number) => (channel: number, sample: number) =>
      1000 * shelf + 100 * channel + (sample >= 400 ? 50 : 0);
    for (let at = 0; at < 100; at++) {
      const atMs = START_MS + at * FRAME_MS;
      hub.push(makeFrame(at, { deviceId: "a", weigh: weigh(1) }), atMs);
      hub.push(makeFrame(at, { deviceId: "b", startUs: 77_000, weigh: weigh(2) }), atMs + 41);
    }
    const first = listReadings(batches, 1, 1);
    const second = listReadings(batches, 2, 2);
    expect(first.length).toBeGreaterThan(700);
    expect(second).toHaveLength(first.length);
    for (const [readings, restG] of [
      [first, 1000],
      [second, 2100],
    ] as const) {
      const known = readings.filter((value) => !Number.isNaN(value));
      expect(known.length).toBeGreaterThan(readings.length - 10);
      expect([...new Set(known)]).toEqual([restG, restG + 50]);
    }
    const steps = [first, second].map((readings) =>
      readings.findIndex((value) => value % 100 === 50),
    );
    // 41 ms are 3.3 samples.
    expect(Math.abs(steps[1]! - steps[0]!)).toBeGreaterThanOrEqual(2);
    expect(Math.abs(steps[1]! - steps[0]!)).toBeLessThanOrEqual(5);
  });

  it("goes on without one that is silent, and has it again when it is back", () => {
    const { batches, hub } = open(devices);
    for (let at = 0; at < 200; at++) {
      const atMs = START_MS + at * FRAME_MS;
      hub.push(makeFrame(at, { deviceId: "a" }), atMs);
      if (at < 60 || at >= 120) hub.push(makeFrame(at, { deviceId: "b" }), atMs);
      hub.advance(atMs);
    }
    const ofB = listReadings(batches, 2, 1);
    const silent = ofB.map(Number.isNaN);
    expect(silent.slice(20, 440).some(Boolean)).toBe(false);
    expect(silent.slice(520, 920).every(Boolean)).toBe(true);
    expect(silent.slice(1000, 1500).some(Boolean)).toBe(false);
    expect(listReadings(batches, 1, 1).slice(20, 1500).some(Number.isNaN)).toBe(false);
    const faults = hub
      .report(START_MS + 200 * FRAME_MS)
      .map((one) => one.faults.map(({ kind }) => kind));
    expect(faults).toEqual([[], ["lost-frames"]]);
  });

  it("averages a controller that is faster", () => {
    const slow = { deviceId: "a", rateHz: 10, samplesPerFrame: 1 };
    const fast = { deviceId: "b", weigh: (_: number, sample: number) => (sample % 2) * 10 };
    const { batches, hub } = open(devices);
    for (let at = 0; at < 100; at++) {
      const atMs = START_MS + at * FRAME_MS;
      hub.push(makeFrame(at, slow), atMs);
      hub.push(makeFrame(at, fast), atMs);
    }
    expect(batches.every(({ sampleRateHz }) => sampleRateHz === 10)).toBe(true);
    const readings = listReadings(batches, 2, 1).slice(3);
    expect(readings.length).toBeGreaterThan(80);
    for (const value of readings) expect(Math.abs(value - 5)).toBeLessThanOrEqual(1);
  });
});

describe("readings that are none", () => {
  it("never become grams, and a channel of them is told as a trouble of its plate", () => {
    const { batches, hub } = open([makeDevice("a", 1, 1)]);
    const random = createRandom(1);
    const bad = [COUNTS_LEAST, COUNTS_MOST, Number.NaN, COUNTS_MOST + 5, Number.POSITIVE_INFINITY];
    for (let at = 0; at < 100; at++) {
      const weigh = (channel: number) =>
        channel === 0 ? 500 + random.integer(-3, 3) : random.pick(bad);
      const frame = { ...makeFrame(at, { deviceId: "a", weigh }), unit: "counts" as const };
      hub.push(frame, START_MS + at * FRAME_MS);
    }
    expect(listReadings(batches, 1, 2).every(Number.isNaN)).toBe(true);
    expect(listReadings(batches, 1, 1).some(Number.isNaN)).toBe(false);
    expect(batches.at(-1)!.troubles).toEqual([{ fault: "saturated", shelf: 1, plate: 2 }]);
    const [report] = hub.report(START_MS + 100 * FRAME_MS);
    expect(report!.faults).toMatchObject([{ kind: "saturated", channel: 2, place: { plate: 2 } }]);
  });
});

describe("frames of controllers that are not configured", () => {
  it("are counted by name, and by so many names", () => {
    const { batches, hub } = open([makeDevice("a", 1, 1)]);
    for (let at = 0; at < 300; at++) hub.push(makeFrame(0, { deviceId: `x-${at}` }), START_MS);
    hub.push(makeFrame(1, { deviceId: "x-0" }), START_MS);
    expect(batches).toEqual([]);
    expect(hub.unknown.get("x-0")).toEqual({
      frames: 2,
      lastMs: START_MS,
      shape: { channelCount: 2, rateHz: 80, unit: "g" },
    });
    expect(hub.unknown.size).toBe(100);
  });
});

describe("a controller", () => {
  it.each([
    ["silent", 100, () => null],
    ["restarted", 60, (at: number) => makeFrame(at - 50, { deviceId: "a", bootId: 2, startUs: 0 })],
    ["clock-jump", 60, (at: number) => makeFrame(at, { deviceId: "a", startUs: 60_000_000 })],
    ["lost-frames", 60, (at: number) => (at === 55 ? null : makeFrame(at, { deviceId: "a" }))],
    ["misshapen", 60, (at: number) => makeFrame(at, { deviceId: "a", channels: 3 })],
    [
      "wrong-rate",
      200,
      // It says 80 a second, and takes 72.
      (at: number) => ({ ...makeFrame(at, { deviceId: "a" }), timeUs: 9_000_000 + at * 111_111 }),
    ],
  ] as const)("is told to be %s within 15 s", (kind, until, make) => {
    const { hub } = open([makeDevice("a", 1, 1)]);
    for (let at = 0; at < 50; at++)
      hub.push(makeFrame(at, { deviceId: "a" }), START_MS + at * FRAME_MS);
    for (let at = 50; at < until; at++) {
      const frame = make(at);
      if (frame !== null) hub.push(frame, START_MS + at * FRAME_MS);
    }
    const report = hub.report(START_MS + until * FRAME_MS + (kind === "silent" ? 5000 : 0))[0]!;
    expect(report.faults.map((one) => one.kind)).toContain(kind);
    for (const { message } of report.faults) expect(message).toMatch(/: /);
  });

  it("that is set to a sample every ten seconds is silent when two of them have not come", () => {
    const { hub } = open([makeDevice("a", 1, 1)]);
    const slow = { deviceId: "a", rateHz: 0.1, samplesPerFrame: 1 };
    for (let at = 0; at < 4; at++) hub.push(makeFrame(at, slow), START_MS + at * 10_000);
    const isSilent = (afterMs: number): boolean =>
      hub.report(START_MS + 30_000 + afterMs)[0]!.faults.some(({ kind }) => kind === "silent");
    expect(isSilent(25_000)).toBe(false);
    expect(isSilent(25_001)).toBe(true);
  });

  it.each([
    ["no-connection", "silent", "cannot be reached: check its address"],
    ["no-answer", "silent", "does not answer: check its supply"],
    ["torn-line", "refused", "sends lines that cannot be read: check `protocol`"],
    ["exception-2", "refused", "refuses what it is asked, with exception-2: check `map`"],
    ["checksum", "refused", "sends what is damaged on the way: check its cable"],
    ["constructor", "refused", "sends what cannot be used (constructor): check its firmware"],
  ] as const)("that gives %s is told to be %s, once, with what to check", (fault, kind, words) => {
    const { hub } = open([makeDevice("a", 1, 1)]);
    for (let second = 0; second < 20; second++) {
      hub.refuse("a", fault, START_MS + second * 1000);
      hub.report(START_MS + second * 1000);
    }
    const { faults } = hub.report(START_MS + 20_000)[0]!;
    expect(faults.map((one) => one.kind)).toEqual([kind]);
    expect(faults[0]!.message).toContain(words);
  });

  it("that answers most of the time is not silent", () => {
    const { hub } = open([makeDevice("a", 1, 1)]);
    for (let at = 0; at < 100; at++) {
      hub.push(makeFrame(at, { deviceId: "a" }), START_MS + at * FRAME_MS);
      if (at % 10 === 0) hub.refuse("a", "no-answer", START_MS + at * FRAME_MS);
    }
    expect(hub.report(START_MS + 10_000)[0]!.faults).toMatchObject([
      { kind: "refused", message: expect.stringMatching(/^at times does not answer: check/) },
    ]);
  });
});
