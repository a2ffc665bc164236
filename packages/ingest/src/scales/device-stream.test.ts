import { createRandom } from "@saunter/numerics/random";
import { FRAME_STATUS, type ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDeviceStream, type DeviceSamples } from "./device-stream.ts";
import { CLOCK_FRAMES_MAX, GIVEN_MAX } from "./scale-limits.ts";
import { makeFrame, PLAIN } from "./scales-fixture.ts";

const FRAME_MS = 100;

function open(channels = 2) {
  const given: DeviceSamples[] = [];
  const stream = createDeviceStream({
    calibrations: Array(channels).fill(PLAIN),
    onSamples: (samples) => given.push(samples),
  });
  return { given, stream };
}

/** Of the first channel. */
const listValues = (given: readonly DeviceSamples[]) =>
  given.flatMap(({ channelCount, samplesG }) =>
    Array.from(samplesG).filter((_, at) => at % channelCount === 0),
  );

describe("a controller's frames", () => {
  it("come out in order, each once, whatever the way does to them", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 20, max: 120 }), (seed, count) => {
        const random = createRandom(seed);
        const { given, stream } = open();
        const arrivals: { readonly frame: ScaleFrame; readonly atMs: number }[] = [];
        const lost = new Set<number>();
        for (let sequence = 0; sequence < count; sequence++) {
          // The first and the last come, so that what is between them can be counted.
          if (sequence > 0 && sequence < count - 1 && random.chance(0.05)) {
            lost.add(sequence);
            continue;
          }
          const frame = makeFrame(sequence);
          const sentMs = 10_000 + (sequence + 1) * FRAME_MS;
          const copies = random.chance(0.1) ? 2 : 1;
          for (let copy = 0; copy < copies; copy++) {
            arrivals.push({ frame, atMs: sentMs + random.uniform(0, 200) });
          }
        }
        arrivals.sort((a, b) => a.atMs - b.atMs);
        for (const { frame, atMs } of arrivals) stream.push(frame, atMs);
        stream.advance(Number.POSITIVE_INFINITY);
        const wanted = Array.from({ length: count }, (_, sequence) => sequence)
          .filter((sequence) => !lost.has(sequence))
          .flatMap((sequence) => listValues([toSamples(makeFrame(sequence))]));
        expect(listValues(given)).toEqual(wanted);
        expect(stream.counts.lost).toBe(lost.size);
        expect(stream.counts.doubled).toBe(arrivals.length - (count - lost.size));
        const times = given.map(({ timestampMs }) => timestampMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  it("are late where those after them have been used, and are not used", () => {
    const { given, stream } = open();
    for (let sequence = 0; sequence < 40; sequence++) {
      if (sequence !== 20) stream.push(makeFrame(sequence), 10_000 + sequence * FRAME_MS);
    }
    stream.push(makeFrame(20), 15_000);
    expect(given).toHaveLength(39);
    expect(stream.counts).toMatchObject({ lost: 1, late: 1, doubled: 0 });
  });

  it("go on after the largest number", () => {
    const { given, stream } = open();
    const first = 2 ** 32 - 20;
    for (let at = 0; at < 40; at++) {
      const frame = { ...makeFrame(at), sequence: (first + at) % 2 ** 32 };
      stream.push(frame, 10_000 + at * FRAME_MS);
    }
    expect(given).toHaveLength(40);
    expect(stream.counts).toMatchObject({ lost: 0, late: 0, restarts: 0 });
  });

  it("of another start have another clock; those of the start before are late", () => {
    const { given, stream } = open();
    for (let at = 0; at < 30; at++) stream.push(makeFrame(at), 10_000 + at * FRAME_MS);
    const again = (at: number) => makeFrame(at, { bootId: 2, startUs: 0 });
    for (let at = 0; at < 30; at++) stream.push(again(at), 20_000 + at * FRAME_MS);
    stream.push(makeFrame(30), 23_000);
    expect(stream.counts).toMatchObject({ restarts: 1, late: 1, frames: 60 });
    expect(given[30]!.timestampMs).toBeCloseTo(20_000 - FRAME_MS, 0);
  });

  it("of a start that was not announced are used after a while", () => {
    const { stream } = open();
    for (let at = 0; at < 500; at++) stream.push(makeFrame(at), 10_000 + at * FRAME_MS);
    for (let at = 0; at < 200; at++) {
      stream.push(makeFrame(at, { startUs: 7 }), 60_000 + at * FRAME_MS);
    }
    expect(stream.counts.restarts).toBe(1);
    expect(stream.counts.frames).toBeGreaterThan(600);
  });

  it("of minutes that a broker gives again, slowly, are not another start", () => {
    const { given, stream } = open();
    for (let at = 0; at < 500; at++) stream.push(makeFrame(at), 10_000 + at * FRAME_MS);
    for (let at = 0; at < 500; at++) stream.push(makeFrame(at), 60_000 + at * FRAME_MS);
    expect(given).toHaveLength(500);
    expect(stream.counts).toMatchObject({ doubled: 500, restarts: 0 });
  });

  it("of an hour that a broker gives again are not another start, though few are remembered", () => {
    const { given, stream } = open();
    const count = 3 * GIVEN_MAX;
    for (let at = 0; at < count; at++) stream.push(makeFrame(at), 10_000 + at * FRAME_MS);
    const againMs = 20_000 + count * FRAME_MS;
    for (let at = 0; at < count; at++) stream.push(makeFrame(at), againMs + (at * FRAME_MS) / 4);
    expect(given).toHaveLength(count);
    expect(stream.counts).toMatchObject({ late: 2 * GIVEN_MAX, doubled: GIVEN_MAX, restarts: 0 });
  });

  it("that were kept while the connection was away have the time at which they were measured", () => {
    const { given, stream } = open();
    for (let at = 0; at < 100; at++) stream.push(makeFrame(at), 10_000 + at * FRAME_MS);
    for (let at = 100; at < 700; at++) {
      stream.push({ ...makeFrame(at), status: FRAME_STATUS.replayed }, 80_000 + (at - 100));
    }
    for (let at = 720; at < 760; at++) stream.push(makeFrame(at), 10_000 + at * FRAME_MS);
    const off = given.map(({ timestampMs }, at) => timestampMs - at * FRAME_MS).slice(0, 700);
    expect(Math.max(...off) - Math.min(...off)).toBeLessThan(1);
    expect(stream.counts).toMatchObject({ replayed: 600, lost: 20, clockJumps: 0 });
  });

  it("that were kept before the first connection wait for one that was not, and have their times by it", () => {
    const { given, stream } = open();
    // Sixty seconds that were kept, sent over six; then frames of now.
    for (let at = 0; at < 600; at++) {
      stream.push({ ...makeFrame(at), status: FRAME_STATUS.replayed }, 70_000 + at * 10);
    }
    expect(given).toEqual([]);
    for (let at = 660; at < 700; at++) stream.push(makeFrame(at), 10_000 + (at + 1) * FRAME_MS);
    const off = given.map(({ timestampMs }) => timestampMs % FRAME_MS);
    expect(given).toHaveLength(640);
    expect(given[0]!.timestampMs).toBeCloseTo(10_000, 0);
    expect(given.at(-1)!.timestampMs).toBeCloseTo(10_000 + 699 * FRAME_MS, 0);
    expect(Math.max(...off) - Math.min(...off)).toBeLessThan(1);
    expect(stream.counts).toMatchObject({ replayed: 600, lost: 60, clockJumps: 0 });
  });

  it("of which none was sent in time are never used, and no more are kept than fit", () => {
    const { given, stream } = open();
    const sent = CLOCK_FRAMES_MAX + 100;
    const replay = (at: number, bootId: number) => {
      const status = FRAME_STATUS.replayed;
      stream.push({ ...makeFrame(at, { bootId }), status }, 10_000 + at * FRAME_MS);
    };
    for (let at = 0; at < sent; at++) replay(at, 1);
    expect(stream.counts).toMatchObject({ frames: 0, lost: 100 });
    expect(stream.withoutClockSinceMs).toBe(10_000);
    replay(sent, 2);
    expect(stream.counts).toMatchObject({ frames: 0, lost: sent, restarts: 1 });
    stream.advance(Number.POSITIVE_INFINITY);
    expect(given).toEqual([]);
  });

  it("of another number of channels are counted, and not used", () => {
    const { given, stream } = open(3);
    stream.push(makeFrame(0), 10_000);
    stream.advance(20_000);
    expect(given).toEqual([]);
    expect(stream.counts.misshapen).toBe(1);
  });
});

describe("a controller's clock", () => {
  it("that leaps is seen, and time goes on where it was", () => {
    for (const leapUs of [7_000_000, -3_000_000]) {
      const { given, stream } = open();
      for (let at = 0; at < 60; at++) {
        const frame = makeFrame(at);
        const timeUs = frame.timeUs + (at >= 30 ? leapUs : 0);
        stream.push({ ...frame, timeUs }, 10_000 + at * FRAME_MS);
      }
      const steps = given
        .slice(1)
        .map(({ timestampMs }, at) => timestampMs - given[at]!.timestampMs);
      expect(Math.max(...steps.map((ms) => Math.abs(ms - FRAME_MS)))).toBeLessThan(2);
      expect(stream.counts.clockJumps).toBe(1);
    }
  });

  it("that drifts is followed, through delays of every length", () => {
    const random = createRandom(3);
    for (const drift of [3e-4, -3e-4]) {
      const { given, stream } = open();
      for (let at = 0; at < 6000; at++) {
        const frame = makeFrame(at);
        // The frame's last sample ended then, by the shop's clock.
        const endMs = 50_000 + (at + 1) * FRAME_MS * (1 + drift);
        stream.push(frame, endMs + 2 + random.exponential(20));
      }
      const errors = given
        .slice(1000)
        .map(
          ({ timestampMs }, at) => timestampMs - (50_000 + (at + 1000) * FRAME_MS * (1 + drift)),
        );
      expect(Math.min(...errors)).toBeGreaterThan(-2);
      expect(Math.max(...errors)).toBeLessThan(8);
      expect(stream.clock.drift).toBeCloseTo(drift, 4);
    }
  });

  it("is not set by a frame that was delayed when the controller started", () => {
    const { given, stream } = open();
    stream.push(makeFrame(0), 13_000);
    for (let at = 1; at < 60; at++)
      stream.push(makeFrame(at), Math.max(13_001, 10_000 + at * FRAME_MS));
    const off = given.map(
      ({ timestampMs }, at) => timestampMs - (10_000 - FRAME_MS + at * FRAME_MS),
    );
    expect(off.at(-1)).toBeCloseTo(0, 0);
  });

  it("shows a rate that is not the one that is set", () => {
    const { given, stream } = open();
    for (let at = 0; at < 400; at++) {
      const frame = { ...makeFrame(at), rateHz: 100 };
      stream.push(frame, 10_000 + at * FRAME_MS);
    }
    expect(stream.measuredRateHz).toBeCloseTo(80, 1);
    expect(given.at(-1)!.sampleRateHz).toBe(80);
  });

  it("is known at once where lines have no time of their own", () => {
    const { given, stream } = open();
    stream.push({ ...makeFrame(0), timeUs: 0, status: FRAME_STATUS.arrivalTime }, 10_000);
    expect(given).toMatchObject([{ timestampMs: 10_000 }]);
  });

  it("keeps the rate of a scale that was away and whose lines have no time of their own", () => {
    const { given, stream } = open();
    const awayMs = 300_000;
    for (let at = 0; at < 400; at++) {
      const atMs = 10_000 + at * FRAME_MS + (at < 200 ? 0 : awayMs);
      const frame = { ...makeFrame(at), timeUs: 1000 * atMs, status: FRAME_STATUS.arrivalTime };
      stream.push(frame, atMs);
    }
    expect(new Set(given.map(({ sampleRateHz }) => sampleRateHz)).size).toBe(1);
  });
});

function toSamples(frame: ScaleFrame): DeviceSamples {
  const { channelCount, rateHz, sampleCount, samples } = frame;
  const samplesG = Float32Array.from(samples);
  const shape = { sampleRateHz: rateHz, sampleCount, channelCount };
  return {
    timestampMs: 0,
    ...shape,
    samplesG,
    saturated: new Uint16Array(channelCount),
    raw: samples,
    unit: "counts",
  };
}
