/** Scale controllers: how each is, frames of those that push them over HTTP, and what they read at this moment. */
import Type from "typebox";
import { BOARD_NAMES } from "../devices/firmware/boards.ts";
import { SCALE_FRAME_JSON } from "../devices/frame-json.ts";
import { CHANNEL_STATUS, DEVICE_ID_PATTERN, FRAME_LIMITS } from "../devices/scale-frame.ts";
import { READING_MESSAGES } from "../live-messages.ts";
import { CAMERA } from "./health-routes.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, named, nullable, oneOf } from "./schemas.ts";

/** Frames of one request. */
export const FRAMES_AT_ONCE_MAX = 100;

const CHANNEL_NUMBER = Type.Integer({ description: "As the controller counts, from 1." });

const PLACE = closed({ shelf: Type.Integer(), plate: Type.Integer() });

const FAULT = closed({
  kind: oneOf(
    [
      "dead",
      "saturated",
      "stuck",
      "noisy",
      "drifting",
      "intermittent",
      "silent",
      "late",
      "lost-frames",
      "restarted",
      "clock-jump",
      "wrong-rate",
      "uncalibrated",
      "misshapen",
      "refused",
    ],
    "The fault's code.",
  ),
  channel: nullable(CHANNEL_NUMBER),
  place: nullable(PLACE),
  sinceMs: atMs("Since when"),
  message: Type.String({ description: "What is wrong and what to check." }),
});

const COUNTS = closed({
  frames: count("Frames whose samples were used."),
  samples: count("Their samples, of all channels."),
  lost: count("Frames that never came, or too late."),
  late: count("Frames that came when those after them had been used."),
  doubled: count("Frames that came twice."),
  reordered: count("Frames that came out of order, and were put in order."),
  restarts: count("Starts of the controller after its first."),
  clockJumps: count("Times that its clock was set, or leapt."),
  rateChanges: count("Times that it said another rate than before."),
  misshapen: count("Frames with another number of channels than the configuration has."),
  replayed: count("Frames sent later than measured: the connection was away."),
  overflows: count("Times that the controller's own buffer was full."),
  saturated: count("Samples at the end of the amplifier's range."),
  missing: count("Samples that are no weight."),
  uncalibrated: count("Frames that name another calibration than the configuration."),
  refused: count("Messages that were no frames."),
});

const WIRED = {
  board: oneOf([...BOARD_NAMES]),
  samplesPerSecond: Type.Integer(),
  gain: Type.Integer(),
};

const GPIO = Type.Integer({ description: "Number of the board's GPIO." });

const WIRING = Type.Union([
  closed({
    kind: Type.Literal("hx711"),
    ...WIRED,
    cells: Type.Array(closed({ dout: GPIO, sck: GPIO })),
  }),
  closed({
    kind: Type.Literal("nau7802"),
    ...WIRED,
    sda: GPIO,
    scl: GPIO,
    cells: Type.Array(
      closed({
        multiplexer: Type.Optional(Type.Integer({ description: "Its address on the bus." })),
        port: Type.Optional(Type.Integer({ description: "Of the multiplexer." })),
      }),
    ),
  }),
]);

const FIRMWARE = closed({
  prefix: Type.String({ description: "First level of the shop's MQTT topics." }),
  broker: nullable(
    Type.String({
      description: "Where controllers reach the broker; null: the configuration does not say.",
    }),
  ),
  warning: nullable(Type.String({ description: "What keeps controllers from it." })),
  isTls: Type.Boolean({ description: "Whether the broker speaks TLS." }),
  authority: nullable(
    Type.String({
      description:
        "Certificate of the authority that the broker's is from, PEM; null: without TLS, or not known.",
    }),
  ),
});

const DEVICE = named(
  "Device",
  closed({
    deviceId: Type.String({ description: "As in the configuration." }),
    gondola: Type.Integer(),
    transport: oneOf(
      ["mqtt", "http", "esphome", "tasmota", "modbus", "serial", "plugin"],
      "How its readings arrive.",
    ),
    wiring: nullable(WIRING),
    lastFrameMs: nullable(atMs("When its last frame came; null: none since the process started")),
    unit: nullable(
      oneOf(["counts", "g"], "What its frames are of; null: none has come since the start."),
    ),
    setRateHz: nullable(Type.Number({ description: "Samples a second, as it says." })),
    measuredRateHz: nullable(Type.Number({ description: "As measured; null: not known yet." })),
    clockDrift: Type.Number({
      description: "How much faster the shop's clock goes than its own, as a share.",
    }),
    counts: COUNTS,
    faults: Type.Array(FAULT),
    channels: Type.Array(
      closed({
        channel: CHANNEL_NUMBER,
        place: nullable(PLACE),
        zero: Type.Number({ description: "Its reading of the empty plate." }),
        gramsPerUnit: Type.Number({ description: "Grams of one of its units." }),
        weightG: nullable(
          Type.Number({ description: "What it weighs now; null: it reads nothing." }),
        ),
      }),
    ),
  }),
);

const UNKNOWN_DEVICE = closed({
  deviceId: Type.String(),
  frames: count("Its messages so far."),
  lastMs: atMs("When its last one came"),
  shape: nullable(
    closed({
      channels: Type.Integer(),
      rateHz: Type.Number({ description: "As it says." }),
      unit: oneOf(["counts", "g"]),
    }),
  ),
});

