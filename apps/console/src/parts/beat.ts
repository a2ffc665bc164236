/**
 * One beat for all that changes a little by itself: what changes in the same moment is painted once, and
 * nothing else costs a page that is open all day as much as being painted.
 */

import { untilNextStepMs } from "@saunter/ui/clock-steps";

/** Three to a second: each paints a page. */
export const BEAT_MS = 1000 / 3;

type Listen = () => void;

const listeners = new Set<Listen>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls with each beat, the first within one and a half. Returns how to stop. */
export function onBeat(listen: Listen): () => void {
  // Two places may listen with one function.
  const own: Listen = () => listen();
  listeners.add(own);
  timer ??= wait();
  return () => {
    listeners.delete(own);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}

function beat(): void {
  timer = wait();
  for (const one of listeners) one();
}

/** Beats are in step with the seconds, in which clocks on the page change. */
function wait(): ReturnType<typeof setTimeout> {
  return setTimeout(beat, untilNextStepMs(Date.now(), BEAT_MS));
}
