/**
 * A frame made small, in which people are a mosaic but for their hands and what those hold. What moved and
 * is nobody who was found is covered, too: privacy does not hang on the pose model's finding everybody.
 */
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { ColourImage, ImageSize } from "../cameras/colour-image.ts";
import { createBackgroundImage } from "./background-image.ts";
import {
  coverBody,
  type Disc,
  findHands,
  type Mask,
  measureHeadPx,
  scaleDetection,
} from "./body-regions.ts";
import { coverMoved } from "./cover-moved.ts";
import { coverCells } from "./mosaic.ts";
import { makeGrids } from "./mosaic-cells.ts";
import { findSmallSize, shrinkColour } from "./small-image.ts";

export interface TimedImage extends ColourImage {
  readonly timestampMs: number;
}

export interface PeopleBlur {
  readonly size: ImageSize;
  /**
   * Writes the blurred picture into `into`, three bytes a pixel of `size`. Returns where hands are
   * seen in it.
   *
   * @param poses all who were found in the frame, however unsure, in its pixels
   */
  blur(frame: TimedImage, poses: readonly PoseDetection[], into: Uint8Array): Disc[];
  /** Of a frame in which nobody was looked for: what is usual is learnt of it, and nothing shown. */
  learn(frame: TimedImage): void;
}

/** Of one camera. `usualAfterMs`: as `createBackgroundImage` has it. */
export function createPeopleBlur(
  frame: ImageSize,
  widthPxMax: number,
  usualAfterMs?: number,
): PeopleBlur {
  const size = findSmallSize(frame, widthPxMax);
  const { widthPx, heightPx } = size;
  const pixels = widthPx * heightPx;
  const mask: Mask = { ...size, values: new Uint8Array(pixels), levels: new Uint8Array(pixels) };
  const grids = makeGrids(widthPx, heightPx);
  const usual = createBackgroundImage(size, usualAfterMs);
  /** Where somebody was found last: they may stand there still. */
  const found = new Uint8Array(pixels);
  const learnt = { ...size, rgb: new Uint8Array(3 * pixels) };
  return {
    size,
    learn: (image) => {
      shrinkColour(image, size, learnt.rgb);
      usual.see(learnt, found, image.timestampMs);
    },
    blur: (image, poses, into) => {
      shrinkColour(image, size, into);
      const small = { ...size, rgb: into };
      const scale = [widthPx / image.widthPx, heightPx / image.heightPx] as const;
      const people = poses.map((pose) => scaleDetection(pose, ...scale));
      const headsPx = people.map(measureHeadPx);
      mask.values.fill(0);
      mask.levels.fill(0);
      for (const [at, person] of people.entries()) coverBody(mask, person, headsPx[at]!);
      found.set(mask.values);
      coverMoved(mask, usual.see(small, found, image.timestampMs));
      const hands = people.flatMap(findHands);
      coverCells(small, mask, grids, hands);
      return hands;
    },
  };
}
