/**
 * Identities when a tracker swaps two people who stand close together, and gives them back about
 * a second later, or goes on with the wrong one: both sorts are weighed by how well they explain what is seen.
 *
 * Bodies do not jump. A hidden Markov model, whose state says which person each of the tracker's
 * labels is now, is run forward and backward over the seconds around a change: an ID switch between
 * two people who stand apart shows as a jump of both, one between two who stand on the same spot does
 * not, and is seen only by the jump with which it ends. All people near are smoothed together,
 * because one jump has one cause. (Forward–backward: Rabiner 1989, section III.)
 */
import { IDENTITY_LABELS_MAX, IDENTITY_LISTED_MAX, IDENTITY_STATES_MAX } from "../limits.ts";
import type { IdentityParameters } from "../parameters/identity.ts";
import { findFrame, type PoseFrame, type ShopperTrack } from "./tracks.ts";

/** How ID switches come about and go. */
interface IdSwitchRates {
  /** ID switches a second between two people that close, and how soon one ends. */
  readonly beginPerS: number;
  readonly endPerS: number;
  /** Probability that two were already swapped when the smoothing window begins. */
  readonly begunBefore: number;
}

/** Two who cross each other get each other's label for a second. */
function findBrief({ beginPerS, endPerS, begunBefore }: IdentityParameters): IdSwitchRates {
  return { beginPerS, endPerS, begunBefore };
}

/** Or a tracker goes on with the wrong one. */
function findLasting(parameters: IdentityParameters): IdSwitchRates {
  return {
    beginPerS: parameters.lastingBeginPerS,
    endPerS: parameters.lastingEndPerS,
    begunBefore: parameters.lastingBegunBefore,
  };
}

/** The exponential of more is no number that one can compute with. */
const LOG_ODDS_MAX = 50;

/** Which person each label is: `persons[label]`, both by their place among the shoppers. */
export interface Assignment {
  readonly persons: readonly number[];
  readonly probability: number;
}

/** What is known of a group of people who may have been swapped among each other. */
export interface IdentityGroup {
  readonly shoppers: readonly string[];
  readonly timesMs: readonly number[];
  /** At each of those times, the likeliest first. */
  readonly assignments: readonly (readonly Assignment[])[];
}

/** What was seen of each at one time, and what was last seen of each before it. */
interface GroupFrame {
  readonly timestampMs: number;
  readonly seen: readonly (PoseFrame | null)[];
  readonly last: readonly (PoseFrame | null)[];
}

/** Every time at which any of them was seen: a tracker that swaps two often loses one. */
function alignFrames(tracks: readonly ShopperTrack[], fromMs: number, toMs: number): GroupFrame[] {
  const frames: GroupFrame[] = [];
  const next = tracks.map((track) => findFrame(track.frames, fromMs));
  let last: (PoseFrame | null)[] = tracks.map(() => null);
  for (;;) {
    let timestampMs = Number.POSITIVE_INFINITY;
    for (const [at, track] of tracks.entries()) {
      timestampMs = Math.min(timestampMs, track.frames[next[at]!]?.timestampMs ?? timestampMs);
    }
    if (!(timestampMs <= toMs)) return frames;
    const seen = tracks.map((track, at) => {
      const frame = track.frames[next[at]!];
      if (frame === undefined || frame.timestampMs !== timestampMs) return null;
      next[at]!++;
      return Number.isFinite(frame.bodyX) ? frame : null;
    });
    if (seen.every((frame) => frame === null)) continue;
    frames.push({ timestampMs, seen, last });
    last = last.map((before, at) => seen[at] ?? before);
  }
}

/** What was seen of some of them. */
function pickLabels(frames: readonly GroupFrame[], labels: readonly number[]): GroupFrame[] {
  return frames
    .map(({ timestampMs, seen, last }) => ({
      timestampMs,
      seen: labels.map((label) => seen[label]!),
      last: labels.map((label) => last[label]!),
    }))
    .filter(({ seen }) => seen.some((frame) => frame !== null));
}

