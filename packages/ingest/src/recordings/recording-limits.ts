/** Bounds of reading and writing recordings. Tests give smaller ones. */
export interface RecordingLimits {
  /** Longest line, bytes without its end. */
  readonly lineBytesMax: number;
  /** Bytes asked of a file at once. */
  readonly blockBytes: number;
  /** How far behind the latest line a line may be and still be put in its place. */
  readonly reorderMs: number;
  /** Lines held back for that at most. */
  readonly heldLinesMax: number;
  /** Steps of time beyond this are clock jumps. */
  readonly clockStepMsMax: number;
  /** Lines in a row that must agree before a step of time is believed. */
  readonly confirmLines: number;
  /** Observations handed over at once. */
  readonly chunkObservations: number;
  /** Length of a recording over which units are checked. */
  readonly unitCheckMs: number;
  /** Readings and coordinates held back meanwhile. */
  readonly unitCheckValuesMax: number;
}

export const RECORDING_LIMITS: RecordingLimits = {
  lineBytesMax: 64 * 1024 * 1024,
  blockBytes: 1024 * 1024,
  reorderMs: 1000,
  heldLinesMax: 4096,
  clockStepMsMax: 10_000,
  confirmLines: 8,
  chunkObservations: 256,
  unitCheckMs: 15 * 60_000,
  unitCheckValuesMax: 16_000_000,
};
