import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ABSENCE_MS_MAX, POSE_HISTORY_MS } from "../limits.ts";
import { createJoints, FRAME_MS, trackPeople } from "../test-builders.ts";
import { createTracks, findFrame, pushFrame, removeAbsent } from "./tracks.ts";

const standing = createJoints({ x: 1, y: 2 });

function pushAt(timesMs: readonly number[], shopperId = "ann") {
  const tracks = createTracks();
  for (const timestampMs of timesMs) {
    const shoppers = [{ shopperId, joints: standing }];
    pushFrame(tracks, { kind: "joints", timestampMs, shoppers });
  }
  return { tracks, track: tracks.byId.get(shopperId)! };
}

describe("where somebody stands", () => {
  it("is the middle of head, neck and shoulders", () => {
    const tracks = trackPeople(0, 0, () => ({ ann: { x: 1, y: 2 } }));
    expect(tracks.byId.get("ann")!.frames[0]).toMatchObject({ bodyX: 1, bodyY: 2 });
  });

  it("is moved little by one joint that is an outlier", () => {
    const tracks = trackPeople(0, 0, () => ({ ann: { x: 1, y: 2, joints: { head: [9, 9, 9] } } }));
    const [frame] = tracks.byId.get("ann")!.frames;
    expect(Math.hypot(frame!.bodyX - 1, frame!.bodyY - 2)).toBeLessThan(0.2);
  });

  it("is known from one joint that is seen, and from none is not", () => {
    const unseen = { head: null, neck: null, l_shoulder: null } as const;
    const tracks = trackPeople(0, 0, () => ({
      one: { x: 1, y: 2, joints: unseen },
      none: { x: 1, y: 2, joints: { ...unseen, r_shoulder: null } },
    }));
    expect(tracks.byId.get("one")!.frames[0]!.bodyX).toBeCloseTo(1.18, 9);
    expect(tracks.byId.get("none")!.frames[0]!.bodyX).toBeNaN();
    expect(tracks.byId.get("none")!.frames[0]!.bodyY).toBeNaN();
  });
});

describe("a track", () => {
  it("is kept of everybody in a frame, and of nobody where the frame is empty", () => {
    const tracks = trackPeople(0, 2 * FRAME_MS, () => ({
      ann: { x: 0, y: 0 },
      bob: { x: 1, y: 1 },
    }));
    pushFrame(tracks, { kind: "joints", timestampMs: 1000, shoppers: [] });
    expect([...tracks.byId.keys()]).toEqual(["ann", "bob"]);
    expect(tracks.byId.get("ann")!.frames).toHaveLength(3);
    expect(tracks.lastFrameMs).toBe(1000);
    expect(tracks.byId.get("ann")!.lastSeenMs).toBeCloseTo(2 * FRAME_MS, 9);
  });

  it("puts a frame that is late in its place", () => {
    const { tracks, track } = pushAt([0, 66, 200, 133, 266]);
    expect(track.frames.map(({ timestampMs }) => timestampMs)).toEqual([0, 66, 133, 200, 266]);
    expect(track).toMatchObject({ firstSeenMs: 0, lastSeenMs: 266 });
    expect(tracks.lastFrameMs).toBe(266);
  });

  it("is in order of time whatever the order of the frames", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1 }), (timesMs) => {
        const { track } = pushAt(timesMs);
        const kept = track.frames.map(({ timestampMs }) => timestampMs);
        expect(kept).toEqual([...timesMs].sort((a, b) => a - b));
      }),
      { seed: 1 },
    );
  });

  it("is bounded to the smoothing window, and a little more", () => {
    const frames = 2000;
    const { track } = pushAt(Array.from({ length: frames }, (_, at) => at * FRAME_MS));
    const history = POSE_HISTORY_MS / FRAME_MS;
    expect(track.frames.length).toBeGreaterThanOrEqual(history);
    expect(track.frames.length).toBeLessThanOrEqual(history + 34);
    expect(track.frames.at(-1)!.timestampMs).toBe((frames - 1) * FRAME_MS);
    expect(track.firstSeenMs).toBe(0);
  });

  it("ends when its shopper has not been seen for longer than the bound", () => {
    const { tracks } = pushAt([0, 100]);
    expect(removeAbsent(tracks, 100 + ABSENCE_MS_MAX)).toEqual([]);
    const gone = removeAbsent(tracks, 101 + ABSENCE_MS_MAX);
    expect(gone.map(({ shopperId }) => shopperId)).toEqual(["ann"]);
    expect(tracks.byId.size).toBe(0);
    expect(removeAbsent(tracks, 1e9)).toEqual([]);
  });
});

it("the first frame at or after a time is found", () => {
  const { track } = pushAt([0, 100, 200, 300]);
  const at = [-1, 0, 1, 100, 250, 300, 301].map((fromMs) => findFrame(track.frames, fromMs));
  expect(at).toEqual([0, 0, 1, 1, 3, 3, 4]);
});
