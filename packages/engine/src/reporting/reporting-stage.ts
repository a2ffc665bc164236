/** From what has changed in the belief to interactions, carts, receipts and warnings. */
import { logistic } from "@saunter/numerics/statistics";
import { shareOut, type WhoDistribution } from "../attribution/associator.ts";
import type { AttributedChange } from "../attribution/attribution-stage.ts";
import type { ClockConcern } from "../attribution/clock-alignment.ts";
import { stoodBefore } from "../attribution/gater.ts";
import type { MeetingOfHands } from "../attribution/meeting-evidence.ts";
import {
  type Arrivals,
  type Belief,
  type BeliefEvent,
  type BeliefUpdate,
  type ChangePreview,
  findCluster,
  type Hypothesised,
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
import type { JointFrame, PlateBatch } from "../observation.ts";
import type { Interaction, Receipt, UnclearChange } from "../receipt-types.ts";
import type { ShelfChange } from "../sensing/changes.ts";
import { findSickPlates } from "../sensing/plate-states.ts";
import type { Notice } from "../sensing/sensing-stage.ts";
import { explainUnplaced } from "../sensing/units.ts";
import type { ShopIndex } from "../shop-index.ts";
import { formatPlateKey } from "../shop-model.ts";
import {
  type AlarmScene,
  type Alarms,
  addAlarm,
  type CameraAlarmScene,
  describeTrouble,
  raiseAlarm,
  raiseCameraAlarms,
  raiseClockAlarms,
  raiseDeadPlates,
  raiseIdentityAlarms,
  raisePlateAlarms,
  raiseUnreadAlarms,
  raiseUnseenAlarms,
  UNSURE,
} from "./alarms.ts";
import { calibrateExact } from "./calibration.ts";
import { findMisplaced, findWrongWeights, listOddPicks, type OddPick } from "./findings.ts";
import { isAlike, nameInteraction, toInteraction } from "./interactions.ts";
import { addPreviews, type CartPreview, type Preview, subtractUnits } from "./previews.ts";
import { joinReceipts, nameProduct, type ReceiptRules, writeReceipt } from "./receipts.ts";
import { findScaleReasons } from "./scale-reasons.ts";
import { describeUnclear, listUnreported } from "./unclear-changes.ts";
import { addNearness, findVisitRisk, type VisitRisks } from "./visit-risk.ts";

export interface Reporting {
  /** Only read. */
  readonly belief: Belief;
  readonly index: ShopIndex;
  readonly rules: ReceiptRules;
  readonly keepResults: boolean;
  /** Every shopper seen, by first sight. */
  readonly order: Set<string>;
  readonly receipts: Map<ShopperKey, Receipt>;
  readonly reported: Map<string, Interaction>;
  readonly reportedCarts: Map<ShopperKey, ReportedCart>;
  /** By change that still waits: what was reported of it. */
  readonly previews: Map<number, Preview>;
  /** By change: what of it was told as unclear. */
  readonly unclear: Map<number, readonly UnclearChange[]>;
  /** When each change was first decided. */
  readonly decidedMs: Map<number, number>;
  readonly final: Interaction[];
  readonly warnings: Map<string, { message: string; count: number }>;
  readonly oddPicks: OddPick[];
  /** Why a shopper's receipt must be reviewed whatever the belief: sensors that failed beside them. */
  readonly alarms: Alarms;
  /** What makes each receipt uncertain beside the belief. */
  readonly visitRisks: VisitRisks;
  /** Plates that changed while a shopper stood before their gondola, by key; of live scales alone. */
  readonly changedPlates: Map<ShopperKey, Set<string>>;
  /** Time of the newest frame. */
  frameMs: number;
  outputs: EngineOutput[];
}

/** What a cart holds for the most part, and how likely that is all of it. */
type ReportedCart = ReturnType<typeof chooseLines>;

export function createReporting(
  belief: Belief,
  given: Partial<ReceiptRules>,
  keepResults: boolean,
): Reporting {
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
    reported: new Map(),
    reportedCarts: new Map(),
    previews: new Map(),
    unclear: new Map(),
    decidedMs: new Map(),
    final: [],
    warnings: new Map(),
    oddPicks: [],
    alarms: new Map(),
    visitRisks: new Map(),
    changedPlates: new Map(),
    frameMs: Number.NEGATIVE_INFINITY,
    outputs: [],
  };
}

