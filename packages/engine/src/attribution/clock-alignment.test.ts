/** People who reach for plates that change, and whose joints are stamped by another clock. */
import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KnownOffset } from "../engine-types.ts";
import { CLOCK_CHANGES_WAITING_MAX, CLOCK_SHARED_MAX } from "../limits.ts";
import type { JointFrame } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex, findPlace } from "../shop-index.ts";
import { type Body, createFacing, createJoints, createShop, reachTo } from "../test-builders.ts";
import {
  alignFrame,
  type ClockConcern,
  createClockAlignment,
  describeClocks,
  type NotedChange,
  noteChange,
  noteClockLeaver,
  weighChanges,
} from "./clock-alignment.ts";
import { createTracks, pushFrame } from "./tracks.ts";

const START_MS = 1_000_000;
const EVERY_MS = 8000;
const FRAME_MS = 1000 / 15;
const NEAR: Body = { x: 0.05, y: -0.45 };
const BESIDE: Body = { x: 0.9, y: -0.6 };
const BEHIND: Body = { x: -0.6, y: -0.9 };
const BY_ADA: Body = { x: 0.4, y: -0.45 };
const REACH_Z = [0.05, 0.05, 0.54] as const;
/** Bob reaches so much sooner than Ada. */
const SOONER_MS = 700;
const SHOP = createShop([createFacing(1, [1, 2], "soup")], { soup: 400 });
const INDEX = createShopIndex(SHOP, ENGINE_PARAMETERS);
const PLACE = findPlace(INDEX, 1, 1, 1)!;

function makeChange(at: number, gondola: number): NotedChange {
  const changeMs = START_MS + (at + 1) * EVERY_MS;
  return { gondola, changeMs, target: { place: PLACE, halfWidthM: 0.05 } };
}

interface Scene {
  /** How much later joints are stamped, by the number of the change. */
  readonly offsetMs: (change: number) => number;
  readonly changes: number;
  /** Whether Bob reaches for it, too, beside Ada. */
  readonly isTwo?: (change: number) => boolean;
  /** Whether Bob and Cyd stand there with their hands down. */
  readonly isCrowd?: (change: number) => boolean;
  /** Changes for which no hand is there. */
  readonly isStray?: (change: number) => boolean;
  readonly known?: KnownOffset;
  /** Whether both leave after a change. */
  readonly leaves?: (change: number) => boolean;
  readonly gondola?: (change: number) => number;
}

/** Ada reaches for each change; how long before and after varies. */
function play(scene: Scene) {
  const { changes, gondola = () => 1, isCrowd, isStray, isTwo, known, leaves, offsetMs } = scene;
  const random = createRandom(3);
  const alignment = createClockAlignment(ENGINE_PARAMETERS, known ?? null);
  const tracks = createTracks();
  const reaches = Array.from({ length: changes }, () => ({
    before: random.uniform(700, 950),
    after: random.uniform(550, 750),
  }));
  const concerns: (ClockConcern & { readonly at: number })[] = [];
  const stampsMs: number[] = [];
  const trace: ReturnType<typeof describeClocks>[] = [];
  let noted = 0;
  for (let seenMs = START_MS; seenMs < START_MS + (changes + 1) * EVERY_MS; seenMs += FRAME_MS) {
    const at = Math.min(changes - 1, Math.max(0, Math.round((seenMs - START_MS) / EVERY_MS) - 1));
    const { before, after } = reaches[at]!;
    const lagMs = seenMs - (START_MS + (at + 1) * EVERY_MS);
    const isReach = (ms: number): boolean => ms > -before && ms < after;
    const isThere = isReach(lagMs) && isStray?.(at) !== true;
    const people = {
      ada: isThere ? reachTo(NEAR, [...REACH_Z]) : NEAR,
      ...(isTwo?.(at) === true
        ? { bob: isReach(lagMs + SOONER_MS) ? reachTo(BY_ADA, [...REACH_Z]) : BY_ADA }
        : {}),
      ...(isCrowd?.(at) === true ? { bob: BESIDE, cyd: BEHIND } : {}),
    };
    const came: JointFrame = {
      kind: "joints",
      timestampMs: seenMs + offsetMs(at),
      shoppers: Object.entries(people).map(([shopperId, body]) => ({
        shopperId,
        joints: createJoints(body),
      })),
    };
    const frame = alignFrame(alignment, came);
    stampsMs.push(frame.timestampMs);
    pushFrame(tracks, frame);
    const changesBefore = alignment.shop.changes;
    for (const one of weighChanges(alignment, tracks)) concerns.push({ ...one, at });
    if (alignment.shop.changes > changesBefore) trace.push(describeClocks(alignment));
    while (noted < changes && makeChange(noted, 1).changeMs + 600 < seenMs) {
      const change = makeChange(noted, gondola(noted));
      for (const one of noteChange(alignment, change, tracks)) concerns.push({ ...one, at: noted });
      const leavers = leaves?.(noted) === true ? ["ada", "bob"] : [];
      for (const shopperId of leavers)
        for (const one of noteClockLeaver(alignment, shopperId))
          concerns.push({ ...one, at: noted });
      noted++;
    }
  }
  return { alignment, concerns, stampsMs, trace, clocks: describeClocks(alignment) };
}

