/**
 * The last seconds before all cameras, blurred: the only pictures of people that are in memory for longer
 * than a moment. Nothing grows; what is older is written over.
 */

import type { ImageSize } from "../cameras/colour-image.ts";
import type { ViewedFrame } from "../pipeline/viewed-frame.ts";
import { createPeopleBlur, type PeopleBlur } from "./blur-people.ts";
import type { Disc } from "./body-regions.ts";
import {
  CLIP_FRAMES_MIN,
  CLIP_STEP_MS,
  CLIP_WIDTH_PX,
  RING_BYTES_MAX,
  RING_MS,
  STILL_MS_MAX,
} from "./clip-limits.ts";

/** Some seconds of one camera. */
export interface ClipFrames extends ImageSize {
  readonly startMs: number;
  /** One each `CLIP_STEP_MS`, three bytes a pixel; the same one again where there was none in between. */
  readonly frames: readonly Uint8Array[];
}

export interface ClipRing {
  see(frame: ViewedFrame): void;
  /** Copies what there is from one time to another; null where it is too little. */
  cut(cameraId: string, fromMs: number, toMs: number): ClipFrames | null;
  /** Where hands were seen in those pictures, in shares of their sides. */
  listHands(cameraId: string, fromMs: number, toMs: number): readonly (readonly Share[])[];
  /** Whether something was wrong with it at any time from then on. */
  wasLeftOut(cameraId: string, fromMs: number): boolean;
  /** Bytes of pictures that are held, for all cameras together. */
  countBytes(): number;
}

export interface Share {
  readonly x: number;
  readonly y: number;
}

export interface ClipRingOptions {
  /** How many there are: they share the room. */
  readonly cameras: number;
  readonly bytesMax?: number;
  /** As `createBackgroundImage` has it. */
  readonly usualAfterMs?: number;
}

interface BlurredFrame {
  readonly timestampMs: number;
  readonly rgb: Uint8Array;
  readonly hands: readonly Share[];
}

interface Track {
  readonly frame: ImageSize;
  readonly blur: PeopleBlur;
  readonly framesMax: number;
  readonly stepMs: number;
  /** In order of time. */
  readonly kept: BlurredFrame[];
  /** The last frame that was taken, kept or not. */
  seenMs: number;
  /** The last frame that did not count, as something was wrong with the camera. */
  leftOutMs: number;
  readonly spare: Uint8Array[];
}

/** A frame that comes a little early counts as one that comes in time. */
const EARLY_SHARE = 0.9;
const NEVER_MS = Number.NEGATIVE_INFINITY;

export function createClipRing(options: ClipRingOptions): ClipRing {
  const tracks = new Map<string, Track>();
  const list = (cameraId: string, fromMs: number, toMs: number): readonly BlurredFrame[] =>
    (tracks.get(cameraId)?.kept ?? []).filter(
      ({ timestampMs }) => timestampMs >= fromMs && timestampMs <= toMs,
    );
  return {
    see: (frame) => {
      let track = tracks.get(frame.cameraId);
      if (track === undefined || !isSameSize(track.frame, frame)) {
        // A camera that nobody counted has no room.
        if (track === undefined && tracks.size >= options.cameras) return;
        track = openTrack(frame, options);
        tracks.set(frame.cameraId, track);
      }
      take(track, frame);
    },
    cut: (cameraId, fromMs, toMs) => {
      const track = tracks.get(cameraId);
      if (track === undefined) return null;
      const kept = list(cameraId, fromMs - STILL_MS_MAX, toMs);
      return cutFrames(track.blur.size, kept, fromMs, toMs);
    },
    listHands: (cameraId, fromMs, toMs) => list(cameraId, fromMs, toMs).map(({ hands }) => hands),
    wasLeftOut: (cameraId, fromMs) => (tracks.get(cameraId)?.leftOutMs ?? NEVER_MS) >= fromMs,
    countBytes: () =>
      [...tracks.values()].reduce(
        (sum, { kept, spare, blur }) => sum + (kept.length + spare.length) * countBytes(blur.size),
        0,
      ),
  };
}

