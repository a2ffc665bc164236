/** The one schema of a shop's cameras, and of what is made of what they see. */

import { FPS_MAX } from "@saunter/ingest/cameras/camera-limits";
import Type, { type Static } from "typebox";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { makeChoice, makeKeys, makeList, makeSecret, makeText, makeWhole } from "./schema-parts.ts";
import { ZONE } from "./zone-schema.ts";

export const CAMERAS_DEFAULTS = { fps: 10, model: "movenet" } as const;

/** Largest offset of a film's start from the others, ms. */
const START_MS_MAX = 24 * 3_600_000;

const CAMERA = makeKeys("A camera", {
  id: makeText("Short name of the camera, as its calibration has it", "id"),
  source: makeText(
    "Its stream or file: an rtsp:// or http:// address, a device such as /dev/video0, or the path of a video file",
    "camera-source",
  ),
  passwordEnv: Type.Optional(makeSecret("Password of the user in its address")),
  fps: Type.Number({
    description: "Frames processed a second, at most",
    exclusiveMinimum: 0,
    maximum: FPS_MAX,
    default: CAMERAS_DEFAULTS.fps,
  }),
  size: Type.Optional(
    makeText(
      "Size at which its frames are processed, such as 640x360; left out: that of its calibration",
      "picture-size",
    ),
  ),
  startMs: Type.Optional(
    Type.Number({
      description: "Of a film: it begins so much later than startTime, ms; earlier, where below 0",
      minimum: -START_MS_MAX,
      maximum: START_MS_MAX,
    }),
  ),
});

const POSE = makeKeys(
  "The pose model",
  {
    model: makeText("movenet, or the path of an ONNX file", "path", {
      default: CAMERAS_DEFAULTS.model,
    }),
    inputSize: Type.Optional(
      makeWhole(
        "Longer side of the model's input, pixels, of the sizes that it supports; left out: the model's own",
        32,
        2048,
      ),
    ),
    workers: Type.Optional(
      makeWhole(
        "Frames processed at the same time; left out: as many as the machine has room for",
        1,
        32,
      ),
    ),
  },
  { default: {} },
);

export const CAMERAS_SCHEMA = makeKeys("Cameras, and what is made of what they see", {
  cameras: makeList("Cameras: all live, or all films", CAMERA, CONFIG_LIMITS.camerasMax, {
    minItems: 1,
  }),
  calibration: makeText("File of where cameras hang and how they see, JSON", "path"),
  startTime: Type.Optional(
    makeText(
      "When video files start; UTC unless it says otherwise; left out: 1970-01-01",
      "instant",
    ),
  ),
  floor: {
    ...ZONE,
    description:
      "The inside of the shop, metres: people elsewhere, such as behind glass, are ignored",
  },
  doors: makeList(
    "Where people come and go; none: anywhere",
    { ...ZONE, description: "A door, metres" },
    CONFIG_LIMITS.gatesMax,
    { default: [] },
  ),
  pose: POSE,
  hands: makeChoice(
    "Whether what hands hold is compared with the product images, where there are any: on or off",
    ["on", "off"],
    { default: "on" },
  ),
});

export type CamerasSettings = Static<typeof CAMERAS_SCHEMA>;
export type CameraSettings = Static<typeof CAMERA>;
