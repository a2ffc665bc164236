/** Since when the stream of events is cut. */
import { effect, signal } from "@preact/signals";
import { connection } from "./events.ts";

/** By this phone's clock, Unix ms; null while it is live. */
export const lostSinceMs = signal<number | null>(null);

export function watchConnection(): () => void {
  return effect(() => {
    if (connection.value !== "lost") lostSinceMs.value = null;
    else if (lostSinceMs.peek() === null) lostSinceMs.value = Date.now();
  });
}
