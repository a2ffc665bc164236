import type { CameraFaultKind } from "@saunter/ingest/pipeline/camera-fault";
import type { WatchEvent } from "@saunter/ingest/pipeline/cameras-watch";
import type { FramePoses } from "@saunter/ingest/pipeline/fuse-views";
import { projectPoint } from "@saunter/vision/cameras/camera-model";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { DETECTION_STRIDE } from "@saunter/vision/fusion/pose-detection";
import { describe, expect, it } from "vitest";
import { countJoints, createWalkGatherer, WALK_JOINTS_MAX, WALK_STEP_MS } from "./gather-walk.ts";
import { seeBody, viewBody, WALK_CAMERAS, watchAll } from "./walk-fixture.ts";

const IDS = WALK_CAMERAS.map(({ cameraId }) => cameraId);
const [FIRST, SECOND] = IDS as [string, string];

const change = (
  views: readonly FramePoses[],
  cameraId: string,
  own: Partial<FramePoses>,
): FramePoses[] => views.map((view) => (view.cameraId === cameraId ? { ...view, ...own } : view));

/** What is kept of these views, alone. */
function gather(views: readonly FramePoses[], watched = watchAll()) {
  const gatherer = createWalkGatherer(watched);
  gatherer.see(0, views);
  return { frames: gatherer.list(), leftOut: gatherer.leftOut };
}

const idsOf = (frames: ReturnType<typeof gather>["frames"]): string[] =>
  frames.flatMap(({ poses }) => poses.map(({ cameraId }) => cameraId));

describe("what cameras see of somebody who walks", () => {
  it("is kept where they alone are in each picture, with the place where they are", () => {
    const { frames, leftOut } = gather(viewBody(0, 3.2, 1.8));
    expect(idsOf(frames)).toEqual(IDS);
    expect(frames[0]!.place.x).toBeCloseTo(3.2, 3);
    expect(frames[0]!.place.y).toBeCloseTo(1.8, 3);
    expect(leftOut).toEqual({ crowded: 0, alone: 0, apart: 0 });
    for (const [at, { joints }] of frames[0]!.poses.entries()) {
      const seen = seeBody(WALK_CAMERAS[at]!, 3.2, 1.8).joints;
      expect(Math.hypot(...joints.map((value, i) => value - seen[i]!))).toBeLessThan(1e-9);
    }
  });

  it("is not used where anybody else is in one of the pictures", () => {
    const views = viewBody(0, 3, 2);
    const two = [...views[0]!.poses!, seeBody(WALK_CAMERAS[0]!, 4, 2.5)];
    expect(gather(change(views, FIRST, { poses: two }))).toEqual({
      frames: [],
      leftOut: { crowded: 1, alone: 0, apart: 0 },
    });
  });

  it("is not used where two cameras see two who are apart", () => {
    const [camera, other] = WALK_CAMERAS;
    const views = viewBody(0, 5, 3.2, [camera!]).concat(viewBody(0, 5, 1.5, [other!]));
    expect(gather(views)).toEqual({ frames: [], leftOut: { crowded: 0, alone: 0, apart: 1 } });
  });

  it("is used without the one camera that sees somebody else than three others do", () => {
    const poses = [seeBody(WALK_CAMERAS[1]!, 1, 1.5)];
    const { frames } = gather(change(viewBody(0, 2.6, 2.2), SECOND, { poses }));
    expect(idsOf(frames)).toEqual(IDS.filter((cameraId) => cameraId !== SECOND));
  });

  it("is used of a camera that was turned by three degrees, which is to be refined", () => {
    const turned = WALK_CAMERAS.map((camera, at) => {
      if (at !== 1) return camera;
      const [sin, cos] = [Math.sin(0.052), Math.cos(0.052)];
      const r = camera.rotation;
      const row = (i: number, a: number, b: number) => a * r[i]! + b * r[6 + i]!;
      const rotation = Float64Array.of(
        ...[row(0, cos, sin), row(1, cos, sin), row(2, cos, sin)],
        ...[r[3]!, r[4]!, r[5]!, row(0, -sin, cos), row(1, -sin, cos), row(2, -sin, cos)],
      );
      return { ...camera, rotation };
    });
    const { frames } = gather(viewBody(0, 3, 2), watchAll(turned));
    expect(idsOf(frames)).toEqual(IDS);
  });

  it("is not used where one camera alone sees them, or nobody is there", () => {
    const views = viewBody(0, 3, 2, WALK_CAMERAS.slice(0, 1));
    expect(gather(views)).toEqual({ frames: [], leftOut: { crowded: 0, alone: 1, apart: 0 } });
    const nobody = IDS.map((cameraId) => ({ cameraId, timestampMs: 0, poses: [] }));
    expect(gather([...nobody, { cameraId: FIRST, timestampMs: 0, poses: null }])).toEqual({
      frames: [],
      leftOut: { crowded: 0, alone: 0, apart: 0 },
    });
  });

  it("leaves out joints that say nothing new, are unsure, or lie at the picture's edge", () => {
    const views = viewBody(0, 3, 2);
    const [pose] = views[0]!.poses!;
    const repeated = gather(change(views, FIRST, { poses: [{ ...pose!, isRepeated: true }] }));
    expect(idsOf(repeated.frames)).not.toContain(FIRST);
    const joints = Float64Array.from(pose!.joints);
    joints[2] = 0.29;
    joints[DETECTION_STRIDE] = 5;
    const { frames } = gather(change(views, FIRST, { poses: [{ joints }] }));
    const kept = frames[0]!.poses[0]!.joints;
    expect([kept[0], kept[DETECTION_STRIDE]]).toEqual([Number.NaN, Number.NaN]);
    expect(kept[2 * DETECTION_STRIDE]).toBeCloseTo(joints[2 * DETECTION_STRIDE]!, 9);
  });

  it("is in pixels of the calibration, in whichever size it is processed", () => {
    const small = watchAll().map((one) => ({ ...one, camera: scaleCamera(one.camera, 160, 90) }));
    const views = viewBody(
      0,
      3,
      2,
      small.map(({ camera }) => camera),
    );
    const head = gather(views, small).frames[0]!.poses[0]!.joints;
    const pixel = projectPoint(WALK_CAMERAS[0]!, { x: 3, y: 2, z: 1.65 })!;
    expect(head[0]).toBeCloseTo(pixel.x, 6);
    expect(head[1]).toBeCloseTo(pixel.y, 6);
  });
});

