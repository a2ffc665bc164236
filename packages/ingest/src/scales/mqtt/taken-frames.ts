/** Tells controllers which of their frames the shop has taken, so that they keep the others. */
import { formatDeviceTopic, parseDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { formatTaken, type TakenFrame } from "@saunter/protocol/devices/taken-frames";
import type { FrameSink } from "../frame-sink.ts";
import { TAKEN_DEVICES_MAX, TELL_TAKEN_EVERY_MS } from "../scale-limits.ts";

export interface TakenFramesOptions {
  readonly prefix: string;
  /** To be kept by the broker, for a controller that connects while the shop is away. */
  readonly publish: (topic: string, text: string) => void;
}

export interface TakenFrames {
  /** The sink, with each frame that it is given noted. */
  readonly sink: FrameSink;
  /** Answers a controller that says that it is online: it sends nothing before. */
  answer(topic: string, payload: Uint8Array): void;
  close(): void;
}

export function createTakenFrames(
  { prefix, publish }: TakenFramesOptions,
  sink: FrameSink,
): TakenFrames {
  const newest = new Map<string, TakenFrame>();
  const untold = new Set<string>();
  const tell = (deviceId: string): void => {
    untold.delete(deviceId);
    const topic = formatDeviceTopic(prefix, { deviceId, kind: "scale-taken" });
    publish(topic, formatTaken(newest.get(deviceId) ?? null));
  };
  const timer = setInterval(() => {
    for (const deviceId of untold) tell(deviceId);
  }, TELL_TAKEN_EVERY_MS);
  return {
    sink: {
      ...sink,
      frame: (frame) => {
        const { bootId, deviceId, sequence } = frame;
        sink.frame(frame);
        if (!newest.has(deviceId) && newest.size >= TAKEN_DEVICES_MAX) return;
        newest.set(deviceId, { bootId, sequence });
        untold.add(deviceId);
      },
    },
    answer: (topic, payload) => {
      const parsed = parseDeviceTopic(prefix, topic);
      if (parsed?.kind !== "scale-status" || Buffer.from(payload).toString() !== "online") return;
      tell(parsed.deviceId);
    },
    close: () => clearInterval(timer),
  };
}
