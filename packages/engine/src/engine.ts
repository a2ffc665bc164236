/**
 * The engine: observations in, carts, interactions and receipts with probabilities out.
 *
 * Four stages, each with its own state: sensing, attribution, belief, reporting. A stage changes its own state
 * alone, reads those before it, and returns what comes of a step; this loop passes it on.
 *
 * `stepEngine` changes its state in place and reads no clock: all times are the sensors'.
 */
import {
  type AttributedChange,
  type Attribution,
  attributeChange,
  attributeSoFar,
  createAttribution,
  findTimeMs,
  findTimes,
  findUntilMs,
  isOpenFor,
  listSeen,
  sortChanges,
  takeDue,
  takeWaitingOf,
  watchHands,
} from "./attribution/attribution-stage.ts";
import {
  alignFrame,
  createClockAlignment,
  describeClocks,
  noteChange,
  noteClockLeaver,
  weighChanges,
} from "./attribution/clock-alignment.ts";
import { findMeetings, takeMeetingsOf } from "./attribution/handovers.ts";
import { forgetAmbiguities, recordAmbiguities } from "./attribution/identity-ambiguities.ts";
import type { MeetingOfHands } from "./attribution/meeting-evidence.ts";
import { findUnsettledOf } from "./attribution/open-changes.ts";
import { listSwapFaults, type SwapFault, watchSwaps } from "./attribution/swapped-plates.ts";
import { pushFrame, removeAbsent } from "./attribution/tracks.ts";
import { findUnreadOf, listLost, noteLost, watchUnread } from "./attribution/unread.ts";
import {
  admitShoppers,
  advanceBelief,
  type Belief,
  createBelief,
  findCluster,
  forgetOld,
  forgetVisit,
  hypothesise,
  isLeftThere,
  linger,
  listHere,
  previewChange,
  restoreShopper,
  reviseBelief,
  settleVisit,
  updateByChange,
  updateByMeeting,
  weighMeeting,
} from "./belief/belief-stage.ts";
import { noteDeparture, reviseLateIdentity } from "./belief/late-identity.ts";
import type {
  ClockReport,
  EngineOutput,
  EngineResult,
  Finding,
  KnownOffset,
  ShopperKey,
} from "./engine-types.ts";
import { CHECK_MS, DECIDED_CHANGES_MS_MAX, LEAVING_MS_MAX, PEOPLE_UNSEEN_MS } from "./limits.ts";
import type { JointFrame, Observation, PlateBatch } from "./observation.ts";
import { ENGINE_PARAMETERS, type EngineParameters } from "./parameters/engine.ts";
import type { ReceiptLine } from "./receipt-types.ts";
import { addAlarm } from "./reporting/alarms.ts";
import type { ReceiptRules } from "./reporting/receipts.ts";
import {
  createReporting,
  findAll,
  listResults,
  noteChangedPlates,
  type Reporting,
  reportArrivals,
  reportClocks,
  reportDeadPlates,
  reportEvents,
  reportFinal,
  reportFrame,
  reportLost,
  reportMeeting,
  reportNotices,
  reportPlates,
  reportPreview,
  reportUnread,
  reportUnseen,
  reportUpdate,
  reportVisit,
  warn,
} from "./reporting/reporting-stage.ts";
import { type BoardWiringFault, listBoardWiringFaults } from "./sensing/board-wiring.ts";
import type { ShelfChange } from "./sensing/changes.ts";
import {
  createSensing,
  flushSensing,
  type Notice,
  type Sensing,
  senseJoints,
  stepSensing,
  takeUnreported,
} from "./sensing/sensing-stage.ts";
import { listSignFaults, type SignFault } from "./sensing/signs.ts";
import type { UnitFault } from "./sensing/units.ts";
import { createShopIndex } from "./shop-index.ts";
import type { ShopModel } from "./shop-model.ts";

