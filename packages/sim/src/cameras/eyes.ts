/** A simulated shop's people, seen by simulated cameras and followed by the real tracker. */
import type { Random } from "@saunter/numerics/random";
import type { Camera } from "@saunter/perception/cameras/camera-model";
import { createBodyTracker } from "@saunter/perception/fusion/body-tracker";
import type { JointFrame, ShopperPose } from "@saunter/perception/observation";
import type { LookedAt } from "../simulate.ts";
import { createKeepApart } from "./keep-apart.ts";
import { type PoseNoise, seePoses } from "./see-poses.ts";

export interface EyesOptions {
  readonly cameras: readonly Camera[];
  readonly noise: PoseNoise;
  readonly random: Random;
  readonly isInside: (x: number, y: number) => boolean;
  readonly isDoor: (x: number, y: number) => boolean;
}

export interface Eyes {
  readonly look: (timestampMs: number, people: readonly LookedAt[]) => JointFrame;
  /** Of all frames so far. */
  readonly counts: EyesCounts;
}

export interface EyesCounts {
  frames: number;
  /** People in the shop, summed over frames, and those of whom the tracker tells. */
  people: number;
  told: number;
  /** Tracks that follow somebody else than before, and second tracks of somebody. */
  switches: number;
  fragments: number;
  /** Tracks of nobody, summed over frames. */
  ghosts: number;
}

/** A track follows whoever is so near, metres. */
const NEAR_M = 0.5;
const NECK = 1;
/** Colours of clothing, L*a*b*. */
const WORN_MEAN = [40, 3, 2];
const WORN_SD = [20, 10, 13];

/**
 * Tracks are called by the person whom they follow first, as an entry at the gate would tell; a second
 * track of somebody is a stranger's, and one that goes over to somebody else keeps its name.
 */
export function createEyes(options: EyesOptions): Eyes {
  const { cameras, noise, random } = options;
  const tracker = createBodyTracker(options);
  const keepApart = createKeepApart();
  const wardrobe = new Map<string, Float64Array>();
  const names = new Map<string, string>();
  const followed = new Map<string, string>();
  const taken = new Set<string>();
  const counts: EyesCounts = {
    frames: 0,
    people: 0,
    told: 0,
    switches: 0,
    fragments: 0,
    ghosts: 0,
  };

  /** Everybody wears what they came in. */
  const wear = (shopperId: string): Float64Array => {
    const worn =
      wardrobe.get(shopperId) ??
      Float64Array.from(WORN_MEAN, (mean, at) => random.normal(mean, WORN_SD[at]!));
    wardrobe.set(shopperId, worn);
    return worn;
  };

  const nameOf = (trackId: string, nearest: string | null): string => {
    const known = names.get(trackId);
    if (known !== undefined) return known;
    if (nearest === null) return `nobody-${trackId}`;
    const isFirst = !taken.has(nearest);
    if (!isFirst) counts.fragments++;
    const name = isFirst ? nearest : `${nearest}-again-${trackId}`;
    taken.add(nearest);
    names.set(trackId, name);
    followed.set(trackId, nearest);
    return name;
  };

  const follow = (pose: ShopperPose, people: readonly LookedAt[]): ShopperPose => {
    const nearest = findNearest(pose, people);
    if (nearest === null) counts.ghosts++;
    const before = followed.get(pose.shopperId);
    if (nearest !== null && before !== undefined && before !== nearest) {
      counts.switches++;
      followed.set(pose.shopperId, nearest);
    }
    return { ...pose, shopperId: nameOf(pose.shopperId, nearest) };
  };

  return {
    counts,
    look: (timestampMs, everybody) => {
      const people = keepApart(everybody);
      const poses = people.map(({ pose }) => pose);
      const clothes = people.map(({ shopperId }) => wear(shopperId));
      const frames = cameras.map((camera) => ({
        ...{ cameraId: camera.cameraId, poses: seePoses(camera, poses, noise, random, clothes) },
      }));
      const told = tracker.step(timestampMs, frames);
      counts.frames++;
      counts.people += people.length;
      counts.told += told.length;
      return { kind: "joints", timestampMs, shoppers: told.map((pose) => follow(pose, people)) };
    },
  };
}

function findNearest({ joints }: ShopperPose, people: readonly LookedAt[]): string | null {
  let nearest: string | null = null;
  let nearestM = NEAR_M;
  for (const { shopperId, pose } of people) {
    for (let joint = 0; joint <= NECK; joint++) {
      const dx = joints[4 * joint]! - pose[3 * joint]!;
      const dy = joints[4 * joint + 1]! - pose[3 * joint + 1]!;
      const distanceM = Math.hypot(dx, dy);
      if (!(distanceM < nearestM)) continue;
      nearest = shopperId;
      nearestM = distanceM;
    }
  }
  return nearest;
}
