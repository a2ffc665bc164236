import { isTurnedOff } from "@saunter/ui/single-keys";
import { useEffect } from "preact/hooks";
import { isTyping } from "../parts/search-field.tsx";
import { type FrameKey, findFrameKey } from "./frame-keys.ts";

/** Keys of the frame, as long as nobody types and no dialog is open. */
export function useFrameKeys(act: (key: FrameKey) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const found = findFrameKey(event);
      if (found === null || event.defaultPrevented) return;
      const isPlain = !event.ctrlKey && !event.metaKey;
      if (isPlain && (isTyping(event.target) || isTurnedOff(event))) return;
      if (document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      act(found);
    };
    // After those of pages, which listen to the document.
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
