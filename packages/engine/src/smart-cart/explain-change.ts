/** The ways in which a change of a smart cart's weight may have come about. */
import { normalLogDensity, studentLogDensity } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { CartHypothesis, Held } from "./cart-hypotheses.ts";
import type { TrayStep } from "./cart-observation.ts";

/** A line of the bill, as far as weight is concerned. */
export interface CartLine {
  readonly barcode: string;
  readonly scannedMs: number;
  /** NaN where the catalogue does not say. */
  readonly weightG: number;
  readonly spreadG: number;
}

export interface ChangeScene {
  /** The change before: what is left of it is no change of its own. */
  readonly before: TrayStep | null;
  readonly parameters: SmartCartParameters;
  readonly lines: ReadonlyMap<string, CartLine>;
  /** log density of the weight of goods that nothing is known of. */
  readonly weighGoods: (weightG: number) => number;
}

/** Lines that are put in together, at most, and that are thought of, the newest. */
const TOGETHER_MAX = 3;
const OPEN_MAX = 4;
/** Weights of goods are at least so likely, log density a gram: nobody's catalogue is complete. */
const DENSITY_LOG_MIN = Math.log(1e-6);

/** Something that may come in one change. */
interface Coming {
  readonly log: number;
  /** One thing, and what it should be: it may come as another goes. */
  readonly isSingle: boolean;
  readonly weightG: number;
  readonly spreadG: number;
  /** log density of what comes beside its expected weight; null where that is all. */
  readonly spare: ((weightG: number) => number) | null;
  readonly held: (spareG: number, errorG: number) => readonly Held[];
  readonly open: readonly string[];
  readonly out: readonly string[];
}

/** Something that may go. */
interface Going {
  readonly log: number;
  readonly held: readonly Held[];
}

/** Hypotheses that a change makes of one, with their log weights. */
export function explainChange(
  scene: ChangeScene,
  step: TrayStep,
  hypothesis: CartHypothesis,
): CartHypothesis[] {
  const { changeG } = step;
  const errorG = findErrorG(scene, step);
  const children: CartHypothesis[] = [
    explainAsNothing(scene, step, errorG, hypothesis),
    ...explainAsPart(scene, step, errorG, hypothesis),
  ];
  const goings = listGoings(scene, hypothesis, changeG);
  const comings = listComings(scene, step, hypothesis);
  if (changeG > 0) {
    for (const coming of comings)
      children.push(...join(scene, step, errorG, hypothesis, coming, null));
  } else {
    for (const going of goings)
      children.push(...join(scene, step, errorG, hypothesis, null, going));
  }
  children.push(...listForces(scene, step, errorG, hypothesis));
  for (const coming of comings) {
    if (coming.isSingle) children.push(...listWithForces(scene, step, errorG, hypothesis, coming));
  }
  const swapLog = Math.log(scene.parameters.swap);
  for (const going of goings) {
    if (going.held.length !== 1) continue;
    for (const coming of comings) {
      if (!coming.isSingle) continue;
      const own = { ...coming, log: coming.log + swapLog };
      children.push(...join(scene, step, errorG, hypothesis, own, going));
    }
  }
  return children;
}

/** What the scale itself makes of error: a rolled cart stands on another slope. */
function findErrorG({ before, parameters }: ChangeScene, step: TrayStep): number {
  const { emptyG, gainSpread, restShare, restMs, slopeShare } = parameters;
  const isSoon = before !== null && step.startMs - before.settledMs < restMs;
  const slopeG =
    step.isRolled || (isSoon && before.isRolled)
      ? slopeShare * (emptyG + Math.max(0, step.levelG))
      : 0;
  const restG = isSoon ? restShare * before.changeG : 0;
  return Math.hypot(step.errorG, gainSpread * step.changeG, slopeG, restG);
}

