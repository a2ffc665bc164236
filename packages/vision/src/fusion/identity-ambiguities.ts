/**
 * Of whom it is not sure which of two they are. Two who are near to each other may be taken for each other;
 * what is worn where each of them is tells later whether they were. While it does not, the ambiguity stays.
 */
import type { IdentityAmbiguity } from "@saunter/engine/observation";
import { DEFAULT_FUSION, type FusionParameters } from "../parameters/fusion.ts";
import { findGround } from "./body.ts";
import { isWornKnown, weighRecent } from "./clothing.ts";
import { findFlips, findProbability, pushStep } from "./id-switch-chain.ts";
import {
  type Appearance,
  captureAppearance,
  findNews,
  weighIdSwitch,
  weighSame,
} from "./id-switch-evidence.ts";
import { isReported, type Person } from "./person.ts";
import { type PairAmbiguity, reportAmbiguity } from "./report-ambiguities.ts";

/** Something that was made of two at once, both of whom are reported. */
export type IdentityNote =
  /** Their labels were swapped: each wears what was seen where the other was. */
  | { readonly kind: "swapped"; readonly one: Person; readonly other: Person }
  /** The first was found again; with that probability it was the other. */
  | {
      readonly kind: "found";
      readonly one: Person;
      readonly other: Person;
      readonly wrong: number;
    };

export interface AmbiguityTracker {
  /** Takes in where people are at one instant, and what was made of them; returns what is to be said. */
  step(
    people: readonly Person[],
    notes: readonly IdentityNote[],
    nowMs: number,
  ): IdentityAmbiguity[];
}

interface Pair extends PairAmbiguity {
  /** Spent near to each other since the last step, by how near, milliseconds. */
  closeMs: number;
  /** When they were last near to each other, or swapped: what is seen from then on says who they are. */
  mixedMs: number;
  /** Of the two in the order of their names. */
  appearance: Appearance | null;
}

interface State {
  readonly parameters: FusionParameters;
  readonly pairs: Map<string, Pair>;
  /** Numbers that a frame has reported: nobody else knows whom any other stands for. */
  told: ReadonlySet<string>;
  /** Of two whose clothes tell them from each other: ID switches that were found, and seconds spent near. */
  found: number;
  closeS: number;
  lastMs: number;
  lastStepMs: number;
}

export function createAmbiguityTracker(
  parameters: FusionParameters = DEFAULT_FUSION,
): AmbiguityTracker {
  const state: State = {
    parameters,
    pairs: new Map(),
    told: new Set(),
    found: 0,
    closeS: 0,
    lastMs: Number.NaN,
    lastStepMs: Number.NEGATIVE_INFINITY,
  };
  return { step: (people, notes, nowMs) => stepAmbiguities(state, people, notes, nowMs) };
}

function stepAmbiguities(
  state: State,
  people: readonly Person[],
  notes: readonly IdentityNote[],
  nowMs: number,
): IdentityAmbiguity[] {
  const { parameters } = state;
  const known = people.filter(({ kind }) => kind !== "newcomer");
  noteTold(state, known);
  const sinceMs = Number.isNaN(state.lastMs) ? 0 : nowMs - state.lastMs;
  const elapsedMs = Math.min(parameters.frameMsMax, sinceMs);
  state.lastMs = nowMs;
  for (const note of notes) takeNote(state, note, nowMs);
  noteCloseness(state, known, elapsedMs, nowMs);
  const isStep = nowMs - state.lastStepMs >= parameters.ambiguityStepMs;
  if (isStep) state.lastStepMs = nowMs;
  if (!isStep && notes.length === 0) return [];
  const byId = new Map(known.map((one) => [one.shopperId, one]));
  return [...state.pairs].flatMap(([key, pair]) => {
    const [one, other] = pair.shopperIds.map((shopperId) => byId.get(shopperId));
    const isOver = one === undefined || other === undefined;
    if (!isOver && isStep) stepPair(state, pair, one, other, nowMs);
    const isSettled = isOver || isPlain(pair, nowMs, parameters);
    if (isSettled) state.pairs.delete(key);
    const areReported = pair.shopperIds.every((shopperId) => state.told.has(shopperId));
    return areReported ? reportAmbiguity(pair, nowMs, isSettled, parameters) : [];
  });
}

/** A person who was reported once may be named until they are gone. */
function noteTold(state: State, known: readonly Person[]): void {
  const { parameters } = state;
  const told = known.filter((one) => isReported(one, parameters) || state.told.has(one.shopperId));
  state.told = new Set(told.map(({ shopperId }) => shopperId));
}

function isPlain(
  { steps, mixedMs }: Pair,
  nowMs: number,
  { ambiguityApartMs, ambiguitySettledBelow }: FusionParameters,
): boolean {
  return nowMs - mixedMs > ambiguityApartMs && findProbability(steps) < ambiguitySettledBelow;
}

