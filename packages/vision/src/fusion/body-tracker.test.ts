import type { ShopperPose } from "@saunter/engine/observation";
import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_FUSION, FUSION, type FusionParameters } from "../parameters/fusion.ts";
import { createBodyTracker } from "./body-tracker.ts";
import { buildPose, detectPose, RING } from "./fusion-builders.ts";

const FRAME_MS = 100;
const isInside = (x: number, y: number): boolean => x > 0 && x < 8 && y > 0 && y < 6;

type Place = readonly [x: number, y: number];

function openShop(seed = 1, parameters = DEFAULT_FUSION) {
  const random = createRandom(seed);
  const tracker = createBodyTracker({ cameras: RING, isInside }, parameters);
  let frame = 0;
  /** A frame in which people stand at these places, and some cameras see none of them. */
  return (places: readonly Place[], blind: readonly number[] = []): ShopperPose[] => {
    const frames = RING.map((camera, at) => ({
      cameraId: camera.cameraId,
      poses: blind.includes(at)
        ? []
        : shuffle(
            places.map((place) => see(camera, place)),
            random,
          ),
    }));
    return tracker.step(FRAME_MS * frame++, frames);
  };
  function see(camera: (typeof RING)[number], [x, y]: Place) {
    return detectPose(camera, buildPose(x, y), () => random.normal(0, 6));
  }
}

function shuffle<T>(list: T[], random: Random): T[] {
  return random.chance(0.5) ? list.reverse() : list;
}

function findAt(told: readonly ShopperPose[], [x, y]: Place): ShopperPose | undefined {
  return told.find(({ joints }) => Math.hypot(joints[4]! - x, joints[5]! - y) < 0.3);
}

describe("people whom cameras see", () => {
  it("are reported by the parameters that are given", () => {
    const count = (changes: Partial<FusionParameters>): number => {
      const look = openShop(1, { ...DEFAULT_FUSION, ...changes });
      let told: ShopperPose[] = [];
      for (let at = 0; at < 5; at++) told = look([[3, 3]]);
      return told.length;
    };
    expect(count({})).toBe(1);
    expect(count({ reportProbability: 1.01 })).toBe(0);
    expect(count({ jointHeightMMax: 0.5, guessDistanceMMin: 15 })).toBe(0);
  });

  it("are followed by either end of each parameter's range", () => {
    for (const [name, { range }] of Object.entries(FUSION)) {
      for (const value of range) {
        const look = openShop(1, { ...DEFAULT_FUSION, [name]: value });
        const walk = (): void => {
          for (let at = 0; at < 12; at++) {
            const places: Place[] = [
              [1 + 0.1 * at, 3],
              [at < 6 ? 3 : 5, 2.5],
            ];
            look(at === 8 ? [] : places, at % 4 === 0 ? [1, 2, 3] : []);
          }
        };
        expect(walk, `${name} ${value}`).not.toThrow();
      }
    }
  });

  it("are reported with their joints where they are", () => {
    const look = openShop();
    let told: ShopperPose[] = [];
    for (let at = 0; at < 30; at++) told = look([[2 + 0.1 * at, 3]]);
    expect(told).toHaveLength(1);
    const pose = buildPose(4.9, 3);
    const { joints } = told[0]!;
    for (let joint = 0; joint < 8; joint++) {
      const off = [0, 1, 2].map((axis) => joints[4 * joint + axis]! - pose[3 * joint + axis]!);
      expect(Math.hypot(...off)).toBeLessThan(0.1);
      expect(joints[4 * joint + 3]).toBeGreaterThan(0.5);
    }
  });

  it("and pass each other stay who they are", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const look = openShop(seed);
      let first: unknown = null;
      for (let at = -20; at <= 20; at++) {
        const places: Place[] = [
          [4 + at / 10, 2.75],
          [4 - at / 10, 3.25],
        ];
        const told = look(places);
        const names = places.map((place) => findAt(told, place)?.shopperId);
        if (at === -10) first = names;
        if (at === 20) expect(names).toEqual(first);
      }
      expect(new Set(first as string[]).size).toBe(2);
    }
  });

  it("by one camera alone, or none for a moment, are themselves again", () => {
    const look = openShop();
    let name = "";
    for (let at = 0; at < 60; at++) {
      const place: Place = [2 + 0.05 * at, 3];
      const blind = at < 20 || at >= 40 ? [] : at < 30 ? [0, 1, 2] : [0, 1, 2, 3];
      const told = look([place], blind);
      if (at === 19) name = findAt(told, place)!.shopperId;
      if (at === 59) expect(told.map(({ shopperId }) => shopperId)).toEqual([name]);
    }
  });

  it("and stand still are reported in each frame, no surer for being reported again", () => {
    const random = createRandom(7);
    const tracker = createBodyTracker({ cameras: RING, isInside });
    const pose = buildPose(4, 3);
    const see = () =>
      RING.map((camera) => ({
        cameraId: camera.cameraId,
        poses: [detectPose(camera, pose, () => random.normal(0, 4))],
      }));
    let seen = see();
    let sure = 0;
    for (let at = 0; at < 60; at++) {
      const isLook = at < 10 || at % 5 === 0;
      if (isLook) seen = see();
      const repeated = seen.map(({ cameraId, poses }) => ({
        cameraId,
        poses: poses.map((one) => ({ ...one, isRepeated: true })),
      }));
      const told = tracker.step(FRAME_MS * at, isLook ? seen : repeated);
      if (at < 10) continue;
      expect(told).toHaveLength(1);
      const { joints } = told[0]!;
      expect(joints.every((value) => !Number.isNaN(value))).toBe(true);
      if (!isLook) expect(joints[3]!).toBeLessThanOrEqual(sure);
      sure = joints[3]!;
    }
  });

  it("and go are reported no more", () => {
    const look = openShop();
    for (let at = 0; at < 20; at++)
      look([
        [4, 3],
        [6, 4],
      ]);
    for (let at = 0; at < 30; at++) look([[4, 3]]);
    expect(look([[4, 3]])).toHaveLength(1);
  });

  it("behind the glass are never reported, and do not come in by being seen for long", () => {
    const look = openShop();
    for (let at = 0; at < 100; at++) expect(look([[4, -1.2]])).toEqual([]);
  });
});

