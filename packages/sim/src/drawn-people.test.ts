import { JOINT_STRIDE } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { type Body, makeBody, POSE_LENGTH, writePose } from "./body.ts";
import { makeTrack, seeTracks, type Track } from "./joint-tracker.ts";
import { type BodyPhysics, DEFAULT_PHYSICS, type TrackerPhysics } from "./physics.ts";
import { drawRestPoseNames } from "./rest-poses.ts";

const PERFECT = { jointNoiseScale: 0, dropoutScale: 0, outlierScale: 0, mixUpScale: 0 };

function make(changes: Partial<BodyPhysics>, seed = 1, x = 0): Body {
  const physics = { ...DEFAULT_PHYSICS, body: { ...DEFAULT_PHYSICS.body, ...changes } };
  return makeBody({ x, y: -0.6 }, Math.PI / 2, 0, createRandom(seed), physics);
}

function poseOf(body: Body, tMs: number): Float64Array {
  const pose = new Float64Array(POSE_LENGTH);
  writePose(body, tMs, pose);
  return pose;
}

function change(changes: Partial<TrackerPhysics>): TrackerPhysics {
  return { ...DEFAULT_PHYSICS.tracker, ...changes };
}

/** Frames of a track alone, 15 a second. */
function watch(track: Track, physics: TrackerPhysics, count: number, fromMs = 0): Float64Array[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, k) => {
    const frame = seeTracks([track], fromMs + (1000 * k) / 15, PERFECT, random, physics);
    return frame.shoppers[0]!.joints;
  });
}

/** A hand out from 1 to 3 s, there from 1.35 to 2.65 s. */
function reach(body: Body, z = 1.1): void {
  const times = { startMs: 1000, arriveMs: 1350, leaveMs: 2650, endMs: 3000 };
  body.reaches.push({ hand: 1, x: 0.2, y: 0.2, z, ...times });
}

describe("bodies", () => {
  it("hold each hand in a way of their own where they have rest poses", () => {
    const wrists = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const pose = poseOf(make({ restPoseShare: 1 }, seed), 100);
      const belowM = pose[2]! - pose[6 * 3 + 2]!;
      wrists.add(belowM.toFixed(1));
    }
    expect(wrists.size).toBeGreaterThan(4);
    const plain = poseOf(make({}, 7), 100);
    expect(plain[2]! - plain[6 * 3 + 2]!).toBeCloseTo(0.785, 6);
  });

  it("push a trolley with both hands or not at all", () => {
    let trolleys = 0;
    for (let seed = 0; seed < 300; seed++) {
      const names = drawRestPoseNames(createRandom(seed));
      const hands = names.filter((name) => name === "trolley").length;
      expect(hands).not.toBe(1);
      if (hands === 2) trolleys++;
    }
    expect(trolleys).toBeGreaterThan(20);
  });

  it("are children in as many cases as said, small in all their measures", () => {
    const heights = Array.from({ length: 200 }, (_, seed) => make({ childShare: 0.3 }, seed));
    const children = heights.filter(({ heightM }) => heightM < 1.5);
    expect(children.length).toBeGreaterThan(35);
    expect(children.length).toBeLessThan(90);
    for (const child of children) {
      expect(child.heightM).toBeGreaterThanOrEqual(1);
      const pose = poseOf(child, 100);
      expect(pose[6 * 3 + 2]!).toBeGreaterThan(0.45);
      expect(pose[3 * 3]! - pose[2 * 3]!).toBeLessThan(0.28);
    }
  });

  it("bend for what is low", () => {
    const headOf = (bendShare: number, z: number) => {
      const body = make({ bendShare });
      reach(body, z);
      return body.heightM - poseOf(body, 2000)[2]!;
    };
    expect(headOf(0, 0.3)).toBe(0);
    expect(headOf(1, 0.3)).toBeGreaterThan(0.2);
    expect(headOf(1, 1.3)).toBe(0);
  });

  it("move their hands faster or slower where people have styles", () => {
    const moves = Array.from(
      { length: 100 },
      (_, seed) => make({ styleLogSpread: 0.3 }, seed).moveMs,
    );
    expect(Math.min(...moves)).toBeLessThan(250);
    expect(Math.max(...moves)).toBeGreaterThan(500);
    expect(make({}).moveMs).toBe(350);
  });
});

