/**
 * Who comes in and who goes out, from where people are seen. A person is in a zone when their body
 * is. One who stands in a door has not come in, and one who steps into the exit and turns back has
 * not left.
 */

import { JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { isInside, measureToZoneM, type Point, type Zone } from "@saunter/numerics/polygon";

export interface Door {
  readonly gateId: string;
  /** Where one stands to go through; null: the door is anywhere, and nobody is seen in it. */
  readonly zone: Zone | null;
  readonly direction: "in" | "out" | "both";
}

export type DoorEvent =
  /** Has come in: through a gate or, where `gateId` is null, as somebody first seen inside. */
  | { readonly kind: "appeared"; readonly shopperId: string; readonly gateId: string | null }
  /** Was in the zone of a way out when last seen, or a few steps from it, and is not seen any more. */
  | { readonly kind: "left"; readonly shopperId: string }
  /** Not seen any more, and was not at a way out. */
  | { readonly kind: "lost"; readonly shopperId: string }
  /** Was told to have left, and is seen inside: they have not. */
  | { readonly kind: "returned"; readonly shopperId: string };

type Appeared = Extract<DoorEvent, { kind: "appeared" }>;

/** Time that somebody who came through a door must be seen inside to have entered: joints jitter. */
export const STEPPED_IN_MS = 300;
/** Time unseen at an exit after which somebody has left through it. */
export const LEFT_AFTER_MS = 600;
/**
 * Who was a few steps from a way out when last seen may have gone through it unseen: they are given the
 * time to be seen again, as trackers lose people for a second, and that to walk there.
 */
export const NEAR_EXIT_M = 2;
export const UNSEEN_NEAR_EXIT_MS = 900;
export const WALK_OUT_M_PER_S = 1.2;
/** Time unseen anywhere else after which somebody is lost: shorter than the engine's own limit. */
export const LOST_AFTER_MS = 25_000;

/**
 * Who left is back where they are seen inside so soon, as near as one walks in that time; who was not
 * at the way out so much later as they were taken to have left. The trackers that were recorded lose
 * people for a second at most.
 */
export const RETURN_WITHIN_MS = 2500;
/** Time unseen after which a track's number may belong to somebody else. */
export const UNSEEN_MS_MAX = 500;
const WALK_M_PER_S_MAX = 3;
/** What joints are off by, and a tracker that exchanges two people. */
const REACH_M = 1;
/** Farther than anybody comes between two frames, and nearer than two people stand. */
const JUMP_M = 0.35;

interface Watched {
  lastSeenMs: number;
  /** Where; null where that was not seen. */
  place: Point | null;
  /** From there to the next way out: 0 in its zone. */
  exitM: number;
  /** Of somebody who stands in a door and has not come in yet; null of those inside. */
  doorstep: Doorstep | null;
}

interface Doorstep {
  /** The way in in whose zone they were last; null where it was only a way out. */
  gateId: string | null;
  /** Since when they have been seen inside; null while they are in the door. */
  insideSinceMs: number | null;
}

export interface DoorWatch {
  /** Takes a frame; returns what it tells. Frames of the past tell nothing. */
  see(frame: JointFrame): DoorEvent[];
  /** Shoppers whom the journal has inside; they are looked for from `nowMs` on. */
  expect(shopperId: string, nowMs: number): void;
  /**
   * Whether whom the tracker calls so now is somebody else than whom it called so before: one who is
   * gone, or who cannot have walked there, or who was unseen for a while and is seen in a door.
   */
  isOther(shopperId: string, joints: Float64Array, nowMs: number): boolean;
  /** Nobody is called so any more. */
  forget(shopperId: string): void;
  /** Somebody has taken something: who stood in a door until now has come in. Null of others. */
  takeIn(shopperId: string): Appeared | null;
}

interface Watch {
  readonly doors: readonly Door[];
  /** The gate of a door that is anywhere. */
  readonly anywhere: string | null;
  readonly people: Map<string, Watched>;
  /** Who has left, and is looked out for until they are forgotten. */
  readonly gone: Map<string, Watched>;
  newestMs: number;
}

export function createDoorWatch(doors: readonly Door[]): DoorWatch {
  const watch: Watch = {
    doors,
    anywhere: doors.find(({ zone }) => zone === null)?.gateId ?? null,
    people: new Map(),
    gone: new Map(),
    newestMs: Number.NEGATIVE_INFINITY,
  };
  return {
    see: (frame) => seeFrame(watch, frame),
    expect: (shopperId, nowMs) => {
      const exitM = Number.POSITIVE_INFINITY;
      watch.people.set(shopperId, { lastSeenMs: nowMs, place: null, exitM, doorstep: null });
    },
    isOther: (shopperId, joints, nowMs) => isOther(watch, shopperId, findBody(joints), nowMs),
    forget: (shopperId) => {
      watch.people.delete(shopperId);
      watch.gone.delete(shopperId);
    },
    takeIn: (shopperId) => {
      const known = watch.people.get(shopperId);
      if (known === undefined || known.doorstep === null) return null;
      return enter(shopperId, known, known.doorstep.gateId);
    },
  };
}

function seeFrame(watch: Watch, { timestampMs, shoppers }: JointFrame): DoorEvent[] {
  const events: DoorEvent[] = [];
  // A frame without a time is one of no time that counts.
  if (!(timestampMs >= watch.newestMs)) return events;
  watch.newestMs = timestampMs;
  const found: Point[] = [];
  const jumped: Point[] = [];
  for (const { shopperId, joints } of shoppers) {
    const place = findBody(joints);
    const known = watch.people.get(shopperId);
    if (known !== undefined) known.lastSeenMs = timestampMs;
    // Whether they came through a gate is told by where they are, and that may not be known yet.
    if (place === null) continue;
    if (known !== undefined && jumpedFromExit(known, place)) jumped.push(place);
    const event =
      known === undefined
        ? meet(watch, shopperId, place, timestampMs)
        : follow(watch, shopperId, known, place, timestampMs);
    if (event === null) continue;
    events.push(event);
    if (event.kind === "appeared" && event.gateId === null) found.push(place);
  }
  for (const place of jumped) takeOut(watch, place);
  for (const place of found) keepInside(watch, place);
  events.push(...listGone(watch));
  return events;
}

/** Somebody is seen at a place for the first time, or since they left. */
function meet(watch: Watch, shopperId: string, place: Point, nowMs: number): DoorEvent | null {
  const { doors, people, gone, anywhere } = watch;
  const spot = findSpot(doors, place);
  const isBack = gone.has(shopperId) && !isOther(watch, shopperId, place, nowMs);
  gone.delete(shopperId);
  const doorstep = isBack ? null : { gateId: spot.gateId, insideSinceMs: null };
  const watched: Watched = { lastSeenMs: nowMs, place, exitM: spot.exitM, doorstep };
  people.set(shopperId, watched);
  if (isBack) return { kind: "returned", shopperId };
  return spot.isInDoor ? null : enter(shopperId, watched, anywhere);
}

/** Somebody who is known is seen at a place. */
function follow(
  { doors }: Watch,
  shopperId: string,
  watched: Watched,
  place: Point,
  nowMs: number,
): DoorEvent | null {
  const spot = findSpot(doors, place);
  watched.place = place;
  watched.exitM = spot.exitM;
  const { doorstep } = watched;
  if (doorstep === null) return null;
  if (spot.isInDoor) {
    doorstep.gateId = spot.gateId;
    doorstep.insideSinceMs = null;
    return null;
  }
  doorstep.insideSinceMs ??= nowMs;
  if (nowMs - doorstep.insideSinceMs < STEPPED_IN_MS) return null;
  return enter(shopperId, watched, doorstep.gateId);
}

function enter(shopperId: string, watched: Watched, gateId: string | null): Appeared {
  watched.doorstep = null;
  return { kind: "appeared", shopperId, gateId };
}

/** Whether somebody who was at a way out is seen where nobody walks to from there in a moment. */
function jumpedFromExit({ place: from, exitM }: Watched, to: Point): boolean {
  return from !== null && exitM === 0 && measureM(from, to) > JUMP_M;
}

/**
 * Somebody has jumped from a way out to where another was who is not seen any more: the tracker had
 * swapped the two, and it is the other who was at the way out.
 */
function takeOut({ people, newestMs }: Watch, to: Point): void {
  for (const watched of people.values()) {
    const { place, lastSeenMs, exitM } = watched;
    if (lastSeenMs === newestMs || place === null || exitM > NEAR_EXIT_M) continue;
    if (measureM(place, to) < JUMP_M) watched.exitM = 0;
  }
}

/**
 * Somebody is first seen in the middle of the shop: it may be one who was near a way out, under another
 * number, so that nobody who can have walked there is taken to have gone out.
 */
function keepInside({ people, newestMs }: Watch, found: Point): void {
  for (const watched of people.values()) {
    const { place, lastSeenMs, exitM } = watched;
    if (lastSeenMs === newestMs || place === null || exitM === 0) continue;
    if (!isBeyond(place, found, newestMs - lastSeenMs)) watched.exitM = Number.POSITIVE_INFINITY;
  }
}

/** Those who are not seen any more. */
function listGone({ people, gone, anywhere, newestMs }: Watch): DoorEvent[] {
  const events: DoorEvent[] = [];
  for (const [shopperId, watched] of people) {
    const { lastSeenMs, exitM, doorstep } = watched;
    const isNearExit = exitM <= NEAR_EXIT_M && doorstep === null;
    const limitMs = isNearExit ? findLeftAfterMs(exitM) : LOST_AFTER_MS;
    if (newestMs - lastSeenMs <= limitMs) continue;
    people.delete(shopperId);
    // Who was only in a door has turned back.
    if (doorstep !== null) continue;
    if (isNearExit) gone.set(shopperId, watched);
    events.push({ kind: isNearExit || anywhere !== null ? "left" : "lost", shopperId });
  }
  return events;
}

function findLeftAfterMs(exitM: number): number {
  if (exitM === 0) return LEFT_AFTER_MS;
  return UNSEEN_NEAR_EXIT_MS + (1000 * exitM) / WALK_OUT_M_PER_S;
}

function isOther(
  { doors, people, gone }: Watch,
  shopperId: string,
  place: Point | null,
  nowMs: number,
): boolean {
  const before = people.get(shopperId) ?? gone.get(shopperId);
  // Where nobody can tell where they are, it is told later.
  if (before === undefined || place === null) return false;
  const unseenMs = nowMs - before.lastSeenMs;
  const spot = findSpot(doors, place);
  // Of an earlier run nobody knows when they were seen last.
  if (before.place === null) return spot.isInDoor;
  const longerMs = findLeftAfterMs(before.exitM) - LEFT_AFTER_MS;
  const isLate = unseenMs > RETURN_WITHIN_MS + longerMs;
  if (gone.has(shopperId) && (spot.isInDoor || isLate)) return true;
  if (!(unseenMs > UNSEEN_MS_MAX) || before.doorstep !== null) return false;
  // What they have taken was seen before: were it they, they would leave with that.
  if (unseenMs > RETURN_WITHIN_MS && spot.isInDoor) return true;
  return isBeyond(before.place, place, unseenMs);
}

function isBeyond(from: Point, to: Point, inMs: number): boolean {
  const reachM = REACH_M + (inMs / 1000) * WALK_M_PER_S_MAX;
  return measureM(from, to) > reachM;
}

/** What a place on the floor is to those who come and go. */
interface Spot {
  readonly isInDoor: boolean;
  /** To the next way out: 0 in its zone, infinite where there is none. */
  readonly exitM: number;
  /** Of the way in in whose zone it is. */
  readonly gateId: string | null;
}

function findSpot(doors: readonly Door[], place: Point): Spot {
  const around = doors.filter(({ zone }) => zone !== null && isInside(place, zone));
  return {
    isInDoor: around.length > 0,
    exitM: Math.min(
      ...doors.flatMap(({ zone, direction }) =>
        zone === null || direction === "in" ? [] : [measureToZoneM(place, zone)],
      ),
    ),
    gateId: around.find(({ direction }) => direction !== "out")?.gateId ?? null,
  };
}

const BODY_JOINTS = 4;

/** Where head, neck and shoulders are, on the floor: the mean of those seen. */
export function findBody(joints: Float64Array): Point | null {
  let x = 0;
  let y = 0;
  let seen = 0;
  for (let joint = 0; joint < BODY_JOINTS; joint++) {
    const jointX = joints[joint * JOINT_STRIDE]!;
    const jointY = joints[joint * JOINT_STRIDE + 1]!;
    if (!Number.isFinite(jointX + jointY)) continue;
    x += jointX;
    y += jointY;
    seen++;
  }
  return seen === 0 ? null : { x: x / seen, y: y / seen };
}

function measureM(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}
