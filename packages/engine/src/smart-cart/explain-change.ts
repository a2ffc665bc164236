/**
 * The ways in which a change of a smart cart's weight may have come about: something comes, something goes, or one in
 * place of the other, and the forces on the cart stay as they are, go, or are others.
 *
 * Hands, arms and children that bear on the cart are forces: one of them goes, or all do at once, or they change in a
 * way that nothing explains, and are one force from then on.
 *
 * A cart that was rolled stands on another slope. Places are alike, so that where one made the cart read more, the next
 * one is expected to make it read as places usually do: what stays on from place to place lies in the cart.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import { type CartHypothesis, FIRST_PLACE, type Held, type Place } from "./cart-hypotheses.ts";
import type { TrayStep } from "./cart-observation.ts";
import { weighForceChange, weighForceLasting } from "./forces.ts";
import { weighOwnThing } from "./goods-density.ts";
import {
  type ChangeScene,
  type Coming,
  type Going,
  listComings,
  listGoings,
} from "./list-comings.ts";

/** log weight, to the likeliest explanation so far, below which one is not followed. */
const LOG_WEIGHT_MIN = -15;

/** Hands, arms and children that bear on the cart at once, at most. */
const FORCES_MAX = 3;

/** A change in one hypothesis. */
interface Explained {
  readonly scene: ChangeScene;
  readonly step: TrayStep;
  /** Without what the place makes of it. */
  readonly changeG: number;
  readonly hypothesis: CartHypothesis;
  /** Where the step's tray has stood. */
  readonly place: Place;
  readonly slope: Slope;
  /** Of the scale and the place. */
  readonly errorG: number;
  readonly forces: readonly Held[];
  readonly children: CartHypothesis[];
  bestLog: number;
}

/** What another place makes of a reading. */
interface Slope {
  readonly isRolled: boolean;
  /** By how much the reading changes, as far as that can be expected. */
  readonly expectedG: number;
  readonly spreadG: number;
  /** Spread of places as it was assumed. */
  readonly assumedG: number;
  /** Degrees of freedom of Student's distribution. */
  readonly tail: number;
}