/** −log density of a body here after it was there, up to a constant. */
function weighMove(
  { placeNoiseM, moveMPerS }: IdentityParameters,
  before: PoseFrame,
  after: PoseFrame,
): number {
  const elapsedS = (after.timestampMs - before.timestampMs) / 1000;
  const spread = placeNoiseM ** 2 + (moveMPerS * elapsedS) ** 2;
  const dx = before.bodyX - after.bodyX;
  const dy = before.bodyY - after.bodyY;
  return (dx * dx + dy * dy) / (2 * spread) + Math.log(spread);
}

/** log p(a frame | the two labels were swapped before it) − log p(… | they were not). */
function weighToggle(
  parameters: IdentityParameters,
  frame: GroupFrame,
  a: number,
  b: number,
): number {
  const lastA = frame.last[a]!;
  const lastB = frame.last[b]!;
  if (lastA === null || lastB === null) return 0;
  const seenA = frame.seen[a]!;
  const seenB = frame.seen[b]!;
  let evidence = 0;
  if (seenA !== null)
    evidence += weighMove(parameters, lastA, seenA) - weighMove(parameters, lastB, seenA);
  if (seenB !== null)
    evidence += weighMove(parameters, lastB, seenB) - weighMove(parameters, lastA, seenB);
  const { frameLogMax } = parameters;
  return Math.max(-frameLogMax, Math.min(frameLogMax, evidence));
}

/** Whether two stood close together just before a frame. */
function wereClose(
  { lostMs, closeM }: IdentityParameters,
  frame: GroupFrame,
  a: number,
  b: number,
): boolean {
  const lastA = frame.last[a]!;
  const lastB = frame.last[b]!;
  if (lastA === null || lastB === null) return false;
  if (frame.timestampMs - Math.min(lastA.timestampMs, lastB.timestampMs) > lostMs) return false;
  const dx = lastA.bodyX - lastB.bodyX;
  const dy = lastA.bodyY - lastB.bodyY;
  return dx * dx + dy * dy < closeM * closeM;
}

type Pair = readonly [number, number];

/** Pairs that were close, and that did not stay so well apart that no ID switch went unseen. */
function findPairs(
  parameters: IdentityParameters,
  frames: readonly GroupFrame[],
  count: number,
): Pair[] {
  const pairs: Pair[] = [];
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const close = frames.some((frame) => wereClose(parameters, frame, a, b));
      const mayBe = (frame: GroupFrame): boolean =>
        frame.last[a] !== null &&
        frame.last[b] !== null &&
        (frame.seen[a] !== null || frame.seen[b] !== null) &&
        weighToggle(parameters, frame, a, b) > parameters.certainLog;
      if (close && frames.some(mayBe)) pairs.push([a, b]);
    }
  }
  return pairs;
}

