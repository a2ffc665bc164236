/**
 * Runs a shop, and changes its release when the chain wants another one: between two visits, with a backup before,
 * and back to what it ran before where the new one does not become healthy.
 */
import type { ReleaseRefusal, ReleaseState } from "../chain/release-state.ts";

export interface RunningRelease {
  /** Resolves when its API says that it is healthy; false where it does not in time, or has ended. */
  becomesHealthy(): Promise<boolean>;
  readonly hasEnded: () => boolean;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

export interface SupervisorDependencies {
  readonly state: {
    readonly read: () => ReleaseState | null;
    readonly write: (state: ReleaseState) => void;
  };
  /** The release of the supervisor itself: what runs where nothing else was ever wanted. */
  readonly ownVersion: string;
  readonly start: (version: string) => RunningRelease;
  readonly isInstalled: (version: string) => boolean;
  /** What the chain wants; null: nothing. */
  readonly findWanted: () => string | null;
  /** Nobody is in the shop. */
  readonly isEmpty: () => boolean;
  /** The hour has come at which a change waits for nobody. */
  readonly isForcedHour: () => boolean;
  /** Copies the database of a shop that is closed. */
  readonly backUp: () => Promise<void>;
  /** Puts the copy back where the release of before cannot open what the new one has left, with all events since. */
  readonly putBack: () => Promise<void>;
  readonly leaveRefusal: (refusal: ReleaseRefusal) => void;
  readonly report: (sentence: string) => void;
}

export interface Supervisor {
  /** To be called again and again. */
  turn(): Promise<void>;
  stop(): Promise<void>;
}

/** As versions are written; it becomes the name of a folder. */
const VERSION = /^\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[0-9A-Za-z-]{1,20}(?:\.[0-9A-Za-z-]{1,20}){0,3})?$/;

export function createSupervisor(dependencies: SupervisorDependencies): Supervisor {
  const { state, start, report } = dependencies;
  let running: RunningRelease | null = null;

  const read = (): ReleaseState =>
    state.read() ?? { current: dependencies.ownVersion, trying: null, refused: {} };

  function refuse(version: string, reason: string): void {
    const known = read();
    state.write({ ...known, trying: null, refused: { ...known.refused, [version]: reason } });
    dependencies.leaveRefusal({ version, reason });
    report(`Release ${version} is refused: ${reason}`);
  }

  /** The release to change to; null where there is none, or it has been refused. */
  function findNext(): string | null {
    const wanted = dependencies.findWanted();
    const { current, refused } = read();
    if (wanted === null || wanted === current || refused[wanted] !== undefined) return null;
    if (!VERSION.test(wanted)) refuse(wanted, "this is no version");
    else if (!dependencies.isInstalled(wanted)) refuse(wanted, "it is not among the releases here");
    else return wanted;
    return null;
  }

  /** Starts what ran before again. */
  async function goBack(version: string, reason: string): Promise<void> {
    await running?.stop();
    refuse(version, reason);
    const { current } = read();
    running = start(current);
    if (await running.becomesHealthy()) return;
    await running.stop();
    report(`Release ${current} cannot open what ${version} has left: its backup is put back.`);
    await dependencies.putBack();
    running = start(current);
  }

  async function change(version: string): Promise<void> {
    const { current } = read();
    report(`The shop changes from release ${current} to ${version}.`);
    await running?.stop();
    await dependencies.backUp();
    state.write({ ...read(), trying: version });
    running = start(version);
    if (!(await running.becomesHealthy())) {
      await goBack(version, "the shop was not healthy with it in time");
      return;
    }
    state.write({ ...read(), current: version, trying: null });
    report(`The shop runs release ${version}.`);
  }

  return {
    turn: async () => {
      const { trying } = read();
      // The supervisor was killed while a release was tried: nobody knows whether it would have been healthy.
      if (running === null && trying !== null) {
        await goBack(trying, "the computer went off while it was tried");
        return;
      }
      if (running === null || running.hasEnded()) running = start(read().current);
      const next = findNext();
      if (next === null || !(dependencies.isEmpty() || dependencies.isForcedHour())) return;
      await change(next);
    },
    stop: async () => {
      await running?.stop();
      running = null;
    },
  };
}
