/**
 * The engine: observations in, carts, interactions and receipts with probabilities out.
 *
 * `stepEngine` changes its state in place and reads no clock: all times are the sensors'.
 */
import { logistic } from "@saunter/numerics/statistics";
import type { WhoDistribution } from "./attribution/associator.ts";
import { findWho, isDoubtful, resolveNear, shareOut } from "./attribution/associator.ts";
import { createHandTrust, type HandTrust } from "./attribution/hand-trust.ts";
import {
  createHandoverDetector,
  findMeetings,
  type HandoverDetector,
  type MeetingOfHands,
  rateMeeting,
  takeMeetingsOf,
} from "./attribution/handovers.ts";
import {
  blendWho,
  createDoubtTable,
  type DoubtTable,
  type Exchange,
  forgetDoubts,
  hearDoubts,
  listExchanges,
} from "./attribution/identity-doubts.ts";
import type { IdentityGroup } from "./attribution/identity-smoother.ts";
import { findUnsettledOf, listWaitingOf } from "./attribution/open-changes.ts";
import {
  createDwellWatch,
  type DwellWatch,
  type ReachTarget,
  rateDwell,
} from "./attribution/reach.ts";
import { createTracks, pushFrame, removeAbsent, type Tracks } from "./attribution/tracks.ts";
import { chooseLines } from "./belief/cart-choice.ts";
import {
  type DecidedChange,
  type DecidedChanges,
  findMisgiven,
  hearOfBlock,
  isAmong,
  listReweighed,
  takeOld,
  widenSaid,
} from "./belief/decided-changes.ts";
import { advanceForces, type Dwell, endForces } from "./belief/forces.ts";
import {
  type HandCheck,
  learnOfHands,
  planHandCheck,
  takeDueChecks,
  weighByHands,
} from "./belief/hand-checks.ts";
import { explainMeeting } from "./belief/handover-hypotheses.ts";
import {
  type ActionRecord,
  type Cluster,
  createCluster,
  filterHistory,
  getCart,
  type Hypothesis,
  type Item,
  listHistory,
  withCart,
} from "./belief/hypotheses.ts";
import { explainChange, type PreparedChange, prepareChange } from "./belief/hypothesiser.ts";
import { forgetShopper, mergeClusters, prune, splitCluster } from "./belief/mixture-reducer.ts";
import {
  createPlanogramTrust,
  findWrongShare,
  isPlannedPick,
  learnPlanogram,
  type PlanogramTrust,
} from "./belief/planogram-trust.ts";
import {
  type DecidedBlock,
  listReweighings,
  type Revision,
  type Reweighing,
  reweigh,
} from "./belief/revisions.ts";
import type {
  CountedWarning,
  EngineOutput,
  EngineResult,
  Finding,
  ShopperKey,
} from "./engine-types.ts";
import {
  ADVANCE_LAG_MS,
  ADVANCE_MS,
  ASK_AGAIN_MS,
  CHECK_MS,
  DECIDED_CHANGES_MS_MAX,
  DECIDED_MAX,
  JOINTS_AFTER_MS,
  JOINTS_WAIT_MS_MAX,
  LEAVING_MS_MAX,
  ODD_PICKS_MAX,
} from "./limits.ts";
import type { JointFrame, Observation, PlateBatch } from "./observation.ts";
import { ENGINE_PARAMETERS, type EngineParameters } from "./parameters/engine.ts";
import type { Interaction, Receipt, ReceiptLine } from "./receipt-types.ts";
import type { GondolaBoards } from "./sensing/board-types.ts";
import {
  addBoardRows,
  findSpot,
  layOutBoards,
  nameBoardRow,
  toBoardChange,
} from "./sensing/boards.ts";
import {
  addStep,
  type Block,
  type ChangeCollector,
  createChangeCollector,
  findCrossingMs,
  type ShelfChange,
  takeReady,
} from "./sensing/changes.ts";
import {
  createGondolaFrontEnd,
  flushFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
  type Warn,
} from "./sensing/front-end.ts";
import { findGain, type Gains, learnGain } from "./sensing/gains.ts";
import { findSickPlates } from "./sensing/plate-states.ts";
import {
  createUnitWatch,
  describeUnplaced,
  findUnitReasons,
  listUnplaced,
  tellUnplaced,
  type UnitFault,
  type UnitWatch,
  watchJointUnits,
  watchPlateUnits,
} from "./sensing/units.ts";
import { createShopIndex, findPlace, type ShopIndex } from "./shop-index.ts";
import type { ShopModel } from "./shop-model.ts";
import { listAccounts } from "./telling/accounts.ts";
import {
  type Alarms,
  addAlarm,
  describeTrouble,
  raiseAlarm,
  raiseCameraAlarms,
  raiseDeadPlates,
  raiseDoubts,
  UNSURE,
} from "./telling/alarms.ts";
import { calibrateExact } from "./telling/calibration.ts";
import { findMisplaced, findWrongWeights, listOddPicks, type OddPick } from "./telling/findings.ts";
import {
  findMisgiving,
  foldChange,
  foldDeparture,
  foldNext,
  type Misgivings,
} from "./telling/misgivings.ts";
import { joinReceipts, type ReceiptRules, writeReceipt } from "./telling/receipts.ts";
import {
  addNearness,
  findVisitDoubt,
  type VisitDoubt,
  type VisitDoubts,
} from "./telling/visit-doubts.ts";

export interface EngineOptions {
  /** What the engine assumes of sensors, hands, shops and belief: see `withParameters`. */
  readonly parameters: EngineParameters;
  /** What it costs to charge a unit too many, and to write a wrong receipt, in undercharged units. */
  readonly overchargeCost: number;
  readonly wrongReceiptCost: number;
  /** A receipt less likely than this to be exact is reviewed. */
  readonly acceptProbability: number;
  /** Turns the belief in a receipt, and what makes doubt about it, into a probability that was checked against truth. */
  readonly calibrate: (belief: number, visit: VisitDoubt) => number;
  /**
   * Whether receipts and interactions are kept for `finishEngine`. A shop that runs for days takes
   * them from the outputs and keeps none here.
   */
  readonly keepResults: boolean;
}

