/** Certificates and a mosquitto's files, as the command makes them, at a real mosquitto. */
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrokerClient } from "@saunter/ingest/scales/mqtt/broker-client";
import { createTestAuthority } from "@saunter/ingest/scales/mqtt/certificates-fixture";
import { HAS_MOSQUITTO, startMosquitto } from "@saunter/ingest/scales/mqtt/mosquitto-fixture";
import { makeFrame } from "@saunter/ingest/scales/scales-fixture";
import { createNotedSink } from "@saunter/ingest/scales/sink-fixture";
import { formatDeviceTopic, listDeviceTopics } from "@saunter/protocol/devices/device-topics";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { connectAsync, type IClientOptions } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { GOODS_LINES, SHOP_LINES } from "../config/config-fixture.ts";
import { addDevicesCommand } from "./devices.ts";

const OWN_BROKER = "{ url: mqtts://localhost:8883, user: MQTT_USER, password: MQTT_PASSWORD }";
const ENVIRONMENT = { MQTT_USER: "the-shop", MQTT_PASSWORD: "its password" };
const PREFIX = "saunter";
/** One controller of a maker's for two gates, and a board of scales that moves another. */
const GATES = `floor:
  entrance: { xMinM: -1.5, xMaxM: -0.5, yMinM: -2.5, yMaxM: -1.5 }
  exit: { xMinM: 1.5, xMaxM: 2.5, yMinM: -2.5, yMaxM: -1.5 }
  gates:
    - id: entrance
      name: Entrance
      direction: in
      device: door-1
      actuator: { kind: mqtt, preset: tasmota, openMs: 3000 }
      codeReader: { kind: mqtt, topic: reader-1/code }
    - { id: back, name: Back, direction: in, device: door-1, actuator: { kind: mqtt, preset: saunter, openMs: 3000 } }
    - { id: side, name: Side, direction: in, device: shelf-1, actuator: { kind: mqtt, preset: saunter, openMs: 3000 } }
    - { id: exit, name: Exit, direction: out }
entry: { methods: { qr: {} } }
`;
let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-broker-"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

function writeConfig(mqtt: string, ids = ["shelf-1", "shelf-2"], more = ""): string {
  const devices = ids.map(
    (id, at) => `    - { id: ${id}, gondola: 1, channels: [{ shelf: 1, plates: ${at + 1} }] }\n`,
  );
  const file = join(folder, "shop.yaml");
  const text = `${SHOP_LINES}source:
  kind: sensors
  mqtt: ${mqtt}
  devices:
${devices.join("")}    - id: shelf-3
      gondola: 1
      transport: { kind: esphome, sensors: [left], everyMs: 100 }
      channels: [{ shelf: 1, plates: 3 }]
    - { id: by-http, gondola: 2, transport: { kind: http }, channels: [{ shelf: 1, plates: 3-4 }] }
tax: { jurisdiction: UK }
payment: { gateway: { kind: none } }
${GOODS_LINES}${more}`;
  writeFileSync(file, text);
  return file;
}

async function run(...args: readonly string[]) {
  const captured = createCapturedIo();
  const code = await runCommandLine(["devices", ...args], "1.2.3", captured.io, (program) =>
    addDevicesCommand(program, { io: captured.io, environment: ENVIRONMENT }),
  );
  return { code, out: captured.out(), err: captured.err() };
}

const out = (name: string): string => join(folder, name);
const read = (...names: readonly string[]) => readFileSync(join(folder, ...names), "utf8");

