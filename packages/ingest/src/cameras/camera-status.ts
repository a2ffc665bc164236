/** How a camera is, in words that whoever runs the shop understands. */

export type CameraState = "starting" | "live" | "stalled" | "waiting" | "ended";

export interface CameraCounts {
  /** Frames that ffmpeg gave. */
  readonly frames: number;
  /** Fetched by whoever looks at them. */
  readonly given: number;
  /** Gave way to a newer one, as whoever looks was slow. */
  readonly dropped: number;
  /** Left out to make fewer a second. */
  readonly skipped: number;
  /** Times that ffmpeg was started again. */
  readonly restarts: number;
  readonly stalls: number;
  /** Messages of damaged pictures. */
  readonly damaged: number;
}

export interface CameraStatus {
  readonly cameraId: string;
  readonly state: CameraState;
  readonly sinceMs: number;
  /** When its last picture came; null before the first. */
  readonly lastFrameMs: number | null;
  /** Pictures come now and then, as nothing moves and nobody is there. */
  readonly isResting: boolean;
  /** A sentence; it names no password. */
  readonly message: string;
  /** The last lines of ffmpeg that say what is wrong, the latest last, cleaned. */
  readonly errors: readonly string[];
  readonly counts: CameraCounts;
  /** Frames a second that are wanted, and as many as can be processed. */
  readonly fpsWanted: number;
  readonly fps: number;
  /** When it is tried again; null where it is not waited for. */
  readonly nextTryMs: number | null;
  /** The camera's clock to the shop's; null where it has none, or before it is known. */
  readonly clock: {
    readonly offsetMs: number;
    readonly driftPpm: number;
    readonly steps: number;
  } | null;
}

/** Why a run of ffmpeg ended. */
export type EndReason = "exit" | "no-start" | "stall" | "damage" | "rate" | "stopped" | "failed";

/** How a run ended, and what ffmpeg had to say. */
export interface RunEnd {
  readonly reason: EndReason;
  /** Null where it was killed. */
  readonly exitCode: number | null;
  readonly frames: number;
  readonly errors: readonly string[];
  /** What ffmpeg's words come to; null where they say nothing known. */
  readonly cause: string | null;
}

/** What happened, without an end to the sentence. */
export function describeEnd({ reason, frames, exitCode, cause, errors }: RunEnd): string {
  const why = cause ?? errors.at(-1);
  const because = why === undefined ? "" : `: ${why}`;
  switch (reason) {
    case "exit":
      if (frames === 0) return `no frame arrived${because}`;
      return `the stream ended${because}`;
    case "no-start":
      return `no frame arrived in time${because}`;
    case "stall":
      return "frames stopped arriving";
    case "damage":
      return "too many frames were damaged";
    case "failed":
      return `ffmpeg failed${exitCode === null ? "" : ` with code ${exitCode}`}${because}`;
    case "rate":
      return "another frame rate is requested";
    case "stopped":
      return "it was closed";
    default:
      return reason satisfies never;
  }
}

/** A number of seconds, as it is said. */
export function formatSeconds(ms: number): string {
  const seconds = ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000);
  return `${seconds} s`;
}
