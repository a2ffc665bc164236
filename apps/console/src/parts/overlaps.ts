import { words } from "../words.ts";

/** How long a key or secret that is replaced goes on beside the new one. */
export function listOverlaps(): readonly (readonly [hours: string, words: string])[] {
  const { none, hour, day, week } = words.texts.parts.overlaps;
  return [
    ["0", none],
    ["1", hour],
    ["24", day],
    ["168", week],
  ];
}
