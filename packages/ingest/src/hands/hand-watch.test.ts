import { JOINT_STRIDE, type ShopperPose } from "@saunter/engine/observation";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { projectPoint } from "@saunter/vision/cameras/camera-model";
import { DETECTION_STRIDE, type PoseDetection } from "@saunter/vision/fusion/pose-detection";
import { describe, expect, it } from "vitest";
import type { ViewedFrame } from "../pipeline/viewed-frame.ts";
import { findHands } from "./find-hands.ts";
import type { HandClassifier } from "./hand-classifier.ts";
import type { HandCrop } from "./hand-crop.ts";
import { createHandWatch } from "./hand-watch.ts";

const CAMERAS = hangCameras({ xMin: 0, xMax: 4, yMin: 0, yMax: 3 }, 4, 2.4);
const AT_REST = [
  ...[0, 0, 1.7, 0, 0, 1.45, -0.2, 0, 1.4, 0.2, 0, 1.4],
  ...[-0.22, 0, 1.12, 0.22, 0.2, 1.2, -0.22, 0.05, 0.88, 0.22, 0.45, 1.2],
];

function standAt(shopperId: string, x: number, y: number): ShopperPose {
  const joints = new Float64Array(8 * JOINT_STRIDE);
  for (let joint = 0; joint < 8; joint++) {
    const [dx, dy, z] = AT_REST.slice(3 * joint, 3 * joint + 3) as [number, number, number];
    joints.set([x + dx, y + dy, z, 0.9], joint * JOINT_STRIDE);
  }
  return { shopperId, joints };
}

/** What a camera sees of somebody, without any error. */
function sight(at: number, { joints }: ShopperPose): PoseDetection {
  const seen = new Float64Array(8 * DETECTION_STRIDE).fill(Number.NaN);
  for (let joint = 0; joint < 8; joint++) {
    const [x, y, z] = joints.subarray(joint * JOINT_STRIDE) as unknown as [number, number, number];
    const pixel = projectPoint(CAMERAS[at]!, { x, y, z });
    if (pixel !== null) seen.set([pixel.x, pixel.y, 0.8], joint * DETECTION_STRIDE);
  }
  return { joints: seen };
}

const ANN = standAt("1", 1.6, 1.4);
const BOB = standAt("2", 2.8, 1.6);
const WRIST_R = 7;
const wristOf = ({ joints }: PoseDetection, joint = WRIST_R) => ({
  x: joints[joint * DETECTION_STRIDE]!,
  y: joints[joint * DETECTION_STRIDE + 1]!,
});

describe("hands in a picture", () => {
  it("are those of whom the tracker knows to stand there, a little beyond the wrist", () => {
    for (const at of CAMERAS.keys()) {
      const poses = [sight(at, BOB), sight(at, ANN)];
      const boxes = findHands(CAMERAS[at]!, poses, [ANN, BOB]);
      expect(boxes.map(({ shopperId, hand }) => `${shopperId} ${hand}`).sort()).toEqual([
        ...["1 left", "1 right", "2 left", "2 right"],
      ]);
      const box = boxes.find((one) => one.shopperId === "1" && one.hand === "right")!;
      const wrist = wristOf(poses[1]!);
      const beyondPx = Math.hypot(box.x - wrist.x, box.y - wrist.y);
      // Of 0.25 m a square is; beyond the wrist it is no more than 0.12 m.
      expect(beyondPx).toBeLessThanOrEqual((0.121 / 0.25) * box.widthPx);
      expect(box.widthPx).toBeGreaterThan(20);
      expect(box.widthPx).toBeLessThan(100);
    }
  });

  it("are nobody's where nobody is known to stand, and not told where they are hidden", () => {
    const stranger = sight(0, standAt("3", 0.4, 2.6));
    expect(findHands(CAMERAS[0]!, [stranger], [ANN, BOB])).toEqual([]);
    expect(findHands(CAMERAS[0]!, [sight(0, ANN)], [])).toEqual([]);
    const hidden = sight(0, ANN);
    hidden.joints[WRIST_R * DETECTION_STRIDE + 2] = 0.1;
    expect(findHands(CAMERAS[0]!, [hidden], [ANN]).map(({ hand }) => hand)).toEqual(["left"]);
  });

  it("are where the wrist is where no elbow is seen", () => {
    const seen = sight(0, ANN);
    seen.joints.fill(Number.NaN, 4 * DETECTION_STRIDE, 6 * DETECTION_STRIDE);
    const box = findHands(CAMERAS[0]!, [seen], [ANN]).find(({ hand }) => hand === "right")!;
    expect(box).toMatchObject(wristOf(seen));
  });
});

/** Tells the second product wherever it is asked, and keeps count. */
function createClassifier(): HandClassifier & { readonly crops: HandCrop[] } {
  const crops: HandCrop[] = [];
  const rate = (crop: HandCrop): Float64Array => {
    crops.push(crop);
    return Float64Array.of(0.1, 0.8, 0.1).map(Math.log);
  };
  return { crops, products: ["a", "b"], rate };
}

function takeFrame(
  at: number,
  timestampMs: number,
  poses: readonly PoseDetection[] | null = [sight(at, ANN)],
): ViewedFrame {
  const { cameraId, widthPx, heightPx } = CAMERAS[at]!;
  const rgb = new Uint8Array(widthPx * heightPx * 3).fill(10 * at);
  return { cameraId, timestampMs, widthPx, heightPx, rgb, poses, isLeftOut: false };
}

describe("a watch of hands", () => {
  const open = () => {
    const classifier = createClassifier();
    return { classifier, watch: createHandWatch({ cameras: CAMERAS, classifier }) };
  };

  it("tells of each hand once an instant, by the camera that sees it best", () => {
    const { classifier, watch } = open();
    expect(watch.addHands([ANN], 0)).toEqual([ANN]);
    for (const at of CAMERAS.keys()) watch.classify(takeFrame(at, 200));
    const [told] = watch.addHands([ANN], 200);
    expect(told!.hands!.map(({ hand }) => hand)).toEqual(["left", "right"]);
    expect(told!.hands![0]!.products).toBe(classifier.products);
    const boxes = CAMERAS.map(
      (camera, at) =>
        findHands(camera, [sight(at, ANN)], [ANN]).find((one) => one.hand === "left")!,
    );
    const best = boxes.indexOf(boxes.toSorted((a, b) => b.quality - a.quality)[0]!);
    expect(classifier.crops[0]!.rgb[0]).toBe(10 * best);
  });

  it("does not look again so soon, nor at what was seen at another time", () => {
    const { classifier, watch } = open();
    watch.addHands([ANN], 0);
    for (let atMs = 100; atMs <= 1000; atMs += 50) {
      watch.classify(takeFrame(0, atMs));
      watch.addHands([ANN], atMs);
    }
    // Every 150 ms, of two hands.
    expect(classifier.crops).toHaveLength(14);
    watch.classify(takeFrame(0, 1500));
    expect(watch.addHands([ANN], 1800)[0]).toBe(ANN);
  });

  it("tells nothing of frames that were not processed, of cameras it does not know, of nobody", () => {
    const { watch } = open();
    watch.addHands([ANN], 0);
    watch.classify(takeFrame(0, 200, null));
    watch.classify({ ...takeFrame(0, 200), cameraId: "other" });
    expect(watch.addHands([ANN], 200)[0]).toBe(ANN);
    watch.addHands([], 300);
    watch.classify(takeFrame(0, 400));
    expect(watch.addHands([ANN], 400)[0]).toBe(ANN);
  });
});
