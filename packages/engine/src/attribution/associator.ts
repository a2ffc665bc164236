/**
 * Who made a change: the posterior over the shoppers in the shop, from their reach, with the ambiguity
 * about identities carried along.
 */
import { logSumExp } from "@saunter/numerics/statistics";
import type { ShopperKey } from "../engine-types.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { ReachParameters } from "../parameters/reach.ts";
import type { WhoParameters } from "../parameters/who.ts";
import { findNearest, gateTracks } from "./gater.ts";
import { findAssignments, type IdentityGroup, resolveIdentities } from "./identity-smoother.ts";
import {
  createReachScene,
  type ReachScene,
  type ReachTarget,
  type ReachView,
  scoreReaches,
  viewReach,
} from "./reach.ts";
import type { PoseFrame, ShopperTrack, Tracks } from "./tracks.ts";

/** Who made a unit's change, from their reach. */
export interface WhoDistribution {
  readonly timestampMs: number;
  readonly shoppers: readonly ShopperKey[];
  /** log weight of each against nobody having reached: posterior among them, plus `evidence`. */
  readonly logProbabilities: readonly number[];
  /** log ratio of what the joints say for somebody's reach to what they say for nobody's. */
  readonly evidence: number;
  /** log ratio of each shopper's joints with a reach to those without one. */
  readonly reaches: readonly number[];
  /** As `evidence`, but of any size: for comparing places, not for whether anybody reached. */
  readonly reach: number;
}

/** Probability of each shopper. */
export function shareOut(who: WhoDistribution): Map<string, number> {
  const shares = new Map<string, number>();
  for (const [at, shopper] of who.shoppers.entries()) {
    if (shopper !== null) shares.set(shopper, Math.exp(who.logProbabilities[at]! - who.evidence));
  }
  return shares;
}

/** Identities of those near a change, around its time, by the joints up to `untilMs`. */
export function resolveNear(
  tracks: Tracks,
  target: ReachTarget | null,
  timestampMs: number,
  untilMs: number,
  { who: { nearM }, identity }: Pick<EngineParameters, "who" | "identity">,
): readonly IdentityGroup[] {
  if (target === null || tracks.byId.size < 2) return [];
  // One of two who are swapped is often lost for a while.
  const fromMs = timestampMs - identity.lostMs;
  const toMs = Math.min(untilMs, timestampMs + identity.lostMs);
  const near = gateTracks(tracks, target, fromMs, toMs, nearM);
  return resolveIdentities(near, timestampMs, untilMs, identity);
}

/** Whether what comes within the next seconds may change identities at this time. */
export function isAmbiguous(
  groups: readonly IdentityGroup[],
  timestampMs: number,
  { identityAmbiguityMin }: WhoParameters,
): boolean {
  return groups.some(
    (group) => findAssignments(group, timestampMs)[0]!.probability < 1 - identityAmbiguityMin,
  );
}

/** Gives each person the frames that the likeliest assignments say are theirs. */
function undoIdSwitches(views: ReachView[], group: IdentityGroup): void {
  const at = group.shoppers.map((shopper) => views.findIndex((view) => view.shopperId === shopper));
  const frames: PoseFrame[][] = group.shoppers.map(() => []);
  let swapped = false;
  for (const [label, place] of at.entries()) {
    for (const frame of views[place]?.frames ?? []) {
      const person = findAssignments(group, frame.timestampMs)[0]!.persons[label]!;
      frames[person]!.push(frame);
      swapped ||= person !== label;
    }
  }
  if (!swapped) return;
  for (const [person, place] of at.entries()) {
    if (place < 0) continue;
    frames[person]!.sort((x, y) => x.timestampMs - y.timestampMs);
    views[place] = { shopperId: group.shoppers[person]!, frames: frames[person]! };
  }
}

/** What joints up to a time say of those who were there at a moment, whichever plates they are asked of. */
export interface Moment {
  /** Whether nobody is tracked at all. */
  readonly isEmpty: boolean;
  readonly present: readonly ShopperTrack[];
  readonly scene: ReachScene;
  /** Identities of those near. */
  readonly groups: readonly IdentityGroup[];
}

/**
 * @param untilMs joints after this are left out.
 * @param groups identities of those near, from `resolveNear`.
 */
export function viewMoment(
  tracks: Tracks,
  timestampMs: number,
  untilMs: number,
  groups: readonly IdentityGroup[],
  { who, reach }: Pick<EngineParameters, "who" | "reach">,
): Moment {
  const present = [...tracks.byId.values()].filter(
    (track) => track.firstSeenMs <= Math.min(untilMs, timestampMs + who.joinsMs),
  );
  const views = present.map((track) => viewReach(track, timestampMs, untilMs, reach));
  for (const group of groups) undoIdSwitches(views, group);
  const scene = createReachScene(views, timestampMs, reach);
  return { isEmpty: tracks.byId.size === 0, present, scene, groups };
}

