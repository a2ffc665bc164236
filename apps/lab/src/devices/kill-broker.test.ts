/** Mosquitto with the shipped configuration, killed with a backlog while the shop is away: nothing is lost. */
import { createDeviceStream, type DeviceStream } from "@saunter/ingest/scales/device-stream";
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import { openBrokerClient } from "@saunter/ingest/scales/mqtt/broker-client";
import {
  HAS_MOSQUITTO,
  type Mosquitto,
  startMosquitto,
} from "@saunter/ingest/scales/mqtt/mosquitto-fixture";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { afterEach, describe, expect, it } from "vitest";
import { createDeviceLink, type DeviceLink } from "./device-link.ts";
import { FirmwareDevice } from "./firmware-device.ts";
import { planShelf, weigh } from "./firmware-fixture.ts";

const PREFIX = "saunter";
const STEP_US = 1e6;
const TEST_MS_MAX = 90_000;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Controller {
  readonly device: FirmwareDevice;
  readonly link: DeviceLink;
  readonly stream: DeviceStream;
  /** Numbers of its frames, each once, as they came first. */
  readonly arrived: Set<number>;
}

/** Controllers at a mosquitto, and a shop that comes and goes. */
async function open(count: number) {
  const mosquitto = await startMosquitto();
  closing.push(mosquitto.kill);
  const controllers = new Map<string, Controller>();
  for (let at = 1; at <= count; at++) {
    const controller = openController(`shelf-${at}`, at, mosquitto);
    controllers.set(`shelf-${at}`, controller);
    closing.push(controller.link.close);
  }
  const sink: FrameSink = {
    frame: (frame) => take(controllers.get(frame.deviceId)!, frame),
    refuse: (deviceId, fault) => {
      throw new Error(`${deviceId}: ${fault}`);
    },
    people: () => {},
  };
  const openShop = async (): Promise<Transport> => {
    const login = { user: null, password: null, caFile: null };
    const reads = { url: mosquitto.url, prefix: PREFIX, clientId: "saunter-test", ...login };
    const shop = await openBrokerClient(reads, sink);
    closing.push(() => shop.close());
    return shop;
  };
  const all = [...controllers.values()];
  return { mosquitto, openShop, all };
}

function openController(deviceId: string, bootId: number, { url }: Mosquitto): Controller {
  const device = new FirmwareDevice(planShelf(deviceId), bootId, 0);
  const link = createDeviceLink(device.outbox, { url, prefix: PREFIX, deviceId, token: "any" });
  const plain = { zero: 0, gramsPerUnit: 1 };
  const stream = createDeviceStream({ calibrations: [plain, plain], onSamples: () => {} });
  return { device, link, stream, arrived: new Set() };
}

function take({ arrived, stream }: Controller, frame: ScaleFrame): void {
  arrived.add(frame.sequence);
  stream.push(frame, performance.now());
}

/** Connects, and resolves where the shop has answered, now or before it went away. */
async function connect({ link }: Controller): Promise<void> {
  await link.connect();
  await link.waitForShop();
}

async function run({ device, link }: Controller, fromS: number, toS: number): Promise<void> {
  for (let nowUs = fromS * 1e6; nowUs < toS * 1e6; nowUs += STEP_US) {
    weigh(device, nowUs, nowUs + STEP_US);
    await link.send(nowUs + STEP_US);
  }
}

/** Controllers whose frames of two seconds have been taken by a shop that is away since. */
async function openWithoutShop(count: number) {
  const opened = await open(count);
  const { all, openShop } = opened;
  const shop = await openShop();
  await Promise.all(all.map(connect));
  await Promise.all(all.map((controller) => run(controller, 0, 2)));
  await untilTaken(all);
  await shop.close();
  return opened;
}

function countWaiting(all: readonly Controller[]): number {
  return all.reduce((sum, { device }) => sum + device.outbox.waiting, 0);
}

async function untilTaken(all: readonly Controller[]): Promise<void> {
  await expect.poll(() => countWaiting(all)).toBe(0);
}

