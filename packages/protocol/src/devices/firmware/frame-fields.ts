/**
 * The head of a packed frame (`packed-frame.ts`) as a table, from which the firmware's C++ is written: one place says
 * at which byte each value stands.
 */

export type FieldType = "U8" | "U16" | "U32" | "U64" | "F32";

export interface FrameField {
  readonly at: number;
  readonly type: FieldType;
  /** In C++. */
  readonly value: string;
}

export const FRAME_HEAD: readonly FrameField[] = [
  { at: 0, type: "U16", value: "0x4653" },
  { at: 2, type: "U8", value: "1" },
  { at: 3, type: "U8", value: "0" },
  { at: 4, type: "U32", value: "0" },
  { at: 8, type: "U32", value: "bootId" },
  { at: 12, type: "U32", value: "slot.sequence" },
  { at: 16, type: "U64", value: "slot.timeUs" },
  { at: 24, type: "F32", value: "RATE_HZ" },
  { at: 28, type: "U8", value: "CHANNELS" },
  { at: 29, type: "U8", value: "SAMPLES" },
  { at: 30, type: "U16", value: "status" },
  { at: 32, type: "U8", value: "DEVICE_ID_CHARS" },
];

/** Bytes before the device's id. */
export const FRAME_HEAD_BYTES = 33;
