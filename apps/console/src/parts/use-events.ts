import { useEffect } from "preact/hooks";
import { subscribeEvents } from "../live-events.ts";

/**
 * Calls `act` whenever something of these types has happened in the shop, or may have happened
 * missed; "alert.*" is all alerts.
 */
export function useEvents(types: readonly string[], act: () => void): void {
  useEffect(() => subscribeEvents(types, act, act), []);
}
