/**
 * Joints and readings on one clock. Cameras are late by what exposure, encoder, network and model take, scales by
 * their amplifiers; both change when something connects again. Which offset they have follows from changes that a few
 * people were near enough to make (reach-timing.ts); it is kept as a belief that drifts and jumps. The times of
 * joints are corrected by it, gently, once it is known.
 *
 * It is one offset for all joints: several cameras are aligned before their detections are fused. Each gondola has a
 * belief of its own beside it, which tells where its controllers differ from the others.
 */
import {
  createPointMasses,
  findCell,
  findPeak,
  type PointMasses,
  spreadMasses,
  weighMasses,
} from "@saunter/numerics/point-mass-filter";
import { logSumExp } from "@saunter/numerics/statistics";
import type { ClockOffset, ClockReport, KnownOffset } from "../engine-types.ts";
import { CLOCK_CHANGES_WAITING_MAX, CLOCK_SHARED_MAX, CLOCK_SHARED_MS_MAX } from "../limits.ts";
import type { IdentityAmbiguity, JointFrame } from "../observation.ts";
import type { ClockParameters } from "../parameters/clocks.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import { gateTracks } from "./gater.ts";
import type { ReachTarget } from "./reach.ts";
import { findTimingMs, weighOffsets } from "./reach-timing.ts";
import type { Tracks } from "./tracks.ts";

interface OffsetBelief {
  readonly masses: PointMasses;
  /** Changes that it rests on. */
  changes: number;
}

/** A change of some plates. */
export interface NotedChange {
  readonly gondola: number;
  readonly target: ReachTarget;
  /** When half of it was done, by the readings' clock. */
  readonly changeMs: number;
}

/** A change that several people may have made, told apart by when their hands were where. */
interface SharedChange {
  readonly gondola: number;
  readonly changeMs: number;
  readonly shopperIds: readonly string[];
}

type WaitingChange = NotedChange & SharedChange;

/** One that was decided before the offset was known, and the correction then. */
type UnsureChange = SharedChange & { readonly appliedMs: number };

/** Somebody's receipt rests on times that are not known well enough. */
export type ClockConcern = Pick<SharedChange, "gondola" | "shopperIds">;

export interface ClockAlignment {
  readonly parameters: EngineParameters;
  /** Offsets that are told apart, milliseconds. */
  readonly offsetsMs: Float64Array;
  readonly shop: OffsetBelief;
  readonly byGondola: Map<number, OffsetBelief>;
  /** Changes that wait for the joints of the time after them. */
  waiting: WaitingChange[];
  /** Recent ones that were taken for sure, by time. */
  shared: SharedChange[];
  /** Those whose maker depends on the offset. Until its shoppers leave, later changes may show that the times were right. */
  unsure: UnsureChange[];
  /** What the correction goes to, and what it is. */
  wantedMs: number;
  appliedMs: number;
  /** Time of the newest frame as it came, and, as corrected, of the newest one while the correction changed. */
  frameMs: number;
  changedMs: number;
}

/** @param known the offset as it was when the process before this one ended; null: nothing is known */
export function createClockAlignment(
  parameters: EngineParameters,
  known: KnownOffset | null,
): ClockAlignment {
  const shop = createBelief(parameters.clocks);
  const offsetsMs = shop.masses.masses.map((_, at) => findCell(shop.masses, at));
  const { peakMs, restartShare, changesLeast } = parameters.clocks;
  if (known !== null) {
    const sdMs = Math.hypot(known.sdMs, peakMs / 2);
    const logs = offsetsMs.map((offsetMs) => -0.5 * ((offsetMs - known.offsetMs) / sdMs) ** 2);
    weighMasses(shop.masses, logs, restartShare);
    shop.changes = changesLeast;
  }
  const startMs = known?.appliedMs ?? 0;
  return {
    parameters,
    offsetsMs,
    shop,
    byGondola: new Map(),
    waiting: [],
    shared: [],
    unsure: [],
    wantedMs: startMs,
    appliedMs: startMs,
    frameMs: Number.NaN,
    changedMs: Number.NEGATIVE_INFINITY,
  };
}

function createBelief({ cellMs, offsetMsMax }: ClockParameters): OffsetBelief {
  return { masses: createPointMasses(-offsetMsMax, offsetMsMax, cellMs), changes: 0 };
}

