/**
 * Notices if nothing of the chain arrives, or if the shop can't get what the chain has published for it. The chain sends
 * a signed request with the revision of its manifest every few seconds.
 */

/** With the pauses between requests and looks, the shop raises an alert within a minute. */
export const WITHHELD_MS = 50_000;

export interface ChainWatchOptions {
  /** Monotonic. */
  readonly evenMs: () => number;
  /** Whether the chain signs its requests: others prove nothing. */
  readonly isSigning: () => boolean;
  /** Of the manifest that the shop has; null: none. */
  readonly readRevision: () => number | null;
  /** Whether the shop has all contents that its manifest names. */
  readonly hasContents: () => boolean;
}

export interface ChainReport {
  /** For how long there has been no proof that the chain is running; 0: not for `WITHHELD_MS`. */
  readonly silentMs: number;
  /** For how long the shop has lacked something that the chain has published; 0: not for `WITHHELD_MS`. */
  readonly behindMs: number;
}

export interface ChainWatch {
  /**
   * The chain has sent a signed request for the shop's state. Returns whether the shop lacks what the chain has published.
   * @param aliveMs as in `RequestVerdict`
   * @param revision of the manifest that the chain has published; 0: none
   */
  note(aliveMs: number, revision: number): boolean;
  /** To be called every few seconds. */
  report(): ChainReport;
}

export function createChainWatch(options: ChainWatchOptions): ChainWatch {
  const { evenMs, hasContents, isSigning, readRevision } = options;
  let lastAliveMs = evenMs();
  let published = 0;
  let behindSinceMs: number | null = null;

  function checkBehind(): boolean {
    const isBehind = published > (readRevision() ?? 0) || !hasContents();
    behindSinceMs = isBehind ? (behindSinceMs ?? evenMs()) : null;
    return isBehind;
  }

  const orZero = (ms: number): number => (ms > WITHHELD_MS ? ms : 0);

  return {
    note: (aliveMs, revision) => {
      lastAliveMs = Math.max(lastAliveMs, aliveMs);
      published = Math.max(published, revision);
      return checkBehind();
    },
    report: () => {
      checkBehind();
      return {
        silentMs: isSigning() ? orZero(evenMs() - lastAliveMs) : 0,
        behindMs: behindSinceMs === null ? 0 : orZero(evenMs() - behindSinceMs),
      };
    },
  };
}