export interface EngineOptions extends Omit<ReceiptRules, "reasonMin"> {
  /** What the engine assumes of sensors, hands, shops and belief: see `withParameters`. */
  readonly parameters: EngineParameters;
  /**
   * Whether receipts and interactions are kept for `finishEngine`. A shop that runs for days takes
   * them from the outputs and keeps none here.
   */
  readonly keepResults: boolean;
  /**
   * Plates read 0 where nothing lies on them, as live scales are configured to: less is a cell that is upside down.
   * Of recordings nothing is known of that.
   */
  readonly isZeroed: boolean;
  /**
   * Gondolas whose scales are live: until they send, nobody knows what was taken there, and a planned plate of theirs
   * that never reads is dead.
   */
  readonly awaitedGondolas: readonly number[];
  /**
   * Whether the times of joints are compared with those of readings and corrected, as those of live sensors have to
   * be. Recordings are taken to be of one clock.
   */
  readonly alignsClocks: boolean;
  /** What was known of that when the engine before this one ended. */
  readonly knownOffset: KnownOffset | null;
}

export interface Engine {
  readonly sensing: Sensing;
  readonly attribution: Attribution;
  readonly belief: Belief;
  readonly reporting: Reporting;
  /** Shoppers who are known to have left, and until when what they did last is waited for. */
  readonly leaving: Map<string, number>;
  /** When joints were missing last, and the newest change that was decided before the joints of its time came. */
  unseen: { readonly fromMs: number; readonly untilMs: number; changedMs: number };
  checkedMs: number;
  forgottenMs: number;
}

export function createEngine(shop: ShopModel, options: Partial<EngineOptions> = {}): Engine {
  const {
    parameters = ENGINE_PARAMETERS,
    keepResults = true,
    isZeroed = false,
    awaitedGondolas = [],
    alignsClocks = false,
    knownOffset = null,
    ...rules
  } = options;
  const sensing = createSensing(createShopIndex(shop, parameters), isZeroed, awaitedGondolas);
  const clocks = alignsClocks ? createClockAlignment(parameters, knownOffset) : null;
  const attribution = createAttribution(sensing, clocks);
  const belief = createBelief(attribution);
  const reporting = createReporting(belief, rules, keepResults);
  return {
    sensing,
    attribution,
    belief,
    reporting,
    leaving: new Map(),
    unseen: {
      fromMs: Number.POSITIVE_INFINITY,
      untilMs: Number.NEGATIVE_INFINITY,
      changedMs: Number.NEGATIVE_INFINITY,
    },
    checkedMs: Number.NEGATIVE_INFINITY,
    forgottenMs: Number.NEGATIVE_INFINITY,
  };
}

/** Takes one observation; returns what is new. State is changed in place. */
export function stepEngine(engine: Engine, observation: Observation): EngineOutput[] {
  const { attribution, sensing, reporting } = engine;
  reporting.outputs = [];
  reportNotices(reporting, takeUnreported(sensing));
  switch (observation.kind) {
    case "plates":
      takePlates(engine, observation);
      break;
    case "joints":
      takeFrame(engine, observation);
      break;
    default:
      observation satisfies never;
  }
  decideAll(engine, takeDue(attribution));
  revise(engine, attribution.tracks.lastFrameMs);
  closeLeaving(engine);
  previewWaiting(engine);
  if (findTimeMs(attribution) - engine.forgottenMs > CHECK_MS) forget(engine);
  if (sensing.nowMs - engine.checkedMs > CHECK_MS) {
    engine.checkedMs = sensing.nowMs;
    reportDeadPlates(reporting);
    for (const track of removeAbsent(attribution.tracks, sensing.nowMs)) {
      const unseenMs = sensing.nowMs - attribution.tracks.lastFrameMs;
      if (unseenMs > PEOPLE_UNSEEN_MS) reportUnseen(reporting, [track.shopperId]);
      closeVisit(engine, track.shopperId, track.lastSeenMs);
    }
  }
  return reporting.outputs;
}

