const LOOK_EVERY_MS = 1000;
const PATIENCE_MS = 120_000;

/** Asks until there is something, which is what it gives. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (Date.now() < untilMs) {
    const found = await ask();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
}
