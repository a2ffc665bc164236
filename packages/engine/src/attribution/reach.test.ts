import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DWELL_ANSWERS_MAX } from "../limits.ts";
import type { JointName } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_REACH } from "../parameters/reach.ts";
import { DEFAULT_TOUCHES } from "../parameters/touches.ts";
import { type Body, FRAME_MS, type Point, reachTo, trackPeople } from "../test-builders.ts";
import {
  createDwellWatch,
  createReachScene,
  type DwellWatch,
  findNeckZ,
  type ReachTarget,
  type ReachView,
  rateDwell,
  scoreReaches,
  viewReach,
} from "./reach.ts";

const AT_MS = 10_000;
/** A plate at the front of a shelf one metre up, and the point where a hand takes from it. */
const target: ReachTarget = {
  place: { x: 0, y: 0, z: 1, yawRad: 0, widthM: 0.1, depthM: 0.45 },
  halfWidthM: 0.05,
};
const AT_PLATE: Point = [0.05, 0.12, 1.14];

type People = (timestampMs: number) => Readonly<Record<string, Body>>;

/** Scores of all of them, in their order. */
function scoreAll(views: readonly ReachView[], where = target): number[] {
  const scene = createReachScene(views, AT_MS, DEFAULT_REACH);
  return scoreReaches(scene, [...views.keys()], where, DEFAULT_REACH);
}

/** Scores by shopper. */
function score(people: People, fromMs = AT_MS - 2000, toMs = AT_MS + 2000): Record<string, number> {
  const tracks = trackPeople(fromMs, toMs, people);
  const views = [...tracks.byId.values()].map((track) =>
    viewReach(track, AT_MS, toMs, DEFAULT_REACH),
  );
  const scores = scoreAll(views);
  return Object.fromEntries(views.map(({ shopperId }, at) => [shopperId, scores[at]!]));
}

const during = (timestampMs: number): boolean => Math.abs(timestampMs - AT_MS) < 350;

/** Somebody before the plate whose right hand goes there at the time of the step. */
const taker: Body = { x: 0, y: -0.5 };
const takes = (timestampMs: number, body = taker): Body =>
  during(timestampMs) ? reachTo(body, AT_PLATE) : body;
/** A neighbour who stands by, arms hanging. */
const neighbour: Body = { x: 0.55, y: -0.5 };

const hide = (body: Body, ...names: JointName[]): Body => ({
  ...body,
  joints: { ...body.joints, ...Object.fromEntries(names.map((name) => [name, null])) },
});

