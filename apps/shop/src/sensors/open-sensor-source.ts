import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import { CommandFailure } from "../command-line/command-io.ts";
import type { ShopConfig, SourceConfig } from "../config/shop-config.ts";
import { openCameraSource } from "./camera-source.ts";
import { type OpenTransports, openScaleSource } from "./scale-source.ts";
import type { OpenSimulated, SensorSource } from "./sensor-source.ts";
import { ONLY_GATE } from "./source-doors.ts";

export interface SourceOptions {
  /** The shop's clock. */
  readonly nowMs: () => number;
  /** Goes on evenly, however the shop's clock is set. */
  readonly evenMs?: () => number;
  readonly recordings: RecordingSource;
  readonly openPipeline: () => Promise<CameraMachine>;
  /** Its speed may become another: its clock is not the shop's then. */
  readonly isChangeable?: boolean;
  readonly simulator?: { readonly openSource: OpenSimulated } | null;
  /** How frames of live scales arrive; needed for a source of sensors alone. */
  readonly transports?: OpenTransports | null;
}

type OpenableShop = Pick<ShopConfig, "source" | "shopModel" | "floor" | "pictures">;

/** Throws what says what to do where the source cannot be opened. */
export async function openSource(
  { source, shopModel, floor, pictures }: OpenableShop,
  {
    nowMs,
    evenMs = nowMs,
    recordings,
    openPipeline,
    isChangeable = false,
    simulator = null,
    transports = null,
  }: SourceOptions,
): Promise<SensorSource> {
  switch (source.kind) {
    case "simulated":
      return needSimulator(simulator, "source: simulated").openSource(
        source,
        { shopModel, floor },
        { startMs: nowMs(), isChangeable },
      );
    case "recording":
      return replaySensors(source, recordings);
    case "cameras":
      return openCameraSource(source, {
        nowMs,
        recordings,
        machine: await openPipeline(),
        pictures: pictures.pictures,
      });
    case "sensors":
      return openScaleSource(source, {
        nowMs,
        evenMs,
        shopModel,
        recordings,
        openPipeline,
        pictures: pictures.pictures,
        openTransports: transports ?? needTransports,
      });
    default:
      return source satisfies never;
  }
}

/** Throws what says what to do where nothing simulates a world. */
export function needSimulator<Simulator>(simulator: Simulator | null, what: string): Simulator {
  if (simulator !== null) return simulator;
  throw new CommandFailure(
    `${what} needs the app @saunter/lab, which is not installed: install it, or configure a real one`,
  );
}

const needTransports: OpenTransports = () => {
  throw new CommandFailure("source: sensors is not read here: start the shop itself");
};

/** A recording says nothing of a door: whoever appears has come in, and leaves by not being seen. */
async function replaySensors(
  { folder, speed }: Extract<SourceConfig, { kind: "recording" }>,
  recordings: RecordingSource,
): Promise<SensorSource> {
  const { shop, chunks } = await recordings.open(folder);
  return {
    shop,
    doors: [{ gateId: ONLY_GATE, zone: null, direction: "both" }],
    pace: { speed },
    isLive: false,
    isRecorded: true,
    hasPlates: true,
    cameras: null,
    scales: null,
    observations: () => chunks,
    close: async () => {},
  };
}
