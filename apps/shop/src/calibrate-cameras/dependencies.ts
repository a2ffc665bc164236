import type { CommandIo } from "../command-line/command-io.ts";
import type { BoardDetector } from "./board-detector.ts";

/** What the subcommands take from the process. */
export interface CalibrateDependencies {
  readonly io: CommandIo;
  readonly writeFile: (path: string, content: string | Uint8Array) => Promise<void>;
  /** Path of the machine's ffmpeg; throws CameraError where there is none. */
  readonly findFfmpeg: () => string;
  readonly openBoardDetector: () => Promise<BoardDetector>;
}
