import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimer } from "@saunter/ingest/cameras/ffmpeg-run";
import type { CameraFrame } from "@saunter/ingest/cameras/frame-box";
import {
  createSceneFinder,
  FLOOR,
  FPS,
  makeScene,
  playFilm,
} from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import type { OpenedCamera } from "@saunter/ingest/pipeline/watch-files";
import type { GatedPoseFinder } from "@saunter/ingest/poses/open-pose-finder";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import { formatCalibration } from "../config/calibration-file.ts";
import { addWatchCommand, type WatchDependencies } from "./watch.ts";

const SCENE = makeScene(4, 1);
const LENGTH_MS = SCENE.instants.at(-1)!.timestampMs - SCENE.instants[0]!.timestampMs;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-watch-"));
  const cameras = SCENE.cameras.map((camera) => ({
    camera: scaleCamera(camera, 640, 360),
    quality: null,
  }));
  writeFileSync(join(folder, "cameras.json"), formatCalibration(cameras));
  const lines = SCENE.cameras.map(
    ({ cameraId }) =>
      `  - { id: ${cameraId}, source: ${cameraId}.mp4, fps: ${FPS}, size: 160x90 }\n`,
  );
  const { xMin, xMax, yMin, yMax } = FLOOR;
  const zone = `{ xMinM: ${xMin}, xMaxM: ${xMax}, yMinM: ${yMin}, yMaxM: ${yMax} }`;
  const rest = `calibration: cameras.json\nfloor: ${zone}\n`;
  writeFileSync(join(folder, "films.yaml"), `cameras:\n${lines.join("")}${rest}`);
  writeFileSync(join(folder, "wrong.yaml"), `cameras:\n${lines.join("")}${rest}dors: []\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Hands = Pick<WatchDependencies, "findPictures" | "openHandClassifier">;
const NO_HANDS: Hands = { findPictures: () => new Map(), openHandClassifier: async () => null };

/** A camera's first frames; then it waits to be closed. */
async function* stopAt(
  count: number,
  frames: OpenedCamera["frames"],
  signal: AbortSignal,
  onLast: () => void,
): AsyncGenerator<CameraFrame> {
  let taken = 0;
  for await (const frame of frames) {
    yield frame;
    if (++taken === count) break;
  }
  onLast();
  if (!signal.aborted) await once(signal, "abort");
}

/**
 * Runs it on the simulated films; time passes with each frame.
 * @param endAt where the second ends
 * @param stoppedAt they are live, and Ctrl-C is pressed when so many frames of each were processed
 */
async function runWatch(
  args: readonly string[],
  endAt = SCENE.instants.length,
  hands: Partial<Hands> = {},
  stoppedAt: number | null = null,
) {
  const captured = createCapturedIo();
  let nowMs = 0;
  const finder = createSceneFinder(SCENE, 1);
  let isClosed = false;
  let waiting = 0;
  const onLast = (): void => {
    waiting++;
    if (waiting === SCENE.cameras.length) captured.interrupt();
  };
  const poses: GatedPoseFinder = {
    status: () => ({ ...expect.anything(), idleSinceMs: new Map() }),
    find: (frame) => {
      nowMs += 5;
      return finder.find(frame);
    },
    close: async () => {
      isClosed = true;
    },
  };
  const dependencies: WatchDependencies = {
    io: { ...captured.io, nowMs: () => nowMs },
    environment: {},
    setTimer,
    openCamera: (source, _, signal) => {
      const at = SCENE.cameras.findIndex(({ cameraId }) => cameraId === source.cameraId);
      const own = join(folder, `${source.cameraId}.mp4`);
      expect(source.url).toBe(stoppedAt === null ? own : `rtsp://10.0.0.1/${source.cameraId}`);
      const { frames } = playFilm(SCENE, SCENE.cameras[at]!, at === 1 ? { endAt } : {});
      return {
        frames: stoppedAt === null ? frames : stopAt(stoppedAt, frames, signal, onLast),
        closed: Promise.resolve(),
        rest: () => {},
        status: () => expect.unreachable(),
      };
    },
    measureFilmMs: async () => LENGTH_MS,
    openPoseFinder: async () => poses,
    ...NO_HANDS,
    ...hands,
    openOut: async (path) => {
      const file = await open(path, "w");
      return { write: (text) => file.appendFile(text), close: () => file.close() };
    },
  };
  const code = await runCommandLine(["watch", ...args], "1.2.3", captured.io, (program) =>
    addWatchCommand(program, dependencies),
  );
  return { code, out: captured.out(), err: captured.err(), progress: captured.progress, isClosed };
}

