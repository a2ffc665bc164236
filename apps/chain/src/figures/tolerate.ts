/** Null where it throws: what a shop wrote may be anything. */
export function tolerate<T>(act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
