/**
 * A gate's door as its controller reports it: which command is under way, whether the door is open, and what is wrong.
 * It keeps no time itself.
 */
import type { GateState } from "@saunter/protocol/devices/gate-messages";
import {
  ACKNOWLEDGE_MS_MAX,
  FORCED_KEPT_MS,
  OPENING_GRACE_MS,
  STUCK_AFTER_MS,
} from "./gate-limits.ts";

export type GateFaultKind =
  | "no-acknowledgement"
  | "offline"
  | "forced-open"
  | "stuck-open"
  | "fault"
  | "tamper";

export interface GateFault {
  readonly kind: GateFaultKind;
  readonly sinceMs: number;
}

export interface GateDoorOptions {
  /** How long the relay closes. */
  readonly openMs: number;
  /** Whether commands are acknowledged. */
  readonly isAcknowledged: boolean;
  /** Nobody opens it from inside: where it opens without a command it was forced. */
  readonly isEntranceOnly: boolean;
  /** Staff have it open. */
  readonly isHeldOpen: () => boolean;
}

export interface SentCommand {
  readonly id: string;
  readonly atMs: number;
}

export interface GateDoorReport {
  /** Null: its controller has not said. */
  readonly state: GateState | null;
  readonly command: { readonly atMs: number; readonly status: CommandStatus } | null;
  readonly faults: readonly GateFault[];
}

export type CommandStatus = "sent" | "acknowledged" | "not-acknowledged" | "not-sent";

export interface GateDoor {
  /** A command is on its way. */
  noteSent(command: SentCommand): void;
  /** It was not: the controller cannot be reached, or refused it. */
  noteNotSent(command: SentCommand): void;
  /** Of a command that is not the last, or was not sent, nothing changes. Whether it is that. */
  acknowledge(commandId: string): boolean;
  /** The command that waits for an acknowledgement for too long, once; null where none does. */
  takeOverdue(nowMs: number): SentCommand | null;
  setState(state: GateState, nowMs: number): void;
  setOnline(isOnline: boolean, nowMs: number): void;
  report(nowMs: number): GateDoorReport;
}

interface Command extends SentCommand {
  status: CommandStatus;
}

export function createGateDoor(options: GateDoorOptions): GateDoor {
  const { isAcknowledged, isEntranceOnly, isHeldOpen, openMs } = options;
  let command: Command | null = null;
  /** The last that may have opened the door. */
  let openedMs = Number.NEGATIVE_INFINITY;
  let state: GateState | null = null;
  let stateMs = 0;
  let offlineMs: number | null = null;
  let forcedMs: number | null = null;
  let closedMs = 0;
  const isDue = (nowMs: number): boolean => nowMs - openedMs <= openMs + OPENING_GRACE_MS;

  const listFaults = (nowMs: number): GateFault[] => {
    const isHeld = isHeldOpen();
    const faults: GateFault[] = [];
    if (offlineMs !== null) faults.push({ kind: "offline", sinceMs: offlineMs });
    if (command?.status === "not-acknowledged" || command?.status === "not-sent") {
      faults.push({ kind: "no-acknowledgement", sinceMs: command.atMs });
    }
    if (state === "fault" || state === "tamper") faults.push({ kind: state, sinceMs: stateMs });
    const isKept = state === "open" || nowMs - closedMs <= FORCED_KEPT_MS;
    if (forcedMs !== null && isKept && !isHeld) {
      faults.push({ kind: "forced-open", sinceMs: forcedMs });
    }
    const dueMs = Math.max(stateMs, openedMs) + openMs + STUCK_AFTER_MS;
    if (state === "open" && nowMs > dueMs && !isHeld) {
      faults.push({ kind: "stuck-open", sinceMs: dueMs });
    }
    return faults;
  };

  return {
    noteSent: ({ atMs, id }) => {
      command = { atMs, id, status: "sent" };
      openedMs = atMs;
    },
    noteNotSent: ({ atMs, id }) => {
      // Another may have been given since.
      if (command !== null && command.id !== id) return;
      command = { atMs, id, status: "not-sent" };
    },
    acknowledge: (commandId) => {
      if (command?.id !== commandId || command.status === "not-sent") return false;
      command.status = "acknowledged";
      return true;
    },
    takeOverdue: (nowMs) => {
      if (!isAcknowledged || command?.status !== "sent") return null;
      if (nowMs - command.atMs < ACKNOWLEDGE_MS_MAX) return null;
      command.status = "not-acknowledged";
      return command;
    },
    setState: (next, nowMs) => {
      if (next === state) return;
      if (next === "open") {
        forcedMs = isEntranceOnly && !isDue(nowMs) && !isHeldOpen() ? nowMs : null;
      }
      if (next === "closed") closedMs = nowMs;
      state = next;
      stateMs = nowMs;
    },
    setOnline: (isOnline, nowMs) => {
      if (isOnline) offlineMs = null;
      else offlineMs ??= nowMs;
    },
    report: (nowMs) => ({
      state,
      command: command === null ? null : { atMs: command.atMs, status: command.status },
      faults: listFaults(nowMs),
    }),
  };
}