/** Whoever is near to somebody may be taken for them from then on. */
function noteCloseness(
  state: State,
  known: readonly Person[],
  elapsedMs: number,
  nowMs: number,
): void {
  const { parameters } = state;
  const { closeM, touchM } = parameters;
  const places = known.map(({ body }) => findGround(body));
  for (const [at, one] of known.entries()) {
    for (const [before, other] of known.slice(0, at).entries()) {
      const dx = places[at]!.x - places[before]!.x;
      const dy = places[at]!.y - places[before]!.y;
      const share = Math.min(1, (closeM - Math.hypot(dx, dy)) / (closeM - touchM));
      if (share <= 0) continue;
      const pair = openPair(state, one, other, nowMs - elapsedMs);
      pair.closeMs += share * elapsedMs;
      pair.mixedMs = nowMs;
      if (areDistinct(one, other, parameters)) state.closeS += (share * elapsedMs) / 1000;
    }
  }
}

/** What is kept of two; from the time on from which it is. */
function openPair({ pairs }: State, one: Person, other: Person, fromMs: number): Pair {
  const shopperIds = [one.shopperId, other.shopperId].sort() as [string, string];
  const key = shopperIds.join("\n");
  let pair = pairs.get(key);
  if (pair === undefined) {
    pair = {
      shopperIds,
      fromMs,
      steps: [],
      told: [],
      reportedMs: Number.NEGATIVE_INFINITY,
      closeMs: 0,
      mixedMs: Number.NEGATIVE_INFINITY,
      appearance: null,
    };
    pairs.set(key, pair);
  }
  return pair;
}

function areDistinct(
  { body: { clothing: a } }: Person,
  { body: { clothing: b } }: Person,
  parameters: FusionParameters,
): boolean {
  const areKnown = isWornKnown(a, parameters) && isWornKnown(b, parameters);
  return areKnown && weighRecent(a, b, parameters) < parameters.distinctColourMax;
}

function stepPair(state: State, pair: Pair, one: Person, other: Person, nowMs: number): void {
  const { parameters } = state;
  const now = captureAppearance(one, other, nowMs, parameters);
  const logRatio =
    now === null
      ? 0
      : findNews(pair.appearance, now, parameters) * weighIdSwitch(one, other, parameters);
  const same = now === null ? 0 : weighSame(pair.appearance, now, parameters);
  const flips = findFlips(findIdSwitches(state, pair, one, other)) * Math.exp(same);
  addStep(pair, { toMs: nowMs, flips, logRatio, isRelabelled: false });
  if (now !== null) pair.appearance = now;
  pair.closeMs = 0;
}

/** ID switches on average while two were near since the last step. */
function findIdSwitches(state: State, { closeMs }: Pair, one: Person, other: Person): number {
  const { found, closeS, parameters } = state;
  const { idSwitchesPriorCount, idSwitchesPriorS, idSwitchesAlikePerS } = parameters;
  const learned = (idSwitchesPriorCount + found) / (idSwitchesPriorS + closeS);
  const isDistinct = areDistinct(one, other, parameters);
  const perS = isDistinct ? learned : Math.max(idSwitchesAlikePerS, learned);
  return (perS * closeMs) / 1000;
}

interface NewStep {
  readonly toMs: number;
  readonly flips: number;
  readonly logRatio: number;
  readonly isRelabelled: boolean;
}

function addStep({ steps, told, fromMs }: Pair, step: NewStep): void {
  pushStep(steps, { fromMs: steps.at(-1)?.toMs ?? fromMs, ...step });
  told.push(Number.NaN);
  told.splice(0, told.length - steps.length);
}

/** Takes in what was made of two who are reported, after it was. */
function takeNote(state: State, note: IdentityNote, nowMs: number): void {
  const { one, other } = note;
  const { parameters } = state;
  if (note.kind === "found") {
    const pair = openPair(state, one, other, nowMs);
    addStep(pair, { toMs: nowMs, flips: note.wrong, logRatio: 0, isRelabelled: false });
    return;
  }
  const sureMs = Math.min(one.sureMs, other.sureMs);
  const pair = openPair(state, one, other, Math.max(sureMs, nowMs - parameters.unseenMsMax));
  if (pair.steps.length === 0) fillUnseen(pair, nowMs, parameters);
  const [first, second] = one.shopperId < other.shopperId ? [one, other] : [other, one];
  // By what they were called until now: what is seen spoke for the ID switch, as far as it is news.
  const before = captureAppearance(second, first, nowMs, parameters);
  const logRatio =
    before === null
      ? 0
      : -findNews(pair.appearance, before, parameters) * weighIdSwitch(one, other, parameters);
  const flips = findFlips(findIdSwitches(state, pair, one, other));
  addStep(pair, { toMs: nowMs, flips, logRatio, isRelabelled: true });
  // By what they are called now, so that what was said does not hold on.
  addStep(pair, { toMs: nowMs, flips: 0, logRatio: 0, isRelabelled: false });
  const appearance = captureAppearance(first, second, nowMs, parameters);
  Object.assign(pair, { closeMs: 0, mixedMs: nowMs, appearance });
  if (areDistinct(one, other, parameters)) state.found++;
}

/** It was at any time since both were surely themselves. */
function fillUnseen(
  pair: Pair,
  nowMs: number,
  { ambiguityStepMs, unseenIdSwitches }: FusionParameters,
): void {
  const count = Math.max(1, Math.ceil((nowMs - pair.fromMs) / ambiguityStepMs));
  const flips = unseenIdSwitches / count;
  for (let at = 1; at <= count; at++) {
    const toMs = pair.fromMs + ((nowMs - pair.fromMs) * at) / count;
    addStep(pair, { toMs, flips, logRatio: 0, isRelabelled: false });
  }
}