function takePlates({ attribution, sensing, reporting }: Engine, batch: PlateBatch): void {
  if (!sensing.frontEnds.has(batch.gondola)) reportUnread(reporting, batch.gondola);
  const { changes, notices, untilMs } = stepSensing(sensing, batch);
  attribution.waiting.push(...changes);
  // Who stood there is judged by the time before.
  reportNotices(reporting, notices);
  const isLoss = ({ code, sinceMs }: Notice): boolean =>
    (code === "batch-missing" || code === "batch-late") && sinceMs !== undefined;
  if (notices.some(isLoss)) noteLost(attribution.unread, batch.gondola, batch.timestampMs);
  if (untilMs > sensing.nowMs) sensing.nowMs = untilMs;
  reportPlates(reporting, batch);
}

function takeFrame(engine: Engine, came: JointFrame): void {
  const { attribution, belief, sensing, reporting } = engine;
  const { ambiguities, clocks, handovers, index, tracks } = attribution;
  const frame = clocks === null ? came : alignFrame(clocks, came);
  const { timestampMs } = frame;
  if (!Number.isFinite(timestampMs)) {
    warn(reporting, "frame-unusable", "a frame of joints without a time was left out");
    return;
  }
  reportArrivals(reporting, admitShoppers(belief, frame));
  // Frames that the revisions rest on are forgotten when time has gone on.
  revise(engine, timestampMs);
  const { lastFrameMs } = tracks;
  const wasEmpty = tracks.byId.size === 0;
  pushFrame(tracks, frame);
  if (Math.abs(timestampMs - lastFrameMs) > PEOPLE_UNSEEN_MS) {
    if (!wasEmpty) reportUnseen(reporting);
    engine.unseen = { ...engine.unseen, fromMs: lastFrameMs, untilMs: timestampMs };
  }
  const { changedMs } = engine.unseen;
  if (changedMs > Number.NEGATIVE_INFINITY) reportUnseen(reporting);
  if (timestampMs > changedMs) engine.unseen.changedMs = Number.NEGATIVE_INFINITY;
  if (clocks !== null) reportClocks(reporting, weighChanges(clocks, tracks));
  watchUnread(attribution);
  for (const gondola of listLost(attribution.unread, timestampMs)) reportLost(reporting, gondola);
  reportNotices(reporting, senseJoints(sensing, frame));
  reportFrame(reporting, frame);
  if (frame.ambiguities !== undefined) {
    const here = listHere(belief);
    const isHere = (shopperId: string): boolean => here.has(shopperId);
    reviseLateIdentity(
      belief.late,
      recordAmbiguities(ambiguities, frame, isHere),
      ambiguities,
      isHere,
    );
  }
  reportEvents(reporting, advanceBelief(belief, timestampMs));
  for (const meeting of findMeetings(handovers, index, tracks, timestampMs)) {
    decideMeeting(engine, meeting);
  }
}

/** Changes by the time whose joints they rest on, with the revisions that were due before. */
function decideAll(engine: Engine, changes: readonly ShelfChange[]): void {
  const { attribution, belief, reporting } = engine;
  for (const change of sortChanges(attribution, changes)) {
    revise(engine, Math.min(attribution.tracks.lastFrameMs, findUntilMs(attribution, change)));
    noteUnseen(engine, change);
    const attributed = attributeChange(attribution, change);
    if (attribution.swaps !== null) {
      watchSwaps(attribution.swaps, attributed, isLeftThere(belief, change));
      noteChangedPlates(reporting, change);
    }
    compareClocks(engine, attributed);
    const hypothesised = hypothesise(belief, attributed);
    const { prepared, seen } = hypothesised;
    watchHands(attribution, change, prepared.partitions.flat(), seen);
    const update = updateByChange(belief, attributed, hypothesised);
    reportUpdate(reporting, attributed, hypothesised, update);
  }
}

/** If the joints of a change are missing, any shopper who is there, or is first seen afterwards, may have made it. */
function noteUnseen({ attribution: { tracks }, reporting, unseen }: Engine, change: ShelfChange) {
  const { lastMs, middleMs } = findTimes(change);
  if (lastMs > tracks.lastFrameMs + PEOPLE_UNSEEN_MS) unseen.changedMs = lastMs;
  else if (lastMs < unseen.fromMs || middleMs > unseen.untilMs) return;
  reportUnseen(reporting);
}