describe("people in their clothes", () => {
  const RED = Float64Array.of(45, 50, 30);
  const NAVY = Float64Array.of(20, 5, -25);
  const isDoor = (x: number): boolean => x < 1;

  /** Frames of people in clothes; whom some cameras do not see is given for each. */
  function openWardrobe(seed = 1) {
    const random = createRandom(seed);
    const tracker = createBodyTracker({ cameras: RING, isInside, isDoor });
    let frame = 0;
    return (people: readonly { at: Place; worn: Float64Array; isHidden?: boolean }[]) => {
      const frames = RING.map((camera) => ({
        cameraId: camera.cameraId,
        poses: people
          .filter(({ isHidden }) => isHidden !== true)
          .map(({ at, worn }) => ({
            ...detectPose(camera, buildPose(...at), () => random.normal(0, 6)),
            colour: worn.map((value) => value + random.normal(0, 4)),
          })),
      }));
      return tracker.step(FRAME_MS * frame++, frames);
    };
  }

  it("who changed places where nobody saw it are reported where they are", () => {
    const look = openWardrobe();
    const [left, right]: Place[] = [
      [4, 2.7],
      [4, 3.3],
    ];
    let told: ShopperPose[] = [];
    for (let at = 0; at < 20; at++)
      told = look([
        { at: left!, worn: RED },
        { at: right!, worn: NAVY },
      ]);
    const names = [left!, right!].map((place) => findAt(told, place)!.shopperId);
    expect(new Set(names).size).toBe(2);
    for (let at = 0; at < 3; at++) look([]);
    for (let at = 0; at < 20; at++)
      told = look([
        { at: right!, worn: RED },
        { at: left!, worn: NAVY },
      ]);
    expect([right!, left!].map((place) => findAt(told, place)!.shopperId)).toEqual(names);
  });

  it("who were out of sight are themselves again, elsewhere", () => {
    const look = openWardrobe();
    let told: ShopperPose[] = [];
    for (let at = 0; at < 20; at++)
      told = look([
        { at: [3, 3], worn: RED },
        { at: [6, 2], worn: NAVY },
      ]);
    const { shopperId } = findAt(told, [3, 3])!;
    for (let at = 0; at < 30; at++) look([{ at: [6, 2], worn: NAVY }]);
    for (let at = 0; at < 20; at++)
      told = look([
        { at: [5, 4.5], worn: RED },
        { at: [6, 2], worn: NAVY },
      ]);
    expect(findAt(told, [5, 4.5])?.shopperId).toBe(shopperId);
    expect(told).toHaveLength(2);
    expect(told.some(({ isAmbiguous }) => isAmbiguous)).toBe(false);
  });

  it("who take off a coat, with nobody near, stay who they are", () => {
    const look = openWardrobe();
    let told: ShopperPose[] = [];
    for (let at = 0; at < 40; at++) told = look([{ at: [4, 3], worn: RED }]);
    const names = told.map(({ shopperId }) => shopperId);
    for (let at = 0; at < 40; at++) {
      told = look([{ at: [4, 3], worn: NAVY }]);
      expect(told.map(({ shopperId }) => shopperId)).toEqual(names);
    }
  });

  it("who came in by the door where somebody has just gone out are somebody else", () => {
    const look = openWardrobe();
    let told: ShopperPose[] = [];
    for (let at = 0; at < 40; at++) told = look([{ at: [0.6, 3], worn: RED }]);
    const { shopperId } = told[0]!;
    for (let at = 0; at < 40; at++) told = look([{ at: [0.6, 3], worn: NAVY }]);
    expect(told).toHaveLength(1);
    expect(told[0]!.shopperId).not.toBe(shopperId);
  });

  it("who are seen where nobody comes in, while nobody is missing, are reported at last", () => {
    const look = openWardrobe();
    for (let at = 0; at < 40; at++) look([{ at: [4, 3], worn: RED }]);
    let told: ShopperPose[] = [];
    for (let at = 0; at < 20; at++)
      told = look([
        { at: [4, 3], worn: RED },
        { at: [6, 2], worn: NAVY },
      ]);
    expect(told).toHaveLength(2);
  });
});

describe("frames that make no sense", () => {
  it("are refused: of the past, and of cameras that nobody knows", () => {
    const tracker = createBodyTracker({ cameras: RING, isInside });
    tracker.step(100, []);
    expect(() => tracker.step(50, [])).toThrow(RangeError);
    expect(() => tracker.step(200, [{ cameraId: "none", poses: [] }])).toThrow("no camera none");
  });
});
