import { describe, expect, it } from "vitest";
import { createHandClock, type HandClock, settle } from "../cameras/camera-fixture.ts";
import { CameraError } from "../cameras/camera-source.ts";
import type { CameraStatus } from "../cameras/camera-status.ts";
import type { CameraFrame } from "../cameras/frame-box.ts";
import { createCamerasWatch, type WatchEvent } from "./cameras-watch.ts";
import {
  createSceneFinder,
  FPS,
  makeScene,
  makeWatchOptions,
  playFilm,
} from "./simulated-cameras-fixture.ts";
import type { OpenedCamera } from "./watch-files.ts";
import { createLiveWatch, EVENTS_MAX } from "./watch-live.ts";

const SCENE = makeScene(3, 1);
const BEGAN_MS = SCENE.instants[0]!.timestampMs;
const CAMERA_IDS = SCENE.cameras.map(({ cameraId }) => cameraId);

const status = (cameraId: string, state: CameraStatus["state"], message: string): CameraStatus => ({
  cameraId,
  state,
  sinceMs: 0,
  lastFrameMs: null,
  isResting: false,
  message,
  errors: [],
  counts: { frames: 0, given: 0, dropped: 0, skipped: 0, restarts: 0, stalls: 0, damaged: 0 },
  fpsWanted: FPS,
  fps: FPS,
  nextTryMs: null,
  clock: null,
});

/** Frames come when they were taken. It is closed by its signal, and silent between two instants. */
function playLive(
  clock: HandClock,
  at: number,
  signal: AbortSignal,
  silent: readonly [from: number, to: number] = [0, 0],
): OpenedCamera {
  const { cameraId, frames } = playFilm(SCENE, SCENE.cameras[at]!);
  async function* play(): AsyncGenerator<CameraFrame> {
    let index = 0;
    for await (const frame of frames) {
      const waitMs = frame.timestampMs - clock.nowMs();
      if (waitMs > 0) await new Promise<void>((resolve) => void clock.setTimer(waitMs, resolve));
      if (signal.aborted) return;
      const isSilent = index >= silent[0] && index < silent[1];
      index++;
      if (isSilent) frame.release();
      else yield frame;
    }
  }
  return { cameraId, frames: play() };
}

function open() {
  const clock = createHandClock(BEGAN_MS);
  const finder = createSceneFinder(SCENE, 1);
  const watch = createCamerasWatch({ ...makeWatchOptions(SCENE, finder.find), isLive: true });
  const live = createLiveWatch(watch, { nowMs: clock.nowMs, setTimer: clock.setTimer });
  const closing = new AbortController();
  const events: WatchEvent[] = [];
  const run = async (cameras: readonly OpenedCamera[]): Promise<void> => {
    for await (const event of live.run(cameras)) events.push(event);
  };
  return { clock, live, closing, events, run };
}

describe("live cameras", () => {
  it("are put together as they come, and one that falls silent is waited for no longer", async () => {
    const { clock, live, closing, events, run } = open();
    const cameras = SCENE.cameras.map((_, at) =>
      playLive(clock, at, closing.signal, at === 1 ? [30, 90] : [0, 0]),
    );
    const ran = run(cameras);
    await clock.pass(4000);
    live.report(status(CAMERA_IDS[1]!, "stalled", "no frame for 5 s"));
    live.report(status(CAMERA_IDS[1]!, "starting", "opening"));
    live.report(status(CAMERA_IDS[1]!, "waiting", "retrying in 1 s"));
    await settle();
    const told = events.filter(({ kind }) => kind === "fault");
    expect(told).toMatchObject([
      { fault: { cameraId: CAMERA_IDS[1], kind: "silent", message: "no frame for 5 s" } },
    ]);
    // Nobody waits for it by now: who is there is reported within a frame.
    const last = events.findLast((event) => event.kind === "seen")!;
    expect(clock.nowMs() - last.frame.timestampMs).toBeLessThan(200);
    await clock.pass(2500);
    live.report(status(CAMERA_IDS[1]!, "live", "pictures come"));
    await clock.pass(1000);
    expect(events).toContainEqual({ kind: "well", cameraId: CAMERA_IDS[1], fault: "silent" });
    expect(events.findLast((event) => event.kind === "seen")).toMatchObject({ cameras: 4 });
    closing.abort();
    await clock.pass(1000);
    await ran;
  });

  it("keep the newest of what nobody has taken", async () => {
    const { live, run, events } = open();
    for (let at = 0; at < EVENTS_MAX / 2 + 1; at++) {
      live.report(status(CAMERA_IDS[0]!, "waiting", `failure ${at}`));
      live.report(status(CAMERA_IDS[0]!, "live", "pictures come"));
    }
    await run([]);
    expect(events).toHaveLength(EVENTS_MAX);
    expect(events[0]).toMatchObject({ fault: { message: "failure 1" } });
  });

  it("end where there is no ffmpeg; one that cannot be read is reported", async () => {
    const broken = (at: number, code: "ffmpeg-missing" | "source-refused"): OpenedCamera => ({
      cameraId: CAMERA_IDS[at]!,
      frames: {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            throw new CameraError(code, "it cannot be read");
          },
        }),
      },
    });
    const without = open();
    await expect(without.run([broken(0, "ffmpeg-missing")])).rejects.toThrow(CameraError);
    const { run, events } = open();
    await run([broken(0, "source-refused")]);
    expect(events).toMatchObject([{ fault: { kind: "silent", message: "it cannot be read" } }]);
  });
});
