/** A simulated shop whose people are seen by simulated cameras alone: whose things are whose. */
import { readCpuSeconds } from "@saunter/edge/cpu-time";
import { evaluateSimulation } from "@saunter/edge/evaluate/evaluate-stream";
import { createSteppedEngine } from "@saunter/edge/stepped-engines";
import { createRandom } from "@saunter/numerics/random";
import { createEyes } from "@saunter/sim/cameras/eyes";
import { type FloorArea, hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { POSE_NOISE } from "@saunter/sim/cameras/see-poses";
import { type Doors, type FloorPlan, type Point, toWorld } from "@saunter/sim/floor-plan";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { atLeast, atMost, createFigure, type FigureGroup } from "../bench/figure.ts";

export const UNITS_SHARE_MIN = 97;
export const SWITCHES_A_HUNDRED_MAX = 1;

/** People stand and walk so far before gondolas, and around doors, metres. */
const AROUND_M = 1.2;
/** And before the ends of gondolas so far to the side. */
const BESIDE_M = 0.6;
/** A way in or out is so near to its middle, metres. */
const DOOR_M = 1.2;

/** Gates let in one after the other, and nobody stands nearer to somebody before a shelf (Fruin 1971). */
const PEOPLE = { gateGapS: 1.5, roomM: 0.6 };

export interface ShopOptions {
  readonly scenario: ScenarioName;
  readonly minutes: number;
  readonly cameras: number;
  readonly heightM: number;
  readonly seed: number;
  /** Where people come in and leave; left out: by one door. */
  readonly doors?: Doors;
}

export async function measureShop(options: ShopOptions): Promise<FigureGroup> {
  const { scenario, minutes, seed, heightM, doors } = options;
  const people = { seed, scenario, minutes, ...PEOPLE, ...(doors === undefined ? {} : { doors }) };
  const { floor } = createSimulation(people);
  const area = findArea(floor);
  const gates = [floor.entrance, floor.exit ?? floor.entrance];
  const eyes = createEyes({
    cameras: hangCameras(area, options.cameras, heightM),
    noise: POSE_NOISE,
    random: createRandom(seed),
    isInside: (x, y) => x > area.xMin && x < area.xMax && y > area.yMin && y < area.yMax,
    isDoor: (x, y) => gates.some((door) => Math.hypot(x - door.x, y - door.y) < DOOR_M),
  });
  const simulation = createSimulation({ ...people, look: eyes.look });
  // Each unit where the belief says that it likelier is, as where a tracker is given.
  const engine = () => createSteppedEngine(simulation.shop, { overchargeCost: 1 });
  const { score } = await evaluateSimulation(scenario, simulation, engine, readCpuSeconds);
  const { counts } = eyes;
  const visits = simulation.truth().receipts.length;
  return {
    title: `Simulated shop, ${scenario}, ${options.cameras} cameras at ${heightM} m, seed ${seed}`,
    figures: [
      createFigure("shoppers in the shop, mean", counts.people / counts.frames, "", 1),
      createFigure("visits", visits, "", 0),
      createFigure("units taken", score.trueUnits, "", 0),
      createFigure(
        "attributed to who took them, of those taken",
        (100 * score.truePositives) / score.trueUnits,
        "%",
        1,
        atLeast(UNITS_SHARE_MIN),
      ),
      createFigure(
        "identity switches, of 100 visits",
        (100 * (counts.switches + counts.fragments)) / visits,
        "",
        1,
        atMost(SWITCHES_A_HUNDRED_MAX),
      ),
      createFigure("people told of, of those there", (100 * counts.told) / counts.people, "%", 1),
      createFigure("told of who are nobody", (100 * counts.ghosts) / counts.told, "%", 1),
    ],
  };
}

/** Gondolas, and where people stand before them and at the doors. */
function findArea({ gondolas, entrance, exit }: FloorPlan): FloorArea {
  const around = (at: Point): Point[] =>
    [-AROUND_M, AROUND_M].map((d) => ({ x: at.x + d, y: at.y + d }));
  const places = [
    ...gondolas.flatMap((plan) =>
      [-BESIDE_M, plan.plateCount * plan.plateWidthM + BESIDE_M].flatMap((along) =>
        [-AROUND_M, plan.depthM].map((into) => toWorld(plan, along, into)),
      ),
    ),
    ...around(entrance),
    ...around(exit ?? entrance),
  ];
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return {
    ...{ xMin: Math.min(...xs), xMax: Math.max(...xs) },
    ...{ yMin: Math.min(...ys), yMax: Math.max(...ys) },
  };
}
