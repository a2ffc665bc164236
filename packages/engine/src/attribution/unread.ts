/**
 * Gondolas whose readings have not come, and who stood before them meanwhile: nobody knows yet what they took there.
 * A controller may have lost its connection and send later what it kept, or never.
 */
import { POSE_HISTORY_BEHIND_MS_MAX, UNREAD_CHECK_MS, UNREAD_MS } from "../limits.ts";
import type { GondolaFrontEnd } from "../sensing/front-end.ts";
import type { ShopIndex } from "../shop-index.ts";
import { stoodBefore } from "./gater.ts";
import type { Tracks } from "./tracks.ts";

export interface UnreadWatch {
  /** By shopper and gondola, when they stood there last while it was silent. */
  readonly stoodMs: Map<string, Map<number, number>>;
  /** By gondola, up to when readings of it are lost, if joints of that time have not come yet. */
  readonly lostUntilMs: Map<number, number>;
  checkedMs: number;
}

export function createUnreadWatch(): UnreadWatch {
  return { stoodMs: new Map(), lostUntilMs: new Map(), checkedMs: Number.NEGATIVE_INFINITY };
}

/** Readings of a gondola from before `untilMs` are lost. */
export function noteLost({ lostUntilMs }: UnreadWatch, gondola: number, untilMs: number): void {
  lostUntilMs.set(gondola, Math.max(untilMs, lostUntilMs.get(gondola) ?? untilMs));
}

/** Gondolas of which readings from the time of a frame are lost. */
export function listLost({ lostUntilMs }: UnreadWatch, frameMs: number): number[] {
  for (const [gondola, untilMs] of lostUntilMs) {
    if (frameMs > untilMs) lostUntilMs.delete(gondola);
  }
  return [...lostUntilMs.keys()];
}

interface UnreadScene {
  readonly index: ShopIndex;
  readonly sensing: {
    readonly frontEnds: ReadonlyMap<number, Pick<GondolaFrontEnd, "expectedMs">>;
    readonly awaited: ReadonlySet<number>;
  };
  readonly tracks: Tracks;
  readonly unread: UnreadWatch;
}

/** Notes who stands before gondolas that are silent at the time of the newest frame; keeps the joints that they need. */
export function watchUnread({ index, sensing, tracks, unread }: UnreadScene): void {
  const nowMs = tracks.lastFrameMs;
  if (nowMs - unread.checkedMs < UNREAD_CHECK_MS) return;
  unread.checkedMs = nowMs;
  let oldestMs = nowMs;
  for (const gondola of new Set([...sensing.awaited, ...sensing.frontEnds.keys()])) {
    const expectedMs = findReadMs(sensing, gondola);
    if (!(nowMs - expectedMs > UNREAD_MS)) continue;
    oldestMs = Math.min(oldestMs, expectedMs);
    for (const track of tracks.byId.values()) {
      const sinceMs = Math.max(expectedMs, nowMs - UNREAD_CHECK_MS);
      if (!stoodBefore({ index, nowMs }, gondola, track, sinceMs)) continue;
      let own = unread.stoodMs.get(track.shopperId);
      if (own === undefined) {
        own = new Map();
        unread.stoodMs.set(track.shopperId, own);
      }
      own.set(gondola, nowMs);
    }
  }
  tracks.behindMs = Math.min(nowMs - oldestMs, POSE_HISTORY_BEHIND_MS_MAX);
  for (const [shopperId, own] of unread.stoodMs) {
    for (const [gondola, stoodMs] of own) {
      if (findReadMs(sensing, gondola) > stoodMs) own.delete(gondola);
    }
    if (own.size === 0 || !tracks.byId.has(shopperId)) unread.stoodMs.delete(shopperId);
  }
}

/** Up to when a gondola has been read; of one that has not sent yet, never. */
function findReadMs({ frontEnds }: UnreadScene["sensing"], gondola: number): number {
  return frontEnds.get(gondola)?.expectedMs ?? Number.NEGATIVE_INFINITY;
}

/** A gondola that somebody stood before and whose readings of then have not come; null where there is none. */
export function findUnreadOf(
  { sensing, unread }: Pick<UnreadScene, "sensing" | "unread">,
  shopperId: string,
): number | null {
  const own = unread.stoodMs.get(shopperId);
  if (own === undefined) return null;
  for (const [gondola, stoodMs] of own) {
    if (!(findReadMs(sensing, gondola) > stoodMs)) return gondola;
    own.delete(gondola);
  }
  return null;
}

/** Whether somebody stood before a gondola while it was silent, and that is not known to be over. */
export function stoodUnread(unread: UnreadWatch, gondola: number, shopperId: string): boolean {
  return unread.stoodMs.get(shopperId)?.has(gondola) ?? false;
}