export interface Engine {
  readonly parameters: EngineParameters;
  readonly index: ShopIndex;
  readonly rules: ReceiptRules;
  readonly keepResults: boolean;
  readonly frontEnds: Map<number, GondolaFrontEnd>;
  /** Boards by gondola, and when each board's last change had settled, by row. */
  readonly boards: Map<number, GondolaBoards>;
  readonly boardSettledMs: Map<string, number>;
  readonly collector: ChangeCollector;
  readonly gains: Gains;
  readonly planogram: PlanogramTrust;
  readonly tracks: Tracks;
  readonly handovers: HandoverDetector;
  readonly clusters: Set<Cluster>;
  /** Every shopper seen, by first sight. */
  readonly order: Set<string>;
  /** Shoppers whose carts were given at the start, and who have not been seen since. */
  readonly restored: Set<string>;
  /** Shoppers who are known to have left, and until when what they did last is waited for. */
  readonly leaving: Map<string, number>;
  /** Shoppers who have their receipt, and are kept in mind for what they did last. */
  readonly lingering: Set<string>;
  readonly receipts: Map<ShopperKey, Receipt>;
  readonly told: Map<string, Interaction>;
  readonly toldCarts: Map<ShopperKey, Belief>;
  /** When each change was first decided. */
  readonly decidedMs: Map<number, number>;
  readonly final: Interaction[];
  readonly warnings: Map<string, { message: string; count: number }>;
  readonly oddPicks: OddPick[];
  /** Why a shopper's receipt must be looked at whatever the belief: sensors that failed beside them. */
  readonly alarms: Alarms;
  /** Decided changes about which the seconds to come may tell who made them. */
  revisions: Revision[];
  /** Who may be whom, by the tracker, and the changes that it may concern. */
  readonly doubts: DoubtTable;
  readonly decided: DecidedChanges;
  readonly misgivings: Misgivings;
  /** By change and plates: where hands are watched for that may press there. */
  readonly watches: Map<string, DwellWatch>;
  /** How far pictures of hands are believed, and changes about which they are still to be heard. */
  readonly handTrust: HandTrust;
  handChecks: HandCheck[];
  /** Of changes about which it was doubtful who is who: until when joints are waited for. */
  readonly askedMs: Map<number, number>;
  /** What makes doubt about each receipt beside the belief. */
  readonly visitDoubts: VisitDoubts;
  /** Whether readings are in the units that they should be in, and what was found wrong. */
  readonly units: UnitWatch;
  readonly unitFaults: UnitFault[];
  /** Of the shop itself, to be told with the first observation. */
  untold: readonly { readonly code: string; readonly message: string }[];
  /** Time of the newest frame. */
  frameMs: number;
  /** Up to when hands that may press have been looked at. */
  advancedMs: number;
  /** Changes that wait for the joints of their time. */
  waiting: ShelfChange[];
  steps: Step[];
  nowMs: number;
  checkedMs: number;
  forgottenMs: number;
  outputs: EngineOutput[];
}

/** What a cart holds for the most part, and how likely that is all of it. */
type Belief = ReturnType<typeof chooseLines>;

export function createEngine(shop: ShopModel, options: Partial<EngineOptions> = {}): Engine {
  const { parameters = ENGINE_PARAMETERS, keepResults = true, ...rules } = options;
  const { belief, calibration, changes, findings, handPictures, hands, identity } = parameters;
  const { overchargeCost, wrongReceiptCost, acceptProbability, reasonMin } = belief;
  const calibrate = (belief: number, visit: VisitDoubt): number =>
    calibrateExact(belief, visit, calibration);
  const index = createShopIndex(shop, parameters);
  const units = createUnitWatch(index);
  const unitFaults = [...units.shopFaults];
  const unplaced = listUnplaced(index);
  const missing = { code: "places-missing", message: describeUnplaced(unplaced) };
  return {
    parameters,
    index,
    rules: {
      ...{ overchargeCost, wrongReceiptCost, acceptProbability, reasonMin, calibrate },
      ...rules,
    },
    keepResults,
    frontEnds: new Map(),
    boards: new Map(),
    boardSettledMs: new Map(),
    collector: createChangeCollector(changes),
    gains: new Map(),
    planogram: createPlanogramTrust(findings),
    tracks: createTracks(),
    handovers: createHandoverDetector(hands),
    clusters: new Set([createCluster(null)]),
    order: new Set(),
    restored: new Set(),
    leaving: new Map(),
    lingering: new Set(),
    receipts: new Map(),
    told: new Map(),
    toldCarts: new Map(),
    decidedMs: new Map(),
    final: [],
    warnings: new Map(),
    oddPicks: [],
    alarms: new Map(),
    revisions: [],
    doubts: createDoubtTable(identity),
    decided: new Map(),
    misgivings: new Map(),
    watches: new Map(),
    handTrust: createHandTrust(handPictures),
    handChecks: [],
    askedMs: new Map(),
    visitDoubts: new Map(),
    units,
    unitFaults,
    untold: unplaced.length === 0 ? unitFaults : [...unitFaults, missing],
    frameMs: Number.NEGATIVE_INFINITY,
    advancedMs: Number.NEGATIVE_INFINITY,
    waiting: [],
    steps: [],
    nowMs: Number.NEGATIVE_INFINITY,
    checkedMs: Number.NEGATIVE_INFINITY,
    forgottenMs: Number.NEGATIVE_INFINITY,
    outputs: [],
  };
}

function warn(engine: Engine, code: string, message: string): void {
  const known = engine.warnings.get(code);
  if (known !== undefined) {
    known.count++;
    return;
  }
  engine.warnings.set(code, { message, count: 1 });
  engine.outputs.push({ kind: "warning", code, message });
}

/** Counts what a gondola's front end warns of, and flags whom it concerns. */
function listenTo(engine: Engine, gondola: number): Warn {
  return (code, message, sinceMs) => {
    warn(engine, code, message);
    raiseAlarm(engine, gondola, code, sinceMs);
  };
}

/** Takes one observation; returns what is new. State is changed in place. */
export function stepEngine(engine: Engine, observation: Observation): EngineOutput[] {
  engine.outputs = [];
  for (const { code, message } of engine.untold) warn(engine, code, message);
  if (engine.untold.length > 0) engine.untold = [];
  switch (observation.kind) {
    case "plates": {
      const frontEnd = takePlates(engine, observation);
      if (frontEnd.expectedMs > engine.nowMs) engine.nowMs = frontEnd.expectedMs;
      break;
    }
    case "joints":
      takeFrame(engine, observation);
      break;
    default:
      observation satisfies never;
  }
  advance(engine, engine.nowMs);
  return engine.outputs;
}

function takePlates(engine: Engine, observation: PlateBatch): GondolaFrontEnd {
  const { gondola } = observation;
  const boards = findBoards(engine, observation);
  const batch = addBoardRows(boards, observation);
  const known = engine.frontEnds.get(gondola);
  const frontEnd =
    known ??
    createGondolaFrontEnd(gondola, engine.parameters.sensing, (shelf, plate) =>
      nameBoardRow(boards, shelf, plate),
    );
  if (known === undefined) engine.frontEnds.set(gondola, frontEnd);
  const hear = listenTo(engine, gondola);
  pushBatch(frontEnd, batch, engine.steps, hear, () => {
    takeSteps(engine);
    hearUnitFault(engine, watchPlateUnits(engine.units, frontEnd, boards));
  });
  return frontEnd;
}

/** A gondola's boards by the shape that its readings had first. */
function findBoards(
  engine: Engine,
  { gondola, shelfCount, plateCount }: PlateBatch,
): GondolaBoards {
  let boards = engine.boards.get(gondola);
  if (boards !== undefined) return boards;
  boards = layOutBoards(engine.index, gondola, shelfCount);
  engine.boards.set(gondola, boards);
  for (const { board } of boards.layouts) {
    const missing = board.cells.filter(({ channel }) => channel >= plateCount);
    if (board.shelf < shelfCount && missing.length === 0) continue;
    const message = `gondola ${gondola}: its readings have no cell of the board on shelf ${board.shelf}: what is taken there is not weighed`;
    warn(engine, "board-cell-missing", message);
  }
  return boards;
}

/** A stream in another unit: all receipts from now on are reviewed. */
function hearUnitFault(engine: Engine, fault: UnitFault | null): void {
  if (fault === null) return;
  warn(engine, fault.code, fault.message);
  engine.unitFaults.push(fault);
}

