/**
 * Which people trackers may have swapped, by pair and time, and how that moves the belief in who
 * made a change. The latest report on a time counts, in whatever order reports arrive.
 */

import { AMBIGUITY_PAIRS_MAX, AMBIGUITY_SPANS_MAX } from "../limits.ts";
import type { IdentityAmbiguity, JointFrame } from "../observation.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { IdentityParameters } from "../parameters/identity.ts";
import type { WhoDistribution } from "./associator.ts";

/** Two may be swapped, with that probability, at one time. */
export interface IdSwitch {
  readonly shopperIds: readonly [string, string];
  readonly probability: number;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly probability: number;
  readonly saidMs: number;
}

interface PairSpans {
  readonly shopperIds: readonly [string, string];
  /** By time, none over another. */
  spans: readonly Span[];
}

export interface AmbiguityTable {
  readonly parameters: IdentityParameters;
  /** By pair, in the order of their names. */
  readonly pairs: Map<string, PairSpans>;
}

export function createAmbiguityTable(parameters: IdentityParameters): AmbiguityTable {
  return { parameters, pairs: new Map() };
}

/**
 * Takes in what a frame reports; returns the ambiguities that are valid: of two people, with a time and a
 * probability. Nothing is kept of a pair neither of whom is there.
 */
export function recordAmbiguities(
  table: AmbiguityTable,
  frame: JointFrame,
  isHere: (shopperId: string) => boolean = () => true,
): IdentityAmbiguity[] {
  const received = (frame.ambiguities ?? []).filter(
    (ambiguity) => isSound(ambiguity) && ambiguity.shopperIds.some(isHere),
  );
  for (const { shopperIds, fromMs, toMs, probability } of received) {
    const pair = openPair(table, shopperIds);
    const saidMs = frame.timestampMs;
    pair.spans = insertSpan(pair.spans, { fromMs, toMs, probability, saidMs });
  }
  return received;
}

function isSound({
  shopperIds: [one, other],
  fromMs,
  toMs,
  probability,
}: IdentityAmbiguity): boolean {
  return one !== other && fromMs <= toMs && probability >= 0 && probability <= 1;
}

/** What is kept of two; those of whom nothing was said for the longest time are the first to go. */
function openPair({ pairs }: AmbiguityTable, [one, other]: readonly [string, string]): PairSpans {
  const shopperIds = one < other ? ([one, other] as const) : ([other, one] as const);
  const key = nameOf(shopperIds);
  const pair = pairs.get(key) ?? { shopperIds, spans: [] };
  pairs.delete(key);
  pairs.set(key, pair);
  if (pairs.size > AMBIGUITY_PAIRS_MAX) pairs.delete(pairs.keys().next().value!);
  return pair;
}

/** What is newer is kept, of what is older what lies beside it. */
function insertSpan(spans: readonly Span[], span: Span): Span[] {
  const older = spans.filter(({ saidMs }) => saidMs <= span.saidMs);
  const newer = spans.filter(({ saidMs }) => saidMs > span.saidMs);
  const kept = older.flatMap((one) => cutOut(one, span));
  const left = newer.reduce((parts, one) => parts.flatMap((part) => cutOut(part, one)), [span]);
  const all = [...kept, ...newer, ...left];
  return all.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs).slice(-AMBIGUITY_SPANS_MAX);
}

/** What is left of a time without another. */
function cutOut(span: Span, { fromMs, toMs }: Span): Span[] {
  if (toMs <= span.fromMs || fromMs >= span.toMs) return isWithin(span, fromMs, toMs) ? [] : [span];
  const before = fromMs > span.fromMs ? [{ ...span, toMs: fromMs }] : [];
  const after = toMs < span.toMs ? [{ ...span, fromMs: toMs }] : [];
  return [...before, ...after];
}

/** Of an instant alone. */
function isWithin(span: Span, fromMs: number, toMs: number): boolean {
  return span.fromMs === span.toMs && fromMs <= span.fromMs && span.toMs <= toMs;
}

/** Who may be swapped at a time, by their names. */
export function listIdSwitches({ parameters, pairs }: AmbiguityTable, atMs: number): IdSwitch[] {
  return sortPairs([...pairs.values()].flatMap((pair) => findOfPair(parameters, pair, atMs) ?? []));
}

/** The same of two alone; null where they are not. */
export function findIdSwitch(
  { parameters, pairs }: AmbiguityTable,
  shopperIds: readonly [string, string],
  atMs: number,
): IdSwitch | null {
  const pair = pairs.get(nameOf(shopperIds));
  return pair === undefined ? null : findOfPair(parameters, pair, atMs);
}

