/** All transports of a shop at once, and none of their libraries where a shop has none of them. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRegisterMap, readShippedMap } from "@saunter/ingest/scales/modbus/register-map";
import { HAS_MOSQUITTO, startMosquitto } from "@saunter/ingest/scales/mqtt/mosquitto-fixture";
import { createTopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import { parseLineFormat, readShippedFormat } from "@saunter/ingest/scales/serial/line-format";
import { createNotedSink } from "@saunter/ingest/scales/sink-fixture";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { findFreePort } from "@saunter/server/network/free-port";
import { connectAsync } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { CommandFailure } from "../command-line/command-io.ts";
import type { SensorsConfig, TransportConfig } from "../config/sensors-config.ts";
import { addDeviceCertificate } from "./broker-certificates.ts";
import type { TransportsOptions } from "./open-mqtt.ts";
import { createTransports } from "./open-transports.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const PLUGIN = `export const open = (options, sink) => {
  const timer = setInterval(() => sink.row([options.weight]), 10);
  return { close: () => clearInterval(timer) };
};`;
const OPTIONS: TransportsOptions = {
  shopId: "corner",
  nowMs: Date.now,
  checkDevice: () => true,
  checkCertified: () => true,
  onRefused: () => {},
};
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function makeConfig(
  transports: Readonly<Record<string, TransportConfig>>,
): Promise<SensorsConfig> {
  const port = await findFreePort();
  const channels = [{ shelf: 1, plate: 1, zero: 0, gramsPerUnit: 1 }];
  return {
    kind: "sensors",
    cameras: null,
    mqtt: { prefix: "saunter", host: "127.0.0.1", port, certificatesFolder: null, broker: null },
    devices: Object.entries(transports).map(([deviceId, transport], at) => ({
      ...{ deviceId, transport, channels, unit: "g", gondola: at + 1 },
      ...{ calibrationId: null, wiring: null },
    })),
  };
}

async function open(config: SensorsConfig, options: Partial<TransportsOptions> = {}) {
  const sink = createNotedSink();
  const openTransports = createTransports({ ...OPTIONS, ...options });
  const transport = await openTransports(config, sink);
  closing.push(transport.close);
  return { sink, transport };
}

/** A bus where nobody answers. */
async function makeBus(): Promise<TransportConfig> {
  const map = parseRegisterMap(readShippedMap("laumas-tlb")!);
  const address = { kind: "tcp", host: "127.0.0.1", port: await findFreePort() } as const;
  return { kind: "modbus", address, line: LINE, unitId: 1, map };
}

function writePlugin(text: string): TransportConfig {
  const modulePath = join(mkdtempSync(join(tmpdir(), "transports-")), "plugin.mjs");
  writeFileSync(modulePath, text);
  return { kind: "plugin", modulePath, everyMs: 10, options: { weight: 7 } };
}

/** A process of its own, which opens the transports of one device and says what it has loaded by then. */
function listLoaded(config: SensorsConfig): string[] {
  const module = new URL("./open-transports.ts", import.meta.url).href;
  const script = `
    import { createRequire } from "node:module";
    import { createTransports } from ${JSON.stringify(module)};
    const sink = { frame() {}, refuse() {}, people() {} };
    const options = { shopId: "corner", checkDevice: () => true };
    const open = await createTransports(options)(${JSON.stringify(config)}, sink);
    await open.close();
    console.log(Object.keys(createRequire(import.meta.url).cache).join("\\n"));`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(run.stderr).toBe("");
  const packages = run.stdout.matchAll(/[\\/](modbus-serial|aedes|@serialport)[\\/]/g);
  return [...new Set([...packages].map(([, name]) => name!))];
}

