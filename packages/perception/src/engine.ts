/**
 * The engine: observations in, carts, interactions and receipts with probabilities out.
 *
 * `stepEngine` changes its state in place and reads no clock: all times are the sensors'.
 */
import { calibrateExact } from "./calibration.ts";
import {
  addStep,
  type Block,
  type ChangeCollector,
  createChangeCollector,
  findCrossingMs,
  type ShelfChange,
  takeReady,
} from "./changes.ts";
import type { CountedWarning, EngineOutput, EngineResult, Finding } from "./engine-types.ts";
import { explainChange, prepareChange } from "./explanations.ts";
import {
  findMisplaced,
  findSickPlates,
  findWrongWeights,
  listOddPicks,
  ODD_PICKS_MAX,
  type OddPick,
} from "./findings.ts";
import { expireForces } from "./forces.ts";
import {
  createGondolaFrontEnd,
  flushFrontEnd,
  type GondolaFrontEnd,
  pushBatch,
  type Step,
} from "./front-end.ts";
import { findGain, type Gains, learnGain } from "./gains.ts";
import {
  createHandoverDetector,
  explainMeeting,
  findMeetings,
  type HandoverDetector,
  type MeetingOfHands,
} from "./handovers.ts";
import {
  type ActionRecord,
  type Cluster,
  createCluster,
  filterHistory,
  forgetShopper,
  type Hypothesis,
  listHistory,
  mergeClusters,
  prune,
  type ShopperKey,
  splitCluster,
} from "./hypotheses.ts";
import { IDENTITY_AFTER_MS } from "./identity.ts";
import { DECIDED_MAX } from "./limits.ts";
import type { JointFrame, Observation } from "./observation.ts";
import type { ReachTarget } from "./reach.ts";
import type { Interaction, Receipt } from "./receipt-types.ts";
import { chooseLines, joinReceipts, type ReceiptRules, writeReceipt } from "./receipts.ts";
import {
  createShopIndex,
  findPlace,
  isPlannedOn,
  measureDistance,
  type ShopIndex,
} from "./shop-index.ts";
import type { ShopModel } from "./shop-model.ts";
import { createTracks, pushFrame, removeAbsent, type Tracks } from "./tracks.ts";
import { findWho, isIdentityDoubtful } from "./who.ts";

export interface EngineOptions {
  /** How many undercharges one overcharge costs. */
  readonly overchargeCost: number;
  /** A receipt less likely than this to be exact is reviewed. */
  readonly acceptProbability: number;
  /** Turns the belief's own probability into one that has been checked against truth. */
  readonly calibrate: (probability: number) => number;
  /**
   * Whether receipts and interactions are kept for `finishEngine`. A shop that runs for days takes
   * them from the outputs and keeps none here.
   */
  readonly keepResults: boolean;
}

export const DEFAULT_OPTIONS: EngineOptions = {
  overchargeCost: 5,
  acceptProbability: 0.82,
  calibrate: calibrateExact,
  keepResults: true,
};

export interface Engine {
  readonly index: ShopIndex;
  readonly rules: ReceiptRules;
  readonly keepResults: boolean;
  readonly frontEnds: Map<number, GondolaFrontEnd>;
  readonly collector: ChangeCollector;
  readonly gains: Gains;
  readonly tracks: Tracks;
  readonly handovers: HandoverDetector;
  readonly clusters: Set<Cluster>;
  /** Every shopper seen, by first sight. */
  readonly order: Set<string>;
  readonly receipts: Map<ShopperKey, Receipt>;
  readonly told: Map<string, Interaction>;
  /** When each change was first decided. */
  readonly decidedMs: Map<number, number>;
  readonly final: Interaction[];
  readonly warnings: Map<string, { message: string; count: number }>;
  readonly oddPicks: OddPick[];
  /** Why a shopper's receipt must be looked at whatever the belief: sensors that failed beside them. */
  readonly alarms: Map<ShopperKey, Set<string>>;
  /** Of changes that wait: the newest frame when it was last asked who is who. */
  readonly askedMs: Map<number, number>;
  /** Changes that wait for the joints of their time. */
  waiting: ShelfChange[];
  steps: Step[];
  nowMs: number;
  checkedMs: number;
  outputs: EngineOutput[];
}

