/** Numbers that describe cameras and people stand in tables, and the code reads all of them. */

import { type Parameter, takeValues } from "@saunter/numerics/parameter-table";
import { BODIES } from "@saunter/vision/parameters/bodies";
import { CAMERAS } from "@saunter/vision/parameters/cameras";
import { CLOTHING } from "@saunter/vision/parameters/clothing";
import { DEFAULT_FUSION, FUSION } from "@saunter/vision/parameters/fusion";
import { IDENTITIES } from "@saunter/vision/parameters/identities";
import { POSES } from "@saunter/vision/parameters/poses";
import { TRACKING } from "@saunter/vision/parameters/tracking";
import { TRIANGULATION } from "@saunter/vision/parameters/triangulation";
import { describe, expect, it } from "vitest";
import { listConstants, listNumbers, readSources } from "./source-numbers.ts";

const cameras = readSources("vision", "cameras");
const fusion = readSources("vision", "fusion");
const tracking = readSources("vision", "tracking");
const sources = new Map([...cameras, ...fusion, ...tracking]);

/** What has a fraction and stands in a formula, by "folder/file number". */
function listFractions(files: ReadonlyMap<string, string>): string[] {
  return listNumbers(files).filter((number) => /\.\d+$/.test(number));
}

const SIZES = "how many numbers there are of something: no choice";
const NUMERICAL = "of the method that computes, says nothing of the world";
const METRIC = "part of the definition of a published score";
const GEOMETRY = "as many decide the thing: geometry";

/** Constants that stay in the code, and why. */
const CONSTANTS: Readonly<Record<string, string>> = {
  "cameras/bundle.ts BUNDLE_PARAMETERS": SIZES,
  "cameras/bundle.ts POSE": SIZES,
  "cameras/lens-derivatives.ts LENS_PARAMETERS": SIZES,
  "cameras/pose-fit.ts POSE_PARAMETERS": SIZES,
  "cameras/three-by-three.ts SUMS_VECTOR": SIZES,
  "fusion/body.ts SYMMETRIC": SIZES,
  "fusion/clothing.ts COLOUR_VALUES": SIZES,
  "fusion/pose-detection.ts DETECTION_STRIDE": SIZES,
  "fusion/pose-detection.ts TORSO_JOINTS": SIZES,
  "tracking/ground-motion.ts STATE": SIZES,
  "tracking/ground-motion.ts COVARIANCE": SIZES,
  "cameras/camera-drift.ts UNSEEN": SIZES,
  "fusion/body.ts NECK": "a joint's place in lists",
  "fusion/assign-poses.ts NECK": "a joint's place in lists",
  "fusion/body.ts ROWS": "where entries of a matrix are",
  "cameras/bundle.ts TOLD_SHARE_MIN": NUMERICAL,
  "cameras/bundle.ts DAMPING_START": NUMERICAL,
  "cameras/bundle.ts DAMPING_MAX": NUMERICAL,
  "cameras/bundle.ts FALL_SHARE_MIN": NUMERICAL,
  "cameras/camera-model.ts DEPTH_MIN_M": "a guard against division by zero",
  "cameras/camera-model.ts ROTATION_OFF_MAX": "a check of what is given: rounding of four digits",
  "cameras/lens-distortion.ts RADIUS_MAX": NUMERICAL,
  "cameras/lens-distortion.ts TOLERANCE": NUMERICAL,
  "cameras/lens-distortion.ts START_SHARE": NUMERICAL,
  "cameras/refine-cameras.ts FIRM_OFFSET_SD_S": NUMERICAL,
  "cameras/refine-cameras.ts RIDGE": NUMERICAL,
  "cameras/three-point-pose.ts RATIO_MAX": NUMERICAL,
  "cameras/triangulate.ts STEP_MIN_M": NUMERICAL,
  "cameras/camera-drift.ts SIZES": "the shifts that the procedure sums over: a doubling grid",
  "cameras/camera-drift.ts SIGNS": "the shifts that the procedure sums over: both ways",
  "cameras/resect-camera.ts FOCAL_WIDTHS": "starts of a search, from which the fit goes on",
  "cameras/resect-camera.ts POINTS_MIN": GEOMETRY,
  "fusion/clothing.ts LOG_RATIO_MAX": NUMERICAL,
  "fusion/id-switch-chain.ts PROBABILITY_MIN": NUMERICAL,
  "fusion/pose-associator.ts FAR_SDS": NUMERICAL,
  "fusion/assign-poses.ts GAIN_MAX": NUMERICAL,
  "cameras/lens-distortion.ts NO_DISTORTION": "nothing but zeros",
  "cameras/three-point-pose.ts ORIGIN": "nothing but zeros",
  "fusion/merge-people.ts RANKS": "an order",
  "tracking/detector-model.ts SCORE_BINS": "the length of a list",
  "tracking/clear-mot.ts MOSTLY_TRACKED_SHARE_MIN": METRIC,
  "tracking/clear-mot.ts MOSTLY_LOST_SHARE_MAX": METRIC,
  "tracking/hota.ts ALPHA_COUNT": METRIC,
  "tracking/hota.ts ALPHA_STEP": METRIC,
  "tracking/track-frames.ts ZERO_DISTANCE_LIMITS": METRIC,
  "tracking/track-frames.ts LIMIT_SIMILARITY": METRIC,
  "tracking/track-score.ts TRACK_DISTANCE_M": METRIC,
  "tracking/track-score.ts TRACK_DISTANCE_M_MAX": "a check of what is given",
};

