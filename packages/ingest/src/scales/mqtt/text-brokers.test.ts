/** Topics of text and announcements over real brokers: the one inside the process, and mosquitto. */
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { createNotedSink } from "../sink-fixture.ts";
import { createAnnouncements } from "../text-topics/announcements.ts";
import { createTextTopics, type TextDevice } from "../text-topics/text-topics.ts";
import { openBrokerClient } from "./broker-client.ts";
import { openLocalBroker } from "./local-broker.ts";
import { HAS_MOSQUITTO, startMosquitto } from "./mosquitto-fixture.ts";

const DEVICES: readonly TextDevice[] = ["shelf-1", "shelf-2"].map((deviceId) => ({
  deviceId,
  kind: "esphome",
  sensors: ["left"],
  everyMs: 100,
  unit: "g",
}));
const PREFIX = "saunter";
const ANNOUNCED = "homeassistant/sensor/shelf-1/left/config";
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function prepare() {
  const sink = createNotedSink();
  return { sink, text: createTextTopics(DEVICES, sink), announcements: createAnnouncements() };
}

async function dial(url: string, login = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { ...login, reconnectPeriod: 0 }, false);
  closing.push(() => client.endAsync(true));
  return client;
}

describe("the broker inside the process", () => {
  async function openLocal() {
    const reads = prepare();
    const listens = { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice: () => true };
    const broker = await openLocalBroker({ ...listens, ...reads }, reads.sink);
    closing.push(broker.close);
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const device = await dial(url, { username: "shelf-1", password: "any" });
    return { ...reads, device, url };
  }

  it("takes a device's own texts, also where it wants them kept, and its announcement", async () => {
    const { announcements, device, sink } = await openLocal();
    await device.publishAsync(ANNOUNCED, '{"name":"Left"}', { qos: 1, retain: true });
    await device.publishAsync("shelf-1/debug", "[I] boot", { qos: 1 });
    await device.publishAsync("shelf-1/sensor/left/state", "12.5", { qos: 1, retain: true });
    await sink.until(() => sink.frames.length === 1);
    expect([...sink.frames[0]!.samples]).toEqual([12.5]);
    expect(announcements.list()).toMatchObject([{ id: "shelf-1", sensors: [{ name: "Left" }] }]);
  });

  it("notices that a device is gone by its last will", async () => {
    const { sink, url } = await openLocal();
    const will = { topic: "shelf-2/status", payload: Buffer.from("offline"), retain: true };
    const device = await dial(url, { username: "shelf-2", password: "any", will });
    device.stream.destroy();
    await sink.until(() => sink.refused.length === 1);
    expect(sink.refused).toEqual(["shelf-2: offline"]);
  });

  it("refuses to be read, and stays connected", async () => {
    const { device, sink } = await openLocal();
    await expect(device.subscribeAsync("shelf-1/command")).rejects.toThrow();
    await device.publishAsync("shelf-1/sensor/left/state", "1", { qos: 1 });
    await sink.until(() => sink.frames.length === 1);
  });

  it.each(["shelf-2/sensor/left/state", "homeassistant/sensor/shelf-2/left/config"])(
    "ends the connection of a device that publishes on %s of another",
    async (topic) => {
      const { announcements, device, sink } = await openLocal();
      const ended = new Promise<void>((resolve) => device.once("close", () => resolve()));
      void device.publishAsync(topic, "1").catch(() => {});
      await ended;
      expect(sink.frames).toEqual([]);
      expect(announcements.list()).toEqual([]);
    },
  );
});

describe.skipIf(!HAS_MOSQUITTO)("a broker of the shop's own", () => {
  it("gives texts as they come and no kept ones; announcements that are kept, too", async () => {
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.kill);
    const device = await dial(mosquitto.url);
    await device.publishAsync(ANNOUNCED, "{}", { qos: 1, retain: true });
    await device.publishAsync("shelf-1/sensor/left/state", "99", { qos: 1, retain: true });
    const { announcements, sink, text } = prepare();
    const login = { user: null, password: null, caFile: null, clientId: "saunter-text" };
    const reads = { url: mosquitto.url, prefix: PREFIX, ...login, text, announcements };
    const first = await openBrokerClient(reads, sink);
    await device.publishAsync("shelf-1/sensor/left/state", "1", { qos: 1, retain: true });
    await sink.until(() => sink.frames.length === 1);
    await first.close();
    await device.publishAsync("shelf-1/sensor/left/state", "2", { qos: 1, retain: true });
    const second = await openBrokerClient(reads, sink);
    closing.push(second.close);
    await device.publishAsync("shelf-1/sensor/left/state", "3", { qos: 1, retain: true });
    await sink.until(() => sink.frames.length === 2);
    expect(sink.frames.map(({ samples }) => samples[0])).toEqual([1, 3]);
    expect(announcements.list()).toMatchObject([{ id: "shelf-1" }]);
    await device.publishAsync(ANNOUNCED, "", { qos: 1, retain: true });
    await device.publishAsync("shelf-1/sensor/left/state", "4", { qos: 1 });
    await sink.until(() => sink.frames.length === 3);
    expect(announcements.list()).toEqual([]);
  });
});
