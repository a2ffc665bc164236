import { toProblem } from "@saunter/client/problem";
import { useEffect, useState } from "preact/hooks";

interface Watch<A> {
  /** Waits for what is newer than a version; all there is without one. */
  readonly ask: (query: { readonly version?: string }, signal: AbortSignal) => Promise<A>;
  /** After no answer, whatever it was, it is asked again. */
  readonly retryMs: number;
  readonly onAnswer?: (isLost: boolean) => void;
}

/** What a route says as it changes; null until it is known. @param key what it is asked of; null for nothing */
export function useWatch<A extends { readonly version: string }>(
  key: string | null,
  { ask, retryMs, onAnswer }: Watch<A>,
): A | null {
  const [now, setNow] = useState<A | null>(null);
  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    const listen = async (): Promise<void> => {
      let query: { readonly version?: string } = {};
      while (!stop.signal.aborted) {
        try {
          const answer = await ask(query, stop.signal);
          query = { version: answer.version };
          onAnswer?.(false);
          setNow(answer);
        } catch (error) {
          if (stop.signal.aborted) return;
          toProblem(error);
          onAnswer?.(true);
          await new Promise((resolve) => setTimeout(resolve, retryMs));
        }
      }
    };
    void listen();
    return () => stop.abort();
  }, [key]);
  return now;
}
