/**
 * What moves and watches one gate: commands go out once each, reports come in, and what is wrong is named. Who may
 * come in is decided elsewhere.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createGateDoor, type GateDoorReport } from "@saunter/ingest/gates/gate-door";
import {
  ACKNOWLEDGE_MS_MAX,
  COMMAND_VALID_MS,
  PASSAGE_IDS_KEPT_MS,
  PASSAGE_IDS_MAX,
} from "@saunter/ingest/gates/gate-limits";
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
  /** Goes on evenly: no setting of the clock makes a command overdue. */
  readonly nowMs: () => number;
  /** Unix ms, as devices have it. */
  readonly machineMs: () => number;
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
  /** Whether the command of this id was carried out, as far as it can be known. */
  hasOpened(id: string): boolean;
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
  const { bus, direction, gateId, hardware, isHeldOpen, nowMs, onCode, onPassage, prefix } =
    options;
  const { actuator } = hardware;
  const door = createGateDoor({
    openMs: actuator?.openMs ?? 0,
    isAcknowledged: isAcknowledged(actuator),
    isEntranceOnly: direction === "in" && actuator !== null,
    isHeldOpen,
  });
  const given: string[] = [];
  const opened: string[] = [];
  /** When each was reported. */
  const passageIds = new Map<string, number>();
  const counts = { in: 0, out: 0, refused: 0 };
  let lastPassage: GateReadings["lastPassage"] = null;
  let last: GateValues | null = null;
  let number = 0;

  const acknowledge = (id: string): void => {
    if (door.acknowledge(id)) remember(opened, id);
  };

  const isRepeated = (passageId: string): boolean => {
    const sinceMs = nowMs() - PASSAGE_IDS_KEPT_MS;
    for (const [id, atMs] of passageIds) {
      if (atMs >= sinceMs && passageIds.size <= PASSAGE_IDS_MAX) break;
      passageIds.delete(id);
    }
    if (passageIds.has(passageId)) return true;
    passageIds.set(passageId, nowMs());
    return false;
  };

  const take = (report: GateReport): void => {
    switch (report.kind) {
      case "acknowledged":
        acknowledge(report.commandId);
        break;
      case "state":
        door.setState(report.state, nowMs());
        break;
      case "code":
        onCode(report.text);
        break;
      case "passage": {
        const { passageId } = report;
        if (passageId !== undefined && isRepeated(passageId)) return;
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
      onAcknowledged: acknowledge,
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
      if (actuator === null || !remember(given, id)) return;
      const command = { id, atMs: nowMs() };
      number++;
      last = makeValues(prefix, options, {
        ...{ id, number, atMs: Math.round(options.machineMs()) },
        partySize,
        validMs: COMMAND_VALID_MS,
      });
      door.noteSent(command);
      const outcome = await sendInTime(options, actuator, last, command.atMs);
      if (outcome === "done" && actuator.kind === "http") acknowledge(id);
      if (outcome === "done" && !isAcknowledged(actuator)) remember(opened, id);
      if (outcome === "not-sent" || outcome === "refused") door.noteNotSent(command);
    },
    hasOpened: (id) => actuator === null || opened.includes(id),
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
function remember(ids: string[], id: string): boolean {
  if (ids.includes(id)) return false;
  ids.push(id);
  if (ids.length > COMMANDS_MAX) ids.shift();
  return true;
}

/** Tries again where it is certain that nothing has arrived, until the command is given up. */
async function sendInTime(
  options: GateControllerOptions,
  actuator: ActuatorConfig,
  values: GateValues,
  givenMs: number,
): Promise<OnceOutcome> {
  while (true) {
    // What is called off must not go out afterwards, nor be under way then.
    const leftMs = givenMs + ACKNOWLEDGE_MS_MAX - options.nowMs();
    if (leftMs <= 0) return "not-sent";
    const outcome = await send(options, actuator, values, Math.min(leftMs, HTTP_TIMEOUT_MS));
    if (outcome !== "not-sent") return outcome;
    await wait(RETRY_MS, undefined, { ref: false });
  }
}

async function send(
  { bus, sendOnce }: GateControllerOptions,
  actuator: ActuatorConfig,
  values: GateValues,
  timeoutMs: number,
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
    timeoutMs,
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
