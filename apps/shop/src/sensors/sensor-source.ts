/** Where observations come from, whatever the sensors are. */
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import type { ViewedFrame } from "@saunter/ingest/pipeline/viewed-frame";
import type { ReadingWindow } from "@saunter/ingest/scales/reading-window";
import type { DeviceReport, UnknownDevice } from "@saunter/ingest/scales/scale-hub";
import type { AnnouncedDevice } from "@saunter/ingest/scales/text-topics/announcements";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { DeviceConfig } from "../config/sensors-config.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";

export interface SensorSource {
  readonly shop: ShopModel;
  /** Ways in and out as the source knows them; the configuration's own take their place. */
  readonly doors: readonly Door[];
  /** How fast its time passes, where that can be chosen; null where it is of now. */
  readonly pace: SourcePace | null;
  /** Its timestamps are of now, by the shop's own clock, and stay so. */
  readonly isLive: boolean;
  /** Of the past: whoever is seen in it has come in by themselves. */
  readonly isRecorded: boolean;
  /** Whether plates are read: where none are, none of them is quiet. */
  readonly hasPlates: boolean;
  /** Null where no cameras are looked through. */
  readonly cameras: SourceCameras | null;
  /** Null where no scales are read that are of now. */
  readonly scales: SourceScales | null;
  /** Ends with the signal, also where nothing comes. To be gone through once. */
  observations(signal: AbortSignal): AsyncIterable<readonly Observation[]>;
  /** Resolves when nothing of it is left: no thread, no other process. */
  close(): Promise<void>;
}

export interface SourcePace {
  /** Seconds of the source a second, by now; Infinity is as fast as it goes. */
  speed: number;
}

/** Seconds of the source a second; what is of now comes when it comes. */
export function readSpeed({ pace }: SensorSource): number {
  return pace?.speed ?? Number.POSITIVE_INFINITY;
}

export interface SourceCameras {
  /** How each camera is. */
  readonly reporter: CameraReporter;
  /** A frame was processed, and its pixels are there still. */
  onView(listener: (frame: ViewedFrame) => void): void;
  /** Somebody comes in, as a gate says: what rests while nobody is there wakes. */
  wake(): void;
}

export interface SourceScales {
  /** How each controller is. */
  report(): DeviceReport[];
  /** Controllers that have announced themselves and are not in the configuration, by what they say. */
  listAnnounced(): AnnouncedDevice[];
  /** What keeps the shop from its broker now, and what to do about it; null: nothing does. */
  readBroker(): string | null;
  /** What is wrong with the tracker of people, and what to check; null: nothing is, or there is none. */
  readTracker(): string | null;
  /** As the configuration has them. */
  readonly devices: readonly DeviceConfig[];
  /** Controllers that send and are not in the configuration. */
  listUnknown(): ReadonlyMap<string, Readonly<UnknownDevice>>;
  /** What a controller has read lately; null for one that is not configured. */
  findReadings(deviceId: string): ReadingWindow | null;
  /** Takes a frame that did not come by a transport of the source's own. */
  push(frame: ScaleFrame): void;
  /** Counts what such a transport brought and was no frame. */
  refuse(deviceId: string, fault: string): void;
}

/** Opens a simulated world in place of sensors. */
export type OpenSimulated = (
  source: Extract<ShopConfig["source"], { kind: "simulated" }>,
  shop: Pick<ShopConfig, "shopModel" | "floor">,
  options: { readonly startMs: number; readonly isChangeable: boolean },
) => SensorSource;
