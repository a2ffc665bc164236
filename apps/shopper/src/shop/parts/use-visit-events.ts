import { useEffect } from "preact/hooks";
import { subscribeEvents } from "../events.ts";

/** Several things happen at once: they are asked for together. */
const GATHER_MS = 80;

/** Calls `act` when something of this visit has happened. */
export function useVisitEvents(visitId: string, act: () => void): void {
  useEffect(() => {
    let timer = 0;
    const stop = subscribeEvents((event) => {
      if (event !== null && event.visitId !== visitId) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(act, GATHER_MS);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [visitId]);
}