export function createEngine(shop: ShopModel, options: Partial<EngineOptions> = {}): Engine {
  const { overchargeCost, acceptProbability, calibrate, keepResults } = {
    ...DEFAULT_OPTIONS,
    ...options,
  };
  return {
    index: createShopIndex(shop),
    rules: { overchargeCost, acceptProbability, calibrate },
    keepResults,
    frontEnds: new Map(),
    collector: createChangeCollector(),
    gains: new Map(),
    tracks: createTracks(),
    handovers: createHandoverDetector(),
    clusters: new Set([createCluster(null)]),
    order: new Set(),
    receipts: new Map(),
    told: new Map(),
    decidedMs: new Map(),
    final: [],
    warnings: new Map(),
    oddPicks: [],
    alarms: new Map(),
    askedMs: new Map(),
    waiting: [],
    steps: [],
    nowMs: Number.NEGATIVE_INFINITY,
    checkedMs: Number.NEGATIVE_INFINITY,
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

/** Takes one observation; returns what is new. State is changed in place. */
export function stepEngine(engine: Engine, observation: Observation): EngineOutput[] {
  engine.outputs = [];
  switch (observation.kind) {
    case "plates": {
      let frontEnd = engine.frontEnds.get(observation.gondola);
      if (frontEnd === undefined) {
        frontEnd = createGondolaFrontEnd(observation.gondola);
        engine.frontEnds.set(observation.gondola, frontEnd);
      }
      pushBatch(frontEnd, observation, engine.steps, (code, message) => {
        warn(engine, code, message);
        raiseAlarm(engine, observation.gondola, code);
      });
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

/** Sensor faults after which what a shopper did there may not have been seen, and in what words. */
const ALARM_WORDS: Readonly<Record<string, string>> = {
  "batch-missing": "lost some of its readings",
  "clock-jump": "had its clock set back",
  "shape-changed": "changed its plates",
};
/** Only who stands within reach of a gondola is concerned, metres. */
const CONCERNED_M = 1.3;

function raiseAlarm(engine: Engine, gondola: number, code: string): void {
  const words = ALARM_WORDS[code];
  if (words === undefined) return;
  const reason = `gondola ${gondola} ${words} while this shopper stood before it`;
  if (engine.tracks.byId.size === 0) addAlarm(engine, null, reason);
  for (const track of engine.tracks.byId.values()) {
    const frame = track.frames.at(-1);
    if (frame === undefined || engine.nowMs - frame.timestampMs > 3000) continue;
    if (measureDistance(engine.index, gondola, frame.bodyX, frame.bodyY) < CONCERNED_M) {
      addAlarm(engine, track.shopperId, reason);
    }
  }
}

function addAlarm(engine: Engine, shopper: ShopperKey, reason: string): void {
  const reasons = engine.alarms.get(shopper);
  if (reasons === undefined) engine.alarms.set(shopper, new Set([reason]));
  else reasons.add(reason);
}

function takeFrame(engine: Engine, frame: JointFrame): void {
  if (!Number.isFinite(frame.timestampMs)) {
    warn(engine, "frame-unusable", "a frame of joints without a time was left out");
    return;
  }
  for (const { shopperId } of frame.shoppers) {
    if (engine.tracks.byId.has(shopperId)) continue;
    engine.order.add(shopperId);
    engine.clusters.add(createCluster(shopperId));
  }
  pushFrame(engine.tracks, frame);
  const { handovers, index, tracks } = engine;
  for (const meeting of findMeetings(handovers, index, tracks, frame.timestampMs)) {
    decideMeeting(engine, meeting);
  }
}

function decideMeeting(engine: Engine, meeting: MeetingOfHands): void {
  const { a, b } = meeting;
  const touched = [...engine.clusters].filter(
    (cluster) => cluster.shoppers.has(a) || cluster.shoppers.has(b),
  );
  const changeId = engine.collector.nextId++;
  updateClusters(engine, touched, [a, b], changeId, (hypotheses) =>
    hypotheses.flatMap((hypothesis) => explainMeeting(meeting, changeId, hypothesis)),
  );
}

/** Joints up to this long after a unit's time are waited for. */
const JOINTS_AFTER_MS = 450;
/** A change waits no longer than this after it settled for joints that are late. */
const JOINTS_WAIT_MS_MAX = 1200;

function advance(engine: Engine, nowMs: number): void {
  if (engine.steps.length > 0) {
    for (const step of engine.steps) addStep(engine.collector, step);
    engine.steps.length = 0;
  }
  if (engine.collector.pending.length > 0) {
    engine.waiting.push(...takeReady(engine.collector, engine.frontEnds, nowMs));
  }
  if (engine.waiting.length > 0) {
    const due = engine.waiting.filter((change) => isDue(engine, change, nowMs));
    if (due.length > 0) {
      engine.waiting = engine.waiting.filter((change) => !due.includes(change));
      for (const change of due) decideChange(engine, change);
    }
  }
  if (nowMs - engine.checkedMs > 1000) {
    engine.checkedMs = nowMs;
    for (const track of removeAbsent(engine.tracks, nowMs)) closeVisit(engine, track.shopperId);
  }
}

/** Whether two people were exchanged is asked again only when this much more has been seen. */
const ASK_AGAIN_MS = 300;

function isDue(engine: Engine, change: ShelfChange, nowMs: number): boolean {
  if (engine.tracks.byId.size === 0) return true;
  const askedMs = engine.askedMs.get(change.id);
  if (askedMs !== undefined && engine.tracks.lastFrameMs - askedMs < ASK_AGAIN_MS) return false;
  const due = isReady(engine, change, nowMs);
  if (due) engine.askedMs.delete(change.id);
  return due;
}

function isReady(engine: Engine, change: ShelfChange, nowMs: number): boolean {
  const middleMs = Math.max(...change.plates.map((plate) => plate.crossingsMs[3]!));
  const waitedMs = nowMs - change.settledMs;
  if (engine.tracks.lastFrameMs < middleMs + JOINTS_AFTER_MS) return waitedMs > JOINTS_WAIT_MS_MAX;
  if (waitedMs > IDENTITY_AFTER_MS + JOINTS_WAIT_MS_MAX) return true;
  engine.askedMs.set(change.id, engine.tracks.lastFrameMs);
  return (
    engine.tracks.lastFrameMs >= middleMs + IDENTITY_AFTER_MS ||
    !isIdentityDoubtful(engine.tracks, findChangeTarget(engine, change), middleMs)
  );
}

function findChangeTarget(engine: Engine, change: ShelfChange): ReachTarget | null {
  return findTarget(engine, change, { plates: change.plates });
}

function findTarget(
  engine: Engine,
  change: ShelfChange,
  block: Pick<Block, "plates">,
): ReachTarget | null {
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
    halfWidthM: (block.plates.length * place.widthM) / 4,
  };
}

function decideChange(engine: Engine, change: ShelfChange): void {
  const prepared = prepareChange(engine.index, engine.gains, change, (block, share) =>
    findWho(engine.tracks, findTarget(engine, change, block), findCrossingMs(block, share)),
  );
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
    (hypotheses) => explainChange(engine.index, prepared, hypotheses),
    (cluster) => {
      learnGains(engine, change, cluster);
      engine.oddPicks.push(...listOddPicks(engine.index, cluster, change.id));
      engine.oddPicks.splice(0, engine.oddPicks.length - ODD_PICKS_MAX);
    },
  );
}

/** A pick is likely enough to learn a plate's gain from. */
const LEARN_BELIEF_LEAST = 0.5;

/** Learns the gains of the plates from which something of known weight was taken. */
function learnGains(engine: Engine, change: ShelfChange, cluster: Cluster): void {
  for (const action of listHistory(cluster.hypotheses[0]?.history ?? null)) {
    if (action.changeId !== change.id || action.kind !== "pick" || action.barcode === null)
      continue;
    const weightG = engine.index.shop.products.get(action.barcode)?.weightG ?? Number.NaN;
    const planned = action.plates.some((plate) =>
      isPlannedOn(engine.index, action, plate, action.barcode),
    );
    const belief = findBelief(cluster, action);
    if (!planned || !(weightG > 0) || belief < LEARN_BELIEF_LEAST) continue;
    const parts = change.plates.filter(({ plate }) => action.plates.includes(plate));
    const size = parts.reduce((sum, part) => sum + Math.abs(part.changeG), 0);
    for (const { plate, changeG } of parts) {
      const before = findGain(engine.gains, action.gondola, action.shelf, plate).mean;
      const ratio = before * (action.weightG / (weightG * action.quantity));
      const key = { gondola: action.gondola, shelf: action.shelf, plate };
      learnGain(engine.gains, key, ratio, Math.abs(changeG) / size, action.quantity, belief);
    }
  }
}

function updateClusters(
  engine: Engine,
  touched: readonly Cluster[],
  shoppers: Iterable<ShopperKey>,
  changeId: number,
  explain: (hypotheses: readonly Hypothesis[]) => Hypothesis[],
  learn: (cluster: Cluster) => void = () => {},
): void {
  for (const cluster of touched) expire(cluster, engine.nowMs);
  const merged = mergeClusters(touched);
  merged.hypotheses = prune(explain(merged.hypotheses));
  tellInteractions(engine, merged, changeId);
  learn(merged);
  for (const cluster of touched) engine.clusters.delete(cluster);
  for (const cluster of splitCluster(merged)) engine.clusters.add(settle(engine, cluster));
  for (const shopper of shoppers) tellCart(engine, shopper);
}

function expire(cluster: Cluster, nowMs: number): void {
  const expired = cluster.hypotheses.map((hypothesis) => expireForces(hypothesis, nowMs));
  if (expired.some((hypothesis, at) => hypothesis !== cluster.hypotheses[at])) {
    cluster.hypotheses = prune(expired);
  }
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
  for (const action of listHistory(only!.history)) finalize(engine, action, 1);
  cluster.hypotheses = [{ ...only!, history: null }];
  return cluster;
}

function interactionId(action: ActionRecord): string {
  return `${action.changeId}:${action.plates.join("-")}`;
}

function toInteraction(
  engine: Engine,
  action: ActionRecord,
  probability: number,
): Interaction | null {
  if (action.kind === "restock" || action.kind === "release" || action.barcode === null)
    return null;
  const id = interactionId(action);
  return {
    id,
    kind: action.kind,
    timestampMs: action.timestampMs,
    decidedMs: engine.decidedMs.get(action.changeId) ?? engine.nowMs,
    settledMs: action.settledMs,
    targetId: action.shopperId,
    barcode: action.barcode,
    quantity: action.quantity,
    weightG: action.weightG,
    gondola: action.gondola,
    shelf: action.shelf,
    plates: action.plates,
    probability,
  };
}

/** Tells what the likeliest hypothesis says of a change, with the belief in it. */
function tellInteractions(engine: Engine, cluster: Cluster, changeId: number): void {
  const best = cluster.hypotheses[0];
  engine.decidedMs.set(changeId, engine.nowMs);
  if (engine.decidedMs.size > DECIDED_MAX) {
    const [oldest] = engine.decidedMs.keys();
    engine.decidedMs.delete(oldest!);
  }
  if (best === undefined) return;
  for (const action of listHistory(best.history)) {
    if (action.changeId !== changeId) continue;
    const interaction = toInteraction(engine, action, findBelief(cluster, action));
    if (interaction === null) continue;
    engine.told.set(interaction.id, interaction);
    engine.outputs.push({ kind: "interaction", status: "provisional", interaction });
  }
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

function finalize(engine: Engine, action: ActionRecord, probability: number): void {
  const interaction = toInteraction(engine, action, probability);
  const id = interactionId(action);
  const before = engine.told.get(id);
  engine.told.delete(id);
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

function tellCart(engine: Engine, shopper: ShopperKey): void {
  const cluster = findCluster(engine, shopper);
  if (cluster === undefined) return;
  const { lines, probability } = chooseLines(cluster, shopper, engine.rules.overchargeCost);
  engine.outputs.push({
    kind: "cart",
    timestampMs: engine.nowMs,
    targetId: shopper,
    lines,
    probability,
  });
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
    finalize(engine, action, findBelief(cluster, action));
  }
  cluster.hypotheses = cluster.hypotheses.map((hypothesis) => ({
    ...hypothesis,
    history: filterHistory(hypothesis.history, (action) => action.shopperId !== shopper),
  }));
}

/** At the end of a visit nothing that was open can still be answered. */
const ENDED_MS = 60_000;

/** The shopper has left: the receipt is written and the cart leaves the belief. */
function closeVisit(engine: Engine, shopper: ShopperKey): void {
  const cluster = findCluster(engine, shopper);
  if (cluster === undefined) return;
  expire(cluster, engine.nowMs + ENDED_MS);
  const own = writeReceipt(cluster, shopper, engine.index.shop, engine.rules, [
    ...(engine.alarms.get(shopper) ?? []),
  ]);
  engine.alarms.delete(shopper);
  const earlier = engine.receipts.get(shopper);
  const receipt = earlier === undefined ? own : joinReceipts(earlier, own);
  if (engine.keepResults) engine.receipts.set(shopper, receipt);
  else engine.order.delete(shopper ?? "");
  engine.outputs.push({ kind: "receipt", timestampMs: engine.nowMs, receipt });
  tellFinal(engine, cluster, shopper);
  forgetShopper(cluster, shopper);
  if (cluster.shoppers.size === 0 && !cluster.hypotheses.some(standsAnywhere)) {
    engine.clusters.delete(cluster);
  }
}

/** The stream has ended: whatever is open is decided. */
export function finishEngine(engine: Engine): EngineResult {
  engine.outputs = [];
  for (const frontEnd of engine.frontEnds.values()) {
    flushFrontEnd(frontEnd, engine.steps, (code, message) => warn(engine, code, message));
  }
  for (const step of engine.steps.splice(0)) addStep(engine.collector, step);
  const left = takeReady(engine.collector, engine.frontEnds, Number.POSITIVE_INFINITY);
  for (const change of [...engine.waiting, ...left]) decideChange(engine, change);
  engine.waiting = [];
  for (const shopper of engine.order) {
    closeVisit(engine, shopper);
  }
  if (engine.order.size === 0) closeVisit(engine, null);
  for (const cluster of engine.clusters) {
    const [best] = cluster.hypotheses;
    if (best === undefined) continue;
    for (const action of listHistory(best.history)) {
      finalize(engine, action, findBelief(cluster, action));
    }
  }
  return {
    receipts: listReceipts(engine),
    interactions: engine.final.sort((a, b) => a.timestampMs - b.timestampMs),
    warnings: listWarnings(engine),
    findings: listFindings(engine),
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
    ...findSickPlates(engine.frontEnds.values()),
  ];
}

function listWarnings(engine: Engine): CountedWarning[] {
  return [...engine.warnings].map(([code, { message, count }]) => ({ code, message, count }));
}
