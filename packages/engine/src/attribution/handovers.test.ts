import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_HANDS } from "../parameters/hands.ts";
import { createShopIndex } from "../shop-index.ts";
import {
  type Body,
  createFacing,
  createShop,
  FRAME_MS,
  type Point,
  reachTo,
  trackPeople,
} from "../test-builders.ts";
import { createHandoverDetector, findLastNearMs, findMeetings } from "./handovers.ts";
import { type MeetingOfHands, rateMeeting } from "./meeting-evidence.ts";
import { createTracks, type Tracks } from "./tracks.ts";

/** A gondola along y = 0, whose shelves lie behind it: people stand at negative y. */
const index = createShopIndex(
  createShop([createFacing(1, [1, 2, 3, 4, 5, 6], "chips")], {}),
  ENGINE_PARAMETERS,
);

type People = (timestampMs: number) => Readonly<Record<string, Body>>;

/** Meetings found in eight seconds, frame by frame as they come. */
function findAll(people: People): MeetingOfHands[] {
  const detector = createHandoverDetector(DEFAULT_HANDS);
  const tracks: Tracks = createTracks();
  const meetings: MeetingOfHands[] = [];
  for (let frame = 0; frame * FRAME_MS < 8000; frame++) {
    const atMs = frame * FRAME_MS;
    trackPeople(atMs, atMs, people, tracks);
    meetings.push(...findMeetings(detector, index, tracks, atMs));
  }
  expect([...detector.pairs.values()].filter(({ lastMs }) => lastMs < 6400)).toEqual([]);
  return meetings;
}

const ann: Body = { x: 0, y: -2 };
const bob: Body = { x: 0.9, y: -2 };
const BETWEEN: Point = [0.45, -2, 1.15];
const meet = (atMs: number): boolean => atMs >= 3000 && atMs < 4000;

/** Ann's right and Bob's left hand at a point for a second. */
const shake =
  (point: Point, [first, second]: readonly [Body, Body] = [ann, bob]): People =>
  (atMs) =>
    meet(atMs)
      ? { ann: reachTo(first, point, "r"), bob: reachTo(second, point, "l") }
      : { ann: first, bob: second };

