import fc from "fast-check";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { formatDeviceTopic, listDeviceTopics, parseDeviceTopic } from "./device-topics.ts";
import { fromFrameJson, SCALE_FRAME_JSON, toFrameJson } from "./frame-json.ts";
import { PACKED_BYTES_MAX, packFrame, unpackFrame } from "./packed-frame.ts";
import { DEVICE_ID_PATTERN, FRAME_LIMITS, type ScaleFrame } from "./scale-frame.ts";

const whole32 = fc.integer({ min: 0, max: 0xffff_ffff });
const deviceIds = fc
  .stringMatching(new RegExp(DEVICE_ID_PATTERN))
  .filter((id) => id.length <= FRAME_LIMITS.deviceIdCharsMax);

const frames: fc.Arbitrary<ScaleFrame> = fc
  .record({
    deviceId: deviceIds,
    calibrationId: whole32,
    bootId: whole32,
    sequence: whole32,
    timeUs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    rateHz: fc.float({ min: 0.5, max: 1000, noNaN: true }),
    unit: fc.constantFrom("counts" as const, "g" as const),
    status: fc.integer({ min: 0, max: 0xffff }),
    channelCount: fc.integer({ min: 1, max: 12 }),
    sampleCount: fc.integer({ min: 1, max: 16 }),
  })
  .chain((head) => {
    const value =
      head.unit === "counts"
        ? fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })
        : fc.float({ noDefaultInfinity: true });
    const count = head.channelCount * head.sampleCount;
    return fc
      .record({
        status: fc.uint8Array({ minLength: head.channelCount, maxLength: head.channelCount }),
        values: fc.array(fc.oneof(value, fc.constant(Number.NaN)), {
          minLength: count,
          maxLength: count,
        }),
      })
      .map(
        ({ status, values }): ScaleFrame => ({
          ...head,
          channelStatus: Uint8Array.from(status),
          samples: Float64Array.from(values),
        }),
      );
  });

describe("a packed frame", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(unpackFrame(packFrame(frame))).toEqual({ ok: true, frame });
      }),
    );
  });

  it("is read from the middle of other bytes", () => {
    fc.assert(
      fc.property(frames, fc.uint8Array({ maxLength: 9 }), (frame, before) => {
        const packed = packFrame(frame);
        const all = new Uint8Array(before.length + packed.length + 5);
        all.set(packed, before.length);
        const part = all.subarray(before.length, before.length + packed.length);
        expect(unpackFrame(part)).toEqual({ ok: true, frame });
      }),
    );
  });

  it("is refused with any bit flipped, and any part of it cut off or added", () => {
    fc.assert(
      fc.property(frames, fc.nat(), fc.nat({ max: 7 }), fc.nat(), (frame, at, bit, cut) => {
        const packed = packFrame(frame);
        const flipped = packed.slice();
        flipped[at % packed.length]! ^= 1 << bit;
        expect(unpackFrame(flipped).ok).toBe(false);
        expect(unpackFrame(packed.subarray(0, cut % packed.length)).ok).toBe(false);
        expect(unpackFrame(Uint8Array.from([...packed, 0])).ok).toBe(false);
      }),
    );
  });

  it("is none of any bytes at all, also where they end in their checksum", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isSigned) => {
        const signed = new Uint8Array(bytes.length + 4);
        signed.set(bytes);
        new DataView(signed.buffer).setUint32(bytes.length, crc32(bytes), true);
        const found = unpackFrame(isSigned ? signed : bytes);
        if (found.ok) expect(packFrame(found.frame)).toEqual(signed);
      }),
      { numRuns: 2000 },
    );
  });

  it("is as its documentation says, byte by byte", () => {
    const packed = packFrame({
      deviceId: "ab",
      calibrationId: 0x01020304,
      bootId: 0x05060708,
      sequence: 0x090a0b0c,
      timeUs: 0x0d * 2 ** 32 + 0x0e0f1011,
      rateHz: 80,
      unit: "counts",
      status: 0x1213,
      channelStatus: Uint8Array.of(0x14),
      channelCount: 1,
      sampleCount: 2,
      samples: Float64Array.of(-2, Number.NaN),
    });
    const hex = Buffer.from(packed).toString("hex");
    expect(hex.slice(0, -8)).toBe(
      "53460100" +
        "04030201" +
        "08070605" +
        "0c0b0a09" +
        "11100f0e0d000000" +
        "0000a042" +
        "0102" +
        "1312" +
        "026162" +
        "14" +
        "feffffff" +
        "00000080",
    );
    // "123456789" is the check value of CRC-32.
    expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  });

  it("has bounds, and is not made beyond them", () => {
    const frame = { ...fc.sample(frames, 1)[0]!, unit: "g" as const };
    const make = (channelCount: number, sampleCount: number, deviceId = "a") =>
      packFrame({
        ...frame,
        deviceId,
        channelCount,
        sampleCount,
        channelStatus: new Uint8Array(channelCount),
        samples: new Float64Array(channelCount * sampleCount),
      });
    const { channelsMax, deviceIdCharsMax, samplesMax } = FRAME_LIMITS;
    const longest = "a".repeat(deviceIdCharsMax);
    expect(make(channelsMax, samplesMax, longest)).toHaveLength(PACKED_BYTES_MAX);
    for (const [channels, samples, id] of [
      [channelsMax + 1, 1, "a"],
      [0, 1, "a"],
      [1, samplesMax + 1, "a"],
      [1, 0, "a"],
      [1, 1, `${longest}a`],
      [1, 1, "A"],
      [1, 1, "-a"],
    ] as const) {
      expect(() => make(channels, samples, id)).toThrow(RangeError);
    }
  });
});

