/**
 * What moves and watches one gate: commands go out once each, reports come in, and what is wrong is named. Who may
 * come in is decided elsewhere.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createGateDoor, type GateDoorReport } from "@saunter/ingest/gates/gate-door";
import { COMMAND_VALID_MS, PASSAGE_IDS_MAX } from "@saunter/ingest/gates/gate-limits";
import { fillTemplate, type GateValues } from "@saunter/ingest/gates/gate-preset";
import type { TopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import type { GateReport } from "@saunter/protocol/devices/gate-messages";
import type { ActuatorConfig, GateHardware } from "../config/gates-config.ts";
import type { OnceOutcome, SendOnce } from "../network/send-once.ts";
import { makeValues, takeGateMessage } from "./gate-topics.ts";

export interface GateControllerOptions {
  readonly gateId: string;
  readonly direction: "in" | "out" | "both";
  readonly hardware: GateHardware;
  readonly prefix: string;
  readonly bus: TopicBus;
  readonly sendOnce: SendOnce;
  readonly nowMs: () => number;
  /** Staff have it open. */
  readonly isHeldOpen: () => boolean;
  readonly onPassage: (direction: "in" | "out") => void;
  readonly onCode: (text: string) => void;
}

export interface GateReadings extends GateDoorReport {
  readonly lastPassage: { readonly atMs: number; readonly direction: "in" | "out" } | null;
  readonly counts: { readonly in: number; readonly out: number; readonly refused: number };
}

export interface GateController {
  readonly gateId: string;
  readonly hardware: GateHardware;
  /** Opens it once for each id. Resolves when the command is out, or cannot go out in its time. */
  open(id: string, partySize: number): Promise<void>;
  take(report: GateReport): void;
  /** Calls off what was not acknowledged; to be called often. */
  tick(): void;
  read(): GateReadings;
}

const RETRY_MS = 250;
const HTTP_TIMEOUT_MS = 2000;
/** Ids of commands that are remembered. */
const COMMANDS_MAX = 256;

export function createGateController(options: GateControllerOptions): GateController {
  const { bus, direction, gateId, hardware, isHeldOpen, nowMs, onCode, onPassage, prefix } = options;
  const { actuator } = hardware;
  const door = createGateDoor({
    openMs: actuator?.openMs ?? 0,
    isAcknowledged: isAcknowledged(actuator),
    isEntranceOnly: direction === "in" && actuator !== null,
    isHeldOpen,
  });
  const given: string[] = [];
  const passageIds: string[] = [];
  const counts = { in: 0, out: 0, refused: 0 };
  let lastPassage: GateReadings["lastPassage"] = null;
  let last: GateValues | null = null;
  let number = 0;

  const take = (report: GateReport): void => {
    switch (report.kind) {
      case "acknowledged":
        door.acknowledge(report.commandId);
        break;
      case "state":
        door.setState(report.state, nowMs());
        break;
      case "code":
        onCode(report.text);
        break;
      case "passage": {
        const { passageId } = report;
        if (passageId !== undefined && !remember(passageIds, passageId, PASSAGE_IDS_MAX)) return;
        counts[report.direction]++;
        lastPassage = { atMs: nowMs(), direction: report.direction };
        onPassage(report.direction);
        break;
      }
      default:
        report satisfies never;
    }
  };

  bus.listen((topic, payload, isRetained) => {
    const messages = {
      door,
      findLast: () => last,
      onReport: take,
      onRefused: () => void counts.refused++,
    };
    takeGateMessage(prefix, options, messages, { topic, payload, isRetained }, nowMs());
  });

  return {
    gateId,
    hardware,
    take,
    open: async (id, partySize) => {
      if (actuator === null || !remember(given, id, COMMANDS_MAX)) return;
      const command = { id, atMs: Math.round(nowMs()) };
      number++;
      last = makeValues(prefix, options, {
        ...command,
        number,
        partySize,
        validMs: COMMAND_VALID_MS,
      });
      door.noteSent(command);
      const outcome = await sendInTime(options, actuator, last);
      if (outcome === "done" && actuator.kind === "http") door.acknowledge(id);
      if (outcome === "not-sent" || outcome === "refused") door.noteNotSent(command);
    },
    tick: () => {
      const overdue = door.takeOverdue(nowMs());
      if (overdue === null || actuator?.kind !== "mqtt" || last?.id !== overdue.id) return;
      const { cancel } = actuator.preset;
      if (cancel === undefined) return;
      bus.publish(fillTemplate(cancel.topic, last), fillTemplate(cancel.payload, last));
    },
    read: () => ({ ...door.report(nowMs()), lastPassage, counts }),
  };
}

function isAcknowledged(actuator: ActuatorConfig | null): boolean {
  if (actuator?.kind !== "mqtt") return actuator !== null;
  return actuator.isOwn || actuator.preset.acknowledged.length > 0;
}

/** Whether it is new. */
function remember(ids: string[], id: string, idsMax: number): boolean {
  if (ids.includes(id)) return false;
  ids.push(id);
  if (ids.length > idsMax) ids.shift();
  return true;
}

/** Tries again where it is certain that nothing has arrived, for as long as the command is valid. */
async function sendInTime(
  options: GateControllerOptions,
  actuator: ActuatorConfig,
  values: GateValues,
): Promise<OnceOutcome> {
  while (true) {
    const outcome = await send(options, actuator, values);
    if (outcome !== "not-sent") return outcome;
    if (options.nowMs() + RETRY_MS - values.atMs > COMMAND_VALID_MS) return outcome;
    await wait(RETRY_MS, undefined, { ref: false });
  }
}

async function send(
  { bus, sendOnce }: GateControllerOptions,
  actuator: ActuatorConfig,
  values: GateValues,
): Promise<OnceOutcome> {
  if (actuator.kind === "mqtt") {
    const { payload, topic } = actuator.preset.open;
    const isOut = bus.publish(fillTemplate(topic, values), fillTemplate(payload, values));
    return isOut ? "done" : "not-sent";
  }
  const { body, headers = {}, method, path } = actuator.preset.open;
  return sendOnce({
    url: `${actuator.url}${fillTemplate(path, values, encodeURIComponent)}`,
    method,
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, fillTemplate(value, values)]),
      ),
      ...authorize(actuator.authorization),
    },
    body: body === undefined ? null : fillTemplate(body, values),
    timeoutMs: HTTP_TIMEOUT_MS,
  });
}

function authorize(
  authorization: Extract<ActuatorConfig, { kind: "http" }>["authorization"],
): Record<string, string> {
  if (authorization === null) return {};
  const secret = authorization.secret.reveal();
  if (authorization.scheme === "bearer") return { authorization: `Bearer ${secret}` };
  return { authorization: `Basic ${Buffer.from(secret).toString("base64")}` };
}
