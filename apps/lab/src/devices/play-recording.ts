/** A recording, published as the devices of a configuration, from now on and at its own rate or faster. */
import type { Observation } from "@saunter/engine/observation";
import type { OpenRecording } from "@saunter/ingest/recordings/open-recording";
import { type PublishDevicesOptions, publishDevices, retime } from "./publish-devices.ts";

export interface PlayRecordingOptions extends PublishDevicesOptions {
  readonly recording: Pick<OpenRecording, "chunks">;
  /** So many times as fast as it was recorded. */
  readonly speed: number;
}

/** Runs until the shop has all of it, or the signal is given. */
export function playRecording({
  recording,
  speed,
  ...options
}: PlayRecordingOptions): Promise<void> {
  const observe = async function* (startMs: number): AsyncGenerator<Observation> {
    let firstMs: number | null = null;
    for await (const chunk of recording.chunks) {
      for (const observation of chunk) {
        firstMs ??= observation.timestampMs;
        const beganMs = firstMs;
        yield retime(observation, (timeMs) => startMs + (timeMs - beganMs) / speed, speed);
      }
    }
  };
  return publishDevices({ isRecorded: true, observe }, options);
}