describe("a frame as JSON", () => {
  it("fits its schema, and is read as it was written", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const json = JSON.parse(JSON.stringify(toFrameJson(frame)));
        expect(Check(SCALE_FRAME_JSON, json)).toBe(true);
        const samples = frame.samples.map((value) => (Object.is(value, -0) ? 0 : value));
        expect(fromFrameJson(json)).toEqual({ ok: true, frame: { ...frame, samples } });
      }),
    );
  });

  it("has rows of one length, and a status a channel or none", () => {
    const frame = {
      deviceId: "a",
      bootId: 1,
      sequence: 0,
      timeUs: 0,
      rateHz: 10,
      unit: "g" as const,
    };
    const none = { ok: false, fault: "not-a-frame" };
    expect(fromFrameJson({ ...frame, samples: [[1, 2], [3]] })).toEqual(none);
    expect(fromFrameJson({ ...frame, samples: [[1, 2]], channelStatus: [0] })).toEqual(none);
    expect(fromFrameJson({ ...frame, samples: [[1, null]] })).toMatchObject({
      ok: true,
      frame: { calibrationId: 0, status: 0, channelCount: 2 },
    });
  });

  it("has the packed frame's checksum, and is refused with another", () => {
    fc.assert(
      fc.property(frames, whole32, (frame, other) => {
        const json = toFrameJson(frame);
        const samples = frame.samples.map((value) => value + 0);
        const packed = packFrame({ ...frame, samples });
        expect(json.crc32).toBe(new DataView(packed.buffer).getUint32(packed.length - 4, true));
        const { crc32: _, ...bare } = json;
        expect(fromFrameJson(bare).ok).toBe(true);
        const changed = fromFrameJson({ ...json, crc32: other });
        expect(changed.ok).toBe(other === json.crc32);
      }),
    );
  });
});

describe("topics", () => {
  it("say which device, and what it sends", () => {
    fc.assert(
      fc.property(
        deviceIds,
        fc.constantFrom("scale-packed", "scale-json", "scale-status", "people-json"),
        (deviceId, kind) => {
          const topic = formatDeviceTopic("shop", { deviceId, kind });
          expect(parseDeviceTopic("shop", topic)).toEqual({ deviceId, kind });
          expect(parseDeviceTopic("sho", topic)).toBeNull();
        },
      ),
    );
    expect(listDeviceTopics("shop")).toContain("shop/scales/+/frames");
    const list = (kind: "scale" | "tracker" | "gate") => listDeviceTopics("shop", "a", kind);
    const ofScales = ["frames", "frames/json", "status"].map((tail) => `shop/scales/a/${tail}`);
    expect(list("scale")).toEqual(ofScales);
    expect(list("tracker")).toEqual(["shop/people/a/frames"]);
    expect(list("gate")).toEqual([]);
  });

  it.each([
    "shop",
    "shop/",
    "shop/scales",
    "shop/scales/a",
    "shop/scales/A/frames",
    "shop/scales/a/frames/x",
    "shop/x/a/frames",
    "other/scales/a/frames",
    "shop/scales//frames",
  ])("are none of a device: %s", (topic) => {
    expect(parseDeviceTopic("shop", topic)).toBeNull();
  });
});
