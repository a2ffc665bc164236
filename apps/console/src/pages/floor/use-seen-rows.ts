/** Which rows somebody can see: of thirty in a list that scrolls, half a dozen. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { onBeat } from "../../parts/beat.ts";

export interface SeenRows {
  /** Begins to watch a row. Returns how to stop. */
  readonly watch: (key: string, element: Element) => () => void;
  /** Whether a row has to say what it says now. */
  readonly isNow: (key: string) => boolean;
}

/** Rows off the screen are read by screen readers, and searched: they are updated every so many beats. */
const UNSEEN_BEATS = 6;

/** A component that asks `isNow` is redrawn when a row comes into sight, and every two seconds. */
export function useSeenRows(): SeenRows {
  const draws = useSignal(0);
  // Not peeked: whoever asks is redrawn.
  draws.value;
  const seen = useMemo(() => createSeenRows(() => draws.value++), []);
  useEffect(() => seen.close, []);
  return seen;
}

function createSeenRows(draw: () => void): SeenRows & { readonly close: () => void } {
  const keys = new WeakMap<Element, string>();
  const inSight = new Set<string>();
  const watched = new Set<string>();
  let isAllDue = true;
  let isAnyOld = false;
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const key = keys.get(target)!;
      if (isIntersecting) inSight.add(key);
      else inSight.delete(key);
    }
    if (isAnyOld) draw();
  });
  let beats = 0;
  const stopBeat = onBeat(() => {
    beats++;
    isAllDue = beats % UNSEEN_BEATS === 0 && isAnyOld;
    if (!isAllDue) return;
    isAnyOld = false;
    draw();
  });
  return {
    watch: (key, element) => {
      keys.set(element, key);
      watched.add(key);
      observer.observe(element);
      return () => {
        observer.unobserve(element);
        inSight.delete(key);
        watched.delete(key);
      };
    },
    isNow: (key) => {
      // Nobody knows yet whether it is seen.
      const isNow = isAllDue || !watched.has(key) || inSight.has(key);
      isAnyOld ||= !isNow;
      return isNow;
    },
    close: () => {
      stopBeat();
      observer.disconnect();
    },
  };
}