function sceneOf({ alarms, belief, index }: Reporting): AlarmScene & CameraAlarmScene {
  const { attribution, lingering, tracks } = belief;
  const { sensing, unread } = attribution;
  return { alarms, index, lingering, nowMs: sensing.nowMs, tracks, unread };
}

export function warn(reporting: Reporting, code: string, message: string): void {
  const known = reporting.warnings.get(code);
  if (known !== undefined) {
    known.count++;
    return;
  }
  reporting.warnings.set(code, { message, count: 1 });
  reporting.outputs.push({ kind: "warning", code, message });
}

/** Warns of what is wrong with readings, and flags whom it concerns. */
export function reportNotices(reporting: Reporting, notices: Iterable<Notice>): void {
  for (const { code, message, gondola, sinceMs } of notices) {
    warn(reporting, code, message);
    // A batch that came twice is no loss.
    const isDuplicate = code === "batch-late" && sinceMs === undefined;
    if (gondola === undefined || isDuplicate) continue;
    raiseAlarm(sceneOf(reporting), gondola, code, sinceMs);
  }
}

/** If a plate turns out to be wired wrongly, receipts of those who stood before it are not sure. */
export function noteChangedPlates(
  reporting: Reporting,
  { board, gondola, plates, shelf, startMs }: ShelfChange,
): void {
  const scene = sceneOf(reporting);
  const { byId } = scene.tracks;
  const changed = board?.layout.board.plates ?? plates.map(({ plate }) => plate);
  const near = [...byId.values()].filter((track) => stoodBefore(scene, gondola, track, startMs));
  const shoppers = byId.size === 0 ? [null] : near.map(({ shopperId }) => shopperId);
  for (const shopper of shoppers) {
    const own = reporting.changedPlates.get(shopper) ?? new Set();
    reporting.changedPlates.set(shopper, own);
    for (const plate of changed) own.add(formatPlateKey(gondola, shelf, plate));
  }
}

export function reportArrivals(reporting: Reporting, { arrived, twice }: Arrivals): void {
  for (const shopperId of arrived) reporting.order.add(shopperId);
  for (const _ of twice) warn(reporting, "shopper-twice", "a frame of joints has a shopper twice");
}

/** What a batch says of faulty plates. */
export function reportPlates(reporting: Reporting, batch: PlateBatch): void {
  if (batch.troubles !== undefined) raisePlateAlarms(sceneOf(reporting), batch);
}

/** What a frame says of cameras, and of who is near whom. */
export function reportFrame(reporting: Reporting, frame: JointFrame): void {
  const scene = sceneOf(reporting);
  for (const trouble of frame.troubles ?? []) {
    warn(reporting, "camera-trouble", describeTrouble(trouble));
  }
  raiseCameraAlarms(scene, frame);
  raiseIdentityAlarms(scene, frame);
  const { belief } = reporting.index.parameters;
  addNearness(reporting.visitRisks, scene.tracks, frame, reporting.frameMs, belief);
  reporting.frameMs = Math.max(reporting.frameMs, frame.timestampMs);
}

/** Readings of a gondola from the time of the newest frame are lost. */
export function reportLost(reporting: Reporting, gondola: number): void {
  raiseAlarm(sceneOf(reporting), gondola, "batch-missing");
}

/** Readings of a gondola from before now will not come. */
export function reportUnread(reporting: Reporting, gondola: number): void {
  raiseUnreadAlarms(sceneOf(reporting), gondola);
}

/** Positions of people were missing: of all who are there, or of those named. */
export function reportUnseen(reporting: Reporting, shopperIds?: readonly string[]): void {
  raiseUnseenAlarms(sceneOf(reporting), shopperIds);
}

/** Receipts that rest on times which are not known well enough. */
export function reportClocks(
  reporting: Reporting,
  concerns: readonly ClockConcern[],
  leaver?: string,
): void {
  raiseClockAlarms(sceneOf(reporting), concerns, leaver);
}