function takeFrame(engine: Engine, frame: JointFrame): void {
  if (!Number.isFinite(frame.timestampMs)) {
    warn(engine, "frame-unusable", "a frame of joints without a time was left out");
    return;
  }
  for (const { shopperId } of frame.shoppers) {
    if (engine.lingering.delete(shopperId) || engine.tracks.byId.has(shopperId)) continue;
    if (engine.restored.delete(shopperId)) {
      engine.order.add(shopperId);
      continue;
    }
    if (findCluster(engine, shopperId) !== undefined) {
      warn(engine, "shopper-twice", "a frame of joints has a shopper twice");
      continue;
    }
    engine.order.add(shopperId);
    engine.clusters.add(createCluster(shopperId));
  }
  // Frames that the revisions rest on are forgotten when time has gone on.
  reviseDue(engine, frame.timestampMs);
  pushFrame(engine.tracks, frame);
  hearUnitFault(engine, watchJointUnits(engine.units, frame));
  hearTroubles(engine, frame);
  raiseDoubts(engine, frame);
  if (frame.doubts !== undefined) hearWho(engine, frame);
  const { handovers, index, tracks } = engine;
  addNearness(engine.visitDoubts, tracks, frame, engine.frameMs, engine.parameters.belief);
  engine.frameMs = Math.max(engine.frameMs, frame.timestampMs);
  if (!(frame.timestampMs - engine.advancedMs < ADVANCE_MS)) {
    engine.advancedMs = frame.timestampMs;
    advanceAll(engine, frame.timestampMs - ADVANCE_LAG_MS);
  }
  for (const meeting of findMeetings(handovers, index, tracks, frame.timestampMs)) {
    decideMeeting(engine, meeting);
  }
}

function hearTroubles(engine: Engine, frame: JointFrame): void {
  if (frame.troubles === undefined) return;
  for (const trouble of frame.troubles) warn(engine, "camera-trouble", describeTrouble(trouble));
  raiseCameraAlarms(engine, frame);
}

function decideMeeting(engine: Engine, meeting: MeetingOfHands): void {
  const { a, b } = meeting;
  // Of somebody who has left since, the cart is charged as it was.
  if (findCluster(engine, a) === undefined || findCluster(engine, b) === undefined) return;
  const touched = [...engine.clusters].filter(
    (cluster) => cluster.shoppers.has(a) || cluster.shoppers.has(b),
  );
  const holds = (one: Hypothesis): boolean => getCart(one, a).length + getCart(one, b).length > 0;
  if (!touched.some(({ hypotheses }) => hypotheses.some(holds))) return;
  const { hands } = engine.parameters;
  const odds = rateMeeting(meeting, hands);
  const moved = logistic(odds);
  const isTold = odds >= hands.toldLogOddsMin;
  for (const shopper of [a, b]) {
    const doubt = findVisitDoubt(engine.visitDoubts, shopper);
    if (isTold) doubt.meetings += Math.min(moved, 1 - moved);
    else doubt.unclearMeetings += moved;
  }
  if (!isTold) return;
  const changeId = engine.collector.nextId++;
  updateClusters(engine, touched, [a, b], changeId, meeting.timestampMs, (hypotheses) =>
    hypotheses.flatMap((hypothesis) => explainMeeting(meeting, changeId, hypothesis, hands)),
  );
}

/** Makes changes of the steps of the newest bin. */
function takeSteps(engine: Engine): void {
  if (engine.steps.length > 0) {
    for (const step of engine.steps) {
      if (!isOfCell(engine, step)) addStep(engine.collector, step);
    }
    engine.steps.length = 0;
  }
  if (engine.collector.pending.length > 0) {
    engine.waiting.push(...takeChanges(engine, false));
  }
}

/** A board's cells are weighed together, as their sum. */
function isOfCell({ boards }: Engine, { gondola, shelf }: Step): boolean {
  const own = boards.get(gondola);
  return own !== undefined && shelf >= own.shelfCount && !own.bySumRow.has(shelf);
}

function takeChanges(engine: Engine, isEnd: boolean): ShelfChange[] {
  return takeReady(engine.collector, engine.frontEnds, isEnd).map((change) => {
    const { gondola, shelf, settledMs } = change;
    const layout = engine.boards.get(gondola)?.bySumRow.get(shelf);
    if (layout === undefined) return change;
    const key = `${gondola}/${shelf}`;
    const sinceMs = engine.boardSettledMs.get(key) ?? Number.NEGATIVE_INFINITY;
    engine.boardSettledMs.set(key, settledMs);
    return toBoardChange(
      layout,
      engine.frontEnds.get(gondola)!,
      change,
      sinceMs,
      engine.parameters.boards,
    );
  });
}

function advance(engine: Engine, nowMs: number): void {
  if (engine.waiting.length > 0) {
    const due = engine.waiting.filter((change) => isDue(engine, change, nowMs));
    if (due.length > 0) {
      engine.waiting = engine.waiting.filter((change) => !due.includes(change));
      decideAll(engine, due);
    }
  }
  reviseDue(engine, engine.tracks.lastFrameMs);
  closeLeaving(engine);
  if (findTimeMs(engine) - engine.forgottenMs > CHECK_MS) forgetWho(engine);
  if (nowMs - engine.checkedMs > CHECK_MS) {
    engine.checkedMs = nowMs;

    raiseDeadPlates(engine, findSickPlates(engine));
    for (const track of removeAbsent(engine.tracks, nowMs)) {
      closeVisit(engine, track.shopperId, track.lastSeenMs);
    }
  }
}

/** Beliefs in which a hand may still press somewhere change as time goes on. */
function advanceAll(engine: Engine, nowMs: number): void {
  for (const cluster of engine.clusters) {
    if (!cluster.hypotheses.some(({ ledger }) => ledger.some(({ isForce }) => isForce))) continue;
    if (!advanceCluster(engine, cluster, nowMs)) continue;
    for (const shopper of cluster.shoppers) tellCart(engine, shopper, true);
  }
}

/** Changes by the time whose joints they rest on, with the revisions that were due before. */
function decideAll(engine: Engine, changes: ShelfChange[]): void {
  changes.sort((a, b) => findUntilMs(engine, a) - findUntilMs(engine, b) || a.id - b.id);
  for (const change of changes) {
    reviseDue(engine, Math.min(engine.tracks.lastFrameMs, findUntilMs(engine, change)));
    decideChange(engine, change);
  }
}

/**
 * Whether a change can be decided: the joints of its time are there, and what comes next cannot tell
 * more of who is who. What is asked rests on the joints up to the time asked for, not on those that
 * happen to be there, so that the answer does not depend on when they arrived.
 */
function isDue(engine: Engine, change: ShelfChange, nowMs: number): boolean {
  if (engine.tracks.byId.size === 0) return true;
  const waitedMs = nowMs - change.settledMs;
  const { lastMs } = findTimes(change);
  const latestMs = lastMs + engine.parameters.identity.lookAfterMs;
  for (;;) {
    const untilMs = findUntilMs(engine, change);
    if (engine.tracks.lastFrameMs < untilMs) {
      return waitedMs > untilMs - lastMs + JOINTS_WAIT_MS_MAX;
    }
    if (untilMs >= latestMs || !isWhoDoubtful(engine, change, untilMs)) return true;
    engine.askedMs.set(change.id, Math.min(latestMs, untilMs + ASK_AGAIN_MS));
  }
}

