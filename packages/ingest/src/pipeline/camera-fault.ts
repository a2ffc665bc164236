import type { FitFault } from "@saunter/vision/fusion/camera-fit";
import type { ImageFaultKind } from "../cameras/image-faults.ts";

export type CameraFaultKind = ImageFaultKind | FitFault["kind"] | "silent" | "damaged" | "drifted";

/** What is wrong with a camera, from the moment that it is known. */
export interface CameraFault {
  readonly cameraId: string;
  readonly kind: CameraFaultKind;
  readonly sinceMs: number;
  /** Of damaged pictures, since when there are so many that it matters where people were; null: there are not. */
  readonly spoiltSinceMs?: number | null;
  /** A sentence that says what to do; it names no password. */
  readonly message: string;
}

/**
 * A blurred picture shows where people are less well, and yet it shows it, as do damaged ones between those
 * that are whole; who of two is wrong nobody knows.
 */
const USABLE: ReadonlySet<CameraFaultKind> = new Set(["out-of-focus", "damaged", "unsure"]);

/** Whether what the camera sees is left out of where people are. */
export function isLeftOut({ kind }: CameraFault): boolean {
  return !USABLE.has(kind);
}

/** Its pictures show nothing that poses could be found in. */
const BLIND: ReadonlySet<CameraFaultKind> = new Set(["black", "covered", "frozen", "silent"]);

export function isBlind({ kind }: CameraFault): boolean {
  return BLIND.has(kind);
}

/** What is found out by and by, and was so before: since when nobody knows. */
const CREEPING: ReadonlySet<CameraFaultKind> = new Set([
  "swapped",
  "elsewhere",
  "unsure",
  "drifted",
]);
/** All others are known of so soon after they begin. */
export const KNOWN_WITHIN_MS = 6000;

/** Whether somebody has to look after the camera soon; one that is blurred sees people still. */
export function isUrgent({ kind }: CameraFault): boolean {
  return kind !== "out-of-focus";
}

/** Whoever was in the camera's view from then on is concerned; null: nobody is, as it sees them still. */
export function findConcernedSinceMs({
  kind,
  sinceMs,
  spoiltSinceMs = null,
}: CameraFault): number | null {
  if (kind === "out-of-focus") return null;
  if (kind === "damaged") return spoiltSinceMs;
  return CREEPING.has(kind) ? Number.NEGATIVE_INFINITY : sinceMs - KNOWN_WITHIN_MS;
}

/** Whoever was in view since then is concerned by a clock that is corrected only now. */
export const CLOCK_CONCERNED_MS = 120_000;

export function describeFit({ kind, otherId }: FitFault): string {
  switch (kind) {
    case "swapped":
      return `it sees what camera ${otherId} is calibrated for: check whether the two are swapped`;
    case "elsewhere":
      return "it sees people elsewhere than the other cameras: check its calibration and its clock";
    case "unsure":
      return `it and camera ${otherId} do not agree: calibrate one of them again`;
    default:
      return kind satisfies never;
  }
}
