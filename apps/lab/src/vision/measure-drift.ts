/** How soon a camera that is knocked while the shop runs is reported, and how often one that is not. */
import { type CameraHealth, createCameraHealth } from "@saunter/ingest/pipeline/camera-health";
import { createRandom } from "@saunter/numerics/random";
import { type FloorArea, hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { POSE_NOISE, seePoses } from "@saunter/sim/cameras/see-poses";
import { createSimulation, type ViewedFrame } from "@saunter/sim/simulate";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import { atMost, createFigure, type FigureGroup } from "../bench/figure.ts";

/** The floor of the small shop that is simulated. */
const AREA: FloorArea = { xMin: -1.2, xMax: 5.1, yMin: -3.6, yMax: 0.9 };
const HEIGHT_M = 2.4;
const CAMERAS = 4;
/** Looks a second. */
const FPS = 5;
const WATCHED_AFTER_MIN = 80;

export interface DriftPlan {
  readonly seed: number;
  /** Of the shop that is shown again and again, with other noise each time. */
  readonly minutes: number;
  /** What the picture is moved by, pixels of 640, after so long. */
  readonly knocksPx: readonly number[];
  readonly knockedAfterMin: number;
  /** Without a knock. */
  readonly hours: number;
}

interface Instant {
  readonly timestampMs: number;
  readonly poses: readonly Float64Array[];
}

export function measureDrift(plan: DriftPlan): FigureGroup {
  const { seed, knocksPx, knockedAfterMin, hours } = plan;
  const instants = filmShop(seed, plan.minutes);
  const knockMs = 60_000 * knockedAfterMin;
  const knocked = knocksPx.map((px) => {
    const untilMs = knockMs + 60_000 * WATCHED_AFTER_MIN;
    return { px, ...watch(instants, { seed, px, knockMs, untilMs }) };
  });
  const never = { seed: seed + 1, px: 0, knockMs: Number.POSITIVE_INFINITY };
  const unknocked = watch(instants, { ...never, untilMs: 3_600_000 * hours });
  return {
    title: `A camera that is knocked, ${knockedAfterMin} minutes after the start: ${CAMERAS} simulated cameras at ${HEIGHT_M} m, two people about, seed ${seed}`,
    figures: [
      ...knocked.map(({ px, reportedMin }) =>
        createFigure(`reported after, for ${px} px of error`, reportedMin, "min", 1),
      ),
      createFigure(
        "other cameras reported by then",
        knocked.reduce((sum, one) => sum + one.others, 0),
        "",
        0,
        atMost(0),
      ),
      createFigure(`reported in ${hours} h without a knock`, unknocked.others, "", 0, atMost(0)),
    ],
  };
}

/** The people of a shop that is never empty for long. */
function filmShop(seed: number, minutes: number): Instant[] {
  const instants: Instant[] = [];
  const look = (timestampMs: number, people: readonly ViewedFrame[]) => {
    const last = instants.at(-1)?.timestampMs ?? Number.NEGATIVE_INFINITY;
    if (timestampMs - last >= 1000 / FPS - 1)
      instants.push({ timestampMs, poses: people.map(({ pose }) => Float64Array.from(pose)) });
    return { kind: "joints" as const, timestampMs, shoppers: [] };
  };
  const options = { seed, scenario: "busy" as const, minutes, shoppersAtOnce: 2, look };
  for (const _ of createSimulation(options).observations());
  return instants;
}

interface Watching {
  readonly seed: number;
  /** The first camera sees so far beside, from `knockMs` after the start on. */
  readonly px: number;
  readonly knockMs: number;
  readonly untilMs: number;
}

function watch(
  instants: readonly Instant[],
  { seed, px, knockMs, untilMs }: Watching,
): { readonly reportedMin: number; readonly others: number } {
  const cameras = hangCameras(AREA, CAMERAS, HEIGHT_M);
  const isInside = (x: number, y: number): boolean =>
    x > AREA.xMin && x < AREA.xMax && y > AREA.yMin && y < AREA.yMax;
  const health = createCameraHealth({ cameras, isInside });
  const tracker = createBodyTracker({ cameras, isInside });
  const random = createRandom(seed);
  const [startMs, lengthMs] = [instants[0]!.timestampMs, findLengthMs(instants)];
  for (let round = 0; ; round++) {
    for (const instant of instants) {
      const timestampMs = instant.timestampMs + round * lengthMs;
      const isKnocked = timestampMs - startMs >= knockMs;
      const frames = cameras.map((camera, at) => ({
        cameraId: camera.cameraId,
        poses: seePoses(
          at === 0 && isKnocked ? turn(camera, px) : camera,
          instant.poses,
          POSE_NOISE,
          random,
        ),
      }));
      const used = frames.filter(({ cameraId }) => health.list(cameraId).length === 0);
      health.seePeople(timestampMs, frames, tracker.step(timestampMs, used));
      const reported = listDrifted(cameras, health);
      const isReported = px > 0 && reported.includes(cameras[0]!.cameraId);
      if (!isReported && timestampMs - startMs < untilMs) continue;
      return {
        reportedMin: isReported ? (timestampMs - startMs - knockMs) / 60_000 : Number.NaN,
        others: reported.length - Number(isReported),
      };
    }
  }
}

const findLengthMs = (instants: readonly Instant[]): number =>
  instants.at(-1)!.timestampMs - instants[0]!.timestampMs + 1000 / FPS;

/** A small turn about the upright moves the whole picture to the side. */
function turn(camera: Camera, px: number): Camera {
  return { ...camera, centreXPx: camera.centreXPx + px };
}

function listDrifted(cameras: readonly Camera[], health: CameraHealth): string[] {
  return cameras
    .map(({ cameraId }) => cameraId)
    .filter((cameraId) => health.list(cameraId).length > 0);
}
