/** Where the shop's process gets observations from: a simulated shop, a recording, sensors. */
import type { Observation } from "@saunter/perception/observation";
import type { ShopModel } from "@saunter/perception/shop-model";
import type { Doors } from "@saunter/sim/floor-plan";
import {
  createSimulation,
  type SimulationControl,
  type StockOfFacing,
} from "@saunter/sim/simulate";
import type { FloorConfig, ShopConfig, SourceConfig } from "../config/shop-config.ts";
import type { RecordingSource } from "../open-recording.ts";
import type { Door, Zone } from "../shop/door-watch.ts";

export interface SensorSource {
  readonly shop: ShopModel;
  /** Ways in and out as the source knows them; the configuration's own take their place. */
  readonly doors: readonly Door[];
  /** Seconds of the source a second, by now; Infinity is as fast as it goes. */
  readonly speed: number;
  setSpeed(speed: number): void;
  /** Its timestamps are of now, by the shop's own clock, and stay so. */
  readonly isLive: boolean;
  /** What can be changed of a simulation while it runs; null of what is no simulation. */
  readonly control: SimulationControl | null;
  observations(): AsyncIterable<readonly Observation[]>;
  /** People of one party who are about to be seen; only a simulation knows. */
  onParty(listener: (shopperIds: readonly string[]) => void): void;
  /** Goods come to a facing; only a simulation tells. */
  onRefill(listener: (refill: StockOfFacing) => void): void;
}

/** The gate of sources that know of none. */
export const ONLY_GATE = "door";

/** Half of a simulated entrance's side, metres. */
const ENTRANCE_HALF_M = 0.7;

/** @param isChangeable its speed may become another: its clock is not the shop's then */
export async function openSource(
  { source, shopModel, floor }: Pick<ShopConfig, "source" | "shopModel" | "floor">,
  startMs: number,
  recordings: RecordingSource,
  isChangeable = false,
): Promise<SensorSource> {
  switch (source.kind) {
    case "simulated":
      return simulateSensors(source, shopModel, floor, { startMs, isChangeable });
    case "recording":
      return replaySensors(source, recordings);
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
    control: simulation.control,
    async *observations() {
      for (const observation of simulation.observations()) yield [observation];
    },
    onParty: (listener) => void listeners.push(listener),
    onRefill: (listener) => void refilled.push(listener),
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
    isLive: false,
    control: null,
    observations: () => chunks,
    onParty: () => {},
    onRefill: () => {},
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