function explainAsNothing(
  { parameters }: ChangeScene,
  step: TrayStep,
  errorG: number,
  hypothesis: CartHypothesis,
): CartHypothesis {
  const { creepG, nothing, nothingRolled, weightTail } = parameters;
  const log =
    Math.log(step.isRolled ? nothingRolled : nothing) +
    studentLogDensity(step.changeG, 0, Math.hypot(errorG, creepG), weightTail);
  return { ...hypothesis, logWeight: hypothesis.logWeight + log };
}

/** A hand had been on what came last, and nothing says what that weighs: it weighs less, or more. */
function explainAsPart(
  { parameters, weighGoods }: ChangeScene,
  step: TrayStep,
  errorG: number,
  hypothesis: CartHypothesis,
): CartHypothesis[] {
  const last = hypothesis.held.at(-1);
  const { forceMeanG, forceWith, pressedMs } = parameters;
  if (last === undefined || (last.kind !== "own" && last.kind !== "unscanned")) return [];
  if (step.startMs - last.sinceMs > pressedMs) return [];
  const weightG = last.weightG + step.changeG;
  if (!(weightG > 0)) return [];
  const weigh = last.kind === "own" ? (g: number) => weighOwnThing(parameters, g) : weighGoods;
  const logDensity = weigh(weightG);
  const force = -Math.abs(step.changeG) / forceMeanG - Math.log(2 * forceMeanG);
  const own = { ...last, weightG, errorG: Math.hypot(errorG, last.errorG), logDensity };
  return [
    {
      ...hypothesis,
      logWeight: hypothesis.logWeight + Math.log(forceWith) + force + logDensity - last.logDensity,
      held: [...hypothesis.held.slice(0, -1), own],
    },
  ];
}

/** @returns one child, or none where it is out of the question */
function join(
  scene: ChangeScene,
  step: TrayStep,
  errorG: number,
  hypothesis: CartHypothesis,
  coming: Coming | null,
  going: Going | null,
): CartHypothesis[] {
  const wentG = going?.held.reduce((sum, { weightG }) => sum + weightG, 0) ?? 0;
  const wentError = Math.hypot(...(going?.held.map((one) => one.errorG) ?? [0]));
  const spareG = step.changeG + wentG - (coming?.weightG ?? 0);
  const scaleG = Math.hypot(errorG, wentError, coming?.spreadG ?? 0);
  const density =
    coming?.spare == null
      ? studentLogDensity(spareG, 0, scaleG, scene.parameters.weightTail)
      : spareG > 0
        ? coming.spare(spareG)
        : Number.NEGATIVE_INFINITY;
  const logWeight = hypothesis.logWeight + (coming?.log ?? 0) + (going?.log ?? 0) + density;
  if (!Number.isFinite(logWeight)) return [];
  const came = coming?.held(spareG, Math.hypot(errorG, wentError)) ?? [];
  const went = going?.held ?? [];
  const outLines = went.flatMap(({ kind, lineId }) =>
    lineId !== null && (kind === "line" || kind === "other") ? [lineId] : [],
  );
  return [
    {
      logWeight,
      held: [...hypothesis.held.filter((one) => !went.includes(one)), ...came],
      open: coming?.open ?? hypothesis.open,
      out: [...(coming?.out ?? hypothesis.out), ...outLines],
    },
  ];
}

