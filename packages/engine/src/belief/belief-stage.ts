/**
 * What may have happened: hypotheses of all carts, made by changes and meetings of hands, and reweighted
 * as more is known of who made them. Each step returns what has changed, for the reporting stage.
 */

import { shareOut, type WhoDistribution } from "../attribution/associator.ts";
import {
  type AttributedChange,
  type Attribution,
  findTimeMs,
  weighDwell,
} from "../attribution/attribution-stage.ts";
import { createHandTrust, type HandTrust } from "../attribution/hand-trust.ts";
import { findLastNearMs } from "../attribution/handovers.ts";
import { blendWho, type IdSwitch, listIdSwitches } from "../attribution/identity-ambiguities.ts";
import { type MeetingOfHands, rateMeeting } from "../attribution/meeting-evidence.ts";
import type { Tracks } from "../attribution/tracks.ts";
import type { ShopperKey } from "../engine-types.ts";
import { ADVANCE_LAG_MS, ADVANCE_MS, GIVERS_MAX, PREVIEW_HYPOTHESES_MAX } from "../limits.ts";
import type { JointFrame } from "../observation.ts";
import type { ReceiptLine } from "../receipt-types.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import type { Gains } from "../sensing/gains.ts";
import type { ShopIndex } from "../shop-index.ts";
import { learnGains } from "./gain-learner.ts";
import {
  type HandCheck,
  learnOfHands,
  planHandCheck,
  takeDueChecks,
  weighByHands,
} from "./hand-checks.ts";
import { explainMeeting } from "./handover-hypothesiser.ts";
import {
  type ActionRecord,
  type Cluster,
  createCluster,
  filterHistory,
  getCart,
  type Hypothesis,
  type Item,
  withCart,
} from "./hypotheses.ts";
import { explainChange, type PreparedChange, prepareChange } from "./hypothesiser.ts";
import {
  closeUncertainty,
  createLateIdentity,
  type DecidedBlock,
  forgetChanges,
  isAmong,
  type LateIdentity,
  noteActs,
  rememberChange,
} from "./late-identity.ts";
import { forgetShopper } from "./mixture-reducer.ts";
import {
  createPlanogramTrust,
  findWrongShare,
  learnPlanogram,
  type PlanogramTrust,
} from "./planogram-trust.ts";
import { listReweighings, type Revision, reweigh } from "./revisions.ts";
import { advanceTouches, endTouches } from "./touches.ts";
import { hasLeftItem, replaceHypotheses, standsOn, updateClusters } from "./updater.ts";

export interface Belief {
  /** Only read, but for what its answers keep in mind. */
  readonly attribution: Attribution;
  readonly index: ShopIndex;
  readonly tracks: Tracks;
  readonly clusters: Set<Cluster>;
  /** Shoppers whose carts were given at the start, and who have not been seen since. */
  readonly restored: Set<string>;
  /** Shoppers who have their receipt, and are kept in mind for what they did last. */
  readonly lingering: Set<string>;
  readonly gains: Gains;
  readonly planogram: PlanogramTrust;
  readonly late: LateIdentity;
  /** Decided changes whose shoppers later frames may still identify. */
  revisions: Revision[];
  /** How far images of hands are believed, and changes whose images are still to come. */
  readonly handTrust: HandTrust;
  handChecks: HandCheck[];
  /** Up to when hands that may press have been checked. */
  advancedMs: number;
}

/** What has changed in the belief, with the cluster as it was then. */
export type BeliefEvent =
  | {
      /** What a change is taken for; where `isMovedOnly`, it is reported only if it has moved. */
      readonly kind: "change";
      readonly changeId: number;
      readonly cluster: Readonly<Cluster>;
      readonly isMovedOnly: boolean;
    }
  | {
      readonly kind: "cart";
      readonly shopper: ShopperKey;
      readonly cluster: Readonly<Cluster>;
      readonly isMovedOnly: boolean;
    }
  /** Nothing can revise it any more. */
  | { readonly kind: "final"; readonly action: ActionRecord; readonly belief: number };

