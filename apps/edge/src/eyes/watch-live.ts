/** Cameras as they are now: the newest frame of each, as soon as there is time for it. */
import { CameraError } from "../ingest/camera/camera-source.ts";
import type { CameraStatus } from "../ingest/camera/camera-status.ts";
import type { SetTimer } from "../ingest/camera/ffmpeg-run.ts";
import type { CamerasWatch, WatchEvent } from "./cameras-watch.ts";
import type { OpenedCamera } from "./watch-files.ts";

export interface LiveOptions {
  /** The shop's clock, which frames are stamped by. */
  readonly nowMs: () => number;
  readonly setTimer: SetTimer;
}

export interface LiveWatch {
  /** For `onStatus` of each camera. */
  readonly hear: (status: CameraStatus) => void;
  /**
   * All that is seen, to be gone through by one loop. Ends when the cameras are closed, which is the
   * caller's to do. Throws `CameraError` where there is no ffmpeg.
   */
  run(cameras: readonly OpenedCamera[]): AsyncGenerator<WatchEvent>;
}

/** Events that whoever listens has not taken yet; of more, the oldest are gone. */
export const EVENTS_MAX = 1000;

export function createLiveWatch(watch: CamerasWatch, options: LiveOptions): LiveWatch {
  const { nowMs, setTimer } = options;
  let events: WatchEvent[] = [];
  let wake = (): void => {};
  let running = 0;
  let failure: unknown = null;
  let cancelTimer = (): void => {};

  function tell(more: readonly WatchEvent[]): void {
    events.push(...more);
    if (events.length > EVENTS_MAX) events = events.slice(-EVENTS_MAX);
    cancelTimer();
    const dueMs = watch.findDueMs();
    if (dueMs !== null && Number.isFinite(dueMs)) {
      cancelTimer = setTimer(Math.max(0, dueMs - nowMs()), () => tell(watch.pass(nowMs())));
    }
    wake();
  }

  async function follow({ cameraId, frames }: OpenedCamera): Promise<void> {
    try {
      for await (const frame of frames) {
        try {
          const look = await watch.look(frame);
          tell(watch.add(look, nowMs()));
        } finally {
          frame.release();
        }
      }
    } catch (error) {
      if (!(error instanceof CameraError) || error.code === "ffmpeg-missing") failure ??= { error };
      else tell(watch.hearSilence(cameraId, error.message, nowMs()));
    } finally {
      running--;
      wake();
    }
  }

  return {
    hear: ({ cameraId, state, message }) => {
      if (state === "live") tell(watch.hearSilence(cameraId, null, nowMs()));
      if (state === "stalled" || state === "waiting")
        tell(watch.hearSilence(cameraId, message, nowMs()));
    },
    run: async function* (cameras) {
      running = cameras.length;
      const followed = Promise.all(cameras.map(follow));
      try {
        for (;;) {
          const taken = events;
          events = [];
          yield* taken;
          if (failure !== null) throw (failure as { readonly error: unknown }).error;
          if (events.length > 0) continue;
          if (running === 0) break;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        await followed;
        yield* watch.end();
      } finally {
        cancelTimer();
      }
    },
  };
}