/** A frame on the clock of the readings. Frames keep their order. */
export function alignFrame(alignment: ClockAlignment, frame: JointFrame): JointFrame {
  const { parameters, wantedMs } = alignment;
  const passedMs = frame.timestampMs - alignment.frameMs;
  if (passedMs > 0) {
    const mostMs = parameters.clocks.slewShare * passedMs;
    const missingMs = wantedMs - alignment.appliedMs;
    if (missingMs !== 0) {
      alignment.appliedMs += Math.min(mostMs, Math.max(-mostMs, missingMs));
      alignment.changedMs = frame.timestampMs - alignment.appliedMs;
    }
  }
  if (!(passedMs <= 0)) alignment.frameMs = frame.timestampMs;
  const { appliedMs } = alignment;
  if (appliedMs === 0) return frame;
  const { ambiguities, timestampMs } = frame;
  const shift = (one: IdentityAmbiguity): IdentityAmbiguity => ({
    ...one,
    fromMs: one.fromMs - appliedMs,
    toMs: one.toMs - appliedMs,
  });
  return {
    ...frame,
    timestampMs: timestampMs - appliedMs,
    ...(ambiguities === undefined ? {} : { ambiguities: ambiguities.map(shift) }),
  };
}

/**
 * A change was decided: it says something of the offset once the joints after it are there. Returns whose receipts it
 * makes unsure: of the oldest that waits, if there are too many.
 */
export function noteChange(
  alignment: ClockAlignment,
  noted: NotedChange,
  tracks: Tracks,
): ClockConcern[] {
  alignment.waiting.push({ ...noted, shopperIds: listNear(alignment, noted, tracks) });
  if (alignment.waiting.length <= CLOCK_CHANGES_WAITING_MAX) return [];
  return noteShared(alignment, alignment.waiting.shift()!);
}

/** A shopper leaves. Returns the changes that make their receipt unsure, by what is known of the offset now. */
export function noteClockLeaver(alignment: ClockAlignment, shopperId: string): ClockConcern[] {
  const isOwn = ({ shopperIds }: SharedChange): boolean => shopperIds.includes(shopperId);
  const { appliedMs, parameters, shop } = alignment;
  // The joints after their last changes may not be there yet.
  const last = alignment.waiting.filter((one) => isOwn(one) && one.shopperIds.length > 1);
  const concerns = [...alignment.unsure, ...last.map((one) => ({ ...one, appliedMs }))]
    .filter(isOwn)
    .filter((one) => {
      const isKnown = isSure(shop, one.appliedMs, parameters.clocks);
      return !isKnown || !isBearable(alignment, one.gondola);
    });
  alignment.unsure = alignment.unsure
    .map((one) => ({ ...one, shopperIds: one.shopperIds.filter((own) => own !== shopperId) }))
    .filter(({ shopperIds }) => shopperIds.length > 0);
  return concerns.map(({ gondola }) => ({ gondola, shopperIds: [shopperId] }));
}

/** To be called after each frame: changes whose joints are all there say what they have to. */
export function weighChanges(alignment: ClockAlignment, tracks: Tracks): ClockConcern[] {
  const { appliedMs, parameters } = alignment;
  const untilMs = tracks.lastFrameMs + appliedMs - findTimingMs(parameters.clocks);
  if (!alignment.waiting.some(({ changeMs }) => changeMs <= untilMs)) return [];
  const due = alignment.waiting.filter(({ changeMs }) => changeMs <= untilMs);
  alignment.waiting = alignment.waiting.filter(({ changeMs }) => changeMs > untilMs);
  const concerns: ClockConcern[] = [];
  for (const noted of due) {
    weighChange(alignment, noted, tracks);
    const near = new Set([...noted.shopperIds, ...listNear(alignment, noted, tracks)]);
    const shared = { ...noted, shopperIds: [...near] };
    if (isByOffset(alignment, shared, tracks)) concerns.push(...noteShared(alignment, shared));
    else keepShared(alignment, shared);
    // Since when clocks are off is not known.
    const isIn = ({ gondola }: SharedChange): boolean => !isContradicted(alignment, gondola);
    concerns.push(...alignment.shared.filter((one) => !isIn(one)));
    alignment.shared = alignment.shared.filter(isIn);
  }
  choose(alignment);
  return concerns;
}

