/** A shop's cameras as they are watched. */
import type { Camera } from "@saunter/vision/cameras/camera-model";
import type { CameraSource } from "./camera-source.ts";

export interface FloorPoint {
  readonly x: number;
  readonly y: number;
}

/** Corners in order, metres in world axes; the last is joined to the first. */
export type FloorZone = readonly FloorPoint[];

export interface WatchedCamera {
  readonly source: CameraSource;
  /** As it is calibrated, for pictures of that size. */
  readonly camera: Camera;
  /** As its calibration has it, for pictures of the size that it was calibrated with. */
  readonly calibrated: Camera;
  /** When a film's first picture was taken, Unix ms; 0 of a live camera. */
  readonly startMs: number;
}

export interface PoseConfig {
  /** "movenet", or the path of an ONNX file. */
  readonly model: string;
  /** Pixels; null: the model's own. */
  readonly inputSize: number | null;
  /** Where that stands, such as "shop/cameras.yaml:9:27": what an ONNX file takes is known when it is read. */
  readonly inputSizeAt: string | null;
  /** Null: as many as the machine has room for. */
  readonly workers: number | null;
}

export interface CamerasConfig {
  readonly cameras: readonly WatchedCamera[];
  /** Path of the file of where they hang. */
  readonly calibrationFile: string;
  readonly isLive: boolean;
  readonly floor: FloorZone;
  /** None: people come and go anywhere. */
  readonly doors: readonly FloorZone[];
  readonly pose: PoseConfig;
  /** Whether hands are classified, where there are product images. */
  readonly classifiesHands: boolean;
}
