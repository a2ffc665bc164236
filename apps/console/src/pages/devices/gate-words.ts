/** How a gate is, in a word. */
import type { Answer } from "@saunter/client/api";
import { words } from "../../words.ts";
import type { State } from "../health/health-row.tsx";

export type GateDevice = Answer<"GET /v1/gates/devices">["items"][number];
export type GateFault = GateDevice["faults"][number];

const TONES: Readonly<Record<GateFault["kind"], State[0]>> = {
  "no-acknowledgement": "wrong",
  offline: "wrong",
  "forced-open": "wrong",
  "stuck-open": "wrong",
  fault: "wrong",
  tamper: "wrong",
  "code-reader-offline": "warning",
  "card-reader-offline": "warning",
  "card-reader-refused": "warning",
};

export function wordGateFault({ kind }: Pick<GateFault, "kind">): State {
  return [TONES[kind], words.texts.devices.gates.faults[kind]];
}

/** The gravest of its faults, else its door. */
export function wordGate({ faults, state }: Pick<GateDevice, "faults" | "state">): State {
  const states = faults.map(wordGateFault);
  const worst = states.find(([tone]) => tone === "wrong") ?? states[0];
  if (worst !== undefined) return worst;
  const { closed, ok, open } = words.texts.devices.gates;
  return state === "open" ? ["now", open] : ["sure", state === null ? ok : closed];
}

export function wordCommand({ status }: NonNullable<GateDevice["lastCommand"]>): string {
  return words.texts.devices.gates.commands[status];
}

export function wordCardReader({ status }: NonNullable<GateDevice["cardReader"]>): string {
  return words.texts.devices.gates.cardReaders[status];
}

/** "12 in, 11 out", and how many of those had no entry. */
export function wordPassages({ counts }: Pick<GateDevice, "counts">): string {
  const { in: into, out, withoutEntry } = counts;
  const t = words.texts.devices.gates;
  return withoutEntry === 0 ? t.counts(into, out) : t.countsWithout(into, out, withoutEntry);
}