function expectAllInOrder({ arrived, device, stream }: Controller): void {
  const frames = Array.from({ length: device.sequence }, (_, at) => at);
  expect([...arrived]).toEqual(frames);
  stream.advance(Number.POSITIVE_INFINITY);
  const kept = { frames: device.sequence, lost: 0, late: 0, overflows: 0, restarts: 0 };
  expect(stream.counts).toMatchObject(kept);
}

describe.skipIf(!HAS_MOSQUITTO).each([
  ["has saved nothing", false],
  ["has saved the shop's session", true],
])(
  "a broker that %s, and is killed in the middle of a stream while the shop is away",
  (_, isSaved) => {
    it(
      "loses none of 7,200 frames, and gives them in order",
      async () => {
        const { all, mosquitto, openShop } = await open(12);
        const shop = await openShop();
        await Promise.all(all.map(connect));
        await Promise.all(all.map((controller) => run(controller, 0, 2)));
        await untilTaken(all);
        await shop.close();
        if (isSaved) await mosquitto.save();
        const running = Promise.all(all.map((controller) => run(controller, 2, 62)));
        await expect.poll(() => countWaiting(all), { interval: 1 }).toBeGreaterThan(3000);
        expect(all.some(({ link }) => link.isConnected)).toBe(true);
        await mosquitto.kill();
        await running;
        const backlog = countWaiting(all);
        expect(backlog).toBeGreaterThanOrEqual(7200);
        await mosquitto.start();
        const startMs = performance.now();
        // Some are there before the shop, some after it.
        const [early, others] = [all.slice(0, 6), all.slice(6)];
        for (const { link } of early) expect(await link.connect()).toBe(true);
        await Promise.all(early.map((controller) => run(controller, 62, 63)));
        await openShop();
        await Promise.all(early.map(({ link }) => link.waitForShop()));
        await Promise.all(others.map(connect));
        await Promise.all(early.map((controller) => run(controller, 63, 64)));
        await Promise.all(others.map((controller) => run(controller, 62, 64)));
        await untilTaken(all);
        const seconds = (performance.now() - startMs) / 1000;
        console.log(`${backlog} frames after a kill: taken in ${seconds.toFixed(1)} s`);
        for (const controller of all) expectAllInOrder(controller);
      },
      TEST_MS_MAX,
    );
  },
);

describe.skipIf(!HAS_MOSQUITTO)("a broker that is killed after a long absence of the shop", () => {
  it(
    "has what controllers cannot keep for so long, for it has saved it",
    async () => {
      const { all, mosquitto, openShop } = await openWithoutShop(1);
      const controller = all[0]!;
      await run(controller, 2, 602);
      await mosquitto.save();
      await run(controller, 602, 652);
      await mosquitto.kill();
      await mosquitto.start();
      await connect(controller);
      await run(controller, 652, 660);
      await openShop();
      await untilTaken(all);
      expectAllInOrder(controller);
      expect(controller.device.sequence).toBeGreaterThan(6500);
      expect(controller.stream.counts.doubled).toBeGreaterThan(0);
    },
    TEST_MS_MAX,
  );

  it(
    "loses what neither had, and the shop counts it",
    async () => {
      const { all, mosquitto, openShop } = await openWithoutShop(1);
      const controller = all[0]!;
      await mosquitto.save();
      await run(controller, 2, 102);
      const { waiting } = controller.device.outbox;
      const made = controller.device.sequence;
      await mosquitto.kill();
      await mosquitto.start();
      await openShop();
      await connect(controller);
      await controller.link.send(102e6);
      await untilTaken(all);
      await run(controller, 102, 104);
      await untilTaken(all);
      const { arrived, stream } = controller;
      stream.advance(Number.POSITIVE_INFINITY);
      const lost = made - waiting - [...arrived].filter((sequence) => sequence < 20).length;
      expect(lost).toBeGreaterThan(300);
      expect(stream.counts).toMatchObject({ lost, late: 0 });
    },
    TEST_MS_MAX,
  );
});
