import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { projectPoint } from "@saunter/vision/cameras/camera-model";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { describe, expect, it } from "vitest";
import type { ViewedFrame } from "../pipeline/viewed-frame.ts";
import { chooseCameras } from "./choose-camera.ts";
import { CLIP_FRAMES_MIN, CLIP_STEP_MS, RING_MS, STILL_MS_MAX } from "./clip-limits.ts";
import { type ClipRing, createClipRing } from "./clip-ring.ts";
import { drawRoom, makePose, SIZE } from "./clips-fixture.ts";

const FRAME = { widthPx: 640, heightPx: 360 };
const PICTURE_BYTES = 3 * SIZE.widthPx * SIZE.heightPx;
const rgb = drawRoom(FRAME, 1);

const look = (
  cameraId: string,
  timestampMs: number,
  more: Partial<ViewedFrame> = {},
): ViewedFrame => ({
  cameraId,
  timestampMs,
  rgb,
  ...FRAME,
  poses: [],
  isLeftOut: false,
  ...more,
});

function watch(ring: ClipRing, cameraId: string, fromMs: number, toMs: number, stepMs = 100): void {
  for (let atMs = fromMs; atMs <= toMs; atMs += stepMs) ring.see(look(cameraId, atMs));
}

const count = (ring: ClipRing, cameraId: string, fromMs = 0, toMs = 1e9): number =>
  ring.listHands(cameraId, fromMs, toMs).length;

describe("the last seconds before cameras", () => {
  it("are small pictures, so many a second, and none that is older", () => {
    const ring = createClipRing({ cameras: 1 });
    watch(ring, "a", 0, 3 * RING_MS);
    expect(count(ring, "a", 0, 2 * RING_MS - 1)).toBe(0);
    expect(count(ring, "a")).toBe(RING_MS / CLIP_STEP_MS);
    expect(ring.countBytes()).toBe((RING_MS / CLIP_STEP_MS) * PICTURE_BYTES);
  });

  it("take no more room than there is: pictures are fewer, and none of a camera too many", () => {
    const bytesMax = 20 * PICTURE_BYTES + 1;
    const ring = createClipRing({ cameras: 2, bytesMax });
    for (const cameraId of ["a", "b", "c"]) watch(ring, cameraId, 0, 2 * RING_MS);
    expect(["a", "b", "c"].map((cameraId) => count(ring, cameraId))).toEqual([10, 10, 0]);
    expect(ring.countBytes()).toBeLessThanOrEqual(bytesMax);
    const none = createClipRing({ cameras: 1, bytesMax: PICTURE_BYTES - 1 });
    watch(none, "a", 0, 1000);
    expect(none.countBytes()).toBe(0);
  });

  it("are cut out as copies, each picture as long as none is newer", () => {
    const ring = createClipRing({ cameras: 1 });
    watch(ring, "a", 0, 8000, 400);
    const cut = ring.cut("a", 1000, 5000)!;
    expect(cut).toMatchObject({ ...SIZE, startMs: 1000 });
    expect(cut.frames).toHaveLength(4000 / CLIP_STEP_MS + 1);
    expect(new Set(cut.frames).size).toBe(11);
    const before = Uint8Array.from(cut.frames[0]!);
    watch(ring, "a", 8400, 4 * RING_MS);
    expect([...cut.frames[0]!]).toEqual([...before]);
    expect(ring.cut("b", 0, 1000)).toBeNull();
  });

  it("begin where there is something, and stand still where there was nothing", () => {
    const ring = createClipRing({ cameras: 1 });
    watch(ring, "a", 3000, 4000, 200);
    const cut = ring.cut("a", 0, 8000)!;
    expect(cut.startMs).toBe(3000);
    expect(cut.frames).toHaveLength(5000 / CLIP_STEP_MS + 1);
    // What was before, and too long before, is nothing of it.
    expect(ring.cut("a", 4000 + STILL_MS_MAX + 200, 12_000)).toBeNull();
  });

  it("are nothing where there are too few pictures", () => {
    const ring = createClipRing({ cameras: 1 });
    watch(ring, "a", 0, (CLIP_FRAMES_MIN - 2) * 200, 200);
    expect(ring.cut("a", 0, 8000)).toBeNull();
    ring.see(look("a", (CLIP_FRAMES_MIN - 1) * 200));
    expect(ring.cut("a", 0, 8000)).not.toBeNull();
  });

  it("have nothing of a frame in which nobody was looked for", () => {
    const ring = createClipRing({ cameras: 1 });
    for (let atMs = 0; atMs < 4000; atMs += 200) ring.see(look("a", atMs, { poses: null }));
    expect(count(ring, "a")).toBe(0);
  });

  it("start again where a clock was set back, or the frames have another size", () => {
    const ring = createClipRing({ cameras: 1 });
    watch(ring, "a", 100_000, 104_000);
    watch(ring, "a", 0, 1000);
    expect(count(ring, "a")).toBe(6);
    ring.see(look("a", 1200, { ...SIZE, rgb: drawRoom(SIZE, 1) }));
    expect(count(ring, "a")).toBe(1);
  });
});

describe("the camera that sees a place best", () => {
  const area = { xMin: 0, xMax: 6, yMin: 0, yMax: 4 };
  const cameras = hangCameras(area, 4, 2.4).map((one) => scaleCamera(one, 640, 360));
  const place = { x: 1.4, y: 1, z: 1 };
  const noHands = { listHands: () => [] };
  const distance = (cameraId: string): number => {
    const { position } = cameras.find((one) => one.cameraId === cameraId)!;
    return Math.hypot(position.x - place.x, position.y - place.y, position.z - place.z);
  };

  it("is the nearest that has it in view", () => {
    const chosen = chooseCameras(cameras, place, 0, noHands);
    expect(chosen.length).toBeGreaterThan(1);
    const far = chosen.map(distance);
    expect(far).toEqual(far.toSorted((a, b) => a - b));
    expect(chooseCameras(cameras, { x: 100, y: 100, z: 1 }, 0, noHands)).toEqual([]);
  });

  it("is one that saw a hand there in that moment, before any that is nearer", () => {
    const ring = createClipRing({ cameras: cameras.length });
    const farthest = chooseCameras(cameras, place, 0, noHands).at(-1)!;
    for (const camera of cameras) {
      const { x, y } = projectPoint(camera, place) ?? { x: 0, y: 0 };
      const isThere = camera.cameraId === farthest;
      const wrist = [isThere ? x : 5, isThere ? y : 5] as const;
      const pose = makePose({ neck: [320, 20], r_wrist: wrist });
      for (let atMs = 9000; atMs < 11_000; atMs += 200)
        ring.see(look(camera.cameraId, atMs, { poses: [pose] }));
    }
    expect(chooseCameras(cameras, place, 10_000, ring)[0]).toBe(farthest);
    expect(chooseCameras(cameras, place, 20_000, ring)[0]).not.toBe(farthest);
  });
});
