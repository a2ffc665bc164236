/** What a device calls a frame, as JSON: it may be anything. */
import {
  fromFrameJson,
  type ReadFrame,
  SCALE_FRAME_JSON,
} from "@saunter/protocol/devices/frame-json";
import { Compile } from "typebox/compile";
import type { FrameSink } from "./frame-sink.ts";

const SCALE_JSON = Compile(SCALE_FRAME_JSON);

/** What is no frame, or another device's, is refused under the device's id. */
export function takeFrameJson(deviceId: string, json: unknown, sink: FrameSink): void {
  const read: ReadFrame = SCALE_JSON.Check(json)
    ? fromFrameJson(json)
    : { ok: false, fault: "not-a-frame" };
  if (!read.ok) sink.refuse(deviceId, read.fault);
  else if (read.frame.deviceId !== deviceId) sink.refuse(deviceId, "another-device");
  else sink.frame(read.frame);
}