describe("a walk", () => {
  /** Three seconds of it. */
  function walk() {
    const gatherer = createWalkGatherer(watchAll());
    for (let ms = 0; ms < 3000; ms += 100) gatherer.see(ms, viewBody(ms, 2 + ms / 3000, 2));
    return gatherer;
  }
  const countOf = (gatherer: ReturnType<typeof walk>, cameraId: string): number =>
    idsOf(gatherer.list()).filter((id) => id === cameraId).length;
  const makeFault = (kind: CameraFaultKind, sinceMs: number): WatchEvent => ({
    kind: "fault",
    fault: { cameraId: FIRST, kind, sinceMs, message: "" },
  });

  it("is five instants a second at most", () => {
    const gatherer = walk();
    expect(gatherer.list()).toHaveLength(15);
    expect(gatherer.list()[1]!.timestampMs).toBeGreaterThanOrEqual(WALK_STEP_MS);
  });

  it("forgets what a camera saw before its clock was corrected, and of one that has moved", () => {
    for (const event of [
      { kind: "clock", cameraId: FIRST, offsetMs: 300 } as const,
      makeFault("moved", 2500),
      makeFault("swapped", 2500),
    ]) {
      const gatherer = walk();
      gatherer.takeEvent(event);
      expect(countOf(gatherer, FIRST)).toBe(0);
      expect(countOf(gatherer, SECOND)).toBe(15);
    }
  });

  it("forgets what stood still, from a little before that began, and goes on when it is well", () => {
    const gatherer = walk();
    gatherer.takeEvent(makeFault("frozen", 7500));
    expect(countOf(gatherer, FIRST)).toBe(8);
    gatherer.see(4000, viewBody(4000, 3, 2));
    expect(countOf(gatherer, FIRST)).toBe(8);
    gatherer.takeEvent({ kind: "well", cameraId: FIRST, fault: "frozen" });
    gatherer.see(5000, viewBody(5000, 3, 2));
    expect(countOf(gatherer, FIRST)).toBe(9);
    expect(countOf(gatherer, SECOND)).toBe(17);
  });

  it("keeps what a camera sees that fits the others badly: that is to be refined", () => {
    for (const kind of ["elsewhere", "drifted", "unsure", "damaged"] as const) {
      const gatherer = walk();
      gatherer.takeEvent(makeFault(kind, 0));
      gatherer.see(4000, viewBody(4000, 3, 2));
      expect(countOf(gatherer, FIRST)).toBe(16);
    }
  });

  it("drops instants that one camera is left of", () => {
    const gatherer = createWalkGatherer(watchAll());
    gatherer.see(0, viewBody(0, 3, 2, WALK_CAMERAS.slice(0, 2)));
    expect(gatherer.list()).toHaveLength(1);
    gatherer.takeEvent(makeFault("moved", 0));
    expect(gatherer.list()).toEqual([]);
  });

  it("keeps every other instant once it is too much, and goes on half as often", () => {
    const gatherer = createWalkGatherer(watchAll());
    const perInstant = countJoints(gather(viewBody(0, 3, 2)).frames);
    const most = Math.floor(WALK_JOINTS_MAX / perInstant);
    let ms = 0;
    const see = (): void => {
      ms += WALK_STEP_MS;
      gatherer.see(ms, viewBody(ms, 3, 2));
    };
    for (let at = 0; at < most; at++) see();
    expect(gatherer.list()).toHaveLength(most);
    see();
    expect(gatherer.list()).toHaveLength(Math.ceil((most + 1) / 2));
    see();
    expect(gatherer.list()).toHaveLength(Math.ceil((most + 1) / 2));
    see();
    expect(gatherer.list()).toHaveLength(Math.ceil((most + 1) / 2) + 1);
    expect(gatherer.list()[0]!.timestampMs).toBe(WALK_STEP_MS);
  });
});
