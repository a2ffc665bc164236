import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameSets, type FrameSet, type Stamped, WAITING_MAX } from "./frame-sets.ts";

const FRAME_MS = 100;
const WAIT_MS = 250;
const CAMERAS = ["a", "b", "c"];

function open(waitMs = WAIT_MS) {
  const late: Stamped[] = [];
  const sets = createFrameSets<Stamped>({
    cameraIds: CAMERAS,
    frameMs: FRAME_MS,
    waitMs,
    onLate: (frame) => void late.push(frame),
  });
  return { sets, late };
}

const frame = (cameraId: string, timestampMs: number): Stamped => ({ cameraId, timestampMs });
const show = (sets: readonly FrameSet<Stamped>[]): string[] =>
  sets.map(({ frames }) => [...frames.values()].map((f) => f.cameraId + f.timestampMs).join(" "));

describe("createFrameSets", () => {
  it("puts together what was taken within half a frame, as soon as the last has come", () => {
    const { sets } = open();
    expect(show(sets.add(frame("a", 0), 10))).toEqual([]);
    expect(show(sets.add(frame("c", 49), 60))).toEqual([]);
    const [set] = sets.add(frame("b", 20), 70);
    expect(show([set!])).toEqual(["a0 b20 c49"]);
    expect(set).toMatchObject({ isWhole: true, timestampMs: 0 });
    expect(sets.findDueMs()).toBeNull();
  });

  it("takes a frame that is half a frame later for one of the next instant", () => {
    const { sets } = open();
    sets.add(frame("a", 0), 0);
    sets.add(frame("b", 10), 10);
    expect(show(sets.add(frame("c", 50), 50))).toEqual(["a0 b10"]);
  });

  it("waits for a silent camera up to the bound, then not at all until it sends again", () => {
    const { sets } = open();
    for (const id of CAMERAS) sets.add(frame(id, 0), 0);
    const waits: number[] = [];
    for (let at = 1; at <= 6; at++) {
      const cameMs = at * FRAME_MS;
      let given = [
        ...sets.add(frame("a", cameMs), cameMs),
        ...sets.add(frame("b", cameMs), cameMs),
      ];
      const dueMs = sets.findDueMs() ?? cameMs;
      if (given.length === 0 && at < 3) given = sets.pass(dueMs - 1);
      expect(given.length === 0 || cameMs >= WAIT_MS).toBe(true);
      waits.push(given.length);
    }
    expect(waits).toEqual([0, 0, 3, 1, 1, 1]);
    expect(show(sets.add(frame("c", 700), 700))).toEqual([]);
    expect(show([...sets.add(frame("a", 705), 705), ...sets.add(frame("b", 705), 705)])).toEqual([
      "a705 b705 c700",
    ]);
  });

  it("gives a set at its bound, and not before", () => {
    const { sets } = open();
    for (const id of CAMERAS) sets.add(frame(id, 0), 0);
    sets.add(frame("a", 100), 100);
    sets.add(frame("b", 100), 110);
    sets.add(frame("c", 100), 320);
    sets.add(frame("a", 200), 330);
    expect(sets.findDueMs()).toBe(320 + WAIT_MS);
    expect(show(sets.pass(569))).toEqual([]);
    expect(show(sets.pass(570))).toEqual(["a200"]);
  });

  it("gives back what is too late, or was too much", () => {
    const { sets, late } = open(1e9);
    sets.add(frame("c", -1000), 0);
    sets.add(frame("b", -1000), 0);
    sets.add(frame("a", -1000), 0);
    sets.add(frame("a", -1000), 1);
    expect(late).toEqual([frame("a", -1000)]);
    for (let at = 0; at < WAITING_MAX; at++) sets.add(frame("a", at * FRAME_MS), at);
    expect(late).toHaveLength(1);
    sets.add(frame("a", 1e6), 40);
    expect(late.at(-1)).toEqual(frame("a", 0));
    expect(() => sets.add(frame("d", 0), 0)).toThrow(RangeError);
  });

  it("loses no frame, gives none twice, and keeps to half a frame and to order, whatever comes", () => {
    const frames = fc.array(
      fc.record({
        camera: fc.nat(2),
        stepMs: fc.nat(180),
        lateMs: fc.nat(400),
        passes: fc.boolean(),
      }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(frames, (all) => {
        const { sets, late } = open();
        const stamps = new Map(CAMERAS.map((id) => [id, 0]));
        const given: FrameSet<Stamped>[] = [];
        let nowMs = 0;
        for (const { camera, stepMs, lateMs, passes } of all) {
          const id = CAMERAS[camera]!;
          stamps.set(id, stamps.get(id)! + stepMs);
          nowMs = Math.max(nowMs, stamps.get(id)! + lateMs);
          given.push(...sets.add(frame(id, stamps.get(id)!), nowMs));
          if (passes) given.push(...sets.pass(nowMs));
        }
        given.push(...sets.end());
        const members = given.flatMap((set) => [...set.frames.values()]);
        expect(members.length + late.length).toBe(all.length);
        expect(new Set([...members, ...late]).size).toBe(all.length);
        let lastMs = Number.NEGATIVE_INFINITY;
        for (const set of given) {
          const times = [...set.frames.values()].map(({ timestampMs }) => timestampMs);
          expect(Math.max(...times) - Math.min(...times)).toBeLessThan(FRAME_MS / 2);
          expect(set.timestampMs).toBeGreaterThan(lastMs);
          lastMs = set.timestampMs;
        }
      }),
    );
  });
});
