import { useEffect, useRef } from "preact/hooks";

/** Calls `act` again and again while the page is there, milliseconds apart: of what it shows nobody tells. */
export function useEvery(everyMs: number, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const timer = setInterval(() => latest.current(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}
