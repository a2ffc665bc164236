/** Who made each change: it waits for the joints of its time, and until later frames cannot change the identities. */
import { ASK_AGAIN_MS, DECIDED_MAX, JOINTS_AFTER_MS, JOINTS_WAIT_MS_MAX } from "../limits.ts";
import { type Block, findCrossingMs, type ShelfChange } from "../sensing/changes.ts";
import type { Sensing } from "../sensing/sensing-stage.ts";
import type { ShopIndex } from "../shop-index.ts";
import {
  findWho,
  isAmbiguous,
  type Moment,
  resolveNear,
  shareOut,
  viewMoment,
  type WhoDistribution,
} from "./associator.ts";
import { findChangeTarget, findTarget } from "./change-target.ts";
import type { ClockAlignment } from "./clock-alignment.ts";
import { createHandoverDetector, type HandoverDetector } from "./handovers.ts";
import { type AmbiguityTable, createAmbiguityTable } from "./identity-ambiguities.ts";
import type { IdentityGroup } from "./identity-smoother.ts";
import { findUnsettledOf, listWaitingOf } from "./open-changes.ts";
import { createDwellWatch, type DwellWatch, type ReachTarget, rateDwell } from "./reach.ts";
import { createSwapWatch, type SwapWatch } from "./swapped-plates.ts";
import { createTracks, type ShopperTrack, type Tracks } from "./tracks.ts";
import { createUnreadWatch, type UnreadWatch } from "./unread.ts";

export interface Attribution {
  /** Only read. */
  readonly sensing: Sensing;
  readonly index: ShopIndex;
  readonly tracks: Tracks;
  readonly handovers: HandoverDetector;
  /** Identity ambiguities of the tracker. */
  readonly ambiguities: AmbiguityTable;
  /** Joints and readings on one clock; null where they are taken to be. */
  readonly clocks: ClockAlignment | null;
  /** Who stood before gondolas whose readings have not come. */
  readonly unread: UnreadWatch;
  /** Whether facings are wired for each other; null where it is not known how they should be. */
  readonly swaps: SwapWatch | null;
  /** By change and plates: where hands are watched for that may press there. */
  readonly watches: Map<string, DwellWatch>;
  /** Of changes whose identities were ambiguous: until when joints are waited for. */
  readonly askedMs: Map<number, number>;
  /** Of a change that was asked for in this step: identities by the joints up to a time. */
  readonly resolved: Map<number, ResolvedIdentities>;
  /** Changes that wait for the joints of their time. */
  waiting: ShelfChange[];
}

interface ResolvedIdentities {
  readonly untilMs: number;
  readonly groups: readonly IdentityGroup[];
}

export function createAttribution(sensing: Sensing, clocks: ClockAlignment | null): Attribution {
  const { index } = sensing;
  const { hands, identity } = index.parameters;
  return {
    sensing,
    index,
    tracks: createTracks(),
    handovers: createHandoverDetector(hands),
    ambiguities: createAmbiguityTable(identity),
    clocks,
    unread: createUnreadWatch(),
    // Of configured scales it is known which channel weighs where, as it is how they are zeroed.
    swaps: sensing.signs === null ? null : createSwapWatch(index),
    watches: new Map(),
    askedMs: new Map(),
    resolved: new Map(),
    waiting: [],
  };
}

/** A change, and who made it by the joints up to `untilMs`. */
export interface AttributedChange {
  readonly change: ShelfChange;
  readonly target: ReachTarget | null;
  /** When the half of it was done, and the most. */
  readonly middleMs: number;
  readonly lastMs: number;
  readonly untilMs: number;
  /** Joints after this say nothing about identities then. */
  readonly latestMs: number;
  /** Log evidence of a reach for a place when half of the change was done. It compares places; its size alone says nothing. */
  readonly weighReach: (target: ReachTarget) => number;
  /** Who made a block, when a share (0..1) of it was done. */
  readonly findWho: (block: Block, share: number) => WhoDistribution;
  /** The same by the joints up to `latestMs`, once they are there. */
  readonly findWhoLate: (block: Block, timestampMs: number) => WhoDistribution;
}

