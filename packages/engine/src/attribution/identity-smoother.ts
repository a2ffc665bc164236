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
  /** At the time of that place among them, the likeliest first. */
  readonly listAssignments: (at: number) => readonly Assignment[];
}

/** What was seen of some people, at every time at which any of them was: a tracker that swaps two often loses one. */
interface GroupFrames {
  readonly timesMs: readonly number[];
  /** By label and time: what was seen then, and what was last seen before. */
  readonly seen: readonly (PoseFrame | null)[][];
  readonly last: readonly (PoseFrame | null)[][];
}

function alignFrames(tracks: readonly ShopperTrack[], fromMs: number, toMs: number): GroupFrames {
  const timesMs: number[] = [];
  const seen: (PoseFrame | null)[][] = tracks.map(() => []);
  const last: (PoseFrame | null)[][] = tracks.map(() => []);
  const next = tracks.map((track) => findFrame(track.frames, fromMs));
  const known: (PoseFrame | null)[] = tracks.map(() => null);
  for (;;) {
    let timestampMs = Number.POSITIVE_INFINITY;
    for (let label = 0; label < tracks.length; label++) {
      const frame = tracks[label]!.frames[next[label]!];
      if (frame !== undefined) timestampMs = Math.min(timestampMs, frame.timestampMs);
    }
    if (!(timestampMs <= toMs)) return { timesMs, seen, last };
    const at = timesMs.length;
    let isSeen = false;
    for (let label = 0; label < tracks.length; label++) {
      const frame = tracks[label]!.frames[next[label]!];
      const isNow = frame?.timestampMs === timestampMs;
      if (isNow) next[label]!++;
      const pose = isNow && Number.isFinite(frame.bodyX) ? frame : null;
      isSeen ||= pose !== null;
      seen[label]![at] = pose;
    }
    if (!isSeen) continue;
    timesMs.push(timestampMs);
    for (let label = 0; label < tracks.length; label++) {
      last[label]![at] = known[label]!;
      known[label] = seen[label]![at] ?? known[label]!;
    }
  }
}

/** How likely a body moves so far in so long. */
class MoveModel {
  readonly #noiseVariance: number;
  readonly #mPerS: number;
  // Frames mostly follow each other after the same time.
  #elapsedMs = Number.NaN;
  #spread = 0;
  #logSpread = 0;

  constructor({ placeNoiseM, moveMPerS }: IdentityParameters) {
    this.#noiseVariance = placeNoiseM ** 2;
    this.#mPerS = moveMPerS;
  }

