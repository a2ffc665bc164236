/** Bounds of reading cameras. Tests give smaller ones. */
export interface CameraLimits {
  /** Frames of one camera in memory: one that is read, one that waits, others with who took them. */
  readonly poolFrames: number;
  /** From the start of ffmpeg to its first frame: a camera answers, and sends a whole picture. */
  readonly startMsMax: number;
  /** Between two frames of a live camera; then it is taken to stand still. */
  readonly stallMs: number;
  /** The same while it rests: key pictures come seldom, of some cameras every ten seconds. */
  readonly restStallMs: number;
  /** How long ffmpeg has to say goodbye to the camera before it is killed. */
  readonly stopMsMax: number;
  /** Waiting before the first new start, at most, and by which share it varies. */
  readonly backOffMsFirst: number;
  readonly backOffMsMax: number;
  readonly backOffJitter: number;
  /** Time live after which a camera's earlier failures are forgotten. */
  readonly steadyMs: number;
  /** So many messages of damage within the time that follows, and the stream is opened again. */
  readonly damageLinesMax: number;
  readonly damageMs: number;
  /** Lines of ffmpeg that are kept, and how much of each. */
  readonly errorLines: number;
  readonly errorCharsMax: number;
  /** Times of frames that wait for their pictures. */
  readonly stampsMax: number;
}

export const CAMERA_LIMITS: CameraLimits = {
  poolFrames: 4,
  startMsMax: 15_000,
  stallMs: 5000,
  restStallMs: 30_000,
  stopMsMax: 2000,
  backOffMsFirst: 500,
  backOffMsMax: 30_000,
  backOffJitter: 0.25,
  steadyMs: 30_000,
  damageLinesMax: 200,
  damageMs: 10_000,
  errorLines: 5,
  errorCharsMax: 200,
  stampsMax: 256,
};

/** Sides of a picture, pixels, and frames a second that can be asked for. */
export const SIDE_PX_MAX = 8192;
export const FPS_MAX = 120;
/** Frames a second of a camera that rests, at most. */
export const REST_FPS = 2;
/** How many times faster than it was taken a file is played at most. */
export const SPEED_MAX = 100;