/** Each table, and the sources that go by it. */
const TABLES: readonly (readonly [
  string,
  Readonly<Record<string, Parameter>>,
  Map<string, string>,
])[] = [
  ["triangulation", TRIANGULATION, cameras],
  ["cameras", CAMERAS, cameras],
  ["bodies", BODIES, fusion],
  ["poses", POSES, fusion],
  ["clothing", CLOTHING, fusion],
  ["identities", IDENTITIES, fusion],
  ["tracking", TRACKING, tracking],
];

describe("parameters of vision", () => {
  it.each(TABLES)("of %s lie in their range, and say what they mean", (_, table) => {
    expect(Object.keys(table).length).toBeGreaterThan(1);
    for (const [name, { value, unit, meaning, source, range }] of Object.entries(table)) {
      expect.soft(value, name).toBeGreaterThanOrEqual(range[0]);
      expect.soft(value, name).toBeLessThanOrEqual(range[1]);
      expect.soft(range[0], name).toBeLessThan(range[1]);
      expect.soft(unit, name).not.toBe("");
      expect.soft(meaning, name).toMatch(/^[A-Z].*\.$/);
      expect.soft(source, name).toMatch(/^[A-Z].*\.$/);
    }
    expect(takeValues(table)).toEqual(
      Object.fromEntries(Object.entries(table).map(([name, { value }]) => [name, value])),
    );
  });

  it("that leave their range are refused", () => {
    const [low, high] = TRACKING.gateSds.range;
    expect(takeValues({ one: { ...TRACKING.gateSds, value: high } })).toEqual({ one: high });
    for (const value of [low - 0.1, high + 0.1, Number.NaN]) {
      expect(() => takeValues({ one: { ...TRACKING.gateSds, value } })).toThrow(RangeError);
    }
  });

  it.each(TABLES)("of %s are all read", (_, table, files) => {
    const text = [...files.values()].join("\n");
    const unread = Object.keys(table).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(unread).toEqual([]);
  });

  it("have names that no other table of fusion has", () => {
    const { placeSdShareMax } = TRIANGULATION;
    const tables = [{ placeSdShareMax }, BODIES, POSES, CLOTHING, IDENTITIES];
    const names = tables.flatMap((table) => Object.keys(table));
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(FUSION)).toEqual(names);
    expect(Object.keys(DEFAULT_FUSION)).toEqual(names);
  });
});

describe("sources of vision", () => {
  it("are found", () => {
    expect(sources.size).toBeGreaterThan(40);
    expect(sources.has("fusion/body.ts")).toBe(true);
  });

  it("hold no constant that describes the world", () => {
    const unknown = listConstants(sources).filter((name) => !(name in CONSTANTS));
    expect(unknown).toEqual([]);
  });

  it("hold every constant that is excepted", () => {
    const known = new Set(listConstants(sources));
    expect(Object.keys(CONSTANTS).filter((name) => !known.has(name))).toEqual([]);
  });

  it("hold no fraction in a formula but one half", () => {
    expect(listFractions(sources).filter((number) => !number.endsWith(" 0.5"))).toEqual([]);
  });

  it("are seen to hold them where they do", () => {
    const planted = new Map([
      [
        "a/b.ts",
        [
          "const NEAR_M = 0.3;",
          "export const FAR_MS: number = -5_000;",
          "const HANGS_M = [0.2, 1];",
          "const LOSS = { kind: x, scaleSds: 3 } as const;",
          "const KEPT = 0.5 ** (1 / 5000);",
          'const NAMES = ["a", "b"];',
          "// const GONE_M = 3;",
          "const near = distance < 0.25;",
          'const text = "1.5 m";',
        ].join("\n"),
      ],
    ]);
    expect(listConstants(planted)).toEqual(
      ["NEAR_M", "FAR_MS", "HANGS_M", "LOSS", "KEPT"].map((name) => `a/b.ts ${name}`),
    );
    expect(listFractions(planted)).toEqual(["a/b.ts 0.25"]);
  });
});
