/** What a walk reached: which cameras saw whoever walked together, and how much of the floor it was. */
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import { isInside } from "@saunter/numerics/polygon";
import { countJoints } from "./gather-walk.ts";
import type { WalkFrame } from "./poses-csv.ts";

export interface WalkReach {
  readonly instants: number;
  /** Joints in pictures. */
  readonly joints: number;
  readonly cameras: readonly CameraReach[];
  /** Cameras that often saw whoever walked together, or by others in between; each is in one group. */
  readonly groups: readonly (readonly string[])[];
  readonly walkedM2: number;
  readonly floorM2: number;
}

export interface CameraReach {
  readonly cameraId: string;
  /** In so many instants it saw whoever walked, as another camera did. */
  readonly instants: number;
  /** And in so many of them together with each other camera; the most first. */
  readonly together: readonly (readonly [cameraId: string, instants: number])[];
}

/** Instants that say how cameras hang to each other: five seconds. */
export const TOGETHER_MIN = 25;
/** Half a minute, of which a fifth cannot be used. */
export const INSTANTS_MIN = 120;
/** Of the floor, shelves included: beyond where somebody walked cameras agree less. */
export const FLOOR_SHARE_MIN = 0.2;
/** The floor is counted in squares so wide; who walks reaches as far to each side. */
export const PATCH_M = 0.5;

export function measureReach(
  frames: readonly WalkFrame[],
  cameraIds: readonly string[],
  floor: FloorZone,
): WalkReach {
  const counts = new Map<string, number>();
  const count = (key: string): number => counts.get(key) ?? 0;
  for (const { poses } of frames) {
    for (const { cameraId } of poses) {
      counts.set(cameraId, count(cameraId) + 1);
      for (const other of poses) {
        const pair = `${cameraId} ${other.cameraId}`;
        if (other.cameraId !== cameraId) counts.set(pair, count(pair) + 1);
      }
    }
  }
  const cameras = cameraIds.map((cameraId) => {
    const others = cameraIds.map((id) => [id, count(`${cameraId} ${id}`)] as const);
    const together = others.filter(([, instants]) => instants > 0).sort((a, b) => b[1] - a[1]);
    return { cameraId, instants: count(cameraId), together };
  });
  const patches = listPatches(floor);
  const walked = countWalked(patches, frames);
  return {
    instants: frames.length,
    joints: countJoints(frames),
    cameras,
    groups: groupCameras(cameras),
    walkedM2: walked * PATCH_M ** 2,
    floorM2: patches.length * PATCH_M ** 2,
  };
}

function groupCameras(cameras: readonly CameraReach[]): string[][] {
  const groups: string[][] = [];
  const done = new Set<string>();
  const byId = new Map(cameras.map((one) => [one.cameraId, one]));
  for (const { cameraId } of cameras) {
    if (done.has(cameraId)) continue;
    const group = [cameraId];
    done.add(cameraId);
    // It grows while it is gone through.
    for (const member of group) {
      for (const [other, instants] of byId.get(member)!.together) {
        if (instants < TOGETHER_MIN || done.has(other)) continue;
        done.add(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}

interface Patch {
  readonly x: number;
  readonly y: number;
}

/** Middles of the floor's squares. */
function listPatches(floor: FloorZone): Patch[] {
  const [xs, ys] = [floor.map(({ x }) => x), floor.map(({ y }) => y)];
  const patches: Patch[] = [];
  for (let x = Math.min(...xs) + PATCH_M / 2; x < Math.max(...xs); x += PATCH_M) {
    for (let y = Math.min(...ys) + PATCH_M / 2; y < Math.max(...ys); y += PATCH_M)
      if (isInside({ x, y }, { corners: floor })) patches.push({ x, y });
  }
  return patches;
}

/** Of a long walk many places are the same. */
function countWalked(patches: readonly Patch[], frames: readonly WalkFrame[]): number {
  const step = PATCH_M / 5;
  const places = new Map(
    frames.map(({ place }) => [
      `${Math.round(place.x / step)} ${Math.round(place.y / step)}`,
      place,
    ]),
  );
  const list = [...places.values()];
  return patches.filter(({ x, y }) =>
    list.some((place) => Math.hypot(place.x - x, place.y - y) <= PATCH_M),
  ).length;
}