function listComings(scene: ChangeScene, step: TrayStep, hypothesis: CartHypothesis): Coming[] {
  const { parameters } = scene;
  const { open } = hypothesis;
  const same = { open: hypothesis.open, out: hypothesis.out };
  const comings: Coming[] = [];
  for (const { lines, log } of listOpenSets(scene, hypothesis)) {
    const put = toPut(scene, step, lines, log);
    const left = open.filter((lineId) => !lines.includes(lineId));
    comings.push({ ...put, open: left, out: hypothesis.out });
    if (lines.length > 1) continue;
    const line = scene.lines.get(lines[0]!)!;
    const another = makeGoods(step, line.barcode);
    comings.push({
      ...put,
      log: put.log + Math.log(parameters.extra),
      isSingle: false,
      weightG: 2 * put.weightG,
      spreadG: Math.SQRT2 * put.spreadG,
      held: (spareG, errorG) => [
        ...put.held(spareG / 2, errorG),
        another(line.weightG, line.spreadG, 0),
      ],
      open: left,
      out: hypothesis.out,
    });
    comings.push({
      ...put,
      log: put.log + Math.log(parameters.extraOther),
      isSingle: false,
      spare: scene.weighGoods,
      held: (spareG, errorG) => [
        ...put.held(0, put.spreadG),
        makeGoods(step, null)(spareG, Math.hypot(errorG, put.spreadG), scene.weighGoods(spareG)),
      ],
      open: left,
      out: hypothesis.out,
    });
    comings.push({
      log: put.log + Math.log(parameters.otherLabel),
      isSingle: false,
      weightG: 0,
      spreadG: 0,
      spare: scene.weighGoods,
      held: (spareG, errorG) => [
        { ...makeGoods(step, null)(spareG, errorG, 0), kind: "other", lineId: lines[0]! },
      ],
      open: left,
      out: hypothesis.out,
    });
  }
  for (const lineId of hypothesis.out) {
    const line = scene.lines.get(lineId)!;
    const put = toPut(scene, step, [lineId], Math.log(parameters.back / hypothesis.out.length));
    if (Number.isNaN(line.weightG)) continue;
    comings.push({ ...put, open, out: hypothesis.out.filter((one) => one !== lineId) });
  }
  const unscanned = open.length > 0 ? parameters.unscannedBeside : parameters.unscanned;
  comings.push({
    log: Math.log(unscanned),
    isSingle: true,
    weightG: 0,
    spreadG: 0,
    spare: scene.weighGoods,
    held: (spareG, errorG) => [makeGoods(step, null)(spareG, errorG, scene.weighGoods(spareG))],
    ...same,
  });
  const weighOwn = (weightG: number): number => weighOwnThing(parameters, weightG);
  comings.push({
    log: Math.log(scene.lines.size === 0 ? parameters.ownFirst : parameters.ownLater),
    isSingle: false,
    weightG: 0,
    spreadG: 0,
    spare: weighOwn,
    held: (spareG, errorG) => [
      { ...makeGoods(step, null)(spareG, errorG, weighOwn(spareG)), kind: "own" },
    ],
    ...same,
  });
  return comings;
}

/** Lines that may be put in together, with how likely that is, log. */
function listOpenSets(
  { lines, parameters }: ChangeScene,
  { open }: CartHypothesis,
): { readonly lines: readonly string[]; readonly log: number }[] {
  const { put, putMore, putOld } = parameters;
  const newest = open.slice(-OPEN_MAX).reverse();
  const sets: { lines: readonly string[]; log: number }[] = [];
  const add = (chosen: readonly string[], from: number, log: number): void => {
    for (let at = from; at < newest.length; at++) {
      const own = [...chosen, newest[at]!];
      const logHere = log + (chosen.length === 0 ? at * Math.log(putOld) : Math.log(putMore));
      sets.push({ lines: own, log: logHere });
      if (own.length < TOGETHER_MAX) add(own, at + 1, logHere);
    }
  };
  add([], 0, Math.log(put));
  return sets.filter((set) => set.lines.every((lineId) => lines.has(lineId)));
}