describe("saunter devices certificates", () => {
  it("makes an authority, the broker's certificate and the devices', once", async () => {
    const config = writeConfig("{ host: 192.168.1.10 }");
    const made = await run("certificates", "--config", config, "--out", out("tls"));
    expect([made.code, made.err]).toEqual([0, ""]);
    expect(made.out).toMatch(/ca\.crt {6}(?:[0-9A-F]{2}:){31}/);
    expect(readdirSync(out("tls")).sort()).toEqual([
      ...["broker.crt", "broker.key", "ca.crt", "ca.key", "devices"],
    ]);
    expect(readdirSync(join(out("tls"), "devices")).sort()).toEqual(
      ["shelf-1", "shelf-2", "shelf-3"].flatMap((id) => [`${id}.crt`, `${id}.key`]),
    );
    expect(statSync(join(out("tls"), "devices", "shelf-1.key")).mode & 0o777).toBe(0o600);
    const before = read("tls", "devices", "shelf-1.crt");
    const again = await run(
      "certificates",
      "shelf-1",
      "tracker",
      "--config",
      config,
      "--out",
      out("tls"),
    );
    expect(again.out).toContain("Made for tracker");
    expect(again.out).toContain("Kept those of shelf-1");
    expect(read("tls", "devices", "shelf-1.crt")).toBe(before);
    await run("certificates", "shelf-1", "--force", "--config", config, "--out", out("tls"));
    expect(read("tls", "devices", "shelf-1.crt")).not.toBe(before);
  });

  it("makes the broker's certificate again where a name is missing, with those that it has", async () => {
    const config = writeConfig("{ host: 192.168.1.10 }");
    const make = (...more: readonly string[]) =>
      run("certificates", "--config", config, "--out", out("tls"), ...more);
    await make("--host", "first.lan");
    const before = read("tls", "broker.crt");
    const again = await make("--host", "first.lan");
    expect(again.out).not.toContain("Made broker.crt again");
    expect(read("tls", "broker.crt")).toBe(before);
    const added = await make("--host", "extra.lan", "--host", "10.0.0.7");
    expect(added.out).toContain("Made broker.crt again, with extra.lan, 10.0.0.7");
    const made = new X509Certificate(read("tls", "broker.crt"));
    expect(added.out).toContain(made.fingerprint256);
    expect(["first.lan", "extra.lan"].map((name) => made.checkHost(name))).not.toContain(undefined);
    expect(["192.168.1.10", "10.0.0.7"].map((ip) => made.checkIP(ip))).not.toContain(undefined);
    expect(made.verify(new X509Certificate(read("tls", "ca.crt")).publicKey)).toBe(true);
  });

  it("does not replace a broker's certificate of another authority", async () => {
    const config = writeConfig("{ host: 192.168.1.10 }");
    await run("certificates", "--config", config, "--out", out("tls"));
    const { certificate } = await (await createTestAuthority()).issue("broker");
    writeFileSync(join(out("tls"), "broker.crt"), certificate);
    const made = await run("certificates", "--config", config, "--out", out("tls"));
    expect(made.err).toMatch(/of another authority, without 192\.168\.1\.10/);
    expect(read("tls", "broker.crt")).toBe(certificate);
  });

  it("says what is missing where its authority's key is elsewhere", async () => {
    const config = writeConfig("{ host: 192.168.1.10 }");
    await run("certificates", "--config", config, "--out", out("tls"));
    rmSync(join(out("tls"), "ca.key"));
    const more = await run("certificates", "tracker", "--config", config, "--out", out("tls"));
    expect(more.code).toBe(1);
    expect(more.err).toMatch(/ca\.key is not there, which signs/);
    rmSync(join(out("tls"), "ca.crt"));
    const half = await run("certificates", "tracker", "--config", config, "--out", out("tls"));
    expect(half.err).toMatch(/has broker\.crt, but not ca\.crt/);
    const wrong = await run("certificates", "../x", "--config", config, "--out", out("tls"));
    expect(wrong.err).toMatch(/no device's id/);
  });

  it("makes the authority that the configuration names already, which the shop misses until then", async () => {
    const config = writeConfig(OWN_BROKER.replace("}", ", ca: tls/ca.crt }"));
    const early = await run("mosquitto", "--config", config, "--out", out("m"));
    expect(early.err).toMatch(/tls\/ca\.crt: there is no such file/);
    const made = await run("certificates", "--config", config, "--out", out("tls"));
    expect([made.code, made.err]).toEqual([0, ""]);
    const then = await run("mosquitto", "--config", config, "--out", out("m"));
    expect([then.code, then.err]).toEqual([0, ""]);
  });
});

describe("saunter devices mosquitto", () => {
  it("keeps passwords that are there, and forgets devices that are not", async () => {
    const config = writeConfig(OWN_BROKER);
    const first = await run("mosquitto", "tracker", "--config", config, "--out", out("m"));
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).not.toContain("by-http");
    const before = read("m", "passwords").split("\n");
    expect(before.map((line) => line.split(":")[0])).toEqual([
      ...["the-shop", "shelf-1", "shelf-2", "shelf-3", "tracker", ""],
    ]);
    writeConfig(OWN_BROKER, ["shelf-1", "shelf-7"]);
    const second = await run("mosquitto", "--config", config, "--out", out("m"));
    expect(second.out).toMatch(/shown once:\n {2}shelf-7 {2}\S{43}\n\n/);
    const after = read("m", "passwords").split("\n");
    expect(after.slice(1)).toEqual([
      before[1],
      expect.stringMatching(/^shelf-7:\$7\$101\$/),
      before[3],
      "",
    ]);
    expect(read("m", "acl")).not.toContain("shelf-2");
    const all = await run("mosquitto", "--force", "--config", config, "--out", out("m"));
    expect(all.out.match(/ {2}shelf-\d/g)).toHaveLength(3);
  });

  it("has one password a device, of gates' devices, too", async () => {
    const config = writeConfig(OWN_BROKER, undefined, GATES);
    await run("mosquitto", "door-1", "--config", config, "--out", out("m"));
    const names = read("m", "passwords")
      .split("\n")
      .map((line) => line.split(":")[0]);
    expect(names).toEqual(["the-shop", "shelf-1", "shelf-2", "shelf-3", "door-1", ""]);
  });

  it("refuses a scale of the configuration as a tracker", async () => {
    const config = writeConfig(OWN_BROKER);
    const made = await run("mosquitto", "shelf-1", "--config", config, "--out", out("m"));
    expect(made.code).toBe(1);
    expect(made.err).toMatch(/shelf-1 is a scale .*give the tracker an id of its own/);
  });

  it("asks for a broker of the shop's own, with a name that its files can have", async () => {
    const none = await run("mosquitto", "--config", writeConfig("{}"), "--out", out("m"));
    expect(none.err).toMatch(/no broker of your own/);
    const broker = "{ url: mqtts://localhost, user: { file: user }, password: MQTT_PASSWORD }";
    writeFileSync(join(folder, "user"), "a:b");
    const odd = await run("mosquitto", "--config", writeConfig(broker), "--out", out("m"));
    expect(odd.err).toMatch(/has a colon/);
  });
});

