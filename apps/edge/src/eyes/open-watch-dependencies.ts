/** What `saunter watch` takes from the machine. */
import { open } from "node:fs/promises";
import type { WatchDependencies } from "../commands/watch.ts";
import { findPictures } from "../hands/open-hand-classifier.ts";
import { checkCameraSource } from "../ingest/camera/camera-source.ts";
import { measureFilmMs } from "../ingest/camera/measure-film.ts";
import { findStart, openEyesMachine } from "./open-eyes-machine.ts";

export function openWatchDependencies(): Omit<WatchDependencies, "io" | "environment"> {
  const start = findStart();
  return {
    ...openEyesMachine(start),
    measureFilmMs: (source) => measureFilmMs(checkCameraSource(source), start),
    findPictures,
    openOut: async (path) => {
      const file = await open(path, "w");
      return { write: (text) => file.appendFile(text), close: () => file.close() };
    },
  };
}
