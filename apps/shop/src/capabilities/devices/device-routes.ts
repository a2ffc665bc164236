import { type FrameJsonFault, fromFrameJson } from "@saunter/protocol/devices/frame-json";
import {
  GET_DEVICE_READINGS,
  GET_DEVICES,
  POST_DEVICE_FRAMES,
} from "@saunter/protocol/http/device-routes";
import { addAction, addRead } from "../../http/add-route.ts";
import { answerStream } from "../../http/answer-stream.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { ProblemError } from "../../http/problem.ts";
import { findDeviceOf } from "../../people/sensor-keys.ts";
import type { SourceScales } from "../../sensors/sensor-source.ts";
import type { DeviceList } from "./list-devices.ts";
import type { LiveReadings } from "./live-readings.ts";

export interface DeviceServices {
  readonly listDevices: () => DeviceList;
  /** Null in a shop without live scales. */
  readonly scales: Pick<SourceScales, "devices" | "push" | "refuse"> | null;
  readonly followReadings: LiveReadings["follow"];
}

export function addDeviceRoutes(context: HttpContext<DeviceServices>): void {
  const { listDevices } = context.deps;
  addRead(context, GET_DEVICES, () => listDevices());
  addFrames(context);
  addReadings(context);
}

const FRAME_FAULTS: Readonly<Record<FrameJsonFault, string>> = {
  "not-a-frame": "each row, and channelStatus, has a number for each channel",
  checksum: "crc32 is that of another frame",
};

/** A key is good for the controller of its name alone; of another nothing is said. */
function addFrames(context: HttpContext<DeviceServices>): void {
  const { scales, shop } = context.deps;
  addAction(context, POST_DEVICE_FRAMES, async ({ body, params, principal, reply }) => {
    const { deviceId } = params;
    if (findDeviceOf(shop.store, principal.id) !== deviceId) {
      throw new ProblemError("not-found", "the key is of another device");
    }
    const frames = (Array.isArray(body) ? body : [body]).map((json) => {
      const read = fromFrameJson(json);
      if (!read.ok) {
        scales?.refuse(deviceId, read.fault);
        throw new ProblemError("input-invalid", FRAME_FAULTS[read.fault]);
      }
      const { frame } = read;
      if (frame.deviceId !== deviceId) {
        throw new ProblemError("input-invalid", "deviceId is that of another controller");
      }
      return frame;
    });
    const device = scales?.devices.find((one) => one.deviceId === deviceId);
    if (device !== undefined && device.transport.kind !== "http") {
      throw new ProblemError("device-not-over-http", `transport: ${device.transport.kind}`);
    }
    // Also of one that is not configured: it is listed as such.
    for (const frame of frames) scales?.push(frame);
    if (device === undefined) {
      throw new ProblemError("not-found", "the configuration has no such device");
    }
    reply.status(202);
    return { frames: frames.length };
  });
}

function addReadings(context: HttpContext<DeviceServices>): void {
  const { followReadings, scales } = context.deps;
  addRead(context, GET_DEVICE_READINGS, (call) => {
    const { deviceId } = call.params;
    if (scales?.devices.some((one) => one.deviceId === deviceId) !== true) {
      throw new ProblemError("not-found", "the configuration has no such device");
    }
    return answerStream(context, call, (signal) => followReadings(deviceId, signal));
  });
}