/** Joints up to this time decide a change. */
function findUntilMs(engine: Engine, change: ShelfChange): number {
  return engine.askedMs.get(change.id) ?? findTimes(change).lastMs + JOINTS_AFTER_MS;
}

function isWhoDoubtful(engine: Engine, change: ShelfChange, untilMs: number): boolean {
  const { middleMs } = findTimes(change);
  const target = findChangeTarget(engine, change);
  const groups = resolveNear(engine.tracks, target, middleMs, untilMs, engine.parameters);
  return isDoubtful(groups, middleMs, engine.parameters.who);
}

/** When the half of a change was done, and the most of it. */
function findTimes(change: ShelfChange): { middleMs: number; lastMs: number } {
  return {
    middleMs: Math.max(...change.plates.map((plate) => plate.crossingsMs[3]!)),
    lastMs: Math.max(...change.plates.map((plate) => plate.crossingsMs[6]!)),
  };
}

function findChangeTarget(engine: Engine, change: ShelfChange): ReachTarget | null {
  if (change.board === undefined) return findTarget(engine, change, { plates: change.plates });
  const { alongM, errorM, layout } = change.board;
  const spot = { ...layout.spots[0]!, fromM: 0, toM: layout.widthM };
  return findTarget(engine, change, { plates: change.plates, spot, alongM, errorM });
}

function findTarget(
  engine: Engine,
  change: ShelfChange,
  block: Pick<Block, "plates" | "spot" | "alongM" | "errorM">,
): ReachTarget | null {
  if (block.spot !== undefined) return findSpotTarget(engine, change, block);
  let weight = 0;
  let centre = 0;
  for (const plate of block.plates) {
    weight += Math.abs(plate.changeG);
    centre += Math.abs(plate.changeG) * plate.plate;
  }
  centre /= weight;
  const plate = Math.round(centre);
  const place = findPlace(engine.index, change.gondola, change.shelf, plate);
  if (place === null) return null;
  const offM = (centre - plate) * place.widthM;
  return {
    place: {
      ...place,
      x: place.x + Math.cos(place.yawRad) * offM,
      y: place.y + Math.sin(place.yawRad) * offM,
    },
    halfWidthM: block.plates.length * place.widthM * engine.parameters.reach.targetWidthShare,
  };
}

/** Where on a board: by its cells as far as they tell, within the facing that it is taken for. */
function findSpotTarget(
  { index }: Engine,
  { gondola, shelf, board }: ShelfChange,
  {
    spot,
    alongM = Number.NaN,
    errorM = Number.POSITIVE_INFINITY,
  }: Pick<Block, "spot" | "alongM" | "errorM">,
): ReachTarget | null {
  const place = findPlace(index, gondola, shelf, board!.layout.board.plates[0]!);
  if (place === null) return null;
  const { fromM, toM } = spot!;
  const isKnown = Number.isFinite(alongM);
  const offM =
    (isKnown ? Math.min(toM, Math.max(fromM, alongM)) : (fromM + toM) / 2) - place.widthM / 2;
  const halfM = (toM - fromM) / 2;
  return {
    place: {
      ...place,
      x: place.x + Math.cos(place.yawRad) * offM,
      y: place.y + Math.sin(place.yawRad) * offM,
    },
    halfWidthM: isKnown ? Math.min(halfM, Math.max(place.widthM / 4, errorM)) : halfM,
  };
}

function decideChange(engine: Engine, change: ShelfChange): void {
  const { middleMs } = findTimes(change);
  const untilMs = findUntilMs(engine, change);
  engine.askedMs.delete(change.id);
  const target = findChangeTarget(engine, change);
  const wrongShare = findWrongShare(engine.planogram);
  const { parameters } = engine;
  const groups = resolveNear(engine.tracks, target, middleMs, untilMs, parameters);
  const seen = new Map<string, WhoDistribution>();
  const prepared = prepareChange(engine.index, engine.gains, wrongShare, change, (block, share) => {
    const blockTarget = findTarget(engine, change, block);
    const timestampMs = findCrossingMs(block, share);
    const who = findWho(engine.tracks, blockTarget, timestampMs, untilMs, groups, parameters);
    if (share === 0.5) seen.set(block.plates.map(({ plate }) => plate).join(), who);
    return blendWho(who, listOpenExchanges(engine, timestampMs), parameters);
  });
  watchHands(engine, prepared, seen);
  doubtWho(engine, keepLikeliest(prepared, seen));
  if (target === null && engine.tracks.byId.size > 1) {
    for (const one of prepared.shoppers) addAlarm(engine.alarms, one, tellUnplaced(change.gondola));
  }
  const latestMs = middleMs + parameters.identity.lookAfterMs;
  planRevision(engine, prepared, keepLikeliest(prepared, seen), {
    target,
    middleMs,
    untilMs,
    latestMs,
  });
  const touched = [...engine.clusters].filter(
    (cluster) =>
      [...prepared.shoppers].some((shopper) => cluster.shoppers.has(shopper)) ||
      standsOn(cluster, change),
  );
  updateClusters(
    engine,
    touched,
    prepared.shoppers,
    change.id,
    change.startMs,
    (hypotheses) => explainChange(engine.index, prepared, hypotheses),
    (cluster) => {
      doubtForces(engine, cluster, change.id, prepared.shoppers);
      learnGains(engine, change, cluster);
      learnPlanogram(engine.planogram, engine.index, change.id, cluster);
      if (engine.tracks.seesHands) {
        const { lastMs } = findTimes(change);
        engine.handChecks.push(
          planHandCheck(change.id, lastMs, prepared.shoppers, cluster, parameters.handPictures),
        );
      }
      engine.oddPicks.push(...listOddPicks(engine.index, cluster, change.id));
      engine.oddPicks.splice(0, engine.oddPicks.length - ODD_PICKS_MAX);
    },
  );
}

/** Of a board's change only who reached for the likeliest facing is asked. */
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

/** How contested a change is: by the block that is most so. */
function doubtWho(engine: Engine, seen: ReadonlyMap<string, WhoDistribution>): void {
  const most = new Map<string, number>();
  const makers = new Set<string>();
  for (const who of seen.values()) {
    for (const [shopper, share] of shareOut(who)) {
      most.set(shopper, Math.max(most.get(shopper) ?? 0, Math.min(share, 1 - share)));
      if (share > engine.parameters.who.makerShareMin) makers.add(shopper);
    }
  }
  for (const [shopper, contested] of most) {
    const doubt = findVisitDoubt(engine.visitDoubts, shopper);
    doubt.contested += contested;
    if (makers.has(shopper)) doubt.changes++;
  }
}

/** How far a change may have been a hand's force: it is doubtful for all who may have made it. */
function doubtForces(
  engine: Engine,
  cluster: Cluster,
  changeId: number,
  shoppers: ReadonlySet<ShopperKey>,
): void {
  let pressed = 0;
  for (const { ledger, logWeight } of cluster.hypotheses) {
    const isPressed = ledger.some((item) => item.isForce && item.changeId === changeId);
    if (isPressed) pressed += Math.exp(logWeight);
  }
  for (const shopper of shoppers) findVisitDoubt(engine.visitDoubts, shopper).forces += pressed;
}

