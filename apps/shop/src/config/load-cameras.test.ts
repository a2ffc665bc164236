import { resolve } from "node:path";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { describe, expect, it } from "vitest";
import { formatCalibration } from "./calibration-file.ts";
import { formatProblem } from "./config-problem.ts";
import { type CamerasLoad, loadCameras } from "./load-cameras.ts";

const AREA = { xMin: 0, xMax: 6, yMin: 0, yMax: 4 };
const CALIBRATION = formatCalibration(
  hangCameras(AREA, 2, 2.4).map((camera) => ({ camera, quality: null })),
);
const REST = `calibration: cameras.json
floor: { xMinM: 0, xMaxM: 6, yMinM: 0, yMaxM: 4 }
`;
const FILMS = `cameras:
  - { id: camera-1, source: films/one.mp4 }
  - { id: camera-2, source: films/two.mp4, fps: 5, size: 320x180, startMs: 40.5 }
startTime: 2026-03-01 08:00
${REST}`;

function load(text: string, calibration = CALIBRATION, environment = {}): CamerasLoad {
  const files: Readonly<Record<string, string>> = {
    "shop/watch.yaml": text,
    [resolve("shop/cameras.json")]: calibration,
  };
  return loadCameras("shop/watch.yaml", environment, (path) =>
    path in files
      ? { ok: true, text: files[path]! }
      : { ok: false, line: null, message: "there is no such file" },
  );
}

function loadGood(text: string, environment = {}) {
  const loaded = load(text, CALIBRATION, environment);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded;
}

function listProblems(text: string, calibration = CALIBRATION): string {
  const loaded = load(text, calibration);
  return loaded.ok ? "" : loaded.problems.map(formatProblem).join("\n");
}

const LIVE = (more = "", source = "rtsp://viewer@10.0.0.5/a"): string =>
  `cameras: [{ id: camera-1, source: "${source}"${more} }]\n${REST}`;

