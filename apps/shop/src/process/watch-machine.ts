/** The room on the shop's disk and how late the process is, with an alert where somebody has to see to it. */
import { statfsSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { clearAlert, isAlertOpen, raiseAlert } from "../domain/alerts.ts";
import type { Transaction } from "../store/transaction.ts";

export interface MachineReading {
  /** On the disk of the shop's folder. */
  readonly diskFreeBytes: number;
  readonly diskBytes: number;
  /** 99th percentile of the event loop's delay since the last measurement, milliseconds. */
  readonly lagMs: number;
}

/** What a reading is taken from. */
export interface Machine {
  read(): MachineReading;
  close(): void;
}

const LAG_RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

/** Watches the loop from now on, and the disk that a folder is on. */
export function openMachine(folder: string): Machine {
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  return {
    read: () => {
      const disk = statfsSync(folder);
      const lagMs = delay.percentile(99) / NS_PER_MS - LAG_RESOLUTION_MS;
      delay.reset();
      return {
        diskFreeBytes: disk.bavail * disk.bsize,
        diskBytes: disk.blocks * disk.bsize,
        lagMs: Number.isFinite(lagMs) ? Math.max(0, lagMs) : 0,
      };
    },
    close: () => void delay.disable(),
  };
}

export interface MachineWatch {
  /** What was read last. */
  last(): MachineReading;
  /** Looks again; raises and clears what has changed since. */
  writeAlerts(tx: Transaction): void;
  close(): void;
}

const GIB = 2 ** 30;
/** Free share of the disk below which it is nearly full; on a large disk, free bytes. */
export const DISK_LOW_SHARE = 0.1;
export const DISK_LOW_BYTES_MAX = 4 * GIB;
/** There is space again from this many times as much: small changes raise no second alert. */
export const DISK_ROOM_FACTOR = 1.25;

/** Later than this at the 99th percentile is late, milliseconds. */
export const LATE_MS = 100;
/** Number of consecutive measurements, a minute of them, that make the process slow, or fast again. */
export const LATE_LOOKS = 30;

const DISK_LOW = "disk-low";
const PROCESS_SLOW = "process-slow";
const BY = "machine";

export function createMachineWatch(machine: Machine): MachineWatch {
  let last: MachineReading | null = null;
  let isLate = false;
  let looks = 0;
  return {
    last: () => {
      last ??= machine.read();
      return last;
    },
    writeAlerts: (tx) => {
      last = machine.read();
      writeDisk(tx, last);
      looks = last.lagMs > LATE_MS === isLate ? looks + 1 : 1;
      isLate = last.lagMs > LATE_MS;
      if (looks >= LATE_LOOKS) writePace(tx, last);
    },
    close: machine.close,
  };
}

/** Whether the disk is nearly full; one that was needs `DISK_ROOM_FACTOR` times the space. */
export function isDiskLow(
  { diskFreeBytes, diskBytes }: Pick<MachineReading, "diskBytes" | "diskFreeBytes">,
  factor = 1,
): boolean {
  return diskFreeBytes < factor * Math.min(DISK_LOW_SHARE * diskBytes, DISK_LOW_BYTES_MAX);
}

function writeDisk(tx: Transaction, reading: MachineReading): void {
  // An alert may be of the process that ran before this one.
  const factor = isAlertOpen(tx, DISK_LOW) ? DISK_ROOM_FACTOR : 1;
  if (!isDiskLow(reading, factor)) {
    clearAlert(tx, DISK_LOW, BY);
    return;
  }
  const { diskBytes, diskFreeBytes } = reading;
  const gib = (bytes: number): string => (bytes / GIB).toFixed(1);
  raiseAlert(tx, {
    alertKey: DISK_LOW,
    kind: DISK_LOW,
    visitId: null,
    message: `the disk with the shop’s folder is nearly full, ${gib(diskFreeBytes)} of ${gib(diskBytes)} GiB free: free disk space; the shop stops when the disk is full`,
  });
}

function writePace(tx: Transaction, { lagMs }: MachineReading): void {
  if (lagMs <= LATE_MS) {
    clearAlert(tx, PROCESS_SLOW, BY);
    return;
  }
  raiseAlert(tx, {
    alertKey: PROCESS_SLOW,
    kind: PROCESS_SLOW,
    visitId: null,
    message: `the server has been slow for a minute, now ${Math.round(lagMs)} ms behind: this computer has too much to do`,
  });
}
