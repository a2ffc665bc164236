/** Alerts of a computer whose clock differs from the shop's time. Clearing one in doubt confirms the computer's clock. */
import { clearAlert, raiseAlert, setAlerts } from "../domain/alerts.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

/** What the process watches of its clock, besides the time. */
export interface ClockState {
  /** How far the machine's clock is ahead of this one; negative if it is behind. */
  readonly machineAheadMs: () => number;
  /** How far the machine's clock is ahead without an explanation; 0: it is believed. */
  readonly unexplainedMs: () => number;
  /** Believes the machine's clock: a person or its time server says that it is right. */
  readonly confirm: () => void;
  /** Compares an unexplained time with a witness's, Unix ms now, and uses the witness's if they differ. */
  readonly compare: (witnessMs: number) => void;
}

/** Staff are notified of a clock that is off by more. */
const CLOCK_OFF_MS_MAX = 60_000;
const HOUR_MS = 3_600_000;
const WRONG = "clock-wrong";
const UNCONFIRMED = "clock-unconfirmed";
const BY = "clock";

/** If the process uses the machine's clock as it is. */
export const MACHINE_CLOCK: ClockState = {
  machineAheadMs: () => 0,
  unexplainedMs: () => 0,
  confirm: () => {},
  compare: () => {},
};

/** Returns what raises and clears them. */
export function createClockAlerts(clock: ClockState): (tx: Transaction) => void {
  /** Each doubt has its own: an alert that was cleared in an earlier one confirms nothing. */
  let key: string | null = null;
  return (tx) => {
    if (key !== null && isClearedByPerson(tx, key)) clock.confirm();
    const unexplainedMs = clock.unexplainedMs();
    key = unexplainedMs === 0 ? null : (key ?? `${UNCONFIRMED}:${Math.floor(tx.atMs)}`);
    const wanted = key === null ? [] : [[key, describeDoubt(unexplainedMs)] as const];
    setAlerts(tx, { kind: UNCONFIRMED, by: BY }, new Map(wanted));
    const aheadMs = unexplainedMs === 0 ? clock.machineAheadMs() : 0;
    if (Math.abs(aheadMs) <= CLOCK_OFF_MS_MAX) clearAlert(tx, WRONG, BY);
    else
      raiseAlert(tx, { alertKey: WRONG, kind: WRONG, visitId: null, message: describe(aheadMs) });
  };
}

function isClearedByPerson({ db }: Transaction, alertKey: string): boolean {
  const sql = "SELECT 1 FROM alerts WHERE alert_key = ? AND cleared_ms IS NOT NULL";
  return prepared(db, sql).get(alertKey) !== undefined;
}

function describe(aheadMs: number): string {
  const which = aheadMs > 0 ? "ahead of" : "behind";
  return (
    `the computer’s clock is ${formatHours(aheadMs)} ${which} the shop’s time, which never goes back: ` +
    "check it, and correct it if it is wrong; if it is right, leave it, the shop’s time runs slower until both agree"
  );
}

function describeDoubt(unexplainedMs: number): string {
  return (
    `the computer’s clock is ${formatHours(unexplainedMs)} ahead of the shop’s time, and nothing confirms it: ` +
    "payments and reviews are paused. If its date and time are wrong, correct them; if they are right, clear this alert, or start the shop with --clock-is-right"
  );
}

function formatHours(ms: number): string {
  const hours = Math.abs(ms) / HOUR_MS;
  return hours < 1 ? `${Math.round(hours * 60)} minutes` : `${hours.toFixed(1)} hours`;
}
