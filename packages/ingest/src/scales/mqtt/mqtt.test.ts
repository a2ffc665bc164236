/** Frames over real brokers: the one inside the process, and mosquitto. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { toFrameJson } from "@saunter/protocol/devices/frame-json";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { connectAsync, connect as connectTo, type IConnackPacket, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { chooseRetryMs } from "../retry-pause.ts";
import { PACKET_BYTES_MAX } from "../scale-limits.ts";
import { makeFrame } from "../scales-fixture.ts";
import { createNotedSink } from "../sink-fixture.ts";
import { openBrokerClient } from "./broker-client.ts";
import { openLocalBroker } from "./local-broker.ts";
import { HAS_MOSQUITTO, startMosquitto } from "./mosquitto-fixture.ts";

const PREFIX = "saunter";
const packedTopic = (deviceId: string) =>
  formatDeviceTopic(PREFIX, { deviceId, kind: "scale-packed" });
const statusTopic = (deviceId: string) =>
  formatDeviceTopic(PREFIX, { deviceId, kind: "scale-status" });
const takenTopic = (deviceId: string) =>
  formatDeviceTopic(PREFIX, { deviceId, kind: "scale-taken" });
const jsonTopic = (deviceId: string) => formatDeviceTopic(PREFIX, { deviceId, kind: "scale-json" });
/** A CONNECT of shelf-1's, with its token (MQTT 3.1.1, section 3.1). */
const SIGN_IN = Buffer.concat([
  Buffer.from([0x10, 42, 0, 4]),
  Buffer.from("MQTT"),
  Buffer.from([4, 0xc2, 0, 60, 0, 3]),
  Buffer.from("one"),
  Buffer.from([0, 7]),
  Buffer.from("shelf-1"),
  Buffer.from([0, 16]),
  Buffer.from("token-of-shelf-1"),
]);
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  const sink = createNotedSink();
  const checkDevice = (deviceId: string, token: string) => token === `token-of-${deviceId}`;
  const listens = { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice };
  const broker = await openLocalBroker(listens, sink);
  closing.push(broker.close);
  return { sink, url: `mqtt://127.0.0.1:${broker.port}` };
}

async function signIn(url: string, deviceId: string, token: string | null): Promise<MqttClient> {
  const login = token === null ? {} : { username: deviceId, password: token };
  const client = await connectAsync(url, { ...login, reconnectPeriod: 0 }, false);
  closing.push(() => client.endAsync(true));
  return client;
}

function untilClosed(client: MqttClient): Promise<void> {
  client.on("error", () => {});
  return new Promise((resolve) => {
    client.once("close", () => resolve());
  });
}

