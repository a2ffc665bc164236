/** A device whose broker goes away and comes back. */
import { setTimeout as wait } from "node:timers/promises";
import { type LocalBroker, openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { makeFrame } from "@saunter/ingest/scales/scales-fixture";
import { createNotedSink } from "@saunter/ingest/scales/sink-fixture";
import { FIRMWARE_TIMES } from "@saunter/protocol/devices/firmware/core-cpp";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import { FRAME_STATUS } from "@saunter/protocol/devices/scale-frame";
import { afterEach, expect, it } from "vitest";
import { openMqttDevice } from "./mqtt-device.ts";

const PREFIX = "saunter";
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(keptMax?: number) {
  const sink = createNotedSink();
  const checkDevice = (deviceId: string, key: string) => key === `key-of-${deviceId}`;
  const listens = { host: "127.0.0.1", prefix: PREFIX, checkDevice };
  const startBroker = async (port: number): Promise<LocalBroker> => {
    const broker = await openLocalBroker({ ...listens, port }, sink);
    closing.push(() => broker.close());
    return broker;
  };
  const broker = await startBroker(0);
  const device = openMqttDevice({
    url: `mqtt://127.0.0.1:${broker.port}`,
    prefix: PREFIX,
    deviceId: "shelf-1",
    key: "key-of-shelf-1",
    reconnectMs: 20,
    ...(keptMax === undefined ? {} : { keptMax }),
    onRefused: () => {},
  });
  closing.push(device.close);
  const send = (from: number, to: number): void => {
    for (let at = from; at < to; at++) device.publishScale(packFrame(makeFrame(at)));
  };
  await expect.poll(() => device.isConnected).toBe(true);
  const untilTaken = () => expect.poll(() => device.waiting).toBe(0);
  const breakFor = async (work: () => void): Promise<void> => {
    await untilTaken();
    await broker.close();
    await expect.poll(() => device.isConnected).toBe(false);
    work();
    // An outage that is long enough for a frame to count as late.
    await wait(FIRMWARE_TIMES.replayedAfterUs / 1000);
    await startBroker(broker.port);
  };
  return { sink, device, send, breakFor, untilTaken };
}

it("what it could not send comes in order when the broker is back, and says that it is late", async () => {
  const { breakFor, device, send, sink, untilTaken } = await open();
  send(0, 10);
  await sink.until(() => sink.frames.length === 10);
  await breakFor(() => {
    send(10, 200);
    expect(device.waiting).toBe(190);
  });
  await sink.until(() => sink.frames.length === 200);
  send(200, 210);
  await sink.until(() => sink.frames.length === 210);
  expect(sink.frames.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 210 }, (_, at) => at),
  );
  const replayed = sink.frames.filter(({ status }) => status === FRAME_STATUS.replayed);
  expect(replayed.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 190 }, (_, at) => at + 10),
  );
  await untilTaken();
});

it("keeps the newest where it cannot keep all, and says that some are lost", async () => {
  const { breakFor, send, sink } = await open(50);
  await breakFor(() => send(0, 51));
  await sink.until(() => sink.frames.length === 50);
  const [first, ...others] = sink.frames;
  expect(first).toMatchObject({
    sequence: 1,
    status: FRAME_STATUS.replayed | FRAME_STATUS.bufferOverflow,
  });
  expect(others.every(({ status }) => status === FRAME_STATUS.replayed)).toBe(true);
});
