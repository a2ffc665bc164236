/**
 * Who comes in and who goes out, from where people are seen. A person is in a zone when their body
 * is; one who steps into the exit and turns back has not left.
 */
import { JOINT_STRIDE, type JointFrame } from "@saunter/perception/observation";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A polygon on the floor, metres; at least three corners. */
export interface Zone {
  readonly corners: readonly Point[];
}

export interface Door {
  readonly gateId: string;
  readonly zone: Zone;
  readonly direction: "in" | "out" | "both";
}

export type DoorEvent =
  /** First seen, at a gate or, where `gateId` is null, inside. */
  | { readonly kind: "appeared"; readonly shopperId: string; readonly gateId: string | null }
  /** Was in the zone of a way out when last seen, and is not seen any more. */
  | { readonly kind: "left"; readonly shopperId: string }
  /** Not seen any more, and was not at a way out. */
  | { readonly kind: "lost"; readonly shopperId: string };

/** Who is not seen for so long at a way out has gone through it. */
export const LEFT_AFTER_MS = 600;
/** Who is not seen for so long anywhere else is lost: before the engine gives them up by itself. */
export const LOST_AFTER_MS = 25_000;

interface Watched {
  lastSeenMs: number;
  isAtExit: boolean;
  /** A person who has only just come in stands in the same zone as one who leaves. */
  hasBeenInside: boolean;
}

export interface DoorWatch {
  /** Takes a frame; returns what it tells. Frames of the past tell nothing. */
  see(frame: JointFrame): DoorEvent[];
  /** Shoppers whom the journal has inside; they are looked for from `nowMs` on. */
  expect(shopperId: string, nowMs: number): void;
}

export function createDoorWatch(doors: readonly Door[]): DoorWatch {
  const people = new Map<string, Watched>();
  let newestMs = Number.NEGATIVE_INFINITY;
  const findDoor = (place: Point | null, way: "in" | "out"): Door | undefined =>
    place === null
      ? undefined
      : doors.find(
          ({ direction, zone }) =>
            (direction === "both" || direction === way) && isInside(place, zone),
        );
  return {
    see: ({ timestampMs, shoppers }) => {
      const events: DoorEvent[] = [];
      // A frame without a time is one of no time that counts.
      if (!(timestampMs >= newestMs)) return events;
      newestMs = timestampMs;
      for (const { shopperId, joints } of shoppers) {
        const place = findBody(joints);
        const known = people.get(shopperId);
        const isAtExit = findDoor(place, "out") !== undefined;
        if (known === undefined) {
          // Whether they came through a gate is told by where they are, and that is not known yet.
          if (place === null) continue;
          const gateId = findDoor(place, "in")?.gateId ?? null;
          events.push({ kind: "appeared", shopperId, gateId });
          const hasBeenInside = !isAtExit;
          people.set(shopperId, { lastSeenMs: timestampMs, isAtExit, hasBeenInside });
          continue;
        }
        known.lastSeenMs = timestampMs;
        if (place === null) continue;
        known.isAtExit = isAtExit;
        if (!isAtExit) known.hasBeenInside = true;
      }
      for (const [shopperId, { lastSeenMs, isAtExit, hasBeenInside }] of people) {
        const hasGone = isAtExit && hasBeenInside && timestampMs - lastSeenMs > LEFT_AFTER_MS;
        if (!hasGone && timestampMs - lastSeenMs <= LOST_AFTER_MS) continue;
        people.delete(shopperId);
        events.push({ kind: isAtExit ? "left" : "lost", shopperId });
      }
      return events;
    },
    expect: (shopperId, nowMs) => {
      people.set(shopperId, { lastSeenMs: nowMs, isAtExit: false, hasBeenInside: true });
    },
  };
}

const BODY_JOINTS = 4;

/** Where head, neck and shoulders are, on the floor: the mean of those seen. */
function findBody(joints: Float64Array): Point | null {
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

/** Even-odd rule; corners in either direction. */
export function isInside({ x, y }: Point, { corners }: Zone): boolean {
  let inside = false;
  for (let i = 0; i < corners.length; i++) {
    const a = corners[i]!;
    const b = corners[(i + 1) % corners.length]!;
    if (a.y > y === b.y > y) continue;
    if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}
