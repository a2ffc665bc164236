/** A controller of 10 to 80 samples a second over each transport that a cart's scale may have. */

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createTestAuthority } from "@saunter/ingest/scales/mqtt/certificates-fixture";
import { HAS_MOSQUITTO, startMosquitto } from "@saunter/ingest/scales/mqtt/mosquitto-fixture";
import { openSerialPair } from "@saunter/ingest/scales/serial-pair-fixture";
import { formatDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { connectAsync } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { act, CartTest, makeCartFolder, OATS, readState, scan } from "../cart-fixture.ts";
import { type CartConfig, makeCartConfig } from "../config/cart-config.ts";
import { readCounts } from "./read-counts.ts";

const test = new CartTest();
afterEach(() => test.end());

const DEVICE = "basket";
const ZERO = 84_210;
const COUNTS_PER_G = 47;
const FRAME_MS = 100;
const NOISE_G = 0.5;

/** Sends what a controller sends, until the test ends: frames of a tenth of a second. */
function startController(rateHz: number, send: (bytes: Uint8Array) => void) {
  const scale = { weightG: 0 };
  const startMs = performance.now();
  let sequence = 0;
  const sampleCount = (rateHz * FRAME_MS) / 1000;
  const sending = setInterval(() => {
    while ((sequence + 1) * FRAME_MS < performance.now() - startMs) {
      const samples = Float64Array.from({ length: sampleCount }, () => {
        const readG = scale.weightG + NOISE_G * (2 * Math.random() - 1);
        return Math.round(ZERO + COUNTS_PER_G * readG);
      });
      send(
        packFrame({
          ...{ deviceId: DEVICE, calibrationId: 0, bootId: 7, rateHz, unit: "counts", status: 0 },
          ...{ channelStatus: Uint8Array.of(0), channelCount: 1, sampleCount, samples },
          timeUs: 1000 * sequence * FRAME_MS,
          sequence,
        }),
      );
      sequence++;
    }
  }, FRAME_MS / 4);
  test.closing.push(async () => clearInterval(sending));
  return scale;
}

function configure(folder: string, source: unknown): CartConfig {
  writeFileSync(join(folder, "shop.key"), "a key of the cart");
  const made = makeCartConfig(
    {
      cart: { id: "cart-1", data: "data" },
      shop: { url: "http://127.0.0.1:9", keyFile: "shop.key" },
      screen: { port: 0 },
      trays: [{ source, zero: ZERO, gramsPerUnit: 1 / COUNTS_PER_G }],
    },
    folder,
  );
  if (!made.ok) throw new Error(made.problems.join());
  return { ...made.config, shop: null };
}

/** Sends to whoever connects to it. */
async function openDeviceServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on("error", () => {})));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (bytes: Uint8Array): void => {
    for (const socket of sockets) socket.write(bytes);
  };
  return { send, source: { kind: "packed", address: `tcp://127.0.0.1:${port}` } };
}

/** Something is scanned and put in, and the cart knows it by its weight. */
async function expectWeighed(config: CartConfig, scale: { weightG: number }): Promise<void> {
  const { url } = await test.start(config, { isSimulated: false });
  await expect.poll(async () => (await readState(url)).scale.status).toBe("ready");
  await act(url, scan(OATS!));
  scale.weightG = 513;
  await expect.poll(async () => (await readState(url)).lines[0]?.inside).toBeGreaterThan(0.5);
  const { faults, scale: shown } = await readState(url);
  expect(faults).toEqual([]);
  expect(Math.abs(shown.weightG! - 513)).toBeLessThanOrEqual(1);
}

describe.each([10, 40, 80])("a scale of %i samples a second", (rateHz) => {
  it("is read behind a device server", async () => {
    const { send, source } = await openDeviceServer();
    const scale = startController(rateHz, send);
    await expectWeighed(configure(makeCartFolder(), source), scale);
  });

  it.skipIf(openSerialPair === null)("is read on a serial line", async () => {
    const line = await openSerialPair!();
    test.closing.push(line.close);
    const { SerialPort } = await import("serialport");
    const port = new SerialPort({ path: line.ends[1], baudRate: 115_200 });
    test.closing.push(() => new Promise<void>((resolve) => port.close(() => resolve())));
    await once(port, "open");
    const scale = startController(rateHz, (bytes) => void port.write(Buffer.from(bytes)));
    const config = configure(makeCartFolder(), { kind: "packed", address: "/dev/ttyUSB0" });
    const [tray] = config.trays;
    const { source } = tray!;
    if (source.kind !== "packed") throw new Error("it was configured as packed");
    const address = { kind: "serial", path: line.ends[0] } as const;
    const real = { ...source, address, line: { ...source.line, baud: 115_200 } };
    await expectWeighed({ ...config, trays: [{ ...tray!, source: real }] }, scale);
  });

  it.skipIf(!HAS_MOSQUITTO).each(["a name and a password", "a certificate"])(
    "is read over MQTT with TLS, by %s",
    async (login) => {
      const folder = makeCartFolder();
      const authority = await createTestAuthority();
      const own = await authority.issue("cart");
      const files = {
        "ca.crt": authority.certificate,
        "cart.crt": own.certificate,
        "cart.key": own.privateKey,
        "cart.password": "the cart's own\n",
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const passwords = join(folder, "passwords");
      for (const [at, [name, password]] of [
        ["cart", "the cart's own"],
        [DEVICE, "the scale's own"],
      ].entries()) {
        const options = at === 0 ? ["-b", "-c"] : ["-b"];
        spawnSync("mosquitto_passwd", [...options, passwords, name!, password!]);
      }
      const mosquitto = await startMosquitto({
        "ca.crt": authority.certificate,
        "broker.crt": authority.broker.certificate,
        "broker.key": authority.broker.privateKey,
        passwords: readFileSync(passwords, "utf8"),
        acl: `user cart\ntopic readwrite saunter/#\nuser ${DEVICE}\ntopic write saunter/#\n`,
      });
      test.closing.push(mosquitto.kill);
      const isCertified = login === "a certificate";
      const device = await connectAsync(mosquitto.url, {
        ...{ username: DEVICE, password: "the scale's own", ca: authority.certificate },
      });
      test.closing.push(() => device.endAsync(true));
      const topic = formatDeviceTopic("saunter", { deviceId: DEVICE, kind: "scale-packed" });
      const scale = startController(rateHz, (bytes) => {
        device.publish(topic, Buffer.from(bytes), { qos: 1 });
      });
      const source = {
        ...{ kind: "mqtt", deviceId: DEVICE, caFile: "ca.crt" },
        url: isCertified ? mosquitto.certifiedUrl : mosquitto.url,
        ...(isCertified
          ? { certFile: "cart.crt", keyFile: "cart.key" }
          : { user: "cart", passwordFile: "cart.password" }),
      };
      await expectWeighed(configure(folder, source), scale);
    },
  );
});

describe("a cart that is set up", () => {
  it("says what its cell reads, so that it can be calibrated", async () => {
    const { send, source } = await openDeviceServer();
    const scale = startController(40, send);
    const lines: string[] = [];
    const { trays } = configure(makeCartFolder(), source);
    const reading = readCounts(trays, (line) => lines.push(line));
    test.closing.push(reading.close);
    const readLast = () =>
      Number(/^tray 0: (-?\d+), within \d+, \d+ samples$/.exec(lines.at(-1) ?? "")?.[1]);
    await expect.poll(readLast).toBeCloseTo(ZERO, -2);
    scale.weightG = 1000;
    await expect.poll(readLast).toBeCloseTo(ZERO + 1000 * COUNTS_PER_G, -2);
  });
});