function findOfPair(
  { ambiguityHoldsMs, idSwitchMin, idSwitchMax }: IdentityParameters,
  { shopperIds, spans }: PairSpans,
  atMs: number,
): IdSwitch | null {
  const probability = Math.min(idSwitchMax, findProbability(spans, atMs, ambiguityHoldsMs));
  return probability >= idSwitchMin ? { shopperIds, probability } : null;
}

/** The same whoever of the two is named first. */
export function nameOf([one, other]: readonly [string, string]): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}

/** The order in which they are blended, whatever was said first. */
export function sortPairs(switches: readonly IdSwitch[]): IdSwitch[] {
  return [...switches].sort((a, b) => (nameOf(a.shopperIds) < nameOf(b.shopperIds) ? -1 : 1));
}

function findProbability(spans: readonly Span[], atMs: number, holdsMs: number): number {
  const within = spans.find(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  const last = within ?? spans.findLast(({ toMs }) => toMs < atMs);
  return last !== undefined && atMs <= last.toMs + holdsMs ? last.probability : 0;
}

/** Whether what is said of two may say something else of a time. */
export function isOfTime(
  { fromMs, toMs }: IdentityAmbiguity,
  atMs: number,
  { ambiguityHoldsMs }: IdentityParameters,
): boolean {
  return fromMs <= atMs && atMs <= toMs + ambiguityHoldsMs;
}

/** Who may be somebody at a time, and how likely. */
export function listPartners(
  table: AmbiguityTable,
  shopperId: string,
  atMs: number,
): ReadonlyMap<string, number> {
  const partners = new Map<string, number>();
  for (const { shopperIds, probability } of listIdSwitches(table, atMs)) {
    const [one, other] = shopperIds;
    if (one === shopperId) partners.set(other, probability);
    else if (other === shopperId) partners.set(one, probability);
  }
  return partners;
}

/** Forgets those of whom one is gone, and what was said of times before one. */
export function forgetAmbiguities(
  { pairs }: AmbiguityTable,
  isHere: (shopperId: string) => boolean,
  beforeMs = Number.NEGATIVE_INFINITY,
): void {
  for (const [key, pair] of pairs) {
    if (pair.spans.some(({ toMs }) => toMs < beforeMs)) {
      pair.spans = pair.spans.filter(({ toMs }) => toMs >= beforeMs);
    }
    if (pair.spans.length === 0 || !pair.shopperIds.every(isHere)) pairs.delete(key);
  }
}

/**
 * Shares as they are when two may be swapped, one pair after the other: the sum stays the same. Where
 * pairs share somebody their order matters by the product of their ambiguities, which is little.
 */
export function blendShares(
  shares: ReadonlyMap<string, number>,
  switches: readonly IdSwitch[],
): Map<string, number> {
  const blended = new Map(shares);
  for (const { shopperIds, probability } of switches) {
    const [one, other] = shopperIds;
    const [before, beforeOther] = [blended.get(one) ?? 0, blended.get(other) ?? 0];
    if (before === beforeOther) continue;
    blended.set(one, before + probability * (beforeOther - before));
    blended.set(other, beforeOther + probability * (before - beforeOther));
  }
  return blended;
}

/** The same of who made a change; those who become likely enough are listed, too. */
export function blendWho(
  who: WhoDistribution,
  switches: readonly IdSwitch[],
  parameters: Pick<EngineParameters, "who" | "identity">,
): WhoDistribution {
  const { shoppers, logProbabilities, reaches, evidence } = who;
  const shares = new Map<string, number>();
  for (const [at, shopper] of shoppers.entries()) {
    if (shopper !== null) shares.set(shopper, Math.exp(logProbabilities[at]! - evidence));
  }
  const own = switches.filter(({ shopperIds }) => shopperIds.some((one) => shares.has(one)));
  if (own.length === 0) return who;
  const { logNoReach } = parameters.identity;
  const logMin = Math.log(parameters.who.shareMin);
  const blended = blendShares(shares, own);
  const kept = shoppers.flatMap((shopper, at) => {
    const logProbability =
      shopper === null ? logProbabilities[at]! : Math.log(blended.get(shopper)!) + evidence;
    return [{ shopper, logProbability, reach: reaches[at]! }];
  });
  for (const [shopper, share] of blended) {
    if (shares.has(shopper)) continue;
    kept.push({ shopper, logProbability: Math.log(share) + evidence, reach: logNoReach });
  }
  const likely = kept.filter(
    ({ shopper, logProbability }) => shopper === null || logProbability - evidence >= logMin,
  );
  return {
    ...who,
    shoppers: likely.map(({ shopper }) => shopper),
    logProbabilities: likely.map(({ logProbability }) => logProbability),
    reaches: likely.map(({ reach }) => reach),
  };
}
