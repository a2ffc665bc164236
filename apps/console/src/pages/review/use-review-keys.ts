import { isTurnedOff } from "@saunter/ui/single-keys";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isTyping } from "../../parts/search-field.tsx";
import { findAct, type ReviewAct } from "./review-keys.ts";
import type { Review } from "./review-types.ts";

/** Keys of the whole page, as long as nobody types and no dialog is open. `act` says whether it did. */
export function useReviewKeys(review: Review | null, act: (act: ReviewAct) => boolean): void {
  const latest = useRef({ review, act });
  latest.current = { review, act };
  // A key that is pressed before the next frame counts, too.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      if (isTurnedOff(event)) return;
      if (event.defaultPrevented || (isTyping(target) && !isRange(target))) return;
      if (document.querySelector("dialog[open]") !== null) return;
      const found = findAct(latest.current.review, event);
      // A button that has the focus is what Enter and Space mean.
      if ((event.key === "Enter" || event.key === " ") && isPressable(target)) return;
      if (found !== null && latest.current.act(found)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function isRange(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "range";
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("button, a, summary, video, input");
}
