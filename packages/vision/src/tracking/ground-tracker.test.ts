import { createRandom, type Random } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_TRACKING } from "../parameters/tracking.ts";
import {
  createGroundTracker,
  type GroundDetection,
  type GroundTracker,
  type TrackedPerson,
} from "./ground-tracker.ts";

const FRAME_MS = 100;

type Place = readonly [x: number, y: number];

interface Scene {
  readonly tracker: GroundTracker;
  readonly random: Random;
  frame: number;
}

function openScene(seed = 1): Scene {
  return { tracker: createGroundTracker(), random: createRandom(seed), frame: 0 };
}

/** A frame in which a good detector sees people at these places. */
function look(scene: Scene, places: readonly Place[], noiseSdM = 0.05): TrackedPerson[] {
  const { tracker, random } = scene;
  const detections = places.map(([x, y]) => ({
    x: x + random.normal(0, noiseSdM),
    y: y + random.normal(0, noiseSdM),
    score: random.uniform(0.7, 1),
  }));
  return tracker.step(FRAME_MS * scene.frame++, detections);
}

/** Who is nearest a place. */
function findAt(people: readonly TrackedPerson[], [x, y]: Place): TrackedPerson | undefined {
  const distanceM = (one: TrackedPerson): number => Math.hypot(one.x - x, one.y - y);
  return [...people].sort((a, b) => distanceM(a) - distanceM(b)).find((one) => distanceM(one) < 1);
}

