/**
 * The ways in which a change of a smart cart's weight may have come about: something comes, something goes, or one in
 * place of the other, and the touches on the cart stay as they are, go, or are others.
 *
 * Hands, arms and children that bear on the cart are touches: one of them goes, or all do at once, or they change in a
 * way that nothing explains, and are one touch from then on. What a tray reads without them is followed on its own, by a
 * Kalman filter of one number: once they are gone, how well they were weighed does not matter.
 *
 * A cart that was rolled stands on another slope. Places are alike, so that where one made the cart read more, the next
 * one is expected to make it read as places usually do: what stays on from place to place lies in the cart.
 */
import { studentLogDensity } from "@saunter/numerics/statistics";
import {
  type CartHypothesis,
  FIRST_PLACE,
  type Held,
  LOG_WEIGHT_MIN,
  type Place,
} from "./cart-hypotheses.ts";
import type { TrayStep } from "./cart-observation.ts";
import { followLoad, readLevelErrorG, type SeenLevel } from "./follow-load.ts";
import { weighOwnThing } from "./goods-density.ts";
import {
  type ChangeScene,
  type Coming,
  type Going,
  listComings,
  listGoings,
} from "./list-comings.ts";
import {
  findTrembleG,
  isTouchOn,
  sumTouchesOn,
  weighTouchChange,
  weighTouchLasting,
} from "./touches.ts";

/** Hands, arms and children that bear on the cart at once, at most. */
const TOUCHES_MAX = 3;

/** A change in one hypothesis. */
interface Explained {
  readonly scene: ChangeScene;
  readonly step: TrayStep;
  /** Without what the place makes of it. */
  readonly changeG: number;
  /** Of the scale and the place. */
  readonly errorG: number;
  readonly hypothesis: CartHypothesis;
  /** Where the step's tray has stood. */
  readonly place: Place;
  readonly slope: Slope;
  readonly touches: readonly Held[];
  /** Touches that may go. */
  readonly releases: readonly Release[];
  readonly children: Children;
}

