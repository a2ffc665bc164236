/**
 * Cameras as they are now: the newest frame of each, as soon as there is time for it. While the shop is
 * empty they rest, and wake together (rest-cameras.ts).
 */
import { CameraError } from "../cameras/camera-source.ts";
import type { CameraStatus } from "../cameras/camera-status.ts";
import type { SetTimer } from "../cameras/ffmpeg-run.ts";
import type { Camera } from "../cameras/open-camera.ts";
import { createCameraRest, type ReadIdle } from "../poses/rest-cameras.ts";
import { isBlind } from "./camera-fault.ts";
import type { CamerasWatch, WatchEvent } from "./cameras-watch.ts";
import type { OpenedCamera } from "./watch-files.ts";

export interface LiveOptions {
  /** The shop's clock, which frames are stamped by. */
  readonly nowMs: () => number;
  readonly setTimer: SetTimer;
  /**
   * Of the finder's status, by camera: since when nothing has moved before it and nobody is there. Not
   * given, cameras do not rest.
   */
  readonly readIdle?: () => ReadonlyMap<string, number | null>;
  /** How long nothing has to move before they rest; `REST_AFTER_MS` where not given. */
  readonly restAfterMs?: number;
}

/** A camera, by its name; one that cannot rest is processed all the time. */
export interface LiveCamera extends OpenedCamera, Partial<Pick<Camera, "rest">> {}

export interface LiveWatch {
  /** For `onStatus` of each camera. */
  readonly report: (status: CameraStatus) => void;
  /**
   * All that is seen, to be gone through by one loop. Ends when the cameras are closed, which is the
   * caller's to do. Throws `CameraError` where there is no ffmpeg.
   */
  run(cameras: readonly LiveCamera[]): AsyncGenerator<WatchEvent>;
  /** Somebody comes in, as a gate says: cameras that rest are woken before they see it. */
  wake(): void;
}

/** Events that the consumer has not taken yet; the oldest of more are dropped. */
export const EVENTS_MAX = 1000;
/** How often it is checked whether cameras may rest, or must wake. */
export const REST_STEP_MS = 250;

export function createLiveWatch(watch: CamerasWatch, options: LiveOptions): LiveWatch {
  const { nowMs, setTimer } = options;
  let events: WatchEvent[] = [];
  let wake = (): void => {};
  let running = 0;
  let failure: unknown = null;
  let cancelTimer = (): void => {};
  let sleep: Sleep | null = null;

  function tell(more: readonly WatchEvent[]): void {
    events = [...events, ...more].slice(-EVENTS_MAX);
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
          const poses = await watch.detect(frame);
          tell(watch.add(poses, nowMs()));
          sleep?.see(cameraId);
        } finally {
          frame.release();
        }
      }
    } catch (error) {
      if (!(error instanceof CameraError) || error.code === "ffmpeg-missing") failure ??= { error };
      else tell(watch.noteSilence(cameraId, error.message, nowMs()));
    } finally {
      running--;
      wake();
    }
  }

  return {
    report: ({ cameraId, state, message }) => {
      if (state === "starting" || state === "ended") return;
      tell(watch.noteSilence(cameraId, state === "live" ? null : message, nowMs()));
    },
    wake: () => sleep?.wake(),
    run: async function* (cameras) {
      running = cameras.length;
      sleep = startSleep(watch, cameras, options);
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
        sleep?.stop();
      }
    },
  };
}

interface Sleep {
  /** A frame of the camera has been processed. */
  see(cameraId: string): void;
  wake(): void;
  stop(): void;
}

/** Null where it is not known whether anything moves. */
function startSleep(
  watch: CamerasWatch,
  cameras: readonly LiveCamera[],
  { nowMs, setTimer, readIdle, restAfterMs }: LiveOptions,
): Sleep | null {
  if (readIdle === undefined || cameras.length === 0) return null;
  const rest = createCameraRest({
    cameras: new Map(cameras.map((one) => [one.cameraId, { rest: (rests) => one.rest?.(rests) }])),
    onChange: watch.rest,
    ...(restAfterMs === undefined ? {} : { restAfterMs }),
  });
  const step = (): void => {
    const idle = readIdle();
    // One that shows nothing holds up none of the others: it would not show who comes in, either.
    const readOne: ReadIdle = (cameraId) => {
      const fault = watch.list(cameraId).find(isBlind);
      const sinceMs = fault?.sinceMs ?? idle.get(cameraId) ?? null;
      return { sinceMs, isBlind: fault !== undefined };
    };
    rest.step(nowMs(), readOne);
  };
  let cancel = (): void => {};
  const stepLater = (): void => {
    cancel = setTimer(REST_STEP_MS, () => {
      step();
      stepLater();
    });
  };
  stepLater();
  return {
    see: (cameraId) => {
      rest.see(cameraId, nowMs());
      step();
    },
    wake: () => rest.wake(nowMs()),
    stop: () => cancel(),
  };
}
