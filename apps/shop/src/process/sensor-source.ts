/** Where the shop's process gets observations from: a simulated shop, a recording, sensors. */
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import type { ViewedFrame } from "@saunter/ingest/pipeline/viewed-frame";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { CommandFailure } from "../command-line/command-io.ts";
import type { ShopConfig, SourceConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";
import { openCameraSource } from "./camera-source.ts";
import type { Simulator } from "./capability.ts";
import { ONLY_GATE } from "./source-doors.ts";

export interface SensorSource {
  readonly shop: ShopModel;
  /** Ways in and out as the source knows them; the configuration's own take their place. */
  readonly doors: readonly Door[];
  /** Seconds of the source a second, by now; Infinity is as fast as it goes. */
  readonly speed: number;
  setSpeed(speed: number): void;
  /** Its timestamps are of now, by the shop's own clock, and stay so. */
  readonly isLive: boolean;
  /** Of the past: whoever is seen in it has come in by themselves. */
  readonly isRecorded: boolean;
  /** Whether plates are read: where none are, none of them is quiet. */
  readonly hasPlates: boolean;
  /** How each camera is; null where no cameras are looked through. */
  readonly cameras: CameraReporter | null;
  /** Ends with the signal, also where nothing comes. To be gone through once. */
  observations(signal: AbortSignal): AsyncIterable<readonly Observation[]>;
  /** A frame was looked at, and its pixels are there still; only cameras tell. */
  onView(listener: (frame: ViewedFrame) => void): void;
  /** Somebody comes in, as a gate says: what rests while nobody is there wakes. */
  wake(): void;
  /** Resolves when nothing of it is left: no thread, no other process. */
  close(): Promise<void>;
}

export interface SourceOptions {
  /** The shop's clock. */
  readonly nowMs: () => number;
  readonly recordings: RecordingSource;
  readonly openPipeline: () => Promise<CameraMachine>;
  /** Its speed may become another: its clock is not the shop's then. */
  readonly isChangeable?: boolean;
  readonly simulator?: Simulator | null;
}

type OpenableShop = Pick<ShopConfig, "source" | "shopModel" | "floor" | "pictures">;

/** Throws what says what to do where the source cannot be opened. */
export async function openSource(
  { source, shopModel, floor, pictures }: OpenableShop,
  { nowMs, recordings, openPipeline, isChangeable = false, simulator = null }: SourceOptions,
): Promise<SensorSource> {
  switch (source.kind) {
    case "simulated":
      return needSimulator(simulator, "source: simulated").openSource(
        ...([source, { shopModel, floor }, { startMs: nowMs(), isChangeable }] as const),
      );
    case "recording":
      return replaySensors(source, recordings);
    case "cameras":
      return openCameraSource(source, {
        ...{ nowMs, recordings, machine: await openPipeline() },
        pictures: pictures.pictures,
      });
    default:
      return source satisfies never;
  }
}

/** Throws what says what to do where nothing simulates a world. */
export function needSimulator(simulator: Simulator | null, what: string): Simulator {
  if (simulator !== null) return simulator;
  throw new CommandFailure(
    `${what} needs the app @saunter/lab, which is not installed: install it, or configure what is real`,
  );
}

/** A recording says nothing of a door: whoever appears has come in, and leaves by not being seen. */
async function replaySensors(
  { folder, speed }: Extract<SourceConfig, { kind: "recording" }>,
  recordings: RecordingSource,
): Promise<SensorSource> {
  const { shop, chunks } = await recordings.open(folder);
  let speedNow = speed;
  return {
    shop,
    doors: [{ gateId: ONLY_GATE, zone: null, direction: "both" }],
    get speed() {
      return speedNow;
    },
    setSpeed: (changed) => {
      speedNow = changed;
    },
    ...{ isLive: false, isRecorded: true, hasPlates: true, cameras: null },
    close: async () => {},
    observations: () => chunks,
    ...{ onView: () => {}, wake: () => {} },
  };
}
