/** From what has changed in the belief to interactions, carts, receipts and warnings. */
import { logistic } from "@saunter/numerics/statistics";
import { shareOut, type WhoDistribution } from "../attribution/associator.ts";
import type { AttributedChange } from "../attribution/attribution-stage.ts";
import type { MeetingOfHands } from "../attribution/meeting-evidence.ts";
import type {
  Arrivals,
  Belief,
  BeliefEvent,
  BeliefUpdate,
  Hypothesised,
} from "../belief/belief-stage.ts";
import { chooseLines } from "../belief/cart-choice.ts";
import {
  type ActionRecord,
  type Cluster,
  findBelief,
  isUnseenHandover,
  listLikely,
} from "../belief/hypotheses.ts";
import { findUncertainty } from "../belief/late-identity.ts";
import type { EngineOutput, EngineResult, Finding, ShopperKey } from "../engine-types.ts";
import { DECIDED_MAX, ODD_PICKS_MAX } from "../limits.ts";
import type { JointFrame } from "../observation.ts";
import type { Interaction, Receipt } from "../receipt-types.ts";
import { findSickPlates } from "../sensing/plate-states.ts";
import type { Notice } from "../sensing/sensing-stage.ts";
import { findUnitReasons, tellUnplaced } from "../sensing/units.ts";
import type { ShopIndex } from "../shop-index.ts";
import {
  type AlarmScene,
  type Alarms,
  addAlarm,
  type CameraAlarmScene,
  describeTrouble,
  raiseAlarm,
  raiseCameraAlarms,
  raiseDeadPlates,
  raiseDoubts,
  UNSURE,
} from "./alarms.ts";
import { calibrateExact } from "./calibration.ts";
import { findMisplaced, findWrongWeights, listOddPicks, type OddPick } from "./findings.ts";
import { isAlike, nameInteraction, toInteraction } from "./interactions.ts";
import { joinReceipts, nameProduct, type ReceiptRules, writeReceipt } from "./receipts.ts";
import { addNearness, findVisitRisk, type VisitRisks } from "./visit-risk.ts";

export interface Telling {
  /** Only read. */
  readonly belief: Belief;
  readonly index: ShopIndex;
  readonly rules: ReceiptRules;
  readonly keepResults: boolean;
  /** Every shopper seen, by first sight. */
  readonly order: Set<string>;
  readonly receipts: Map<ShopperKey, Receipt>;
  readonly told: Map<string, Interaction>;
  readonly toldCarts: Map<ShopperKey, ToldCart>;
  /** When each change was first decided. */
  readonly decidedMs: Map<number, number>;
  readonly final: Interaction[];
  readonly warnings: Map<string, { message: string; count: number }>;
  readonly oddPicks: OddPick[];
  /** Why a shopper's receipt must be reviewed whatever the belief: sensors that failed beside them. */
  readonly alarms: Alarms;
  /** What makes each receipt uncertain beside the belief. */
  readonly visitRisks: VisitRisks;
  /** Time of the newest frame. */
  frameMs: number;
  outputs: EngineOutput[];
}

/** What a cart holds for the most part, and how likely that is all of it. */
type ToldCart = ReturnType<typeof chooseLines>;

export function createTelling(
  belief: Belief,
  given: Partial<ReceiptRules>,
  keepResults: boolean,
): Telling {
  const { index } = belief;
  const { calibration, belief: usual } = index.parameters;
  const { overchargeCost, wrongReceiptCost, acceptProbability, reasonMin } = usual;
  const rules: ReceiptRules = {
    overchargeCost,
    wrongReceiptCost,
    acceptProbability,
    reasonMin,
    calibrate: (probability, visit) => calibrateExact(probability, visit, calibration),
    ...given,
  };
  return {
    belief,
    index,
    rules,
    keepResults,
    order: new Set(),
    receipts: new Map(),
    told: new Map(),
    toldCarts: new Map(),
    decidedMs: new Map(),
    final: [],
    warnings: new Map(),
    oddPicks: [],
    alarms: new Map(),
    visitRisks: new Map(),
    frameMs: Number.NEGATIVE_INFINITY,
    outputs: [],
  };
}