export function createBelief(attribution: Attribution): Belief {
  const { index, tracks } = attribution;
  const { findings, handImages, identity } = index.parameters;
  return {
    attribution,
    index,
    tracks,
    clusters: new Set([createCluster(null)]),
    restored: new Set(),
    lingering: new Set(),
    gains: new Map(),
    planogram: createPlanogramTrust(findings),
    late: createLateIdentity(identity),
    revisions: [],
    handTrust: createHandTrust(handImages),
    handChecks: [],
    advancedMs: Number.NEGATIVE_INFINITY,
  };
}

export function findCluster({ clusters }: Belief, shopper: ShopperKey): Cluster | undefined {
  for (const cluster of clusters) if (cluster.shoppers.has(shopper)) return cluster;
  return undefined;
}

/** Those whose carts are open, but for who has a receipt already. */
export function listHere({ clusters, lingering }: Belief): Set<ShopperKey> {
  const here = new Set([...clusters].flatMap(({ shoppers }) => [...shoppers]));
  for (const shopper of lingering) here.delete(shopper);
  return here;
}

/** Who has come, and who is in one frame twice. */
export interface Arrivals {
  readonly arrived: readonly string[];
  readonly twice: readonly string[];
}

/** Opens carts of those who are new. */
export function admitShoppers(belief: Belief, { shoppers }: JointFrame): Arrivals {
  const arrived: string[] = [];
  const twice: string[] = [];
  for (const { shopperId } of shoppers) {
    if (belief.lingering.delete(shopperId) || belief.tracks.byId.has(shopperId)) continue;
    const isRestored = belief.restored.delete(shopperId);
    if (!isRestored && findCluster(belief, shopperId) !== undefined) {
      twice.push(shopperId);
      continue;
    }
    arrived.push(shopperId);
    if (!isRestored) belief.clusters.add(createCluster(shopperId));
  }
  return { arrived, twice };
}

/** A cart that is known from before the engine was started. */
export function restoreShopper(
  belief: Belief,
  shopperId: string,
  lines: readonly { readonly line: ReceiptLine; readonly changeId: number }[],
): void {
  const items = lines.flatMap(({ line, changeId }) => makeItems(belief.index, line, changeId));
  const cluster = createCluster(shopperId);
  cluster.hypotheses = cluster.hypotheses.map((one) => withCart(one, shopperId, items));
  belief.clusters.add(cluster);
  belief.restored.add(shopperId);
}

function makeItems(
  { shop: { facings, products } }: ShopIndex,
  { barcode, quantity }: ReceiptLine,
  changeId: number,
): Item[] {
  const facing = facings.find((one) => one.barcode === barcode);
  const weightG = products.get(barcode)?.weightG ?? Number.NaN;
  const item: Item = {
    barcode,
    weightG,
    rawG: Number.NaN,
    isTouch: false,
    levelsBeforeG: [],
    weighedMs: 0,
    changeId,
    originId: changeId,
    sinceMs: Number.NEGATIVE_INFINITY,
    gondola: facing?.gondola ?? 0,
    shelf: facing?.shelf ?? 0,
    plates: facing?.plates ?? [],
  };
  // Each unit is an item of its own: one that is put back leaves the others.
  return Array.from({ length: quantity }, () => ({ ...item }));
}

/** The cart is open again: what was theirs and is decided later must not be taken for somebody else's. */
export function linger(belief: Belief, shopperId: string): void {
  belief.lingering.add(shopperId);
  belief.clusters.add(createCluster(shopperId));
}

/** Whether an item that a shopper left there, out of its place, has the weight of a change. */
export function isLeftThere({ clusters, index }: Belief, change: ShelfChange): boolean {
  const { weightLogMax } = index.parameters.wiring;
  return [...clusters].some((cluster) => hasLeftItem(cluster, change, weightLogMax));
}

/** A change cut into blocks, with who made each as far as it was asked, by its plates. */
export interface Hypothesised {
  readonly prepared: PreparedChange;
  readonly seen: ReadonlyMap<string, WhoDistribution>;
  /** Of a board's change, only of the likeliest facing. */
  readonly likeliest: ReadonlyMap<string, WhoDistribution>;
}

