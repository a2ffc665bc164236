/** Where the shop's process gets observations from: a simulated shop, a recording, sensors. */
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import type { LookedAt } from "@saunter/ingest/pipeline/looked-at";
import type { EyesMachine } from "@saunter/ingest/pipeline/open-eyes";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import type { Zone } from "@saunter/numerics/polygon";
import type { Doors } from "@saunter/sim/floor-plan";
import {
  createSimulation,
  type SimulationControl,
  type StockOfFacing,
} from "@saunter/sim/simulate";
import type { FloorConfig, ShopConfig, SourceConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";
import { openCameraSource } from "./camera-source.ts";
import { ONLY_GATE } from "./source-doors.ts";

export interface SensorSource {
  readonly shop: ShopModel;
  /** Ways in and out as the source knows them; the configuration's own take their place. */
  readonly doors: readonly Door[];
  /** Seconds of the source a second, by now; Infinity is as fast as it goes. */
  readonly speed: number;
  setSpeed(speed: number): void;
  /** Its timestamps are of now, by the shop's own clock, and stay so. */
  readonly isLive: boolean;
  /** Of the past: whoever is seen in it has come in by themselves. */
  readonly isRecorded: boolean;
  /** Whether plates are read: where none are, none of them is quiet. */
  readonly hasPlates: boolean;
  /** How each camera is; null where no cameras are looked through. */
  readonly cameras: CameraReporter | null;
  /** What can be changed of a simulation while it runs; null of what is no simulation. */
  readonly control: SimulationControl | null;
  /** Ends with the signal, also where nothing comes. To be gone through once. */
  observations(signal: AbortSignal): AsyncIterable<readonly Observation[]>;
  /** People of one party who are about to be seen; only a simulation knows. */
  onParty(listener: (shopperIds: readonly string[]) => void): void;
  /** Goods come to a facing; only a simulation tells. */
  onRefill(listener: (refill: StockOfFacing) => void): void;
  /** A frame was looked at, and its pixels are there still; only cameras tell. */
  onLook(listener: (frame: LookedAt) => void): void;
  /** Somebody comes in, as a gate says: what rests while nobody is there wakes. */
  wake(): void;
  /** Resolves when nothing of it is left: no thread, no other process. */
  close(): Promise<void>;
}

/** Half of a simulated entrance's side, metres. */
const ENTRANCE_HALF_M = 0.7;

export interface SourceOptions {
  /** The shop's clock. */
  readonly nowMs: () => number;
  readonly recordings: RecordingSource;
  readonly openEyes: () => Promise<EyesMachine>;
  /** Its speed may become another: its clock is not the shop's then. */
  readonly isChangeable?: boolean;
}

type OpenableShop = Pick<ShopConfig, "source" | "shopModel" | "floor" | "pictures">;

/** Throws what says what to do where the source cannot be opened. */
export async function openSource(
  { source, shopModel, floor, pictures }: OpenableShop,
  { nowMs, recordings, openEyes, isChangeable = false }: SourceOptions,
): Promise<SensorSource> {
  switch (source.kind) {
    case "simulated":
      return simulateSensors(source, shopModel, floor, { startMs: nowMs(), isChangeable });
    case "recording":
      return replaySensors(source, recordings);
    case "cameras":
      return openCameraSource(source, {
        ...{ nowMs, recordings, machine: await openEyes() },
        pictures: pictures.pictures,
      });
    default:
      return source satisfies never;
  }
}

function simulateSensors(
  { seed, scenario, speed, shoppersAtOnce }: Extract<SourceConfig, { kind: "simulated" }>,
  model: ShopModel | null,
  gates: FloorConfig | null,
  { startMs, isChangeable }: { readonly startMs: number; readonly isChangeable: boolean },
): SensorSource {
  const listeners: ((shopperIds: readonly string[]) => void)[] = [];
  const refilled: ((refill: StockOfFacing) => void)[] = [];
  let speedNow = speed;
  const simulation = createSimulation({
    ...{ seed, scenario, startMs },
    ...(model === null ? {} : { shop: model }),
    ...(gates === null ? {} : { doors: findDoors(gates) }),
    minutes: Number.POSITIVE_INFINITY,
    ...(shoppersAtOnce === null ? {} : { shoppersAtOnce }),
    // Nothing is kept: the shop is open for days.
    onReceipt: () => {},
    onEvent: () => {},
    onRefill: (refill) => {
      for (const listen of refilled) listen(refill);
    },
    onParty: (shopperIds) => {
      for (const listen of listeners) listen(shopperIds);
    },
  });
  const { x, y } = simulation.floor.entrance;
  const zone = makeSquare(x, y, ENTRANCE_HALF_M);
  return {
    shop: simulation.shop,
    doors: [{ gateId: ONLY_GATE, zone, direction: "both" }],
    get speed() {
      return speedNow;
    },
    setSpeed: (changed) => {
      speedNow = changed;
    },
    isLive: speed === 1 && !isChangeable,
    ...{ isRecorded: false, hasPlates: true, cameras: null, close: async () => {} },
    control: simulation.control,
    async *observations() {
      for (const observation of simulation.observations()) yield [observation];
    },
    onParty: (listener) => void listeners.push(listener),
    onRefill: (listener) => void refilled.push(listener),
    ...{ onLook: () => {}, wake: () => {} },
  };
}

/** The middle of the first gate that leads in, and of the first that leads out. */
function findDoors({ gates }: FloorConfig): Doors {
  const find = (way: "in" | "out"): Doors["exit"] => {
    const { zone } = gates.find(({ direction }) => direction === way || direction === "both")!;
    const sum = (axis: "x" | "y"): number => zone.reduce((total, at) => total + at[axis], 0);
    return { x: sum("x") / zone.length, y: sum("y") / zone.length };
  };
  return { entrance: find("in"), exit: find("out") };
}

/** A recording says nothing of a door: whoever appears has come in, and leaves by not being seen. */
async function replaySensors(
  { folder, speed }: Extract<SourceConfig, { kind: "recording" }>,
  recordings: RecordingSource,
): Promise<SensorSource> {
  const { shop, chunks } = await recordings.open(folder);
  let speedNow = speed;
  return {
    shop,
    doors: [{ gateId: ONLY_GATE, zone: null, direction: "both" }],
    get speed() {
      return speedNow;
    },
    setSpeed: (changed) => {
      speedNow = changed;
    },
    ...{ isLive: false, isRecorded: true, hasPlates: true, cameras: null },
    close: async () => {},
    control: null,
    observations: () => chunks,
    onParty: () => {},
    onRefill: () => {},
    ...{ onLook: () => {}, wake: () => {} },
  };
}

function makeSquare(x: number, y: number, half: number): Zone {
  return {
    corners: [
      { x: x - half, y: y - half },
      { x: x + half, y: y - half },
      { x: x + half, y: y + half },
      { x: x - half, y: y + half },
    ],
  };
}
