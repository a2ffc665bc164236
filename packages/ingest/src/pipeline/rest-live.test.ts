import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { scaleCamera } from "@saunter/vision/cameras/scale-camera";
import { describe, expect, it } from "vitest";
import { createHandClock } from "../cameras/camera-fixture.ts";
import { describeRtsp, FFMPEG, startRtspServer } from "../cameras/ffmpeg-fixture.ts";
import { setTimer, startFfmpegAt } from "../cameras/ffmpeg-run.ts";
import { openCamera } from "../cameras/open-camera.ts";
import { openPoseFinder } from "../poses/open-pose-finder.ts";
import { KEY_MS_MAX, REST_AFTER_MS } from "../poses/rest-cameras.ts";
import { createCamerasWatch, type WatchEvent } from "./cameras-watch.ts";
import { makeRoom, type SeePoses, seeDark, startThreadOf } from "./resting-room-fixture.ts";
import { FLOOR, isInside } from "./simulated-cameras-fixture.ts";
import { createLiveWatch, REST_STEP_MS } from "./watch-live.ts";

const CAMERAS = hangCameras(FLOOR, 4, 2.4).map((one) => scaleCamera(one, 160, 90));
const CAMERA_IDS = CAMERAS.map(({ cameraId }) => cameraId);
const FPS = 10;

async function openFinder(see: SeePoses) {
  return openPoseFinder({ model: { kind: "movenet" }, workers: 2, start: startThreadOf(see) });
}

async function open(keyMs: number) {
  const clock = createHandClock(1_700_000_000_000);
  const closing = new AbortController();
  const finder = await openFinder(seeDark);
  const { find } = finder;
  const watch = createCamerasWatch({ cameras: CAMERAS, find, isInside, fps: FPS, isLive: true });
  const readIdle = () => finder.status().idleSinceMs;
  const { nowMs, setTimer: setHandTimer } = clock;
  const live = createLiveWatch(watch, { nowMs, setTimer: setHandTimer, readIdle });
  const room = makeRoom({ cameraIds: CAMERA_IDS, clock, keyMs, signal: closing.signal });
  const events: WatchEvent[] = [];
  const ran = (async () => {
    for await (const event of live.run(room.cameras)) events.push(event);
  })();
  const close = async (): Promise<void> => {
    closing.abort();
    await clock.pass(2 * FPS * keyMs);
    await ran;
    await finder.close();
  };
  const countFrames = (): number =>
    room.cameras.reduce((sum, { counts }) => sum + counts.frames, 0);
  return { clock, live, room, events, close, countFrames };
}

describe("Cameras of an empty shop", () => {
  it("rest after a minute, with no fault reported, and wake together for who comes in", async () => {
    const { clock, room, events, close, countFrames } = await open(1000);
    await clock.pass(REST_AFTER_MS + 2000);
    expect(room.told.map(({ cameraId, rests }) => [cameraId, rests])).toEqual(
      CAMERA_IDS.map((cameraId) => [cameraId, true]),
    );
    const before = countFrames();
    await clock.pass(300_000);
    expect(countFrames() - before).toBe(4 * 300);
    expect(events.filter(({ kind }) => kind !== "seen")).toEqual([]);
    const cameMs = clock.nowMs();
    room.isSomebodyThere = true;
    await clock.pass(3000);
    const woken = room.told.slice(4);
    expect(woken.map(({ cameraId, rests }) => [cameraId, rests])).toEqual(
      CAMERA_IDS.map((cameraId) => [cameraId, false]),
    );
    for (const { atMs } of woken) expect(atMs - cameMs).toBeLessThanOrEqual(1000);
    // All of them are put together again, at the rate that is wanted.
    expect(events.findLast((event) => event.kind === "seen")).toMatchObject({ cameras: 4 });
    await close();
  });

  it("wake when a gate says so, and are not told to be ill for having rested", async () => {
    const { clock, live, room, events, close } = await open(2000);
    live.wake();
    await clock.pass(REST_AFTER_MS + 2000);
    for (let round = 0; round < 2; round++) {
      live.wake();
      expect(room.told.at(-1)).toMatchObject({ rests: false, atMs: clock.nowMs() });
      await clock.pass(REST_AFTER_MS + REST_STEP_MS);
      expect(room.told.at(-1)).toMatchObject({ rests: true });
      await clock.pass(20_000);
    }
    expect(room.told).toHaveLength(4 * 5);
    expect(events.filter(({ kind }) => kind !== "seen")).toEqual([]);
    await close();
  });

  it("stay awake where key pictures come so seldom that nobody would be seen to come in", async () => {
    const { clock, room, events, close } = await open(10_000);
    await clock.pass(REST_AFTER_MS + KEY_MS_MAX + 2000);
    expect(room.told.map(({ rests }) => rests)).toEqual([
      ...Array(4).fill(true),
      ...Array(4).fill(false),
    ]);
    await clock.pass(REST_AFTER_MS + 2000);
    expect(room.told).toHaveLength(8);
    expect(events.filter(({ kind }) => kind !== "seen")).toEqual([]);
    await close();
  });
});

describeRtsp("A real camera", () => {
  it("rests while nothing moves and wakes when a gate says so, without a fault", async () => {
    const server = await startRtspServer(0, "smpte");
    const closing = new AbortController();
    const finder = await openFinder(() => []);
    const { find } = finder;
    const [own] = CAMERAS;
    const watch = createCamerasWatch({
      cameras: [own!],
      find,
      isInside,
      fps: FPS,
      isLive: true,
    });
    const readIdle = () => finder.status().idleSinceMs;
    const live = createLiveWatch(watch, {
      nowMs: Date.now,
      setTimer,
      readIdle,
      restAfterMs: 3000,
    });
    const { cameraId } = own!;
    const camera = openCamera(
      { cameraId, url: server.url, widthPx: 160, heightPx: 90, fps: FPS },
      {
        start: startFfmpegAt(FFMPEG),
        nowMs: Date.now,
        random: Math.random,
        onStatus: live.report,
      },
      closing.signal,
    );
    const rests = (): boolean => camera.status().isResting;
    const told: WatchEvent[] = [];
    let isDone = false;
    // Once it has rested for some pictures a gate says that somebody comes; then it is awake again.
    let restedFrames = 0;
    for await (const event of live.run([{ cameraId, ...camera }])) {
      if (event.kind !== "seen") told.push(event);
      if (rests() && ++restedFrames === 6) live.wake();
      isDone ||= restedFrames >= 6 && !rests();
      if (isDone) closing.abort();
    }
    expect(isDone).toBe(true);
    expect(told).toEqual([]);
    await camera.closed;
    await finder.close();
    await server.kill();
  });
});