export function hypothesise(belief: Belief, attributed: AttributedChange): Hypothesised {
  const { gains, index, planogram } = belief;
  const seen = new Map<string, WhoDistribution>();
  const prepared = prepareChange(
    index,
    gains,
    findWrongShare(planogram),
    attributed.change,
    (block, share) => {
      const who = attributed.findWho(block, share);
      if (share === 0.5) seen.set(block.plates.map(({ plate }) => plate).join(), who);
      return blendWho(who, listOpenIdSwitches(belief, who.timestampMs), index.parameters);
    },
    (pair, fromMs, toMs) => findLastNearMs(belief.attribution.handovers, pair, fromMs, toMs),
  );
  return { prepared, seen, likeliest: keepLikeliest(prepared, seen) };
}

function keepLikeliest(
  { change, partitions, partitionLogWeights }: PreparedChange,
  seen: ReadonlyMap<string, WhoDistribution>,
): ReadonlyMap<string, WhoDistribution> {
  if (change.board === undefined) return seen;
  let likeliest = 0;
  for (const [at, logWeight] of partitionLogWeights.entries()) {
    if (logWeight > partitionLogWeights[likeliest]!) likeliest = at;
  }
  const keys = partitions[likeliest]!.map(({ plates }) => plates.join());
  return new Map([...seen].filter(([key]) => keys.includes(key)));
}

/** ID switches of two who both have a cart still: nothing can go over to who has left. */
function listOpenIdSwitches(belief: Belief, atMs: number): IdSwitch[] {
  const { ambiguities } = belief.attribution;
  if (ambiguities.pairs.size === 0) return [];
  const here = listHere(belief);
  return listIdSwitches(ambiguities, atMs).filter(({ shopperIds }) =>
    shopperIds.every((shopperId) => here.has(shopperId)),
  );
}

/** What a change made of the belief. */
export interface BeliefUpdate {
  /** The clusters that it concerns, as one. */
  readonly merged: Readonly<Cluster>;
  readonly events: readonly BeliefEvent[];
}

export function updateByChange(
  belief: Belief,
  attributed: AttributedChange,
  hypothesised: Hypothesised,
): BeliefUpdate {
  const { change, lastMs } = attributed;
  const { prepared } = hypothesised;
  const { index, tracks } = belief;
  rememberWho(belief, attributed, hypothesised);
  const concerned = findConcerned(belief, attributed, prepared);
  advanceClusters(belief, concerned.touched, change.startMs);
  const { merged, events } = update(belief, concerned);
  learnGains(belief.gains, index, change, merged);
  learnPlanogram(belief.planogram, index, change.id, merged);
  if (tracks.seesHands) {
    const { handImages } = index.parameters;
    belief.handChecks.push(planHandCheck(change.id, lastMs, prepared.shoppers, merged, handImages));
  }
  return { merged, events };
}

/** What is to be explained, and whom and what it concerns. */
interface Concerned {
  readonly changeId: number;
  readonly touched: readonly Cluster[];
  readonly shoppers: readonly ShopperKey[];
  readonly explain: (hypotheses: readonly Hypothesis[]) => Hypothesis[];
}

function findConcerned(
  belief: Belief,
  { change }: AttributedChange,
  prepared: PreparedChange,
): Concerned {
  const givers = listGivers(belief, prepared);
  const touched = [...belief.clusters].filter(
    (cluster) =>
      isOfAny(cluster, prepared.shoppers) || isOfAny(cluster, givers) || standsOn(cluster, change),
  );
  return {
    changeId: change.id,
    touched,
    shoppers: [...prepared.shoppers, ...givers],
    explain: (hypotheses) => explainChange(belief.index, prepared, hypotheses),
  };
}

/** What a change that still waits looks like. */
export interface ChangePreview {
  readonly changeId: number;
  /** The clusters that it concerns, as one, as it would leave them. */
  readonly merged: Readonly<Cluster>;
  /** Carts that it may change, before and after it. */
  readonly carts: readonly CartPreview[];
  /** How likely that is on which it rests, 0 to 1. */
  readonly share: number;
}

interface CartPreview {
  readonly shopper: ShopperKey;
  readonly before: Readonly<Cluster>;
  readonly after: Readonly<Cluster>;
}

