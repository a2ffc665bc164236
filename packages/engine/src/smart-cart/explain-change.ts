/**
 * The ways in which a change of a smart cart's weight may have come about: something comes, something goes, or one in
 * place of the other, and the forces on the cart stay as they are, go, or are others.
 *
 * All hands, arms and children that bear on the cart are one force: nothing tells them apart.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { CartHypothesis, Held } from "./cart-hypotheses.ts";
import type { TrayStep } from "./cart-observation.ts";
import { weighOwnThing } from "./goods-density.ts";

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
/** log weight, to the likeliest explanation so far, below which one is not followed. */
const LOG_WEIGHT_MIN = -15;
/** Two that go together weigh about what is lost. */
const PAIR_OFF_SHARE = 0.2;

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

/** A change in one hypothesis. */
interface Explained {
  readonly scene: ChangeScene;
  readonly step: TrayStep;
  readonly errorG: number;
  readonly hypothesis: CartHypothesis;
  /** The force that is on, if any. */
  readonly force: Held | null;
  readonly children: CartHypothesis[];
  bestLog: number;
}

/** Hypotheses that a change makes of one, with their log weights. */
export function explainChange(
  scene: ChangeScene,
  step: TrayStep,
  hypothesis: CartHypothesis,
): CartHypothesis[] {
  const own: Explained = {
    scene,
    step,
    errorG: findErrorG(scene, step),
    hypothesis,
    force: hypothesis.held.find(({ kind }) => kind === "force") ?? null,
    children: [],
    bestLog: Number.NEGATIVE_INFINITY,
  };
  const goings = listGoings(scene, hypothesis, step.changeG);
  const comings = listComings(scene, step, hypothesis);
  explainWithout(own);
  explainAsPart(own);
  for (const coming of comings) join(own, coming, null);
  for (const going of goings) join(own, null, going);
  const swapLog = Math.log(scene.parameters.swap);
  for (const going of goings) {
    if (going.held.length !== 1) continue;
    for (const coming of comings) {
      if (coming.isSingle) join(own, { ...coming, log: coming.log + swapLog }, going);
    }
  }
  return own.children;
}

function isLikely({ bestLog }: Explained, logWeight: number): boolean {
  return logWeight > bestLog + LOG_WEIGHT_MIN && logWeight > Number.NEGATIVE_INFINITY;
}

function addChild(own: Explained, child: CartHypothesis): void {
  if (!isLikely(own, child.logWeight)) return;
  own.bestLog = Math.max(own.bestLog, child.logWeight);
  own.children.push(child);
}

/** What the scale itself makes of error: a rolled cart stands on another slope. */
function findErrorG({ before, parameters }: ChangeScene, step: TrayStep): number {
  const { emptyG, restShare, restMs, slopeShare } = parameters;
  const isSoon = before !== null && step.startMs - before.settledMs < restMs;
  const slopeG =
    step.isRolled || (isSoon && before.isRolled)
      ? slopeShare * (emptyG + Math.max(0, step.levelG))
      : 0;
  const restG = isSoon ? restShare * before.changeG : 0;
  return Math.hypot(step.errorG, slopeG, restG);
}

/** Nothing came or went: creep, a force that goes, or another one. */
function explainWithout(own: Explained): void {
  const { errorG, force, hypothesis, scene, step } = own;
  const { parameters } = scene;
  const { creepG, nothing, nothingRolled, weightTail } = parameters;
  addChild(own, {
    ...hypothesis,
    logWeight:
      hypothesis.logWeight +
      Math.log(step.isRolled ? nothingRolled : nothing) +
      studentLogDensity(step.changeG, 0, Math.hypot(errorG, creepG), weightTail),
  });
  const others = hypothesis.held.filter((held) => held !== force);
  if (force !== null) {
    addChild(own, {
      ...hypothesis,
      logWeight:
        hypothesis.logWeight +
        Math.log(parameters.release) +
        studentLogDensity(
          step.changeG + force.weightG,
          0,
          Math.hypot(errorG, force.errorG),
          weightTail,
        ),
      held: others,
    });
  }
  const other = makeForce(own, step.changeG, errorG);
  addChild(own, {
    ...hypothesis,
    logWeight: hypothesis.logWeight + Math.log(parameters.force) + other.logDensity,
    held: [...others, other],
  });
}