const ANNOUNCED_DEVICE = closed({
  announcedId: Type.String({ description: "What it calls itself." }),
  name: nullable(Type.String()),
  manufacturer: nullable(Type.String()),
  model: nullable(Type.String()),
  sensors: Type.Array(
    closed({
      name: nullable(Type.String()),
      unit: nullable(Type.String()),
      topic: nullable(Type.String({ description: "Where it publishes its values." })),
    }),
  ),
  transport: nullable(
    closed({
      deviceId: Type.String({ description: "The id that it has in its topics." }),
      kind: oneOf(["esphome", "tasmota"]),
      channels: Type.Array(
        closed({ sensor: Type.String(), unit: oneOf(["counts", "g", "kg", "lb", "oz"]) }),
      ),
    }),
  ),
  problem: nullable(
    Type.String({ description: "Why it cannot be used as it is, where `transport` is null." }),
  ),
});

const OFFSET = {
  offsetMs: nullable(
    Type.Number({
      description:
        "How much later positions of people are stamped than readings of the same moment, ms; below 0: sooner; null: not known.",
    }),
  ),
  sdMs: nullable(Type.Number({ description: "Standard deviation of that, ms." })),
  changes: count("Weight changes that it rests on."),
};

const CLOCKS = closed({
  state: oneOf(
    ["unknown", "aligned", "corrected", "lost"],
    "unknown: too little was compared so far; aligned: in time; corrected: the offset is taken out; lost: it was known, and changed.",
  ),
  ...OFFSET,
  appliedMs: Type.Number({ description: "What positions of people are corrected by, ms." }),
  gondolas: Type.Array(
    closed({
      gondola: Type.Integer(),
      ...OFFSET,
      isOff: Type.Boolean({
        description: "Its scales differ too much: who stood together before them is reviewed.",
      }),
    }),
  ),
  history: Type.Array(
    closed({
      atMs: atMs("When"),
      offsetMs: Type.Number({ description: "The offset then, ms." }),
      sdMs: Type.Number({ description: "Its standard deviation, ms." }),
    }),
    { description: "The last 12 hours, every two minutes where it was known." },
  ),
});

export const GET_DEVICES = route({
  method: "GET",
  path: "/devices",
  tag: "devices",
  summary: "List scale controllers, and what tells where people are",
  answers: {
    200: {
      description: "All of the configuration, and those that send and are not in it.",
      schema: closed({
        nowMs: atMs("By the shop's clock"),
        devices: Type.Array(DEVICE, { description: "Empty in a shop without live scales." }),
        unknown: Type.Array(UNKNOWN_DEVICE, {
          description: "Controllers that send and are not in the configuration.",
        }),
        announced: Type.Array(ANNOUNCED_DEVICE, {
          description:
            "Controllers that announce themselves by Home Assistant's discovery and are not in the configuration. Every text is as they say it.",
        }),
        broker: nullable(
          Type.String({
            description:
              "What keeps the shop from its broker now, and what to do about it; null: nothing does.",
          }),
        ),
        firmware: nullable(FIRMWARE),
        people: closed({
          by: oneOf(["cameras", "tracker"], "What tells where people are."),
          lastMessageMs: nullable(
            atMs("When its last message came; null: none since the process started"),
          ),
          isQuiet: Type.Boolean({ description: "Its messages have stopped for too long." }),
        }),
        cameras: Type.Array(CAMERA, { description: "Empty where a tracker is used." }),
        clocks: nullable(CLOCKS),
      }),
    },
  },
});

const EXAMPLE = {
  deviceId: "shelf-1",
  bootId: 2_916_381_002,
  sequence: 1041,
  timeUs: 104_100_000,
  rateHz: 10,
  unit: "counts",
  samples: [[84_213, 120_551]],
};

const DEVICE_PARAMS = closed({
  deviceId: Type.String({ pattern: DEVICE_ID_PATTERN, description: "The controller's id." }),
});

export const POST_DEVICE_FRAMES = route({
  method: "POST",
  path: "/devices/:deviceId/frames",
  tag: "devices",
  summary: "Send frames of a scale controller",
  description:
    `For controllers without MQTT. Sign in with the key of a user of the controller's id and the role \`sensor\`. ` +
    `Frames have numbers: those that come twice are counted and dropped, so a request can be repeated. ` +
    `Bits of a channel's status: ${listBits()}.`,
  params: DEVICE_PARAMS,
  body: Type.Union(
    [SCALE_FRAME_JSON, Type.Array(SCALE_FRAME_JSON, { minItems: 1, maxItems: FRAMES_AT_ONCE_MAX })],
    { examples: [EXAMPLE] },
  ),
  bodyBytesMax: FRAME_LIMITS.jsonBytesMax,
  answers: {
    202: {
      description: "The frames were taken.",
      schema: closed({ frames: count("Frames of this request.") }),
    },
  },
  codes: ["not-found", "device-not-over-http"],
});

export const GET_DEVICE_READINGS = route({
  method: "GET",
  path: "/devices/:deviceId/readings",
  tag: "devices",
  summary: "Stream what a controller's channels read (server-sent events)",
  description:
    "First the last minute, then what is new, as means of 0.1 s in the controller's own unit: counts of its amplifier, or what it calls grams.",
  params: DEVICE_PARAMS,
  answers: {
    200: {
      description: "Messages, until you disconnect or fall too far behind.",
      content: { "text/event-stream": READING_MESSAGES },
    },
  },
  codes: ["not-found", "streams-too-many"],
});

function listBits(): string {
  return Object.entries(CHANNEL_STATUS)
    .map(([name, bit]) => `${bit} ${name}`)
    .join(", ");
}
