/**
 * Puts together frames that several cameras took at one instant, by stamps of one clock. A camera that
 * says nothing is waited for up to a bound, and not at all while it stays silent.
 */

export interface Stamped {
  readonly cameraId: string;
  readonly timestampMs: number;
}

export interface FrameSet<T extends Stamped> {
  /** That of its first frame; it rises from set to set. */
  readonly timestampMs: number;
  /** By camera; those that had none are missing. */
  readonly frames: ReadonlyMap<string, T>;
  readonly isWhole: boolean;
}

export interface FrameSetsOptions<T extends Stamped> {
  readonly cameraIds: readonly string[];
  /** From one frame to the next, ms: frames of one set differ by less than half of it. */
  readonly frameMs: number;
  /** For so long a set waits for a camera, from its first frame's coming. */
  readonly waitMs: number;
  /** A frame that is in no set: it came too late. It is given back here. */
  readonly onLate: (frame: T) => void;
}

export interface FrameSets<T extends Stamped> {
  /** Takes a frame that came now; sets that are complete by that, in order. Throws on a camera unknown. */
  add(frame: T, nowMs: number): FrameSet<T>[];
  /** Sets that have waited long enough. */
  pass(nowMs: number): FrameSet<T>[];
  /** When `pass` has something to do if no frame comes; null where nothing waits. */
  findDueMs(): number | null;
  /** All that waits, as no more frames come. */
  end(): FrameSet<T>[];
}

interface Waiting<T> {
  readonly frame: T;
  readonly cameMs: number;
}

interface CameraQueue<T> {
  waiting: Waiting<T>[];
  receivedMs: number;
}

/** Frames of one camera that wait; more are not needed, as others are not waited for that long. */
export const WAITING_MAX = 32;

export function createFrameSets<T extends Stamped>(options: FrameSetsOptions<T>): FrameSets<T> {
  const { cameraIds, frameMs, waitMs, onLate } = options;
  const queues = new Map<string, CameraQueue<T>>(
    cameraIds.map((cameraId) => [cameraId, { waiting: [], receivedMs: Number.NEGATIVE_INFINITY }]),
  );
  let givenMs = Number.NEGATIVE_INFINITY;
  let startedMs: number | null = null;

  function takeReady(nowMs: number): FrameSet<T>[] {
    const sets: FrameSet<T>[] = [];
    for (;;) {
      const set = takeFirst(queues, frameMs / 2, waitMs, nowMs);
      if (set === null) return sets;
      givenMs = Math.max(...[...set.values()].map(({ timestampMs }) => timestampMs));
      sets.push(describeSet(set, cameraIds.length));
    }
  }

  return {
    add: (frame, nowMs) => {
      const queue = queues.get(frame.cameraId);
      if (queue === undefined) throw new RangeError(`no such camera: ${frame.cameraId}`);
      // At first all are waited for as if a frame of each had just come.
      if (startedMs === null) for (const other of queues.values()) other.receivedMs = nowMs;
      startedMs ??= nowMs;
      queue.receivedMs = nowMs;
      const lastMs = queue.waiting.at(-1)?.frame.timestampMs ?? Number.NEGATIVE_INFINITY;
      // Its set has been given: a second set of one instant would show everybody twice.
      if (frame.timestampMs <= Math.max(lastMs, givenMs)) {
        onLate(frame);
        return takeReady(nowMs);
      }
      queue.waiting.push({ frame, cameMs: nowMs });
      const sets = takeReady(nowMs);
      if (queue.waiting.length > WAITING_MAX) onLate(queue.waiting.shift()!.frame);
      return sets;
    },
    pass: takeReady,
    findDueMs: () => {
      const first = findAnchor(queues);
      return first === null ? null : findDue(queues, first, frameMs / 2, waitMs);
    },
    end: () => takeReady(Number.POSITIVE_INFINITY),
  };
}

/** The earliest frame that waits. */
function findAnchor<T extends Stamped>(queues: ReadonlyMap<string, CameraQueue<T>>): T | null {
  let first: T | null = null;
  for (const { waiting } of queues.values()) {
    const frame = waiting[0]?.frame;
    if (frame !== undefined && (first === null || frame.timestampMs < first.timestampMs))
      first = frame;
  }
  return first;
}

/** Frames within the half frame from the first of them, one a camera. */
function listMembers<T extends Stamped>(
  queues: ReadonlyMap<string, CameraQueue<T>>,
  anchor: T,
  halfMs: number,
): Waiting<T>[] {
  return [...queues.values()].flatMap(({ waiting }) => {
    const [first] = waiting;
    return first !== undefined && first.frame.timestampMs - anchor.timestampMs < halfMs
      ? [first]
      : [];
  });
}

/** Until when the set of that frame waits; in the past where it waits for nobody. */
function findDue<T extends Stamped>(
  queues: ReadonlyMap<string, CameraQueue<T>>,
  anchor: T,
  halfMs: number,
  waitMs: number,
): number {
  const members = listMembers(queues, anchor, halfMs);
  const endMs = Math.min(...members.map(({ cameMs }) => cameMs)) + waitMs;
  // A camera with a later frame has none of this instant; one that was silent for long is not awaited.
  const silentMs = [...queues.values()]
    .filter(({ waiting }) => waiting.length === 0)
    .map(({ receivedMs }) => receivedMs + waitMs);
  return silentMs.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(endMs, Math.max(...silentMs));
}

function takeFirst<T extends Stamped>(
  queues: ReadonlyMap<string, CameraQueue<T>>,
  halfMs: number,
  waitMs: number,
  nowMs: number,
): Map<string, T> | null {
  const anchor = findAnchor(queues);
  if (anchor === null || findDue(queues, anchor, halfMs, waitMs) > nowMs) return null;
  const members = listMembers(queues, anchor, halfMs);
  for (const { frame } of members) queues.get(frame.cameraId)!.waiting.shift();
  return new Map(members.map(({ frame }) => [frame.cameraId, frame]));
}

function describeSet<T extends Stamped>(frames: Map<string, T>, cameras: number): FrameSet<T> {
  return {
    timestampMs: Math.min(...[...frames.values()].map(({ timestampMs }) => timestampMs)),
    frames,
    isWhole: frames.size === cameras,
  };
}