describe("the broker inside the process", () => {
  it("takes frames of a device that signs in, packed and as JSON", async () => {
    const { sink, url } = await open();
    const device = await signIn(url, "shelf-1", "token-of-shelf-1");
    const [first, second] = [makeFrame(0), makeFrame(1)];
    await device.publishAsync(packedTopic("shelf-1"), Buffer.from(packFrame(first)), { qos: 1 });
    await device.publishAsync(jsonTopic("shelf-1"), JSON.stringify(toFrameJson(second)), {
      qos: 1,
    });
    await sink.until(() => sink.frames.length === 2);
    expect(sink.frames).toEqual([first, second]);
  });

  it.each([
    ["another's token", "shelf-1", "token-of-shelf-2"],
    ["no token", "shelf-1", null],
  ])("admits nobody with %s", async (_, deviceId, token) => {
    const { url } = await open();
    await expect(signIn(url, deviceId, token)).rejects.toThrow(/Bad username|Not authorized/i);
  });

  it("tells a device that is online which frame of it was taken last", async () => {
    const { url } = await open();
    const device = await signIn(url, "shelf-1", "token-of-shelf-1");
    const told: string[] = [];
    device.on("message", (topic, payload) => void told.push(`${topic}: ${payload}`));
    await device.subscribeAsync(takenTopic("shelf-1"), { qos: 1 });
    await device.publishAsync(statusTopic("shelf-1"), "online", { qos: 1, retain: true });
    await expect.poll(() => told).toEqual(["saunter/scales/shelf-1/taken: none"]);
    for (const at of [0, 1]) {
      const bytes = Buffer.from(packFrame(makeFrame(at)));
      await device.publishAsync(packedTopic("shelf-1"), bytes, { qos: 1 });
    }
    const { bootId } = makeFrame(1);
    await expect.poll(() => told.at(-1)).toBe(`saunter/scales/shelf-1/taken: ${bootId} 1`);
    const again = await signIn(url, "shelf-1", "token-of-shelf-1");
    again.on("message", (_, payload) => void told.push(String(payload)));
    await again.subscribeAsync(takenTopic("shelf-1"));
    await expect.poll(() => told.at(-1)).toBe(`${bootId} 1`);
  });

  it.each([statusTopic("shelf-1"), takenTopic("shelf-2"), takenTopic("+"), "#"])(
    "lets a device read nothing at %s",
    async (topic) => {
      const { url } = await open();
      const device = await signIn(url, "shelf-1", "token-of-shelf-1");
      await expect(device.subscribeAsync(topic)).rejects.toThrow();
    },
  );

  it("takes nothing on another device's topic, nor an answer of a device's own", async () => {
    const { sink, url } = await open();
    const device = await signIn(url, "shelf-1", "token-of-shelf-1");
    const ended = new Promise<void>((resolve) => {
      device.once("close", () => resolve());
    });
    const frame = makeFrame(0, { deviceId: "shelf-2" });
    void device.publishAsync(packedTopic("shelf-2"), Buffer.from(packFrame(frame))).catch(() => {});
    await ended;
    expect(sink.frames).toEqual([]);
    const other = await signIn(url, "shelf-1", "token-of-shelf-1");
    const ends = new Promise<void>((resolve) => other.once("close", () => resolve()));
    void other.publishAsync(takenTopic("shelf-1"), "none").catch(() => {});
    await ends;
  });

  it("ends the connection of a device whose token is revoked", async () => {
    let isRevoked = false;
    const sink = createNotedSink();
    const checkDevice = () => !isRevoked;
    const listens = { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice, recheckEveryMs: 20 };
    const broker = await openLocalBroker(listens, sink);
    closing.push(broker.close);
    const device = await signIn(`mqtt://127.0.0.1:${broker.port}`, "shelf-1", "any");
    const ended = new Promise<void>((resolve) => {
      device.once("close", () => resolve());
    });
    isRevoked = true;
    await ended;
  });

  it.each([true, false])(
    "ends a connection whose packet is too long, whether it has signed in: %s",
    async (hasSignedIn) => {
      const { sink, url } = await open();
      // The fixed header of a CONNECT or a PUBLISH, whose length is 270,001.
      const header = Buffer.from([hasSignedIn ? 0x30 : 0x10, 0xb1, 0xbd, 0x10]);
      const socket = connect(Number(url.split(":").at(-1)), "127.0.0.1");
      closing.push(async () => socket.destroy());
      const closed = once(socket, "close");
      if (hasSignedIn) {
        socket.write(SIGN_IN);
        await once(socket, "data");
      } else socket.resume();
      socket.write(header);
      await closed;
      expect(sink.frames).toEqual([]);
    },
    // Sooner than the broker ends one that is silent.
    8000,
  );

  it("takes the longest packet that a device may send", async () => {
    const { sink, url } = await open();
    const device = await signIn(url, "shelf-1", "token-of-shelf-1");
    // Two bytes are the length of the topic.
    const topic = jsonTopic("shelf-1");
    await device.publishAsync(topic, Buffer.alloc(PACKET_BYTES_MAX - 2 - topic.length, "x"));
    await sink.until(() => sink.refused.length === 1);
    const ended = untilClosed(device);
    device.publish(topic, Buffer.alloc(PACKET_BYTES_MAX - 1 - topic.length, "x"));
    await ended;
    expect(sink.refused).toEqual(["shelf-1: not-json"]);
  });

  it("keeps no session of a device that has gone", async () => {
    const { url } = await open();
    const login = { username: "shelf-1", password: "token-of-shelf-1", reconnectPeriod: 0 };
    const kept = { ...login, clientId: "one", clean: false };
    const first = await connectAsync(url, kept, false);
    await first.subscribeAsync(takenTopic("shelf-1"), { qos: 1 });
    await first.endAsync();
    const again = connectTo(url, kept);
    closing.push(() => again.endAsync(true));
    const { sessionPresent } = await new Promise<IConnackPacket>((resolve) => {
      again.once("connect", resolve);
    });
    expect(sessionPresent).toBe(false);
  });

  it("ends an earlier connection of the same client, but none of another device's", async () => {
    const { url } = await open();
    const dial = async (deviceId: string) => {
      const login = { username: deviceId, password: `token-of-${deviceId}` };
      const client = await connectAsync(url, { ...login, clientId: "one", reconnectPeriod: 0 });
      closing.push(() => client.endAsync(true));
      return client;
    };
    const first = await dial("shelf-1");
    const other = await dial("shelf-2");
    const ended = untilClosed(first);
    await other.publishAsync(statusTopic("shelf-2"), "online", { qos: 1 });
    expect(first.connected).toBe(true);
    await dial("shelf-1");
    await ended;
    expect(other.connected).toBe(true);
  });

  it("counts what is no frame, or says that it is another device's", async () => {
    const { sink, url } = await open();
    const device = await signIn(url, "shelf-1", "token-of-shelf-1");
    const other = makeFrame(0, { deviceId: "shelf-2" });
    const torn = packFrame(makeFrame(1));
    torn[40]! ^= 4;
    for (const payload of [Buffer.from("x"), Buffer.from(packFrame(other)), Buffer.from(torn)]) {
      await device.publishAsync(packedTopic("shelf-1"), payload, { qos: 1 });
    }
    await device.publishAsync(jsonTopic("shelf-1"), '{"deviceId":"shelf-1"}', { qos: 1 });
    await device.publishAsync(jsonTopic("shelf-1"), "{", { qos: 1 });
    const changed = { ...toFrameJson(makeFrame(2)), timeUs: 1 };
    await device.publishAsync(jsonTopic("shelf-1"), JSON.stringify(changed), { qos: 1 });
    await sink.until(() => sink.refused.length === 6);
    expect(sink.refused).toEqual([
      "shelf-1: too-short",
      "shelf-1: another-device",
      "shelf-1: checksum",
      "shelf-1: not-a-frame",
      "shelf-1: not-json",
      "shelf-1: checksum",
    ]);
    expect(sink.frames).toEqual([]);
  });

  it("says why it cannot listen", async () => {
    const sink = createNotedSink();
    const { url } = await open();
    const port = Number(url.split(":").at(-1));
    const listens = { host: "127.0.0.1", port, prefix: PREFIX, checkDevice: () => true };
    await expect(openLocalBroker(listens, sink)).rejects.toThrow(/EADDRINUSE/);
  });
});