/** Time of the newest observation, of plates or joints. */
export function findTimeMs({ sensing, tracks }: Attribution): number {
  return Math.max(sensing.nowMs, tracks.lastFrameMs);
}

/** Takes those out that can be decided. */
export function takeDue(attribution: Attribution): ShelfChange[] {
  attribution.resolved.clear();
  const due = attribution.waiting.filter((change) => isDue(attribution, change));
  return takeWaiting(attribution, due);
}

/** Takes those out that wait, and that somebody who leaves stood before. */
export function takeWaitingOf(attribution: Attribution, track: ShopperTrack): ShelfChange[] {
  attribution.resolved.clear();
  return takeWaiting(attribution, listWaitingOf(attribution, track));
}

function takeWaiting(attribution: Attribution, taken: ShelfChange[]): ShelfChange[] {
  if (taken.length > 0) {
    attribution.waiting = attribution.waiting.filter((change) => !taken.includes(change));
  }
  return taken;
}

export function isOpenFor(attribution: Attribution, shopperId: string): boolean {
  const track = attribution.tracks.byId.get(shopperId);
  if (track === undefined) return false;
  return (
    listWaitingOf(attribution, track).length > 0 || findUnsettledOf(attribution, track) !== null
  );
}

/** By the time whose joints they rest on. */
export function sortChanges(
  attribution: Attribution,
  changes: readonly ShelfChange[],
): ShelfChange[] {
  const untilMs = (change: ShelfChange): number => findUntilMs(attribution, change);
  return [...changes].sort((a, b) => untilMs(a) - untilMs(b) || a.id - b.id);
}

/**
 * Whether a change can be decided: the joints of its time are there, and what comes next cannot tell
 * more of identities. What is asked rests on the joints up to the time asked for, not on those that
 * happen to be there, so that the answer does not depend on when they arrived.
 */
function isDue(attribution: Attribution, change: ShelfChange): boolean {
  const { askedMs, index, sensing, tracks } = attribution;
  if (tracks.byId.size === 0) return true;
  const waitedMs = sensing.nowMs - change.settledMs;
  const { lastMs } = findTimes(change);
  const latestMs = lastMs + index.parameters.identity.lookAfterMs;
  for (;;) {
    const untilMs = findUntilMs(attribution, change);
    if (tracks.lastFrameMs < untilMs) return waitedMs > untilMs - lastMs + JOINTS_WAIT_MS_MAX;
    if (untilMs >= latestMs || !isIdentityAmbiguous(attribution, change, untilMs)) return true;
    askedMs.set(change.id, Math.min(latestMs, untilMs + ASK_AGAIN_MS));
  }
}

/** Joints up to this time decide a change. */
export function findUntilMs({ askedMs }: Attribution, change: ShelfChange): number {
  return askedMs.get(change.id) ?? findTimes(change).lastMs + JOINTS_AFTER_MS;
}

function isIdentityAmbiguous(
  { index, resolved, tracks }: Attribution,
  change: ShelfChange,
  untilMs: number,
): boolean {
  const { middleMs } = findTimes(change);
  const target = findChangeTarget(index, change);
  const groups = resolveNear(tracks, target, middleMs, untilMs, index.parameters);
  resolved.set(change.id, { untilMs, groups });
  return isAmbiguous(groups, middleMs, index.parameters.who);
}

/** When the half of a change was done, and the most of it. */
export function findTimes(change: ShelfChange): { middleMs: number; lastMs: number } {
  return {
    middleMs: Math.max(...change.plates.map((plate) => plate.crossingsMs[3]!)),
    lastMs: Math.max(...change.plates.map((plate) => plate.crossingsMs[6]!)),
  };
}

export function attributeChange(attribution: Attribution, change: ShelfChange): AttributedChange {
  const untilMs = findUntilMs(attribution, change);
  attribution.askedMs.delete(change.id);
  return attributeUntil(attribution, change, untilMs);
}

/** Of the changes that still wait, those that are wanted and of whose time there are joints. */
export function listSeen(
  attribution: Attribution,
  isWanted: (change: ShelfChange) => boolean,
): ShelfChange[] {
  const { tracks, waiting } = attribution;
  const seen = waiting.filter(
    (change) => isWanted(change) && findTimes(change).lastMs <= tracks.lastFrameMs,
  );
  return sortChanges(attribution, seen);
}