describe("who reaches", () => {
  it("is the one whose wrist is at the plate, not a neighbour", () => {
    const scores = score((atMs) => ({ ann: takes(atMs), bob: neighbour }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 5);
    expect(scores.ann).toBeGreaterThan(0);
    expect(scores.bob).toBeLessThan(0);
  });

  it("is the one whose wrist is there, even while the neighbour stands nearer", () => {
    const scores = score((atMs) => ({
      ann: takes(atMs, { x: 0.5, y: -0.5 }),
      bob: { x: 0.05, y: -0.5 },
    }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 3);
  });

  it("is either hand's", () => {
    const people =
      (side: "l" | "r"): People =>
      (atMs) => ({
        ann: during(atMs) ? reachTo(taker, AT_PLATE, side) : taker,
      });
    expect(score(people("l")).ann).toBeGreaterThan(3);
    expect(score(people("r")).ann).toBeGreaterThan(3);
  });

  it("is the one whose hand is at this plate, not three plates on", () => {
    const beside: Point = [AT_PLATE[0] + 0.3, AT_PLATE[1], AT_PLATE[2]];
    const scores = score((atMs) => ({
      ann: takes(atMs, { x: -0.25, y: -0.5 }),
      bob: during(atMs) ? reachTo({ x: 0.4, y: -0.5 }, beside) : { x: 0.4, y: -0.5 },
    }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 2);
  });

  it("is the one whose hand is at this shelf, not at the one above or below", () => {
    const people =
      (z: number): People =>
      (atMs) => ({
        ann: during(atMs) ? reachTo(taker, [AT_PLATE[0], AT_PLATE[1], z]) : taker,
      });
    expect(score(people(1.14)).ann).toBeGreaterThan(score(people(1.6)).ann! + 3);
    expect(score(people(1.14)).ann).toBeGreaterThan(score(people(0.6)).ann! + 3);
  });

  it("follows the plate's own rotation", () => {
    const { place } = target;
    const turned = { ...target, place: { ...place, yawRad: Math.PI / 2 } };
    const turn = ([x, y, z]: Point): Point => [-y, x, z];
    const tracks = trackPeople(AT_MS - 2000, AT_MS + 2000, (atMs) => {
      const body = { x: 0.5, y: 0 };
      return { ann: during(atMs) ? reachTo(body, turn(AT_PLATE)) : body };
    });
    const views = [viewReach(tracks.byId.get("ann")!, AT_MS, Infinity, DEFAULT_REACH)];
    expect(scoreAll(views, turned)[0]).toBeGreaterThan(3);
    expect(scoreAll(views)[0]).toBeLessThan(0);
  });
});

describe("joints that are not seen", () => {
  it("say nothing: with the wrists hidden the elbow and the body still tell", () => {
    const scores = score((atMs) => ({
      ann: hide(takes(atMs), "l_wrist", "r_wrist"),
      bob: hide(neighbour, "l_wrist", "r_wrist"),
    }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 2);
    const seen = score((atMs) => ({ ann: takes(atMs), bob: neighbour }));
    expect(scores.ann! - scores.bob!).toBeLessThan(seen.ann! - seen.bob!);
  });

  it("leave who is nearer by the body alone", () => {
    const armless: JointName[] = ["l_wrist", "r_wrist", "l_elbow", "r_elbow"];
    const scores = score(() => ({
      ann: hide(taker, ...armless),
      bob: hide(neighbour, ...armless),
    }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 1);
  });

  it("of a whole person leave the score 0", () => {
    const all: JointName[] = ["head", "neck", "l_shoulder", "r_shoulder"];
    const arms: JointName[] = ["l_wrist", "r_wrist", "l_elbow", "r_elbow"];
    expect(score(() => ({ ann: hide(taker, ...all, ...arms) })).ann).toBe(0);
  });

  it("but for an arm still tell where the body is not", () => {
    const bodiless = (body: Body): Body => hide(body, "head", "neck", "l_shoulder", "r_shoulder");
    const scores = score((atMs) => ({ ann: bodiless(takes(atMs)), bob: bodiless(neighbour) }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 3);
  });

  it("at that time, of somebody seen before and after, leave the score 0", () => {
    const people: People = (atMs): Record<string, Body> =>
      Math.abs(atMs - AT_MS) < 700 ? {} : { ann: taker };
    expect(score(people).ann).toBe(0);
  });
});

describe("joints that are wrong", () => {
  it("for single frames change little", () => {
    const random = createRandom(1);
    const thrown = new Set([AT_MS - 4 * FRAME_MS, AT_MS, AT_MS + 3 * FRAME_MS].map(Math.round));
    const people =
      (wrong: boolean): People =>
      (atMs) => {
        const body = takes(atMs);
        if (!wrong || !thrown.has(Math.round(atMs))) return { ann: body, bob: neighbour };
        const point: Point = [random.uniform(-2, 2), random.uniform(-2, 2), random.uniform(0, 2)];
        const joints = { ...body.joints, r_wrist: point };
        return { ann: { ...body, joints, scores: { r_wrist: 0.3 } }, bob: neighbour };
      };
    const [right, wrong] = [score(people(false)), score(people(true))];
    expect(wrong.ann).toBeGreaterThan(wrong.bob! + 4);
    expect((right.ann! - wrong.ann!) / thrown.size).toBeLessThan(2);
  });

  it("and of low score say less than those of high score, for and against", () => {
    const scored = (value: number): Record<string, number> =>
      score((atMs) => ({
        ann: { ...takes(atMs), scores: { l_wrist: value, r_wrist: value } },
        bob: { ...neighbour, scores: { l_wrist: value, r_wrist: value } },
      }));
    const [high, low] = [scored(0.95), scored(0.1)];
    expect(low.ann).toBeLessThan(high.ann!);
    expect(low.bob).toBeGreaterThan(high.bob!);
  });

  it("can say no more than an outlier allows, however far away they are", () => {
    const away = (metres: number): number =>
      score(() => ({ ann: { ...taker, joints: { r_wrist: [metres, metres, 5] } } })).ann!;
    expect(Math.abs(away(50) - away(5))).toBeLessThan(1);
  });

  it("count little where a wrist is too far from its elbow", () => {
    // Somebody's hand is reported at the plate while the elbow hangs by the body, a metre away.
    const detached = (atMs: number): Body =>
      during(atMs) ? { x: 1, y: -0.6, joints: { r_wrist: AT_PLATE } } : { x: 1, y: -0.6 };
    const scores = score((atMs) => ({ ann: takes(atMs), bob: detached(atMs) }));
    expect(scores.ann).toBeGreaterThan(scores.bob! + 5);
    const whole = score((atMs) => {
      const [x, y, z] = AT_PLATE;
      const joints = { r_wrist: AT_PLATE, r_elbow: [x + 0.2, y - 0.2, z] } as const;
      const body = { x: 1, y: -0.6 };
      return { ann: takes(atMs), bob: during(atMs) ? { ...body, joints } : body };
    });
    expect(whole.bob).toBeGreaterThan(scores.bob! + 1);
  });

  it("count little from a forearm of half a metre on", () => {
    const [x, y, z] = AT_PLATE;
    const forearm = (metres: number): number =>
      score((atMs) => ({
        ann: during(atMs)
          ? { ...taker, joints: { r_wrist: AT_PLATE, r_elbow: [x, y - metres, z] } }
          : taker,
      })).ann!;
    expect(forearm(0.49)).toBeGreaterThan(forearm(0.51) + 2);
    expect(forearm(0.47) - forearm(0.49)).toBeLessThan(0.5);
  });

  it("because a tracker swaps the arms of neighbours for a few frames do not turn the answer", () => {
    const beside: Body = { x: 0.5, y: -0.5 };
    const scores = score((atMs) => {
      const ann = takes(atMs);
      if (atMs < AT_MS - 70 || atMs > AT_MS + 70) return { ann, bob: beside };
      const hanging: Partial<Record<JointName, Point>> = {
        r_wrist: [0.72, -0.45, 0.88],
        r_elbow: [0.72, -0.5, 1.12],
      };
      return {
        ann: { ...ann, joints: { ...ann.joints, ...hanging } },
        bob: { ...beside, ...(ann.joints === undefined ? {} : { joints: ann.joints }) },
      };
    });
    expect(scores.ann).toBeGreaterThan(scores.bob! + 1);
  });

  it("as a neighbour's arm are allowed for, and as that of somebody far away are not", () => {
    // Bob's own arms hang; Ann's is at the plate.
    const bobBeside = (metres: number): number => {
      const people: People = (atMs) => ({ ann: takes(atMs), bob: { x: metres, y: -0.5 } });
      const alone: People = () => ({ bob: { x: metres, y: -0.5 } });
      return score(people).bob! - score(alone).bob!;
    };
    expect(bobBeside(0.6)).toBeGreaterThan(0.1);
    expect(bobBeside(1.2)).toBe(0);
  });
});

describe("frames", () => {
  it("of another time say nothing", () => {
    const early: People = (atMs) => ({
      ann: Math.abs(atMs - AT_MS + 1200) < 350 ? reachTo(taker, AT_PLATE) : taker,
    });
    const never: People = () => ({ ann: taker });
    expect(score(early).ann).toBeCloseTo(score(never).ann!, 9);
  });

  it("that follow closely are not counted as if they were independent", () => {
    const tracks = trackPeople(AT_MS - 1000, AT_MS + 1000, (atMs) => ({ ann: takes(atMs) }));
    const [track] = [...tracks.byId.values()];
    const once = viewReach(track!, AT_MS, Infinity, DEFAULT_REACH);
    const doubled = {
      ...once,
      frames: once.frames.flatMap((frame) => [
        frame,
        { ...frame, timestampMs: frame.timestampMs + FRAME_MS / 2 },
      ]),
    };
    const [single] = scoreAll([once]);
    const [double] = scoreAll([doubled]);
    expect(Math.abs(double! - single!)).toBeLessThan(0.2 * Math.abs(single!));
  });

  it("are viewed 1500 ms either side of the time", () => {
    const tracks = trackPeople(AT_MS - 3000, AT_MS + 3000, () => ({ ann: taker }));
    const { frames } = viewReach(tracks.byId.get("ann")!, AT_MS, Infinity, DEFAULT_REACH);
    expect(frames[0]!.timestampMs).toBeGreaterThanOrEqual(AT_MS - 1500);
    expect(frames[0]!.timestampMs).toBeLessThan(AT_MS - 1500 + FRAME_MS);
    expect(frames.at(-1)!.timestampMs).toBeLessThanOrEqual(AT_MS + 1500);
    expect(frames.at(-1)!.timestampMs).toBeGreaterThan(AT_MS + 1500 - FRAME_MS);
  });

  it("that came before they were asked for, and no later ones, are viewed", () => {
    const tracks = trackPeople(AT_MS - 3000, AT_MS + 3000, () => ({ ann: taker }));
    const view = (untilMs: number): number[] =>
      viewReach(tracks.byId.get("ann")!, AT_MS, untilMs, DEFAULT_REACH).frames.map(
        (frame) => frame.timestampMs,
      );
    const last = view(AT_MS + 200).at(-1)!;
    expect(last).toBeLessThanOrEqual(AT_MS + 200);
    expect(last).toBeGreaterThan(AT_MS + 200 - FRAME_MS);
    expect(view(last)).toEqual(view(AT_MS + 200));
    expect(view(AT_MS - 1501)).toEqual([]);
    expect(view(AT_MS + 1500)).toEqual(view(Infinity));
  });
});

describe("a hand that may go on pressing", () => {
  const watch = (shares: Readonly<Record<string, number>>, sinceMs = AT_MS): DwellWatch =>
    createDwellWatch(target, new Map(Object.entries(shares)), sinceMs);
  const stays = reachTo(taker, AT_PLATE);
  const STAYS: People = () => ({ ann: stays });
  const LEAVES: People = (atMs) => ({ ann: atMs < AT_MS + 300 ? stays : taker });
  const track = (people: People, everyMs = FRAME_MS, toMs = AT_MS + 9000) => {
    const tracks = trackPeople(AT_MS - 500, AT_MS - 500, people);
    for (let atMs = AT_MS - 500 + everyMs; atMs <= toMs; atMs += everyMs) {
      trackPeople(atMs, atMs, people, tracks);
    }
    return tracks;
  };

  it("is the likelier the longer a wrist stays at the plate, up to a bound", () => {
    const tracks = track(STAYS);
    const rates = [300, 1000, 2000, 8000].map((ms) =>
      rateDwell(tracks, watch({ ann: 1 }), AT_MS + ms, ENGINE_PARAMETERS),
    );
    for (let at = 1; at < rates.length; at++) {
      expect(rates[at]!).toBeGreaterThanOrEqual(rates[at - 1]!);
    }
    expect(rates[0]!).toBeGreaterThan(0);
    expect(rates[2]!).toBeGreaterThan(2);
    // Of those who do not press, some keep a hand there all along.
    expect(rates[3]!).toBeLessThanOrEqual(-Math.log(DEFAULT_TOUCHES.idleHandShare));
  });

  it("is very unlikely once the wrist has left, and down to a bound", () => {
    const tracks = track(LEAVES);
    expect(rateDwell(tracks, watch({ ann: 1 }), AT_MS + 3000, ENGINE_PARAMETERS)).toBeLessThan(-4);
    const longAfter = rateDwell(tracks, watch({ ann: 1 }), AT_MS + 9000, ENGINE_PARAMETERS);
    expect(longAfter).toBeGreaterThanOrEqual(DEFAULT_TOUCHES.dwellLogMin - 0.1);
  });

  it("is neither likelier nor less likely where nobody is known", () => {
    const tracks = track(LEAVES);
    expect(rateDwell(tracks, watch({}), AT_MS + 3000, ENGINE_PARAMETERS)).toBe(0);
    expect(rateDwell(tracks, watch({ cid: 1 }), AT_MS + 3000, ENGINE_PARAMETERS)).toBe(0);
  });

  it("is neither where nothing was seen since", () => {
    const tracks = track(LEAVES);
    expect(
      rateDwell(tracks, watch({ ann: 1 }, AT_MS + 20_000), AT_MS + 21_000, ENGINE_PARAMETERS),
    ).toBeCloseTo(0, 9);
    expect(rateDwell(tracks, watch({ ann: 1 }), AT_MS, ENGINE_PARAMETERS)).toBeCloseTo(0, 9);
  });

  it("is shared out among those who may have put it there", () => {
    const both: People = (atMs) => ({ ...LEAVES(atMs), bob: stays });
    const tracks = track(both);
    const rate = (shares: Readonly<Record<string, number>>): number =>
      rateDwell(tracks, watch(shares), AT_MS + 3000, ENGINE_PARAMETERS);
    const [ann, bob] = [rate({ ann: 1 }), rate({ bob: 1 })];
    const mixed = Math.log(0.3 * Math.exp(ann) + 0.7 * Math.exp(bob));
    expect(rate({ ann: 0.3, bob: 0.7 })).toBeCloseTo(mixed, 9);
    // Who is not known any more says neither.
    expect(rate({ ann: 0.3, cid: 0.7 })).toBeCloseTo(Math.log(0.3 * Math.exp(ann) + 0.7), 9);
  });

  it("is as likely at any frame rate", () => {
    for (const [people, withinLog] of [
      [STAYS, 0.3],
      // Which frame is the first without the hand is worth so much.
      [LEAVES, 1.2],
    ] as const) {
      const rates = [20, 66, 130, 200].map((everyMs) =>
        rateDwell(track(people, everyMs), watch({ ann: 1 }), AT_MS + 2000, ENGINE_PARAMETERS),
      );
      for (const rate of rates) expect(Math.abs(rate - rates[1]!)).toBeLessThan(withinLog);
    }
  });

  it("is answered the same when asked again, and as somebody is who asks for the first time", () => {
    const tracks = track(LEAVES);
    const asked = watch({ ann: 1 });
    const first = new Map<number, number>();
    for (let ms = 100; ms <= 3000; ms += 100) {
      first.set(ms, rateDwell(tracks, asked, AT_MS + ms, ENGINE_PARAMETERS));
      expect(rateDwell(tracks, watch({ ann: 1 }), AT_MS + ms, ENGINE_PARAMETERS)).toBeCloseTo(
        first.get(ms)!,
        9,
      );
    }
    for (const [ms, answer] of first)
      expect(rateDwell(tracks, asked, AT_MS + ms, ENGINE_PARAMETERS)).toBe(answer);
  });

  it("keeps what frames said that have been forgotten since, and a bounded number of answers", () => {
    const asked = watch({ ann: 1 });
    const answer = rateDwell(track(STAYS), asked, AT_MS + 2000, ENGINE_PARAMETERS);
    const nobody = track(() => ({}));
    for (let ms = 2001; ms < 2400; ms++) {
      expect(rateDwell(nobody, asked, AT_MS + ms, ENGINE_PARAMETERS)).toBeCloseTo(answer, 9);
    }
    expect(asked.answers.size).toBe(DWELL_ANSWERS_MAX);
  });

  it("is not worked out again once it was answered", () => {
    const asked = watch({ ann: 1 });
    const answer = rateDwell(track(STAYS), asked, AT_MS + 2000, ENGINE_PARAMETERS);
    expect(rateDwell(track(LEAVES), asked, AT_MS + 2000, ENGINE_PARAMETERS)).toBe(answer);
    expect(rateDwell(track(LEAVES), asked, AT_MS + 2100, ENGINE_PARAMETERS)).toBeLessThan(answer);
  });
});

it("the neck's height comes from the head where it is not seen, and from a person's where neither is", () => {
  const heightOf = (...names: JointName[]): number =>
    findNeckZ(
      trackPeople(0, 0, () => ({ ann: hide({ x: 0, y: 0 }, ...names) })).byId.get("ann")!
        .frames[0]!,
      DEFAULT_REACH,
    );
  expect(heightOf()).toBe(1.43);
  expect(heightOf("neck")).toBeCloseTo(1.43, 9);
  expect(heightOf("neck", "head")).toBe(1.4);
});
