/**
 * One beat for all that changes a little by itself: what changes in the same moment is painted once, and
 * nothing else costs a page that is open all day as much as being painted.
 */

export const BEAT_MS = 200;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls with each beat, the first within one. Returns how to stop. */
export function onBeat(listen: () => void): () => void {
  // Two places may listen with one function.
  const own = (): void => listen();
  listeners.add(own);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, BEAT_MS);
  return () => {
    listeners.delete(own);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