/** What a change makes of all hypotheses. */
interface Children {
  readonly list: CartHypothesis[];
  /** log weight of the likeliest so far: what is far less likely would be dropped anyway. */
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

/** Hypotheses that a change makes of others, with their log weights. */
export function explainChange(
  scene: ChangeScene,
  step: TrayStep,
  hypotheses: readonly CartHypothesis[],
): CartHypothesis[] {
  const children: Children = { list: [], bestLog: Number.NEGATIVE_INFINITY };
  for (const one of hypotheses) explainInOne(scene, step, one, children);
  return children.list;
}

function explainInOne(
  scene: ChangeScene,
  step: TrayStep,
  before: CartHypothesis,
  children: Children,
): void {
  const touches = before.held.filter((one) => isTouchOn(one, scene.tray));
  const { log, place } = followLoad(
    scene,
    before.places[scene.tray] ?? FIRST_PLACE,
    readBefore(step),
    touches.length > 0,
  );
  const hypothesis = { ...before, logWeight: before.logWeight + log };
  const slope = findSlope(scene, step, place);
  const moveErrorG = findMoveErrorG(scene, step, slope);
  const loadChangeG = step.levelG - place.loadG - slope.expectedG;
  const loadChangeErrorG = Math.hypot(readLevelErrorG(step), place.loadErrorG, moveErrorG);
  const hasTouches = touches.length > 0;
  const changeG = hasTouches ? step.changeG - slope.expectedG : loadChangeG;
  // What presses trembles, before and after.
  const trembleG = findTrembleG(scene.parameters, sumTouchesOn(touches, scene.tray));
  const errorG = hasTouches ? Math.hypot(step.errorG, moveErrorG, trembleG) : loadChangeErrorG;
  const releases = listReleases(touches, { changeG, errorG, loadChangeG, loadChangeErrorG });
  const own: Explained = {
    ...{ scene, step, hypothesis, place, slope, touches, releases, children },
    ...{ changeG, errorG },
  };
  const goings = listGoings(scene, step, hypothesis, changeG);
  const comings = listComings(scene, step, hypothesis);
  explainWithout(own);
  explainAsPart(own, comings);
  for (const coming of comings) join(own, coming, null, 0);
  for (const going of goings) join(own, null, going, 0);
  const swapLog = Math.log(scene.parameters.swap);
  const singles = comings.filter(({ isSingle }) => isSingle);
  for (const going of goings) {
    if (going.held.length !== 1) continue;
    for (const coming of singles) join(own, coming, going, swapLog);
  }
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

/** What is left of the change before, and what the place makes of it. */
function findMoveErrorG(scene: ChangeScene, step: TrayStep, { spreadG }: Slope): number {
  const { before, parameters } = scene;
  const restG = isSoonAfter(scene, step) ? parameters.restShare * before!.changeG : 0;
  return Math.hypot(spreadG, restG);
}

/** What the tray read just before a change. */
function readBefore(step: TrayStep): SeenLevel {
  const { changeG, errorG, levelG, startMs } = step;
  const errorBeforeG = Math.sqrt(Math.max(0, errorG ** 2 - readLevelErrorG(step) ** 2));
  return { levelG: levelG - changeG, levelErrorG: errorBeforeG, atMs: startMs };
}

/** What a change did to a tray, in one explanation of it. */
interface Move {
  /** What was not expected; null where nobody knows, as something takes all of it. */
  readonly restG: number | null;
  /** Of all that may have made it. */
  readonly spreadG: number;
  /** What came, less what went, and how well that is known. */
  readonly cameG: number;
  readonly cameErrorG: number;
  readonly held: readonly Held[];
}

/** Places as they are after a change. */
function moveOn(
  own: Explained,
  { cameErrorG, cameG, held, restG, spreadG }: Move,
): readonly Place[] {
  const { hypothesis, place, scene, slope, step } = own;
  const { assumedG, expectedG, isRolled } = slope;
  const levelErrorG = readLevelErrorG(step);
  const slopePart = isRolled
    ? Math.min(1, (Math.hypot(slope.spreadG, step.errorG) / spreadG) ** 2)
    : 0;
  const ownG = slopePart * (restG ?? 0);
  const offsetG = place.offsetG + expectedG + ownG;
  const hasTouches = held.some((one) => isTouchOn(one, scene.tray));
  const levelPart = restG === null ? 0 : Math.min(1, (levelErrorG / spreadG) ** 2);
  const load = hasTouches
    ? {
        loadG: place.loadG + expectedG + ownG + cameG,
        loadErrorG: Math.hypot(
          place.loadErrorG,
          cameErrorG,
          Math.sqrt(1 - slopePart) * slope.spreadG,
        ),
      }
    : {
        loadG: step.levelG - levelPart * (restG ?? 0),
        loadErrorG: Math.sqrt(1 - levelPart) * levelErrorG,
      };
  const counts =
    isRolled && restG !== null
      ? {
          sumG: place.sumG + offsetG,
          count: place.count + 1,
          squares:
            place.squares + (ownG ** 2 + (1 - slopePart) * slope.spreadG ** 2) / assumedG ** 2,
        }
      : {};
  const moved = [...hypothesis.places];
  moved[scene.tray] = { ...place, ...counts, ...load, offsetG, seenMs: step.settledMs };
  return moved;
}

function isLikely({ children: { bestLog } }: Explained, logWeight: number): boolean {
  return logWeight >= bestLog + LOG_WEIGHT_MIN && logWeight > Number.NEGATIVE_INFINITY;
}

function addChild({ children }: Explained, child: CartHypothesis): void {
  children.bestLog = Math.max(children.bestLog, child.logWeight);
  children.list.push(child);
}

/** Nothing came or went: creep, a touch that goes, or another one. */
function explainWithout(own: Explained): void {
  const { changeG, errorG, hypothesis, releases, scene, slope, step } = own;
  const { creepG, touch, nothing, nothingRolled, release } = scene.parameters;
  const add = (log: number, restG: number, spreadG: number, gone: readonly Held[]): void => {
    const logWeight = hypothesis.logWeight + log + studentLogDensity(restG, 0, spreadG, slope.tail);
    if (!isLikely(own, logWeight)) return;
    const held = hypothesis.held.filter((one) => !gone.includes(one));
    const move = { restG, spreadG, cameG: 0, cameErrorG: 0, held };
    addChild(own, { ...hypothesis, logWeight, held, places: moveOn(own, move) });
  };
  const odds = step.isRolled ? nothingRolled : nothing;
  add(Math.log(odds), changeG, Math.hypot(errorG, creepG), []);
  for (const released of releases) {
    add(Math.log(release) + released.log, released.changeG, released.errorG, released.gone);
  }
  const logWeight = hypothesis.logWeight + Math.log(touch) + weighTouches(own, changeG);
  if (!isLikely(own, logWeight)) return;
  const stays = hypothesis.held.filter((one) => !isTouchOn(one, scene.tray));
  const held = [...changeTouches(own, changeG, errorG), ...stays];
  const places = moveOn(own, { restG: null, spreadG: errorG, cameG: 0, cameErrorG: 0, held });
  addChild(own, { ...hypothesis, logWeight, held, places });
}

/** A hand is, or was, on something of which nothing says what it weighs, and a line's goods may come with that. */
function explainAsPart(own: Explained, comings: readonly Coming[]): void {
  const { errorG, hypothesis, scene, step } = own;
  const { parameters, weighGoods } = scene;
  const { touchWith } = parameters;
  const known = comings.filter(({ isSingle, spare }) => isSingle && spare === null);
  for (const one of hypothesis.held) {
    if (!isOfUnknownWeight(scene, one)) continue;
    const weigh = one.kind === "own" ? (g: number) => weighOwnThing(parameters, g) : weighGoods;
    const lasting = weighTouchLasting(parameters, Math.max(0, step.startMs - one.sinceMs) / 1000);
    for (const coming of [null, ...known]) {
      const changeG = own.changeG - (coming?.weightG ?? 0);
      const weightG = one.weightG + changeG;
      if (!(weightG > 0)) continue;
      const logDensity = weigh(weightG);
      // A hand that lets go leaves less, one that lifts leaves more.
      const touch = weighTouchChange(parameters, 0, -changeG) + lasting;
      const log = Math.log(touchWith) + touch + logDensity - one.logDensity + (coming?.log ?? 0);
      const logWeight = hypothesis.logWeight + log;
      if (!isLikely(own, logWeight)) continue;
      const spreadG = Math.hypot(errorG, coming?.spreadG ?? 0);
      const changed = { ...one, weightG, errorG: Math.hypot(spreadG, one.errorG), logDensity };
      const came = coming?.held(0, spreadG) ?? [];
      const held = [...hypothesis.held.map((own) => (own === one ? changed : own)), ...came];
      const open = coming?.open ?? hypothesis.open;
      const out = coming?.out ?? hypothesis.out;
      const move = { restG: null, spreadG, cameG: own.changeG, cameErrorG: spreadG, held };
      addChild(own, { logWeight, held, open, out, places: moveOn(own, move) });
    }
  }
}

function isOfUnknownWeight({ lines }: ChangeScene, { barcode, kind, lineId }: Held): boolean {
  if (kind === "line") return Number.isNaN(lines.get(lineId!)?.weightG ?? 0);
  return kind !== "touch" && (barcode === null || kind === "other");
}

/** What comes or goes, or both, with the touch as it is, gone, and another one. */
function join(
  own: Explained,
  coming: Coming | null,
  going: Going | null,
  logTogether: number,
): void {
  const { errorG, hypothesis, releases, scene, slope } = own;
  const { touchWith, gainSpread, release } = scene.parameters;
  const went = going?.held ?? [];
  const wentG = going?.weightG ?? 0;
  const wentErrorG = going?.errorG ?? 0;
  const expectedG = coming?.weightG ?? 0;
  // The gain is what it was for all that has been weighed: only the catalogue is another scale.
  const comingErrorG = Math.hypot(coming?.spreadG ?? 0, gainSpread * expectedG);
  const log = hypothesis.logWeight + (coming?.log ?? 0) + (going?.log ?? 0) + logTogether;
  const isUnknown = coming !== null && coming.spare !== null;
  const addHeld = (logWeight: number, held: readonly Held[], move: Omit<Move, "held">): void => {
    const open = coming?.open ?? hypothesis.open;
    const out = [...(coming?.out ?? hypothesis.out), ...listLines(went)];
    addChild(own, { logWeight, held, open, out, places: moveOn(own, { ...move, held }) });
  };
  const add = (logHere: number, changeG: number, scaleG: number, gone: readonly Held[]): void => {
    const spareG = changeG + wentG - expectedG;
    if (isUnknown && !(spareG > 0)) return;
    const otherErrorG = Math.hypot(scaleG, wentErrorG);
    const spreadG = Math.hypot(otherErrorG, comingErrorG);
    const density = isUnknown
      ? coming.spare!(spareG)
      : studentLogDensity(spareG, 0, spreadG, slope.tail);
    const logWeight = log + logHere + density;
    if (!isLikely(own, logWeight)) return;
    // Of what was not expected each has its share; what is not known takes all of it.
    const share = isUnknown ? 1 : (comingErrorG / spreadG) ** 2;
    const ownErrorG = isUnknown ? otherErrorG : Math.sqrt(share) * otherErrorG;
    const stays = hypothesis.held.filter((one) => !went.includes(one) && !gone.includes(one));
    addHeld(logWeight, [...stays, ...(coming?.held(share * spareG, ownErrorG) ?? [])], {
      restG: isUnknown ? null : spareG,
      spreadG,
      cameG: expectedG + share * spareG - wentG,
      cameErrorG: Math.hypot(ownErrorG, wentErrorG),
    });
  };
  add(0, own.changeG, errorG, []);
  const releaseLog = Math.log(release * touchWith);
  for (const released of releases) {
    add(releaseLog + released.log, released.changeG, released.errorG, released.gone);
  }
  if (isUnknown) return;
  const scaleG = Math.hypot(errorG, wentErrorG, comingErrorG);
  const touchG = own.changeG + wentG - expectedG;
  const logWeight = log + Math.log(touchWith) + weighTouches(own, touchG);
  if (!isLikely(own, logWeight)) return;
  const stays = hypothesis.held.filter((one) => !went.includes(one) && !isTouchOn(one, scene.tray));
  const came = coming?.held(0, comingErrorG) ?? [];
  addHeld(logWeight, [...changeTouches(own, touchG, scaleG), ...stays, ...came], {
    restG: null,
    spreadG: scaleG,
    cameG: expectedG - wentG,
    cameErrorG: Math.hypot(comingErrorG, wentErrorG),
  });
}

function listLines(held: readonly Held[]): string[] {
  return held.flatMap(({ kind, lineId }) =>
    lineId !== null && (kind === "line" || kind === "other") ? [lineId] : [],
  );
}

/** Touches that may go: all of them, or one of several. */
interface Release {
  readonly gone: readonly Held[];
  /** The change but for what the touches weighed. */
  readonly changeG: number;
  readonly errorG: number;
  readonly log: number;
}

/** Once all are gone, what lies there is seen as it was before they came: how well they were known does not matter. */
function listReleases(
  touches: readonly Held[],
  seen: {
    readonly changeG: number;
    readonly errorG: number;
    /** Of what lies there without touches. */
    readonly loadChangeG: number;
    readonly loadChangeErrorG: number;
  },
): Release[] {
  if (touches.length === 0) return [];
  const single = touches.length === 1 ? [] : touches;
  const log = -Math.log(1 + single.length);
  return [
    { gone: touches, changeG: seen.loadChangeG, errorG: seen.loadChangeErrorG, log },
    ...single.map((one) => ({
      gone: [one],
      changeG: seen.changeG + one.weightG,
      errorG: Math.hypot(seen.errorG, one.errorG),
      log,
    })),
  ];
}

/** log density of touches that are on by so much more than before. */
function weighTouches({ touches, scene }: Explained, changeG: number): number {
  return weighTouchChange(scene.parameters, sumTouches(touches), changeG);
}

/** These touches. */
function changeTouches(own: Explained, changeG: number, errorG: number): readonly Held[] {
  const { touches, scene, step } = own;
  const isAnother = changeG > 0 && touches.length < TOUCHES_MAX;
  const touch: Held = {
    kind: "touch",
    tray: scene.tray,
    lineId: null,
    barcode: null,
    weightG: isAnother ? changeG : sumTouches(touches) + changeG,
    errorG: isAnother ? errorG : Math.hypot(errorG, ...touches.map((one) => one.errorG)),
    logDensity: weighTouches(own, changeG),
    sinceMs: step.settledMs,
    isDeclared: false,
  };
  return isAnother ? [...touches, touch] : [touch];
}

function sumTouches(touches: readonly Held[]): number {
  return touches.reduce((sum, { weightG }) => sum + weightG, 0);
}
