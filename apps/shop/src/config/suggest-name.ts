/** Letters that may be wrong in a name that is still recognised. */
const EDITS_MAX = 2;
/** Longer names are not compared: nobody mistypes them. */
const CHARS_MAX = 60;

/**
 * The known name that `name` was most likely meant to be, or null. Case does not count; at most
 * two letters may differ, and not more than a third of them.
 */
export function suggestName(name: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let fewest = Math.min(EDITS_MAX, Math.max(1, Math.floor(name.length / 3))) + 1;
  if (name.length > CHARS_MAX) return null;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > EDITS_MAX) continue;
    const edits = countEdits(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** " Did you mean …?", or nothing. */
export function formatSuggestion(name: string, known: Iterable<string>): string {
  const suggested = suggestName(name, known);
  return suggested === null ? "" : `; did you mean "${suggested}"?`;
}

/** Optimal string alignment distance: insertions, deletions, changes, neighbours swapped. */
export function countEdits(a: string, b: string): number {
  let [before, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, previous[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length]!;
}
