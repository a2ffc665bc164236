/**
 * Runs a shop, and changes its release when the chain wants another one: between two visits, with a backup before,
 * and back to what it ran before where the new one does not become healthy.
 */
import { isReleaseVersion } from "@saunter/protocol/chain/release-messages";
import type { ReleaseRefusal, ReleaseState } from "../chain/release-state.ts";

export interface RunningRelease {
  /** Whether its sensors have sent something: a shop whose scales are off is alive, and not ready. */
  isReady(): Promise<boolean>;
  /** Resolves when its API says that it is alive, or ready; false where it does not in time, or has ended. */
  becomesHealthy(hasToBeReady: boolean): Promise<boolean>;
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
  /** Sees to it that a release will be installed; null while it may, else why not, in words that may be none. */
  readonly bring: (version: string) => string | null;
  /** Others may be removed. */
  readonly keepOnly: (versions: readonly string[]) => void;
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

const NOT_INSTALLED = "it is not among the releases here";

export function createSupervisor(dependencies: SupervisorDependencies): Supervisor {
  const { state, start, ownVersion, report } = dependencies;
  let running: RunningRelease | null = null;
  let known: ReleaseState | null = null;
  let waiting: string | null = null;

  const read = (): ReleaseState => {
    known ??= state.read() ?? { current: ownVersion, trying: null, refused: {} };
    return known;
  };

  /** What this process knows holds where the disk takes nothing: a shop is not stopped again and again for that. */
  function keep(next: ReleaseState): void {
    known = next;
    attempt(() => state.write(next));
  }

  function attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      report(`What became of a release cannot be written: ${describe(error)}`);
    }
  }

  function refuse(version: string, reason: string): void {
    const { refused, ...rest } = read();
    keep({ ...rest, refused: { ...refused, [version]: reason } });
    attempt(() => dependencies.leaveRefusal({ version, reason }));
    report(`Release ${version} is refused: ${reason}`);
  }

  /** The release to change to; null where there is none, or it has been refused. */
  function findNext(): string | null {
    const wanted = dependencies.findWanted();
    if (wanted === null) return null;
    forgetOthers(wanted);
    const { current, refused } = read();
    if (wanted === current) return null;
    const reason = refused[wanted];
    if (!isReleaseVersion(wanted)) {
      if (reason === undefined) refuse(wanted, "this is no version");
      return null;
    }
    if (dependencies.isInstalled(wanted)) {
      return reason === undefined || reason.startsWith(NOT_INSTALLED) ? wanted : null;
    }
    const why = dependencies.bring(wanted);
    if (why !== null && reason === undefined) {
      refuse(wanted, why === "" ? NOT_INSTALLED : `${NOT_INSTALLED}: ${why}`);
    }
    return null;
  }

  /** Once another one is wanted, a refused release may be tried again. */
  function forgetOthers(wanted: string): void {
    const { refused } = read();
    const kept = Object.entries(refused).filter(([version]) => version === wanted);
    if (kept.length === Object.keys(refused).length) return;
    keep({ ...read(), refused: Object.fromEntries(kept) });
  }

  function startCurrent(): RunningRelease {
    const { current } = read();
    if (current === ownVersion || dependencies.isInstalled(current)) return start(current);
    report(`Release ${current} is not among the releases here; the shop runs ${ownVersion}.`);
    keep({ ...read(), current: ownVersion });
    return start(ownVersion);
  }

  /** Starts what ran before again. Killed at any moment it is done again. */
  async function goBack(version: string, reason: string): Promise<void> {
    await running?.stop();
    if (read().refused[version] === undefined) refuse(version, reason);
    running = startCurrent();
    // What its sensors do is no reason to put a backup back.
    if (!(await running.becomesHealthy(false))) {
      await running.stop();
      report(
        `Release ${read().current} cannot open what ${version} has left: its backup is put back.`,
      );
      await dependencies.putBack();
      running = startCurrent();
    }
    keep({ ...read(), trying: null });
  }

  async function change(version: string): Promise<void> {
    const before = read();
    const { [version]: _, ...refused } = before.refused;
    report(`The shop changes from release ${before.current} to ${version}.`);
    const wasReady = (await running?.isReady()) ?? false;
    await running?.stop();
    try {
      await dependencies.backUp();
      const trying = { ...before, refused, trying: version };
      state.write(trying);
      known = trying;
    } catch (error) {
      running = startCurrent();
      refuse(version, `no backup could be made before it: ${describe(error)}`);
      return;
    }
    running = start(version);
    if (!(await running.becomesHealthy(wasReady))) {
      const what = wasReady ? "ready" : "healthy";
      await goBack(version, `the shop was not ${what} with it in time`);
      return;
    }
    keep({ ...read(), current: version, trying: null });
    attempt(() => dependencies.keepOnly([version, before.current]));
    report(`The shop runs release ${version}.`);
  }

  return {
    turn: async () => {
      const { trying } = read();
      // Killed while a release was tried: nobody knows whether it would have been healthy.
      if (trying !== null) {
        await goBack(trying, "the computer went off while it was tried");
        return;
      }
      if (running?.hasEnded()) report(`Release ${read().current} has ended, and starts again.`);
      if (running === null || running.hasEnded()) running = startCurrent();
      const next = findNext();
      if (next !== null && (dependencies.isEmpty() || dependencies.isForcedHour())) {
        await change(next);
      } else if (next !== null && next !== waiting) {
        report(`Release ${next} waits until nobody is in the shop.`);
      }
      waiting = next;
    },
    stop: async () => {
      await running?.stop();
      running = null;
    },
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