/** Hands are watched from now on that may press on the plates of a change. */
function watchHands(
  engine: Engine,
  { change, partitions }: PreparedChange,
  seen: ReadonlyMap<string, WhoDistribution>,
): void {
  for (const { block, plates } of partitions.flat()) {
    const target = findTarget(engine, change, block);
    const who = seen.get(plates.join());
    if (target === null || who === undefined) continue;
    engine.watches.set(
      nameWatch(change.id, plates),
      createDwellWatch(target, shareOut(who), change.settledMs),
    );
  }
  while (engine.watches.size > DECIDED_MAX) {
    engine.watches.delete(engine.watches.keys().next().value!);
  }
}

function nameWatch(changeId: number, plates: readonly number[]): string {
  return `${changeId} ${plates.join()}`;
}

/** Those whose carts are open, but for who has a receipt already. */
function listHere({ clusters, lingering }: Engine): Set<ShopperKey> {
  const here = new Set([...clusters].flatMap(({ shoppers }) => [...shoppers]));
  for (const shopper of lingering) here.delete(shopper);
  return here;
}

/** Exchanges of two who both have a cart still: nothing can go over to who has left. */
function listOpenExchanges(engine: Engine, atMs: number): Exchange[] {
  if (engine.doubts.pairs.size === 0) return [];
  const here = listHere(engine);
  return listExchanges(engine.doubts, atMs).filter(({ shopperIds }) =>
    shopperIds.every((shopperId) => here.has(shopperId)),
  );
}

interface DecidedTimes {
  readonly target: ReachTarget | null;
  readonly middleMs: number;
  readonly untilMs: number;
  readonly latestMs: number;
}

/**
 * Who made a change is asked once more when all that can be seen of who is who has been seen, and weighed
 * anew when the tracker says who may have been whom.
 */
function planRevision(
  engine: Engine,
  { change, partitions }: PreparedChange,
  seen: ReadonlyMap<string, WhoDistribution>,
  { target: near, middleMs, untilMs, latestMs }: DecidedTimes,
): void {
  let groups: readonly IdentityGroup[] | null = null;
  const blocks = new Map<string, DecidedBlock>();
  for (const { block, plates, timestampMs, who } of partitions.flat()) {
    const asked = seen.get(plates.join());
    if (asked === undefined) continue;
    const base = shareOut(asked);
    const said = listOpenExchanges(engine, timestampMs).filter((one) => isAmong(base, one));
    const own: DecidedBlock = {
      ...{ plates: plates.join(), timestampMs, base, shares: shareOut(who), rested: said, said },
      ask: () => {
        groups ??= resolveNear(engine.tracks, near, middleMs, latestMs, engine.parameters);
        const target = findTarget(engine, change, block);
        const now = findWho(
          engine.tracks,
          target,
          timestampMs,
          latestMs,
          groups,
          engine.parameters,
        );
        own.base = shareOut(now);
        return blendWho(now, own.rested, engine.parameters);
      },
    };
    blocks.set(own.plates, own);
  }
  const decided: DecidedChange = {
    ...{ changeId: change.id, atMs: middleMs, blocks: [...blocks.values()] },
    ...{ isFinal: false, left: new Set<string>(), misgiven: new Map<string, number>() },
  };
  foldNext(engine.misgivings, decided.blocks, engine.parameters.identity);
  if (engine.tracks.byId.size < 2) return;
  engine.decided.set(change.id, decided);
  forgetDecided(engine);
  if (near === null || untilMs >= latestMs) return;
  engine.revisions.push({ change, dueMs: latestMs, blocks: decided.blocks });
}

/** Revisions that were due before a time, the earliest first; and what hands have shown by then. */
function reviseDue(engine: Engine, beforeMs: number): void {
  lookAtHands(engine, ({ dueMs }) => dueMs < beforeMs);
  if (engine.revisions.length === 0) return;
  const due = engine.revisions.filter(({ dueMs }) => dueMs < beforeMs);
  if (due.length === 0) return;
  engine.revisions = engine.revisions.filter(({ dueMs }) => dueMs >= beforeMs);
  due.sort((a, b) => a.dueMs - b.dueMs);
  for (const revision of due) revise(engine, revision);
}

/** Hypotheses gain or lose by what hands were seen to hold. */
function lookAtHands(engine: Engine, isDue: (check: HandCheck) => boolean): void {
  if (engine.handChecks.length === 0) return;
  const { due, left } = takeDueChecks(engine.handChecks, isDue);
  engine.handChecks = left;
  for (const check of due) {
    const { changeId, shoppers } = check;
    const clusters = [...engine.clusters].filter((cluster) =>
      [...shoppers].some((shopper) => cluster.shoppers.has(shopper)),
    );
    for (const cluster of clusters) {
      const weighed = weighByHands(engine, cluster, changeId);
      if (weighed === null) continue;
      cluster.hypotheses = weighed;
      tellInteractions(engine, cluster, changeId);
      for (const shopper of cluster.shoppers) tellCart(engine, shopper);
    }
    learnOfHands(engine, check);
  }
}

function revise(engine: Engine, { change, ...revision }: Revision): void {
  const reweighings = listReweighings(revision, engine.parameters.who);
  for (const shopper of reweighChange(engine, change.id, reweighings)) tellCart(engine, shopper);
  for (const { plates, now } of reweighings) {
    for (const block of revision.blocks) if (block.plates === plates) block.shares = now;
  }
  const decided = engine.decided.get(change.id);
  if (decided === undefined || engine.doubts.pairs.size === 0) return;
  const here = listHere(engine);
  const isKnown = (shopperId: string) => here.has(shopperId) || decided.left.has(shopperId);
  for (const block of decided.blocks) widenSaid(block, engine.doubts, isKnown);
  for (const shopper of weighAnew(engine, decided)) tellCart(engine, shopper, true);
}

/** Hypotheses of a change gain or lose by who is likelier to have made it now: of whom, is returned. */
function reweighChange(
  engine: Engine,
  changeId: number,
  reweighings: readonly Reweighing[],
  isMovedOnly = false,
): Set<string> {
  const shoppers = new Set(reweighings.flatMap(({ before }) => [...before.keys()]));
  for (const cluster of engine.clusters) {
    if (![...shoppers].some((shopper) => cluster.shoppers.has(shopper))) continue;
    cluster.hypotheses = reweigh(cluster, changeId, reweighings, engine.parameters);
    tellInteractions(engine, cluster, changeId, isMovedOnly);
  }
  return shoppers;
}

/** The tracker says something else of who may have been whom: what they did is weighed anew. */
function hearWho(engine: Engine, frame: JointFrame): void {
  const here = listHere(engine);
  const heard = hearDoubts(engine.doubts, frame, (shopperId) => here.has(shopperId));
  if (heard.length === 0) return;
  const concerned = new Set<string>();
  for (const decided of engine.decided.values()) {
    const isKnown = (shopperId: string) => here.has(shopperId) || decided.left.has(shopperId);
    const own = decided.blocks.filter((one) => hearOfBlock(one, heard, engine.doubts, isKnown));
    if (own.length === 0) continue;
    for (const shopper of weighAnew(engine, decided)) concerned.add(shopper);
  }
  for (const shopper of concerned) tellCart(engine, shopper, true);
}