/** @param target null where it is not known where the plates are: everybody is as likely. */
export function findWho(
  { isEmpty, present, scene, groups }: Moment,
  target: ReachTarget | null,
  parameters: Pick<EngineParameters, "who" | "reach">,
): WhoDistribution {
  const { who } = parameters;
  const { timestampMs, views } = scene;
  const shoppers: ShopperKey[] = [null, ...present.map((track) => track.shopperId)];
  const scores = [isEmpty ? 0 : who.logNobody];
  const { reachWindowMs } = parameters.reach;
  const [fromMs, toMs] = [timestampMs - reachWindowMs, timestampMs + reachWindowMs];
  const near = views.map(
    ({ frames }) => target === null || findNearest(frames, target, fromMs, toMs) < who.nearM,
  );
  const reaches = target === null ? null : scoreNear(scene, near, target, parameters);
  for (const [at, track] of present.entries()) {
    const seen = views[at]!.frames.some((frame) => isWithin(frame, timestampMs, parameters.reach));
    const absentMs = seen ? 0 : Math.max(0, timestampMs - track.lastSeenMs);
    const logLong = (who.logAbsentPerS * absentMs) / 1000;
    const absence = absentMs > who.absentMs ? who.logAbsent + logLong : 0;
    scores.push(
      absence + (reaches === null ? 0 : addTrackerAmbiguity(reaches[at]!, near[at]!, who)),
    );
  }
  const total = logSumExp(scores);
  const probabilities = scores.map((score) => Math.exp(score - total));
  blendClear(probabilities, scores, who);
  for (const group of groups) blendGroup(probabilities, shoppers, group, timestampMs);
  // Each shopper is as likely before anything is seen, and a reach says no more than its cap.
  const reach = total - Math.log(Math.max(1, present.length));
  return keepLikely(timestampMs, shoppers, probabilities, scores, reach, who);
}

function isWithin(
  frame: PoseFrame,
  timestampMs: number,
  { reachWindowMs }: Pick<ReachParameters, "reachWindowMs">,
): boolean {
  return Math.abs(frame.timestampMs - timestampMs) <= reachWindowMs;
}

/** Reaches of those near; who was seen elsewhere at that time did not, who was not seen may have. */
function scoreNear(
  scene: ReachScene,
  near: readonly boolean[],
  target: ReachTarget,
  { who: { logFar }, reach }: Pick<EngineParameters, "who" | "reach">,
): number[] {
  const places = [...near.keys()].filter((at) => near[at]);
  const scores = scoreReaches(scene, places, target, reach);
  let next = 0;
  return scene.views.map((view, at) => {
    if (near[at]) return scores[next++]!;
    const isSeen = view.frames.some(
      (frame) => isWithin(frame, scene.timestampMs, reach) && !Number.isNaN(frame.bodyX),
    );
    return isSeen ? logFar : 0;
  });
}

/** A log ratio with the chance that the joints it rests on are somebody else's, or nowhere. */
function addTrackerAmbiguity(
  logRatio: number,
  near: boolean,
  { wrongNearShare, wrongFarShare }: WhoParameters,
): number {
  const wrong = near ? wrongNearShare : wrongFarShare;
  return Math.log((1 - wrong) * Math.exp(logRatio) + wrong);
}

/** Shares out a part of the belief in those who clearly reach evenly among them. */
function blendClear(
  probabilities: number[],
  scores: readonly number[],
  { clearLog, otherClearShare }: WhoParameters,
): void {
  const clear = [...scores.keys()].filter((at) => scores[at]! > clearLog);
  if (clear.length < 2) return;
  let sum = 0;
  for (const at of clear) sum += probabilities[at]!;
  for (const at of clear) {
    const kept = (1 - otherClearShare) * probabilities[at]!;
    probabilities[at] = kept + (otherClearShare * sum) / clear.length;
  }
}

/** What is left of the identity ambiguity moves belief from one to another. */
function blendGroup(
  probabilities: number[],
  shoppers: readonly ShopperKey[],
  group: IdentityGroup,
  timestampMs: number,
): void {
  const at = group.shoppers.map((shopper) => shoppers.indexOf(shopper));
  const before = at.map((place) => (place < 0 ? 0 : probabilities[place]!));
  const assignments = findAssignments(group, timestampMs);
  const likeliest = assignments[0]!.persons;
  const after = at.map(() => 0);
  for (const { persons, probability } of assignments) {
    // What was credited to whom this label likeliest is belongs to whom it is here.
    for (const [label, person] of persons.entries()) {
      after[person]! += probability * before[likeliest[label]!]!;
    }
  }
  for (const [person, place] of at.entries()) {
    if (place >= 0) probabilities[place] = after[person]!;
  }
}

function keepLikely(
  timestampMs: number,
  shoppers: readonly ShopperKey[],
  probabilities: readonly number[],
  scores: readonly number[],
  reach: number,
  { shareMin, reachEvidenceMax }: WhoParameters,
): WhoDistribution {
  const evidence = Math.min(reachEvidenceMax, reach);
  const logMin = Math.log(shareMin);
  const kept: ShopperKey[] = [];
  const logProbabilities: number[] = [];
  const reaches: number[] = [];
  for (const [at, shopper] of shoppers.entries()) {
    const logProbability = Math.log(probabilities[at]!);
    if (logProbability < logMin) continue;
    kept.push(shopper);
    logProbabilities.push(logProbability + evidence);
    reaches.push(scores[at]!);
  }
  return { timestampMs, shoppers: kept, logProbabilities, reaches, evidence, reach };
}
