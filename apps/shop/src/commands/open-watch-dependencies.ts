/** What `saunter watch` takes from the machine. */
import { open } from "node:fs/promises";
import { checkCameraSource } from "@saunter/ingest/cameras/camera-source";
import { measureFilmMs } from "@saunter/ingest/cameras/measure-film";
import { findPictures } from "@saunter/ingest/hands/open-hand-classifier";
import { findStart, openCameraMachine } from "@saunter/ingest/pipeline/open-camera-machine";
import type { WatchDependencies } from "./watch.ts";

export function openWatchDependencies(): Omit<WatchDependencies, "io" | "environment"> {
  const start = findStart();
  return {
    ...openCameraMachine(start),
    measureFilmMs: (source) => measureFilmMs(checkCameraSource(source), start),
    findPictures,
    openOut: async (path) => {
      const file = await open(path, "w");
      return { write: (text) => file.appendFile(text), close: () => file.close() };
    },
  };
}