export function reportDeadPlates(reporting: Reporting): void {
  raiseDeadPlates(sceneOf(reporting), findSickPlates(reporting.belief.attribution.sensing));
}

export function reportEvents(reporting: Reporting, events: Iterable<BeliefEvent>): void {
  for (const event of events) {
    switch (event.kind) {
      case "change":
        reportInteractions(reporting, event.cluster, event.changeId, event.isMovedOnly);
        break;
      case "cart":
        reportCart(reporting, event.cluster, event.shopper, event.isMovedOnly);
        break;
      case "final":
        finalize(
          reporting,
          toInteraction(reporting, event.action, event.belief, null),
          nameInteraction(event.action),
        );
        break;
      default:
        event satisfies never;
    }
  }
}

/** A change is decided: what it was, and how uncertain it makes receipts. */
export function reportUpdate(
  reporting: Reporting,
  { change, target }: AttributedChange,
  { prepared, likeliest }: Hypothesised,
  { merged, events }: BeliefUpdate,
): void {
  const { alarms, belief, index, oddPicks } = reporting;
  addIdentityRisk(reporting, likeliest);
  if (target === null && belief.tracks.byId.size > 1) {
    for (const one of prepared.shoppers) addAlarm(alarms, one, explainUnplaced(change.gondola));
  }
  addTouchRisk(reporting, merged, change.id, prepared.shoppers);
  oddPicks.push(...listOddPicks(index, merged, change.id));
  oddPicks.splice(0, oddPicks.length - ODD_PICKS_MAX);
  const preview = reporting.previews.get(change.id);
  reporting.previews.delete(change.id);
  const before = reporting.outputs.length;
  reportEvents(reporting, events);
  if (preview !== undefined) {
    settlePreview(reporting, preview, reporting.outputs.slice(before));
  }
  // Last: what a preview had of it is retracted, and its evidence with it.
  reportUnclear(reporting, merged, change.id);
}

/** What may be asked about once the receipt is written: its evidence is kept now or never. */
function reportUnclear(reporting: Reporting, merged: Readonly<Cluster>, changeId: number): void {
  const { index, outputs, unclear } = reporting;
  const actions = listUnreported(merged, changeId, index.parameters.belief.reasonMin);
  if (actions.length === 0) return;
  const changes = actions.map((action) => describeUnclear(merged, action, index));
  for (const change of changes) outputs.push({ kind: "unclear", change });
  unclear.set(changeId, changes);
  if (unclear.size > DECIDED_MAX) unclear.delete(unclear.keys().next().value!);
}

/** What a change looks like that still waits: it is reported again, or retracted, once it is decided. */
export function reportPreview(
  reporting: Reporting,
  { carts, changeId, merged, share }: ChangePreview,
): void {
  const { previews, outputs, rules } = reporting;
  const interactions = listInteractions(reporting, merged, changeId, share).map(
    ({ interaction }) => ({
      ...interaction,
      alternatives: interaction.alternatives.map((one) => ({
        ...one,
        probability: share * one.probability,
      })),
    }),
  );
  const own = new Map<ShopperKey, CartPreview>();
  for (const { after, before, shopper } of carts) {
    const { lines, probability } = chooseLines(after, shopper, rules);
    const units = subtractUnits(lines, chooseLines(before, shopper, rules).lines);
    own.set(shopper, { units, probability: share * probability });
  }
  previews.set(changeId, { interactions, carts: own });
  for (const interaction of interactions) {
    outputs.push({ kind: "interaction", status: "provisional", interaction });
  }
  reportCarts(reporting, own.keys());
}

/** What was reported of a change before it was decided, and is not reported again, was not so. */
function settlePreview(
  reporting: Reporting,
  { carts, interactions }: Preview,
  since: readonly EngineOutput[],
): void {
  const ids = new Set(
    since.map((output) => (output.kind === "interaction" ? output.interaction.id : null)),
  );
  for (const interaction of interactions) {
    if (ids.has(interaction.id)) continue;
    reporting.outputs.push({ kind: "interaction", status: "retracted", interaction });
  }
  reportCarts(reporting, carts.keys());
}

