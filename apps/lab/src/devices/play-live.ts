/** A simulated shop's receipts, directly and by way of its devices. */
import type { EngineOptions } from "@saunter/engine/engine";
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { DeviceReport } from "@saunter/ingest/scales/scale-hub";
import { createRandom } from "@saunter/numerics/random";
import {
  type ControllerSplit,
  createEmulatedDevices,
  type EmulatedDevices,
} from "./emulated-devices.ts";
import {
  type Arrival,
  carryDirectly,
  createLiveReceiver,
  type Delivery,
  deliverAll,
  type FaultsAt,
  type Reframe,
  receiveAll,
} from "./play-devices.ts";
import { createReceiptCollector, type SettledReceipt } from "./settle-receipts.ts";

export interface SendOptions {
  readonly split?: ControllerSplit;
  readonly seed?: number;
  readonly jitterMs?: number;
  readonly driftMax?: number;
  readonly faultsAt?: FaultsAt;
  readonly reframe?: Reframe;
}

export type Receipts = ReadonlyMap<string, SettledReceipt>;

export interface Sent {
  readonly deliveries: readonly Delivery[];
  readonly emulated: EmulatedDevices;
}

export interface LiveRun {
  readonly receipts: Receipts;
  readonly reports: readonly DeviceReport[];
}

export interface LiveOptions {
  readonly engine?: Partial<EngineOptions>;
  /** What a recording of the shop has. */
  readonly onObservation?: (observation: Observation) => void;
}

/** Cheap quartz is within so much. */
const DRIFT_MAX = 1e-4;
const JITTER_MS = 15;
const DEVICE_SEED = 7;

export function playDirectly(shop: ShopModel, observations: readonly Observation[]): Receipts {
  const collector = createReceiptCollector(shop);
  for (const observation of observations) collector.take(observation);
  return collector.finish();
}

/** All that the devices of a simulated shop send. */
export function sendAll(
  observations: readonly Observation[],
  { faultsAt, reframe, seed = DEVICE_SEED, split = "gondola", ...options }: SendOptions = {},
): Sent {
  const { driftMax = DRIFT_MAX, jitterMs = JITTER_MS } = options;
  const random = createRandom(seed);
  const emulated = createEmulatedDevices({ split, random, isInCounts: true, driftMax });
  const given = {
    ...(faultsAt === undefined ? {} : { faultsAt }),
    ...(reframe === undefined ? {} : { reframe }),
  };
  return {
    deliveries: deliverAll(observations, emulated, { random, jitterMs, ...given }),
    emulated,
  };
}

/** The receipts of what was sent, as it arrives. */
export function playLive(
  shop: ShopModel,
  { deliveries, emulated }: Sent,
  arrivals: readonly Arrival[] = carryDirectly(deliveries),
  onReport?: (nowMs: number, reports: readonly DeviceReport[]) => void,
  { engine, onObservation }: LiveOptions = {},
): LiveRun {
  const collector = createReceiptCollector(shop, () => {}, engine);
  const startedMs = arrivals[0]!.arrivalMs;
  const take = (observation: Observation): void => {
    onObservation?.(observation);
    collector.take(observation);
  };
  const receiver = createLiveReceiver(emulated.devices, shop.facings, startedMs, take);
  receiveAll(arrivals, receiver, onReport);
  const reports = receiver.hub.report(arrivals.at(-1)!.arrivalMs);
  return { receipts: collector.finish(), reports };
}

/** A receipt as two ways are compared by: its lines, and whether staff look at it. */
export function listVerdicts(receipts: Receipts): string[] {
  return [...receipts]
    .map(
      ([shopperId, { lines, needsReview }]) => `${shopperId}: ${lines}${needsReview ? " ?" : ""}`,
    )
    .sort();
}

/** Receipts that are accepted and wrong, as they were at first or as they are in the end. */
export function listWrong(receipts: Receipts, truth: ReadonlyMap<string, string>): string[] {
  return [...truth].flatMap(([shopperId, lines]) => {
    const receipt = receipts.get(shopperId);
    if (receipt === undefined) return [`${shopperId} has no receipt`];
    const { first } = receipt;
    const isWrong = !receipt.needsReview && receipt.lines !== lines;
    const wasWrong = !first.needsReview && first.lines !== lines;
    return isWrong || wasWrong
      ? [`${shopperId}: first ${first.lines}, then ${receipt.lines}; true ${lines}`]
      : [];
  });
}
