import { describe, expect, it } from "vitest";
import {
  createHandoverDetector,
  explainMeeting,
  findMeetings,
  type MeetingOfHands,
  rateMeeting,
} from "./handovers.ts";
import {
  createCluster,
  getCart,
  type Hypothesis,
  type Item,
  listHistory,
  withCart,
} from "./hypotheses.ts";
import { createShopIndex } from "./shop-index.ts";
import {
  type Body,
  createFacing,
  createShop,
  FRAME_MS,
  type Point,
  reachTo,
  trackPeople,
} from "./test-builders.ts";
import { createTracks, type Tracks } from "./tracks.ts";

/** A gondola along y = 0, whose shelves lie behind it: people stand at negative y. */
const index = createShopIndex(createShop([createFacing(1, [1, 2, 3, 4, 5, 6], "chips")], {}));

type People = (timestampMs: number) => Readonly<Record<string, Body>>;

/** Meetings told of eight seconds, frame by frame as they come. */
function findAll(people: People): MeetingOfHands[] {
  const detector = createHandoverDetector();
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
    expect(rateMeeting(meetings[0]!)).toBe(4);
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

  it("of people on the same spot have not: the tracker has them there", () => {
    const spot: readonly [Body, Body] = [
      { x: 0, y: -2 },
      { x: 0.08, y: -2 },
    ];
    expect(findAll(shake([0.5, -2, 1.15], spot))).toEqual([]);
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
    for (const meeting of findAll(people)) expect(rateMeeting(meeting)).toBeLessThan(0);
  });

  it("for a moment only are not told", () => {
    const people: People = (atMs) =>
      atMs >= 3000 && atMs < 3000 + FRAME_MS
        ? { ann: reachTo(ann, BETWEEN, "r"), bob: reachTo(bob, BETWEEN, "l") }
        : { ann, bob };
    for (const meeting of findAll(people)) expect(rateMeeting(meeting)).toBeLessThan(0);
  });

  it("for two frames, and not quite, are not told", () => {
    const people: People = (atMs) =>
      atMs >= 3000 && atMs < 3000 + 2 * FRAME_MS
        ? {
            ann: reachTo(ann, [0.4, -2, 1.15], "r"),
            bob: reachTo(bob, [0.53, -2, 1.15], "l"),
          }
        : { ann, bob };
    expect(findAll(people)).toEqual([]);
  });

  it("half a metre apart are not told", () => {
    const people: People = (atMs) =>
      meet(atMs)
        ? {
            ann: reachTo(ann, [0.35, -1.6, 1.15], "r"),
            bob: reachTo(bob, [0.55, -2.1, 1.15], "l"),
          }
        : { ann, bob };
    expect(findAll(people)).toEqual([]);
  });

  it("that are not seen are not told, nor those of people too far apart or without a body", () => {
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

  it("are told when they part, or when their shoppers are lost from sight", () => {
    const tellsAt = (people: People): number => {
      const detector = createHandoverDetector();
      const tracks = createTracks();
      for (let atMs = 0; atMs < 9000; atMs += FRAME_MS) {
        trackPeople(atMs, atMs, people, tracks);
        if (findMeetings(detector, index, tracks, atMs).length > 0) return atMs;
      }
      return Number.NaN;
    };
    expect(tellsAt(shake(BETWEEN))).toBeLessThan(5000);
    const lost: People = (atMs): Record<string, Body> =>
      atMs < 4000 ? { ...shake(BETWEEN)(atMs) } : {};
    expect(tellsAt(lost)).toBeGreaterThan(5400);
    expect(tellsAt(lost)).toBeLessThan(5700);
  });

  it("twice are two meetings", () => {
    const people: People = (atMs) =>
      meet(atMs) || (atMs > 5500 && atMs < 6400) ? shake(BETWEEN)(3500) : { ann, bob };
    expect(findAll(people)).toHaveLength(2);
  });

  it("of two among three are told of those two", () => {
    const people: People = (atMs) => ({ ...shake(BETWEEN)(atMs), cid: { x: 0.4, y: -3 } });
    expect(findAll(people).map(({ a, b }) => [a, b])).toEqual([["ann", "bob"]]);
  });
});

function createItem(barcode: string, sinceMs: number): Item {
  return {
    barcode,
    weightG: 100,
    rawG: 100,
    isForce: false,
    levelsBeforeG: [],
    changeId: 1,
    originId: 1,
    gondola: 1,
    shelf: 2,
    plates: [3],
    sinceMs,
  };
}

describe("what a meeting explains", () => {
  const AT_MS = 60_000;
  const meeting = (togetherS: number): MeetingOfHands => ({
    a: "ann",
    b: "bob",
    timestampMs: AT_MS,
    togetherS,
  });
  const chips = createItem("chips", AT_MS - 3000);
  const jar = createItem("jar", AT_MS - 50_000);
  const bar = createItem("bar", AT_MS - 3000);
  const [empty] = createCluster("ann").hypotheses as [Hypothesis];
  const parent = withCart(withCart({ ...empty, logWeight: -1 }, "ann", [chips, jar]), "bob", [bar]);

  it("is nothing where neither has anything", () => {
    expect(explainMeeting(meeting(0.3), 9, empty)).toEqual([empty]);
  });

  it("is that nothing was moved, or one item of either cart", () => {
    const children = explainMeeting(meeting(0.12), 9, parent);
    const carts = children.map((child) =>
      ["ann", "bob"].map((shopper) => getCart(child, shopper).map(({ barcode }) => barcode)),
    );
    expect(carts).toEqual([
      [["chips", "jar"], ["bar"]],
      [["jar"], ["bar", "chips"]],
      [["chips"], ["bar", "jar"]],
      [["chips", "jar", "bar"], []],
    ]);
    const total = children.reduce((sum, { logWeight }) => sum + Math.exp(logWeight + 1), 0);
    expect(total).toBeCloseTo(1, 9);
  });

  it("is likelier what was taken just before than what has long been in the cart", () => {
    const [, recent, old] = explainMeeting(meeting(0.12), 9, parent);
    expect(recent!.logWeight).toBeGreaterThan(old!.logWeight + 2);
  });

  it("is the likelier a move the longer the hands were together, within bounds", () => {
    const keptOf = (togetherS: number): number =>
      Math.exp(explainMeeting(meeting(togetherS), 9, parent)[0]!.logWeight + 1);
    expect(keptOf(0.118)).toBeCloseTo(0.5, 9);
    expect(keptOf(0.08)).toBeGreaterThan(0.9);
    expect(keptOf(0.16)).toBeLessThan(0.1);
    expect(rateMeeting(meeting(0))).toBe(-4);
    expect(rateMeeting(meeting(5))).toBe(4);
  });

  it("is written down as a hand-over from one to the other", () => {
    const [kept, moved] = explainMeeting(meeting(0.2), 9, parent);
    expect(kept!.history).toBeNull();
    expect(listHistory(moved!.history)).toEqual([
      {
        kind: "handover",
        changeId: 9,
        shopperId: "bob",
        otherId: "ann",
        barcode: "chips",
        quantity: 1,
        weightG: 100,
        timestampMs: AT_MS,
        plates: [3],
        gondola: 1,
        shelf: 2,
        settledMs: AT_MS,
        isMisplaced: false,
        part: 0,
      },
    ]);
  });
});
