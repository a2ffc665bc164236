/** What cameras take from this machine. */

import { type StartFfmpeg, setTimer, startFfmpegAt } from "../cameras/ffmpeg-run.ts";
import { findFfmpeg } from "../cameras/find-ffmpeg.ts";
import { openCamera } from "../cameras/open-camera.ts";
import { openHandClassifier } from "../hands/open-hand-classifier.ts";
import type { CameraMachine } from "./open-pipeline.ts";
import { openPoseFinder } from "./open-pose-finder.ts";

/** Starts ffmpeg, which is looked for when it is needed: whoever asks for help needs none. */
export function findStart(): StartFfmpeg {
  let found: StartFfmpeg | null = null;
  return (args) => {
    found ??= startFfmpegAt(findFfmpeg(null, process.env.PATH));
    return found(args);
  };
}

export function openCameraMachine(start: StartFfmpeg = findStart()): CameraMachine {
  return {
    checkFfmpeg: () => void findFfmpeg(null, process.env.PATH),
    openCamera: (source, options, signal) =>
      openCamera(source, { start, random: Math.random, ...options }, signal),
    openPoseFinder,
    openHandClassifier: (images) => openHandClassifier(images, start),
    setTimer,
  };
}
