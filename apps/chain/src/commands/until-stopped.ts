const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** As shells say of what Ctrl-C has ended. */
const STOPPED_CODE = 130;

/**
 * Resolves when somebody asks this process to end; to be called before it begins anything. Who asks again does not
 * want to wait until all is in order: it exits, and with it the servers that it runs.
 */
export function untilStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isAsked = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isAsked) process.exit(STOPPED_CODE);
      isAsked = true;
      resolve();
    });
  }
  return promise;
}