describe("hands that meet", () => {
  it("away from every shelf may have handed something over", () => {
    const meetings = findAll(shake(BETWEEN));
    expect(meetings).toHaveLength(1);
    expect(meetings[0]).toMatchObject({ a: "ann", b: "bob" });
    expect(meetings[0]!.timestampMs).toBeGreaterThan(3000);
    expect(meetings[0]!.timestampMs).toBeLessThan(4200);
    expect(meetings[0]!.strength).toBeGreaterThan(5);
    expect(meetings[0]!.gapM).toBeCloseTo(0, 6);
    expect(meetings[0]!.apartM).toBeCloseTo(0.9, 6);
    expect(meetings[0]!.speedMPerS).toBe(0);
    expect(rateMeeting(meetings[0]!, DEFAULT_HANDS)).toBeGreaterThan(0);
  });

  it("over a shelf have not: they take from it", () => {
    const before: readonly [Body, Body] = [
      { x: -0.2, y: -0.45 },
      { x: 0.7, y: -0.45 },
    ];
    const over: Point = [0.25, 0.15, 1.15];
    expect(findAll(shake(over, before))).toEqual([]);
    // The same two, turned away from it.
    expect(findAll(shake([0.25, -0.6, 1.15], before))).toHaveLength(1);
  });

  it("of people on the same spot have hardly: the tracker has them there", () => {
    const spot: readonly [Body, Body] = [
      { x: 0, y: -2 },
      { x: 0.08, y: -2 },
    ];
    const meetings = findAll(shake([0.5, -2, 1.15], spot));
    const [apart] = findAll(shake(BETWEEN));
    for (const meeting of meetings) {
      expect(meeting.apartM).toBeCloseTo(0.08, 6);
      expect(rateMeeting(meeting, DEFAULT_HANDS)).toBeLessThan(
        Math.min(0, rateMeeting(apart!, DEFAULT_HANDS) - 1),
      );
    }
  });

  it("at rest have not, however long people stand side by side", () => {
    // Ann's right hand hangs where Bob's left does.
    expect(findAll(() => ({ ann: { x: 0, y: -2 }, bob: { x: 0.44, y: -2 } }))).toEqual([]);
  });

  it("of which only one is stretched out have not", () => {
    const people: People = (atMs) => ({
      ann: { x: 0, y: -2 },
      bob: meet(atMs) ? reachTo({ x: 0.95, y: -2 }, [0.22, -1.95, 0.88], "l") : { x: 0.95, y: -2 },
    });
    for (const meeting of findAll(people))
      expect(rateMeeting(meeting, DEFAULT_HANDS)).toBeLessThan(0);
  });

  it("for a moment only are not reported", () => {
    const people: People = (atMs) =>
      atMs >= 3000 && atMs < 3000 + FRAME_MS
        ? { ann: reachTo(ann, BETWEEN, "r"), bob: reachTo(bob, BETWEEN, "l") }
        : { ann, bob };
    for (const meeting of findAll(people))
      expect(rateMeeting(meeting, DEFAULT_HANDS)).toBeLessThan(0);
  });

  it("for two frames, and not quite, are weak", () => {
    const people: People = (atMs) =>
      atMs >= 3000 && atMs < 3000 + 2 * FRAME_MS
        ? {
            ann: reachTo(ann, [0.4, -2, 1.15], "r"),
            bob: reachTo(bob, [0.53, -2, 1.15], "l"),
          }
        : { ann, bob };
    const [whole] = findAll(shake(BETWEEN));
    for (const meeting of findAll(people)) {
      expect(meeting.strength).toBeLessThan(0.3 * whole!.strength);
      expect(rateMeeting(meeting, DEFAULT_HANDS)).toBeLessThan(0);
    }
  });

  it("half a metre apart are not reported", () => {
    const people: People = (atMs) =>
      meet(atMs)
        ? {
            ann: reachTo(ann, [0.35, -1.6, 1.15], "r"),
            bob: reachTo(bob, [0.55, -2.1, 1.15], "l"),
          }
        : { ann, bob };
    expect(findAll(people)).toEqual([]);
  });

  it("that are not seen are not reported, nor those of people too far apart or without a body", () => {
    const unseen = { head: null, neck: null, l_shoulder: null, r_shoulder: null } as const;
    const hands = { r_wrist: null, l_wrist: null } as const;
    const hidden =
      (joints: Body["joints"]): People =>
      (atMs) => {
        const people = shake(BETWEEN)(atMs);
        return { ...people, ann: { ...people.ann!, joints: { ...people.ann!.joints, ...joints } } };
      };
    expect(findAll(hidden(hands))).toEqual([]);
    expect(findAll(hidden(unseen))).toEqual([]);
    expect(findAll(shake([1.2, -2, 1.15], [ann, { x: 2.4, y: -2 }]))).toEqual([]);
  });

  it("are reported when they part, or when their shoppers are lost from sight", () => {
    const reportsAt = (people: People): number => {
      const detector = createHandoverDetector(DEFAULT_HANDS);
      const tracks = createTracks();
      for (let atMs = 0; atMs < 9000; atMs += FRAME_MS) {
        trackPeople(atMs, atMs, people, tracks);
        if (findMeetings(detector, index, tracks, atMs).length > 0) return atMs;
      }
      return Number.NaN;
    };
    expect(reportsAt(shake(BETWEEN))).toBeGreaterThan(4000);
    expect(reportsAt(shake(BETWEEN))).toBeLessThan(5600);
    const lost: People = (atMs): Record<string, Body> =>
      atMs < 4000 ? { ...shake(BETWEEN)(atMs) } : {};
    expect(reportsAt(lost)).toBeGreaterThan(5400);
    expect(reportsAt(lost)).toBeLessThan(5700);
  });

  it("for long are reported while they still meet", () => {
    const people: People = (atMs) => (atMs >= 1500 ? shake(BETWEEN)(3500) : { ann, bob });
    const [first] = findAll(people);
    expect(first!.timestampMs).toBeLessThan(1500 + DEFAULT_HANDS.meetMsMax + 200);
    expect(rateMeeting(first!, DEFAULT_HANDS)).toBeLessThanOrEqual(DEFAULT_HANDS.logOddsMax);
  });

  it("before anybody knows how they rest are reported: most hands hang", () => {
    const people: People = (atMs) => (atMs < 900 ? shake(BETWEEN)(3500) : { ann, bob });
    expect(findAll(people)).toHaveLength(1);
  });

  it("where they always are have not met: both hold a basket between them", () => {
    const holding: People = () => shake(BETWEEN)(3500);
    // For as long as it is not known that they always are.
    expect(findAll(holding).filter(({ timestampMs }) => timestampMs > 3000)).toEqual([]);
  });

  it("as strongly at any frame rate", () => {
    const strengthAt = (everyMs: number): number => {
      const detector = createHandoverDetector(DEFAULT_HANDS);
      const tracks = createTracks();
      const meetings: MeetingOfHands[] = [];
      for (let atMs = 0; atMs < 7000; atMs += everyMs) {
        trackPeople(atMs, atMs, shake(BETWEEN), tracks);
        meetings.push(...findMeetings(detector, index, tracks, atMs));
      }
      expect(meetings).toHaveLength(1);
      return meetings[0]!.strength;
    };
    const usual = strengthAt(66);
    for (const everyMs of [20, 33, 100, 130]) {
      expect(Math.abs(strengthAt(everyMs) / usual - 1)).toBeLessThan(0.15);
    }
  });

  it("of somebody who walks by tell how fast", () => {
    const people: People = (atMs) => {
      const walker = { x: 0.9 + (1.2 * (atMs - 3500)) / 1000, y: -1.7 };
      return { ...shake(BETWEEN)(atMs), bob: meet(atMs) ? reachTo(walker, BETWEEN, "l") : walker };
    };
    const [meeting] = findAll(people);
    expect(meeting!.speedMPerS).toBeGreaterThan(0.9);
    expect(meeting!.speedMPerS).toBeLessThan(1.5);
    const standing = { ...meeting!, speedMPerS: 0 };
    expect(rateMeeting(meeting!, DEFAULT_HANDS)).toBeLessThan(
      rateMeeting(standing, DEFAULT_HANDS) - 1,
    );
  });

  it("twice are two meetings", () => {
    const people: People = (atMs) =>
      meet(atMs) || (atMs > 5500 && atMs < 6400) ? shake(BETWEEN)(3500) : { ann, bob };
    expect(findAll(people)).toHaveLength(2);
  });

  it("of two among three are reported of those two", () => {
    const people: People = (atMs) => ({ ...shake(BETWEEN)(atMs), cid: { x: 0.4, y: -3 } });
    expect(findAll(people).map(({ a, b }) => [a, b])).toEqual([["ann", "bob"]]);
  });
});

