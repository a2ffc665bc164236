/** Cuts what comes through a pipe into frames, and gives each its time, which comes through another. */
import { STAMPS_PER_S } from "./ffmpeg-arguments.ts";

/** Where the next frame's bytes go; it may be left out, or everything may have to wait. */
export type Place = Uint8Array | "skip" | "wait";

export interface FrameReader {
  /**
   * Takes bytes of frames, and returns how many; fewer than there are where a frame has to wait. The
   * others are to be given again.
   */
  takeBytes(bytes: Uint8Array): number;
  /** Takes what ffmpeg says of times: lines of "frame:1 pts:40000 pts_time:0.04", in any pieces. */
  takeStamps(text: string): void;
  /** Bytes of frames that are not whole, or have no time; nothing is taken after that. */
  abandon(): Uint8Array[];
}

export interface FrameReaderOptions {
  readonly frameBytes: number;
  /** Frames that wait for their times; beyond that ffmpeg is not one that can be read. */
  readonly stampsMax: number;
  /** Asked once as a frame begins, and again after "wait". */
  readonly findPlace: (index: number) => Place;
  /** @param rgb null where the frame was left out */
  readonly onFrame: (frame: { index: number; ptsMs: number; rgb: Uint8Array | null }) => void;
  /** Frames come without times, or times without frames. */
  readonly onUnreadable: () => void;
}

export function createFrameReader(options: FrameReaderOptions): FrameReader {
  const { frameBytes, stampsMax, findPlace, onFrame, onUnreadable } = options;
  const whole: (Uint8Array | null)[] = [];
  const stampsMs: number[] = [];
  let line = "";
  let place: Place = "wait";
  let filled = 0;
  let begun = 0;
  let given = 0;

  function give(): void {
    while (whole.length > 0 && stampsMs.length > 0)
      onFrame({ index: given++, ptsMs: stampsMs.shift()!, rgb: whole.shift()! });
    if (Math.max(whole.length, stampsMs.length) > stampsMax) onUnreadable();
  }

  return {
    takeBytes: (bytes) => {
      let at = 0;
      while (at < bytes.length) {
        if (filled === 0) {
          place = findPlace(begun);
          if (place === "wait") return at;
        }
        const count = Math.min(bytes.length - at, frameBytes - filled);
        if (place instanceof Uint8Array) place.set(bytes.subarray(at, at + count), filled);
        at += count;
        filled += count;
        if (filled < frameBytes) continue;
        whole.push(place instanceof Uint8Array ? place : null);
        filled = 0;
        begun++;
        give();
      }
      return at;
    },
    takeStamps: (text) => {
      const lines = (line + text).split("\n");
      line = lines.pop()!;
      for (const whole of lines) {
        // "NOPTS" where a frame has none: not a number.
        const stamp = /^frame:\d+ +pts:(\S+)/.exec(whole)?.[1];
        if (stamp !== undefined) stampsMs.push((Number(stamp) * 1000) / STAMPS_PER_S);
      }
      give();
    },
    abandon: () => {
      const left = filled > 0 ? [...whole.splice(0), place] : whole.splice(0);
      filled = 0;
      return left.filter((one) => one instanceof Uint8Array);
    },
  };
}