/** What cannot be given to another any more is kept in mind as misgiven. */
function weighAnew(engine: Engine, decided: DecidedChange): Set<string> {
  const reweighings = listReweighed(engine.clusters, decided, engine.parameters);
  decided.misgiven = findMisgiven(decided.blocks);
  return reweighChange(engine, decided.changeId, reweighings, true);
}

/** What is said of who was whom concerns only those who are there, and what was done of late. */
function forgetWho(engine: Engine): void {
  engine.forgottenMs = findTimeMs(engine);
  forgetDecided(engine);
  if (engine.doubts.pairs.size === 0 && engine.visitDoubts.size === 0) return;
  const here = listHere(engine);
  for (const shopper of engine.visitDoubts.keys()) {
    if (!here.has(shopper)) engine.visitDoubts.delete(shopper);
  }
  const beforeMs = engine.forgottenMs - DECIDED_CHANGES_MS_MAX;
  forgetDoubts(engine.doubts, (shopperId) => here.has(shopperId), beforeMs);
}

function forgetDecided(engine: Engine): void {
  const old = takeOld(engine.decided, findTimeMs(engine));
  if (old.length === 0) return;
  const here = listHere(engine);
  const isHere = (shopper: string): boolean => here.has(shopper);
  for (const one of old) {
    foldChange(engine.misgivings, one, isHere, engine.parameters.identity);
  }
}

/**
 * Learns the gains of the plates from which something of known weight was taken by one shopper. What
 * two share was weighed once, and who had how many of it is a guess: nothing is learned of it.
 */
function learnGains(engine: Engine, change: ShelfChange, cluster: Cluster): void {
  const actions = [...listHistory(cluster.hypotheses[0]?.history ?? null)].filter(
    ({ changeId, kind }) => changeId === change.id && kind === "pick",
  );
  const { weights } = engine.parameters;
  const shared = actions.filter(({ part }) => part > 0).map(({ plates }) => plates.join("-"));
  for (const action of actions) {
    if (action.barcode === null || shared.includes(action.plates.join("-"))) continue;
    const weightG = engine.index.shop.products.get(action.barcode)?.weightG ?? Number.NaN;
    const planned = isPlannedPick(engine.index, action);
    const belief = findBelief(cluster, action);
    if (!planned || !(weightG > 0) || belief < weights.learnBeliefMin) continue;
    const [sum] = change.plates;
    const parts =
      change.board === undefined
        ? change.plates.filter(({ plate }) => action.plates.includes(plate))
        : [{ ...sum!, plate: action.plates[0]! }];
    const size = parts.reduce((sum, part) => sum + Math.abs(part.changeG), 0);
    for (const { plate, changeG } of parts) {
      const before = findGain(engine.gains, action.gondola, action.shelf, plate, weights).mean;
      const ratio = before * (action.weightG / (weightG * action.quantity));
      const key = { gondola: action.gondola, shelf: action.shelf, plate };
      const share = Math.abs(changeG) / size;
      learnGain(engine.gains, key, ratio, share, action.quantity, belief, weights);
    }
  }
}

function updateClusters(
  engine: Engine,
  touched: readonly Cluster[],
  shoppers: Iterable<ShopperKey>,
  changeId: number,
  atMs: number,
  explain: (hypotheses: readonly Hypothesis[]) => Hypothesis[],
  learn: (cluster: Cluster) => void = () => {},
): void {
  for (const cluster of touched) advanceCluster(engine, cluster, atMs);
  const { belief } = engine.parameters;
  const merged = mergeClusters(touched, belief);
  merged.hypotheses = prune(explain(merged.hypotheses), belief);
  tellInteractions(engine, merged, changeId);
  learn(merged);
  for (const cluster of touched) engine.clusters.delete(cluster);
  for (const cluster of splitCluster(merged, belief)) engine.clusters.add(settle(engine, cluster));
  for (const shopper of shoppers) tellCart(engine, shopper);
}

/** Forces that are still on are weighed by the time that has gone on. */
function advanceCluster(engine: Engine, cluster: Cluster, nowMs: number): boolean {
  const dwell: Dwell = (force, toMs) => weighDwell(engine, force, toMs);
  const { belief, forces } = engine.parameters;
  return replaceHypotheses(cluster, belief, (one) => advanceForces(one, nowMs, dwell, forces));
}

function replaceHypotheses(
  cluster: Cluster,
  parameters: EngineParameters["belief"],
  change: (one: Hypothesis) => Hypothesis,
): boolean {
  const changed = cluster.hypotheses.map(change);
  if (changed.every((hypothesis, at) => hypothesis === cluster.hypotheses[at])) return false;
  cluster.hypotheses = prune(changed, parameters);
  return true;
}

function weighDwell(engine: Engine, force: Item, toMs: number): number {
  const watch = engine.watches.get(nameWatch(force.changeId, force.plates));
  return watch === undefined ? 0 : rateDwell(engine.tracks, watch, toMs, engine.parameters);
}

/** Whether a hypothesis of the cluster has an item out of place, or another product, on this shelf. */
function standsOn(cluster: Cluster, change: ShelfChange): boolean {
  const prefix = `${change.gondola}/${change.shelf}/`;
  return cluster.hypotheses.some(
    (hypothesis) =>
      hypothesis.ledger.some(
        (item) => item.gondola === change.gondola && item.shelf === change.shelf,
      ) || [...hypothesis.overrides.keys()].some((key) => key.startsWith(prefix)),
  );
}

/** A cluster with one hypothesis left has nothing to revise: its history becomes final. */
function settle(engine: Engine, cluster: Cluster): Cluster {
  const [only, ...others] = cluster.hypotheses;
  if (others.length > 0 || only!.history === null) return cluster;
  for (const action of listHistory(only!.history)) finalize(engine, action, 1, null);
  cluster.hypotheses = [{ ...only!, history: null }];
  return cluster;
}

function interactionId(action: ActionRecord): string {
  const part = action.part === 0 ? "" : `:${action.part}`;
  return `${action.changeId}:${action.plates.join("-")}${part}`;
}

/** @param cluster null where only one account is left. */
function toInteraction(
  engine: Engine,
  action: ActionRecord,
  probability: number,
  cluster: Cluster | null,
): Interaction | null {
  if (action.kind === "restock" || action.kind === "release" || action.barcode === null)
    return null;
  const id = interactionId(action);
  const { belief } = engine.parameters;
  return {
    id,
    kind: action.kind,
    timestampMs: action.timestampMs,
    decidedMs: engine.decidedMs.get(action.changeId) ?? engine.nowMs,
    settledMs: action.settledMs,
    targetId: action.shopperId,
    giverId: action.otherId,
    barcode: action.barcode,
    quantity: action.quantity,
    // Handed over, and never weighed.
    weightG: Number.isNaN(action.weightG) ? 0 : action.weightG,
    gondola: action.gondola,
    shelf: action.shelf,
    plates: findSpot(engine.index, action, action.plates[0]!)?.plates ?? action.plates,
    probability,
    accounts:
      cluster === null || probability > belief.sureProbability
        ? []
        : listAccounts(cluster, action, engine.told.get(id)?.accounts ?? [], belief),
  };
}