function weighChange(alignment: ClockAlignment, noted: NotedChange, tracks: Tracks): void {
  const { appliedMs, offsetsMs, parameters, shop } = alignment;
  const { clocks, reach } = parameters;
  if (isAcrossCorrection(alignment, noted)) return;
  const near = listNear(alignment, noted, tracks);
  if (near.length === 0 || near.length > clocks.nearMost) return;
  const frames = near.map((shopperId) => tracks.byId.get(shopperId)!.frames);
  // What is compared are joints as they came: a corrected frame is put back by as much.
  const asCameMs = noted.changeMs - appliedMs;
  const logs = weighOffsets(frames, noted.target, asCameMs, offsetsMs, { clocks, reach });
  if (logs === null) return;
  let own = alignment.byGondola.get(noted.gondola);
  if (own === undefined) {
    own = createBelief(clocks);
    alignment.byGondola.set(noted.gondola, own);
  }
  for (const belief of [shop, own]) {
    spreadMasses(belief.masses, clocks.driftMs, clocks.jumpShare);
    weighMasses(belief.masses, logs, clocks.strayShare);
    belief.changes++;
  }
}

/** Joints of before and after a correction are on two clocks. */
function isAcrossCorrection(
  { appliedMs, changedMs, parameters }: ClockAlignment,
  { changeMs }: NotedChange,
): boolean {
  return changeMs - appliedMs - findTimingMs(parameters.clocks) < changedMs;
}

/** Who may have made a change, whatever the offset is. */
function listNear(
  { appliedMs, parameters }: ClockAlignment,
  { changeMs, target }: NotedChange,
  tracks: Tracks,
): string[] {
  const { clocks } = parameters;
  const timingMs = findTimingMs(clocks);
  const asCameMs = changeMs - appliedMs;
  const near = gateTracks(tracks, target, asCameMs - timingMs, asCameMs + timingMs, clocks.aloneM);
  return near.map(({ shopperId }) => shopperId);
}

/**
 * Whether it depends on the offset whose hand made a change. It does not if the hand that was there by the joints'
 * present times is also the only one that was there at every offset that is likely.
 */
function isByOffset(alignment: ClockAlignment, noted: WaitingChange, tracks: Tracks): boolean {
  const { shopperIds } = noted;
  if (shopperIds.length < 2) return false;
  const { appliedMs, byGondola, offsetsMs, parameters, shop } = alignment;
  const { clocks, reach } = parameters;
  if (isAcrossCorrection(alignment, noted)) return true;
  const asCameMs = noted.changeMs - appliedMs;
  const hands: Float64Array[] = [];
  for (const shopperId of shopperIds) {
    const frames = tracks.byId.get(shopperId)?.frames;
    if (frames === undefined) return true;
    const logs = weighOffsets([frames], noted.target, asCameMs, offsetsMs, { clocks, reach });
    if (logs === null) return true;
    hands.push(logs);
  }
  const shareAt = (hand: Float64Array, at: number): number =>
    Math.exp(hand[at]! - logSumExp(hands.map((logs) => logs[at]!)));
  const { masses } = (byGondola.get(noted.gondola) ?? shop).masses;
  // Joints as they came are compared: with the present correction they are on the clock of the readings.
  const now = offsetsMs.findIndex((offsetMs) => offsetMs >= appliedMs);
  return !hands.some((hand) => {
    if (!(hand[now]! > 0) || shareAt(hand, now) < clocks.sureShare) return false;
    const share = masses.reduce((sum, mass, at) => sum + mass * shareAt(hand, at), 0);
    return share >= clocks.sureShare;
  });
}

/**
 * A change whose maker depends on the offset concerns those who were there if the offset is still not known when they
 * leave, or turns out to be another. Returns the oldest such change if there are too many.
 */
function noteShared(alignment: ClockAlignment, shared: SharedChange): ClockConcern[] {
  if (shared.shopperIds.length < 2) return [];
  if (isBearable(alignment, shared.gondola)) {
    keepShared(alignment, shared);
    return [];
  }
  const { changeMs, gondola, shopperIds } = shared;
  const { appliedMs, unsure } = alignment;
  unsure.push({ changeMs, gondola, shopperIds, appliedMs });
  return unsure.length > CLOCK_SHARED_MAX ? [unsure.shift()!] : [];
}

