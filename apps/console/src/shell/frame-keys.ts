/** Keys that act on every page. A page's own keys come first: what they have used is left alone. */
import { useEffect } from "preact/hooks";
import { isTyping } from "../parts/search-field.tsx";
import { isTurnedOff } from "../parts/single-keys.ts";

export type FrameKey = "search" | "shortcuts";

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** What a key asks for; null of keys that ask for nothing here. */
export function findFrameKey({ key, ctrlKey, metaKey, altKey }: Pressed): FrameKey | null {
  if (altKey) return null;
  if (ctrlKey !== metaKey) return key.toLowerCase() === "k" ? "search" : null;
  if (ctrlKey) return null;
  return key === "/" ? "search" : key === "?" ? "shortcuts" : null;
}

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
