/**
 * What hands hold, as cameras see it: of each hand the camera that sees it best, a few times a second. The
 * crop is measured and forgotten; what is left is how likely each product is.
 */

import type { HandView, ShopperPose } from "@saunter/engine/observation";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import type { ViewedFrame } from "../pipeline/viewed-frame.ts";
import { findHands, type HandBox } from "./find-hands.ts";
import type { HandClassifier } from "./hand-classifier.ts";
import { cutCrop, type HandCrop } from "./hand-crop.ts";

export interface HandWatchOptions {
  /** As they are calibrated, for the size of the frames that come. */
  readonly cameras: readonly Camera[];
  readonly classifier: HandClassifier;
}

export interface HandWatch {
  /** For `onView` of the watch: while the frame's pixels are there. */
  classify(frame: ViewedFrame): void;
  /** People with what was seen of their hands since the instant before. Instants come in order of time. */
  addHands(people: readonly ShopperPose[], timestampMs: number): readonly ShopperPose[];
}

/** How often a hand is classified, at most. */
const LOOK_EVERY_MS = 150;
/** Time after which a crop that no frame has requested is forgotten. */
export const CROP_MS_MAX = 1000;
/** Crops that wait: of more the oldest are forgotten. */
export const CROPS_MAX = 256;
/** Crops of one instant come stamped so far apart. */
const SAME_INSTANT_MS = 60;

/** A crop that waits for the frame of its time. */
interface WaitingCrop extends Pick<HandBox, "shopperId" | "hand" | "quality"> {
  readonly timestampMs: number;
  readonly crop: HandCrop;
}

export function createHandWatch({ cameras, classifier }: HandWatchOptions): HandWatch {
  const byId = new Map(cameras.map((camera) => [camera.cameraId, camera]));
  let people: readonly ShopperPose[] = [];
  let waiting: WaitingCrop[] = [];
  const classifiedMs = new Map<string, number>();

  function classify(frame: ViewedFrame): void {
    const { cameraId, timestampMs, poses } = frame;
    const camera = byId.get(cameraId);
    if (camera === undefined || poses === null || people.length === 0) return;
    for (const { shopperId, hand, x, y, widthPx, quality } of findHands(camera, poses, people)) {
      const crop = cutCrop(frame, x, y, widthPx);
      if (crop !== null) waiting.push({ shopperId, hand, quality, timestampMs, crop });
    }
    if (waiting.length > CROPS_MAX) waiting = waiting.slice(-CROPS_MAX);
  }

  function takeViews(shopperId: string, timestampMs: number): HandView[] {
    return (["left", "right"] as const).flatMap((hand): HandView[] => {
      const key = `${shopperId} ${hand}`;
      if (timestampMs - (classifiedMs.get(key) ?? Number.NEGATIVE_INFINITY) < LOOK_EVERY_MS)
        return [];
      let best: WaitingCrop | null = null;
      for (const one of waiting) {
        if (one.shopperId !== shopperId || one.hand !== hand) continue;
        const isOfNow = Math.abs(one.timestampMs - timestampMs) <= SAME_INSTANT_MS;
        if (isOfNow && (best === null || one.quality > best.quality)) best = one;
      }
      if (best === null) return [];
      classifiedMs.set(key, timestampMs);
      const logProbabilities = classifier.rate(best.crop);
      return [{ hand, products: classifier.products, logProbabilities }];
    });
  }

  return {
    classify,
    addHands: (seen, timestampMs) => {
      people = seen;
      const shoppers = people.map((pose): ShopperPose => {
        const hands = takeViews(pose.shopperId, timestampMs);
        return hands.length === 0 ? pose : { ...pose, hands };
      });
      waiting = waiting.filter(
        (one) =>
          one.timestampMs > timestampMs + SAME_INSTANT_MS &&
          one.timestampMs < timestampMs + CROP_MS_MAX,
      );
      for (const [key, atMs] of classifiedMs)
        if (timestampMs - atMs > CROP_MS_MAX) classifiedMs.delete(key);
      return shoppers;
    },
  };
}