function keepShared(alignment: ClockAlignment, { changeMs, gondola, shopperIds }: SharedChange) {
  if (shopperIds.length < 2) return;
  const oldestMs = changeMs - CLOCK_SHARED_MS_MAX;
  alignment.shared = [
    ...alignment.shared.filter((one) => one.changeMs > oldestMs && one.changeMs !== changeMs),
    { gondola, changeMs, shopperIds },
  ].slice(-CLOCK_SHARED_MAX);
}

/** Whether changes show that joints and a gondola's readings are on two clocks. */
function isContradicted(
  { appliedMs, byGondola, parameters: { clocks }, shop }: ClockAlignment,
  gondola: number,
): boolean {
  const own = byGondola.get(gondola);
  return isOff(shop, appliedMs, clocks) || (own !== undefined && isApart(own, appliedMs, clocks));
}

/** Whether receipts can rest on the times that joints have now. */
function isBearable({ appliedMs, byGondola, parameters, shop }: ClockAlignment, gondola: number) {
  const { clocks } = parameters;
  if (!isSure(shop, appliedMs, clocks)) return false;
  const own = byGondola.get(gondola);
  return own === undefined || !isApart(own, appliedMs, clocks);
}

function isApart(own: OffsetBelief, appliedMs: number, clocks: ClockParameters): boolean {
  const { isKnown, offsetMs } = describeOffset(own, clocks);
  return isKnown && Math.abs(offsetMs - appliedMs) > clocks.bearableMs;
}

/** Whether an offset is within what is bearable of another with the probability that it takes. */
function isSure(belief: OffsetBelief, offsetMs: number, clocks: ClockParameters): boolean {
  return (
    belief.changes >= clocks.changesLeast &&
    findBearableShare(belief, offsetMs, clocks) >= clocks.bearableShare
  );
}

/** Whether it is beyond it with that probability: too little evidence of either is neither. */
function isOff(belief: OffsetBelief, offsetMs: number, clocks: ClockParameters): boolean {
  return (
    belief.changes >= clocks.changesLeast &&
    findBearableShare(belief, offsetMs, clocks) <= 1 - clocks.bearableShare
  );
}

function findBearableShare({ masses }: OffsetBelief, offsetMs: number, clocks: ClockParameters) {
  let share = 0;
  for (const [at, mass] of masses.masses.entries()) {
    if (Math.abs(findCell(masses, at) - offsetMs) <= clocks.bearableMs) share += mass;
  }
  return share;
}

/** The correction stays as it is until another one is known, and differs by more than its error. */
function choose(alignment: ClockAlignment): void {
  const { clocks } = alignment.parameters;
  const { isKnown, offsetMs, sdMs } = describeOffset(alignment.shop, clocks);
  const { wantedMs } = alignment;
  // Clocks that are in time must not be put out of it.
  const [leastMs, sds] =
    wantedMs === 0 ? [clocks.firstMs, clocks.firstSds] : [clocks.holdMs, clocks.holdSds];
  const isOther = Math.abs(offsetMs - wantedMs) > Math.max(leastMs, sds * sdMs);
  if (isKnown && isOther) alignment.wantedMs = offsetMs;
}

function describeOffset(belief: OffsetBelief, clocks: ClockParameters): ClockOffset {
  const { mean, sd, share } = findPeak(belief.masses, clocks.peakMs);
  return {
    offsetMs: mean,
    sdMs: Math.hypot(sd, clocks.reachSpreadMs / Math.sqrt(Math.max(1, belief.changes))),
    isKnown: share >= clocks.sureShare && belief.changes >= clocks.changesLeast,
    changes: belief.changes,
  };
}

/** How the clocks stand, as far as it is known now. */
export function describeClocks(alignment: ClockAlignment): ClockReport {
  const { appliedMs, byGondola, parameters, shop } = alignment;
  const { clocks } = parameters;
  return {
    ...describeOffset(shop, clocks),
    appliedMs,
    isBearable: isSure(shop, appliedMs, clocks),
    isOff: isOff(shop, appliedMs, clocks),
    gondolas: [...byGondola]
      .sort(([a], [b]) => a - b)
      .map(([gondola, belief]) => ({
        gondola,
        ...describeOffset(belief, clocks),
        isBearable: isBearable(alignment, gondola),
        isOff: isApart(belief, appliedMs, clocks),
      })),
  };
}
