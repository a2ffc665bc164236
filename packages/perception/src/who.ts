/**
 * Who made a change: the posterior over the shoppers in the shop, from their reach, with the doubt
 * about who is who carried along.
 */
import { logSumExp } from "@saunter/numerics/statistics";
import type { WhoDistribution } from "./block-context.ts";
import type { ShopperKey } from "./hypotheses.ts";
import { findExchanged, type PairIdentity, resolvePair } from "./identity.ts";

import { type ReachTarget, type ReachView, scoreReaches, viewReach } from "./reach.ts";
import { findFrame, type PoseFrame, type ShopperTrack, type Tracks } from "./tracks.ts";

/** log weight of nobody that the tracker sees, against a shopper of whom nothing is known. */
const NOBODY_LOG_WEIGHT = -10;
/** A shopper less likely than this to have made a change is left out of it. */
const WHO_LOG_LEAST = Math.log(1e-4);
/** Only people within this distance of a change can matter to it, metres. */
const NEAR_M = 2.2;
/** How much, at the most, joints can speak for somebody's reach against nobody's (logarithm). */
const REACH_EVIDENCE_MAX = 3;
/** A chance below this of two people being exchanged is not followed up. */
const DOUBT_LEAST = 0.02;

function isNear(track: ShopperTrack, target: ReachTarget, timestampMs: number): boolean {
  for (let i = findFrame(track.frames, timestampMs - 600); i < track.frames.length; i++) {
    const frame = track.frames[i]!;
    if (frame.timestampMs > timestampMs + 600) return false;
    if (Number.isNaN(frame.bodyX)) continue;
    if (Math.hypot(frame.bodyX - target.place.x, frame.bodyY - target.place.y) < NEAR_M)
      return true;
  }
  return false;
}

/** Pairs near a change that may be exchanged somewhere around its time. */
function findPairs(tracks: Tracks, target: ReachTarget, timestampMs: number): PairIdentity[] {
  const near = [...tracks.byId.values()].filter((track) => isNear(track, target, timestampMs));
  const pairs: PairIdentity[] = [];
  for (let i = 0; i < near.length; i++) {
    for (let j = i + 1; j < near.length; j++) {
      const pair = resolvePair(near[i]!, near[j]!, timestampMs);
      if (pair?.exchanged.some((probability) => probability > DOUBT_LEAST)) pairs.push(pair);
    }
  }
  return pairs;
}

/** Whether what comes within the next seconds may change who is who at this change. */
export function isIdentityDoubtful(
  tracks: Tracks,
  target: ReachTarget | null,
  timestampMs: number,
): boolean {
  if (target === null || tracks.byId.size < 2) return false;
  return findPairs(tracks, target, timestampMs).some((pair) => {
    const probability = findExchanged(pair, timestampMs);
    return probability > DOUBT_LEAST && probability < 1 - DOUBT_LEAST / 4;
  });
}

/** Exchanges two views' frames wherever the pair is likelier exchanged than not. */
function undoExchange(views: ReachView[], pair: PairIdentity): void {
  const a = views.findIndex((view) => view.shopperId === pair.a);
  const b = views.findIndex((view) => view.shopperId === pair.b);
  if (a < 0 || b < 0) return;
  const crossed = (frame: PoseFrame): boolean => findExchanged(pair, frame.timestampMs) > 0.5;
  const framesA = views[a]!.frames;
  const framesB = views[b]!.frames;
  const join = (kept: readonly PoseFrame[], taken: readonly PoseFrame[]): PoseFrame[] =>
    [...kept.filter((frame) => !crossed(frame)), ...taken.filter((frame) => crossed(frame))].sort(
      (x, y) => x.timestampMs - y.timestampMs,
    );
  views[a] = { shopperId: pair.a, frames: join(framesA, framesB) };
  views[b] = { shopperId: pair.b, frames: join(framesB, framesA) };
}

/**
 * @param target null where it is not known where the plates are: everybody is as likely.
 */
