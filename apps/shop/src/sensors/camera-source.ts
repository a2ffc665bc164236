/** The shop's cameras as a source: live, or films with the plates of the same time. */
import type { JointFrame, Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { FloorZone } from "@saunter/ingest/cameras/cameras-config";
import type { PictureFiles } from "@saunter/ingest/hands/open-hand-classifier";
import { createCameraReports } from "@saunter/ingest/pipeline/camera-reports";
import type { WatchEvent } from "@saunter/ingest/pipeline/cameras-watch";
import {
  type CameraMachine,
  type OpenPipeline,
  openPipeline,
} from "@saunter/ingest/pipeline/open-pipeline";
import type { ViewedFrame } from "@saunter/ingest/pipeline/viewed-frame";
import type { PoseFinder } from "@saunter/ingest/poses/pose-finder";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import type { SourceConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";
import { mergePlates } from "./merge-plates.ts";
import type { SensorSource } from "./sensor-source.ts";
import { ONLY_GATE } from "./source-doors.ts";

export interface CameraSourceOptions {
  /** The shop's clock, which pictures of live cameras are stamped by. */
  readonly nowMs: () => number;
  readonly recordings: RecordingSource;
  readonly machine: CameraMachine;
  /** Of the shop's products, by which it is told what hands hold. */
  readonly pictures: PictureFiles;
  /** Whether live scales weigh what hands take. */
  readonly hasScales?: boolean;
}

/** Nothing is weighed, so that nothing has to be known of what stands where. */
const NO_SHELVES: ShopModel = { facings: [], products: new Map() };

/**
 * Opens what is needed to look through cameras; they themselves are opened when they are looked through.
 * Throws `CameraError` where there is no ffmpeg, `CommandFailure` where the pose model cannot be
 * opened, `RecordingError` where the plates cannot be read.
 */
export async function openCameraSource(
  { cameras: config, platesFolder }: Extract<SourceConfig, { kind: "cameras" }>,
  { nowMs, recordings, machine, pictures, hasScales = false }: CameraSourceOptions,
): Promise<SensorSource> {
  machine.checkFfmpeg();
  const plates = platesFolder === null ? null : await recordings.open(platesFolder);
  // What hands hold says something of what was weighed, and of nothing else.
  const isWeighed = plates !== null || hasScales;
  const isReported = config.classifiesHands && isWeighed && pictures.size > 0;
  const classifier = isReported ? await machine.openHandClassifier(pictures) : null;
  const finder = await machine.openPoseFinder(config.pose);
  const listeners: ((frame: ViewedFrame) => void)[] = [];
  const onView = (frame: ViewedFrame): void => {
    for (const listen of listeners) listen(frame);
  };
  const closing = new AbortController();
  const reports = createCameraReports(config, nowMs);
  let pipeline: OpenPipeline | null = null;
  return {
    shop: plates?.shop ?? NO_SHELVES,
    doors: makeDoors(config.doors),
    // Frames of now come when they come.
    pace: config.isLive ? null : { speed: 1 },
    isLive: config.isLive,
    isRecorded: !config.isLive,
    hasPlates: plates !== null,
    scales: null,
    cameras: {
      reporter: reports,
      onView: (listener) => void listeners.push(listener),
      wake: () => pipeline?.wake(),
    },
    observations: (signal) => {
      const ending = AbortSignal.any([signal, closing.signal]);
      const { openCamera, setTimer } = machine;
      const own = { nowMs, finder, classifier, onView };
      pipeline = openPipeline(config, { openCamera, setTimer, ...own }, ending);
      reports.begin(pipeline);
      const frames = takeFrames(pipeline.events);
      return plates === null ? chunk(frames) : mergePlates(plates.chunks, frames);
    },
    close: async () => {
      closing.abort();
      await closePipeline(pipeline, finder);
    },
  };
}

async function closePipeline(pipeline: OpenPipeline | null, finder: PoseFinder): Promise<void> {
  try {
    await pipeline?.closed;
  } finally {
    await finder.close();
  }
}

/** Ways in and out as the cameras have them; none: anywhere. */
function makeDoors(zones: readonly FloorZone[]): readonly Door[] {
  if (zones.length === 0) return [{ gateId: ONLY_GATE, zone: null, direction: "both" }];
  return zones.map((corners, at) => ({
    gateId: zones.length === 1 ? ONLY_GATE : `${ONLY_GATE}-${at + 1}`,
    zone: { corners },
    direction: "both",
  }));
}

async function* takeFrames(
  events: AsyncIterable<WatchEvent>,
): AsyncGenerator<JointFrame, void, undefined> {
  for await (const event of events) if (event.kind === "seen") yield event.frame;
}

async function* chunk(
  frames: AsyncIterable<JointFrame>,
): AsyncGenerator<readonly Observation[], void, undefined> {
  for await (const frame of frames) yield [frame];
}
