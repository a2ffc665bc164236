/**
 * Where frames wait for who looks at them: one at most. A newer one takes its place, so that what is
 * processed is always of now; or, where each frame counts, reading waits until it has been fetched.
 */
import type { ColourImage } from "./colour-image.ts";
import { createFramePool, type FramePool } from "./frame-pool.ts";

export interface CameraFrame extends ColourImage {
  readonly cameraId: string;
  /** When it was taken: of a live camera by the shop's clock, of a file from its `startMs` on. */
  readonly timestampMs: number;
  /** When it came, by the shop's clock. */
  readonly arrivedMs: number;
  /** Rises by one for each frame that the camera gave; numbers of frames left out are missing. */
  readonly sequence: number;
  /** Messages of damage in the camera's pictures so far, this one's among them. */
  readonly damaged: number;
  /** Gives the bytes back to be rewritten: they are not to be read any more. What is not given back is missed by the frames to come. */
  release(): void;
}

export interface FrameBox {
  /** Bytes to write a frame into; null where all are in use and none may be taken back. */
  takeBuffer(): Uint8Array | null;
  /** Gives back bytes that no frame was made of. */
  giveBack(rgb: Uint8Array): void;
  put(frame: Omit<CameraFrame, "release">): void;
  /** The newest frame, as soon as there is one; null after the end. One waits at a time. */
  fetch(): Promise<CameraFrame | null>;
  /** Frames that wait are still given. */
  end(): void;
  readonly counts: { readonly given: number; readonly replaced: number };
}

export interface FrameBoxOptions {
  readonly frameBytes: number;
  readonly framesMax: number;
  readonly isEachKept: boolean;
  /** A frame was fetched, or bytes were given back: what waited may go on. */
  readonly onRoom: () => void;
}

export function createFrameBox(options: FrameBoxOptions): FrameBox {
  const { frameBytes, framesMax, isEachKept, onRoom } = options;
  const pool = createFramePool(frameBytes, framesMax, onRoom);
  const counts = { given: 0, replaced: 0 };
  /** Buffers that are being written. */
  let taken = 0;
  let waiting: CameraFrame | null = null;
  let wanted: ((frame: CameraFrame | null) => void) | null = null;
  let hasEnded = false;

  return {
    takeBuffer: () => {
      if (isEachKept && (waiting !== null || taken > 0)) return null;
      const buffer = pool.take();
      if (buffer !== null) {
        taken++;
        return buffer;
      }
      if (isEachKept || waiting === null) return null;
      // Whoever looks holds all others: the one that waits is the oldest that nobody has.
      counts.replaced++;
      const { rgb } = waiting;
      waiting = null;
      taken++;
      return rgb;
    },
    giveBack: (rgb) => {
      taken--;
      pool.giveBack(rgb);
    },
    put: (frame) => {
      taken--;
      const made = makeFrame(frame, pool);
      if (wanted !== null) {
        const give = wanted;
        wanted = null;
        counts.given++;
        give(made);
        onRoom();
        return;
      }
      const older = waiting;
      waiting = made;
      if (older === null) return;
      counts.replaced++;
      older.release();
    },
    fetch: async () => {
      if (wanted !== null) throw new Error("broken invariant: two wait for frames of one camera");
      if (waiting !== null) {
        const frame = waiting;
        waiting = null;
        counts.given++;
        onRoom();
        return frame;
      }
      if (hasEnded) return null;
      return new Promise((resolve) => {
        wanted = resolve;
      });
    },
    end: () => {
      hasEnded = true;
      wanted?.(null);
      wanted = null;
    },
    counts,
  };
}

function makeFrame(frame: Omit<CameraFrame, "release">, pool: FramePool): CameraFrame {
  let isReleased = false;
  const release = (): void => {
    if (isReleased) return;
    isReleased = true;
    pool.giveBack(frame.rgb);
  };
  return { ...frame, release };
}