describe("people on the floor", () => {
  it("are reported by the parameters that are given", () => {
    const count = (reportProbabilityMin: number): number => {
      const tracker = createGroundTracker({}, { ...DEFAULT_TRACKING, reportProbabilityMin });
      let people: TrackedPerson[] = [];
      for (let at = 0; at < 10; at++) people = tracker.step(FRAME_MS * at, [{ x: 3, y: 2 }]);
      return people.length;
    };
    expect(count(0.5)).toBe(1);
    expect(count(1.01)).toBe(0);
  });

  it("are followed where they go, with how fast they are", () => {
    const scene = openScene();
    let people: TrackedPerson[] = [];
    for (let at = 0; at < 60; at++) people = look(scene, [[0.1 * at, 3]]);
    expect(people).toHaveLength(1);
    const [person] = people as [TrackedPerson];
    expect(Math.hypot(person.x - 5.9, person.y - 3)).toBeLessThan(0.15);
    expect(Math.abs(person.velocityX - 1)).toBeLessThan(0.4);
    expect(Math.abs(person.velocityY)).toBeLessThan(0.4);
    expect(person.probability).toBeGreaterThan(0.99);
    expect(person.isSeen).toBe(true);
    const [xx, xy, yy] = person.covariance;
    expect(xx * yy - xy * xy).toBeGreaterThan(0);
  });

  it("who cross each other's way stay who they are", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const scene = openScene(seed);
      const [a, b] = [-1, 1].map((side) => look(scene, [[-4, side * 0.2]])[0]);
      expect([a, b]).toBeDefined();
      let first: (number | undefined)[] = [];
      let last: (number | undefined)[] = [];
      for (let at = -40; at <= 40; at++) {
        const places: Place[] = [
          [at / 10, 0.35],
          [-at / 10, -0.35],
        ];
        const people = look(scene, places);
        last = places.map((place) => findAt(people, place)?.trackId);
        if (at === -30) first = last;
      }
      expect(new Set(first).size).toBe(2);
      expect(last).toEqual(first);
    }
  });

  it("who stay, and are hidden, are kept where they went, and are themselves again", () => {
    const scene: Scene = { ...openScene(), tracker: createGroundTracker({ stayS: 300 }) };
    let trackId = 0;
    for (let at = 0; at < 100; at++) {
      const place: Place = [0.08 * at, 0];
      const isHidden = at >= 50 && at < 62;
      const people = look(scene, isHidden ? [] : [place]);
      if (at === 49) trackId = people[0]!.trackId;
      if (at < 50) continue;
      const person = findAt(people, place);
      expect(person?.trackId).toBe(trackId);
      expect(person?.isSeen).toBe(!isHidden);
    }
  });

  it("who have gone are reported no more, after a while", () => {
    const scene = openScene();
    for (let at = 0; at < 100; at++) {
      look(scene, [
        [0, 0],
        [5, 5],
      ]);
    }
    for (let at = 0; at < 100; at++) look(scene, [[0, 0]]);
    expect(look(scene, [[0, 0]])).toHaveLength(1);
  });

  it("are not reported where a bad detector sees things, here and there", () => {
    const scene = openScene();
    const { tracker, random } = scene;
    const wrong = new Set<number>();
    let missing = 0;
    for (let frame = 0; frame < 2000; frame++) {
      const detections: GroundDetection[] = [{ x: 5, y: 5, score: random.uniform(0.5, 1) }];
      for (let thing = 0; thing < 3; thing++) {
        const [x, y] = [random.uniform(0, 10), random.uniform(0, 10)];
        detections.push({ x, y, score: random.uniform(0, 0.6) });
      }
      const people = tracker.step(FRAME_MS * frame, detections);
      if (frame < 100) continue;
      if (findAt(people, [5, 5]) === undefined) missing++;
      for (const one of people) if (Math.hypot(one.x - 5, one.y - 5) > 1) wrong.add(one.trackId);
    }
    expect(missing).toBe(0);
    expect(wrong.size).toBeLessThan(10);
    expect(tracker.detector.clutterPerFrame).toBeCloseTo(3, 0);
  });

  it("are followed by a detector that gives no scores", () => {
    const tracker = createGroundTracker();
    let people: TrackedPerson[] = [];
    for (let frame = 0; frame < 20; frame++) {
      people = tracker.step(FRAME_MS * frame, [
        { x: 0.1 * frame, y: 0 },
        { x: 4, y: 4 },
      ]);
    }
    expect(people.map(({ trackId }) => trackId)).toEqual([1, 2]);
  });

  it("are the same wherever the floor's origin is, and by whichever order they are listed in", () => {
    const walk = fc.array(
      fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
      {
        minLength: 2,
        maxLength: 6,
      },
    );
    const shift = fc.integer({ min: -40, max: 40 });
    fc.assert(
      fc.property(walk, shift, shift, (starts, right, up) => {
        const [here, there] = [createGroundTracker(), createGroundTracker()];
        for (let frame = 0; frame < 20; frame++) {
          const detections = starts.map(([x, y], at) => ({
            x: 3 * x + 0.05 * frame,
            y: 3 * y + 0.01 * at * frame,
            score: 0.9,
          }));
          // A cell of the floor is 1.5 m.
          const moved = detections
            .map(({ x, y, score }) => ({ x: x + 1.5 * right, y: y + 1.5 * up, score }))
            .reverse();
          const seen = here.step(FRAME_MS * frame, detections);
          const seenThere = there.step(FRAME_MS * frame, moved);
          const places = (people: TrackedPerson[], dx: number, dy: number): string[] =>
            people.map(({ x, y }) => `${(x - dx).toFixed(3)} ${(y - dy).toFixed(3)}`).sort();
          expect(places(seenThere, 1.5 * right, 1.5 * up)).toEqual(places(seen, 0, 0));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("a stream that makes no sense", () => {
  it("is refused where a frame is not after the last one", () => {
    const tracker = createGroundTracker();
    tracker.step(100, []);
    expect(() => tracker.step(100, [])).toThrow(
      new RangeError("a frame of 100 ms comes after one of 100 ms"),
    );
    expect(() => tracker.step(Number.NaN, [])).toThrow(RangeError);
  });

  it("is refused where a place or a score is no number, and changes nothing", () => {
    const tracker = createGroundTracker();
    tracker.step(0, [{ x: 0, y: 0, score: 0.9 }]);
    for (const wrong of [
      { x: Number.NaN },
      { y: Number.POSITIVE_INFINITY },
      { score: Number.NaN },
    ]) {
      const detections = [{ x: 0, y: 0, score: 0.9, ...wrong }];
      expect(() => tracker.step(100, detections)).toThrow(/^detections\[0\] is refused/);
    }
    expect(tracker.step(100, [{ x: 0, y: 0, score: 0.9 }])).toMatchObject([{ trackId: 1 }]);
  });
});