describe("the transports of a shop", () => {
  it("that reads MQTT alone load nothing that reads lines", async () => {
    expect(listLoaded(await makeConfig({ shelf: { kind: "mqtt" } }))).toEqual(["aedes"]);
    const bus = await makeConfig({ bus: await makeBus() });
    expect(listLoaded(bus)).toContain("modbus-serial");
  });

  it("lets a scale or a gate publish no positions of people, and a tracker do so", async () => {
    const bus = createTopicBus([
      { deviceId: "door", publishes: ["saunter/gates/exit/reports"], reads: [] },
    ]);
    const refused: (string | null)[] = [];
    const onRefused = (deviceId: string | null) => void refused.push(deviceId);
    const config = await makeConfig({ shelf: { kind: "mqtt" } });
    const { sink } = await open(config, { bus, onRefused });
    const publish = async (deviceId: string) => {
      const url = `mqtt://127.0.0.1:${config.mqtt.port}`;
      const login = { username: deviceId, password: "any", reconnectPeriod: 0 };
      const client = await connectAsync(url, login, false);
      closing.push(() => client.endAsync(true));
      client.on("error", () => {});
      const frame = { deviceId, bootId: 1, sequence: 0, timeUs: 0, people: [] };
      const topic = formatDeviceTopic("saunter", { deviceId, kind: "people-json" });
      client.publish(topic, JSON.stringify(frame), { qos: 1 });
    };
    await publish("shelf");
    await publish("door");
    await expect.poll(() => refused).toEqual(["shelf", "door"]);
    await publish("tracker");
    await sink.until(() => sink.seen.length > 0);
    expect(sink.seen.map(({ deviceId }) => deviceId)).toEqual(["tracker"]);
  });

  it("give the frames of all its devices, and announcements", async () => {
    const scale = createServer((socket) => {
      socket.on("error", () => {});
      socket.end("?\r\nST,+000012.5  g\r\n");
    }).listen(0, "127.0.0.1");
    await once(scale, "listening");
    closing.push(() => new Promise((resolve) => scale.close(resolve)));
    const address = scale.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const config = await makeConfig({
      plugin: writePlugin(PLUGIN),
      topic: { kind: "esphome", sensors: ["left"], everyMs: 100 },
      line: {
        kind: "serial",
        address: { kind: "tcp", host: "127.0.0.1", port: address.port },
        line: LINE,
        format: parseLineFormat(readShippedFormat("and-standard")!),
      },
      bus: await makeBus(),
    });
    const { sink, transport } = await open(config);
    const login = { username: "topic", password: "any", reconnectPeriod: 0 };
    const device = await connectAsync(`mqtt://127.0.0.1:${config.mqtt.port}`, login, false);
    closing.push(() => device.endAsync(true));
    await device.publishAsync("homeassistant/sensor/topic/left/config", "{}", { qos: 1 });
    await device.publishAsync("topic/sensor/left/state", "99", { qos: 1 });
    const weights = () =>
      Object.fromEntries(sink.frames.map(({ deviceId, samples }) => [deviceId, samples[0]]));
    await sink.until(() => Object.keys(weights()).length === 3 && sink.refused.length > 0);
    expect(weights()).toEqual({ plugin: 7, topic: 99, line: 12.5 });
    await sink.until(() => sink.refused.includes("bus: no-connection"));
    expect(transport.listAnnounced!()).toMatchObject([{ id: "topic" }]);
  });

  it("have a broker with TLS where there is a folder of certificates, made where it is empty", async () => {
    const certificatesFolder = join(mkdtempSync(join(tmpdir(), "transports-")), "certificates");
    const plain = await makeConfig({ topic: { kind: "esphome", sensors: ["left"], everyMs: 100 } });
    const config = { ...plain, mqtt: { ...plain.mqtt, certificatesFolder } };
    const refused: unknown[] = [];
    const { sink } = await open(config, {
      checkDevice: () => false,
      checkCertified: (deviceId) => deviceId === "topic",
      onRefused: (...one) => void refused.push(one),
    });
    const read = (name: string) => readFileSync(join(certificatesFolder, name), "utf8");
    const dial = async (deviceId: string) => {
      await addDeviceCertificate(certificatesFolder, deviceId, Date.now(), false);
      const own = { cert: read(`devices/${deviceId}.crt`), key: read(`devices/${deviceId}.key`) };
      const options = { ca: read("ca.crt"), ...own, reconnectPeriod: 0 };
      const device = await connectAsync(`mqtts://127.0.0.1:${config.mqtt.port}`, options, false);
      closing.push(() => device.endAsync(true));
      return device;
    };
    await (await dial("topic")).publishAsync("topic/sensor/left/state", "99", { qos: 1 });
    await sink.until(() => sink.frames.length === 1);
    await expect(dial("other")).rejects.toThrow();
    expect(refused).toEqual([["other", "127.0.0.1"]]);
    const before = read("broker.crt");
    const { sink: again } = await open(
      { ...config, mqtt: { ...config.mqtt, port: await findFreePort() } },
      {},
    );
    expect(again.frames).toEqual([]);
    expect(read("broker.crt")).toBe(before);
  });

  it("say what to do where a broker inside the process cannot be opened", async () => {
    const config = await makeConfig({ shelf: { kind: "mqtt" } });
    const refuses = async (mqtt: Partial<SensorsConfig["mqtt"]>): Promise<string> => {
      const opening = open({ ...config, mqtt: { ...config.mqtt, ...mqtt } });
      const error = await opening.then(
        () => null,
        (reason: unknown) => reason,
      );
      if (!(error instanceof CommandFailure)) throw new Error(`it is ${error}`);
      return error.message;
    };
    const { transport } = await open(config);
    expect(transport.readFailure!()).toBeNull();
    expect(await refuses({})).toMatch(/^Port \d+, which scales .* change source\.mqtt\.port\.$/);
    expect(await refuses({ host: "192.0.2.1" })).toMatch(
      /^192\.0\.2\.1 is no address of this machine\. .*source\.mqtt\.host/,
    );
  });

  describe.skipIf(!HAS_MOSQUITTO)("with a broker of the shop's own (needs mosquitto)", () => {
    const TRANSPORTS = { topic: { kind: "esphome", sensors: ["left"], everyMs: 100 } } as const;
    const openAt = async (url: string) => {
      const config = await makeConfig(TRANSPORTS);
      const files = { caFile: null, certFile: null, keyFile: null };
      const broker = { url, user: null, password: null, ...files };
      return open({ ...config, mqtt: { ...config.mqtt, broker } });
    };

    it("start while it is away, say so, and read it as soon as it is there", async () => {
      const mosquitto = await startMosquitto();
      closing.push(mosquitto.kill);
      await mosquitto.kill();
      const { sink, transport } = await openAt(mosquitto.url);
      expect(transport.readFailure!()).toMatch(
        /^The broker at mqtt:\S+ cannot be reached: .*ECONNREFUSED.* correct source\.mqtt\.url\.$/,
      );
      await mosquitto.start();
      await expect.poll(transport.readFailure!).toBeNull();
      const publish = async (text: string) => {
        const device = await connectAsync(mosquitto.url, { reconnectPeriod: 0 }, false);
        await device.publishAsync("topic/sensor/left/state", text, { qos: 1 });
        await device.endAsync();
      };
      await publish("99");
      await sink.until(() => sink.frames.length === 1);
      await mosquitto.kill();
      await expect.poll(transport.readFailure!).toMatch(/cannot be reached/);
      await mosquitto.start();
      await expect.poll(transport.readFailure!).toBeNull();
      await publish("98");
      await sink.until(() => sink.frames.length === 2);
    });

    it("start where it refuses the shop, say what to do, and go on trying", async () => {
      const mosquitto = await startMosquitto({});
      closing.push(mosquitto.kill);
      const { transport } = await openAt(mosquitto.url);
      const refuses = /^The broker at mqtt:\S+ refuses the shop: .*Check source\.mqtt\.user/;
      expect(transport.readFailure!()).toMatch(refuses);
      await mosquitto.kill();
      await expect.poll(transport.readFailure!).toMatch(/cannot be reached/);
      await mosquitto.start();
      await expect.poll(transport.readFailure!).toMatch(refuses);
    });
  });

  it("are all closed where one cannot be opened", async () => {
    const config = await makeConfig({
      plugin: writePlugin(PLUGIN),
      broken: writePlugin('export const open = () => { throw new Error("no licence"); };'),
    });
    await expect(open(config)).rejects.toThrow(CommandFailure);
    await expect(open(config)).rejects.toThrow(/plug-in of broken, .*: no licence/);
    // The broker's port is free again.
    const { sink } = await open({ ...config, devices: config.devices.slice(0, 1) });
    await sink.until(() => sink.frames.length > 0);
  });
});