describe("a broker that closes each connection", () => {
  it("is tried again after longer and longer pauses, and says so meanwhile", async () => {
    const triedMs: number[] = [];
    const server = createServer((socket) => {
      triedMs.push(performance.now());
      socket.destroy();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const client = await openBrokerClient(
      {
        ...{ url: `mqtt://127.0.0.1:${port}`, prefix: PREFIX, clientId: "saunter-test" },
        ...{ user: null, password: null, caFile: null },
      },
      createNotedSink(),
    );
    closing.push(client.close);
    expect(client.readFailure()).toBeInstanceOf(Error);
    await expect.poll(() => triedMs.length).toBeGreaterThanOrEqual(4);
    const pausesMs = [1, 2, 3].map(chooseRetryMs);
    // Timers may fire a millisecond early.
    expect(triedMs[3]! - triedMs[0]!).toBeGreaterThan(
      pausesMs.reduce((sum, pauseMs) => sum + pauseMs - 2, 0),
    );
  });
});

describe.skipIf(!HAS_MOSQUITTO).each([4, 5] as const)(
  "a broker of the shop's own, with MQTT's protocol %s",
  (protocolVersion) => {
    it("gives what was published while the shop was away, and while it was itself, in order", async () => {
      const mosquitto = await startMosquitto();
      closing.push(mosquitto.kill);
      const reads = {
        url: mosquitto.url,
        prefix: PREFIX,
        clientId: "saunter-test",
        user: null,
        password: null,
        caFile: null,
        protocolVersion,
      };
      const before = createNotedSink();
      const first = await openBrokerClient(reads, before);
      const device = await connectAsync(mosquitto.url, { reconnectPeriod: 100 });
      closing.push(() => device.endAsync(true));
      device.on("error", () => {});
      const publish = (sequence: number) =>
        device.publishAsync(packedTopic("shelf-1"), Buffer.from(packFrame(makeFrame(sequence))), {
          qos: 1,
        });
      for (let sequence = 0; sequence < 5; sequence++) await publish(sequence);
      await before.until(() => before.frames.length === 5);
      await first.close();
      for (let sequence = 5; sequence < 20; sequence++) await publish(sequence);
      await mosquitto.save();
      await mosquitto.kill();
      await mosquitto.start();
      const after = createNotedSink();
      const second = await openBrokerClient(reads, after);
      closing.push(second.close);
      await publish(20);
      await after.until(() => after.frames.some(({ sequence }) => sequence === 20));
      const sequences = after.frames.map(({ sequence }) => sequence);
      expect(sequences).toEqual(Array.from({ length: 16 }, (_, at) => at + 5));
    });
  },
);