describe("a file of cameras", () => {
  it("gives them with their calibration in the size that is processed", () => {
    const { config, warnings } = loadGood(FILMS);
    expect(warnings).toEqual([]);
    const [one, two] = config.cameras;
    expect(one!.source).toEqual({
      cameraId: "camera-1",
      url: resolve("shop/films/one.mp4"),
      widthPx: 640,
      heightPx: 360,
      fps: 10,
    });
    expect(two!.source).toMatchObject({ widthPx: 320, heightPx: 180, fps: 5 });
    expect(two!.camera.focalXPx).toBe(one!.camera.focalXPx / 2);
    expect(two!.calibrated).toMatchObject({ cameraId: "camera-2", widthPx: 640 });
    expect(config.calibrationFile).toBe(resolve("shop/cameras.json"));
    expect(one!.startMs).toBe(Date.UTC(2026, 2, 1, 8));
    expect(two!.startMs - one!.startMs).toBe(40.5);
    expect(config).toMatchObject({ isLive: false, doors: [] });
    expect(config.pose).toEqual({
      model: "movenet",
      inputSize: null,
      inputSizeAt: null,
      workers: null,
    });
    expect(config.floor).toContainEqual({ x: 6, y: 4 });
  });

  it("classifies hands unless it is switched off", () => {
    expect(loadGood(FILMS).config.classifiesHands).toBe(true);
    expect(loadGood(`${FILMS}hands: on\n`).config.classifiesHands).toBe(true);
    expect(loadGood(`${FILMS}hands: off\n`).config.classifiesHands).toBe(false);
    expect(listProblems(`${FILMS}hands: maybe\n`)).toMatch(/hands: .*on.*off/);
  });

  it("takes a password from elsewhere, and warns of one that stands in it", () => {
    const source = (text: string) =>
      loadGood(text, { CAMERA_PASSWORD: "hunter 2@" }).config.cameras[0]!.source.url;
    expect(source(LIVE(", passwordEnv: CAMERA_PASSWORD"))).toBe(
      "rtsp://viewer:hunter%202%40@10.0.0.5/a",
    );
    const { warnings } = loadGood(LIVE("", "rtsp://viewer:secret@10.0.0.5/a"));
    expect(warnings.map(formatProblem).join()).toMatch(
      /cameras\[0\]\.source: its address holds a pass/,
    );
    expect(JSON.stringify(warnings)).not.toContain("secret");
  });

  it("has a pose model, its size and its workers, beside it", () => {
    const { pose } = loadGood(
      `${FILMS}pose: { model: m.onnx, inputSize: 256, workers: 3 }\n`,
    ).config;
    expect(pose).toEqual({
      model: resolve("shop/m.onnx"),
      inputSize: 256,
      workers: 3,
      inputSizeAt: "shop/watch.yaml:7:35",
    });
  });

  it.each([
    ["", /^shop\/watch\.yaml:1:1: the file is empty; allowed: the keys cameras, calibration/],
    [
      "cameras: []\n",
      /calibration: this key is missing[\s\S]*floor: this key is missing[\s\S]*cameras: found 0 items/,
    ],
    [
      `${FILMS}pose: { inputSize: 300 }\n`,
      /watch\.yaml:7:20: pose\.inputSize: found 300; allowed with movenet: a multiple of 32 from 128/,
    ],
    [`${FILMS}flor: 1\n`, /watch\.yaml:7:1: flor: this key is not known; .*/],
    [
      FILMS.replace("camera-2", "camera-3"),
      /:3:\d+: cameras\[1\]\.id: the calibration has no camera camera-3; allowed: camera-1, camera-2; did you mean/,
    ],
    [
      FILMS.replace("camera-2", "camera-1"),
      /camera-1 is given twice; first at shop\/watch\.yaml:2/,
    ],
    [
      FILMS.replace("320x180", "320x240"),
      /cameras\[1\]\.size: found 320x240; allowed: sides in the ratio of 640x360/,
    ],
    [
      FILMS.replace("320x180", "wide"),
      /found "wide"; allowed: a width and a height such as 640x360/,
    ],
    [
      FILMS.replace("films/two.mp4", "ftp://a/b"),
      /cameras\[1\]\.source: found a text; allowed: a path, rtsp/,
    ],
    [
      FILMS.replace("films/two.mp4, fps: 5", "/dev/video0"),
      /cameras: live cameras and films have no clock in common/,
    ],
    [FILMS.replace("fps: 5", "fps: 0"), /fps: found "0"; allowed: a number above 0, at most 120/],
    [FILMS.replace("08:00", "25:00"), /startTime: found "2026-03-01 25:00"; allowed: a day/],
    [LIVE(", startMs: 5"), /startMs: only films begin/],
    [LIVE(", passwordEnv: NOT_SET"), /passwordEnv: the environment variable NOT_SET is not set/],
    [LIVE(", passwordEnv: NOT_SET", "rtsp://10.0.0.5/a"), /passwordEnv: its address names no user/],
    [FILMS.replace("xMaxM: 6", "xMaxM: 0"), /floor\.xMaxM: found 0 with xMinM 0/],
    [
      `${FILMS}doors: [{ cornersM: [[0, 0], [1, 0], [2, 0]] }]\n`,
      /doors\[0\]: this shape is smaller|sides of this shape/,
    ],
    [
      FILMS.replace("cameras.json", "none.json"),
      /calibration: .*none\.json: there is no such file/,
    ],
  ])("tells what is wrong (%#)", (text, message) => {
    expect(listProblems(text)).toMatch(message);
  });

  it("names what is wrong in the calibration, camera and key", () => {
    expect(listProblems(FILMS, CALIBRATION.replace('"focalXPx": 340', '"focalXPx": 0'))).toMatch(
      /cameras\.json:\d+:\d+: cameras\[0\]\.focalXPx: camera "camera-1": found "0"; allowed: a number above 0/,
    );
  });
});