/** Carts that have moved. */
function reportCarts(reporting: Reporting, shoppers: Iterable<ShopperKey>): void {
  for (const shopper of shoppers) {
    const cluster = findCluster(reporting.belief, shopper);
    if (cluster !== undefined) reportCart(reporting, cluster, shopper, true);
  }
}

/** How ambiguous a change is: by the block that is most so. */
function addIdentityRisk(
  { index, visitRisks }: Reporting,
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
function addTouchRisk(
  { visitRisks }: Reporting,
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

/** Two hands met: how uncertain that makes both receipts. Returns whether it is reported. */
export function reportMeeting(
  { index, visitRisks }: Reporting,
  { a, b }: MeetingOfHands,
  odds: number,
): boolean {
  const moved = logistic(odds);
  const isReported = odds >= index.parameters.hands.reportedLogOddsMin;
  for (const shopper of [a, b]) {
    const risk = findVisitRisk(visitRisks, shopper);
    if (isReported) risk.meetings += Math.min(moved, 1 - moved);
    else risk.unclearMeetings += moved;
  }
  return isReported;
}

/** Reports what the likeliest hypothesis says of a change, with its probability. */
function reportInteractions(
  reporting: Reporting,
  cluster: Readonly<Cluster>,
  changeId: number,
  isMovedOnly: boolean,
): void {
  const { belief, decidedMs, index, reported } = reporting;
  if (!decidedMs.has(changeId)) decidedMs.set(changeId, belief.attribution.sensing.nowMs);
  if (decidedMs.size > DECIDED_MAX) decidedMs.delete(decidedMs.keys().next().value!);
  const { reportedMovedMin } = index.parameters.belief;
  for (const { action, interaction } of listInteractions(reporting, cluster, changeId)) {
    if (isUnseenHandover(action)) {
      // Somebody who puts an item of their own there must not empty another's cart without a review.
      const reason = `${nameProduct(index.shop, interaction.barcode)} was put back by another shopper; nobody saw it handed over`;
      addAlarm(reporting.alarms, action.otherId, reason);
    }
    const before = reported.get(interaction.id);
    if (isMovedOnly && before !== undefined && isAlike(before, interaction, reportedMovedMin))
      continue;
    reported.set(interaction.id, interaction);
    reporting.outputs.push({ kind: "interaction", status: "provisional", interaction });
  }
}

/**
 * What the likeliest hypothesis says of a change.
 *
 * @param share how likely the cluster is, 0 to 1
 */
function listInteractions(
  reporting: Reporting,
  cluster: Readonly<Cluster>,
  changeId: number,
  share = 1,
): { readonly action: ActionRecord; readonly interaction: Interaction }[] {
  return listLikely(cluster.hypotheses[0]?.history ?? null).flatMap((action) => {
    if (action.changeId !== changeId) return [];
    const probability = share * findBelief(cluster, action);
    const interaction = toInteraction(reporting, action, probability, cluster);
    return interaction === null ? [] : [{ action, interaction }];
  });
}

function reportCart(
  reporting: Reporting,
  cluster: Readonly<Cluster>,
  shopper: ShopperKey,
  isMovedOnly: boolean,
): void {
  const { belief, previews, index, rules, reportedCarts } = reporting;
  const cart = addPreviews(previews, shopper, chooseLines(cluster, shopper, rules));
  const before = reportedCarts.get(shopper);
  const { reportedMovedMin } = index.parameters.belief;
  if (isMovedOnly && before !== undefined && isSameCart(before, cart, reportedMovedMin)) return;
  reportedCarts.set(shopper, cart);
  const timestampMs = belief.attribution.sensing.nowMs;
  reporting.outputs.push({ kind: "cart", timestampMs, targetId: shopper, ...cart });
}

function isSameCart(a: ReportedCart, b: ReportedCart, movedMin: number): boolean {
  const nameOf = ({ lines }: ReportedCart) =>
    lines.map(({ barcode, quantity }) => `${quantity} ${barcode}`).join();
  return nameOf(a) === nameOf(b) && Math.abs(a.probability - b.probability) <= movedMin;
}

/** @param interaction null where nothing was taken, put back or handed over after all */
function finalize(reporting: Reporting, interaction: Interaction | null, id: string): void {
  const before = reporting.reported.get(id);
  reporting.reported.delete(id);
  if (interaction === null) {
    if (before !== undefined) {
      reporting.outputs.push({ kind: "interaction", status: "retracted", interaction: before });
    }
    return;
  }
  if (reporting.keepResults) reporting.final.push(interaction);
  reporting.outputs.push({ kind: "interaction", status: "final", interaction });
}

/** The shopper has left: their receipt is reported, and what they did is final. */
export function reportVisit(reporting: Reporting, cluster: Cluster, shopper: ShopperKey): void {
  reportReceipt(reporting, cluster, shopper);
  if (shopper !== null) {
    reporting.reportedCarts.delete(shopper);
  }
  reportFinal(
    reporting,
    cluster,
    ({ shopperId, kind }) => shopperId === shopper && kind !== "restock" && kind !== "release",
  );
  // What was reported the shopper and is in no alternative any more.
  for (const [id, interaction] of reporting.reported) {
    if (interaction.targetId !== shopper) continue;
    reporting.reported.delete(id);
    reporting.outputs.push({ kind: "interaction", status: "retracted", interaction });
  }
}

/** The likeliest of what was done is final, with the belief in it. */
export function reportFinal(
  reporting: Reporting,
  cluster: Cluster,
  isFinal: (action: ActionRecord) => boolean = () => true,
): void {
  for (const action of listLikely(cluster.hypotheses[0]?.history ?? null)) {
    if (!isFinal(action)) continue;
    const interaction = toInteraction(reporting, action, findBelief(cluster, action), cluster);
    finalize(reporting, interaction, nameInteraction(action));
  }
}

function reportReceipt(reporting: Reporting, cluster: Cluster, shopper: ShopperKey): void {
  const { alarms, belief, index, visitRisks } = reporting;
  const { nowMs } = belief.attribution.sensing;
  const { probabilityOwn, isUnsure } = findUncertainty(belief.late, shopper ?? "");
  const visit = findVisitRisk(visitRisks, shopper);
  visitRisks.delete(shopper);
  const scales = findScaleReasons(belief.attribution, reporting.changedPlates.get(shopper));
  reporting.changedPlates.delete(shopper);
  const own = writeReceipt(
    cluster,
    shopper,
    index,
    reporting.rules,
    [...(alarms.get(shopper) ?? []), ...scales.reasons],
    {
      probabilityOwn: probabilityOwn * scales.probabilityMost,
      reasons: isUnsure ? [UNSURE] : [],
      visit,
    },
    reporting.unclear,
  );
  alarms.delete(shopper);
  if (!reporting.keepResults) reporting.order.delete(shopper ?? "");
  const hasOne = belief.lingering.has(shopper ?? "");
  if (hasOne && own.products.length === 0 && !own.needsReview) return;
  const earlier = reporting.receipts.get(shopper);
  const receipt = earlier === undefined ? own : joinReceipts(earlier, own);
  if (reporting.keepResults) reporting.receipts.set(shopper, receipt);
  reporting.outputs.push({ kind: "receipt", timestampMs: nowMs, receipt });
}

/** All that is kept of what was reported; receipts by first sight of their shoppers. */
export function listResults(reporting: Reporting): EngineResult {
  const { final, order, outputs, receipts, warnings } = reporting;
  return {
    receipts: [...order, null].flatMap((shopper) => receipts.get(shopper) ?? []),
    interactions: final.sort((a, b) => a.timestampMs - b.timestampMs),
    warnings: [...warnings].map(([code, { message, count }]) => ({ code, message, count })),
    findings: findAll(reporting),
    outputs,
  };
}

/** What the shop has wrong, as far as it is known now. */
export function findAll({ belief, index, oddPicks }: Reporting): Finding[] {
  return [
    ...findMisplaced(index, belief.clusters),
    ...findWrongWeights(index, oddPicks),
    ...findSickPlates(belief.attribution.sensing),
  ];
}
