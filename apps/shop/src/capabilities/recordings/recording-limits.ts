/** Bounds of a recording of the shop's sensors. */
export interface LiveRecordingLimits {
  readonly bytesMax: number;
  /** Blocks of text that may wait for the disk. */
  readonly unwrittenMax: number;
}

export const LIVE_RECORDING_LIMITS: LiveRecordingLimits = {
  bytesMax: 4e9,
  // Blocks of 256 KiB: 16 MiB of memory.
  unwrittenMax: 64,
};
