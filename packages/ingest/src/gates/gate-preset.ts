/**
 * How a relay or a turnstile of some make is told to open: a data file, as those in `presets`. Texts hold names in
 * braces that are filled in for each command (`GateValues`).
 */
import { readFileSync } from "node:fs";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { parseDataFile } from "../scales/parse-data-file.ts";
import { GATE_PRESETS } from "./shipped-presets.ts";

/** What a preset may name. */
export interface GateValues {
  readonly prefix: string;
  readonly gate: string;
  /** The device's own name in its topics. */
  readonly device: string;
  /** ESPHome's name of the switch or lock. */
  readonly component: string;
  /** Relay, from 1, and from 0. */
  readonly channel: number;
  readonly index: number;
  /** How long the relay closes. */
  readonly milliseconds: number;
  readonly tenths: number;
  readonly seconds: number;
  /** The command: a text of its own, a number of its own, when, and how long it is valid. */
  readonly id: string;
  readonly number: number;
  readonly atMs: number;
  readonly validMs: number;
  readonly partySize: number;
}

const NAMES: readonly (keyof GateValues)[] = [
  ...(["prefix", "gate", "device", "component", "channel", "index"] as const),
  ...(["milliseconds", "tenths", "seconds"] as const),
  ...(["id", "number", "atMs", "validMs", "partySize"] as const),
];

const TEXT = Type.String({ minLength: 1, maxLength: 1000 });

const ABOUT = {
  maker: Type.String({ minLength: 1 }),
  models: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  sources: Type.Array(Type.String({ minLength: 1 }), {
    minItems: 1,
    description: "Where the commands were published",
  }),
  remark: Type.Optional(Type.String({ description: "What to set at the device" })),
};

const MESSAGE = Type.Object({ topic: TEXT, payload: TEXT }, { additionalProperties: false });

const MATCH = Type.Object(
  {
    topic: TEXT,
    payload: Type.Optional(Type.String({ description: "The whole payload; left out: any" })),
    json: Type.Optional(
      Type.Object(
        {
          key: TEXT,
          value: TEXT,
          has: Type.Optional(
            Type.String({ minLength: 1, description: "Another key that it must have" }),
          ),
        },
        { additionalProperties: false, description: "A key of a JSON object, and its value" },
      ),
    ),
  },
  { additionalProperties: false },
);

const MQTT_PRESET = Type.Object(
  {
    ...ABOUT,
    open: MESSAGE,
    cancel: Type.Optional({
      ...MESSAGE,
      description: "Sent where a command is not acknowledged: it must not be carried out later",
    }),
    acknowledged: Type.Array(MATCH, {
      description: "Messages that say that a command was carried out",
    }),
    offline: Type.Optional({ ...MATCH, description: "The device's last will" }),
  },
  { additionalProperties: false },
);

const HTTP_PRESET = Type.Object(
  {
    ...ABOUT,
    open: Type.Object(
      {
        method: Type.Enum(["GET", "POST", "PUT"]),
        path: Type.String({ pattern: "^/", maxLength: 1000 }),
        headers: Type.Optional(Type.Record(Type.String({ pattern: "^[a-z0-9-]+$" }), TEXT)),
        body: Type.Optional(TEXT),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

export type MqttPreset = Static<typeof MQTT_PRESET>;
export type HttpPreset = Static<typeof HTTP_PRESET>;
export type GateMatch = Static<typeof MATCH>;
export type GateTransport = keyof typeof GATE_PRESETS;

const CHECKED_MQTT = Compile(MQTT_PRESET);
const CHECKED_HTTP = Compile(HTTP_PRESET);

/** The text of a preset that comes with the program; null where there is none of that name. */
export function readShippedPreset(transport: GateTransport, name: string): string | null {
  if (!(GATE_PRESETS[transport] as readonly string[]).includes(name)) return null;
  return readFileSync(new URL(`presets/${transport}/${name}.json`, import.meta.url), "utf8");
}

/** Throws what says what is wrong with a preset. */
export function parseMqttPreset(text: string): MqttPreset {
  const preset = parseDataFile(CHECKED_MQTT, text, "preset of a gate");
  checkNames(preset);
  return preset;
}

/** Throws what says what is wrong with a preset. */
export function parseHttpPreset(text: string): HttpPreset {
  const preset = parseDataFile(CHECKED_HTTP, text, "preset of a gate");
  checkNames(preset);
  return preset;
}

const NAME = /\{([A-Za-z]+)\}/g;

function checkNames(preset: MqttPreset | HttpPreset): void {
  for (const [, name] of JSON.stringify(preset).matchAll(NAME)) {
    if (NAMES.includes(name as keyof GateValues)) continue;
    throw new Error(`it is no preset of a gate: it names {${name}}; allowed: ${NAMES.join(", ")}`);
  }
}

/** @param encode of each value, as in the path of a URL. */
export function fillTemplate(
  template: string,
  values: GateValues,
  encode: (value: string) => string = (value) => value,
): string {
  return template.replace(NAME, (_, name: keyof GateValues) => encode(String(values[name])));
}

/** Whether a message is what a preset looks out for. */
export function isMatch(
  match: GateMatch,
  topic: string,
  payload: string,
  values: GateValues,
): boolean {
  if (fillTemplate(match.topic, values) !== topic) return false;
  if (match.payload !== undefined && fillTemplate(match.payload, values) !== payload) return false;
  const { json } = match;
  if (json === undefined) return true;
  const said = readObject(payload);
  if (json.has !== undefined && said[json.has] === undefined) return false;
  const found = said[json.key];
  return found !== undefined && String(found) === fillTemplate(json.value, values);
}

/** Without keys where it is no JSON object. */
function readObject(payload: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
    return {};
  } catch {
    return {};
  }
}