describe.skipIf(!HAS_MOSQUITTO)(
  "a mosquitto with these files and the shipped configuration",
  () => {
    async function open(gates = "") {
      const config = writeConfig(OWN_BROKER, undefined, gates);
      await run("certificates", "--config", config, "--out", out("tls"));
      const written = await run("mosquitto", "tracker", "--config", config, "--out", out("m"));
      const passwords = new Map(
        [...written.out.matchAll(/^ {2}(\S+) {2}(\S+)$/gm)].map(([, id, text]) => [id!, text!]),
      );
      const files = ["broker.crt", "broker.key", "ca.crt"].map((name) => [name, read("tls", name)]);
      const rights = ["passwords", "acl"].map((name) => [name, read("m", name)]);
      const mosquitto = await startMosquitto(Object.fromEntries([...files, ...rights]));
      closing.push(mosquitto.kill);
      const sink = createNotedSink();
      const shop = await openBrokerClient(
        {
          ...{ url: mosquitto.url, prefix: PREFIX, clientId: "saunter-corner" },
          ...{ user: ENVIRONMENT.MQTT_USER, password: ENVIRONMENT.MQTT_PASSWORD },
          caFile: join(out("tls"), "ca.crt"),
        },
        sink,
      );
      closing.push(shop.close);
      const dial = async (url: string, options: IClientOptions) => {
        const trusted = { ca: read("tls", "ca.crt"), reconnectPeriod: 0, connectTimeout: 5000 };
        const client = await connectAsync(url, { ...trusted, ...options }, false);
        closing.push(() => client.endAsync(true));
        return client;
      };
      const byPassword = (id: string) =>
        dial(mosquitto.url, { username: id, password: passwords.get(id)! });
      const byCertificate = (id: string) =>
        dial(mosquitto.certifiedUrl, {
          cert: read("tls", "devices", `${id}.crt`),
          key: read("tls", "devices", `${id}.key`),
        });
      return { mosquitto, sink, shop, passwords, dial, byPassword, byCertificate };
    }
    const topicOf = (deviceId: string) =>
      formatDeviceTopic(PREFIX, { deviceId, kind: "scale-packed" });
    const pack = (at: number, deviceId: string) =>
      Buffer.from(packFrame(makeFrame(at, { deviceId })));

    it("lets each device publish its own topics alone, by password or certificate, and the shop read all", async () => {
      const { byCertificate, byPassword, sink } = await open();
      const [first, second] = [await byPassword("shelf-1"), await byCertificate("shelf-2")];
      const told: string[] = [];
      for (const client of [first, second]) {
        client.on("message", (topic, payload) => void told.push(`${topic} ${payload}`));
        await client.subscribeAsync("#", { qos: 1 }).catch(() => {});
        await client.subscribeAsync("saunter/scales/+/taken", { qos: 1 });
      }
      // What is not theirs is dropped without a word.
      await first.publishAsync(topicOf("shelf-2"), pack(0, "shelf-2"), { qos: 1 });
      await second.publishAsync(topicOf("shelf-1"), pack(0, "shelf-1"), { qos: 1 });
      await second.publishAsync("saunter/scales/shelf-2/taken", "1 1", { qos: 1 });
      await first.publishAsync(topicOf("shelf-1"), pack(1, "shelf-1"), { qos: 1 });
      await second.publishAsync(topicOf("shelf-2"), pack(1, "shelf-2"), { qos: 1 });
      await sink.until(() => sink.frames.length >= 2);
      const came = sink.frames.map(({ deviceId, sequence }) => `${deviceId} ${sequence}`);
      expect(came.sort()).toEqual(["shelf-1 1", "shelf-2 1"]);
      // Each reads of its own frames alone.
      const { bootId } = makeFrame(1);
      await expect
        .poll(() => told.toSorted())
        .toEqual(["1", "2"].map((at) => `saunter/scales/shelf-${at}/taken ${bootId} 1`));
    });

    it("lets each device publish on the topics of its kind alone", async () => {
      const { byCertificate, byPassword, dial, mosquitto, shop: running } = await open(GATES);
      await running.close();
      const shop = await dial(mosquitto.url, {
        username: ENVIRONMENT.MQTT_USER,
        password: ENVIRONMENT.MQTT_PASSWORD,
      });
      const came: string[] = [];
      shop.on("message", (topic) => void came.push(topic));
      await shop.subscribeAsync(listDeviceTopics(PREFIX), { qos: 1 });
      const devices = {
        "shelf-1": await byPassword("shelf-1"),
        "door-1": await byCertificate("door-1"),
        tracker: await byPassword("tracker"),
      };
      for (const [id, device] of Object.entries(devices)) {
        for (const topic of listDeviceTopics(PREFIX, id)) {
          await device.publishAsync(topic, "1", { qos: 1 });
        }
      }
      const expected = [
        ...listDeviceTopics(PREFIX, "shelf-1", "scale"),
        "saunter/people/tracker/frames",
      ];
      await expect.poll(() => came).toEqual(expected);
    });

    it("lets the shop command gates and read what they report, and their devices nothing else", async () => {
      const { byCertificate, byPassword, dial, mosquitto, shop: running } = await open(GATES);
      await running.close();
      const shop = await dial(mosquitto.url, {
        username: ENVIRONMENT.MQTT_USER,
        password: ENVIRONMENT.MQTT_PASSWORD,
      });
      const [door, shelf, other] = [
        await byCertificate("door-1"),
        await byPassword("shelf-1"),
        await byPassword("shelf-2"),
      ];
      const came = await Promise.all(
        [shop, door, shelf, other].map(async (client) => {
          const topics: string[] = [];
          client.on("message", (topic) => void topics.push(topic));
          await client.subscribeAsync("#", { qos: 1 });
          return topics;
        }),
      );
      const commands = ["cmnd/door-1/Backlog0", "saunter/gates/back/open"];
      const reports = ["reader-1/code", "saunter/gates/back/reports", "saunter/gates/side/reports"];
      for (const client of [other, door, shelf, shop]) {
        for (const topic of [...commands, "saunter/gates/side/open", ...reports]) {
          await client.publishAsync(topic, "1", { qos: 1 });
        }
      }
      const byShelf = ["saunter/gates/side/reports"];
      const expected = [
        [...reports.slice(0, 2), ...byShelf],
        commands,
        ["saunter/gates/side/open"],
      ];
      await expect.poll(() => came.map((topics) => topics.toSorted())).toEqual([...expected, []]);
    });

    it("lets the shop sign in with a certificate of its own", async () => {
      const { byPassword, mosquitto } = await open();
      const config = writeConfig(OWN_BROKER);
      await run("certificates", "the-shop", "--config", config, "--out", out("tls"));
      const own = join(out("tls"), "devices", "the-shop");
      const sink = createNotedSink();
      const shop = await openBrokerClient(
        {
          ...{ url: mosquitto.certifiedUrl, prefix: PREFIX, clientId: "saunter-other" },
          ...{ user: null, password: null, caFile: join(out("tls"), "ca.crt") },
          ...{ certFile: `${own}.crt`, keyFile: `${own}.key` },
        },
        sink,
      );
      closing.push(shop.close);
      const device = await byPassword("shelf-1");
      await device.publishAsync(topicOf("shelf-1"), pack(3, "shelf-1"), { qos: 1 });
      await sink.until(() => sink.frames.length === 1);
    });

    it("keeps a client connected if another one connects with its client id", async () => {
      const { dial, mosquitto, passwords, shop: running } = await open();
      await running.close();
      const sign = (username: string) => ({ username, password: passwords.get(username)! });
      const certified = {
        cert: read("tls", "devices", "shelf-2.crt"),
        key: read("tls", "devices", "shelf-2.key"),
      };
      const [username, clientId] = [ENVIRONMENT.MQTT_USER, "saunter-corner"];
      const shop = { username, password: ENVIRONMENT.MQTT_PASSWORD, clientId };
      const victims = [
        await dial(mosquitto.url, shop),
        await dial(mosquitto.url, { ...sign("shelf-1"), clientId: "shelf-1" }),
      ];
      const thrownOff = Promise.withResolvers<string>();
      for (const victim of victims) victim.on("close", () => thrownOff.resolve("thrown off"));
      for (const taken of [clientId, username, "shelf-1"]) {
        await dial(mosquitto.url, { ...sign("shelf-3"), clientId: taken });
        await dial(mosquitto.certifiedUrl, { ...certified, clientId: taken });
      }
      const answered = Promise.all(
        victims.map((victim) => victim.publishAsync("saunter/any", "1", { qos: 1 })),
      ).then(() => "connected");
      expect(await Promise.race([answered, thrownOff.promise])).toBe("connected");
    });

    it("lets ESPHome publish below its own name", async () => {
      const { byPassword, mosquitto, dial, shop } = await open();
      await shop.close();
      const reader = await dial(mosquitto.url, {
        username: ENVIRONMENT.MQTT_USER,
        password: ENVIRONMENT.MQTT_PASSWORD,
      });
      const came: string[] = [];
      reader.on("message", (topic) => void came.push(topic));
      await reader.subscribeAsync(["shelf-3/#", "homeassistant/sensor/+/+/config"]);
      const [shelf, other] = [await byPassword("shelf-3"), await byPassword("shelf-1")];
      await other.publishAsync("shelf-3/sensor/left/state", "9", { qos: 1 });
      await other.publishAsync("homeassistant/sensor/shelf-3/left/config", "{}", { qos: 1 });
      await shelf.publishAsync("homeassistant/sensor/shelf-3/left/config", "{}", { qos: 1 });
      await shelf.publishAsync("shelf-3/sensor/left/state", "9", { qos: 1 });
      const own = ["homeassistant/sensor/shelf-3/left/config", "shelf-3/sensor/left/state"];
      await expect.poll(() => came).toEqual(own);
    });

    it("admits nobody else", async () => {
      const { dial, mosquitto, passwords } = await open();
      const stranger = await createTestAuthority();
      const shown = async (id: string, days?: number) => {
        const { certificate, privateKey } = await stranger.issue(id, days);
        return { cert: certificate, key: privateKey };
      };
      const attempts: [string, IClientOptions][] = [
        [mosquitto.url, {}],
        [mosquitto.url, { username: "shelf-1", password: passwords.get("shelf-2")! }],
        [mosquitto.url, { username: "shelf-9", password: "any" }],
        [mosquitto.certifiedUrl, { username: "shelf-1", password: passwords.get("shelf-1")! }],
        [mosquitto.certifiedUrl, await shown("shelf-1")],
      ];
      for (const [url, options] of attempts) await expect(dial(url, options)).rejects.toThrow();
      const ca = stranger.certificate;
      const login = { username: "shelf-1", password: passwords.get("shelf-1")!, ca };
      await expect(dial(mosquitto.url, login)).rejects.toThrow(/certificate/);
    });
  },
);
