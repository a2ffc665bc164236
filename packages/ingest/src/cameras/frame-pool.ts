/** Bytes of frames, used again and again: a camera makes tens of megabytes a second. */
export interface FramePool {
  /** Null where all are in use. */
  take(): Uint8Array | null;
  giveBack(rgb: Uint8Array): void;
}

/** @param onFree called after bytes were given back */
export function createFramePool(
  frameBytes: number,
  framesMax: number,
  onFree: () => void,
): FramePool {
  const free: Uint8Array[] = [];
  let made = 0;
  return {
    take: () => {
      const rgb = free.pop();
      if (rgb !== undefined || made === framesMax) return rgb ?? null;
      made++;
      return new Uint8Array(frameBytes);
    },
    giveBack: (rgb) => {
      free.push(rgb);
      onFree();
    },
  };
}
