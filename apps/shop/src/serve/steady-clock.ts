/**
 * The process's clock: the machine's as far as that can be believed. It never goes back, and never
 * stands still: where the machine's is behind what was said, it goes on at half its speed until the
 * machine's has caught up. Where the machine's leaps ahead by a day or more it goes on as it did, and
 * believes that after some minutes: what is written down cannot be dated back.
 */
export interface SteadyClock {
  /** Whole milliseconds. */
  readonly nowMs: () => number;
  /**
   * Goes on from what has happened: the time of the last event. Throws `ClockError` where the machine's
   * clock is so far ahead of it that it is hardly right.
   */
  startAt(lastMs: number, isMachineRight: boolean): void;
  /** How far the machine's clock is ahead of this one; negative where it is behind. */
  readonly machineAheadMs: () => number;
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
/** A step ahead that is not believed at once, and for how long not. */
export const SUSPECT_STEP_MS = DAY_MS;
export const SUSPECT_FOR_MS = 5 * 60_000;
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
  /** By how much the machine's clock is not believed, and since when. */
  let suspect = { byMs: 0, sinceMs: 0 };

  function look(): void {
    const nextEven = evenMs();
    const elapsed = Math.max(0, nextEven - even);
    const nextMachine = machineMs();
    const step = nextMachine - machine - elapsed;
    even = nextEven;
    machine = nextMachine;
    if (Math.abs(step) > STEP_MS) onStep(Math.round(step));
    if (step >= SUSPECT_STEP_MS) suspect = { byMs: suspect.byMs + step, sinceMs: even };
    // What was set ahead, and is set back, has never been.
    else if (step < -STEP_MS) suspect = { ...suspect, byMs: Math.max(0, suspect.byMs + step) };
    if (even - suspect.sinceMs >= SUSPECT_FOR_MS) suspect = { byMs: 0, sinceMs: even };
    said = Math.max(machine - suspect.byMs, said + elapsed * SPEED_BEHIND);
  }

  return {
    nowMs: () => {
      look();
      return Math.floor(said);
    },
    startAt: (lastMs, isMachineRight) => {
      look();
      if (machine - lastMs > CLOSED_MS_MAX && !isMachineRight) throw tooFarAhead(machine, lastMs);
      said = Math.max(said, lastMs);
    },
    machineAheadMs: () => Math.round(machine - said),
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
