/**
 * The part of a shop's process that reads live scales: the broker, the hub of controllers and, with a shop, the engine.
 * It tells its port, and when asked its CPU time, what it counted, and how long carts took.
 *
 *     node apps/lab/src/bench/scales-child.ts rest CONTROLLERS CHANNELS
 *     node apps/lab/src/bench/scales-child.ts shop SEED
 */
import { DEFAULT_SENSING } from "@saunter/engine/parameters/sensing";
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { createLiveReceiver, type LiveReceiver, PREFIX } from "../devices/play-devices.ts";
import { createReceiptCollector } from "../devices/settle-receipts.ts";
import { listRestingDevices, makeSmallShop } from "./scales-world.ts";

/** What it has seen so far. */
export interface ScalesCounts {
  readonly cpuMs: number;
  readonly frames: number;
  readonly lost: number;
  readonly refused: number;
  /** Of each interaction, from the arrival of the frame at whose end its plate had settled to the cart, milliseconds. */
  readonly cartMs: readonly number[];
  /** So much of it, the engine waits for what else is to be known: by the sensors' clock. */
  readonly waitMs: readonly number[];
  /** From the arrival of whatever decides it to the cart. */
  readonly stepMs: readonly number[];
}

const ADVANCE_EVERY_MS = 50;
/** Ends of batches that are remembered, to find the one with which a plate had settled. */
const BATCHES_KEPT = 600;

const [kind, first, second] = process.argv.slice(2) as [string, string, string];
const [cartMs, waitMs, stepMs]: [number[], number[], number[]] = [[], [], []];
const nowMs = (): number => performance.timeOrigin + performance.now();
const receiver =
  kind === "shop" ? openShop(Number(first)) : openRest(Number(first), Number(second));
const { hub, sink } = receiver;
const broker = await openLocalBroker(
  { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice: () => true },
  {
    frame: (frame) => atNow(() => sink.frame(frame)),
    refuse: sink.refuse,
    people: (frame) => atNow(() => sink.people(frame)),
  },
);
setInterval(() => receiver.advance(nowMs()), ADVANCE_EVERY_MS);
process.on("message", (message) => {
  if (message === "stop") process.exit(0);
  process.send!(readCounts());
});
process.send!({ port: broker.port });

function atNow(work: () => void): void {
  receiver.nowMs = nowMs();
  work();
}

function openRest(controllers: number, channels: number): LiveReceiver {
  return createLiveReceiver(listRestingDevices(controllers, channels), [], nowMs(), () => {});
}

/** Frames of a simulated shop become carts; how long each takes is noted. */
function openShop(seed: number): LiveReceiver {
  const { devices, shop } = makeSmallShop(seed);
  const arrived = new Map<number, { endMs: number; arrivalMs: number }[]>();
  const told = new Set<string>();
  let takenMs = Number.NaN;
  const collector = createReceiptCollector(shop, (output) => {
    if (output.kind !== "interaction" || told.has(output.interaction.id)) return;
    told.add(output.interaction.id);
    const { decidedMs, gondola, settledMs } = output.interaction;
    // Nobody knows that a level stays before it has stayed; a bin's time is its middle.
    const restedMs = settledMs + DEFAULT_SENSING.settledMs - DEFAULT_SENSING.binMs / 2;
    const batches = arrived.get(gondola) ?? [];
    const batch = batches.find(({ endMs }) => endMs >= restedMs) ?? batches.at(-1);
    if (batch !== undefined) cartMs.push(nowMs() - batch.arrivalMs);
    waitMs.push(decidedMs - restedMs);
    stepMs.push(nowMs() - takenMs);
  });
  return createLiveReceiver(devices, shop.facings, nowMs(), (observation) => {
    if (observation.kind === "plates") {
      const { gondola, sampleCount, sampleRateHz, timestampMs } = observation;
      const batches = arrived.get(gondola) ?? [];
      const endMs = timestampMs + (1000 * sampleCount) / sampleRateHz;
      arrived.set(gondola, [...batches.slice(-BATCHES_KEPT), { endMs, arrivalMs: nowMs() }]);
    }
    takenMs = nowMs();
    collector.take(observation);
  });
}

function readCounts(): ScalesCounts {
  const { system, user } = process.cpuUsage();
  let [frames, lost, refused] = [0, 0, 0];
  for (const { counts, refused: by } of hub.report(nowMs())) {
    frames += counts.frames;
    lost += counts.lost + counts.late;
    for (const count of Object.values(by)) refused += count;
  }
  return { cpuMs: (user + system) / 1000, frames, lost, refused, cartMs, waitMs, stepMs };
}
