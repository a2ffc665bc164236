/** Which shoppers were near enough to some plates, or to a gondola, to have made a change there. */
import { measureDistance, type ShopIndex } from "../shop-index.ts";
import type { ReachTarget } from "./reach.ts";
import { findFrame, type PoseFrame, type ShopperTrack, type Tracks } from "./tracks.ts";

/** How near somebody came to a change, metres; infinite where they were not seen. */
export function findNearest(
  frames: readonly PoseFrame[],
  target: ReachTarget,
  fromMs: number,
  toMs: number,
): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = findFrame(frames, fromMs); i < frames.length; i++) {
    const frame = frames[i]!;
    if (frame.timestampMs > toMs) break;
    const dx = frame.bodyX - target.place.x;
    const dy = frame.bodyY - target.place.y;
    // Many frames are gone through: of the nearest alone the root is taken.
    const square = dx * dx + dy * dy;
    if (square < nearest) nearest = square;
  }
  return Math.sqrt(nearest);
}

/** Shoppers who came nearer than `nearM` within a time, the nearest first. */
export function gateTracks(
  tracks: Tracks,
  target: ReachTarget,
  fromMs: number,
  toMs: number,
  nearM: number,
): ShopperTrack[] {
  return [...tracks.byId.values()]
    .map((track) => ({ track, apartM: findNearest(track.frames, target, fromMs, toMs) }))
    .filter(({ apartM }) => apartM < nearM)
    .sort((x, y) => x.apartM - y.apartM)
    .map(({ track }) => track);
}

/** Where everything is, and the time. */
export interface StandingScene {
  readonly index: ShopIndex;
  readonly nowMs: number;
}

/** Whether somebody stood before a gondola when they were last seen, or at any time since `sinceMs`. */
export function stoodBefore(
  { index, nowMs }: StandingScene,
  gondola: number,
  { frames }: ShopperTrack,
  sinceMs: number,
): boolean {
  const { concernedM, concernedSeenMs } = index.parameters.findings;
  for (let at = frames.length - 1; at >= 0; at--) {
    const { timestampMs, bodyX, bodyY } = frames[at]!;
    if (Math.min(nowMs, sinceMs) - timestampMs > concernedSeenMs) return false;
    if (measureDistance(index, gondola, bodyX, bodyY) < concernedM) return true;
    if (timestampMs < sinceMs) return false;
  }
  return false;
}