const isRising = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value > values[at - 1]!);

describe("clocks of joints and readings", () => {
  it.each([-1000, -250, 400, 1000])("that are %s ms apart are found and corrected", (offsetMs) => {
    const { clocks, stampsMs } = play({ changes: 24, offsetMs: () => offsetMs });
    expect(clocks.isKnown).toBe(true);
    expect(Math.abs(clocks.offsetMs - offsetMs)).toBeLessThan(40);
    expect(Math.abs(clocks.appliedMs - offsetMs)).toBeLessThan(80);
    expect(clocks.isBearable).toBe(true);
    expect(isRising(stampsMs)).toBe(true);
  });

  it("that are one stay untouched, frame for frame", () => {
    const alignment = createClockAlignment(ENGINE_PARAMETERS, null);
    const frame: JointFrame = { kind: "joints", timestampMs: START_MS, shoppers: [] };
    expect(alignFrame(alignment, frame)).toBe(frame);
    const { clocks } = play({ changes: 24, offsetMs: () => 0 });
    expect(clocks).toMatchObject({ isKnown: true, isBearable: true, appliedMs: 0 });
  });

  it("that jump are found again, and are not trusted meanwhile", () => {
    const jumpAt = 20;
    const { clocks, stampsMs, trace } = play({
      changes: 40,
      offsetMs: (at) => (at < jumpAt ? 200 : 600),
    });
    const unsure = trace.findIndex(({ isBearable }, at) => at >= jumpAt && !isBearable);
    const found = trace.findIndex(
      ({ isKnown, offsetMs }, at) => at >= jumpAt && isKnown && Math.abs(offsetMs - 600) < 60,
    );
    expect(unsure - jumpAt).toBeLessThanOrEqual(3);
    expect(found - jumpAt).toBeLessThanOrEqual(10);
    expect(Math.abs(clocks.appliedMs - 600)).toBeLessThan(80);
    expect(isRising(stampsMs)).toBe(true);
  });

  it("are not moved by a change that no hand made", () => {
    const isStray = (at: number): boolean => at % 6 === 5;
    const { trace } = play({ changes: 36, offsetMs: () => 300, isStray });
    const known = trace.slice(12);
    for (const { appliedMs } of known) expect(Math.abs(appliedMs - 300)).toBeLessThan(80);
  });

  it("that are not known have shoppers reviewed who reached together, and none who stood alone", () => {
    const leaves = (at: number): boolean => at === 2 || at === 23;
    const isTwo = (at: number): boolean => at < 2 || at > 20;
    const { concerns } = play({ changes: 24, offsetMs: () => 0, isTwo, leaves });
    expect(new Set(concerns.flatMap(({ shopperIds }) => shopperIds))).toEqual(
      new Set(["ada", "bob"]),
    );
    expect(concerns.every(({ at }) => at <= 2)).toBe(true);
    expect(play({ changes: 24, offsetMs: () => 0, leaves }).concerns).toEqual([]);
  });

  it("that turn out to be in time before shoppers leave have none of them reviewed", () => {
    const visit = { changes: 24, isTwo: (at: number) => at < 2, leaves: (at: number) => at === 23 };
    expect(play({ ...visit, offsetMs: () => 0 }).concerns).toEqual([]);
    expect(play({ ...visit, offsetMs: () => 1000 }).concerns).not.toEqual([]);
  });

  it("concern none of three who stand together if one hand alone was at the plates", () => {
    const isCrowd = (): boolean => true;
    const { clocks, concerns, trace } = play({ changes: 12, offsetMs: () => 0, isCrowd });
    expect(concerns).toEqual([]);
    expect([...trace, clocks].some(({ isOff }) => isOff)).toBe(false);
  });

  it("that are apart and not known yet concern those who stand together", () => {
    const visit = { changes: 4, isCrowd: () => true, leaves: (at: number) => at === 3 };
    expect(play({ ...visit, offsetMs: () => 1400 }).concerns).not.toEqual([]);
  });

  it("that turn out to be apart concern those who were taken to be in time before", () => {
    const { concerns } = play({
      changes: 40,
      offsetMs: (at) => (at < 20 ? 0 : 700),
      isTwo: (at) => at === 20,
    });
    const late = concerns.filter(({ at }) => at > 20);
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(late.flatMap(({ shopperIds }) => shopperIds))).toEqual(new Set(["ada", "bob"]));
  });

  it("are corrected from the first frame on where they are known from before", () => {
    const known: KnownOffset = { offsetMs: 400, sdMs: 20, appliedMs: 390 };
    const { concerns, stampsMs, trace } = play({
      changes: 24,
      offsetMs: () => 400,
      isTwo: () => false,
      known,
    });
    expect(stampsMs[0]).toBe(START_MS + 10);
    expect(trace[1]!.isKnown).toBe(true);
    expect(concerns).toEqual([]);
  });

  it("of a gondola that differs from the others concern whoever stands there together", () => {
    // Every third change is at gondola 2, whose readings are 500 ms later than those of gondola 1.
    const isOther = (at: number): boolean => at % 3 === 2;
    const { clocks, concerns } = play({
      changes: 60,
      offsetMs: (at) => (isOther(at) ? -500 : 0),
      gondola: (at) => (isOther(at) ? 2 : 1),
      isTwo: (at) => at > 50,
    });
    expect(clocks.gondolas.map(({ gondola, isBearable }) => [gondola, isBearable])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(Math.abs(clocks.gondolas[1]!.offsetMs + 500)).toBeLessThan(60);
    expect(clocks.appliedMs).toBe(0);
    expect(concerns.some(({ gondola }) => gondola === 2)).toBe(true);
    expect(concerns.every(({ gondola }) => gondola === 2)).toBe(true);
  });

  it("keep frames in order, whatever the correction goes to", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 1, max: 5000, noNaN: true }),
            fc.integer({ min: -1500, max: 1500 }),
          ),
        ),
        (frames) => {
          const alignment = createClockAlignment(ENGINE_PARAMETERS, null);
          let timestampMs = START_MS;
          const stampsMs = frames.map(([gapMs, wantedMs]) => {
            alignment.wantedMs = wantedMs;
            timestampMs += gapMs;
            return alignFrame(alignment, { kind: "joints", timestampMs, shoppers: [] }).timestampMs;
          });
          return isRising(stampsMs);
        },
      ),
    );
  });

  it("are not compared across a correction, as joints before and after it have two clocks", () => {
    const countChanges = (wantedMs: number): number => {
      const alignment = createClockAlignment(ENGINE_PARAMETERS, null);
      const tracks = createTracks();
      const shoppers = [{ shopperId: "ada", joints: createJoints(NEAR) }];
      for (let timestampMs = START_MS; timestampMs < START_MS + 12_000; timestampMs += FRAME_MS) {
        if (timestampMs > START_MS + 7000) alignment.wantedMs = wantedMs;
        pushFrame(tracks, alignFrame(alignment, { kind: "joints", timestampMs, shoppers }));
        weighChanges(alignment, tracks);
        if (alignment.waiting.length === 0 && timestampMs < START_MS + 200) {
          noteChange(alignment, makeChange(0, 1), tracks);
        }
      }
      expect(alignment.waiting).toEqual([]);
      return alignment.shop.changes;
    };
    expect(countChanges(0)).toBe(1);
    expect(countChanges(100)).toBe(0);
  });

  it("shift ambiguities of identity with their frame", () => {
    const known: KnownOffset = { offsetMs: 300, sdMs: 20, appliedMs: 300 };
    const alignment = createClockAlignment(ENGINE_PARAMETERS, known);
    const ambiguity = {
      shopperIds: ["a", "b"],
      fromMs: 1000,
      toMs: 2000,
      probability: 0.5,
    } as const;
    const frame = { timestampMs: 2000, shoppers: [], ambiguities: [ambiguity] };
    expect(alignFrame(alignment, { kind: "joints", ...frame })).toMatchObject({
      timestampMs: 1700,
      ambiguities: [{ fromMs: 700, toMs: 1700 }],
    });
  });

  it("remember no more than is bounded", () => {
    const alignment = createClockAlignment(ENGINE_PARAMETERS, null);
    const tracks = createTracks();
    for (let at = 0; at <= CLOCK_CHANGES_WAITING_MAX; at++) {
      noteChange(alignment, makeChange(at, 1), tracks);
    }
    expect(alignment.waiting).toHaveLength(CLOCK_CHANGES_WAITING_MAX);
    expect(alignment.waiting[0]!.changeMs).toBe(makeChange(1, 1).changeMs);
  });

  it("remember so many changes that several may have made", () => {
    const { alignment } = play({
      changes: CLOCK_SHARED_MAX + 30,
      offsetMs: () => 0,
      isTwo: (at) => at > 15,
    });
    const spanMs = alignment.shared.at(-1)!.changeMs - alignment.shared[0]!.changeMs;
    expect(alignment.shared.length).toBeGreaterThan(20);
    expect(alignment.shared.length).toBeLessThanOrEqual(CLOCK_SHARED_MAX);
    expect(spanMs).toBeLessThanOrEqual(300_000);
  });
});