/** What a change that still waits looks like by the likeliest hypotheses alone. The belief stays as it is. */
export function previewChange(belief: Belief, attributed: AttributedChange): ChangePreview {
  const { prepared } = hypothesise(belief, attributed);
  const { touched, explain, shoppers } = findConcerned(belief, attributed, prepared);
  const copies = touched.map(copyLikeliest);
  const { merged, parts } = updateClusters(copies, explain, belief.index.parameters.belief);
  const carts = shoppers.flatMap((shopper) => {
    const before = copies.find((cluster) => cluster.shoppers.has(shopper));
    const after = parts.find((cluster) => cluster.shoppers.has(shopper));
    return before === undefined || after === undefined ? [] : [{ shopper, before, after }];
  });
  const share = copies.reduce((rest, { hypotheses }) => rest * weighAll(hypotheses), 1);
  return { changeId: attributed.change.id, merged, carts, share };
}

function weighAll(hypotheses: readonly Hypothesis[]): number {
  return hypotheses.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0);
}

function copyLikeliest({ shoppers, hypotheses }: Cluster): Cluster {
  return {
    shoppers: new Set(shoppers),
    hypotheses: hypotheses.slice(0, PREVIEW_HYPOTHESES_MAX),
  };
}

/**
 * Who may have handed over, unseen, what is put back in a change: the few who held it and were last near those who
 * may have put it back. Nobody where one of these holds a unit of their own that is.
 */
function listGivers(
  { attribution, clusters, index }: Belief,
  { change, partitions, shoppers }: PreparedChange,
): string[] {
  const increases = partitions.flat().filter(({ block }) => block.totalG > 0);
  if (increases.length === 0) return [];
  const { pairOffShareMax } = index.parameters.weights;
  const isFromHere = ({ gondola, shelf, plates, weightG }: Item): boolean =>
    gondola === change.gondola &&
    shelf === change.shelf &&
    increases.some(
      (increase) =>
        increase.plates.some((plate) => plates.includes(plate)) &&
        Math.abs(increase.block.totalG - weightG) <= pairOffShareMax * weightG,
    );
  const nearMs = new Map<string, number>();
  for (const { hypotheses } of clusters) {
    // What is likeliest is enough: an explanation so rare needs no giver who hardly holds it.
    for (const [holder, cart] of hypotheses[0]?.carts ?? []) {
      const item = cart.find(isFromHere);
      if (holder === null || item === undefined) continue;
      if (shoppers.has(holder)) return [];
      for (const taker of shoppers) {
        if (taker === null) continue;
        const pair = [holder, taker] as const;
        const near = findLastNearMs(attribution.handovers, pair, item.sinceMs, change.settledMs);
        if (near > (nearMs.get(holder) ?? Number.NEGATIVE_INFINITY)) nearMs.set(holder, near);
      }
    }
  }
  return [...nearMs]
    .sort((a, b) => b[1] - a[1])
    .slice(0, GIVERS_MAX)
    .map(([holder]) => holder);
}

function isOfAny({ shoppers }: Cluster, others: Iterable<ShopperKey>): boolean {
  return [...others].some((shopper) => shoppers.has(shopper));
}

/** log odds that a meeting moved something; null where it cannot have. */
export function weighMeeting(belief: Belief, meeting: MeetingOfHands): number | null {
  const { a, b } = meeting;
  // Of somebody who has left since, the cart is charged as it was.
  if (findCluster(belief, a) === undefined || findCluster(belief, b) === undefined) return null;
  const holds = (one: Hypothesis): boolean => getCart(one, a).length + getCart(one, b).length > 0;
  const touched = listTouched(belief, [a, b]);
  if (!touched.some(({ hypotheses }) => hypotheses.some(holds))) return null;
  return rateMeeting(meeting, belief.index.parameters.hands);
}

export function updateByMeeting(
  belief: Belief,
  meeting: MeetingOfHands,
  changeId: number,
): readonly BeliefEvent[] {
  const pair = [meeting.a, meeting.b];
  const { hands } = belief.index.parameters;
  const touched = listTouched(belief, pair);
  advanceClusters(belief, touched, meeting.timestampMs);
  return update(belief, {
    changeId,
    touched,
    shoppers: pair,
    explain: (hypotheses) =>
      hypotheses.flatMap((hypothesis) => explainMeeting(meeting, changeId, hypothesis, hands)),
  }).events;
}

