import { DETECTION_STRIDE } from "@saunter/vision/fusion/pose-detection";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInputSize, LONG_SIDE_PX_MAX, LONG_SIDE_PX_MIN } from "./movenet-input.ts";
import { loadMoveNet } from "./movenet-model.ts";
import { type PoseModel, PoseModelError } from "./pose-model.ts";
import { hasVideos, readRealFrame, WHY_NOT } from "./pose-video-fixture.ts";

const HEAD = 0;
const NECK = 1;

describe("findInputSize", () => {
  it("keeps a picture's shape, and makes each side a multiple of 32", () => {
    const hd = { widthPx: 640, heightPx: 360 };
    expect(findInputSize(hd, 256)).toEqual({ widthPx: 256, heightPx: 160 });
    expect(findInputSize(hd, 320)).toEqual({ widthPx: 320, heightPx: 192 });
    expect(findInputSize(hd, 384)).toEqual({ widthPx: 384, heightPx: 224 });
    expect(findInputSize({ widthPx: 480, heightPx: 640 }, 320)).toEqual({
      widthPx: 256,
      heightPx: 320,
    });
    expect(findInputSize({ widthPx: 9000, heightPx: 1 }, 128)).toEqual({
      widthPx: 128,
      heightPx: 32,
    });
  });
});

describe("loadMoveNet", () => {
  it("refuses sides that are none, at the bounds and past them", async () => {
    for (const side of [LONG_SIDE_PX_MIN - 32, LONG_SIDE_PX_MAX + 32, 200])
      await expect(loadMoveNet({ longSidePx: side })).rejects.toThrow(PoseModelError);
    await (await loadMoveNet({ longSidePx: LONG_SIDE_PX_MIN })).close();
  });
});

const why = hasVideos ? "" : WHY_NOT;

describe.each(["native", "wasm"] as const)("MoveNet (%s)", (runtime) => {
  let model: PoseModel;
  beforeAll(async () => {
    model = await loadMoveNet({ runtime });
  });
  afterAll(() => model.close());

  it("sees nobody in a picture of nothing, whatever its size is", async () => {
    for (const [widthPx, heightPx] of [
      [64, 36],
      [36, 64],
      [640, 360],
    ] as const) {
      const rgb = new Uint8Array(widthPx * heightPx * 3).fill(90);
      expect(await model.find({ rgb, widthPx, heightPx })).toEqual([]);
    }
  });

  it.skipIf(!hasVideos)(`finds who is in the real shop${why}`, async () => {
    let [looks, found] = [0, 0];
    for (const atS of [1, 2, 3, 6, 8]) {
      const poses = await model.find(readRealFrame("cam5", atS));
      looks++;
      if (poses.length !== 1) continue;
      found++;
      const { joints, colour } = poses[0]!;
      const heightOf = (joint: number): number => joints[joint * DETECTION_STRIDE + 1]!;
      expect(heightOf(HEAD)).toBeLessThan(heightOf(NECK));
      expect(colour).toHaveLength(3);
    }
    expect(found).toBeGreaterThanOrEqual(looks - 1);
  });
});