function sceneOf({ alarms, belief, index }: Telling): AlarmScene & CameraAlarmScene {
  const { attribution, lingering, tracks } = belief;
  return { alarms, index, lingering, nowMs: attribution.sensing.nowMs, tracks };
}

export function warn(telling: Telling, code: string, message: string): void {
  const known = telling.warnings.get(code);
  if (known !== undefined) {
    known.count++;
    return;
  }
  telling.warnings.set(code, { message, count: 1 });
  telling.outputs.push({ kind: "warning", code, message });
}

/** Warns of what is wrong with readings, and flags whom it concerns. */
export function tellNotices(telling: Telling, notices: Iterable<Notice>): void {
  for (const { code, message, gondola, sinceMs } of notices) {
    warn(telling, code, message);
    if (gondola !== undefined) raiseAlarm(sceneOf(telling), gondola, code, sinceMs);
  }
}

export function tellArrivals(telling: Telling, { arrived, twice }: Arrivals): void {
  for (const shopperId of arrived) telling.order.add(shopperId);
  for (const _ of twice) warn(telling, "shopper-twice", "a frame of joints has a shopper twice");
}

/** What a frame says of cameras, and of who is near whom. */
export function tellFrame(telling: Telling, frame: JointFrame): void {
  const scene = sceneOf(telling);
  for (const trouble of frame.troubles ?? []) {
    warn(telling, "camera-trouble", describeTrouble(trouble));
  }
  raiseCameraAlarms(scene, frame);
  raiseDoubts(scene, frame);
  const { belief } = telling.index.parameters;
  addNearness(telling.visitRisks, scene.tracks, frame, telling.frameMs, belief);
  telling.frameMs = Math.max(telling.frameMs, frame.timestampMs);
}

export function tellDeadPlates(telling: Telling): void {
  raiseDeadPlates(sceneOf(telling), findSickPlates(telling.belief.attribution.sensing));
}

export function tellEvents(telling: Telling, events: Iterable<BeliefEvent>): void {
  for (const event of events) {
    switch (event.kind) {
      case "change":
        tellInteractions(telling, event.cluster, event.changeId, event.isMovedOnly);
        break;
      case "cart":
        tellCart(telling, event.cluster, event.shopper, event.isMovedOnly);
        break;
      case "final":
        finalize(
          telling,
          toInteraction(telling, event.action, event.belief, null),
          nameInteraction(event.action),
        );
        break;
      default:
        event satisfies never;
    }
  }
}

/** A change is decided: what it was, and how uncertain it makes receipts. */
export function tellUpdate(
  telling: Telling,
  { change, target }: AttributedChange,
  { prepared, likeliest }: Hypothesised,
  { merged, events }: BeliefUpdate,
): void {
  const { alarms, belief, index, oddPicks } = telling;
  doubtWho(telling, likeliest);
  if (target === null && belief.tracks.byId.size > 1) {
    for (const one of prepared.shoppers) addAlarm(alarms, one, tellUnplaced(change.gondola));
  }
  doubtTouches(telling, merged, change.id, prepared.shoppers);
  oddPicks.push(...listOddPicks(index, merged, change.id));
  oddPicks.splice(0, oddPicks.length - ODD_PICKS_MAX);
  tellEvents(telling, events);
}

/** How ambiguous a change is: by the block that is most so. */
function doubtWho(
  { index, visitRisks }: Telling,
  seen: ReadonlyMap<string, WhoDistribution>,
): void {
  const most = new Map<string, number>();
  const makers = new Set<string>();
  for (const who of seen.values()) {
    for (const [shopper, share] of shareOut(who)) {
      most.set(shopper, Math.max(most.get(shopper) ?? 0, Math.min(share, 1 - share)));
      if (share > index.parameters.who.makerShareMin) makers.add(shopper);
    }
  }
  for (const [shopper, ambiguous] of most) {
    const risk = findVisitRisk(visitRisks, shopper);
    risk.ambiguous += ambiguous;
    if (makers.has(shopper)) risk.changes++;
  }
}

