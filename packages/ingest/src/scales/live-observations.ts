/** What comes from sensors of now, in the order in which it comes, as the shop's process reads it. */
import type { Observation } from "@saunter/engine/observation";

export interface LiveObservations {
  push(observation: Observation): void;
  /** Nothing more comes; what is read rejects with `failure`, where there is one. */
  end(failure?: Error): void;
  /** All that came since it was last read; ends with the signal. To be gone through once. */
  read(signal: AbortSignal): AsyncIterable<readonly Observation[]>;
}

export function createLiveObservations(): LiveObservations {
  let waiting: Observation[] = [];
  let ended: { readonly failure: Error | undefined } | null = null;
  let wake: (() => void) | null = null;
  const rouse = (): void => {
    wake?.();
    wake = null;
  };
  async function* read(signal: AbortSignal): AsyncGenerator<readonly Observation[]> {
    signal.addEventListener("abort", rouse);
    try {
      while (!signal.aborted) {
        if (waiting.length > 0) {
          const chunk = waiting;
          waiting = [];
          yield chunk;
        } else if (ended !== null) {
          if (ended.failure !== undefined) throw ended.failure;
          return;
        } else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener("abort", rouse);
    }
  }
  return {
    push: (observation) => {
      waiting.push(observation);
      rouse();
    },
    end: (failure) => {
      ended = { failure };
      rouse();
    },
    read,
  };
}
