import { useEffect, useState } from "preact/hooks";

/** Time without input after which a person has left. */
export const IDLE_MS = 60_000;
/** They are asked before. */
export const ASKED_MS = 15_000;

const SIGNS = ["pointerdown", "keydown", "input", "touchmove", "wheel"] as const;

/**
 * Calls `onGone` when nobody has touched anything for a while. Gives the milliseconds that are left
 * once whoever is there is asked; null before.
 */
export function useIdle(isWatched: boolean, onGone: () => void): number | null {
  const [leftMs, setLeftMs] = useState<number | null>(null);
  useEffect(() => {
    setLeftMs(null);
    if (!isWatched) return;
    let seenMs = performance.now();
    const see = (): void => {
      seenMs = performance.now();
      setLeftMs(null);
    };
    const timer = setInterval(() => {
      const left = seenMs + IDLE_MS - performance.now();
      if (left <= 0) onGone();
      else setLeftMs(left <= ASKED_MS ? left : null);
    }, 500);
    for (const sign of SIGNS) document.addEventListener(sign, see, { passive: true });
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) document.removeEventListener(sign, see);
    };
  }, [isWatched]);
  return leftMs;
}
