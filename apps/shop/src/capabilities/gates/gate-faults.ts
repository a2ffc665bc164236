/** What is wrong with a gate, in words, and as alerts. */
import type { GET_GATE_DEVICES } from "@saunter/protocol/http/gate-device-routes";
import type { Static } from "typebox";
import { setAlerts } from "../../domain/alerts.ts";
import type { Transaction } from "../../store/transaction.ts";

export type GateDevice = Static<
  (typeof GET_GATE_DEVICES)["answers"][200]["schema"]
>["items"][number];
export type GateFault = GateDevice["faults"][number];

const KIND = "gate-fault";

const MESSAGES: Readonly<Record<GateFault["kind"], string>> = {
  "no-acknowledgement": "did not confirm the last command: check its power and network",
  offline: "is offline: check its power and network",
  "forced-open": "opened without a command: check who came in, and its lock",
  "stuck-open": "stays open: check that nothing blocks the door",
  fault: "reports an error of its lock or drive",
  tamper: "reports that its housing was opened",
  "code-reader-offline": "has a code reader that is offline: check its cable",
  "card-reader-offline": "has a card reader that is offline: check its power and network",
  "card-reader-refused":
    "has a card reader that the payment provider refuses: check its id and the account's keys",
};

export function wordGateFault(kind: GateFault["kind"]): string {
  return MESSAGES[kind];
}

/** Raises what is wrong now, and clears what is over, also what the process before this one raised. */
export function writeGateAlerts(
  tx: Transaction,
  gates: readonly Pick<GateDevice, "faults" | "gateId" | "name">[],
): void {
  const wanted = gates.flatMap(({ faults, gateId, name }) =>
    faults.map(({ kind, message }): [string, string] => [
      `${KIND}:${gateId}:${kind}`,
      `gate ${name} ${message}`,
    ]),
  );
  setAlerts(tx, { kind: KIND, by: "gates" }, new Map(wanted));
}