/** Hypotheses that a change makes of one, with their log weights. */
export function explainChange(
  scene: ChangeScene,
  step: TrayStep,
  hypothesis: CartHypothesis,
): CartHypothesis[] {
  const place = hypothesis.places[scene.tray] ?? FIRST_PLACE;
  const slope = findSlope(scene, step, place);
  const own: Explained = {
    scene,
    step,
    changeG: step.changeG - slope.expectedG,
    hypothesis,
    place,
    slope,
    errorG: findErrorG(scene, step, slope),
    forces: hypothesis.held.filter(({ kind }) => kind === "force"),
    children: [],
    bestLog: Number.NEGATIVE_INFINITY,
  };
  const goings = listGoings(scene, hypothesis, own.changeG);
  const comings = listComings(scene, step, hypothesis);
  explainWithout(own);
  explainAsPart(own, comings);
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

function isSoonAfter({ before, parameters }: ChangeScene, step: TrayStep): boolean {
  return before !== null && step.startMs - before.settledMs < parameters.restMs;
}

/** How much places differ is learnt on the way: the fewer have been seen, the heavier the tail. */
function findSlope(scene: ChangeScene, step: TrayStep, place: Place): Slope {
  const { emptyG, slopeCount, slopeShare, weightTail } = scene.parameters;
  const { isRolled } = step;
  if (!isRolled) return { isRolled, expectedG: 0, spreadG: 0, assumedG: 0, tail: weightTail };
  const assumedG =
    slopeShare * (emptyG + Math.max(0, step.levelG)) * Math.sqrt(1 + 1 / (place.count + 1));
  const tail = slopeCount + place.count;
  return {
    isRolled,
    expectedG: place.sumG / (place.count + 1) - place.offsetG,
    spreadG: assumedG * Math.sqrt((slopeCount + place.squares) / tail),
    assumedG,
    tail: Math.min(tail, weightTail),
  };
}

/** The scale's own error, what is left of the change before, and the place's. */
function findErrorG(scene: ChangeScene, step: TrayStep, { spreadG }: Slope): number {
  const { before, parameters } = scene;
  const restG = isSoonAfter(scene, step) ? parameters.restShare * before!.changeG : 0;
  return Math.hypot(step.errorG, spreadG, restG);
}

/**
 * Places as they are after a change, of which some was not expected.
 *
 * @param restG what was not expected; null where nobody knows, as something takes all of it
 * @param spreadG of all that may have made it
 */
function moveOn(
  { hypothesis: { places }, place, scene, slope, step }: Explained,
  restG: number | null,
  spreadG: number,
): readonly Place[] {
  const { assumedG, expectedG, isRolled } = slope;
  if (!isRolled) return places;
  const share = Math.min(1, (Math.hypot(slope.spreadG, step.errorG) / spreadG) ** 2);
  const ownG = share * (restG ?? 0);
  const offsetG = place.offsetG + expectedG + ownG;
  const moved = [...places];
  moved[scene.tray] =
    restG === null
      ? { ...place, offsetG }
      : {
          offsetG,
          sumG: place.sumG + offsetG,
          count: place.count + 1,
          squares: place.squares + (ownG ** 2 + (1 - share) * slope.spreadG ** 2) / assumedG ** 2,
        };
  return moved;
}

function isLikely({ bestLog }: Explained, logWeight: number): boolean {
  return logWeight > bestLog + LOG_WEIGHT_MIN && logWeight > Number.NEGATIVE_INFINITY;
}

function addChild(own: Explained, child: CartHypothesis): void {
  if (!isLikely(own, child.logWeight)) return;
  own.bestLog = Math.max(own.bestLog, child.logWeight);
  own.children.push(child);
}

/** Nothing came or went: creep, a force that goes, or another one. */
function explainWithout(own: Explained): void {
  const { changeG, errorG, forces, hypothesis, scene, slope, step } = own;
  const { creepG, nothing, nothingRolled, release } = scene.parameters;
  const add = (log: number, restG: number, spreadG: number, held: readonly Held[]): void => {
    const logWeight = hypothesis.logWeight + log + studentLogDensity(restG, 0, spreadG, slope.tail);
    addChild(own, { ...hypothesis, logWeight, held, places: moveOn(own, restG, spreadG) });
  };
  const odds = step.isRolled ? nothingRolled : nothing;
  add(Math.log(odds), changeG, Math.hypot(errorG, creepG), hypothesis.held);
  for (const { gone, goneG, goneError, log } of listReleases(forces)) {
    const left = hypothesis.held.filter((held) => !gone.includes(held));
    add(Math.log(release) + log, changeG + goneG, Math.hypot(errorG, goneError), left);
  }
  const changed = changeForces(own, changeG, errorG);
  addChild(own, {
    ...hypothesis,
    logWeight: hypothesis.logWeight + Math.log(scene.parameters.force) + changed.log,
    held: [...changed.forces, ...hypothesis.held.filter(({ kind }) => kind !== "force")],
    places: moveOn(own, null, errorG),
  });
}

/** A hand is, or was, on something of which nothing says what it weighs, and a line's goods may come with that. */
function explainAsPart(own: Explained, comings: readonly Coming[]): void {
  const { errorG, hypothesis, scene, step } = own;
  const { parameters, weighGoods } = scene;
  const { forceWith } = parameters;
  const known = comings.filter(({ isSingle, spare }) => isSingle && spare === null);
  for (const one of hypothesis.held) {
    if (!isOfUnknownWeight(scene, one)) continue;
    const weigh = one.kind === "own" ? (g: number) => weighOwnThing(parameters, g) : weighGoods;
    const lasting = weighForceLasting(parameters, Math.max(0, step.startMs - one.sinceMs) / 1000);
    for (const coming of [null, ...known]) {
      const changeG = own.changeG - (coming?.weightG ?? 0);
      const weightG = one.weightG + changeG;
      if (!(weightG > 0)) continue;
      const logDensity = weigh(weightG);
      // A hand that lets go leaves less, one that lifts leaves more.
      const force = weighForceChange(parameters, 0, -changeG) + lasting;
      const log = Math.log(forceWith) + force + logDensity - one.logDensity + (coming?.log ?? 0);
      const logWeight = hypothesis.logWeight + log;
      if (!isLikely(own, logWeight)) continue;
      const spreadG = Math.hypot(errorG, coming?.spreadG ?? 0);
      const changed = { ...one, weightG, errorG: Math.hypot(spreadG, one.errorG), logDensity };
      const came = coming?.held(0, spreadG) ?? [];
      addChild(own, {
        logWeight,
        held: [...hypothesis.held.map((held) => (held === one ? changed : held)), ...came],
        open: coming?.open ?? hypothesis.open,
        out: coming?.out ?? hypothesis.out,
        places: moveOn(own, null, spreadG),
      });
    }
  }
}

function isOfUnknownWeight({ lines }: ChangeScene, { barcode, kind, lineId }: Held): boolean {
  if (kind === "line") return Number.isNaN(lines.get(lineId!)?.weightG ?? 0);
  return kind !== "force" && (barcode === null || kind === "other");
}

/** What comes or goes, or both, with the force as it is, gone, and another one. */
function join(own: Explained, coming: Coming | null, going: Going | null): void {
  const { errorG, forces, hypothesis, scene, slope } = own;
  const { forceWith, gainSpread, release } = scene.parameters;
  const went = going?.held ?? [];
  const wentG = went.reduce((sum, { weightG }) => sum + weightG, 0);
  const wentError = Math.hypot(errorG, ...went.map((one) => one.errorG));
  const cameG = coming?.weightG ?? 0;
  // The gain is what it was for all that has been weighed: only the catalogue is another scale.
  const cameError = Math.hypot(coming?.spreadG ?? 0, gainSpread * cameG);
  const restG = own.changeG + wentG - cameG;
  const log = hypothesis.logWeight + (coming?.log ?? 0) + (going?.log ?? 0);
  const stays = hypothesis.held.filter((one) => !went.includes(one));
  const outLines = went.flatMap(({ kind, lineId }) =>
    lineId !== null && (kind === "line" || kind === "other") ? [lineId] : [],
  );
  const out = [...(coming?.out ?? hypothesis.out), ...outLines];
  const isUnknown = coming !== null && coming.spare !== null;
  const add = (
    logHere: number,
    spareG: number,
    otherError: number,
    kept: readonly Held[],
  ): void => {
    const spreadG = Math.hypot(otherError, cameError);
    if (isUnknown && !(spareG > 0)) return;
    const density = isUnknown
      ? coming.spare!(spareG)
      : studentLogDensity(spareG, 0, spreadG, slope.tail);
    const logWeight = log + logHere + density;
    if (!isLikely(own, logWeight)) return;
    // Of what was not expected each has its share; what is not known takes all of it.
    const share = isUnknown ? 1 : (cameError / spreadG) ** 2;
    const came = coming?.held(
      share * spareG,
      isUnknown ? otherError : Math.sqrt(share) * otherError,
    );
    const open = coming?.open ?? hypothesis.open;
    const places = moveOn(own, isUnknown ? null : spareG, spreadG);
    addChild(own, { logWeight, held: [...kept, ...(came ?? [])], open, out, places });
  };
  add(0, restG, wentError, stays);
  for (const { gone, goneError, goneG, log: logOf } of listReleases(forces)) {
    const left = stays.filter((one) => !gone.includes(one));
    const goes = Math.log(release * forceWith) + logOf;
    add(goes, restG + goneG, Math.hypot(wentError, goneError), left);
  }
  if (isUnknown) return;
  const scaleG = Math.hypot(wentError, cameError);
  const changed = changeForces(own, restG, scaleG);
  const logWeight = log + Math.log(forceWith) + changed.log;
  if (!isLikely(own, logWeight)) return;
  const others = stays.filter(({ kind }) => kind !== "force");
  const came = coming?.held(0, cameError) ?? [];
  const open = coming?.open ?? hypothesis.open;
  const held = [...changed.forces, ...others, ...came];
  addChild(own, { logWeight, held, open, out, places: moveOn(own, null, scaleG) });
}

/** Forces that may go: all of them, or one of several. */
interface Release {
  readonly gone: readonly Held[];
  readonly goneG: number;
  readonly goneError: number;
  readonly log: number;
}

function listReleases(forces: readonly Held[]): Release[] {
  if (forces.length === 0) return [];
  const sets = forces.length === 1 ? [forces] : [forces, ...forces.map((one) => [one])];
  return sets.map((gone) => ({
    gone,
    goneG: gone.reduce((sum, { weightG }) => sum + weightG, 0),
    goneError: Math.hypot(...gone.map(({ errorG }) => errorG)),
    log: -Math.log(sets.length),
  }));
}

/** The forces that are on now by so much more than before. */
function changeForces(
  { forces, scene, step }: Explained,
  changeG: number,
  errorG: number,
): { readonly forces: readonly Held[]; readonly log: number } {
  const beforeG = forces.reduce((sum, { weightG }) => sum + weightG, 0);
  const log = weighForceChange(scene.parameters, beforeG, changeG);
  const isAnother = changeG > 0 && forces.length < FORCES_MAX;
  const weightG = isAnother ? changeG : beforeG + changeG;
  const force: Held = {
    kind: "force",
    lineId: null,
    barcode: null,
    weightG,
    errorG: isAnother ? errorG : Math.hypot(errorG, ...forces.map((one) => one.errorG)),
    logDensity: log,
    sinceMs: step.settledMs,
    isDeclared: false,
  };
  return { forces: isAnother ? [...forces, force] : [force], log };
}
