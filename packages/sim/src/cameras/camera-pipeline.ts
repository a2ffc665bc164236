/** A simulated shop's people, seen by simulated cameras and followed by the real tracker. */

import type { JointFrame } from "@saunter/engine/observation";
import type { Random } from "@saunter/numerics/random";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { type BodyTracker, createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import type { ViewedFrame } from "../simulate.ts";
import { createKeepApart } from "./keep-apart.ts";
import { type PoseNoise, seePoses } from "./see-poses.ts";
import { createTrackNames, type TrackCounts } from "./track-names.ts";

export interface PipelineOptions {
  readonly cameras: readonly Camera[];
  readonly noise: PoseNoise;
  readonly random: Random;
  readonly isInside: (x: number, y: number) => boolean;
  readonly isDoor: (x: number, y: number) => boolean;
  /** What follows them in place of the real tracker. */
  readonly tracker?: BodyTracker;
}

export interface CameraPipeline {
  readonly look: (timestampMs: number, people: readonly ViewedFrame[]) => JointFrame;
  /** Of all frames so far. */
  readonly counts: PipelineCounts;
}

export interface PipelineCounts extends TrackCounts {
  frames: number;
  /** People in the shop, summed over frames, and those of whom the tracker tells. */
  people: number;
  reported: number;
}

/** Colours of clothing, L*a*b*. */
const WORN_MEAN = [40, 3, 2];
const WORN_SD = [20, 10, 13];
/** How far apart two cameras show one colour, whatever they look at. */
const CAMERA_SD = [4, 2, 2];

export function createCameraPipeline(options: PipelineOptions): CameraPipeline {
  const { cameras, noise, random, tracker = createBodyTracker(options) } = options;
  const keepApart = createKeepApart();
  const names = createTrackNames();
  const wardrobe = new Map<string, Float64Array>();
  const tints = cameras.map(() => CAMERA_SD.map((sd) => random.normal(0, sd)));
  const counts: PipelineCounts = Object.assign(names.counts, { frames: 0, people: 0, reported: 0 });

  /** Everybody wears what they came in. */
  const wear = (shopperId: string): Float64Array => {
    const worn =
      wardrobe.get(shopperId) ??
      Float64Array.from(WORN_MEAN, (mean, at) => random.normal(mean, WORN_SD[at]!));
    wardrobe.set(shopperId, worn);
    return worn;
  };

  return {
    counts,
    look: (timestampMs, everybody) => {
      const people = keepApart(timestampMs, everybody);
      const poses = people.map(({ pose }) => pose);
      const clothes = people.map(({ shopperId }) => wear(shopperId));
      const frames = cameras.map((camera, at) => {
        const seenAs = clothes.map((worn) => worn.map((value, axis) => value + tints[at]![axis]!));
        const { cameraId } = camera;
        return { cameraId, poses: seePoses(camera, poses, noise, random, seenAs) };
      });
      const reported = tracker.step(timestampMs, frames);
      counts.frames++;
      counts.people += people.length;
      counts.reported += reported.length;
      const shoppers = names.call(reported, people);
      const ambiguities = names.rename(tracker.listAmbiguities());
      const frame = { kind: "joints" as const, timestampMs, shoppers };
      return ambiguities.length === 0 ? frame : { ...frame, ambiguities };
    },
  };
}
