import { useEffect } from "preact/hooks";

/** Keeps the screen on while the page is seen, where the browser can. */
export function useAwake(): void {
  useEffect(() => {
    const state: { lock: WakeLockSentinel | null; isGone: boolean } = { lock: null, isGone: false };
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      try {
        const lock = (await navigator.wakeLock?.request("screen")) ?? null;
        if (state.isGone) await lock?.release();
        else state.lock = lock;
      } catch (error) {
        // Saving power, or not seen any more: the phone knows better.
        if (!(error instanceof DOMException)) throw error;
      }
    };
    const onSeen = (): void => void ask();
    document.addEventListener("visibilitychange", onSeen);
    void ask();
    return () => {
      state.isGone = true;
      document.removeEventListener("visibilitychange", onSeen);
      void state.lock?.release();
    };
  }, []);
}
