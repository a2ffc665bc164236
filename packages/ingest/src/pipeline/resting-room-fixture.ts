/** A room before cameras that rest: at rest a key picture now and then, awake ten pictures a second. */
import { createRandom, type Random } from "@saunter/numerics/random";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { HandClock } from "../cameras/camera-fixture.ts";
import type { CameraFrame } from "../cameras/frame-box.ts";
import type { StartPoseThread } from "../poses/pose-thread.ts";
import type { LiveCamera } from "./watch-live.ts";

const SIZE = { widthPx: 160, heightPx: 90 };
const FRAME_MS = 100;
const DARK = 10;
const PICTURES = 32;
/** Of whoever stands there. */
const BOX = { left: 60, right: 90, top: 20, bottom: 80 };

export interface Room {
  /** Who is there moves by a pixel from picture to picture. */
  isSomebodyThere: boolean;
  readonly cameras: readonly (LiveCamera & { readonly counts: RoomCounts })[];
  /** When cameras were told to rest or to wake, in order. */
  readonly told: readonly { readonly cameraId: string; readonly rests: boolean; atMs: number }[];
}

export interface RoomCounts {
  frames: number;
}

export interface RoomOptions {
  readonly cameraIds: readonly string[];
  readonly clock: HandClock;
  /** From one key picture to the next. */
  readonly keyMs: number;
  readonly signal: AbortSignal;
}

export function makeRoom({ cameraIds, clock, keyMs, signal }: RoomOptions): Room {
  const told: { cameraId: string; rests: boolean; atMs: number }[] = [];
  const room = { isSomebodyThere: false, told };
  const cameras = cameraIds.map((cameraId, at) => {
    const random = createRandom(at + 1);
    const images = drawPictures(at + 1, random);
    const counts = { frames: 0 };
    let isResting = false;
    async function* play(): AsyncGenerator<CameraFrame> {
      for (let tick = 0; !signal.aborted; tick++) {
        await new Promise<void>((resolve) => void clock.setTimer(FRAME_MS, resolve));
        // Cameras send theirs at different moments.
        const isKey = (tick * FRAME_MS + at * 300) % keyMs === 0;
        if (isResting && !isKey) continue;
        const empty = images[random.integer(0, images.length - 1)]!;
        const rgb = room.isSomebodyThere ? drawSomebody(empty.slice(), tick % 20) : empty;
        const timestampMs = clock.nowMs();
        const stamps = {
          timestampMs,
          arrivedMs: timestampMs,
          sequence: counts.frames++,
          damaged: 0,
        };
        yield { cameraId, ...stamps, ...SIZE, rgb, release: () => {} };
      }
    }
    const rest = (rests: boolean): void => {
      isResting = rests;
      told.push({ cameraId, rests, atMs: clock.nowMs() });
    };
    return { cameraId, frames: play(), rest, counts };
  });
  return Object.assign(room, { cameras });
}

/** The room, in one noise after the other: drawing one for each moment takes long. */
function drawPictures(seed: number, random: Random): Uint8Array[] {
  const background = drawBackground(seed);
  return Array.from({ length: PICTURES }, () => {
    const rgb = new Uint8Array(3 * background.length);
    for (const [pixel, grey] of background.entries())
      rgb[3 * pixel + 1] = grey + random.integer(0, 2);
    return rgb;
  });
}

function drawBackground(seed: number): Uint8Array {
  const random = createRandom(seed);
  const background = new Uint8Array(SIZE.widthPx * SIZE.heightPx).fill(100);
  for (let box = 0; box < 40; box++) {
    const [left, top, value] = [
      random.integer(0, 145),
      random.integer(0, 79),
      random.integer(50, 220),
    ];
    for (let y = top; y < top + 10; y++)
      background.fill(value, y * SIZE.widthPx + left, y * SIZE.widthPx + left + 14);
  }
  return background;
}

function drawSomebody(rgb: Uint8Array, step: number): Uint8Array {
  for (let y = BOX.top; y < BOX.bottom; y++)
    for (let x = BOX.left + step; x < BOX.right + step; x++)
      rgb[3 * (y * SIZE.widthPx + x) + 1] = DARK;
  return rgb;
}

export type SeePoses = (pixels: Uint8Array, widthPx: number) => readonly PoseDetection[];

/** A thread that answers at once. */
export function startThreadOf(see: SeePoses): StartPoseThread {
  return ({ onAnswer, onEnd }) => {
    queueMicrotask(() => onAnswer({ kind: "ready" }));
    return {
      give: ({ pixels, widthPx }) =>
        queueMicrotask(() => onAnswer({ kind: "found", pixels, poses: see(pixels, widthPx) })),
      stop: () => queueMicrotask(() => onEnd("it was stopped")),
    };
  };
}

/** Somebody is where it is dark. */
export const seeDark: SeePoses = (pixels, widthPx) => {
  const first = pixels.findIndex((value, at) => at % 3 === 1 && value <= DARK);
  if (first < 0) return [];
  const pixel = (first - 1) / 3;
  const [left, top] = [pixel % widthPx, Math.floor(pixel / widthPx)];
  const joints = new Float64Array(24).fill(Number.NaN);
  for (let joint = 0; joint < 4; joint++)
    joints.set([left + 15 + 4 * (joint % 2), top + 5 + 4 * joint, 0.9], 3 * joint);
  return [{ joints }];
};
