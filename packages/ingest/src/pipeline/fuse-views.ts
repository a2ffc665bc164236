/** Looks of several cameras, put together by instant, and who is in the shop by them. */

import type { IdentityAmbiguity, ShopperPose } from "@saunter/engine/observation";
import type { BodyTracker } from "@saunter/vision/fusion/body-tracker";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import { createFrameSets, type FrameSet, type Stamped } from "../cameras/frame-sets.ts";

/** What was made of one frame; the frame itself is gone by then. */
export interface FramePoses extends Stamped {
  /** Null where it was not processed: that says nothing of who is there. */
  readonly poses: readonly PoseDetection[] | null;
}

type Seen = FramePoses & { readonly poses: readonly PoseDetection[] };

const isSeen = (framePoses: FramePoses): framePoses is Seen => framePoses.poses !== null;

/** One instant. */
export interface Fused {
  readonly timestampMs: number;
  /** Of all cameras that were processed, those that are left out too. */
  readonly seen: readonly Seen[];
  /** How many cameras it rests on, those included that were not processed as nothing had changed. */
  readonly cameras: number;
  readonly people: readonly ShopperPose[];
  /** Identity ambiguities. */
  readonly ambiguities: readonly IdentityAmbiguity[];
}

export interface FusionOptions {
  readonly cameraIds: readonly string[];
  readonly frameMs: number;
  readonly tracker: BodyTracker;
  /** Whether what the camera sees counts now. */
  readonly isTrusted: (cameraId: string) => boolean;
}

export interface Fusion {
  add(framePoses: FramePoses, nowMs: number): Fused[];
  pass(nowMs: number): Fused[];
  /** When `pass` has something to do if no frame comes; null where nothing waits. */
  findDueMs(): number | null;
  /** Stamps are corrected otherwise from now on, and lie apart by so much more; what waits is given. */
  spread(spreadMs: number): Fused[];
  end(): Fused[];
}

/** How long a set waits for a camera: a number of frames, and a least time. */
const WAIT_FRAMES = 2;
export const WAIT_MS_MIN = 250;

export function createFusion(options: FusionOptions): Fusion {
  const { cameraIds, frameMs, tracker, isTrusted } = options;
  let lastMs = Number.NEGATIVE_INFINITY;
  let sets = openSets(0);

  function openSets(spreadMs: number) {
    const waitMs = Math.max(WAIT_MS_MIN, WAIT_FRAMES * frameMs) + spreadMs;
    return createFrameSets<FramePoses>({ cameraIds, frameMs, waitMs, onLate: () => {} });
  }

  function fuse({ timestampMs, frames }: FrameSet<FramePoses>): Fused[] {
    // Time does not go back where a clock was corrected.
    if (timestampMs <= lastMs) return [];
    const all = [...frames.values()];
    const trusted = all.filter(({ cameraId }) => isTrusted(cameraId));
    // Where every camera has a fault nobody is reported as gone. Where none was processed they are as before.
    if (trusted.length === 0) return [];
    lastMs = timestampMs;
    const people = tracker.step(timestampMs, trusted.filter(isSeen));
    const ambiguities = tracker.listAmbiguities();
    return [
      { timestampMs, seen: all.filter(isSeen), cameras: trusted.length, people, ambiguities },
    ];
  }

  return {
    add: (framePoses, nowMs) => sets.add(framePoses, nowMs).flatMap(fuse),
    pass: (nowMs) => sets.pass(nowMs).flatMap(fuse),
    findDueMs: () => sets.findDueMs(),
    spread: (spreadMs) => {
      const fused = sets.end().flatMap(fuse);
      sets = openSets(spreadMs);
      return fused;
    },
    end: () => sets.end().flatMap(fuse),
  };
}
