import { describe, expect, it } from "vitest";
import { formatWalkReach, listLacking } from "./format-walk.ts";
import { createWalkGatherer } from "./gather-walk.ts";
import {
  FLOOR_SHARE_MIN,
  INSTANTS_MIN,
  measureReach,
  TOGETHER_MIN,
  type WalkReach,
} from "./measure-reach.ts";
import type { WalkFrame } from "./poses-csv.ts";
import { viewBody, WALK_CAMERAS, WALK_FLOOR, watchAll } from "./walk-fixture.ts";

const IDS = ["a", "b", "c", "d"];
const JOINTS = new Float64Array(24).fill(1);

const see = (count: number, cameraIds: readonly string[], x = 1, y = 1): WalkFrame[] =>
  Array.from({ length: count }, (_, at) => ({
    timestampMs: at,
    place: { x, y },
    poses: cameraIds.map((cameraId) => ({ cameraId, joints: JOINTS })),
  }));

const measure = (frames: readonly WalkFrame[]): WalkReach => measureReach(frames, IDS, WALK_FLOOR);

const ENOUGH: WalkReach = {
  instants: INSTANTS_MIN,
  joints: 4000,
  walkedM2: 24 * FLOOR_SHARE_MIN,
  floorM2: 24,
  cameras: IDS.map((cameraId) => ({ cameraId, instants: TOGETHER_MIN, together: [] })),
  groups: [IDS],
};

describe("what a walk reached", () => {
  it("is which cameras saw somebody together, most first", () => {
    const { instants, joints, cameras } = measure([...see(7, ["a", "b"]), ...see(3, ["a", "c"])]);
    expect({ instants, joints }).toEqual({ instants: 10, joints: 160 });
    expect(cameras).toEqual([
      {
        cameraId: "a",
        instants: 10,
        together: [
          ["b", 7],
          ["c", 3],
        ],
      },
      { cameraId: "b", instants: 7, together: [["a", 7]] },
      { cameraId: "c", instants: 3, together: [["a", 3]] },
      { cameraId: "d", instants: 0, together: [] },
    ]);
  });

  it("puts cameras in a group that hang together by others, from so many instants on", () => {
    const chain = [...see(TOGETHER_MIN, ["a", "c"]), ...see(TOGETHER_MIN, ["c", "d"])];
    expect(measure(chain).groups).toEqual([["a", "c", "d"], ["b"]]);
    expect(measure(chain.slice(1)).groups).toEqual([["a"], ["b"], ["c", "d"]]);
  });

  it("is the floor that is half a metre from where they were, within the shop", () => {
    const { walkedM2, floorM2 } = measure(see(1, ["a", "b"], 3, 2));
    expect(floorM2).toBe(24);
    // Of four squares the middles are so near to their common corner.
    expect(walkedM2).toBe(1);
    expect(measure(see(1, ["a", "b"], 0, 2)).walkedM2).toBe(0.5);
    expect(measure(see(1, ["a", "b"], 9, 2)).walkedM2).toBe(0);
    expect(measure([]).walkedM2).toBe(0);
  });

  it("is found of what cameras see", () => {
    const gatherer = createWalkGatherer(watchAll());
    for (let at = 0; at < 30; at++) gatherer.see(200 * at, viewBody(200 * at, 1.5 + at / 10, 2));
    const ids = WALK_CAMERAS.map(({ cameraId }) => cameraId);
    const reach = measureReach(gatherer.list(), ids, WALK_FLOOR);
    expect(reach.groups).toHaveLength(1);
    expect(reach.walkedM2).toBeGreaterThan(3);
    expect(reach.walkedM2).toBeLessThan(5);
  });
});

describe("whether a walk is enough", () => {
  it("says what to do about each thing that is missing, and nothing at the bounds", () => {
    expect(listLacking(ENOUGH)).toEqual([]);
    expect(listLacking({ ...ENOUGH, instants: INSTANTS_MIN - 1 })).toEqual([
      "119 instants of 120: walk for half a minute or longer, alone",
    ]);
    const seldom = ENOUGH.cameras.with(1, { cameraId: "b", instants: 24, together: [["a", 24]] });
    const lonely = { ...ENOUGH, cameras: seldom, groups: [["a", "c", "d"], ["b"]] };
    expect(listLacking(lonely)).toEqual([
      "camera b saw them as another one did at 24 instants of 25: walk where both see you; until " +
        "then it is hardly refined",
    ]);
    const halves = { ...ENOUGH, groups: [IDS.slice(0, 2), IDS.slice(2)] };
    expect(listLacking(halves)).toEqual([
      "a, b | c, d: at fewer than 25 instants the ones and the others saw them together: walk where both see you",
    ]);
    expect(listLacking({ ...ENOUGH, walkedM2: 4.7 })).toEqual([
      "4.7 of 24.0 m² of the floor: walk along all aisles; elsewhere cameras may come to agree less",
    ]);
  });

  it("ends with what to do next, as a shell takes it", () => {
    const files = { file: "my walk.csv", calibration: "/shop/it's/cameras.json" };
    const text = formatWalkReach(ENOUGH, { crowded: 2, alone: 0, apart: 1 }, files);
    expect(text).toContain("by 4 of 4 cameras");
    expect(text).toContain(
      "not used were instants: 2 with two people or more in one picture, 1 in which cameras did not",
    );
    expect(text).toMatch(/that is enough; next, with --points .*\n {2}npx saunter/);
    expect(text.split("\n").at(-2)).toBe(
      "  npx saunter calibrate-cameras refine --calibration '/shop/it'\\''s/cameras.json' " +
        "--poses 'my walk.csv' --out '/shop/it'\\''s/cameras.json'",
    );
    const less = formatWalkReach(
      { ...ENOUGH, instants: 3 },
      { crowded: 0, alone: 0, apart: 0 },
      files,
    );
    expect(less).toContain("that is not enough:\n- 3 instants of 120");
    expect(less).not.toContain("not used were");
  });
});