  /** −log density of a body here after it was there, up to a constant. */
  weigh(before: PoseFrame, after: PoseFrame): number {
    const elapsedMs = after.timestampMs - before.timestampMs;
    if (elapsedMs !== this.#elapsedMs) {
      const elapsedS = elapsedMs / 1000;
      this.#elapsedMs = elapsedMs;
      this.#spread = this.#noiseVariance + (this.#mPerS * elapsedS) ** 2;
      this.#logSpread = Math.log(this.#spread);
    }
    const dx = before.bodyX - after.bodyX;
    const dy = before.bodyY - after.bodyY;
    return (dx * dx + dy * dy) / (2 * this.#spread) + this.#logSpread;
  }
}

/** By label and time: −log density of what was seen after what was last seen of the same; 0 where either is missing. */
function weighOwnMoves({ timesMs, seen, last }: GroupFrames, moves: MoveModel): Float64Array[] {
  return seen.map((own, label) => {
    const weights = new Float64Array(timesMs.length);
    for (let at = 0; at < weights.length; at++) {
      const [before, after] = [last[label]![at]!, own[at]!];
      if (before !== null && after !== null) weights[at] = moves.weigh(before, after);
    }
    return weights;
  });
}

/** Whether two stood close together just before a time. */
function wereClose(
  { lostMs, closeM }: IdentityParameters,
  timestampMs: number,
  lastA: PoseFrame | null,
  lastB: PoseFrame | null,
): boolean {
  if (lastA === null || lastB === null) return false;
  if (timestampMs - Math.min(lastA.timestampMs, lastB.timestampMs) > lostMs) return false;
  const dx = lastA.bodyX - lastB.bodyX;
  const dy = lastA.bodyY - lastB.bodyY;
  return dx * dx + dy * dy < closeM * closeM;
}

type Pair = readonly [number, number];

/** Two labels that may have been swapped. */
interface SwappablePair {
  readonly pair: Pair;
  /** By time: log p(what is seen | they were swapped before it) − log p(… | they were not). */
  readonly evidence: Float64Array;
  /** By time: 1 where they stood close together just before it. */
  readonly close: Uint8Array;
}

/** Pairs that were close, and that did not stay so well apart that no ID switch went unseen. */
function findPairs(parameters: IdentityParameters, frames: GroupFrames): SwappablePair[] {
  const pairs: SwappablePair[] = [];
  const moves = new MoveModel(parameters);
  const ownMoves = weighOwnMoves(frames, moves);
  for (let a = 0; a < ownMoves.length; a++) {
    for (let b = a + 1; b < ownMoves.length; b++) {
      const close = listClose(parameters, frames, a, b);
      if (close === null) continue;
      const found = weighPair(parameters, frames, ownMoves, [a, b], moves);
      if (found.isSwappable) pairs.push({ pair: [a, b], evidence: found.evidence, close });
    }
  }
  return pairs;
}

/** By time: 1 where two stood close together just before it; null where they never did. */
function listClose(
  parameters: IdentityParameters,
  { timesMs, last }: GroupFrames,
  a: number,
  b: number,
): Uint8Array | null {
  let close: Uint8Array | null = null;
  const [lastA, lastB] = [last[a]!, last[b]!];
  for (let at = 0; at < timesMs.length; at++) {
    if (!wereClose(parameters, timesMs[at]!, lastA[at]!, lastB[at]!)) continue;
    close ??= new Uint8Array(timesMs.length);
    close[at] = 1;
  }
  return close;
}

function weighPair(
  { frameLogMax, certainLog }: IdentityParameters,
  { timesMs, seen, last }: GroupFrames,
  ownMoves: readonly Float64Array[],
  [a, b]: Pair,
  moves: MoveModel,
): { readonly evidence: Float64Array; readonly isSwappable: boolean } {
  const evidence = new Float64Array(timesMs.length);
  let isSwappable = false;
  const [lastOfA, lastOfB] = [last[a]!, last[b]!];
  const [seenOfA, seenOfB] = [seen[a]!, seen[b]!];
  for (let at = 0; at < evidence.length; at++) {
    const [lastA, lastB] = [lastOfA[at]!, lastOfB[at]!];
    if (lastA === null || lastB === null) continue;
    const [seenA, seenB] = [seenOfA[at]!, seenOfB[at]!];
    let sum = 0;
    if (seenA !== null) sum += ownMoves[a]![at]! - moves.weigh(lastB, seenA);
    if (seenB !== null) sum += ownMoves[b]![at]! - moves.weigh(lastA, seenB);
    const bounded = Math.max(-frameLogMax, Math.min(frameLogMax, sum));
    evidence[at] = bounded;
    isSwappable ||= (seenA !== null || seenB !== null) && bounded > certainLog;
  }
  return { evidence, isSwappable };
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
  const pairs = findPairs(parameters, all);
  return groupLabels(
    pairs.map(({ pair }) => pair),
    tracks.length,
  ).map((labels) => {
    const evidence = pickEvidence(all, pairs, labels);
    return {
      shoppers: labels.map((label) => tracks[label]!.shopperId),
      timesMs: evidence.timesMs,
      listAssignments: smoothBoth(parameters, evidence),
    };
  });
}

/** What is known of a group of labels, at the times at which any of them was seen. */
interface GroupEvidence {
  readonly timesMs: readonly number[];
  /** Labels are named by their places in the group. */
  readonly pairs: readonly SwappablePair[];
  readonly count: number;
}

function pickEvidence(
  { timesMs, seen }: GroupFrames,
  pairs: readonly SwappablePair[],
  labels: readonly number[],
): GroupEvidence {
  const places: number[] = [];
  for (let at = 0; at < timesMs.length; at++) {
    if (labels.some((label) => seen[label]![at] !== null)) places.push(at);
  }
  const own: SwappablePair[] = [];
  for (const { pair, evidence, close } of pairs) {
    const [a, b] = [labels.indexOf(pair[0]), labels.indexOf(pair[1])];
    if (a < 0 || b < 0) continue;
    own.push({
      pair: [a, b],
      evidence: places.length === timesMs.length ? evidence : pick(evidence, places),
      close: places.length === timesMs.length ? close : pick(close, places),
    });
  }
  return { timesMs: places.map((at) => timesMs[at]!), pairs: own, count: labels.length };
}

function pick<T extends Float64Array | Uint8Array>(values: T, places: readonly number[]): T {
  const picked = values.slice(0, places.length) as T;
  for (let at = 0; at < picked.length; at++) picked[at] = values[places[at]!]!;
  return picked;
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
  /** Weight of a state that stays as it is, by how many are displaced: each two who are swapped may be given back. */
  readonly stays: Float64Array;
}

/** What comes about in a time in which nothing is seen. */
interface Elapsed {
  readonly begin: number;
  readonly end: number;
  readonly stays: Float64Array;
}

function elapse({ beginPerS, endPerS }: IdSwitchRates, elapsedMs: number, count: number): Elapsed {
  const stay = Math.exp((-endPerS * elapsedMs) / 1000);
  const stays = new Float64Array(count + 1).fill(1);
  for (let displaced = 1; displaced <= count; displaced++) {
    stays[displaced] = stay ** (displaced / 2);
  }
  return { begin: 1 - Math.exp((-beginPerS * elapsedMs) / 1000), end: 1 - stay, stays };
}

/** By time but the first: how the states of the time before lead to its own. */
function listTransitions(
  { beginFar, stateShareMin }: IdentityParameters,
  { timesMs, pairs, count }: GroupEvidence,
  rates: IdSwitchRates,
): Transition[] {
  const logMin = Math.log(stateShareMin);
  const transitions: Transition[] = [];
  // Frames follow each other after the same few times.
  const known = new Map<number, Elapsed>();
  for (let at = 1; at < timesMs.length; at++) {
    const elapsedMs = timesMs[at]! - timesMs[at - 1]!;
    let elapsed = known.get(elapsedMs);
    if (elapsed === undefined) {
      elapsed = elapse(rates, elapsedMs, count);
      known.set(elapsedMs, elapsed);
    }
    let toggles: Toggle[] = NO_TOGGLES;
    for (const { pair, evidence, close } of pairs) {
      if (evidence[at]! <= logMin) continue;
      const ratio = Math.exp(evidence[at]!);
      if (toggles === NO_TOGGLES) toggles = [];
      toggles.push({
        pair,
        begins: ratio * (close[at] === 1 ? elapsed.begin : beginFar),
        ends: ratio * elapsed.end,
      });
    }
    transitions.push({ toggles, shareMin: stateShareMin, stays: elapsed.stays });
  }
  return transitions;
}

const NO_TOGGLES: Toggle[] = [];

/** How many labels are somebody else's. */
function countDisplaced(state: number, identity: number): number {
  const differ = state ^ identity;
  // A bit for each label, and their sum in the highest one's place.
  const each = (differ | (differ >>> 1) | (differ >>> 2) | (differ >>> 3)) & 0x11111111;
  return Math.imul(each, 0x11111111) >>> 28;
}

function countDisplacedOf(state: number, [a, b]: Pair): number {
  return Number(personOf(state, a) !== a) + Number(personOf(state, b) !== b);
}

/** Weight with which a toggle leads away from a state to another. */
function weighMoved(state: number, to: number, toggle: Toggle): number {
  const ends = countDisplacedOf(to, toggle.pair) < countDisplacedOf(state, toggle.pair);
  return ends ? toggle.ends : toggle.begins;
}

/**
 * What is known at each time: states and their weights, side by side, those of one time after those of another.
 * Of one time they are few, so that a list is searched faster than a map.
 */
class Beliefs {
  /** By time: where its states begin and end. A time at which nothing comes about has those of the time before. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  states: Int32Array;
  /** Of each state by what was seen until then. */
  weights: Float64Array;
  /** What is seen later says of each state: set when all has been seen. */
  later = new Float64Array(0);
  /** Where the states end that have a place. */
  end = 0;