/** How far a change may have been a hand's force: it is uncertain for all who may have made it. */
function doubtTouches(
  { visitRisks }: Telling,
  { hypotheses }: Readonly<Cluster>,
  changeId: number,
  shoppers: ReadonlySet<ShopperKey>,
): void {
  let pressed = 0;
  for (const { ledger, logWeight } of hypotheses) {
    const isPressed = ledger.some((item) => item.isTouch && item.changeId === changeId);
    if (isPressed) pressed += Math.exp(logWeight);
  }
  for (const shopper of shoppers) findVisitRisk(visitRisks, shopper).touches += pressed;
}

/** Two hands met: how uncertain that makes both receipts. Returns whether it is told. */
export function tellMeeting(
  { index, visitRisks }: Telling,
  { a, b }: MeetingOfHands,
  odds: number,
): boolean {
  const moved = logistic(odds);
  const isTold = odds >= index.parameters.hands.toldLogOddsMin;
  for (const shopper of [a, b]) {
    const risk = findVisitRisk(visitRisks, shopper);
    if (isTold) risk.meetings += Math.min(moved, 1 - moved);
    else risk.unclearMeetings += moved;
  }
  return isTold;
}

/** Tells what the likeliest hypothesis says of a change, with the belief in it. */
function tellInteractions(
  telling: Telling,
  cluster: Readonly<Cluster>,
  changeId: number,
  isMovedOnly: boolean,
): void {
  const { belief, decidedMs, index, told } = telling;
  const best = cluster.hypotheses[0];
  if (!decidedMs.has(changeId)) decidedMs.set(changeId, belief.attribution.sensing.nowMs);
  if (decidedMs.size > DECIDED_MAX) decidedMs.delete(decidedMs.keys().next().value!);
  if (best === undefined) return;
  const { toldMovedMin } = index.parameters.belief;
  for (const action of listLikely(best.history)) {
    if (action.changeId !== changeId) continue;
    const interaction = toInteraction(telling, action, findBelief(cluster, action), cluster);
    if (interaction === null) continue;
    if (isUnseenHandover(action)) {
      // Whoever puts a unit of their own there must not empty another's cart without anybody looking.
      const reason = `${nameProduct(index.shop, interaction.barcode)} was put back by another shopper; nobody saw it handed over`;
      addAlarm(telling.alarms, action.otherId, reason);
    }
    const before = told.get(interaction.id);
    if (isMovedOnly && before !== undefined && isAlike(before, interaction, toldMovedMin)) continue;
    told.set(interaction.id, interaction);
    telling.outputs.push({ kind: "interaction", status: "provisional", interaction });
  }
}

function tellCart(
  telling: Telling,
  cluster: Readonly<Cluster>,
  shopper: ShopperKey,
  isMovedOnly: boolean,
): void {
  const { belief, index, rules, toldCarts } = telling;
  const cart = chooseLines(cluster, shopper, rules);
  const before = toldCarts.get(shopper);
  const { toldMovedMin } = index.parameters.belief;
  if (isMovedOnly && before !== undefined && isSameCart(before, cart, toldMovedMin)) return;
  toldCarts.set(shopper, cart);
  const timestampMs = belief.attribution.sensing.nowMs;
  telling.outputs.push({ kind: "cart", timestampMs, targetId: shopper, ...cart });
}

function isSameCart(a: ToldCart, b: ToldCart, movedMin: number): boolean {
  const nameOf = ({ lines }: ToldCart) =>
    lines.map(({ barcode, quantity }) => `${quantity} ${barcode}`).join();
  return nameOf(a) === nameOf(b) && Math.abs(a.probability - b.probability) <= movedMin;
}

