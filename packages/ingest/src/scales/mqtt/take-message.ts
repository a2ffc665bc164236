/** What was published on a device's topic: whose it is, and as frames. */
import { parseDeviceTopic } from "@saunter/protocol/devices/device-topics";
import { unpackFrame } from "@saunter/protocol/devices/packed-frame";
import {
  isPeopleMessageWhole,
  PEOPLE_FRAME,
  PEOPLE_LIMITS,
} from "@saunter/protocol/devices/people-frame";
import { FRAME_LIMITS } from "@saunter/protocol/devices/scale-frame";
import { Compile } from "typebox/compile";
import type { FrameSink } from "../frame-sink.ts";
import { takeFrameJson } from "../take-frame-json.ts";
import type { Announcements } from "../text-topics/announcements.ts";
import type { TextTopics } from "../text-topics/text-topics.ts";
import type { TakenFrames } from "./taken-frames.ts";
import type { TopicBus } from "./topic-bus.ts";

const PEOPLE_JSON = Compile(PEOPLE_FRAME);
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export interface MessageReaders {
  readonly prefix: string;
  readonly announcements: Announcements | undefined;
  readonly text: TextTopics | undefined;
  readonly bus: TopicBus | undefined;
  readonly taken: TakenFrames;
}

/** Gives a message to whom it is for: the first that knows its topic. */
export function passMessage(
  { announcements, bus, prefix, taken, text }: MessageReaders,
  topic: string,
  payload: Uint8Array,
  isRetained: boolean,
): void {
  if (announcements?.take(topic, payload)) return;
  // A text that the broker has kept was measured some time ago, and does not say when.
  if (!isRetained && text?.take(topic, payload)) return;
  if (bus?.take(topic, payload, isRetained)) return;
  taken.answer(topic, payload);
  takeMessage(prefix, topic, payload, taken.sink);
}

/** Takes a message; what is no frame, or another device's, is refused under the topic's device. */
export function takeMessage(
  prefix: string,
  topic: string,
  payload: Uint8Array,
  sink: FrameSink,
): void {
  const parsed = parseDeviceTopic(prefix, topic);
  if (parsed === null || parsed.kind === "scale-status" || parsed.kind === "scale-taken") return;
  const { deviceId, kind } = parsed;
  if (kind === "scale-packed") {
    const unpacked = unpackFrame(payload);
    if (!unpacked.ok) sink.refuse(deviceId, unpacked.fault);
    else if (unpacked.frame.deviceId !== deviceId) sink.refuse(deviceId, "another-device");
    else sink.frame(unpacked.frame);
    return;
  }
  const bytesMax = kind === "people-json" ? PEOPLE_LIMITS.jsonBytesMax : FRAME_LIMITS.jsonBytesMax;
  const json = parseJson(payload, bytesMax);
  if (json === undefined) sink.refuse(deviceId, "not-json");
  else if (kind === "people-json") {
    if (!PEOPLE_JSON.Check(json)) sink.refuse(deviceId, "not-a-frame");
    else if (json.deviceId !== deviceId) sink.refuse(deviceId, "another-device");
    else if (!isPeopleMessageWhole(payload, json)) sink.refuse(deviceId, "checksum");
    else sink.people(json);
  } else takeFrameJson(deviceId, json, sink);
}

function parseJson(payload: Uint8Array, bytesMax: number): unknown {
  if (payload.length > bytesMax) return undefined;
  try {
    return JSON.parse(UTF8.decode(payload));
  } catch {
    return undefined;
  }
}
