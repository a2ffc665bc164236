/** How a gate is, in a word. */
import type { Answer } from "@saunter/client/api";
import type { State } from "../health/health-row.tsx";

export type GateDevice = Answer<"GET /v1/gates/devices">["items"][number];
export type GateFault = GateDevice["faults"][number];

const FAULTS: Readonly<Record<GateFault["kind"], State>> = {
  "no-acknowledgement": ["wrong", "does not answer"],
  offline: ["wrong", "offline"],
  "forced-open": ["wrong", "forced open"],
  "stuck-open": ["wrong", "stuck open"],
  fault: ["wrong", "error"],
  tamper: ["wrong", "tampered with"],
  "code-reader-offline": ["warning", "code reader offline"],
  "card-reader-offline": ["warning", "card reader offline"],
  "card-reader-refused": ["warning", "card reader refused"],
};

export function wordGateFault({ kind }: Pick<GateFault, "kind">): State {
  return FAULTS[kind];
}

/** The gravest of its faults, else its door. */
export function wordGate({ faults, state }: Pick<GateDevice, "faults" | "state">): State {
  const states = faults.map(wordGateFault);
  const worst = states.find(([tone]) => tone === "wrong") ?? states[0];
  if (worst !== undefined) return worst;
  return state === "open" ? ["now", "open"] : ["sure", state === null ? "OK" : "closed"];
}

const COMMANDS: Readonly<Record<NonNullable<GateDevice["lastCommand"]>["status"], string>> = {
  sent: "sent",
  acknowledged: "carried out",
  "not-acknowledged": "not confirmed",
  "not-sent": "not sent",
};

export function wordCommand({ status }: NonNullable<GateDevice["lastCommand"]>): string {
  return COMMANDS[status];
}

const CARD_READERS: Readonly<Record<NonNullable<GateDevice["cardReader"]>["status"], string>> = {
  starting: "starting",
  waiting: "waiting for a card",
  reading: "reading a card",
  offline: "offline",
  refused: "refused by the provider",
};

export function wordCardReader({ status }: NonNullable<GateDevice["cardReader"]>): string {
  return CARD_READERS[status];
}

/** "12 in, 11 out", and how many of those had no entry. */
export function wordPassages({ counts }: Pick<GateDevice, "counts">): string {
  const { in: into, out, withoutEntry } = counts;
  const without = withoutEntry === 0 ? "" : `, ${withoutEntry} without an entry`;
  return `${into} in, ${out} out${without}`;
}
