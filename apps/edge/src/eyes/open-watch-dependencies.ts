/** What `saunter watch` takes from the machine. */
import { open } from "node:fs/promises";
import type { WatchDependencies } from "../commands/watch.ts";
import { findPictures, openHandClassifier } from "../hands/open-hand-classifier.ts";
import { checkCameraSource } from "../ingest/camera/camera-source.ts";
import { type StartFfmpeg, setTimer, startFfmpegAt } from "../ingest/camera/ffmpeg-run.ts";
import { findFfmpeg } from "../ingest/camera/find-ffmpeg.ts";
import { measureFilmMs } from "../ingest/camera/measure-film.ts";
import { openCamera } from "../ingest/camera/open-camera.ts";
import { openPoseFinder } from "./open-pose-finder.ts";

export function openWatchDependencies(): Omit<WatchDependencies, "io" | "environment"> {
  // Looked for when it is needed: whoever asks for help needs none.
  let found: StartFfmpeg | null = null;
  const start: StartFfmpeg = (args) => {
    found ??= startFfmpegAt(findFfmpeg(null, process.env.PATH));
    return found(args);
  };
  return {
    openCamera: (source, options, signal) =>
      openCamera(source, { start, nowMs: Date.now, random: Math.random, ...options }, signal),
    measureFilmMs: (source) => measureFilmMs(checkCameraSource(source), start),
    openPoseFinder,
    openHandClassifier: (folder) => openHandClassifier(findPictures(folder), start),
    openOut: async (path) => {
      const file = await open(path, "w");
      return { write: (text) => file.appendFile(text), close: () => file.close() };
    },
    setTimer,
  };
}
