/** Keys that act on every page. A page's own keys come first: what they have used is left alone. */
import { type PressedKey, readKey } from "@saunter/ui/pressed-key";

export type FrameKey = "search" | "shortcuts";

type Pressed = PressedKey & Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey">;

/** What a key asks for; null of keys that ask for nothing here. */
export function findFrameKey(pressed: Pressed): FrameKey | null {
  const { ctrlKey, metaKey, altKey } = pressed;
  if (altKey) return null;
  const key = readKey(pressed);
  if (ctrlKey !== metaKey) return key.toLowerCase() === "k" ? "search" : null;
  if (ctrlKey) return null;
  return key === "/" ? "search" : key === "?" ? "shortcuts" : null;
}
