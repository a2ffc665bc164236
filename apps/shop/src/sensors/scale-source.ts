/** Scales of now as a source, and the people that cameras see, or that a tracker reports. */
import type { JointFrame, Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { PictureFiles } from "@saunter/ingest/hands/open-hand-classifier";
import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { createCatchUp } from "@saunter/ingest/scales/catch-up";
import type { FrameSink, Transport } from "@saunter/ingest/scales/frame-sink";
import { createLiveObservations } from "@saunter/ingest/scales/live-observations";
import { createPeopleStream } from "@saunter/ingest/scales/people-stream";
import { createScaleHub } from "@saunter/ingest/scales/scale-hub";
import { createShopOffset } from "@saunter/ingest/scales/shop-offset";
import type { ScaleFrame } from "@saunter/protocol/devices/scale-frame";
import type { SensorsConfig } from "../config/sensors-config.ts";
import { openCameraSource } from "./camera-source.ts";
import type { SensorSource } from "./sensor-source.ts";
import { ONLY_GATE } from "./source-doors.ts";

/** How often what waits for late frames is given out, milliseconds. */
const ADVANCE_EVERY_MS = 50;

/** Opens whatever frames arrive by; rejects with what to do where that cannot be opened. */
export type OpenTransports = (config: SensorsConfig, sink: FrameSink) => Promise<ScaleTransports>;

export interface ScaleTransports extends Transport {
  /** What keeps the shop from its broker, and what to do about it; null: nothing does. */
  readFailure?(): string | null;
}

export interface ScaleSourceOptions {
  /** The shop's clock. */
  readonly nowMs: () => number;
  /** Goes on evenly, however the shop's clock is set; the shop's where not given. */
  readonly evenMs?: () => number;
  readonly shopModel: ShopModel | null;
  readonly recordings: RecordingSource;
  readonly openPipeline: () => Promise<CameraMachine>;
  /** Of products, by which cameras tell what hands hold. */
  readonly pictures: PictureFiles;
  readonly openTransports: OpenTransports;
}

/** Throws what says what to do where a transport or a camera cannot be opened. */
export async function openScaleSource(
  config: SensorsConfig,
  options: ScaleSourceOptions,
): Promise<SensorSource> {
  const { nowMs, evenMs = nowMs, openTransports, shopModel } = options;
  if (shopModel === null) throw new Error("live scales without a planogram");
  const live = createLiveObservations();
  const offset = createShopOffset(nowMs, evenMs);
  const gondolas = [...new Set(config.devices.map(({ gondola }) => gondola))];
  // The shop's own cameras keep nothing of the time before.
  const kept = config.cameras === null ? (["people", ...gondolas] as const) : gondolas;
  const catchUp = createCatchUp(kept, live.push);
  const push = (observation: Observation): void =>
    catchUp.push(observation, offset.lookMs() + offset.offsetMs);
  const hub = createScaleHub({
    devices: config.devices,
    planogram: shopModel.facings,
    onBatch: push,
    startedMs: offset.lookMs(),
    offset,
  });
  const people = createPeopleStream(push, offset);
  const cameras = config.cameras === null ? null : await openCameras(config, options);
  const pushFrame = (frame: ScaleFrame): void => hub.push(frame, offset.lookMs());
  const refuse = (deviceId: string, fault: string): void =>
    hub.refuse(deviceId, fault, offset.lookMs());
  const transport = await openTransports(config, {
    frame: pushFrame,
    refuse,
    people: (frame) => {
      if (cameras === null) people.push(frame, offset.lookMs());
    },
  }).catch(async (error: unknown) => {
    await cameras?.close();
    throw error;
  });
  const known = new Set(config.devices.map(({ deviceId }) => deviceId));
  const timer = setInterval(() => {
    hub.advance(offset.lookMs());
    catchUp.advance(offset.lookMs() + offset.offsetMs);
  }, ADVANCE_EVERY_MS);
  return {
    shop: shopModel,
    doors: cameras?.doors ?? [{ gateId: ONLY_GATE, zone: null, direction: "both" }],
    pace: null,
    isLive: true,
    isRecorded: false,
    hasPlates: true,
    cameras: cameras?.cameras ?? null,
    scales: {
      report: () => hub.report(offset.lookMs()),
      listUnknown: () => hub.unknown,
      readTracker: () => people.readFault(offset.lookMs()),
      readBroker: () => transport.readFailure?.() ?? null,
      listAnnounced: () => (transport.listAnnounced?.() ?? []).filter(({ id }) => !known.has(id)),
      devices: config.devices,
      findReadings: hub.findReadings,
      push: pushFrame,
      refuse,
    },
    observations: (signal) => {
      if (cameras !== null) forward(cameras, live.push, signal).then(() => live.end(), live.end);
      return live.read(signal);
    },
    close: async () => {
      clearInterval(timer);
      await transport.close();
      await cameras?.close();
    },
  };
}

async function openCameras(
  { cameras }: SensorsConfig,
  { nowMs, openPipeline, pictures, recordings }: ScaleSourceOptions,
): Promise<SensorSource> {
  return openCameraSource(
    { kind: "cameras", cameras: cameras!, platesFolder: null },
    {
      nowMs,
      recordings,
      machine: await openPipeline(),
      pictures,
      hasScales: true,
    },
  );
}

async function forward(
  cameras: SensorSource,
  push: (frame: JointFrame) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of cameras.observations(signal)) {
    for (const observation of chunk) if (observation.kind === "joints") push(observation);
  }
}
