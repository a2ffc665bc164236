import type { Answer } from "@saunter/client/api";
import { useWatch } from "../use-watch.ts";
import { api, isLost } from "./session.ts";

export type GateNow = Answer<"GET /v1/gates/:gateId/watch">;

const RETRY_MS = 2000;

/** What there is to show at a gate, as it happens; null until it is known. */
export function useGate(gateId: string | null): GateNow | null {
  return useWatch<GateNow>(gateId, {
    ask: (query, signal) =>
      api.call("GET /v1/gates/:gateId/watch", { params: { gateId: gateId! }, query, signal }),
    retryMs: RETRY_MS,
    onAnswer: (lost) => {
      isLost.value = lost;
    },
  });
}