describe("trackers", () => {
  const WRIST_Z = 7 * JOINT_STRIDE + 2;

  it("err for a while where errors hang together, and worse at the wrists", () => {
    const spread = [0.02, 0.02, 0.02, 0.02, 0.03, 0.03, 0.06, 0.06];
    const physics = change({ slowErrorTimeS: 1, slowErrorM: spread });
    const body = make({ swayM: 0 });
    const frames = watch(makeTrack("a", body), physics, 6000);
    const errors = (joint: number) => frames.map((f) => f[joint * JOINT_STRIDE + 2]!);
    const describe = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const power = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
      const after = values
        .slice(1)
        .reduce((sum, v, k) => sum + (v - mean) * (values[k]! - mean), 0);
      return { spreadM: Math.sqrt(power), next: after / values.length / power };
    };
    const wrist = describe(errors(7));
    // One frame is a fifteenth of the time constant: exp(-1 / 15).
    expect(wrist.next).toBeGreaterThan(0.9);
    expect(wrist.spreadM).toBeGreaterThan(0.045);
    expect(wrist.spreadM).toBeLessThan(0.075);
    expect(describe(errors(0)).spreadM).toBeLessThan(0.03);
  });

  it("err always to one side where there is a bias, of each person another", () => {
    const biasM = [0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05];
    const physics = change({ slowErrorTimeS: 1, biasM });
    const body = make({ swayM: 0 });
    const [first, later] = watch(makeTrack("a", body), physics, 2);
    expect(later![WRIST_Z]).toBeCloseTo(first![WRIST_Z]!, 9);
    expect(Math.abs(first![WRIST_Z]! - poseOf(body, 0)[7 * 3 + 2]!)).toBeGreaterThan(1e-4);
  });

  it("lose sight of the wrist while it reaches, in as many reaches as said", () => {
    const seen = (reachHiddenShare: number) => {
      const body = make({});
      reach(body);
      const frames = watch(makeTrack("a", body), change({ reachHiddenShare }), 20, 1500);
      return frames.filter((joints) => !Number.isNaN(joints[WRIST_Z]!)).length;
    };
    expect(seen(0)).toBe(20);
    // The hand is on its way back in the last frames.
    expect(seen(1)).toBe(0);
  });

  it("take left for right for a while", () => {
    const body = make({ swayM: 0 });
    const frames = watch(makeTrack("a", body), change({ sideSwapsPerS: 1, sideSwapMs: 400 }), 300);
    const crossed = frames.filter((joints) => joints[6 * JOINT_STRIDE]! > joints[WRIST_Z - 2]!);
    expect(crossed.length).toBeGreaterThan(30);
    expect(crossed.length).toBeLessThan(200);
  });

  it("show what was a while ago where they are late", () => {
    const body = make({});
    reach(body);
    const heights = watch(makeTrack("a", body), change({ latencyMs: 80 }), 4, 1100);
    const now = Array.from({ length: 4 }, (_, k) => poseOf(body, 1100 + (1000 * k) / 15)[23]!);
    expect(heights.filter((joints, k) => joints[WRIST_Z]! < now[k]! - 1e-3).length).toBeGreaterThan(
      1,
    );
  });

  it("give scores that say nothing in as many cases as said", () => {
    const low = (idleScoreShare: number) =>
      watch(makeTrack("a", make({})), change({ idleScoreShare }), 100).filter(
        (joints) => joints[3]! < 0.59,
      ).length;
    expect(low(0)).toBe(0);
    expect(low(1)).toBeGreaterThan(20);
  });

  it("keep two taken for each other until they part, where switches last", () => {
    const [a, b] = [make({}, 1), make({}, 2, 0.4)];
    const tracks = [makeTrack("a", a), makeTrack("b", b)];
    const physics = change({ identitySwapsPerS: 1000, lastingSwapShare: 1, wristSwapsPerS: 0 });
    const options = { ...PERFECT, mixUpScale: 1 };
    const random = createRandom(1);
    const see = (tMs: number) => {
      const { shoppers } = seeTracks(tracks, tMs, options, random, physics);
      return shoppers.find(({ shopperId }) => shopperId === "a")!.joints[0]!;
    };
    see(0);
    for (const tMs of [100, 5000, 30_000]) expect(see(tMs)).toBeCloseTo(0.4, 1);
    b.motion = { ...b.motion, from: { x: 3, y: -0.6 }, to: { x: 3, y: -0.6 } };
    expect(see(31_000)).toBeCloseTo(0, 1);
  });
});
