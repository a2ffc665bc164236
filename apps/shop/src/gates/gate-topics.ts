/** What comes from gates over MQTT, as reports, and which topics are whose. */

import type { GateDoor } from "@saunter/ingest/gates/gate-door";
import { fillTemplate, type GateValues, isMatch } from "@saunter/ingest/gates/gate-preset";
import type { BusDevice } from "@saunter/ingest/scales/mqtt/topic-bus";
import {
  formatGateTopic,
  GATE_DIRECTIONS,
  GATE_LIMITS,
  GATE_REPORT,
  type GateReport,
} from "@saunter/protocol/devices/gate-messages";
import { Compile } from "typebox/compile";
import type { GateHardware } from "../config/gates-config.ts";

export interface TopicsOfGate {
  readonly gateId: string;
  readonly hardware: GateHardware;
}

const REPORT = Compile(GATE_REPORT);
const UTF8 = new TextDecoder("utf-8", { fatal: true });

export function listBusDevice(prefix: string, { gateId, hardware }: TopicsOfGate): BusDevice {
  const { actuator, codeReader, contact, deviceId, passage } = hardware;
  const values = makeValues(prefix, { gateId, hardware });
  const publishes = [formatGateTopic(prefix, gateId, "reports")];
  const reads: string[] = [];
  if (actuator?.kind === "mqtt") {
    const { acknowledged, cancel, offline, open } = actuator.preset;
    publishes.push(...acknowledged.map(({ topic }) => fillTemplate(topic, values)));
    if (offline !== undefined) publishes.push(fillTemplate(offline.topic, values));
    reads.push(fillTemplate(open.topic, values));
    if (cancel !== undefined) reads.push(fillTemplate(cancel.topic, values));
  }
  for (const watched of [contact, passage?.in, passage?.out]) {
    if (watched != null) publishes.push(watched.topic);
  }
  if (codeReader?.kind === "mqtt") publishes.push(codeReader.topic);
  return { deviceId, publishes, reads };
}

/** Of no command in particular where none is given. */
export function makeValues(
  prefix: string,
  { gateId, hardware: { actuator, deviceId } }: TopicsOfGate,
  command: Pick<GateValues, "atMs" | "id" | "number" | "partySize" | "validMs"> = NO_COMMAND,
): GateValues {
  const { channel, openMs } = actuator ?? { channel: 1, openMs: 0 };
  return {
    prefix,
    gate: gateId,
    device: actuator?.kind === "mqtt" ? actuator.topic : deviceId,
    component: actuator?.kind === "mqtt" ? actuator.component : "",
    channel,
    index: channel - 1,
    milliseconds: openMs,
    tenths: Math.round(openMs / 100),
    seconds: openMs / 1000,
    ...command,
  };
}

const NO_COMMAND = { atMs: 0, id: "", number: 0, partySize: 1, validMs: 0 };

export interface GateMessages {
  readonly door: Pick<GateDoor, "setOnline" | "setState">;
  readonly onAcknowledged: (commandId: string) => void;
  /** The last command; null: none was given. */
  readonly findLast: () => GateValues | null;
  readonly onReport: (report: GateReport) => void;
  /** What came on its topic is no report. */
  readonly onRefused: () => void;
}

interface Message {
  readonly topic: string;
  /** Null where it is too long or no text. */
  readonly text: string | null;
}

/** Takes a message of any gate's topic; others' are left alone. */
export function takeGateMessage(
  prefix: string,
  gate: TopicsOfGate,
  messages: GateMessages,
  sent: { readonly topic: string; readonly payload: Uint8Array; readonly isRetained: boolean },
  nowMs: number,
): void {
  const message = { topic: sent.topic, text: decode(sent.payload) };
  const values = messages.findLast() ?? makeValues(prefix, gate);
  takeOnline(gate, messages, message, values, nowMs);
  takeContact(gate, messages, message, nowMs);
  // What the broker has kept is of another moment.
  if (sent.isRetained) return;
  takeAcknowledgement(gate, messages, message, values);
  takeTexts(gate, messages, message);
  if (message.topic !== formatGateTopic(prefix, gate.gateId, "reports")) return;
  const report = parseReport(message.text);
  if (report === null) messages.onRefused();
  else messages.onReport(report);
}

function takeOnline(
  { hardware: { actuator } }: TopicsOfGate,
  { door }: GateMessages,
  { text, topic }: Message,
  values: GateValues,
  nowMs: number,
): void {
  const offline = actuator?.kind === "mqtt" ? actuator.preset.offline : undefined;
  if (offline === undefined || fillTemplate(offline.topic, values) !== topic) return;
  door.setOnline(!isMatch(offline, topic, text ?? "", values), nowMs);
}

function takeContact(
  { hardware: { contact } }: TopicsOfGate,
  { door, onRefused }: GateMessages,
  { text, topic }: Message,
  nowMs: number,
): void {
  if (contact?.topic !== topic) return;
  if (text === contact.open) door.setState("open", nowMs);
  else if (text === contact.closed) door.setState("closed", nowMs);
  else onRefused();
}

function takeAcknowledgement(
  { hardware: { actuator } }: TopicsOfGate,
  { findLast, onAcknowledged }: GateMessages,
  { text, topic }: Message,
  values: GateValues,
): void {
  if (actuator?.kind !== "mqtt" || findLast() === null) return;
  const { acknowledged } = actuator.preset;
  if (acknowledged.some((match) => isMatch(match, topic, text ?? "", values))) {
    onAcknowledged(values.id);
  }
}

/** Of devices that publish texts. */
function takeTexts(
  { hardware: { codeReader, passage } }: TopicsOfGate,
  { onRefused, onReport }: GateMessages,
  { text, topic }: Message,
): void {
  for (const direction of GATE_DIRECTIONS) {
    const match = passage?.[direction] ?? null;
    if (match?.topic === topic && match.payload === text) onReport({ kind: "passage", direction });
  }
  if (codeReader?.kind !== "mqtt" || codeReader.topic !== topic) return;
  const code = text?.trim() ?? "";
  if (code === "" || code.length > GATE_LIMITS.codeCharsMax) onRefused();
  else onReport({ kind: "code", text: code });
}

function decode(payload: Uint8Array): string | null {
  if (payload.length > GATE_LIMITS.reportBytesMax) return null;
  try {
    return UTF8.decode(payload);
  } catch {
    return null;
  }
}

function parseReport(text: string | null): GateReport | null {
  try {
    const json: unknown = JSON.parse(text ?? "");
    return REPORT.Check(json) ? json : null;
  } catch {
    return null;
  }
}