function toPut(
  { lines, parameters, weighGoods }: ChangeScene,
  { settledMs }: TrayStep,
  lineIds: readonly string[],
  log: number,
): Omit<Coming, "open" | "out"> {
  const own = lineIds.map((lineId) => ({ lineId, line: lines.get(lineId)! }));
  const known = own.filter(({ line }) => !Number.isNaN(line.weightG));
  const isKnown = known.length === own.length;
  const weightG = known.reduce((sum, { line }) => sum + line.weightG, 0);
  const spreadG = Math.hypot(...known.map(({ line }) => line.spreadG), 0);
  return {
    log,
    isSingle: lineIds.length === 1,
    weightG,
    spreadG,
    spare: isKnown ? null : weighGoods,
    held: (spareG, errorG) =>
      own.map(({ line, lineId }) => {
        // One alone weighs what was read; of several each what it should.
        const isAlone = own.length === 1;
        const expectedG = Number.isNaN(line.weightG) ? 0 : line.weightG;
        const ownG = isAlone ? expectedG + spareG : expectedG;
        return {
          kind: "line" as const,
          lineId,
          barcode: line.barcode,
          weightG: ownG,
          errorG: isAlone ? errorG : line.spreadG || parameters.itemSpread * ownG,
          logDensity: 0,
          sinceMs: settledMs,
          isDeclared: false,
        };
      }),
  };
}

function makeGoods(
  { settledMs }: TrayStep,
  barcode: string | null,
): (weightG: number, errorG: number, logDensity: number) => Held {
  return (weightG, errorG, logDensity) => ({
    kind: "unscanned",
    lineId: null,
    barcode,
    weightG,
    errorG,
    logDensity,
    sinceMs: settledMs,
    isDeclared: false,
  });
}

function listGoings(
  { parameters }: ChangeScene,
  { held }: CartHypothesis,
  changeG: number,
): Going[] {
  const goods = held.filter(({ kind }) => kind !== "force");
  if (goods.length === 0) return [];
  const log = Math.log(parameters.takeOut / goods.length);
  const goings: Going[] = goods.map((one) => ({ log, held: [one] }));
  const pairLog = log + Math.log(parameters.putMore / goods.length);
  for (const [at, one] of goods.entries()) {
    for (const other of goods.slice(at + 1)) {
      const isNear = Math.abs(one.weightG + other.weightG + changeG) < PAIR_OFF_SHARE * -changeG;
      if (changeG < 0 && isNear) goings.push({ log: pairLog, held: [one, other] });
    }
  }
  return goings;
}

/** Two that go together weigh about what is lost. */
const PAIR_OFF_SHARE = 0.2;

/** Forces that come, of either sign, and those that go. */
function listForces(
  scene: ChangeScene,
  step: TrayStep,
  errorG: number,
  hypothesis: CartHypothesis,
): CartHypothesis[] {
  const { parameters } = scene;
  const { force, release } = parameters;
  const { changeG } = step;
  const children: CartHypothesis[] = [];
  const own = makeForce(scene, step, changeG, errorG);
  children.push({
    ...hypothesis,
    logWeight: hypothesis.logWeight + Math.log(force) + own.logDensity,
    held: [...hypothesis.held, own],
  });
  for (const one of hypothesis.held) {
    if (one.kind !== "force") continue;
    children.push(changeForce(scene, step, errorG, hypothesis, one));
    if (Math.sign(one.weightG) === Math.sign(changeG)) continue;
    const scaleG = Math.hypot(errorG, one.errorG);
    children.push({
      ...hypothesis,
      logWeight:
        hypothesis.logWeight +
        Math.log(release) +
        studentLogDensity(changeG + one.weightG, 0, scaleG, parameters.weightTail),
      held: hypothesis.held.filter((other) => other !== one),
    });
  }
  return children;
}

/** A hand presses more, or less. */
function changeForce(
  scene: ChangeScene,
  step: TrayStep,
  errorG: number,
  hypothesis: CartHypothesis,
  force: Held,
): CartHypothesis {
  const { forceWith } = scene.parameters;
  const own = makeForce(
    scene,
    step,
    force.weightG + step.changeG,
    Math.hypot(errorG, force.errorG),
  );
  const { logDensity } = makeForce(scene, step, step.changeG, errorG);
  return {
    ...hypothesis,
    logWeight: hypothesis.logWeight + Math.log(forceWith) + logDensity,
    held: hypothesis.held.map((one) => (one === force ? own : one)),
  };
}

