import { fitLeastSquares, invertDefinite } from "@saunter/numerics/levenberg-marquardt";
import { createRandom } from "@saunter/numerics/random";
import { expect, test } from "vitest";
import { DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import {
  BUNDLE_PARAMETERS,
  type BundleState,
  type BundleTask,
  findPriorOff,
  fitBundle,
  reduce,
} from "./bundle.ts";
import { buildRing, drawPlace } from "./camera-builders.ts";
import { movePose, projectPoint } from "./camera-model.ts";

const CAMERAS = 3;
const PLACES = 8;
const POSES = BUNDLE_PARAMETERS * CAMERAS;

/** Three cameras, all of which see eight places that move, with a start beside the truth. */
function makeTask(): { task: BundleTask; start: BundleState } {
  const random = createRandom(101);
  const truth = buildRing(CAMERAS);
  const places = Array.from({ length: PLACES }, () => drawPlace(random));
  const count = CAMERAS * PLACES;
  const each = (make: (place: number, camera: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, s) => make(Math.floor(s / CAMERAS), s % CAMERAS));
  const information = new Float64Array(36);
  for (let i = 0; i < 6; i++) information[7 * i] = 1 / (i < 3 ? 0.005 : 0.02) ** 2;
  const task: BundleTask = {
    cameras: truth.map((camera) => ({ camera, information, clockInformation: 1 / 0.05 ** 2 })),
    observations: {
      starts: Int32Array.from({ length: PLACES + 1 }, (_, i) => i * CAMERAS),
      cameraOf: Int32Array.from({ length: count }, (_, s) => s % CAMERAS),
      x: each((place, c) => projectPoint(truth[c], places[place])!.x + random.normal(0, 2)),
      y: each((place, c) => projectPoint(truth[c], places[place])!.y + random.normal(0, 2)),
      sdPx: each((_, c) => 2 + c),
      velocityX: each(() => random.normal(0, 100)),
      velocityY: each(() => random.normal(0, 100)),
      isUsed: new Uint8Array(count).fill(1),
    },
    loss: { kind: "squared" },
    unimagedSds: DEFAULT_CAMERAS.unimagedSds,
    priorLoss: { kind: "squared" },
    priorShares: new Float64Array(CAMERAS).fill(1),
  };
  const start = {
    poses: truth.map((camera) => movePose(camera, [0.01, -0.01, 0.005, 0.03, 0, -0.03])),
    offsetsS: new Float64Array(CAMERAS),
    places: Float64Array.from(places.flatMap(({ x, y, z }) => [x + 0.05, y - 0.05, z + 0.02])),
  };
  return { task, start };
}

/** The same as one dense problem, with the derivatives that differences show. */
function fitDensely({ cameras, observations }: BundleTask, base: BundleState) {
  const { cameraOf, x, y, sdPx, velocityX, velocityY } = observations;
  const count = cameraOf.length;
  return fitLeastSquares(
    {
      residualCount: 2 * count + POSES,
      evaluate: (step, residuals) => {
        for (let s = 0; s < count; s++) {
          const c = cameraOf[s];
          const at = BUNDLE_PARAMETERS * c;
          const camera = {
            ...cameras[c].camera,
            ...movePose(base.poses[c], step.slice(at, at + 6)),
          };
          const place = Math.floor(s / CAMERAS);
          const [px, py, pz] = [0, 1, 2].map(
            (axis) => base.places[3 * place + axis] + step[POSES + 3 * place + axis],
          );
          const pixel = projectPoint(camera, { x: px, y: py, z: pz });
          if (pixel === null) return false;
          const lead = base.offsetsS[c] + step[at + 6];
          residuals[2 * s] = (pixel.x - x[s] - lead * velocityX[s]) / sdPx[s];
          residuals[2 * s + 1] = (pixel.y - y[s] - lead * velocityY[s]) / sdPx[s];
        }
        cameras.forEach(({ camera, information, clockInformation }, c) => {
          const at = BUNDLE_PARAMETERS * c;
          const pose = movePose(base.poses[c], step.slice(at, at + 6));
          const off = findPriorOff(camera, pose, base.offsetsS[c] + step[at + 6]);
          off.forEach((value, i) => {
            const told = i === 6 ? clockInformation : information[7 * i];
            residuals[2 * count + at + i] = value * Math.sqrt(told);
          });
        });
        return true;
      },
    },
    new Float64Array(POSES + 3 * PLACES),
  );
}

test("taking the places out gives what the whole system gives, covariance included", () => {
  const { task, start } = makeTask();
  const { state, lin } = fitBundle(task, start);
  const dense = fitDensely(task, start);
  expect(lin.cost / dense.cost).toBeCloseTo(1, 6);
  // Where it came to, the dense system has nothing to add.
  const rest = fitDensely(task, state);
  for (const step of rest.parameters) expect(Math.abs(step)).toBeLessThan(1e-4);
  const covariance = invertDefinite(reduce(task, lin, 0).matrix, POSES)!;
  for (let i = 0; i < POSES; i++) {
    for (let j = 0; j < POSES; j++) {
      const whole = rest.covariance!;
      const size = POSES + 3 * PLACES;
      const scale = Math.sqrt(whole[i * size + i] * whole[j * size + j]);
      expect((covariance[i * POSES + j] - whole[i * size + j]) / scale).toBeCloseTo(0, 1.5);
    }
  }
});

test("a sighting that is not used changes nothing", () => {
  const { task, start } = makeTask();
  const { observations } = task;
  observations.isUsed[4] = 0;
  const without = fitBundle(task, start);
  observations.x[4] += 500;
  const with500 = fitBundle(task, start);
  expect(with500.lin.cost).toBe(without.lin.cost);
});