/** Tells what the likeliest hypothesis says of a change, with the belief in it. */
function tellInteractions(
  engine: Engine,
  cluster: Cluster,
  changeId: number,
  isMovedOnly = false,
): void {
  const best = cluster.hypotheses[0];
  if (!engine.decidedMs.has(changeId)) engine.decidedMs.set(changeId, engine.nowMs);
  if (engine.decidedMs.size > DECIDED_MAX) {
    const [oldest] = engine.decidedMs.keys();
    engine.decidedMs.delete(oldest!);
  }
  if (best === undefined) return;
  for (const action of listHistory(best.history)) {
    if (action.changeId !== changeId) continue;
    const interaction = toInteraction(engine, action, findBelief(cluster, action), cluster);
    if (interaction === null) continue;
    const before = engine.told.get(interaction.id);
    if (isMovedOnly && before !== undefined && isAlike(engine, before, interaction)) continue;
    engine.told.set(interaction.id, interaction);
    engine.outputs.push({ kind: "interaction", status: "provisional", interaction });
  }
}

function isAlike({ parameters }: Engine, a: Interaction, b: Interaction): boolean {
  return (
    a.kind === b.kind &&
    a.targetId === b.targetId &&
    a.barcode === b.barcode &&
    a.quantity === b.quantity &&
    Math.abs(a.probability - b.probability) <= parameters.belief.toldMovedMin
  );
}

function findBelief(cluster: Cluster, action: ActionRecord): number {
  let belief = 0;
  for (const hypothesis of cluster.hypotheses) {
    for (let node = hypothesis.history; node !== null; node = node.parent) {
      const other = node.action;
      if (
        other.changeId === action.changeId &&
        other.kind === action.kind &&
        other.shopperId === action.shopperId &&
        other.barcode === action.barcode &&
        other.quantity === action.quantity &&
        other.plates.join() === action.plates.join()
      ) {
        belief += Math.exp(hypothesis.logWeight);
        break;
      }
    }
  }
  return Math.min(1, belief);
}

function finalize(
  engine: Engine,
  action: ActionRecord,
  probability: number,
  cluster: Cluster | null,
): void {
  const interaction = toInteraction(engine, action, probability, cluster);
  const id = interactionId(action);
  const before = engine.told.get(id);
  engine.told.delete(id);
  const decided = engine.decided.get(action.changeId);
  if (decided !== undefined && action.shopperId !== null) decided.isFinal = true;
  if (interaction === null) {
    if (before !== undefined) {
      engine.outputs.push({ kind: "interaction", status: "retracted", interaction: before });
    }
    return;
  }
  if (engine.keepResults) engine.final.push(interaction);
  engine.outputs.push({ kind: "interaction", status: "final", interaction });
}

function findCluster(engine: Engine, shopper: ShopperKey): Cluster | undefined {
  for (const cluster of engine.clusters) if (cluster.shoppers.has(shopper)) return cluster;
  return undefined;
}

function tellCart(engine: Engine, shopper: ShopperKey, isMovedOnly = false): void {
  const cluster = findCluster(engine, shopper);
  if (cluster === undefined) return;
  const belief = chooseLines(cluster, shopper, engine.rules);
  const before = engine.toldCarts.get(shopper);
  if (isMovedOnly && before !== undefined && isSameCart(engine, before, belief)) return;
  engine.toldCarts.set(shopper, belief);
  const { lines, probability } = belief;
  engine.outputs.push({
    kind: "cart",
    timestampMs: engine.nowMs,
    targetId: shopper,
    lines,
    probability,
  });
}

function isSameCart({ parameters }: Engine, a: Belief, b: Belief): boolean {
  const nameOf = ({ lines }: Belief) =>
    lines.map(({ barcode, quantity }) => `${quantity} ${barcode}`).join();
  const moved = Math.abs(a.probability - b.probability);
  return nameOf(a) === nameOf(b) && moved <= parameters.belief.toldMovedMin;
}

function standsAnywhere(hypothesis: Hypothesis): boolean {
  return hypothesis.ledger.length > 0 || hypothesis.overrides.size > 0;
}

/** What the shopper did is final: the likeliest of it is told, with the belief in it. */
function tellFinal(engine: Engine, cluster: Cluster, shopper: ShopperKey): void {
  for (const action of listHistory(cluster.hypotheses[0]?.history ?? null)) {
    if (action.shopperId !== shopper || action.kind === "restock" || action.kind === "release") {
      continue;
    }
    finalize(engine, action, findBelief(cluster, action), cluster);
  }
  cluster.hypotheses = cluster.hypotheses.map((hypothesis) => ({
    ...hypothesis,
    history: filterHistory(hypothesis.history, (action) => action.shopperId !== shopper),
  }));
}

/** What was told of the shopper and is in no account any more. */
function retractLeft(engine: Engine, shopper: ShopperKey): void {
  for (const [id, interaction] of engine.told) {
    if (interaction.targetId !== shopper) continue;
    engine.told.delete(id);
    engine.outputs.push({ kind: "interaction", status: "retracted", interaction });
  }
}

/** The shopper has left: the receipt is written and the cart leaves the belief. */
function closeVisit(
  engine: Engine,
  shopper: ShopperKey,
  lastSeenMs = engine.tracks.byId.get(shopper ?? "")?.lastSeenMs ?? Number.NEGATIVE_INFINITY,
): void {
  if (findCluster(engine, shopper) === undefined) return;
  for (const meeting of takeMeetingsOf(engine.handovers, engine.tracks, shopper ?? "")) {
    decideMeeting(engine, meeting);
  }
  const cluster = findCluster(engine, shopper)!;
  lookAtHands(engine, ({ shoppers }) => shoppers.has(shopper));
  const { belief, forces } = engine.parameters;
  replaceHypotheses(cluster, belief, (one) => endForces(one, forces));
  tellReceipt(engine, cluster, shopper);
  if (shopper !== null) closeDoubts(engine, shopper, lastSeenMs);
  tellFinal(engine, cluster, shopper);
  retractLeft(engine, shopper);
  // What is on this receipt is not shared out again among those who stay.
  engine.revisions = engine.revisions.filter(({ blocks }) =>
    blocks.every(({ shares }) => !shares.has(shopper ?? "")),
  );
  forgetShopper(cluster, shopper, belief);
  if (cluster.shoppers.size === 0 && !cluster.hypotheses.some(standsAnywhere)) {
    engine.clusters.delete(cluster);
  }
}

/** What may be said of who was whom makes nothing of theirs another's any more. */
function closeDoubts(engine: Engine, shopper: string, lastSeenMs: number): void {
  depart(engine, shopper, lastSeenMs);
  for (const { left } of engine.decided.values()) left.add(shopper);
  engine.misgivings.delete(shopper);
  engine.toldCarts.delete(shopper);
}

/** Who leaves may be somebody who stays. */
function depart(engine: Engine, shopper: string, lastSeenMs: number): void {
  const here = listHere(engine);
  foldDeparture(engine, shopper, lastSeenMs, (one) => here.has(one));
}

