/** For tests: what was kept of an interaction, as its recorder leaves it. */
import type { Clip } from "@saunter/ingest/clips/clip-seal";

const PIECE = { happenedMs: 4000, startMs: 0, stepMs: 50 };
export const CURVE = {
  ...PIECE,
  gondola: 1,
  shelf: 1,
  plates: [{ plate: 3, gramsG: [1, null, 2.5] }],
};
export const POSITIONS = {
  ...PIECE,
  shoppers: [
    { shopperId: "p1", body: [[1, 2, 1.7], null], leftWrist: [null, null], rightWrist: [null] },
  ],
};
export const CLIP: Clip = {
  cameraId: "fridge",
  mediaType: 'video/webm; codecs="vp8"',
  widthPx: 320,
  heightPx: 180,
  gondola: 1,
  shelf: 1,
  happenedMs: 4000,
  startMs: 0,
  durationMs: 8000,
  video: Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3),
};
