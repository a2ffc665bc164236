/** Throws an Error that says what should have held: a broken invariant, in production too. */
export function assertHolds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${what}`);
}
