/** People are letters: within one view the same one is always the same, and means nothing else. */
import type { Interaction } from "./evidence-types.ts";

export type Letters = ReadonlyMap<string, string>;

const A = "A".charCodeAt(0);
const LETTERS = 26;

/** Those who are given come first; then those whom the accounts name; then whoever was near. */
export function giveLettersIn(
  interactions: readonly Interaction[],
  first: readonly string[],
): Letters {
  const named = interactions.flatMap(({ evidence }) =>
    [evidence, ...evidence.candidates].flatMap(({ shopperId, giverId }) => [shopperId, giverId]),
  );
  const near = interactions.flatMap(
    ({ positions }) => positions?.shoppers.map(({ shopperId }) => shopperId) ?? [],
  );
  const known = [...first, ...named, ...near].filter((id) => id !== null);
  return new Map([...new Set(known)].map((id, at) => [id, nameAt(at)]));
}

function nameAt(at: number): string {
  const letter = String.fromCharCode(A + (at % LETTERS));
  return at < LETTERS ? letter : `${letter}${Math.floor(at / LETTERS)}`;
}
