import type { FrameSink } from "@saunter/ingest/scales/frame-sink";
import type { ScaleDevice } from "@saunter/ingest/scales/scale-devices";
import { makeFrame, PLAIN } from "@saunter/ingest/scales/scales-fixture";
import { createAnnouncements } from "@saunter/ingest/scales/text-topics/announcements";
import { toFrameJson } from "@saunter/protocol/devices/frame-json";
import { FRAMES_AT_ONCE_MAX } from "@saunter/protocol/http/device-routes";
import { describe, expect, it } from "vitest";
import type { DeviceConfig } from "../../config/sensors-config.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { START_MS } from "../../http/http-fixture.ts";
import { SHOP_MODEL } from "../../http/shop-config-fixture.ts";
import type { OpenTransports } from "../../sensors/scale-source.ts";

/** Users of the fixture have their role's name: this controller is theirs whose role is sensor. */
const OWN = "sensor";
const FRAME_MS = 100;

const makeDevice = (deviceId: string, gondola: number): ScaleDevice => ({
  deviceId,
  gondola,
  calibrationId: null,
  channels: [{ shelf: 2, plate: 1, ...PLAIN }, null],
});

/** A shop with two controllers: its own by HTTP or MQTT, unless only the other one is configured. */
function openScales(kind: "http" | "mqtt", ids: readonly string[] = [OWN, "other"]) {
  const listed: DeviceConfig[] = [
    { ...makeDevice(OWN, 1), transport: { kind }, wiring: null, unit: "g" },
    { ...makeDevice("other", 2), transport: { kind: "http" }, wiring: null, unit: "g" },
  ];
  const devices = listed.filter(({ deviceId }) => ids.includes(deviceId));
  const announcements = createAnnouncements();
  let sink: FrameSink | null = null;
  const transports: OpenTransports = async (_, opened) => {
    sink = opened;
    return { close: async () => {}, listAnnounced: announcements.list };
  };
  const mqtt = {
    ...{ prefix: "saunter", host: "127.0.0.1", port: 0 },
    ...{ certificatesFolder: null, broker: null },
  };
  const api = startApi({
    config: (config) => ({
      ...config,
      source: { kind: "sensors", cameras: null, mqtt, devices },
      shopModel: SHOP_MODEL,
    }),
    surroundings: { createTransports: () => transports },
  });
  /** Frames of the shop's start and later, in time. */
  const send = (deviceId: string, from: number, count: number): void => {
    for (let at = from; at < from + count; at++) {
      api.fixture.clock.nowMs = START_MS + at * FRAME_MS;
      sink!.frame(makeFrame(at, { deviceId }));
    }
  };
  const report = () => api.fixture.process.source.scales!.report();
  return { api, announcements, send, report };
}

const json = (at: number, deviceId = OWN) => toFrameJson(makeFrame(at, { deviceId }));

describe("GET /devices", () => {
  const { api, announcements, send } = openScales("http");

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
  const { api, report } = openScales("http");
  const post = (deviceId: string, body: unknown) =>
    api.post(`/v1/devices/${deviceId}/frames`, { as: "sensor", key: null, body });
  const countFrames = () => report()[0]!.counts.frames;

  it("takes one frame or many, and drops those that come twice", async () => {
    const first = await post(OWN, json(0));
    expect([first.status, first.body]).toEqual([202, { frames: 1 }]);
    const many = Array.from({ length: FRAMES_AT_ONCE_MAX }, (_, at) => json(at + 1));
    expect((await post(OWN, many)).body).toEqual({ frames: FRAMES_AT_ONCE_MAX });
    expect((await post(OWN, many)).body).toEqual({ frames: FRAMES_AT_ONCE_MAX });
    // A frame counts as received once the frames before it can no longer arrive.
    api.fixture.clock.nowMs += 10_000;
    await expect.poll(countFrames).toBe(FRAMES_AT_ONCE_MAX + 1);
    expect(report()[0]!.counts.doubled).toBe(FRAMES_AT_ONCE_MAX);
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
    expect(report()[1]!.counts.frames).toBe(0);
  });

  it("refuses rows of another length", async () => {
    const body = { ...json(900), samples: [[1, 2], [3]] };
    expect((await post(OWN, body)).body.code).toBe("input-invalid");
  });

  it("refuses a frame whose checksum is of another, and counts it", async () => {
    const before = report()[0]!.counts.frames;
    const answer = await post(OWN, [json(901), { ...json(902), timeUs: 1 }]);
    expect(answer.body).toMatchObject({
      code: "input-invalid",
      detail: expect.stringMatching(/crc32/),
    });
    const { counts, refused } = report()[0]!;
    expect([counts.frames, refused.checksum]).toEqual([before, 1]);
  });
});

describe("POST /devices/:deviceId/frames of a controller that publishes over MQTT", () => {
  const { api, report } = openScales("mqtt");

  it("is refused, and nothing is taken", async () => {
    const answer = await api.post(`/v1/devices/${OWN}/frames`, { as: "sensor", body: json(0) });
    expect(answer.body.code).toBe("device-not-over-http");
    expect(report()[0]!.lastFrameMs).toBeNull();
  });
});

describe("POST /devices/:deviceId/frames of a controller that is not configured", () => {
  const { api } = openScales("http", ["other"]);

  it("is refused, and listed among those that are not", async () => {
    const answer = await api.post(`/v1/devices/${OWN}/frames`, { as: "sensor", body: json(0) });
    expect(answer.body.code).toBe("not-found");
    const { scales } = api.fixture.process.source;
    expect([...scales!.listUnknown().keys()]).toEqual([OWN]);
  });
});

describe("GET /devices/:deviceId/readings", () => {
  const { api, send } = openScales("http");

  it("gives the last minute first, and ends with the process", async () => {
    send(OWN, 0, 40);
    const { app, endStreams, tokens } = api.fixture;
    const url = `/v1/devices/${OWN}/readings`;
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    const headers = { authorization: `Bearer ${tokens.operator}` };
    const answer = await fetch(address + url, { headers });
    const parts = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("event: readings")) text += (await parts.read()).value;
    endStreams();
    for (let part = await parts.read(); !part.done; part = await parts.read()) text += part.value;
    const late = await api.get(url, { as: "operator" });
    expect(late.text).toContain("event: cut-off");
    const [, data] = /^event: readings\ndata: (.*)$/m.exec(text)!;
    const past = JSON.parse(data!);
    expect(past.unit).toBe("g");
    expect(past.timesMs.length).toBeGreaterThan(20);
    expect(past.channels[0]).toMatchObject({ channel: 1, least: 0, most: 6, uniqueCount: 7 });
  });

  it("knows no other controller", async () => {
    const answer = await api.get("/v1/devices/nothing/readings", { as: "operator" });
    expect(answer.body.code).toBe("not-found");
  });
});
