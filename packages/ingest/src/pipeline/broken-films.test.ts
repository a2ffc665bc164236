/** Films whose bytes are not whole, from ffmpeg to the receipts of those who are in them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JointFrame } from "@saunter/engine/observation";
import { CAMERA_WORDS } from "@saunter/engine/reporting/alarms";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeFfmpeg, FFMPEG } from "../cameras/ffmpeg-fixture.ts";
import { setTimer, startFfmpegAt } from "../cameras/ffmpeg-run.ts";
import { openCamera } from "../cameras/open-camera.ts";
import { openPipeline } from "./open-pipeline.ts";
import {
  createSceneFinder,
  FPS,
  makeCamerasConfig,
  makeScene,
  playFilm,
  takeReceipts,
} from "./simulated-cameras-fixture.ts";

const WHOLE = makeScene(2, 4);
const BEGAN_MS = WHOLE.instants[0]!.timestampMs;
/** One comes after 4 s and goes after 39, another one is there from 19 to 47 s. */
const SECONDS = 50;
const SCENE = { ...WHOLE, instants: WHOLE.instants.slice(0, SECONDS * FPS) };
const [{ cameraId: BROKEN }] = SCENE.cameras as [(typeof SCENE.cameras)[0]];
const PACKET_BYTES = 188;

let folder = "";
const path = (cameraId: string): string => join(folder, `${cameraId}.ts`);
let whole: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "saunter-broken-"));
  for (const camera of FFMPEG === "" ? [] : SCENE.cameras) {
    const images: Uint8Array[] = [];
    for await (const { rgb } of playFilm(SCENE, camera).frames) images.push(rgb);
    const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x90", "-r", String(FPS)];
    const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "30"];
    execFileSync(
      FFMPEG,
      ["-v", "error", "-y", ...raw, "-i", "pipe:0", ...encode, path(camera.cameraId)],
      { input: Buffer.concat(images) },
    );
  }
  if (FFMPEG !== "") whole = readFileSync(path(BROKEN));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Looks at all films to their end, by ffmpeg; poses are those of the frame's moment. */
async function look(): Promise<JointFrame[]> {
  const config = makeCamerasConfig(SCENE);
  const { find } = createSceneFinder(SCENE, 1);
  const closing = new AbortController();
  const start = startFfmpegAt(FFMPEG);
  const pipeline = openPipeline(
    {
      ...config,
      cameras: config.cameras.map(({ camera, source }) => ({
        camera,
        calibrated: camera,
        startMs: BEGAN_MS,
        source: { ...source, url: path(camera.cameraId) },
      })),
    },
    {
      openCamera: (source, options, signal) =>
        openCamera(source, { start, random: Math.random, ...options }, signal),
      setTimer,
      nowMs: () => 0,
      classifier: null,
      finder: {
        find: (frame) => {
          const at = Math.round(((frame.timestampMs - BEGAN_MS) * FPS) / 1000);
          const { timestampMs } = SCENE.instants[Math.min(at, SCENE.instants.length - 1)]!;
          return find({ ...frame, timestampMs });
        },
        status: () => expect.unreachable("films do not rest"),
        close: async () => {},
      },
    },
    closing.signal,
  );
  const frames: JointFrame[] = [];
  for await (const event of pipeline.events) if (event.kind === "seen") frames.push(event.frame);
  await pipeline.closed;
  return frames;
}

/** Of each receipt, in the order of exits, why it is reviewed. */
async function judge(bytes: Buffer): Promise<readonly (readonly string[])[]> {
  writeFileSync(path(BROKEN), bytes);
  return takeReceipts(await look()).map(({ faults }) => faults);
}

const reason = (fault: string): string =>
  `camera ${BROKEN} ${CAMERA_WORDS[fault]} while this shopper was in its view`;

/** Bytes until so many seconds of the film, in whole packets. */
const reach = (seconds: number): number =>
  PACKET_BYTES * Math.round((whole.length * seconds) / SECONDS / PACKET_BYTES);

describeFfmpeg("the receipts of those in a film", () => {
  it("that is whole are accepted", async () => {
    expect(await judge(whole)).toEqual([[], []]);
  });

  it("of which packets are broken are reviewed, for as long as they are", async () => {
    const bytes = Buffer.from(whole);
    for (let at = reach(6); at < reach(10); at += 3 * PACKET_BYTES)
      bytes.fill(0xff, at + 4, at + PACKET_BYTES);
    expect(await judge(bytes)).toEqual([[reason("damaged")], []]);
  });

  it("that is cut short are reviewed from there on", async () => {
    expect(await judge(whole.subarray(0, reach(45.8) - 100))).toEqual([[], [reason("silent")]]);
  });
});