/** Who made a change that still waits, by the joints that are there. */
export function attributeSoFar(attribution: Attribution, change: ShelfChange): AttributedChange {
  const untilMs = attribution.resolved.get(change.id)?.untilMs ?? attribution.tracks.lastFrameMs;
  return attributeUntil(attribution, change, untilMs);
}

function attributeUntil(
  attribution: Attribution,
  change: ShelfChange,
  untilMs: number,
): AttributedChange {
  const { index, resolved, tracks } = attribution;
  const { parameters } = index;
  const { middleMs, lastMs } = findTimes(change);
  const target = findChangeTarget(index, change);
  const latestMs = middleMs + parameters.identity.lookAfterMs;
  const known = resolved.get(change.id);
  const groups =
    known?.untilMs === untilMs
      ? known.groups
      : resolveNear(tracks, target, middleMs, untilMs, parameters);
  const findMoment = rememberMoments(attribution, untilMs, () => groups);
  return {
    change,
    target,
    middleMs,
    lastMs,
    untilMs,
    latestMs,
    weighReach: (place) => findWho(findMoment(middleMs), place, parameters).reach,
    findWho: (block, share) =>
      findWho(
        findMoment(findCrossingMs(block, share)),
        findTarget(index, change, block),
        parameters,
      ),
    findWhoLate: askWhoLate(attribution, change, target, { middleMs, latestMs }),
  };
}

function askWhoLate(
  attribution: Attribution,
  change: ShelfChange,
  target: ReachTarget | null,
  { middleMs, latestMs }: { readonly middleMs: number; readonly latestMs: number },
): AttributedChange["findWhoLate"] {
  const { index, tracks } = attribution;
  let groups: readonly IdentityGroup[] | null = null;
  const findGroups = (): readonly IdentityGroup[] => {
    groups ??= resolveNear(tracks, target, middleMs, latestMs, index.parameters);
    return groups;
  };
  const findMoment = rememberMoments(attribution, latestMs, findGroups);
  return (block, timestampMs) =>
    findWho(findMoment(timestampMs), findTarget(index, change, block), index.parameters);
}

/**
 * Blocks of a change are asked for at the same few times: what was seen then is worked out once, as long as no
 * further frame has come.
 */
function rememberMoments(
  { index, tracks }: Attribution,
  untilMs: number,
  findGroups: () => readonly IdentityGroup[],
): (timestampMs: number) => Moment {
  const moments = new Map<number, Moment>();
  let frameMs = Number.NaN;
  return (timestampMs) => {
    if (tracks.lastFrameMs !== frameMs) moments.clear();
    frameMs = tracks.lastFrameMs;
    let moment = moments.get(timestampMs);
    if (moment === undefined) {
      moment = viewMoment(tracks, timestampMs, untilMs, findGroups(), index.parameters);
      moments.set(timestampMs, moment);
    }
    return moment;
  };
}

/**
 * Hands are watched from now on that may press on the plates of a change.
 *
 * @param seen who made each block, by its plates
 */
export function watchHands(
  { index, watches }: Attribution,
  change: ShelfChange,
  blocks: readonly { readonly block: Block; readonly plates: readonly number[] }[],
  seen: ReadonlyMap<string, WhoDistribution>,
): void {
  for (const { block, plates } of blocks) {
    const target = findTarget(index, change, block);
    const who = seen.get(plates.join());
    if (target === null || who === undefined) continue;
    const watch = createDwellWatch(target, shareOut(who), change.settledMs);
    watches.set(nameWatch(change.id, plates), watch);
  }
  while (watches.size > DECIDED_MAX) watches.delete(watches.keys().next().value!);
}

function nameWatch(changeId: number, plates: readonly number[]): string {
  return `${changeId} ${plates.join()}`;
}

/** How far joints say that a hand has pressed on plates since a change of theirs. */
export function weighDwell(
  { index, tracks, watches }: Attribution,
  { changeId, plates }: { readonly changeId: number; readonly plates: readonly number[] },
  toMs: number,
): number {
  const watch = watches.get(nameWatch(changeId, plates));
  return watch === undefined ? 0 : rateDwell(tracks, watch, toMs, index.parameters);
}