function listTouched({ clusters }: Belief, shoppers: Iterable<ShopperKey>): Cluster[] {
  return [...clusters].filter((cluster) => isOfAny(cluster, shoppers));
}

function update(belief: Belief, { changeId, explain, shoppers, touched }: Concerned): BeliefUpdate {
  const { clusters, index } = belief;
  const { merged, parts, final } = updateClusters(touched, explain, index.parameters.belief);
  for (const cluster of touched) clusters.delete(cluster);
  for (const part of parts) clusters.add(part);
  const events: BeliefEvent[] = [
    { kind: "change", changeId, cluster: merged, isMovedOnly: false },
    ...final.map(({ action, share }) => ({ kind: "final" as const, action, belief: share })),
    ...listCarts(belief, shoppers, false),
  ];
  return { merged, events };
}

function listCarts(
  belief: Belief,
  shoppers: Iterable<ShopperKey>,
  isMovedOnly: boolean,
): BeliefEvent[] {
  return [...shoppers].flatMap((shopper) => {
    const cluster = findCluster(belief, shopper);
    if (cluster === undefined) return [];
    return [{ kind: "cart" as const, shopper, cluster: { ...cluster }, isMovedOnly }];
  });
}

/** Beliefs in which a hand may still press somewhere change as time goes on. */
export function advanceBelief(belief: Belief, frameMs: number): readonly BeliefEvent[] {
  if (frameMs - belief.advancedMs < ADVANCE_MS) return [];
  belief.advancedMs = frameMs;
  const events: BeliefEvent[] = [];
  for (const cluster of belief.clusters) {
    if (!cluster.hypotheses.some(({ ledger }) => ledger.some(({ isTouch }) => isTouch))) continue;
    if (!advanceCluster(belief, cluster, frameMs - ADVANCE_LAG_MS)) continue;
    events.push(...listCarts(belief, cluster.shoppers, true));
  }
  return events;
}

function advanceClusters(belief: Belief, clusters: readonly Cluster[], atMs: number): void {
  for (const cluster of clusters) advanceCluster(belief, cluster, atMs);
}

/** Forces that are still on are weighed by the time that has gone on. */
function advanceCluster({ attribution, index }: Belief, cluster: Cluster, nowMs: number): boolean {
  const { belief, touches } = index.parameters;
  const dwell = (touch: Item, toMs: number): number => weighDwell(attribution, touch, toMs);
  return replaceHypotheses(cluster, belief, (one) => advanceTouches(one, nowMs, dwell, touches));
}

/** Who made a change is asked once more when all that can be seen of identities has been seen. */
function rememberWho(
  belief: Belief,
  { change, target, middleMs, untilMs, latestMs, findWhoLate }: AttributedChange,
  { prepared, likeliest }: Hypothesised,
): void {
  const { parameters } = belief.index;
  const changeId = change.id;
  const blocks = new Map<string, DecidedBlock>();
  for (const { block, plates, timestampMs, who } of prepared.partitions.flat()) {
    const asked = likeliest.get(plates.join());
    if (asked === undefined) continue;
    const base = shareOut(asked);
    const said = listOpenIdSwitches(belief, timestampMs).filter((one) => isAmong(base, one));
    const own: DecidedBlock = {
      plates: plates.join(),
      timestampMs,
      base,
      shares: shareOut(who),
      said,
      ask: () => {
        const now = findWhoLate(block, timestampMs);
        own.base = shareOut(now);
        return blendWho(now, said, parameters);
      },
    };
    blocks.set(own.plates, own);
  }
  const decided = { changeId, atMs: middleMs, blocks: [...blocks.values()] };
  noteActs(belief.late, decided);
  if (belief.tracks.byId.size < 2) return;
  rememberChange(belief.late, decided);
  if (target !== null && untilMs < latestMs) {
    belief.revisions.push({ changeId, dueMs: latestMs, blocks: decided.blocks });
  }
  forgetOld(belief);
}

