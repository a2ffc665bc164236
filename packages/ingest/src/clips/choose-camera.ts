/** Which camera sees best what was done at a place. */
import { type Camera, isInView, projectPoint } from "@saunter/vision/cameras/camera-model";
import type { Point3 } from "@saunter/vision/cameras/rotations";
import type { ClipRing } from "./clip-ring.ts";

/** A hand is there before the plate has settled, and after. */
const HAND_AROUND_MS = 1500;
/** Largest distance from the place, metres across the line of sight. */
const HAND_NEAR_M = 0.4;
/** Number of pictures in which a hand must be seen to be seen well enough. */
const HAND_PICTURES = 3;

interface View {
  readonly cameraId: string;
  readonly handPictures: number;
  readonly distanceM: number;
}

/**
 * Cameras that have the place in view, the best first: those that saw a hand at it then; of those the
 * nearest. A place is where a hand takes from, metres.
 */
export function chooseCameras(
  cameras: readonly Camera[],
  place: Point3,
  happenedMs: number,
  ring: Pick<ClipRing, "listHands">,
): string[] {
  const views = cameras
    .filter((camera) => isInView(camera, place))
    .map((camera): View => {
      const { position, cameraId } = camera;
      const distanceM = Math.hypot(
        ...[position.x - place.x, position.y - place.y, position.z - place.z],
      );
      const handPictures = countHands(camera, place, distanceM, happenedMs, ring);
      return { cameraId, distanceM, handPictures: Math.min(HAND_PICTURES, handPictures) };
    });
  views.sort((a, b) => b.handPictures - a.handPictures || a.distanceM - b.distanceM);
  return views.map(({ cameraId }) => cameraId);
}

/** Pictures of that moment in which somebody's hand is at the place. */
function countHands(
  camera: Camera,
  place: Point3,
  distanceM: number,
  happenedMs: number,
  ring: Pick<ClipRing, "listHands">,
): number {
  const { cameraId, widthPx, heightPx, focalXPx } = camera;
  const pixel = projectPoint(camera, place)!;
  const nearPx = (HAND_NEAR_M * focalXPx) / distanceM;
  const [fromMs, toMs] = [happenedMs - HAND_AROUND_MS, happenedMs + HAND_AROUND_MS];
  return ring
    .listHands(cameraId, fromMs, toMs)
    .filter((hands) =>
      hands.some(({ x, y }) => Math.hypot(x * widthPx - pixel.x, y * heightPx - pixel.y) <= nearPx),
    ).length;
}
