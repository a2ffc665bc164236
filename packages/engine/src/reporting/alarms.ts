/**
 * Sensors that failed beside a shopper: what was done there may not have been seen, so the receipt must
 * be reviewed whatever the belief is.
 */

import type { ClockConcern } from "../attribution/clock-alignment.ts";
import { type StandingScene, stoodBefore } from "../attribution/gater.ts";
import {
  findFrame,
  type PoseFrame,
  type ShopperTrack,
  type Tracks,
} from "../attribution/tracks.ts";
import { stoodUnread, type UnreadWatch } from "../attribution/unread.ts";
import type { Finding, ShopperKey } from "../engine-types.ts";
import { ALARMS_MAX } from "../limits.ts";
import type { CameraTrouble, JointFrame, PlateBatch } from "../observation.ts";
import type { FindingParameters } from "../parameters/findings.ts";
import { findPlace, type LocalPoint, toPlateAxes } from "../shop-index.ts";
import type { PlatePlace, ShopModel } from "../shop-model.ts";

/** Why each shopper's receipt must be reviewed. */
export type Alarms = Map<ShopperKey, Set<string>>;

/** Who is where, now. */
export interface AlarmScene extends StandingScene {
  readonly alarms: Alarms;
  readonly tracks: Tracks;
  readonly unread: UnreadWatch;
}

/** Faults of a gondola, and in what words. */
const WORDS: Readonly<Record<string, string>> = {
  "batch-missing": "lost some of its readings",
  "batch-late": "lost some of its readings",
  "clock-jump": "had its clock set back",
  "shape-changed": "changed its plates",
  "rise-from-nothing": "gained weight where nothing was read before",
  "board-unexplained": "changed by what no product there weighs",
  "door-closed": "changed in weight while its door was said to be closed",
};
/** A gondola failed, now or since `sinceMs`: who stood before it is concerned. */
export function raiseAlarm(
  scene: AlarmScene,
  gondola: number,
  code: string,
  sinceMs = Number.POSITIVE_INFINITY,
): void {
  const words = WORDS[code];
  if (words === undefined) return;
  const reason = `gondola ${gondola} ${words} while this shopper stood before it`;
  if (scene.tracks.byId.size === 0) addAlarm(scene.alarms, null, reason);
  for (const track of scene.tracks.byId.values()) {
    const isConcerned =
      stoodBefore(scene, gondola, track, sinceMs) ||
      stoodUnread(scene.unread, gondola, track.shopperId);
    if (isConcerned) {
      addAlarm(scene.alarms, track.shopperId, reason);
    }
  }
}

/** Readings of a gondola will not come: what shoppers took who stood there meanwhile is not known. */
export function raiseUnreadAlarms({ alarms, unread }: AlarmScene, gondola: number): void {
  const reason = `gondola ${gondola} ${WORDS["batch-missing"]} while this shopper stood before it`;
  for (const shopperId of unread.stoodMs.keys()) {
    if (stoodUnread(unread, gondola, shopperId)) addAlarm(alarms, shopperId, reason);
  }
}

/** What is wrong with a camera, by the word of it, as a reason says it. */
export const CAMERA_WORDS: Readonly<Record<string, string>> = {
  silent: "gave no images",
  black: "was black",
  covered: "was covered",
  frozen: "stood still",
  damaged: "gave damaged images",
  "upside-down": "was upside down",
  swapped: "was swapped with another one",
  moved: "looked elsewhere than it should",
  elsewhere: "was calibrated wrongly",
  drifted: "had been knocked",
  unsure: "did not fit together with another one",
  "out-of-focus": "was blurred",
  clock: "had its images put right in time",
};

/** Who is there, and who has their receipt already. */
export interface CameraAlarmScene extends Pick<AlarmScene, "alarms" | "tracks"> {
  readonly lingering: ReadonlySet<string>;
}

/** Cameras have faults: it concerns everybody in their view who has no receipt yet. */
export function raiseCameraAlarms(
  { alarms, tracks, lingering }: CameraAlarmScene,
  { shoppers, troubles = [] }: JointFrame,
): void {
  for (const trouble of troubles) {
    const { shopperIds = shoppers.map(({ shopperId }) => shopperId) } = trouble;
    const reason = `${describeTrouble(trouble)} while this shopper was in its view`;
    for (const shopperId of shopperIds) {
      if (tracks.byId.has(shopperId) && !lingering.has(shopperId))
        addAlarm(alarms, shopperId, reason);
    }
  }
}

/** No joints came for a while, or only those of another time: it concerns everybody who has no receipt yet. */
export function raiseUnseenAlarms(
  { alarms, tracks, lingering }: CameraAlarmScene,
  shopperIds: Iterable<string> = tracks.byId.keys(),
): void {
  for (const shopperId of shopperIds) {
    if (!lingering.has(shopperId)) addAlarm(alarms, shopperId, UNSEEN);
  }
}

/**
 * Times of joints and readings are not known well enough to tell several people's hands apart.
 *
 * @param leaver a shopper whose receipt is about to be written, and who may not be tracked any more
 */
