import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { CameraError } from "./camera-source.ts";

/** What to do where there is no ffmpeg. */
export const INSTALL_FFMPEG =
  "cameras are read by ffmpeg: install it (apt-get install ffmpeg on Debian and Ubuntu, dnf install " +
  "ffmpeg-free on Fedora, brew install ffmpeg on macOS), or name where it is";

/**
 * Path of the ffmpeg to run: the one that is named, or the first on the path of programs. Throws
 * `CameraError` ("ffmpeg-missing"), which says what to install.
 */
export function findFfmpeg(named: string | null, searchPath: string | undefined): string {
  if (named !== null) {
    if (isProgram(named)) return named;
    throw new CameraError("ffmpeg-missing", `${named} cannot be run; ${INSTALL_FFMPEG}`);
  }
  const folders = (searchPath ?? "").split(delimiter).filter(isAbsolute);
  const found = folders.map((folder) => join(folder, "ffmpeg")).find(isProgram);
  if (found !== undefined) return found;
  throw new CameraError("ffmpeg-missing", `ffmpeg is not installed; ${INSTALL_FFMPEG}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
