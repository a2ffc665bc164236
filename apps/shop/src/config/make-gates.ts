/** What moves and watches gates, as the process uses it; what does not fit together is noted. */
import {
  type GateTransport,
  parseHttpPreset,
  parseMqttPreset,
  readShippedPreset,
} from "@saunter/ingest/gates/gate-preset";
import { GATE_PRESETS } from "@saunter/ingest/gates/shipped-presets";
import { DEVICE_ID_PATTERN } from "@saunter/protocol/devices/scale-frame";
import { noteAt, noteDoubled } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import type { GateSettings } from "./gate-schema.ts";
import type { ActuatorConfig, CodeReaderConfig, GateHardware } from "./gates-config.ts";
import { takeLine } from "./line-schema.ts";
import { readDataFile } from "./read-data-file.ts";
import { type LookupContext, takeSecret } from "./take-secret.ts";

type ActuatorSettings = NonNullable<GateSettings["actuator"]>;

const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);

/** Null of a gate that a program of its own drives, or that is open. */
export function makeGateHardware(
  settings: GateSettings,
  context: LookupContext,
): GateHardware | null {
  const { actuator, cardReader, codeReader, contact, passage } = settings;
  const parts = [actuator, cardReader, codeReader, contact, passage];
  if (settings.device === undefined && parts.every((part) => part === undefined)) return null;
  const { device: deviceId = settings.id } = settings;
  if (!DEVICE_ID.test(deviceId)) {
    const message =
      "the gate's id is no device's: add device, with lower-case letters, digits and hyphens";
    noteAt(context, settings, "id", message);
  }
  noteExit(settings, context);
  return {
    deviceId,
    actuator: actuator === undefined ? null : makeActuator(actuator, deviceId, context),
    contact: contact ?? null,
    passage:
      passage === undefined
        ? null
        : { withinMs: passage.withinMs, in: passage.in ?? null, out: passage.out ?? null },
    codeReader: codeReader === undefined ? null : makeCodeReader(codeReader),
    cardReader: cardReader ?? null,
  };
}

/** A way out opens from inside by itself: nothing that may fail holds it. */
function noteExit(settings: GateSettings, context: LookupContext): void {
  if (settings.direction !== "out") return;
  for (const key of ["actuator", "codeReader", "cardReader"] as const) {
    if (settings[key] === undefined) continue;
    const message =
      "an exit must open from inside without the shop's computer; allowed: contact and passage";
    noteAt(context, settings, key, message);
  }
}

function makeActuator(
  settings: ActuatorSettings,
  deviceId: string,
  context: LookupContext,
): ActuatorConfig | null {
  const { channel, openMs } = settings;
  if (settings.kind === "mqtt") {
    const { component = "", kind, topic = deviceId } = settings;
    const preset = readPreset(settings, "mqtt", parseMqttPreset, context);
    if (preset === null) return null;
    if (component === "" && JSON.stringify(preset).includes("{component}")) {
      noteAt(context, settings, "component", "this preset needs the name of the switch or lock");
    }
    const isOwn = settings.preset === "saunter";
    return { kind, preset, topic, component, isOwn, channel, openMs };
  }
  const preset = readPreset(settings, "http", parseHttpPreset, context);
  if (preset === null) return null;
  const { kind, scheme, secret, url } = settings;
  const authorization =
    secret === undefined
      ? null
      : { scheme, secret: takeSecret(settings, "secret", secret, context) };
  return { kind, preset, url: url.replace(/\/+$/, ""), authorization, channel, openMs };
}

function readPreset<T>(
  settings: ActuatorSettings,
  transport: GateTransport,
  parse: (text: string) => T,
  context: LookupContext,
): T | null {
  const shipped = readShippedPreset(transport, settings.preset);
  const names = GATE_PRESETS[transport];
  return readDataFile({ owner: settings, key: "preset", shipped, names, parse }, context);
}

function makeCodeReader(settings: NonNullable<GateSettings["codeReader"]>): CodeReaderConfig {
  return settings.kind === "serial" ? { kind: settings.kind, ...takeLine(settings) } : settings;
}

/** What gates need of other sections. */
export function noteGatesUnserved(
  { entry, floor, source }: Partial<Settings>,
  context: LookupContext,
): void {
  noteSharedReaders(floor?.gates ?? [], context);
  for (const gate of floor?.gates ?? []) {
    const { actuator, cardReader, codeReader, contact, passage } = gate;
    const speaksMqtt =
      actuator?.kind === "mqtt" ||
      codeReader?.kind === "mqtt" ||
      contact !== undefined ||
      passage?.in !== undefined ||
      passage?.out !== undefined;
    if (speaksMqtt && source !== undefined && source.kind !== "sensors") {
      const message = `gate ${gate.id} speaks MQTT, whose broker is that of source.kind: sensors; allowed here: http and reports`;
      noteAt(context, gate, undefined, message);
    }
    const methods = entry?.methods;
    if (codeReader !== undefined && methods !== undefined && methods.qr === undefined) {
      noteAt(
        context,
        gate,
        "codeReader",
        "codes are no entry method of this shop: add entry.methods.qr",
      );
    }
    if (cardReader !== undefined && methods !== undefined && methods.card?.terminal !== "stripe") {
      const message = "cards are read by Stripe where entry.methods.card has terminal: stripe";
      noteAt(context, gate, "cardReader", message);
    }
  }
  const card = entry?.methods.card;
  const hasReader = floor?.gates.some(({ cardReader }) => cardReader !== undefined) === true;
  if (card?.terminal === "stripe" && !hasReader) {
    noteAt(context, card, "terminal", "no gate has a reader: add floor.gates[].cardReader");
  }
}

/** Who shows something to a reader stands at one gate. */
function noteSharedReaders(gates: readonly GateSettings[], context: LookupContext): void {
  const cardReaders = gates.flatMap(({ cardReader }) => cardReader ?? []);
  noteDoubled(cardReaders, "readerId", context);
  const topics = gates.flatMap(({ codeReader }) =>
    codeReader?.kind === "mqtt" ? [codeReader] : [],
  );
  noteDoubled(topics, "topic", context);
}