describe("watch", () => {
  it("tells a line a second who is inside, and how far it is", async () => {
    const { code, out, err, progress, isClosed } = await runWatch([join(folder, "films.yaml")]);
    expect({ code, err, isClosed }).toEqual({ code: 0, err: "", isClosed: true });
    const lines = out.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines)
      expect(line).toMatch(
        /^\d\d:\d\d:\d\d {2}[01] inside {2}4 of 4 cameras {2}\d+\.\d frames\/s$/,
      );
    expect(out).toContain("1 inside");
    expect(progress.at(-1)).toBe(Math.round(LENGTH_MS / 1000));
  });

  it("prints a frame a line, or writes them to a file", async () => {
    const file = join(folder, "full_targets.json");
    const { code, out, err } = await runWatch([
      join(folder, "films.yaml"),
      "--json",
      "--out",
      file,
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(readFileSync(file, "utf8")).toBe(out);
    const frames = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(frames).toHaveLength(SCENE.instants.length);
    expect(frames[0].timestamp).toBeCloseTo(SCENE.instants[0]!.timestampMs / 1000, 6);
    expect(frames.some(({ document }) => document.targets.targets?.length === 1)).toBe(true);
  });

  it("names a camera that falls silent, once, and in each frame since", async () => {
    const endAt = Math.round(SCENE.instants.length / 2);
    const { code, out, err } = await runWatch([join(folder, "films.yaml"), "--json"], endAt);
    expect(code).toBe(0);
    expect(err).toBe(
      "warning: camera-silent: camera camera-2: its video has ended, and others continue\n",
    );
    const last = JSON.parse(out.trimEnd().split("\n").at(-1)!);
    expect(last.document.cameras).toEqual([
      { id: "camera-2", fault: "silent", concerns: [expect.any(String)] },
    ]);
  });

  it("classifies hands where product images are given, and says where there are too few", async () => {
    const asked: string[] = [];
    const findPictures: Hands["findPictures"] = (folder) => {
      asked.push(folder);
      return new Map();
    };
    const films = join(folder, "films.yaml");
    const { code, err } = await runWatch([films, "--pictures", "goods"], 5, { findPictures });
    expect({ code, asked }).toEqual({ code: 0, asked: ["goods"] });
    expect(err).toContain(
      "warning: pictures-missing: goods has fewer than two readable images named by a GTIN: hands are not classified",
    );
    const off = join(folder, "off.yaml");
    writeFileSync(off, `${readFileSync(films, "utf8")}hands: off\n`);
    const quiet = await runWatch([off, "--pictures", "goods"], 5, { findPictures });
    expect({ code: quiet.code, asked }).toEqual({ code: 0, asked: ["goods"] });
    const missing = await runWatch([films, "--pictures", "nowhere"], 5, {
      findPictures: () => {
        throw Object.assign(new Error("no such folder"), { code: "ENOENT" });
      },
    });
    expect(missing).toMatchObject({ code: 1, isClosed: true });
    expect(missing.err).toContain("nowhere: the folder cannot be read (ENOENT)");
  });

  it("tells what hands hold, and all else as without", async () => {
    const films = join(folder, "films.yaml");
    const rate = () => Float64Array.of(0.5, 0.3, 0.2).map(Math.log);
    const openHandClassifier = async () => ({ products: ["5000112637922", "5000112637939"], rate });
    const { out } = await runWatch([films, "--json", "--pictures", "goods"], undefined, {
      openHandClassifier,
    });
    const held =
      /,"held":\{(?:,?"(?:left|right)":\{"nothing":-1.609,"products":\{"5000112637922":-0.693,"5000112637939":-1.204\}\})+\}/g;
    expect(out.match(held)!.length).toBeGreaterThan(3);
    expect(out.replaceAll(held, "")).toBe((await runWatch([films, "--json"])).out);
  });

  it("writes the joints of whoever walks where it is asked to, and says whether they are enough", async () => {
    const films = join(folder, "films.yaml");
    const file = join(folder, "walk.csv");
    const { code, out, err, progress } = await runWatch([films, "--walk", file]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [head, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(head).toBe("frame,camera,person,joint,x_px,y_px,score");
    for (const row of rows)
      expect(row).toMatch(/^\d+,camera-[1-4],1,[a-z_]+,\d+\.\d\d,\d+\.\d\d,(?:0|1)\.\d{3}$/);
    // Pixels are those of the calibration, which is of larger frames than are processed.
    expect(Math.max(...rows.map((row) => Number(row.split(",")[4])))).toBeGreaterThan(400);
    const [line] = out.split("\n");
    expect(line).toMatch(/ frames\/s {2}walk: \d+ instants, \d+\.\d of 29\.3 m²$/);
    expect(out).toContain(`${file} has ${rows.length} joints of one person at `);
    expect(out).toMatch(/^camera {4}instants {2}together with\ncamera-1 +\d+ {2}camera-/m);
    expect(out).toMatch(/that is not enough:\n- \d+ instants of 120: walk for half a minute/);
    expect(out).toContain(`--calibration ${join(folder, "cameras.json")} --poses ${file} --out`);
    expect(progress.at(-1)).toBe(Math.round(LENGTH_MS / 1000));
    const lines = await runWatch([films, "--json", "--walk", file]);
    expect(lines.out).toBe((await runWatch([films, "--json"])).out);
    expect(lines.err).toBe(`\n${out.slice(out.indexOf(file))}`);
  });

  it("writes what there is of a walk before live cameras when it is stopped", async () => {
    const live = join(folder, "live.yaml");
    const text = readFileSync(join(folder, "films.yaml"), "utf8");
    writeFileSync(live, text.replace(/source: (\S+)\.mp4/g, "source: rtsp://10.0.0.1/$1"));
    const file = join(folder, "live.csv");
    const { code, out, err, progress } = await runWatch([live, "--walk", file], undefined, {}, 150);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const instants = Number(/at (\d+) instants/.exec(out)![1]);
    expect(instants).toBeGreaterThan(5);
    expect(progress.at(-1)).toBe(instants);
    expect(readFileSync(file, "utf8").split("\n")).toContainEqual(
      expect.stringMatching(`^${instants - 1},`),
    );
  });

  it("says what is wrong with the file of cameras, and opens nothing", async () => {
    const { code, out, err } = await runWatch([join(folder, "wrong.yaml")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(
      /wrong\.yaml has 1 problem\n.*wrong\.yaml:8:1: dors: this key is not known/,
    );
    expect(err).toContain('did you mean "doors"?');
  });
});
