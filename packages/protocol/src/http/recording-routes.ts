/** Recording the shop's sensors: its state, start and stop. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, named, nullable, oneOf } from "./schemas.ts";

export const RECORDING_MINUTES_DEFAULT = 60;
export const RECORDING_MINUTES_MAX = 240;

export const RECORDING_ENDS = [
  "stopped",
  "time",
  "size",
  "disk",
  "planogram",
  "failed",
  "shop",
] as const;

const NAME = Type.String({ description: "Its folder's name, from its start in UTC." });

const STATE = named(
  "RecordingState",
  closed({
    folder: Type.String({
      description: "Where recordings are on the shop's machine; each is a folder in it.",
    }),
    running: nullable(
      closed({
        name: NAME,
        startedMs: atMs("When it started"),
        endsMs: atMs("When it stops by itself, at the latest"),
        bytes: count("Bytes so far."),
        bytesMax: count("Bytes at which it stops by itself."),
      }),
    ),
    last: nullable(
      closed({
        name: NAME,
        startedMs: atMs("When it started"),
        endedMs: atMs("When it ended"),
        bytes: count("Its bytes."),
        endedBy: oneOf(
          RECORDING_ENDS,
          "stopped: by an operator; time, size: a limit was reached; disk: the disk is nearly full; planogram: the engine started with another planogram; failed: it could not be written, or not fast enough; shop: the shop closed.",
        ),
      }),
    ),
  }),
);

const ANSWER = { 200: { description: "The recording's state.", schema: STATE } };

export const GET_RECORDING = route({
  method: "GET",
  path: "/recording",
  tag: "devices",
  summary: "Get the state of the recording of the shop's sensors",
  description: "`last` is the one that ended last since the process started.",
  answers: ANSWER,
});

export const POST_RECORDING_START = route({
  method: "POST",
  path: "/recording/start",
  tag: "devices",
  summary: "Start recording the shop's sensors",
  description:
    "Writes weights and positions of people in the recording format, with numbers for people. If a recording is running, it goes on as it is.",
  body: closed(
    {
      minutes: Type.Optional(
        Type.Integer({
          description: "How long at most.",
          minimum: 1,
          maximum: RECORDING_MINUTES_MAX,
          default: RECORDING_MINUTES_DEFAULT,
        }),
      ),
    },
    { examples: [{ minutes: 30 }] },
  ),
  answers: ANSWER,
  codes: ["recording-unavailable"],
});

export const POST_RECORDING_STOP = route({
  method: "POST",
  path: "/recording/stop",
  tag: "devices",
  summary: "Stop recording the shop's sensors",
  description: "If no recording is running, nothing changes.",
  answers: ANSWER,
});
