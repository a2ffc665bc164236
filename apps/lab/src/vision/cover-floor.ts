/** Simulated cameras that see all of a simulated shop's floor. */
import { createRandom } from "@saunter/numerics/random";
import type { PipelineOptions } from "@saunter/sim/cameras/camera-pipeline";
import { type FloorArea, hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { POSE_NOISE } from "@saunter/sim/cameras/see-poses";
import { toWorld } from "@saunter/sim/floor-plan";
import type { FloorPlan, Point } from "@saunter/sim/floor-plan-types";

/** People stand and walk so far before gondolas, and around doors, metres. */
const AROUND_M = 1.2;
/** And before the ends of gondolas so far to the side. */
const BESIDE_M = 0.6;
/** A way in or out is so near to its middle, metres. */
const DOOR_M = 1.2;

export interface CoverOptions {
  readonly cameras: number;
  readonly heightM: number;
  readonly seed: number;
}

export function coverFloor(
  floor: FloorPlan,
  { cameras, heightM, seed }: CoverOptions,
): PipelineOptions {
  const area = findArea(floor);
  const gates = [floor.entrance, floor.exit ?? floor.entrance];
  return {
    cameras: hangCameras(area, cameras, heightM),
    noise: POSE_NOISE,
    random: createRandom(seed),
    isInside: (x, y) => x > area.xMin && x < area.xMax && y > area.yMin && y < area.yMax,
    isDoor: (x, y) => gates.some((door) => Math.hypot(x - door.x, y - door.y) < DOOR_M),
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
    xMin: Math.min(...xs),
    xMax: Math.max(...xs),
    yMin: Math.min(...ys),
    yMax: Math.max(...ys),
  };
}