function tellReceipt(engine: Engine, cluster: Cluster, shopper: ShopperKey): void {
  const { misgivings, decided } = engine;
  const { probabilityOwn, isUnsure } = findMisgiving(
    ...([misgivings, decided, shopper ?? "", engine.parameters.identity] as const),
  );
  const doubt = findVisitDoubt(engine.visitDoubts, shopper);
  engine.visitDoubts.delete(shopper);
  const unit = findUnitReasons(engine.units, engine.unitFaults);
  const own = writeReceipt(
    ...([cluster, shopper, engine.index.shop, engine.rules] as const),
    [...(engine.alarms.get(shopper) ?? []), ...unit.reasons],
    {
      probabilityOwn: probabilityOwn * unit.probabilityMost,
      reasons: isUnsure ? [UNSURE] : [],
      visit: doubt,
    },
  );
  engine.alarms.delete(shopper);
  if (!engine.keepResults) engine.order.delete(shopper ?? "");
  const hasOne = engine.lingering.delete(shopper ?? "");
  if (hasOne && own.products.length === 0 && !own.needsReview) return;
  const earlier = engine.receipts.get(shopper);
  const receipt = earlier === undefined ? own : joinReceipts(earlier, own);
  if (engine.keepResults) engine.receipts.set(shopper, receipt);
  engine.outputs.push({ kind: "receipt", timestampMs: engine.nowMs, receipt });
}

/**
 * Somebody is known to have left, or to be gone for good: their receipt is written at once, and
 * not only when they have not been seen for a while. Returns what is told; nothing where they are
 * unknown. Where plates that they stood before have not settled, a later step tells the receipt,
 * within LEAVING_MS_MAX of the stream. What does not settle in time makes it doubtful; it is told
 * again where something comes of it.
 */
export function concludeShopper(engine: Engine, shopperId: string): EngineOutput[] {
  engine.outputs = [];
  if (findCluster(engine, shopperId) !== undefined && !engine.leaving.has(shopperId)) {
    engine.leaving.set(shopperId, findTimeMs(engine) + LEAVING_MS_MAX);
    closeLeaving(engine);
  }
  return engine.outputs;
}

/** The newest that plates or joints have told of. */
function findTimeMs({ nowMs, tracks }: Engine): number {
  return Math.max(nowMs, tracks.lastFrameMs);
}

/** Closes the visits of those who have left and of whom nothing is open any more. */
function closeLeaving(engine: Engine): void {
  for (const [shopperId, untilMs] of engine.leaving) {
    if (findTimeMs(engine) < untilMs && isOpenFor(engine, shopperId)) continue;
    engine.leaving.delete(shopperId);
    engine.restored.delete(shopperId);
    const isOpen = decideLastOf(engine, shopperId);
    closeVisit(engine, shopperId);
    if (isOpen) linger(engine, shopperId);
    else engine.tracks.byId.delete(shopperId);
  }
}

/** What was theirs and is decided later must not be taken for somebody else's. */
function linger(engine: Engine, shopperId: string): void {
  engine.lingering.add(shopperId);
  engine.order.add(shopperId);
  engine.clusters.add(createCluster(shopperId));
}

function isOpenFor(engine: Engine, shopperId: string): boolean {
  const track = engine.tracks.byId.get(shopperId);
  if (track === undefined) return false;
  return listWaitingOf(engine, track).length > 0 || findUnsettledOf(engine, track) !== null;
}

/**
 * Decides what can be decided of what a shopper did last. Returns whether something is left: their
 * receipt is doubtful then.
 */
function decideLastOf(engine: Engine, shopperId: string): boolean {
  const track = engine.tracks.byId.get(shopperId);
  if (track === undefined) return false;
  const own = listWaitingOf(engine, track);
  engine.waiting = engine.waiting.filter((change) => !own.includes(change));
  decideAll(engine, own);
  const gondola = findUnsettledOf(engine, track);
  if (gondola === null) return false;
  const reason = `gondola ${gondola} had not settled when this shopper, who stood there, had left`;
  addAlarm(engine.alarms, shopperId, reason);
  return true;
}

/** Gives the engine a cart that is known from before it was started. */
export function restoreCart(
  engine: Engine,
  shopperId: string,
  lines: readonly ReceiptLine[],
): void {
  const items = lines.flatMap((line) => makeItems(engine, line));
  const cluster = createCluster(shopperId);
  cluster.hypotheses = cluster.hypotheses.map((one) => withCart(one, shopperId, items));
  engine.clusters.add(cluster);
  engine.restored.add(shopperId);
}

function makeItems(engine: Engine, { barcode, quantity }: ReceiptLine): Item[] {
  const { facings, products } = engine.index.shop;
  const facing = facings.find((one) => one.barcode === barcode);
  const weightG = products.get(barcode)?.weightG ?? Number.NaN;
  const changeId = engine.collector.nextId++;
  const item: Item = {
    ...{ barcode, weightG, rawG: Number.NaN, isForce: false, levelsBeforeG: [], weighedMs: 0 },
    ...{ changeId, originId: changeId, sinceMs: Number.NEGATIVE_INFINITY },
    gondola: facing?.gondola ?? 0,
    shelf: facing?.shelf ?? 0,
    plates: facing?.plates ?? [],
  };
  // Each unit is an item of its own: one that is put back leaves the others.
  return Array.from({ length: quantity }, () => ({ ...item }));
}

/** The stream has ended: whatever is open is decided. */
export function finishEngine(engine: Engine): EngineResult {
  engine.outputs = [];
  for (const frontEnd of engine.frontEnds.values()) {
    const hear = listenTo(engine, frontEnd.gondola);
    flushFrontEnd(frontEnd, engine.steps, hear, () => takeSteps(engine));
  }
  const left = takeChanges(engine, true);
  decideAll(engine, [...engine.waiting, ...left]);
  engine.waiting = [];
  reviseDue(engine, Number.POSITIVE_INFINITY);
  const sawNobody =
    engine.order.size === 0 && engine.tracks.lastFrameMs === Number.NEGATIVE_INFINITY;
  // Of those who are not there any more but have not left for good yet.
  const tracks = [...engine.tracks.byId.values()].sort((a, b) => a.lastSeenMs - b.lastSeenMs);
  for (const { shopperId, lastSeenMs } of tracks) depart(engine, shopperId, lastSeenMs);
  for (const shopper of engine.order) closeVisit(engine, shopper);
  if (sawNobody) closeVisit(engine, null);
  for (const cluster of engine.clusters) {
    const [best] = cluster.hypotheses;
    if (best === undefined) continue;
    for (const action of listHistory(best.history)) {
      finalize(engine, action, findBelief(cluster, action), cluster);
    }
  }
  return {
    receipts: listReceipts(engine),
    interactions: engine.final.sort((a, b) => a.timestampMs - b.timestampMs),
    warnings: listWarnings(engine),
    findings: listFindings(engine),
    outputs: engine.outputs,
  };
}

/** Receipts by first sight of their shoppers. */
function listReceipts(engine: Engine): Receipt[] {
  const receipts: Receipt[] = [];
  for (const shopper of [...engine.order, null]) {
    const receipt = engine.receipts.get(shopper);
    if (receipt !== undefined) receipts.push(receipt);
  }
  return receipts;
}

/** What the shop has wrong, as far as it is known now. */
export function listFindings(engine: Engine): Finding[] {
  return [
    ...findMisplaced(engine.index, engine.clusters),
    ...findWrongWeights(engine.index, engine.oddPicks),
    ...findSickPlates(engine),
  ];
}

function listWarnings(engine: Engine): CountedWarning[] {
  return [...engine.warnings].map(([code, { message, count }]) => ({ code, message, count }));
}