describe("two people", () => {
  it("were last near when their bodies were within reach, and are forgotten as they go", () => {
    const detector = createHandoverDetector(DEFAULT_HANDS);
    const tracks = createTracks();
    const watch = (fromMs: number, untilMs: number, people: People): void => {
      for (let atMs = fromMs; atMs < untilMs; atMs += FRAME_MS) {
        trackPeople(atMs, atMs, people, tracks);
        findMeetings(detector, index, tracks, atMs);
      }
    };
    const far = { x: 5, y: -2 };
    watch(0, 1000, () => ({ ann, bob, eve: far }));
    watch(1000, 6000, () => ({ ann, bob: far, eve: far }));
    const find = (pair: readonly [string, string], fromMs: number, toMs: number) =>
      findLastNearMs(detector, pair, fromMs, toMs);
    expect(find(["ann", "bob"], 0, 5000)).toBeGreaterThan(900);
    expect(find(["bob", "ann"], 0, 5000)).toBeLessThan(1000);
    expect(find(["ann", "bob"], 0, 500)).toBe(500);
    expect(find(["ann", "bob"], 1000, 5000)).toBeNaN();
    expect(find(["ann", "eve"], 0, 5000)).toBeNaN();
    watch(6000, 7000, () => ({ ann, bob, eve: far }));
    expect(find(["ann", "bob"], 1000, 5900)).toBeNaN();
    expect(find(["ann", "bob"], 1000, 6500)).toBe(6500);
    expect(find(["ann", "bob"], 0, 5900)).toBeLessThan(1000);
    tracks.byId.delete("bob");
    watch(7000, 7200, () => ({ ann, eve: far }));
    expect(find(["ann", "bob"], 0, 9000)).toBeNaN();
  });
});