/** Changes that were decided long ago are remembered no more. */
export function forgetOld(belief: Belief): void {
  const here = listHere(belief);
  forgetChanges(belief.late, findTimeMs(belief.attribution), (shopper) => here.has(shopper));
}

/** Revisions that were due before a time, the earliest first; and what hands have shown by then. */
export function reviseBelief(belief: Belief, beforeMs: number): readonly BeliefEvent[] {
  const isDue = ({ dueMs }: Pick<Revision, "dueMs">): boolean => dueMs < beforeMs;
  const events = checkHands(belief, isDue);
  const due = belief.revisions.filter(isDue);
  if (due.length === 0) return events;
  belief.revisions = belief.revisions.filter((one) => !isDue(one));
  due.sort((a, b) => a.dueMs - b.dueMs);
  for (const revision of due) events.push(...revise(belief, revision));
  return events;
}

/** Hypotheses of a change gain or lose by who is likelier to have made it now. */
function revise(belief: Belief, revision: Revision): BeliefEvent[] {
  const { clusters, index } = belief;
  const { changeId } = revision;
  const reweighings = listReweighings(revision, index.parameters.who);
  const shoppers = new Set(reweighings.flatMap(({ before }) => [...before.keys()]));
  const events: BeliefEvent[] = [];
  for (const cluster of clusters) {
    if (!isOfAny(cluster, shoppers)) continue;
    cluster.hypotheses = reweigh(cluster, changeId, reweighings, index.parameters);
    events.push({ kind: "change", changeId, cluster: { ...cluster }, isMovedOnly: false });
  }
  return [...events, ...listCarts(belief, shoppers, false)];
}

/** Hypotheses gain or lose by what hands were seen to hold. */
function checkHands(belief: Belief, isDue: (check: HandCheck) => boolean): BeliefEvent[] {
  if (belief.handChecks.length === 0) return [];
  const { due, left } = takeDueChecks(belief.handChecks, isDue);
  belief.handChecks = left;
  const events: BeliefEvent[] = [];
  for (const check of due) {
    const { changeId, shoppers } = check;
    for (const cluster of listTouched(belief, shoppers)) {
      const weighed = weighByHands(belief, cluster, changeId);
      if (weighed === null) continue;
      cluster.hypotheses = weighed;
      events.push({ kind: "change", changeId, cluster: { ...cluster }, isMovedOnly: false });
      events.push(...listCarts(belief, cluster.shoppers, false));
    }
    learnOfHands(belief, check);
  }
  return events;
}

/** Somebody leaves: what can be known of their cart is weighed. */
export function settleVisit(belief: Belief, shopper: ShopperKey): readonly BeliefEvent[] {
  const events = checkHands(belief, ({ shoppers }) => shoppers.has(shopper));
  const { belief: parameters, touches } = belief.index.parameters;
  const cluster = findCluster(belief, shopper)!;
  replaceHypotheses(cluster, parameters, (one) => endTouches(one, touches));
  return events;
}

/** Somebody has left, and their receipt is written: their cart leaves the belief. */
export function forgetVisit(belief: Belief, cluster: Cluster, shopper: ShopperKey): void {
  belief.lingering.delete(shopper ?? "");
  if (shopper !== null) closeUncertainty(belief.late, shopper);
  // What is on this receipt is not shared out again among those who stay.
  belief.revisions = belief.revisions.filter(({ blocks }) =>
    blocks.every(({ shares }) => !shares.has(shopper ?? "")),
  );
  cluster.hypotheses = cluster.hypotheses.map((hypothesis) => ({
    ...hypothesis,
    history: filterHistory(hypothesis.history, (action) => action.shopperId !== shopper),
  }));
  forgetShopper(cluster, shopper, belief.index.parameters.belief);
  if (cluster.shoppers.size === 0 && !cluster.hypotheses.some(standsAnywhere)) {
    belief.clusters.delete(cluster);
  }
}

function standsAnywhere(hypothesis: Hypothesis): boolean {
  return hypothesis.ledger.length > 0 || hypothesis.overrides.size > 0;
}
