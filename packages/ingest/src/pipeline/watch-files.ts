/** Films that were taken at once, frame by frame, as fast as they can be processed. */
import { CameraError } from "../cameras/camera-source.ts";
import type { CameraFrame } from "../cameras/frame-box.ts";
import type { Camera } from "../cameras/open-camera.ts";
import type { CamerasWatch, WatchEvent } from "./cameras-watch.ts";

/** A camera, by its name. */
export interface OpenedCamera extends Pick<Camera, "frames"> {
  readonly cameraId: string;
}

/** Time for which others go on after the end of a film that ended early. */
export const ENDED_EARLY_MS = 1000;

interface Film {
  readonly cameraId: string;
  readonly frames: AsyncIterator<CameraFrame>;
  /** The next frame; null at its end. */
  head: CameraFrame | null;
  hasEnded: boolean;
  lastMs: number;
  isReported: boolean;
}

/**
 * All that is seen in the order of stamps, as far as they are corrected by then. Of each camera one frame
 * is processed at a time, so that none gives way to a newer one. Leaving the loop closes
 * the cameras. Throws `CameraError` where there is no ffmpeg, or none of the films has a picture.
 */
export async function* watchFiles(
  watch: CamerasWatch,
  cameras: readonly OpenedCamera[],
  frameMs: number,
): AsyncGenerator<WatchEvent> {
  const films = cameras.map(openFilm);
  let nowMs = Number.NEGATIVE_INFINITY;
  let failure: CameraError | null = null;
  try {
    for (;;) {
      for (const error of await Promise.all(films.map(fetchHead))) {
        if (error === null) continue;
        if (error.error.code === "ffmpeg-missing") throw error.error;
        failure = error.error;
        yield* watch.noteSilence(error.film.cameraId, error.error.message, error.film.lastMs);
        error.film.isReported = true;
      }
      const batch = takeEarliest(films, watch, frameMs);
      const [first] = batch;
      if (first === undefined) break;
      nowMs = Math.max(nowMs, watch.correct(first.cameraId, first.timestampMs));
      yield* reportEnded(films, watch, nowMs);
      const views = await Promise.all(batch.map((frame) => detectOnce(watch, frame)));
      for (const view of views) yield* watch.add(view, nowMs);
      yield* watch.pass(nowMs);
    }
    if (failure !== null && nowMs === Number.NEGATIVE_INFINITY) throw failure;
    yield* watch.end();
  } finally {
    for (const { head } of films) head?.release();
    await Promise.all(films.map(({ frames }) => frames.return?.()));
  }
}

function openFilm({ cameraId, frames }: OpenedCamera): Film {
  const iterator = frames[Symbol.asyncIterator]();
  const start = { hasEnded: false, isReported: false, lastMs: Number.NEGATIVE_INFINITY };
  return { cameraId, frames: iterator, head: null, ...start };
}

async function fetchHead(film: Film): Promise<{ film: Film; error: CameraError } | null> {
  if (film.head !== null || film.hasEnded) return null;
  try {
    const { done, value } = await film.frames.next();
    if (done === true) film.hasEnded = true;
    else film.head = value;
    return null;
  } catch (error) {
    film.hasEnded = true;
    if (error instanceof CameraError) return { film, error };
    throw error;
  }
}

/** The frames of one instant: they are no longer their films'. */
function takeEarliest(
  films: readonly Film[],
  { correct }: CamerasWatch,
  frameMs: number,
): CameraFrame[] {
  const stampOf = ({ head }: Film): number =>
    head === null ? Number.POSITIVE_INFINITY : correct(head.cameraId, head.timestampMs);
  const firstMs = Math.min(...films.map(stampOf));
  return films
    .filter((film) => stampOf(film) - firstMs < frameMs / 2)
    .toSorted((a, b) => stampOf(a) - stampOf(b))
    .map((film) => {
      const frame = film.head!;
      film.lastMs = stampOf(film);
      film.head = null;
      return frame;
    });
}

async function detectOnce(watch: CamerasWatch, frame: CameraFrame) {
  try {
    return await watch.detect(frame);
  } finally {
    frame.release();
  }
}

function* reportEnded(
  films: readonly Film[],
  watch: CamerasWatch,
  nowMs: number,
): Generator<WatchEvent> {
  for (const film of films) {
    const isEarly = film.hasEnded && nowMs - film.lastMs > ENDED_EARLY_MS;
    if (!isEarly || film.isReported) continue;
    film.isReported = true;
    yield* watch.noteSilence(
      film.cameraId,
      "its video has ended, and others continue",
      film.lastMs,
    );
  }
}
