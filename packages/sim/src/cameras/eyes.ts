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
/** Who comes in is named by the gate; a track that has followed somebody for so many frames is theirs. */
const PLAIN_AFTER_FRAMES = 5;
/** Colours of clothing, L*a*b*. */
const WORN_MEAN = [40, 3, 2];
const WORN_SD = [20, 10, 13];

/**
 * Tracks are called by the person whom they follow at first, as an entry at the gate would tell; a second
 * track of somebody is a stranger's, and one that goes over to somebody else keeps its name.
 */
export function createEyes(options: EyesOptions): Eyes {
  const { cameras, noise, random } = options;
  const tracker = createBodyTracker(options);
  const keepApart = createKeepApart();
  const wardrobe = new Map<string, Float64Array>();
  const names = new Map<string, string>();
  const followed = new Map<string, string>();
  const first = new Map<string, { readonly person: string | null; readonly frames: number }>();
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

  /** What a track is called; null while it is not plain yet whom it follows. */
  const nameOf = (trackId: string, person: string | null): string | null => {
    const known = names.get(trackId);
    if (known !== undefined) return known;
    const before = first.get(trackId);
    const frames = before !== undefined && before.person === person ? before.frames + 1 : 1;
    first.set(trackId, { person, frames });
    if (frames < PLAIN_AFTER_FRAMES) return null;
    const name = person === null ? `nobody-${trackId}` : nameAs(trackId, person);
    names.set(trackId, name);
    first.delete(trackId);
    return name;
  };

  const nameAs = (trackId: string, person: string): string => {
    followed.set(trackId, person);
    const isFirst = !taken.has(person);
    taken.add(person);
    if (isFirst) return person;
    counts.fragments++;
    return `${person}-again-${trackId}`;
  };

  /** Whom each track follows: as before while that can be, else whoever is nearest and nobody's. */
  const findFollowed = (told: readonly ShopperPose[], people: readonly LookedAt[]) => {
    const of = new Map<ShopperPose, string>();
    const byId = new Map(people.map((one) => [one.shopperId, one]));
    for (const pose of told) {
      const before = byId.get(followed.get(pose.shopperId) ?? "");
      if (before !== undefined && measureDistance(pose, before) < NEAR_M) {
        of.set(pose, before.shopperId);
        byId.delete(before.shopperId);
      }
    }
    for (const pose of told) {
      if (of.has(pose)) continue;
      const nearest = findNearest(pose, [...byId.values()]);
      if (nearest === null) continue;
      of.set(pose, nearest);
      byId.delete(nearest);
    }
    return of;
  };

  const follow = (pose: ShopperPose, person: string | null): ShopperPose[] => {
    if (person === null) counts.ghosts++;
    const before = followed.get(pose.shopperId);
    if (person !== null && before !== undefined && before !== person) {
      counts.switches++;
      followed.set(pose.shopperId, person);
    }
    const shopperId = nameOf(pose.shopperId, person);
    return shopperId === null ? [] : [{ ...pose, shopperId }];
  };

  return {
    counts,
    look: (timestampMs, everybody) => {
      const people = keepApart(timestampMs, everybody);
      const poses = people.map(({ pose }) => pose);
      const clothes = people.map(({ shopperId }) => wear(shopperId));
      const frames = cameras.map((camera) => ({
        ...{ cameraId: camera.cameraId, poses: seePoses(camera, poses, noise, random, clothes) },
      }));
      const told = tracker.step(timestampMs, frames);
      counts.frames++;
      counts.people += people.length;
      counts.told += told.length;
      const of = findFollowed(told, people);
      const shoppers = told.flatMap((pose) => follow(pose, of.get(pose) ?? null));
      return { kind: "joints", timestampMs, shoppers };
    },
  };
}

function findNearest(pose: ShopperPose, people: readonly LookedAt[]): string | null {
  let nearest: string | null = null;
  let nearestM = NEAR_M;
  for (const one of people) {
    const distanceM = measureDistance(pose, one);
    if (!(distanceM < nearestM)) continue;
    nearest = one.shopperId;
    nearestM = distanceM;
  }
  return nearest;
}

/** Of heads, or of necks where those are nearer, seen from above, metres; Infinity where neither is seen. */
function measureDistance({ joints }: ShopperPose, { pose }: LookedAt): number {
  let nearestM = Number.POSITIVE_INFINITY;
  for (let joint = 0; joint <= NECK; joint++) {
    const dx = joints[4 * joint]! - pose[3 * joint]!;
    const dy = joints[4 * joint + 1]! - pose[3 * joint + 1]!;
    const distanceM = Math.hypot(dx, dy);
    if (distanceM < nearestM) nearestM = distanceM;
  }
  return nearestM;
}
