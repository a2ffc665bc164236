import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { createScaleHub, type ScaleHub } from "@saunter/ingest/scales/scale-hub";
import { makeFrame, PLAIN } from "@saunter/ingest/scales/scales-fixture";
import { createAnnouncements } from "@saunter/ingest/scales/text-topics/announcements";
import { toFrameJson } from "@saunter/protocol/devices/frame-json";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { FRAMES_AT_ONCE_MAX } from "@saunter/protocol/http/device-routes";
import { describe, expect, it } from "vitest";
import type { DeviceConfig } from "../../config/sensors-config.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { START_MS } from "../../http/http-fixture.ts";
import { listScales } from "./list-devices.ts";
import { createLiveReadings } from "./live-readings.ts";

/** Users of the fixture have their role's name: this controller is theirs whose role is sensor. */
const OWN = "sensor";
const FRAME_MS = 100;

const makeDevice = (deviceId: string, gondola: number): ScaleDevice => ({
  deviceId,
  gondola,
  calibrationId: null,
  channels: [{ shelf: 2, plate: 1, ...PLAIN }, null],
});

function openScales(kind: "http" | "mqtt") {
  const devices: DeviceConfig[] = [
    { ...makeDevice(OWN, 1), transport: { kind }, wiring: null, unit: "g" },
    { ...makeDevice("other", 2), transport: { kind: "http" }, wiring: null, unit: "g" },
  ];
  const hub = createScaleHub({ devices, onBatch: () => {}, startedMs: START_MS });
  const announcements = createAnnouncements();
  let nowMs = START_MS;
  const scales = {
    devices,
    push: (frame: ScaleFrame) => hub.push(frame, nowMs),
    refuse: (deviceId: string, fault: string) => hub.refuse(deviceId, fault, nowMs),
    report: () => hub.report(nowMs),
    listUnknown: () => hub.unknown,
    readBroker: () => null,
    listAnnounced: announcements.list,
    findReadings: hub.findReadings,
  };
  const send = (hubOf: ScaleHub, deviceId: string, from: number, count: number): void => {
    for (let at = from; at < from + count; at++) {
      nowMs = START_MS + at * FRAME_MS;
      hubOf.push(makeFrame(at, { deviceId }), nowMs);
    }
  };
  const readings = createLiveReadings(hub.findReadings);
  const listDevices = () => ({
    nowMs,
    ...listScales(scales),
    people: { by: "tracker" as const, lastMessageMs: null, isQuiet: true },
    cameras: [],
    clocks: null,
    firmware: null,
  });
  const deps = { scales, listDevices, followReadings: readings.follow };
  return { deps, hub, announcements, readings, send: send.bind(null, hub) };
}

const json = (at: number, deviceId = OWN) => toFrameJson(makeFrame(at, { deviceId }));

describe("GET /devices", () => {
  const { announcements, deps, send } = openScales("http");
  const api = startApi({ deps });

  it("lists what announces itself, with how it is taken, or why it is not", async () => {
    const announce = (id: string, said: unknown) =>
      announcements.take(
        `homeassistant/sensor/${id}/left/config`,
        Buffer.from(JSON.stringify(said)),
      );
    const device = { name: "<b>Shelf</b>", mf: "Maker", mdl: "M1" };
    const topic = "shelf-7/sensor/left/state";
    announce("shelf-7", { name: "Left", stat_t: topic, unit_of_meas: "kg", dev: device });
    announce("plug", { name: "Power", stat_t: "plug/power", unit_of_meas: "W" });
    const { body } = await api.get("/v1/devices", { as: "reviewer" });
    expect(body.announced).toEqual([
      {
        ...{ announcedId: "shelf-7", name: "<b>Shelf</b>", manufacturer: "Maker", model: "M1" },
        sensors: [{ name: "Left", unit: "kg", topic }],
        transport: {
          ...{ deviceId: "shelf-7", kind: "esphome" },
          channels: [{ sensor: "left", unit: "kg" }],
        },
        problem: null,
      },
      expect.objectContaining({
        announcedId: "plug",
        transport: null,
        problem: expect.stringMatching(/weighs/),
      }),
    ]);
  });

  it("lists each controller with its counts, its channels and what is wrong with it", async () => {
    send(OWN, 0, 30);
    send("stranger", 30, 40);
    const { body } = await api.get("/v1/devices", { as: "reviewer" });
    const [own, other] = body.devices;
    expect(own).toMatchObject({
      deviceId: OWN,
      transport: "http",
      unit: "g",
      setRateHz: 80,
      counts: { frames: 30, lost: 0, refused: 0 },
      faults: [],
      channels: [
        {
          channel: 1,
          place: { shelf: 2, plate: 1 },
          zero: 0,
          gramsPerUnit: 1,
          weightG: expect.closeTo(3, 0),
        },
        { channel: 2, place: null, weightG: null },
      ],
    });
    expect(other).toMatchObject({ lastFrameMs: null, setRateHz: null });
    expect(other.faults).toMatchObject([{ kind: "silent", channel: null, place: null }]);
    expect(body.unknown).toEqual([
      {
        deviceId: "stranger",
        frames: 40,
        lastMs: START_MS + 69 * FRAME_MS,
        shape: { channels: 2, rateHz: 80, unit: "g" },
      },
    ]);
  });
});

