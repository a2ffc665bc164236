/** Controllers with the generated firmware, over a real broker that goes away. */
import { createDeviceStream } from "@saunter/ingest/scales/device-stream";
import type { FrameSink } from "@saunter/ingest/scales/frame-sink";
import { openBrokerClient } from "@saunter/ingest/scales/mqtt/broker-client";
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { HAS_MOSQUITTO, startMosquitto } from "@saunter/ingest/scales/mqtt/mosquitto-fixture";
import { FRAME_STATUS, type ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import { afterEach, describe, expect, it } from "vitest";
import { createDeviceLink, type DeviceLink } from "./device-link.ts";
import { FirmwareDevice } from "./firmware-device.ts";
import { PERIOD_US, planShelf, weigh } from "./firmware-fixture.ts";

const TOKEN = "token-of-shelf-1";
const PREFIX = "saunter";
const FRAME_US = 100_000;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A shop's clock that goes as fast as the test does. */
function createWorld() {
  const world = { nowUs: 0, port: 0 };
  const arrived: ScaleFrame[] = [];
  const stream = createDeviceStream({
    calibrations: [
      { zero: 0, gramsPerUnit: 1 },
      { zero: 0, gramsPerUnit: 1 },
    ],
    onSamples: () => {},
  });
  const sink: FrameSink = {
    frame: (frame) => {
      arrived.push(frame);
      stream.push(frame, world.nowUs / 1000);
    },
    refuse: (deviceId, fault) => {
      throw new Error(`${deviceId}: ${fault}`);
    },
    people: () => {},
  };
  const openBroker = async () => {
    const listens = { host: "127.0.0.1", port: world.port, prefix: PREFIX };
    const checkDevice = (_: string, token: string) => token === TOKEN;
    const broker = await openLocalBroker({ ...listens, checkDevice }, sink);
    world.port = broker.port;
    closing.push(broker.close);
    return broker;
  };
  /** The controller measures for a time, sends each frame's time, and connects again where it must. */
  const run = async (device: FirmwareDevice, link: DeviceLink, forS: number) => {
    const untilUs = world.nowUs + forS * 1e6;
    while (world.nowUs < untilUs) {
      if (!link.isConnected && world.nowUs % 2_000_000 === 0) {
        if (await link.connect()) await link.waitForShop();
      }
      weigh(device, world.nowUs, world.nowUs + FRAME_US);
      world.nowUs += FRAME_US;
      await link.send(world.nowUs);
    }
  };
  const linkTo = (device: FirmwareDevice, url = `mqtt://127.0.0.1:${world.port}`): DeviceLink => {
    const link = createDeviceLink(device.outbox, {
      url,
      prefix: PREFIX,
      deviceId: device.plan.deviceId,
      token: TOKEN,
    });
    closing.push(link.close);
    return link;
  };
  return { world, arrived, stream, sink, openBroker, run, linkTo };
}

/** Until the shop has told the controller that it has every frame. */
async function untilTaken(device: FirmwareDevice): Promise<void> {
  await expect.poll(() => device.outbox.waiting).toBe(0);
}

describe("a controller whose broker goes away", () => {
  it("keeps an outage of 60 s, and sends its frames once each, in order, and marked", async () => {
    const { arrived, linkTo, openBroker, run, stream, world } = createWorld();
    const broker = await openBroker();
    const device = new FirmwareDevice(planShelf("shelf-1"), 5, 0);
    const link = linkTo(device);
    await run(device, link, 10);
    await untilTaken(device);
    await broker.close();
    const awayFromUs = world.nowUs;
    await run(device, link, 60);
    expect(link.isConnected).toBe(false);
    await openBroker();
    await run(device, link, 5);
    await untilTaken(device);
    stream.advance(Number.POSITIVE_INFINITY);
    expect(stream.counts).toMatchObject({ lost: 0, late: 0, overflows: 0, reordered: 0 });
    expect(stream.counts.frames).toBe(device.sequence);
    const sequences = arrived.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    for (const { sequence, status, timeUs } of arrived) {
      const wasAway = timeUs >= awayFromUs && timeUs < awayFromUs + 59e6;
      if (wasAway) expect([sequence, status]).toEqual([sequence, FRAME_STATUS.replayed]);
      if (timeUs < awayFromUs) expect(status & FRAME_STATUS.bufferOverflow).toBe(0);
    }
    expect(stream.counts.replayed).toBeGreaterThan(570);
  });

  it.skipIf(!HAS_MOSQUITTO)(
    "loses nothing where the shop's own mosquitto is killed for 60 s",
    async () => {
      const { arrived, linkTo, run, sink, stream } = createWorld();
      const mosquitto = await startMosquitto();
      closing.push(mosquitto.kill);
      const login = { user: null, password: null, caFile: null };
      const shop = { url: mosquitto.url, prefix: PREFIX, clientId: "shop", ...login };
      const client = await openBrokerClient(shop, sink);
      closing.push(client.close);
      const device = new FirmwareDevice(planShelf("shelf-1"), 5, 0);
      const link = linkTo(device, mosquitto.url);
      const countMissing = () => device.sequence - new Set(arrived.map((one) => one.sequence)).size;
      const untilArrived = () =>
        expect
          .poll(async () => {
            // The broker drops a connection that sends nothing for some seconds, as on a busy machine.
            if (!link.isConnected) await run(device, link, 2);
            return countMissing();
          })
          .toBe(0);
      await run(device, link, 5);
      await untilArrived();
      await mosquitto.kill();
      await run(device, link, 60);
      await mosquitto.start();
      await run(device, link, 5);
      await untilArrived();
      stream.advance(Number.POSITIVE_INFINITY);
      expect(stream.counts).toMatchObject({
        frames: device.sequence,
        lost: 0,
        late: 0,
        overflows: 0,
      });
    },
  );

  it("loses the oldest of a longer outage, and the shop counts them", async () => {
    const { linkTo, openBroker, run, stream } = createWorld();
    const broker = await openBroker();
    const device = new FirmwareDevice(planShelf("shelf-1"), 5, 0);
    const link = linkTo(device);
    await run(device, link, 4);
    const before = device.sequence;
    await broker.close();
    await run(device, link, 90);
    await openBroker();
    await run(device, link, 5);
    stream.advance(Number.POSITIVE_INFINITY);
    const lost = device.sequence - stream.counts.frames;
    expect(lost).toBeGreaterThan(220);
    expect(lost).toBeLessThan(device.sequence - before);
    expect(stream.counts).toMatchObject({ lost, late: 0, overflows: 1 });
  });

  it("sends again what was on its way when the connection broke", async () => {
    const { linkTo, openBroker, run, stream, world } = createWorld();
    await openBroker();
    const device = new FirmwareDevice(planShelf("shelf-1"), 5, 0);
    const link = linkTo(device);
    await run(device, link, 4);
    for (let time = 0; time < 5; time++) {
      for (let at = 0; at < 16; at++) {
        device.convert(0, 1, world.nowUs);
        device.convert(1, 1, world.nowUs);
        device.advance(world.nowUs);
        world.nowUs += PERIOD_US;
      }
      const sending = link.send(world.nowUs);
      await link.close();
      await sending;
      expect(device.outbox.waiting).toBeGreaterThan(0);
      await link.connect();
      await link.waitForShop();
      await run(device, link, 0.2);
    }
    stream.advance(Number.POSITIVE_INFINITY);
    expect(stream.counts).toMatchObject({ frames: device.sequence, lost: 0, late: 0 });
  });

  it("starts at frame 0 after a restart, and loses what was not sent", async () => {
    const { linkTo, openBroker, run, stream } = createWorld();
    await openBroker();
    const device = new FirmwareDevice(planShelf("shelf-1"), 5, 0);
    const link = linkTo(device);
    await run(device, link, 4);
    await link.close();
    const again = new FirmwareDevice(planShelf("shelf-1"), 6, 0);
    const second = linkTo(again);
    await run(again, second, 4);
    stream.advance(Number.POSITIVE_INFINITY);
    const frames = device.sequence + again.sequence;
    expect(stream.counts).toMatchObject({ restarts: 1, lost: 0, frames });
  });
});