/** What waits for joints is reported as it looks now: a shopper sees what they took as soon as it is weighed. */
function previewWaiting({ attribution, belief, reporting }: Engine): void {
  for (const change of listSeen(attribution, ({ id }) => !reporting.previews.has(id))) {
    reportPreview(reporting, previewChange(belief, attributeSoFar(attribution, change)));
  }
}

/** When hands were at plates that changed tells how clocks stand. */
function compareClocks(
  { attribution: { clocks, tracks }, reporting }: Engine,
  { change: { gondola }, middleMs, target }: AttributedChange,
): void {
  if (clocks === null || target === null) return;
  reportClocks(reporting, noteChange(clocks, { gondola, target, changeMs: middleMs }, tracks));
}

function decideMeeting({ belief, sensing, reporting }: Engine, meeting: MeetingOfHands): void {
  const odds = weighMeeting(belief, meeting);
  if (odds === null || !reportMeeting(reporting, meeting, odds)) return;
  reportEvents(reporting, updateByMeeting(belief, meeting, sensing.collector.nextId++));
}

function revise({ belief, reporting }: Engine, beforeMs: number): void {
  reportEvents(reporting, reviseBelief(belief, beforeMs));
}

/** Who leaves may be somebody who stays. */
function noteLeaver({ attribution, belief }: Engine, shopper: string, lastSeenMs: number): void {
  const here = listHere(belief);
  noteDeparture(belief.late, attribution.ambiguities, shopper, lastSeenMs, (one) => here.has(one));
}

/** Identity evidence is kept only for those who are there, and for recent changes. */
function forget(engine: Engine): void {
  const { attribution, belief, reporting } = engine;
  engine.forgottenMs = findTimeMs(attribution);
  forgetOld(belief);
  const here = listHere(belief);
  for (const shopper of reporting.visitRisks.keys()) {
    if (!here.has(shopper)) reporting.visitRisks.delete(shopper);
  }
  for (const shopper of reporting.changedPlates.keys()) {
    if (!here.has(shopper)) reporting.changedPlates.delete(shopper);
  }
  const beforeMs = engine.forgottenMs - DECIDED_CHANGES_MS_MAX;
  forgetAmbiguities(attribution.ambiguities, (shopperId) => here.has(shopperId), beforeMs);
}

/** The shopper has left: the receipt is written and the cart leaves the belief. */
function closeVisit(engine: Engine, shopper: ShopperKey, lastSeenMs?: number): void {
  const { attribution, belief, reporting } = engine;
  const { ambiguities, handovers, tracks } = attribution;
  if (findCluster(belief, shopper) === undefined) return;
  for (const meeting of takeMeetingsOf(handovers, belief.index, tracks, shopper ?? "")) {
    decideMeeting(engine, meeting);
  }
  const { clocks } = attribution;
  if (clocks !== null && shopper !== null)
    reportClocks(reporting, noteClockLeaver(clocks, shopper), shopper);
  const gondola = shopper === null ? null : findUnreadOf(attribution, shopper);
  if (gondola !== null) reportUnread(reporting, gondola);
  reportEvents(reporting, settleVisit(belief, shopper));
  const cluster = findCluster(belief, shopper)!;
  const seenMs = lastSeenMs ?? tracks.byId.get(shopper ?? "")?.lastSeenMs;
  reportVisit(reporting, cluster, shopper);
  if (shopper !== null) {
    noteLeaver(engine, shopper, seenMs ?? Number.NEGATIVE_INFINITY);
    forgetAmbiguities(ambiguities, (shopperId) => shopperId !== shopper);
  }
  forgetVisit(belief, cluster, shopper);
}

/**
 * Somebody is known to have left, or to be gone for good: their receipt is written at once, and
 * not only when they have not been seen for a while. Returns the outputs; none where they are
 * unknown. Where plates that they stood before have not settled, a later step reports the receipt,
 * within LEAVING_MS_MAX of the stream. What does not settle in time makes it uncertain; it is told
 * again where something comes of it.
 */