export function raiseClockAlarms(
  { alarms, tracks, lingering }: CameraAlarmScene,
  concerns: readonly ClockConcern[],
  leaver?: string,
): void {
  for (const { gondola, shopperIds } of concerns) {
    const reason = `people's positions and the scales of gondola ${gondola} were not known to be in time with each other while several people stood there`;
    for (const shopperId of shopperIds) {
      const isHere = tracks.byId.has(shopperId) || shopperId === leaver;
      if (isHere && !lingering.has(shopperId)) addAlarm(alarms, shopperId, reason);
    }
  }
}

/** The tracker may have taken somebody unknown for a shopper: no hypothesis can say whose the items are then. */
export function raiseIdentityAlarms(
  { alarms, tracks, lingering }: CameraAlarmScene,
  frame: JointFrame,
) {
  for (const { shopperId, isAmbiguous } of frame.shoppers) {
    if (isAmbiguous === true && tracks.byId.has(shopperId) && !lingering.has(shopperId))
      addAlarm(alarms, shopperId, CONFUSED);
  }
}

export const UNSEEN =
  "people's positions did not come for a while when this shopper was in the shop";

/** Which of two it was is not sure: no alarm, but reported where their receipts are too unlikely for that. */
export const UNSURE = "cameras could not tell this shopper from another one for a while";

const CONFUSED = "cameras may have taken this shopper for somebody else for a while";

/** Whatever a recording says: a word that is not known is none of those that reasons have. */
export function describeTrouble({ cameraId, fault }: CameraTrouble): string {
  const words = Object.hasOwn(CAMERA_WORDS, fault) ? CAMERA_WORDS[fault]! : "was not well";
  return `camera ${cameraId} ${words}`;
}

/** Plates do not weigh any more: who stands before one may take what nobody sees. */
export function raiseDeadPlates(scene: AlarmScene, findings: readonly Finding[]): void {
  for (const { kind, message, gondola, shelf, plates } of findings) {
    if (kind !== "plate-dead") continue;
    const reason = `${message}; this shopper stood before it`;
    if (scene.tracks.byId.size === 0) addAlarm(scene.alarms, null, reason);
    for (const track of scene.tracks.byId.values()) {
      if (plates.some((plate) => standsBefore(scene, gondola, shelf, plate, track))) {
        addAlarm(scene.alarms, track.shopperId, reason);
      }
    }
  }
}

/** What is wrong with a plate, by the word of it, as a reason says it. */
const PLATE_WORDS: Readonly<Record<string, string>> = {
  dead: "gave no readings",
  saturated: "was at the end of its range",
  stuck: "read the same all the time",
  noisy: "trembled",
  drifting: "drifted",
  "clock-set": "was read while the shop's clock was set",
};

/** Plates have faults that their controller or its readings tell of: it concerns who stands before them. */
export function raisePlateAlarms(
  scene: AlarmScene,
  { gondola, troubles = [] }: Pick<PlateBatch, "gondola" | "troubles">,
): void {
  for (const { fault, plate, shelf } of troubles) {
    const words = Object.hasOwn(PLATE_WORDS, fault) ? PLATE_WORDS[fault]! : "was not well";
    const reason = `gondola ${gondola}, shelf ${shelf}, plate ${plate} ${words}; this shopper stood before it`;
    const plates = findWeighed(scene.index.shop, gondola, shelf, plate);
    if (scene.tracks.byId.size === 0) addAlarm(scene.alarms, null, reason);
    for (const track of scene.tracks.byId.values()) {
      if (plates.some((one) => standsBefore(scene, gondola, shelf, one, track))) {
        addAlarm(scene.alarms, track.shopperId, reason);
      }
    }
  }
}

/** The plates of a board's cell, or the plate itself. */
function findWeighed(
  { boards = [] }: ShopModel,
  gondola: number,
  shelf: number,
  plate: number,
): readonly number[] {
  const board = boards.find(
    (one) =>
      one.gondola === gondola &&
      one.shelf === shelf &&
      one.cells.some(({ channel }) => channel === plate),
  );
  return board?.plates ?? [plate];
}

function standsBefore(
  { index, nowMs }: AlarmScene,
  gondola: number,
  shelf: number,
  plate: number,
  { frames }: ShopperTrack,
): boolean {
  const { findings } = index.parameters;
  const frame = frames.at(-1);
  if (frame === undefined || nowMs - frame.timestampMs > findings.concernedSeenMs) return false;
  // Who only walks by takes nothing.
  const before = frames[findFrame(frames, frame.timestampMs - findings.concernedStoodMs)]!;
  const place = findPlace(index, gondola, shelf, plate);
  // Where it is not known where the plate is, anybody may stand before it.
  if (place === null) return true;
  return isBefore(findings, place, frame) && isBefore(findings, place, before);
}

const point: LocalPoint = { across: 0, into: 0, above: 0 };

function isBefore(
  { concernedBesideM, concernedBeforeM }: FindingParameters,
  place: PlatePlace,
  { bodyX, bodyY }: PoseFrame,
): boolean {
  toPlateAxes(place, bodyX, bodyY, place.z, point);
  return Math.abs(point.across) < concernedBesideM && Math.abs(point.into) < concernedBeforeM;
}

export function addAlarm(alarms: Alarms, shopper: ShopperKey, reason: string): void {
  const reasons = alarms.get(shopper);
  if (reasons === undefined) alarms.set(shopper, new Set([reason]));
  else if (reasons.size < ALARMS_MAX) reasons.add(reason);
}
