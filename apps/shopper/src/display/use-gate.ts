import type { Answer } from "@saunter/client/api";
import { toProblem } from "@saunter/client/problem";
import { useEffect, useState } from "preact/hooks";
import { api, isLost } from "./session.ts";

export type GateNow = Answer<"GET /v1/gates/:gateId/watch">;

const RETRY_MS = 2000;

/** What there is to show at a gate, as it happens; null until it is known. */
export function useGate(gateId: string | null): GateNow | null {
  const [now, setNow] = useState<GateNow | null>(null);
  useEffect(() => {
    if (gateId === null) return;
    const stop = new AbortController();
    const listen = async (): Promise<void> => {
      let version: string | undefined;
      while (!stop.signal.aborted) {
        try {
          const query = version === undefined ? {} : { version };
          const request = { params: { gateId }, query, signal: stop.signal };
          const answer = await api.call("GET /v1/gates/:gateId/watch", request);
          version = answer.version;
          isLost.value = false;
          setNow(answer);
        } catch (error) {
          if (stop.signal.aborted) return;
          // A display mends itself: whatever it was, it is asked again.
          toProblem(error);
          isLost.value = true;
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    };
    void listen();
    return () => stop.abort();
  }, [gateId]);
  return now;
}
