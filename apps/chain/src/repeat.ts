/** Does it again and again, with a pause in between. */
export function repeat(pauseMs: number, work: () => Promise<unknown>): { stop(): Promise<void> } {
  let isOpen = true;
  const pause = { end: () => {} };
  const working = (async () => {
    while (isOpen) {
      await work();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        pause.end = () => {
          clearTimeout(timer);
          resolve();
        };
        if (!isOpen) pause.end();
      });
    }
  })();
  return {
    stop: async () => {
      isOpen = false;
      pause.end();
      await working;
    },
  };
}
