/** Parts of a page, each loaded when it is first needed. */
import { lazy as lazyOnce } from "preact-iso";

const ASK_EVERY_MS = 2000;
/** A part that does not come from a shop that is there is not asked for over and over. */
const RELOAD_EVERY_MS_MIN = 60_000;
const RELOADED = "part-reloaded-ms";

export interface PartSurroundings {
  /** Whether the shop answers. */
  readonly isThere: () => Promise<boolean>;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
  readonly kept: Pick<Storage, "getItem" | "setItem">;
  /** Loads the page again: a browser does not ask again for a part that did not come. */
  readonly reload: () => void;
}

const BROWSER: PartSurroundings = {
  isThere: () =>
    fetch("/v1/healthz").then(
      ({ ok }) => ok,
      () => false,
    ),
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  nowMs: () => Date.now(),
  get kept() {
    return sessionStorage;
  },
  reload: () => location.reload(),
};

/**
 * Loads a part. Where it does not come, as while the shop is not there, the page is reloaded once
 * the shop is there again, and this never resolves. Rejects where that was done a moment ago.
 */
export async function loadPart<T>(
  load: () => Promise<T>,
  { isThere, wait, nowMs, kept, reload }: PartSurroundings = BROWSER,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    while (!(await isThere())) await wait(ASK_EVERY_MS);
    if (nowMs() - Number(kept.getItem(RELOADED)) < RELOAD_EVERY_MS_MIN) throw error;
    kept.setItem(RELOADED, String(nowMs()));
    reload();
    return new Promise(() => {});
  }
}

/** As of preact-iso, of a part that may not come at once. */
export function lazy<T>(load: () => Promise<T | { default: T }>) {
  return lazyOnce<T>(() => loadPart(load));
}
