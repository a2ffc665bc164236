/** What a shop records has its receipts, replayed from the folder and played over MQTT. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import type { FrameSink } from "@saunter/ingest/scales/frame-sink";
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { createLiveRecorder } from "@saunter/shop/capabilities/recordings/live-recorder";
import { createSimulation } from "@saunter/sim/simulate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFaultSwitches } from "./fault-switches.ts";
import { type MqttDevice, openMqttDevice } from "./mqtt-device.ts";
import { createLiveReceiver, PREFIX } from "./play-devices.ts";
import { listVerdicts, playDirectly, type Receipts, sendAll } from "./play-live.ts";
import { playRecording } from "./play-recording.ts";
import { createReceiptCollector } from "./settle-receipts.ts";

const SEED = 3;
const SHOPPERS = 2;

let dataFolder = "";
let shop: ShopModel;
let observations: readonly Observation[] = [];
let folder = "";

beforeAll(async () => {
  const simulation = createSimulation({ seed: SEED, scenario: "everyday", shoppers: SHOPPERS });
  shop = simulation.shop;
  observations = [...simulation.observations()];
  dataFolder = mkdtempSync(join(tmpdir(), "saunter-play-"));
  folder = await record();
});

afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

async function record(): Promise<string> {
  let nowMs = observations[0]!.timestampMs;
  const recorder = createLiveRecorder({
    dataFolder,
    readModel: () => shop,
    readDisk: () => ({ diskFreeBytes: 40e9, diskBytes: 100e9 }),
    nowMs: () => nowMs,
    onEnded: async () => {},
    onError: (error) => {
      throw error;
    },
  });
  await recorder.start(240);
  for (const observation of observations) {
    nowMs = observation.timestampMs;
    recorder.take(observation);
    // The disk has its turn, as between readings of live sensors.
    await nextTurn();
  }
  await recorder.stop("stopped");
  const { folder: all, last } = recorder.read();
  expect(last).toMatchObject({ endedBy: "stopped" });
  return join(all, last!.name);
}

/** By the numbers that people have in the recording: in order of appearance. */
function listNumbered(receipts: Receipts): string[] {
  const seen = observations.flatMap((one) =>
    one.kind === "joints" ? one.shoppers.map(({ shopperId }) => shopperId) : [],
  );
  const numbers = new Map([...new Set(seen)].map((id, at) => [id, String(at + 1)]));
  return listVerdicts(new Map([...receipts].map(([id, one]) => [numbers.get(id)!, one])));
}

it("replays to the receipts of the shop that recorded it", async () => {
  const recorded = await RECORDING_FOLDERS.open(folder);
  const read: Observation[] = [];
  for await (const chunk of recorded.chunks) read.push(...chunk);
  expect(recorded.warnings().map(({ code }) => code)).toEqual(["row-without-product"]);
  const direct = listNumbered(playDirectly(shop, observations));
  expect(direct).toHaveLength(SHOPPERS);
  expect(listVerdicts(playDirectly(recorded.shop, read))).toEqual(direct);
});

it("gives a shop its receipts when it is played over MQTT", async () => {
  const { devices } = sendAll(observations).emulated;
  const clock = { nowMs: Date.UTC(2027, 0, 1) };
  const collector = createReceiptCollector(shop);
  const receiver = createLiveReceiver(devices, shop.facings, clock.nowMs, collector.take);
  let arrived = 0;
  const arrive = (give: (sink: FrameSink) => void): void => {
    arrived++;
    receiver.nowMs = clock.nowMs;
    give(receiver.sink);
  };
  const broker = await openLocalBroker(
    {
      ...{ host: "127.0.0.1", port: 0, prefix: PREFIX },
      checkDevice: (deviceId, key) => key === `key-of-${deviceId}`,
    },
    {
      frame: (frame) => arrive((sink) => sink.frame(frame)),
      refuse: (deviceId, fault) => arrive((sink) => sink.refuse(deviceId, fault)),
      people: (frame) => arrive((sink) => sink.people(frame)),
    },
  );
  const opened: MqttDevice[] = [];
  // Time goes on when all that was sent has arrived: nothing depends on how busy the machine is.
  const sleep = async (durationMs: number): Promise<void> => {
    do await nextTurn();
    while (arrived < opened.reduce((sum, { sent }) => sum + sent, 0));
    clock.nowMs += durationMs;
    receiver.advance(clock.nowMs);
  };
  await playRecording({
    recording: await RECORDING_FOLDERS.open(folder),
    speed: 1,
    sensors: { cameras: null, devices },
    seed: 1,
    switches: createFaultSwitches([]),
    openDevice: (deviceId) => {
      const device = openMqttDevice({
        ...{ url: `mqtt://127.0.0.1:${broker.port}`, prefix: PREFIX, deviceId },
        ...{ key: `key-of-${deviceId}`, reconnectMs: 20 },
        onRefused: () => {},
      });
      opened.push(device);
      return device;
    },
    onStatus: () => {},
    nowMs: () => clock.nowMs,
    sleep,
    signal: new AbortController().signal,
  });
  await broker.close();
  receiver.advance(Number.POSITIVE_INFINITY);
  for (const { counts } of receiver.hub.report(clock.nowMs)) {
    expect(counts).toMatchObject({ lost: 0, late: 0 });
  }
  const direct = listNumbered(playDirectly(shop, observations));
  expect(listVerdicts(collector.finish())).toEqual(direct);
});