/** A hand had been on what came last, and nothing says what that weighs: it weighs less, or more. */
function explainAsPart(own: Explained): void {
  const { errorG, hypothesis, scene, step } = own;
  const { parameters, weighGoods } = scene;
  const last = hypothesis.held.at(-1);
  const { forceMeanG, forceWith, pressedMs } = parameters;
  if (last === undefined || (last.kind !== "own" && last.kind !== "unscanned")) return;
  if (step.startMs - last.sinceMs > pressedMs) return;
  const weightG = last.weightG + step.changeG;
  if (!(weightG > 0)) return;
  const weigh = last.kind === "own" ? (g: number) => weighOwnThing(parameters, g) : weighGoods;
  const logDensity = weigh(weightG);
  const force = -Math.abs(step.changeG) / forceMeanG - Math.log(2 * forceMeanG);
  const changed = { ...last, weightG, errorG: Math.hypot(errorG, last.errorG), logDensity };
  addChild(own, {
    ...hypothesis,
    logWeight: hypothesis.logWeight + Math.log(forceWith) + force + logDensity - last.logDensity,
    held: [...hypothesis.held.slice(0, -1), changed],
  });
}

/** What comes or goes, or both, with the force as it is, gone, and another one. */
function join(own: Explained, coming: Coming | null, going: Going | null): void {
  const { errorG, force, hypothesis, scene, step } = own;
  const { forceWith, gainSpread, release, weightTail } = scene.parameters;
  const went = going?.held ?? [];
  const wentG = went.reduce((sum, { weightG }) => sum + weightG, 0);
  const wentError = Math.hypot(errorG, ...went.map((one) => one.errorG));
  const cameG = coming?.weightG ?? 0;
  // The gain is what it was for all that has been weighed: only the catalogue is another scale.
  const scaleG = Math.hypot(wentError, coming?.spreadG ?? 0, gainSpread * cameG);
  const restG = step.changeG + wentG - cameG;
  const log = hypothesis.logWeight + (coming?.log ?? 0) + (going?.log ?? 0);
  const stays = hypothesis.held.filter((one) => !went.includes(one));
  const others = stays.filter((one) => one !== force);
  const outLines = went.flatMap(({ kind, lineId }) =>
    lineId !== null && (kind === "line" || kind === "other") ? [lineId] : [],
  );
  const out = [...(coming?.out ?? hypothesis.out), ...outLines];
  const add = (
    logHere: number,
    spareG: number,
    kept: readonly Held[],
    forces: readonly Held[],
  ): void => {
    const logWeight = log + logHere;
    if (!isLikely(own, logWeight)) return;
    const came = coming?.held(spareG, wentError) ?? [];
    const open = coming?.open ?? hypothesis.open;
    addChild(own, { logWeight, held: [...forces, ...kept, ...came], open, out });
  };
  const weigh = (spareG: number, spreadG: number): number => {
    if (coming?.spare == null) return studentLogDensity(spareG, 0, spreadG, weightTail);
    return spareG > 0 ? coming.spare(spareG) : Number.NEGATIVE_INFINITY;
  };
  add(weigh(restG, scaleG), restG, stays, []);
  if (force !== null) {
    const spareG = restG + force.weightG;
    const goes = Math.log(release * forceWith);
    add(goes + weigh(spareG, Math.hypot(scaleG, force.errorG)), spareG, others, []);
  }
  if (coming !== null && coming.spare !== null) return;
  const other = makeForce(own, restG, scaleG);
  add(Math.log(forceWith) + other.logDensity, 0, others, [other]);
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

/** The force that is on now by so much more than before. */
function makeForce({ force, scene, step }: Explained, changeG: number, errorG: number): Held {
  const weightG = (force?.weightG ?? 0) + changeG;
  return {
    kind: "force",
    lineId: null,
    barcode: null,
    weightG,
    errorG: Math.hypot(errorG, force?.errorG ?? 0),
    logDensity: weighForce(scene.parameters, weightG),
    sinceMs: step.settledMs,
    isDeclared: false,
  };
}

/** log density of a force of that size. */
export function weighForce({ forceMeanG }: SmartCartParameters, weightG: number): number {
  return -Math.abs(weightG) / forceMeanG - Math.log(2 * forceMeanG);
}