export function findWho(
  tracks: Tracks,
  target: ReachTarget | null,
  timestampMs: number,
): WhoDistribution {
  const present = [...tracks.byId.values()].filter(
    (track) => track.firstSeenMs <= timestampMs + 2000,
  );
  const shoppers: ShopperKey[] = [null, ...present.map((track) => track.shopperId)];
  const scores = [tracks.byId.size === 0 ? 0 : NOBODY_LOG_WEIGHT];
  const views = present.map((track) => viewReach(track, timestampMs));
  const pairs = target === null ? [] : findPairs(tracks, target, timestampMs);
  for (const pair of pairs) undoExchange(views, pair);
  const near = present.map((track) => target === null || isNear(track, target, timestampMs));
  const reaches = target === null ? null : scoreNear(views, near, target, timestampMs);
  for (const [at, track] of present.entries()) {
    const absentMs = Math.max(0, timestampMs - track.lastSeenMs);
    const absence = absentMs > 700 ? -2 - absentMs / 1000 : 0;
    scores.push(absence + (reaches === null ? 0 : addTrackerDoubt(reaches[at]!, near[at]!)));
  }
  const total = logSumExp(scores);
  const probabilities = scores.map((score) => Math.exp(score - total));
  for (const pair of pairs) blendPair(probabilities, shoppers, pair, timestampMs);
  // Each shopper is as likely before anything is seen, and a reach says no more than its cap.
  const evidence = Math.min(REACH_EVIDENCE_MAX, total - Math.log(Math.max(1, present.length)));
  return keepLikely(shoppers, probabilities, scores, evidence);
}

/** Somebody seen this far away did not reach. */
const FAR_LOG_RATIO = -20;

/** Reaches of those near; who was seen elsewhere at that time did not, who was not seen may have. */
function scoreNear(
  views: readonly ReachView[],
  near: readonly boolean[],
  target: ReachTarget,
  timestampMs: number,
): number[] {
  const nearViews = views.filter((_, at) => near[at]);
  const scores = scoreReaches(nearViews, target, timestampMs);
  let next = 0;
  return views.map((view, at) => {
    if (near[at]) return scores[next++]!;
    return view.frames.some((frame) => !Number.isNaN(frame.bodyX)) ? FAR_LOG_RATIO : 0;
  });
}

/** Chance that all that a tracker tells of somebody at a time is wrong, near a change and far away. */
const WRONG_NEAR = 0.003;
const WRONG_FAR = 0.0001;

/** A log ratio with the chance that the joints it rests on are somebody else's, or nowhere. */
function addTrackerDoubt(logRatio: number, near: boolean): number {
  const wrong = near ? WRONG_NEAR : WRONG_FAR;
  return Math.log((1 - wrong) * Math.exp(logRatio) + wrong);
}

/** What is left of the doubt about a pair moves belief from one to the other. */
function blendPair(
  probabilities: number[],
  shoppers: readonly ShopperKey[],
  pair: PairIdentity,
  timestampMs: number,
): void {
  const a = shoppers.indexOf(pair.a);
  const b = shoppers.indexOf(pair.b);
  const exchanged = findExchanged(pair, timestampMs);
  const doubt = Math.min(exchanged, 1 - exchanged);
  const [before, other] = [probabilities[a]!, probabilities[b]!];
  probabilities[a] = (1 - doubt) * before + doubt * other;
  probabilities[b] = (1 - doubt) * other + doubt * before;
}

function keepLikely(
  shoppers: readonly ShopperKey[],
  probabilities: readonly number[],
  scores: readonly number[],
  evidence: number,
): WhoDistribution {
  const kept: ShopperKey[] = [];
  const logProbabilities: number[] = [];
  const reaches: number[] = [];
  for (const [at, shopper] of shoppers.entries()) {
    const logProbability = Math.log(probabilities[at]!);
    if (logProbability < WHO_LOG_LEAST) continue;
    kept.push(shopper);
    logProbabilities.push(logProbability + evidence);
    reaches.push(scores[at]!);
  }
  return { shoppers: kept, logProbabilities, reaches, evidence };
}
