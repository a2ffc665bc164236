import type { PoseSighting } from "@saunter/perception/fusion/pose-sighting";

export interface PoseFinder {
  /** Poses of everybody in the frame; null where it was not looked (busy: newer frames only, nothing queues). */
  find(frame: {
    cameraId: string;
    timestampMs: number;
    pixels: Uint8Array;
    widthPx: number;
    heightPx: number;
  }): Promise<readonly PoseSighting[] | null>;
  close(): Promise<void>;
}