/** @param interaction null where nothing was taken, put back or handed over after all */
function finalize(telling: Telling, interaction: Interaction | null, id: string): void {
  const before = telling.told.get(id);
  telling.told.delete(id);
  if (interaction === null) {
    if (before !== undefined) {
      telling.outputs.push({ kind: "interaction", status: "retracted", interaction: before });
    }
    return;
  }
  if (telling.keepResults) telling.final.push(interaction);
  telling.outputs.push({ kind: "interaction", status: "final", interaction });
}

/** The shopper has left: their receipt is told, and what they did is final. */
export function tellVisit(telling: Telling, cluster: Cluster, shopper: ShopperKey): void {
  tellReceipt(telling, cluster, shopper);
  if (shopper !== null) {
    telling.toldCarts.delete(shopper);
  }
  tellFinal(
    telling,
    cluster,
    ({ shopperId, kind }) => shopperId === shopper && kind !== "restock" && kind !== "release",
  );
  // What was told of the shopper and is in no alternative any more.
  for (const [id, interaction] of telling.told) {
    if (interaction.targetId !== shopper) continue;
    telling.told.delete(id);
    telling.outputs.push({ kind: "interaction", status: "retracted", interaction });
  }
}

/** The likeliest of what was done is final, with the belief in it. */
export function tellFinal(
  telling: Telling,
  cluster: Cluster,
  isFinal: (action: ActionRecord) => boolean = () => true,
): void {
  for (const action of listLikely(cluster.hypotheses[0]?.history ?? null)) {
    if (!isFinal(action)) continue;
    const interaction = toInteraction(telling, action, findBelief(cluster, action), cluster);
    finalize(telling, interaction, nameInteraction(action));
  }
}

function tellReceipt(telling: Telling, cluster: Cluster, shopper: ShopperKey): void {
  const { alarms, belief, index, visitRisks } = telling;
  const { units, unitFaults, nowMs } = belief.attribution.sensing;
  const { probabilityOwn, isUnsure } = findUncertainty(belief.late, shopper ?? "");
  const visit = findVisitRisk(visitRisks, shopper);
  visitRisks.delete(shopper);
  const unit = findUnitReasons(units, unitFaults);
  const own = writeReceipt(
    cluster,
    shopper,
    index.shop,
    telling.rules,
    [...(alarms.get(shopper) ?? []), ...unit.reasons],
    {
      probabilityOwn: probabilityOwn * unit.probabilityMost,
      reasons: isUnsure ? [UNSURE] : [],
      visit,
    },
  );
  alarms.delete(shopper);
  if (!telling.keepResults) telling.order.delete(shopper ?? "");
  const hasOne = belief.lingering.has(shopper ?? "");
  if (hasOne && own.products.length === 0 && !own.needsReview) return;
  const earlier = telling.receipts.get(shopper);
  const receipt = earlier === undefined ? own : joinReceipts(earlier, own);
  if (telling.keepResults) telling.receipts.set(shopper, receipt);
  telling.outputs.push({ kind: "receipt", timestampMs: nowMs, receipt });
}

/** All that is kept of what was told; receipts by first sight of their shoppers. */
export function listResults(telling: Telling): EngineResult {
  const { final, order, outputs, receipts, warnings } = telling;
  return {
    receipts: [...order, null].flatMap((shopper) => receipts.get(shopper) ?? []),
    interactions: final.sort((a, b) => a.timestampMs - b.timestampMs),
    warnings: [...warnings].map(([code, { message, count }]) => ({ code, message, count })),
    findings: findAll(telling),
    outputs,
  };
}

/** What the shop has wrong, as far as it is known now. */
export function findAll({ belief, index, oddPicks }: Telling): Finding[] {
  return [
    ...findMisplaced(index, belief.clusters),
    ...findWrongWeights(index, oddPicks),
    ...findSickPlates(belief.attribution.sensing),
  ];
}
