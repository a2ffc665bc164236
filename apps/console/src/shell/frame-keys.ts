/** Keys that act on every page. A page's own keys come first: what they have used is left alone. */

export type FrameKey = "search" | "shortcuts";

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** What a key asks for; null of keys that ask for nothing here. */
export function findFrameKey({ key, ctrlKey, metaKey, altKey }: Pressed): FrameKey | null {
  if (altKey) return null;
  if (ctrlKey !== metaKey) return key.toLowerCase() === "k" ? "search" : null;
  if (ctrlKey) return null;
  return key === "/" ? "search" : key === "?" ? "shortcuts" : null;
}
