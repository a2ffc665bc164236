import { useEffect, useRef } from "preact/hooks";
import { type ShopEvent, subscribeEvents } from "../live-events.ts";

/** However much happens, what is shown is reloaded no more often than this, where nothing else is said. */
const CALM_MS = 400;

/**
 * Calls `act` a moment after something of these types has happened, once for all of a moment; of one
 * visit where it is given.
 */
export function useCalmEvents(
  types: readonly string[],
  act: () => void,
  visitId: string | null = null,
  calmMs: number = CALM_MS,
): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const actSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = null;
        latest.current();
      }, calmMs);
    };
    const onEvent = (event: ShopEvent): void => {
      if (visitId === null || event.visitId === visitId) actSoon();
    };
    const stop = subscribeEvents(types, onEvent, actSoon);
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [visitId]);
}
