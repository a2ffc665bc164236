/** Bounds of finding poses. Tests give smaller ones. */
export interface PoseLimits {
  /** From a thread's start until its model is loaded, and from a picture to its answer. */
  readonly loadMsMax: number;
  readonly answerMsMax: number;
  /** Waiting before a thread that died is started again, at first and at most. */
  readonly backOffMsFirst: number;
  readonly backOffMsMax: number;
}

export const POSE_LIMITS: PoseLimits = {
  loadMsMax: 60_000,
  answerMsMax: 15_000,
  backOffMsFirst: 500,
  backOffMsMax: 30_000,
};

/** Threads that can be asked for. */
export const WORKERS_MAX = 32;