export function concludeShopper(engine: Engine, shopperId: string): EngineOutput[] {
  const { attribution, belief, leaving, reporting } = engine;
  reporting.outputs = [];
  if (findCluster(belief, shopperId) !== undefined && !leaving.has(shopperId)) {
    leaving.set(shopperId, findTimeMs(attribution) + LEAVING_MS_MAX);
    closeLeaving(engine);
  }
  return reporting.outputs;
}

/** Closes the visits of those who have left and of whom nothing is open any more. */
function closeLeaving(engine: Engine): void {
  const { attribution, belief, leaving, reporting } = engine;
  for (const [shopperId, untilMs] of leaving) {
    if (findTimeMs(attribution) < untilMs && isOpenFor(attribution, shopperId)) continue;
    leaving.delete(shopperId);
    belief.restored.delete(shopperId);
    const isOpen = decideLastOf(engine, shopperId);
    closeVisit(engine, shopperId);
    if (isOpen) {
      reporting.order.add(shopperId);
      linger(belief, shopperId);
    } else attribution.tracks.byId.delete(shopperId);
  }
}

/**
 * Decides what can be decided of what a shopper did last. Returns whether something is left: their
 * receipt is uncertain then.
 */
function decideLastOf(engine: Engine, shopperId: string): boolean {
  const { attribution, reporting } = engine;
  const track = attribution.tracks.byId.get(shopperId);
  if (track === undefined) return false;
  decideAll(engine, takeWaitingOf(attribution, track));
  const gondola = findUnsettledOf(attribution, track);
  if (gondola === null) return false;
  const reason = `gondola ${gondola} had not settled when this shopper, who stood there, had left`;
  addAlarm(reporting.alarms, shopperId, reason);
  return true;
}

/** Gives the engine a cart that is known from before it was started. */
export function restoreCart(
  { belief, sensing }: Engine,
  shopperId: string,
  lines: readonly ReceiptLine[],
): void {
  const known = lines.map((line) => ({ line, changeId: sensing.collector.nextId++ }));
  restoreShopper(belief, shopperId, known);
}

/** The stream has ended: whatever is open is decided. */
export function finishEngine(engine: Engine): EngineResult {
  const { attribution, belief, sensing, reporting } = engine;
  const { ambiguities, tracks } = attribution;
  reporting.outputs = [];
  const { changes, notices } = flushSensing(sensing);
  reportNotices(reporting, notices);
  decideAll(engine, [...attribution.waiting.splice(0), ...changes]);
  revise(engine, Number.POSITIVE_INFINITY);
  const { order } = reporting;
  const sawNobody = order.size === 0 && tracks.lastFrameMs === Number.NEGATIVE_INFINITY;
  // Of those who are not there any more but have not left for good yet.
  const seen = [...tracks.byId.values()].sort((a, b) => a.lastSeenMs - b.lastSeenMs);
  for (const { shopperId, lastSeenMs } of seen) {
    noteLeaver(engine, shopperId, lastSeenMs);
    forgetAmbiguities(ambiguities, (other) => other !== shopperId);
  }
  for (const shopper of order) closeVisit(engine, shopper);
  if (sawNobody) closeVisit(engine, null);
  for (const cluster of belief.clusters) reportFinal(reporting, cluster);
  return listResults(reporting);
}

/** What the shop has wrong, as far as it is known now. */
export function listFindings({ reporting }: Engine): Finding[] {
  return findAll(reporting);
}

/** How the clocks of joints and readings stand; null where they are taken to be one. */
export function readClocks({ attribution: { clocks } }: Engine): ClockReport | null {
  return clocks === null ? null : describeClocks(clocks);
}

export type ScaleFault = BoardWiringFault | SignFault | SwapFault | UnitFault;

/** What is in another unit than it should be, upside down or wired for something else, as far as it is known now. */
export function listUnitFaults({ attribution, sensing }: Engine): readonly ScaleFault[] {
  const { boardWiring, signs, unitFaults } = sensing;
  const { swaps } = attribution;
  return [
    ...unitFaults,
    ...(signs === null ? [] : listSignFaults(signs)),
    ...(boardWiring === null ? [] : listBoardWiringFaults(boardWiring)),
    ...(swaps === null ? [] : listSwapFaults(swaps)),
  ];
}
