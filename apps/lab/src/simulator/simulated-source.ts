/** A simulated shop in place of sensors. */
import type { Zone } from "@saunter/numerics/polygon";
import type { FloorConfig, ShopConfig, SourceConfig } from "@saunter/shop/config/shop-config";
import type { SensorSource } from "@saunter/shop/sensors/sensor-source";
import { ONLY_GATE } from "@saunter/shop/sensors/source-doors";
import type { Doors } from "@saunter/sim/floor-plan";
import {
  createSimulation,
  type SimulationControl,
  type StockOfFacing,
} from "@saunter/sim/simulate";

export interface SimulatedSource extends SensorSource {
  /** What can be changed while it runs. */
  readonly control: SimulationControl;
  /** People of one party who are about to be seen. */
  onParty(listener: (shopperIds: readonly string[]) => void): void;
  /** Goods come to a facing. */
  onRefill(listener: (refill: StockOfFacing) => void): void;
}

/** Whether a source of a shop's process is a simulation. */
export function isSimulated(source: SensorSource): source is SimulatedSource {
  return "control" in source;
}

/** Half of a simulated entrance's side, metres. */
const ENTRANCE_HALF_M = 0.7;

/** A simulated shop as sensors: as fast as it is asked for, and without an end. */
export function simulateSensors(
  { seed, scenario, speed, shoppersAtOnce }: Extract<SourceConfig, { kind: "simulated" }>,
  { shopModel: model, floor: gates }: Pick<ShopConfig, "shopModel" | "floor">,
  { startMs, isChangeable }: { readonly startMs: number; readonly isChangeable: boolean },
): SimulatedSource {
  const listeners: ((shopperIds: readonly string[]) => void)[] = [];
  const refilled: ((refill: StockOfFacing) => void)[] = [];
  const simulation = createSimulation({
    seed,
    scenario,
    startMs,
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
    pace: { speed },
    isLive: speed === 1 && !isChangeable,
    isRecorded: false,
    hasPlates: true,
    cameras: null,
    scales: null,
    close: async () => {},
    control: simulation.control,
    async *observations() {
      for (const observation of simulation.observations()) yield [observation];
    },
    onParty: (listener) => void listeners.push(listener),
    onRefill: (listener) => void refilled.push(listener),
  };
}

/** The middle of the first gate that leads in, and of the first that leads out. */
export function findDoors({ gates }: FloorConfig): Doors {
  const find = (way: "in" | "out"): Doors["exit"] => {
    const { zone } = gates.find(({ direction }) => direction === way || direction === "both")!;
    const sum = (axis: "x" | "y"): number => zone.reduce((total, at) => total + at[axis], 0);
    return { x: sum("x") / zone.length, y: sum("y") / zone.length };
  };
  return { entrance: find("in"), exit: find("out") };
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
