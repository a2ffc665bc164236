/** What a device calls a frame, as JSON: it may be anything. */
import { fromFrameJson, SCALE_FRAME_JSON } from "@saunter/protocol/devices/scale-frame";
import { Compile } from "typebox/compile";
import type { FrameSink } from "./frame-sink.ts";

const SCALE_JSON = Compile(SCALE_FRAME_JSON);

/** What is no frame, or another device's, is refused under the device's id. */
export function takeFrameJson(deviceId: string, json: unknown, sink: FrameSink): void {
  const frame = SCALE_JSON.Check(json) ? fromFrameJson(json) : null;
  if (frame === null) sink.refuse(deviceId, "not-a-frame");
  else if (frame.deviceId !== deviceId) sink.refuse(deviceId, "another-device");
  else sink.frame(frame);
}
