/** What an audit finds. Every count should be 0. */
export interface Findings {
  /** What was acknowledged and is not in the journal, and what others were never notified of. */
  lost: number;
  /** Events, numbers or codes that are there twice. */
  doubled: number;
  /** Visits of which the provider has more than their receipt says. */
  doubleCharges: number;
  /** Visits of which it has less, and that owe nothing. */
  missingCharges: number;
  /** Books that do not agree, or do not add up. */
  unbalanced: number;
  /** The first few in words, to begin looking. */
  readonly words: string[];
}

export const NO_FINDINGS = (): Findings => ({
  lost: 0,
  doubled: 0,
  doubleCharges: 0,
  missingCharges: 0,
  unbalanced: 0,
  words: [],
});

export type Count = Exclude<keyof Findings, "words">;

const COUNTS = [
  "lost",
  "doubled",
  "doubleCharges",
  "missingCharges",
  "unbalanced",
] as const satisfies readonly Count[];

export function sumFindings(found: Readonly<Record<Count, number>>): number {
  return COUNTS.reduce((sum, count) => sum + found[count], 0);
}

export function addFindings(
  to: Record<Count, number>,
  found: Readonly<Record<Count, number>>,
): void {
  for (const count of COUNTS) to[count] += found[count];
}