describe("POST /devices/:deviceId/frames", () => {
  const { deps, hub } = openScales("http");
  const api = startApi({ deps });
  const post = (deviceId: string, body: unknown) =>
    api.post(`/v1/devices/${deviceId}/frames`, { as: "sensor", key: null, body });
  const countFrames = () => hub.report(START_MS)[0]!.counts.frames;

  it("takes one frame or many, and drops those that come twice", async () => {
    const first = await post(OWN, json(0));
    expect([first.status, first.body]).toEqual([202, { frames: 1 }]);
    const many = Array.from({ length: FRAMES_AT_ONCE_MAX }, (_, at) => json(at + 1));
    expect((await post(OWN, many)).body).toEqual({ frames: FRAMES_AT_ONCE_MAX });
    expect((await post(OWN, many)).body).toEqual({ frames: FRAMES_AT_ONCE_MAX });
    hub.advance(START_MS + 10_000);
    expect(countFrames()).toBe(FRAMES_AT_ONCE_MAX + 1);
    expect(hub.report(START_MS)[0]!.counts.doubled).toBe(FRAMES_AT_ONCE_MAX);
  });

  it("takes no more at once than the bound", async () => {
    const many = Array.from({ length: FRAMES_AT_ONCE_MAX + 1 }, (_, at) => json(at + 200));
    expect((await post(OWN, many)).body.code).toBe("input-invalid");
    expect((await post(OWN, [])).body.code).toBe("input-invalid");
  });

  it("knows no device but the key's own, nor one that is not configured", async () => {
    expect((await post("other", json(0, "other"))).body.code).toBe("not-found");
    expect((await post("nothing", json(0, "nothing"))).body.code).toBe("not-found");
    const framed = await post(OWN, json(0, "other"));
    expect(framed.body).toMatchObject({ code: "input-invalid" });
    expect(hub.report(START_MS)[1]!.counts.frames).toBe(0);
  });

  it("refuses rows of another length", async () => {
    const body = { ...json(900), samples: [[1, 2], [3]] };
    expect((await post(OWN, body)).body.code).toBe("input-invalid");
  });

  it("refuses a frame whose checksum is of another, and counts it", async () => {
    const before = hub.report(START_MS)[0]!.counts.frames;
    const answer = await post(OWN, [json(901), { ...json(902), timeUs: 1 }]);
    expect(answer.body).toMatchObject({
      code: "input-invalid",
      detail: expect.stringMatching(/crc32/),
    });
    const { counts, refused } = hub.report(START_MS)[0]!;
    expect([counts.frames, refused.checksum]).toEqual([before, 1]);
  });
});

describe("POST /devices/:deviceId/frames of a controller that publishes over MQTT", () => {
  const { deps, hub } = openScales("mqtt");
  const api = startApi({ deps });

  it("is refused, and nothing is taken", async () => {
    const answer = await api.post(`/v1/devices/${OWN}/frames`, { as: "sensor", body: json(0) });
    expect(answer.body.code).toBe("device-not-over-http");
    expect(hub.report(START_MS)[0]!.lastFrameMs).toBeNull();
  });
});

describe("POST /devices/:deviceId/frames of a controller that is not configured", () => {
  const { deps, hub } = openScales("http");
  const devices = deps.scales.devices.slice(1);
  const listed = createScaleHub({ devices, onBatch: () => {}, startedMs: START_MS });
  const push = (frame: ScaleFrame) => listed.push(frame, START_MS);
  const api = startApi({ deps: { ...deps, scales: { ...deps.scales, devices, push } } });

  it("is refused, and listed among those that are not", async () => {
    const answer = await api.post(`/v1/devices/${OWN}/frames`, { as: "sensor", body: json(0) });
    expect(answer.body.code).toBe("not-found");
    expect([...listed.unknown.keys()]).toEqual([OWN]);
    expect(hub.unknown.size).toBe(0);
  });
});

describe("GET /devices/:deviceId/readings", () => {
  const { deps, readings, send } = openScales("http");
  const api = startApi({ deps });

  it("gives the last minute first, and ends with the process", async () => {
    send(OWN, 0, 40);
    const asked = api.get(`/v1/devices/${OWN}/readings`, { as: "operator" });
    await expect.poll(() => readings.count()).toBe(1);
    readings.close();
    const { headers, text } = await asked;
    expect(headers["content-type"]).toContain("text/event-stream");
    const [, data] = /^event: readings\ndata: (.*)$/m.exec(text)!;
    const past = JSON.parse(data!);
    expect(past.unit).toBe("g");
    expect(past.timesMs.length).toBeGreaterThan(20);
    expect(past.channels[0]).toMatchObject({ channel: 1, least: 0, most: 6, uniqueCount: 7 });
    expect(readings.count()).toBe(0);
  });

  it("knows no other controller", async () => {
    const answer = await api.get("/v1/devices/nothing/readings", { as: "operator" });
    expect(answer.body.code).toBe("not-found");
  });
});