function isSameSize(a: ImageSize, b: ImageSize): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}

function countBytes({ widthPx, heightPx }: ImageSize): number {
  return 3 * widthPx * heightPx;
}

function openTrack(frame: ImageSize, options: ClipRingOptions): Track {
  const { cameras, bytesMax = RING_BYTES_MAX, usualAfterMs } = options;
  const blur = createPeopleBlur(frame, CLIP_WIDTH_PX, usualAfterMs);
  const room = Math.floor(bytesMax / cameras / countBytes(blur.size));
  const framesMax = Math.min(RING_MS / CLIP_STEP_MS, room);
  const stepMs = framesMax === 0 ? Number.POSITIVE_INFINITY : RING_MS / framesMax;
  const { widthPx, heightPx } = frame;
  const empty = { kept: [], seenMs: NEVER_MS, leftOutMs: NEVER_MS, spare: [] };
  return { frame: { widthPx, heightPx }, blur, framesMax, stepMs, ...empty };
}

function take(track: Track, frame: ViewedFrame): void {
  const { blur, framesMax, stepMs } = track;
  if (framesMax === 0) return;
  const tookMs = frame.timestampMs - track.seenMs;
  // A clock that was set back leaves a future behind that never comes.
  const isSetBack = tookMs < -RING_MS;
  if (isSetBack) {
    drop(track, track.kept.length);
    track.leftOutMs = NEVER_MS;
  }
  if (frame.isLeftOut) track.leftOutMs = frame.timestampMs;
  if (!isSetBack && tookMs < EARLY_SHARE * stepMs) return;
  track.seenMs = frame.timestampMs;
  if (frame.poses === null) {
    blur.learn(frame);
    return;
  }
  const old = track.kept.findIndex(({ timestampMs }) => timestampMs >= frame.timestampMs - RING_MS);
  drop(track, old === -1 ? track.kept.length : old);
  if (track.kept.length >= framesMax) drop(track, 1);
  const rgb = track.spare.pop() ?? new Uint8Array(countBytes(blur.size));
  const hands = blur.blur(frame, frame.poses, rgb).map((disc) => toShare(disc, blur.size));
  track.kept.push({ timestampMs: frame.timestampMs, rgb, hands });
}

function drop(track: Track, count: number): void {
  for (const { rgb } of track.kept.splice(0, count)) track.spare.push(rgb);
}

function toShare({ xPx, yPx }: Disc, { widthPx, heightPx }: ImageSize): Share {
  return { x: xPx / widthPx, y: yPx / heightPx };
}

function cutFrames(
  { widthPx, heightPx }: ImageSize,
  kept: readonly BlurredFrame[],
  fromMs: number,
  toMs: number,
): ClipFrames | null {
  const copies = new Map<BlurredFrame, Uint8Array>();
  const copy = (one: BlurredFrame): Uint8Array => {
    const known = copies.get(one) ?? Uint8Array.from(one.rgb);
    copies.set(one, known);
    return known;
  };
  const frames: Uint8Array[] = [];
  let startMs = fromMs;
  for (let atMs = fromMs; atMs <= toMs; atMs += CLIP_STEP_MS) {
    const newest = kept.findLast(({ timestampMs }) => timestampMs <= atMs + CLIP_STEP_MS / 2);
    const isThere = newest !== undefined && atMs - newest.timestampMs <= STILL_MS_MAX;
    if (isThere) frames.push(copy(newest));
    else if (frames.length === 0) startMs = atMs + CLIP_STEP_MS;
    // Where nothing is known what was seen last stands still: the time goes on.
    else frames.push(frames.at(-1)!);
  }
  if (copies.size < CLIP_FRAMES_MIN) return null;
  return { widthPx, heightPx, startMs, frames };
}
