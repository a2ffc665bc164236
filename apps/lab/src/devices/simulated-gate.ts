/**
 * A turnstile's controller at a broker, as firmware of one's own is one: it opens for a command that is of now, says
 * so, and counts whoever passes.
 */
import { readFileSync } from "node:fs";
import {
  formatGateTopic,
  type GateCommand,
  type GateReport,
} from "@saunter/protocol/devices/gate-messages";
import { connect } from "mqtt";

export const GATE_FAULT_KINDS = [
  /** Commands do nothing. */
  "gate-mute",
  /** It opens by itself, again and again. */
  "gate-forced",
  /** It stays open. */
  "gate-jammed",
  /** One more passes than was admitted. */
  "gate-tailgated",
  /** Nobody passes. */
  "gate-unpassed",
  "gate-tampered",
] as const;

export type GateFaultKind = (typeof GATE_FAULT_KINDS)[number];

export interface SimulatedGateOptions {
  readonly url: string;
  readonly prefix: string;
  readonly gateId: string;
  readonly deviceId: string;
  readonly key: string;
  readonly caFile?: string | null;
  readonly listFaults: () => readonly GateFaultKind[];
  readonly nowMs: () => number;
  readonly sleep: (durationMs: number) => Promise<void>;
  readonly onRefused: (error: Error) => void;
}

export interface SimulatedGate {
  /** Commands that it has carried out. */
  readonly opened: number;
  /** Those that came too late. */
  readonly ignored: number;
  close(): Promise<void>;
}

const RECONNECT_MS = 1000;
/** From one person in the turnstile to the next. */
const STEP_MS = 300;
/** How often what happens by itself happens. */
const IDLE_MS = 1000;

export function openSimulatedGate(options: SimulatedGateOptions): SimulatedGate {
  const { gateId, listFaults, nowMs, prefix, sleep } = options;
  const client = connect(options.url, {
    clientId: options.deviceId,
    username: options.deviceId,
    password: options.key,
    reconnectPeriod: RECONNECT_MS,
    queueQoSZero: false,
    ...(options.caFile == null ? {} : { ca: readFileSync(options.caFile) }),
  });
  let opened = 0;
  let ignored = 0;
  let passages = 0;
  let said = "";
  /** When the relay drops. */
  let closesMs = Number.NEGATIVE_INFINITY;
  const beganMs = Math.round(nowMs());
  const has = (kind: GateFaultKind): boolean => listFaults().includes(kind);
  const report = (sent: GateReport): void => {
    if (!client.connected) return;
    const topic = formatGateTopic(prefix, gateId, "reports");
    client.publish(topic, JSON.stringify(sent), { qos: 1 });
  };
  const setState = (state: Extract<GateReport, { kind: "state" }>["state"]): void => {
    if (state === said) return;
    said = state;
    report({ kind: "state", state });
  };
  const pass = (): void => {
    passages++;
    const passageId = `${beganMs}-${passages}`;
    report({ kind: "passage", direction: "in", passageId });
  };
  const carryOut = async ({ id, openMs, partySize }: GateCommand): Promise<void> => {
    opened++;
    report({ kind: "acknowledged", commandId: id });
    setState("open");
    closesMs = nowMs() + openMs;
    const people = has("gate-unpassed") ? 0 : partySize + (has("gate-tailgated") ? 1 : 0);
    for (let person = 0; person < people; person++) {
      await sleep(STEP_MS);
      pass();
    }
    await sleep(Math.max(0, closesMs - nowMs()));
    if (!has("gate-jammed")) setState("closed");
  };
  // By a timer: a pause that is cut short when the simulation ends would be none.
  const idling = setInterval(() => {
    if (has("gate-tampered")) setState("tamper");
    else if (has("gate-forced")) setState(said === "open" ? "closed" : "open");
    else if (nowMs() > closesMs && !has("gate-jammed")) setState("closed");
  }, IDLE_MS);
  client.on("error", options.onRefused);
  client.on("connect", () => {
    said = "";
    setState("closed");
    // Refused only where the shop's configuration has no such gate: then nothing is ever sent there.
    client.subscribe(formatGateTopic(prefix, gateId, "open"));
  });
  client.on("message", (_, payload) => {
    const command = JSON.parse(payload.toString()) as GateCommand;
    if (has("gate-mute")) return;
    if (nowMs() - command.atMs > command.validMs) ignored++;
    else void carryOut(command);
  });
  return {
    get opened() {
      return opened;
    },
    get ignored() {
      return ignored;
    },
    close: async () => {
      clearInterval(idling);
      await client.endAsync(!client.connected);
    },
  };
}
