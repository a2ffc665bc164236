/** What is not decided yet, and may have been done by somebody who is leaving. */

import type { ChangeCollector, ShelfChange } from "../sensing/changes.ts";
import { findUnsettledMs, type GondolaFrontEnd } from "../sensing/front-end.ts";
import type { ShopIndex } from "../shop-index.ts";
import { stoodBefore } from "./gater.ts";
import type { ShopperTrack } from "./tracks.ts";
import { findUnreadOf, type UnreadWatch } from "./unread.ts";

export interface OpenScene {
  readonly index: ShopIndex;
  readonly sensing: {
    readonly frontEnds: ReadonlyMap<number, GondolaFrontEnd>;
    readonly awaited: ReadonlySet<number>;
    readonly collector: ChangeCollector;
    readonly nowMs: number;
  };
  readonly waiting: readonly ShelfChange[];
  readonly unread: UnreadWatch;
}

/** Changes that wait for joints, and that a shopper stood before. */
export function listWaitingOf(scene: OpenScene, track: ShopperTrack): ShelfChange[] {
  return scene.waiting.filter(({ gondola, startMs }) => mayConcern(scene, gondola, track, startMs));
}

/**
 * A gondola that a shopper stood before and of which it is not known yet what happened there: its
 * plates have not settled, or their readings have not come. Null where there is none.
 */
export function findUnsettledOf(scene: OpenScene, track: ShopperTrack): number | null {
  for (const { gondola, steps } of scene.sensing.collector.pending) {
    const sinceMs = Math.min(...steps.map(({ startMs }) => startMs));
    if (mayConcern(scene, gondola, track, sinceMs)) return gondola;
  }
  for (const frontEnd of scene.sensing.frontEnds.values()) {
    const { gondola } = frontEnd;
    if (mayConcern(scene, gondola, track, findUnsettledMs(frontEnd))) return gondola;
  }
  return findUnreadOf(scene, track.shopperId);
}

/** Whether what has been open at a gondola since a time may be of somebody's making. */
function mayConcern(
  { index, sensing: { nowMs } }: OpenScene,
  gondola: number,
  track: ShopperTrack,
  sinceMs: number,
): boolean {
  if (!(sinceMs <= track.lastSeenMs)) return false;
  // Where it is not known where the plates are, anybody may have reached for them.
  return !index.places.has(gondola) || stoodBefore({ index, nowMs }, gondola, track, sinceMs);
}
