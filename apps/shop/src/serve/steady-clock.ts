import type { ClockState } from "../process/clock-alerts.ts";

/**
 * The process's clock: the machine's as long as its time can be explained. It never goes back, and
 * never stands still: if the machine's is behind what was said, it goes on at half its speed until the
 * machine's has caught up. If the machine's leaps ahead by more than a minute, it goes on as it did
 * until a witness or a person confirms the machine's, or, if it is less than a day, for some minutes:
 * what is written down can't be dated back.
 */
export interface SteadyClock extends ClockState {
  /** Whole milliseconds. */
  readonly nowMs: () => number;
  /**
   * Goes on from what has happened: the time of the last event. Called before anything is written.
   * Throws `ClockError` if the machine's clock is so far ahead of it that it is hardly right.
   */
  startAt(lastMs: number, isMachineRight: boolean): void;
}

export interface Clocks {
  /** Unix ms, as the machine has it at the moment. */
  readonly machineMs: () => number;
  /** Milliseconds that go on evenly, whatever the machine's clock is set to. */
  readonly evenMs: () => number;
}

/** Why the shop does not open. */
export class ClockError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ClockError";
  }
}

const DAY_MS = 24 * 3_600_000;
/** A step of the machine's clock; less is a correction of no account. */
export const STEP_MS = 1000;
/** A step ahead that is not believed at once, and for how long not: a clock that is set wrong is often set back soon. */
export const LEAP_MS = 60_000;
export const LEAP_FOR_MS = 5 * 60_000;
/** A step ahead that must be confirmed: machines sleep and shops close for less. */
export const SUSPECT_STEP_MS = DAY_MS;
/** Two clocks that differ by less are both right. */
export const AGREES_MS = 60_000;
/** How fast time goes while the machine's clock is behind. */
const SPEED_BEHIND = 0.5;
/** Whoever was closed for longer says that the clock is right. */
export const CLOSED_MS_MAX = 100 * DAY_MS;

export function createSteadyClock(
  { machineMs, evenMs }: Clocks,
  onStep: (byMs: number) => void = () => {},
): SteadyClock {
  let even = evenMs();
  let machine = machineMs();
  let said = machine;
  let unexplainedMs = 0;
  let leaptMs = even;
  /** A witness has another time than the machine. */
  let isRefuted = false;

  function look(): void {
    const nextEven = evenMs();
    const elapsed = Math.max(0, nextEven - even);
    const nextMachine = machineMs();
    const step = nextMachine - machine - elapsed;
    even = nextEven;
    machine = nextMachine;
    if (Math.abs(step) > STEP_MS) onStep(Math.round(step));
    if (step > LEAP_MS) {
      unexplainedMs += step;
      leaptMs = even;
    }
    // If it is set back, the rest is no longer than a shop is closed.
    if (step < -STEP_MS && unexplainedMs + step < SUSPECT_STEP_MS) unexplainedMs = 0;
    else if (step < -STEP_MS) unexplainedMs += step;
    const isShort = unexplainedMs < SUSPECT_STEP_MS && !isRefuted;
    if (isShort && even - leaptMs >= LEAP_FOR_MS) unexplainedMs = 0;
    if (unexplainedMs === 0) isRefuted = false;
    said = Math.max(machine - unexplainedMs, said + elapsed * SPEED_BEHIND);
  }

  return {
    nowMs: () => {
      look();
      return Math.floor(said);
    },
    startAt: (lastMs, isMachineRight) => {
      look();
      if (machine - lastMs > CLOSED_MS_MAX && !isMachineRight) throw tooFarAhead(machine, lastMs);
      unexplainedMs = isMachineRight || machine - lastMs < SUSPECT_STEP_MS ? 0 : machine - lastMs;
      said = Math.max(machine - unexplainedMs, lastMs);
    },
    machineAheadMs: () => Math.round(machine - said),
    unexplainedMs: () => unexplainedMs,
    confirm: () => {
      unexplainedMs = 0;
      look();
    },
    compare: (witnessMs) => {
      look();
      if (unexplainedMs === 0) return;
      const aheadMs = machine - witnessMs;
      if (Math.abs(aheadMs) <= AGREES_MS) unexplainedMs = 0;
      else if (aheadMs > 0) {
        unexplainedMs = aheadMs;
        isRefuted = true;
      }
    },
  };
}

function tooFarAhead(machineMs: number, lastMs: number): ClockError {
  const [now, then] = [machineMs, lastMs].map((ms) => new Date(ms).toISOString());
  return new ClockError(
    `the machine's clock says ${now}, and the last event of the shop was at ${then}: set the ` +
      "clock, or say that it is right with --clock-is-right; what is written down at a wrong time " +
      "cannot be dated back",
  );
}