  constructor(times: number) {
    this.from = new Int32Array(times);
    this.to = new Int32Array(times);
    this.states = new Int32Array(STATES_A_TIME * times + IDENTITY_STATES_MAX);
    this.weights = new Float64Array(this.states.length);
  }

  /** Makes room for so many states more. */
  reserve(count: number): void {
    if (this.end + count <= this.states.length) return;
    const length = 2 * this.states.length + count;
    const states = new Int32Array(length);
    const weights = new Float64Array(length);
    states.set(this.states);
    weights.set(this.weights);
    this.states = states;
    this.weights = weights;
  }

  push(state: number, weight: number): void {
    this.states[this.end] = state;
    this.weights[this.end++] = weight;
  }

  /** Adds weight to a state of those that begin at a place. */
  add(from: number, state: number, weight: number): void {
    const at = this.find(from, this.end, state);
    if (at < 0) this.push(state, weight);
    else this.weights[at]! += weight;
  }

  /** The place of a state; -1 where it is not there. */
  find(from: number, to: number, state: number): number {
    const { states } = this;
    for (let at = from; at < to; at++) if (states[at] === state) return at;
    return -1;
  }

  /**
   * Takes what begins at a place as what is known at a time: scales it to a sum of one, without the states
   * that cannot matter. Returns the sum.
   */
  take(time: number, from: number, shareMin: number): number {
    const { states, weights } = this;
    let most = 0;
    for (let at = from; at < this.end; at++) most = Math.max(most, weights[at]!);
    let least = shareMin * most;
    if (this.end - from > IDENTITY_STATES_MAX) {
      const sorted = weights.slice(from, this.end).sort();
      least = Math.max(least, sorted[sorted.length - IDENTITY_STATES_MAX]!);
    }
    const full = from + IDENTITY_STATES_MAX;
    let kept = from;
    let total = 0;
    for (let at = from; at < this.end; at++) {
      const weight = weights[at]!;
      // Of several that weigh the same as the last that has room, the first ones are kept.
      if (weight < least || kept === full) continue;
      states[kept] = states[at]!;
      weights[kept++] = weight;
      total += weight;
    }
    for (let at = from; at < kept; at++) weights[at]! /= total;
    this.end = kept;
    this.from[time] = from;
    this.to[time] = kept;
    return total;
  }
}

/** Room for so many at first: most of the time nobody is swapped. */
const STATES_A_TIME = 3;

/** Steps to a time from the one before; returns the sum of the weights before they were scaled. */
function stepForward(
  beliefs: Beliefs,
  time: number,
  transition: Transition,
  identity: number,
): number {
  const from = beliefs.from[time - 1]!;
  const to = beliefs.to[time - 1]!;
  const { shareMin, stays, toggles } = transition;
  if (isStill(beliefs, from, to, transition, identity)) {
    beliefs.from[time] = from;
    beliefs.to[time] = to;
    return 1;
  }
  beliefs.reserve((to - from) * (toggles.length + 1));
  const begin = beliefs.end;
  for (let at = from; at < to; at++) {
    const state = beliefs.states[at]!;
    const weight = beliefs.weights[at]!;
    const stayed = weight * stays[countDisplaced(state, identity)]!;
    if (toggles.length === 0) beliefs.push(state, stayed);
    else beliefs.add(begin, state, stayed);
    for (let which = 0; which < toggles.length; which++) {
      const toggle = toggles[which]!;
      const other = swap(state, toggle.pair);
      const moved = weighMoved(state, other, toggle);
      if (moved > shareMin) beliefs.add(begin, other, weight * moved);
    }
  }
  return beliefs.take(time, begin, shareMin);
}

/** Nobody is swapped, and nobody may have been: the most frequent case by far. */
function isStill(
  { states }: Beliefs,
  from: number,
  to: number,
  { toggles, shareMin }: Transition,
  identity: number,
): boolean {
  return (
    to - from === 1 &&
    states[from] === identity &&
    toggles.every(({ begins }) => begins <= shareMin)
  );
}

/** What the frames after a time say of each of its states. */
function stepBack(
  beliefs: Beliefs,
  time: number,
  { shareMin, stays, toggles }: Transition,
  identity: number,
): void {
  const { later, states } = beliefs;
  const from = beliefs.from[time]!;
  const to = beliefs.to[time]!;
  if (to - from === 1) {
    later[from] = 1;
    return;
  }
  const [nextFrom, nextTo] = [beliefs.from[time + 1]!, beliefs.to[time + 1]!];
  const laterOf = (state: number): number => {
    const at = beliefs.find(nextFrom, nextTo, state);
    return at < 0 ? 0 : later[at]!;
  };
  let total = 0;
  for (let at = from; at < to; at++) {
    const state = states[at]!;
    let weight = laterOf(state) * stays[countDisplaced(state, identity)]!;
    for (let which = 0; which < toggles.length; which++) {
      const toggle = toggles[which]!;
      const other = swap(state, toggle.pair);
      const moved = weighMoved(state, other, toggle);
      if (moved > shareMin) weight += moved * laterOf(other);
    }
    later[at] = weight;
    total += weight;
  }
  for (let at = from; at < to; at++) later[at]! /= total;
}

/** Both sorts of ID switches, by how well each explains what was seen. */
function smoothBoth(
  parameters: IdentityParameters,
  evidence: GroupEvidence,
): IdentityGroup["listAssignments"] {
  const { lastingShare } = parameters;
  const lasting = smooth(parameters, evidence, findLasting(parameters));
  const brief = smooth(parameters, evidence, findBrief(parameters));
  const odds = Math.exp(Math.min(LOG_ODDS_MAX, lasting.logScale - brief.logScale));
  const share = (lastingShare * odds) / (lastingShare * odds + (1 - lastingShare));
  const { count } = evidence;
  const known = new Map<number, readonly Assignment[]>();
  // Few of the times are ever asked for.
  return (at) => {
    let assignments = known.get(at);
    if (assignments === undefined) {
      assignments = blendAssignments(
        listAssignments(brief.beliefs, at, count),
        listAssignments(lasting.beliefs, at, count),
        share,
      );
      known.set(at, assignments);
    }
    return assignments;
  };
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

interface Smoothed {
  readonly beliefs: Beliefs;
  /** log probability of all that was seen, up to a constant. */
  readonly logScale: number;
}

function smooth(
  parameters: IdentityParameters,
  evidence: GroupEvidence,
  rates: IdSwitchRates,
): Smoothed {
  const { count, pairs, timesMs } = evidence;
  const identity = makeIdentity(count);
  const beliefs = new Beliefs(timesMs.length);
  beliefs.reserve(pairs.length + 1);
  beliefs.push(identity, 1);
  for (const { pair } of pairs) beliefs.add(0, swap(identity, pair), rates.begunBefore);
  let logScale = Math.log(beliefs.take(0, 0, parameters.stateShareMin));
  const transitions = listTransitions(parameters, evidence, rates);
  for (const [at, transition] of transitions.entries()) {
    logScale += Math.log(stepForward(beliefs, at + 1, transition, identity));
  }
  beliefs.later = new Float64Array(beliefs.end).fill(1);
  for (let at = transitions.length - 1; at >= 0; at--) {
    stepBack(beliefs, at, transitions[at]!, identity);
  }
  return { beliefs, logScale };
}

/** Probability of each assignment at a time, given all that was seen; the likeliest first. */
function listAssignments(
  { from, to, states, weights, later }: Beliefs,
  time: number,
  count: number,
): readonly Assignment[] {
  const joined: { persons: readonly number[]; probability: number }[] = [];
  let total = 0;
  for (let at = from[time]!; at < to[time]!; at++) {
    const probability = weights[at]! * later[at]!;
    joined.push({ persons: listPersons(states[at]!, count), probability });
    total += probability;
  }
  for (const assignment of joined) assignment.probability /= total;
  return joined.sort((x, y) => y.probability - x.probability);
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
  return group.listAssignments(isLater ? high : low);
}