/** Something comes while a hand presses or lifts, or while one that did lets go. */
/** log probability of a force of that size, as it comes. */
export function weighForce({ force, forceMeanG }: SmartCartParameters, weightG: number): number {
  return Math.log(force) - Math.abs(weightG) / forceMeanG - Math.log(2 * forceMeanG);
}

function listWithForces(
  scene: ChangeScene,
  step: TrayStep,
  errorG: number,
  hypothesis: CartHypothesis,
  coming: Coming,
): CartHypothesis[] {
  const { forceWith, release } = scene.parameters;
  const forces = hypothesis.held.filter(({ kind }) => kind === "force");
  const children = forces.flatMap((one) => {
    const log = Math.log(release * forceWith);
    const going = { log, held: [one] };
    return join(scene, step, errorG, hypothesis, coming, going);
  });
  if (coming.spare !== null) return children;
  const forceG = step.changeG - coming.weightG;
  const own = makeForce(scene, step, forceG, Math.hypot(errorG, coming.spreadG));
  const held = coming.held(0, coming.spreadG);
  children.push({
    logWeight: hypothesis.logWeight + coming.log + Math.log(forceWith) + own.logDensity,
    held: [...hypothesis.held, ...held, own],
    open: coming.open,
    out: coming.out,
  });
  return children;
}

function makeForce(
  { parameters: { forceMeanG } }: ChangeScene,
  { settledMs }: TrayStep,
  weightG: number,
  errorG: number,
): Held {
  const logDensity = -Math.abs(weightG) / forceMeanG - Math.log(2 * forceMeanG);
  return {
    kind: "force",
    lineId: null,
    barcode: null,
    weightG,
    errorG,
    logDensity,
    sinceMs: settledMs,
    isDeclared: false,
  };
}

export function weighOwnThing(
  { ownLogSpread, ownMedianG }: SmartCartParameters,
  weightG: number,
): number {
  return normalLogDensity(Math.log(weightG / ownMedianG), 0, ownLogSpread) - Math.log(weightG);
}

/** log density of goods of a catalogue, all alike: how many weigh about as much. Looked up in a table. */
export function createGoodsDensity(
  weightsG: readonly number[],
  { itemSpread, itemSpreadG }: SmartCartParameters,
): (weightG: number) => number {
  const known = weightsG.filter((weightG) => weightG > 0);
  const densities = new Float64Array(TABLE_SIZE);
  const weightAt = (at: number): number => TABLE_FROM_G * Math.exp(at * TABLE_STEP);
  for (const own of known) {
    const spreadG = Math.hypot(DENSITY_WIDTH * itemSpread * own, itemSpreadG);
    const from = Math.max(0, Math.floor(findAt(own - 5 * spreadG)));
    const to = Math.min(TABLE_SIZE - 1, Math.ceil(findAt(own + 5 * spreadG)));
    for (let at = from; at <= to; at++) {
      densities[at]! += Math.exp(normalLogDensity(weightAt(at), own, spreadG)) / known.length;
    }
  }
  const logs = densities.map((density) => Math.max(DENSITY_LOG_MIN, Math.log(density)));
  return (weightG) => {
    if (!(weightG > 0)) return Number.NEGATIVE_INFINITY;
    return logs[Math.round(findAt(weightG))] ?? DENSITY_LOG_MIN;
  };
}

/** Wider than an item's spread: the catalogue's weights may be off. */
const DENSITY_WIDTH = 2;
/** Weights of the table: from 1 g, in steps of half a percent, to 30 kg. */
const TABLE_FROM_G = 1;
const TABLE_STEP = 0.005;
const TABLE_SIZE = Math.ceil(Math.log(30_000) / TABLE_STEP);

function findAt(weightG: number): number {
  return Math.log(Math.max(TABLE_FROM_G, weightG) / TABLE_FROM_G) / TABLE_STEP;
}
