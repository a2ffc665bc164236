/** Cameras whose pictures are wrong, seen on small grey pictures: what is wrong, and since when. */
import { createFrozenWatch, type FrozenWatch } from "./frozen-watch.ts";
import { type GreyImage, measureChange, measureLight } from "./grey-image.ts";
import { type CameraReference, type Comparison, compareImage } from "./image-reference.ts";

export type ImageFaultKind =
  | "black"
  | "covered"
  | "out-of-focus"
  | "upside-down"
  | "swapped"
  | "moved"
  | "frozen";

export interface ImageFault {
  readonly cameraId: string;
  readonly kind: ImageFaultKind;
  readonly sinceMs: number;
  /** A sentence that says what to do. */
  readonly message: string;
}

export interface ImageWatch {
  /** Takes a picture of one camera; those of each in order of time, all of one clock. */
  see(cameraId: string, image: GreyImage, timestampMs: number): void;
  /** What is wrong by now: of one camera, or of all. */
  list(cameraId?: string): readonly ImageFault[];
}

/** A fault is reported when it has lasted so long; a camera that only points elsewhere, longer. */
export const HOLD_MS = 3000;
export const MOVED_HOLD_MS = 20_000;
/** Time without a fault after which it has ended. */
export const CLEAR_MS = 2000;
/** How often pictures are compared, and the time over which each is averaged. */
export const CHECK_MS = 1000;
const MEAN_MS = 2000;
/** A black picture: steps of brightness, of 255. */
export const BLACK_MEAN_MAX = 20;
export const BLACK_SPREAD_MAX = 6;
/** Of what its reference has. */
const COVERED_CONTRAST_SHARE = 0.2;
const BLURRED_SHARPNESS_SHARE = 0.5;
const BLURRED_COARSE_FIT_MIN = 0.4;
/** Fit of another direction of view, and its lead over the camera's own, at which the camera has turned. */
const OTHER_FIT_MIN = 0.4;
const OTHER_FIT_AHEAD = 0.2;
/** A camera that was moved fits at most that share of what it mostly fits. */
const MOVED_FIT_SHARE = 0.4;
/** Share of a picture that changes by more than noise where somebody moves: a hand, far away. */
const MOVED_SHARE_MIN = 0.001;
/** Weight of the latest comparison in what it mostly fits. */
const USUAL_WEIGHT = 0.02;

interface Suspicion {
  readonly kind: ImageFaultKind;
  readonly sinceMs: number;
  readonly message: string;
  lastMs: number;
}

interface CameraState {
  readonly cameraId: string;
  readonly frozen: FrozenWatch;
  image: GreyImage | null;
  mean: GreyImage | null;
  lastMs: number;
  checkedMs: number;
  movedMs: number;
  /** Its usual fit to its reference; null before it has ever fitted. */
  usualFit: number | null;
  suspicion: Suspicion | null;
  fault: Suspicion | null;
}

/** References of the cameras that have one; the others are only checked for black and frozen. */
export function createImageWatch(references: readonly CameraReference[]): ImageWatch {
  const cameras = new Map<string, CameraState>();
  return {
    see: (cameraId, image, timestampMs) => {
      let camera = cameras.get(cameraId);
      if (camera === undefined) {
        camera = makeState(cameraId);
        cameras.set(cameraId, camera);
      }
      takeImage(camera, image, timestampMs, [...cameras.values()]);
      if (timestampMs - camera.checkedMs < CHECK_MS) return;
      camera.checkedMs = timestampMs;
      suspect(camera, references, timestampMs);
    },
    list: (cameraId) =>
      [...cameras.values()]
        .filter((camera) => cameraId === undefined || camera.cameraId === cameraId)
        .flatMap(listFaults),
  };
}

function makeState(cameraId: string): CameraState {
  return {
    cameraId,
    frozen: createFrozenWatch(),
    image: null,
    mean: null,
    usualFit: null,
    lastMs: 0,
    checkedMs: -Infinity,
    movedMs: -Infinity,
    suspicion: null,
    fault: null,
  };
}

