/** Live scales over MQTT: what broker and hub take of a core, and how soon a frame is in the cart. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRandom } from "@saunter/numerics/random";
import { packFrame } from "@saunter/protocol/devices/packed-frame";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { DEFAULT_PHYSICS } from "@saunter/sim/physics";
import { createFaultSwitches } from "../devices/fault-switches.ts";
import { type MqttDevice, openMqttDevice } from "../devices/mqtt-device.ts";
import { PREFIX } from "../devices/play-devices.ts";
import { simulateDevices } from "../devices/simulate-devices.ts";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";
import type { ScalesCounts } from "./scales-child.ts";
import { listRestingDevices, makeSmallShop, PLATES } from "./scales-world.ts";

export const CORE_SHARE_MAX = 40;
export const CART_MS_MAX = 150;

const CHILD = fileURLToPath(new URL("scales-child.ts", import.meta.url));
/** 300 plates. */
const CONTROLLERS = 25;
const CHANNELS = 12;
const RATE_HZ = 80;
const SAMPLES = 8;
/** Samples a frame at 60 Hz, and people, where carts are measured. */
const CART_SAMPLES = 6;
const SHOPPERS = 3;
/** Carts change so seldom that they are watched for so many times as long. */
const CART_TIMES = 3;
/** Connections are made, clocks are learnt. */
const WARM_UP_S = 3;
const COUNTS = 1_500_000;
const NOISE_COUNTS = 350;

export interface ScalesOptions {
  readonly seed: number;
  /** Of each of the two. */
  readonly seconds: number;
  readonly progress: Progress;
}

/** Steps of `progress`: the load, then the carts. */
export const SCALES_STEPS = 2;

export async function measureScales(options: ScalesOptions): Promise<FigureGroup[]> {
  const load = await measureLoad(options);
  options.progress.update(1);
  const carts = await measureCarts(options);
  options.progress.update(2);
  return [load, carts];
}

/** Controllers of a shop at rest, for as long as it is measured. */
async function measureLoad({ seconds, seed }: ScalesOptions): Promise<FigureGroup> {
  const child = await startChild("rest", CONTROLLERS, CHANNELS);
  const ids = listRestingDevices(CONTROLLERS, CHANNELS).map(({ deviceId }) => deviceId);
  const devices = ids.map((deviceId) => child.openDevice(deviceId));
  const random = createRandom(seed);
  const beganMs = performance.now();
  const frameMs = (1000 * SAMPLES) / RATE_HZ;
  let frames = 0;
  const publishUntil = async (endMs: number): Promise<void> => {
    for (; frames * frameMs < endMs; frames++) {
      const restMs = beganMs + frames * frameMs - performance.now();
      if (restMs > 0) await wait(restMs);
      for (const [at, device] of devices.entries()) {
        device.publishScale(makeRestingFrame(ids[at]!, frames, random));
      }
    }
  };
  await publishUntil(1000 * WARM_UP_S);
  const before = await child.readCounts();
  const fromMs = performance.now();
  await publishUntil(1000 * (WARM_UP_S + seconds));
  const after = await child.readCounts();
  const share = (after.cpuMs - before.cpuMs) / (performance.now() - fromMs);
  await Promise.all(devices.map((device) => device.close()));
  const { lost } = await child.readCounts();
  await child.stop();
  return {
    title: `${CONTROLLERS * CHANNELS} plates at ${RATE_HZ} Hz over MQTT for ${seconds} s, broker included`,
    figures: [
      createFigure("of a core", 100 * share, "%", 1, atMost(CORE_SHARE_MAX)),
      createFigure("frames used", after.frames - before.frames, "", 0),
      createFigure("frames lost or late", lost, "", 0, atMost(0)),
    ],
  };
}

function makeRestingFrame(
  deviceId: string,
  sequence: number,
  random: ReturnType<typeof createRandom>,
): Uint8Array {
  const samples = Float64Array.from({ length: SAMPLES * CHANNELS }, () =>
    Math.round(COUNTS + random.normal(0, NOISE_COUNTS)),
  );
  return packFrame({
    deviceId,
    calibrationId: 0,
    bootId: 1,
    sequence,
    timeUs: Math.round((sequence * SAMPLES * 1e6) / RATE_HZ),
    rateHz: RATE_HZ,
    unit: "counts",
    status: 0,
    channelStatus: new Uint8Array(CHANNELS),
    channelCount: CHANNELS,
    sampleCount: SAMPLES,
    samples,
  });
}

/** A simulated shop, in real time, by the machine's clock. */
async function measureCarts({ seconds, seed }: ScalesOptions): Promise<FigureGroup> {
  const child = await startChild("shop", seed);
  const { devices, shop } = makeSmallShop(seed);
  const stop = AbortSignal.timeout(1000 * (WARM_UP_S + CART_TIMES * seconds));
  await simulateDevices({
    config: { shopModel: shop, floor: null },
    sensors: { cameras: null, devices },
    seed,
    scenario: "busy",
    speed: 1,
    shoppersAtOnce: SHOPPERS,
    physics: {
      ...DEFAULT_PHYSICS,
      amplifiers: DEFAULT_PHYSICS.amplifiers.map((one) => ({ ...one, batchSamples: CART_SAMPLES })),
    },
    switches: createFaultSwitches([]),
    openDevice: child.openDevice,
    onParty: () => {},
    onStatus: () => {},
    nowMs: () => performance.timeOrigin + performance.now(),
    sleep: (durationMs) => wait(durationMs),
    signal: stop,
  });
  const { cartMs, lost, stepMs, waitMs } = await child.readCounts();
  await child.stop();
  return {
    title: `${PLATES} plates at 60 Hz, from the frame with which a plate has settled to the cart, ${CART_TIMES * seconds} s`,
    figures: [
      createFigure("carts that changed", cartMs.length, "", 0),
      createFigure("median", findPercentile(cartMs, 0.5), "ms", 0),
      createFigure("99th percentile", findPercentile(cartMs, 0.99), "ms", 0, atMost(CART_MS_MAX)),
      createFigure("the engine waits, 99th percentile", findPercentile(waitMs, 0.99), "ms", 0),
      createFigure("and takes to decide, the same", findPercentile(stepMs, 0.99), "ms", 1),
      createFigure("frames lost or late", lost, "", 0, atMost(0)),
    ],
  };
}

/** NaN of nothing. */
function findPercentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

interface Child {
  openDevice(deviceId: string): MqttDevice;
  readCounts(): Promise<ScalesCounts>;
  stop(): Promise<void>;
}

async function startChild(...args: readonly (string | number)[]): Promise<Child> {
  const child = fork(CHILD, args.map(String), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const { port } = (await readMessage(child)) as { readonly port: number };
  return {
    openDevice: (deviceId) =>
      openMqttDevice({
        url: `mqtt://127.0.0.1:${port}`,
        prefix: PREFIX,
        deviceId,
        key: "key",
        onRefused: (error) => {
          throw error;
        },
      }),
    readCounts: async () => {
      child.send("counts");
      return (await readMessage(child)) as ScalesCounts;
    },
    stop: async () => {
      const ended = once(child, "exit");
      child.send("stop");
      await ended;
    },
  };
}

async function readMessage(child: ChildProcess): Promise<unknown> {
  const failed = once(child, "exit").then(() => {
    throw new Error("the process that reads scales has ended");
  });
  failed.catch(() => {});
  const [message] = await Promise.race([once(child, "message"), failed]);
  return message;
}
