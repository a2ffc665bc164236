const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** The exit code that shells report after Ctrl-C. */
const STOPPED_CODE = 130;

/**
 * Starts, waits for SIGINT or SIGTERM, and closes. A signal during the start exits at once, and so does a second one
 * during the close: servers that this process runs end with it.
 */
export async function runUntilStopped(
  start: () => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  let isRunning = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!isRunning) process.exit(STOPPED_CODE);
      isRunning = false;
      resolve();
    });
  }
  const running = await start();
  isRunning = true;
  await stopped;
  await running.close();
}