function takeImage(
  camera: CameraState,
  image: GreyImage,
  timestampMs: number,
  all: readonly CameraState[],
): void {
  const { image: before, mean } = camera;
  const isSame = before?.values.length === image.values.length;
  if (before === null || mean === null || !isSame) {
    camera.mean = { ...image, values: image.values.slice() };
  } else {
    const others = all.filter((other) => other !== camera);
    const othersMove = others.some(({ movedMs }) => Math.abs(timestampMs - movedMs) < CHECK_MS);
    const change = measureChange(before, image);
    camera.frozen.see(change, othersMove, timestampMs);
    if (change.movedShare >= MOVED_SHARE_MIN) camera.movedMs = timestampMs;
    const weight = 1 - Math.exp(-(timestampMs - camera.lastMs) / MEAN_MS);
    const [means, values] = [mean.values, image.values];
    for (let at = 0; at < means.length; at++) means[at]! += weight * (values[at]! - means[at]!);
  }
  camera.image = image;
  camera.lastMs = timestampMs;
}

function suspect(camera: CameraState, references: readonly CameraReference[], nowMs: number): void {
  const found = judge(camera, references);
  if (camera.fault !== null) {
    if (found?.kind === camera.fault.kind) camera.fault.lastMs = nowMs;
    else if (nowMs - camera.fault.lastMs >= CLEAR_MS) camera.fault = null;
  }
  if (found === null) camera.suspicion = null;
  else if (camera.suspicion?.kind !== found.kind)
    camera.suspicion = { ...found, sinceMs: nowMs, lastMs: nowMs };
  const { suspicion } = camera;
  if (suspicion === null || camera.fault !== null) return;
  suspicion.lastMs = nowMs;
  const holdMs = suspicion.kind === "moved" ? MOVED_HOLD_MS : HOLD_MS;
  if (nowMs - suspicion.sinceMs >= holdMs) camera.fault = suspicion;
}

type Judgement = Pick<Suspicion, "kind" | "message">;

function judge(camera: CameraState, references: readonly CameraReference[]): Judgement | null {
  const image = camera.mean!;
  const { mean, spread } = measureLight(image);
  if (mean <= BLACK_MEAN_MAX && spread <= BLACK_SPREAD_MAX) {
    const message = "its image is black: check the light and the lens";
    return { kind: "black", message };
  }
  if (!references.some(({ cameraId }) => cameraId === camera.cameraId)) return null;
  const compared = compareImage(image, camera.cameraId, references);
  const judged = judgeComparison(compared) ?? judgeUsual(camera, compared);
  if (judged === null)
    camera.usualFit =
      camera.usualFit === null
        ? compared.upright
        : camera.usualFit + USUAL_WEIGHT * (compared.upright - camera.usualFit);
  return judged;
}

function judgeComparison(compared: Comparison): Judgement | null {
  const { upright, turned, other, contrastShare, sharpnessShare, coarse } = compared;
  const fits = (fit: number): boolean => fit >= OTHER_FIT_MIN && fit - upright >= OTHER_FIT_AHEAD;
  if (fits(turned) && turned >= (other?.fit ?? -1)) {
    const message = "its image is upside down: check how it is mounted, and its rotation setting";
    return { kind: "upside-down", message };
  }
  if (other !== null && fits(other.fit)) {
    const message = `it shows what camera ${other.cameraId} showed at set-up: check whether the two are swapped`;
    return { kind: "swapped", message };
  }
  if (contrastShare < COVERED_CONTRAST_SHARE) {
    const message = "its image shows almost nothing: check whether something covers the lens";
    return { kind: "covered", message };
  }
  if (sharpnessShare < BLURRED_SHARPNESS_SHARE && coarse >= BLURRED_COARSE_FIT_MIN) {
    const message = "its image is blurred: clean the lens and check its focus";
    return { kind: "out-of-focus", message };
  }
  return null;
}

/** It fits nothing that is known, and has fitted before. */
function judgeUsual({ usualFit }: CameraState, { upright }: Comparison): Judgement | null {
  if (usualFit === null || usualFit < OTHER_FIT_MIN) return null;
  if (upright >= MOVED_FIT_SHARE * usualFit) return null;
  const message = "its view has changed since set-up: if it was moved, calibrate it again";
  return { kind: "moved", message };
}

/** A black picture stands still, too: that is said once. */
function listFaults({ cameraId, fault, suspicion, frozen }: CameraState): ImageFault[] {
  const faults: ImageFault[] = [];
  if (fault !== null) {
    const { kind, sinceMs, message } = fault;
    faults.push({ cameraId, kind, sinceMs, message });
  }
  const { frozenSinceMs } = frozen;
  if (frozenSinceMs !== null && suspicion?.kind !== "black" && fault?.kind !== "black") {
    const message = "its image is frozen: restart the camera, or what relays its stream";
    faults.push({ cameraId, kind: "frozen", sinceMs: frozenSinceMs, message });
  }
  return faults;
}
