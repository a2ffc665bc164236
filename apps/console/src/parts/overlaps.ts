/** How long a key or secret that is replaced goes on beside the new one. */
export const OVERLAPS: readonly (readonly [hours: string, words: string])[] = [
  ["0", "No longer: it ends at once"],
  ["1", "1 hour more"],
  ["24", "1 day more"],
  ["168", "1 week more"],
];