/** Labels that pairs connect, up to a limit: the first given are kept. */
function groupLabels(pairs: readonly Pair[], count: number): number[][] {
  const groupOf = Array.from({ length: count }, (_, at) => at);
  for (const [a, b] of pairs) {
    const [from, to] = [groupOf[b]!, groupOf[a]!];
    for (const at of groupOf.keys()) if (groupOf[at] === from) groupOf[at] = to;
  }
  const groups = new Map<number, number[]>();
  for (const [at, group] of groupOf.entries()) {
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [at]);
    else if (known.length < IDENTITY_LABELS_MAX) known.push(at);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/**
 * Identities around a time, for each group of people who may have been swapped.
 *
 * @param tracks those who are near, by how much they matter: the first are kept where there are
 *   more than can be smoothed together.
 * @param untilMs frames after this are left out.
 */
export function resolveIdentities(
  tracks: readonly ShopperTrack[],
  timestampMs: number,
  untilMs: number,
  parameters: IdentityParameters,
): IdentityGroup[] {
  if (tracks.length < 2) return [];
  const fromMs = timestampMs - parameters.lookBeforeMs;
  const toMs = Math.min(untilMs, timestampMs + parameters.lookAfterMs);
  const all = alignFrames(tracks, fromMs, toMs);
  const pairs = findPairs(parameters, all, tracks.length);
  return groupLabels(pairs, tracks.length).map((labels) => {
    const members = labels.map((label) => tracks[label]!);
    const frames = pickLabels(all, labels);
    const own = pairs
      .map(([a, b]): Pair => [labels.indexOf(a), labels.indexOf(b)])
      .filter(([a, b]) => a >= 0 && b >= 0);
    return {
      shoppers: members.map((track) => track.shopperId),
      timesMs: frames.map((frame) => frame.timestampMs),
      assignments: weighBoth(parameters, frames, own, members.length),
    };
  });
}

/** Four bits for each label's person. */
const LABEL_BITS = 4;

function personOf(state: number, label: number): number {
  return (state >>> (LABEL_BITS * label)) & 15;
}

function swap(state: number, [a, b]: Pair): number {
  const differ = personOf(state, a) ^ personOf(state, b);
  return (state ^ (differ << (LABEL_BITS * a)) ^ (differ << (LABEL_BITS * b))) >>> 0;
}

function makeIdentity(count: number): number {
  let state = 0;
  for (let label = 0; label < count; label++) state |= label << (LABEL_BITS * label);
  return state >>> 0;
}

/** How much likelier it is, from one frame to the next, that a pair is swapped than that nothing is. */
interface Toggle {
  readonly pair: Pair;
  /** Where it puts nobody back, and where it puts at least one back to their own label. */
  readonly begins: number;
  readonly ends: number;
}

/** From one frame to the next. */
interface Transition {
  readonly toggles: readonly Toggle[];
  /** What leads to a state with less weight than this is left out. */
  readonly shareMin: number;
  /** Chance that two who are swapped stay so. */
  readonly stays: number;
}

function makeTransition(
  parameters: IdentityParameters,
  frame: GroupFrame,
  pairs: readonly Pair[],
  elapsedMs: number,
  { beginPerS, endPerS }: IdSwitchRates,
): Transition {
  const { beginFar, stateShareMin } = parameters;
  const stays = Math.exp((-endPerS * elapsedMs) / 1000);
  const begin = 1 - Math.exp((-beginPerS * elapsedMs) / 1000);
  const logMin = Math.log(stateShareMin);
  const toggles: Toggle[] = [];
  for (const pair of pairs) {
    const logRatio = weighToggle(parameters, frame, pair[0], pair[1]);
    if (logRatio <= logMin) continue;
    const ratio = Math.exp(logRatio);
    const ends = ratio * (1 - stays);
    const close = wereClose(parameters, frame, pair[0], pair[1]);
    toggles.push({ pair, begins: ratio * (close ? begin : beginFar), ends });
  }
  return { toggles, shareMin: stateShareMin, stays };
}

/** Weight of a state that stays as it is: each two who are swapped may be given back. */
function weighStay(state: number, count: number, { stays }: Transition): number {
  let displaced = 0;
  for (let label = 0; label < count; label++) if (personOf(state, label) !== label) displaced++;
  return displaced === 0 ? 1 : stays ** (displaced / 2);
}

function countDisplaced(state: number, [a, b]: Pair): number {
  return Number(personOf(state, a) !== a) + Number(personOf(state, b) !== b);
}

/** Weight with which a toggle leads away from a state. */
function weighMoved(state: number, toggle: Toggle): number {
  const to = swap(state, toggle.pair);
  const ends = countDisplaced(to, toggle.pair) < countDisplaced(state, toggle.pair);
  return ends ? toggle.ends : toggle.begins;
}

/** States and their weights, side by side; few, so that a list is searched faster than a map. */
interface Belief {
  readonly states: number[];
  readonly weights: number[];
}

function addWeight({ states, weights }: Belief, state: number, weight: number): void {
  const at = states.indexOf(state);
  if (at >= 0) weights[at]! += weight;
  else {
    states.push(state);
    weights.push(weight);
  }
}

/** Scales to a sum of one, without the states that cannot matter; returns the sum. Changes the belief in place. */
function normalize(belief: Belief, shareMin: number): number {
  const { states, weights } = belief;
  let most = 0;
  for (const weight of weights) most = Math.max(most, weight);
  let least = shareMin * most;
  if (states.length > IDENTITY_STATES_MAX) {
    const sorted = [...weights].sort((x, y) => y - x);
    least = Math.max(least, sorted[IDENTITY_STATES_MAX - 1]!);
  }
  let kept = 0;
  let total = 0;
  for (const [at, weight] of weights.entries()) {
    // Of several that weigh the same as the last that has room, the first ones are kept.
    if (weight < least || kept === IDENTITY_STATES_MAX) continue;
    states[kept] = states[at]!;
    weights[kept++] = weight;
    total += weight;
  }
  states.length = kept;
  weights.length = kept;
  for (let at = 0; at < kept; at++) weights[at]! /= total;
  return total;
}

function stepForward(
  before: Belief,
  transition: Transition,
  count: number,
): { readonly belief: Belief; readonly scale: number } {
  if (isStill(before, transition, count)) return { belief: before, scale: 1 };
  const after: Belief = { states: [], weights: [] };
  for (const [at, state] of before.states.entries()) {
    const weight = before.weights[at]!;
    addWeight(after, state, weight * weighStay(state, count, transition));
    for (const toggle of transition.toggles) {
      const moved = weighMoved(state, toggle);
      if (moved > transition.shareMin) addWeight(after, swap(state, toggle.pair), weight * moved);
    }
  }
  return { scale: normalize(after, transition.shareMin), belief: after };
}

/** Nobody is swapped, and nobody may have been: the most frequent case by far. */
function isStill(before: Belief, { toggles, shareMin }: Transition, count: number): boolean {
  return (
    before.states.length === 1 &&
    before.states[0] === makeIdentity(count) &&
    toggles.every(({ begins }) => begins <= shareMin)
  );
}

/** What the frames after say of each state of the frame before. */
function stepBack(
  { states }: Belief,
  after: Belief,
  transition: Transition,
  count: number,
): Belief {
  if (states.length === 1) return { states, weights: [1] };
  const weights: number[] = [];
  let total = 0;
  for (const state of states) {
    let weight = weightOf(after, state) * weighStay(state, count, transition);
    for (const toggle of transition.toggles) {
      const moved = weighMoved(state, toggle);
      if (moved > transition.shareMin) weight += moved * weightOf(after, swap(state, toggle.pair));
    }
    weights.push(weight);
    total += weight;
  }
  for (const at of weights.keys()) weights[at]! /= total;
  return { states, weights };
}

function weightOf({ states, weights }: Belief, state: number): number {
  const at = states.indexOf(state);
  return at < 0 ? 0 : weights[at]!;
}

/** Both sorts of ID switches, by how well each explains what was seen. */
function weighBoth(
  parameters: IdentityParameters,
  frames: readonly GroupFrame[],
  pairs: readonly Pair[],
  count: number,
): IdentityGroup["assignments"] {
  const { lastingShare } = parameters;
  const lasting = smooth(parameters, frames, pairs, count, findLasting(parameters));
  const brief = smooth(parameters, frames, pairs, count, findBrief(parameters));
  const odds = Math.exp(Math.min(LOG_ODDS_MAX, lasting.logScale - brief.logScale));
  const share = (lastingShare * odds) / (lastingShare * odds + (1 - lastingShare));
  return brief.assignments.map((assignments, at) =>
    blendAssignments(assignments, lasting.assignments[at]!, share),
  );
}

function blendAssignments(
  one: readonly Assignment[],
  other: readonly Assignment[],
  shareOfOther: number,
): readonly Assignment[] {
  const blended = one.map(({ persons, probability }) => ({
    persons,
    probability: (1 - shareOfOther) * probability,
  }));
  for (const { persons, probability } of other) {
    const known = blended.find((assignment) => assignment.persons === persons);
    if (known === undefined) blended.push({ persons, probability: shareOfOther * probability });
    else known.probability += shareOfOther * probability;
  }
  const kept = blended.sort((x, y) => y.probability - x.probability).slice(0, IDENTITY_STATES_MAX);
  const total = kept.reduce((sum, { probability }) => sum + probability, 0);
  return kept.map(({ persons, probability }) => ({ persons, probability: probability / total }));
}

/** Probability of each assignment at each frame, given all of them; the likeliest first. */
function smooth(
  parameters: IdentityParameters,
  frames: readonly GroupFrame[],
  pairs: readonly Pair[],
  count: number,
  rates: IdSwitchRates,
): { readonly assignments: (readonly Assignment[])[]; readonly logScale: number } {
  const identity = makeIdentity(count);
  const start: Belief = { states: [identity], weights: [1] };
  for (const pair of pairs) addWeight(start, swap(identity, pair), rates.begunBefore);
  let logScale = Math.log(normalize(start, parameters.stateShareMin));
  const forward: Belief[] = [start];
  const transitions: Transition[] = [];
  for (let at = 1; at < frames.length; at++) {
    const frame = frames[at]!;
    const elapsedMs = frame.timestampMs - frames[at - 1]!.timestampMs;
    const transition = makeTransition(parameters, frame, pairs, elapsedMs, rates);
    transitions.push(transition);
    const { belief, scale } = stepForward(forward[at - 1]!, transition, count);
    forward.push(belief);
    logScale += Math.log(scale);
  }
  const last = forward.at(-1)!;
  const assignments = new Array<readonly Assignment[]>(frames.length);
  let after: Belief = { states: last.states, weights: last.states.map(() => 1) };
  for (let at = frames.length - 1; at >= 0; at--) {
    if (at < frames.length - 1) after = stepBack(forward[at]!, after, transitions[at]!, count);
    assignments[at] = joinBeliefs(forward[at]!, after, count);
  }
  return { assignments, logScale };
}

/** Both are over the same states. */
function joinBeliefs(forward: Belief, after: Belief, count: number): readonly Assignment[] {
  let total = 0;
  const weights = forward.weights.map((weight, at) => weight * after.weights[at]!);
  for (const weight of weights) total += weight;
  return forward.states
    .map((state, at) => ({ persons: listPersons(state, count), probability: weights[at]! / total }))
    .sort((x, y) => y.probability - x.probability);
}

const listed = new Map<number, readonly number[]>();

/** The persons of a state's labels. States recur, so they are listed once. */
function listPersons(state: number, count: number): readonly number[] {
  const key = state * 16 + count;
  let persons = listed.get(key);
  if (persons === undefined) {
    persons = Array.from({ length: count }, (_, label) => personOf(state, label));
    if (listed.size > IDENTITY_LISTED_MAX) listed.clear();
    listed.set(key, persons);
  }
  return persons;
}

/** Assignments at a time: those of the nearest frame, the likeliest first. */
export function findAssignments(group: IdentityGroup, timestampMs: number): readonly Assignment[] {
  const { timesMs } = group;
  let low = 0;
  let high = timesMs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (timesMs[middle]! <= timestampMs) low = middle;
    else high = middle;
  }
  const isLater = Math.abs(timesMs[high]! - timestampMs) < Math.abs(timesMs[low]! - timestampMs);
  return group.assignments[isLater ? high : low]!;
}
